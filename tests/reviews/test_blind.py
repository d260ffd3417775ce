"""A blind round is blind everywhere: a reader walks the whole site and finds nobody. And the walk would have found somebody."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from applicants.models import AnswerChange, Application, Document, DocumentText, Notice, ScreeningResult, SecondReading
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.wall import open_demographics
from reviews.models import Assignment
from reviews.selectors.projection import Passage, preview, project
from reviews.services.telling import tell_readers
from reviews.views import reading as pages
from tests.applicants.deciding.factories import make_run
from tests.factories import make_applicant, make_application, make_cohort, make_question_set, make_university, make_user
from tests.reviews.factories import make_assignment, make_card, make_entry, make_reader, make_round, make_sheet
from tests.reviews.leaking import addresses, found_in, leaks, readable, said_by
from tests.reviews.test_projection import ANSWERS, QUESTIONS

pytestmark = pytest.mark.django_db
SECRETS = (
    # Names: of the application, of the account, from before, as they call themselves; their beginnings are found with them.
    *("xiomara", "vandelay", "thistlewood", "quenita", "brandt"),
    *("post.example", "mail.example", "3305550199", "codequeen77", "zanzibar", "ruritania", "strelsau", "mogadore"),
    *(
        "4711 euclid",
        "44909",
        "1987-03",
        "march 14, 1987",
        "may 17, 2003",
        "2003-05",
        "kaleidoscopic-okapi",
        "ext-80808",
    ),
)
"""Folded. Each is somewhere in the database; a recruiter finds them (`test_there_is_somebody_to_be_found`)."""
MORE = [
    {"key": "street", "label": "Your address", "kind": "short_text"},
    {"key": "born_on", "label": "When were you born?", "kind": "date"},
    {"key": "remembers", "label": "Something small that you built", "kind": "short_text"},
]
TOLD = {
    **ANSWERS,
    "street": "4711 Euclid Way, Mogadore, OH 44909",
    "born_on": "1987-03-14",
    "remembers": "A page about 4711 Euclid Way, by X i o m a r a V., see www.vandelay.example. VANDELAY's, not Thistle-wood's.",
}
RESUME = """XIOMARA VAN-
DELAY, born March 14, 1987, 4711 Euclid Way, Mogadore, OH 44909
(330) 555-0199 · xvandelay88@post.example · github.com/codequeen77 · Ruritania State University (RSU), class of 2003, RSU honours
Kept a ward running."""
QUOTED = "Xiomara says at Ruritania State she (xvandelay88@post.example, 330 555 0199) was codequeen77. A good read by Vandelay."


def _person(cohort: Any, number: int) -> Application:
    user = make_user(name="Xiomara Vandelay-Brandt", email=f"xv{number}@account.example")
    applicant = make_applicant(
        user, name="Xiomara Vandelay", email=f"xvandelay8{number}@post.example", phone="+1 330 555 0199"
    )
    AnswerChange.objects.create(applicant=applicant, key="name", old="Xiomara Thistlewood", new="Xiomara Vandelay")
    application = make_application(cohort, applicant, answers=TOLD, university=cohort.sent_by)
    document = Document(
        application=application, original_name="xiomara-vandelay.pdf", content_type="application/pdf", size=1
    )
    document.sha256, document.state, document.next_try_at = "0" * 64, "clean", None
    document.settled_at = application.submitted_at
    document.file.save("resume", ContentFile(RESUME.encode()), save=False)
    document.save()
    DocumentText.objects.create(document=document, text=RESUME)
    said = SelfIdentification(state="answered", gender="another", gender_words="kaleidoscopic-okapi")
    with open_demographics():
        SelfIdentification.objects.bulk_create([said])
        SelfIdentificationKey.objects.create(application=application, answers=said)
    return application


def _house() -> SimpleNamespace:
    """One person, several times: to be read, read, drawn for a second reading; in rounds of every kind, under one reader."""
    cohort = make_cohort(question_set=make_question_set(questions=[*QUESTIONS, *MORE]))
    cohort.sent_by = make_university(name="Ruritania State University", city="Strelsau", slug="rsu")
    people = [_person(cohort, number) for number in range(3)]
    for each in people[:2]:
        for step in ("screened", "in_review"):
            move(each, to=step, by=None)
    move(people[2], to="screened", by=None)
    run = make_run(cohort, {people[2]: 30})
    ScreeningResult.objects.update(band=ScreeningResult.Band.BELOW)
    SecondReading.objects.create(run=run, application=people[2], seed="seed")
    card, by, user = make_card(), make_user(Role.RECRUITER), make_user(Role.REVIEWER)
    peer = make_user(Role.REVIEWER, name="Obadiah Reader")
    rounds, waiting, done = [], [], []
    for others in ("never", "after", "always"):
        round = make_round(
            cohort, others=others, sees=["choices", "resume"], scorecard_version=card, created_by=by, self_claim=True
        )
        mine, theirs = make_reader(round, user), make_reader(round, peer)
        for application in people[:2]:
            entry = make_entry(round, application)
            make_sheet(
                make_assignment(entry, theirs), [1, 3, 5], comment=QUOTED, notes={"drive": QUOTED, "words": QUOTED}
            )
            (waiting if application == people[0] else done).append(make_assignment(entry, mine))
        rounds.append(round)
    for each in done:
        make_sheet(each)
    told = [tell_readers(each) for each in rounds]
    return SimpleNamespace(
        cohort=cohort,
        people=people,
        run=run,
        user=user,
        rounds=rounds,
        waiting=waiting,
        done=done,
        by=by,
        told=told,
    )


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Made once; rolled back behind the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _house()
        transaction.set_rollback(True)


@pytest.fixture
def reader(house: SimpleNamespace) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(house.user)
    return client


def ids_of(house: SimpleNamespace) -> dict[str, list[Any]]:
    """What addresses are filled in with: everything of one of the people, and of the rounds they are in."""
    person, one = house.people[0], house.waiting[-1]
    document = Document.objects.get(application=person)
    return {
        "uuid": [
            person.public_id,
            document.public_id,
            person.applicant.public_id,
            one.entry.public_id,
            one.public_id,
            one.round.public_id,
            house.done[-1].public_id,
            house.done[-1].scoresheet.public_id,
            house.people[2].public_id,
        ],
        "int": [person.pk, one.round_id, one.entry_id, house.run.pk],
        "run": [house.run.pk],
        "slug": [house.cohort.slug, "rsu"],
        "str": [house.cohort.slug, "csv"],
        "kind": ["csv", "xlsx", "reading"],
        "what": ["scoresheets", "entries"],
        "language": ["en"],
        "file_kind": ["pdf"],
        "path": ["x"],
    }


def own_pages(house: SimpleNamespace) -> list[tuple[str, str]]:
    """The pages that show a reader something to read."""
    sheets = [
        ("reviews:sheet", reverse("reviews:sheet", args=[each.public_id])) for each in (*house.waiting, *house.done)
    ]
    second = reverse("applicants:second-reading-one", args=[house.run.pk, house.people[2].public_id])
    return [
        *sheets,
        ("reviews:read", reverse("reviews:read")),
        ("reviews:queue", reverse("reviews:queue")),
        ("applicants:second-reading-one", second),
    ]


def test_a_reader_walks_the_whole_site_and_finds_nobody(house, reader, caplog) -> None:
    caplog.set_level(logging.INFO)
    found, statuses = leaks(reader, [*addresses(ids_of(house)), *own_pages(house)], SECRETS)
    assert found == []
    assert len(statuses) > 300
    assert found_in(readable(caplog.text), SECRETS) == []
    for name in ("reviews:sheet", "reviews:read", "applicants:second-reading-one"):
        assert 200 in statuses[name]
    assert [name for name, codes in statuses.items() if 500 in codes] == []


def test_what_a_reader_sees_is_there(house, reader) -> None:
    """Or finding nobody would prove nothing."""
    for name, path in own_pages(house)[: len(house.waiting + house.done)]:
        said = said_by(reader.get(path))
        assert len(found_in(said, ["built a rota", "kept a ward running", "data"])) == 3, name
    quotes = [said_by(reader.get(path)).count("a good read by") > 0 for _, path in own_pages(house)[:6]]
    assert quotes == [False, False, True, False, True, True]  # waiting: never, after, always; done: the same


def test_there_is_somebody_to_be_found(house) -> None:
    """Everything that is looked for stands somewhere, where who may see it does."""
    staff = Client()
    staff.force_login(house.by)
    person = house.people[0]
    said = said_by(staff.get(reverse("admin:application", args=[person.pk])))
    shown = {*found_in(said, SECRETS)}
    assert {
        "xiomara",
        "vandelay",
        "post.example",
        "codequeen77",
        "zanzibar",
        "ruritania",
        "mogadore",
        "4711 euclid",
    } <= shown
    written = readable(" ".join([RESUME, str(TOLD), QUOTED, "Xiomara Thistlewood"]))
    with open_demographics():
        written += " ".join(SelfIdentification.objects.values_list("gender_words", flat=True))
    assert {*SECRETS} - {*found_in(written, SECRETS)} <= {"brandt", "strelsau", "ext-80808", "may 17, 2003"}


class Planted:
    """Ways in which a page could give somebody away."""

    @staticmethod
    def body(monkeypatch) -> None:
        whole = pages.look_at

        def leaky(assignment: Assignment, **more: Any) -> Any:
            found = whole(assignment, **more)
            return found and (replace(found[0], passages=(Passage("Why?", "Vandelay"),)), found[1])

        monkeypatch.setattr(pages, "look_at", leaky)

    @staticmethod
    def unmasked(monkeypatch) -> None:
        monkeypatch.setattr("applicants.documents.redacting.Redactor.text", lambda self, text: text)

    @staticmethod
    def label(monkeypatch) -> None:
        monkeypatch.setattr(pages, "label_of", lambda entry: entry.application.applicant.name.upper())

    @staticmethod
    def header(monkeypatch) -> None:
        _changed(monkeypatch, lambda response: response.headers.__setitem__("X-Applicant", "Xiomara%20V"))

    @staticmethod
    def cookie(monkeypatch) -> None:
        _changed(monkeypatch, lambda response: response.set_cookie("last", "codequeen77"))

    @staticmethod
    def escaped(monkeypatch) -> None:
        _changed(monkeypatch, lambda response: response.write(b'{"of": "Vand\\u0065lay"} V&#97;ndelay'))

    @staticmethod
    def telephone(monkeypatch) -> None:
        _changed(monkeypatch, lambda response: response.write(b"+1 (330) 555-01.99"))

    @staticmethod
    def others(monkeypatch) -> None:
        whole = pages.look_at

        def leaky(assignment: Assignment, **more: Any) -> Any:
            said = SimpleNamespace(who="Reader 1", comment=QUOTED, recommendation="yes", marks=(), red_flags=())
            return (found := whole(assignment, **more)) and (found[0], [said])

        monkeypatch.setattr(pages, "look_at", leaky)


def _changed(monkeypatch, change: Any) -> None:
    """Every page of a reader passes through this change."""
    made = pages.render

    def rendered(*args: Any, **kwargs: Any) -> HttpResponse:
        response = made(*args, **kwargs)
        change(response)
        return response

    monkeypatch.setattr(pages, "render", rendered)


@pytest.mark.parametrize("way", sorted(name for name in vars(Planted) if not name.startswith("_")))
def test_a_leak_that_is_planted_is_found(house, reader, monkeypatch, way) -> None:
    few = own_pages(house)[-4:-1]
    getattr(Planted, way)(monkeypatch)
    assert leaks(reader, few, SECRETS)[0] != []


def test_what_a_reader_does_is_answered_without_a_name(house, reader) -> None:
    """Errors, messages, the page that follows, and the draft's answer; each is undone."""
    one = house.waiting[-1]
    for name, form in [
        ("sheet", {}),
        ("sheet", {"comment": "Xiom", "sent_id": str(uuid4())}),
        ("draft", {"comment": "A draft"}),
        ("skip", {}),
        ("abstain", {"abstain_note": "Tired."}),
        ("known", {"known_why": "We shared a desk."}),
    ]:
        with transaction.atomic():
            response = reader.post(reverse(f"reviews:{name}", args=[one.public_id]), form, follow=True)
            assert found_in(said_by(response), SECRETS) == [], name
            assert response.status_code in (200, 400)
            transaction.set_rollback(True)
    response = reader.post(reverse("reviews:take", args=[one.round.public_id]), follow=True)
    assert found_in(said_by(response), SECRETS) == []


