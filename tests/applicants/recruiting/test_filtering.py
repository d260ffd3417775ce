"""applicants.selectors.filtering: each filter, alone, finds what it says; kept as JSON and said in words."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applicants.models import (
    Application,
    DuplicatePair,
    ImportBatch,
    Reconsideration,
    Review,
    ScreeningResult,
    SecondReading,
    WordsDue,
)
from applicants.selectors.answers import DIGITS, beginnings
from applicants.selectors.filtering import NOBODY, AnswerIs, Filters, Flag, matching, say
from applicants.services.assigning import assign
from applicants.services.indexing import make_words
from applicants.services.tagging import put_tag
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run, make_screened
from tests.factories import GOOD_ANSWERS, make_applicant, make_application, make_cohort, make_university, make_user

Band = ScreeningResult.Band
EVERY = Filters(
    7,
    run=3,
    statuses=("screened", "in_review"),
    bands=(1, 2),
    score_from=-5,
    score_to=900,
    university=0,
    source="web",
    tags=(1, 2),
    assigned=4,
    flags=("pending",),
    answers=(AnswerIs("hours_per_week", "at_least", ("12",)), AnswerIs("interest", "one_of", ("data", "clinical"))),
    reads_from=1,
    reads_to=3,
    mark_from=2.5,
    mark_to=5.0,
    submitted_from=date(2026, 11, 3),
    submitted_to=date(2026, 11, 4),
    changed_since=date(2026, 11, 5),
    search="O'Neil",
    words="night shift",
)


def found(cohort: Cohort, **wanted: Any) -> list[Application]:
    """What matches, either way of asking: by index, and of each row."""
    filters = Filters(cohort.pk, **wanted)
    rows = list(matching(filters).order_by("pk"))
    assert rows == list(matching(filters, rowwise=True).order_by("pk"))
    assert Filters.from_dict(filters.to_dict()) == filters
    return rows


def answering(cohort: Cohort, **answers: Any) -> Application:
    return make_application(cohort, answers={**GOOD_ANSWERS, **answers})


@pytest.mark.parametrize("filters", [Filters(1), EVERY])
def test_filters_are_the_same_after_they_were_kept(filters: Filters) -> None:
    assert Filters.from_dict(json.loads(json.dumps(filters.to_dict()))) == filters


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "x",
        {},
        {"cohort": "1"},
        {"cohort": True},
        {"cohort": 0},
        {"cohort": 1, "bogus": 1},
        {"cohort": 1, 2: 3},
        {"cohort": 1, "statuses": "screened"},
        {"cohort": 1, "statuses": ["draft"]},
        {"cohort": 1, "statuses": [[]]},
        {"cohort": 1, "bands": [7]},
        {"cohort": 1, "bands": [True]},
        {"cohort": 1, "score_from": 2**63},
        {"cohort": 1, "tags": [1] * 101},
        {"cohort": 1, "answers": [{"key": "a"}]},
        {"cohort": 1, "answers": [{"key": "a", "operator": "like", "values": ["x"]}]},
        {"cohort": 1, "answers": [{"key": "a", "operator": "is", "values": []}]},
        {"cohort": 1, "mark_from": float("nan")},
        {"cohort": 1, "submitted_from": 20261103},
        {"cohort": 1, "submitted_from": "yesterday"},
        {"cohort": 1, "search": "x" * 201},
        {"cohort": 1, "words": "\x00"},
    ],
)
def test_anything_else_is_refused_in_words(document: Any) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].+\.$"):
        Filters.from_dict(document)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_no_value_of_a_filter_breaks_the_reading(value: Any) -> None:
    for name in EVERY.to_dict():
        try:
            Filters.from_dict({"cohort": 1, name: value})
        except ValueError:
            continue


@given(st.integers(0, 10**DIGITS - 1), st.integers(0, 10**DIGITS - 1))
def test_beginnings_are_of_the_numbers_between_and_of_no_others(one: int, two: int) -> None:
    low, high = min(one, two), max(one, two)
    spans = [(int(part.ljust(DIGITS, "0")), int(part.ljust(DIGITS, "9"))) for part in beginnings(low, high)]
    assert (spans[0][0], spans[-1][1]) == (low, high)
    assert all(after[0] == before[1] + 1 for before, after in pairwise(spans))


@pytest.mark.django_db
def test_filters_in_words() -> None:
    cohort, college = make_cohort(), make_university(name="Halden College")
    day = date(timezone.now().year, 11, 3)
    filters = Filters(cohort.pk, statuses=("screened",), bands=(1,), university=college.pk, submitted_from=day)
    assert say(filters) == "Screened, band below, from Halden College, submitted since 3 November"
    assert say(Filters(cohort.pk)) == "Everybody who sent an application"
    answered = (AnswerIs("relocate", "is", ("true",)), AnswerIs("interest", "one_of", ("data", "clinical")))
    assert say(Filters(cohort.pk, answers=answered)) == (
        "“Are you willing to relocate for a placement?” is yes, “Which kind of work draws you most?” is one of "
        "“Data and analysis” or “Clinical systems and the people who use them”"
    )
    assert say(EVERY)


@pytest.mark.django_db
def test_all_filters_at_once_are_a_query_that_runs() -> None:
    assert list(matching(EVERY)) == list(matching(EVERY, rowwise=True)) == []


@pytest.mark.django_db
def test_by_source_university_and_assignment() -> None:
    cohort, college, person = make_cohort(), make_university(), make_user(Role.REVIEWER)
    sent, plain = make_application(cohort, university=college), make_application(cohort)
    assign(plain, to=person, by=person)
    make_application(make_cohort(), university=college)
    assert found(cohort, university=college.pk) == [sent]
    assert found(cohort, university=NOBODY) == [plain]
    assert found(cohort, assigned=person.pk) == [plain]
    assert found(cohort, assigned=NOBODY) == [sent]
    assert found(cohort, source="web") == [sent, plain]
    assert found(cohort, source="import") == []


@pytest.mark.django_db
def test_by_several_statuses_bands_and_scores() -> None:
    cohort = make_cohort()
    low, middle, high = make_screened(cohort, 3)
    submitted = make_application(cohort)
    run = make_run(cohort, {low: 10, middle: 20, high: 30})
    run.results.filter(application=low).update(band=Band.BELOW)
    run.results.filter(application=middle).update(band=Band.BORDERLINE)
    run.rubric_version.document = {"thresholds": {"borderline": 20, "above": 30}}
    run.rubric_version.save()
    make_run(cohort, {low: 30})
    assert found(cohort, statuses=("screened", "submitted")) == [low, middle, high, submitted]
    assert found(cohort, run=run.pk, bands=(Band.BELOW, Band.BORDERLINE)) == [low, middle]
    assert found(cohort, run=run.pk, bands=(Band.BORDERLINE,)) == [middle]
    assert found(cohort, run=run.pk, bands=(Band.INELIGIBLE, Band.ABOVE)) == [high]
    assert found(cohort, run=run.pk, score_from=15, score_to=30) == [middle, high]


@pytest.mark.django_db
def test_by_tags_all_of_which_must_be_there() -> None:
    cohort, by = make_cohort(), make_recruiter()
    one, both = make_application(cohort), make_application(cohort)
    nurse = put_tag(one, name="nurse", by=by)
    put_tag(both, name="Nurse", by=by)
    night = put_tag(both, name="night", by=by)
    assert found(cohort, tags=(nurse.pk,)) == [one, both]
    assert found(cohort, tags=(nurse.pk, night.pk)) == [both]


@pytest.mark.django_db
def test_by_flags() -> None:
    cohort, by = make_cohort(), make_recruiter()
    twin, error, read, asked, staged, plain = make_screened(cohort, 6)
    run = make_run(cohort, dict.fromkeys((twin, read, asked, staged, plain), 5))
    ScreeningResult.objects.bulk_create(
        [ScreeningResult(run=run, application=error, cohort=cohort, band=Band.ERROR, error="Why")]
    )
    DuplicatePair.objects.create(first=twin.applicant, second=make_applicant(), likeness=90)
    SecondReading.objects.create(run=run, application=read, seed="a")
    Reconsideration.objects.create(application=asked, about="rejected", text="Please")
    make_pending([staged], by=by)
    batch = ImportBatch.objects.create(cohort=cohort, file_name="a.csv", file_sha256="0" * 64, mapping="")
    imported = make_application(
        cohort, external_id="1", imported_by=batch, content_digest=b"0", source=Application.Source.IMPORT
    )
    odd = make_application(cohort, flags=["honeypot"])
    flagged = {flag: found(cohort, run=run.pk, flags=(flag,)) for flag in Flag.values}
    assert flagged == {
        "duplicate": [twin],
        "error": [error],
        "second_reading": [read],
        "reconsideration": [asked],
        "pending": [staged],
        "unclaimed": [imported],
        "odd": [odd],
    }


@pytest.mark.django_db
def test_by_readings_and_marks() -> None:
    cohort, first, second = make_cohort(), make_user(Role.REVIEWER), make_user(Role.REVIEWER)
    unread, once, twice = [make_application(cohort) for _ in range(3)]
    Review.objects.create(application=once, reviewer=first, mark=5, comment="a")
    Review.objects.create(application=twice, reviewer=first, mark=2, comment="a")
    Review.objects.create(application=twice, reviewer=second, mark=3, comment="a")
    assert found(cohort, reads_to=0) == [unread]
    assert found(cohort, reads_to=1) == [unread, once]
    assert found(cohort, reads_from=1) == [once, twice]
    assert found(cohort, reads_from=1, reads_to=1) == [once]
    assert found(cohort, reads_from=2) == [twice]
    assert found(cohort, mark_from=2.5) == [once, twice]
    assert found(cohort, mark_from=2.0, mark_to=2.5) == [twice]


@pytest.mark.django_db
def test_by_days_in_the_zone_of_the_cohort() -> None:
    cohort = make_cohort(time_zone="Pacific/Auckland")
    late = timezone.now().replace(year=2026, month=3, day=2, hour=10, minute=59)  # 23:59 of the 2nd there
    evening, morning = make_application(cohort, at=late), make_application(cohort, at=late + timedelta(minutes=1))
    assert found(cohort, submitted_from=date(2026, 3, 3)) == [morning]
    assert found(cohort, submitted_to=date(2026, 3, 2)) == [evening]
    assert found(cohort, submitted_from=date(2026, 3, 2), submitted_to=date(2026, 3, 3)) == [evening, morning]
    assert found(cohort, changed_since=date(2026, 3, 3)) == [morning]
    assert found(cohort, submitted_from=date.min, submitted_to=date.max) == [evening, morning]


ANSWERS: list[tuple[str, str, tuple[str, ...], list[int]]] = [
    ("relocate", "is", ("true",), [0]),
    ("relocate", "is", ("false",), [1]),
    ("interest", "is", ("data",), [0]),
    ("interest", "one_of", ("data", "design"), [0, 1]),
    ("resources", "is", ("books",), [0, 1]),
    ("resources", "one_of", ("videos", "podcasts"), [1]),
    ("hours_per_week", "is", ("9",), [0]),
    ("hours_per_week", "at_least", ("9",), [0, 1]),
    ("hours_per_week", "at_least", ("9.5",), [1]),
    ("hours_per_week", "at_most", ("9",), [0]),
    ("hours_per_week", "at_least", ("-7",), [0, 1]),
    ("hours_per_week", "at_least", ("113",), []),
    ("money_spent", "at_least", ("0",), [1]),
    ("why_health", "words", ("night nurse",), [0]),
    ("why_health", "words", ("nurses -night",), [1]),
    ("taught_yourself", "words", ("nurse",), []),
    ("why_health", "is", ("nurse",), []),
    ("no_such", "is", ("1",), []),
    ("interest", "is", ("it's",), []),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "operator", "values", "expected"), ANSWERS)
def test_by_answers_before_and_after_their_words_are_made(
    key: str, operator: str, values: tuple[str, ...], expected: list[int]
) -> None:
    cohort = make_cohort()
    first = {"relocate": True, "interest": "data", "resources": ["books"], "hours_per_week": 9}
    second = {"relocate": False, "interest": "design", "resources": ["books", "videos"], "hours_per_week": 112}
    made = [
        answering(cohort, **first, why_health="A night nurse."),
        answering(cohort, **second, money_spent=70000, why_health="Nursing and nurses."),
    ]
    answering(make_cohort(), **first)
    wanted = {"answers": (AnswerIs(key, operator, values),)}
    assert WordsDue.objects.exists()
    assert found(cohort, **wanted) == [made[place] for place in expected]
    make_words()
    assert found(cohort, **wanted) == [made[place] for place in expected]


@pytest.mark.django_db
def test_several_answers_must_all_be_so() -> None:
    cohort = make_cohort()
    both = answering(cohort, relocate=True, hours_per_week=30)
    answering(cohort, relocate=True, hours_per_week=3)
    make_words()
    wanted = (AnswerIs("relocate", "is", ("true",)), AnswerIs("hours_per_week", "at_least", ("20",)))
    assert found(cohort, answers=wanted) == [both]


@pytest.mark.django_db
def test_words_of_answers_are_searched_before_they_are_made_and_after_they_changed() -> None:
    cohort = make_cohort()
    application = answering(cohort, why_health="An unusual lighthouse.")
    make_application(cohort)
    assert found(cohort, words="lighthouses") == [application]
    make_words()
    assert found(cohort, words="lighthouses") == [application]
    assert found(cohort, words='"unusual lighthouse" or zzz') == [application]
    assert [found(cohort, words=nothing) for nothing in ("''&|!()", "the")] == [[], []]
    application.answers["why_health"] = "A harbour."
    application.save(update_fields=["answers"])
    assert found(cohort, words="lighthouse") == []
    assert found(cohort, words="harbour") == [application]
    make_words()
    assert (found(cohort, words="lighthouse"), found(cohort, words="harbour")) == ([], [application])


@pytest.mark.django_db
def test_moves_make_no_words_due() -> None:
    make_screened(cohort := make_cohort(), 3)
    assert make_words() == 3
    move_many(Application.objects.filter(cohort=cohort), to="in_review", by=None)
    assert not WordsDue.objects.exists()
    assert make_words() == 0


@pytest.mark.django_db
def test_drafts_have_no_words() -> None:
    make_application(draft=True)
    assert not WordsDue.objects.exists()
