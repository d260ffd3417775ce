"""Credentials: who holds what on which day, and the next attempt. The end of an award is computed here, and nowhere stored."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Least

from bootcamp.models import (
    Credential,
    CredentialAttempt,
    CredentialAward,
    CredentialRelease,
    Enrolment,
    TrackEnrolment,
    UpkeepActivity,
)
from bootcamp.progress.attempts import AttemptRule, Next, Stand, Taken, next_attempt


class Months(Func):
    """An interval of whole months. NULL months give NULL."""

    function = "make_interval"
    template = "%(function)s(months => %(expressions)s)"


class Later(Func):
    """A date plus an interval, as a date; the 31st becomes the last day of a shorter month."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + "
    output_field = DateField(null=True)


def with_expiry(awards: QuerySet[CredentialAward]) -> QuerySet[CredentialAward]:
    """Awards with `expires_on`: the last day on which they hold; None for those that do not expire.

    It is the end of the term, or before it the last day of the first release after the award whose update was not made in time
    (and verified).
    """
    months = Months(Cast("credential__validity_months", IntegerField()), output_field=IntegerField())
    made = UpkeepActivity.objects.filter(
        release=OuterRef("pk"),
        enrolment=OuterRef(OuterRef("enrolment")),
        verified_at__isnull=False,
        done_on__lte=OuterRef("due_on"),
    )
    missed = CredentialRelease.objects.filter(
        ~Exists(made),
        credential=OuterRef("credential"),
        credential__maintenance=Credential.Maintenance.RELEASE,
        released_on__gt=OuterRef("awarded_on"),
    ).order_by("due_on")
    # Least leaves out what is NULL, as PostgreSQL does.
    return awards.annotate(
        expires_on=Least(
            Later(Coalesce(F("term_from"), F("awarded_on")), months),
            Subquery(missed.values("due_on")[:1], output_field=DateField(null=True)),
        ),
    )


def awards_valid_on(day: date) -> QuerySet[CredentialAward]:
    """The awards that hold on a day: awarded by then, and not expired before it."""
    return with_expiry(CredentialAward.objects.all()).filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day), awarded_on__lte=day
    )


def holds_credential(enrolment: Enrolment, credential: Credential, *, on: date) -> bool:
    """Whether somebody holds a credential on a day: what a placement that needs it asks."""
    return awards_valid_on(on).filter(enrolment=enrolment, credential=credential).exists()


def awards_of(enrolment: Enrolment) -> QuerySet[CredentialAward]:
    """Somebody's awards, the latest first, with their credential and expiry."""
    return (
        with_expiry(CredentialAward.objects.filter(enrolment=enrolment))
        .select_related("credential")
        .order_by("-awarded_on", "pk")
    )


def attempts_of(enrolment: Enrolment) -> QuerySet[CredentialAttempt]:
    """Somebody's attempts, in their order for each credential and part."""
    return (
        CredentialAttempt.objects.filter(enrolment=enrolment)
        .select_related("credential", "component")
        .order_by("credential__name", "cycle", "component__position", "number")
    )


def tracks_of(enrolment: Enrolment) -> QuerySet[TrackEnrolment]:
    """Somebody's tracks with the credentials they lead to."""
    return (
        TrackEnrolment.objects.filter(enrolment=enrolment)
        .select_related("track", "intake")
        .prefetch_related("track__credentials")
        .order_by("track__name")
    )


def rule_of(credential: Credential) -> AttemptRule:
    """The rule of a credential's attempts as the plain-Python rules know it."""
    return AttemptRule(
        credential.max_attempts, credential.attempts_months, credential.waiting_days, credential.waiting_from
    )


def next_of(
    credential: Credential,
    component: int | None,
    tried: Iterable[CredentialAttempt],
    *,
    completed: Collection[int],
    holds: bool,
) -> tuple[int, Next]:
    """The cycle and the next attempt at a credential, or at one part of it (its id); asks the database nothing.

    `tried`: all of somebody's attempts at the credential. `completed`: the cycles that an award came of. After such a one a new
    cycle begins where the credential is kept by taking it again, or is not held any more (`holds`).
    """
    mine = sorted(tried, key=lambda one: (one.cycle, one.number))
    cycle = max((one.cycle for one in mine), default=1)
    if cycle in completed and (credential.maintenance == Credential.Maintenance.RETAKE or not holds):
        return cycle + 1, Next(Stand.MAY, 1, max(one.taken_on for one in mine))
    own = [
        Taken(one.number, one.taken_on, one.outcome)
        for one in mine
        if one.cycle == cycle and one.component_id == component
    ]
    return cycle, next_attempt(rule_of(credential), own)
