"""Papers of clients and placements: who sends, who sees, versions, removal; nothing is handed out before its check."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applicants.services.documents.checking import check
from careerpath.accounts.access import give_role
from careerpath.accounts.roles import Role
from placements.models import ClientContact, DocumentKind, PlacementDocument
from placements.selectors.contacts import NotYourPart
from placements.selectors.documents import current, for_contact, for_person, of_client, versions_before
from placements.services.documents import (
    About,
    CannotKeep,
    add_document,
    can_change,
    remove_document,
    replace_document,
)
from placements.wall import only_clients
from tests.factories import make_user
from tests.placements.factories import make_client, make_contact, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db

Kind = DocumentKind
TEXT = b"What was agreed.\n"


@pytest.fixture
def manager():
    user = make_user()
    give_role(user, Role.MANAGER)
    return user


def paper(
    client, by, *, kind=Kind.POLICY, title="Remote work", placement=None, clean=True, **about
) -> PlacementDocument:
    row = add_document(
        client=client,
        placement=placement,
        about=About(kind, title, **about),
        file=ContentFile(TEXT, "paper.txt"),
        by=by,
    )
    if clean:
        PlacementDocument.objects.filter(pk=row.pk).update(state="clean", settled_at=row.uploaded_at, next_try_at=None)
    return PlacementDocument.objects.get(pk=row.pk)


def seen_by(user, *clients):
    with only_clients([one.pk for one in clients]):
        return {one.title for one in current(for_contact(user))}


def test_a_file_is_handed_out_once_the_worker_found_it_clean(client, manager):
    row = paper(make_client(), manager, clean=False)
    client.force_login(manager)
    assert client.get(row.address).status_code == 404
    assert check([row.pk], PlacementDocument)["clean"] == 1
    answer = client.get(row.address)
    assert (answer.status_code, answer.content) == (200, TEXT)
    assert answer["Content-Disposition"] == 'attachment; filename="paper.txt"'


def test_a_contact_sees_their_clients_papers_and_no_others(manager):
    ours, theirs = make_client(), make_client()
    contact = make_contact(ours)
    paper(ours, manager, title="ours")
    paper(ours, manager, title="for staff", for_client=False)
    paper(ours, manager, title="unchecked", clean=False)
    paper(ours, contact, title="sent by us", clean=False)
    paper(theirs, manager, title="theirs")
    assert seen_by(contact, ours) == {"ours", "sent by us"}


def test_what_says_what_is_paid_is_for_who_hires_or_leads(manager):
    ours = make_client()
    supervisor, reader, hiring = (make_contact(ours) for _ in range(3))
    ClientContact.objects.filter(user=supervisor).update(role="supervisor")
    ClientContact.objects.filter(user=reader).update(role="reader")
    own = make_placement("active", opening=make_opening(ours))
    other = make_placement("active", opening=make_opening(ours))
    own.supervisor = supervisor
    own.save()
    paper(ours, manager, kind=Kind.STATEMENT_OF_WORK, title="work")
    paper(ours, manager, title="policy")
    paper(ours, manager, kind=Kind.OFFER, title="offer", placement=own)
    paper(ours, manager, kind=Kind.NDA, title="own nda", placement=own)
    paper(ours, manager, kind=Kind.NDA, title="other nda", placement=other)
    assert seen_by(supervisor, ours) == {"policy", "own nda"}
    assert seen_by(reader, ours) == {"policy", "own nda", "other nda"}
    assert seen_by(hiring, ours) == {"work", "policy", "offer", "own nda", "other nda"}


def test_a_person_reads_what_is_for_them_while_they_are_there(manager):
    user, ours = make_user(), make_client()
    placement = make_placement("accepted", opening=make_opening(ours), enrolment=make_graduate(user))
    paper(ours, manager, title="policy", for_person=True)
    paper(ours, manager, title="hidden")
    paper(ours, manager, kind=Kind.OFFER, title="offer", placement=placement, for_person=True)
    paper(make_client(), manager, title="elsewhere", for_person=True)
    assert {one.title for one in for_person(user)} == {"policy", "offer"}
    assert not for_person(make_user()).exists()
    placement.__class__.objects.filter(pk=placement.pk).update(
        status="ended_early", ended_on=placement.starts_on, end_reason="person"
    )
    assert {one.title for one in for_person(user)} == {"offer"}


def test_a_new_version_takes_the_place_of_the_old_which_is_kept(manager):
    ours = make_client()
    first = paper(ours, manager, title="one")
    second = replace_document(first, about=About(Kind.POLICY, "two"), file=ContentFile(b"new", "n.txt"), by=manager)
    third = replace_document(second, about=About(Kind.POLICY, "three"), file=ContentFile(b"nw", "n.txt"), by=manager)
    assert [one.title for one in of_client(ours)] == ["three"]
    assert [one.title for one in versions_before(third)] == ["two", "one"]
    with pytest.raises(CannotKeep, match="replaced or removed already"):
        replace_document(first, about=About(Kind.POLICY, "x"), file=ContentFile(b"new", "n.txt"), by=manager)


def test_removing_needs_a_reason_and_keeps_the_paper_for_staff(manager, client):
    ours = make_client()
    contact = make_contact(ours)
    row = paper(ours, manager)
    with pytest.raises(CannotKeep, match="why"):
        remove_document(row, reason=" ", by=manager)
    remove_document(row, reason="It was the draft.", by=manager)
    assert seen_by(contact, ours) == set()
    client.force_login(manager)
    assert (
        "It was the draft." in client.get(reverse("admin:placements-document", args=[row.public_id])).content.decode()
    )


def test_a_contact_changes_what_the_client_sent_and_nothing_else(manager):
    ours = make_client()
    contact = make_contact(ours)
    of_staff, own = paper(ours, manager), paper(ours, contact, title="own")
    assert not can_change(of_staff, by=contact)
    assert can_change(own, by=contact)
    with pytest.raises(CannotKeep, match="programme keeps this one"):
        remove_document(of_staff, reason="no", by=contact)
    ClientContact.objects.filter(user=contact).update(role="reader")
    with pytest.raises(NotYourPart):
        remove_document(own, reason="no", by=contact)
    with pytest.raises(NotYourPart):
        paper(make_client(), contact)


@pytest.mark.parametrize(
    ("kind", "of_person", "about", "why"),
    [
        (Kind.OFFER, False, {}, "Choose what it is"),
        (Kind.POLICY, True, {}, "Choose what it is"),
        (Kind.STATEMENT_OF_WORK, False, {"for_person": True}, "between the client and the programme"),
        (Kind.POLICY, False, {"title": " "}, "title"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(manager, kind, of_person, about, why):
    ours = make_client()
    placement = make_placement(opening=make_opening(ours)) if of_person else None
    with pytest.raises(CannotKeep, match=why):
        paper(ours, manager, kind=kind, placement=placement, **about)


def test_a_contact_sends_a_paper_in_the_portal_and_another_client_finds_nothing(client):
    ours = make_client()
    contact, stranger = make_contact(ours), make_contact(make_client())
    client.force_login(contact)
    sent = {"kind": "policy", "title": "On call", "file": SimpleUploadedFile("on-call.txt", TEXT), "for_person": "on"}
    answer = client.post(reverse("placements:document-new"), sent)
    row = PlacementDocument.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("placements:document", args=[row.public_id]))
    assert (row.by_client, row.for_client, row.for_person) == (True, True, True)
    assert client.get(reverse("placements:documents")).status_code == 200
    assert client.get(reverse("placements:document-file", args=[row.public_id])).status_code == 404
    check([row.pk], PlacementDocument)
    assert client.get(reverse("placements:document-file", args=[row.public_id])).content == TEXT
    client.force_login(stranger)
    for name in ("document", "document-file"):
        assert client.get(reverse(f"placements:{name}", args=[row.public_id])).status_code == 404


def test_the_form_says_what_is_wrong_and_keeps_what_was_written(client):
    contact = make_contact(make_client())
    client.force_login(contact)
    sent = {
        "kind": "statement_of_work",
        "title": "Work",
        "for_person": "on",
        "file": SimpleUploadedFile("a.exe", b"MZ"),
    }
    answer = client.post(reverse("placements:document-new"), sent)
    assert answer.status_code == 422
    assert "Untick this." in answer.content.decode()
    assert 'value="Work"' in answer.content.decode()


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_asks_the_same_for_many(manager, papers, django_assert_num_queries):
    ours = make_client()
    contact = make_contact(ours)
    for number in range(papers):
        paper(ours, manager, title=str(number))
    with only_clients([ours.pk]), django_assert_num_queries(3):
        assert len(current(for_contact(contact))) == papers


def test_the_list_is_paged_by_key(manager):
    ours = make_client()
    contact = make_contact(ours)
    rows = [paper(ours, manager, title=str(number)) for number in range(3)]
    for age, row in enumerate(reversed(rows)):
        PlacementDocument.objects.filter(pk=row.pk).update(uploaded_at=row.uploaded_at - timedelta(hours=age))
    with only_clients([ours.pk]):
        first = current(for_contact(contact), limit=2)[:2]
        after = (first[-1].uploaded_at.isoformat(), first[-1].pk)
        rest = current(for_contact(contact), after=after, limit=2)
    assert [one.title for one in (*first, *rest)] == ["2", "1", "0"]


def test_a_version_before_that_somebody_might_not_open_is_not_in_the_list(manager, client):
    ours = make_client()
    reader, hiring = make_contact(ours), make_contact(ours)
    ClientContact.objects.filter(user=reader).update(role="reader")
    placement = make_placement(opening=make_opening(ours))
    offer = paper(ours, manager, kind=Kind.OFFER, title="Ninety an hour", placement=placement, for_client=True)
    about = About(Kind.OTHER, "First day", for_client=True)
    now = replace_document(offer, about=about, file=ContentFile(TEXT, "paper.txt"), by=manager)
    PlacementDocument.objects.filter(pk=now.pk).update(state="clean", settled_at=now.uploaded_at, next_try_at=None)
    for user, reads in ((hiring, True), (reader, False)):
        client.force_login(user)
        page = client.get(reverse("placements:document", args=[now.public_id]))
        assert (page.status_code, "Ninety an hour" in page.content.decode()) == (200, reads)
