from datetime import timedelta

import pytest

from bootcamp.models import BadgeKey, Certificate
from careerpath.pipeline import clock
from placements.models import Placement
from placements.services.clients import change_client
from placements.services.presenting import CannotPresent, can_present, check_can_present, present, present_many
from tests.factories import a_day, make_user
from tests.placements.factories import make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db


def test_present_makes_a_placement_with_its_first_history_row():
    staff = make_user()
    placement = present(make_graduate(), opening=make_opening(), by=staff)
    assert placement.status == "presented"
    assert list(placement.history.values_list("from_status", "to_status", "by")) == [("", "presented", staff.pk)]


def test_present_refuses_somebody_still_in_the_boot_camp():
    with pytest.raises(CannotPresent, match=r"^Only somebody who has completed the boot camp can be presented\.$"):
        present(make_graduate(completed=False), opening=make_opening(), by=None)


def test_present_refuses_the_same_opening_twice():
    placement = make_placement()
    with pytest.raises(CannotPresent, match="already presented to this opening"):
        check_can_present(placement.enrolment, opening=placement.opening)


def test_present_refuses_somebody_who_has_a_placement():
    placement = make_placement("accepted")
    assert can_present(placement.enrolment, opening=make_opening()) is False


def test_present_may_put_somebody_before_several_clients():
    placement = make_placement()
    assert can_present(placement.enrolment, opening=make_opening()) is True


def test_present_refuses_a_closed_or_full_opening():
    with pytest.raises(CannotPresent, match="This opening is closed"):
        check_can_present(make_graduate(), opening=make_opening(closed_on=a_day()))
    full = make_placement("accepted", opening=make_opening(seats=1)).opening
    with pytest.raises(CannotPresent, match=r"Every seat of this opening is taken \(1 of 1\)"):
        check_can_present(make_graduate(), opening=full)


def test_present_refuses_an_opening_of_a_client_who_is_switched_off():
    opening = make_opening()
    change_client(opening.client, by=make_user(), is_active=False)
    with pytest.raises(CannotPresent, match="This client does not work with us now"):
        present(make_graduate(), opening=opening, by=None)


def test_present_many_is_all_or_none():
    opening = make_opening()
    with pytest.raises(CannotPresent):
        present_many([(make_graduate(), opening), (make_graduate(completed=False), opening)], by=None)
    assert Placement.objects.count() == 0


def test_present_many_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    opening = make_opening()
    for people in ([make_graduate()], [make_graduate() for _ in range(3)]):
        with django_assert_num_queries(14):
            present_many([(one, opening) for one in people], by=None)


def test_present_refuses_somebody_whose_certificate_was_taken_back_until_they_have_a_new_one():
    person, opening = make_graduate(), make_opening()
    key = BadgeKey.objects.create(kid="https://example.org/key", thumbprint="t", public={})
    given = {"enrolment": person, "holder": person.name, "key": key, "credential": "", "transcript_code": ""}
    now = clock.now()
    Certificate.objects.create(
        **given, issued_at=now - timedelta(days=2), revoked_at=now, revoked_because="error", revoked_note="Not hers."
    )
    with pytest.raises(CannotPresent, match=r"^Their certificate of completion was taken back\."):
        present(person, opening=opening, by=None)
    Certificate.objects.create(**given, issued_at=now)
    assert present(person, opening=opening, by=None).status == "presented"
