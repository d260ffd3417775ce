"""The demo's second looks: an early round that waits for a signature, second readings, and somebody who asks to look again."""

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningRun, SecondReading
from applicants.selectors.fairness import open_second_readings
from applicants.services.deciding import stage_top
from applicants.services.reconsidering import ask
from applicants.services.second_reading import answer_second_reading
from careerpath.accounts.models import User
from cohorts.models import Cohort
from reports.demo.accounts import user_of

Verdict = SecondReading.Verdict
UPHELD = "Few hours a week, and nothing begun yet. Nothing in the answers was overlooked."
OVERTURNED = "Learned alone on night shifts and says exactly what is missing. The points do not see it."
REQUEST = (
    "I think I ticked the wrong answer to one question. Please look at it again: I can send a document that shows it."
)


def early_round(run: ScreeningRun, *, offers: int, seed: int, by: User) -> None:
    """The best of a run are staged and wait: somebody of the compliance role looks at the impact first."""
    stage_top(run=run, offers=offers, waitlist=0, seed=str(seed), by=by)


def read_again(cohort: Cohort, *, readers: list[User], leave: int, overturn: int) -> None:
    """The second readings that a run drew are given but for the last few; so many of them are overturned."""
    drawn = list(open_second_readings(cohort).order_by("pk"))
    for place, reading in enumerate(drawn[: max(len(drawn) - leave, 0)]):
        is_overturned = place < overturn
        answer_second_reading(
            reading,
            by=readers[place % len(readers)],
            verdict=Verdict.OVERTURNED if is_overturned else Verdict.UPHELD,
            comment=OVERTURNED if is_overturned else UPHELD,
        )


def ask_again(cohort: Cohort) -> None:
    """Somebody whom a rule closed asks that a person look again."""
    closed = Application.objects.filter(cohort=cohort, status=ApplicationStatus.INELIGIBLE)
    if application := closed.select_related("applicant__user").order_by("pk").first():
        ask(application, by=user_of(application), text=REQUEST)
