"""Reading seats, pending decisions and releases."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices, When
from django.db.models.functions import Coalesce

from applicants.lifecycle import ApplicationStatus
from applicants.models import (
    Application,
    ApplicationStatusChange,
    Decision,
    DecisionRelease,
    Letter,
    ScreeningResult,
    ScreeningRun,
)
from applicants.selectors.telling import is_held, undo_batch
from careerpath.pipeline import clock
from cohorts.models import Cohort

HOLD_A_SEAT = (ApplicationStatus.OFFERED, ApplicationStatus.ADMITTED)


@dataclass(frozen=True)
class Seats:
    """The seats of a cohort: how many there are, and how many are held by an offer or an admission."""

    capacity: int
    held: int

    @property
    def free(self) -> int:
        """Seats nobody holds; never below zero, also where the capacity was lowered under what is held."""
        return max(0, self.capacity - self.held)


def seats_of(cohort: Cohort) -> Seats:
    """The seats of a cohort now; one query. Exact only under the lock that `services.releasing` takes."""
    return Seats(cohort.capacity, Application.objects.filter(cohort=cohort, status__in=HOLD_A_SEAT).count())


def pending(cohort: Cohort, kinds: Collection[str] | None = None) -> QuerySet[Decision]:
    """The pending decisions of a cohort, or those of some kinds; unordered."""
    decisions = Decision.objects.filter(Decision.PENDING, cohort=cohort)
    return decisions if kinds is None else decisions.filter(kind__in=kinds)


def pending_by_kind(cohort: Cohort) -> dict[str, int]:
    """How many decisions of each kind are pending; kinds without any are 0. One query."""
    found = dict(pending(cohort).order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind: found.get(kind, 0) for kind in Decision.Kind.values}


@dataclass(frozen=True)
class PendingPage:
    """A page of pending decisions of one kind, and the keys of the pages beside it (empty where there is none)."""

    kind: str
    rows: Sequence[Decision]
    next_key: str = ""
    previous_key: str = ""


def pending_page(cohort: Cohort, kind: str, *, after: str = "", before: str = "", size: int = 100) -> PendingPage:
    """The pending decisions of one kind by rank (those without one last, the first staged first), with their `score` and `band`.

    By key, so that page 80 of 8,600 refusals costs what the first does; a key that is none gives the first page.
    """
    result = ScreeningResult.objects.filter(run=OuterRef("run"), application=OuterRef("application"))
    rows = (
        pending(cohort, [kind])
        .select_related("application__applicant", "staged_by")
        .annotate(
            place=Coalesce("rank", LAST),
            score=Subquery(result.values("score")[:1]),
            band=Subquery(result.values("band")[:1]),
        )
    )
    key, backwards = _key_of(before or after), bool(before)
    if key is None:
        found = list(rows.order_by("place", "pk")[: size + 1])
        return _pending_page(kind, found[:size], more=len(found) > size, earlier=False)
    place, pk = key
    if backwards:
        rows = rows.filter(Q(place__lt=place) | Q(place=place, pk__lt=pk)).order_by("-place", "-pk")
        found = list(rows[: size + 1])
        return _pending_page(kind, found[:size][::-1], more=True, earlier=len(found) > size)
    rows = rows.filter(Q(place__gt=place) | Q(place=place, pk__gt=pk)).order_by("place", "pk")
    found = list(rows[: size + 1])
    return _pending_page(kind, found[:size], more=len(found) > size, earlier=True)


LAST = 2**31 - 1
"""The place of a decision without a rank."""


def _pending_page(kind: str, rows: Sequence[Decision], *, more: bool, earlier: bool) -> PendingPage:
    def key(row: Decision) -> str:
        return f"{LAST if row.rank is None else row.rank}.{row.pk}"

    return PendingPage(kind, rows, key(rows[-1]) if rows and more else "", key(rows[0]) if rows and earlier else "")


def _key_of(text: str) -> tuple[int, int] | None:
    place, dot, pk = text.partition(".")
    if not (dot and place.isdecimal() and pk.isdecimal() and len(text) < 40):
        return None
    return min(int(place), LAST), min(int(pk), 2**63 - 1)


def waitlist_of(cohort: Cohort, *, all_of_it: bool = False) -> QuerySet[Decision]:
    """The places on the waitlist, the next first: release by release, by rank, as each was last put on it.

    Those who can be offered a seat now: they have been told that they are on it, and nothing is pending about them. With
    `all_of_it` everybody who is on it, with `is_told` and `is_pending` saying so. Somebody put on it by no release is not ranked.
    """
    places = Decision.objects.filter(
        cohort=cohort,
        kind=Decision.Kind.WAITLISTED,
        application__status=ApplicationStatus.WAITLISTED,
        release__isnull=False,
        release__undone_at__isnull=True,
        skipped_reason="",
    )
    later = places.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    open_one = Decision.objects.filter(Decision.PENDING, application=OuterRef("application"))
    told = Q(release__hold_until__isnull=True) | Q(release__hold_until__lte=clock.now())
    ranked = (
        places.exclude(Exists(later))
        .annotate(is_pending=Exists(open_one), is_told=Case(When(told, then=True), default=False))
        .select_related("application__applicant", "release__sign_off", "release__released_by")
        .order_by("release__released_at", "release", F("rank").asc(nulls_last=True), "staged_at", "pk")
    )
    return ranked if all_of_it else ranked.filter(is_pending=False, is_told=True)


class ReleaseState(TextChoices):
    """How it stands with a release."""

    HELD = "held", "held"
    TOLD = "told", "told"
    UNDONE = "undone", "undone"


@dataclass(frozen=True)
class ReleaseRow:
    """A release as the page of its cohort shows it."""

    release: DecisionRelease
    state: ReleaseState
    counts: dict[str, int]
    """Carried out, by kind."""
    skipped: int
    skipped_ones: list[Decision]
    """The first of those that could not be carried out."""
    stayed: list[Decision]
    """Of an undone release: the first of those who had moved since, and so stay."""
    taken_back: int
    """Of an undone release: how many are back where they stood."""
    is_automatic: bool
    """Whether the waitlist's rule made it, not a person."""
    letters: int

    @property
    def carried_out(self) -> int:
        """How many decisions it carried out."""
        return sum(self.counts.values())


