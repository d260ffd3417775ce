"""A cohort asks another version while people answer: nothing that was written is lost, and everybody is told before."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Application
from applicants.selectors.forms import form_of
from applicants.services.applying import answers_to_send
from applicants.services.applying_rules import Incomplete
from applicants.services.form_changes import follow_form
from applicants.services.screening import default_rubric
from careerpath.accounts.roles import Role
from cohorts.building import changing, using
from cohorts.building.changing import Refused
from cohorts.building.using import Outdated, base_of, consequences, use_form
from cohorts.models import Cohort, FormUse, Question, QuestionSet
from cohorts.services import COPIED, FormFrozen, next_version, publish
from tests.factories import GOOD_ANSWERS, make_applicant, make_application, make_cohort, make_question_set, make_user

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"key": "why", "label": "Why?", "kind": "long_text", "max_length": 2000, "required": True},
    {"key": "way", "label": "Which way?", "kind": "one_of", "options": [["l", "Left"], ["r", "Right"]]},
    {"key": "hours", "label": "Hours?", "kind": "whole_number"},
]
ODD = {
    "why": " two  spaces,\n\ttabs — “quotes” \u00e9 e\u0301 🙂 </script>",
    "way": "l",
    "hours": 3,
    "gone_long_ago": ["a", 1.50, None],
}


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(question_set=make_question_set("Live form", QUESTIONS))


def keep(form: QuestionSet, name: str, **changed: Any) -> None:
    question = form.questions.get(key=name)
    fields = {each: getattr(question, each) for each in COPIED} | changed
    changing.save_question(form, fields=fields, section=question.section, by=None, question=question)


def narrower(cohort: Cohort) -> QuestionSet:
    """A draft: `why` shorter, no way left, no hours, `when` asked newly and required."""
    form = next_version(cohort.question_set, by=None)
    keep(form, "why", max_length=20)
    keep(form, "way", options=[["r", "Right"]])
    changing.remove(form, "q", form.questions.get(key="hours").pk, by=None)
    fields = {name: getattr(Question(key="when", label="When?", kind="date", required=True), name) for name in COPIED}
    changing.save_question(form, fields=fields, section=form.sections.get(), by=None)
    return form


def use(form: QuestionSet, cohort: Cohort) -> FormUse:
    return use_form(form, cohort=cohort, by=make_user(Role.RECRUITER), base=base_of(form, cohort))


def stored(application: Application) -> str:
    """The answers as the database holds them, byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers::text FROM applicants_application WHERE id = %s", [application.pk])
        return str(cursor.fetchone()[0])


def test_drafts_move_and_keep_every_byte_and_what_was_sent_keeps_its_version(cohort: Cohort) -> None:
    first = cohort.question_set
    drafts = [make_application(cohort, draft=True, answers=ODD), make_application(cohort, draft=True, answers={})]
    sent = make_application(cohort, answers={"why": "Because.", "way": "l"})
    elsewhere = make_application(make_cohort(question_set=first), draft=True, answers=ODD)
    before = {each.pk: (stored(each), each.updated_at) for each in (*drafts, sent, elsewhere)}
    form = narrower(cohort)
    done = use(form, cohort)
    assert (done.drafts_moved, done.before, done.question_set) == (2, first, form)
    form.refresh_from_db()
    cohort.refresh_from_db()
    assert (form.is_published, cohort.question_set) == (True, form)
    for each in (*drafts, sent, elsewhere):
        each.refresh_from_db()
        assert (stored(each), each.updated_at) == before[each.pk]
    assert [each.question_set for each in (*drafts, sent, elsewhere)] == [form, form, first, first]


def test_what_no_longer_fits_keeps_a_draft_from_being_sent_and_stays_and_what_comes_back_is_there(
    cohort: Cohort,
) -> None:
    draft = make_application(cohort, draft=True, answers=ODD)
    form = narrower(cohort)
    use(form, cohort)
    draft = Application.objects.select_related("cohort", "question_set", "applicant").get(pk=draft.pk)
    with pytest.raises(Incomplete) as refused:
        answers_to_send(draft)
    assert {question.key for question in refused.value.questions} == {"when", "way", "why"}
    again = next_version(form, by=None)
    hours = Question.objects.get(question_set__name="Live form", question_set__version=1, key="hours")
    changing.bring_back(again, hours, section=again.sections.get(), by=None)
    cohort.refresh_from_db()
    use(again, cohort)
    draft.refresh_from_db()
    assert form_of(draft.question_set).by_key["hours"].key == "hours"
    assert json.loads(stored(draft)) == ODD


def test_moving_is_one_statement_for_any_number(cohort: Cohort) -> None:
    from applicants.services.form_changes import move_drafts

    for _ in range(3):
        make_application(cohort, draft=True, answers=ODD)
    form = publish(narrower(cohort), by=None)
    with CaptureQueriesContext(connection) as queries:
        assert move_drafts(cohort, form, by=None) == 3
    assert len(queries) == 1
    assert move_drafts(cohort, form, by=None) == 0


