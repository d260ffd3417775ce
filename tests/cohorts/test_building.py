"""Changing a draft of a form: what is kept, what is refused and why, what is wrong with it, what differs from another."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cohorts.building import changing
from cohorts.building.changing import Changed, Refused, digest
from cohorts.building.differences import differences
from cohorts.building.problems import problems_of
from cohorts.building.reading import published_kinds, shape_of
from cohorts.building.saying import say_unsaid, unsaid
from cohorts.default_form import SECTIONS
from cohorts.models import Question, QuestionSet, Section
from cohorts.services import (
    COPIED,
    FormFrozen,
    copy_form,
    default_question_set,
    make_question_set,
    next_version,
    publish,
)

pytestmark = pytest.mark.django_db

YES = [{"question": "a", "operator": "is", "values": ["yes"]}]


def draft(name: str = "Form") -> QuestionSet:
    """Two sections: `a` (yes or no), `b` (some of x, y, z), and `c` (a long text)."""
    sections = [
        {
            "slug": "one",
            "title": "One",
            "questions": [
                {"key": "a", "label": "A?", "kind": "yes_no"},
                {"key": "b", "label": "B?", "kind": "some_of", "options": [["x", "Ex"], ["y", "Why"], ["z", "Zed"]]},
            ],
        },
        {"slug": "two", "title": "Two", "questions": [{"key": "c", "label": "C?", "kind": "long_text"}]},
    ]
    return make_question_set(name=name, sections=sections, by=None)


def fields_of(question: Question, **changed: Any) -> dict[str, Any]:
    return {name: getattr(question, name) for name in COPIED} | changed


def keep(form: QuestionSet, name: str, **changed: Any) -> Question:
    """Save a question of a form with some fields changed."""
    question = form.questions.get(key=name)
    return changing.save_question(
        form, fields=fields_of(question, **changed), section=question.section, by=None, question=question
    )


def order(form: QuestionSet) -> list[str]:
    return [question.key for question in shape_of(form).questions]


def test_moving_goes_through_sections_and_stops_at_the_ends() -> None:
    form, user = draft(), None
    c = form.questions.get(key="c").pk
    changing.shift(form, "q", c, down=False, by=user)
    assert [(each.key, each.section) for each in shape_of(form).questions] == [("a", "one"), ("b", "one"), ("c", "one")]
    for _ in range(4):
        changing.shift(form, "q", c, down=False, by=user)
    assert order(form) == ["c", "a", "b"]
    for _ in range(4):
        changing.shift(form, "q", c, down=True, by=user)
    assert [(each.key, each.section) for each in shape_of(form).questions] == [("a", "one"), ("b", "one"), ("c", "two")]
    changing.shift(form, "s", form.sections.get(slug="two").pk, down=False, by=user)
    assert order(form) == ["c", "a", "b"]


def test_a_duplicate_stands_behind_with_a_key_of_its_own_and_is_otherwise_the_same() -> None:
    form = draft()
    made = changing.duplicate_question(form, form.questions.get(key="a").pk, by=None)
    assert order(form) == ["a", "a_copy", "b", "c"]
    again = changing.duplicate_question(form, form.questions.get(key="a").pk, by=None)
    assert (again.key, order(form)) == ("a_copy_2", ["a", "a_copy_2", "a_copy", "b", "c"])
    assert fields_of(made, key="a") == fields_of(form.questions.get(key="a"))


def test_taking_away_a_section_takes_its_questions() -> None:
    form = draft()
    assert changing.remove(form, "s", form.sections.get(slug="one").pk, by=None) == "One"
    assert order(form) == ["c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda form: keep(form, "a", label="Other?"),
        lambda form: changing.remove(form, "q", form.questions.get(key="a").pk, by=None),
        lambda form: changing.shift(form, "q", form.questions.get(key="a").pk, down=True, by=None),
        lambda form: changing.duplicate_question(form, form.questions.get(key="a").pk, by=None),
        lambda form: changing.save_settings(form, resume="required", by=None),
        lambda form: changing.discard(form, by=None),
    ],
)
def test_a_published_form_refuses_every_change(change: Any) -> None:
    form = publish(draft(), by=None)
    before = shape_of(form)
    with pytest.raises(FormFrozen, match="does not change any more"):
        change(form)
    assert shape_of(form) == before


@pytest.mark.parametrize(
    ("key", "condition", "words"),
    [
        ("a", ("b", "is", ["x"]), "It looks at “B?”, which is asked later."),
        ("a", ("a", "is", ["yes"]), "A question cannot be shown only if it is answered itself."),
        ("c", ("nothing", "is", ["x"]), "It looks at “nothing”, which this form does not ask."),
        ("c", ("b", "is", ["w"]), "“B?” has no option “w”."),
        ("c", ("a", "is", ["maybe"]), "“A?” has no option “maybe”."),
        ("c", ("a", "at_least", ["1"]), "whether “A?” is at least something cannot be asked"),
        ("c", ("b", "is", []), "A condition names what the answer is compared with."),
        ("c", ("b", "sounds_like", ["x"]), "is no way to compare an answer"),
    ],
)
def test_conditions_that_can_never_be_right_are_refused_in_words(
    key: str, condition: tuple[str, str, list[str]], words: str
) -> None:
    form = draft()
    question, operator, values = condition
    with pytest.raises(Refused) as refused:
        keep(form, key, show_if=[{"question": question, "operator": operator, "values": values}])
    assert words.casefold() in refused.value.errors["show_if"].casefold()
    assert form.questions.get(key=key).show_if == []


def test_a_circle_of_conditions_cannot_be_made_by_saving_nor_published_by_moving() -> None:
    form = draft()
    keep(form, "b", show_if=YES)
    with pytest.raises(Refused, match="asked later"):
        keep(form, "a", show_if=[{"question": "b", "operator": "answered", "values": []}])
    changing.shift(form, "q", form.questions.get(key="b").pk, down=False, by=None)
    found = problems_of(shape_of(form))
    assert [problem.text for problem in found] == [
        "“B?”: it looks at “A?”, which is asked later. Move that one up, or choose an earlier question."
    ]
    with pytest.raises(FormFrozen, match="asked later"):
        publish(form, by=None)
    assert not QuestionSet.objects.get(pk=form.pk).is_published


def test_a_question_that_others_look_at_can_go_and_is_missed_before_publishing() -> None:
    form = draft()
    keep(form, "c", show_if=YES)
    changing.remove(form, "q", form.questions.get(key="a").pk, by=None)
    assert [problem.text for problem in problems_of(shape_of(form))] == [
        "“C?”: it looks at “a”, which this form does not ask."
    ]


def test_an_empty_form_and_an_empty_section_are_not_published() -> None:
    with pytest.raises(FormFrozen, match="no questions yet"):
        publish(QuestionSet.objects.create(name="Empty"), by=None)
    form = draft()
    changing.remove(form, "q", form.questions.get(key="c").pk, by=None)
    with pytest.raises(FormFrozen, match="“Two”: it has no questions"):
        publish(form, by=None)


def test_a_used_key_keeps_its_kind_and_itself() -> None:
    form = publish(draft(), by=None)
    newer = next_version(form, by=None)
    with pytest.raises(Refused) as refused:
        keep(newer, "c", kind="yes_no")
    assert refused.value.errors == {
        "kind": "“c” was asked as long text in a published form, and its answers are stored so. "
        "Add a new question with a key of its own instead."
    }
    with pytest.raises(Refused) as refused:
        keep(newer, "c", key="d")
    assert refused.value.errors["key"].startswith("“c” was asked in a published form. It keeps its key")
    assert keep(newer, "c", label="C, said otherwise?").label == "C, said otherwise?"
    other = make_question_set(name="Other", sections=[{"slug": "s", "title": "S", "questions": []}], by=None)
    with pytest.raises(Refused, match="was asked as long text"):  # one key means one thing everywhere
        changing.save_question(
            other,
            fields=fields_of(Question(key="c", label="?", kind="date")),
            section=other.sections.get(),
            by=None,
        )
    assert published_kinds(["c", "nothing", "NUL\x00"]) == {"c": frozenset({"long_text"})}


def test_a_change_on_top_of_somebody_elses_is_asked_about_first() -> None:
    form = draft()
    question = form.questions.get(key="a")
    opened = digest(question)
    keep(form, "a", label="Theirs?")
    with pytest.raises(Changed):
        changing.save_question(
            form, fields=fields_of(question), section=question.section, by=None, question=question, base=opened
        )
    assert form.questions.get(key="a").label == "Theirs?"


HOSTILE: list[dict[str, Any]] = [
    {"show_if": "a is yes"},
    {"show_if": {"question": "a"}},
    {"show_if": [["a", "is", "yes"]]},
    {"show_if": [{"question": {"a": 1}, "operator": "is", "values": ["yes"]}]},
    {"show_if": [{"question": "a", "operator": ["is"], "values": ["yes"]}]},
    {"show_if": [{"question": "a", "operator": "is", "values": [{"x": 1}]}]},
    {"show_if": [{"question": "a", "operator": "is", "values": ["x" * 500]}]},
    {"show_if": [{"question": "a", "operator": "is", "values": ["yes"], "then": "drop table"}]},
    {"show_if": YES * 20},
    {"options": [["x", "Ex"], ["x", "Again"]]},
    {"options": [["x"]]},
    {"options": {"x": "Ex"}},
    {"options": [["a|b", "Bar"]]},
    {"options": [["x", "L" * 500]]},
    {"options": [[str(n), "Many"] for n in range(100)]},
    {"options": [["x", "NUL \x00"]]},
    {"translations": ["es"]},
    {"translations": {"es": "hola"}},
    {"translations": {"es": {"label": 5}}},
    {"translations": {"es": {"onclick": "x"}}},
    {"translations": {"<script>": {"label": "x"}}},
    {"translations": {"es": {"label": "x" * 400}}},
    {"translations": {"es": {"options": ["x"]}}},
    {"translations": {"es": {"label": "half a pair \ud800"}}},
    {"label": "NUL \x00"},
    {"label": "x" * 301},
    {"help": "x" * 2001},
    {"max_words": 5},
    {"max_length": 5},
    {"minimum": 1},
    {"earliest": date(2026, 1, 1)},
    {"key": "Robert'); DROP TABLE"},
]


@pytest.mark.parametrize("changed", HOSTILE, ids=lambda changed: str(changed)[:60])
def test_nothing_hostile_is_kept(changed: dict[str, Any]) -> None:
    form = draft()
    before = shape_of(form)
    with pytest.raises(Refused) as refused:
        keep(form, "b", **changed)
    assert all(words for words in refused.value.errors.values())
    assert shape_of(form) == before
    question = form.questions.get(key="b")
    for name, value in changed.items():
        setattr(question, name, value)
    with pytest.raises(ValidationError):
        question.full_clean()


@pytest.mark.parametrize(
    "changed",
    [
        {"show_if": 5},
        {"show_if": [{"question": "a"}]},
        {"translations": {"es": {"label": "of a question"}}},
        {"translations": {"es": {"intro": "x" * 2001}}},
        {"intro": "x" * 2001},
        {"title": "\x00"},
        {"slug": "review"},
        {"slug": "two"},
    ],
    ids=str,
)
def test_nothing_hostile_is_kept_of_a_section(changed: dict[str, Any]) -> None:
    form = draft()
    section = form.sections.get(slug="one")
    fields = {name: getattr(section, name) for name in changing.SECTION_FIELDS} | changed
    with pytest.raises(Refused):
        changing.save_section(form, fields=fields, by=None, section=section)
    assert Section.objects.get(pk=section.pk).title == "One"


def test_conditions_on_numbers_and_days_are_compared_with_such() -> None:
    sections = [
        {
            "slug": "one",
            "title": "One",
            "questions": [
                {"key": "n", "label": "N?", "kind": "whole_number"},
                {"key": "d", "label": "D?", "kind": "date"},
                {"key": "t", "label": "T?", "kind": "short_text"},
            ],
        }
    ]
    form = make_question_set(name="Numbers", sections=sections, by=None)
    for question, operator, value, fits in (
        ("n", "at_least", "12", True),
        ("n", "at_least", "NaN", False),
        ("n", "is", "1.5", False),
        ("n", "is", "012", False),
        ("d", "at_most", "2026-03-31", True),
        ("d", "at_most", "31 March", False),
    ):
        stored = [{"question": question, "operator": operator, "values": [value]}]
        if fits:
            assert keep(form, "t", show_if=stored).show_if == stored
        else:
            with pytest.raises(Refused, match="cannot be compared"):
                keep(form, "t", show_if=stored)


def test_differences_are_said_in_words() -> None:
    old = publish(draft(), by=None)
    new = next_version(old, by=None)
    keep(new, "c", max_length=1500, label="C, in your words?", required=True)
    keep(new, "b", options=[["y", "Because"], ["x", "Ex"], ["w", "Double you"]], show_if=YES)
    changing.remove(new, "q", new.questions.get(key="a").pk, by=None)
    section = new.sections.get(slug="two")
    added = Question(key="e", label="E?", kind="decimal", required=True)
    changing.save_question(new, fields=fields_of(added), section=section, by=None)
    changing.save_settings(new, resume="required", by=None)
    new.refresh_from_db()
    found = differences(shape_of(old), shape_of(new))
    assert [
        (change.kind, change.key, [(line.what, line.before, line.after) for line in change.lines])
        for change in found.questions
    ] == [
        (
            "changed",
            "b",
            [
                ("option y", "Why", "Because"),
                ("no longer offered", "Zed", ""),
                ("newly offered", "", "Double you"),
                ("the order of the options", "", ""),
                ("shown only if", "always shown", "“a” is yes"),
            ],
        ),
        (
            "changed",
            "c",
            [
                ("the question", "C?", "C, in your words?"),
                ("answer", "may be left out", "must be answered"),
                ("limit, most characters", "none", "1,500"),
            ],
        ),
        ("asked newly", "e", [("must be answered", "", "")]),
        ("no longer asked", "a", []),
    ]
    assert [change.narrows for change in found.questions] == [True, True, False, False]
    assert found.say == "1 asked newly, 1 no longer asked, 2 changed, a resume must be attached."
    assert not differences(shape_of(old), shape_of(old))


def test_only_what_was_moved_counts_as_moved() -> None:
    questions = [{"key": key, "label": key, "kind": "date"} for key in "pqrst"]
    form = publish(
        make_question_set(name="Order", sections=[{"slug": "s", "title": "S", "questions": questions}], by=None),
        by=None,
    )
    new = next_version(form, by=None)
    for _ in range(4):
        changing.shift(new, "q", new.questions.get(key="t").pk, down=False, by=None)
    assert [change.key for change in differences(shape_of(form), shape_of(new)).questions] == ["t"]


def test_a_copy_is_the_same_with_the_resume_and_in_another_name() -> None:
    form = draft()
    changing.save_settings(form, resume="not_asked", by=None)
    form.refresh_from_db()
    keep(form, "c", show_if=YES, translations={"es": {"label": "¿C?"}}, max_words=300)
    copy = copy_form(publish(form, by=None), name="Spring", by=None)
    assert (copy.name, copy.version, copy.resume, copy.is_published) == ("Spring", 1, "not_asked", False)
    assert not differences(shape_of(form), shape_of(copy))


def test_the_default_form_speaks_spanish_and_an_old_one_learns_it_with_its_next_version() -> None:
    form = default_question_set()
    assert unsaid(shape_of(form), "es") == []
    Section.objects.filter(question_set=form).update(translations={})
    Question.objects.filter(question_set=form).update(translations={})
    Question.objects.filter(question_set=form, key="adult").update(label="Said otherwise?")
    assert say_unsaid(len(unsaid(shape_of(form), "es")), "Español") == "54 texts have no Español yet."
    learnt = shape_of(next_version(form, by=None))
    assert [each.text for each in unsaid(learnt, "es")] == ["Said otherwise?"]
    shipped = {question["key"]: question["translations"] for page in SECTIONS for question in page["questions"]}
    assert learnt.by_key["interest"].translations == shipped["interest"]


def test_the_default_form_asks_whether_it_was_finished_of_whoever_began() -> None:
    assert [
        (question.key, question.show_if[0].as_stored())
        for question in shape_of(default_question_set()).questions
        if question.show_if
    ] == [("course_finished", {"question": "course_attended", "operator": "is", "values": ["yes"]})]
