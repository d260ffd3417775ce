"""The demo's matching, and what graduates say in the yearly survey."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import MatchLine, YearlySurvey
from placements.selectors.matching import free_people
from placements.services.matching import ask_for_match, run_match
from placements.services.matching_by_hand import hold

Y = YearlySurvey


def match_now(*, by: User) -> None:
    """Everybody who is free is matched with every free seat; the manager holds on to one pair."""
    if not free_people().exists():
        return
    run = ask_for_match(cohort=None, client=None, by=by, seed="demo")
    run_match(run.pk)
    run.refresh_from_db()
    first = MatchLine.objects.filter(run=run, opening__isnull=False).order_by("pk").first()
    if first is not None and run.finished_at:
        hold(run, first.enrolment_id, first.opening_id or 0, by=by)


def ask_them(people: Sequence[Enrolment], *, seed: int) -> None:
    """Two in three have answered the yearly survey, which is open; the demo's graduate, who comes first, has not yet."""
    rng = random.Random(f"yearly:{seed}")  # noqa: S311  # a story, not a secret
    opened = clock.now() - timedelta(days=10)
    Y.objects.bulk_create(_survey(one, opened, at > 0 and rng.random() < 0.7, rng) for at, one in enumerate(people))


def _survey(one: Enrolment, opened: datetime, answered: bool, rng: random.Random) -> YearlySurvey:
    survey = Y(enrolment=one, year=1, opened_at=opened, closes_at=clock.now() + timedelta(days=18))
    if answered:
        survey.answered_at = clock.now() - timedelta(days=rng.randint(1, 8))
        survey.work = rng.choices((Y.Work.HEALTH_IT, Y.Work.OTHER_IT, Y.Work.NONE), weights=(9, 2, 1))[0]
        survey.role = rng.choice((Y.Role.ANALYST, Y.Role.SUPPORT, Y.Role.INTERFACES))
        survey.at_client = rng.choices((Y.AtClient.YES, Y.AtClient.HIRED, Y.AtClient.NO), weights=(6, 3, 3))[0]
        survey.pay = rng.choice(("", Y.Pay.TO_65, Y.Pay.TO_80))
        survey.helped = sorted(rng.sample([Y.Helped.MENTOR, Y.Helped.CREDENTIAL, Y.Helped.TEAM], 2))
        survey.recommend = rng.choice((3, 4, 5, 5))
    return survey
