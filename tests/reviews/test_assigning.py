"""A round's readings are dealt by one statement, evenly; what somebody cannot read goes to others; conflicts are kept out."""

from collections import Counter

import pytest

from careerpath.accounts.roles import Role
from cohorts.partners.models import UniversityContact
from reviews.models import Assignment, ReaderConflict, RoundEntry
from reviews.selectors import assigned
from reviews.services import assigning, calibrating, conflicts, keeping_apart
from reviews.services.assigning import AssigningRefused
from reviews.services.calibrating import CalibrationRefused
from reviews.services.keeping_apart import ConflictRefused
from tests.applicants.screening.factories import make_applications
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet

pytestmark = pytest.mark.django_db
AGREED = {"drive": 4, "learning": 3, "words": 2}


def make_entries(round, count):
    """That many applications of the round's class, in review, in it."""
    made = make_applications(round.cohort, count, status="in_review")
    return RoundEntry.objects.bulk_create(RoundEntry(round=round, application_id=each) for each in made)


def pairs_of(round):
    return set(Assignment.objects.filter(round=round, ended_at__isnull=True).values_list("entry", "reader"))


def loads_of(round):
    return sorted(Counter(reader for _, reader in pairs_of(round)).values())


def test_everybody_gets_the_readers_of_the_round_in_balance_by_one_insert(django_assert_num_queries):
    round = make_round(reads=3)
    entries, readers = make_entries(round, 40), [make_reader(round) for _ in range(7)]
    with django_assert_num_queries(8):
        assert assigning.assign_round(round, by=round.created_by) == 120
    assert loads_of(round) == [17] * 6 + [18]
    assert Counter(entry for entry, _ in pairs_of(round)) == {each.pk: 3 for each in entries}
    orders = {
        tuple(Assignment.objects.filter(reader=each).order_by("lot").values_list("entry", flat=True))
        for each in readers
    }
    assert len(orders) == 7
    assert assigning.assign_round(round, by=round.created_by) == 0, "a round is dealt once"


def test_a_round_that_is_not_open_or_is_taken_by_readers_is_not_dealt():
    for fields in ({"status": "draft"}, {"self_claim": True}, {"kind": "interview"}):
        round = make_round(**fields)
        make_entry(round, make_application(round.cohort))
        make_reader(round)
        assert assigning.assign_round(round, by=None) == 0
    round = make_round(self_claim=True)
    make_entry(round), make_reader(round), make_reader(round)
    assert assigning.assign_round(round, by=None, claimed_too=True) == 2


def test_conflicts_of_each_kind_are_kept_out():
    round, university = make_round(), make_university()
    own, by_address, known, sent, free = (make_reader(round) for _ in range(5))
    UniversityContact.objects.create(university=university, user=sent.user)
    entries = {
        own: make_entry(round),
        by_address: make_entry(round),
        known: make_entry(round),
        sent: make_entry(round),
    }
    for reader, field, value in ((own, "user", own.user), (by_address, "email", by_address.user.email.upper())):
        applicant = entries[reader].application.applicant
        setattr(applicant, field, value)
        applicant.save()
    conflicts.declare(known.user, entries[known].application.applicant, why="Neighbours.", by=known.user)
    entries[sent].application.university = university
    entries[sent].application.save()
    assigning.assign_round(round, by=None)
    assert pairs_of(round).isdisjoint({(entry.pk, reader.pk) for reader, entry in entries.items()})
    assert loads_of(round) == [1, 1, 2, 2, 2]
    assert {(each.entry, each.why) for each in assigned.kept_apart(round)} == {
        (entries[own].pk, "own application"),
        (entries[by_address].pk, "own application"),
        (entries[known].pk, "knows the person"),
        (entries[sent].pk, "contact of their university"),
    }
    assert free.pk in {reader for _, reader in pairs_of(round)}


def test_a_conflict_with_somebody_who_was_merged_counts_for_who_they_are_now():
    round = make_round()
    reader, entry = make_reader(round), make_entry(round)
    old = make_applicant()
    conflicts.declare(reader.user, old, why="", by=reader.user)
    old.merged_into = entry.application.applicant
    old.save()
    assert assigning.assign_round(round, by=None) == 0
    assert conflicts.declare(reader.user, old, why="", by=reader.user).applicant == entry.application.applicant


