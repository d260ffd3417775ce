"""Drafts go after 90 days, sent applications when the law lets them; what is counted stays, what is on hold stays whole."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import (
    Applicant,
    Application,
    ApplicationStatusChange,
    Document,
    Erasure,
    Letter,
    Restriction,
    UniversityConsent,
)
from applicants.retention import BY_KEY, draft_until, keep_until, rule_in_force
from applicants.selectors.correcting import open_corrections
from applicants.selectors.matching import submitted
from applicants.selectors.partners import NAMED
from applicants.services import correcting, reconsidering
from applicants.services.applying import ApplyingRefused, save_answers, start_application, submit, withdraw
from applicants.services.attaching import attach
from applicants.services.consents import ConsentRefused, give
from applicants.services.deciding import stage
from applicants.services.drafts import new_secret, start_draft
from applicants.services.erasing import erase_due
from applicants.services.keeping import KeepingRefused, delete, lift_hold, set_hold, switch_rule
from applicants.services.proving import ask_for_code
from applicants.services.reconsidering import ReconsideringRefused
from applicants.services.releasing import release
from applicants.services.withdrawing import can_take_back
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from reports.models import StageCount
from reports.services.counting import count_changed
from tests.applicants.own.conftest import put
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user, waived

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("last", "key", "until"),
    [
        (date(2026, 3, 1), "federal", date(2027, 3, 1)),
        (date(2024, 2, 29), "federal", date(2025, 3, 1)),
        (date(2024, 2, 29), "california", date(2028, 2, 29)),
        (date(2026, 3, 1), "colorado", date(2029, 3, 1)),
    ],
)
def test_kept_for_whole_years(last: date, key: str, until: date) -> None:
    assert keep_until(last, BY_KEY[key]) == until


def test_longest_rule_holds() -> None:
    assert rule_in_force([]).key == "federal"
    assert rule_in_force(["federal_contractor", "california", "colorado"]).key == "california"
    assert rule_in_force(["no_such_rule"]).key == "federal"


def test_draft_is_kept_from_the_later_of_closing_and_saving() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert draft_until(early, late) == draft_until(late, early) == late + timedelta(days=90)


def draft_of(closed_days_ago: int, saved_days_ago: int, **fields: object) -> Application:
    now = timezone.now()
    cohort = make_cohort(opens_at=now - timedelta(days=400), closes_at=now - timedelta(days=closed_days_ago))
    draft = make_application(cohort, draft=True, **fields)
    Application.objects.filter(pk=draft.pk).update(updated_at=now - timedelta(days=saved_days_ago))
    return draft


def test_drafts_go_90_days_after_closing_and_saving_and_not_before() -> None:
    gone = draft_of(91, 91)
    kept = [draft_of(89, 91), draft_of(91, 89), make_application()]
    assert erase_due()["drafts"] == 1
    assert not Application.objects.filter(pk=gone.pk).exists()
    assert not Applicant.objects.filter(pk=gone.applicant_id).exists()
    assert Application.objects.filter(pk__in=[each.pk for each in kept]).count() == 3
    assert erase_due()["drafts"] == 0
    logged = Erasure.objects.get()
    assert (logged.kind, logged.asked, logged.rule, logged.cohort_id) == ("draft", False, "draft", gone.cohort_id)


def test_draft_of_an_account_goes_and_the_account_stays(ana: User) -> None:
    draft = draft_of(91, 91, applicant=make_applicant(ana))
    erase_due()
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert User.objects.filter(pk=ana.pk).exists()


def test_deleting_a_draft_erases_it_at_once_with_its_file(
    ana: User, browser: Client, django_capture_on_commit_callbacks: object
) -> None:
    draft = make_application(make_cohort(), make_applicant(ana), draft=True)
    document = Document(
        application=draft, original_name="a.pdf", content_type="application/pdf", size=4, sha256="0" * 64
    )
    document.file.save("x", ContentFile(b"%PDF"), save=False)
    document.save()
    name = document.file.name
    page = f"/my/{draft.public_id}/delete/"
    assert "Everything in it is erased at once" in browser.get(page).text
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        browser.post(page)
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert not default_storage.exists(name or "")
    assert Erasure.objects.get().asked is True


def refused(application: Application) -> Application:
    cohort, manager = waived(application.cohort), make_user(Role.MANAGER)
    put(application, S.SCREENED, S.IN_REVIEW)
    cohort.undo_hours = 0
    cohort.save()
    stage(application, kind="rejected", reason="Ana had few hours.", by=manager)
    release(cohort, by=manager)
    application.refresh_from_db()
    return application


def test_deleting_what_was_sent_takes_it_out_of_sight_until_the_law_lets_it_go(
    application: Application, browser: Client, ana: User
) -> None:
    refused(application)
    shown = browser.get(f"/my/{application.public_id}/delete/").text
    assert "29 CFR 1602.14" in shown
    assert "It is kept until" in shown
    browser.post(f"/my/{application.public_id}/delete/")
    restriction = Restriction.objects.get()
    here = application.status_changed_at.astimezone(application.cohort.tz).date()
    assert restriction.until == keep_until(here, BY_KEY["federal"])
    assert not submitted().filter(pk=application.pk).exists()
    assert erase_due()["asked"] == 0
    assert "You asked us to delete this application." in browser.get(f"/my/{application.public_id}/").text
    with pytest.raises(KeepingRefused, match="asked for this already"):
        delete(application, by=ana)


def test_one_that_is_being_read_is_withdrawn_for_good(application: Application, ana: User) -> None:
    delete(application, by=ana)
    application.refresh_from_db()
    assert application.status == S.WITHDRAWN
    assert not can_take_back(application)


def test_somebody_in_a_class_and_a_stranger_are_refused(application: Application, ana: User) -> None:
    with pytest.raises(KeepingRefused, match="Only the applicant"):
        delete(application, by=make_user())
    put(application, S.SCREENED, S.OFFERED, S.ADMITTED)
    with pytest.raises(KeepingRefused, match="You are in a class"):
        delete(application, by=ana)


def counts() -> list[tuple[object, ...]]:
    count_changed()
    fields = ("cohort_id", "university_id", "source", "reached", "decided", "withdrew", "n")
    return sorted(StageCount.objects.values_list(*fields))


def test_erased_leaves_no_word_and_every_count(application: Application, ana: User) -> None:
    refused(application)
    put(make_application(application.cohort), S.SCREENED)
    before = counts()
    assert before
    steps = list(application.history.values_list("to_status", "at"))
    delete(application, by=ana)
    later = timezone.now() + timedelta(days=366)
    with clock.at(later):
        assert erase_due()["asked"] == 1
        assert erase_due()["asked"] == 0
    application.refresh_from_db()
    person = application.applicant
    assert (application.answers, person.name, person.email, person.phone, person.user) == ({}, "", None, "", None)
    assert not User.objects.filter(pk=ana.pk).exists()
    assert list(application.history.values_list("to_status", "at")) == steps
    assert counts() == before
    assert set(Letter.objects.filter(application=application).values_list("to", "subject", "body")) == {("", "", "")}
    words = [*ApplicationStatusChange.objects.filter(subject=application).values_list("reason", flat=True)]
    words += [*application.decisions.values_list("reason", flat=True)]
    assert set(words) == {"", "erased"}
    logged = {each.kind: (each.asked, each.rule, each.fields > 0) for each in Erasure.objects.all()}
    assert logged == {"application": (True, "federal", True), "person": (True, "federal", True)}


def test_a_hold_is_above_everything(application: Application, ana: User) -> None:
    officer = make_user(Role.COMPLIANCE)
    hold = set_hold(application.applicant, reason="Charge 4711.", by=officer)
    delete(application, by=ana)
    with clock.at(timezone.now() + timedelta(days=4000)):
        assert erase_due(not_asked=True) == {"drafts": 0, "asked": 0, "past": 0}
        lift_hold(hold, by=officer)
        assert erase_due()["asked"] == 1


def test_a_longer_rule_switched_on_later_moves_the_day(application: Application, ana: User) -> None:
    delete(application, by=ana)
    switch_rule("california", is_on=True, by=make_user(Role.MANAGER))
    with clock.at(timezone.now() + timedelta(days=500)):
        assert erase_due()["asked"] == 0
    restriction = Restriction.objects.get()
    assert restriction.rule == "california"
    assert restriction.until.year == timezone.now().year + 4


def test_dry_run_counts_and_erases_nothing(application: Application) -> None:
    draft = draft_of(91, 91)
    said = StringIO()
    call_command("erase_due", "--dry-run", stdout=said)
    assert f"{draft.cohort}: 1 drafts due" in said.getvalue()
    assert Application.objects.filter(pk=draft.pk).exists()
    call_command("erase_due", stdout=said)
    assert "Erased: 1 drafts, 0 asked for, 0 not asked." in said.getvalue()


def test_what_nobody_asked_about_waits_for_a_person(application: Application) -> None:
    refused(application)
    with clock.at(timezone.now() + timedelta(days=400)):
        assert erase_due()["past"] == 0
        assert erase_due(not_asked=True)["past"] == 1


def test_what_was_erased_stays_logged() -> None:
    draft_of(91, 91)
    erase_due()
    with pytest.raises(DatabaseError, match="added, never changed"), transaction.atomic():
        Erasure.objects.all().delete()


def test_what_somebody_had_deleted_cannot_be_taken_up_again(
    application: Application, ana: User, browser: Client
) -> None:
    delete(application, by=ana)
    with pytest.raises(ApplyingRefused, match="You asked us to delete this application"):
        start_application(cohort=application.cohort, user=ana)
    assert "Take it up again" not in browser.get(f"/my/{application.public_id}/").text
    draft = start_draft(cohort=application.cohort, secret=new_secret())
    with pytest.raises(ApplyingRefused, match="You asked us to delete this application"):
        attach(draft, user=ana, email=ana.email)
    application.refresh_from_db()
    assert application.status == S.WITHDRAWN


def test_what_was_put_aside_goes_with_the_drafts(ana: User) -> None:
    cohort = make_cohort(opens_at=timezone.now() - timedelta(days=100))
    own = make_application(cohort, make_applicant(ana), draft=True, answers={"why_health": "Before."})
    save_answers(draft := start_draft(cohort=cohort, secret=new_secret()), raw={"why_health": "Now."}, by=None)
    assert attach(draft, user=ana, email=ana.email).kept
    with clock.at(cohort.closes_at + timedelta(days=89)):
        assert erase_due()["drafts"] == 0
    with clock.at(cohort.closes_at + timedelta(days=91)):
        assert erase_due()["drafts"] == 2
    assert not Application.objects.filter(pk__in=[own.pk, draft.pk]).exists()


def test_a_draft_that_is_gone_says_so(ana: User) -> None:
    """Another tab erased it, or proved its address and put it together with an earlier one, since this tab read it."""
    application = make_application(make_cohort(), make_applicant(ana), draft=True)
    Application.objects.filter(pk=application.pk).delete()
    for act in (
        lambda: save_answers(application, raw={"why_health": "Now."}, by=ana),
        lambda: submit(application, by=ana),
        lambda: withdraw(application, by=ana),
        lambda: attach(application, user=ana, email=ana.email),
        lambda: ask_for_code(application, email=ana.email),
    ):
        with pytest.raises(ApplyingRefused, match="no longer here"):
            act()


def test_out_of_sight_is_out_of_everybodys_sight(application: Application, ana: User) -> None:
    """The university sees no name, nobody is asked to look again or to correct, and nothing of it can be asked for."""
    Application.objects.filter(pk=application.pk).update(university=make_university())
    application.refresh_from_db()
    give(application, by=ana)
    correcting.ask(application, key="why_health", wrong="All.", right="Another reason, in a whole sentence.", by=ana)
    refused(application)
    assert UniversityConsent.objects.filter(NAMED).count() == open_corrections().count() == 1
    delete(application, by=ana)
    assert UniversityConsent.objects.filter(NAMED).count() == open_corrections().count() == 0
    with pytest.raises(ReconsideringRefused, match="You asked us to delete"):
        reconsidering.check_can_ask(application)
    with pytest.raises(ConsentRefused, match="You asked us to delete"):
        give(application, by=ana)
