"""The portal: what a client contact sees and does, and that nobody sees another client's people."""

import csv
import io
import zipfile
from urllib.parse import urlencode

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bootcamp.services.attempting import award_credential
from placements.exporting import sheets_for, write_csvs, write_xlsx
from placements.models import (
    ClientContact,
    ClientFeedback,
    InterviewRequest,
    Opening,
    Placement,
    ProfilePart,
    ProfileView,
)
from placements.selectors.portal import portal_board
from placements.selectors.profile import shown_to_client
from placements.services.portal import (
    CannotAsk,
    NotYours,
    arrange_interview,
    ask_for_interview,
    check_can_ask_for_interview,
    give_feedback,
)
from placements.services.profile import decide
from placements.wall import only_clients
from tests.factories import a_day, make_user
from tests.placements.factories import (
    make_client,
    make_contact,
    make_credential,
    make_graduate,
    make_opening,
    make_placement,
)
from tests.placements.test_isolation import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two clients, each with a contact, an opening, and people in three statuses."""
    made = []
    for _ in range(2):
        client = make_client("nda")
        opening = make_opening(client)
        made.append(
            (
                make_contact(client),
                [make_placement(step, opening=opening) for step in ("presented", "onboarding", "active")],
            )
        )
    return made


def test_portal_services_refuse_another_clients_person(world):
    (user, _), (_, others) = world
    with pytest.raises(NotYours):
        ask_for_interview(others[0], times="Tuesday", by=user)
    with pytest.raises(NotYours):
        give_feedback(others[0], verdict="good", by=user)


def test_portal_closes_at_once_to_a_contact_who_is_switched_off(world, signed_in):
    (user, people), _ = world
    browser = signed_in(user)
    ClientContact.objects.filter(user=user).update(is_active=False)
    assert browser.get(reverse("placements:person", args=[people[0].public_id])).status_code == 404
    page = browser.get(reverse("placements:portal")).content.decode()
    assert people[-1].enrolment.name not in page
    assert "Your account belongs to no client now" in page


def test_portal_shows_what_somebody_shows_and_nothing_of_the_application(signed_in):
    credential = make_credential("CAPM")
    opening = make_opening(make_client(), credential)
    user = make_user()
    person = make_graduate(user, name="Ada Lovelace", email="ada@example.org", phone="555-0100")
    award_credential(person, credential=credential, awarded_on=a_day(-5), by=None)
    placement = make_placement("interviewing", opening=opening, enrolment=person)
    browser = signed_in(make_contact(opening.client))
    addresses = [
        reverse("placements:portal"),
        reverse("placements:person", args=[placement.public_id]),
        reverse("placements:opening", args=[opening.public_id]),
    ]
    assert ["CAPM" in browser.get(url).content.decode() for url in addresses] == [False, False, True]
    decide(person, shown=[ProfilePart.CREDENTIALS], by=user)
    for url in addresses:
        page = browser.get(url).content.decode()
        assert "Ada Lovelace" in page
        assert "CAPM" in page
        for secret in (
            "ada@example.org",
            "555-0100",
            "My grandmother",
            person.application.applicant.public_id,
            "taught",
        ):
            assert str(secret) not in page


def test_portal_names_nobody_before_the_stage_in_any_page_or_file(signed_in):
    opening = make_opening()
    people = [
        make_placement(opening=opening, enrolment=make_graduate(name=name, email=f"{name}@example.org"))
        for name in ("Xanthippe", "Philomela")
    ]
    browser = signed_in(make_contact(opening.client))
    codes = [shown.name for shown in shown_to_client(people).values()]
    chosen = "&".join(f"p={one.public_id}" for one in people)
    for url in (
        reverse("placements:portal"),
        reverse("placements:opening", args=[opening.public_id]),
        reverse("placements:compare") + f"?{chosen}",
        reverse("placements:export", args=["xlsx"]),
        reverse("placements:export", args=["zip"]),
    ):
        text = text_of(browser.get(url))
        assert [code in text for code in codes] == [True, True], url
        assert "xanthippe" not in text.lower(), url
    assert set(ProfileView.objects.values_list("placement", "name_shown")) == {(one.pk, False) for one in people}


def test_compare_takes_two_to_four_people_in_the_order_chosen(signed_in):
    opening = make_opening()
    people = [make_placement(opening=opening) for _ in range(5)]
    browser = signed_in(make_contact(opening.client))

    def compare(*chosen):
        return browser.get(reverse("placements:compare"), {"p": [str(one) for one in chosen]})

    ids = [one.public_id for one in people]
    page = compare(ids[2], ids[0], ids[2]).content.decode()
    names = [shown_to_client([people[number]])[people[number].pk].name for number in (2, 0)]
    assert page.index(names[0]) < page.index(names[1])
    assert "2 people side by side" in page
    assert [compare(*ids[:number]).status_code for number in (0, 1, 2, 4, 5)] == [302, 302, 200, 200, 302]
    assert [compare(ids[0], other).status_code for other in ("no-id", opening.public_id)] == [404, 404]


def test_no_cell_of_an_export_is_a_formula(signed_in):
    opening = make_opening(title="=HYPERLINK(1)", description="@SUM(A1)")
    placement = make_placement("interviewing", opening=opening, enrolment=make_graduate(name='+cmd|"/c calc"!A1'))
    contact = make_contact(opening.client)
    ask = {"times": "-1+1", "note": "\t=1"}
    assert signed_in(contact).post(reverse("placements:interview", args=[placement.public_id]), ask).status_code == 302
    with only_clients([opening.client_id]):
        sheets, _shown = sheets_for(contact)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [page.title for page in book] == [
        "People",
        "Interviews",
        "Feedback",
        "Evaluations",
        "Onboarding",
        "Openings",
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [str(cell.value) for cell in cells]
    with zipfile.ZipFile(io.BytesIO(write_csvs(sheets))) as packed:
        for name in packed.namelist():
            texts += [cell for row in csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"))) for cell in row]
    assert {"'=HYPERLINK(1)", "'@SUM(A1)", "'-1+1"} <= set(texts)
    assert [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_interview_is_asked_for_once_and_arranged_by_staff(signed_in):
    placement = make_placement()
    contact, staff = make_contact(placement.opening.client), make_user()
    browser, url = signed_in(contact), reverse("placements:interview", args=[placement.public_id])
    assert browser.post(url, {"times": ""}).status_code == 422
    for _ in range(2):
        assert browser.post(url, {"times": "Tuesday after 14:00", "note": ""}).status_code == 302
    (request,) = InterviewRequest.objects.all()
    assert (request.times, request.asked_by, request.arranged_at) == ("Tuesday after 14:00", contact, None)
    arrange_interview(request, by=staff)
    arrange_interview(request, by=make_user())
    placement.refresh_from_db()
    request.refresh_from_db()
    assert (placement.status, request.arranged_by) == ("interviewing", staff)


def test_interview_cannot_be_asked_for_after_acceptance():
    with pytest.raises(CannotAsk, match="until they have accepted"):
        check_can_ask_for_interview(make_placement("accepted"))


def test_feedback_takes_one_answer(signed_in):
    placement = make_placement("active")
    contact = make_contact(placement.opening.client)
    browser, url = signed_in(contact), reverse("placements:feedback", args=[placement.public_id])
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"verdict": "very_good"}).status_code == 302
    assert list(ClientFeedback.objects.values_list("placement", "by", "verdict")) == [
        (placement.pk, contact.pk, "very_good")
    ]


def queries_of(browser, url):
    """How many statements a page takes; nobody counts which ones here."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_lists_take_the_same_queries_for_one_and_three(signed_in):
    client = make_client("nda")
    browser = signed_in(make_contact(client))
    taken = []
    for number in (1, 2):
        for _ in range(number):
            opening = make_opening(client, make_credential(f"C{Opening.objects.count()}"))
            placement = make_placement(opening=opening)
            award_credential(placement.enrolment, credential=opening.credentials.get(), awarded_on=a_day(-5), by=None)
            make_placement("active", opening=make_opening(client))
        taken.append([queries_of(browser, reverse(f"placements:{name}")) for name in ("portal", "openings")])
    assert taken[0] == taken[1]
    assert max(taken[0]) < 25


