"""What somebody who was not admitted may know: the main reasons, what was looked at, which of their answers were used.

Of themselves only: no points, no threshold, no rank, nothing about anybody else (`letters.reasons` says the same in letters).
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from applicants.letters.reasons import first_sentence
from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, ScreeningResult
from applicants.screening.rubric import RubricError
from applicants.selectors.explaining import Explanation, explain
from applicants.selectors.letters import run_to_explain_by
from applicants.selectors.telling import told


@dataclass(frozen=True)
class LookedAtOne:
    """One thing that was looked at: its name, what it looks for, the question it read, what was found, and how it counted."""

    name: str
    why: str
    question: str
    found: str
    counted: str


@dataclass(frozen=True)
class AfterNo:
    """The explanation of an adverse decision. `looked_at` is empty where no score was part of it."""

    status: str
    reason: str
    looked_at: list[LookedAtOne] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    """The questions whose answers were used, each once."""
    rubric: str = ""
    changed: bool = False
    """Whether an answer was corrected after it was looked at."""


def after_no(application: Application, reason: str) -> AfterNo | None:
    """The explanation, where they have been told that they were not admitted or are not eligible; else None.

    `reason` is what the rule or the person who decided wrote for them. Six queries at most.
    """
    known = told(application)
    if known.status not in (S.REJECTED, S.INELIGIBLE):
        return None
    explanation = _explanation(application, known.decision_of(known.change_to(S.REJECTED)))
    if explanation is None:
        return AfterNo(known.status, reason)
    rubric = f"{explanation.rubric_version.rubric.name}, {_('version')} {explanation.rubric_version.number}"
    if known.status == S.INELIGIBLE:
        used = [each.question for each in explanation.minimums if not each.met]
        return AfterNo(known.status, reason, [], used, rubric, explanation.changed)
    looked_at = [
        LookedAtOne(
            gettext(each.name),
            first_sentence(gettext(each.why)) if each.why else "",
            each.question,
            each.fact,
            _counted(each.points, each.most),
        )
        for each in explanation.lines
        if each.most
    ]
    questions = list(dict.fromkeys(each.question for each in looked_at if each.question))
    return AfterNo(known.status, reason, looked_at, questions, rubric, explanation.changed)


def _explanation(application: Application, decision: object) -> Explanation | None:
    run = getattr(decision, "run_id", None)
    if run is None:
        found = run_to_explain_by(application.cohort)
        run = found.pk if found else None
    if run is None:
        return None
    result = (
        ScreeningResult.objects.filter(run=run, application=application)
        .select_related("run__rubric_version__rubric", "application__cohort", "application__question_set")
        .first()
    )
    if result is None or result.error:
        return None
    try:
        return explain(result)
    except RubricError:  # then the person's words stand alone
        return None


def _why(text: str) -> str:
    """The first sentence: what follows it is how points are counted."""
    return first_sentence(text) if text else ""


def _counted(points: int, most: int) -> str:
    if points >= most:
        return _("counted fully")
    return _("counted in part") if points > 0 else _("counted little or nothing")
