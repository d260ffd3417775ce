"""What a reader sees of an application, and what never gets there."""

import pytest

from applicants.models import AnswerChange, Document, DocumentText
from applicants.selectors.masking import tells
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from cohorts.answers import QuestionSpec
from reviews.selectors.projection import label_of, preview, project, shown_reviews
from tests.factories import make_applicant, make_application, make_cohort, make_question_set, make_university, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"key": "preferred_name", "label": "What should we call you?", "kind": "short_text"},
    {"key": "studied", "label": "Where did you study?", "kind": "short_text"},
    {"key": "town", "label": "In which town are you?", "kind": "short_text"},
    {"key": "github", "label": "A link to something you made", "kind": "short_text"},
    {"key": "hours", "label": "Hours a week?", "kind": "whole_number"},
    {"key": "graduated_on", "label": "When did you finish?", "kind": "date"},
    {
        "key": "interest",
        "label": "What draws you?",
        "kind": "one_of",
        "options": [["data", "Data"], ["web", "The web"]],
    },
    {"key": "gender", "label": "Gender", "kind": "one_of", "options": [["f", "Woman"], ["m", "Man"]]},
    {"key": "why", "label": "Why health care?", "kind": "long_text"},
]
ANSWERS = {
    "preferred_name": "Quenita",
    "studied": "Zanzibar Polytechnic",
    "town": "Mogadore",
    "github": "https://github.com/codequeen77",
    "hours": 1234,
    "graduated_on": "2003-05-17",
    "interest": "data",
    "gender": "f",
    "why": "I am Quenita from Mogadore, codequeen77 online. At Zanzibar Polytechnic (ZP), at ZP and State of Ruritania, or "
    "Ruritania State, I, Xiomara Vandelay, once X. Thistlewood, built a rota. xvandelay88 wrote it, x.v@mail.example.",
}


