"""Days that change, people who move, and what follows of it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from applicants.models import Notice
from bootcamp.services.attempting import award_credential
from placements.models import OnboardingRequirement, Placement
from placements.services.advancing import CannotAdvance, advance, start_everybody_ready
from placements.services.dates import CannotChangeDates, change_dates, preview_dates
from placements.services.onboarding import verify_all, verify_item
from placements.services.starting import can_start
from placements.services.transferring import CannotTransfer, transfer
from placements.workdays import due_before
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_credential, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db


def test_another_first_day_moves_the_last_and_the_due_dates_and_is_told():
    client = make_client("nda", "hipaa")
    placement = make_placement("onboarding", opening=make_opening(client, starts_on=a_day(20), weeks=4))
    done = placement.onboarding.get(requirement__kind="nda")
    verify_item(done, by=make_user())
    staff = make_user()
    change_dates(placement, by=staff, starts_on=a_day(40), reason="The go-live moved.")
    placement.refresh_from_db()
    assert (placement.starts_on, placement.ends_on) == (a_day(40), a_day(68))
    due = dict(placement.onboarding.values_list("requirement__kind", "due_on"))
    assert due == {"nda": due_before(a_day(20), 7), "hipaa": due_before(a_day(40), 7)}
    rows = list(placement.date_changes.values_list("field", "was", "becomes", "reason", "by"))
    assert rows == [
        ("starts_on", a_day(20), a_day(40), "The go-live moved.", staff.pk),
        ("ends_on", a_day(48), a_day(68), "The go-live moved.", staff.pk),
    ]
    assert Notice.objects.filter(kind="placement", once__contains=f":{placement.pk}:dates:").count() == 1


def test_a_new_first_day_says_what_would_then_block():
    credential = make_credential("CAPM", validity_months=1)
    placement = make_placement("onboarding", opening=make_opening(make_client("hipaa"), credential, starts_on=a_day(5)))
    award_credential(placement.enrolment, credential=credential, awarded_on=a_day(-5), by=None)
    verify_item(placement.onboarding.get(), by=make_user(), expires_on=a_day(30))
    assert can_start(placement) is True
    tried = preview_dates(placement, starts_on=a_day(60))
    assert [reason.split(" expires")[0] for reason in tried.still_blocks] == [
        "HIPAA training", "CAPM is needed here and not held on the first day.",
    ]  # fmt: skip
    placement.refresh_from_db()
    assert placement.starts_on == a_day(5)
    change_dates(placement, by=None, starts_on=a_day(60), reason="Later.")
    assert can_start(placement) is False


def test_days_that_cannot_be_are_refused_in_words():
    active = make_placement("active")
    for given, words in (
        ({"starts_on": a_day(3)}, "They work there already"),
        ({"ends_on": a_day(-1)}, "cannot lie"),
        ({"ends_on": active.ends_on}, "already agreed"),
    ):
        with pytest.raises(CannotChangeDates, match=words):
            change_dates(active, by=None, reason="So.", **given)
    with pytest.raises(CannotChangeDates, match="Say why"):
        change_dates(active, by=None, reason=" ", ends_on=a_day(900))
    with pytest.raises(CannotChangeDates, match="not there"):
        change_dates(make_placement(), by=None, reason="So.", ends_on=a_day(900))


def test_extension_of_who_works_there_is_kept_with_its_reason():
    active = make_placement("active")
    change_dates(active, by=None, ends_on=a_day(800), reason="Extended by the client.")
    assert list(active.date_changes.values_list("field", "becomes")) == [("ends_on", a_day(800))]


def test_transfer_to_another_client_ends_the_old_and_follows_it():
    old = make_placement("active", opening=make_opening(make_client("hipaa", "background")))
    target = make_opening(make_client("hipaa", "background", "nda"), starts_on=a_day(10))
    before = {item.kind: item for item in old.onboarding.all()}
    staff = make_user()
    done = transfer(old, opening=target, by=staff, reason="The project ended.")
    old.refresh_from_db()
    assert (old.status, old.end_reason, old.ended_on) == ("ended_early", "moved", a_day())
    new = done.placement
    assert (new.status, new.follows_id, new.starts_on) == ("onboarding", old.pk, a_day(10))
    items = {item.kind: item for item in new.onboarding.all()}
    assert {kind: item.state_on(a_day(10)).value for kind, item in items.items()} == {
        "hipaa": "verified", "background": "open", "nda": "open",
    }  # fmt: skip
    assert (items["hipaa"].taken_from, items["hipaa"].verified_by) == (before["hipaa"], before["hipaa"].verified_by)
    assert [one.reason for one in new.history.all()][-1].endswith("The project ended.")


def test_transfer_within_a_client_takes_over_what_still_lasts():
    client = make_client("background", "nda")
    old = make_placement("active", opening=make_opening(client))
    old.onboarding.filter(kind="nda").update(expires_on=a_day(5))
    done = transfer(old, opening=make_opening(client, starts_on=a_day(10)), by=None, reason="Another ward.")
    assert [item.kind for item in done.taken_over] == ["background"]


def test_transfer_takes_over_no_longer_than_the_new_client_allows():
    old = make_placement("active", opening=make_opening(make_client("hipaa")))
    there = make_client()
    OnboardingRequirement.objects.create(client=there, kind="hipaa", valid_for_days=5)
    done = transfer(old, opening=make_opening(there, starts_on=a_day(10)), by=None, reason="So.")
    assert done.taken_over == []


def test_transfer_at_once_is_all_or_nothing():
    old = make_placement("active", opening=make_opening(make_client("nda")), starts_on=None)
    Placement.objects.filter(pk=old.pk).update(starts_on=a_day(-9))
    with pytest.raises(
        CannotTransfer, match=r"^They cannot begin at once\. One item that blocks the start is still open"
    ):
        transfer(old, opening=make_opening(make_client("nda")), by=None, reason="So.", start_now=True)
    old.refresh_from_db()
    assert (old.status, Placement.objects.count()) == ("active", 1)
    done = transfer(old, opening=make_opening(), by=None, reason="So.", start_now=True)
    assert done.placement.status == "active"


def test_transfer_goes_on_from_where_the_client_was_already_looking():
    person = make_graduate()
    target = make_opening(starts_on=a_day(5))
    looked = make_placement("interviewing", opening=target, enrolment=person)
    old = make_placement("active", enrolment=person)
    assert transfer(old, opening=target, by=None, reason="So.").placement.pk == looked.pk


def test_transfer_is_refused_in_words():
    old = make_placement("active")
    full = make_opening(seats=1)
    make_placement("accepted", opening=full)
    for opening, words in (
        (full, "Every seat of this opening is taken"),
        (old.opening, "already"),
        (make_opening(closed_on=a_day()), "closed"),
    ):
        with pytest.raises(CannotTransfer, match=words):
            transfer(old, opening=opening, by=None, reason="So.")
    with pytest.raises(CannotTransfer, match="Say why they move"):
        transfer(old, opening=make_opening(), by=None, reason="")
    with pytest.raises(CannotTransfer, match="Only somebody with a placement"):
        transfer(make_placement(), opening=make_opening(), by=None, reason="So.")


@pytest.mark.django_db(transaction=True)
def test_a_transfer_and_an_acceptance_at_once_never_take_one_seat_twice():
    target = make_opening(seats=1, starts_on=a_day(5))
    old, offered = make_placement("active"), make_placement("offered", opening=target)
    start, outcomes = Barrier(2), []

    def run(act):
        try:
            start.wait(timeout=10)
            act()
            outcomes.append("done")
        except (CannotAdvance, CannotTransfer) as reason:
            outcomes.append(str(reason))
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=[act])
        for act in (
            lambda: transfer(old, opening=target, by=None, reason="So."),
            lambda: advance(offered, to="accepted", by=None),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["Every seat of this opening is taken (1 of 1).", "done"]
    assert Placement.objects.filter(opening=target, status__in=["accepted", "onboarding", "active"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_transfers_of_one_person_at_once_leave_one_placement():
    old = make_placement("active")
    targets = [make_opening(starts_on=a_day(5)) for _ in range(2)]
    start, outcomes = Barrier(2), []

    def run(target):
        try:
            start.wait(timeout=10)
            transfer(Placement.objects.get(pk=old.pk), opening=target, by=None, reason="So.")
            outcomes.append("done")
        except CannotTransfer as reason:
            outcomes.append(str(reason))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[target]) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["Only somebody with a placement is transferred. Present them instead.", "done"]


def test_everybody_who_is_ready_starts_and_the_others_are_named_with_the_reason():
    client = make_client("nda")
    opening = make_opening(client)
    ready, blocked = (make_placement("onboarding", opening=opening) for _ in range(2))
    later = make_placement("onboarding", opening=opening, starts_on=a_day(3))
    verify_all([ready, later], by=make_user(), on=a_day(-1))
    tried, result = start_everybody_ready(by=None)
    assert ({one.pk for one in tried}, result.moved) == ({ready.pk, blocked.pk}, [ready.pk])
    assert result.skipped == {blocked.pk: "One item that blocks the start is still open: confidentiality agreement."}


def test_steps_are_told_in_the_language_of_the_person():
    person = make_graduate(language="es")
    placement = make_placement("accepted", enrolment=person)
    told = Notice.objects.filter(kind="placement", language="es").order_by("pk")
    assert [one.once for one in told] == [f"placement:{placement.pk}:offered", f"placement:{placement.pk}:accepted"]


def test_what_happened_long_ago_is_told_to_nobody():
    placement = make_placement("offered")
    Notice.objects.all().delete()
    advance(placement, to="accepted", by=None, at=placement.presented_at - timedelta(days=5))
    assert not Notice.objects.exists()
