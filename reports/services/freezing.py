"""Freezing the report of a cohort as it stands now."""

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.models import Snapshot
from reports.rules import RuleSet
from reports.selectors.report import cohort_report, report_inputs
from reports.services.counting import count_now
from reports.services.snapshots import SnapshotRefused, check_can_freeze, freeze

TRIES = 3


def freeze_now(cohort: Cohort, *, name: str, rules: RuleSet, by: User) -> Snapshot:
    """Make the report and freeze it with the digest of its inputs. Raises SnapshotRefused.

    The counts are read more than once while a report is made. So the digest is taken before and after: where somebody moved
    meanwhile, the report is made again, and a snapshot never carries the digest of other counts than its own.
    """
    check_can_freeze(by=by)
    if still := count_now():
        some = "1 change is" if still == 1 else f"{still:,} changes are"
        raise SnapshotRefused(f"{some} not counted yet, so the report would not be exact. Try again in a minute.")
    for _ in range(TRIES):
        before = report_inputs(cohort)
        report = cohort_report(cohort, rules=rules, at=clock.now())
        if report_inputs(cohort) == before:
            return freeze(cohort, name=name, rules=rules, report=report, inputs_digest=before, by=by)
    raise SnapshotRefused("The cohort is changing while its report is made. Try again in a minute.")
