"""Two records made one, and two again."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import serializers

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, BulkOperation, Decision, DuplicatePair, Letter, Merge, Review
from applicants.selectors.applying import my_application_to, my_applications
from applicants.services.claiming import applicant_of
from applicants.services.deciding import stage
from applicants.services.duplicates import MergeRefused, look_for, mark_different, merge, undo_merge
from careerpath.pipeline import clock
from careerpath.pipeline.history import move, move_many
from tests.applicants.duplicates.factories import make_pair, make_person
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db

NOT_COMPARED = {"applicants.merge", "applicants.applicationstatuschange"}
"""The record of the merge and the history say what happened; everything else is as it was."""


def dump() -> dict[str, Any]:
    """Every row of every table of the app, but the moment a status began: coming back is a beginning."""
    rows = {}
    for model in apps.get_app_config("applicants").get_models():
        label = model._meta.label_lower
        if label in NOT_COMPARED:
            continue
        for row in json.loads(serializers.serialize("json", model._base_manager.order_by("pk"))):
            row["fields"].pop("status_changed_at", None)
            rows[f"{label} {row['pk']}"] = row["fields"]
    return rows


def walk(application: Application, *statuses: str) -> Application:
    for status in statuses:
        move(application, to=status, by=None)
    return application


def test_a_merge_ends_the_second_application_and_moves_the_others() -> None:
    cohort, other = make_cohort(), make_cohort()
    pair, by = make_pair(cohort), make_user()
    elsewhere = make_application(other, pair.second)
    done = merge(pair, keep=pair.first, by=by)
    stays, ends = Application.objects.get(cohort=cohort, applicant=pair.first), pair.second.applications.get()
    elsewhere.refresh_from_db()
    assert (ends.status, stays.status, elsewhere.applicant_id) == (S.DUPLICATE, S.SUBMITTED, pair.first_id)
    assert Applicant.objects.get(pk=pair.second_id).merged_into_id == pair.first_id
    last = ends.history.latest("pk")
    assert (last.batch, last.by, last.reason) == (done.batch, by, f"The same person: application {stays.pk} goes on.")
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by) == ("same", by)


def test_undoing_restores_every_row() -> None:
    cohort, other, third = make_cohort(), make_cohort(), make_cohort()
    pair, by = make_pair(cohort, other), make_user()
    user = make_user()
    Applicant.objects.filter(pk=pair.second_id).update(user=user)
    Applicant.objects.filter(pk=pair.first_id).update(phone="")
    make_application(third, pair.second)
    screened, waitlisted = pair.second.applications.order_by("pk")[:2]
    walk(screened, S.SCREENED)
    stage(screened, kind="offered", by=by)
    Review.objects.create(application=screened, reviewer=by, mark=4, comment="Clear.")
    walk(waitlisted, S.SCREENED, S.WAITLISTED)
    operation = BulkOperation.objects.create(kind="mail", cohort=cohort, created_by=by)
    now = clock.now()
    Letter.objects.create(
        application=waitlisted,
        operation=operation,
        kind="waitlisted",
        subject="x",
        body="y",
        hold_until=now,
        next_try_at=now,
    )
    before = dump()
    done = merge(pair, keep=pair.first, by=by)
    assert Applicant.objects.get(pk=pair.first_id).user == user
    assert (Decision.objects.get().dropped_by, Letter.objects.get().next_try_at) == (by, None)
    assert dump() != before
    undone = undo_merge(done, by=by)
    assert dump() == before
    assert undone.record["left"] == []
    assert [each.history.latest("pk").reason for each in (screened, waitlisted)] == ["Separated again: two people."] * 2


def test_a_merge_record_holds_no_name_and_no_address() -> None:
    pair = make_pair(email=None)
    text = json.dumps(merge(pair, keep=pair.first, by=make_user()).record)
    assert pair.second.email not in text
    assert pair.second.name not in text


def test_the_account_goes_with_its_address_and_the_other_address_stays() -> None:
    pair, user = make_pair(), make_user(email="proved@example.org")
    Applicant.objects.filter(pk=pair.second_id).update(user=user, email="proved@example.org")
    imported = pair.first.email
    merge(pair, keep=pair.first, by=make_user())
    kept, away = (Applicant.objects.get(pk=pk) for pk in (pair.first_id, pair.second_id))
    assert (kept.user, kept.email, away.user, away.email) == (user, "proved@example.org", None, imported)


def test_with_two_accounts_both_see_everything() -> None:
    cohort = make_cohort()
    pair = make_pair(cohort)
    users = [make_user(), make_user()]
    for person, user in zip((pair.first, pair.second), users, strict=True):
        Applicant.objects.filter(pk=person.pk).update(user=user)
    done = merge(pair, keep=pair.first, by=make_user())
    kept, ended = pair.first.applications.get(), pair.second.applications.get()
    for user in users:
        assert {each.pk for each in my_applications(user)} == {kept.pk, ended.pk}
        assert my_application_to(cohort, user) == kept
        assert applicant_of(user) == pair.first
    undo_merge(done, by=make_user())
    assert [my_applications(user).get() for user in users] == [kept, ended]


def test_a_person_who_proves_the_merged_address_gets_the_kept_record() -> None:
    pair = make_pair()
    merge(pair, keep=pair.first, by=make_user())
    user = make_user(email=pair.second.email)
    EmailAddress.objects.create(user=user, email=pair.second.email, verified=True, primary=True)
    assert applicant_of(user) == pair.first
    assert my_applications(user).count() == 2


def test_a_chain_is_undone_in_reverse_order() -> None:
    cohort, by = make_cohort(), make_user()
    people = [make_person("Ana Pérez", cohort, phone="+1 202 555 0134") for _ in range(3)]
    look_for([each.pk for each in people])
    a, b, c = people
    before = dump()
    first = merge(DuplicatePair.objects.get(first=a, second=b), keep=b, by=by)
    between = dump()
    second = merge(DuplicatePair.objects.get(first=b, second=c), keep=c, by=by)
    assert set(Applicant.objects.filter(merged_into=c)) == {a, b}
    with pytest.raises(MergeRefused, match=f"More was merged since: .*number {b.pk}.*Separate those first"):
        undo_merge(first, by=by)
    undo_merge(second, by=by)
    assert dump() == between
    undo_merge(first, by=by)
    assert dump() == before


def test_somebody_merged_before_cannot_be_merged_again() -> None:
    cohort, by = make_cohort(), make_user()
    people = [make_person("Ana Pérez", cohort, phone="+1 202 555 0134") for _ in range(3)]
    look_for([each.pk for each in people])
    one, two, three = DuplicatePair.objects.order_by("first", "second")
    merge(one, keep=people[0], by=by)
    with pytest.raises(MergeRefused, match="was merged into another record already"):
        merge(three, keep=people[2], by=by)
    merge(two, keep=people[0], by=by)


@pytest.mark.parametrize(
    ("ends", "stays", "why"),
    [
        ([S.SCREENED, S.OFFERED], [S.SCREENED, S.OFFERED], "Both were decided"),
        ([S.SCREENED, S.OFFERED], [S.SCREENED], "Keep the other record."),
        ([S.SCREENED, S.REJECTED], [], "Keep the other record."),
        ([S.SCREENED], [S.WITHDRAWN], "“withdrawn”, and the one that would end is “screened”. Keep the other record."),
    ],
)
def test_what_was_decided_is_not_ended_by_a_merge(ends: list[str], stays: list[str], why: str) -> None:
    pair = make_pair()
    walk(pair.second.applications.get(), *ends)
    walk(pair.first.applications.get(), *stays)
    before = dump()
    with pytest.raises(MergeRefused, match=why):
        merge(pair, keep=pair.first, by=make_user())
    assert dump() == before


def test_the_other_way_round_it_works() -> None:
    pair = make_pair()
    walk(pair.second.applications.get(), S.SCREENED, S.OFFERED)
    merge(pair, keep=pair.second, by=make_user())
    assert pair.first.applications.get().status == S.DUPLICATE


def test_a_draft_ends_and_comes_back_a_draft() -> None:
    cohort = make_cohort()
    pair = make_pair(cohort)
    other = make_cohort()
    make_application(other, pair.first)
    draft = make_application(other, pair.second, draft=True)
    done = merge(pair, keep=pair.first, by=make_user())
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at) == (S.DUPLICATE, None)
    undo_merge(done, by=make_user())
    draft.refresh_from_db()
    assert draft.status == S.DRAFT


def test_what_changed_since_stays_and_is_named() -> None:
    cohort = make_cohort()
    pair, user, by = make_pair(cohort), make_user(), make_user()
    Applicant.objects.filter(pk=pair.first_id).update(phone="")
    moved = make_application(make_cohort(), pair.second)
    done = merge(pair, keep=pair.first, by=by)
    Applicant.objects.filter(pk=pair.first_id).update(phone="+1 202 555 0177")
    stranger = make_person("Somebody Else")
    Application.objects.filter(pk=moved.pk).update(applicant=stranger)
    undone = undo_merge(done, by=by)
    assert undone.record["left"] == [
        "The phone was changed since, and stays with the kept record.",
        f"Application {moved.pk} belongs to somebody else by now.",
    ]
    assert user.pk is not None


def test_an_undo_that_is_impossible_says_why() -> None:
    other = make_cohort()
    pair, by = make_pair(), make_user()
    make_application(other, pair.second)
    done = merge(pair, keep=pair.first, by=by)
    again = make_application(other, pair.second)
    with pytest.raises(MergeRefused, match=f"has applied again since: application {again.pk} to {other}"):
        undo_merge(done, by=by)
    assert Merge.objects.get().undone_at is None


def test_undone_twice_is_said() -> None:
    pair, by = make_pair(), make_user(name="Rosa Recruiter")
    done = merge(pair, keep=pair.first, by=by)
    undo_merge(done, by=by)
    with pytest.raises(MergeRefused, match="Rosa Recruiter has separated them again already"):
        undo_merge(done, by=make_user())


def test_merged_again_after_an_undo() -> None:
    pair, by = make_pair(), make_user()
    undo_merge(merge(pair, keep=pair.first, by=by), by=by)
    merge(pair, keep=pair.second, by=by)
    assert Merge.objects.filter(undone_at=None).get().kept_id == pair.second_id


def test_keeping_somebody_else_is_refused() -> None:
    with pytest.raises(MergeRefused, match="Keep one of the two"):
        merge(make_pair(), keep=make_person("Somebody Else"), by=make_user())


def test_who_resembles_the_merged_record_is_paired_with_the_kept_one() -> None:
    cohort = make_cohort()
    pair, by = make_pair(cohort), make_user()
    merge(pair, keep=pair.first, by=by)
    Applicant.objects.filter(pk=pair.first_id).update(phone="", name="Anne-Marie Somebody")
    third = make_person(pair.second.name, cohort, phone=pair.second.phone)
    look_for([pair.first_id, pair.second_id, third.pk])
    found = DuplicatePair.objects.get(verdict="")
    assert (found.first_id, found.second_id, found.reasons) == (
        pair.first_id,
        third.pk,
        ["phone", "name:100", "earlier"],
    )
    mark_different(found, by=by)
    look_for([third.pk])
    assert not DuplicatePair.objects.filter(verdict="").exists()


def test_a_merge_is_no_way_around_the_lifecycle() -> None:
    assert {old for old in S.values if Application.LIFECYCLE.is_legal(old, S.DUPLICATE)} == {
        S.SUBMITTED, S.INELIGIBLE, S.SCREENED, S.IN_REVIEW, S.INTERVIEW, S.WAITLISTED, S.WITHDRAWN,
    }  # fmt: skip


def test_what_was_merged_is_not_moved_on_in_bulk() -> None:
    pair = make_pair()
    merge(pair, keep=pair.first, by=make_user())
    ended = pair.second.applications.get()
    result = move_many(Application.objects.filter(pk=ended.pk), to=S.SCREENED, by=None)
    assert result.skipped == {ended.pk: "It is “merged into another”, and that is final."}
