"""A graduate's own placement pages: done, now and next, an answer to an offer, what is theirs to do; never somebody else's."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from careerpath.accounts.access import give_role
from careerpath.accounts.roles import Role
from placements.models import (
    Evaluation,
    InterviewRequest,
    OfferAnswer,
    OnboardingEvidence,
    OnboardingRequirement,
    Placement,
    PlacementDocument,
)
from placements.selectors.own import items_of, offers_answered, steps_of
from placements.selectors.own_data_evaluations import own_parts
from placements.services.advancing import advance
from placements.services.documents import About, add_document
from placements.services.forgetting import erase_placement_words
from placements.services.offers import CannotAnswer, answer_offer
from tests.factories import make_user
from tests.placements.factories import make_client, make_contact, make_graduate, make_opening, make_placement
from tests.placements.test_evaluating import ANSWERS

pytestmark = pytest.mark.django_db


def placed(status, **of_opening):
    user = make_user(name="Ana")
    opening = make_opening(make_client(), **of_opening)
    return user, make_placement(status, opening=opening, enrolment=make_graduate(user))


def steps(placement):
    history = list(placement.history.order_by("at", "pk").values_list("to_status", "at"))
    return [(step.title, step.state) for step in steps_of(placement, history)]


def test_the_way_is_done_now_and_next():
    _user, placement = placed("onboarding")
    client = placement.opening.client.name
    assert steps(placement) == [
        (f"Presented to {client}", "done"),
        ("Interview", "done"),
        ("Offer", "done"),
        ("Agreed", "done"),
        ("Before the first day", "now"),
        (f"Working at {client}", "next"),
        ("Last day planned", "next"),
    ]


def test_the_way_ends_where_it_ended():
    _user, placement = placed("interviewing")
    advance(placement, to="not_selected", by=None)
    assert [state for _title, state in steps(placement)] == ["done", "done", "done"]
    assert steps(placement)[-1] == ("Not taken forward", "done")
    _user, placement = placed("active")
    advance(placement, to="ended_early", by=None, end_reason="project")
    assert steps(placement)[-1] == ("Ended", "done")
    assert steps(placement)[-2] == (f"Working at {placement.opening.client.name}", "done")


def test_an_offer_is_answered_by_the_person_and_the_last_answer_counts():
    user, placement = placed("offered")
    with pytest.raises(CannotAnswer, match="somebody else"):
        answer_offer(placement, by=make_user(), yes=True)
    first = answer_offer(placement, by=user, yes=True)
    assert answer_offer(placement, by=user, yes=True) == first
    last = answer_offer(placement, by=user, yes=False, reason="Too far away.")
    assert [one.pk for one in offers_answered()] == [last.pk]
    placement.refresh_from_db()
    assert placement.status == "offered"
    advance(placement, to="accepted", by=None)
    assert list(offers_answered()) == []
    with pytest.raises(CannotAnswer, match="settled already"):
        answer_offer(placement, by=user, yes=True)


def test_there_is_nothing_to_answer_before_an_offer():
    user, placement = placed("interviewing")
    with pytest.raises(CannotAnswer, match="no offer yet"):
        answer_offer(placement, by=user, yes=True)


def test_the_pages_are_for_who_was_presented_and_for_nobody_else(client):
    user, placement = placed("offered")
    document = paper_for(placement)
    interview = an_interview(placement)
    pages = [
        reverse("own_placement:placement", args=[placement.public_id]),
        reverse("own_placement:answer", args=[placement.public_id]),
        reverse("own_placement:document", args=[document.public_id]),
        reverse("interviews:calendar", args=[interview.public_id]),
    ]
    client.force_login(user)
    assert [client.get(page).status_code for page in pages] == [200] * 4
    client.force_login(placed("offered")[0])
    assert [client.get(page).status_code for page in pages] == [404] * 4
    client.force_login(make_user())
    assert "Your placement will be here" in client.get(reverse("own_placement:home")).content.decode()


def paper_for(placement) -> PlacementDocument:
    manager = make_user()
    give_role(manager, Role.MANAGER)
    row = add_document(
        client=placement.opening.client,
        placement=placement,
        about=About("offer", "Your offer", for_person=True),
        file=ContentFile(b"An offer.\n", "offer.txt"),
        by=manager,
    )
    PlacementDocument.objects.filter(pk=row.pk).update(state="clean", settled_at=row.uploaded_at, next_try_at=None)
    return row


def an_interview(placement) -> InterviewRequest:
    now = timezone.now()
    return InterviewRequest.objects.create(
        placement=placement,
        asked_by=make_contact(placement.opening.client),
        asked_at=now,
        times="Tuesday",
        arranged_at=now,
        arranged_by=make_user(),
        starts_at=now + timedelta(days=3),
        where="Main campus",
    )


def test_the_page_says_the_offer_the_papers_and_the_interview(client):
    user, placement = placed("offered")
    paper_for(placement)
    an_interview(placement)
    client.force_login(user)
    page = client.get(reverse("own_placement:home")).content.decode()
    assert "Answer the offer" in page
    assert "Your offer" in page
    assert "Put it into your calendar" in page
    answer = client.post(reverse("own_placement:answer", args=[placement.public_id]), {"answer": "yes", "reason": ""})
    assert answer["Location"] == reverse("own_placement:placement", args=[placement.public_id])
    assert OfferAnswer.objects.get().yes
    assert "You said yes." in client.get(reverse("own_placement:home")).content.decode()
    assert client.post(reverse("own_placement:answer", args=[placement.public_id]), {}).status_code == 422


def test_an_evaluation_is_read_without_whether_they_would_keep_somebody(client):
    user, placement = placed("active")
    first = timezone.now() - timedelta(days=31)
    Placement.objects.filter(pk=placement.pk).update(starts_on=first.date())
    contact = make_contact(placement.opening.client)
    fields = {"placement": placement, "answered_by": contact, "answered_at": timezone.now()}
    Evaluation.objects.create(day=30, **fields, **ANSWERS)
    Evaluation.objects.create(day=60, **fields, **{**ANSWERS, "shared": False, "went_well": "Only for the programme."})
    client.force_login(user)
    page = client.get(reverse("own_placement:home")).content.decode()
    assert "The ward asks for them." in page
    assert "Their work is good." in page
    assert "stay for another year" not in page
    assert "Only for the programme." not in page


def test_what_is_mine_to_do_is_shown_first_and_given_on_its_page(client):
    user, placement = placed("accepted")
    wanted = OnboardingRequirement.objects.create
    client_ = placement.opening.client
    wanted(client=client_, kind="ehr_access", owner="client")
    wanted(client=client_, kind="hipaa", owner="person", evidence="reference", instructions="Take the course.")
    advance(placement, to="onboarding", by=None)
    own, other = items_of(placement, timezone.now().date())
    assert (own.may_give, own.is_mine, other.may_give, other.is_mine) == (True, True, False, False)
    client.force_login(user)
    url = reverse("own_placement:evidence", args=[placement.public_id, own.item.pk])
    assert "Take the course." in client.get(url).content.decode()
    assert client.post(url, {"reference": "", "dated_on": ""}).status_code == 422
    sent = client.post(url, {"reference": "HIPAA-17", "dated_on": f"{timezone.now().date():%Y-%m-%d}"})
    assert sent["Location"] == reverse("own_placement:placement", args=[placement.public_id])
    assert OnboardingEvidence.objects.get().given_by == user
    assert items_of(placement, timezone.now().date())[0].state == "given"
    theirs = reverse("own_placement:evidence", args=[placement.public_id, other.item.pk])
    assert client.get(theirs).status_code == 302
    assert client.get(reverse("own_placement:home")).status_code == 200


def test_the_page_asks_the_same_for_many(client, django_assert_max_num_queries):
    user, placement = placed("offered")
    for _ in range(3):
        make_placement(enrolment=placement.enrolment, opening=make_opening())
        paper_for(placement)
    client.force_login(user)
    with django_assert_max_num_queries(22):
        page = client.get(reverse("own_placement:home")).content.decode()
    assert page.count("Your offer") == 3


def test_a_person_has_what_is_shared_with_them_and_erasing_leaves_no_words():
    user, placement = placed("offered")
    paper_for(placement)
    answer_offer(placement, by=user, yes=False, reason="Too far away.")
    fields = {"placement": placement, "answered_by": make_user(), "answered_at": timezone.now()}
    Evaluation.objects.create(day=30, **fields, **ANSWERS)
    Evaluation.objects.create(day=60, **fields, **{**ANSWERS, "shared": False})
    application = placement.enrolment.application_id
    parts = {part.key: part for part in own_parts(user.pk, [application])}
    assert {key: len(part.records) for key, part in parts.items()} == {
        "evaluations": 1,
        "placement_documents": 1,
        "offers_answered": 1,
    }
    assert "would_keep" not in {field.key for field in parts["evaluations"].records[0]}
    assert erase_placement_words([application]) == 4
    assert not Evaluation.objects.exclude(went_well="").exists()
    assert not PlacementDocument.objects.exists()
    assert OfferAnswer.objects.get().reason == ""
    assert erase_placement_words([application]) == 0
