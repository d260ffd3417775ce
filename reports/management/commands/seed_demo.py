"""`manage.py seed_demo`: make the demo programme."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cohorts.models import Cohort

FEWEST = 60


class Command(BaseCommand):
    """Three cohorts around today, told through the services."""

    help = "Make the demo programme: invented applicants, screened, admitted, trained, placed and mentored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many apply, the seed, and whether an existing programme is an error."""
        parser.add_argument("--applicants", type=int, default=9500, help="to the cohort in training (default 9500)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same day makes the same demo")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is a cohort already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the story, with a line of progress."""
        try:
            from reports.demo import story
        except ModuleNotFoundError as error:
            raise CommandError(
                f"The demo needs {error.name}: install the group “demo” (uv sync --group demo)."
            ) from error
        if options["applicants"] < FEWEST:
            raise CommandError(f"A story needs at least {FEWEST} applicants.")
        if Cohort.objects.exists():
            if options["if_empty"]:
                self.stdout.write("There is a programme already; nothing to do.")
                return
            raise CommandError("There is a programme already. The demo is only made in an empty database.")
        started = time.monotonic()
        story.tell(
            applicants=options["applicants"],
            seed=options["seed"],
            today=timezone.localdate(),
            progress=Bar(self.stderr._out),
        )
        self.stdout.write(f"Demo programme made in {time.monotonic() - started:.0f} s.")


class Bar:
    """One line that is written over on a terminal, and a line a step elsewhere."""

    def __init__(self, out: Any) -> None:
        self.out, self.step = out, ""
        self.live = bool(getattr(out, "isatty", lambda: False)()) and out is sys.stderr

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if self.live:
            filled = 30 * done // max(total, 1)
            end = "\n" if done >= total else ""
            self.out.write(f"\r\x1b[K{step:<34.34} [{'#' * filled}{'.' * (30 - filled)}] {done:,} of {total:,}{end}")
        elif done >= total:
            self.out.write(f"{step}: {total:,}\n")
        self.out.flush()