NAMED = 50


def releases_of(cohort: Cohort, *, most: int = 20) -> list[ReleaseRow]:
    """The releases of a cohort, newest first; five queries for any number of releases and people."""
    done = Q(decisions__skipped_reason="")
    found = list(
        DecisionRelease.objects.filter(cohort=cohort)
        .select_related("released_by", "undone_by", "sign_off__signed_by")
        .annotate(
            offered=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.OFFERED)),
            waitlisted=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.WAITLISTED)),
            rejected=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.REJECTED)),
            passed_over=Count("decisions", filter=~done),
            promoted=Count("decisions__promoted_from"),
        )
        .prefetch_related(
            Prefetch(
                "decisions",
                queryset=Decision.objects.exclude(skipped_reason="")
                .select_related("application__applicant")
                .order_by("kind", "rank", "pk")[:NAMED],
                to_attr="skipped_ones",
            )
        )
        .order_by("-released_at", "-pk")[:most]
    )
    backs = {undo_batch(each): each.pk for each in found if each.undone_at}
    moved_back = ApplicationStatusChange.objects.filter(batch__in=list(backs))
    back = {backs[batch]: n for batch, n in moved_back.order_by().values_list("batch").annotate(n=Count("pk"))}
    stayed: dict[int | None, list[Decision]] = defaultdict(list)
    if backs:
        for each in (
            Decision.objects.filter(release__in=list(backs.values()), skipped_reason="")
            .exclude(Exists(moved_back.filter(subject=OuterRef("application"))))
            .select_related("application__applicant")
            .order_by("pk")[: NAMED * len(backs)]
        ):
            stayed[each.release_id].append(each)
    letters = dict(
        Letter.objects.filter(decision__release__in=found)
        .order_by()
        .values_list("decision__release")
        .annotate(n=Count("pk"))
    )
    return [
        ReleaseRow(
            each,
            state_of_release(each),
            {kind: getattr(each, kind) for kind in Decision.Kind.values},
            each.passed_over,
            each.skipped_ones,
            stayed[each.pk],
            back.get(each.pk, 0),
            bool(each.promoted),
            letters.get(each.pk, 0),
        )
        for each in found
    ]


def carried_out_by_kind(release: DecisionRelease) -> dict[str, int]:
    """How many decisions of each kind a release carried out; one query."""
    rows = release.decisions.filter(skipped_reason="").order_by().values_list("kind").annotate(n=Count("pk"))
    found = dict(rows)
    return {kind: found.get(kind, 0) for kind in Decision.Kind.values}


def state_of_release(release: DecisionRelease) -> ReleaseState:
    """Held, told or undone, now."""
    if release.undone_at is not None:
        return ReleaseState.UNDONE
    return ReleaseState.HELD if is_held(release) else ReleaseState.TOLD


def latest_run(cohort: Cohort) -> ScreeningRun | None:
    """The newest finished run of a cohort that is no trial, whose scores the lists show; None before the first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, finished_at__isnull=False, is_dry=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
        .first()
    )


def runs_to_stage_from(cohort: Cohort) -> QuerySet[ScreeningRun]:
    """The applied runs of a cohort, newest first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, applied_at__isnull=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
    )


def admitted(cohort: Cohort) -> QuerySet[Application]:
    """The applications of a cohort whose seat was accepted; the boot camp enrols from here."""
    return Application.objects.filter(cohort=cohort, status=ApplicationStatus.ADMITTED)


def with_pending(cohorts: list[Cohort]) -> list[tuple[Cohort, int]]:
    """Cohorts with how many decisions are pending in each; one query."""
    waiting = Decision.objects.filter(Decision.PENDING, cohort__in=cohorts).order_by()
    counts = dict(waiting.values_list("cohort").annotate(n=Count("pk")))
    return [(each, counts.get(each.pk, 0)) for each in cohorts]
