"""Who is to be reminded of what: few, each once, nobody who does not want it, nobody who has just heard from us.

Each answers with one query for at most so many people; what is done does not come again, so the next lot is the next call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import (
    CharField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Decision, Letter, MailPreference, Notice, NoticeKind
from cohorts.models import Cohort

S = ApplicationStatus
K = NoticeKind
UNTOUCHED: Final = timedelta(days=3)
"""So long after the last save a draft that waits is worth a mail."""
NEAR: Final = timedelta(days=2)
"""So long before the deadline the last reminder goes."""
AT_REST: Final = timedelta(hours=12)
"""Somebody who saved since then is at it and needs no reminder."""
QUIET: Final = {K.DRAFT_UNFINISHED: timedelta(days=2)}
QUIET_ELSE: Final = timedelta(days=1)
"""No reminder so soon after another mail about the same application."""
WAITING: Final = (S.SUBMITTED, S.SCREENED, S.IN_REVIEW)
"""Who has been told nothing: where a decision has moved the application on, its letter is on its way."""
LONGEST_LATE: Final = timedelta(days=60)
"""A promise that was broken longer ago is not what anybody waits for."""


@dataclass(frozen=True)
class Due:
    """One reminder that is due. `about` is the decision of an offer."""

    application_id: int
    applicant_id: int
    public_id: Any
    cohort_id: int
    to: str
    name: str
    language: str
    has_account: bool
    about: int | None = None
    answer_by: datetime | None = None


def drafts_unfinished(cohorts: Sequence[Cohort], now: datetime, most: int) -> list[Due]:
    """Drafts that nobody has touched for three days, while the deadline is not near yet."""
    open_ones = [each.pk for each in cohorts if each.opens_at <= now and each.closes_at > now + NEAR]
    return _drafts(K.DRAFT_UNFINISHED, open_ones, now, most, untouched=UNTOUCHED)


def deadlines_near(cohorts: Sequence[Cohort], now: datetime, most: int) -> list[Due]:
    """Drafts whose deadline is less than two days ahead."""
    closing = [each.pk for each in cohorts if now < each.closes_at <= now + NEAR]
    return _drafts(K.DEADLINE_NEAR, closing, now, most, untouched=AT_REST)


def offers_waiting(cohorts: Sequence[Cohort], now: datetime, most: int) -> list[Due]:
    """Offers that people have been told of, of which half the time has passed."""
    told = Coalesce("release__hold_until", "release__released_at")
    half = ExpressionWrapper((F("answer_by") - F("told")) / 2, output_field=DurationField())
    offers = (
        Decision.objects.filter(kind=Decision.Kind.OFFERED, skipped_reason="", release__undone_at__isnull=True)
        .filter(answer_by__gt=now, application__status=S.OFFERED)
        .annotate(told=told)
        .annotate(due=ExpressionWrapper(F("told") + half, output_field=DateTimeField()))
        .filter(told__lte=now, due__lte=now)
        .filter(~Exists(_later_offers()))
    )
    found = _wanted(offers, K.OFFER_WAITING, now, about="pk", prefix="application__")
    return _due(found, most, "application__", email=F("application__applicant__email"), about=F("pk"))


def still_waiting(cohorts: Sequence[Cohort], now: datetime, most: int) -> list[Due]:
    """People who were promised to hear by a day that has passed, and have been told nothing."""
    late = [each.pk for each in cohorts if each.decisions_by and _is_late(each.decisions_by, each, now)]
    if not late:
        return []
    told = Letter.objects.filter(application=OuterRef("pk"), decision__isnull=False, sent_at__isnull=False)
    found = Application.objects.filter(cohort__in=late, status__in=WAITING, submitted_at__isnull=False)
    return _due(_wanted(found.filter(~Exists(told)), K.STILL_READING, now), most, email=F("applicant__email"))


def _is_late(promised: date, cohort: Cohort, now: datetime) -> bool:
    today = now.astimezone(cohort.tz).date()
    return promised < today <= promised + LONGEST_LATE


def _drafts(kind: NoticeKind, cohorts: Sequence[int], now: datetime, most: int, *, untouched: timedelta) -> list[Due]:
    """Drafts with something in them and an address: that of the account, else the newest that a link was mailed to."""
    if not cohorts:
        return []
    mailed = Notice.objects.filter(
        application=OuterRef("pk"), kind=K.RESUME_LINK, sent_at__isnull=False, bounced_at__isnull=True
    )
    found = (
        Application.objects.filter(cohort__in=cohorts, status=S.DRAFT, updated_at__lte=now - untouched)
        .exclude(answers={})
        .filter(applicant__merged_into__isnull=True)
    )
    address = Coalesce("applicant__email", Subquery(mailed.order_by("-pk").values("to")[:1]), output_field=CharField())
    return _due(_wanted(found, kind, now), most, email=address)


def _wanted(
    found: QuerySet[Any], kind: NoticeKind, now: datetime, *, about: str = "pk", prefix: str = ""
) -> QuerySet[Any]:
    """Without those who have had it, do not want it, have just heard from us, or asked to be forgotten."""
    application = OuterRef(f"{prefix}pk")
    since = now - QUIET.get(kind, QUIET_ELSE)
    had = Notice.objects.filter(once=Concat(Value(f"{kind}:"), Cast(OuterRef(about), CharField())))
    stopped = MailPreference.objects.filter(applicant=OuterRef(f"{prefix}applicant"), kind=kind, wanted=False)
    heard = Notice.objects.filter(application=application, created_at__gt=since)
    told = Letter.objects.filter(application=application, sent_at__gt=since)
    return found.filter(~Exists(had), ~Exists(stopped), ~Exists(heard), ~Exists(told)).filter(
        Q(**{f"{prefix}restriction__isnull": True})
    )


def _later_offers() -> QuerySet[Decision]:
    """A later offer to the same person that stands: then that one is reminded of."""
    return Decision.objects.filter(
        application=OuterRef("application"),
        kind=Decision.Kind.OFFERED,
        skipped_reason="",
        release__isnull=False,
        release__undone_at__isnull=True,
        pk__gt=OuterRef("pk"),
    )


def _due(found: QuerySet[Any], most: int, prefix: str = "", *, email: Any, about: Any = None) -> list[Due]:
    rows = (
        found.annotate(address=email)
        .filter(address__isnull=False)
        .exclude(address="")
        .order_by("pk")
        .values_list(
            f"{prefix}pk",
            f"{prefix}applicant_id",
            f"{prefix}public_id",
            f"{prefix}cohort_id",
            "address",
            f"{prefix}applicant__name",
            f"{prefix}applicant__language",
            f"{prefix}applicant__user_id",
            *(["pk", "answer_by"] if about is not None else []),
        )
    )
    made = []
    for pk, applicant, public_id, cohort, address, name, language, user, *offer in rows[:most]:
        made.append(Due(pk, applicant, public_id, cohort, address, name, language, user is not None, *offer))
    return made
