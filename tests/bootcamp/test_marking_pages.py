"""The pages of marking: a class one after the other, blindness, settling, rules and rubrics with errors in words."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from bootcamp.models import Assessment, AssessorBar, Enrolment, Grade, GradingCriterion, MarkingSheet, Module
from bootcamp.selectors.assessing import criteria_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.bootcamp.test_assessing import give, presentation
from tests.bootcamp.test_services import queries_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
D = Decimal


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet_of(work: Assessment, person: Enrolment) -> str:
    return reverse("bootcamp:marking-sheet", args=[person.cohort.slug, work.pk, person.public_id])


def filled(work: Assessment, level: int, **more: str) -> dict[str, str]:
    return {f"level-{each.pk}": str(level) for each in criteria_of(work)} | more


def test_giving_a_mark_goes_on_to_the_next_person_and_says_so() -> None:
    first, second = make_class(size=2)
    work = presentation(first)
    client = signed_in(make_instructor(first.cohort))
    answer = client.post(sheet_of(work, first), filled(work, 3, action="give", comment="Well said."))
    assert (answer.status_code, answer["Location"]) == (302, sheet_of(work, second))
    assert Grade.objects.values_list("points", "comment").get() == (D("75.00"), "Well said.")
    page = client.get(sheet_of(work, second)).content.decode()
    assert f"Marked: {first.name}." in page


def test_a_missing_level_is_named_and_nothing_that_was_written_is_lost() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    client = signed_in(make_instructor(person.cohort))
    sent = filled(work, 4, action="give", comment="A comment to keep.")
    left_out = criteria_of(work)[2]
    del sent[f"level-{left_out.pk}"]
    answer = client.post(sheet_of(work, person), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#c{left_out.pk}-1">{left_out.title}</a>: Choose a level.' in page
    assert "A comment to keep." in page
    assert page.count("checked") == 5
    assert not MarkingSheet.objects.exists()


def test_before_both_are_in_no_page_shows_what_the_other_gave() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    first, second = make_instructor(person.cohort), make_instructor(person.cohort)
    sheet = give(work, person, first, 4, 1, comment="Only for the learner.")
    sheet.levels.update(comment="A secret word.")
    manager = make_user(Role.MANAGER)
    addresses = [sheet_of(work, person), reverse("bootcamp:marking-list", args=[person.cohort.slug, work.pk])]
    for reader in (second, manager):
        for address in addresses:
            page = signed_in(reader).get(address).content.decode()
            assert "secret" not in page
            assert "Only for the learner." not in page
            assert "36.25" not in page  # (15×4 + 85×1) ÷ 4
            assert "checked" not in page
    give(work, person, second, 4)
    assert "A secret word." in signed_in(second).get(sheet_of(work, person)).content.decode()


def test_settling_on_the_page_from_proposal_to_confirmation() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    first, second = make_instructor(person.cohort), make_instructor(person.cohort)
    give(work, person, first, 2)
    give(work, person, second, 4)
    address = sheet_of(work, person)
    refused = signed_in(first).post(address, {"action": "propose", "points": "20", "reason": "Low."})
    assert refused.status_code == 422
    assert "Settle on a mark between yours: 50 to 100 points." in refused.content.decode()
    assert signed_in(first).post(address, {"action": "propose", "points": "70", "reason": "Met."}).status_code == 302
    assert "Confirm 70 points" in " ".join(signed_in(second).get(address).content.decode().split())
    assert signed_in(second).post(address, {"action": "confirm"}).status_code == 302
    assert Grade.objects.get().points == D(70)


def test_an_instructor_bars_themself_and_a_manager_anybody_of_the_class() -> None:
    (person,) = make_class(size=1)
    work = presentation(person)
    by, other = make_instructor(person.cohort), make_instructor(person.cohort)
    address = sheet_of(work, person)
    signed_in(by).post(address, {"action": "bar", "assessor": other.pk, "reason": "Not mine to say."})
    assert not AssessorBar.objects.exists()
    signed_in(by).post(address, {"action": "bar", "assessor": by.pk, "reason": "My cousin."})
    signed_in(make_user(Role.MANAGER)).post(address, {"action": "bar", "assessor": other.pk, "reason": "Her mentor."})
    assert set(AssessorBar.objects.values_list("assessor", "reason")) == {
        (by.pk, "My cousin."),
        (other.pk, "Her mentor."),
    }
    assert "You do not assess this person: My cousin." in signed_in(by).get(address).content.decode()


def test_a_manager_reads_and_does_not_mark() -> None:
    (person,) = make_class(size=1)
    work = presentation(person)
    client = signed_in(make_user(Role.MANAGER))
    assert client.post(sheet_of(work, person), filled(work, 3, action="give")).status_code == 403
    assert "Give this mark" not in client.get(sheet_of(work, person)).content.decode()


def test_pages_of_another_class_are_not_there() -> None:
    (person,), (other,) = make_class(size=1), make_class(size=1)
    work = presentation(person)
    client = signed_in(make_instructor(other.cohort))
    assert client.get(sheet_of(work, person)).status_code == 404
    assert client.get(reverse("bootcamp:marking", args=[person.cohort.slug])).status_code == 404


def test_rules_are_saved_together_and_errors_are_in_words() -> None:
    (person,) = make_class(size=1)
    module = Module.objects.get(programme=person.cohort_id, slug="healthcare")
    address = reverse("bootcamp:marking-rules", args=[person.cohort.slug, module.slug])
    client = signed_in(make_user(Role.MANAGER))
    sent: dict[str, str] = {"module-drop_lowest": "1"}
    for each in Assessment.objects.filter(module=module):
        sent |= {f"a{each.pk}-may_drop": "on", f"a{each.pk}-late_per_day": "10", f"a{each.pk}-late_most": "30"}
        sent |= {f"a{each.pk}-assessors": "1"}
    first = assessments_of(person.cohort)[0]
    wrong = client.post(
        address, sent | {"module-drop_lowest": "3", f"a{first.pk}-late_most": "5", f"a{first.pk}-assessors": "2"}
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "One day takes 10 already. Give at least that much." in page
    assert "Two people can assess only by a rubric. Give this assessment one first." in page
    assert client.post(address, sent | {"module-drop_lowest": "3"}).status_code == 422
    module.refresh_from_db()
    assert module.drop_lowest == 0
    assert client.post(address, sent).status_code == 302
    module.refresh_from_db()
    first.refresh_from_db()
    assert (module.drop_lowest, first.late_per_day, first.late_most) == (1, D(10), D(30))
    person.refresh_from_db()
    assert person.stale_since is not None


def test_a_rubric_is_made_edited_and_then_only_its_words() -> None:
    (person,) = make_class(size=1)
    work = assessments_of(person.cohort)[0]
    address = reverse("bootcamp:marking-rubric", args=[person.cohort.slug, work.pk])
    client = signed_in(make_user(Role.MANAGER))
    assert "Make a rubric" in client.get(address).content.decode()
    client.post(address, {"action": "add"})
    criteria = criteria_of(work)
    assert len(criteria) == 3

    def sent(**changed: str) -> dict[str, str]:
        data = {"instructions": "Read twice.", "tolerance": "5", "criteria-TOTAL_FORMS": "3"}
        data |= {"criteria-INITIAL_FORMS": "3", "criteria-MIN_NUM_FORMS": "0", "criteria-MAX_NUM_FORMS": "12"}
        for place, each in enumerate(criteria):
            data |= {f"criteria-{place}-id": str(each.pk), f"criteria-{place}-position": str(each.position)}
            data |= {f"criteria-{place}-title": each.title, f"criteria-{place}-competency": str(each.competency_id)}
            data |= {f"criteria-{place}-weight": str(each.weight)}
        return data | changed

    assert client.post(address, sent(**{"criteria-0-weight": "0"})).status_code == 422
    assert client.post(address, sent(**{"criteria-0-weight": "40"})).status_code == 302
    assert criteria_of(work)[0].weight == 40
    give(work, person, make_instructor(person.cohort), 3)
    assert client.post(address, sent(**{"criteria-0-weight": "60", "criteria-0-proficient": "New."})).status_code == 302
    fresh = GradingCriterion.objects.get(pk=criteria[0].pk)
    assert (fresh.weight, fresh.proficient) == (40, "New.")


def test_every_class_of_the_shipped_template_has_a_capstone_that_two_assess_by_a_rubric() -> None:
    (person,) = make_class(size=1)
    both = list(Assessment.objects.filter(module__programme=person.cohort_id, module__kind="examination"))
    assert [(each.assessors, each.weight, each.may_drop) for each in both] == [
        (2, D("40.00"), False),
        (1, D("60.00"), True),
    ]
    criteria = GradingCriterion.objects.filter(rubric__assessment=both[0])
    assert (criteria.count(), sum(each.weight for each in criteria)) == (6, 100)
    assert both[0].due_at < both[1].due_at


def test_the_list_of_three_costs_what_the_list_of_one_does() -> None:
    def cost(people: list[Enrolment]) -> int:
        work, by = presentation(people[0]), make_instructor(people[0].cohort)
        for person in people:
            give(work, person, by, 3)
        client = signed_in(by)
        address = reverse("bootcamp:marking-list", args=[people[0].cohort.slug, work.pk])
        client.get(address)
        return queries_of(lambda: client.get(address))

    assert cost(make_class(size=1)) == cost(make_class(size=3))
