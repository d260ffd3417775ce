"""The applications in the admin, by subject."""

from applicants.admin import applications, deciding, exporting, fairness, importing, operations, screening

__all__ = ["applications", "deciding", "exporting", "fairness", "importing", "operations", "screening"]
