"""How often: token buckets in PostgreSQL, so that they count the same for every process and never open when Redis is away.

One statement takes a token from each bucket that a request draws from. A bucket fills steadily up to its size, so somebody who was
refused need only wait, and nobody is shut out by what another does from elsewhere: mail to an address is counted first by who asks
for it from where, and only widely by the address itself. Keys are digests: no address of a computer or of the mail stands in the
table.
"""

import hmac
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from careerpath.accounts.models import Bucket

FULL_AFTER: Final = timedelta(days=1)
"""Every bucket is full again after so long, and its row says nothing more."""


@dataclass(frozen=True)
class Limit:
    """A bucket that holds `size` tokens and gets `each_hour` more an hour; its name is part of the key."""

    name: str
    size: int
    each_hour: float

    def of(self, *parts: object) -> "Draw":
        """The bucket of this address, browser or person."""
        said = "\x00".join([self.name, *map(str, parts)])
        return Draw(self, hmac.digest(settings.SECRET_KEY.encode(), said.encode(), sha256)[:16])


@dataclass(frozen=True)
class Draw:
    """A bucket to take one token from."""

    limit: Limit
    key: bytes


class TooOften(Exception):
    """More than a bucket holds. The message says so in words, with when to try again (`seconds`)."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = ceil(seconds / 60)
        words = ngettext(
            "That was very often in a short time. Try again in %(minutes)s minute; nothing that you wrote is lost.",
            "That was very often in a short time. Try again in %(minutes)s minutes; nothing that you wrote is lost.",
            minutes,
        )
        super().__init__(words % {"minutes": minutes})


# A campus of a thousand behind one address begins in an hour without noticing; a program that fills the table does.
DRAFTS = Limit("drafts", size=600, each_hour=1200)
SAVES = Limit("saves", size=600, each_hour=3600)
"""Of one draft: somebody who types saves every few seconds."""
CODES_FROM = Limit("codes-from", size=300, each_hour=600)
"""All codes that are asked for from one address, for whomever."""
CODES_PAIR = Limit("codes-pair", size=5, each_hour=10)
"""Codes for one address of the mail, asked for from one place."""
CODES_TO = Limit("codes-to", size=40, each_hour=20)
"""All codes for one address of the mail, wherever they are asked for: nobody's letter box is filled."""


def take(draws: Sequence[Draw], *, at: datetime | None = None) -> None:
    """Take a token from each bucket; one statement, its own transaction if there is none. Raises TooOften where one is empty.

    Of the buckets that are not empty a token is taken all the same, and an empty one stays as it is: asking again and again does
    not put off the moment at which it is allowed.
    """
    moment, ordered = (
        at or timezone.now(),
        sorted({draw.key: draw for draw in draws}.values(), key=lambda draw: draw.key),
    )
    rows = ", ".join(["(%s::bytea, %s::float8, %s::float8)"] * len(ordered))
    values = [part for draw in ordered for part in (draw.key, float(draw.limit.size), draw.limit.each_hour / 3600)]
    table = Bucket._meta.db_table
    own = "FROM wanted WHERE wanted.key = excluded.key"
    gained = f"GREATEST(0, extract(epoch FROM excluded.at - kept.at)) * (SELECT rate {own})"
    filled = f"LEAST((SELECT size {own}), kept.tokens + {gained})"
    sql = f"""
        WITH wanted (key, size, rate) AS (VALUES {rows})
        INSERT INTO {table} AS kept (key, tokens, refused, at)
        SELECT key, size - 1, false, %s::timestamptz FROM wanted ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            tokens = {filled} - CASE WHEN {filled} >= 1 THEN 1 ELSE 0 END, refused = {filled} < 1, at = excluded.at
        RETURNING key, tokens, refused
    """  # noqa: S608  # our own table; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, moment])
        refused = {bytes(key): tokens for key, tokens, is_refused in cursor.fetchall() if is_refused}
    waits = [(1 - refused[draw.key]) * 3600 / draw.limit.each_hour for draw in ordered if draw.key in refused]
    if waits:
        raise TooOften(max(1, ceil(max(waits))))


class Shield:
    """Keeps what is far from a limit away from the database: a bucket is asked only where this process alone sees a lot.

    It lets through a quarter of what the bucket would, counted here; the rest is counted there. It remembers the last 10,000 keys.
    """

    MOST: Final = 10_000

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._kept: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, *parts: object) -> None:
        """Count one request. Raises TooOften."""
        draw = self.limit.of(*parts)
        if not self._is_quiet(draw.key, monotonic()):
            take([draw])

    def _is_quiet(self, key: bytes, moment: float) -> bool:
        size, rate = self.limit.size / 4, self.limit.each_hour / 4 / 3600
        with self._lock:
            tokens, before = self._kept.pop(key, (size, moment))
            tokens = min(size, tokens + (moment - before) * rate)
            self._kept[key] = (tokens - 1 if tokens >= 1 else tokens, moment)
            if len(self._kept) > self.MOST:
                self._kept.popitem(last=False)
        return tokens >= 1


def for_mail(request: HttpRequest, email: str) -> list[Draw]:
    """What a mail to an address draws from: by who asks for it, and widely by where it goes."""
    place, address = place_of(request), email.strip().lower()
    return [CODES_PAIR.of(place, address), CODES_FROM.of(place), CODES_TO.of(address)]


def forget_full(*, at: datetime | None = None) -> int:
    """Delete the buckets that are full again by now; how many."""
    return Bucket.objects.filter(at__lt=(at or timezone.now()) - FULL_AFTER).delete()[0]


def place_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as it can be trusted: the address of the computer, of IPv6 its network of 64 bits.

    Behind `settings.BEHIND_PROXY` proxies of ours it is the one that the outermost of them wrote into X-Forwarded-For, counted from
    the right: what stands to the left of it anybody can write.
    """
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(forwarded) >= settings.BEHIND_PROXY:
            given = forwarded[-settings.BEHIND_PROXY]
    return _network(given)


def _network(given: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(given.strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)
