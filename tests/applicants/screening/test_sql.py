"""The two faces of a criterion, Python and SQL, hold each other."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from applicants.screening.document import from_document, to_document
from applicants.screening.rubric import bind
from applicants.screening.sql import scored_sql
from tests.applicants.screening.strategies import DEFINITIONS, documents, fact_rows

pytestmark = pytest.mark.django_db

PER_ITEM = {
    "criteria": [
        {
            "key": "k",
            "name": "Items",
            "fact": "some",
            "kind": "per_item",
            "weight": 1,
            "items": ["a", "c"],
            "each": 3,
            "cap": 5,
        }
    ],
    "rules": [],
    "thresholds": {"borderline": 1, "above": 5},
}
NOBODY = [None] * len(DEFINITIONS)


def in_sql(
    forms: dict[str, Any], rows: list[tuple[str, list[int | None]]]
) -> list[tuple[int, int, list[int], int | None]]:
    """Score rows of facts with the SQL face: (score, band, points, rule) of each, in order."""
    scored = scored_sql(forms)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH facts AS (SELECT id AS application_id, digest, made::bigint[] AS values, '' AS problem
                             FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (id, digest, made))
            SELECT score, band, points, rule FROM ({scored.text}) AS scored ORDER BY application_id
            """,
            [
                list(range(len(rows))),
                [digest for digest, _ in rows],
                ["{" + ",".join("NULL" if fact is None else str(fact) for fact in facts) + "}" for _, facts in rows],
                *scored.params,
            ],
        )
        return cursor.fetchall()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=documents, rows=st.lists(fact_rows, min_size=1, max_size=8))
@example(document=PER_ITEM, rows=[NOBODY])
def test_python_and_sql_say_the_same_of_any_rubric_and_any_facts(
    document: dict[str, Any], rows: list[list[int | None]]
) -> None:
    """Score, band, weighted points of each criterion and the rule not met are equal, and the points add up to the score."""
    bound = bind(from_document(document), DEFINITIONS)
    python = [bound.score(facts) for facts in rows]
    assert in_sql({"d": bound}, [("d", facts) for facts in rows]) == [
        (score.total, score.band, score.points, score.rule) for score in python
    ]
    for facts, score in zip(rows, python, strict=True):
        explained = [criterion.points(facts) for criterion in bound.criteria]
        assert sum(points for points, _ in explained) == score.total
        assert all(reason.endswith(".") for _, reason in explained)
        assert 0 <= score.total <= bound.most
        assert bound.score(facts) == score


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=documents, rows=st.lists(st.tuples(st.booleans(), fact_rows), min_size=1, max_size=6))
def test_rows_of_two_forms_are_scored_by_their_own_form(
    document: dict[str, Any], rows: list[tuple[bool, list[int | None]]]
) -> None:
    """The second form asks the same questions in the opposite order."""
    rubric = from_document(document)
    forms = {"forward": bind(rubric, DEFINITIONS), "backward": bind(rubric, DEFINITIONS[::-1])}
    given_rows = [("backward", facts[::-1]) if turned else ("forward", facts) for turned, facts in rows]
    expected = [forms["forward"].score(facts) for _, facts in rows]
    assert in_sql(forms, given_rows) == [(score.total, score.band, score.points, score.rule) for score in expected]


@given(document=documents)
def test_a_document_survives_the_way_to_a_rubric_and_back(document: dict[str, Any]) -> None:
    rubric = from_document(document)
    assert from_document(to_document(rubric)) == rubric
