"""Versions: frozen once used, by the database too; two presses at once; two side by side in words; what is wrong in words."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from applicants.models import RubricVersion
from applicants.screening.default_rubric import DOCUMENT
from applicants.screening.differences import differences
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.problems import problems, warnings
from applicants.services import rubrics
from applicants.services.screening import RunRefused, default_rubric, start_run
from tests.applicants.screening.factories import make_applications
from tests.applicants.screening.test_facts import DEFAULT_FORM
from tests.factories import make_cohort, make_user

DEFINITIONS = definitions_of(
    [
        replace(question, maximum=Decimal(112)) if question.key == "hours_per_week" else question
        for question in DEFAULT_FORM
    ]
)


def used() -> RubricVersion:
    cohort = make_cohort()
    make_applications(cohort, 1)
    return start_run(cohort=cohort, rubric_version=default_rubric(), by=None).rubric_version


@pytest.mark.django_db
def test_a_used_version_is_changed_neither_by_us_nor_by_the_database() -> None:
    version = used()
    with pytest.raises(rubrics.RubricRefused, match="so it does not change any more"):
        rubrics.save_draft(version, document=DOCUMENT, note="", by=make_user())
    with pytest.raises(rubrics.RubricRefused, match="so it does not change any more"):
        rubrics.discard_draft(version, by=make_user())
    rows = RubricVersion.objects.filter(pk=version.pk)
    for fields in ({"document": {}}, {"note": "other"}, {"frozen_at": None}, {"number": 7}):
        with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
            rows.update(**fields)
    with pytest.raises(IntegrityError, match="so it stays"), transaction.atomic():
        rows._raw_delete("default")
    assert rows.update(created_by=None) == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_new_version_at_once_make_one_draft() -> None:
    version, by, ready, made = used(), make_user(), Barrier(2), []

    def press() -> None:
        ready.wait(10)
        made.append(rubrics.new_version(version, by=by).pk)
        connections.close_all()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert list(RubricVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_changed_draft_is_not_handed_out_as_a_fresh_one() -> None:
    version, by = used(), make_user()
    draft = rubrics.new_version(version, by=by)
    document = deepcopy(DOCUMENT)
    document["criteria"][0]["weight"] = 3
    rubrics.save_draft(draft, document=document, note="", by=by)
    assert rubrics.new_version(version, by=by).number == 3


@pytest.mark.django_db
def test_the_default_is_the_newest_used_version_and_never_a_draft() -> None:
    version = used()
    rubrics.new_version(version, by=make_user())
    assert default_rubric() == version


@pytest.mark.django_db
def test_a_run_refuses_a_proxy_that_the_note_does_not_name() -> None:
    cohort = make_cohort()
    make_applications(cohort, 1)
    draft = rubrics.new_version(default_rubric(), by=make_user())
    document = deepcopy(DOCUMENT)
    document["criteria"][4] |= {"fact": "relocate"}
    draft = rubrics.save_draft(draft, document=document, note="", by=make_user())
    with pytest.raises(RunRefused, match="reads relocation, which can stand for family ties"):
        start_run(cohort=cohort, rubric_version=draft, by=None)
    draft = rubrics.save_draft(draft, document=document, note="Relocation, because all seats are far.", by=make_user())
    assert start_run(cohort=cohort, rubric_version=draft, by=None).pk


def test_two_versions_are_told_apart_in_words() -> None:
    after = deepcopy(DOCUMENT)
    after["criteria"][0]["weight"] = 25
    after["criteria"][1]["bands"][0]["points"] = 2
    del after["criteria"][2]
    after["criteria"].insert(0, after["criteria"].pop(5))
    after["criteria"].append(
        {
            "key": "spoken",
            "name": "Speaks of",
            "group": "",
            "why": "",
            "fact": "kept_going.families",
            "kind": "families",
            "weight": 5,
            "families": ["care", "mind"],
            "each": 2,
            "cap": 4,
        }
    )
    after["thresholds"]["above"] = 500
    after["rules"][0]["unanswered"] = "fail"
    found = differences(from_document(DOCUMENT), from_document(after), DEFINITIONS)
    states = {part.name: part.state for part in found.criteria}
    assert [state for state in states.values() if state != "same"] == [
        "moved",
        "changed",
        "changed",
        "added",
        "removed",
    ]
    assert states["Speaks of health care"] == "moved"
    changes = {part.name: [(c.what, c.before, c.after) for c in part.changes] for part in found.criteria}
    assert changes["Hours a week spent learning"] == [("Weight", "20", "25"), ("At most", "240 points", "300 points")]
    assert changes["Months kept at it"] == [("1", "1 point", "2 points")]
    assert changes["Speaks of health care"] == [("Place", "6 of 9", "1 of 9")]
    assert next(part for part in found.criteria if part.state == "added").after == (
        "Weight: 5; At most: 20 points; Subjects: care, mind; Each: 2 points; Cap: 4 points"
    )
    assert [(c.what, c.before, c.after) for c in found.thresholds] == [
        ("Above from", "475", "500"),
        ("Highest score", "1,000", "960"),
    ]
    assert [(c.what, c.after) for c in found.rules[0].changes] == [("No answer", "is not enough")]
    assert found.say() == (
        "1 criterion added; 1 criterion removed; 2 criteria changed; 1 criterion moved; 1 minimum changed; "
        "above from 475 → 500; highest score 1,000 → 960."
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"weight": 0}, "its weight is 0, so it never counts."),
        (
            {"bands": [{"from": 1, "to": None, "points": 12}, {"from": 5, "to": 9, "points": 20}]},
            "the band “5 to 9” stands behind “1 or more” and is never reached.",
        ),
        (
            {"bands": [{"from": 1, "to": 112, "points": 12}, {"from": 113, "to": None, "points": 20}]},
            "the band “113 or more” cannot be reached: the most there can be is 112.",
        ),
        ({"bands": [{"from": 1, "to": None, "points": 0}], "weight": 240}, "no band gives points."),
        (
            {"kind": "per_item", "fact": "events", "items": ["meetup"], "each": 50, "cap": 12},
            "the cap of 12 is less than one gives (50), so nobody gets 50.",
        ),
        (
            {"kind": "families", "fact": "why_health.families", "families": [], "each": 1, "cap": 3},
            "no subject counts.",
        ),
        (
            {"kind": "families", "fact": "why_health.families", "families": ["care"], "each": 4, "cap": 12},
            "the cap of 12 cannot be reached: all subjects together give 4.",
        ),
        ({"kind": "options", "fact": "interest", "options": {"analysis": 0}}, "all options give 0 points."),
        (
            {"fact": "review.mean", "bands": [{"from": 501, "to": None, "points": 12}]},
            "the band “5.01 or more” cannot be reached: the most there can be is 5.00.",
        ),
    ],
)
def test_what_nobody_can_reach_is_said_in_words(changes: dict[str, Any], problem: str) -> None:
    document = deepcopy(DOCUMENT)
    document["criteria"][0] |= changes
    found = problems(from_document(document), DEFINITIONS)
    assert f"Hours a week spent learning: {problem}" in found


@pytest.mark.parametrize(
    ("fact", "proxy"), [("relocate", "relocation"), ("money_spent", "money"), ("experience_years", "paid work")]
)
def test_proxies_are_named_and_the_default_rubric_reads_none(fact: str, proxy: str) -> None:
    document = deepcopy(DOCUMENT)
    assert warnings(from_document(document), DEFINITIONS) == []
    document["criteria"][0]["fact"] = fact
    (found,) = warnings(from_document(document), DEFINITIONS)
    assert found.name == proxy
    assert not found.acknowledged("")
    assert found.acknowledged(f"We know that {proxy.upper()} tells of other things.")


def test_an_item_that_is_a_proxy_is_named_too() -> None:
    document = deepcopy(DOCUMENT)
    document["criteria"][3]["items"].append("paid_course")
    assert [each.name for each in warnings(from_document(document), DEFINITIONS)] == ["money"]
