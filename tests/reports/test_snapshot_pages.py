"""The pages of snapshots: who opens them, what they say, that each reading is logged, that each act asks first."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from careerpath.accounts.roles import Role
from reports.models import DemographicsRead, Publication, Snapshot
from reports.rules import INTERNAL
from reports.selectors.snapshots import PAGE
from reports.services.freezing import freeze_now
from reports.services.publishing import publish
from reports.services.snapshots import withdraw
from reports.services.wall import reading
from tests.factories import make_application, make_cohort, make_user
from tests.reports.snapshot_reports import HOSTILE, groups_section, make_public, make_signed, make_snapshot

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: object, status: int = 200, **query: object) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == status
    return response.content.decode()


def test_lists_take_the_same_queries_for_one_and_three(signed_in, django_assert_num_queries) -> None:
    client, cohort = signed_in(Role.MANAGER), make_cohort()
    urls = (reverse("reports:snapshots"), reverse("reports:snapshots-of-cohort", args=[cohort.slug]))
    for _ in range(2):
        make_snapshot(cohort)
        publish(make_public(cohort), by=make_user(Role.MANAGER))
        for url, queries in zip(urls, (4, 6), strict=True):
            with django_assert_num_queries(queries):
                assert client.get(url).status_code == 200


def test_lists_say_what_each_snapshot_is_and_where_it_stands(signed_in) -> None:
    cohort, client = make_cohort(), signed_in(Role.COMPLIANCE)
    shown = make_public(cohort, name="For the public")
    publish(shown, by=make_user(Role.MANAGER))
    withdraw(make_snapshot(cohort, name="Mistaken"), by=make_user(Role.MANAGER), why="Counted twice.")
    make_snapshot(make_cohort(), name="Elsewhere")
    text = page(client, "reports:snapshots-of-cohort", cohort.slug)
    assert [name in text for name in ("For the public", "Mistaken", "Elsewhere")] == [True, True, False]
    assert [text.count(f">{words}</span>") for words in ("withdrawn", "signed", "not signed", "public")] == [1, 1, 0, 1]
    assert "It is public now" in text
    assert "Elsewhere" in page(client, "reports:snapshots")


def test_lists_go_on_by_key_and_a_key_that_is_none_is_the_first_page(signed_in) -> None:
    cohort, client = make_cohort(), signed_in(Role.MANAGER)
    by = make_user(Role.MANAGER)
    for number in range(PAGE + 1):
        make_snapshot(cohort, name=f"Number {number}", by=by)
    oldest, second = Snapshot.objects.order_by("pk")[:2]
    first = page(client, "reports:snapshots")
    assert f"?after={second.pk}" in first
    assert str(oldest.public_id) not in first
    rest = page(client, "reports:snapshots", after=second.pk)
    assert str(oldest.public_id) in rest
    assert "Show the next" not in rest
    for key in ("x", "-1", "9" * 30):
        assert "Number 50" in page(client, "reports:snapshots", after=key)


def test_empty_lists_say_what_will_be_here(signed_in) -> None:
    cohort = make_cohort()
    assert "No snapshot yet" in page(signed_in(Role.MANAGER), "reports:snapshots")
    assert reverse("reports:snapshot-freeze", args=[cohort.slug]) in page(
        signed_in(Role.MANAGER), "reports:snapshots-of-cohort", cohort.slug
    )


def test_the_frozen_page_shows_the_report_its_digest_and_who_froze_it(signed_in) -> None:
    frozen = make_snapshot(
        make_cohort(time_zone="America/New_York"), groups_section(), by=make_user(Role.MANAGER, name="Ada Lovelace")
    )
    text = page(signed_in(Role.COMPLIANCE), "reports:snapshot", frozen.public_id)
    for words in (
        "Mon 2 Mar 2026, 10:30 EST", "Ada Lovelace", frozen.payload_digest, frozen.inputs_digest, "Nobody has signed for it yet",
        "Who was advanced, by group", "1,002", "hidden", "<svg", "not a finding", "matches what is shown",
    ):  # fmt: skip
        assert words in text, words


def test_hostile_words_are_escaped_on_every_page(signed_in) -> None:
    client, cohort = signed_in(Role.COMPLIANCE), make_cohort()
    one, two = (
        make_snapshot(cohort, groups_section(first=HOSTILE), name=f"{number}{HOSTILE}"[:100]) for number in (1, 2)
    )
    for text in (
        page(client, "reports:snapshots"),
        page(client, "reports:snapshot", one.public_id),
        page(client, "reports:snapshot-compare", first=one.public_id, second=two.public_id),
        page(client, "reports:snapshot-sign", one.public_id),
    ):
        assert "<script>alert" not in text


def test_each_reading_and_each_file_is_logged(signed_in) -> None:
    reader, frozen = make_user(Role.MANAGER), make_snapshot(make_cohort())
    client = signed_in(reader)
    page(client, "reports:snapshot", frozen.public_id)
    client.get(reverse("reports:snapshot-file", args=[frozen.public_id, "csv"]))
    page(client, "reports:snapshot-compare", first=frozen.public_id, second=make_snapshot(frozen.cohort).public_id)
    what = DemographicsRead.objects.filter(by=reader).order_by("pk").values_list("what", flat=True)
    assert [words.split(str(frozen.public_id))[-1].split(" and ")[0] for words in what] == [
        f" of {frozen.cohort.slug}", f" of {frozen.cohort.slug} as csv", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "application/zip", b"PK"),
        ("json", "application/json", b"{"),
    ],
)
def test_files_carry_their_name_and_type(kind: str, content_type: str, begins: bytes, signed_in) -> None:
    frozen = make_signed(make_cohort(slug="fall-2026"), name='Board "March"/2026')
    response = signed_in(Role.COMPLIANCE).get(reverse("reports:snapshot-file", args=[frozen.public_id, kind]))
    ending = "zip" if kind == "csv" else kind
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == (
        f'attachment; filename="fall-2026-board-march2026-{frozen.payload_digest[:8]}.{ending}"'
    )
    assert response.content.startswith(begins)
    assert "no-store" in response["Cache-Control"]


def test_a_file_of_no_kind_and_a_snapshot_that_is_not_there_are_not_found(signed_in) -> None:
    client, frozen = signed_in(Role.MANAGER), make_snapshot(make_cohort())
    page(client, "reports:snapshot-file", frozen.public_id, "exe", status=404)
    page(client, "reports:snapshot", frozen.cohort and "00000000-0000-4000-8000-000000000000", status=404)


def test_a_json_file_says_who_signed(signed_in) -> None:
    frozen = make_signed(make_cohort())
    response = signed_in(Role.MANAGER).get(reverse("reports:snapshot-file", args=[frozen.public_id, "json"]))
    assert json.loads(response.content)["about"]["Signature"].startswith(f"by {frozen.signed_by}, ")


def test_signing_asks_for_a_note_and_says_why_it_cannot_be(signed_in) -> None:
    officer = make_user(Role.COMPLIANCE)
    own, frozen = make_snapshot(make_cohort(), by=officer), make_snapshot(make_cohort())
    client = signed_in(officer)
    url = reverse("reports:snapshot-sign", args=[frozen.public_id])
    assert "Somebody else" in page(client, "reports:snapshot-sign", own.public_id)
    assert "This field is required" in client.post(url, {"note": ""}).content.decode()
    assert client.post(url, {"note": "Read."}).status_code == 302
    frozen.refresh_from_db()
    assert (frozen.signed_by, frozen.sign_note) == (officer, "Read.")
    assert client.post(url, {"note": "Again."}).status_code == 409


def test_withdrawing_asks_for_a_reason(signed_in) -> None:
    frozen = make_snapshot(make_cohort())
    client, url = signed_in(Role.MANAGER), reverse("reports:snapshot-withdraw", args=[frozen.public_id])
    assert client.post(url, {"why": ""}).status_code == 200
    assert client.post(url, {"why": "Counted twice."}).status_code == 302
    assert "Counted twice." in page(client, "reports:snapshot", frozen.public_id)


def test_publishing_shows_first_what_anybody_will_read_and_can_be_switched_off(signed_in) -> None:
    frozen, client = make_public(make_cohort()), signed_in(Role.MANAGER)
    asked = page(client, "reports:snapshot-publish", frozen.public_id)
    assert "65 of 95 who answered" in asked
    assert Publication.objects.count() == 0
    client.post(reverse("reports:snapshot-publish", args=[frozen.public_id]))
    assert Publication.objects.filter(ended_at__isnull=True).count() == 1
    assert "Switch the public page off" in page(client, "reports:snapshot", frozen.public_id)
    client.post(reverse("reports:snapshot-unpublish", args=[frozen.public_id]))
    assert Publication.objects.filter(ended_at__isnull=True).count() == 0


def test_publishing_what_cannot_be_says_why_and_does_nothing(signed_in) -> None:
    frozen, client = make_signed(make_cohort()), signed_in(Role.MANAGER)
    assert "Only a snapshot under the rules" in page(client, "reports:snapshot-publish", frozen.public_id)
    assert client.post(reverse("reports:snapshot-publish", args=[frozen.public_id])).status_code == 409
    assert Publication.objects.count() == 0


def test_comparing_shows_both_and_says_when_few_people_would_be_given_away(signed_in) -> None:
    cohort, client = make_cohort(), signed_in(Role.COMPLIANCE)
    one, two = (make_public(cohort, minority, 30, 0, women=40) for minority in (65, 68))
    text = page(client, "reports:snapshot-compare", first=one.public_id, second=two.public_id)
    assert "small change" in text
    assert "Both figures were visible anyway" in text
    assert "+3" not in text
    other = make_public(make_cohort(), 68, 30, 0, women=40)
    text = page(client, "reports:snapshot-compare", first=one.public_id, second=other.public_id)
    assert ("+3" in text, "They are of two cohorts" in text) == (True, True)


def test_comparing_a_snapshot_with_itself_or_with_nothing_is_refused_in_words(signed_in) -> None:
    client, one = signed_in(Role.MANAGER), make_snapshot(make_cohort())
    assert "this is the first again" in page(
        client, "reports:snapshot-compare", first=one.public_id, second=one.public_id, status=400
    )
    page(client, "reports:snapshot-compare", first=one.public_id, second="nonsense", status=400)
    page(client, "reports:snapshot-compare")


def test_a_snapshot_of_two_hundred_rows_is_a_page(signed_in) -> None:
    frozen = make_snapshot(make_cohort(), groups_section(rows=200))
    assert "Group 199" in page(signed_in(Role.MANAGER), "reports:snapshot", frozen.public_id)
    assert frozen.payload["sections"][0]["tables"][0]["rows"][1][1] == {"hidden": True}


def test_freezing_takes_a_name_and_rules_and_logs_the_reading(signed_in) -> None:
    manager, cohort = make_user(Role.MANAGER), make_cohort()
    client, url = signed_in(manager), reverse("reports:snapshot-freeze", args=[cohort.slug])
    assert "hides counts below 11" in client.get(url).content.decode()
    assert "This field is required" in client.post(url, {"name": "", "rules": INTERNAL.key}).content.decode()
    assert "Select a valid choice" in client.post(url, {"name": "March", "rules": "mine"}).content.decode()
    assert client.post(url, {"name": "March", "rules": INTERNAL.key}).status_code == 302
    frozen = Snapshot.objects.get()
    assert (frozen.name, frozen.rules, frozen.frozen_by, frozen.cohort) == ("March", INTERNAL.key, manager, cohort)
    refused = client.post(url, {"name": "march", "rules": INTERNAL.key})
    assert (refused.status_code, "Give this one another name" in refused.content.decode()) == (409, True)
    said = DemographicsRead.objects.filter(by=manager).values_list("what", flat=True)
    assert list(said) == [f"report of {cohort.slug}, frozen under {INTERNAL.key}"] * 2


def test_freezing_twice_gives_the_same_digests_and_somebody_more_gives_others() -> None:
    cohort, by = make_cohort(), make_user(Role.MANAGER)
    make_application(cohort)
    make_application(cohort)
    with reading(by=by, what="test"):
        first, again = (freeze_now(cohort, name=name, rules=INTERNAL, by=by) for name in ("One", "Two"))
        make_application(cohort)
        more = freeze_now(cohort, name="Three", rules=INTERNAL, by=by)
    assert (first.inputs_digest, first.payload_digest) == (again.inputs_digest, again.payload_digest)
    assert first.inputs_digest != more.inputs_digest
    assert first.payload_digest != more.payload_digest