@pytest.fixture
def assignment():
    form = make_question_set(questions=QUESTIONS)
    university = make_university(name="Ruritania State University", city="Strelsau")
    applicant = make_applicant(
        make_user(name="Xiomara Vandelay-Brandt"),
        name="Xiomara Vandelay",
        email="xvandelay88@post.example",
        phone="+1 330 555 0199",
    )
    AnswerChange.objects.create(applicant=applicant, key="name", old="Xiomara Thistlewood", new="Xiomara Vandelay")
    application = make_application(make_cohort(question_set=form), applicant, answers=ANSWERS, university=university)
    for step in ("screened", "in_review"):
        application = move(application, to=step, by=None)
    document = Document.objects.create(
        application=application,
        file="x",
        original_name="vandelay.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    Document.objects.update(state="clean", settled_at=application.submitted_at, next_try_at=None)
    DocumentText.objects.create(
        document=document, text="XIOMARA VAN-\nDELAY\n(330) 555-0199\nRSU, 2003\nKept a ward running."
    )
    round = make_round(application.cohort, sees=["choices", "resume"])
    return make_assignment(make_entry(round, application), make_reader(round))


def test_projection_shows_texts_and_choices_and_nobody(assignment) -> None:
    shown = project([assignment.entry], for_reader=assignment.reader.user)[assignment.entry_id]
    assert [(each.question, each.text) for each in shown.passages] == [
        (
            "Why health care?",
            "I am [name] from [place], [name] online. At [school], at [school] and State of [school], or [school], "
            "I, [name], once [name], built a rota. [name] wrote it, [e-mail].",
        )
    ]
    assert [(each.question, each.text) for each in shown.choices] == [("What draws you?", "Data")]
    assert shown.resume == "[name]\n[telephone]\n[school], [year]\nKept a ward running."
    assert (shown.name, shown.label) == ("", f"A-{assignment.entry.public_id.hex[:6].upper()}")
    assert shown.label == label_of(assignment.entry)
    assert preview([assignment.entry])[assignment.entry_id] == shown


def test_projection_shows_no_more_than_the_round_says(assignment) -> None:
    assignment.round.sees = []
    assignment.round.save(update_fields=["sees"])
    shown = project([assignment.entry_id], for_reader=assignment.reader.user)[assignment.entry_id]
    assert (len(shown.passages), shown.choices, shown.resume) == (1, (), "")


def test_projection_is_for_the_reader_who_was_given_it_alone(assignment) -> None:
    other = make_reader(assignment.round)
    assert project([assignment.entry], for_reader=other.user) == {}
    assert project([assignment.entry], for_reader=assignment.entry.application.applicant.user) == {}
    assignment.ended_at, assignment.ended_as = assignment.assigned_at, "recused"
    assignment.save()
    assert project([assignment.entry], for_reader=assignment.reader.user) == {}


def test_projection_of_one_s_own_application_is_nothing(assignment) -> None:
    own = make_reader(assignment.round, assignment.entry.application.applicant.user)
    make_assignment(assignment.entry, own)
    assert project([assignment.entry], for_reader=own.user) == {}


def test_projection_costs_the_same_for_one_and_for_three(django_assert_num_queries) -> None:
    round = make_round(sees=["choices", "resume"])
    reader = make_reader(round)
    entries = [make_entry(round) for _ in range(3)]
    for entry in entries:
        make_assignment(entry, reader)
    project(entries[:1], for_reader=reader.user)
    for few in (entries[:1], entries):
        with django_assert_num_queries(3):
            assert len(project(few, for_reader=reader.user)) == len(few)


def test_a_round_that_is_not_blind_shows_texts_as_they_were_written_and_a_name(assignment) -> None:
    assignment.round.is_blind = False
    assignment.round.save(update_fields=["is_blind"])
    shown = project([assignment.entry], for_reader=assignment.reader.user)[assignment.entry_id]
    assert (shown.name, shown.passages[0].text) == ("Xiomara Vandelay", ANSWERS["why"])
    assert [each.question for each in shown.choices] == ["What draws you?"]


@pytest.mark.parametrize(("others", "before", "after"), [("never", 0, 0), ("after", 0, 1), ("always", 1, 1)])
def test_what_others_wrote_is_shown_as_the_round_says_masked_and_by_nobody(assignment, others, before, after) -> None:
    assignment.round.others = others
    assignment.round.save(update_fields=["others"])
    second = make_reader(assignment.round, make_user(Role.REVIEWER, name="Obadiah Reader"))
    make_sheet(make_assignment(assignment.entry, second), [1, 3, 5], comment="Vandelay's rota, seen as xvandelay88.")
    assert len(shown_reviews(assignment)) == before
    make_sheet(assignment, comment="My own.")
    assignment.refresh_from_db()
    shown = shown_reviews(assignment)
    assert len(shown) == after
    if shown:
        assert (shown[0].who, shown[0].comment, shown[0].recommendation) == (
            "Reader 1",
            "[name] rota, seen as [name].",
            "unsure",
        )
        assert shown[0].marks[0] == ("Drive", 1, "Why drive is 1.")


@pytest.mark.parametrize(
    ("key", "label", "kind", "is_told"),
    [
        ("q1", "¿En qué ciudad vive?", "short_text", True),
        ("q2", "¿Cuál es su nombre?", "short_text", True),
        ("q3", "¿En qué universidad estudió?", "short_text", True),
        ("q4", "Your LinkedIn profile", "short_text", True),
        ("birth_year", "Which year?", "whole_number", True),
        ("why_health", "What draws you to health care?", "long_text", False),
        ("kept_going", "Tell us about a time when you nearly gave up, in your city or elsewhere.", "long_text", False),
        ("hours_per_week", "How many hours a week do you learn?", "whole_number", False),
    ],
)
def test_questions_that_ask_who_somebody_is_are_known(key, label, kind, is_told) -> None:
    assert bool(tells(QuestionSpec(key, label, kind))) is is_told
