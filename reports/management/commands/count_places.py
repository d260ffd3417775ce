"""`manage.py count_places`: bring the counts of reports up to date, or make them from nothing."""

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.models import Cohort
from reports.selectors.counting import waiting
from reports.services.counting import AT_ONCE, count_changed, recount


class Command(BaseCommand):
    help = "Count the changes that wait; with --rebuild, count every cohort from nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="throw the counts away and make them anew")
        parser.add_argument("--cohort", metavar="SLUG", help="with --rebuild: only this cohort")

    def handle(self, *, rebuild: bool, cohort: str | None, **_: Any) -> None:
        """Say how many were counted, and how many still wait."""
        if rebuild:
            cohorts = Cohort.objects.order_by("pk")
            for each in cohorts.filter(slug=cohort) if cohort else cohorts:
                done = recount(each, tell=partial(self._tell_of, each.name))
                self.stdout.write(f"{each.name}: {done:,} applications counted from nothing.")
        done = 0
        while taken := count_changed(AT_ONCE):
            done += taken
            self._tell(f"{done:,} changes")
        self.stdout.write(f"{done:,} changes counted, {waiting():,} wait.")

    def _tell_of(self, name: str, done: int) -> None:
        self._tell(f"{name}: {done:,} applications")

    def _tell(self, words: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(words, ending="\r")
            self.stdout.flush()
