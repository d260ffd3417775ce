"""The slow recount: every application's place from its histories in plain loops, as docs/counting.md words it.

It shares no code with `reports.services.place_sql`; the property test holds the two equal.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from applicants.models import Application, DecisionRelease
from bootcamp.models import Enrolment
from cohorts.models import Cohort
from reports.models import SelfIdentificationKey

NAMES = [
    *("submitted", "eligible", "assessed", "interviewed", "offered", "admitted"),
    *("enrolled", "completed", "certified", "placed", "retained"),
]
BITS = {name: 1 << place for place, name in enumerate(NAMES)}
CHAIN = ["submitted", "eligible", "assessed", "offered", "admitted", "enrolled", "completed", "placed"]
BEFORE = {
    "eligible": "submitted",
    "assessed": "eligible",
    "interviewed": "assessed",
    "offered": "assessed",
    "admitted": "offered",
    "enrolled": "admitted",
    "completed": "enrolled",
    "certified": "completed",
    "placed": "completed",
}


@dataclass
class Life:
    """What became of one application: the moment of each stage reached, what was decided, and whether they left by themselves."""

    moments: dict[str, datetime]
    decided: set[str]
    withdrew: bool
    retained: bool
    answer: datetime | None

    @property
    def reached(self) -> set[str]:
        return {*self.moments, *(["retained"] if self.retained else [])}


def mask(names: set[str]) -> int:
    return sum(BITS[name] for name in names)


def life(application: Application, today: date) -> Life | None:
    """None for whoever is in no count."""
    if application.status in ("draft", "duplicate"):
        return None
    undone = set(DecisionRelease.objects.filter(undone_at__isnull=False).values_list("batch", flat=True))
    steps = [step for step in application.history.order_by("pk") if step.batch not in undone]
    begins = [place for place, step in enumerate(steps) if step.to_status == "submitted"]
    if not begins:
        return None
    steps = steps[begins[-1] :]
    status, own = application.status, {}

    def first(name: str, *statuses: str) -> None:
        if times := [step.at for step in steps if step.to_status in statuses]:
            own[name] = min(times)

    if status != "ineligible":
        first("eligible", "screened", "waitlisted", "rejected")
        first("assessed", "in_review", "interview")
        first("interviewed", "interview")
        first("offered", "offered")
        first("admitted", "admitted")
    own["submitted"] = application.submitted_at
    decided, left, retained = after_admission(application, own, today)
    later = None
    for name in reversed(CHAIN):  # whoever came further has been there too
        if later and name not in own:
            own[name] = later
        later = own.get(name, later)
    decided |= set(own)
    if status == "ineligible":
        decided.add("eligible")
    if status == "rejected":
        decided |= {name for name in ("assessed", "interviewed", "offered", "admitted") if BEFORE[name] in own}
    if "offered" in own:
        decided.add("interviewed")
    answers = [step.at for step in steps if step.to_status in ("ineligible", "rejected", "offered", "admitted")]
    is_answered = "offered" in own or status in ("ineligible", "rejected")
    answer = (min(answers) if answers else own["offered"]) if is_answered else None
    return Life(own, decided, left or status in ("withdrawn", "declined"), retained, answer)


def after_admission(application: Application, own: dict[str, datetime], today: date) -> tuple[set[str], bool, bool]:
    """Fills in the moments of boot camp and work; what was decided there, who left, and who is still at work."""
    enrolment = Enrolment.objects.filter(application=application).first()
    if enrolment is None:
        return set(), False, False
    decided: set[str] = set()
    steps = list(enrolment.history.all())
    own["enrolled"] = min(step.at for step in steps)
    if done := [step.at for step in steps if step.to_status == "completed"]:
        own["completed"] = min(done)
    decided_work, retained = work(enrolment, own, today)
    decided |= decided_work
    if "placed" in own and "completed" not in own:
        own["completed"] = own["placed"]
    if enrolment.status == "dismissed":
        decided.add("completed")
    if "completed" in own:
        awards = [award.awarded_on for award in enrolment.awards.all() if award.attempt_id is not None]
        if awards:
            own["certified"] = midnight(min(awards))
        has_failed = any(attempt.outcome == "failed" for attempt in enrolment.attempts.all())
        if has_failed and not any(track.status == "active" for track in enrolment.tracks.all()):
            decided.add("certified")
        if (today - own["completed"].astimezone(UTC).date()).days > 90:
            decided.add("placed")
    return decided, enrolment.status == "withdrawn" and "completed" not in own, retained


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def work(enrolment: Enrolment, own: dict[str, datetime], today: date) -> tuple[set[str], bool]:
    spells = []
    for placement in enrolment.placements.all():
        began = [step.at for step in placement.history.all() if step.to_status == "active"]
        if began:
            first = placement.starts_on or min(began).astimezone(UTC).date()
            last = None if placement.status == "converted" else placement.ended_on
            spells.append((first, placement.pk, last or date.max))
    if not spells:
        return set(), False
    spells.sort()
    start, _, until = spells[0]
    for first, _, last in spells[1:]:
        if until != date.max and (first - until).days > 30:
            break
        until = max(until, last)
    own["placed"] = midnight(start)
    half_year = start + timedelta(days=182)
    if until >= half_year:
        return ({"retained"}, True) if today >= half_year else (set(), False)
    return ({"retained"} if (today - until).days > 30 else set()), False


def stays(one: Life) -> dict[str, int]:
    """Whole days of each stay that is over."""
    found = {
        name: (one.moments[name] - one.moments[before]).days
        for name, before in BEFORE.items()
        if name in one.moments and before in one.moments
    }
    if one.answer is not None:
        found["answer"] = (one.answer - one.moments["submitted"]).days
    return {name: max(days, 0) for name, days in found.items()}


@dataclass
class Counts:
    stages: Counter
    stays: Counter
    groups: Counter


def slow_recount(cohort: Cohort, today: date) -> Counts:
    """All three counts of a cohort, by the columns of their tables. The wall must be open."""
    found = Counts(Counter(), Counter(), Counter())
    for application in Application.objects.filter(cohort=cohort):
        one = life(application, today)
        if one is None:
            continue
        origin = (application.university_id or 0, application.source)
        masks = (mask(one.reached), mask(one.decided | one.reached), one.withdrew)
        found.stages[(*origin, *masks)] += 1
        for name, days in stays(one).items():
            found.stays[(*origin, name, days)] += 1
        key = SelfIdentificationKey.objects.select_related("answers").filter(application=application).first()
        if key:
            said = key.answers
            answered = (said.state, tuple(said.races), said.gender, said.disability, said.veteran)
            found.groups[(*answered, *masks)] += 1
    return found
