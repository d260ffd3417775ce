"""A transfer keeps mentor and mentee together, unless they may not be a pair at the new placement."""

import pytest
from django.urls import reverse

from applicants.models import Notice
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import begin
from mentorship.models import MentorConflict, Mentorship
from mentorship.selectors.pairing import to_pair
from mentorship.services.following import ask_another
from mentorship.services.goals import set_goal
from mentorship.services.pairing import confirm, pair
from mentorship.services.working import ActionEntry, log_session
from placements.models import ClientContact, Placement
from placements.services.clients import add_contact
from placements.services.transferring import transfer
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_mentorship, mentee_of
from tests.placements.factories import make_client, make_contact, make_opening

pytestmark = pytest.mark.django_db


def test_a_pair_goes_on_with_the_new_placement(signed_in):
    old = make_mentorship(make_mentor(make_user(Role.MENTOR), capacity=1), days_ago=40)
    goal = set_goal(old, by=mentee_of(old), specific="Learn", measurable="Done", due_on=a_day(9))
    log_session(old, by=old.mentor.user, met_on=a_day(-1), shared_notes="SHARED", actions=[ActionEntry("Ask.")])
    target, staff = make_opening(make_client(name="Second"), starts_on=a_day(10)), make_user()
    placed = transfer(old.placement, opening=target, by=staff, reason="The project ended.").placement
    new = Mentorship.objects.get(placement=placed)
    old.refresh_from_db()
    assert (old.status, new.status, new.mentor, new.follows, new.began_on) == (
        "ended",
        "active",
        old.mentor,
        old,
        a_day(),
    )
    assert (new.mentee_confirmed_at, new.shares_earlier) == (old.mentee_confirmed_at, False)
    words = f"Transferred from {old.placement.opening.client} to Second."
    assert [(one.to_status, one.by, one.reason) for one in new.history.order_by("pk")] == [
        ("proposed", staff, words), ("active", staff, f"{words} Both had confirmed."),
    ]  # fmt: skip
    assert old.history.order_by("-pk")[0].reason == f"{words} The pair goes on there."
    assert [list(one.goals.all()) for one in (old, new)] == [[], [goal]]
    assert [(one.sessions.count(), one.actions.count()) for one in (old, new)] == [(1, 0), (0, 1)]
    assert list(to_pair()) == []
    page = signed_in(old.mentor.user).get(reverse("mentorship:earlier", args=[new.pk])).content.decode()
    assert ("SHARED" in page, "What you two worked on before the transfer" in page) == (True, True)


def test_what_is_shared_with_another_mentor_stays_with_them_after_a_transfer(signed_in):
    first = make_mentorship(make_mentor(make_user(Role.MENTOR)), days_ago=5)
    log_session(first, by=first.mentor.user, met_on=a_day(), shared_notes="FIRSTWORDS")
    ask_another(first, by=mentee_of(first))
    second = pair(first.placement, mentor=make_mentor(make_user(Role.MENTOR)), by=None)
    for one in (second.mentor.user, mentee_of(second)):
        confirm(second, by=one)
    placed = transfer(first.placement, opening=make_opening(make_client()), by=None, reason="So.").placement
    new = Mentorship.objects.get(placement=placed)
    page = signed_in(second.mentor.user).get(reverse("mentorship:earlier", args=[new.pk])).content.decode()
    assert "FIRSTWORDS" not in page


def test_a_proposal_and_the_pair_whose_place_it_takes_both_follow():
    old = make_mentorship(days_ago=5)
    ask_another(old, by=mentee_of(old))
    proposed = pair(old.placement, mentor=make_mentor(), by=None)
    confirm(proposed, by=proposed.mentor.user)
    placed = transfer(old.placement, opening=make_opening(make_client()), by=None, reason="So.").placement
    active, waiting = (Mentorship.objects.get(placement=placed, status=one) for one in ("active", "proposed"))
    assert (waiting.follows, waiting.mentor, waiting.mentor_confirmed_at is not None) == (active, proposed.mentor, True)
    begun = confirm(waiting, by=mentee_of(old))
    active.refresh_from_db()
    assert (begun.status, active.status, active.asked.get().outcome) == ("active", "ended", "begun")


def test_two_who_may_not_be_a_pair_there_are_parted_in_words():
    coordinator, old = make_user(Role.MANAGER), make_mentorship(days_ago=5)
    there = make_client()
    MentorConflict.objects.create(mentor=old.mentor, client=there, declared_by=coordinator, declared_at=old.proposed_at)
    placed = transfer(old.placement, opening=make_opening(there), by=coordinator, reason="So.").placement
    old.refresh_from_db()
    why = "It was said that this mentor mentors nobody at this client."
    assert (old.status, old.history.order_by("-pk")[0].reason.endswith(why)) == ("ended", True)
    assert (Mentorship.objects.filter(placement=placed).exists(), list(to_pair())) == (False, [placed])
    mail = Notice.objects.get(kind="escalation")
    link = reverse("mentorship:propose", args=[placed.pk])
    assert (mail.to, why in mail.body, link in mail.body) == (coordinator.email, True, True)


def test_the_mentor_who_supervises_there_is_not_the_mentor_any_more():
    old, target = make_mentorship(days_ago=5), make_opening(make_client())
    waiting = Placement.objects.create(
        opening=target, enrolment=old.placement.enrolment, supervisor=old.mentor.user,
        presented_at=old.proposed_at, status_changed_at=old.proposed_at,
    )  # fmt: skip
    begin(waiting, by=None)
    transfer(old.placement, opening=target, by=None, reason="So.")
    old.refresh_from_db()
    assert old.history.order_by("-pk")[0].reason.endswith("This mentor supervises the mentee at the client.")
    assert not Mentorship.objects.filter(placement=waiting).exists()


def test_a_mentor_is_not_made_the_supervisor_of_their_mentee(signed_in):
    pair_ = make_mentorship()
    placement = pair_.placement
    both = pair_.mentor.user
    add_contact(placement.opening.client, user=both, by=None)
    other = make_contact(placement.opening.client)
    ClientContact.objects.filter(user=other).update(role="supervisor")
    staff, url = signed_in(Role.RECRUITER), reverse("admin:placements-supervisor", args=[placement.public_id])
    page = reverse("admin:placements-placement", args=[placement.public_id])
    for user, expected in ((both, None), (other, other), ("", None)):
        staff.post(url, {"supervisor": getattr(user, "pk", user)})
        placement.refresh_from_db()
        assert placement.supervisor == expected
        if user == both:
            assert "A mentor is never the supervisor" in staff.get(page).content.decode()
    assert staff.post(url, {"supervisor": make_user().pk}).status_code == 404
