"""applicants.services.signing: nothing is released unsigned, a signature is for exactly one set, the rule's switch is on record."""

import pytest

from applicants.models import SignOff, SignOffRuleChange
from applicants.selectors.fairness import signature_of
from applicants.services.deciding import stage, unstage
from applicants.services.releasing import release
from applicants.services.signing import (
    NotSigned,
    SigningRefused,
    check_signed,
    digest_of,
    pending_digest,
    sign_off,
    unwaive,
    waive,
)
from careerpath.accounts.roles import Role
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db


def test_release_is_refused_until_somebody_of_the_compliance_role_has_signed() -> None:
    cohort, by, officer = make_cohort(), make_recruiter(), make_user(Role.COMPLIANCE)
    make_pending(make_screened(cohort), by=by)
    with pytest.raises(NotSigned, match="Nobody has signed"):
        release(cohort, by=by)
    signed = sign_off(cohort, by=officer, note="Looked at both ends.")
    assert release(cohort, by=by).sign_off == signed
    assert (signed.decisions, signed.signed_by, signed.note) == (1, officer, "Looked at both ends.")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMPLIANCE])
def test_only_the_compliance_role_signs(role: Role) -> None:
    cohort = make_cohort()
    make_pending(make_screened(cohort), by=make_recruiter())
    with pytest.raises(SigningRefused, match="Only the role"):
        sign_off(cohort, by=make_user(role), note="Looked.")
    assert not SignOff.objects.exists()


def test_who_staged_does_not_sign() -> None:
    cohort, both = make_cohort(), make_user(Role.COMPLIANCE, Role.RECRUITER)
    make_pending(make_screened(cohort), by=both)
    with pytest.raises(SigningRefused, match="You staged some"):
        sign_off(cohort, by=both, note="Looked.")


def test_what_is_staged_or_dropped_afterwards_needs_a_new_signature() -> None:
    cohort, by, officer = make_cohort(), make_recruiter(), make_user(Role.COMPLIANCE)
    first, second = make_screened(cohort, 2)
    stage(first, kind="offered", by=by)
    sign_off(cohort, by=officer, note="Looked.")
    late = stage(second, kind="waitlisted", by=by)
    with pytest.raises(NotSigned, match="not what was signed for"):
        release(cohort, by=by)
    stale = signature_of(cohort)
    assert (stale.lets_release, stale.valid, stale.stale and stale.stale.signed_by) == (False, None, officer)
    unstage(late, by=by)  # what is pending is again what was signed for
    assert signature_of(cohort).valid is not None
    release(cohort, by=by)


def test_a_part_of_what_was_signed_may_go_first_and_the_rest_is_signed_for_again() -> None:
    cohort, by, officer = make_cohort(), make_recruiter(), make_user(Role.COMPLIANCE)
    first, second = make_screened(cohort, 2)
    stage(first, kind="offered", by=by)
    stage(second, kind="waitlisted", by=by)
    sign_off(cohort, by=officer, note="Looked at all of it.")
    release(cohort, by=by, kinds=["waitlisted"])
    with pytest.raises(NotSigned):
        release(cohort, by=by)


def test_a_signature_serves_one_release() -> None:
    cohort, by = make_cohort(), make_recruiter()
    [decision] = make_pending(make_screened(cohort), by=by)
    signed = sign_off(cohort, by=make_user(Role.COMPLIANCE), note="Looked.")
    assert check_signed(cohort) == signed
    done = release(cohort, by=by)
    with pytest.raises(NotSigned):
        check_signed(cohort, exactly=[(decision.application_id, decision.kind)])
    assert done.sign_off == signed


def test_nothing_is_signed_where_the_set_changed_under_the_page_or_nothing_was_considered() -> None:
    cohort, by, officer = make_cohort(), make_recruiter(), make_user(Role.COMPLIANCE)
    with pytest.raises(SigningRefused, match="Nothing is pending"):
        sign_off(cohort, by=officer, note="Looked.")
    first, second = make_screened(cohort, 2)
    make_pending([first], by=by)
    seen = pending_digest(cohort)
    with pytest.raises(SigningRefused, match="Write what you considered"):
        sign_off(cohort, by=officer, note="  ", seen=seen)
    make_pending([second], by=by)
    with pytest.raises(SigningRefused, match="has changed"):
        sign_off(cohort, by=officer, note="Looked.", seen=seen)


def test_digest_is_of_who_becomes_what_in_whatever_order() -> None:
    assert digest_of([(2, "offered"), (1, "rejected")]) == digest_of([(1, "rejected"), (2, "offered")])
    assert digest_of([(1, "offered")]) != digest_of([(1, "waitlisted")])
    assert digest_of([(1, "offered")]) != digest_of([(11, "offered")])


def test_manager_switches_the_rule_off_and_on_and_each_switch_stays_on_record() -> None:
    cohort, by, manager = make_cohort(), make_recruiter(), make_user(Role.MANAGER)
    make_pending(make_screened(cohort), by=by)
    waive(cohort, by=manager, why="A pilot of twelve people.")
    assert signature_of(cohort).lets_release
    with pytest.raises(SigningRefused, match="switched off already"):
        waive(cohort, by=manager, why="Again.")
    unwaive(cohort, by=manager, why="The pilot is over.")
    with pytest.raises(NotSigned):
        release(cohort, by=by)
    waive(cohort, by=manager, why="Another pilot.")
    assert release(cohort, by=by).sign_off is None
    assert [(row.is_on, row.why, row.by) for row in SignOffRuleChange.objects.order_by("pk")] == [
        (False, "A pilot of twelve people.", manager),
        (True, "The pilot is over.", manager),
        (False, "Another pilot.", manager),
    ]
    assert cohort.sign_off_waived_why == "Another pilot."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_nobody_else_switches_the_rule(role: Role) -> None:
    with pytest.raises(SigningRefused, match="Only the role"):
        waive(make_cohort(), by=make_user(role), why="I would like to.")


def test_a_switch_needs_a_reason() -> None:
    with pytest.raises(SigningRefused, match="Say why"):
        waive(make_cohort(), by=make_user(Role.MANAGER), why=" ")
