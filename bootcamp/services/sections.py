"""Sections of a class: made, filled by an even split that anybody can follow, and one person moved."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Enrolment, Section, Session, Teaching
from bootcamp.selectors.people import in_class
from bootcamp.services.enrolling import check_section
from bootcamp.services.looking_again import look_again_at
from bootcamp.timetable import Learner, split_evenly
from careerpath.accounts.models import User
from cohorts.models import Cohort


class SectionRefused(ValueError):
    """A section that cannot be made or taken away. The message says why."""


def make_section(cohort: Cohort, *, name: str, by: User | None) -> Section:
    """A new section of a class. Raises SectionRefused where it has no name, or one that is taken."""
    if not (name := " ".join(name.split())):
        raise SectionRefused("Give the section a name, such as Morning.")
    try:
        with transaction.atomic():
            return Section.objects.create(cohort=cohort, name=name[:40])
    except IntegrityError:
        raise SectionRefused(f"There is a section “{name}” already. Choose another name.") from None


@transaction.atomic
def remove_section(section: Section, *, by: User | None) -> int:
    """Take a section away; its people are in none then. How many they were. Refused while it has sessions of its own."""
    if own := Session.objects.filter(section=section).count():
        raise SectionRefused(
            f"{section} has {own} {'session' if own == 1 else 'sessions'} of its own. Give them to everybody first."
        )
    people = list(Enrolment.objects.filter(section=section).values_list("pk", flat=True))
    section.delete()
    return len(people)


@transaction.atomic
def split_class(cohort: Cohort, *, by: User | None) -> dict[int, int]:
    """Put everybody without a section into one, by name, each into the smallest (id of the enrolment -> id of the section).

    Whoever has a section stays. Constant statements.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    sections = list(Section.objects.filter(cohort=cohort).order_by("name"))
    if not sections:
        raise SectionRefused("Make the sections first.")
    people = [Learner(pk, own) for pk, own in in_class(cohort).values_list("pk", "section")]
    placed = split_evenly(people, [section.pk for section in sections])
    fill(placed)
    return placed


def fill(placed: dict[int, int]) -> None:
    """Write who is in which section; two statements."""
    rows = [Enrolment(pk=pk, section_id=section) for pk, section in placed.items()]
    if rows:
        # In the order in which whoever marks the class takes them.
        list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=placed).order_by("pk").values_list("pk"))
        Enrolment.objects.bulk_update(rows, ["section"])
        look_again_at(placed)


@transaction.atomic
def put_into_section(enrolment: Enrolment, *, section: Section | None, by: User | None) -> Enrolment:
    """Move one person to another section of their class, or to none. What was noted of them stays with them."""
    check_section(section, enrolment.cohort)
    Enrolment.objects.filter(pk=enrolment.pk, status__in=IN_CLASS).update(section=section)
    enrolment.section = section
    look_again_at([enrolment.pk])
    return enrolment


def assign_section(teaching: Teaching, *, section: Section | None, by: User | None) -> Teaching:
    """Say which section an instructor looks after, if any."""
    check_section(section, teaching.cohort)
    teaching.section = section
    teaching.save(update_fields=["section"])
    return teaching


@transaction.atomic
def release_instructor(teaching: Teaching, *, by: User | None) -> int:
    """An instructor does not teach the class any more; the coming sessions they were named for have nobody. How many those are."""
    coming: Iterable[int] = Session.objects.filter(
        module__programme=teaching.cohort_id, instructor=teaching.instructor
    ).values_list("pk", flat=True)
    count = Session.objects.filter(pk__in=list(coming)).update(instructor=None)
    teaching.delete()
    return count
