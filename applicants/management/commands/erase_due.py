"""Erase what is due: drafts, what people asked us to delete, and with --not-asked what no rule keeps any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from applicants.selectors.retaining import preview, rule_now
from applicants.services.erasing import erase_due


class Command(BaseCommand):
    help = "Erase what is due. --dry-run counts it by class and erases nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count by class, erase nothing")
        parser.add_argument(
            "--not-asked", action="store_true", help="also sent applications that no rule keeps any more; look first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            rule = rule_now()
            self.stdout.write(f"Longest rule in force: {rule.years} year(s), {rule.source}, version {rule.version}.")
            for each in preview():
                numbers = each.numbers
                self.stdout.write(
                    f"{each.cohort}: {numbers.get('drafts', 0)} drafts due; asked for: {numbers.get('asked_due', 0)} due, "
                    f"{numbers.get('asked_later', 0)} still kept; {numbers.get('past', 0)} past their date and not asked; "
                    f"{numbers.get('held', 0)} on hold."
                )
            return
        done = erase_due(not_asked=options["not_asked"])
        self.stdout.write(f"Erased: {done['drafts']} drafts, {done['asked']} asked for, {done['past']} not asked.")
