"""The applications that filters match. Each condition is answered by an index, or met soon on the walk down the list."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from applicants.lifecycle import ApplicationStatus
from applicants.models import (
    Application,
    ApplicationTag,
    Decision,
    DuplicatePair,
    Reconsideration,
    Restriction,
    Review,
    ScreeningResult,
    SecondReading,
)
from applicants.selectors.answers import answer_condition, text_condition
from applicants.selectors.filters import Filters, Flag
from applicants.selectors.known import Known
from applicants.selectors.searching import search_condition

Band = ScreeningResult.Band


def submitted() -> QuerySet[Application]:
    """All applications that were sent in, whatever became of them; not those to be deleted, or erased (`Restriction`).

    NOT IN a small table: a filter on the walk down an index, which still answers counts by itself.
    """
    sent = Application.objects.filter(submitted_at__isnull=False).exclude(status=ApplicationStatus.DRAFT)
    return sent.exclude(pk__in=Restriction.objects.values("application"))


def matching(filters: Filters, known: Known | None = None, *, rowwise: bool = False) -> QuerySet[Application]:
    """The applications that match, unordered. A search is one query here; what else is needed and not `known`, one each.

    The same applications either way: `rowwise` writes searches so that they are asked of each row on a walk, which is quick where
    many match, instead of first collecting all that match.
    """
    known = known or Known(filters.cohort, filters.run)
    return submitted().filter(
        conditions(filters, known, rowwise=rowwise), in_run(filters, known), cohort=filters.cohort
    )


def in_run(filters: Filters, known: Known, to: str = "results__") -> Q:
    """The conditions on the result in the run; `to` is the way to it, in one Q so that all are about the same row."""
    if filters.run is None or not (filters.bands or filters.score_from is not None or filters.score_to is not None):
        return Q()
    wanted = Q(**{f"{to}run": filters.run, f"{to}cohort": filters.cohort})
    if filters.bands:
        wanted &= Q(**{f"{to}band__in": filters.bands}) & _scores_of_bands(known, filters.bands, to)
    if filters.score_from is not None:
        wanted &= Q(**{f"{to}score__gte": filters.score_from})
    if filters.score_to is not None:
        wanted &= Q(**{f"{to}score__lte": filters.score_to})
    return wanted


def _scores_of_bands(known: Known, bands: Sequence[int], to: str) -> Q:
    """What the bands say already, said again in scores: a band is a stretch of them, and scores have an index."""
    if Band.INELIGIBLE in bands:
        return Q()
    if set(bands) == {Band.ERROR}:
        return Q(**{f"{to}score__isnull": True})
    if Band.ERROR in bands:
        return Q()
    thresholds = known.thresholds
    starts = {Band.BORDERLINE: thresholds.get("borderline"), Band.ABOVE: thresholds.get("above")}
    wanted = Q()
    if (lowest := starts.get(Band(min(bands)))) is not None:
        wanted &= Q(**{f"{to}score__gte": lowest})
    if max(bands) < Band.ABOVE and (highest := starts.get(Band(max(bands) + 1))) is not None:
        wanted &= Q(**{f"{to}score__lt": highest})
    return wanted


def conditions(filters: Filters, known: Known, *, rowwise: bool = False) -> Q:
    """The conditions on the application itself, and on what hangs on it; those on the run's result are `in_run`'s."""
    wanted = Q()
    if filters.statuses:
        wanted &= Q(status__in=filters.statuses) if len(filters.statuses) > 1 else Q(status=filters.statuses[0])
    if filters.source:
        wanted &= Q(source=filters.source)
    if filters.university is not None:
        wanted &= Q(university=filters.university) if filters.university else Q(university__isnull=True)
    if filters.assigned is not None:
        wanted &= Q(assigned_to=filters.assigned) if filters.assigned else Q(assigned_to__isnull=True)
    for tag in filters.tags:
        wanted &= Q(pk__in=ApplicationTag.objects.filter(tag=tag).values("application"))
    for flag in filters.flags:
        wanted &= _flagged(flag, filters)
    wanted &= _read(filters) & _dated(filters, known)
    if filters.answers:
        wanted &= answer_condition(filters.answers, known, rowwise=rowwise)
    if filters.words:
        wanted &= text_condition(filters.words, known, rowwise=rowwise)
    if filters.search:
        wanted &= search_condition(filters.search, filters.cohort, rowwise=rowwise)
    return wanted


def _flagged(flag: str, filters: Filters) -> Q:
    match flag:
        case Flag.DUPLICATE:
            unsaid = DuplicatePair.objects.filter(verdict="")
            return Q(applicant__in=unsaid.values("first").union(unsaid.values("second"), all=True))
        case Flag.ERROR:
            failed = ScreeningResult.objects.filter(cohort=filters.cohort, score__isnull=True, band=Band.ERROR)
            return Q(pk__in=failed.filter(run=filters.run).values("application")) if filters.run else Q(pk__in=[])
        case Flag.SECOND_READING:
            unread = SecondReading.objects.filter(read_at__isnull=True, run__cohort=filters.cohort)
            return Q(pk__in=unread.values("application"))
        case Flag.RECONSIDERATION:
            return Q(pk__in=Reconsideration.objects.filter(answered_at__isnull=True).values("application"))
        case Flag.ODD:
            return ~Q(flags=[])
        case Flag.PENDING:
            return Q(pk__in=Decision.objects.filter(Decision.PENDING, cohort=filters.cohort).values("application"))
        case _:
            return Q(source=Application.Source.IMPORT, applicant__user__isnull=True)


def _read(filters: Filters) -> Q:
    """By how many it was read, and what they found: readings are written by people, so there are few beside a million."""
    low, high = filters.reads_from, filters.reads_to
    if high == 0:
        return ~Q(Exists(Review.objects.filter(application=OuterRef("pk"))))
    having = Q()
    if low:
        having &= Q(reads__gte=low)
    if high is not None:
        having &= Q(reads__lte=high)
    if filters.mark_from is not None:
        having &= Q(mean__gte=filters.mark_from)
    if filters.mark_to is not None:
        having &= Q(mean__lte=filters.mark_to)
    if not having:
        return Q()
    grouped = Review.objects.order_by().values("application").annotate(reads=Count("pk"), mean=Avg("mark"))
    found = Q(pk__in=grouped.filter(having).values("application"))
    if high is not None and not low and filters.mark_from is None and filters.mark_to is None:
        return found | ~Q(Exists(Review.objects.filter(application=OuterRef("pk"))))
    return found


def _dated(filters: Filters, known: Known) -> Q:
    days = (filters.submitted_from, filters.submitted_to, filters.changed_since)
    if not any(days):
        return Q()
    zone = ZoneInfo(known.time_zone)
    wanted = Q()
    if filters.submitted_from:
        wanted &= Q(submitted_at__gte=_midnight(filters.submitted_from, zone))
    if filters.submitted_to and filters.submitted_to < date.max:
        wanted &= Q(submitted_at__lt=_midnight(filters.submitted_to + timedelta(days=1), zone))
    if filters.changed_since:
        wanted &= Q(status_changed_at__gte=_midnight(filters.changed_since, zone))
    return wanted


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day, kept within what both Python and the database can hold."""
    day = min(max(day, date(1900, 1, 1)), date(9999, 1, 1))
    return datetime.combine(day, time(), zone)
