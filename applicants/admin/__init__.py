"""The applications in the admin, by subject."""

from applicants.admin import applications, deciding, exporting, importing, operations, screening

__all__ = ["applications", "deciding", "exporting", "importing", "operations", "screening"]