def test_who_drops_out_leaves_nothing_unread_behind_and_keeps_what_was_sent():
    round = make_round()
    make_entries(round, 12)
    readers = [make_reader(round) for _ in range(4)]
    assigning.assign_round(round, by=None)
    first, *_ = own = list(Assignment.objects.filter(reader=readers[0]).order_by("lot"))
    make_sheet(first)
    Assignment.objects.filter(pk=own[1].pk).update(draft={"values": {"comment": "half"}})
    readers[0].left_at = round.created_at
    readers[0].left_because = "Ill."
    readers[0].save()
    assert assigning.take_over(readers[0], by=None) == 5
    assert pairs_of(round) & {(each.entry_id, readers[0].pk) for each in own} == {(first.entry_id, readers[0].pk)}
    assert sorted(Counter(entry for entry, _ in pairs_of(round)).values()) == [2] * 12
    assert loads_of(round) == [1, 7, 8, 8]
    own[1].refresh_from_db()
    assert (own[1].ended_as, own[1].ended_note, own[1].draft) == ("left", "Ill.", {})


def test_whoever_comes_later_takes_what_nobody_has_begun():
    round = make_round()
    make_entries(round, 12)
    early = [make_reader(round) for _ in range(3)]
    assigning.assign_round(round, by=None)
    begun = Assignment.objects.filter(reader=early[0]).first()
    Assignment.objects.filter(pk=begun.pk).update(begun_at=round.created_at)
    late = make_reader(round)
    assert assigning.rebalance(round, by=None) == 6
    assert loads_of(round) == [6, 6, 6, 6]
    begun.refresh_from_db()
    assert begun.ended_at is None
    assert set(Assignment.objects.filter(reader=late).values_list("origin", flat=True)) == {"moved"}
    assert Assignment.objects.filter(ended_as="moved").count() == 6
    assert assigning.rebalance(round, by=None) == 0


def test_what_somebody_gives_back_goes_to_who_has_least_and_never_had_it():
    round = make_round()
    entry = make_entry(round)
    one, two, busy, least = (make_reader(round) for _ in range(4))
    first = make_assignment(entry, one)
    make_assignment(entry, two)
    make_assignment(make_entry(round), busy)
    new = assigning.replace(first, as_=Assignment.End.ABSTAINED, note="Too near to my own work.")
    first.refresh_from_db()
    assert (first.ended_as, first.ended_note) == ("abstained", "Too near to my own work.")
    assert (new.reader, new.origin) == (least, "moved")
    assert assigning.replace(first, as_=Assignment.End.ABSTAINED) is None, "it ended already"
    newer = assigning.replace(new, as_=Assignment.End.RECUSED)
    assert newer.reader == busy
    assert assigning.replace(newer, as_=Assignment.End.RECUSED) is None, "nobody is left"
    row = assigned.entries(round, show="short")[0]
    assert (row.pk, row.n_alive) == (entry.pk, 1)
    assert assigned.short_of_readers(round, [row]) == {
        entry.pk: "It wants one reader more, and everybody else has read it, gave it back or may not read it: add a reader."
    }


def test_a_case_goes_to_everybody_spread_over_their_order_and_is_given_to_nobody_in_their_place():
    round = make_round()
    make_entries(round, 20)
    readers = [make_reader(round) for _ in range(4)]
    known = make_application(make_cohort())
    conflicts.declare(readers[0].user, known.applicant, why="", by=readers[0].user)
    entry = calibrating.plant(round, known, agreed=AGREED, by=round.created_by)
    assert (entry.agreed, entry.is_calibration) == ([4, 3, 2], True)
    assigning.assign_round(round, by=None)
    own = Assignment.objects.filter(entry=entry)
    assert {each.reader_id for each in own} == {each.pk for each in readers[1:]}
    assert {each.origin for each in own} == {"calibration"}
    assert loads_of(round) == [10, 11, 11, 11]
    assert assigning.replace(own[0], as_=Assignment.End.ABSTAINED) is None
    assert own.filter(ended_at__isnull=True).count() == 2


def test_what_cannot_be_a_case_is_refused_in_words():
    round = make_round()
    entry = make_entry(round)
    reader = make_reader(round)
    given = make_assignment(entry, reader)
    for application, agreed, why in (
        (entry.application, AGREED, "This one is being read in this round, so it cannot be a case any more."),
        (make_application(), {"drive": 4}, "Give the agreed mark, from 1 to 5, for each attribute."),
        (make_application(answers={}), AGREED, "There is nothing to read in this application."),
    ):
        with pytest.raises(CalibrationRefused) as refusal:
            calibrating.plant(round, application, agreed=agreed, by=round.created_by)
        assert str(refusal.value) == why
    assert given.ended_at is None


