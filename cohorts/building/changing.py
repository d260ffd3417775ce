"""Changing a version that is not published yet. Each change takes the lock on the version first, so that two people's are one."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from careerpath.accounts.models import User
from cohorts.building.problems import MOST_QUESTIONS, MOST_SECTIONS, RESERVED_SLUGS, condition_problem, kind_problem
from cohorts.building.reading import published_kinds, shape_of
from cohorts.conditions import conditions_of
from cohorts.models import Question, QuestionSet, Section
from cohorts.services import COPIED, FormFrozen

SECTION_FIELDS: Final = ("title", "intro", "slug", "show_if", "translations")


class Refused(ValueError):
    """A change to a form that cannot be made. `errors` are words by field; the empty field is for the whole."""

    def __init__(self, errors: Mapping[str, str] | str) -> None:
        self.errors = {"": errors} if isinstance(errors, str) else dict(errors)
        super().__init__(" ".join(self.errors.values()))


class Changed(Refused):
    """Somebody else changed it since the page was opened."""


def digest(part: Question | Section) -> str:
    """A short name for exactly these words, limits and conditions."""
    names = COPIED if isinstance(part, Question) else SECTION_FIELDS
    stored = {name: getattr(part, name) for name in names}
    if isinstance(part, Question):
        stored["section"] = part.section_id
    return hashlib.sha256(json.dumps(stored, sort_keys=True, default=str).encode()).hexdigest()[:16]


def form_digest(question_set: QuestionSet) -> str:
    """A short name for exactly this version as it is now."""
    return hashlib.sha256(repr(shape_of(question_set)).encode()).hexdigest()[:16]


def lock_draft(question_set: QuestionSet) -> QuestionSet:
    """The version under lock. Raises FormFrozen where it is published. Call it inside a transaction."""
    locked = QuestionSet.objects.select_for_update(no_key=True).get(pk=question_set.pk)
    if locked.is_published:
        raise FormFrozen(f"{locked} is published, so it does not change any more. Make the next version of it.")
    return locked


@transaction.atomic
def save_settings(question_set: QuestionSet, *, resume: str, by: User | None) -> None:
    """Whether a resume is asked for. Raises FormFrozen or Refused."""
    locked = lock_draft(question_set)
    if resume not in QuestionSet.Resume.values:
        raise Refused("Choose whether a resume is asked for.")
    locked.resume = resume
    locked.save(update_fields=["resume"])


@transaction.atomic
def save_section(
    question_set: QuestionSet,
    *,
    fields: Mapping[str, Any],
    by: User | None,
    section: Section | None = None,
    base: str = "",
) -> Section:
    """Keep a section, or add one at the end. `fields`: `SECTION_FIELDS`. Raises FormFrozen, Changed or Refused."""
    locked = lock_draft(question_set)
    form = shape_of(locked)
    if section is None:
        if len(form.sections) >= MOST_SECTIONS:
            raise Refused(f"A form has at most {MOST_SECTIONS} sections.")
        last = max((each.position for each in locked.sections.all()), default=0)
        section = Section(question_set=locked, position=last + 1)
    else:
        section = Section.objects.get(pk=section.pk, question_set=locked)
        _check_base(section, base)
    for name in SECTION_FIELDS:
        setattr(section, name, fields[name])
    section.slug = section.slug or free_name(
        slugify(section.title)[:40] or "section",
        RESERVED_SLUGS | {each.slug for each in form.sections if each.pk != section.pk},
    )
    errors: dict[str, str] = {}
    if section.slug in RESERVED_SLUGS:
        errors["slug"] = f"“{section.slug}” is a page of its own in every form. Choose another name."
    elif any(each.slug == section.slug and each.pk != section.pk for each in form.sections):
        errors["slug"] = "Another section of this form has this name in addresses."
    _check(section, errors)
    _check_conditions(section.show_if, "", form.before(section=section.pk or 0), form.by_key, errors)
    if errors:
        raise Refused(errors)
    section.save()
    return section


@transaction.atomic
def save_question(
    question_set: QuestionSet,
    *,
    fields: Mapping[str, Any],
    section: Section,
    by: User | None,
    question: Question | None = None,
    base: str = "",
) -> Question:
    """Keep a question, or add one at the end of a section. `fields`: all of `cohorts.services.COPIED`.

    Raises FormFrozen, Changed or Refused: what does not fit, words by field.
    """
    locked = lock_draft(question_set)
    form = shape_of(locked)
    section = Section.objects.get(pk=section.pk, question_set=locked)
    if question is None:
        if len(form.questions) >= MOST_QUESTIONS:
            raise Refused(f"A form has at most {MOST_QUESTIONS} questions.")
        question = Question(question_set=locked)
    else:
        question = Question.objects.get(pk=question.pk, question_set=locked)
        _check_base(question, base)
    old_key = question.key
    for name in COPIED:
        setattr(question, name, fields[name])
    if question.section_id != section.pk:
        question.section, question.position = section, _last_place(section) + 1
    errors: dict[str, str] = {}
    if any(each.key == question.key and each.pk != question.pk for each in form.questions):
        errors["key"] = "Another question of this form has this key."
    published = published_kinds({question.key, old_key} - {""})
    if old_key and old_key != question.key and old_key in published:
        errors["key"] = f"“{old_key}” was asked in a published form. It keeps its key; add a new question instead."
    elif clash := kind_problem(question.key, question.kind, published):
        errors["kind"] = clash
    _check(question, errors)
    before = _before(locked, question, section)
    _check_conditions(question.show_if, question.key, before, form.by_key, errors)
    if errors:
        raise Refused(errors)
    question.save()
    return question


def _before(locked: QuestionSet, question: Question, section: Section) -> Sequence[Any]:
    """The questions that stand before this one, where it will stand."""
    form = shape_of(locked)
    found: list[Any] = []
    for each in form.sections:
        for asked in each.questions:
            if asked.pk == question.pk:
                if each.pk == section.pk:
                    return found
                continue  # it moves to another section
            found.append(asked)
        if each.pk == section.pk:
            return found
    return found


def _check(part: Question | Section, errors: dict[str, str]) -> None:
    try:
        part.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for field, found in error.message_dict.items():
            errors.setdefault("" if field == "__all__" else field, " ".join(found))
    if isinstance(part, Question):
        if part.kind in ("one_of", "some_of") and not part.options:
            errors.setdefault("options", "Write at least one option to choose from.")
        for low, high, words in (
            ("minimum", "maximum", "The largest value is below the smallest."),
            ("earliest", "latest", "The latest day is before the earliest."),
        ):
            first, last = getattr(part, low), getattr(part, high)
            if first is not None and last is not None and first > last:
                errors.setdefault(high, words)


def _check_conditions(
    stored: Any, own: str, before: Sequence[Any], known: Mapping[str, Any], errors: dict[str, str]
) -> None:
    if "show_if" in errors:
        return
    earlier = {each.key: each for each in before}
    for condition in conditions_of(stored):
        if problem := condition_problem(condition, own, earlier, known):
            errors["show_if"] = problem[0].upper() + problem[1:]
            return


def _check_base(part: Question | Section, base: str) -> None:
    if base and base != digest(part):
        raise Changed(
            "Somebody else has changed this since you opened it. Save once more to replace theirs with yours."
        )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """This name, or the first with a number behind it that is not taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}" if "_" not in wanted else f"{wanted}_{number}"
    return name


