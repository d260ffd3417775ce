"""The builder's pages: who may do what, every button as a plain form, hostile input, as many queries for 3 questions as for 30."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants import urls_applying
from applicants.models import Application
from careerpath.accounts.roles import Role
from cohorts.building.problems import RESERVED_SLUGS
from cohorts.building.reading import shape_of
from cohorts.models import Cohort, Question, QuestionSet
from cohorts.services import default_question_set, make_question_set, next_version, publish
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter(signed_in: Any) -> Client:
    return signed_in(Role.RECRUITER)


@pytest.fixture
def form() -> QuestionSet:
    return next_version(default_question_set(), by=None)


def at(form: QuestionSet, rest: str = "") -> str:
    return f"/admin/forms/{form.pk}/{rest}"


def question(form: QuestionSet, key: str) -> Question:
    return form.questions.get(key=key)


def sent(form: QuestionSet, name: str = "", **changed: Any) -> dict[str, Any]:
    """What the page of a question sends, as it is."""
    found = question(form, name) if name else None
    data: dict[str, Any] = {
        "do": "save",
        "kind": found.kind if found else "long_text",
        "label": found.label if found else "New?",
        "section": found.section_id if found else form.sections.order_by("position")[0].pk,
        "key": name,
        "conditions": 0,
    }
    if found and found.options:
        data["options"] = "\n".join(f"{value} | {label}" for value, label in found.options)
    return data | changed


@pytest.mark.parametrize("rest", ["", "compare/", "preview/", "preview/learning/"])
def test_managers_read_and_change_nothing(signed_in: Any, form: QuestionSet, rest: str) -> None:
    manager = signed_in(Role.MANAGER)
    page = manager.get(at(form, rest))
    assert page.status_code == 200
    assert 'name="do" value="up-' not in page.text
    assert 'name="do" value="remove-' not in page.text
    assert manager.post(at(form, "act/"), {"do": f"remove-q-{question(form, 'adult').pk}"}).status_code == 403
    assert manager.get(at(form, "publish/")).status_code == 403
    assert question(form, "adult")


def test_the_list_shows_each_class_with_its_versions_and_how_many_stand_on_them(recruiter: Client) -> None:
    cohort = make_cohort(name="Spring")
    make_application(cohort)
    make_application(cohort, draft=True)
    make_application(cohort, draft=True)
    newer = next_version(cohort.question_set, by=None)
    unused = publish(
        make_question_set(
            name="Old form",
            sections=[{"slug": "s", "title": "S", "questions": [{"key": "o", "label": "O", "kind": "date"}]}],
            by=None,
        ),
        by=None,
    )
    page = recruiter.get("/admin/forms/").text
    assert page.count("asked now") == 1
    assert '<td data-label="Drafts" class="num">2</td>' in page
    assert '<td data-label="Sent" class="num">1</td>' in page
    assert f'href="{at(newer)}use/{cohort.slug}/"' in page
    assert page.index("Asked by no class") < page.index(str(unused))


def test_the_list_asks_as_often_for_many_classes(recruiter: Client) -> None:
    make_application(make_cohort())
    recruiter.get("/admin/forms/")
    with CaptureQueriesContext(connection) as few:
        recruiter.get("/admin/forms/")
    for number in range(11):
        make_cohort(name=f"Class {number}")
    with CaptureQueriesContext(connection) as many:
        page = recruiter.get("/admin/forms/")
    assert len(many) == len(few)
    assert page.text.count("form-block-head") == 10
    older = recruiter.get("/admin/forms/", {"before": page.context["page"].older})
    assert older.text.count("form-block-head") == 2


@pytest.mark.parametrize("rest", ["", "preview/one/", "compare/", "publish/"])
def test_pages_ask_as_often_for_three_questions_as_for_thirty(recruiter: Client, rest: str) -> None:
    def of(count: int) -> QuestionSet:
        questions = [
            {
                "key": f"k{n}",
                "label": f"K{n}?",
                "kind": "yes_no",
                "show_if": [{"question": f"k{n - 1}", "operator": "answered"}],
            }
            if n
            else {"key": "k0", "label": "K0?", "kind": "yes_no"}
            for n in range(count)
        ]
        page = {"slug": "one", "title": "One", "questions": questions}
        first = publish(make_question_set(name=f"Of {count}", sections=[page], by=None), by=None)
        return next_version(first, by=None)

    counts = []
    for made in (of(3), of(30)):
        recruiter.get(at(made, rest))
        with CaptureQueriesContext(connection) as queries:
            assert recruiter.get(at(made, rest)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_question_is_saved_in_two_languages_with_its_condition(recruiter: Client, form: QuestionSet) -> None:
    adult = question(form, "adult")
    url = at(form, f"questions/{question(form, 'kept_going').pk}/")
    first = recruiter.post(
        url, sent(form, "kept_going", do="add-condition", new_condition="resources", label_es="¿Sí?")
    )
    assert first.status_code == 200
    assert 'name="c0-values"' in first.text
    data = sent(form, "kept_going", label="And then?", label_es="¿Y después?", max_words="250", required="on")
    data |= {"conditions": 2, "c0-question": "resources", "c0-operator": "is", "c0-values": ["books", "videos"]}
    data |= {"c1-question": "hours_per_week", "c1-operator": "at_least", "c1-value": "1,0"}
    saved = recruiter.post(url, data)
    kept = question(form, "kept_going")
    assert (saved.status_code, saved["Location"]) == (302, f"{at(form)}#q-{kept.pk}")
    assert (kept.label, kept.translations, kept.max_words, kept.required) == (
        "And then?",
        {"es": {"label": "¿Y después?"}},
        250,
        True,
    )
    assert kept.show_if == [
        {"question": "resources", "operator": "is", "values": ["books", "videos"]},
        {"question": "hours_per_week", "operator": "at_least", "values": ["10"]},
    ]
    outline = recruiter.get(at(form)).text
    assert "has any of Books or Lessons and talks on video, and “How many hours" in outline
    assert question(form, "adult") == adult


def test_the_editor_says_what_blind_readers_see_of_a_question(recruiter: Client, form: QuestionSet) -> None:
    url = at(form, f"questions/{question(form, 'kept_going').pk}/")
    for kind, label, words in (
        (
            "long_text",
            "Then?",
            "see the answers without names, addresses and schools, as well as rules can take them out.",
        ),
        ("short_text", "Your e-mail?", "do not see the answers. “Your e-mail?” asks who somebody is (e-mail)."),
        ("one_of", "Which?", "see what was chosen, where their round shows choices."),
        (
            "whole_number",
            "How many?",
            "do not see the answers. Numbers and days say how old somebody is, or when they studied.",
        ),
    ):
        shown = recruiter.post(url, sent(form, "kept_going", do="kind", kind=kind, label=label)).context["read"]
        assert [each.words for each in shown] == [f"Readers of a blind round {words}"]
    number = sum(each.kind in ("whole_number", "decimal", "date") for each in form.questions.all())
    assert recruiter.get(at(form)).text.count("not shown to blind readers") >= number > 0


def test_a_new_question_gets_a_key_and_its_options_values_from_their_labels(
    recruiter: Client, form: QuestionSet
) -> None:
    url = at(form, "questions/new/?kind=one_of")
    assert 'name="options_es"' in recruiter.get(url).text
    data = sent(
        form,
        kind="one_of",
        label="Where next?",
        options="North\nFar South\nup | Upwards",
        options_es="Norte\nSur\nArriba",
    )
    assert recruiter.post(at(form, "questions/new/"), data).status_code == 302
    made = question(form, "where_next")
    assert made.options == [["north", "North"], ["far_south", "Far South"], ["up", "Upwards"]]
    assert made.translations["es"]["options"] == {"north": "Norte", "far_south": "Sur", "up": "Arriba"}
    assert shape_of(form).questions[5].key == "where_next"  # at the end of the first section


def test_a_published_value_never_changes(recruiter: Client, form: QuestionSet) -> None:
    url = at(form, f"questions/{question(form, 'resources').pk}/")
    before = question(form, "resources").options
    renamed = sent(form, "resources")["options"].replace("books | Books", "paper | Books")
    refused = recruiter.post(url, sent(form, "resources", options=renamed))
    assert refused.status_code == 422
    assert "“Books” is stored as books, and values never change. Write: books | Books" in refused.text
    assert question(form, "resources").options == before
    bare = sent(form, "resources")["options"].replace("books | Books", "Books")
    assert recruiter.post(url, sent(form, "resources", options=bare)).status_code == 302
    assert question(form, "resources").options == before


def test_a_used_question_refuses_another_kind_and_says_what_to_do(recruiter: Client, form: QuestionSet) -> None:
    url = at(form, f"questions/{question(form, 'why_health').pk}/")
    shown = recruiter.post(url, sent(form, "why_health", do="kind", kind="date"))
    assert (shown.status_code, 'name="earliest"' in shown.text) == (200, True)
    refused = recruiter.post(url, sent(form, "why_health", kind="date"))
    assert refused.status_code == 422
    assert "Add a new question with a key of its own instead." in refused.text
    assert question(form, "why_health").kind == "long_text"


def test_two_people_at_one_question_are_told(recruiter: Client, form: QuestionSet) -> None:
    url = at(form, f"questions/{question(form, 'adult').pk}/")
    base = recruiter.get(url).context["base"]
    assert recruiter.post(url, sent(form, "adult", base=base, label="Theirs?")).status_code == 302
    told = recruiter.post(url, sent(form, "adult", base=base, label="Mine?"))
    assert told.status_code == 422
    assert "Somebody else has changed this since you opened it." in told.text
    assert recruiter.post(url, sent(form, "adult", base=told.context["base"], label="Mine?")).status_code == 302
    assert question(form, "adult").label == "Mine?"


HOSTILE: list[dict[str, Any]] = [
    {"label": "a\x00b"},
    {"label": "x" * 400},
    {"label": ""},
    {"key": "Drop Table"},
    {"key": "a\x00b"},
    {"section": "99999999"},
    {"section": "x"},
    {"max_words": "-1"},
    {"max_length": "9" * 400},
    {"conditions": "1", "c0-question": "adult\x00", "c0-operator": "is", "c0-values": "yes"},
    {"conditions": "1", "c0-question": "adult", "c0-operator": "exec", "c0-values": "yes"},
    {"conditions": "1", "c0-question": "adult", "c0-operator": "is", "c0-values": "<script>"},
    {"conditions": "1", "c0-question": "taught_yourself", "c0-operator": "answered"},
    {"conditions": "1", "c0-question": "hours_per_week", "c0-operator": "at_least", "c0-value": "NaN"},
    {"kind": "one_of", "key": "another", "options": "a | b | c\n| d"},
    {"kind": "one_of", "key": "another", "options": "\n".join(map(str, range(500)))},
]


@pytest.mark.parametrize("changed", HOSTILE, ids=lambda changed: str(changed)[:50])
def test_hostile_fields_are_refused_in_words_and_come_back_as_they_were_typed(
    recruiter: Client, form: QuestionSet, changed: dict[str, Any]
) -> None:
    before = shape_of(form)
    url = at(form, f"questions/{question(form, 'why_health').pk}/")
    refused = recruiter.post(url, sent(form, "why_health", **changed))
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.text
    assert "<script>" not in refused.text.partition("<main")[2].partition("</main>")[0]
    assert shape_of(form) == before


@pytest.mark.parametrize(
    "do", ["", "up", "up-q-", "up-q-99999999999999999", "up-x-1", "fly-q-1", "remove-q-\x00", "duplicate-s-1"]
)
def test_buttons_that_say_nonsense_do_nothing(recruiter: Client, form: QuestionSet, do: str) -> None:
    before = shape_of(form)
    assert recruiter.post(at(form, "act/"), {"do": do}).status_code in {302, 404}
    assert recruiter.post(at(form, "act/"), {"do": "remove-q-1234567"}).status_code == 302  # of no form
    assert recruiter.post(at(form, "act/"), {"do": "back", "gone": "adult"}).status_code == 302
    assert shape_of(form) == before


def test_buttons_move_duplicate_take_away_and_bring_back(recruiter: Client, form: QuestionSet) -> None:
    events = question(form, "events")
    moved = recruiter.post(at(form, "act/"), {"do": f"up-q-{events.pk}"})
    assert moved["Location"] == f"{at(form)}#q-{events.pk}"
    recruiter.post(at(form, "act/"), {"do": f"remove-q-{events.pk}"})
    assert not form.questions.filter(key="events").exists()
    assert "In which of these have you taken part in the last two years?" in recruiter.get(at(form)).text
    recruiter.post(at(form, "act/"), {"do": "back", "gone": "events"})
    back = question(form, "events")
    assert (back.options, back.section.slug) == (events.options, "motivation")


def test_sections_are_added_and_published_forms_send_back(recruiter: Client, form: QuestionSet) -> None:
    made = recruiter.post(
        at(form, "sections/new/"), {"do": "save", "title": "More of you", "title_es": "Más", "conditions": 0}
    )
    section = form.sections.get(slug="more-of-you")
    assert (made.status_code, section.position, section.translations) == (302, 4, {"es": {"title": "Más"}})
    outline = recruiter.get(at(form)).text
    assert "“More of you”: it has no questions. Add one, or take it away." in outline
    assert recruiter.post(at(form, "publish/")).status_code == 422
    recruiter.post(at(form, "act/"), {"do": f"remove-s-{section.pk}"})
    assert recruiter.post(at(form, "publish/")).status_code == 302
    form.refresh_from_db()
    assert form.is_published
    for rest in (f"questions/{question(form, 'adult').pk}/", "sections/new/", "publish/"):
        assert recruiter.get(at(form, rest))["Location"] == at(form)
    assert recruiter.post(at(form, "discard/"))["Location"] == at(form)
    assert recruiter.post(at(form, "settings/"), {"resume": "required"})["Location"] == at(form)
    form.refresh_from_db()
    assert form.resume == "optional"


def test_a_class_gets_a_form_of_its_own_copied_from_an_earlier_one(recruiter: Client) -> None:
    cohort = make_cohort(name="Spring", slug="spring")
    page = recruiter.get("/admin/forms/new/?cohort=spring")
    assert 'value="Spring"' in page.text
    made = recruiter.post("/admin/forms/new/", {"name": "Spring", "source": cohort.question_set_id})
    copy = QuestionSet.objects.get(name="Spring")
    assert made["Location"] == at(copy)
    assert shape_of(copy).by_key.keys() == shape_of(cohort.question_set).by_key.keys()
    assert recruiter.get("/admin/forms/new/?cohort=%00").status_code == 200
    assert recruiter.post("/admin/forms/new/", {"name": "", "source": "x"}).status_code == 422
    recruiter.post("/admin/forms/new/", {"name": "Empty one"})
    assert [each.slug for each in QuestionSet.objects.get(name="Empty one").sections.all()] == ["first"]


def test_a_live_form_warns_and_moves_once_confirmed(recruiter: Client, form: QuestionSet) -> None:
    cohort = make_cohort(slug="live")
    draft, done = make_application(cohort, draft=True), make_application(cohort)
    recruiter.post(at(form, "act/"), {"do": f"remove-q-{question(form, 'events').pk}"})
    page = recruiter.get(at(form, "use/live/"))
    assert "1 has begun and not sent," in page.text
    assert "1 draft has an answer. It is kept, and shown again if the question comes back." in page.text
    assert "Publish and use it, and move 1 draft" in " ".join(page.text.split())
    assert recruiter.post(at(form, "use/live/"), {"base": "old"}).status_code == 409
    assert recruiter.post(at(form, "use/live/"), {"base": page.context["found"].base}).status_code == 302
    cohort.refresh_from_db()
    draft.refresh_from_db()
    done.refresh_from_db()
    assert (cohort.question_set, draft.question_set, done.question_set.version) == (form, form, 1)
    assert draft.answers["events"] == ["meetup"]
    assert f"Asks {form} since" in recruiter.get("/admin/forms/").text


def test_the_admins_own_page_changes_no_form(recruiter: Client, form: QuestionSet) -> None:
    cohort = make_cohort()
    publish(form, by=None)
    page = recruiter.get(f"/admin/cohorts/cohort/{cohort.pk}/change/").text
    assert 'name="question_set"' not in page
    assert recruiter.post(f"/admin/cohorts/questionset/{form.pk}/change/", {"name": "Other"}).status_code == 403
    assert Cohort.objects.get(pk=cohort.pk).question_set.version == 1


def test_the_preview_saves_nothing_and_follows_what_is_typed(recruiter: Client, form: QuestionSet) -> None:
    url = at(form, "preview/learning/?lang=es")
    page = recruiter.get(url)
    assert '<html lang="es"' in page.text
    assert "¿Cuántas horas por semana dedica ahora a aprender algo nuevo?" in page.text
    assert page["Content-Security-Policy"].count("frame-ancestors 'self'") == 1
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    wrong = recruiter.post(url, {"then": "next", "q_hours_per_week": "1000", "q_adult": "yes"})
    assert wrong.status_code == 422
    assert '<input type="hidden" name="q_adult" value="yes">' in wrong.text
    onward = recruiter.post(
        url, {"then": "next", "q_hours_per_week": "10", "q_months_learning": "3", "q_course_attended": "yes"}
    )
    assert "Por qué la atención de la salud" in onward.text
    assert '<input type="hidden" name="q_course_attended" value="yes">' in onward.text
    assert recruiter.get(at(form, "preview/nowhere/")).status_code == 404
    assert recruiter.get(at(form, "preview/?lang=%00&section=%00")).status_code == 200
    assert not Application.objects.exists()


def test_a_draft_with_a_condition_that_cannot_be_read_says_so(recruiter: Client, form: QuestionSet) -> None:
    Question.objects.filter(pk=question(form, "adult").pk).update(show_if=[{"bad": 1}])
    assert "its conditions cannot be read." in recruiter.get(at(form)).text
    assert "a condition cannot be read" in recruiter.get(at(form, "preview/about-you/")).text
    assert recruiter.get(at(form, f"questions/{question(form, 'adult').pk}/")).status_code == 200


def test_no_section_takes_the_address_of_a_page_that_every_form_has(recruiter: Client, form: QuestionSet) -> None:
    routes = [str(each.pattern) for each in urls_applying.urlpatterns]
    beside = {route.split("/")[2] for route in routes if route.startswith("apply/<slug:slug>/")} - {
        "",
        "<slug:section>",
    }
    assert beside <= RESERVED_SLUGS
    data = {"do": "save", "title": "Review", "conditions": 0}
    assert recruiter.post(at(form, "sections/new/"), {**data, "slug": "review"}).status_code == 422
    assert recruiter.post(at(form, "sections/new/"), data).status_code == 302
    assert form.sections.get(title="Review").slug == "review-2"
