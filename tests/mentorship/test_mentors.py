"""Mentors: profile, agreement, training, pauses, conflicts; what each of them does to pairing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bootcamp.models import Assessment, MarkingSheet
from careerpath.accounts.roles import Role
from mentorship.models import Mentor, MentorConflict
from mentorship.pairing import suggest
from mentorship.selectors.pairing import mentee_sides, mentor_sides
from mentorship.services.mentors import (
    MentorRefused,
    add_pause,
    agree,
    declare_conflict,
    edit_profile,
    find_person,
    publish_agreement,
    set_rules,
    withdraw_conflict,
)
from mentorship.services.pairing import CannotPair, check_can_pair
from placements.models import Placement
from tests.bootcamp.factories import make_class
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_placed

pytestmark = pytest.mark.django_db


def test_agreement_is_asked_again_with_a_new_version_and_is_the_mentors_own_click():
    mentor, placement, manager = make_mentor(), make_placed(), make_user(Role.MANAGER)
    check_can_pair(placement, mentor=mentor)
    first = publish_agreement(text="One.", by=manager)
    with pytest.raises(CannotPair, match="not agreed to version 1 of the agreement"):
        check_can_pair(placement, mentor=mentor)
    with pytest.raises(MentorRefused, match="Only the mentor can agree"):
        agree(mentor, first, by=manager)
    agree(mentor, first, by=mentor.user)
    agree(mentor, first, by=mentor.user)
    check_can_pair(placement, mentor=mentor)
    publish_agreement(text="Two.", by=manager)
    with pytest.raises(CannotPair, match="version 2"):
        check_can_pair(placement, mentor=mentor)
    with pytest.raises(MentorRefused, match="There is a newer version"):
        agree(mentor, first, by=mentor.user)
    with pytest.raises(MentorRefused, match="text that counts now"):
        publish_agreement(text=" Two. ", by=manager)


def test_training_is_needed_unless_the_switch_is_off():
    mentor, placement, manager = make_mentor(trained_in="", trained_on=None), make_placed(), make_user(Role.MANAGER)
    with pytest.raises(CannotPair, match="training of this mentor is not recorded"):
        check_can_pair(placement, mentor=mentor)
    set_rules(by=manager, training_needed=False)
    check_can_pair(placement, mentor=mentor)


def test_a_pause_holds_on_its_days_only():
    mentor, placement = make_mentor(), make_placed()
    add_pause(mentor, from_on=a_day(1), until_on=a_day(5), by=mentor.user)
    check_can_pair(placement, mentor=mentor)
    add_pause(mentor, from_on=a_day(), until_on=a_day(), by=mentor.user)
    with pytest.raises(CannotPair, match="taking a pause"):
        check_can_pair(placement, mentor=mentor)
    with pytest.raises(MentorRefused, match="last day comes before the first"):
        add_pause(mentor, from_on=a_day(5), until_on=a_day(1), by=mentor.user)
    with pytest.raises(MentorRefused, match="Only the mentor and the coordinator"):
        add_pause(mentor, from_on=a_day(5), until_on=a_day(6), by=make_user())


def test_conflicts_declared_rule_a_pair_out_without_the_reason():
    mentor, placement, manager = make_mentor(), make_placed(), make_user(Role.MANAGER)
    declared = declare_conflict(mentor, by=mentor.user, client=placement.opening.client, reason="SECRETREASON")
    with pytest.raises(CannotPair, match="mentors nobody at this client") as refused:
        check_can_pair(placement, mentor=mentor)
    assert "SECRETREASON" not in str(refused.value)
    withdraw_conflict(declared, by=mentor.user)
    named = declare_conflict(mentor, by=mentor.user, name_said="My neighbour")
    check_can_pair(placement, mentor=mentor)
    find_person(named, placement.enrolment, by=manager)
    with pytest.raises(CannotPair, match="these two are not to be paired"):
        check_can_pair(placement, mentor=mentor)
    with pytest.raises(MentorRefused, match="coordinator finds the person"):
        declare_conflict(mentor, by=mentor.user, enrolment=placement.enrolment)
    with pytest.raises(MentorRefused, match="Say one thing"):
        declare_conflict(mentor, by=mentor.user)


def test_who_marked_somebody_does_not_mentor_them():
    mentor, placement = make_mentor(), make_placed()
    make_class(size=1)
    assessment = Assessment.objects.order_by("pk")[0]
    MarkingSheet.objects.create(assessment=assessment, enrolment=placement.enrolment, assessor=mentor.user)
    with pytest.raises(CannotPair, match="has assessed the mentee"):
        check_can_pair(placement, mentor=mentor)


def test_sides_take_the_same_queries_for_one_and_three(django_assert_num_queries):
    for number in (1, 2):
        for _ in range(number):
            make_mentor(skills=["SQL "])
            make_placed()
        with django_assert_num_queries(7):
            mentors = mentor_sides(Mentor.objects.order_by("pk"))
        with django_assert_num_queries(7):
            mentees = mentee_sides(Placement.objects.all())
    assert (len(mentors), len(mentees), mentors[0].skills) == (3, 3, {"sql"})


def test_settings_of_a_mentor_meet_what_the_mentees_client_is():
    knows, other = make_mentor(industries=["Hospital", "payer"]), make_mentor(industries=["vendor"])
    placement = make_placed()
    placement.opening.client.kinds = ["hospital", "clinic"]
    placement.opening.client.save()
    (mentee,), mentors = mentee_sides(Placement.objects.all()), mentor_sides(Mentor.objects.order_by("pk"))
    found = suggest(mentee, mentors, timezone.now())
    assert [(one.mentor, one.common.industries) for one in found] == [(knows.pk, ("hospital",)), (other.pk, ())]
    assert found[0].points - found[1].points == 5


def test_edit_profile_is_the_mentors_own_and_the_training_the_coordinators():
    mentor = make_mentor()
    edit_profile(mentor, {"skills": ["SQL"], "capacity": 3}, by=mentor.user)
    with pytest.raises(MentorRefused, match="cannot be changed here: trained_on"):
        edit_profile(mentor, {"trained_on": a_day()}, by=mentor.user)
    with pytest.raises(MentorRefused, match="Only the mentor and the coordinator"):
        edit_profile(mentor, {"capacity": 9}, by=make_mentor().user)
    edit_profile(mentor, {"trained_on": a_day()}, by=make_user(Role.MANAGER))
    mentor.refresh_from_db()
    assert (mentor.skills, mentor.capacity, mentor.trained_on) == (["SQL"], 3, a_day())


PROFILE = {
    "title": "Consultant", "about": "Hello", "skills": "SQL, FHIR", "products": "Epic", "industries": "hospital", "seeks": "",
    "languages": "English, Spanish", "time_zone": "UTC", "capacity": 3,
}  # fmt: skip


def test_mentor_edits_their_profile_pauses_and_conflicts_by_http(signed_in):
    mentor = make_mentor()
    browser, url = signed_in(mentor.user), reverse("mentorship:profile")
    assert browser.post(url, {**PROFILE, "capacity": 99}).status_code == 422
    assert browser.post(url, PROFILE).status_code == 302
    mentor.refresh_from_db()
    assert (mentor.skills, mentor.languages, mentor.products) == (["SQL", "FHIR"], ["English", "Spanish"], ["Epic"])
    assert mentor.industries == ["hospital"]
    mentor.industries.append("air ambulance")  # kept from the time when it was free text
    mentor.save()
    assert 'value="air ambulance"' in browser.get(url).text
    assert browser.post(url, {**PROFILE, "industries": "no such place"}).status_code == 422
    browser.post(reverse("mentorship:pause-add", args=[mentor.pk]), {"from_on": a_day(1), "until_on": a_day(2)})
    browser.post(reverse("mentorship:conflict-add", args=[mentor.pk]), {"name": "A friend", "reason": "WHY"})
    page = browser.get(url).content.decode()
    assert ("A friend" in page, "WHY" in page) == (True, False)
    for name, one in (("pause-remove", mentor.pauses.get()), ("conflict-remove", mentor.conflicts.get())):
        assert signed_in(make_mentor().user).post(reverse(f"mentorship:{name}", args=[one.pk])).status_code == 404
        assert browser.post(reverse(f"mentorship:{name}", args=[one.pk])).status_code == 302
    assert (mentor.pauses.count(), mentor.conflicts.count()) == (0, 0)


def test_coordinators_conflict_is_not_shown_to_the_mentor(signed_in):
    mentor, placement = make_mentor(), make_placed()
    manager = signed_in(Role.MANAGER)
    address = placement.enrolment.application.applicant.email
    said = {"name": address, "reason": "SECRETREASON"}
    manager.post(reverse("mentorship:conflict-add", args=[mentor.pk]), said)
    assert MentorConflict.objects.get().enrolment == placement.enrolment
    assert "SECRETREASON" in manager.get(reverse("mentorship:mentor", args=[mentor.pk])).content.decode()
    page = signed_in(mentor.user).get(reverse("mentorship:profile")).content.decode()
    assert ("SECRETREASON" in page, "A person" in page) == (False, False)


def test_agreement_is_published_and_agreed_to_by_http(signed_in):
    mentor = make_mentor()
    manager, browser = signed_in(Role.MANAGER), signed_in(mentor.user)
    assert manager.post(reverse("mentorship:rules"), {"publish": 1, "text": "Be kind."}).status_code == 302
    url = reverse("mentorship:agreement")
    assert "Be kind." in browser.get(url).content.decode()
    assert browser.post(url, {"version": 7}).status_code == 200
    assert mentor.agreements.count() == 0
    assert browser.post(url, {"version": 1}).status_code == 302
    assert mentor.agreements.get().agreement.number == 1
    days = {"training_needed": "on", "answer_days": 5, "nudge_days": 3, "quiet_days": 30}
    assert manager.post(reverse("mentorship:rules"), {**days, "quiet_days": 0}).status_code == 422
    assert manager.post(reverse("mentorship:rules"), days).status_code == 302


def test_mentor_list_filters_pages_and_takes_the_same_queries(signed_in, django_assert_num_queries, monkeypatch):
    manager, url = signed_in(Role.MANAGER), reverse("mentorship:mentors")
    make_mentor(make_user(name="A"), trained_in="", trained_on=None)
    with django_assert_num_queries(10):
        manager.get(url)
    add_pause(make_mentor(make_user(name="B")), from_on=a_day(), until_on=a_day(), by=make_user(Role.MANAGER))
    make_mentor(make_user(name="C"), capacity=0)
    publish_agreement(text="x", by=None)
    with django_assert_num_queries(11):  # and who agreed
        manager.get(url)
    shown = {
        kind: [row.name for row in manager.get(url, {"show": kind}).context["rows"]]
        for kind in ("room", "full", "paused")
    }
    assert shown == {"room": ["A", "B"], "full": ["C"], "paused": ["B"]}
    assert len(manager.get(url, {"show": "missing"}).context["rows"]) == 3
    monkeypatch.setattr("mentorship.views.mentor_list.SHOWN", 2)
    first = manager.get(url)
    assert [row.name for row in first.context["rows"]] == ["A", "B"]
    second = manager.get(url, {"after": first.context["next"]})
    assert ([row.name for row in second.context["rows"]], second.context["next"]) == (["C"], "")
    for broken in ("x", ",", "a,b", "\x00,1", "a," + "9" * 40):
        assert manager.get(url, {"after": broken}).status_code == 200


def test_pause_days_are_the_mentors_own(django_assert_num_queries):
    from django.utils import timezone

    mentor = make_mentor(time_zone="Pacific/Kiritimati")  # 14 h ahead of UTC
    there = timezone.now().astimezone(mentor.tz).date()
    add_pause(mentor, from_on=there, until_on=there, by=mentor.user)
    (side,) = mentor_sides(Mentor.objects.all(), timezone.now())
    assert side.paused
    (later,) = mentor_sides(Mentor.objects.all(), timezone.now() + timedelta(days=1))
    assert not later.paused
