"""The applications in the admin, by subject."""

from applicants.admin import (
    announcing,
    applications,
    deciding,
    duplicates,
    exporting,
    fairness,
    form_preview,
    importing,
    keeping,
    letters,
    operations,
    partners,
    rubrics,
    screening,
)

__all__ = [
    "announcing",
    "applications",
    "deciding",
    "duplicates",
    "exporting",
    "fairness",
    "form_preview",
    "importing",
    "keeping",
    "letters",
    "operations",
    "partners",
    "rubrics",
    "screening",
]