def test_the_consequences_are_counted_question_by_question(cohort: Cohort) -> None:
    for answers in ({**ODD}, {"why": "Short.", "way": "r"}, {}, {"why": "x" * 21}):
        make_application(cohort, draft=True, answers=answers)
    make_application(cohort, answers=ODD)
    found = consequences(narrower(cohort), cohort)
    assert (found.counts.drafts, found.counts.sent) == (4, 1)
    assert {
        effect.change.key: (effect.touched.answers, effect.touched.unfit, effect.say) for effect in found.effects
    } == {
        "why": (
            3,
            2,
            "3 drafts have an answer; 2 do not fit any more. Nothing is deleted: its writer sees what to change, in words.",
        ),
        "way": (
            2,
            1,
            "2 drafts have an answer; 1 does not fit any more. Nothing is deleted: its writer sees what to change, in words.",
        ),
        "when": (0, 0, "Everybody who has begun must answer it before they send."),
        "hours": (1, 0, "1 draft has an answer. It is kept, and shown again if the question comes back."),
    }
    assert "limit, most characters" in {line.what for effect in found.effects for line in effect.change.lines}


def test_consequences_take_as_many_queries_for_many_drafts_and_questions(cohort: Cohort) -> None:
    form = narrower(cohort)
    make_application(cohort, draft=True, answers=ODD)
    with CaptureQueriesContext(connection) as few:
        consequences(form, cohort)
    for _ in range(5):
        make_application(cohort, draft=True, answers=ODD)
    section = form.sections.get()
    for place in range(10, 40):
        Question.objects.create(
            question_set=form, section=section, position=place, key=f"k{place}", label="?", kind="date"
        )
    with CaptureQueriesContext(connection) as many:
        consequences(form, cohort)
    assert len(many) == len(few)


def test_rubrics_that_look_at_what_goes_are_named() -> None:
    default_rubric()
    cohort = make_cohort()
    make_application(cohort, draft=True, answers=GOOD_ANSWERS)
    form = next_version(cohort.question_set, by=None)
    assert consequences(form, cohort).complaints == []
    changing.remove(form, "q", form.questions.get(key="events").pk, by=None)
    changing.remove(form, "q", form.questions.get(key="adult").pk, by=None)
    found = consequences(form, cohort).complaints
    assert len(found) == 2
    assert found[0].startswith("Potential over experience, version 1: Took part in events: ")
    assert found[1].startswith("Potential over experience, version 1: Rule “adult”: ")


def test_what_changed_meanwhile_is_looked_at_again(cohort: Cohort) -> None:
    form, user = narrower(cohort), make_user(Role.RECRUITER)
    base = base_of(form, cohort)
    keep(form, "why", max_length=10)
    with pytest.raises(Outdated):
        use_form(form, cohort=cohort, by=user, base=base)
    other = next_version(cohort.question_set, by=None)
    base = base_of(form, cohort)
    use_form(other, cohort=cohort, by=user, base=base_of(other, cohort))
    with pytest.raises(Outdated):
        use_form(form, cohort=cohort, by=user, base=base)
    assert [use.question_set for use in cohort.form_uses.all()] == [other]


def test_a_form_that_cannot_work_a_form_asked_already_and_a_closed_class_are_refused(cohort: Cohort) -> None:
    form = narrower(cohort)
    keep(form, "when", show_if=[{"question": "way", "operator": "is", "values": ["r"]}])
    changing.remove(form, "q", form.questions.get(key="way").pk, by=None)
    with pytest.raises(FormFrozen, match="which this form does not ask"):
        use(form, cohort)
    with pytest.raises(Refused, match="already"):
        use(cohort.question_set, cohort)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    cohort.refresh_from_db()
    with pytest.raises(Refused, match="are closed"):
        use(next_version(cohort.question_set, by=None), cohort)
    assert not FormUse.objects.exists()


def test_a_draft_that_was_begun_in_the_moment_of_the_change_follows(cohort: Cohort) -> None:
    form = narrower(cohort)
    first = cohort.question_set
    use(form, cohort)
    late = make_application(cohort, draft=True, answers=ODD, question_set=first)
    sent = make_application(cohort, answers=ODD, question_set=first)
    for application, moved in ((late, True), (sent, False)):
        fresh = Application.objects.select_related("cohort").get(pk=application.pk)
        assert follow_form(fresh) is moved
        assert follow_form(fresh) is False
    late.refresh_from_db()
    sent.refresh_from_db()
    assert (late.question_set, sent.question_set, json.loads(stored(late))) == (form, first, ODD)


def test_the_writer_sees_what_no_longer_fits_and_sending_the_page_unchanged_deletes_nothing(
    cohort: Cohort, signed_in: Any
) -> None:
    user = make_user()
    draft = make_application(cohort, make_applicant(user), draft=True, answers=ODD)
    form = narrower(cohort)
    use(form, cohort)
    client, before = signed_in(user), stored(draft)
    page = client.get(f"/apply/{cohort.slug}/one/")
    assert page.status_code == 200
    assert "at most 20 fit." in page.text
    assert "“l” is not one of the choices." in page.text
    assert "l (no longer offered)" in page.text
    client.post(f"/apply/{cohort.slug}/one/", {"q_why": ODD["why"], "q_way": "l", "q_when": "", "then": "later"})
    assert stored(draft) == before
    client.post(
        f"/apply/{cohort.slug}/one/", {"q_why": "Shorter.", "q_way": "r", "q_when": "2026-03-31", "then": "next"}
    )
    assert json.loads(stored(draft)) == ODD | {"why": "Shorter.", "way": "r", "when": "2026-03-31"}


def test_without_anybody_who_watches_nobody_has_begun(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(using.form_changes, "WATCHERS", [])
    found = consequences(narrower(cohort), cohort)
    assert (found.counts.drafts, found.complaints, [effect.say for effect in found.effects]) == (0, [], [""] * 4)
