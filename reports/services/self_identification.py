"""Recording, changing and withdrawing a voluntary self-identification."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from applicants.models import Application
from careerpath.accounts.models import User
from reports.categories import Gender, Race
from reports.models import DemographicsRead, SelfIdentification, SelfIdentificationKey
from reports.wall import open_demographics

State = SelfIdentification.State


class NotYours(PermissionError):
    """Only the applicant answers for themselves; the message says so in words."""


@dataclass(frozen=True)
class Answers:
    """What somebody says of themselves. Nothing at all is an answer to neither question."""

    races: Collection[str] = ()
    races_declined: bool = False
    gender: str = ""
    gender_words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether neither question was touched."""
        return not (self.races or self.races_declined or self.gender)

    def fields(self) -> dict[str, object]:
        """As columns: the set in the order of the form, words only with "another"."""
        return {
            "races": [race.value for race in Race if race in self.races],
            "races_declined": self.races_declined and not self.races,
            "gender": self.gender,
            "gender_words": self.gender_words.strip() if self.gender == Gender.ANOTHER else "",
        }


def self_identify(application: Application, *, answers: Answers, by: User) -> None:
    """Store or change what the applicant says. An empty form is a skip."""
    _write(application, by=by, state=State.SKIPPED if answers.is_empty else State.ANSWERED, answers=answers)


def skip(application: Application, *, by: User) -> None:
    """Note that the applicant was asked and skipped; what was answered earlier is deleted."""
    _write(application, by=by, state=State.SKIPPED, answers=Answers())


def withdraw_answers(application: Application, *, by: User) -> None:
    """Delete what was answered; the applicant counts as having declined."""
    _write(application, by=by, state=State.DECLINED, answers=Answers())


def record_many(rows: Iterable[tuple[Application, Answers]]) -> int:
    """Store self-identifications of people who have none yet, in bulk (for demo data and transfers); how many were stored."""
    pairs = [
        (
            application,
            SelfIdentification(state=State.SKIPPED if answers.is_empty else State.ANSWERED, **answers.fields()),
        )
        for application, answers in rows
    ]
    _insert(pairs)
    return len(pairs)


def log_read(*, by: User, what: str) -> None:
    """Note that somebody read demographic aggregates."""
    DemographicsRead.objects.create(by=by, what=what[:200])


@open_demographics()
def _insert(pairs: Sequence[tuple[Application, SelfIdentification]]) -> None:
    SelfIdentification.objects.bulk_create([row for _, row in pairs], batch_size=2000)
    SelfIdentificationKey.objects.bulk_create(
        [SelfIdentificationKey(application=application, answers=row) for application, row in pairs], batch_size=2000
    )


@open_demographics()
def _write(application: Application, *, by: User, state: str, answers: Answers) -> None:
    if application.applicant.user_id != by.pk:
        raise NotYours("Only the applicant can answer this.")
    Application.objects.select_for_update(no_key=True).only("pk").get(
        pk=application.pk
    )  # two clicks at once make one row
    key = SelfIdentificationKey.objects.select_related("answers").filter(application=application).first()
    row = key.answers if key else SelfIdentification()
    row.state = state
    for name, value in answers.fields().items():
        setattr(row, name, value)
    if key:
        row.save()
    else:
        _insert([(application, row)])
