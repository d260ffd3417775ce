"""The portal's wall in the database: what it lets through, statement by statement, and that no table was forgotten."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from placements.checks import portal_wall_stands
from placements.models import (
    ClientContact,
    ClientFeedback,
    ClientSite,
    GraduateProfile,
    OnboardingRequirement,
    Opening,
    OpeningRate,
    OpeningRequest,
    Placement,
    PortalRule,
)
from placements.wall import SETTING, WallOpen, check_closed, is_closed, only_clients
from placements.walled import NEVER, POLICY, READ, WALLED, is_closed_to_writing
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_contact, make_opening, make_placement

pytestmark = pytest.mark.django_db


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture
def two() -> tuple[Placement, Placement]:
    """One placement at each of two clients."""
    return make_placement(opening=make_opening(make_client("nda"))), make_placement(opening=make_opening(make_client()))


def test_every_table_of_both_apps_is_behind_the_wall() -> None:
    tables = {
        model._meta.db_table
        for app in ("placements", "mentorship")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    assert set(WALLED) == tables


def test_the_database_has_the_policies_of_the_list() -> None:
    found = {
        (table, name): (command, using, check)
        for table, name, command, using, check in rows(
            "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE policyname LIKE %s",
            f"{POLICY}%",
        )
    }
    reading = {
        (table, f"{POLICY}_reading") for table, rule in WALLED.items() if is_closed_to_writing(rule) and rule != NEVER
    }
    assert set(found) == {(table, POLICY) for table in WALLED} | reading
    for (table, name), (command, using, check) in found.items():
        if (table, name) in reading:
            assert (command, check) == ("SELECT", None)
            assert (using == "true") == (WALLED[table] == READ)
        else:
            assert (command, check) == ("ALL", using)
            assert f"current_setting('{SETTING}'::text, true)" in using
            # A rule asks for more than whether anybody stands before the wall, "never" for nothing else.
            assert (" OR " in using) != is_closed_to_writing(WALLED[table]), table


def test_the_rows_of_a_client_pass_and_no_others(two: tuple[Placement, Placement]) -> None:
    mine, other = two
    client = mine.opening.client
    GraduateProfile.objects.create(enrolment=mine.enrolment)
    GraduateProfile.objects.create(enrolment=other.enrolment)
    PortalRule.objects.create(cohort=mine.enrolment.cohort)
    OpeningRate.objects.create(opening=mine.opening, amount=80)
    with only_clients([client.pk]):
        assert rows("SELECT id FROM placements_client") == [(client.pk,)]
        assert rows("SELECT id FROM placements_opening") == [(mine.opening_id,)]
        assert rows("SELECT id FROM placements_placement") == [(mine.pk,)]
        assert rows("SELECT enrolment_id FROM placements_graduateprofile") == [(mine.enrolment_id,)]
        assert rows("SELECT DISTINCT client_id FROM placements_onboardingrequirement") == [(client.pk,)]
        assert rows("SELECT name_from FROM placements_portalrule") == [("interviewing",)]
        assert rows("SELECT id FROM placements_openingrate") == []
        assert rows("SELECT DISTINCT subject_id FROM placements_placementstatuschange") == [(mine.pk,)]
    assert {pk for (pk,) in rows("SELECT id FROM placements_placement")} == {mine.pk, other.pk}
    with only_clients([]):
        assert rows("SELECT id FROM placements_client") == []
        assert rows("SELECT id FROM placements_placement") == []


def test_nothing_is_written_for_another_client(two: tuple[Placement, Placement]) -> None:
    mine, other = two
    contact = make_contact(mine.opening.client)
    rule = PortalRule.objects.create(cohort=mine.enrolment.cohort)

    def refused(act) -> bool:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            act()
        return True

    def give(placement: Placement) -> ClientFeedback:
        return ClientFeedback.objects.create(placement=placement, by=contact, at=timezone.now(), verdict="good")

    def ask(client_id: int) -> OpeningRequest:
        return OpeningRequest.objects.create(
            client_id=client_id, asked_by=contact, asked_at=timezone.now(), title="Analyst", starts_on=a_day()
        )

    with only_clients([mine.opening.client_id]):
        own = give(mine)
        asked = ask(mine.opening.client_id)
        assert refused(lambda: give(other))
        assert refused(lambda: ask(other.opening.client_id))
        assert refused(lambda: OpeningRate.objects.create(opening=mine.opening, amount=1))
        assert refused(lambda: PortalRule.objects.create(cohort=other.enrolment.cohort))
        # What is there cannot be handed to somebody else's, nor can somebody else's be reached.
        assert refused(lambda: ClientFeedback.objects.filter(pk=own.pk).update(placement=other))
        assert refused(lambda: OpeningRequest.objects.filter(pk=asked.pk).update(client=other.opening.client_id))
        assert Placement.objects.filter(pk=other.pk).update(ends_on=None) == 0
        assert PortalRule.objects.filter(pk=rule.pk).update(name_from="accepted") == 0
        assert Placement.objects.filter(pk=other.pk)._raw_delete("default") == 0
    assert list(ClientFeedback.objects.values_list("placement", flat=True)) == [mine.pk]


def test_a_contact_writes_neither_parts_nor_openings_nor_checklists_of_their_own_client(
    two: tuple[Placement, Placement],
) -> None:
    client = two[0].opening.client
    reader = make_contact(client)
    ClientContact.objects.filter(user=reader).update(role="reader")
    with only_clients([client.pk]):
        assert ClientContact.objects.filter(user=reader).update(role="lead") == 0
        assert Opening.objects.filter(client=client).update(seats=99) == 0
        assert OnboardingRequirement.objects.filter(client=client).update(is_blocking=False) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ClientSite.objects.create(client=client, name="Ours")
    assert ClientContact.objects.get(user=reader).role == "reader"


def test_the_block_ends_with_its_transaction_and_never_widens(two: tuple[Placement, Placement]) -> None:
    mine, other = two
    with only_clients([mine.opening.client_id]):
        check_closed()
        with pytest.raises(RuntimeError, match="stands already"), only_clients([other.opening.client_id]):
            pass
        assert Placement.objects.count() == 1
    with pytest.raises(ZeroDivisionError), only_clients([mine.opening.client_id]):
        _ = 1 / 0
    assert (is_closed(), Placement.objects.count()) == (False, 2)
    with pytest.raises(WallOpen):
        check_closed()


def test_a_statement_that_fails_inside_leaves_nothing_behind(two: tuple[Placement, Placement]) -> None:
    with pytest.raises(DatabaseError), only_clients([two[0].opening.client_id]):
        rows("SELECT 1 / 0")
    assert (is_closed(), Placement.objects.count()) == (False, 2)


def test_check_speaks_where_the_wall_is_down_and_a_database_answers() -> None:
    assert portal_wall_stands(None, databases=["default"]) == []
    assert portal_wall_stands(None) == []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE placements_placement NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY {POLICY} ON mentorship_mentor")
        found = portal_wall_stands(None, databases=["default"])
        transaction.set_rollback(True)
    assert [one.id for one in found] == ["placements.W001"] * 2
    assert [one.msg.split()[7].rstrip(":") for one in found] == ["mentorship_mentor", "placements_placement"]


def test_staff_and_workers_read_everything() -> None:
    """Outside a block nothing is held back, so nobody's list is short without a word."""
    make_placement()
    assert rows("SELECT current_setting(%s, true)", SETTING)[0][0] in (None, "")
    for table in WALLED:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
    assert rows("SELECT count(*) FROM placements_placementstatuschange") == [(1,)]
    assert make_user().pk