@pytest.mark.parametrize(
    "query", ["q=Xiom", "search=Vandel", "filter=Rurit", "format=csv", "export=1", "page=2", "order=name"]
)
def test_no_list_of_a_reader_can_be_searched_for_somebody(house, reader, query) -> None:
    for path in ("/reading/read/", "/reading/", "/second-reading/", "/admin/applications/", "/"):
        assert found_in(said_by(reader.get(f"{path}?{query}", follow=True)), SECRETS) == []


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}, {"Accept-Language": "es"}])
def test_however_it_is_asked_a_page_names_nobody(house, reader, headers) -> None:
    for _, path in own_pages(house)[2:]:
        assert found_in(said_by(reader.get(path, headers=headers)), SECRETS) == []


def test_readers_are_written_to_about_nobody(house) -> None:
    letters = Notice.objects.filter(to__in=User.objects.filter(groups__name=Role.REVIEWER).values("email"))
    assert letters.count() == sum(house.told) > 0
    assert [each for one in letters for each in found_in(readable(f"{one.subject} {one.body}"), SECRETS)] == []


def test_records_of_a_reader_s_pages_print_nobody(house) -> None:
    shown = [*project([each.entry for each in house.waiting], for_reader=house.user).values()]
    things = chain(
        house.waiting, (each.entry for each in house.waiting), (each.scoresheet for each in house.done), shown
    )
    assert found_in(readable(" ".join(f"{each!s} {each!r}" for each in things)), SECRETS) == []


def test_when_the_round_is_over_it_stays_blind(house, reader) -> None:
    for round in house.rounds:
        move(round, to="closed", by=None)
    assert leaks(reader, own_pages(house), SECRETS)[0] == []
    Application.objects.filter(pk=house.people[1].pk).update(status="admitted")
    assert leaks(reader, own_pages(house)[3:], SECRETS)[0] == []


def test_staff_preview_what_readers_will_see(house) -> None:
    shown = preview([each.entry_id for each in house.waiting])
    assert len(shown) == 3
    assert found_in(readable(repr(shown)), SECRETS) == []


def test_a_scoresheet_that_quotes_somebody_is_masked_for_others_and_kept_for_staff(house, reader) -> None:
    path = reverse("reviews:sheet", args=[house.done[-1].public_id])
    said = said_by(reader.get(path))
    assert "obadiah" not in said
    assert "[name] says at [school]" in said
