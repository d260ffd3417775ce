"""Everybody arrives at their time; at the end the receipts are counted from both sides."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from asgiref.sync import sync_to_async

from bench.arriving.arrivals import Arrival
from bench.arriving.person import Log, Person
from bench.arriving.server import Site
from cohorts.answers import QuestionSpec, asked, clean_answers


def replay(
    site: Site,
    arrivals: Sequence[Arrival],
    *,
    slug: str,
    sections: dict[str, list[str]],
    kill_after: float | None = None,
) -> Log:
    """Let everybody apply; with `kill_after` the web server and PostgreSQL are killed at that second and started again.

    They are killed and started by this thread, for a server of ours ends with the thread that started it; people come in another.
    """
    log = Log()
    with ThreadPoolExecutor(1) as others:
        all_of_them = others.submit(asyncio.run, everybody(site, arrivals, slug=slug, sections=sections, log=log))
        if kill_after is not None:
            time.sleep(kill_after)
            kill_and_start_again(site)
        all_of_them.result()
    return log


async def everybody(
    site: Site, arrivals: Sequence[Arrival], *, slug: str, sections: dict[str, list[str]], log: Log
) -> None:
    """All people, each at their time."""
    begin = time.monotonic() + 1
    connector = aiohttp.TCPConnector(limit=512, force_close=False)
    code_of = sync_to_async(newest_code, thread_sensitive=False)
    people = [Person(each, base=site.url, slug=slug, sections=sections, code_of=code_of, log=log) for each in arrivals]

    async def come(person: Person) -> None:
        await asyncio.sleep(max(0.0, begin + person.arrival.starts - time.monotonic()))
        await person.apply(connector, begin)

    try:
        await asyncio.gather(*(come(person) for person in people))
    finally:
        await connector.close()


def kill_and_start_again(site: Site) -> None:
    """SIGKILL to the web server and to PostgreSQL with all their processes, as when the machine loses power; both come again."""
    site.kill()
    site.servers.kill_postgres()
    site.servers.start_postgres()
    site.start()


def newest_code(email: str) -> str:
    """The code that was mailed to an address last. The tool knows the server's key; people read their mail."""
    from django.db import InterfaceError, OperationalError, connection

    from applicants.models import EmailProof
    from applicants.services.proving import code_of

    for _ in range(40):
        try:
            proof = EmailProof.objects.filter(email=email).order_by("-pk").first()
        except (OperationalError, InterfaceError):
            connection.close()
            proof = None
        if proof is not None:
            return code_of(proof)
        time.sleep(0.25)
    return "NONE"


def counted(arrivals: Sequence[Arrival], log: Log, specs: Sequence[QuestionSpec]) -> dict[str, Any]:
    """Both sides side by side: every difference has a name and a number, and all of them should be 0."""
    from django.db import connection
    from django.db.models import Count

    from applicants.models import Application

    connection.close()  # the one there was may have died with the server
    sent = {
        str(public_id): (email, answers)
        for public_id, email, answers in Application.objects.filter(submitted_at__isnull=False).values_list(
            "public_id", "applicant__email", "answers"
        )
    }
    doubled = (
        Application.objects.values("applicant__email")
        .filter(applicant__email__isnull=False)
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    by_number = {each.number: each for each in arrivals}
    wrong = sum(
        number in by_number and receipt in sent and sent[receipt][1] != as_sent(by_number[number].answers, specs)
        for number, receipt in log.receipts.items()
    )
    return {
        "people": len(arrivals),
        "receipts": len(log.receipts),
        "in the database": len(sent),
        "receipt without application": sum(receipt not in sent for receipt in log.receipts.values()),
        "without receipt": len(arrivals) - len(log.receipts),
        "two applications for one person": doubled,
        "answers that differ": wrong,
        "errors": len(log.errors),
        "pressed again": log.again,
    }


def as_sent(answers: dict[str, Any], specs: Sequence[QuestionSpec]) -> dict[str, Any]:
    """What an application holds of answers: cleaned as the form cleans, without what the others do not call for."""
    cleaned, _ = clean_answers(specs, answers)
    return {spec.key: cleaned[spec.key] for spec in asked(specs, cleaned) if spec.key in cleaned}


def percentiles(log: Log) -> list[tuple[str, int, float, float, float, float]]:
    """By kind of request: how many, and the 50th, 95th, 99th percentile and the longest in milliseconds."""
    rows = []
    for kind, took in sorted(log.took.items()):
        cuts = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
        rows.append((kind, len(took), cuts[49], cuts[94], cuts[98], max(took)))
    return rows
