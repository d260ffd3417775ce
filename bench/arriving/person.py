"""One applicant's way through the form over HTTP, as a browser without JavaScript goes it: open a page, send it, follow."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from bench.arriving.arrivals import Arrival

TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER: Final = re.compile(r"/my/([0-9a-f-]{36})/")
AGAIN: Final = (0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0, 5.0)
"""How long a person waits before they press again when the server does not answer."""

CodeOf = Callable[[str], Awaitable[str]]


@dataclass
class Log:
    """What the tool saw: milliseconds by kind of request, what went wrong, who got a receipt."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    again: int = 0
    receipts: dict[int, str] = field(default_factory=dict)
    """By number of the person: the application their receipt names."""
    sent_at: list[float] = field(default_factory=list)

    def note(self, kind: str, seconds: float) -> None:
        """One answered request."""
        self.took.setdefault(kind, []).append(seconds * 1000)


class Gone(Exception):
    """The server did not answer, however often it was asked."""


class Person:
    """Somebody who applies."""

    def __init__(
        self, arrival: Arrival, *, base: str, slug: str, sections: dict[str, list[str]], code_of: CodeOf, log: Log
    ) -> None:
        self.arrival, self.base, self.slug, self.sections, self.code_of, self.log = (
            arrival,
            base,
            slug,
            sections,
            code_of,
            log,
        )
        self.email = f"person{arrival.number}@people.example"
        self.token = ""
        number = arrival.number
        self.place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        """Everybody comes from an address of their own, as the proxy of a deployment says."""
        self.cookies: dict[str, str] = {}
        """Kept by hand: the deployment's are for TLS only, which the replay does without."""

    async def apply(self, connector: aiohttp.TCPConnector, begin: float) -> None:
        """From the first page to the receipt, the steps spread evenly over the time that the real person took."""
        steps = self.steps()
        spread = max(0.0, self.arrival.sends - self.arrival.starts)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(connector=connector, connector_owner=False, cookie_jar=jar) as self.browser:
            try:
                for place, (kind, step) in enumerate(steps):
                    due = begin + self.arrival.starts + spread * place / (len(steps) - 1)
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                    await step(kind)
            except Gone as error:
                self.log.errors.append(f"person {self.arrival.number}: {error}")

    def steps(self) -> list[tuple[str, Callable[[str], Awaitable[None]]]]:
        """What they do, in order."""
        pages: list[tuple[str, Callable[[str], Awaitable[None]]]] = [("task list", self.open_first)]
        pages.append(
            ("details", self.page("your-details/", {"name": f"Person Number {self.arrival.number}", "phone": ""}))
        )
        for section, keys in self.sections.items():
            fields = {f"q_{key}": said(self.arrival.answers[key]) for key in keys if key in self.arrival.answers}
            pages.append(("section", self.page(f"{section}/", fields)))
        return [*pages, ("prove", self.prove), ("send", self.send)]

    async def open_first(self, kind: str) -> None:
        """The page that the form begins with."""
        await self.get(kind, "")

    def page(self, path: str, fields: dict[str, Any]) -> Callable[[str], Awaitable[None]]:
        """Open a page of the form and send it filled in."""

        async def go(kind: str) -> None:
            await self.get(f"{kind}, opened", path)
            await self.post(f"{kind}, saved", path, fields)

        return go

    async def prove(self, kind: str) -> None:
        """Ask for a code and write it in."""
        await self.get("address, opened", "email/")
        await self.post("address, code asked for", "email/", {"email": self.email})
        await self.post("address, proved", "email/code/", {"code": await self.code_of(self.email)})

    async def send(self, kind: str) -> None:
        """Read it all, send it, read the receipt."""
        await self.get("review, opened", "review/")
        where = await self.post("sent", "review/", {})
        if not (found := NUMBER.search(where)):
            raise Gone(f"no receipt, but {where}")
        await self.get("receipt", where, receipt=True)
        self.log.receipts[self.arrival.number] = found.group(1)
        self.log.sent_at.append(time.monotonic())

    async def get(self, kind: str, path: str, *, receipt: bool = False) -> None:
        """Open a page; it must be there."""
        url = self.base + path if receipt else f"{self.base}/apply/{self.slug}/{path}"
        status, _, body = await self.ask(kind, "GET", url)
        if status != 200:
            raise Gone(f"{kind}: {path or 'first page'} answered {status}")
        if found := TOKEN.search(body):
            self.token = found.group(1)

    async def post(self, kind: str, path: str, fields: dict[str, Any]) -> str:
        """Send a page; it must lead on. Returns where to."""
        data = {**fields, "csrfmiddlewaretoken": self.token}
        status, where, body = await self.ask(kind, "POST", f"{self.base}/apply/{self.slug}/{path}", data)
        if status != 302:
            words = re.findall(r"invalid-feedback[^>]*>([^<]+)|<h2[^>]*>([^<]+)", body)[:3]
            raise Gone(f"{kind}: {path} answered {status} {words}")
        return where

    async def ask(self, kind: str, method: str, url: str, data: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """One request, pressed again while the server is away."""
        pairs = [
            (key, one) for key, value in (data or {}).items() for one in (value if isinstance(value, list) else [value])
        ]
        for wait in (*AGAIN, None):
            began = time.perf_counter()
            try:
                async with self.browser.request(
                    method,
                    url,
                    data=pairs if method == "POST" else None,
                    headers={
                        "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                        "X-Forwarded-For": self.place,
                    },
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(30),
                ) as answer:
                    body = await answer.text()
                    if answer.status in (429, 502, 503) and wait is not None:
                        raise aiohttp.ClientError(str(answer.status))
                    self.log.note(kind, time.perf_counter() - began)
                    self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
                    return answer.status, answer.headers.get("Location", ""), body
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if wait is None:
                    raise Gone(f"{kind}: {type(error).__name__} {error}") from None
                self.log.again += 1
                await asyncio.sleep(wait)
        raise AssertionError


def said(answer: Any) -> Any:
    """An answer as a form sends it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return [str(one) for one in answer] if isinstance(answer, list) else str(answer)
