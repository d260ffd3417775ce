"""From a reading to a round of interviews of the best of it."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from reviews.models import ReviewRound, RoundEntry
from reviews.services.rounds import RoundRefused
from reviews.services.shortlisting import prepare_interviews
from tests.factories import make_user
from tests.reviews.factories import make_entry, make_round

pytestmark = pytest.mark.django_db


def make_read(marks, **fields):
    round = make_round(status="closed", **fields)
    entries = [make_entry(round) for _ in marks]
    for entry, (raw, adjusted) in zip(entries, marks, strict=True):
        type(entry.application).objects.filter(pk=entry.application_id).update(status="in_review")
        RoundEntry.objects.filter(pk=entry.pk).update(raw=raw, adjusted=adjusted)
    return round, [entry.application_id for entry in entries]


def inside(round):
    return set(round.entries.values_list("application", flat=True))


def test_interviews_are_prepared_of_the_best_by_the_adjusted_mark_with_whoever_ties():
    reading, (best, tied, also, worse, _unmarked) = make_read(
        [(300, 450), (400, 400), (400, None), (490, 310), (None, None)]
    )
    by = make_user(Role.RECRUITER)
    round = prepare_interviews(reading, number=2, by=by)
    assert (round.status, round.kind, round.cohort) == ("draft", "interview", reading.cohort)
    assert inside(round) == {best, tied, also}
    assert round.filter_words == f"The best 3 of “{reading.name}” by the adjusted mark"
    again = prepare_interviews(reading, number=99, by=by)
    assert (inside(again), again.name) == ({best, tied, also, worse}, f"{round.name}, 2")


def test_nobody_is_asked_who_was_decided_about_or_is_a_calibration_case():
    reading, (decided, case) = make_read([(400, 400), (400, 400)])
    entry = reading.entries.get(application=decided)
    type(entry.application).objects.filter(pk=decided).update(status="rejected")
    RoundEntry.objects.filter(application=case).update(is_calibration=True, agreed=[4, 4], agreed_by=reading.created_by)
    with pytest.raises(RoundRefused, match="Nobody in it has a mark"):
        prepare_interviews(reading, number=1, by=make_user(Role.RECRUITER))


def test_a_closed_reading_says_what_comes_next_and_leads_there(client):
    reading, (best, _) = make_read([(400, 400), (300, 300)])
    client.force_login(make_user(Role.RECRUITER))
    url = reverse("admin:reviews-round", args=[reading.public_id])
    page = client.get(url).content.decode()
    board = f"{reverse('admin:reviews-board-new')}?cohort={reading.cohort.slug}&amp;round={reading.public_id}"
    assert "What comes next" in page
    assert board in page
    act = reverse("admin:reviews-round-act", args=[reading.public_id, "interviews"])
    client.post(act, {"number": "no"})
    assert not ReviewRound.objects.filter(kind="interview").exists()
    answer = client.post(act, {"number": "1"})
    round = ReviewRound.objects.get(kind="interview")
    assert answer.url == reverse("admin:reviews-round", args=[round.public_id])
    assert inside(round) == {best}


def test_a_board_made_from_a_round_begins_with_it(client):
    rounds = [make_read([(400, 400)])[0]]
    rounds.append(make_round(rounds[0].cohort, status="closed"))
    client.force_login(make_user(Role.MANAGER, Role.RECRUITER))
    for round in rounds:
        url = f"{reverse('admin:reviews-board-new')}?cohort={round.cohort.slug}&round={round.public_id}"
        form = client.get(url).context["form"]
        assert (form["reading"].value(), form["of"].value()) == (round.pk, "reading")
