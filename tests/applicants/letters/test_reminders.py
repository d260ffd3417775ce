"""Reminders: few, each once, nobody who does not want one, and as many statements for three hundred as for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import (
    Applicant,
    Application,
    Decision,
    DecisionRelease,
    DraftKey,
    MailPreference,
    Notice,
    NoticeKind,
)
from applicants.services.drafts import digest_of
from applicants.services.preferences import (
    PreferenceRefused,
    preferences_of,
    set_preferences,
    stop_token,
)
from applicants.services.reminders import write_reminders
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db
K = NoticeKind
NOW = timezone.now()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_open(**fields: Any) -> Cohort:
    return make_cohort(**{"opens_at": NOW - 20 * DAY, "closes_at": NOW + 20 * DAY, **fields})


def make_standing(cohort: Cohort | None, status: str, applicant: Applicant | None = None, **fields: Any) -> Application:
    """An application that stands so, whatever way it came."""
    made = make_application(cohort or make_open(), applicant, draft=True, answers={"a": "b"})
    sent = None if status == "draft" else NOW - 60 * DAY
    Application.objects.filter(pk=made.pk).update(**{"status": status, "submitted_at": sent, **fields})
    return made


def make_draft(cohort: Cohort | None = None, *, saved: timedelta = 4 * DAY, **fields: Any) -> Application:
    """A draft with something in it that was saved last so long ago, of somebody with an account."""
    applicant = fields.pop("applicant", None) or make_applicant(user=make_user())
    return make_standing(cohort, "draft", applicant, updated_at=NOW - saved, **fields)


def make_offer(told: timedelta = 4 * DAY, days: int = 7) -> Decision:
    """An offer that was told so long ago and stands for so many days."""
    by = make_recruiter()
    application = make_standing(make_cohort(), "in_review")
    [decision] = make_pending([application], "offered", by=by)
    release = DecisionRelease.objects.create(
        cohort=application.cohort, released_by=by, released_at=NOW - told - DAY, hold_until=NOW - told
    )
    Decision.objects.filter(pk=decision.pk).update(release=release, answer_by=NOW - told + timedelta(days=days))
    Application.objects.filter(pk=application.pk).update(status="offered")
    return decision


def written(at: Any = NOW) -> dict[str, int]:
    """What is written at a moment, without the kinds of which there is none."""
    return {kind: number for kind, number in write_reminders(at=at).items() if number}


def test_a_draft_that_waits_three_days_is_reminded_of_once() -> None:
    draft = make_draft()
    assert [written(), written(NOW + 10 * DAY)] == [{"draft_unfinished": 1}, {}]
    notice = Notice.objects.get()
    assert (notice.to, notice.application) == (draft.applicant.email, draft)
    assert f"/apply/{draft.cohort.slug}/" in notice.body


@pytest.mark.parametrize("why", ["saved", "empty", "sent", "withdrawn", "nobody", "stopped", "heard", "closed"])
def test_who_is_not_reminded_of_a_draft(why: str) -> None:
    draft = make_draft(saved=2 * DAY if why == "saved" else 4 * DAY)
    this = Application.objects.filter(pk=draft.pk)
    if why == "empty":
        this.update(answers={})
    elif why == "sent":
        this.update(status="submitted", submitted_at=NOW)
    elif why == "withdrawn":
        this.update(status="withdrawn")
    elif why == "nobody":
        Applicant.objects.update(email=None)
    elif why == "stopped":
        set_preferences(draft.applicant, {K.DRAFT_UNFINISHED: False}, by=draft.applicant.user)
    elif why == "heard":
        make_mail(draft, K.CODE, at=NOW - DAY)
    elif why == "closed":
        Cohort.objects.update(closes_at=NOW - HOUR)
    assert written() == {}


def make_mail(draft: Application, kind: str, *, at: Any, **fields: Any) -> Notice:
    """A mail that went."""
    given = {"to": "link@example.org", "subject": "x", "body": "", "urgency": 0, "hold_until": at, "language": "en"}
    given |= {"once": f"{kind}:{at}", "claimed_at": at, "sent_at": at, "created_at": at}
    return Notice.objects.create(application=draft, kind=kind, **given | fields)


def test_a_draft_without_an_account_is_reminded_at_the_address_of_its_link_with_a_way_in() -> None:
    draft = make_draft(applicant=make_applicant(email=None))
    assert written() == {}
    make_mail(draft, K.RESUME_LINK, at=NOW - 5 * DAY)
    assert written() == {"draft_unfinished": 1}
    notice = Notice.objects.get(kind=K.DRAFT_UNFINISHED)
    secret = notice.body.partition("/apply/resume/")[2].partition("/")[0]
    assert (notice.to, bytes(DraftKey.objects.get().digest)) == ("link@example.org", digest_of(secret))


def test_two_days_before_the_deadline_drafts_are_reminded_and_nobody_else() -> None:
    cohort = make_open(closes_at=NOW + 1 * DAY)
    make_draft(cohort, saved=13 * HOUR)
    make_draft(cohort, saved=2 * HOUR)
    make_standing(cohort, "in_review")
    assert [written(), written(NOW + HOUR)] == [{"deadline_near": 1}, {}]


def test_an_offer_is_reminded_of_when_half_its_time_has_passed() -> None:
    make_offer(told=4 * DAY, days=7)
    early = make_offer(told=3 * DAY, days=7)
    gone = make_offer(told=8 * DAY, days=7)
    answered = make_offer()
    Application.objects.filter(pk=answered.application_id).update(status="declined")
    undone = make_offer()
    DecisionRelease.objects.filter(decisions=undone).update(undone_at=NOW, undone_by=undone.staged_by)
    assert written() == {"offer_waiting": 1}
    notice = Notice.objects.get()
    assert notice.application_id not in {each.application_id for each in (early, gone, answered, undone)}
    assert "/offer/" in notice.body


def test_an_offer_that_is_held_is_not_told_by_a_reminder() -> None:
    decision = make_offer()
    DecisionRelease.objects.filter(decisions=decision).update(hold_until=NOW + HOUR)
    assert written() == {}


def test_who_was_promised_to_hear_is_told_that_it_takes_longer_and_until_when() -> None:
    today = NOW.date()
    cohort = make_cohort(decisions_by=today - 2 * DAY, late_until=today + 9 * DAY)
    make_standing(cohort, "in_review")
    make_standing(cohort, "rejected")
    make_standing(cohort, "withdrawn")
    make_standing(make_cohort(decisions_by=today + 2 * DAY), "in_review")
    assert [written(), written(NOW + DAY)] == [{"still_reading": 1}, {}]
    body = Notice.objects.get().body
    assert "We are late, and we are sorry." in body
    assert f" {(today + 9 * DAY).year}, whatever the answer." in body


def test_without_a_new_day_none_is_promised() -> None:
    make_standing(make_cohort(decisions_by=NOW.date() - 2 * DAY), "in_review")
    written()
    assert "we cannot name a new day yet" in Notice.objects.get().body


def test_a_reminder_is_in_the_applicants_language() -> None:
    make_draft()
    Applicant.objects.update(language="es")
    written()
    assert Notice.objects.get().language == "es"


def test_as_many_statements_for_three_hundred_as_for_one() -> None:
    counted, number = [], 0
    cohort, late = make_open(), make_cohort(decisions_by=NOW.date() - 2 * DAY)
    for count in (1, 300):
        people = Applicant.objects.bulk_create(Applicant(email=f"{count}-{each}@example.org") for each in range(count))
        for each, status, sent in ((cohort, "draft", None), (late, "in_review", NOW - 60 * DAY)):
            Application.objects.bulk_create(
                Application(
                    cohort=each,
                    applicant=who,
                    question_set=each.question_set,
                    status=status,
                    started_at=NOW,
                    submitted_at=sent,
                    answers={"a": "b"},
                )
                for who in people
            )
        Application.objects.update(updated_at=NOW - 4 * DAY)
        with CaptureQueriesContext(connection) as queries:
            assert written() == {"draft_unfinished": count, "still_reading": count}
        counted.append(len(queries))
        number += count
    assert (counted[0], Notice.objects.count()) == (counted[1], 2 * number)


def test_one_click_stops_a_kind_of_mail_without_signing_in(client: Client) -> None:
    applicant = make_applicant()
    url = f"/mail/stop/{stop_token(applicant.pk, K.DEADLINE_NEAR)}/"
    assert client.get(url).status_code == 200
    assert preferences_of(applicant)[K.DEADLINE_NEAR] is True, "reading the page stops nothing"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences_of(applicant)[K.DEADLINE_NEAR] is False
    assert MailPreference.objects.get().by_link is True
    client.post(url, {"again": "1"})
    assert preferences_of(applicant)[K.DEADLINE_NEAR] is True


@pytest.mark.parametrize("token", ["x", "WzEsImNvZGUiXQ:1:2"])
def test_a_link_that_is_not_ours_stops_nothing(client: Client, token: str) -> None:
    assert client.post(f"/mail/stop/{token}/").status_code == 404


def test_what_must_be_told_cannot_be_stopped(client: Client) -> None:
    applicant = make_applicant()
    with pytest.raises(PreferenceRefused, match="cannot be stopped"):
        set_preferences(applicant, {K.RECEIPT: False})
    assert client.post(f"/mail/stop/{stop_token(applicant.pk, K.RECEIPT)}/").status_code == 404


def test_nobody_chooses_for_somebody_else() -> None:
    with pytest.raises(PreferenceRefused, match="Only the applicant"):
        set_preferences(make_applicant(user=make_user()), {K.DEADLINE_NEAR: False}, by=make_user())
