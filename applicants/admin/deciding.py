"""Decisions and releases: the pages that make them, and the records."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS, ReadOnlyAdmin
from applicants.models import Decision, DecisionRelease, Review
from applicants.views import deciding

site: Any = admin.site

site.register_view(
    "decisions/", deciding.cohorts, name="decisions", label="Decisions", permission=READERS, icon="scale", order=30
)
site.register_view("decisions/<slug:slug>/", deciding.cohort, name="cohort-decisions", permission=READERS)
site.register_view("decisions/<slug:slug>/stage/", deciding.stage_best, name="stage-top", permission=READERS)
site.register_view("decisions/<slug:slug>/drop-all/", deciding.drop_all, name="drop-decisions", permission=READERS)
site.register_view(
    "decisions/<slug:slug>/release/", deciding.release_pending, name="release-decisions", permission=READERS
)
site.register_view("decision/<int:pk>/drop/", deciding.drop, name="drop-decision", permission=READERS)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Every decision that was ever staged."""

    list_display = ("application", "cohort", "kind", "rank", "staged_by", "staged_at", "state")
    list_select_related = ("application", "cohort", "staged_by", "release")
    list_filter = ("cohort", "kind")
    ordering = ("-pk",)

    @admin.display(description="state")
    def state(self, decision: Decision) -> str:
        """Pending, dropped, released or skipped, in words."""
        if decision.dropped_at:
            return "dropped"
        if not decision.release_id:
            return "pending"
        return f"skipped: {decision.skipped_reason}" if decision.skipped_reason else "released"


@admin.register(DecisionRelease)
class DecisionReleaseAdmin(ReadOnlyAdmin):
    """Who released what, and when."""

    list_display = ("cohort", "released_by", "released_at", "batch")
    list_select_related = ("cohort", "released_by")
    list_filter = ("cohort",)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """What readers found."""

    list_display = ("application", "reviewer", "mark", "updated_at")
    list_select_related = ("application", "reviewer")
    ordering = ("-pk",)
