"""Making and publishing forms and cohorts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from careerpath.accounts.models import User
from cohorts import default_form
from cohorts.models import Cohort, Question, QuestionSet, ReferralLink, Section, University


class FormFrozen(ValueError):
    """A published form does not change; the message says what to do instead."""


@transaction.atomic
def make_question_set(*, name: str, sections: Sequence[dict[str, Any]], by: User | None) -> QuestionSet:
    """Make the next version of a form from sections with questions (shape: `cohorts.default_form.SECTIONS`), unpublished."""
    last = QuestionSet.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    question_set = QuestionSet.objects.create(name=name, version=last + 1)
    questions: list[Question] = []
    for position, page in enumerate(sections, start=1):
        section = Section.objects.create(
            question_set=question_set,
            position=position,
            slug=page["slug"],
            title=page["title"],
            intro=page.get("intro", ""),
            show_if=page.get("show_if", []),
            translations=page.get("translations", {}),
        )
        for place, data in enumerate(page["questions"], start=1):
            bounds = {key: Decimal(data[key]) for key in ("minimum", "maximum") if data.get(key) is not None}
            question = Question(question_set=question_set, section=section, position=place, **{**data, **bounds})
            question.full_clean(validate_unique=False, validate_constraints=False)
            questions.append(question)
    Question.objects.bulk_create(questions)
    return question_set


@transaction.atomic
def next_version(question_set: QuestionSet, *, by: User | None) -> QuestionSet:
    """Copy a form, as it is, into the next version of the same name, unpublished."""
    sections = [
        {
            "slug": section.slug,
            "title": section.title,
            "intro": section.intro,
            "show_if": section.show_if,
            "translations": section.translations,
            "questions": [{name: getattr(question, name) for name in _COPIED} for question in section.questions.all()],
        }
        for section in question_set.sections.order_by("position").prefetch_related(
            Prefetch("questions", Question.objects.order_by("position"))
        )
    ]
    return make_question_set(name=question_set.name, sections=sections, by=by)


_COPIED = (
    "key",
    "label",
    "help",
    "kind",
    "required",
    "minimum",
    "maximum",
    "max_length",
    "max_words",
    "show_if",
    "options",
    "translations",
)


@transaction.atomic
def publish(question_set: QuestionSet, *, by: User | None) -> QuestionSet:
    """Freeze a form so that people may answer it. Publishing twice changes nothing. Raises FormFrozen for an empty form."""
    locked = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    if not locked.is_published:
        if not locked.questions.exists():
            raise FormFrozen("This form has no questions yet. Add at least one before you publish it.")
        locked.published_at = timezone.now()
        locked.save(update_fields=["published_at"])
    return locked


@transaction.atomic
def default_question_set() -> QuestionSet:
    """The newest published version of the default form; made the first time it is asked for."""
    newest = QuestionSet.objects.filter(name=default_form.NAME, published_at__isnull=False).order_by("-version").first()
    return newest or publish(
        make_question_set(name=default_form.NAME, sections=default_form.SECTIONS, by=None), by=None
    )


def make_referral_link(*, cohort: Cohort, university: University, by: User | None) -> ReferralLink:
    """The university's link into the cohort's form; the same one each time."""
    return ReferralLink.objects.get_or_create(
        cohort=cohort, university=university, defaults={"code": f"{university.slug}-{cohort.slug}"}
    )[0]
