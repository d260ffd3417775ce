"""How often something may be asked for: buckets that fill again, for whom, from where."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from careerpath.accounts import limits
from careerpath.accounts.limits import Limit, TooOften, for_mail, place_of, take
from careerpath.accounts.models import Bucket

pytestmark = pytest.mark.django_db

THREE = Limit("three", size=3, each_hour=60)


def taken(count: int, *draws: limits.Draw, at) -> list[bool]:
    """Whether each of so many requests was let through."""
    let = []
    for _time in range(count):
        try:
            take(draws, at=at)
        except TooOften:
            let.append(False)
        else:
            let.append(True)
    return let


def test_a_bucket_holds_so_many_and_fills_again() -> None:
    now = timezone.now()
    assert taken(5, THREE.of("a"), at=now) == [True, True, True, False, False]
    assert taken(1, THREE.of("a"), at=now + timedelta(seconds=59)) == [False]
    assert taken(2, THREE.of("a"), at=now + timedelta(seconds=61)) == [True, False]
    assert taken(4, THREE.of("a"), at=now + timedelta(hours=2)) == [True, True, True, False]


def test_one_bucket_says_nothing_about_another() -> None:
    now = timezone.now()
    assert taken(4, THREE.of("a"), at=now)[-1] is False
    assert taken(1, THREE.of("b"), at=now) == [True]
    assert taken(1, Limit("other", size=3, each_hour=60).of("a"), at=now) == [True]


def test_several_buckets_are_one_statement_and_say_the_longest_wait(django_assert_num_queries) -> None:
    now = timezone.now()
    slow = Limit("slow", size=1, each_hour=1)
    with django_assert_num_queries(1):
        take([THREE.of("a"), slow.of("a")], at=now)
    with pytest.raises(TooOften) as refused:
        take([THREE.of("a"), slow.of("a")], at=now)
    assert refused.value.seconds == 3600
    assert str(refused.value) == (
        "That was very often in a short time. Try again in 60 minutes; nothing that you wrote is lost."
    )


def test_a_clock_that_goes_back_gives_nothing() -> None:
    now = timezone.now()
    assert taken(3, THREE.of("a"), at=now) == [True] * 3
    assert taken(1, THREE.of("a"), at=now - timedelta(hours=1)) == [False]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_bucket_holds() -> None:
    now = timezone.now()

    def one(_number: int) -> bool:
        try:
            take([THREE.of("crowd"), THREE.of("other")], at=now)
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(8))) == [False] * 5 + [True] * 3


def test_no_address_stands_in_the_table_and_full_buckets_go() -> None:
    now = timezone.now()
    take(for_mail(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"), "Ana@example.org"), at=now)
    assert Bucket.objects.count() == 3
    assert {len(key) for key in Bucket.objects.values_list("key", flat=True)} == {16}
    assert limits.forget_full(at=now + timedelta(hours=23)) == 0
    assert limits.forget_full(at=now + timedelta(hours=25)) == 3


def test_asking_for_somebody_elses_codes_from_one_place_does_not_stop_the_owner() -> None:
    now = timezone.now()
    attacker = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    owner = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    assert taken(30, *for_mail(attacker, "ana@example.org"), at=now) == [True] * 5 + [False] * 25
    assert taken(3, *for_mail(owner, "ana@example.org"), at=now) == [True] * 3


def test_a_campus_behind_one_address_can_apply() -> None:
    now = timezone.now()
    campus = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    for number in range(100):
        take([limits.DRAFTS.of(place_of(campus)), *for_mail(campus, f"student{number}@example.edu")], at=now)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "place"),
    [
        (0, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "10.0.0.1", "198.51.100.7", "10.0.0.1"),
        (1, "10.0.0.1", "", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (1, "10.0.0.1", "not an address", "unknown"),
        (0, "fe80::1%eth0", "", "fe80::/64"),
    ],
)
def test_place_of_trusts_only_what_our_proxies_wrote(settings, proxies, remote, forwarded, place) -> None:
    settings.BEHIND_PROXY = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})
    assert place_of(request) == place
