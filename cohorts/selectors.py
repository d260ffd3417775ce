"""Reading cohorts and their forms."""

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.answers import QuestionSpec
from cohorts.conditions import conditions_of
from cohorts.models import Cohort, Question, QuestionSet, ReferralLink
from cohorts.partners.codes import tidy


def open_cohorts() -> QuerySet[Cohort]:
    """The cohorts that take applications now, the one that closes first in front."""
    now = timezone.now()
    return Cohort.objects.filter(opens_at__lte=now, closes_at__gte=now).order_by("closes_at")


def upcoming_cohorts() -> QuerySet[Cohort]:
    """The cohorts that open later, the next in front."""
    return Cohort.objects.filter(opens_at__gt=timezone.now()).order_by("opens_at")


def spec_of(question: Question) -> QuestionSpec:
    """A question as the plain-Python rules know it. Needs its section selected."""
    return QuestionSpec(
        key=question.key,
        label=question.label,
        kind=question.kind,
        required=question.required,
        minimum=question.minimum,
        maximum=question.maximum,
        max_length=question.max_length,
        options=tuple((str(value), str(label)) for value, label in question.options),
        max_words=question.max_words,
        earliest=question.earliest,
        latest=question.latest,
        show_if=conditions_of(question.section.show_if) + conditions_of(question.show_if),
    )


def question_specs(question_set: QuestionSet) -> list[QuestionSpec]:
    """The questions of a form in their order (section, then position); one query."""
    questions = question_set.questions.select_related("section").order_by("section__position", "position")
    return [spec_of(question) for question in questions]


def referral(cohort: Cohort, code: str) -> ReferralLink | None:
    """The referral link of this cohort with this code, however it was typed, or None: a wrong code never stops an application."""
    typed = code.replace("\x00", "").strip()[:110]
    links = ReferralLink.objects.select_related("university").filter(
        cohort=cohort, code__in={typed, tidy(typed)} - {""}
    )
    return links.first()


def link_of(code: str) -> ReferralLink | None:
    """The referral link with this code, however it was typed, of whichever cohort; None where nobody has it."""
    typed = code.replace("\x00", "").strip()[:110]
    return ReferralLink.objects.select_related("cohort").filter(code__in={typed, tidy(typed)} - {""}).first()
