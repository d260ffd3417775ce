"""The workbench's pages over HTTP: who may open them, what they show, how many queries they take."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, Decision, Document
from careerpath.accounts.access import give_role
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
        reverse("admin:applications-review"),
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
    with django_assert_num_queries(10):
        assert recruiter.get(reverse("admin:index")).status_code == 200


def test_home_says_what_will_be_there_without_a_cohort(recruiter: Client) -> None:
    assert "No current cohort" in text_of(recruiter.get(reverse("admin:index")))


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_queries(count: int, recruiter: Client, django_assert_num_queries: Any) -> None:
    cohort = make_cohort()
    make_run(cohort, {each: each.pk for each in make_screened(cohort, count)})
    with django_assert_num_queries(12):
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
    with django_assert_num_queries(14):
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


def test_all_that_match_go_to_review_after_it_was_said_how_many(recruiter: Client) -> None:
    cohort = make_cohort()
    screened, submitted = make_screened(cohort, 2), make_application(cohort)
    make_screened(make_cohort())
    address = f"{reverse('admin:applications-review')}?cohort={cohort.slug}&search=applicant"
    assert "Move 3 applications to review" in text_of(recruiter.get(address))
    assert not Application.objects.filter(status="in_review").exists()
    page = text_of(recruiter.post(address, follow=True))
    assert "Moved 2 to review." in page
    assert "Skipped 1: It is “submitted”" in page
    moved = Application.objects.filter(status="in_review").order_by("pk")
    assert [*moved] == screened
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_all_that_match_by_band_go_to_review(recruiter: Client) -> None:
    cohort = make_cohort()
    first, second = make_screened(cohort, 2)
    run = make_run(cohort, {first: 1, second: 2})
    run.results.filter(application=first).update(band=2)
    recruiter.post(f"{reverse('admin:applications-review')}?cohort={cohort.slug}&band=2&order=score")
    assert [*Application.objects.filter(status="in_review")] == [first]


def test_more_than_can_be_counted_do_not_go_to_review_at_once(
    recruiter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applicants.selectors.recruiting.COUNT_UP_TO", 1)
    make_screened(make_cohort(), 2)
    assert "narrow the filters first" in text_of(recruiter.post(reverse("admin:applications-review"), follow=True))
    assert not Application.objects.filter(status="in_review").exists()


def test_nothing_that_matches_moves_nothing(recruiter: Client) -> None:
    make_cohort()
    assert "Nothing matches" in text_of(recruiter.post(reverse("admin:applications-review"), follow=True))
