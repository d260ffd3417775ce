"""The applications in the admin, by subject."""

from applicants.admin import applications, deciding, importing, operations, screening

__all__ = ["applications", "deciding", "importing", "operations", "screening"]
