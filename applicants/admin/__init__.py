"""The applications in the admin, by subject."""

from applicants.admin import (
    applications,
    deciding,
    duplicates,
    exporting,
    fairness,
    importing,
    letters,
    operations,
    rubrics,
    screening,
)

__all__ = [
    "applications",
    "deciding",
    "duplicates",
    "exporting",
    "fairness",
    "importing",
    "letters",
    "operations",
    "rubrics",
    "screening",
]
