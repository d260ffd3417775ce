"""Recording, changing and withdrawing a voluntary self-identification."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.views.decorators.debug import sensitive_variables

from applicants.models import Application
from careerpath.accounts.models import User
from reports.categories import Gender, Race
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.selectors.self_identification import NotYours, answers_of, check_is_own
from reports.services.storing import store
from reports.wall import open_demographics

__all__ = ["Answers", "NotYours", "record_many", "self_identify", "skip", "withdraw_answers"]

State = SelfIdentification.State


@dataclass(frozen=True, repr=False)
class Answers:
    """What somebody says of themselves. Nothing at all is an answer to no question. Without a repr: no traceback tells it.

    `disability` and `veteran`: "", "yes", "no" or "declined"; None where the question was not on the page.
    """

    races: Collection[str] = ()
    races_declined: bool = False
    gender: str = ""
    gender_words: str = ""
    disability: str | None = None
    veteran: str | None = None

    def onto(self, row: SelfIdentification) -> SelfIdentification:
        """Write it into a row: the set in the order of the form, words only with "another". What was not asked stays."""
        row.races = [race.value for race in Race if race in self.races]
        row.races_declined = self.races_declined and not self.races
        row.gender = self.gender
        row.gender_words = self.gender_words.strip() if self.gender == Gender.ANOTHER else ""
        row.disability = row.disability if self.disability is None else self.disability
        row.veteran = row.veteran if self.veteran is None else self.veteran
        row.state = _state_of(row)
        return row


EMPTY: Final = Answers(disability="", veteran="")


def _state_of(row: SelfIdentification) -> str:
    chosen = {row.gender, row.disability, row.veteran} - {""}
    if row.races or chosen - {Gender.DECLINED.value}:
        return State.ANSWERED
    return State.DECLINED if chosen or row.races_declined else State.SKIPPED


@sensitive_variables()
def self_identify(application: Application, *, answers: Answers, by: User) -> None:
    """Store or change what the applicant says. An empty form is a skip; "prefer not to say" and nothing else is a declined one."""
    _write(application, by=by, answers=answers)


def skip(application: Application, *, by: User) -> None:
    """Note that the applicant was asked and skipped; what was answered earlier is deleted."""
    _write(application, by=by, answers=EMPTY)


def withdraw_answers(application: Application, *, by: User) -> None:
    """Delete what was answered, the words too; the applicant counts as having declined. No copy is kept anywhere."""
    _write(application, by=by, answers=EMPTY, state=State.DECLINED)


def record_many(rows: Iterable[tuple[Application, Answers]]) -> int:
    """Store self-identifications of people who have none yet, in bulk (for demo data and transfers); how many were stored."""
    pairs = [(application, answers.onto(SelfIdentification())) for application, answers in rows]
    _insert(pairs)
    return len(pairs)


@open_demographics()
def _insert(pairs: Sequence[tuple[Application, SelfIdentification]]) -> None:
    SelfIdentification.objects.bulk_create([row for _, row in pairs], batch_size=2000)
    SelfIdentificationKey.objects.bulk_create(
        [SelfIdentificationKey(application=application, answers=row) for application, row in pairs], batch_size=2000
    )


@sensitive_variables()
@open_demographics()
def _write(application: Application, *, by: User, answers: Answers, state: str = "") -> None:
    check_is_own(application, by=by)
    Application.objects.select_for_update(no_key=True).only("pk").get(
        pk=application.pk
    )  # two clicks at once make one row
    kept = answers_of(application)
    row = answers.onto(kept or SelfIdentification())
    row.state = state or row.state
    store(row)
    if not kept:
        SelfIdentificationKey.objects.create(application=application, answers=row)
