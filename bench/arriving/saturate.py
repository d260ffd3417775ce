"""How many sent applications a second the server takes when it never has to wait, beside a bare view that inserts the same rows."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from bench.arriving.arrivals import completed
from bench.arriving.person import said
from bench.arriving.server import Site
from bench.table import median

AT_ONCE = 16
WARM = 80
Job = tuple[str, dict[str, str], list[tuple[str, str]], int]
"""Address, cookies, fields, and the status it must answer."""


def saturate(site: Site, cohort: Any, specs: Any, *, people: int, rounds: int = 3) -> dict[str, float]:
    """Both in turn, so many people a round; medians: sent a second, processor milliseconds each, and the ratio of the two rates."""
    answers = completed({}, specs)
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    for turn in range(rounds):
        jobs = ready_drafts(site, cohort, answers, [turn * people + place for place in range(people)])
        site.start()
        ours.append(hurl(site, jobs))
        site.stop()
        site.start("bench.arriving.bare:application")
        fields = [(f"q_{key}", str(said(value))) for key, value in answers.items()]
        more = [("cohort", str(cohort.pk)), ("form", str(cohort.question_set_id))]
        jobs = [
            (f"{site.url}/insert/", {}, [*fields, *more, ("number", str(turn * people + place))], 201)
            for place in range(people)
        ]
        bare.append(hurl(site, jobs))
        site.stop()
    return {
        "sent a second": median([rate for rate, _ in ours]),
        "bare inserts a second": median([rate for rate, _ in bare]),
        "ratio": median([mine / other for (mine, _), (other, _) in zip(ours, bare, strict=True)]),
        "ms of processor for one that is sent": median([cpu for _, cpu in ours]),
        "ms of processor for a bare insert": median([cpu for _, cpu in bare]),
    }


def ready_drafts(site: Site, cohort: Any, answers: dict[str, Any], numbers: Sequence[int]) -> list[Job]:
    """Drafts with everything answered and the address proved; one request each that sends it."""
    from allauth.account.models import EmailAddress
    from django.test import Client

    from applicants.services.applying import save_answers, save_details, start_application
    from careerpath.accounts.models import User

    jobs: list[Job] = []
    token = "t" * 32
    for number in numbers:
        user = User.objects.create_user(f"ready{number}@people.example", name=f"Person {number}")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        application = start_application(cohort=cohort, user=user)
        save_details(application, name=f"Person {number}", phone="", by=user)
        save_answers(application, raw={key: said(value) for key, value in answers.items()}, by=user)
        browser = Client()
        browser.force_login(user)
        cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": token}
        jobs.append((f"{site.url}/apply/{cohort.slug}/review/", cookies, [("csrfmiddlewaretoken", token)], 302))
    return jobs


def hurl(site: Site, jobs: Sequence[Job]) -> tuple[float, float]:
    """All of them, AT_ONCE at a time: how many a second, and processor milliseconds of the web server for one."""
    asyncio.run(_all(jobs[:WARM]))  # both processes have then loaded what they load once
    jobs = jobs[WARM:]
    before = site.cpu_seconds()
    began = time.perf_counter()
    asyncio.run(_all(jobs))
    took = time.perf_counter() - began
    return len(jobs) / took, (site.cpu_seconds() - before) * 1000 / len(jobs)


async def _all(jobs: Sequence[Job]) -> None:
    left = iter(jobs)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:

        async def take() -> None:
            for url, cookies, fields, expected in left:
                async with browser.post(
                    url,
                    data=fields,
                    headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())},
                    allow_redirects=False,
                ) as answer:
                    await answer.read()
                    if answer.status != expected:
                        raise AssertionError(f"{url} answered {answer.status}, not {expected}")

        await asyncio.gather(*(take() for _ in range(AT_ONCE)))
