"""Parts, cycles, hours, releases, renewal, evidence and reminders."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from applicants.models import Notice
from bootcamp.default_last_mile import CREDENTIALS
from bootcamp.models import (
    Credential,
    CredentialAward,
    CredentialComponent,
    CredentialRelease,
    Enrolment,
    UpkeepActivity,
)
from bootcamp.selectors.last_mile import holds_credential, with_expiry
from bootcamp.selectors.upkeep import Kept, ending_between, kept_by, longest, may_end
from bootcamp.services import AttemptRefused, award_credential, record_attempt, set_up_last_mile
from bootcamp.services.maintaining import UpkeepRefused, add_upkeep, give_evidence, refuse_upkeep, renew, verify
from bootcamp.services.renewal_notices import stage_of, write_renewal_reminders
from careerpath.accounts.models import User
from tests.bootcamp.factories import make_class
from tests.factories import a_day, make_user

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def person() -> Enrolment:
    set_up_last_mile(by=None)
    return make_class(size=1)[0]


@pytest.fixture
def staff() -> User:
    return make_user()


def credential(slug: str, **changes: Any) -> Credential:
    Credential.objects.filter(slug=slug).update(**changes)
    return Credential.objects.get(slug=slug)


def holder_of(person: Enrolment) -> User:
    user = person.application.applicant.user
    assert user is not None
    return user


def kept(person: Enrolment) -> Kept:
    return kept_by([person.pk], a_day(0))[person.pk][0]


def hours(person: Enrolment, what: Credential, number: int, *, on: date | None = None, **given: Any) -> UpkeepActivity:
    given = {"evidence_note": "Seen by the registrar", **given}
    return add_upkeep(
        person, credential=what, done_on=on or a_day(-1), title="A course", hours=D(number), by=None, **given
    )


def test_shipped_values_are_whole_and_say_where_they_are_from() -> None:
    set_up_last_mile(by=None)
    for plan in CREDENTIALS:
        made = Credential.objects.get(slug=plan.slug)
        made.full_clean()
        assert {name: getattr(made, name) for name in plan.values} == plan.values
        assert made.source_notes.count("\n") + 1 == len(plan.sources)


def test_a_credential_with_parts_is_awarded_with_the_last_of_them(person: Enrolment) -> None:
    wanted = credential("ehr-vendor", waiting_days=0)
    project, examination = wanted.components.all()
    with pytest.raises(AttemptRefused, match=r"Say which part was taken: Project, Examination\."):
        record_attempt(person, credential=wanted, taken_on=a_day(-9), outcome="passed", by=None)
    first = record_attempt(person, credential=wanted, component=examination, taken_on=a_day(-8), score=D(85), by=None)
    assert (first.number, first.outcome, CredentialAward.objects.count()) == (1, "passed", 0)
    failed = record_attempt(person, credential=wanted, component=project, taken_on=a_day(-7), outcome="failed", by=None)
    with pytest.raises(AttemptRefused, match=r"EHR vendor certification \(Examination\) was passed already"):
        record_attempt(person, credential=wanted, component=examination, taken_on=a_day(-6), score=D(90), by=None)
    last = record_attempt(person, credential=wanted, component=project, taken_on=a_day(-6), outcome="passed", by=None)
    assert (failed.number, last.number, last.award.awarded_on) == (1, 2, a_day(-6))


def test_a_part_of_another_credential_is_refused(person: Enrolment) -> None:
    part = CredentialComponent.objects.first()
    with pytest.raises(AttemptRefused, match="has no part “Project”"):
        record_attempt(
            person, credential=credential("capm"), component=part, taken_on=a_day(-1), outcome="passed", by=None
        )


def test_what_lapsed_is_taken_again_with_numbers_of_its_own(person: Enrolment) -> None:
    wanted = credential("itil-4", validity_months=1)
    record_attempt(person, credential=wanted, taken_on=a_day(-90), score=D(20), by=None)
    record_attempt(person, credential=wanted, taken_on=a_day(-80), score=D(30), by=None)
    with pytest.raises(AttemptRefused, match="No attempt follows a pass"):
        record_attempt(person, credential=wanted, taken_on=a_day(-70), score=D(30), by=None)
    again = record_attempt(person, credential=wanted, taken_on=a_day(-5), score=D(31), by=None)
    assert (again.cycle, again.number) == (2, 1)
    assert [holds_credential(person, wanted, on=a_day(day)) for day in (-70, -20, 0)] == [True, False, True]


def test_an_attempt_is_not_recorded_before_it_was_taken(person: Enrolment) -> None:
    with pytest.raises(AttemptRefused, match="still to come"):
        record_attempt(person, credential=credential("capm"), taken_on=a_day(2), outcome="passed", by=None)


def test_hours_count_once_somebody_else_verified_them(person: Enrolment, staff: User) -> None:
    wanted = credential("security-plus")
    award_credential(person, credential=wanted, awarded_on=a_day(-400), by=None)
    item = hours(person, wanted, 30)
    assert (kept(person).hours, kept(person).waiting, kept(person).may_be_renewed) == (D(0), D(30), False)
    with pytest.raises(UpkeepRefused, match="Nobody verifies their own evidence"):
        verify(item, by=holder_of(person))
    verify(item, by=staff)
    verify(hours(person, wanted, 20), by=staff)
    assert (kept(person).hours, kept(person).hours_missing, kept(person).may_be_renewed) == (D(50), D(0), True)


def test_the_database_refuses_the_holders_own_word(person: Enrolment) -> None:
    wanted = credential("security-plus")
    award_credential(person, credential=wanted, awarded_on=a_day(-9), by=None)
    item = hours(person, wanted, 1)
    with pytest.raises(IntegrityError, match="upkeepactivity_not_verified_by_holder"), transaction.atomic():
        UpkeepActivity.objects.filter(pk=item.pk).update(verified_by=holder_of(person), verified_at=item.added_at)
    with pytest.raises(IntegrityError, match="credentialaward_not_verified_by_holder"), transaction.atomic():
        CredentialAward.objects.update(verified_by=holder_of(person), verified_at=item.added_at)


@pytest.mark.parametrize(
    ("slug", "given", "why"),
    [
        ("capm", {"hours": D(1), "evidence_note": "x"}, "is not held"),
        ("security-plus", {"hours": D(1)}, "Give a link to the evidence"),
        ("security-plus", {"hours": D(0), "evidence_note": "x"}, "more than 0"),
        ("security-plus", {"hours": D(1), "evidence_note": "x", "done_on": a_day(2)}, "still to come"),
        ("hl7-fhir", {"hours": D(1), "evidence_note": "x"}, "is not kept by continuing education"),
    ],
)
def test_add_upkeep_refuses_in_words(person: Enrolment, slug: str, given: dict[str, Any], why: str) -> None:
    for held in ("security-plus", "hl7-fhir"):
        award_credential(person, credential=credential(held), awarded_on=a_day(-9), by=None)
    with pytest.raises(UpkeepRefused, match=why):
        add_upkeep(person, **{"credential": credential(slug), "done_on": a_day(-1), "title": "A", "by": None, **given})
    assert UpkeepActivity.objects.count() == 0


def test_a_renewal_adds_a_term_where_the_one_before_ends(person: Enrolment, staff: User) -> None:
    wanted = credential("security-plus", validity_months=12)
    first = award_credential(person, credential=wanted, awarded_on=a_day(-340), by=None)
    until = kept(person).expires_on
    with pytest.raises(UpkeepRefused, match="0 of 50 hours are verified"):
        renew(first, on=a_day(-1), by=staff)
    verify(hours(person, wanted, 50), by=staff)
    second = renew(first, on=a_day(-1), by=staff, certificate_number="C-2")
    assert second.term_from == until
    now = kept(person)
    assert (now.award.pk, now.holds, now.is_due, now.hours) == (second.pk, True, False, D(0))
    with pytest.raises(UpkeepRefused, match="was renewed already"):
        renew(first, on=a_day(0), by=staff)


def test_nothing_is_renewed_after_its_last_day(person: Enrolment, staff: User) -> None:
    wanted = credential("itil-4", validity_months=1, maintenance_hours=None)
    award = award_credential(person, credential=wanted, awarded_on=a_day(-60), by=None)
    with pytest.raises(UpkeepRefused, match="A renewal lies after the award and not after that day"):
        renew(award, on=a_day(0), by=staff)


@pytest.mark.parametrize(
    ("done", "verified", "until"), [(None, False, -1), (-2, False, -1), (-2, True, 30), (0, True, -1)]
)
def test_a_release_that_is_not_taken_up_in_time_ends_it(
    person: Enrolment, staff: User, done: int | None, verified: bool, until: int
) -> None:
    wanted = credential("servicenow-csa")
    award_credential(person, credential=wanted, awarded_on=a_day(-100), by=None)
    release = CredentialRelease.objects.create(
        credential=wanted, name="Aurora", released_on=a_day(-50), due_on=a_day(-1)
    )
    CredentialRelease.objects.create(credential=wanted, name="Borealis", released_on=a_day(-5), due_on=a_day(30))
    CredentialRelease.objects.create(credential=wanted, name="Before", released_on=a_day(-200), due_on=a_day(-150))
    if done is not None:
        item = add_upkeep(
            person, credential=wanted, release=release, done_on=a_day(done), title="", evidence_note="x", by=None
        )
        if verified:
            verify(item, by=staff)
    found = kept(person)
    assert found.expires_on == a_day(until)
    assert found.holds is (until >= 0)
    assert [one.name for one in found.releases] == ["Borealis"]


def test_evidence_that_was_verified_is_not_exchanged(person: Enrolment, staff: User) -> None:
    award = award_credential(person, credential=credential("capm"), awarded_on=a_day(-9), by=None)
    with pytest.raises(UpkeepRefused, match="There is no evidence"):
        verify(award, by=staff)
    give_evidence(award, evidence_url="https://example.org/c")
    verify(award, by=staff)
    with pytest.raises(UpkeepRefused, match="was verified already"):
        give_evidence(award, evidence_note="another")


def test_refuse_upkeep_leaves_what_was_verified(person: Enrolment, staff: User) -> None:
    wanted = credential("capm")
    award_credential(person, credential=wanted, awarded_on=a_day(-9), by=None)
    one, other = hours(person, wanted, 1), hours(person, wanted, 2)
    verify(one, by=staff)
    refuse_upkeep(other, by=staff)
    with pytest.raises(UpkeepRefused, match="so it stays"):
        refuse_upkeep(one, by=staff)
    assert list(UpkeepActivity.objects.all()) == [one]


def test_stage_of_is_the_nearest_one_reached() -> None:
    assert [stage_of(days) for days in (-1, 0, 7, 8, 30, 31, 90, 91)] == [None, 7, 7, 30, 30, 90, 90, None]


def test_reminders_are_written_once_for_each_stage_and_not_for_what_was_renewed(person: Enrolment) -> None:
    wanted = credential("itil-4", validity_months=12)
    award = award_credential(person, credential=wanted, awarded_on=date(2024, 6, 1), by=None)  # until 1 June 2025
    counts = [
        write_renewal_reminders(today=date(2025, 6, 1) - timedelta(days=days))
        for days in (91, 90, 90, 60, 30, 8, 7, 0, -1)
    ]
    assert counts == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    notice = Notice.objects.filter(kind="renewal_due").earliest("pk")
    assert notice.subject == "ITIL 4 Foundation is valid until Sunday 1 June 2025"
    assert "60 hours of continuing education" in notice.body
    CredentialAward.objects.create(
        enrolment=person, credential=wanted, awarded_on=date(2025, 3, 1), term_from=date(2025, 6, 1)
    )
    Notice.objects.all().delete()
    assert write_renewal_reminders(today=date(2025, 5, 20)) == 0
    assert award.pk


def test_reminders_take_the_same_statements_for_one_as_for_three(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    set_up_last_mile(by=None)
    people = make_class(size=4)
    wanted = credential("itil-4", validity_months=12)
    day = date(2025, 5, 30)
    award_credential(people[0], credential=wanted, awarded_on=date(2024, 6, 1), by=None)
    with CaptureQueriesContext(connection) as one:
        assert write_renewal_reminders(today=day) == 1
    for person in people[1:]:
        award_credential(person, credential=wanted, awarded_on=date(2024, 6, 1), by=None)
    with django_assert_num_queries(len(one)):
        assert write_renewal_reminders(today=day) == 3


def test_the_table_in_the_docs_is_what_ships() -> None:
    text = (settings.BASE_DIR / "docs" / "last-mile.md").read_text()
    shipped = [
        f"| {plan.values['name']} | {one.field} | {one.known} | {one.note} |"
        for plan in CREDENTIALS
        for one in plan.sources
    ]
    head = text.index("| Certificate |")
    assert text[head:].split("\n\n")[0].splitlines()[2:] == shipped


def test_what_ends_between_two_days_is_told_by_the_month_it_began_and_comes_to_the_same(person: Enrolment) -> None:
    for slug, months in (("itil-4", 12), ("security-plus", 1), ("capm", 36)):
        wanted = credential(slug, validity_months=months)
        for begun in (date(2023, 1, 31), date(2024, 2, 29), date(2025, 1, 31), date(2026, 3, 30)):
            award_credential(person, credential=wanted, awarded_on=begun, by=None)
    CredentialAward.objects.create(
        enrolment=person, credential=wanted, awarded_on=date(2026, 3, 31), term_from=date(2029, 1, 30)
    )
    every = CredentialAward.objects.all()
    for first in (date(2023, 2, 28), date(2025, 2, 28), date(2026, 1, 30), date(2027, 3, 30), date(2032, 1, 1)):
        for days in (0, 1, 31, 400):
            last = first + timedelta(days=days)
            held = with_expiry(every.filter(pk__in=longest(every).values("pk"))).filter(
                Q(expires_on__range=(first, last))
            )
            assert set(ending_between(every, first, last)) == set(held)
    assert set(may_end(every, date(2032, 1, 1), date(2032, 1, 31)).values_list("term_from", flat=True)) == {
        date(2029, 1, 30)
    }
