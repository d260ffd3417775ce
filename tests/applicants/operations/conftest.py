"""Fixtures of the tests of bulk operations."""

from tests.applicants.screening.conftest import queue

__all__ = ["queue"]
