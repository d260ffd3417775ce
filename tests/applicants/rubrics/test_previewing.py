"""The preview: the same as a run would say, of everybody, in a constant number of queries."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import Application, ApplicationFacts
from applicants.screening.default_rubric import DOCUMENT
from applicants.screening.document import from_document
from applicants.screening.rubric import bind
from applicants.selectors.previewing import Preview, forms_of, last_used, preview, stale_in
from applicants.services import rubrics
from applicants.services.facts import make_facts
from applicants.services.screening import default_rubric, start_run
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.applicants.screening.factories import make_applications
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


def cohort_of(count: int, **fields) -> Cohort:
    cohort = make_cohort(**fields)
    make_facts(make_applications(cohort, count))
    return cohort


def changed() -> dict:
    document = deepcopy(DOCUMENT)
    document["criteria"][0]["weight"] = 60
    document["thresholds"] = {"borderline": 400, "above": 700}
    return document


def look(cohort: Cohort, document: dict, compared=None) -> Preview:
    return preview(from_document(document), cohort, forms_of(cohort), compared)


def by_hand(cohort: Cohort, document: dict) -> dict[int, tuple[int, int]]:
    """Score and band of everybody, worked out in plain Python."""
    bound = bind(from_document(document), forms_of(cohort).own)
    rows = ApplicationFacts.objects.filter(application__cohort=cohort)
    scores = {row.pk: bound.score(row.values) for row in rows}
    return {pk: (score.total, score.band) for pk, score in scores.items()}


def best(scores: dict[int, tuple[int, int]], seats: int) -> list[int]:
    ranked = sorted((-score, pk) for pk, (score, band) in scores.items() if band > 0)
    return [pk for _, pk in ranked[:seats]]


def test_the_preview_says_what_plain_python_says_of_everybody() -> None:
    cohort = cohort_of(200, capacity=20)
    version = default_rubric()
    seen = look(cohort, changed(), version)
    now, was = by_hand(cohort, changed()), by_hand(cohort, DOCUMENT)
    names = {"above": 3, "borderline": 2, "below": 1, "ineligible": 0, "error": -1}
    assert seen.bands == [
        (
            name,
            sum(band == number for _, band in now.values()),
            sum(band == number for _, band in was.values()),
        )
        for name, number in names.items()
    ]
    assert (seen.counted, seen.missing) == (200, 0)
    assert seen.changed == sum(now[pk][1] != was[pk][1] for pk in now) > 0
    assert seen.cut == now[best(now, 20)[-1]][0]
    assert seen.entering == len(set(best(now, 20)) - set(best(was, 20)))
    eligible = [score for score, band in now.values() if band > 0]
    assert sum(column.count for column in seen.histogram.columns) == len(eligible)
    assert [worked.title for worked in seen.worked] == ["The highest score", "The last seat", "The middle of everybody"]
    assert [worked.application.pk for worked in seen.worked][:2] == [best(now, 20)[0], best(now, 20)[-1]]
    for worked in seen.worked:
        assert sum(line.points for line in worked.lines) == worked.score == now[worked.application.pk][0]
    for way in seen.ways:
        assert 1 <= len(way.people) <= 2
        assert all(now[pk][1] == names[way.after] and was[pk][1] == names[way.before] for pk, _ in way.people)


def test_without_another_version_nobody_changes_and_fewer_people_than_seats_have_no_cut() -> None:
    cohort = cohort_of(3, capacity=20)
    seen = look(cohort, DOCUMENT)
    assert (seen.changed, seen.entering, seen.cut, seen.ways) == (0, 0, None, [])
    assert look(make_cohort(), DOCUMENT).counted == 0


def test_who_has_not_applied_is_not_counted_and_whose_facts_are_missing_is_said() -> None:
    cohort = cohort_of(4)
    make_applications(cohort, 2, seed=2, status="withdrawn")
    late = make_application(cohort)
    ApplicationFacts.objects.filter(pk=late.pk).delete()
    seen = look(cohort, DOCUMENT)
    assert (seen.counted, seen.missing) == (4, 1)
    forms = forms_of(cohort)
    assert stale_in(cohort, forms.digests) == [late.pk]
    assert rubrics.make_missing_facts(cohort, forms.digests) == 0
    assert look(cohort, DOCUMENT).missing == 0


def test_facts_made_by_older_definitions_are_made_anew() -> None:
    cohort = cohort_of(3)
    ApplicationFacts.objects.update(digest="0" * 16)
    forms = forms_of(cohort)
    assert len(stale_in(cohort, forms.digests)) == 3
    rubrics.make_missing_facts(cohort, forms.digests)
    assert look(cohort, DOCUMENT).counted == 3


def test_the_preview_takes_the_same_number_of_queries_for_three_and_for_fifty(signed_in) -> None:
    client = signed_in(Role.RECRUITER)
    version = rubrics.make_rubric(name="Tried", copied_from=default_rubric(), by=make_user())

    def queries(count: int) -> int:
        cohort = cohort_of(count)
        start_run(cohort=cohort, rubric_version=default_rubric(), by=None)
        page = client.get(reverse("admin:rubric-edit", args=[version.pk]), {"cohort": cohort.pk})
        assert f"{count:,} applications" in page.content.decode()
        with CaptureQueriesContext(connection) as made:
            client.post(reverse("admin:rubric-preview", args=[version.pk]), _sent(page.content.decode(), cohort))
        return len(made)

    assert queries(3) == queries(50) <= 12


def _sent(page: str, cohort: Cohort) -> dict:
    from tests.pages import _Forms

    reader = _Forms()
    reader.feed(page)
    form = next(form for form in reader.forms if "criteria" in form.names)
    return {**form.values, "cohort": cohort.pk}


def test_the_last_used_version_is_that_of_the_newest_run() -> None:
    cohort = cohort_of(2)
    assert last_used(cohort) is None
    start_run(cohort=cohort, rubric_version=default_rubric(), by=None)
    assert last_used(cohort) == default_rubric()


def test_the_part_that_moves_says_what_cannot_be_read(signed_in) -> None:
    client, cohort = signed_in(Role.RECRUITER), cohort_of(3)
    version = rubrics.make_rubric(name="Tried", copied_from=default_rubric(), by=make_user())
    page = client.get(reverse("admin:rubric-edit", args=[version.pk])).content.decode()
    address = reverse("admin:rubric-preview", args=[version.pk])
    part = client.post(address, {**_sent(page, cohort), "c0-weight": "x"}).content.decode()
    assert "<html" not in part
    assert "The preview waits, because something cannot be read:" in part
    part = client.post(address, {**_sent(page, cohort), "c0-weight": "30"}).content.decode()
    assert 'class="plot histogram"' in part
    assert "Worked out" in part


def test_people_in_the_preview_are_linked(signed_in) -> None:
    client, cohort = signed_in(Role.RECRUITER), cohort_of(3)
    version = rubrics.make_rubric(name="Tried", copied_from=default_rubric(), by=make_user())
    page = client.get(reverse("admin:rubric-edit", args=[version.pk])).content.decode()
    linked = list(Application.objects.filter(cohort=cohort).values_list("pk", flat=True))
    assert any(reverse("admin:application", args=[pk]) in page for pk in linked)