def free_key(wanted: str, taken: set[str]) -> str:
    """A key like this one that no question has."""
    base = slugify(wanted).replace("-", "_").strip("_")[:34].rstrip("_")
    base = base if base and base[0].isalpha() and base.isascii() else f"question_{base}".rstrip("_")
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key


@transaction.atomic
def duplicate_question(question_set: QuestionSet, pk: int, *, by: User | None) -> Question:
    """A copy of a question, right behind it, with a key of its own. Raises FormFrozen, Refused, or Question.DoesNotExist."""
    locked = lock_draft(question_set)
    question = Question.objects.get(pk=pk, question_set=locked)
    taken = set(locked.questions.values_list("key", flat=True))
    if len(taken) >= MOST_QUESTIONS:
        raise Refused(f"A form has at most {MOST_QUESTIONS} questions.")
    key = free_key(f"{question.key}_copy", taken | set(published_kinds([f"{question.key}_copy"])))
    for later in locked.questions.filter(section=question.section_id, position__gt=question.position):
        Question.objects.filter(pk=later.pk).update(position=later.position + 1)
    fields = {name: getattr(question, name) for name in COPIED}
    return Question.objects.create(
        question_set=locked, section_id=question.section_id, position=question.position + 1, **{**fields, "key": key}
    )


@transaction.atomic
def bring_back(question_set: QuestionSet, gone: Question, *, section: Section, by: User | None) -> Question:
    """Ask a question of an earlier version again, at the end of a section. Raises FormFrozen or Refused."""
    locked = lock_draft(question_set)
    if locked.questions.filter(key=gone.key).exists():
        raise Refused(f"This form asks “{gone.label}” already.")
    section = Section.objects.get(pk=section.pk, question_set=locked)
    fields = {name: getattr(gone, name) for name in COPIED}
    return Question.objects.create(question_set=locked, section=section, position=_last_place(section) + 1, **fields)


@transaction.atomic
def remove(question_set: QuestionSet, kind: str, pk: int, *, by: User | None) -> str:
    """Take a question or a section (`q` or `s`) with its questions away; returns what it was called. Raises FormFrozen."""
    locked = lock_draft(question_set)
    part: Question | Section = (Question if kind == "q" else Section).objects.get(pk=pk, question_set=locked)
    words = str(part)
    part.delete()
    return words


@transaction.atomic
def shift(question_set: QuestionSet, kind: str, pk: int, *, down: bool, by: User | None) -> None:
    """Move a question or a section (`q` or `s`) one place up or down.

    From the top of its section a question goes to the end of the one before, from the end to the top of the next; what is first
    or last of all stays. Raises FormFrozen.
    """
    locked = lock_draft(question_set)
    sections = list(locked.sections.order_by("position"))
    if kind == "s":
        _swap(sections, next(place for place, each in enumerate(sections) if each.pk == pk), down)
        Section.objects.bulk_update(_numbered(sections), ["position"])
        return
    pages = [list(section.questions.order_by("position")) for section in sections]
    at, place = next((at, place) for at, page in enumerate(pages) for place, each in enumerate(page) if each.pk == pk)
    if 0 <= place + (1 if down else -1) < len(pages[at]):
        _swap(pages[at], place, down)
        Question.objects.bulk_update(_numbered(pages[at]), ["position"])
    elif 0 <= (to := at + (1 if down else -1)) < len(pages):
        question = pages[at].pop(place)
        question.section = sections[to]
        pages[to].insert(0 if down else len(pages[to]), question)
        Question.objects.bulk_update([*_numbered(pages[at]), *_numbered(pages[to])], ["section", "position"])


def _swap(parts: list[Any], place: int, down: bool) -> None:
    other = place + (1 if down else -1)
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]


def _numbered(parts: Sequence[Any]) -> Sequence[Any]:
    for place, part in enumerate(parts, start=1):
        part.position = place
    return parts


def _last_place(section: Section) -> int:
    return section.questions.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def discard(question_set: QuestionSet, *, by: User | None) -> None:
    """Throw a version away that nobody could answer yet. Raises FormFrozen."""
    lock_draft(question_set).delete()
