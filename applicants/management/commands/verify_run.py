"""`manage.py verify_run RUN [--json]`: whether a run's results follow from its ids, its rubric and the facts."""

import json
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applicants.models import ScreeningRun
from applicants.services.starting import RunRefused
from applicants.services.verifying import Verdict, verify_run


class Command(BaseCommand):
    """Exit code 0: the digest recorded is that of the results recomputed. 1: it is not, and why; or there is no such run."""

    help = "Score a finished run anew, without writing, and compare the digest of the results with the one recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments; argparse answers wrong ones with exit code 2."""
        parser.add_argument("run", type=int, help="number of the run")
        parser.add_argument("--json", action="store_true", help="print one line of JSON and nothing else on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, tell, and exit with 1 where it does not hold."""
        run = ScreeningRun.objects.select_related("rubric_version__rubric", "cohort").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.")
        try:
            verdict = verify_run(run)
        except RunRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(_as_json(verdict) if options["json"] else _in_words(verdict))
        if not verdict.holds:
            raise SystemExit(1)


def _as_json(verdict: Verdict) -> str:
    figures = {each.name: getattr(verdict, each.name) for each in fields(verdict) if each.name != "run"}
    return json.dumps({"run": verdict.run.pk, "total": verdict.run.total, "holds": verdict.holds, **figures})


def _in_words(verdict: Verdict) -> str:
    digests = [f"recorded    {verdict.recorded}", f"recomputed  {verdict.recomputed}"]
    return "\n".join([*digests, *verdict.words()])
