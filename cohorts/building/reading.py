"""Reading forms for the builder: a version as a shape, and what published versions bind."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import get_language_info

from cohorts.building.checks import KEY
from cohorts.building.shape import FormShape, QuestionShape, SectionShape
from cohorts.conditions import Condition, ConditionError, conditions_of
from cohorts.models import Question, QuestionSet, Section

ALIKE = (
    "key",
    "label",
    "kind",
    "help",
    "required",
    "minimum",
    "maximum",
    "max_length",
    "max_words",
    "earliest",
    "latest",
)
"""Fields of a question that its shape has under the same name, as they are."""


def languages() -> list[tuple[str, str]]:
    """The languages that a form can be said in besides the one it is written in: (code, name in English)."""
    codes = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return [(code, get_language_info(code)["name"]) for code in codes]


def shape_of(question_set: QuestionSet) -> FormShape:
    """A version as plain data; two queries at any size."""
    sections = question_set.sections.order_by("position").prefetch_related(
        Prefetch("questions", Question.objects.order_by("position"))
    )
    return FormShape(tuple(_section(section) for section in sections), question_set.resume)


def _section(section: Section) -> SectionShape:
    conditions, broken = _conditions(section.show_if)
    return SectionShape(
        slug=section.slug,
        title=section.title,
        intro=section.intro,
        show_if=conditions,
        translations=section.translations,
        questions=tuple(shape_of_question(question, section.slug) for question in section.questions.all()),
        pk=section.pk,
        broken=broken,
    )


def shape_of_question(question: Question, section: str = "") -> QuestionShape:
    """A question as plain data; `section` is the slug of its section."""
    conditions, broken = _conditions(question.show_if)
    return QuestionShape(
        **{name: getattr(question, name) for name in ALIKE},
        options=tuple((str(value), str(label)) for value, label in question.options),
        show_if=conditions,
        translations=question.translations,
        section=section,
        pk=question.pk or 0,
        broken=broken,
    )


def _conditions(stored: list[object]) -> tuple[tuple[Condition, ...], str]:
    try:
        return conditions_of(stored), ""
    except ConditionError as error:
        return (), f"its conditions cannot be read. {error}"


def published_kinds(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """By key, the kinds that published versions of any form asked it as; one query."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = [key for key in keys if KEY.fullmatch(key)]
    asked = Question.objects.filter(key__in=wanted, question_set__published_at__isnull=False)
    for key, kind in asked.order_by().values_list("key", "kind").distinct():
        found[key].add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def published_options(question_set: QuestionSet, key: str) -> dict[str, str]:
    """The options, label by value, that published versions of this form offered for a question; the newest label of each."""
    offered: dict[str, str] = {}
    if not KEY.fullmatch(key):
        return offered
    versions = Question.objects.filter(
        question_set__name=question_set.name, question_set__published_at__isnull=False, key=key
    ).order_by("question_set__version")
    for options in versions.values_list("options", flat=True):
        offered |= {str(value): str(label) for value, label in options}
    return offered


def earlier_version(question_set: QuestionSet) -> QuestionSet | None:
    """The version that this one is held against first: the newest published one before it, of the same form."""
    versions = QuestionSet.objects.filter(name=question_set.name, version__lt=question_set.version)
    return versions.filter(published_at__isnull=False).order_by("-version").first()


def gone_questions(question_set: QuestionSet, form: FormShape) -> list[Question]:
    """Questions that earlier published versions of this form asked and this one does not, each as it was asked last."""
    gone: dict[str, Question] = {}
    asked = (
        Question.objects.filter(question_set__name=question_set.name, question_set__published_at__isnull=False)
        .exclude(key__in=form.by_key)
        .order_by("question_set__version", "section__position", "position")
    )
    for question in asked:
        gone[question.key] = question
    return list(gone.values())
