"""The demo's frozen reports: the placed cohort's whole report, signed, and its four public figures, published."""

from careerpath.accounts.models import User
from cohorts.models import Cohort
from reports.rules import INTERNAL, PUBLIC
from reports.services.freezing import freeze_now
from reports.services.publishing import publish
from reports.services.snapshots import sign_off
from reports.services.wall import reading

READ = "Read beside the raw counts. The response of the class is below 80%, so the shares are given as bounds."


def freeze_and_publish(cohort: Cohort, *, by: User, signer: User) -> None:
    """Freeze, sign and publish; the counts are up to date. `by` manages the programme, `signer` is of the compliance role."""
    with reading(by=by, what=f"snapshots of {cohort.slug}"):
        whole = freeze_now(cohort, name="At six months", rules=INTERNAL, by=by)
        public = freeze_now(cohort, name="Public figures", rules=PUBLIC, by=by)
    sign_off(whole, by=signer, note=READ)
    sign_off(public, by=signer, note=READ)
    publish(public, by=by)
