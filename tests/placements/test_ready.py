"""The board of who is ready, and the placement's own staff pages."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from placements.models import OnboardingItem, Placement
from placements.selectors import ready as selectors
from placements.services.onboarding import verify_all
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_opening, make_placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in(Role.RECRUITER)


def test_lights_say_who_is_ready_who_waits_and_who_is_in_danger():
    client = make_client("nda")
    ready, waits, late = (
        make_placement("onboarding", opening=make_opening(client, starts_on=a_day(day))) for day in (10, 25, 2)
    )
    verify_all([ready], by=make_user(), on=a_day(-1))
    bare = make_placement("accepted", opening=make_opening(client, starts_on=a_day(26)))
    found = selectors.starters([ready, waits, late, bare])
    assert [(one.light, one.done, one.items) for one in found] == [
        ("ready", 1, 1), ("waits", 0, 1), ("late", 0, 1), ("waits", 0, 0),
    ]  # fmt: skip
    assert [one.ball for one in found] == [
        [],
        ["the programme"],
        ["the programme"],
        ["the programme, to begin onboarding"],
    ]
    assert [(week.ready, week.waits, week.late) for week in selectors.by_week(found) if week.total] in (
        [(0, 0, 1), (1, 0, 0), (0, 2, 0)], [(1, 0, 1), (0, 2, 0)], [(0, 0, 1), (1, 0, 0), (0, 1, 0), (0, 1, 0)],
    )  # fmt: skip


def test_ready_board_pages_by_key_in_the_same_queries(staff, monkeypatch, django_assert_num_queries):
    client = make_client("nda")
    url = reverse("admin:placements-ready")
    people = [make_placement("onboarding", opening=make_opening(client, starts_on=a_day(5)))]
    with django_assert_num_queries(15):
        staff.get(url)
    people += [make_placement("onboarding", opening=make_opening(client, starts_on=a_day(5 + n))) for n in (1, 2)]
    with django_assert_num_queries(15):
        staff.get(url)
    monkeypatch.setattr(selectors, "PAGE", 2)
    first = staff.get(url)
    assert [row.placement for row in first.context["rows"]] == people[:2]
    second = staff.get(url + first.context["next_url"])
    assert [row.placement for row in second.context["rows"]] == people[2:]
    for broken in ("x", "2026-01-01,x", ",", "2026-99-99,1"):
        assert len(staff.get(url, {"after": broken, "weeks": "y", "client": "\x00"}).context["rows"]) == 2


def test_what_expires_at_work_is_flagged_thirty_days_before(staff):
    placement = make_placement("active", opening=make_opening(make_client("hipaa")))
    OnboardingItem.objects.update(verified_on=a_day(-70), expires_on=a_day(31))
    assert selectors.expiring() == []
    OnboardingItem.objects.update(expires_on=a_day(30))
    assert [item.placement for item in selectors.expiring()] == [placement]
    page = staff.get(reverse("admin:placements-placement", args=[placement.public_id]))
    assert "Expires soon" in page.content.decode()


def test_what_is_valid_for_a_month_is_flagged_in_its_last_third(staff):
    placement = make_placement("active", opening=make_opening(make_client("exclusion")))
    url = reverse("admin:placements-placement", args=[placement.public_id])
    for left, flagged in ((29, False), (11, False), (10, True), (0, True)):
        OnboardingItem.objects.update(verified_on=a_day(left - 30), expires_on=a_day(left))
        assert bool(selectors.expiring()) is flagged, left
        assert ("Expires soon" in staff.get(url).content.decode()) is flagged, left


def test_start_everybody_by_http_shows_first_and_then_does(staff):
    client = make_client("nda")
    ready, blocked = (make_placement("onboarding", opening=make_opening(client)) for _ in range(2))
    verify_all([ready], by=make_user(), on=a_day(-1))
    url = reverse("admin:placements-start-all")
    shown = staff.get(url)
    assert (shown.context["going"], [one for one, _why in shown.context["skipped"]]) == ([ready], [blocked])
    assert set(Placement.objects.values_list("status", flat=True)) == {"onboarding"}
    done = staff.post(url)
    assert (done.context["going"], len(done.context["skipped"])) == ([ready], 1)
    ready.refresh_from_db()
    assert ready.status == "active"


def test_many_are_moved_at_once_and_nobody_who_was_not_shown(staff):
    opening = make_opening(seats=1)
    first, second = (make_placement("offered", opening=opening) for _ in range(2))
    url = reverse("admin:placements-move-all") + "?status=offered&to=accepted"
    shown = staff.get(url)
    assert (shown.context["going"], [one for one, _ in shown.context["skipped"]]) == ([first], [second])
    late = make_placement("offered")
    done = staff.post(url, {"ids": shown.context["ids"]})
    assert done.context["going"] == [first]
    assert {one.pk: one.status for one in Placement.objects.all()} == {
        first.pk: "accepted", second.pk: "offered", late.pk: "offered",
    }  # fmt: skip
    assert staff.get(reverse("admin:placements-move-all") + "?status=offered&to=active").status_code == 404
    no_reason = staff.post(reverse("admin:placements-move-all") + "?status=offered&to=not_selected", {"ids": late.pk})
    assert no_reason.status_code == 422


def test_days_and_transfer_by_http(staff):
    placement = make_placement("accepted", opening=make_opening(starts_on=a_day(10)))
    url = reverse("admin:placements-dates", args=[placement.public_id])
    given = {"starts_on": a_day(20), "ends_on": placement.ends_on, "reason": "Later."}
    assert staff.post(url, {**given, "preview": "1"}).context["tried"].starts_on == a_day(20)
    assert staff.post(url, {**given, "reason": ""}).status_code == 422
    assert staff.post(url, given).status_code == 302
    placement.refresh_from_db()
    assert placement.starts_on == a_day(20)
    target = make_opening(starts_on=a_day(30))
    move = reverse("admin:placements-transfer", args=[placement.public_id])
    days = {"opening": target.pk, "on": a_day(), "starts_on": a_day(30)}
    assert staff.post(move, days).status_code == 422
    assert staff.post(move, {**days, "reason": "Closer to home."}).status_code == 302
    page = staff.get(reverse("admin:placements-placement", args=[placement.public_id]))
    words = [step.label for step in page.context["history"]]
    assert words[-1] == "ended early"
    assert any(label.startswith("First day: ") for label in words)
    assert staff.get(url).status_code == 404


def test_step_asks_for_a_day_and_a_reason_where_they_are_needed(staff):
    placement = make_placement("active")
    url = reverse("admin:placements-advance", args=[placement.public_id])
    page = staff.get(reverse("admin:placements-placement", args=[placement.public_id]))
    assert {step.to: list(step.fields) for step in page.context["steps"]} == {
        "completed": ["on", "reason"],
        "converted": ["on", "reason"],
        "ended_early": ["on", "end_reason", "reason"],
    }
    assert staff.post(url, {"to": "completed"}).status_code == 422
    assert staff.post(url, {"to": "ended_early", "on": a_day(), "reason": "So."}).status_code == 422
    given = {"to": "ended_early", "on": a_day(), "reason": "So.", "end_reason": "project"}
    assert staff.post(url, given).status_code == 302