def test_a_case_taken_out_is_read_by_nobody_else():
    round = make_round()
    readers = [make_reader(round) for _ in range(2)]
    entry = calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    make_sheet(Assignment.objects.get(entry=entry, reader=readers[0]))
    with pytest.raises(CalibrationRefused, match="so its agreed marks stay"):
        calibrating.plant(round, entry.application, agreed=AGREED, by=round.created_by)
    assert calibrating.take_out(entry, by=round.created_by) == 1
    assert Assignment.objects.get(entry=entry, reader=readers[1]).ended_as == "gone"
    unread = calibrating.plant(make_round(status="draft"), make_application(), agreed=AGREED, by=round.created_by)
    assert calibrating.take_out(unread, by=round.created_by) == 0
    assert not RoundEntry.objects.filter(pk=unread.pk).exists()


def test_given_by_hand_to_one_reader_with_every_refusal_in_words():
    round = make_round()
    entry, full, had, known, gone, free = make_entry(round), *(make_reader(round) for _ in range(5))
    full.cap = 1
    full.save()
    make_assignment(make_entry(round), full)
    make_assignment(entry, had)
    conflicts.declare(known.user, entry.application.applicant, why="", by=known.user)
    gone.left_at = round.created_at
    gone.save()
    for reader, why in (
        (full, f"{full} reads at most 1, and has 1."),
        (had, f"{had} was given this one before: they have it."),
        (known, f"{known} may not read this one: knows the person."),
        (gone, f"{gone} does not read in this round."),
    ):
        with pytest.raises(AssigningRefused) as refusal:
            assigning.give_by_hand(entry, reader, by=round.created_by)
        assert str(refusal.value) == why
    assert assigned.who_may_get(entry) == [free]
    assert assigning.give_by_hand(entry, free, by=round.created_by).reader == free


def test_staff_keep_a_reader_from_somebody_and_the_reading_goes_to_another():
    round = make_round()
    entry, one, two = make_entry(round), make_reader(round), make_reader(round)
    make_assignment(entry, one)
    person = entry.application.applicant
    with pytest.raises(ConflictRefused, match="how they know each other"):
        keeping_apart.write_down(one.user, person, why=" ", by=round.created_by)
    assert keeping_apart.write_down(one.user, person, why="Siblings.", by=round.created_by) == 1
    assert pairs_of(round) == {(entry.pk, two.pk)}
    keeping_apart.take_back(ReaderConflict.objects.get(), by=round.created_by)
    own = conflicts.declare(two.user, person, why="", by=two.user)
    with pytest.raises(ConflictRefused, match="said so themselves"):
        keeping_apart.take_back(own, by=round.created_by)


def test_a_shared_domain_of_an_organisation_is_named_and_may_become_a_conflict():
    round = make_round()
    reader = make_reader(round, make_user(Role.REVIEWER, email="ann@clinic.example"))
    public = make_reader(round, make_user(Role.REVIEWER, email="bob@gmail.com"))
    for email in ("cem@clinic.example", "dee@CLINIC.example", "eve@gmail.com"):
        make_entry(round, make_in_review(round, make_applicant(email=email)))
    (found,) = assigned.shared_domains(round)
    assert (found.reader_id, found.domain, found.people) == (reader.pk, "clinic.example", 2)
    assigning.assign_round(round, by=None)
    assert keeping_apart.keep_from_domain(round, reader, "clinic.example", why="Colleagues.", by=round.created_by) == (
        2,
        2,
    )
    assert assigned.shared_domains(round) == []
    assert len(pairs_of(round)) == 4
    with pytest.raises(ConflictRefused, match=r"Nobody in this round shares gmail\.com"):
        keeping_apart.keep_from_domain(round, public, "gmail.com", why="No.", by=round.created_by)


def make_in_review(round, applicant):
    from careerpath.pipeline.history import move

    application = make_application(round.cohort, applicant=applicant)
    for step in ("screened", "in_review"):
        application = move(application, to=step, by=None)
    return application


def test_what_is_decided_or_left_the_round_is_not_given(django_assert_num_queries):
    round = make_round()
    make_reader(round), make_reader(round)
    kept, decided, left = make_entry(round), make_entry(round), make_entry(round)
    type(decided.application).objects.filter(pk=decided.application_id).update(status="waitlisted")
    RoundEntry.objects.filter(pk=left.pk).update(left_at=round.created_at)
    assert assigning.assign_round(round, by=None) == 2
    assert {entry for entry, _ in pairs_of(round)} == {kept.pk}
    with django_assert_num_queries(1):
        assert assigned.dealt(round) == assigned.Dealt(2, 2, 0, 2, 0, 0)  # decided about: there, and nobody is asked
