import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bootcamp.models import CredentialRelease
from bootcamp.services.attempting import award_credential
from bootcamp.services.maintaining import add_upkeep, verify
from placements.models import OnboardingItem, Placement
from placements.services.onboarding import CannotVerify, verify_item, waive_item
from placements.services.starting import CannotStart, can_start, check_can_start
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_credential, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db


def onboarding(*kinds: str, user=None, starts=10, credentials=()):
    opening = make_opening(make_client(*kinds), *credentials, starts_on=a_day(starts))
    placement = make_placement("onboarding", opening=opening, enrolment=make_graduate(user))
    return placement, list(placement.onboarding.order_by("pk"))


def test_start_is_free_once_everything_is_verified():
    placement, (item,) = onboarding("nda")
    assert can_start(placement) is False
    verify_item(item, by=make_user())
    assert can_start(placement) is True


@pytest.mark.parametrize("before", ["onboarding", "not_selected", "completed"])
def test_nobody_is_written_as_working_while_something_blocks_from_wherever_they_come(before):
    placement, (item,) = onboarding("nda")
    own = Placement.objects.filter(pk=placement.pk)
    own.update(status=before, ended_on=a_day())
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic():
        own.update(status="active")
    verify_item(item, by=make_user())
    assert own.update(status="active") == 1


def test_nobody_is_entered_as_working_where_the_client_asks_for_something():
    opening = make_opening(make_client("nda"))
    person = make_graduate()
    row = {"enrolment": person, "opening": opening, "starts_on": a_day(), "presented_at": timezone.now()}
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic():
        Placement.objects.create(**row, status="active", status_changed_at=timezone.now())


def test_start_is_blocked_by_what_expires_before_the_first_day():
    placement, (item,) = onboarding("hipaa")
    verify_item(item, by=make_user(), on=a_day(-30), expires_on=a_day(9))
    with pytest.raises(CannotStart, match=r"^HIPAA training expires on .*, before the first day\.$"):
        check_can_start(placement)
    verify_item(item, by=make_user(), expires_on=a_day(10))
    with pytest.raises(CannotStart, match=r"^HIPAA training expires on the first day itself, .*\.$"):
        check_can_start(placement)
    verify_item(item, by=make_user(), expires_on=a_day(11))
    check_can_start(placement)


def test_start_is_not_blocked_by_what_does_not_block():
    placement, (item,) = onboarding("ehr_access")
    item.requirement.is_blocking = False
    item.requirement.save()
    assert can_start(placement) is True


def test_start_needs_the_credential_of_the_opening_on_the_first_day():
    credential = make_credential("CAPM", validity_months=1)
    placement, _ = onboarding(credentials=[credential])
    with pytest.raises(CannotStart, match=r"^CAPM is needed here and not held on the first day\.$"):
        check_can_start(placement)
    award_credential(placement.enrolment, credential=credential, awarded_on=a_day(-60), by=None)
    assert can_start(placement) is False
    award_credential(placement.enrolment, credential=credential, awarded_on=a_day(-5), by=None)
    assert can_start(placement) is True


def test_a_release_that_was_not_taken_up_blocks_the_start_until_its_update_is_verified():
    ehr = make_credential(maintenance="release")
    placement, _ = onboarding(credentials=[ehr], starts=10)
    award_credential(placement.enrolment, credential=ehr, awarded_on=a_day(-90), by=None)
    assert can_start(placement) is True
    release = CredentialRelease.objects.create(credential=ehr, name="Spring", released_on=a_day(-30), due_on=a_day(5))
    assert can_start(placement) is False
    item = add_upkeep(
        placement.enrolment,
        credential=ehr,
        release=release,
        done_on=a_day(-1),
        title="",
        evidence_note="Shown on screen",
        by=None,
    )
    assert can_start(placement) is False
    verify(item, by=make_user())
    assert can_start(placement) is True


def test_waiver_frees_the_start_and_needs_a_reason():
    placement, (item,) = onboarding("drug_screen")
    with pytest.raises(CannotVerify, match="Say in a few words why"):
        waive_item(item, by=make_user(), reason=" ")
    with pytest.raises(CannotVerify, match="Say who at the client agreed"):
        waive_item(item, by=make_user(), reason="The client does not ask remote staff.")
    waive_item(item, by=make_user(), reason="The client does not ask remote staff.", agreed_by="HR")
    assert can_start(placement) is True


def test_verify_refuses_the_persons_own_signature():
    person = make_user()
    _, (item,) = onboarding("nda", user=person)
    with pytest.raises(CannotVerify, match="Nobody signs off their own onboarding"):
        verify_item(item, by=person)
    with pytest.raises(CannotVerify, match="Nobody signs off their own onboarding"):
        waive_item(item, by=person, reason="I say so.")


def test_database_refuses_the_persons_own_signature():
    person = make_user()
    _, (item,) = onboarding("nda", user=person)
    with pytest.raises(IntegrityError, match="onboarding_not_verified_by_subject"), transaction.atomic():
        OnboardingItem.objects.filter(pk=item.pk).update(verified_on=a_day(), verified_by=person)


def test_verify_refuses_days_that_cannot_be():
    _, (item,) = onboarding("nda")
    with pytest.raises(CannotVerify, match="cannot be in the future"):
        verify_item(item, by=make_user(), on=a_day(1))
    with pytest.raises(CannotVerify, match="expire before it was seen"):
        verify_item(item, by=make_user(), on=a_day(-1), expires_on=a_day(-2))


def test_verify_works_out_the_expiry_from_the_requirement():
    _, (item,) = onboarding("background")
    item.requirement.valid_for_days = 30
    item.requirement.save()
    assert verify_item(item, by=make_user(), on=a_day(-10)).expires_on == a_day(20)


def test_item_state_follows_from_its_dates():
    _, (item,) = onboarding("nda")
    assert item.state_on(a_day()) == "open"
    item = verify_item(item, by=make_user(), expires_on=a_day(5))
    assert [item.state_on(a_day(5)), item.state_on(a_day(6))] == ["verified", "expired"]


def test_item_holds_no_result_and_no_detail():
    fields = {field.name for field in OnboardingItem._meta.fields}
    assert fields == {
        "id", "placement", "requirement", "kind", "subject", "due_on", "evidence_by", "verified_on", "verified_by", "expires_on",
        "waived_on", "waived_by", "waiver_reason", "waiver_agreed_by", "taken_from",
    }  # fmt: skip
