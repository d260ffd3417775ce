"""A graduate's own profile: they alone decide, at any time, and read who looked."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applicants.own_data import ERASERS, PARTS
from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from placements.forms_profile import ProfileForm, ShownForm
from placements.models import GraduateProfile, Placement, PortalRule, ProfileDecision, ProfilePart, ProfileView
from placements.selectors.own_profile import looked
from placements.selectors.profile import shown_to_client
from placements.services.profile import (
    CannotShow,
    NotYourProfile,
    Told,
    choose_stage,
    decide,
    erase_profiles,
    note_view,
    take_back,
    tell,
)
from placements.wall import only_clients
from tests.factories import make_user
from tests.placements.factories import make_contact, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db
SENTINEL = "wombat-in-a-summary"
AT = datetime(2026, 3, 2, 14, 37, 12, tzinfo=UTC)


@pytest.fixture
def ana() -> User:
    return make_user(name="Ana Quokka")


@pytest.fixture
def own(ana: User) -> Enrolment:
    return make_graduate(ana, name="Ana Quokka")


@pytest.fixture
def browser(ana: User, own: Enrolment) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def test_nobody_but_the_person_writes_or_shows(own: Enrolment) -> None:
    manager = make_user(Role.MANAGER)
    with pytest.raises(NotYourProfile):
        tell(own, Told(summary="x"), by=manager)
    with pytest.raises(NotYourProfile):
        decide(own, shown=["summary"], by=manager)
    assert take_back(by=manager) == 0
    assert not GraduateProfile.objects.exists()


def test_the_same_choice_again_is_no_new_decision(own: Enrolment, ana: User) -> None:
    for shown in (["skills", "track"], ["track", "skills"], [], []):
        decide(own, shown=shown, by=ana)
    assert list(ProfileDecision.objects.values_list("shown", flat=True)) == [["skills", "track"], []]
    with pytest.raises(CannotShow):
        decide(own, shown=["salary"], by=ana)


def test_to_show_nothing_is_a_decision_too(own: Enrolment, ana: User) -> None:
    placement = make_placement(enrolment=own)
    assert not shown_to_client([placement])[placement.pk].has_decided
    decide(own, shown=[], by=ana)
    assert shown_to_client([placement])[placement.pk].has_decided


def test_taking_back_is_of_every_class_of_a_person(ana: User) -> None:
    first, second, other = make_graduate(ana), make_graduate(), make_graduate(stranger := make_user())
    second.application.applicant = first.application.applicant
    second.application.save()
    for enrolment, by in ((first, ana), (second, ana), (other, stranger)):
        decide(enrolment, shown=["track"], by=by)
    assert take_back(by=ana) == 2
    assert take_back(by=ana) == 0
    assert sorted(GraduateProfile.objects.values_list("shown", flat=True)) == [[], [], ["track"]]
    assert ProfileDecision.objects.count() == 5


def test_the_database_holds_that_what_is_shown_was_decided_and_is_known(own: Enrolment) -> None:
    for fields in ({"shown": ["track"]}, {"shown": ["salary"], "decided_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GraduateProfile.objects.create(enrolment=own, **fields)


def test_a_look_is_recorded_once_an_hour_in_one_statement(own: Enrolment, django_assert_num_queries: Any) -> None:
    placements = [make_placement(enrolment=own), make_placement()]
    contact = make_contact(placements[0].opening.client)
    shown = shown_to_client(placements)
    with django_assert_num_queries(1):
        note_view(shown, by=contact, at=AT)
    note_view(shown, by=contact, at=AT + timedelta(minutes=20))
    note_view({}, by=contact)
    hour = AT.replace(minute=0, second=0)
    assert list(ProfileView.objects.order_by("placement").values_list("placement", "at", "name_shown")) == [
        (one.pk, hour, False) for one in placements
    ]


def test_the_name_read_in_the_same_hour_is_in_the_record_and_stays(own: Enrolment) -> None:
    placement = make_placement("interviewing", enrolment=own)
    contact = make_contact(placement.opening.client)
    named = shown_to_client([placement])
    PortalRule.objects.create(cohort=own.cohort, name_from="accepted")
    hidden = shown_to_client([placement])
    recorded = []
    for shown in (hidden, named, hidden):
        note_view(shown, by=contact, at=AT)
        recorded.append(ProfileView.objects.get().name_shown)
    assert recorded == [False, True, True]


def test_a_contact_records_a_look_inside_the_wall_and_of_no_other_client(own: Enrolment) -> None:
    mine, other = make_placement(enrolment=own), make_placement()
    contact = make_contact(mine.opening.client)
    everybody = shown_to_client([mine, other])
    with only_clients([mine.opening.client_id]):
        assert shown_to_client([mine, other]) == {mine.pk: everybody[mine.pk]}
        note_view({mine.pk: everybody[mine.pk]}, by=contact, at=AT)
    with pytest.raises(Exception, match="row-level security"), only_clients([mine.opening.client_id]):
        note_view({other.pk: everybody[other.pk]}, by=contact, at=AT)
    assert list(ProfileView.objects.values_list("placement", flat=True)) == [mine.pk]


def test_the_wall_hides_nothing_of_what_decides_the_name(own: Enrolment, ana: User) -> None:
    decide(own, shown=ProfilePart.values, by=ana)
    placement = make_placement("interviewing", enrolment=own)
    move(placement, to="not_selected", by=None)
    PortalRule.objects.create(cohort=own.cohort, name_from="interviewing")
    outside = shown_to_client([placement])
    with only_clients([placement.opening.client_id]):
        assert shown_to_client([placement]) == outside
    assert outside[placement.pk].is_named


def test_staff_choose_the_stage_and_only_managers_do(own: Enrolment) -> None:
    with pytest.raises(PermissionError):
        choose_stage(own.cohort, name_from="offered", by=make_user(Role.RECRUITER))
    manager = make_user(Role.MANAGER)
    with pytest.raises(CannotShow):
        choose_stage(own.cohort, name_from="active", by=manager)
    assert choose_stage(own.cohort, name_from="offered", by=manager).name_from == "offered"


# The pages


def test_a_profile_is_written_and_then_chosen(browser: Client, own: Enrolment) -> None:
    sent = {
        "summary": "I taught.\r\nI like it.",
        "skills": "SQL, sql ,HL7\nFHIR",
        "may_relocate": "no",
        "remote_only": "on",
    }
    response = browser.post(reverse("profile:edit"), sent)
    assert (response.status_code, response.url) == (302, reverse("profile:choose"))
    profile = GraduateProfile.objects.get()
    assert (profile.summary, profile.skills, profile.may_relocate, profile.remote_only, profile.shown) == (
        "I taught.\nI like it.",
        ["SQL", "HL7", "FHIR"],
        False,
        True,
        [],
    )
    browser.post(reverse("profile:choose"), {"shown": ["skills", "summary"]})
    profile.refresh_from_db()
    assert profile.shown == ["summary", "skills"]
    page = browser.get(reverse("profile:home")).content.decode()
    assert "You have not decided yet" not in page
    browser.post(reverse("profile:take-back"))
    profile.refresh_from_db()
    assert profile.shown == []


def test_whoever_has_not_decided_is_told_so(browser: Client) -> None:
    assert "You have not decided yet what clients see." in browser.get(reverse("profile:home")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("summary", "Write to ana@example.org"),
        ("summary", "I am Ana Quokka."),
        ("summary", "x" * 1001),
        ("summary", "a\x00b"),
        ("skills", ", ".join(f"skill {n}" for n in range(21))),
        ("skills", "x" * 61),
        ("skills", "SQL, www.example.org"),
        ("languages", "x" * 5000),
        ("city", "410 555 0100 5"),
        ("state", "@ana"),
        ("may_relocate", "perhaps"),
    ],
)
def test_what_does_not_belong_there_is_said_beside_the_field(browser: Client, field: str, value: str) -> None:
    response = browser.post(reverse("profile:edit"), {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not GraduateProfile.objects.exists()


def test_a_part_that_is_not_there_is_refused(browser: Client) -> None:
    assert browser.post(reverse("profile:choose"), {"shown": ["salary", "<script>"]}).status_code == 422
    assert not GraduateProfile.objects.filter(decided_at__isnull=False).exists()
    assert ShownForm({"shown": ["track"]}).is_valid()


def test_what_was_typed_is_text_on_every_page(browser: Client, own: Enrolment, ana: User) -> None:
    evil = "<script>alert(1)</script>{{ 7|add:7 }}"
    tell(own, Told(summary=evil, skills=[evil], languages=[evil], city=evil), by=ana)
    decide(own, shown=ProfilePart.values, by=ana)
    placement = make_placement("interviewing", enrolment=own)
    for url in (
        reverse("profile:home"),
        reverse("profile:edit"),
        reverse("profile:choose"),
        reverse("profile:as-client", args=[placement.public_id]),
        reverse("profile:preview", args=["after"]),
    ):
        page = browser.get(url).content.decode()
        assert ("alert(1)" in page, "<script>alert" in page, "14" in page.split("alert(1)")[-1][:60]) == (
            url.split("placement/")[1] != "profile/",
            False,
            False,
        )


def test_pages_of_a_profile_are_for_graduates_and_their_own_placements(browser: Client) -> None:
    other = make_placement()
    assert browser.get(reverse("profile:as-client", args=[other.public_id])).status_code == 404
    assert browser.get(reverse("profile:preview", args=["never"])).status_code == 404
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.get(reverse("profile:home")).status_code == 200
    for name in ("edit", "choose", "looked"):
        assert stranger.get(reverse(f"profile:{name}")).status_code == 404
    assert stranger.post(reverse("profile:take-back")).status_code == 404
    assert Client().get(reverse("profile:home")).status_code == 302


def test_what_a_person_previews_is_what_the_contact_gets(browser: Client, own: Enrolment, ana: User) -> None:
    """Letter for letter, before and after the name, whatever language the person reads."""
    tell(own, Told(summary=f"{SENTINEL} & <b>more</b>", skills=["SQL"], languages=["English"], city="Dayton"), by=ana)
    decide(own, shown=ProfilePart.values, by=ana)
    opening = make_opening()
    placement = make_placement(enrolment=own, opening=opening)
    contact = Client()
    contact.force_login(make_contact(opening.client))
    browser.cookies["django_language"] = "es"
    for status in ("presented", "interviewing"):
        if status == "interviewing":
            PortalRule.objects.create(cohort=own.cohort, name_from="presented")
        preview = browser.get(reverse("profile:as-client", args=[placement.public_id]))
        page = contact.get(reverse("placements:person", args=[placement.public_id])).content.decode()
        html = str(preview.context["html"])
        assert (html in page, html in preview.content.decode(), SENTINEL in html) == (True, True, True)


def test_after_taking_back_the_next_page_shows_nothing_of_it(own: Enrolment, ana: User) -> None:
    tell(own, Told(summary=SENTINEL, skills=[SENTINEL]), by=ana)
    decide(own, shown=["summary", "skills"], by=ana)
    placement = make_placement(enrolment=own)
    contact = Client()
    contact.force_login(make_contact(placement.opening.client))
    url = reverse("placements:person", args=[placement.public_id])
    assert contact.get(url).content.decode().count(SENTINEL) == 2
    take_back(by=ana)
    assert SENTINEL not in contact.get(url).content.decode()


def test_who_looked_is_listed_with_position_in_pages_of_one_price(browser: Client, own: Enrolment, ana: User) -> None:
    placement = make_placement(enrolment=own)
    contact = make_contact(placement.opening.client)
    placement.opening.client.contacts.update(title="Director of applications")

    def look(count: int, of: Placement = placement) -> None:
        for hour in range(count):
            note_view(shown_to_client([of]), by=contact, at=AT + timedelta(hours=hour))

    look(1)
    with CaptureQueriesContext(connection) as one:
        page = browser.get(reverse("profile:looked")).content.decode()
    assert [word in page for word in (contact.name, "Director of applications", "Without your name")] == [True] * 3
    look(53)
    look(2, make_placement())
    with CaptureQueriesContext(connection) as many:
        response = browser.get(reverse("profile:looked"))
    assert (len(response.context["rows"]), len(one)) == (50, len(many))
    following = browser.get(response.context["next_url"] and reverse("profile:looked") + response.context["next_url"])
    assert (len(following.context["rows"]), following.context["next_url"]) == (3, "")
    for wrong in ("x", "2026-01-01,1", "9999-99-99T00:00:00Z,1", f"{AT.isoformat()},{'9' * 30}", "\x00"):
        assert len(browser.get(reverse("profile:looked"), {"after": wrong}).context["rows"]) == 50
    assert len(looked(ana, limit=2)) == 3


def test_staff_read_what_is_shown_and_choose_the_stage(own: Enrolment, ana: User) -> None:
    placement = make_placement(enrolment=own)
    manager = Client()
    manager.force_login(make_user(Role.MANAGER))
    page = manager.get(reverse("admin:placements-shown", args=[placement.public_id])).content.decode()
    assert "has not decided yet" in page
    assert not ProfileView.objects.exists()
    names = reverse("admin:placements-names")
    manager.post(names, {"cohort": own.cohort.pk, "name_from": "offered"})
    assert PortalRule.objects.get().name_from == "offered"
    for cohort, stage, status in (
        (own.cohort.pk, "active", 422),
        (0, "offered", 422),
        (10**30, "offered", 422),
        (999_999, "offered", 404),
    ):
        assert manager.post(names, {"cohort": cohort, "name_from": stage}).status_code == status
    recruiter = Client()
    recruiter.force_login(make_user(Role.RECRUITER))
    assert recruiter.get(names).status_code in (302, 403)


def test_their_file_holds_it_and_erasing_empties_it(own: Enrolment, ana: User) -> None:
    tell(own, Told(summary=SENTINEL), by=ana)
    decide(own, shown=["summary"], by=ana)
    placement = make_placement(enrolment=own)
    note_view(shown_to_client([placement]), by=make_contact(placement.opening.client), at=AT)
    application = own.application_id
    parts = {part.key: part for give in PARTS for part in give(ana.pk, [application])}
    keys = ("client_profile", "client_profile_decisions", "client_profile_views")
    assert [len(parts[key].records) for key in keys] == [1, 1, 1]
    assert SENTINEL in json.dumps([field.value for field in parts["client_profile"].records[0]], default=str)
    assert erase_profiles in ERASERS
    assert erase_profiles([application]) == 3
    assert not shown_to_client([placement])[placement.pk].has_decided
    assert not ProfileView.objects.exists()


def test_each_part_is_spoken_in_spanish() -> None:
    with translation.override("es"):
        said = [str(ProfilePart(part).label) for part in ProfilePart.values]
        labels = [str(field.label) for field in ProfileForm(profile=None, name="").fields.values()]
    assert not set(said) & {str(ProfilePart(part).label) for part in ProfilePart.values}
    assert not set(labels) & {"About you", "Skills", "Languages", "City"}
