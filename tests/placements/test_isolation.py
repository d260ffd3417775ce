"""No client reads or writes what belongs to another: every address of the portal with every id of the others, lists, exports,
searches and errors, direct SQL under the setting, and a page that forgets to ask whose rows it reads."""

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, UUIDConverter

from careerpath.accounts.roles import Role
from placements.models import (
    ClientContact,
    ClientFeedback,
    EvaluationReminder,
    GraduateProfile,
    OfferAnswer,
    Placement,
    PlacementDates,
)
from placements.selectors.contacts import NotYourPart
from placements.selectors.portal import for_client
from placements.urls import urlpatterns
from placements.views.guard import MARK, portal_page
from placements.wall import WallOpen, only_clients
from placements.walled import NEVER, READ, WALLED
from tests.factories import a_day, make_user
from tests.placements.factories import make_contact, make_placement
from tests.placements.worlds import World, make_world

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
DAYS, KINDS = (30, 90), ("xlsx", "zip")


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[World]]:
    """Three clients, made once; what a test changes is undone after it, and all of it after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [make_world(mark) for mark in ("Zirkon", "Quarz", "Topas")]
        transaction.set_rollback(True)


def arguments(pattern: URLPattern, world: World) -> Iterator[dict[str, object]]:
    """Everything of a client that could fill an address: each of its ids in each place that takes one."""
    regex = pattern.pattern
    names = list(regex.converters) or list(regex.regex.groupindex)
    values = []
    for name in names:
        converter = regex.converters.get(name)
        if isinstance(converter, UUIDConverter):
            values.append(world.uuids)
        elif isinstance(converter, IntConverter):
            values.append(DAYS if name == "day" else world.pks)
        else:
            assert name == "kind", f"{pattern.name} takes {name}: say here what fills it"
            values.append(KINDS)
    placements = {str(one.public_id) for one in world.people}
    for chosen in product(*values):
        # A day or a number makes a difference only after an id that is a placement's.
        if len(chosen) < 2 or chosen[0] in placements or chosen[1] == values[1][0]:
            yield dict(zip(names, chosen, strict=True))


def names_somebody(pattern: URLPattern) -> bool:
    """Whether an address has an id of something in it."""
    return any(isinstance(one, UUIDConverter) for one in pattern.pattern.converters.values())


def text_of(response: HttpResponse) -> str:
    """What an answer says, unpacked where it is packed, with where it leads."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    texts = [content.decode(errors="replace"), response.get("Location", "")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            texts += [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return "\n".join(texts)


def leaks_of(text: str, url: str, other: World) -> list[str]:
    """What of another client stands in an answer, beside the address that was asked for."""
    text = text.replace(url, "")
    return [word for word in (other.mark, other.mark.lower(), *other.uuids) if word in text]


def form_of(own: World, other: World) -> dict[str, object]:
    """Fields of every form of the portal at once, filled with the other's ids wherever one fits."""
    return {
        "times": "Tuesday",
        "note": "",
        "verdict": "good",
        "went_well": "Well",
        "title": "Wanted",
        "starts_on": a_day(9).isoformat(),
        "weeks": 10,
        "seats": 1,
        "mode": "remote",
        "skills": "",
        "client": other.client.pk,
        "at_site": next(one.pk for one in other.objects if type(one).__name__ == "ClientSite"),
        "placement": other.people[0].pk,
        "opening": other.opening.pk,
        "supervisor": other.lead.pk,
        "p": other.uuids[-1],
        "kind": "policy",
        **dict.fromkeys(
            ("role_clarity", "access", "workload", "feedback", "quality", "reliability", "communication", "learning"), 3
        ),
        "would_keep": 3,
    }


def kept(clients: list[int]) -> list[tuple[str, str]]:
    """The rows of some clients as they stand, table by table."""
    found = []
    with only_clients(clients), connection.cursor() as cursor:
        for table in sorted(set(WALLED) - {"placements_placementstatuschange"}):
            cursor.execute(f"SELECT md5(coalesce(string_agg(row::text, ',' ORDER BY id), '')) FROM {table} AS row")
            found.append((table, cursor.fetchone()[0]))
    return found


def test_every_address_of_the_portal_stands_behind_the_guard() -> None:
    assert [pattern.name for pattern in urlpatterns if not getattr(pattern.callback, MARK, False)] == []


def test_no_address_with_an_id_of_another_client_answers(worlds: list[World], signed_in: SignIn, capsys) -> None:
    mine, *others = worlds
    browser = signed_in(mine.lead)
    before = kept([one.client.pk for one in others])
    tried, leaks = 0, []
    for pattern in urlpatterns:
        methods = ["get", "post"]
        for other in others:
            for arg, method in product(arguments(pattern, other), tuple(methods)):
                if method not in methods:
                    continue
                url = reverse(f"placements:{pattern.name}", kwargs=arg)
                response = getattr(browser, method)(url, form_of(mine, other) if method == "post" else None)
                leaks += [(method, url, word) for word in leaks_of(text_of(response), url, other)]
                tried += 1
                if response.status_code == 405:
                    methods.remove(method)  # this address never takes it, whatever the id
                elif names_somebody(pattern):
                    assert response.status_code == 404, (method, url)
        assert methods, pattern.name
    assert leaks == []
    assert kept([one.client.pk for one in others]) == before
    with capsys.disabled():
        sys.stderr.write(
            f"\n{len(urlpatterns)} addresses x {len(others)} other clients x their ids x GET and POST: {tried} tried, 0 leaks\n"
        )
    assert tried > 300


