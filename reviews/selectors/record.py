"""The record of decision of one application: everything that a person or a rule found about it, and who decided what, when and why.

For staff. What stands here is what decided: criteria, marks with their anchors and notes, figures with their basis, decisions, who
signed. Voluntary answers about origin and gender are out of reach of this app, and nothing here is about them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Prefetch

from applicants.models import (
    Application,
    ApplicationStatusChange,
    Decision,
    Interview,
    InterviewVersion,
    Letter,
    Reconsideration,
    ScreeningResult,
    ScreeningRun,
    SecondReading,
)
from applicants.selectors.explaining import Explanation, explain
from applicants.selectors.letters import letters_of
from applicants.selectors.recruiting import submitted
from applicants.selectors.workbench import latest_explanation
from careerpath.accounts.models import User
from reviews.models import BoardLine, InterviewSlot
from reviews.selectors.record_rounds import InRound, rounds_of

NOT_IN_IT: Final = (
    "Nothing about race, ethnicity, gender, age or any other voluntary answer is in this record. Those answers are kept apart, and "
    "nobody who reads, ranks or decides can see them."
)


def hundredths(value: int | None) -> str:
    """Hundredths as people read them: 342 is `3.42`; None is a dash."""
    if value is None:
        return "–"
    sign = "−" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02d}"


@dataclass(frozen=True)
class Part:
    """One part of a total: its name, its weight, its figure (hundredths of 0 to 100) and where it comes from."""

    name: str
    weight: int
    figure: int | None
    source: str


@dataclass(frozen=True)
class OnBoard:
    """A board the application is on: the parts of its total, its place, and what a person made of it."""

    line: BoardLine
    parts: list[Part]
    of: int
    """How many have a place in the ranking."""

    @property
    def how(self) -> str:
        """The total worked out, in words."""
        counted = [part for part in self.parts if part.weight]
        if self.line.total is None:
            missing = ", ".join(part.name.lower() for part in counted if part.figure is None)
            return f"No total: {missing or 'a part'} is missing, so a person ranks it or nobody does."
        sums = " + ".join(f"{part.weight} × {hundredths(part.figure)}" for part in counted)
        return f"({sums}) / {sum(part.weight for part in counted)} = {hundredths(self.line.total)}"


@dataclass(frozen=True)
class Record:
    """All of it, in the order in which it happened."""

    application: Application
    explanation: Explanation | None
    run: ScreeningRun | None
    """The run whose points are shown: that of the decision, or the latest one."""
    rounds: Sequence[InRound]
    interviews: Sequence[Interview]
    slots: Sequence[InterviewSlot]
    boards: Sequence[OnBoard]
    second_readings: Sequence[SecondReading]
    reconsiderations: Sequence[Reconsideration]
    decisions: Sequence[Decision]
    letters: Sequence[Letter]
    history: Sequence[ApplicationStatusChange]

    @property
    def decision(self) -> Decision | None:
        """The one that stands: carried out by a release that was not undone, the latest of them; else one that is pending."""
        out = [each for each in self.decisions if is_carried_out(each)]
        pending = [each for each in self.decisions if not each.release_id and not each.dropped_at]
        return out[-1] if out else pending[-1] if pending else None

    @property
    def is_decided(self) -> bool:
        """Whether a decision was released and carried out."""
        return any(is_carried_out(each) for each in self.decisions)


def is_carried_out(decision: Decision) -> bool:
    """Whether a release carried it out and nobody took the release back."""
    return decision.release is not None and not decision.skipped_reason and decision.release.undone_at is None


def slot_words(slot: InterviewSlot) -> str:
    """What became of a time that was taken."""
    return str(slot.get_outcome_display()) if slot.outcome else "withdrawn" if slot.withdrawn_at else "to come"


def slot_people(slot: InterviewSlot) -> str:
    """Who talked with the person, or was to: whoever offered the time, then who came along."""
    return " and ".join([str(slot.interviewer.user), *(str(each.reader.user) for each in slot.company)])


def record_of(pk: int, *, viewer: User) -> Record | None:
    """The record of one application; None for a draft. A constant number of queries, whatever it went through.

    `viewer`: a recruiter who reads in a round that hides reviews from each other does not see them here either.
    """
    application = (
        submitted()
        .select_related("cohort", "applicant", "university", "imported_by")
        .prefetch_related(*_prefetched())
        .filter(pk=pk)
        .first()
    )
    if application is None:
        return None
    decisions = list(application.decisions.all())
    explanation, run = _explained(application, decisions)
    return Record(
        application,
        explanation,
        run,
        rounds_of(application, viewer=viewer),
        list(application.interviews.all()),
        _slots(application),
        _boards(application),
        list(application.second_readings.all()),
        list(application.reconsiderations.all()),
        decisions,
        list(reversed(letters_of(application))),
        list(application.history.all()),
    )


def _prefetched() -> list[Any]:
    versions = InterviewVersion.objects.select_related("by").order_by("number")
    return [
        Prefetch("history", queryset=ApplicationStatusChange.objects.select_related("by").order_by("at", "pk")),
        Prefetch(
            "second_readings", queryset=SecondReading.objects.select_related("reader", "run").order_by("drawn_at", "pk")
        ),
        Prefetch(
            "reconsiderations", queryset=Reconsideration.objects.select_related("answered_by").order_by("asked_at")
        ),
        Prefetch(
            "decisions",
            queryset=Decision.objects.select_related(
                "staged_by", "dropped_by", "run", "release__released_by", "release__undone_by", "release__sign_off__signed_by"
            ).order_by("staged_at", "pk"),
        ),
        Prefetch(
            "interviews",
            queryset=Interview.objects.select_related("cancelled_by")
            .prefetch_related(Prefetch("versions", queryset=versions))
            .order_by("pk"),
        ),
    ]  # fmt: skip


def _explained(
    application: Application, decisions: Sequence[Decision]
) -> tuple[Explanation | None, ScreeningRun | None]:
    """The points of the run that the standing decision was staged by; of the latest run where none names one."""
    named = [each.run_id for each in decisions if each.run_id and not each.dropped_at]
    if named:
        result = (
            ScreeningResult.objects.filter(run=named[-1], application=application)
            .select_related("run__rubric_version__rubric", "run__applied_by", "run__created_by")
            .select_related("application__cohort", "application__question_set")
            .first()
        )
        if result:
            return explain(result), result.run
    explanation = latest_explanation(application)
    if explanation is None:
        return None, None
    run = (
        ScreeningRun.objects.filter(
            cohort=application.cohort_id,
            rubric_version=explanation.rubric_version,
            finished_at=explanation.scored_at,
            is_dry=False,
        )
        .select_related("rubric_version__rubric", "applied_by", "created_by")
        .first()
    )
    return explanation, run


def _slots(application: Application) -> list[InterviewSlot]:
    return list(
        InterviewSlot.objects.filter(entry__application=application)
        .select_related("round", "interviewer__user")
        .prefetch_related("companions__reader__user")
        .order_by("starts_at", "pk")
    )


def _boards(application: Application) -> list[OnBoard]:
    """The boards it is on, the oldest first; two queries."""
    lines = list(
        BoardLine.objects.filter(application=application)
        .select_related("board__run__rubric_version__rubric", "board__reading", "board__interview", "board__created_by")
        .select_related("hand_by")
        .order_by("board__created_at", "board")
    )
    places = BoardLine.objects.filter(board__in=[line.board_id for line in lines], rank__isnull=False).order_by()
    ranked = dict(places.values_list("board").annotate(most=Max("rank")))
    return [
        OnBoard(
            line,
            [
                Part("Screening", line.board.run_weight, line.screening, str(line.board.run or "")),
                Part("Reading", line.board.reading_weight, line.reading, str(line.board.reading or "")),
                Part("Interviews", line.board.interview_weight, line.interview, str(line.board.interview or "")),
            ],
            ranked.get(line.board_id, 0),
        )
        for line in lines
    ]