def test_opening_takes_the_same_queries_for_one_and_three_people(signed_in):
    opening = make_opening()
    browser = signed_in(make_contact(opening.client))
    taken = []
    for number in (1, 2):
        for _ in range(number):
            make_placement(opening=opening)
        taken.append(queries_of(browser, reverse("placements:opening", args=[opening.public_id])))
    assert taken[0] == taken[1] < 25


def test_what_is_over_stands_on_the_first_page_as_far_as_it_is_new_and_in_the_file_whole(world, monkeypatch):
    monkeypatch.setattr("placements.selectors.portal.EARLIER", 1)
    (user, people), _ = world
    old, new, _here = people
    for day, one in ((2, old), (1, new)):
        Placement.objects.filter(pk=one.pk).update(
            status="not_selected", status_changed_at=f"2026-01-0{3 - day}T12:00Z"
        )
    with only_clients([old.opening.client_id]):
        board = portal_board(user)
        sheets, _shown = sheets_for(user)
    assert ([card.placement.pk for card in board.earlier], board.more) == ([new.pk], {"earlier"})
    assert len(sheets[0].rows) == 3


def test_a_double_click_is_one_feedback_and_another_word_is_another() -> None:
    placement = make_placement("active")
    user = make_contact(placement.opening.client)
    with only_clients([placement.opening.client_id]):
        one, again = (give_feedback(placement, verdict="good", by=user, went_well="Calm.") for _ in range(2))
        other = give_feedback(placement, verdict="good", by=user, went_well="Calm and kind.")
    assert (one == again, other == one) == (True, False)


def test_a_client_with_many_reads_them_page_by_page(signed_in, monkeypatch) -> None:
    monkeypatch.setattr("placements.selectors.portal.FIRST", 2)
    opening = make_opening()
    people = {str(make_placement("active", opening=opening).public_id) for _ in range(5)}
    browser = signed_in(make_contact(opening.client))
    first = browser.get(reverse("placements:portal")).content.decode()
    assert (sum(one in first for one in people), "See everybody placed with you" in first) == (2, True)
    url, found, pages = reverse("placements:people") + "?group=placed", [], 0
    while url:
        response = browser.get(url)
        found += [str(card.placement.public_id) for card in response.context["cards"]]
        after = response.context["after"]
        url = f"{reverse('placements:people')}?{urlencode({'group': 'placed', 'after': after})}" if after else ""
        pages += 1
    assert (len(found), set(found), pages) == (5, people, 3)


def test_a_page_of_people_costs_the_same_for_one_and_three_and_nonsense_is_the_first_page(signed_in) -> None:
    opening = make_opening()
    browser = signed_in(make_contact(opening.client))
    url = reverse("placements:people")
    taken = []
    for number in (1, 2):
        for _ in range(number):
            make_placement("active", opening=opening)
        taken.append(queries_of(browser, url))
    assert taken[0] == taken[1] < 25
    pages = [browser.get(url, {"after": text}) for text in ("x", "2026-01-01T00:00Z,9" + "9" * 30, "99999-01-01,1")]
    assert [(page.status_code, len(page.context["cards"])) for page in pages] == [(200, 3)] * 3
    assert browser.get(url, {"group": "everybody"}).status_code == 404
