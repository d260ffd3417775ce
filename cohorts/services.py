"""Making and publishing forms and cohorts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from careerpath.accounts.models import User
from cohorts import default_form
from cohorts.building.problems import problems_of
from cohorts.building.reading import ALIKE, shape_of
from cohorts.models import Cohort, Question, QuestionSet, ReferralLink, Section, University


class FormFrozen(ValueError):
    """Why a form does not change, or cannot be published; the message says what to do instead."""


@transaction.atomic
def make_question_set(
    *, name: str, sections: Sequence[dict[str, Any]], by: User | None, resume: str = QuestionSet.Resume.OPTIONAL
) -> QuestionSet:
    """Make the next version of a form from sections with questions (shape: `cohorts.default_form.SECTIONS`), unpublished.

    Raises ValidationError for what no form may hold. What does not fit together yet, `publish` refuses.
    """
    last = QuestionSet.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    question_set = QuestionSet.objects.create(name=name, version=last + 1, resume=resume)
    questions: list[Question] = []
    for position, page in enumerate(sections, start=1):
        section = Section(
            question_set=question_set,
            position=position,
            slug=page["slug"],
            title=page["title"],
            intro=page.get("intro", ""),
            show_if=page.get("show_if", []),
            translations=page.get("translations", {}),
        )
        section.full_clean(validate_unique=False, validate_constraints=False)
        section.save()
        for place, data in enumerate(page["questions"], start=1):
            bounds = {key: Decimal(data[key]) for key in ("minimum", "maximum") if data.get(key) is not None}
            question = Question(question_set=question_set, section=section, position=place, **{**data, **bounds})
            question.full_clean(validate_unique=False, validate_constraints=False)
            questions.append(question)
    Question.objects.bulk_create(questions)
    return question_set


def next_version(question_set: QuestionSet, *, by: User | None) -> QuestionSet:
    """Copy a form, as it is, into the next version of the same name, unpublished."""
    return copy_form(question_set, name=question_set.name, by=by)


@transaction.atomic
def copy_form(source: QuestionSet, *, name: str, by: User | None) -> QuestionSet:
    """Copy a version into the next version of the form of this name (a new form where there is none), unpublished.

    A text that is the default form's and has no words in other languages yet gets those of the default form.
    """
    sections = [
        {
            "slug": section.slug,
            "title": section.title,
            "intro": section.intro,
            "show_if": section.show_if,
            "translations": section.translations,
            "questions": [{name: getattr(question, name) for name in COPIED} for question in section.questions.all()],
        }
        for section in source.sections.order_by("position").prefetch_related(
            Prefetch("questions", Question.objects.order_by("position"))
        )
    ]
    return make_question_set(name=name, sections=default_form.with_known_words(sections), by=by, resume=source.resume)


COPIED = (*ALIKE, "show_if", "options", "translations")
"""What a question takes along into another version: everything but its place."""


@transaction.atomic
def publish(question_set: QuestionSet, *, by: User | None) -> QuestionSet:
    """Freeze a form so that people may answer it. Publishing twice changes nothing.

    Raises FormFrozen, in words, where the form is empty or something in it cannot work (`building.problems`).
    """
    locked = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    if not locked.is_published:
        if found := problems_of(shape_of(locked)):
            more = f" And {len(found) - 1} more." if len(found) > 1 else ""
            raise FormFrozen(found[0].text + more)
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
    """The university's link into the cohort's form; the same one each time, with a code that is made once (the field's default)."""
    return ReferralLink.objects.get_or_create(cohort=cohort, university=university)[0]
