"""`manage.py screen COHORT --rubric SLUG [--wait] [--json]`: start a screening run, and with --wait see it to its end."""

import json
import logging
import time
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applicants.lifecycle import RunStatus
from applicants.models import Rubric, RubricVersion, ScreeningBatch, ScreeningRun
from applicants.screening.default_rubric import SLUG
from applicants.selectors.screening import band_counts, progress_of
from applicants.services import screening
from cohorts.models import Cohort

log = logging.getLogger(__name__)

PATIENCE: Final = 3.0
"""Seconds without any batch done after which this process works the batches itself."""
GLANCE: Final = 0.2
"""Seconds between two looks at the ledger."""


class Command(BaseCommand):
    """Exit code 0: the run was started (with --wait: it finished). 1: refused, or it did not finish; the reason is on stderr."""

    help = "Score every submitted application of a cohort with a rubric, in the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments; argparse answers wrong ones with exit code 2."""
        parser.add_argument("cohort", help="short name of the cohort")
        parser.add_argument("--rubric", default=SLUG, help=f"short name of the rubric (default: {SLUG})")
        parser.add_argument(
            "--dry-run", action="store_true", help="a trial: scored and shown, and it can never sort the applications"
        )
        parser.add_argument("--wait", action="store_true", help="show how far it is, and end when it has ended")
        parser.add_argument(
            "--json", action="store_true", help="with --wait: print one line of JSON and nothing else on stdout"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the run, and with --wait follow it."""
        cohort, version = find_cohort(options["cohort"]), find_rubric(options["rubric"])
        started = time.monotonic()
        try:
            run = screening.start_run(cohort=cohort, rubric_version=version, by=None, is_dry=options["dry_run"])
        except screening.RunRefused as refused:
            raise CommandError(str(refused)) from None
        self.say(f"Run {run.pk}: {run.total:,} applications of {cohort}, {version}.")
        if not options["wait"]:
            if options["json"]:
                self.stdout.write(json.dumps({"run": run.pk, "total": run.total}))
            else:
                self.say("The workers have been told. See it at /admin/screening/.")
            return
        self.follow(run)
        if run.status != RunStatus.FINISHED:
            raise CommandError(f"Run {run.pk} is {run.get_status_display()}; it was stopped by somebody.")
        self.tell(run, time.monotonic() - started, as_json=options["json"])

    def say(self, words: str, ending: str = "\n") -> None:
        """To people, on stderr, so that stdout holds only the figures."""
        self.stderr.write(self.style.SUCCESS(words) if self.stderr.isatty() else words, ending=ending)

    def follow(self, run: ScreeningRun) -> None:
        """Look at the ledger until the run has ended. If no worker takes anything, do the work here."""
        began, alone = time.monotonic(), False
        while run.status == RunStatus.RUNNING:
            state = progress_of(run)
            if self.stderr.isatty():
                self.say(f"\r{state.done:>9,} of {state.total:,}  {state.per_second or 0:>9,.0f} a second", ending="")
            if not alone and not state.done and time.monotonic() - began > PATIENCE:
                alone = True
                self.say(
                    "No worker has taken it (is `make run` or a Celery worker running?), so this process does the work."
                )
            if alone:
                work_one(run)
            else:
                time.sleep(GLANCE)
            run.refresh_from_db()
        if self.stderr.isatty():
            self.say("")

    def tell(self, run: ScreeningRun, seconds: float, *, as_json: bool) -> None:
        """Print the figures, in words or as one line of JSON."""
        bands = band_counts(run)
        scored = sum(count for band, count in bands.items() if band != "error")
        figures = {
            "run": run.pk,
            "total": run.total,
            "scored": scored,
            "errors": bands["error"],
            "bands": bands,
            "seconds": round(seconds, 3),
            "per_second": round((scored + bands["error"]) / seconds, 1) if seconds else None,
            "digest": run.result_digest,
        }
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        self.stdout.write(
            f"{scored:,} scored, {bands['error']:,} could not be scored, in {seconds:.1f} s ({figures['per_second']:,} a second).\n"
            f"above {bands['above']:,}   borderline {bands['borderline']:,}   below {bands['below']:,}   "
            f"ineligible {bands['ineligible']:,}\ndigest {run.result_digest}"
        )


def find_cohort(slug: str) -> Cohort:
    """The cohort, or CommandError with the names there are."""
    found = Cohort.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no cohort “{slug}”. {_there_are(Cohort.objects.values_list('slug', flat=True))}")
    return found


def find_rubric(slug: str) -> RubricVersion:
    """The newest version of the rubric, or CommandError with the names there are."""
    if slug == SLUG:
        return screening.default_rubric()
    found = RubricVersion.objects.select_related("rubric").filter(rubric__slug=slug).order_by("-number").first()
    if found is None:
        names = {SLUG, *Rubric.objects.values_list("slug", flat=True)}
        raise CommandError(f"There is no rubric “{slug}” with a version. {_there_are(names)}")
    return found


def _there_are(names: Any) -> str:
    return f"There are: {', '.join(sorted(names))}." if names else "There are none yet."


def work_one(run: ScreeningRun) -> None:
    """Score the next open batch in this process; if a worker holds it, or it is the last, end the run where it can be ended."""
    batch = (
        ScreeningBatch.objects.filter(run=run, done_at__isnull=True)
        .order_by("number")
        .values_list("pk", flat=True)
        .first()
    )
    try:
        scored = batch is not None and screening.score_batch(batch)
    except Exception:  # counted in the ledger, which ends it: after some tries the culprits become errors
        log.exception("Batch %s went wrong and is tried again", batch)
        scored = False
    if not scored:
        screening.finish_run_if_done(run.pk)
        time.sleep(GLANCE)
