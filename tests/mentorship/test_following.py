"""Saying no, and another mentor: without fault, and the old pair stays until the new one begins."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applicants.models import Notice
from careerpath.accounts.roles import Role
from mentorship.models import AnotherMentor, Mentorship
from mentorship.selectors.coordinating import Wanted, pairs_page
from mentorship.selectors.pairing import to_pair, without_mentor
from mentorship.services.following import CannotAsk, ask_another, withdraw_request
from mentorship.services.goals import set_goal
from mentorship.services.pair_notices import remind_of_proposals
from mentorship.services.pairing import CannotConfirm, CannotPair, confirm, decline, end, pair, pair_many
from mentorship.services.working import log_session
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_mentorship, make_placed, mentee_of

pytestmark = pytest.mark.django_db


def test_both_are_written_to_in_their_language_and_reminded_once(settings):
    placement, mentor = make_placed(), make_mentor()
    applicant = placement.enrolment.application.applicant
    applicant.language = "es"
    applicant.save()
    one = pair(placement, mentor=mentor, by=None)
    mails = dict(Notice.objects.filter(kind="pair").values_list("once", "to"))
    assert mails == {f"pair:{one.pk}:mentee": applicant.email, f"pair:{one.pk}:mentor": mentor.user.email}
    mail = Notice.objects.get(once=f"pair:{one.pk}:mentee")
    assert (mail.language, f"/mentoring/mine/proposal/{one.pk}/" in mail.body) == ("es", True)
    assert remind_of_proposals() == 0
    confirm(one, by=mentor.user)
    Mentorship.objects.filter(pk=one.pk).update(proposed_at="2026-01-01T00:00Z")
    from django.utils import timezone

    Mentorship.objects.filter(pk=one.pk).update(proposed_at=timezone.now() - timezone.timedelta(days=4))
    assert [remind_of_proposals(), remind_of_proposals()] == [1, 0]
    assert Notice.objects.filter(once=f"pair:{one.pk}:mentee:again").exists()


def test_decline_is_without_fault_and_frees_both():
    mentor, placement = make_mentor(capacity=1), make_placed()
    one = pair(placement, mentor=mentor, by=None)
    with pytest.raises(CannotConfirm, match="Only the two people"):
        decline(one, by=make_user())
    decline(one, by=mentee_of(one))
    assert decline(one, by=mentor.user).status == "declined"
    assert list(one.history.values_list("to_status", "reason")) == [("proposed", ""), ("declined", "")]
    with pytest.raises(CannotPair, match="proposed to each other or paired before"):
        pair(placement, mentor=mentor, by=None)
    assert pair(make_placed(), mentor=mentor, by=None).status == "proposed"
    with pytest.raises(CannotConfirm, match="no longer proposed"):
        confirm(one, by=mentor.user)


def test_the_old_pair_stays_until_the_new_one_begins_and_goals_go_along():
    old = make_mentorship()
    mentee, placement = mentee_of(old), old.placement
    goal = set_goal(old, by=mentee, specific="Learn", measurable="Done", due_on=a_day(9))
    log_session(old, by=old.mentor.user, met_on=a_day(), shared_notes="SHARED")
    with pytest.raises(CannotPair, match="already has a mentor"):
        pair(placement, mentor=make_mentor(), by=None)
    ask_another(old, by=mentee, reason="SECRETREASON")
    ask_another(old, by=old.mentor.user)
    assert AnotherMentor.objects.get().side == "mentee"
    with pytest.raises(CannotPair, match="paired before"):
        pair(placement, mentor=old.mentor, by=None)
    new = pair(placement, mentor=make_mentor(), by=None)
    with pytest.raises(CannotAsk, match="A new pair is proposed already"):
        withdraw_request(old, by=mentee)
    confirm(new, by=new.mentor.user)
    old.refresh_from_db()
    assert (old.status, new.follows) == ("active", old)
    confirm(new, by=mentee, shares_earlier=True)
    old.refresh_from_db()
    new.refresh_from_db()
    goal.refresh_from_db()
    assert (old.status, new.status, new.shares_earlier, goal.mentorship) == ("ended", "active", True, new)
    assert (old.sessions.count(), new.sessions.count(), AnotherMentor.objects.get().outcome) == (1, 0, "begun")


def test_a_new_proposal_that_is_declined_leaves_the_old_pair():
    old = make_mentorship()
    ask_another(old, by=old.mentor.user)
    new = pair(old.placement, mentor=make_mentor(), by=None)
    assert list(to_pair()) == []
    decline(new, by=new.mentor.user)
    old.refresh_from_db()
    assert (old.status, list(to_pair()), list(without_mentor())) == ("active", [old.placement], [])
    assert withdraw_request(old, by=old.mentor.user)
    assert list(to_pair()) == []
    pair_many([], by=None)


def test_only_whoever_asked_takes_it_back_and_an_end_answers_it():
    old = make_mentorship()
    ask_another(old, by=mentee_of(old))
    with pytest.raises(CannotAsk, match="Only they can take it back"):
        withdraw_request(old, by=old.mentor.user)
    end(old, by=None)
    assert AnotherMentor.objects.get().outcome == "over"
    with pytest.raises(CannotAsk, match="once you have both confirmed"):
        ask_another(old, by=mentee_of(old))


def test_the_database_holds_one_active_and_one_proposed_pair_a_placement():
    old = make_mentorship()
    ask_another(old, by=old.mentor.user)
    new = pair(old.placement, mentor=make_mentor(), by=None)
    with pytest.raises(IntegrityError, match="mentorship_one_active_a_placement"), transaction.atomic():
        Mentorship.objects.filter(pk=new.pk).update(
            status="active", mentor_confirmed_at=new.proposed_at, mentee_confirmed_at=new.proposed_at, began_on=a_day()
        )
    with pytest.raises(IntegrityError, match="mentorship_one_proposed_a_placement"), transaction.atomic():
        Mentorship.objects.create(placement=old.placement, mentor=old.mentor, proposed_at=new.proposed_at)


def test_pages_of_a_proposal_and_of_another_mentor_by_http(signed_in):
    old = make_mentorship()
    log_session(old, by=old.mentor.user, met_on=a_day(), shared_notes="SHAREDNOTE", private_note="PRIVATENOTE")
    mentee = signed_in(mentee_of(old))
    url = reverse("mentorship:own-another")
    assert mentee.get(url).status_code == 200
    assert mentee.post(url, {"reason": "SECRETREASON"}).status_code == 302
    new = pair(old.placement, mentor=make_mentor(make_user(name="New Mentor")), by=None)
    page = mentee.get(reverse("mentorship:own-proposal", args=[new.pk])).content.decode()
    assert ("New Mentor" in page, "shares_earlier" in page) == (True, True)
    answer = {"yes": 1, "may_share": 1}
    assert mentee.post(reverse("mentorship:own-proposal", args=[new.pk]), answer).status_code == 302
    mentor = signed_in(new.mentor.user)
    assert mentor.get(reverse("mentorship:proposal", args=[new.pk])).status_code == 200
    assert mentor.post(reverse("mentorship:proposal", args=[new.pk]), {"yes": 1}).url == reverse(
        "mentorship:mentee", args=[new.pk]
    )
    earlier = reverse("mentorship:earlier", args=[new.pk])
    assert mentor.get(earlier).status_code == 404
    mine = mentee.get(reverse("mentorship:own-earlier")).content.decode()
    assert ("SHAREDNOTE" in mine, "PRIVATENOTE" in mine) == (True, False)
    assert mentee.post(reverse("mentorship:own-earlier"), {"shares_earlier": "on"}).status_code == 302
    shown = mentor.get(earlier).content.decode()
    assert ("SHAREDNOTE" in shown, "PRIVATENOTE" in shown) == (True, False)
    assert mentor.get(reverse("mentorship:mentee", args=[old.pk])).status_code == 404
    url = reverse("mentorship:another", args=[new.pk])
    assert mentor.post(url, {}).status_code == 302
    assert "since" in mentor.get(url).content.decode()
    assert mentor.post(url, {"stay": 1}).status_code == 302
    assert pairs_page(None, 5, wanted=Wanted("asked")).pairs == []


def test_declined_by_http_is_said_kindly(signed_in):
    one = make_mentorship(confirmed=False)
    mentee = signed_in(mentee_of(one))
    url = reverse("mentorship:own-proposal", args=[one.pk])
    assert mentee.post(url, {"no": 1}).status_code == 302
    assert "not taken up" in mentee.get(url).content.decode()
    assert signed_in(make_mentor().user).get(reverse("mentorship:proposal", args=[one.pk])).status_code == 404
    assert signed_in(Role.MANAGER).get(url).status_code == 404
