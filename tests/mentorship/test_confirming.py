"""A pair begins only where it still may: what happened since it was proposed counts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from careerpath.accounts.access import give_role
from careerpath.accounts.roles import Role
from mentorship.models import Mentorship
from mentorship.services.mentors import declare_conflict
from mentorship.services.pairing import CannotConfirm, confirm
from placements.services.advancing import advance
from tests.factories import make_user
from tests.mentorship.factories import make_mentorship, mentee_of

pytestmark = pytest.mark.django_db


def begins(pair: Mentorship) -> str:
    confirm(pair, by=pair.mentor.user)
    pair = Mentorship.objects.select_related("mentor__user", "placement__enrolment__application__applicant__user").get(
        pk=pair.pk
    )
    try:
        return confirm(pair, by=mentee_of(pair)).status
    except CannotConfirm as reason:
        return str(reason)


NO = "This pair cannot begin any more. The coordinator proposes another one."


def test_pair_with_a_conflict_declared_meanwhile_does_not_begin_and_the_reason_is_not_told():
    coordinator = make_user()
    give_role(coordinator, Role.MANAGER)
    pair = make_mentorship(confirmed=False)
    declare_conflict(pair.mentor, by=coordinator, enrolment=pair.placement.enrolment, reason="They are cousins.")
    assert begins(pair) == NO
    pair.refresh_from_db()
    assert (pair.status, pair.began_on) == ("proposed", None)


def test_pair_of_a_placement_that_ended_meanwhile_does_not_begin():
    pair = make_mentorship(confirmed=False)
    advance(pair.placement, to="ended_early", by=None, end_reason="project")
    assert begins(pair) == NO


def test_pair_begins_where_nothing_happened():
    assert begins(make_mentorship(confirmed=False)) == "active"


@pytest.mark.django_db(transaction=True)
def test_pair_confirmed_while_a_conflict_is_being_declared_waits_for_it_and_does_not_begin():
    coordinator = make_user()
    give_role(coordinator, Role.MANAGER)
    pair = make_mentorship(confirmed=False)
    confirm(pair, by=pair.mentor.user)

    def mentee_confirms() -> str:
        try:
            return confirm(pair, by=mentee_of(pair)).status
        except CannotConfirm as reason:
            return str(reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            declare_conflict(pair.mentor, by=coordinator, enrolment=pair.placement.enrolment, reason="Cousins.")
            answer = pool.submit(mentee_confirms)
            with pytest.raises(TimeoutError):
                answer.result(timeout=0.5)
        assert answer.result(timeout=20) == NO
