"""Credentials: who holds what on which day. The end of an award is computed here, and nowhere stored."""

from datetime import date

from django.db.models import DateField, F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from bootcamp.models import Credential, CredentialAttempt, CredentialAward, Enrolment, TrackEnrolment


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
    """Awards with `expires_on`: the last day on which they hold; None for those that do not expire."""
    months = Months(Cast("credential__validity_months", IntegerField()), output_field=IntegerField())
    return awards.annotate(expires_on=Later(F("awarded_on"), months))


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
    """Somebody's attempts, in their order for each credential."""
    return (
        CredentialAttempt.objects.filter(enrolment=enrolment)
        .select_related("credential")
        .order_by("credential__name", "number")
    )


def tracks_of(enrolment: Enrolment) -> QuerySet[TrackEnrolment]:
    """Somebody's tracks with the credentials they lead to."""
    return (
        TrackEnrolment.objects.filter(enrolment=enrolment)
        .select_related("track")
        .prefetch_related("track__credentials")
        .order_by("track__name")
    )
