"""Staging one decision for many. Nobody is told: it waits until a person releases it.

A refusal always has a reason in plain words. A person writes it; `{main_reasons}` in it becomes, for each application its own, the
names of the criteria in which the run that was looked at found least.
"""

from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from applicants.lifecycle import APPLICATION
from applicants.models import Application, BulkOperation, Decision, ScreeningRun, SecondReading
from applicants.selectors.operations import by_status
from applicants.selectors.reasons import main_reasons
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from careerpath.accounts.models import User
from careerpath.pipeline import clock

MAIN_REASONS, COHORT = "{main_reasons}", "{cohort}"
LONGEST: Final = 4000
PENDING: Final = "A decision is already pending. Drop it first."
BEING_READ: Final = "A second person is to read it before it can be refused."
NO_SCORE: Final = (
    "The run gave it no score, so there are no main reasons to tell. Write the reason for this one yourself."
)
NOTHING_MISSED: Final = (
    "It missed nothing in the run, so there are no main reasons to tell. Write the reason for this one yourself."
)
AT_ONCE: Final = "Somebody else staged a decision for it a moment ago, or moved it."


@register
class Stage(Handler):
    """Parameters: `decision` (a Decision.Kind), `reason`, and `run`, the id of the run whose explanation gives the main reasons."""

    kind = BulkOperation.Kind.STAGE
    permission = "applicants.add_decision"
    verb = "Stage {n} decisions"
    only_unmoved = True

    def check(self, operation: BulkOperation, by: User) -> None:
        """A known decision; a refusal with its reason; main reasons only from a finished run of this cohort."""
        decision, reason = operation.params.get("decision"), operation.params.get("reason", "").strip()
        if decision not in Decision.Kind.values:
            raise OperationRefused("Choose a decision: offer a seat, waitlist, or do not admit.")
        if decision == Decision.Kind.REJECTED and not reason:
            raise OperationRefused(
                "Write the main reasons for not admitting somebody: they are told, in plain language."
            )
        if len(reason) > LONGEST:
            raise OperationRefused(f"Keep the reason under {LONGEST:,} characters.")
        if MAIN_REASONS in reason and _run(operation) is None:
            raise OperationRefused(f"No finished run of {operation.cohort} can give the main reasons. Write them out.")

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        label = str(Decision.Kind(operation.params["decision"]).label)
        said = f"Stages “{label}” for each. Nobody is told before a person releases the decisions."
        reason = operation.params.get("reason", "")
        if not reason:
            return said
        return f"{said} Reason: {reason}{_example(operation)}"

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """Who stands where it cannot be decided, has a pending decision, or is to be read by a second person; three queries."""
        decision = operation.params["decision"]
        found: dict[str, int] = {}
        for status, number in by_status(chosen).items():
            if why := APPLICATION.refusal(status, decision):
                found[why] = found.get(why, 0) + number
        can = chosen.filter(status__in=APPLICATION.sources(decision))
        found[PENDING] = can.filter(Exists(_pending())).count()
        if decision == Decision.Kind.REJECTED:
            found[BEING_READ] = can.filter(~Exists(_pending()), Exists(_being_read())).count()
        return {why: number for why, number in found.items() if number}

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """One INSERT ... SELECT after one look at who can be decided; with main reasons, three queries more."""
        decision = operation.params["decision"]
        rows = Application.objects.filter(pk__in=ids).order_by("pk")
        rows = rows.annotate(pending=Exists(_pending()), being_read=Exists(_being_read()))
        skipped: dict[int, str] = {}
        stageable: dict[int, str] = {}
        for pk, status, pending, being_read in rows.values_list("pk", "status", "pending", "being_read"):
            why = APPLICATION.refusal(status, decision) or (PENDING if pending else "")
            if not why and being_read and decision == Decision.Kind.REJECTED:
                why = BEING_READ
            if why:
                skipped[pk] = why
            else:
                stageable[pk] = status
        reasons = filled_reasons(operation, list(stageable), skipped)
        staged = _insert(operation, {pk: stageable[pk] for pk in reasons}, reasons)
        skipped |= dict.fromkeys(set(reasons).difference(staged), AT_ONCE)
        return Outcomes(staged, skipped)