def test_no_list_search_comparison_or_file_has_anything_of_another(worlds: list[World], signed_in: SignIn) -> None:
    for own, other in ((worlds[0], worlds[1]), (worlds[1], worlds[0])):
        browser = signed_in(own.lead)
        for pattern in urlpatterns:
            if names_somebody(pattern):
                continue
            for arg in arguments(pattern, own):
                plain = reverse(f"placements:{pattern.name}", kwargs=arg)
                for query in (
                    "",
                    f"?client={other.client.slug}&q={other.mark[:3]}",
                    f"?client={other.client.pk}&placement={other.people[0].public_id}&after={a_day()},{other.people[0].pk}",
                ):
                    text = (
                        text_of(browser.get(plain + query)).replace(query, "").replace(query.replace("&", "&amp;"), "")
                    )
                    # A page may give back what was asked for, and nothing more of it.
                    assert leaks_of(text, plain, other) in ([], [other.mark.lower()] if query else []), plain + query
        both = reverse("placements:compare") + f"?p={own.people[0].public_id}&p={other.people[0].public_id}"
        assert browser.get(both).status_code == 404
        file = text_of(browser.get(reverse("placements:export", args=["xlsx"])))
        for word in ("able", "Tuesday", "room", "well", "praise", "analyst", "director", "rate"):
            # Everything of the client's own is in it, but what is for nobody at the client.
            assert (f"{own.mark} {word}" in file) == (word not in ("director", "rate")), word


def test_ones_own_addresses_answer(worlds: list[World], signed_in: SignIn) -> None:
    """Else the tests above would pass with a portal that is shut."""
    mine = worlds[0]
    browser = signed_in(mine.lead)
    opened = {
        pattern.name
        for pattern in urlpatterns
        if any(
            browser.get(reverse(f"placements:{pattern.name}", kwargs=arg)).status_code in (200, 302)
            for arg in arguments(pattern, mine)
        )
    }
    takes_only_posts = {"take-back"}
    needs_a_file = {"document-file"}
    assert {pattern.name for pattern in urlpatterns} - opened <= takes_only_posts | needs_a_file


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_direct_sql_reads_and_writes_the_clients_own_rows_only(worlds: list[World], capsys) -> None:
    for world in worlds:
        active = world.people[-1]
        EvaluationReminder.objects.create(placement=active, day=30, stage="open", at=active.presented_at)
        OfferAnswer.objects.create(placement=active, yes=True, by=world.lead, at=active.presented_at)
        PlacementDates.objects.create(
            placement=active, field="ends_on", becomes=a_day(99), reason="Longer", by=world.lead, at=active.presented_at
        )
    tried = 0
    ids = [one.client.pk for one in worlds]
    filled = set()
    for table, rule in WALLED.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(row) FROM {table} AS row ORDER BY id")
            rows = {row["id"]: row for (value,) in cursor.fetchall() for row in [json.loads(value)]}
        if not rows:
            continue
        filled.add(table)
        seen: dict[int, set[int]] = {}
        for client in ids:
            with only_clients([client]), connection.cursor() as cursor:
                cursor.execute(f"SELECT id FROM {table}")
                seen[client] = {pk for (pk,) in cursor.fetchall()}
                cursor.execute(f"UPDATE {table} SET id = id")
                written = cursor.rowcount
            readable_only = rule == NEVER or rule.startswith("read")
            assert written == (0 if readable_only else len(seen[client])), table
            tried += 2
        if rule == NEVER:
            assert not any(seen.values()), table
        elif rule == READ:
            assert all(one == set(rows) for one in seen.values()), table
        else:
            mine, *others = seen.values()
            assert mine or "onboardingev" in table, table
            assert all(mine.isdisjoint(other) for other in others), table
            assert set().union(*seen.values()) <= set(rows), table
        # A row as another client has it, written anew by this one.
        strangers = [pk for pk in rows if rule in (NEVER, READ) or pk not in seen[ids[0]]]
        for pk in strangers[:2]:
            row = json.dumps({**rows[pk], "id": 10**9 + pk, "public_id": "00000000-0000-4000-8000-00000000000a"})
            insert = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
            with (
                pytest.raises(DatabaseError, match="row-level security policy"),
                transaction.atomic(),
                only_clients([ids[0]]),
                connection.cursor() as cursor,
            ):
                cursor.execute(insert, [row])
            tried += 1
    own = {table for table in WALLED if table.startswith("placements_") and WALLED[table] not in (NEVER, READ)}
    assert {table for table in own - filled if "onboardingev" not in table and "onboardingfile" not in table} == set()
    with capsys.disabled():
        sys.stderr.write(f"\ndirect SQL on {len(filled)} tables: {tried} statements tried, 0 leaks\n")


