"""The pages of a partner university: its own and nobody else's, the same figures everywhere, names only by consent."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from applicants.forms.partners import MaterialForm
from applicants.models import Application, UniversityConsentChange
from applicants.services import consents
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from cohorts.models import Cohort, PartnerMaterial, University
from cohorts.partners.contacts import add_contact, remove_contact
from cohorts.services import make_referral_link
from reports.exporting.sheet import write_sheet
from reports.models import PartnerFigures
from reports.selectors.partners import partner_page
from reports.services.counting import count_changed
from reports.services.partners import count_for_partners, count_if_due, last_monday
from reports.universities.figures import csv_rows
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def sent_by(university: University | None, cohort: Cohort, count: int) -> list[Application]:
    return [make_application(cohort, make_applicant(make_user()), university=university) for _ in range(count)]


def applicant_of(application: Application) -> User:
    assert application.applicant.user is not None
    return application.applicant.user


def count() -> None:
    count_changed()
    count_for_partners()


def contact_of(university: University) -> Client:
    user = make_user()
    add_contact(university, user=user, by=None)
    client = Client()
    client.force_login(user)
    return client


def figures(university: University) -> dict[tuple[str, str, str], tuple[Any, str]]:
    rows = list(csv_rows(partner_page(university).sections))
    return {(name, stage, whose): (n, state) for name, stage, whose, n, _, state in rows[1:]}


def names(university: University) -> Sequence[tuple[str, str]]:
    return [(each.name, each.stage) for each in partner_page(university).named]


def make_material(**fields: Any) -> PartnerMaterial:
    defaults = {
        "title": "Flyer",
        "file": ContentFile(b"words", name="x"),
        "file_name": "Flyer.txt",
        "content_type": "text/plain",
    }
    return PartnerMaterial.objects.create(**{**defaults, "size": 5, **fields})


def test_page_and_csv_show_the_same_protected_counts() -> None:
    state, other, cohort = make_university(name="State"), make_university(), make_cohort(name="Spring")
    client, _ = contact_of(state), contact_of(other)
    sent_by(state, cohort, 12)
    sent_by(other, cohort, 3)
    sent_by(None, cohort, 14)
    count()
    assert figures(state)["Spring", "Applied", "yours"] == (12, "shown")
    assert figures(state)["Spring", "Applied", "everybody"] == (29, "shown")
    assert figures(other)["Spring", "Applied", "yours"] == (None, "hidden")
    assert figures(other)["Spring", "Read by people", "yours"] == (None, "not yet")
    file = client.get(f"/partner/{state.slug}/figures.csv")
    assert file["Content-Disposition"] == f'attachment; filename="{state.slug}.csv"'
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[1:3] == ["Spring,Applied,yours,12,100.0,shown", "Spring,Applied,everybody,29,100.0,shown"]
    page = client.get(f"/partner/{state.slug}/").text
    assert "A count of 1 to 10 people is never shown" in page
    kept = PartnerFigures.objects.get(university=other).payload["classes"]  # what is hidden is kept nowhere
    assert [one["theirs"]["submitted"] for one in kept] == [None]


def test_pages_are_counted_once_a_week() -> None:
    state, cohort = make_university(), make_cohort(name="Spring")
    assert count_if_due() == 0  # nobody signs in for any
    contact_of(state)
    sent_by(state, cohort, 12)
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert [last_monday(datetime(2026, 11, day, 23, 59, tzinfo=UTC)) for day in (23, 26, 29)] == [monday] * 3
    with clock.at(datetime(2026, 11, 25, tzinfo=UTC)):
        assert count_if_due() == 1
        sent_by(state, cohort, 20)
        contact_of(make_university())
        assert count_if_due() == 0
    assert figures(state)["Spring", "Applied", "yours"] == (12, "shown")
    with clock.at(datetime(2026, 11, 30, tzinfo=UTC)):
        assert count_if_due() == 2
    assert figures(state)["Spring", "Applied", "yours"] == (32, "shown")


def status(client: Client, path: str, method: str = "get") -> int:
    response = getattr(client, method)(path)
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file
    return response.status_code


def test_every_address_of_another_university_is_not_there() -> None:
    mine, other, cohort = make_university(), make_university(), make_cohort()
    client = contact_of(mine)
    contact_of(other)
    for university in (mine, other):
        make_referral_link(cohort=cohort, university=university, by=None)
    theirs, everybodys, off = make_material(), make_material(), make_material(is_active=False)
    theirs.universities.add(other)
    count()
    paths = ["", "figures.csv", f"{cohort.slug}/qr.svg", f"{cohort.slug}/qr.png", f"{cohort.slug}/sheet-es.pdf"]
    for path in [*paths, f"materials/{everybodys.public_id}/"]:
        assert status(client, f"/partner/{mine.slug}/{path}") == 200, path
        assert status(client, f"/partner/{mine.slug}/{path}", "post") == 405, path
        assert status(client, f"/partner/{other.slug}/{path}") == 404, path
        for method in ("post", "put", "patch", "delete"):
            assert status(client, f"/partner/{other.slug}/{path}", method) == 405, path
    for hidden in (theirs, off):
        assert status(client, f"/partner/{mine.slug}/materials/{hidden.public_id}/") == 404
    closed = make_cohort(opens_at=datetime(2019, 1, 1, tzinfo=UTC), closes_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert status(client, f"/partner/{mine.slug}/{closed.slug}/qr.svg") == 404
    assert status(client, f"/partner/{mine.slug}/{cohort.slug}/sheet-xx.pdf") == 404
    assert client.get("/partner/")["Location"] == f"/partner/{mine.slug}/"


def test_a_removed_contact_is_out_at_once_and_a_manager_sees_every_page(client: Client) -> None:
    university = make_university()
    theirs = contact_of(university)
    remove_contact(university.contacts.get(), by=None)
    assert theirs.get(f"/partner/{university.slug}/").status_code == 403
    client.force_login(make_user(Role.MANAGER))
    assert client.get(f"/partner/{university.slug}/").status_code == 200
    assert university.name in client.get("/partner/").text


def test_queries_of_the_page_do_not_grow() -> None:
    taken = []
    university = make_university()
    client = contact_of(university)
    for classes in (1, 3):
        while Cohort.objects.count() < classes:
            cohort = make_cohort()
            contact_of(make_university())
            for application in sent_by(university, cohort, 3):
                consents.give(application, by=applicant_of(application))
            make_material()
        count()
        client.get(f"/partner/{university.slug}/")  # makes the links
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/partner/{university.slug}/").status_code == 200
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 14
    assert len(names(university)) == 9


def test_names_need_consent_and_disappear_with_it() -> None:
    university, cohort = make_university(), make_cohort()
    contact_of(university)
    yes, no, back, gone, stranger = sent_by(university, cohort, 4) + sent_by(None, cohort, 1)
    for each in (yes, back, gone):
        consents.give(each, by=applicant_of(each))
    with pytest.raises(consents.ConsentRefused):
        consents.give(stranger, by=applicant_of(stranger))
    count()
    assert len(names(university)) == 3
    consents.take_back(back, by=applicant_of(back))
    move(gone, to="withdrawn", by=None)
    assert names(university) == [(yes.applicant.name, "Applied")]
    consents.give(back, by=applicant_of(back))
    assert len(names(university)) == 2
    assert no.applicant.name not in str(names(university))
    Application.objects.filter(pk=back.pk).update(university=make_university())
    assert names(university) == [(yes.applicant.name, "Applied")]
    assert list(UniversityConsentChange.objects.filter(application=back).values_list("is_given", flat=True)) == [
        True,
        False,
        True,
    ]


def test_a_name_tells_nothing_that_the_person_was_not_told() -> None:
    university, cohort = make_university(), make_cohort()
    contact_of(university)
    (person,) = sent_by(university, cohort, 1)
    consents.give(person, by=applicant_of(person))
    for status in ("screened", "in_review", "rejected"):
        move(person, to=status, by=None, reason="A reason that nobody else reads.")
        count()
        assert names(university) == [(person.applicant.name, "Applied")]
    move(person, to="in_review", by=None)
    move(person, to="offered", by=None)
    count()
    assert names(university) == [(person.applicant.name, "Applied")]
    move(person, to="admitted", by=None)
    assert names(university) == [(person.applicant.name, "Applied")]  # as of the last count, like the figures
    count()
    assert names(university) == [(person.applicant.name, "Joined the class")]


def test_somebody_merged_into_another_disappears() -> None:
    university, cohort = make_university(), make_cohort()
    contact_of(university)
    one, other = sent_by(university, cohort, 2)
    consents.give(one, by=applicant_of(one))
    count()
    one.applicant.merged_into = other.applicant
    one.applicant.save()
    assert names(university) == []


def test_the_applicant_is_asked_says_yes_and_takes_it_back(client: Client) -> None:
    university, cohort = make_university(name="State"), make_cohort()
    (mine,) = sent_by(university, cohort, 1)
    (unasked,) = sent_by(None, cohort, 1)
    page, to = f"/my/{mine.public_id}/", f"/my/{mine.public_id}/university/"
    client.force_login(applicant_of(mine))
    assert "You came through State" in client.get(page).text
    assert client.post(to, {"answer": "yes"})["Location"] == f"{page}#university"
    assert client.post(to, {"answer": "yes"}).status_code == 302
    assert "You allowed us to tell State" in client.get(page).text
    client.post(to, {"answer": "no"})
    assert "You came through State" in client.get(page).text
    assert UniversityConsentChange.objects.count() == 2
    assert client.post(f"/my/{unasked.public_id}/university/", {"answer": "yes"}).status_code == 404
    client.force_login(applicant_of(unasked))
    assert "May we tell your university" not in client.get(f"/my/{unasked.public_id}/").text
    client.post(f"/my/{unasked.public_id}/university/", {"answer": "yes"})
    assert UniversityConsentChange.objects.count() == 2


def test_material_is_handed_out_as_what_it_is_under_a_plain_name() -> None:
    university = make_university()
    client = contact_of(university)
    file = SimpleUploadedFile("../../evil<script>.html.png", PNG, content_type="text/html")
    form = MaterialForm({"title": 'Poster "A/B"', "language": "en", "is_active": "on"}, {"file": file})
    assert form.is_valid(), form.errors
    made = form.save()
    response = client.get(f"/partner/{university.slug}/materials/{made.public_id}/")
    assert (response["Content-Type"], b"".join(response.streaming_content)) == ("image/png", PNG)
    assert response["Content-Disposition"] == 'attachment; filename="Poster A B.png"'
    assert "evil" not in made.file.name
    assert MaterialForm({"title": "Poster", "language": "es", "is_active": "on"}, instance=made).is_valid()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        PNG + b"<script>",
        PNG[:-6],
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a",
        b"MZ\x90\x00\x03\x00",
    ],
)
def test_material_that_is_none_is_refused_in_words(content: bytes) -> None:
    form = MaterialForm({"title": "x", "language": "en"}, {"file": SimpleUploadedFile("flyer.png", content)})
    assert not form.is_valid()
    assert list(form.errors) == ["file"]


def test_sheet_says_until_when_and_how_in_two_languages() -> None:
    cohort = make_cohort(name='Spring [#read("/etc/passwd")]')
    link = make_referral_link(cohort=cohort, university=make_university(name="Æ State $x$"), by=None)
    said = {}
    for language in ("en", "es"):
        reader = PdfReader(BytesIO(write_sheet(link, language=language)))
        assert len(reader.pages) == 1
        assert reader.trailer["/Root"]["/Lang"] == language
        said[language] = reader.pages[0].extract_text()
    for text in said.values():
        assert link.code in text
        assert '[#read("/etc/passwd")]' in text
        assert "Æ State $x$" in text
    assert "Apply here" in said["en"]
