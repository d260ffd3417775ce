"""Applying while the server dies: whoever got a receipt is there, once, with everything they wrote."""

import pytest
from django.conf import settings

from bench.arriving.arrivals import Arrival, completed
from bench.arriving.command import sections_of
from bench.arriving.replay import counted, replay
from bench.arriving.server import Site
from cohorts.selectors import question_specs
from cohorts.services import default_question_set
from tests.factories import make_cohort
from tests.faults.servers import Servers

pytestmark = pytest.mark.worker
PEOPLE = 12


def test_everybody_with_a_receipt_is_there_after_the_server_was_killed(servers: Servers, tmp_path) -> None:
    servers.extra |= {"CAREERPATH_LOCAL": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY}
    site = Site(servers, deployed=False)
    cohort = make_cohort(question_set=default_question_set())
    specs = question_specs(cohort.question_set)
    arrivals = [Arrival(place, place / 4, place / 4 + 4, completed({}, specs)) for place in range(PEOPLE)]
    site.start()
    log = replay(site, arrivals, slug=cohort.slug, sections=sections_of(cohort), kill_after=3.5)
    found = counted(arrivals, log, specs)
    assert log.errors == []
    assert found.pop("pressed again") > 0, "nobody met the server while it was away"
    assert found == {
        "people": PEOPLE,
        "receipts": PEOPLE,
        "in the database": PEOPLE,
        "receipt without application": 0,
        "without receipt": 0,
        "two applications for one person": 0,
        "answers that differ": 0,
        "errors": 0,
    }
