"""The forms that people answer, read once: a published form never changes, so this process keeps those it has read."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Final

from django.db.models import Prefetch

from cohorts.answers import QuestionSpec
from cohorts.models import Question, QuestionSet, Section
from cohorts.selectors import spec_of

MOST: Final = 64
"""How many forms a process keeps; the one that was not asked for longest goes first."""


@dataclass(frozen=True)
class Part:
    """A section with its questions, in order."""

    section: Section
    questions: tuple[Question, ...]
    specs: tuple[QuestionSpec, ...]


@dataclass(frozen=True)
class Form:
    """A form as it is answered. Read only: requests of several threads share it. Words are chosen when a page is made (`said`)."""

    pk: int
    resume: str
    parts: tuple[Part, ...]

    @cached_property
    def specs(self) -> tuple[QuestionSpec, ...]:
        """All questions in order, as the plain rules know them."""
        return tuple(spec for part in self.parts for spec in part.specs)

    @cached_property
    def by_key(self) -> dict[str, QuestionSpec]:
        """The questions by key."""
        return {spec.key: spec for spec in self.specs}

    def part(self, slug: str) -> Part | None:
        """The section of that name in the address."""
        return next((part for part in self.parts if part.section.slug == slug), None)

    @property
    def asks_for_resume(self) -> bool:
        """Whether there is a page for a resume at all."""
        return self.resume != QuestionSet.Resume.NOT_ASKED

    @property
    def needs_resume(self) -> bool:
        """Whether it cannot be sent without one."""
        return self.resume == QuestionSet.Resume.REQUIRED


_kept: OrderedDict[tuple[int, datetime], Form] = OrderedDict()
_lock = Lock()


def form_of(question_set: QuestionSet) -> Form:
    """A form with its sections and questions: no query where this process has read it before, else two."""
    if question_set.published_at is None:
        return _read(question_set)
    key = (question_set.pk, question_set.published_at)
    with _lock:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    found = _read(question_set)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def _read(question_set: QuestionSet) -> Form:
    sections = (
        Section.objects.filter(question_set=question_set)
        .order_by("position")
        .prefetch_related(Prefetch("questions", queryset=Question.objects.order_by("position")))
    )
    parts = []
    for section in sections:
        questions = tuple(section.questions.all())
        for question in questions:
            question.section = section
        parts.append(Part(section, questions, tuple(map(spec_of, questions))))
    return Form(question_set.pk, question_set.resume, tuple(parts))
