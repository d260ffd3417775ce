"""Contacts of universities, codes and QR codes."""

import struct
import zlib
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core import mail
from django.test import Client

from applicants.models import Notice
from applicants.services.inviting import invite_contact
from careerpath.accounts.access import roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import ReferralLink, UniversityContact
from cohorts.partners.codes import ALPHABET, LENGTH, new_code, said, tidy
from cohorts.partners.contacts import ContactRefused, add_contact, remove_contact, universities_of
from cohorts.partners.qr import PIXELS, as_png, as_svg, modules
from cohorts.selectors import referral
from cohorts.services import make_referral_link
from tests.factories import make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_contact_gets_the_role_and_loses_it_with_the_last_university() -> None:
    user, by = make_user(), make_user(Role.MANAGER)
    first, second = (add_contact(make_university(), user=user, by=by) for _ in range(2))
    assert roles_of(again(user)) == {Role.PARTNER}
    remove_contact(first, by=by)
    assert roles_of(again(user)) == {Role.PARTNER}
    assert list(universities_of(user)) == [second.university]
    remove_contact(second, by=by)
    remove_contact(second, by=make_user(Role.RECRUITER))
    assert roles_of(again(user)) == frozenset()
    second.refresh_from_db()
    assert (second.is_active, second.removed_by) == (False, by)


def test_somebody_who_was_removed_is_let_in_again() -> None:
    user, university = make_user(), make_university()
    remove_contact(add_contact(university, user=user, by=None), by=None)
    contact = add_contact(university, user=user, by=None, title="Dean")
    assert (contact.is_active, contact.removed_at, contact.title) == (True, None, "Dean")
    assert UniversityContact.objects.count() == 1


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MENTOR, Role.COMPLIANCE])
def test_staff_are_no_contacts(role: Role) -> None:
    with pytest.raises(ContactRefused, match="works for the programme"):
        add_contact(make_university(), user=make_user(role), by=None)


def test_a_university_that_is_no_partner_gets_no_contact_and_opens_to_none() -> None:
    university, user = make_university(), make_user()
    add_contact(university, user=user, by=None)
    university.is_active = False
    university.save()
    assert list(universities_of(user)) == []
    with pytest.raises(ContactRefused, match="not an active partner"):
        add_contact(university, user=make_user(), by=None)


def test_invitation_makes_an_account_without_a_password_and_is_written_once_a_day() -> None:
    university, by = make_university(name="State"), make_user(Role.MANAGER, name="Mona")
    for _ in range(2):
        contact = invite_contact(university, email=" Dean@State.EDU ", name="Dean Dee", by=by)
    assert (contact.user.email, contact.user.has_usable_password(), contact.added_by) == ("dean@state.edu", False, by)
    notice = Notice.objects.get()
    assert (notice.to, notice.kind, notice.subject) == ("dean@state.edu", "partner_invite", "Your page for State")
    assert "/partner/" in notice.body
    assert "Mona" in notice.body
    assert mail.outbox == []


def test_workbench_invites_and_removes(client: Client) -> None:
    client.force_login(make_user(Role.MANAGER))
    university = make_university()
    page = f"/admin/partners/{university.pk}/"
    sent = {"name": "Dean Dee", "email": "dean@state.edu", "title": "Dean", "language": "es"}
    assert client.post(page, sent)["Location"] == page
    contact = university.contacts.get()
    assert Notice.objects.get().language == "es"
    assert "dean@state.edu" in client.get(page).text
    assert client.post(f"/admin/partners/remove/{contact.pk}/")["Location"] == page
    assert list(universities_of(contact.user)) == []
    assert client.post(page, {**sent, "email": "no address"}).status_code == 400
    assert client.get("/admin/partners/999999/").status_code == 404


def test_list_of_universities_is_one_query_whatever_their_number(
    client: Client, django_assert_num_queries: Any
) -> None:
    from applicants.selectors.partners import partners

    for count in (1, 3):
        while len(partners()) < count:
            add_contact(make_university(), user=make_user(), by=None)
        with django_assert_num_queries(1):
            assert [each.active_contacts for each in partners()] == [1] * count  # type: ignore[attr-defined]


def test_codes_are_short_clear_and_unlike_each_other() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {LENGTH}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1ILAEU")
    assert said("K7M4QX2P") == "K7M4-QX2P"
    assert said("state-spring") == "state-spring"
    assert tidy(" k7m4-qx2p ") == "K7M4QX2P"


def test_a_code_is_found_however_it_is_typed_and_only_for_its_class() -> None:
    cohort, university = make_cohort(), make_university()
    link = make_referral_link(cohort=cohort, university=university, by=None)
    assert make_referral_link(cohort=cohort, university=university, by=None).code == link.code
    for typed in (link.code, link.code.lower(), said(link.code), f" {said(link.code).lower()} "):
        assert referral(cohort, typed) == link
    for wrong in ("", "-", "nothing", "\x00", "x" * 5000):
        assert referral(cohort, wrong) is None
    assert referral(make_cohort(), link.code) is None


def test_the_short_address_leads_to_the_form_and_a_wrong_one_to_the_front_page(client: Client) -> None:
    cohort = make_cohort(slug="spring")
    link = make_referral_link(cohort=cohort, university=make_university(name="State"), by=None)
    assert client.get(f"/r/{said(link.code).lower()}/")["Location"] == f"/apply/spring/?ref={link.code}"
    assert client.get("/r/NOBODY22/")["Location"] == "/"
    assert client.post(f"/r/{link.code}/").status_code == 405
    assert "You come through State" in client.get(f"/apply/spring/?ref={link.code}").text
    assert "We do not know this code" in client.get("/apply/spring/?ref=wrong").text


def test_png_and_svg_hold_the_same_modules() -> None:
    rows = modules("https://example.org/r/K7M4QX2P/")
    size = len(rows)
    png = as_png("https://example.org/r/K7M4QX2P/")
    width, height, depth = struct.unpack_from(">IIB", png, 16)
    assert (width, height, depth) == (size * PIXELS, size * PIXELS, 1)
    start = png.index(b"IDAT")
    lines = zlib.decompress(png[start + 4 : start + 4 + struct.unpack_from(">I", png, start - 4)[0]])
    across = -(-width // 8) + 1
    read = []
    for y in range(size):
        bits = "".join(f"{byte:08b}" for byte in lines[y * PIXELS * across + 1 : (y * PIXELS + 1) * across])
        read.append([bits[x * PIXELS] == "0" for x in range(size)])
    assert read == rows
    svg = ElementTree.fromstring(as_svg("https://example.org/r/K7M4QX2P/", label="Code <1>"))
    assert svg.attrib["viewBox"] == f"0 0 {size} {size}"
    assert svg[0].text == "Code <1>"
    drawn = [[False] * size for _ in range(size)]
    for run in svg[2].attrib["d"].split("M")[1:]:
        at, _, rest = run.partition("h")
        x, y = map(int, at.split())
        for step in range(int(rest.partition("v")[0])):
            drawn[y][x + step] = True
    assert drawn == rows
    assert not any(rows[0])


def test_a_link_that_somebody_adds_by_hand_has_a_code_that_nobody_guesses() -> None:
    codes = {ReferralLink.objects.create(cohort=make_cohort(), university=make_university()).code for _ in range(3)}
    assert len(codes) == 3
    assert {(len(code), set(code) <= set(ALPHABET)) for code in codes} == {(LENGTH, True)}
