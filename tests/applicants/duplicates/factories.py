"""People who applied twice."""

from itertools import count
from typing import Any

from applicants.models import Applicant, DuplicatePair
from applicants.services.duplicates import look_for
from cohorts.models import Cohort
from tests.factories import GOOD_ANSWERS, make_applicant, make_application, make_cohort

_numbers = count(1)


def make_person(name: str = "Ana Pérez", *cohorts: Cohort, draft: bool = False, **fields: Any) -> Applicant:
    """Somebody with applications to these cohorts, and texts that nobody else wrote."""
    number = next(_numbers)
    defaults = {"name": name, "email": f"somebody{number}@example.org", "phone": ""}
    person = make_applicant(**{**defaults, **fields})
    for cohort in cohorts:
        make_application(cohort, person, draft=draft, answers={**GOOD_ANSWERS, "why_health": f"Nobody {number} " * 20})
    return person


def make_pair(*cohorts: Cohort, **fields: Any) -> DuplicatePair:
    """Two records of one person, found by their telephone and name; without cohorts, both applied to one."""
    cohorts = cohorts or (make_cohort(),)
    number = next(_numbers)
    phone = f"+1 202 555 {number:04d}"
    surname = "".join(chr(ord("a") + int(digit)) for digit in f"{number:05d}").title()
    one = make_person(f"Ana María {surname}", *cohorts, phone=phone, **fields)
    other = make_person(f"{surname} Ana", *cohorts, phone=phone.replace("+1 ", "").replace(" ", "-"))
    look_for([one.pk, other.pk])
    return DuplicatePair.objects.select_related("first", "second").get(first=one, second=other)
