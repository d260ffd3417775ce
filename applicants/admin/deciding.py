"""Decisions and releases: the pages that make them, and the records."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS, ReadOnlyAdmin
from applicants.models import Decision, DecisionRelease, Review
from applicants.selectors.deciding import state_of_release
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
site.register_view("decisions/<slug:slug>/promote/", deciding.promote, name="promote-waitlist", permission=READERS)
site.register_view("decisions/<slug:slug>/promotes/", deciding.promotes, name="promotes-waitlist", permission=READERS)
site.register_view("release/<int:pk>/undo/", deciding.undo, name="undo-release", permission=READERS)
site.register_view("release/<int:pk>/stage-again/", deciding.stage_again, name="stage-again", permission=READERS)
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
        """Pending, dropped, skipped, or how it stands with its release, in words."""
        if decision.dropped_at:
            return "dropped"
        if not decision.release_id:
            return "pending"
        if decision.skipped_reason:
            return f"skipped: {decision.skipped_reason}"
        return str(state_of_release(decision.release).label) if decision.release else "released"


@admin.register(DecisionRelease)
class DecisionReleaseAdmin(ReadOnlyAdmin):
    """Who released what, and when."""

    list_display = ("cohort", "released_by", "released_at", "hold_until", "state", "undone_by", "batch")
    list_select_related = ("cohort", "released_by", "undone_by")
    list_filter = ("cohort",)

    @admin.display(description="state")
    def state(self, release: DecisionRelease) -> str:
        """Held, told or undone."""
        return str(state_of_release(release).label)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """What readers found."""

    list_display = ("application", "reviewer", "mark", "updated_at")
    list_select_related = ("application", "reviewer")
    ordering = ("-pk",)