def test_the_wall_holds_where_a_view_forgets_whose_rows_it_reads(worlds: list[World]) -> None:
    @portal_page("GET", "POST")
    def forgetful(request: HttpRequest) -> HttpResponse:
        """What nobody should write: everything, as the models have it, and somebody else's row by its id."""
        names = [str(one.public_id) for one in Placement.objects.select_related("opening__client")]
        names += [one.went_well for one in ClientFeedback.objects.all()]
        names += [one.summary for one in GraduateProfile.objects.all()]
        changed = ClientFeedback.objects.exclude(went_well__startswith="Zirkon").update(went_well="changed")
        return HttpResponse(json.dumps({"names": names, "changed": changed}))

    mine, *others = worlds
    request = RequestFactory().post("/portal/")
    request.user = mine.lead
    answer = forgetful(request)
    said = json.loads(answer.content)
    assert (len(said["names"]), said["changed"]) == (6, 0)
    assert [word for other in others for word in leaks_of(answer.content.decode(), "", other)] == []
    assert Placement.objects.count() == 6


def test_guard_lets_in_contacts_only_and_refuses_a_stream(worlds: list[World]) -> None:
    @portal_page()
    def streaming(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(iter([b"later"]))

    @portal_page(at_least=ClientContact.Role.HIRING)
    def hiring(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    request = RequestFactory().get("/portal/")
    request.user = AnonymousUser()
    assert hiring(request).status_code == 302
    request.user = worlds[0].lead
    assert hiring(request).content == b"in"
    with pytest.raises(RuntimeError, match="in a stream"):
        streaming(request)
    ClientContact.objects.filter(user=worlds[0].lead).update(role=ClientContact.Role.READER)
    with pytest.raises(NotYourPart, match="hires"):
        hiring(request)
    ClientContact.objects.filter(user=worlds[0].lead).update(role=ClientContact.Role.LEAD, is_active=False)
    with pytest.raises(NotYourPart):
        hiring(request)


def test_portal_selectors_refuse_to_read_outside_the_wall(worlds: list[World]) -> None:
    from placements.exporting import sheets_for
    from placements.selectors.portal import portal_board

    for read in (portal_board, sheets_for):
        with pytest.raises(WallOpen):
            read(worlds[0].lead)


def test_a_supervisor_sees_their_own_people_and_a_reader_only_reads(worlds: list[World], signed_in: SignIn) -> None:
    mine = worlds[0]
    presented, active = mine.people
    supervisor, reader = make_contact(mine.client), make_contact(mine.client)
    ClientContact.objects.filter(user=supervisor).update(role=ClientContact.Role.SUPERVISOR)
    ClientContact.objects.filter(user=reader).update(role=ClientContact.Role.READER)
    Placement.objects.filter(pk=active.pk).update(supervisor=supervisor)
    assert list(for_client(supervisor)) == [active]
    assert set(for_client(reader)) == set(mine.people)
    pages = {
        (who, name, of): signed_in(user).get(reverse(f"placements:{name}", args=[of.public_id])).status_code
        for who, user in (("supervisor", supervisor), ("reader", reader))
        for name in ("person", "interview", "feedback")
        for of in (presented, active)
    }
    assert pages == {
        ("supervisor", "person", presented): 404,
        ("supervisor", "person", active): 200,
        ("supervisor", "interview", presented): 403,
        ("supervisor", "interview", active): 403,
        ("supervisor", "feedback", presented): 404,
        ("supervisor", "feedback", active): 200,
        ("reader", "person", presented): 200,
        ("reader", "person", active): 200,
        ("reader", "interview", presented): 403,
        ("reader", "interview", active): 403,
        ("reader", "feedback", presented): 403,
        ("reader", "feedback", active): 403,
    }
    for user, number in ((supervisor, 1), (reader, 2)):
        with zipfile.ZipFile(
            io.BytesIO(signed_in(user).get(reverse("placements:export", args=["zip"])).content)
        ) as packed:
            assert len(packed.read("people.csv").decode().splitlines()) == 1 + number


def test_portal_is_for_client_contacts_only(worlds: list[World], signed_in: SignIn, client: Client) -> None:
    world = worlds[0]
    for role in (Role.MANAGER, Role.RECRUITER, Role.MENTOR, Role.INSTRUCTOR, None):
        browser = signed_in(make_user(*([role] if role else [])))
        for pattern in urlpatterns:
            url = reverse(f"placements:{pattern.name}", kwargs=next(arguments(pattern, world), {}))
            assert browser.get(url).status_code == 403, (role, url)
            assert role or client.get(url).status_code == 302, url


def test_somebody_who_signs_in_for_two_clients_sees_both_and_no_third(worlds: list[World]) -> None:
    first, second, _third = worlds
    ClientContact.objects.create(client=second.client, user=first.lead, role=ClientContact.Role.READER)
    assert set(for_client(first.lead)) == {*first.people, *second.people}
    make_placement()
    assert for_client(first.lead).count() == 4
