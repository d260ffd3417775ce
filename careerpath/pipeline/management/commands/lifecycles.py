"""Write docs/lifecycles.md from the lifecycle tables."""

from typing import Any

from django.core.management.base import BaseCommand

from careerpath.pipeline.diagrams import PAGE, lifecycles, page


class Command(BaseCommand):
    """`manage.py lifecycles`"""

    help = "Write docs/lifecycles.md from the lifecycle tables in the code."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page and say what is in it."""
        PAGE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{PAGE.name}: {len(lifecycles())} lifecycles.")
