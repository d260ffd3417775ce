"""What surveys say, for those who teach: only when nobody can be told from it."""

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bootcamp.models import ModuleSurvey
from bootcamp.models.surveys import QUESTIONS, STEPS
from careerpath.pipeline import clock
from cohorts.models import Cohort

FEWEST: Final = 5
"""From so many answers on they are shown."""


@dataclass(frozen=True)
class Said:
    """One statement: how many chose 1 to 5, and the mean."""

    words: str
    counts: list[int]

    @property
    def mean(self) -> Decimal:
        """One decimal."""
        total = sum(self.counts)
        return (Decimal(sum(step * n for step, n in enumerate(self.counts, start=1))) / total).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Feedback:
    """A survey as instructors see it: nothing but its state while it is open, and of fewer than five."""

    survey: ModuleSurvey
    is_open: bool
    said: list[Said]
    texts: list[str]

    @property
    def is_shown(self) -> bool:
        """Whether there are results."""
        return bool(self.said)


def feedback_of(cohort: Cohort) -> list[Feedback]:
    """The surveys of a class, the latest first; one query.

    While a survey is open nothing of it is shown, not even how many answered: who looked twice would read off what came between.
    """
    now, found = clock.now(), []
    surveys = (
        ModuleSurvey.objects.filter(module__programme=cohort.pk).select_related("module").order_by("-closes_at", "-pk")
    )
    for survey in surveys:
        is_open = now < survey.closes_at
        shown = not is_open and survey.answers >= FEWEST
        said, texts = [], []
        if shown:
            said = [
                Said(str(words), survey.counts[at * STEPS : (at + 1) * STEPS])
                for at, words in enumerate(QUESTIONS.values())
            ]
            texts = random.sample(survey.texts, len(survey.texts))  # they are shuffled where they are kept, too
        found.append(Feedback(survey, is_open, said, texts))
    return found
