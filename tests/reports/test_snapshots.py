"""Freezing, signing, withdrawing and publishing: who may, what the database refuses, what few people would be told of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from careerpath.accounts.roles import Role
from reports.models import Publication, Snapshot
from reports.rules import INTERNAL, PUBLIC
from reports.selectors.snapshots import public_class, public_classes, report_of, snapshots
from reports.services.publishing import can_publish, can_unpublish, check_can_publish, publish, unpublish
from reports.services.snapshots import (
    SnapshotRefused,
    can_freeze,
    can_sign,
    can_withdraw,
    check_can_sign,
    freeze,
    is_intact,
    sign_off,
    withdraw,
)
from reports.tables import Section, Table
from tests.factories import make_cohort, make_user
from tests.reports.snapshot_reports import (
    AT,
    DIGEST,
    HOSTILE,
    groups_section,
    klass,
    make_public,
    make_report,
    make_signed,
    make_snapshot,
)

pytestmark = pytest.mark.django_db

OTHERS = [role for role in Role if role not in (Role.MANAGER, Role.COMPLIANCE)]


def test_freezing_keeps_the_report_its_moment_rules_and_digests() -> None:
    cohort, by = make_cohort(), make_user(Role.MANAGER)
    report = make_report(cohort, INTERNAL, groups_section())
    frozen = freeze(cohort, name=" For the board ", rules=INTERNAL, report=report, inputs_digest=DIGEST, by=by)
    kept = Snapshot.objects.get(pk=frozen.pk)
    assert (kept.name, kept.as_of, kept.rules, kept.minimum, kept.inputs_digest, kept.frozen_by) == (
        "For the board", AT, "internal-2026-1", 5, DIGEST, by,
    )  # fmt: skip
    assert report_of(kept) == report
    assert is_intact(kept)


def test_the_same_figures_have_the_same_digest_whenever_they_were_frozen() -> None:
    cohort = make_cohort()
    first = make_snapshot(cohort)
    later = make_snapshot(cohort, at=AT + timedelta(days=3))
    other = make_snapshot(cohort, groups_section(first="Asian"))
    assert first.payload_digest == later.payload_digest
    assert first.payload_digest != other.payload_digest


def test_a_digest_no_longer_fits_where_a_figure_was_changed() -> None:
    frozen = make_snapshot(make_cohort())
    frozen.payload["sections"][0]["tables"][0]["rows"][0][1] += 1
    assert not is_intact(frozen)


def test_hostile_names_and_numbers_of_every_size_survive_freezing() -> None:
    cohort = make_cohort(name=HOSTILE[:90])
    section = replace(groups_section(first=HOSTILE), charts=(replace(groups_section().charts[0], guide=-0.0),))
    frozen = make_snapshot(cohort, section, groups_section(rows=200, key="long"))
    kept = Snapshot.objects.get(pk=frozen.pk)
    assert is_intact(kept)
    assert report_of(kept).sections[0].tables[0].rows[0][0] == HOSTILE


def test_a_report_made_by_other_rules_is_not_frozen_under_these() -> None:
    cohort = make_cohort()
    with pytest.raises(SnapshotRefused, match="other rules"):
        freeze(
            cohort,
            name="Public",
            rules=PUBLIC,
            report=make_report(cohort),
            inputs_digest=DIGEST,
            by=make_user(Role.MANAGER),
        )


def test_a_name_is_needed_and_is_had_once_a_cohort_until_it_is_withdrawn() -> None:
    cohort = make_cohort()
    first = make_snapshot(cohort, name="March")
    for name in ("", "  ", "march"):
        with pytest.raises(SnapshotRefused, match="name"):
            make_snapshot(cohort, name=name or " ")
    make_snapshot(make_cohort(), name="March")
    withdraw(first, by=make_user(Role.MANAGER), why="Wrong rules.")
    assert make_snapshot(cohort, name="March").pk


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_freezes_signs_withdraws_or_publishes(role: Role) -> None:
    by, frozen = make_user(role), make_public(make_cohort())
    unsigned = make_snapshot(frozen.cohort)
    assert not can_freeze(by=by)
    assert not can_sign(unsigned, by=by)
    assert not can_withdraw(unsigned, by=by)
    assert not can_publish(frozen, by=by)
    assert not can_unpublish(frozen.cohort, by=by)


def test_a_superuser_without_a_role_does_nothing() -> None:
    by, frozen = make_user(is_superuser=True, is_staff=True), make_public(make_cohort())
    assert not can_freeze(by=by)
    assert not can_publish(frozen, by=by)


def test_a_signature_is_the_compliance_roles_and_not_the_freezers() -> None:
    officer, other = make_user(Role.COMPLIANCE), make_user(Role.COMPLIANCE)
    frozen = make_snapshot(make_cohort(), by=officer)
    assert not can_sign(frozen, by=make_user(Role.MANAGER))
    with pytest.raises(SnapshotRefused, match="Somebody else"):
        sign_off(frozen, by=officer, note="Mine.")
    with pytest.raises(SnapshotRefused, match="Write what you considered"):
        sign_off(frozen, by=other, note="  ")
    signed = sign_off(frozen, by=other, note=" Compared with March. ")
    assert (signed.signed_by, signed.sign_note, signed.is_signed) == (other, "Compared with March.", True)
    with pytest.raises(SnapshotRefused, match="signed already"):
        check_can_sign(signed, by=make_user(Role.COMPLIANCE))


def test_a_withdrawn_snapshot_keeps_its_reason_and_is_neither_signed_nor_published() -> None:
    frozen = make_public(make_cohort())
    with pytest.raises(SnapshotRefused, match="Say why"):
        withdraw(frozen, by=make_user(Role.COMPLIANCE), why="")
    gone = withdraw(frozen, by=make_user(Role.COMPLIANCE), why="Counted twice.")
    assert (gone.withdrawn_why, gone.is_withdrawn) == ("Counted twice.", True)
    assert not can_publish(gone, by=make_user(Role.MANAGER))
    assert not can_sign(gone, by=make_user(Role.COMPLIANCE))
    with pytest.raises(SnapshotRefused, match="withdrawn already"):
        withdraw(gone, by=make_user(Role.MANAGER), why="Again.")


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {}}, {"payload_digest": "cd" * 32}, {"inputs_digest": "cd" * 32}, {"name": "Another"}, {"minimum": 1},
        {"rules": "public-2026-1"}, {"as_of": AT + timedelta(days=1)}, {"frozen_at": AT},
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_frozen(change: dict[str, object]) -> None:
    frozen = make_snapshot(make_cohort())
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        Snapshot.objects.filter(pk=frozen.pk).update(**change)


def test_the_database_refuses_to_delete_a_snapshot_or_to_unsign_it() -> None:
    signed = make_signed(make_cohort())
    with pytest.raises(IntegrityError, match="so it stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_snapshot WHERE id = %s", [signed.pk])
    for change in ({"sign_note": "Other words."}, {"signed_at": None, "signed_by": None, "sign_note": ""}):
        with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
            Snapshot.objects.filter(pk=signed.pk).update(**change)
    gone = withdraw(signed, by=make_user(Role.MANAGER), why="Wrong.")
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        Snapshot.objects.filter(pk=gone.pk).update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


def test_the_database_refuses_the_freezers_own_signature_and_half_of_one() -> None:
    frozen = make_snapshot(make_cohort())
    for change in (
        {"signed_by": frozen.frozen_by, "signed_at": AT, "sign_note": "Mine."},
        {"signed_at": AT},
        {"sign_note": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.filter(pk=frozen.pk).update(**change)


def test_publishing_shows_the_figures_and_is_ended_and_remembered() -> None:
    manager, frozen = make_user(Role.MANAGER), make_public(make_cohort(), 65, 30, 0, women=37)
    publication = publish(frozen, by=manager)
    assert publish(frozen, by=manager) == publication
    found = public_class(frozen.cohort.slug)
    assert found is not None
    assert (found.snapshot, found.figures.total, found.figures.minority.members, found.figures.women.members) == (
        frozen,
        95,
        65,
        37,
    )
    assert [(one.slug, one.name) for one in public_classes()] == [(frozen.cohort.slug, frozen.cohort.name)]
    unpublish(frozen.cohort, by=manager)
    assert public_class(frozen.cohort.slug) is None
    assert public_classes() == []
    assert Publication.objects.get().ended_by == manager
    assert not can_unpublish(frozen.cohort, by=manager)


def test_only_a_signed_snapshot_under_the_public_rules_with_a_class_is_published() -> None:
    cohort, manager = make_cohort(), make_user(Role.MANAGER)
    cases = {
        "Only a snapshot under the rules": make_signed(cohort, tallies=klass(65, 30, 0)),
        "signs for the snapshot": make_snapshot(cohort, rules=PUBLIC, tallies=klass(65, 30, 0)),
        "no figures for the public": make_signed(cohort, rules=PUBLIC, tallies=[]),
        "or it is too small": make_public(cohort, 6, 4, 0),
    }
    for words, frozen in cases.items():
        with pytest.raises(SnapshotRefused, match=words):
            publish(frozen, by=manager)
    with pytest.raises(SnapshotRefused, match="Programme manager"):
        check_can_publish(make_public(cohort), by=make_user(Role.COMPLIANCE))


@pytest.mark.parametrize(
    ("figures", "named"),
    [
        ((66, 29, 0, 47), "minority members"),
        ((66, 30, 0, 47), "people in the class"),
        ((65, 30, 0, 57), "women"),
        ((54, 30, 11, 47), None),
        ((65, 30, 0, 47), None),
        ((80, 15, 0, 47), None),
    ],
)
def test_a_publication_that_differs_by_few_people_is_refused_in_words(
    figures: tuple[int, ...], named: str | None
) -> None:
    cohort, manager = make_cohort(), make_user(Role.MANAGER)
    publish(make_public(cohort, 65, 30, 0, women=47), by=manager)
    minority, others, unknown, women = figures
    frozen = make_public(cohort, minority, others, unknown, women=women)
    if named is None:
        assert publish(frozen, by=manager).snapshot == frozen
        assert Publication.objects.filter(ended_at__isnull=True).count() == 1
    else:
        with pytest.raises(SnapshotRefused, match=f"fewer than 11 in: .*{named}"):
            publish(frozen, by=manager)


def test_what_was_public_long_ago_still_counts() -> None:
    cohort, manager = make_cohort(), make_user(Role.MANAGER)
    for figures in ((65, 30), (80, 15)):
        publish(make_public(cohort, *figures), by=manager)
    unpublish(cohort, by=manager)
    with pytest.raises(SnapshotRefused, match="fewer than 11"):
        publish(make_public(cohort, 66, 29), by=manager)


def test_withdrawing_takes_it_off_the_public_page() -> None:
    frozen = make_public(make_cohort())
    publish(frozen, by=make_user(Role.MANAGER))
    withdraw(frozen, by=make_user(Role.COMPLIANCE), why="Wrong.")
    assert public_class(frozen.cohort.slug) is None


def test_the_database_keeps_publications_and_one_open_for_a_cohort() -> None:
    manager, frozen = make_user(Role.MANAGER), make_public(make_cohort())
    publish(frozen, by=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(cohort=frozen.cohort, snapshot=frozen, published_by=manager)
    with pytest.raises(IntegrityError, match="what was public once"), transaction.atomic():
        Publication.objects.all().delete()
    unpublish(frozen.cohort, by=manager)
    with pytest.raises(IntegrityError, match="what was public once"), transaction.atomic():
        Publication.objects.update(ended_at=None, ended_by=None)


def test_lists_go_by_key_without_payloads_in_one_query(django_assert_num_queries) -> None:
    cohort = make_cohort()
    made = [make_snapshot(cohort) for _ in range(3)]
    make_snapshot(make_cohort())
    with django_assert_num_queries(1):
        page = snapshots(cohort, size=2)
        assert [(row.name, str(row.frozen_by), row.is_public) for row in page.rows] == [
            (row.name, str(row.frozen_by), False) for row in (made[2], made[1])
        ]
    assert "payload" in page.rows[0].get_deferred_fields()
    rest = snapshots(cohort, after=page.after, size=2)
    assert ([row.pk for row in rest.rows], rest.after) == ([made[0].pk], 0)


def test_a_section_without_figures_of_the_public_is_no_public_page() -> None:
    cohort = make_cohort()
    section = Section("public", "Public", "public", tables=(Table("other", "Other", (), ()),))
    with pytest.raises(SnapshotRefused, match="no figures for the public"):
        publish(make_signed(cohort, section, rules=PUBLIC), by=make_user(Role.MANAGER))
