"""The workbench's pages over HTTP: who may open them, what they show, how many queries they take."""

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from applicants.models import Application, Decision, Document, SavedView
from applicants.selectors.recruiting import page
from applicants.services.indexing import make_words
from applicants.views.listing import read
from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run, make_screened
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def recruiter(signed_in: SignIn) -> Client:
    return signed_in(Role.RECRUITER)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "name", ["admin:index", "admin:applications", "admin:decisions", "admin:applicants_applicant_changelist"]
)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR, None])
def test_workbench_is_for_recruiters_and_managers(name: str, role: Role | None, signed_in: SignIn) -> None:
    client = signed_in(role) if role else signed_in()
    assert client.get(reverse(name), follow=True).status_code == 403


def test_technical_staff_without_a_role_read_nobody_s_application(signed_in: SignIn) -> None:
    client = signed_in(make_user(is_staff=True, is_superuser=True))
    application = make_application()
    for address in [
        reverse("admin:applications"),
        reverse("admin:application", args=[application.pk]),
        reverse("admin:saved-views"),
        reverse("admin:decisions"),
        reverse("admin:applicants_applicant_changelist"),
        reverse("admin:applicants_applicant_change", args=[application.applicant_id]),
        reverse("admin:applicants_decision_changelist"),
        reverse("admin:applicants_review_changelist"),
    ]:
        assert client.get(address).status_code == 403, address
    assert "cohort-today" not in text_of(client.get(reverse("admin:index")))


