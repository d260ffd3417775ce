"""Programme templates: the shipped one, copies, what one becomes on dates, and the pages that edit it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.forms import BaseFormSet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bootcamp.models import (
    Assessment,
    GradingRubric,
    Holiday,
    OnboardingTask,
    ProgrammeTemplate,
    Session,
    TemplateAssessment,
    TemplateModule,
)
from bootcamp.selectors.templates import on_dates, suggested_holidays, whole
from bootcamp.services import ProgrammeRefused, set_up_bootcamp
from bootcamp.services.rubrics import shipped_competencies
from bootcamp.services.templates import TemplateRefused, copy_template, shipped_template
from careerpath.accounts.roles import Role
from tests.bootcamp.factories import make_bootcamp_cohort, sessions_of
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
AUTUMN: dict[str, Any] = {"bootcamp_starts": date(2026, 8, 31), "bootcamp_ends": date(2026, 10, 9)}


def sent_by(*forms: Any, **changed: str) -> dict[str, Any]:
    """What a browser sends for these forms and rows as they stand."""
    data: dict[str, Any] = {}
    for form in forms:
        if isinstance(form, BaseFormSet):
            data |= {f"{form.prefix}-{key}": form.management_form[key].value() for key in form.management_form.fields}
        for each in form.forms if isinstance(form, BaseFormSet) else [form]:
            for name in each.fields:
                value = each[name].value()
                if value is not None and value is not False:
                    data[each.add_prefix(name)] = value
    return data | changed


def test_the_shipped_template_is_whole_and_made_once() -> None:
    template = shipped_template()
    full = whole(template)
    assert (full.problems, full.days, len(full.modules)) == ([], 30, 6)
    assert all(module.description for module in full.modules)
    assert all(each.description for own in full.assessments.values() for each in own)
    assert all(task.title_es and task.description_es for task in full.tasks)
    ProgrammeTemplate.objects.update(description="Ours.")
    assert shipped_template().description == "Ours."
    assert TemplateModule.objects.count() == 6


def test_a_copy_has_the_same_content_and_a_life_of_its_own() -> None:
    template = shipped_template()
    fresh = copy_template(template, name="Evenings", by=None)
    one, other = whole(template), whole(fresh)
    assert (fresh.slug, other.problems, other.days) == ("evenings", [], 30)
    assert [each.title for own in other.sessions.values() for each in own] == [
        each.title for own in one.sessions.values() for each in own
    ]
    TemplateModule.objects.filter(template=fresh).update(title="Other")
    assert whole(template).modules[0].title == "General healthcare fundamentals"
    with pytest.raises(TemplateRefused, match="There is a template “Evenings” already"):
        copy_template(template, name="Evenings", by=None)


def test_a_copy_takes_constant_statements() -> None:
    template, (competency, *_rest) = shipped_template(), shipped_competencies()
    for each in TemplateAssessment.objects.filter(module__template=template, position=1):
        rubric = GradingRubric.objects.create(template=each)
        rubric.criteria.create(position=1, title="Clear", competency=competency, weight=100)
    copy_template(template, name="Warm", by=None)
    with CaptureQueriesContext(connection) as six:
        copy_template(template, name="Six", by=None)
    TemplateModule.objects.filter(template=template, position__gt=2).delete()
    with CaptureQueriesContext(connection) as two:
        copy_template(template, name="Two", by=None)
    assert len(six) == len(two)


def test_a_class_passes_over_its_holidays_and_keeps_them() -> None:
    cohort = make_bootcamp_cohort(**AUTUMN)
    template = shipped_template()
    suggested = suggested_holidays(cohort, template)
    assert suggested == {date(2026, 9, 7): "Labor Day"}
    words = on_dates(whole(template), cohort, suggested).words
    assert "these dates have 29: so 1 day is shared" in words
    set_up_bootcamp(cohort, by=None, off=suggested)
    days = {each.starts_at.astimezone(cohort.tz).date() for each in sessions_of(cohort)}
    assert (len(days), date(2026, 9, 7) in days) == (29, False)
    assert list(Holiday.objects.values_list("day", "name")) == [(date(2026, 9, 7), "Labor Day")]


def test_what_is_due_lies_on_the_day_of_its_session_in_the_classes_own_time() -> None:
    cohort = make_bootcamp_cohort(**AUTUMN, time_zone="America/Los_Angeles")
    set_up_bootcamp(cohort, by=None)
    quiz = Assessment.objects.get(title="Quiz: the health system")
    third = sessions_of(cohort)[2]
    local = quiz.due_at.astimezone(cohort.tz)
    assert (local.date(), local.hour) == (third.starts_at.astimezone(cohort.tz).date(), 17)
    assert Assessment.objects.filter(hand_in=True).count() == 7
    assert OnboardingTask.objects.filter(programme=cohort.programme).count() == 6


def test_a_rubric_of_the_template_is_copied_and_two_assessors_always_have_one() -> None:
    template = shipped_template()
    first, second = TemplateAssessment.objects.filter(module__template=template).order_by("pk")[:2]
    (competency, *_rest) = shipped_competencies()
    rubric = GradingRubric.objects.create(template=first, instructions="Read it twice.")
    rubric.criteria.create(position=1, title="Clear", competency=competency, weight=100)
    TemplateAssessment.objects.filter(pk=second.pk).update(assessors=2)
    set_up_bootcamp(make_bootcamp_cohort(), by=None, template=template)
    copied = GradingRubric.objects.get(assessment__title=first.title)
    assert (copied.instructions, [each.title for each in copied.criteria.all()]) == ("Read it twice.", ["Clear"])
    assert GradingRubric.objects.get(assessment__title=second.title).criteria.count() > 1


def test_a_copy_of_a_template_has_its_rubrics() -> None:
    template = shipped_template()
    (first, *_rest) = TemplateAssessment.objects.filter(module__template=template).order_by("pk")
    (competency, *_others) = shipped_competencies()
    rubric = GradingRubric.objects.create(template=first, instructions="Read it twice.", tolerance=5)
    rubric.criteria.create(position=1, title="Clear", competency=competency, weight=100, advanced="It sings.")
    fresh = copy_template(template, name="Evenings", by=None)
    copied = GradingRubric.objects.get(template__module__template=fresh)
    assert (copied.template.title, copied.instructions, copied.tolerance) == (first.title, "Read it twice.", 5)
    assert [(each.title, each.competency, each.advanced) for each in copied.criteria.all()] == [
        ("Clear", competency, "It sings.")
    ]
    assert GradingRubric.objects.get(template=first) == rubric


def test_a_template_that_is_not_whole_is_refused_with_everything_that_is_wrong() -> None:
    template = shipped_template()
    first, second = template.modules.all()[:2]
    first.sessions.all().delete()
    second.assessments.filter(position=1).delete()
    with pytest.raises(ProgrammeRefused) as refused:
        set_up_bootcamp(make_bootcamp_cohort(), by=None, template=template)
    assert str(refused.value) == (
        "“General healthcare fundamentals” has no session yet. "
        "The weights of “IT and project management fundamentals” sum to 60. Change them so that they sum to 100."
    )


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_manager_sees_a_template_on_dates_and_copies_it_into_the_class(signed_in: SignIn) -> None:
    cohort, template = make_cohort(**AUTUMN), shipped_template()
    page, client = reverse("bootcamp:programme-preview", args=[template.slug]), signed_in(Role.MANAGER)
    shown = client.get(page, {"cohort": cohort.slug})
    assert "Labor Day" in shown.content.decode()
    assert (shown.context["sessions"], shown.context["days_off"][0][2]) == (29, True)
    data = {"cohort": cohort.slug, "shown": cohort.slug, "do": "look", "day-0": "2026-09-18", "name-0": "Open day"}
    looked = client.post(page, data)
    assert (looked.context["sessions"], Session.objects.count()) == (29, 0)  # Labor Day is taught, the open day is not
    assert client.post(page, data | {"do": "set-up"})["Location"] == reverse("bootcamp:sessions", args=[cohort.slug])
    assert list(Holiday.objects.values_list("day", "name")) == [(date(2026, 9, 18), "Open day")]
    again = client.post(page, data | {"do": "set-up"})
    assert "has a programme already" in again.content.decode()


def test_dates_that_are_too_short_are_answered_in_words(signed_in: SignIn) -> None:
    cohort = make_cohort(bootcamp_starts=date(2026, 8, 31), bootcamp_ends=date(2026, 9, 3))
    page = reverse("bootcamp:programme-preview", args=[shipped_template().slug])
    assert "has 4 weekdays, and 6 modules need one each" in (
        signed_in(Role.MANAGER).get(page, {"cohort": cohort.slug}).content.decode()
    )


def test_weights_that_do_not_sum_to_100_are_said_beside_each(signed_in: SignIn) -> None:
    template = shipped_template()
    page, client = reverse("bootcamp:programme", args=[template.slug]), signed_in(Role.MANAGER)
    shown = client.get(page).context
    data = sent_by(shown["form"], shown["rows"])
    wrong = client.post(page, data | {"modules-0-weight": "25"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("The sum is 110, not 100.") == 6
    assert "The weights of the modules sum to 110." in wrong.content.decode()
    turned = data | {"modules-0-ORDER": "2", "modules-1-ORDER": "1", "name": "Renamed"}
    assert client.post(page, turned).status_code == 302
    template.refresh_from_db()
    assert template.name == "Renamed"
    assert [each.slug for each in template.modules.order_by("position")][:2] == ["it-project", "healthcare"]


def test_a_new_module_gets_a_place_and_a_short_name(signed_in: SignIn) -> None:
    template = shipped_template()
    page, client = reverse("bootcamp:programme", args=[template.slug]), signed_in(Role.MANAGER)
    shown = client.get(page).context
    fresh = {
        "modules-0-weight": "5",
        "modules-6-title": "Health equity",
        "modules-6-kind": "module",
        "modules-6-weight": "10",
        "modules-6-pass_mark": "70",
    }
    assert client.post(page, sent_by(shown["form"], shown["rows"]) | fresh).status_code == 302
    last = template.modules.order_by("position").last()
    assert last is not None
    assert (last.slug, last.position) == ("health-equity", 7)
    second = {"modules-5-kind": "examination", "modules-0-kind": "examination"}
    twice = client.post(page, sent_by(shown["form"], shown["rows"]) | second)
    assert "a programme has one at most" in twice.content.decode()


def test_sessions_and_assessments_of_a_module_are_edited_together(signed_in: SignIn) -> None:
    template = shipped_template()
    page = reverse("bootcamp:programme-module", args=[template.slug, "soft-skills"])
    client = signed_in(Role.MANAGER)
    shown = client.get(page).context
    data = sent_by(shown["form"], shown["sessions"], shown["assessments"])
    assert (
        client.post(page, data | {"assessments-0-weight": "30"}).content.decode().count("The sum is 90, not 100.") == 2
    )
    beyond = client.post(page, data | {"assessments-0-after_session": "9"})
    assert "The module has 4 sessions." in beyond.content.decode()
    half = client.post(page, data | {"sessions-0-starts": "13:00"})
    assert "Give both times, the end after the start, or neither." in half.content.decode()
    edited = data | {"sessions-4-title": "Client day", "sessions-0-DELETE": "on"}
    assert client.post(page, edited).status_code == 302
    module = template.modules.get(slug="soft-skills")
    assert list(module.sessions.order_by("position").values_list("position", "title")) == [
        (1, "Writing so that it is read"),
        (2, "Presenting to clinicians and executives"),
        (3, "Consulting: the first day at a client"),
        (4, "Client day"),
    ]


def test_rows_of_which_nobody_knows_how_many_are_refused_in_words(signed_in: SignIn) -> None:
    template, client = shipped_template(), signed_in(Role.MANAGER)
    for name, args, rows in (("programme", [], "modules"), ("programme-module", ["soft-skills"], "assessments")):
        page = reverse(f"bootcamp:{name}", args=[template.slug, *args])
        shown = client.get(page).context
        data = sent_by(*(shown[each] for each in ("form", "rows", "sessions", "assessments") if each in shown))
        answer = client.post(page, data | {f"{rows}-TOTAL_FORMS": "many"})
        assert (answer.status_code, "missing or has been tampered with" in answer.content.decode()) == (422, True)


def test_pages_of_a_template_cost_the_same_however_large_it_is(signed_in: SignIn) -> None:
    template, client = shipped_template(), signed_in(Role.MANAGER)
    cohort = make_cohort(**AUTUMN)
    pages = [
        (reverse("bootcamp:programme", args=[template.slug]), {}),
        (reverse("bootcamp:programme-preview", args=[template.slug]), {"cohort": cohort.slug}),
    ]

    def cost() -> list[int]:
        found = []
        for page, query in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page, query).status_code == 200
            found.append(len(seen))
        return found

    cost()
    six = cost()
    TemplateModule.objects.filter(template=template, position__gt=2).delete()
    assert cost() == six


def test_programmes_lists_templates_and_copies_one(signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    assert "CHIME digital health, six weeks" in client.get(reverse("bootcamp:programmes")).content.decode()
    template = shipped_template()
    copied = client.post(reverse("bootcamp:programme-copy", args=[template.slug]), {"copy-name": "Evenings"})
    assert copied["Location"] == reverse("bootcamp:programme", args=["evenings"])
    tasks = reverse("bootcamp:programme-tasks", args=["evenings"])
    rows = client.get(tasks).context["rows"]
    assert client.post(tasks, sent_by(rows) | {"tasks-0-DELETE": "on"}).status_code == 302
    assert ProgrammeTemplate.objects.get(slug="evenings").tasks.count() == 5
