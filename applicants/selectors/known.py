"""What filters have to be read against: the cohort's form and zone, the run's thresholds, the words still to be made.

`Known` asks the database for each when it is first needed; the list, which needs most of it, fetches all at once (`choices`).
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.db import connection

from applicants.models import ScreeningRun, WordsDue
from careerpath.accounts.models import User
from cohorts.models import Cohort, Question

DUE_READ: Final = 200
"""Of how many applications whose words are still to be made the texts are read while somebody waits."""
RUNS_OFFERED: Final = 20
OFFERED: Final = 300
"""Universities, tags and people in a menu."""


class Known:
    """Asked for one by one."""

    def __init__(self, cohort: int, run: int | None = None) -> None:
        self.cohort, self.run = cohort, run

    @cached_property
    def time_zone(self) -> str:
        """The zone of the cohort's days."""
        return Cohort.objects.filter(pk=self.cohort).values_list("time_zone", flat=True).first() or "UTC"

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions of the cohort's form by key, in order."""
        found = Question.objects.filter(question_set__cohorts=self.cohort).order_by("section__position", "position")
        return {each.key: each for each in found}

    @cached_property
    def thresholds(self) -> dict[str, Any]:
        """Where the bands of the run begin; empty where its rubric does not say."""
        if self.run is None:
            return {}
        document = ScreeningRun.objects.filter(pk=self.run).values_list("rubric_version__document", flat=True).first()
        return (document or {}).get("thresholds") or {}

    @cached_property
    def due(self) -> list[int]:
        """Applications whose words are still to be made: at most DUE_READ and one more."""
        return list(WordsDue.objects.values_list("application_id", flat=True)[: DUE_READ + 1])


@dataclass(frozen=True)
class OfferedRun:
    """A finished run whose scores the list can show."""

    pk: int
    label: str
    thresholds: dict[str, Any]


@dataclass(frozen=True)
class View:
    """A saved view as the list offers it."""

    pk: int
    name: str
    query: str
    is_shared: bool
    is_default: bool
    mine: bool


@dataclass
class Choices(Known):
    """All of it, and what the menus of the list offer. `universities`, `tags` and `people` are (key, name) pairs."""

    cohort: int
    run: int | None = None
    runs: list[OfferedRun] = field(default_factory=list)
    universities: list[tuple[int, str]] = field(default_factory=list)
    tags: list[tuple[int, str]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    views: list[View] = field(default_factory=list)


# One statement instead of seven: the list takes at most twelve queries in all, whatever is filtered.
CHOICES: Final = """
(SELECT 'run', run.id, rubric.name || ', version ' || version.number,
        jsonb_build_object('thresholds', version.document -> 'thresholds')
   FROM applicants_screeningrun AS run
   JOIN applicants_rubricversion AS version ON version.id = run.rubric_version_id
   JOIN applicants_rubric AS rubric ON rubric.id = version.rubric_id
  WHERE run.cohort_id = %(cohort)s AND run.finished_at IS NOT NULL AND NOT run.is_dry
  ORDER BY run.finished_at DESC, run.id DESC LIMIT %(runs)s)
UNION ALL (SELECT 'university', id, name, NULL FROM cohorts_university ORDER BY name LIMIT %(most)s)
UNION ALL (SELECT 'tag', id, name, NULL FROM applicants_tag ORDER BY name LIMIT %(most)s)
UNION ALL (SELECT 'person', person.id, coalesce(nullif(person.name, ''), person.email), NULL
             FROM accounts_user AS person
            WHERE person.is_active AND EXISTS (
                  SELECT 1 FROM accounts_user_groups AS held JOIN auth_group AS role ON role.id = held.group_id
                   WHERE held.user_id = person.id AND role.name IN ('Recruiter', 'Reviewer'))
            ORDER BY 3 LIMIT %(most)s)
UNION ALL (SELECT 'view', id, name, jsonb_build_object('query', query, 'shared', is_shared, 'default', is_default,
                                                     'mine', owner_id = %(user)s)
             FROM applicants_savedview WHERE owner_id = %(user)s OR is_shared ORDER BY name LIMIT %(most)s)
UNION ALL (SELECT 'question', question.id, question.key,
                  jsonb_build_object('label', question.label, 'kind', question.kind, 'options', question.options,
                                     'minimum', question.minimum, 'maximum', question.maximum)
             FROM cohorts_question AS question
             JOIN cohorts_section AS section ON section.id = question.section_id
             JOIN cohorts_cohort AS cohort ON cohort.question_set_id = question.question_set_id
            WHERE cohort.id = %(cohort)s ORDER BY section.position, question.position)
UNION ALL (SELECT 'due', application_id, NULL, NULL FROM applicants_wordsdue LIMIT %(due)s)
"""


def choices(cohort: Cohort, user: User) -> Choices:
    """What the list of a cohort offers this person to choose from; one query."""
    given = {
        "cohort": cohort.pk,
        "user": user.pk,
        "runs": RUNS_OFFERED,
        "most": OFFERED,
        "due": DUE_READ + 1,
    }
    found: dict[str, list[tuple[int, str, Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, given)
        for what, pk, label, more in cursor.fetchall():
            found.setdefault(what, []).append((pk, label, more))
    made = Choices(
        cohort.pk,
        runs=[
            OfferedRun(pk, f"Run {pk}: {label}", _read(more)["thresholds"] or {})
            for pk, label, more in found.get("run", [])
        ],
        universities=[(pk, name) for pk, name, _ in found.get("university", [])],
        tags=[(pk, name) for pk, name, _ in found.get("tag", [])],
        people=[(pk, name) for pk, name, _ in found.get("person", [])],
        views=[_view(pk, name, _read(more)) for pk, name, more in found.get("view", [])],
    )
    made.time_zone = cohort.time_zone
    made.due = [pk for pk, _, _ in found.get("due", [])]
    made.questions = {
        key: _question(pk, key, cohort.question_set_id, _read(more)) for pk, key, more in found.get("question", [])
    }
    return made


def with_run(known: Choices, run: OfferedRun | None) -> Choices:
    """The same for one of its runs."""
    known.run = run.pk if run else None
    known.thresholds = run.thresholds if run else {}
    return known


def _read(document: Any) -> Any:
    return json.loads(document) if isinstance(document, str) else document


def _view(pk: int, name: str, more: dict[str, Any]) -> View:
    return View(pk, name, more["query"], more["shared"], more["default"], more["mine"])


def _question(pk: int, key: str, form: int, more: dict[str, Any]) -> Question:
    bounds = {
        name: Decimal(str(more.pop(name))) if more[name] is not None else more.pop(name)
        for name in ("minimum", "maximum")
    }
    return Question(pk=pk, key=key, question_set_id=form, **bounds, **more)
