"""Which evaluations are due, for whom, and what was answered. What is due follows from the first day: nothing is planned ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.evaluation_days import EVERY, FIRST, LATE_AFTER, OPENS_BEFORE, days_until, next_opening, open_form
from placements.lifecycle import PlacementStatus
from placements.models import Evaluation, Placement
from placements.models.evaluation import LEVELS
from placements.selectors.portal import Part, for_client, parts_of
from placements.selectors.profile import shown_to_client
from placements.wall import check_closed

PAGE = 50


def with_form(placements: QuerySet[Placement], now: datetime) -> Any:
    """Those who work somewhere and whose form is open and not answered, as `form_day`, `form_due` and `form_late`.

    Today is that of the client. The same rule as `evaluation_days`, said to the database; a test holds the two together. The rows
    are found by the index on the first day of those who work.
    """
    today = Cast(
        Func(F("opening__client__time_zone"), Value(now, DateTimeField()), function="timezone"),
        DateField(),
    )
    age = Func(today, F("starts_on"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())
    begun = now.date() - timedelta(days=FIRST[0] - OPENS_BEFORE - 1)  # a day of room for zones that are ahead
    answered = Evaluation.objects.filter(placement=OuterRef("pk"), day=OuterRef("form_day"))
    return (
        placements.filter(status=PlacementStatus.ACTIVE, starts_on__lte=begun)
        .annotate(_age=age)
        .annotate(_reached=ExpressionWrapper(F("_age") + OPENS_BEFORE, IntegerField()))
        .annotate(
            form_day=Case(
                When(_reached__gte=FIRST[2], then=ExpressionWrapper(F("_reached") / EVERY * EVERY, IntegerField())),
                When(_reached__gte=FIRST[1], then=Value(FIRST[1])),
                When(_reached__gte=FIRST[0], then=Value(FIRST[0])),
                output_field=IntegerField(),
            )
        )
        .filter(~Exists(answered), form_day__isnull=False)
        .annotate(
            form_due=Func(
                F("starts_on"),
                F("form_day"),
                template="(%(expressions)s)",
                arg_joiner=" + ",
                output_field=DateField(),
            ),
            form_late=ExpressionWrapper(Q(_age__gte=F("form_day") + LATE_AFTER), BooleanField()),
        )
    )


@dataclass(frozen=True, slots=True)
class Due:
    """One form that waits for an answer of this contact."""

    placement: Placement
    name: str
    day: int
    due_on: date
    is_late: bool


def answerable(user: User) -> QuerySet[Placement]:
    """The placements whose evaluation a contact may give: those they supervise, and all of a client where they hire or lead.

    Who only reads gives none.
    """
    parts = parts_of(user, at_least=Part.SUPERVISOR)
    return for_client(user).filter(opening__client__in=parts)


MOST_DUE: Final = 50
"""So many forms stand in the list of what waits; the next ones come when these are answered."""


def due_of_contact(user: User) -> list[Due]:
    """The `MOST_DUE` forms that have waited longest for a contact. Inside the wall; at most ten queries, two where none waits."""
    check_closed()
    waiting = with_form(answerable(user), clock.now()).select_related("opening__client").order_by("form_due", "pk")
    rows = list(waiting[:MOST_DUE])
    shown = shown_to_client(rows) if rows else {}
    return [Due(one, shown[one.pk].name, *_form_of(one)) for one in rows]


def _form_of(placement: Any) -> tuple[int, date, bool]:
    return placement.form_day, placement.form_due, placement.form_late


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a placement on its page: answered, open, or passed without an answer."""

    day: int
    due_on: date
    state: str
    """answered, open, late, missed."""
    evaluation: Evaluation | None = None

    @property
    def label(self) -> str:
        """The state in words."""
        return {"answered": "answered", "open": "open", "late": "late", "missed": "not answered"}[self.state]


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one placement, the latest first, and when the next one opens (None once it is over)."""

    rows: Sequence[Form]
    next_day: int | None = None
    opens_on: date | None = None

    @property
    def open(self) -> Form | None:
        """The one that can be answered now."""
        return next((one for one in self.rows if one.state in ("open", "late")), None)


def forms_of(placement: Placement, today: date) -> Forms:
    """Every form of a placement until today, or until its end; one query. Needs nothing selected."""
    answered = {one.day: one for one in placement.evaluations.select_related("answered_by")}
    if placement.starts_on is None or placement.status not in (*WORKED,):
        return Forms([])
    until = min(today, placement.ended_on or today)
    now = open_form(placement.starts_on, today) if placement.status == PlacementStatus.ACTIVE else None
    rows = []
    for day in sorted({*days_until((until - placement.starts_on).days), *answered}, reverse=True):
        due_on, found = placement.starts_on + timedelta(days=day), answered.get(day)
        if found is not None:
            state = "answered"
        elif now is not None and now.day == day:
            state = "late" if now.is_late else "open"
        else:
            state = "missed"
        rows.append(Form(day, due_on, state, found))
    if placement.status != PlacementStatus.ACTIVE:
        return Forms(rows)
    return Forms(rows, *next_opening(placement.starts_on, today))


WORKED = (
    PlacementStatus.ACTIVE,
    PlacementStatus.COMPLETED,
    PlacementStatus.CONVERTED,
    PlacementStatus.ENDED_EARLY,
)
"""Who has or may have had a first day."""


def waiting(
    *, late_only: bool, client: int | None = None, after: tuple[date, int] | None = None, limit: int = PAGE
) -> list[Any]:
    """For staff: placements whose form waits, the longest waiting first; a row more than `limit` says there is more. One query."""
    found = with_form(Placement.objects.all(), clock.now())
    if late_only:
        found = found.filter(form_late=True)
    if client:
        found = found.filter(opening__client=client)
    if after is not None:
        due_on, pk = after
        found = found.filter(Q(form_due__gt=due_on) | Q(form_due=due_on, pk__gt=pk))
    found = found.select_related("opening__client", "enrolment__application__applicant", "supervisor")
    return list(found.order_by("form_due", "pk")[: limit + 1])


@dataclass(frozen=True, slots=True)
class Answer:
    """One statement with its answer."""

    statement: str
    value: int
    label: str


def answers_of(evaluation: Evaluation, *, would_keep: bool) -> list[Answer]:
    """The statements with their answers. `would_keep` is for staff and the client, never for the person."""
    fields = (*LEVELS, "would_keep") if would_keep else LEVELS
    said = []
    for name in fields:
        value = getattr(evaluation, name)
        statement = str(Evaluation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain field
        said.append(Answer(statement, value, str(Evaluation.Level(value).label)))
    return said


def mean_of(evaluation: Evaluation) -> float:
    """The mean of the eight statements, 1 to 5."""
    return sum(getattr(evaluation, name) for name in LEVELS) / len(LEVELS)


def shared_with(user: User, placement: Placement) -> list[Evaluation]:
    """What the client lets the person read of one of their placements, the latest first; one query. Nothing for anybody else."""
    return list(
        Evaluation.objects.filter(
            placement=placement, shared=True, placement__enrolment__application__applicant__user=user.pk
        ).order_by("-day")
    )