def _example(operation: BulkOperation) -> str:
    """How the reason reads for the first of them, where it is filled in for each."""
    first = operation.chunks.order_by("number").values_list("application_ids__0", flat=True).first()
    if first is None or (MAIN_REASONS not in operation.params["reason"] and COHORT not in operation.params["reason"]):
        return ""
    filled = filled_reasons(operation, [first], {}).get(first)
    return f" For the first of them it reads: {filled}" if filled else ""


def filled_reasons(operation: BulkOperation, ids: list[int], skipped: dict[int, str]) -> dict[int, str]:
    """The reason of each (`params["reason"]`), filled in; who has none to be told goes to `skipped`."""
    reason = operation.params.get("reason", "").strip().replace(COHORT, operation.cohort.name)
    if MAIN_REASONS not in reason:
        return dict.fromkeys(ids, reason)
    run = _run(operation)
    found = main_reasons(run, ids) if run else {}
    skipped |= {pk: NO_SCORE if pk not in found else NOTHING_MISSED for pk in ids if not found.get(pk)}
    return {pk: reason.replace(MAIN_REASONS, found[pk]) for pk in ids if found.get(pk)}


def _insert(operation: BulkOperation, statuses: dict[int, str], reasons: dict[int, str]) -> list[int]:
    """Stage them, those whose status is still what was read and that have no pending decision; the ids that were staged.

    Offers and waitlist places are ranked as the run placed them; equal scores by the usual lottery, seeded by the operation.
    """
    if not reasons:
        return []
    decision, run = operation.params["decision"], _run(operation)
    ranked = decision != Decision.Kind.REJECTED and run is not None
    seed = f"operation {operation.pk}" if ranked else ""
    place = "SELECT NULL::bigint AS id, NULL::bigint AS rank WHERE false"
    if ranked:
        place = """
            SELECT result.application_id AS id, row_number() OVER (
                       ORDER BY result.score DESC NULLS LAST,
                                sha256(convert_to(%(seed)s || ':' || application.public_id::text, 'UTF8')),
                                result.application_id) AS rank
              FROM applicants_screeningresult AS result
              JOIN applicants_application AS application ON application.id = result.application_id
             WHERE result.cohort_id = %(cohort)s AND result.run_id = %(run)s AND result.band > 0
        """
    sql = f"""
        INSERT INTO applicants_decision
               (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id, staged_at, skipped_reason)
        SELECT given.id, %(cohort)s, %(decision)s, place.rank, given.reason, %(run)s, %(seed)s, %(by)s, %(at)s, ''
          FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(reasons)s::text[]) AS given (id, status, reason)
          JOIN applicants_application AS now ON now.id = given.id AND now.status = given.status
          LEFT JOIN ({place}) AS place ON place.id = given.id
         ORDER BY given.id
            ON CONFLICT (application_id) WHERE release_id IS NULL AND dropped_at IS NULL DO NOTHING
        RETURNING application_id
    """  # noqa: S608  # fixed words; every value is a parameter
    values = {
        "cohort": operation.cohort_id,
        "decision": decision,
        "run": run.pk if run else None,
        "seed": seed,
        "by": operation.actor.pk,
        "at": clock.now(),
        "ids": list(reasons),
        "statuses": [statuses[pk] for pk in reasons],
        "reasons": list(reasons.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(pk for (pk,) in cursor.fetchall())


def _run(operation: BulkOperation) -> ScreeningRun | None:
    """The run that was looked at, where it has finished and was no trial."""
    runs = ScreeningRun.objects.filter(cohort=operation.cohort_id, finished_at__isnull=False, is_dry=False)
    return runs.filter(pk=operation.params.get("run")).first()


def _pending() -> QuerySet[Decision]:
    return Decision.objects.filter(Decision.PENDING, application=OuterRef("pk"))


def _being_read() -> QuerySet[SecondReading]:
    return SecondReading.objects.filter(application=OuterRef("pk"), read_at__isnull=True)
