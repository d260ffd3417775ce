"""The pages that the programme manager words, and what stands in the head of every public page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone, translation

from careerpath.accounts.roles import Role
from cohorts.models import PublicPage, PublicPageVersion
from cohorts.public import editing
from cohorts.public.editing import PageRefused, restore, save_page
from cohorts.public.reading import every_page, history
from cohorts.public.shipped import PageWords, shipped
from cohorts.public.timeline import closes_in_words, grace_in_words, steps
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db
QUERIES_OF_A_STAFF_PAGE = 5
"""Session, user, roles, permissions, messages."""
SLUGS = {"programme", "what-happens-when", "what-is-assessed", "questions", "privacy", "accommodation"}


def words(slug: str = "questions", language: str = "en", **fields: object) -> PageWords:
    given = {"title": "Questions", "description": "What people ask.", "body": "# One\n\nAn answer.", "position": 40}
    return PageWords(slug, language, **{**given, **fields})  # type: ignore[arg-type]


def typed(page: PageWords, **fields: object) -> dict[str, object]:
    return {
        "title": page.title, "description": page.description, "body": page.body, "position": page.position,
        "is_published": "on", "note": "", "seen": page.number, "do": "save", **fields,
    }  # fmt: skip


def test_every_page_is_shipped_in_both_languages_within_its_bounds() -> None:
    assert {slug for slug, _ in shipped()} == SLUGS
    assert {language for _, language in shipped()} == {"en", "es"}
    assert len(shipped()) == 2 * len(SLUGS)
    for page in shipped().values():
        PublicPage(
            slug=page.slug, language=page.language, title=page.title, description=page.description, body=page.body,
            position=page.position, changed_at=timezone.now(),
        ).full_clean()  # fmt: skip


@pytest.mark.parametrize("slug", sorted(SLUGS))
@pytest.mark.parametrize("language", ["en", "es"])
def test_shipped_page_is_read_in_the_language_that_the_link_names(client: Client, slug: str, language: str) -> None:
    response = client.get(f"/about/{slug}/?lang={language}", follow=True)
    if slug == "what-is-assessed":
        response = client.get(f"/what-is-assessed/?lang={language}")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert shipped()[slug, language].title in response.text
    assert len(re.findall(r"<h1", response.text)) == 1


def test_old_addresses_lead_on(client: Client) -> None:
    assert client.get("/privacy/")["Location"] == "/about/privacy/"
    assert client.get("/accommodation/")["Location"] == "/about/accommodation/"
    assert client.get("/about/what-is-assessed/")["Location"] == "/what-is-assessed/"
    assert client.get("/about/nowhere/").status_code == 404


def test_page_without_words_in_a_language_is_read_in_english_and_says_so(client: Client) -> None:
    save_page(words("for-parents", title="For parents"), by=make_user(), seen=0)
    page = client.get("/about/for-parents/?lang=es").text
    assert re.search(r'class="page-words"\s+lang="en"', page)
    assert "For parents" in page


def test_page_that_is_not_published_is_not_found_nor_listed(client: Client) -> None:
    for language in ("en", "es"):
        save_page(words(language=language, is_published=False), by=make_user(), seen=0)
    assert client.get("/about/questions/").status_code == 404
    assert "/about/questions/" not in client.get("/").text
    assert "/about/questions/" not in client.get("/sitemap.xml").text


def test_saving_keeps_every_version_with_who_and_why() -> None:
    ana, ben = make_user(), make_user()
    save_page(words(), by=ana, seen=0, note="Shorter")
    save_page(words(body="Two"), by=ben, seen=1)
    assert [(each.number, each.changed_by, each.note, each.body) for each in history("questions", "en")] == [
        (2, ben, "", "Two"),
        (1, ana, "Shorter", "# One\n\nAn answer."),
    ]
    assert every_page()["questions", "en"].body == "Two"
    assert every_page()["questions", "es"].number == 0


def test_saving_over_what_somebody_else_saved_is_refused_and_changes_nothing() -> None:
    save_page(words(body="Theirs"), by=make_user(), seen=0)
    with pytest.raises(PageRefused, match="Somebody else saved this page"):
        save_page(words(body="Mine"), by=make_user(), seen=0)
    assert every_page()["questions", "en"].body == "Theirs"
    assert PublicPageVersion.objects.count() == 1


def test_version_is_brought_back_as_a_new_one_also_the_shipped_words() -> None:
    ana = make_user()
    save_page(words(body="One"), by=ana, seen=0)
    save_page(words(body="Two"), by=ana, seen=1)
    assert restore("questions", "en", number=1, by=ana, seen=2).body == "One"
    assert restore("questions", "en", number=0, by=ana, seen=3).body == shipped()["questions", "en"].body
    assert [each.note for each in history("questions", "en")][:2] == [
        "Restored the words that were shipped.", "Restored version 1.",
    ]  # fmt: skip
    with pytest.raises(PageRefused, match="no such version"):
        restore("questions", "en", number=9, by=ana, seen=4)


@pytest.mark.parametrize("fields", [{"body": "x" * 40_001}, {"title": ""}, {"description": "x" * 201}])
def test_words_that_cannot_be_a_page_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(PageRefused):
        editing.save_page(words(**fields), by=make_user(), seen=0)
    assert PublicPage.objects.count() == 0


def test_manager_previews_without_saving_then_saves(signed_in) -> None:
    client, page = signed_in(Role.MANAGER), shipped()["questions", "es"]
    shown = client.post("/admin/pages/questions/es/", typed(page, body="# Hola\n\n<i>", do="show")).text
    assert '<h2 id="s-hola">Hola</h2>' in shown
    assert "<p>&lt;i&gt;</p>" in shown
    assert PublicPage.objects.count() == 0
    assert client.post("/admin/pages/questions/es/", typed(page, body="Hola")).status_code == 302
    assert "<p>Hola</p>" in Client().get("/about/questions/?lang=es").text


def test_manager_who_saves_over_another_version_keeps_what_was_typed(signed_in) -> None:
    client, page = signed_in(Role.MANAGER), shipped()["questions", "en"]
    save_page(words(), by=make_user(), seen=0)
    response = client.post("/admin/pages/questions/en/", typed(page, body="What I typed"))
    assert response.status_code == 409
    assert "Somebody else saved this page" in response.text
    assert "What I typed</textarea>" in response.text


def test_manager_brings_a_version_back(signed_in) -> None:
    client = signed_in(Role.MANAGER)
    save_page(words(body="Mine"), by=make_user(), seen=0)
    assert client.post("/admin/pages/questions/en/", {"do": "restore", "number": 0, "seen": 1}).status_code == 302
    assert every_page()["questions", "en"].number == 2
    assert client.post("/admin/pages/questions/en/", {"do": "restore", "number": "x", "seen": 1}).status_code == 404


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INSTRUCTOR, Role.CLIENT])
def test_nobody_else_edits_pages(signed_in, role: Role) -> None:
    response = signed_in(role).post("/admin/pages/questions/en/", typed(shipped()["questions", "en"]))
    assert response.status_code in (302, 403)
    assert PublicPage.objects.count() == 0


@pytest.mark.parametrize("saved", [1, 3])
def test_public_page_asks_once_and_the_list_of_pages_too(
    signed_in, client, django_assert_num_queries, saved: int
) -> None:
    for slug in ("questions", "privacy", "programme")[:saved]:
        save_page(words(slug), by=make_user(), seen=0)
    with django_assert_num_queries(1):
        client.get("/about/privacy/")
    manager = signed_in(Role.MANAGER)
    manager.get("/admin/pages/")  # what is read once for each process is read
    with django_assert_num_queries(QUERIES_OF_A_STAFF_PAGE + 1):
        manager.get("/admin/pages/")


# --- heads, machines -----------------------------------------------------------------------------------------------


def heads(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', page))


@pytest.mark.parametrize("path", ["/", "/cohorts/spring/", "/what-is-assessed/", "/about/programme/"])
def test_shared_link_has_a_title_a_description_and_a_picture(client: Client, settings, path: str) -> None:
    settings.SITE_URL = "https://apply.example.org"
    make_cohort(slug="spring", name="Spring", summary="Six weeks.\n\nA mentor.")
    page = client.get(f"{path}?lang=es").text
    found = heads(page)
    assert found["og:url"] == f"https://apply.example.org{path}?lang=es"
    assert f'<link rel="canonical" href="{found["og:url"]}">' in page
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', re.sub(r"\s+", " ", page)) == [
        ("en", f"https://apply.example.org{path}"),
        ("es", f"https://apply.example.org{path}?lang=es"),
        ("x-default", f"https://apply.example.org{path}"),
    ]
    assert found["og:image"] == found["twitter:image"] == "https://apply.example.org/static/img/preview.png"
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:title"] == found["twitter:title"] != ""
    assert found["description"] == found["og:description"] != ""
    if "cohorts" in path:
        assert found["description"] == "Six weeks. A mentor."


def test_picture_of_a_shared_link_is_1200_by_630_and_light() -> None:
    content = Path(str(finders.find("img/preview.png"))).read_bytes()
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 630)
    assert len(content) < 60_000


def test_sitemap_names_every_public_page_in_each_language(client: Client) -> None:
    make_cohort(slug="spring")
    response = client.get("/sitemap.xml")
    places = re.findall(r"<loc>([^<]+)</loc>", response.text)
    paths = {place.partition("testserver")[2] for place in places}
    wanted = {"/", "/cohorts/spring/", "/what-is-assessed/"} | {
        f"/about/{slug}/" for slug in SLUGS - {"what-is-assessed"}
    }
    assert paths == wanted | {f"{path}?lang=es" for path in wanted}
    assert len(places) == len(paths)


def test_robots_are_kept_from_what_is_somebodys_own(client: Client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    for path in ("/my/", "/apply/", "/admin/", "/offer/", "/next-class/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"


def test_security_txt_says_whom_to_write_to_and_is_not_expired(client: Client) -> None:
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == "mailto:programme@careerpath.example"
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=365)


def test_language_of_a_link_is_kept_and_can_be_chosen_otherwise(client: Client) -> None:
    page = client.get("/?lang=es&class=x")
    assert page.cookies["django_language"].value == "es"
    assert '<html lang="es"' in client.get("/").text
    assert 'name="next" value="/?class=x"' in page.text  # not back to the link that chose Spanish
    assert '<html lang="es"' in client.get("/?lang=xx").text


def test_page_is_not_kept_by_caches_between(client: Client) -> None:
    response = client.get("/")
    assert response["Cache-Control"] == "private, no-cache"
    assert {part.strip() for part in response["Vary"].split(",")} >= {"Cookie", "Accept-Language"}


def test_public_pages_load_no_htmx(client: Client) -> None:
    make_cohort(slug="spring")
    for path in ("/", "/cohorts/spring/", "/what-is-assessed/", "/about/privacy/", "/next-class/"):
        assert "htmx.min.js" not in client.get(path).text


# --- dates ---------------------------------------------------------------------------------------------------------

NIGHT = datetime(2026, 12, 5, 4, 59, 59, tzinfo=UTC)  # Friday 4 December, 23:59:59 in New York


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=-1), "closed"),
        (timedelta(0), "closes in 1 minute"),
        (timedelta(minutes=59), "closes in 59 minutes"),
        (timedelta(hours=1), "closes in 1 hour"),
        (timedelta(hours=11, minutes=59), "closes in 11 hours"),
        (timedelta(hours=12), "closes today"),
        (timedelta(hours=24), "closes tomorrow"),
        (timedelta(hours=47, minutes=59), "closes tomorrow"),
        (timedelta(hours=48), "closes in 2 days"),
        (timedelta(days=27), "closes in 27 days"),
    ],
)
def test_time_left_is_said_by_the_calendar_of_the_class(before: timedelta, said: str) -> None:
    cohort = make_cohort(opens_at=NIGHT - timedelta(days=60), closes_at=NIGHT, time_zone="America/New_York")
    assert closes_in_words(cohort, NIGHT - before) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, ""),
        (1, "1 more minute to"),
        (30, "30 more minutes to"),
        (60, "1 more hour to"),
        (90, "90 more minutes to"),
        (120, "2 more hours to"),
    ],
)
def test_grace_is_said_in_words(minutes: int, said: str) -> None:
    told = grace_in_words(make_cohort(grace_minutes=minutes))
    assert said in told
    assert bool(told) == bool(minutes)


def test_timeline_says_what_is_done_what_is_now_and_what_is_next() -> None:
    cohort = make_cohort(
        opens_at=NIGHT - timedelta(days=30), closes_at=NIGHT, decisions_by=datetime(2027, 1, 15).date(),  # noqa: DTZ001
        bootcamp_starts=datetime(2027, 2, 1).date(), bootcamp_ends=datetime(2027, 3, 12).date(), offer_days=1,  # noqa: DTZ001
    )  # fmt: skip
    moments = {
        NIGHT - timedelta(days=31): ["next"] * 6,
        NIGHT: ["now", "next", "next", "next", "next", "next"],
        NIGHT + timedelta(seconds=1): ["done", "done", "now", "next", "next", "next"],
        NIGHT + timedelta(days=45): ["done", "done", "done", "done", "next", "next"],
        NIGHT + timedelta(days=60): ["done", "done", "done", "done", "now", "next"],
        NIGHT + timedelta(days=200): ["done", "done", "done", "done", "done", "now"],
    }
    assert {now: [step.state for step in steps(cohort, now)] for now in moments} == moments
    assert "you have 1 day to say yes" in steps(cohort, NIGHT)[3].text
    with translation.override("es"):
        assert steps(cohort, NIGHT)[0].title != "Applications open"


def test_deadline_leaves_room_for_the_time_where_the_visitor_is(client: Client) -> None:
    make_cohort(opens_at=timezone.now() - timedelta(days=1), closes_at=datetime(2099, 12, 2, 4, 59, tzinfo=UTC))
    page = client.get("/").text
    assert '<time datetime="2099-12-02T04:59:00Z">Tue 1 Dec 2099, 23:59 EST</time>' in page
    assert 'data-zone="America/New_York" data-words="{time} where you are"' in page
