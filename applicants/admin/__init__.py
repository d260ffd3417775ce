"""The applications in the admin, by subject."""

from applicants.admin import (
    announcing,
    applications,
    deciding,
    duplicates,
    exporting,
    fairness,
    importing,
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
    "importing",
    "letters",
    "operations",
    "partners",
    "rubrics",
    "screening",
]