def test_workbench_sends_nobody_to_the_sign_in_page() -> None:
    response = Client().get(reverse("admin:applications"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_home_shows_counts_that_are_links(recruiter: Client) -> None:
    cohort = make_cohort(capacity=12)
    make_screened(cohort, 2)
    make_application(cohort)
    make_application(cohort, draft=True)
    make_pending(make_screened(cohort, 1), by=make_recruiter())
    page = text_of(recruiter.get(reverse("admin:index")))
    assert f'href="/admin/applications/?cohort={cohort.slug}&amp;status=screened"' in page
    for label, number in [("To screen", 1), ("Screened", 3), ("Pending decisions", 1), ("Admitted", 0)]:
        assert f'<span class="tile-label">{label}</span> <span class="tile-value">{number}</span>' in page
    assert "12 of 12 seats free" in page


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_a_constant_number_of_queries(count: int, recruiter: Client, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        make_pending(make_screened(make_cohort(), count), by=make_recruiter())
    with django_assert_num_queries(13):
        assert recruiter.get(reverse("admin:index")).status_code == 200


def test_home_says_what_will_be_there_without_a_cohort(recruiter: Client) -> None:
    assert "No current cohort" in text_of(recruiter.get(reverse("admin:index")))


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_queries(count: int, recruiter: Client, django_assert_num_queries: Any) -> None:
    cohort = make_cohort()
    make_run(cohort, {each: each.pk for each in make_screened(cohort, count)})
    with django_assert_num_queries(10):
        response = recruiter.get(
            reverse("admin:applications"), {"cohort": cohort.slug, "status": "screened", "search": "appl"}
        )
    assert text_of(response).count("data-drawer-link") == count


def test_list_shows_the_newest_cohort_that_has_opened_first(recruiter: Client) -> None:
    cohort = make_cohort()
    application = make_application(cohort)
    page = text_of(recruiter.get(reverse("admin:applications")))
    assert f"<strong>1</strong> in {cohort.name}" in page
    assert str(application.applicant) in page


@pytest.mark.parametrize(
    "query", ["status=bogus", "band=7", "university=x", "after=%00", "cohort=none", "order=worst", "search=%27"]
)
def test_list_shrugs_at_what_is_not_a_filter(query: str, recruiter: Client) -> None:
    make_application(make_cohort())
    assert recruiter.get(f"{reverse('admin:applications')}?{query}").status_code == 200


def test_list_says_what_will_be_there(recruiter: Client) -> None:
    assert "No cohort yet" in text_of(recruiter.get(reverse("admin:applications")))
    make_cohort()
    assert "No applications yet" in text_of(recruiter.get(reverse("admin:applications")))
    assert "Nothing matches" in text_of(recruiter.get(reverse("admin:applications"), {"search": "zz"}))


def test_application_shows_it_whole(recruiter: Client) -> None:
    cohort, by = make_cohort(), make_recruiter()
    [application] = make_screened(cohort)
    make_pending([application], by=by)
    resume = {"original_name": "me.pdf", "content_type": "application/pdf", "size": 2048, "sha256": "0" * 64}
    Document.objects.create(application=application, **resume)
    page = text_of(recruiter.get(reverse("admin:application", args=[application.pk])))
    for shown in [
        str(application.applicant),
        application.applicant.email,
        "What draws you to health care?",
        "My grandmother spent a night",
        "A free curriculum for self-learners",
        "me.pdf",
        "Pending: offer a seat",
        "Nobody has read it yet",
    ]:
        assert shown in page


def test_application_comes_as_a_drawer_to_htmx(recruiter: Client) -> None:
    application = make_application()
    page = text_of(recruiter.get(reverse("admin:application", args=[application.pk]), headers={"HX-Request": "true"}))
    assert "data-drawer-title" in page
    assert "<html" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_application_takes_a_constant_number_of_queries(
    count: int, recruiter: Client, django_assert_num_queries: Any
) -> None:
    application = make_application()
    for to in ["screened", "in_review", "screened"][:count]:
        move(application, to=to, by=make_recruiter())
    with django_assert_num_queries(23):
        assert recruiter.get(reverse("admin:application", args=[application.pk])).status_code == 200


def test_application_that_was_not_sent_is_not_found(recruiter: Client) -> None:
    draft = make_application(draft=True)
    assert recruiter.get(reverse("admin:application", args=[draft.pk])).status_code == 404
    assert recruiter.post(reverse("admin:application-stage", args=[draft.pk]), {"kind": "offered"}).status_code == 404


def test_answers_of_strangers_are_shown_as_text(recruiter: Client) -> None:
    application = make_application(
        applicant=make_applicant(name="<script>alert(1)</script>"),
        answers={"why_health": "<img src=x onerror=alert(2)>"},
    )
    page = text_of(recruiter.get(reverse("admin:application", args=[application.pk])))
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


def test_move_on_puts_it_before_the_readers(recruiter: Client) -> None:
    [application] = make_screened(make_cohort())
    response = recruiter.post(
        reverse("admin:application-move", args=[application.pk]), {"to": "in_review"}, follow=True
    )
    assert Application.objects.get().status == "in_review"
    assert "Moved." in text_of(response)


@pytest.mark.parametrize(
    ("to", "why"),
    [("in_review", "It is “submitted”"), ("admitted", "goes to review or to an interview"), ("", "goes to review")],
)
def test_move_on_says_why_not(to: str, why: str, recruiter: Client) -> None:
    application = make_application()
    response = recruiter.post(reverse("admin:application-move", args=[application.pk]), {"to": to}, follow=True)
    assert why in text_of(response)
    assert Application.objects.get().status == "submitted"


def test_stage_one_leaves_the_status_as_it_is(recruiter: Client) -> None:
    [application] = make_screened(make_cohort())
    recruiter.post(reverse("admin:application-stage", args=[application.pk]), {"kind": "waitlisted"})
    assert [*Decision.objects.values_list("application", "kind")] == [(application.pk, "waitlisted")]
    assert Application.objects.get().status == "screened"


@pytest.mark.parametrize(("data", "why"), [({"kind": "rejected"}, "Write the main reasons"), ({}, "Choose a decision")])
def test_stage_one_says_what_is_missing(data: dict[str, str], why: str, recruiter: Client) -> None:
    [application] = make_screened(make_cohort())
    response = recruiter.post(reverse("admin:application-stage", args=[application.pk]), data, follow=True)
    assert why in text_of(response)
    assert not Decision.objects.exists()


def test_invite_mails_a_link(recruiter: Client, mailoutbox: list[Any]) -> None:
    application = make_application(applicant=make_applicant(email=None))
    recruiter.post(reverse("admin:application-invite", args=[application.pk]), {"email": "amara@example.org"})
    assert [mail.to for mail in mailoutbox] == [["amara@example.org"]]
    recruiter.post(reverse("admin:application-invite", args=[application.pk]), {"email": "amara"})
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", ["application-move", "application-stage", "application-invite"])
def test_a_manager_reads_and_changes_nothing(name: str, signed_in: SignIn) -> None:
    [application] = make_screened(make_cohort())
    manager = signed_in(Role.MANAGER)
    page = text_of(manager.get(reverse("admin:application", args=[application.pk])))
    assert "Move to review" not in page
    assert (
        manager.post(
            reverse(f"admin:{name}", args=[application.pk]), {"to": "in_review", "kind": "offered"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("name", ["application-move", "application-stage", "application-invite"])
def test_nothing_changes_by_get(name: str, recruiter: Client) -> None:
    [application] = make_screened(make_cohort())
    assert recruiter.get(reverse(f"admin:{name}", args=[application.pk])).status_code == 405


@pytest.mark.parametrize("model", ["applicant", "application", "decision", "decisionrelease", "review"])
def test_records_can_be_looked_at_and_not_changed(model: str, signed_in: SignIn) -> None:
    """Also not by somebody who may do everything: the services write these, nobody else."""
    superuser = make_recruiter()
    superuser.is_superuser = True
    superuser.save()
    client = signed_in(superuser)
    make_pending(make_screened(make_cohort()), by=superuser)
    assert client.get(reverse(f"admin:applicants_{model}_changelist"), follow=True).status_code == 200
    assert client.get(reverse(f"admin:applicants_{model}_add")).status_code == 403
    assert client.post(reverse(f"admin:applicants_{model}_delete", args=[1])).status_code in {302, 403}
    assert Application.objects.count() == 1


def test_stock_addresses_of_applications_lead_to_the_workbench(recruiter: Client) -> None:
    application = make_application()
    assert recruiter.get(reverse("admin:applicants_application_changelist")).url == reverse("admin:applications")
    assert recruiter.get(reverse("admin:applicants_application_change", args=[application.pk])).url == reverse(
        "admin:application", args=[application.pk]
    )


def test_recruiter_who_applied_sees_their_own_application_as_any_other(signed_in: SignIn) -> None:
    user = make_user()
    application = make_application(applicant=make_applicant(user=user))
    give_role(user, Role.RECRUITER)
    assert signed_in(user).get(reverse("admin:application", args=[application.pk])).status_code == 200


EVERYTHING = {
    "status": ["screened"],
    "band": ["3"],
    "score_from": ["-1"],
    "score_to": ["99999999"],
    "source": ["web"],
    "university": ["nobody"],
    "assigned": ["nobody"],
    "reads": ["0"],
    "submitted_from": ["2020-01-01"],
    "submitted_to": ["2999-01-01"],
    "changed_since": ["2020-01-01"],
    "search": ["appl"],
    "words": ["grandmother"],
    "answer_key": ["relocate", "hours_per_week", "why_health", "interest"],
    "answer_is": ["is", "at_least", "words", "one_of"],
    "answer_value": ["yes", "3", "hospital", "Data and analysis; clinical"],
    "column": [
        *("status", "score", "band", "submitted", "university", "source", "assigned", "tags", "reviews", "email"),
        *("changed", "answer.interest", "answer.why_health"),
    ],
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("many", [False, True])
def test_list_takes_twelve_queries_at_most_with_every_filter_on(
    count: int,
    many: bool,
    recruiter: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    cohort = make_cohort()
    make_run(cohort, {each: each.pk for each in make_screened(cohort, count)})
    make_words()
    if many:
        monkeypatch.setattr("applicants.selectors.recruiting.COUNT_UP_TO", 0)
        monkeypatch.setattr("applicants.selectors.searching.FEW", 0)
    with django_assert_max_num_queries(12):
        response = recruiter.get(reverse("admin:applications"), {"cohort": cohort.slug, **EVERYTHING})
    assert text_of(response).count("data-drawer-link") == count


GARBAGE = [
    *("x", "-1", "99999999999999999999999", "1e400", "nan", "'; DROP TABLE x --", "%", "\\", "\x00", "\u202e"),
    *("~~~", "0", "² ", "{}", "2026-01-01T00:00:00+00:00~5", "me"),
]
NAMES = [*EVERYTHING, "cohort", "run", "order", "tag", "flag", "mark_from", "mark_to", "after", "before"]


@pytest.mark.parametrize("name", NAMES)
def test_list_takes_anything_for_an_answer(name: str, recruiter: Client, rf: RequestFactory) -> None:
    """Each value is read and asked of the database; a few of them are drawn as a page too, for another name others."""
    cohort = make_cohort()
    make_run(cohort, {each: each.pk for each in make_screened(cohort)})
    make_words()
    user = User.objects.get()
    drawn = zlib.crc32(name.encode()) % 5
    for place, value in enumerate(GARBAGE):
        for usual in ({}, EVERYTHING):
            query = {"cohort": cohort.slug, **usual, name: [value, value, value, value]}
            if place % 5 == drawn:
                assert recruiter.get(reverse("admin:applications"), query).status_code == 200, value
                continue
            request = rf.get(reverse("admin:applications"), query)
            request.user = user
            asked = read(request)
            assert asked is not None
            after, before = request.GET.get("after", ""), request.GET.get("before", "")
            shown = page(
                asked.filters, known=asked.known, order=asked.order, columns=asked.columns, after=after, before=before
            )
            assert len(shown.rows) <= 1, value


def test_filter_that_does_not_fit_is_named_beside_its_field(recruiter: Client) -> None:
    cohort = make_cohort()
    make_run(cohort, dict.fromkeys(make_screened(cohort), 1))
    page = text_of(recruiter.get(reverse("admin:applications"), {"cohort": cohort.slug, "score_from": "many"}))
    assert "Write a whole number." in page
    asked = {"cohort": cohort.slug, "answer_key": "hours_per_week", "answer_is": "at_least", "answer_value": "many"}
    assert "“many” is not a number." in text_of(recruiter.get(reverse("admin:applications"), asked))


def test_bulk_bar_leads_to_the_operation_with_what_the_list_shows(recruiter: Client) -> None:
    cohort = make_cohort()
    make_screened(cohort, 2)
    asked = {"cohort": cohort.slug, "status": "screened", "after": "x"}
    page = text_of(recruiter.get(reverse("admin:applications"), asked))
    assert f'href="/admin/operations/new/?kind=review&amp;cohort={cohort.slug}&amp;status=screened"' in page
    assert "All 2 that match" in page


def test_bulk_bar_offers_only_what_the_person_may_do(signed_in: SignIn) -> None:
    make_screened(make_cohort(), 1)
    page = text_of(signed_in(Role.MANAGER).get(reverse("admin:applications")))
    assert "kind=review" not in page


def test_view_is_kept_opened_shared_renamed_and_deleted(recruiter: Client, signed_in: SignIn) -> None:
    cohort = make_cohort()
    make_screened(cohort)
    query = f"cohort={cohort.slug}&column=tags&status=screened"
    recruiter.post(reverse("admin:save-view"), {"name": "To read", "query": f"{query}&after=x", "is_default": "on"})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_default, view.is_shared) == ("To read", query, True, False)
    assert recruiter.get(reverse("admin:applications")).url == f"{reverse('admin:applications')}?{query}"
    assert "View: To read" in text_of(recruiter.get(reverse("admin:applications"), follow=True))
    other = signed_in(Role.RECRUITER)
    assert "To read" not in text_of(other.get(reverse("admin:saved-views")))
    assert other.post(reverse("admin:change-view", args=[view.pk]), {"name": "Mine"}).status_code == 404
    recruiter.post(reverse("admin:change-view", args=[view.pk]), {"name": "Read these", "is_shared": "on"})
    assert "Read these" in text_of(other.get(reverse("admin:applications")))
    recruiter.post(reverse("admin:change-view", args=[view.pk]), {"name": "x", "delete": "1"})
    assert not SavedView.objects.exists()


def test_tag_and_assignment_of_one_application(recruiter: Client) -> None:
    application = make_application()
    reader = make_user(Role.REVIEWER, name="Rea Reader")
    address, tag_it = reverse("admin:applications"), reverse("admin:application-tag", args=[application.pk])
    assign_it = reverse("admin:application-assign", args=[application.pk])
    tagged = recruiter.post(tag_it, {"name": " Nurse ", "back": f"{address}?x=1"})
    assert tagged.url == f"{address}?x=1#application-{application.pk}"
    recruiter.post(tag_it, {"name": "nurse"})
    recruiter.post(assign_it, {"to": reader.pk})
    page = text_of(recruiter.get(address, {"column": ["tags", "assigned"]}))
    assert '<span class="tag">Nurse</span>' in page
    assert "Rea Reader" in page
    [tag] = application.tagged.all()
    recruiter.post(tag_it, {"off": tag.tag_id})
    recruiter.post(assign_it, {"to": ""})
    application.refresh_from_db()
    assert (application.assigned_to, application.tagged.count()) == (None, 0)
    assert recruiter.post(assign_it, {"to": make_user().pk}).status_code == 404
    away = recruiter.post(tag_it, {"name": "a", "back": "https://evil.example/"})
    assert away.url == reverse("admin:application", args=[application.pk])
