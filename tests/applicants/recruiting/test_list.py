"""applicants.selectors.recruiting: what the list finds, in which order, page by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from applicants.models import Applicant, Application, ImportBatch, ScreeningResult
from applicants.selectors.filtering import Filters, matching
from applicants.selectors.recruiting import COUNT_UP_TO, Order, Size, page, size_of
from applicants.selectors.searching import people
from applicants.services.indexing import make_words
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_run, make_screened
from tests.factories import make_applicant, make_application, make_cohort, make_university

pytestmark = pytest.mark.django_db
Band = ScreeningResult.Band
MOMENT = "2026-01-01T00:00:00+00:00"


def make_list(cohort: Cohort, count: int) -> list[Application]:
    """Applications that came in one an hour, the newest first; every two at the same moment."""
    now = timezone.now()
    made = [make_application(cohort, at=now - timedelta(hours=number // 2)) for number in range(count)]
    return sorted(made, key=lambda each: (each.submitted_at, each.pk), reverse=True)


def of(cohort: Cohort, **wanted: Any) -> Filters:
    return Filters(cohort.pk, **wanted)


def found(filters: Filters, **kwargs: Any) -> list[int]:
    return [row.application.pk for row in page(filters, **kwargs).rows]


def test_page_shows_the_newest_first_and_goes_on_by_key_without_gap_or_repetition() -> None:
    cohort = make_cohort()
    expected = [each.pk for each in make_list(cohort, 7)]
    seen, key = [], ""
    while True:
        shown = page(of(cohort), after=key, size=3)
        seen += [row.application.pk for row in shown.rows]
        if not (key := shown.next_key):
            break
    assert seen == expected


def test_page_goes_back_to_what_came_before() -> None:
    cohort = make_cohort()
    expected = [each.pk for each in make_list(cohort, 7)]
    first = page(of(cohort), size=3)
    second = page(of(cohort), after=first.next_key, size=3)
    back = page(of(cohort), before=second.previous_key, size=3)
    assert [row.application.pk for row in back.rows] == expected[:3]
    assert (first.previous_key, back.previous_key) == ("", "")
    assert back.next_key == first.next_key


def test_page_by_score_shows_the_best_first_and_goes_on_through_equal_scores() -> None:
    cohort = make_cohort()
    applications = make_screened(cohort, 7)
    scores = [30, 50, 50, 50, 10, 40, 50]
    run = make_run(cohort, dict(zip(applications, scores, strict=True)))
    make_application(cohort)  # not in the run, so not in a list by score
    expected = [pk for _, pk in sorted((-score, each.pk) for each, score in zip(applications, scores, strict=True))]
    make_run(
        cohort, {each: 99 - score for each, score in zip(applications, scores, strict=True)}
    )  # another says otherwise
    filters = of(cohort, run=run.pk)
    seen, key, pages = [], "", []
    while True:
        shown = page(filters, order="score", after=key, size=2)
        pages.append(shown)
        seen += [row.application.pk for row in shown.rows]
        if not (key := shown.next_key):
            break
    assert seen == expected
    back = page(filters, order="score", before=pages[2].previous_key, size=2)
    assert [row.application.pk for row in back.rows] == expected[2:4]


@pytest.mark.parametrize("key", ["", "~", "x~y", "2026-01-01~1", f"{MOMENT}~0", f"{MOMENT}~99999999999999999999"])
def test_page_begins_at_the_front_where_the_key_is_none(key: str) -> None:
    cohort = make_cohort()
    [application] = make_list(cohort, 1)
    assert found(of(cohort), after=key) == [application.pk]


def test_rows_carry_score_and_band_of_the_run() -> None:
    cohort = make_cohort()
    scored, unscored = make_screened(cohort, 2)
    run = make_run(cohort, {scored: 71})
    rows = {row.application.pk: (row.score, row.band_label, row.band_key) for row in page(of(cohort, run=run.pk)).rows}
    assert rows == {scored.pk: (71, "above", "above"), unscored.pk: (None, "", "")}


def test_list_never_shows_what_was_not_sent() -> None:
    cohort = make_cohort()
    make_application(cohort, draft=True)
    given_up = make_application(cohort, draft=True)
    move(given_up, to="withdrawn", by=None)
    taken_back = make_application(cohort)
    move(taken_back, to="withdrawn", by=None)
    move(taken_back, to="draft", by=None)
    assert found(of(cohort)) == []


def test_filters_narrow_the_list() -> None:
    cohort, university = make_cohort(), make_university()
    ours, plain = make_application(cohort, university=university), make_application(cohort)
    make_application(make_cohort(), university=university)
    screened, below = make_screened(cohort, 2)
    run = make_run(cohort, {screened: 9, below: 1})
    make_run(cohort, {below: 9})
    run.results.filter(application=below).update(band=Band.BELOW)
    assert found(of(cohort, university=university.pk)) == [ours.pk]
    assert found(of(cohort, statuses=("submitted",))) == [plain.pk, ours.pk]
    assert found(of(cohort, source="import")) == []
    assert found(of(cohort, run=run.pk, bands=(Band.BELOW,))) == [below.pk]
    assert found(of(cohort, run=run.pk, bands=(Band.ABOVE,), statuses=("screened",))) == [screened.pk]
    assert found(of(cohort, run=run.pk, bands=(Band.ABOVE,), statuses=("submitted",))) == []


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("okafor", True),
        ("AMA", True),
        ("ama oka", True),
        ("okafor amara", True),
        ("mara", True),
        ("AFO", True),
        ("marao", False),
        ("amara smith", False),
        ("o'kaf", True),
        ("!!!", False),
        ("amara.o@", True),
        ("AMARA.O@EXAMPLE.ORG", True),
        ("okafor@", False),
        ("@example.org", True),
        ("@example.com", False),
        ("am ok", True),
        ("ar", False),
        ("'; DROP TABLE x --", False),
        ("amara & !okafor", True),
    ],
)
def test_search_finds_people_by_beginnings_of_their_name_or_address(text: str, matches: bool) -> None:
    cohort = make_cohort()
    application = make_application(cohort, make_applicant(name="Amara Okafor", email="amara.o@example.org"))
    make_application(cohort, make_applicant(name="Luis Fernández", email="luis@example.net"))
    assert found(of(cohort, search=text)) == ([application.pk] if matches else [])


def test_search_that_many_match_goes_on_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applicants.selectors.searching.FEW", 1)
    cohort = make_cohort()
    expected = [each.pk for each in make_list(cohort, 3)]
    assert found(of(cohort, search="applicant")) == expected


def test_search_finds_an_application_by_its_ids() -> None:
    cohort = make_cohort()
    other, application, _ = make_cohort(), make_application(cohort), make_application(cohort)
    assert found(of(cohort, search=str(application.pk))) == [application.pk]
    assert found(of(cohort, search=f" {application.public_id} ")) == [application.pk]
    assert found(of(other, search=str(application.pk))) == []


def test_search_finds_an_application_by_its_id_in_the_imported_file() -> None:
    cohort = make_cohort()
    batch = ImportBatch.objects.create(cohort=cohort, file_name="a.csv", file_sha256="0" * 64, mapping="")
    fields = {"imported_by": batch, "content_digest": b"0", "source": "import"}
    application = make_application(cohort, external_id="cf4b7e0a", **fields)
    make_application(cohort, external_id="cf4b7e0b", **fields)
    assert found(of(cohort, search="cf4b7e0a")) == [application.pk]


def test_search_finds_a_name_with_a_number_in_it() -> None:
    cohort = make_cohort()
    application = make_application(cohort, make_applicant(name="Agent 9000007"))
    assert found(of(cohort, search="9000007")) == [application.pk]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("order", ["newest", "score"])
def test_page_takes_two_queries(count: int, order: Order, django_assert_num_queries: Any) -> None:
    cohort = make_cohort()
    run = make_run(cohort, {each: each.pk for each in make_screened(cohort, count)})
    with django_assert_num_queries(2):
        shown = page(of(cohort, run=run.pk), order=order)
        assert [(str(row.application.applicant), row.application.university) for row in shown.rows]
    assert len(shown.rows) == count


def test_page_leaves_the_answers_in_the_database() -> None:
    make_application(cohort := make_cohort())
    [row] = page(of(cohort)).rows
    assert "answers" in row.application.get_deferred_fields()


def test_size_is_exact_while_it_is_small() -> None:
    cohort = make_cohort()
    make_list(cohort, 3)
    assert size_of(matching(of(cohort))) == Size(3, exact=True)


def test_size_is_reckoned_by_the_planner_beyond_what_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = make_cohort()
    make_list(cohort, 6)
    monkeypatch.setattr("applicants.selectors.recruiting.COUNT_UP_TO", 4)
    size = size_of(matching(of(cohort)))
    assert COUNT_UP_TO == 10_000
    assert (size.exact, size.number >= 5) == (False, True)


def test_people_are_found_by_an_index() -> None:
    """The search expressions are those of the indexes: written another way, a million names would be read one by one."""
    Applicant.objects.bulk_create(Applicant(name=f"Person {n}", email=f"person{n}@example.org") for n in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applicants_applicant")
    for text in ("amara oka", "mar", "am"):
        assert "applicant_name_grams" in people(text).explain()
    assert "applicant_email_beginning" in people("amara@").explain()
    assert "applicant_email_domain" in people("@halden").explain()


@pytest.mark.parametrize("order", ["newest", "score"])
def test_many_are_walked_along_and_few_are_sorted_to_the_same_pages(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = make_cohort()
    applications = make_screened(cohort, 7)
    run = make_run(cohort, {each: place % 3 for place, each in enumerate(applications)})
    filters = of(cohort, run=run.pk, search="applicant", words="grandmother")
    make_words()

    def pages() -> list[list[int]]:
        shown, key = [], ""
        while True:
            one = page(filters, order=order, after=key, size=2)
            shown.append([row.application.pk for row in one.rows])
            if not one.next_key:
                return [*shown, found(filters, order=order, before=one.previous_key, size=2)]
            key = one.next_key

    few = pages()
    monkeypatch.setattr("applicants.selectors.recruiting.COUNT_UP_TO", 3)
    assert few == pages()
    assert sorted(pk for one in few[:-1] for pk in one) == sorted(each.pk for each in applications)
    assert few[-1] == few[-3]
    assert page(filters, order=order).size.exact is False
