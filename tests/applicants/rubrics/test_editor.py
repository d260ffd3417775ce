"""The rubric editor, by its pages: what a recruiter can make, what is refused and in which words, and that nothing is lost."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Rubric, RubricVersion
from applicants.services import rubrics
from applicants.services.screening import default_rubric, start_run
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user
from tests.pages import Browser

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def browser(signed_in: SignIn) -> Browser:
    return Browser(signed_in(Role.RECRUITER))


def draft(by=None) -> RubricVersion:
    return rubrics.make_rubric(name="Tried", copied_from=default_rubric(), by=by or make_user())


def test_a_rubric_is_made_from_a_blank_page_without_scripts(browser) -> None:
    cohort = make_cohort()
    make_applications(cohort, 5)
    browser.open(reverse("admin:rubrics"))
    browser.follow("Make a rubric")
    browser.press("Make it", name="Fresh eyes", description="Hours, and what they speak of.")
    browser.press("Add a criterion", new_fact="hours_per_week")
    browser.press("Add a band")
    fields = {"c0-b0-low": "1", "c0-b0-high": "9", "c0-b0-points": "2", "c0-b1-low": "10", "c0-b1-points": "5"}
    browser.press("Show the preview", **fields, **{"c0-weight": "20"})
    browser.press("Add a criterion", new_fact="why_health.families")
    browser.press("Add a criterion", new_fact="review.mean")
    browser.press("Add a criterion", new_fact="interest")
    browser.press("Add a criterion", new_fact="course_finished")
    browser.press("Add a criterion", new_fact="events")
    browser.press("Add a minimum", new_rule="adult")
    page = browser.press(
        "Save the draft",
        **{"c3-o0": "4", "borderline": "40", "above": "80", "note": "The first.", "r0-reason": "Not 18 yet."},
    )
    assert "Fresh eyes, version 1 is saved as a draft." in page
    version = RubricVersion.objects.get(rubric__slug="fresh-eyes")
    kinds = [(part["fact"], part["kind"]) for part in version.document["criteria"]]
    assert kinds == [
        ("hours_per_week", "bands"),
        ("why_health.families", "families"),
        ("review.mean", "bands"),
        ("interest", "options"),
        ("course_finished", "yes_no"),
        ("events", "per_item"),
    ]
    assert version.document["criteria"][0]["bands"] == [
        {"from": 1, "to": 9, "points": 2},
        {"from": 10, "to": None, "points": 5},
    ]
    assert version.document["criteria"][2]["bands"] == [
        {"from": 300, "to": 399, "points": 1},
        {"from": 400, "to": None, "points": 2},
    ]
    assert version.document["rules"] == [
        {
            "key": "minimum_adult",
            "fact": "adult",
            "test": "is",
            "value": True,
            "unanswered": "pass",
            "reason": "Not 18 yet.",
        }
    ]
    assert version.note == "The first."


def test_saving_what_the_editor_shows_changes_nothing(browser) -> None:
    version = draft()
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    browser.press("Save the draft")
    before = version.document
    version.refresh_from_db()
    assert version.document == before


def test_what_cannot_be_read_stands_beside_its_field_and_nothing_is_lost(signed_in) -> None:
    client, version = signed_in(Role.RECRUITER), draft()
    browser = Browser(client)
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    form = next(form for form in browser._read().forms if "criteria" in form.names)
    data = {**form.values, "c0-weight": "plenty", "c1-b0-low": "soon", "note": "Half done", "do": "save"}
    response = client.post(reverse("admin:rubric-edit", args=[version.pk]), data)
    words = response.content.decode()
    assert response.status_code == 422
    assert 'id="c0-weight-error">Write a whole number from 0 to 1,000.' in words
    assert 'id="c1-b0-low-error">Write a whole number, like 12.' in words
    assert 'value="plenty"' in words
    assert 'value="Half done"' in words
    before = version.document
    version.refresh_from_db()
    assert version.document == before


def test_parts_are_moved_and_removed_by_buttons(browser) -> None:
    version = draft()
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    browser.press("Move Months kept at it up")
    browser.press("Remove Took part in events")
    browser.press("Save the draft")
    version.refresh_from_db()
    assert [part["key"] for part in version.document["criteria"]][:3] == ["persistence", "drive", "self_teaching"]


def test_a_draft_with_problems_is_kept_and_use_is_refused_in_words(signed_in) -> None:
    client, version = signed_in(Role.RECRUITER), draft()
    browser = Browser(client)
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    form = next(form for form in browser._read().forms if "criteria" in form.names)
    response = client.post(
        reverse("admin:rubric-edit", args=[version.pk]), {**form.values, "c0-weight": "0", "do": "use"}
    )
    words = response.content.decode()
    assert response.status_code == 422
    assert "It is saved as a draft, but cannot be used yet." in words
    assert "its weight is 0, so it never counts." in words
    version.refresh_from_db()
    assert version.document["criteria"][0]["weight"] == 0


def test_a_proxy_is_used_only_with_a_word_in_the_note(browser) -> None:
    cohort = make_cohort()
    make_applications(cohort, 2)
    version = draft()
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    browser.press("Add a criterion", new_fact="relocate")
    response = browser.client.post(browser.url, {**_form(browser).values, "do": "use"})
    assert "reads relocation, which can stand for family ties" in response.content.decode()
    sent = {**_form(browser).values, "do": "use", "note": "Relocation counts: every seat is in another city."}
    sent["base"] = rubrics.document_digest(RubricVersion.objects.get(pk=version.pk).document)
    response = browser.client.post(browser.url, sent)
    assert response["Location"] == f"{reverse('admin:screening-start')}?rubric_version={version.pk}&cohort={cohort.pk}"


def _form(browser: Browser):
    return next(form for form in browser._read().forms if "criteria" in form.names)


def test_a_forbidden_fact_is_refused_whatever_the_note_says() -> None:
    from applicants.screening.document import from_document
    from applicants.screening.problems import refusals

    document = default_rubric().document | {}
    document["criteria"] = [{**document["criteria"][0], "fact": "graduation_year"}]
    found = refusals(from_document(document), [], "graduation graduation_year")
    assert "screening never sees it" in " ".join(found)


def test_a_used_version_leads_to_the_next_one(browser) -> None:
    cohort = make_cohort()
    make_applications(cohort, 1)
    version = default_rubric()
    start_run(cohort=cohort, rubric_version=version, by=None)
    page = browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    assert "so it does not change any more" in page
    browser.press("Make the next version")
    assert RubricVersion.objects.filter(rubric=version.rubric).count() == 2
    browser.open(reverse("admin:rubrics"))
    browser.press("New version")
    assert RubricVersion.objects.filter(rubric=version.rubric).count() == 2


def test_two_who_save_the_same_draft_are_told(signed_in) -> None:
    version = draft()
    first, second = (Browser(signed_in(Role.RECRUITER)) for _ in range(2))
    for one in (first, second):
        one.open(reverse("admin:rubric-edit", args=[version.pk]))
    first.press("Save the draft", **{"c0-weight": "19"})
    response = second.client.post(second.url, {**_form(second).values, "c0-weight": "18", "do": "save"})
    assert response.status_code == 409
    assert "Somebody else has saved this version since you opened it." in response.content.decode()
    assert 'value="18"' in response.content.decode()
    second.page = response.content.decode()
    second.press("Save the draft")
    version.refresh_from_db()
    assert version.document["criteria"][0]["weight"] == 18


def test_a_draft_can_be_discarded_and_takes_its_rubric_along(browser) -> None:
    version = draft()
    browser.open(reverse("admin:rubric-edit", args=[version.pk]))
    assert "Tried, version 1 is discarded." in browser.press("Discard this draft")
    assert not Rubric.objects.filter(slug="tried").exists()


def test_the_same_name_twice_is_said_beside_the_field(signed_in) -> None:
    draft()
    response = signed_in(Role.RECRUITER).post(reverse("admin:rubric-new"), {"name": "Tried"})
    assert response.status_code == 422
    assert "There is a rubric “Tried” already." in response.content.decode()


def test_managers_read_and_do_not_edit(signed_in) -> None:
    version = draft()
    manager = signed_in(Role.MANAGER)
    listed = manager.get(reverse("admin:rubrics")).content.decode()
    assert "Make a rubric" not in listed
    assert reverse("admin:rubric-edit", args=[version.pk]) not in listed
    shown = manager.get(reverse("admin:screening-rubric", args=[version.pk])).content.decode()
    assert "Edit the draft" not in shown
    assert manager.get(reverse("admin:rubric-compare", args=[version.pk])).status_code == 200
    for name in ("rubric-edit", "rubric-preview", "rubric-new-version", "rubric-discard"):
        assert manager.post(reverse(f"admin:{name}", args=[version.pk]), {}).status_code == 403
    assert manager.get(reverse("admin:rubric-new")).status_code == 403
