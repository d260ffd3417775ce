"""What a page hides is worked out before it is opened, once for the same counts."""

import pytest
from django.core.cache import cache

from reports.selectors import masks
from reports.services.preparing import prepare
from reports.services.self_identification import Answers, record_many
from reports.suppression import System, protect
from reports.tasks import prepare_pages
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db


def test_the_newest_cohorts_are_prepared_once_and_again_when_somebody_answers() -> None:
    cohort = make_cohort()
    make_application(cohort)
    cache.delete(f"report-ready:{cohort.pk}")  # another test run's cohort of that number
    assert (prepare(), prepare()) == (1, 0)
    record_many([(make_application(cohort), Answers(gender="woman"))])
    assert (prepare(), prepare()) == (1, 0)


def test_the_task_says_nothing_when_there_is_nothing() -> None:
    prepare_pages()
    prepare_pages()


def test_a_kept_pattern_is_the_pattern_that_was_worked_out() -> None:
    system = System({"women": 3, "men": 40, "others": 20, "all": 63}, (("all", ("women", "men", "others")),))
    first = masks.protected(system, 5, {})
    assert first == masks.protected(system, 5, {}) == protect(system, 5, weights={})
    assert "others" in masks.protected(system, 5, {}, frozenset({"all", "men"}))


def test_another_minimum_and_other_counts_are_other_patterns() -> None:
    system = System({"women": 8, "men": 40, "others": 20, "all": 68}, (("all", ("women", "men", "others")),))
    assert masks.protected(system, 5, {}) == frozenset()
    assert "women" in masks.protected(system, 11, {})


def test_what_is_kept_holds_no_count() -> None:
    system = System({"women": 3, "men": 1234, "others": 20, "all": 1257}, (("all", ("women", "men", "others")),))
    masks.protected(system, 5, {})
    keys = [key.decode().split(":", 2)[2] for key in cache._cache.get_client().keys("*hidden-cells*")]
    assert keys
    assert {mark for key in keys for mark in cache.get(key) or ""} <= {"0", "1"}
