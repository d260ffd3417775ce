"""Reading signatures, second readings and reconsiderations. No figure of any group of people is here."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Mod

from applicants.lifecycle import ApplicationStatus
from applicants.models import (
    Application,
    Decision,
    Reconsideration,
    ScreeningResult,
    ScreeningRun,
    SecondReading,
    SignOff,
    SignOffRuleChange,
)
from applicants.selectors.deciding import pending
from careerpath.accounts.models import User
from cohorts.models import Cohort


def digest_of(decisions: Iterable[tuple[int, str]]) -> str:
    """SHA-256 over (id of the application, kind) of each decision, in the order of the ids."""
    text = "\n".join(f"{application}:{kind}" for application, kind in sorted(decisions))
    return hashlib.sha256(text.encode()).hexdigest()


def pending_digest(cohort: Cohort, kinds: Collection[str] | None = None) -> str:
    """The digest of what is pending in a cohort now, or of those of some kinds; one query."""
    return digest_of(pending(cohort, kinds).order_by().values_list("application_id", "kind"))


def signature(cohort: Cohort, digest: str) -> SignOff | None:
    """The newest signature for exactly this set under which nothing has been released yet: one signature, one release."""
    return (
        SignOff.objects.filter(cohort=cohort, digest=digest, releases__isnull=True).select_related("signed_by").first()
    )


@dataclass(frozen=True)
class Signature:
    """What the recruiter's page says of the rule: whether it holds here, and who signed for what is pending now.

    `digest` is of what is pending; `stale` is the newest signature where it was for another set than that.
    """

    is_required: bool
    pending: int
    digest: str
    valid: SignOff | None
    stale: SignOff | None

    @property
    def lets_release(self) -> bool:
        """Whether what is pending could be released as far as the rule is concerned."""
        return not self.is_required or self.valid is not None


def signature_of(cohort: Cohort) -> Signature:
    """How it stands with the signature of a cohort's pending decisions now; two queries at most.

    Why and by whom the rule was switched off stands on the cohort (`sign_off_waived_*`) and in `rule_changes`.
    """
    return signatures_of([cohort])[cohort.pk]


def signatures_of(cohorts: Collection[Cohort]) -> dict[int, Signature]:
    """The same for several cohorts, by their ids; two queries at most for any number."""
    waiting: dict[int, list[tuple[int, str]]] = {cohort.pk: [] for cohort in cohorts}
    rows = Decision.objects.filter(Decision.PENDING, cohort__in=waiting).order_by()
    for cohort_id, application_id, kind in rows.values_list("cohort_id", "application_id", "kind"):
        waiting[cohort_id].append((application_id, kind))
    signed: dict[int, list[SignOff]] = {cohort.pk: [] for cohort in cohorts}
    if any(waiting.values()):
        unused = SignOff.objects.filter(cohort__in=[pk for pk, each in waiting.items() if each], releases__isnull=True)
        for one in unused.select_related("signed_by"):
            signed[one.cohort_id].append(one)
    return {cohort.pk: _signature(cohort, waiting[cohort.pk], signed[cohort.pk]) for cohort in cohorts}


def _signature(cohort: Cohort, waiting: list[tuple[int, str]], signed: list[SignOff]) -> Signature:
    digest = digest_of(waiting) if waiting else ""
    valid = next((one for one in signed if one.digest == digest), None)
    stale = signed[0] if signed and valid is None else None
    return Signature(cohort.sign_off_waived_at is None, len(waiting), digest, valid, stale)


def sign_offs(cohort: Cohort) -> QuerySet[SignOff]:
    """Every signature of a cohort, newest first."""
    return SignOff.objects.filter(cohort=cohort).select_related("signed_by")


def rule_changes(cohort: Cohort) -> QuerySet[SignOffRuleChange]:
    """Every switch of the rule in a cohort, newest first."""
    return SignOffRuleChange.objects.filter(cohort=cohort).select_related("by")


GONE: Final = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.DUPLICATE)
"""Who left, or was merged, is not read a second time."""


def open_second_readings(cohort: Cohort | None = None) -> QuerySet[SecondReading]:
    """The second readings that nobody has given yet, of a cohort or of all; while one is open, nobody is refused."""
    readings = SecondReading.objects.filter(read_at__isnull=True).exclude(application__status__in=GONE)
    return readings if cohort is None else readings.filter(run__cohort=cohort)


def second_readings_for(reader: User) -> QuerySet[SecondReading]:
    """The open ones that this person may give: not of a run that they let sort, not their own application.

    Each person has an order of their own, so that two who read at once seldom take the same.
    """
    return (
        open_second_readings()
        .exclude(run__applied_by=reader)
        .exclude(application__applicant__user=reader)
        .select_related("run", "application__cohort", "application__applicant")
        .order_by(Mod(F("pk") * 7919 + Value(reader.pk * 104729), Value(1009)), "pk")
    )


@dataclass(frozen=True)
class OverturnRate:
    """Of the second readings of a run: how many were drawn, given and overturned."""

    run: ScreeningRun
    seed: str
    drawn: int
    read: int
    overturned: int

    @property
    def figure(self) -> str:
        """Overturned of those read, as a percentage to one place; a dash before the first."""
        return f"{100 * self.overturned / self.read:.1f}%" if self.read else "–"


def overturn_rates(cohort: Cohort) -> list[OverturnRate]:
    """The second readings of each run of a cohort, the newest run first; two queries."""
    rows = (
        SecondReading.objects.filter(run__cohort=cohort)
        .order_by()
        .values("run", "seed")
        .annotate(
            drawn=Count("pk"),
            read=Count("pk", filter=Q(read_at__isnull=False)),
            overturned=Count("pk", filter=Q(verdict=SecondReading.Verdict.OVERTURNED)),
        )
        .order_by("-run")
    )
    runs = ScreeningRun.objects.select_related("rubric_version__rubric").in_bulk([row["run"] for row in rows])
    return [OverturnRate(runs[row["run"]], row["seed"], row["drawn"], row["read"], row["overturned"]) for row in rows]


def overturn_rate(run: ScreeningRun) -> OverturnRate | None:
    """The second readings of one run; None where none were drawn."""
    return next((rate for rate in overturn_rates(run.cohort) if rate.run.pk == run.pk), None)


ASKED_ABOUT: Final = (ApplicationStatus.INELIGIBLE, ApplicationStatus.REJECTED)
"""What an applicant may ask about."""
ANSWER_WITHIN: Final = timedelta(days=30)


def deciders_of(application: Application) -> set[int]:
    """The ids of everybody who had a part in the decisions on an application: who moved it to where it could be asked about, who
    staged and who released its decisions, and who let a run sort it."""
    rows = application.history.filter(to_status__in=ASKED_ABOUT, by__isnull=False).values_list("by", flat=True)
    decisions = application.decisions.filter(dropped_at__isnull=True)
    parts = decisions.values_list("staged_by", "release__released_by", "run__applied_by")
    runs = ScreeningRun.objects.filter(cohort=application.cohort_id, applied_by__isnull=False)
    applied = dict(runs.values_list("pk", "applied_by"))
    results = ScreeningResult.objects.filter(run__in=applied, application=application).values_list("run_id", flat=True)
    sorters = [applied[run] for run in results]
    return {*rows, *sorters, *(pk for part in parts for pk in part if pk is not None)}


def open_reconsiderations() -> QuerySet[Reconsideration]:
    """The requests that nobody has answered, the oldest first, each with `answer_by`."""
    return (
        _with_answer_by(Reconsideration.objects.filter(answered_at__isnull=True))
        .select_related("application__applicant", "application__cohort")
        .order_by("asked_at", "pk")
    )


def reconsiderations_of(application: Application) -> QuerySet[Reconsideration]:
    """What an applicant asked and was answered, the newest first, each with `answer_by`."""
    return _with_answer_by(application.reconsiderations.all()).order_by("-asked_at", "-pk")


def _with_answer_by(requests: QuerySet[Reconsideration]) -> QuerySet[Reconsideration]:
    return requests.annotate(answer_by=ExpressionWrapper(F("asked_at") + ANSWER_WITHIN, output_field=DateTimeField()))


def reconsiderations_for(user: User) -> QuerySet[Reconsideration]:
    """The open requests that this person may answer: in none of them had they a part."""
    mine = Reconsideration.first_deciders.through.objects.filter(user=user).values("reconsideration")
    return open_reconsiderations().exclude(pk__in=mine).exclude(application__applicant__user=user)
