"""Evidence is given by whose item it is, checked by somebody else, and never a file of a result."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careerpath.pipeline.history import IllegalMove, move
from placements.models import (
    ClientContact,
    OnboardingEvidence,
    OnboardingFile,
    OnboardingItem,
    OnboardingRequirement,
    Placement,
)
from placements.selectors.starting import item_reasons
from placements.services.onboarding import (
    CannotGive,
    CannotVerify,
    give_evidence,
    send_back,
    verify_item,
    waive_item,
    withdraw_evidence,
)
from placements.services.starting import can_start
from tests.applicants.documents.making import pdf
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_contact, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db
PDF = pdf()


def item_of(kind="hipaa", *, user=None, starts=30, **terms):
    """An open item in onboarding, with these terms."""
    client = make_client()
    OnboardingRequirement.objects.create(client=client, kind=kind, **terms)
    opening = make_opening(client, starts_on=a_day(starts))
    return make_placement("onboarding", opening=opening, enrolment=make_graduate(user)).onboarding.get()


def test_person_gives_and_somebody_else_signs_off():
    person, staff = make_user(), make_user()
    item = item_of(user=person, owner="person", evidence="reference", valid_for_days=365)
    with pytest.raises(CannotGive, match="Give the reference"):
        give_evidence(item, by=person, dated_on=a_day(-3))
    with pytest.raises(CannotVerify, match="Nothing has been shown for it yet"):
        verify_item(item, by=staff)
    evidence = give_evidence(item, by=person, reference="HIPAA 4711", dated_on=a_day(-3))
    assert can_start(item.placement) is False
    with pytest.raises(CannotVerify, match="Nobody signs off their own"):
        verify_item(item, by=person)
    item = verify_item(item, by=staff)
    evidence.refresh_from_db()
    assert (item.evidence_by, item.verified_by, item.expires_on) == (person, staff, a_day(-3) + timedelta(days=365))
    assert (evidence.checked_by, can_start(item.placement)) == (staff, True)
    assert [(one.what, one.by) for one in item.events.all()] == [("given", person), ("verified", staff)]


def test_giver_never_signs_off_what_they_gave():
    staff = make_user()
    item = item_of(evidence="reference")
    give_evidence(item, by=staff, reference="A 1", dated_on=a_day())
    with pytest.raises(CannotVerify, match="Nobody signs off what they gave themselves"):
        verify_item(item, by=staff)
    with pytest.raises(IntegrityError, match="onboarding_not_verified_by_giver"), transaction.atomic():
        OnboardingItem.objects.filter(pk=item.pk).update(verified_on=a_day(), verified_by=staff, evidence_by=staff)
    with pytest.raises(IntegrityError, match="onboarding_evidence_checked_by_another"), transaction.atomic():
        OnboardingEvidence.objects.filter(item=item).update(checked_at=item.placement.presented_at, checked_by=staff)


def test_each_gives_only_what_is_theirs_to_do():
    person = make_user()
    item = item_of("ehr_access", user=person, owner="client")
    contact = make_contact(item.placement.opening.client)
    with pytest.raises(CannotGive, match="nothing for you to do"):
        give_evidence(item, by=person, dated_on=a_day())
    assert give_evidence(item, by=contact, dated_on=a_day()).given_by == contact
    theirs = item_of(user=make_user(), owner="person")
    with pytest.raises(CannotGive, match="not done by the client"):
        give_evidence(theirs, by=make_contact(theirs.placement.opening.client), dated_on=a_day())


def test_sent_back_evidence_is_given_again():
    person, staff = make_user(), make_user()
    item = item_of(user=person, owner="person", evidence="reference")
    first = give_evidence(item, by=person, reference="X", dated_on=a_day())
    with pytest.raises(CannotGive, match="is being checked"):
        give_evidence(item, by=person, reference="Y", dated_on=a_day())
    with pytest.raises(CannotVerify, match="what is missing"):
        send_back(first, by=staff, because="")
    send_back(first, by=staff, because="The date is of last year.")
    second = give_evidence(item, by=person, reference="Y", dated_on=a_day())
    with pytest.raises(CannotGive, match="It was checked meanwhile"):
        withdraw_evidence(first, by=person)
    withdraw_evidence(second, by=person)
    assert list(item.evidence.values_list("reference", flat=True)) == ["X"]


def test_renewal_leaves_the_item_verified_until_it_is_checked():
    person = make_user()
    item = item_of(user=person, owner="person", evidence="reference")
    give_evidence(item, by=person, reference="1", dated_on=a_day(-10))
    item = verify_item(item, by=make_user(), expires_on=a_day(40))
    give_evidence(item, by=person, reference="2", dated_on=a_day())
    item.refresh_from_db()
    assert (item.verified_on, item.expires_on) == (a_day(), a_day(40))
    assert verify_item(item, by=make_user(), expires_on=a_day(400)).expires_on == a_day(400)


@pytest.mark.parametrize("kind", ["background", "drug_screen", "immunisation", "i9"])
def test_no_file_of_a_result_is_ever_kept(kind):
    person = make_user()
    item = item_of(kind, user=person, owner="person")
    with pytest.raises(CannotGive, match="No file is kept for this"):
        give_evidence(item, by=person, dated_on=a_day(), file=ContentFile(PDF, "result.pdf"))
    with pytest.raises(IntegrityError, match="onboarding_requirement_no_file"), transaction.atomic():
        OnboardingRequirement.objects.filter(pk=item.requirement_id).update(evidence="file")
    evidence = give_evidence(item, by=person, dated_on=a_day())
    row = {"evidence": evidence, "original_name": "x", "content_type": "x", "size": 1, "sha256": "x"}
    with pytest.raises(IntegrityError, match="onboarding_file_never_of_these"), transaction.atomic():
        OnboardingFile.objects.create(kind=kind, **row)
    with pytest.raises(IntegrityError, match="onboarding_file_kind_of_evidence"), transaction.atomic():
        OnboardingFile.objects.create(kind="hipaa", **row)
    with pytest.raises(IntegrityError, match="onboarding_evidence_kind_of_item"), transaction.atomic():
        OnboardingItem.objects.filter(pk=item.pk).update(kind="hipaa")


def test_file_is_taken_where_it_is_asked_for_and_waits_for_its_check(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    person, staff = make_user(), make_user()
    item = item_of("nda", user=person, owner="person", evidence="file")
    with pytest.raises(CannotGive, match="Choose the file"):
        give_evidence(item, by=person, dated_on=a_day())
    evidence = give_evidence(item, by=person, file=ContentFile(PDF, "nda.pdf"))
    with pytest.raises(CannotVerify, match="still being checked"):
        verify_item(item, by=staff)
    assert (evidence.document.kind, evidence.document.original_name) == ("nda", "nda.pdf")


def test_social_security_numbers_are_refused_in_words_and_by_the_database():
    item = item_of()
    with pytest.raises(CannotGive, match="looks like a social security number"):
        give_evidence(item, by=make_user(), reference="123-45-6789", dated_on=a_day())
    with pytest.raises(CannotVerify, match="looks like a social security number"):
        waive_item(item, by=make_user(), reason="Has 123 45 6789", agreed_by="HR")
    with pytest.raises(IntegrityError, match="onboarding_evidence_no_ssn"), transaction.atomic():
        OnboardingEvidence.objects.create(item=item, kind="hipaa", given_by=make_user(), reference="123456789")


def test_direct_status_moves_are_stopped_by_the_database():
    placement = item_of(starts=0).placement
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic():
        move(placement, to="active", by=None)
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(status="active")
    OnboardingItem.objects.update(verified_on=a_day(-1), verified_by=make_user(), expires_on=a_day())
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic():
        move(placement, to="active", by=None)
    OnboardingItem.objects.update(expires_on=a_day(1))
    assert move(placement, to="active", by=None).status == "active"


def test_a_start_without_any_checklist_is_stopped_where_the_client_asks_for_something():
    placement = item_of(starts=0).placement
    placement.onboarding.all().delete()
    assert can_start(placement) is False
    with pytest.raises(IntegrityError, match="blocks the start"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE placements_placement SET status = 'active' WHERE id = %s", [placement.pk])
    with pytest.raises(IllegalMove):
        move(placement, to="presented", by=None)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(["open", "verified", "waived"]),
            st.one_of(st.none(), st.integers(-20, 60)),
        ),
        max_size=6,
    ),
    st.integers(-20, 40),
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_start_is_free_exactly_where_every_blocking_item_lasts_beyond_the_first_day(drawn, first):
    """Against the rule said in another way: no blocking item is neither waived nor verified for longer than that day."""
    items = []
    for blocking, state, expires in drawn:
        requirement = OnboardingRequirement(kind="nda", is_blocking=blocking)
        item = OnboardingItem(requirement=requirement)
        if state != "open":
            item.verified_on, item.expires_on = a_day(-30), None if expires is None else a_day(expires)
        if state == "waived":
            item.waived_on = a_day()
        items.append(item)
    free = all(
        not blocking or state == "waived" or (state == "verified" and (expires is None or expires > first))
        for blocking, state, expires in drawn
    )
    assert (item_reasons(items, a_day(first)) == []) is free


def test_contact_shows_in_the_portal_that_the_clients_item_is_done(signed_in):
    item = item_of("ehr_access", owner="client", evidence="reference")
    person = reverse("placements:person", args=[item.placement.public_id])
    url = reverse("placements:item", args=[item.placement.public_id, item.pk])
    contact = make_contact(item.placement.opening.client)
    browser = signed_in(contact)
    assert f'href="{url}"' in browser.get(person).content.decode()
    assert browser.post(url, {"reference": "", "dated_on": ""}).status_code == 422
    answer = browser.post(url, {"reference": "Ticket 12", "dated_on": a_day(-1).isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, person)
    evidence = item.evidence.get()
    assert (evidence.given_by, evidence.reference, evidence.checked_at) == (contact, "Ticket 12", None)
    page = browser.get(person).content.decode()
    assert ("waits for the programme" in page, f'href="{url}"' in page) == (True, False)
    send_back(evidence, by=make_user(), because="Which system?")
    assert "sent back: Which system?" in browser.get(person).content.decode()
    again = browser.post(url, {"reference": "Ticket 12, EHR", "dated_on": a_day(-1).isoformat()})
    assert again.status_code == 302
    assert verify_item(item, by=make_user()).evidence_by == contact


def test_contact_shows_a_file_behind_the_wall_and_nothing_of_others(signed_in):
    item = item_of("nda", owner="client", evidence="file")
    url = reverse("placements:item", args=[item.placement.public_id, item.pk])
    browser = signed_in(make_contact(item.placement.opening.client))
    assert browser.post(url, {"file": ContentFile(PDF, name="signed.pdf")}).status_code == 302
    assert OnboardingFile.objects.get().evidence.item == item
    theirs = item_of("hipaa", owner="person")
    assert browser.get(reverse("placements:item", args=[item.placement.public_id, theirs.pk])).status_code == 404
    reader = make_contact(item.placement.opening.client)
    ClientContact.objects.filter(user=reader).update(role="reader")
    assert signed_in(reader).get(url).status_code == 403
