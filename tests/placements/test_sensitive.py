"""What looks like a social security number is found alike by Python and by the database."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placements.sensitive import SSN_PATTERN, looks_like_ssn

TEXTS = st.text("0123456789-. aé", max_size=24)


@pytest.mark.parametrize(
    "text", ["123-45-6789", "ssn 123 45 6789.", "123456789", "No 123.45.6789 given", "x123-45-6789"]
)
def test_ssn_is_seen(text):
    assert looks_like_ssn(text)


@pytest.mark.parametrize("text", ["", "2026-11-23", "1234567890", "12-345-6789", "CERT-2026-00012", "555-0100"])
def test_other_numbers_are_not(text):
    assert not looks_like_ssn(text)


@pytest.mark.django_db
@given(st.lists(TEXTS, min_size=20, max_size=20))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_sees_the_same(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t ~ %s FROM unnest(%s::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n", [SSN_PATTERN, texts]
        )
        assert [row[0] for row in cursor.fetchall()] == [looks_like_ssn(text) for text in texts]
