"""Two instructors in one gradebook at the same time: over two connections to the database, and in two browsers."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bootcamp.models import Grade, GradeRecord
from bootcamp.services.gradebook import Saved, save_cells
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.bootcamp.test_gradebook import graded

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EDITS = 50


@pytest.mark.django_db(transaction=True)
def test_50_edits_by_two_instructors_at_once_lose_no_mark_and_show_the_conflict() -> None:
    people = make_class(size=10)
    cohort, columns = people[0].cohort, assessments_of(people[0].cohort)[:5]
    cells = [(person.pk, column.pk) for person in people for column in columns]
    assert len(cells) == EDITS
    writers = [make_instructor(cohort), make_instructor(cohort)]
    together = Barrier(2)

    def work(number: int) -> list[Saved]:
        order = cells if number == 0 else cells[::-1]
        try:
            together.wait()
            return [
                save_cells(cohort.pk, sent={cell: graded(60 + number)}, seen={}, by=writers[number]) for cell in order
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        both = [each for results in pool.map(work, range(2)) for each in results]
    taken = [cell for saved in both for cell in saved.taken]
    conflicts = {cell: now for saved in both for cell, now in saved.conflicts.items()}
    assert sorted(taken) == sorted(cells)  # each cell was written by exactly one of them
    assert sorted(conflicts) == sorted(cells)  # and shown to the other, with who wrote what
    stands = {
        (row[0], row[1]): row[2:] for row in Grade.objects.values_list("enrolment", "assessment", "points", "by__name")
    }
    assert {cell: (now.points, now.by) for cell, now in conflicts.items() if now} == stands
    assert GradeRecord.objects.count() == EDITS


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
        connections.close_all()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_grid_by_keyboard_paste_conflict_and_a_lost_line(chromium: Browser, live_server: Any) -> None:
    people = make_class(size=4)
    cohort, columns = people[0].cohort, assessments_of(people[0].cohort)
    address = reverse("bootcamp:gradebook", args=[cohort.slug])

    def window(name: str) -> Page:
        instructor, client = make_instructor(cohort), Client()
        instructor.name = name
        instructor.save()
        client.force_login(instructor)
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    def stands() -> dict[tuple[int, int], str]:
        rows = Grade.objects.values_list("enrolment_id", "assessment_id", "state", "points")
        place = {person.pk: number for number, person in enumerate(people)}, {c.pk: n for n, c in enumerate(columns)}
        return {(place[0][r[0]], place[1][r[1]]): r[2] if r[3] is None else f"{r[3].normalize():f}" for r in rows}

    ann, ben = window("Ann Lee"), window("Ben Roth")
    posts: list[int] = []
    ann.on("request", lambda request: posts.append(1) if request.method == "POST" else None)
    state = ann.locator("[data-state]")

    # By keyboard alone: points, Enter goes down; m and Tab goes on; Escape takes back.
    ann.locator("tbody tr:first-child td:not(.k)").first.focus()
    ann.keyboard.type("80")
    ann.keyboard.press("Enter")
    ann.keyboard.type("m")
    ann.keyboard.press("Tab")
    ann.keyboard.type("55")
    ann.keyboard.press("Escape")
    expect(state).to_contain_text("Saved at")
    expect(ann.locator("tbody tr:first-child td.k").first).to_have_text("80.0")
    assert stands() == {(0, 0): "80", (1, 0): "missing"}

    # A block from a spreadsheet is one request; the wrong cell is named.
    before = len(posts)
    ann.keyboard.press("ArrowDown")
    ann.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "70,5\te\r\n0\t900\r\n",
    )
    expect(ann.locator("[data-look]")).to_contain_text("Points must be between 0 and 100.")
    assert len(posts) - before == 1
    assert stands() == {(0, 0): "80", (1, 0): "missing", (2, 1): "70.5", (2, 2): "excused", (3, 1): "0"}

    # Ben saw an empty cell: what Ann wrote there stays, and he is told who wrote what.
    ben.locator("tbody tr:first-child td:not(.k)").first.focus()
    ben.keyboard.type("60")
    ben.keyboard.press("Enter")
    expect(ben.locator("[data-look]")).to_contain_text("Ann Lee wrote “80” meanwhile")
    assert stands()[0, 0] == "80"
    ben.get_by_role("button", name="Write 60").click()
    expect(ben.locator("[data-look]")).to_be_hidden()
    expect(ben.locator("[data-state]")).to_contain_text("Saved at")
    assert stands()[0, 0] == "60"

    # A lost line: the mark is kept, through a reload as well, and sent when the line is back.
    ben.route("**/grades/save/", lambda route: route.abort())
    ben.locator("tbody tr:nth-child(4) td:not(.k)").first.click()
    ben.keyboard.type("91")
    ben.keyboard.press("Enter")
    expect(ben.locator("[data-state]")).to_contain_text("1 mark is kept in this tab")
    assert (3, 0) not in stands()
    ben.on("dialog", lambda dialog: dialog.accept())
    ben.reload()
    ben.unroute("**/grades/save/")
    expect(ben.locator("[data-state]")).to_contain_text("Saved at", timeout=15_000)
    assert stands()[3, 0] == "91"
    kept = json.loads(ben.evaluate("JSON.stringify(Object.keys(sessionStorage))"))
    assert not [key for key in kept if key.startswith("gradebook")]
