"""Keys, blocks and pairs, against the database."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Applicant, DuplicatePair, MatchKey
from applicants.services import duplicates
from applicants.services.duplicates import BLOCK, MergeRefused, find_pairs, look_at, look_for, make_keys, mark_different
from applicants.tasks import find_duplicates, find_duplicates_of, look_for_missed_duplicates
from tests.applicants.duplicates.factories import make_pair, make_person
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


def pairs() -> list[tuple[int, int, int, list[str], bool]]:
    fields = ("first", "second", "likeness", "reasons", "same_cohort")
    return list(DuplicatePair.objects.order_by("pk").values_list(*fields))


def test_two_records_with_one_number_and_name_are_found() -> None:
    cohort = make_cohort()
    one = make_person("Ana María Pérez", cohort, phone="+1 202 555 0134")
    other = make_person("Perez Ana", cohort, phone="202-555-0134")
    make_person("Tomás Okafor", cohort, phone="202-555-0199")
    found = look_for(Applicant.objects.values_list("pk", flat=True))
    assert (found.people, found.compared, found.listed) == (3, 1, 1)
    assert pairs() == [(one.pk, other.pk, 84, ["phone", "name:96"], True)]


def test_the_same_mailbox_in_two_classes_is_found_behind_those_of_one_class() -> None:
    one = make_person("Ana Pérez", make_cohort(), email="ana.perez@gmail.com")
    other = make_person("Ana Pérez", make_cohort(), email="AnaPerez+2@googlemail.com")
    look_for([other.pk])
    assert pairs() == []  # the first has no keys yet
    look_for([one.pk])
    assert pairs() == [(one.pk, other.pk, 98, ["email", "name:100"], False)]


def test_the_same_texts_and_name_are_found() -> None:
    cohort = make_cohort()
    one, other = (make_person(name, cohort) for name in ("Ana Pérez", "Ana Perez"))
    other.applications.update(answers=one.applications.get().answers)
    look_for([one.pk, other.pk])
    assert [row[3] for row in pairs()] == [["answers", "name:100"]]


def test_looking_twice_changes_nothing() -> None:
    pair = make_pair()
    before = (pairs(), sorted(MatchKey.objects.values_list("pk", flat=True)))
    find_duplicates([pair.first.applications.get().pk])
    find_duplicates_of([pair.first_id, pair.second_id, 0])
    assert (pairs(), sorted(MatchKey.objects.values_list("pk", flat=True))) == before


def test_what_is_no_longer_alike_is_no_longer_asked() -> None:
    pair = make_pair()
    Applicant.objects.filter(pk=pair.second_id).update(name="Tomás Okafor", phone="")
    look_for([pair.second_id])
    assert pairs() == []


def test_two_people_are_never_asked_about_again() -> None:
    pair, recruiter = make_pair(), make_user()
    mark_different(pair, by=recruiter)
    look_for([pair.first_id, pair.second_id])
    assert DuplicatePair.objects.get().verdict == "different"
    with pytest.raises(MergeRefused, match=f"^{recruiter} has decided this already: two people.$"):
        mark_different(pair, by=make_user())


def test_a_key_that_many_share_is_passed_over_and_said() -> None:
    cohort = make_cohort()
    people = [
        make_person(f"Given{chr(97 + n % 26)}{n} Name{n}", cohort, phone="+1 202 555 0100") for n in range(BLOCK + 1)
    ]
    found = look_for([each.pk for each in people])
    assert (found.common, found.listed) == ({(2, "25550100")}, 0)


def test_one_with_nothing_to_go_by_has_an_empty_key_and_no_pairs() -> None:
    cohort = make_cohort()
    people = [make_person(name, cohort, email=None) for name in ("", "\u202e\u200f")]
    for person in people:
        person.applications.update(answers={})
    assert make_keys([each.pk for each in people]) == 2
    assert list(MatchKey.objects.values_list("kind", "value")) == [(3, ""), (3, "")]
    assert find_pairs([each.pk for each in people]).compared == 0


def test_a_very_long_name_is_kept_short() -> None:
    person = make_person(" ".join(f"{chr(97 + n)}abcdefghijklmnopqrst" for n in range(9)), make_cohort())
    look_for([person.pk])
    assert max(map(len, MatchKey.objects.values_list("value", flat=True))) == 64


def test_a_household_without_another_sign_is_not_shown() -> None:
    cohort = make_cohort()
    people = [make_person(name, cohort, phone="+1 202 555 0134") for name in ("Ana Pérez", "Tomás Okafor")]
    look_for([each.pk for each in people])
    assert pairs() == []


def test_a_draft_is_no_second_application() -> None:
    cohort = make_cohort()
    one = make_person("Ana Pérez", cohort, phone="+1 202 555 0134")
    other = make_person("Ana Pérez", cohort, phone="+1 202 555 0134", draft=True)
    look_for([one.pk, other.pk])
    assert [row[4] for row in pairs()] == [False]


def test_statements_do_not_grow_with_people() -> None:
    cohort = make_cohort()

    def statements(people: int) -> int:
        phones = [f"+1 202 555 {people:02d}{n // 2:02d}" for n in range(people)]
        ids = [make_person(f"Eva{chr(97 + n // 2)} Roe", cohort, phone=phone).pk for n, phone in enumerate(phones)]
        with CaptureQueriesContext(connection) as queries:
            assert look_for(ids).listed == people // 2
        return len(queries)

    assert statements(2) == statements(12)


def test_what_the_bell_missed_is_found_on_the_beat() -> None:
    cohort = make_cohort()
    one = make_person("Ana Pérez", cohort, phone="+1 202 555 0134")
    other = make_person("Perez Ana", cohort, phone="+1 202 555 0134")
    make_person("Somebody Else", cohort, draft=True)
    assert duplicates.missed() == [one.pk, other.pk]
    look_for_missed_duplicates()
    assert (duplicates.missed(), len(pairs())) == ([], 1)


def test_a_sent_application_rings(monkeypatch: Any, django_capture_on_commit_callbacks: Any) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(duplicates, "ring", lambda task, calls: rung.append((task, list(calls))))
    duplicates.ask_to_look([7, 8])
    assert rung == [("applicants.tasks.find_duplicates", [[[7, 8]]])]


def test_looking_at_applications_looks_for_their_people() -> None:
    person = make_person("Ana Pérez", make_cohort(), make_cohort())
    assert look_at([each.pk for each in person.applications.all()] + [0]).people == 1


def test_demographics_are_out_of_reach() -> None:
    application = make_application()
    look_at([application.pk])
    kinds = set(MatchKey.objects.values_list("kind", flat=True))
    assert kinds <= {1, 2, 3, 4}
