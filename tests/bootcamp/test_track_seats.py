"""Seats of tracks: choices, proposals, adjusting by hand, confirming, two at once; readiness; what clients ask for."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from bootcamp import demand
from bootcamp.demand import Demand
from bootcamp.models import (
    Credential,
    CredentialAttempt,
    Enrolment,
    Track,
    TrackEnrolment,
    TrackIntake,
    TrackInterest,
    TrackProposal,
)
from bootcamp.selectors.own_last_mile import last_mile_parts
from bootcamp.selectors.readiness import readiness_of
from bootcamp.selectors.standing import Plan, plan_of
from bootcamp.selectors.tracks import intakes_from
from bootcamp.services import (
    AttemptRefused,
    NoSeat,
    award_credential,
    choose_tracks,
    join_track,
    leave_track,
    record_attempt,
    set_up_last_mile,
)
from bootcamp.services.matching_tracks import SeatRefused, confirm, propose, propose_by_hand
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from placements.models import Client as HealthSystem
from placements.models import Opening
from placements.selectors.demand import open_seats
from tests.bootcamp.factories import make_class, make_instructor
from tests.factories import a_day, make_user

pytestmark = pytest.mark.django_db


def plan(person: Enrolment) -> Plan:
    found = plan_of(person.cohort)
    assert found is not None
    return found


def intake(slug: str, seats: int = 1, **given: Any) -> TrackIntake:
    """An intake of a shipped track that asks for no marks."""
    track = Track.objects.get(slug=slug)
    track.modules.update(mark_min=None)
    return TrackIntake.objects.create(
        track=track, seats=seats, **{"starts_on": a_day(20), "ends_on": a_day(60), **given}
    )


@pytest.fixture
def people() -> list[Enrolment]:
    """Three graduates."""
    set_up_last_mile(by=None)
    found = make_class(size=3)
    for one in found:
        move(one, to="completed", by=None)
    return found


def test_choose_tracks_replaces_and_refuses_twice(people: list[Enrolment]) -> None:
    office, delivery = Track.objects.get(slug="project-office"), Track.objects.get(slug="service-delivery")
    choose_tracks(people[0], [(office, "Plans"), (delivery, "")])
    choose_tracks(people[0], [(delivery, " Help desk ")])
    assert list(TrackInterest.objects.values_list("track", "rank", "why")) == [(delivery.pk, 1, "Help desk")]
    with pytest.raises(ValueError, match="Choose each track once"):
        choose_tracks(people[0], [(office, ""), (office, "")])
    Track.objects.filter(pk=office.pk).update(is_open=False)
    office.refresh_from_db()
    with pytest.raises(ValueError, match="Takes nobody now: Project office"):
        choose_tracks(people[0], [(office, "")])


def test_propose_then_confirm_gives_seats_by_choice(people: list[Enrolment]) -> None:
    office, delivery = intake("project-office"), intake("service-delivery", seats=2)
    choose_tracks(people[1], [(office.track, "")])
    by = make_user(Role.MANAGER)
    found = propose(people[0].cohort, plan(people[0]), by=by)
    assert {who: one.fit.place for who, one in found.assigned.items()} == {
        people[0].pk: delivery.pk,
        people[1].pk: office.pk,
        people[2].pk: delivery.pk,
    }
    kept = TrackProposal.objects.get(enrolment=people[1])
    assert kept.reasons[0] == "Their first choice: 50 points."
    assert kept.runner_up.startswith("Next would be Service delivery from ")
    assert TrackEnrolment.objects.count() == 0
    done = confirm(people[0].cohort, list(TrackProposal.objects.values_list("pk", flat=True)), by=by)
    assert (len(done.seated), done.skipped) == (3, {})
    assert TrackEnrolment.objects.get(enrolment=people[1]).intake == office
    assert [row.left for row in intakes_from(a_day(0))] == [0, 0]
    assert propose(people[0].cohort, plan(people[0]), by=by).assigned == {}


def test_what_was_changed_by_hand_stays_and_holds_its_seat(people: list[Enrolment]) -> None:
    office, by = intake("project-office"), make_user(Role.MANAGER)
    propose_by_hand(people[2], plan(people[2]), intake=office, by=by)
    found = propose(people[0].cohort, plan(people[0]), by=by)
    assert found.assigned == {}
    assert list(found.left_over[people[0].pk]) == [
        f"Project office from {office.starts_on:%d %B %Y}: Every seat is taken."
    ]
    assert TrackProposal.objects.get().enrolment == people[2]
    with pytest.raises(SeatRefused, match="Every seat is taken"):
        propose_by_hand(people[0], plan(people[0]), intake=office, by=by)
    assert propose_by_hand(people[2], plan(people[2]), intake=None, by=by) is None
    assert TrackProposal.objects.count() == 0


def test_a_sponsored_track_takes_nobody_without_its_sponsor(people: list[Enrolment]) -> None:
    by = make_user(Role.MANAGER)
    bare = intake("ehr-implementation")
    with pytest.raises(SeatRefused, match="needs a sponsoring client"):
        propose_by_hand(people[0], plan(people[0]), intake=bare, by=by)
    sponsored = intake("ehr-implementation", sponsor="Mercy")
    assert propose_by_hand(people[0], plan(people[0]), intake=sponsored, by=by) is not None


def test_confirm_skips_a_seat_that_is_gone(people: list[Enrolment]) -> None:
    office, by = intake("project-office"), make_user(Role.MANAGER)
    propose_by_hand(people[0], plan(people[0]), intake=office, by=by)
    join_track(people[1], track=office.track, intake=office, by=by)
    done = confirm(people[0].cohort, list(TrackProposal.objects.values_list("pk", flat=True)), by=by)
    assert done.seated == []
    assert done.skipped == {people[0].pk: "Every seat of Project office is taken (1 of 1)."}
    assert TrackProposal.objects.get().confirmed_at is None


def test_leaving_a_track_frees_the_seat_and_keeps_the_reason(people: list[Enrolment]) -> None:
    office = intake("project-office")
    entered = join_track(people[0], track=office.track, intake=office, by=None)
    with pytest.raises(NoSeat):
        join_track(people[1], track=office.track, intake=office, by=None)
    with pytest.raises(ValueError, match="Say in a few words"):
        leave_track(entered, by=None, reason=" ")
    leave_track(entered, by=None, reason="Took a job.")
    assert entered.history.latest("at").reason == "Took a job."
    assert join_track(people[1], track=office.track, intake=office, by=None).intake == office


def in_two_threads(work: Callable[[int], Any]) -> list[Any]:
    """What two calls at once give back, or raise."""
    found: list[Any] = [None, None]
    begin = threading.Barrier(2)

    def run(at: int) -> None:
        try:
            begin.wait(5)
            found[at] = work(at)
        except Exception as error:  # handed to the test
            found[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    return found


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_one_seat_and_two_numbers() -> None:
    set_up_last_mile(by=None)
    people = make_class(size=2)
    office = intake("project-office")
    seats = in_two_threads(lambda at: join_track(people[at], track=office.track, intake=office, by=None))
    assert sorted(type(one).__name__ for one in seats) == ["NoSeat", "TrackEnrolment"]
    wanted = Credential.objects.get(slug="itil-4")
    sat = in_two_threads(
        lambda _: record_attempt(people[0], credential=wanted, taken_on=a_day(-1), score=20, by=None)  # type: ignore[arg-type]
    )
    assert sorted(one.number for one in sat) == [1, 2]
    Credential.objects.filter(pk=wanted.pk).update(max_attempts=3)
    third = in_two_threads(
        lambda _: record_attempt(people[0], credential=wanted, taken_on=a_day(-1), score=30, by=None)  # type: ignore[arg-type]
    )
    assert sorted(type(one).__name__ for one in third) == ["AttemptRefused", "CredentialAttempt"]
    assert issubclass(AttemptRefused, ValueError)
    numbers = CredentialAttempt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_readiness_says_what_is_missing_in_words(people: list[Enrolment]) -> None:
    person = people[0]
    office = intake("project-office")
    join_track(person, track=office.track, intake=office, by=None)
    capm, itil = Credential.objects.get(slug="capm"), Credential.objects.get(slug="itil-4")
    award_credential(person, credential=capm, awarded_on=a_day(-5), by=None)
    wanted = [
        Demand("Coordinator", "Mercy", a_day(30), 2, frozenset({capm.pk})),
        Demand("Analyst", "Mercy", a_day(30), 1, frozenset({capm.pk, itil.pk})),
    ]
    found = readiness_of([person], a_day(0), demand=wanted)[0]
    assert found.blockers == ("ITIL 4 Foundation is not held.",)
    assert [gap.missing for gap in found.gaps] == [(), ("ITIL 4 Foundation is not held.",)]
    award_credential(person, credential=itil, awarded_on=a_day(-4), by=None)
    assert readiness_of([person], a_day(0), demand=wanted)[0].is_ready
    later = readiness_of([person], a_day(0) + timedelta(days=1200), demand=())[0]
    assert len(later.blockers) == 2
    assert all("lapsed on" in said for said in later.blockers)


def test_demand_is_what_openings_have_left() -> None:
    set_up_last_mile(by=None)
    client = HealthSystem.objects.create(name="Mercy", slug="mercy")
    opening = Opening.objects.create(client=client, title="Analyst", starts_on=a_day(30), seats=2)
    opening.credentials.add(Credential.objects.get(slug="itil-4"))
    Opening.objects.create(client=client, title="Gone", starts_on=a_day(30), closed_on=a_day(-1))
    needed = frozenset({Credential.objects.get(slug="itil-4").pk})
    assert open_seats() == [Demand("Analyst", "Mercy", a_day(30), 2, needed)]
    assert open_seats in demand.DEMAND
    intake("project-office")
    assert [row.demand for row in intakes_from(a_day(0))] == [2]


# pages


@pytest.fixture
def instructor(people: list[Enrolment]) -> User:
    return make_instructor(people[0].cohort)


def test_seats_page_proposes_changes_and_confirms(
    people: list[Enrolment], instructor: User, signed_in: Callable[..., Client]
) -> None:
    office, client = intake("project-office", seats=2), signed_in(instructor)
    address = f"/bootcamp/classes/{people[0].cohort.slug}/seats/"
    assert "Propose seats" in client.get(address).content.decode()
    client.post(address, {"action": "propose"})
    assert TrackProposal.objects.count() == 2
    without = next(one for one in people if not one.proposals.exists())
    page = client.post(
        address, {"action": "by-hand", "person": without.public_id, "intake": office.pk}, follow=True
    ).content.decode()
    assert "Every seat is taken." in page
    ids = list(TrackProposal.objects.values_list("pk", flat=True))
    client.post(address, {"action": "confirm", "proposal": ids[:1]})
    assert TrackEnrolment.objects.count() == 1
    assert client.post(address, {"action": "else"}).status_code == 403


def test_graduate_page_records_and_refuses_in_words(
    people: list[Enrolment], instructor: User, signed_in: Callable[..., Client]
) -> None:
    person, client = people[0], signed_in(instructor)
    address = f"/bootcamp/classes/{person.cohort.slug}/people/{person.public_id}/readiness/"
    itil = Credential.objects.get(slug="itil-4")
    form = {"action": "attempt", "attempt-what": itil.pk, "attempt-taken_on": a_day(-1).isoformat()}
    answer = client.post(address, form | {"attempt-score": "99"})
    assert answer.status_code == 422
    assert "Give the score, between 0 and 40." in answer.content.decode()
    assert client.post(address, form | {"attempt-score": "30"}).status_code == 302
    award = person.awards.get()
    assert award.holder == person.application.applicant.user
    name = f"evidence-{award.pk}"
    client.post(address, {"action": name, f"{name}-evidence_note": "Shown on screen"})
    client.post(address, {"action": f"verify-award:{award.pk}"})
    award.refresh_from_db()
    assert award.verified_by == instructor
    upkeep = {"upkeep-what": itil.pk, "upkeep-title": "A talk", "upkeep-done_on": a_day(0).isoformat()}
    client.post(address, {"action": "upkeep", **upkeep, "upkeep-hours": "2", "upkeep-evidence_note": "Badge"})
    assert "A talk" in client.get(address).content.decode()
    item = person.upkeep.get()
    client.post(address, {"action": f"verify:{item.pk}"})
    item.refresh_from_db()
    assert item.verified_by == instructor


def test_another_classs_instructor_sees_none_of_it(people: list[Enrolment], signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.INSTRUCTOR)
    slug = people[0].cohort.slug
    for address in ("readiness/", "seats/", f"people/{people[0].public_id}/readiness/"):
        assert client.get(f"/bootcamp/classes/{slug}/{address}").status_code == 404


def test_learner_says_what_they_would_like_and_gives_evidence(
    people: list[Enrolment], signed_in: Callable[..., Client]
) -> None:
    person = people[0]
    client = signed_in(person.application.applicant.user)
    office = Track.objects.get(slug="project-office")
    form = {"action": "choices", "choices-track_1": office.pk, "choices-track_2": office.pk, "choices-why_1": "Plans"}
    assert client.post("/bootcamp/my/track/", form).status_code == 422
    assert client.post("/bootcamp/my/track/", form | {"choices-track_2": ""}).status_code == 302
    assert [(one.track, one.why) for one in person.interests.all()] == [(office, "Plans")]
    itil = Credential.objects.get(slug="itil-4")
    award_credential(person, credential=itil, awarded_on=a_day(-9), by=None)
    upkeep = {"upkeep-what": itil.pk, "upkeep-title": "A talk", "upkeep-done_on": a_day(0).isoformat()}
    client.post("/bootcamp/my/track/", {"action": "upkeep", **upkeep, "upkeep-hours": "2", "upkeep-evidence_note": "B"})
    assert person.upkeep.get().verified_at is None
    assert client.post("/bootcamp/my/track/", {"action": f"verify:{person.upkeep.get().pk}"}).status_code == 403


@pytest.mark.parametrize("address", ["readiness/", "seats/"])
def test_class_pages_take_the_same_queries_for_one_as_for_three(
    address: str, people: list[Enrolment], instructor: User, signed_in: Callable[..., Client]
) -> None:
    from django.test.utils import CaptureQueriesContext

    intake("project-office", seats=3)
    client, path = signed_in(instructor), f"/bootcamp/classes/{people[0].cohort.slug}/{address}"
    itil = Credential.objects.get(slug="itil-4")
    counts = []
    Enrolment.objects.filter(pk__in=[people[1].pk, people[2].pk]).update(status="withdrawn")
    for size in (1, 3):
        Enrolment.objects.filter(pk__in=[one.pk for one in people[:size]]).update(status="completed")
        for one in people[:size]:
            award_credential(one, credential=itil, awarded_on=a_day(-9), by=None)
            choose_tracks(one, [(Track.objects.get(slug="project-office"), "")])
        propose(people[0].cohort, plan(people[0]), by=None)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_renewals_list_is_by_date_and_only_of_classes_one_sees(
    people: list[Enrolment], instructor: User, signed_in: Callable[..., Client]
) -> None:
    itil = Credential.objects.get(slug="itil-4")
    Credential.objects.filter(pk=itil.pk).update(validity_months=1)
    for one, days in zip(people, (-10, -40, -900), strict=True):
        award_credential(one, credential=itil, awarded_on=a_day(days), by=None)
    page = signed_in(instructor).get("/bootcamp/last-mile/renewals/").content.decode()
    assert 0 < page.index("Ada 02") < page.index("Ada 01")
    assert "Ada 03" not in page
    assert "Ada 0" not in signed_in(Role.INSTRUCTOR).get("/bootcamp/last-mile/renewals/").content.decode()


def test_who_comes_back_to_a_track_finds_their_old_seat_taken(people: list[Enrolment]) -> None:
    office, by = intake("project-office"), make_user(Role.MANAGER)
    leave_track(join_track(people[0], track=office.track, intake=office, by=by), by=by, reason="Ill.")
    join_track(people[1], track=office.track, intake=office, by=by)
    with pytest.raises(NoSeat, match="Every seat of Project office is taken"):
        join_track(people[0], track=office.track, intake=office, by=by)
    assert TrackEnrolment.objects.get(enrolment=people[0]).status == "left"
    assert join_track(people[0], track=office.track, by=by).intake is None
    assert [row.taken for row in intakes_from(a_day(0))] == [1]


@pytest.mark.parametrize("status", ["withdrawn", "dismissed"])
def test_who_left_the_programme_holds_no_seat(people: list[Enrolment], status: str) -> None:
    office, delivery, by = intake("project-office"), intake("service-delivery"), make_user(Role.MANAGER)
    join_track(people[0], track=office.track, intake=office, by=by)
    propose_by_hand(people[1], plan(people[1]), intake=delivery, by=by)
    Enrolment.objects.filter(pk__in=[people[0].pk, people[1].pk]).update(status=status)
    assert [(row.left, row.proposed) for row in intakes_from(a_day(0))] == [(1, 0), (1, 0)]
    assert join_track(people[2], track=office.track, intake=office, by=by).intake == office
    assert propose(people[2].cohort, plan(people[2]), by=by).assigned == {}  # the third has a track


def test_points_of_a_proposal_are_not_a_person_s_while_their_marks_are_not_published(people: list[Enrolment]) -> None:
    delivery, by = intake("service-delivery", seats=2), make_user(Role.MANAGER)
    for one in people[:2]:
        propose_by_hand(one, plan(one), intake=delivery, by=by)
    Enrolment.objects.filter(pk=people[0].pk).update(status="in_training")

    def said(one: Enrolment) -> list[bool]:
        part = next(part for part in last_mile_parts(0, [one.application_id]) if part.key == "track_proposals")
        return [field.value is not None for field in part.records[0] if field.key in ("points", "reasons")]

    assert (said(people[0]), said(people[1])) == ([False, False], [True, True])
