"""The client of clamd against a server that speaks its protocol, well and badly."""

from pathlib import Path

import pytest

from applicants.documents.clamd import ClamdFailed, scan
from tests.applicants.documents.fake_clamd import EICAR, fake_clamd


def test_scan_sends_every_byte_and_says_what_was_found() -> None:
    content = bytes(range(256)) * 1000
    with fake_clamd() as clamd:
        assert scan(content, address=clamd.address, seconds=5) == ""
        assert scan(b"--" + EICAR, address=clamd.address, seconds=5) == "Eicar-Test-Signature"
    assert clamd.streams == [content, b"--" + EICAR]


def test_scan_by_a_unix_socket(tmp_path: Path) -> None:
    with fake_clamd(unix=tmp_path / "clamd") as clamd:
        assert scan(b"hello", address=clamd.address, seconds=5) == ""
        assert scan(b"hello", address=f"unix://{clamd.address}", seconds=5) == ""


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("garbage", "it said"),
        ("error", 'it said "stream: Can\'t allocate memory ERROR"'),
        ("no end", "it hung up before it had answered"),
        ("silence", "it hung up before it had answered"),
        ("endless", "its answer does not end"),
        ("hang up", "hung up|reset|pipe"),
    ],
)
def test_scan_fails_where_nothing_was_said(behaviour: str, words: str) -> None:
    with fake_clamd(behaviour) as clamd, pytest.raises(ClamdFailed, match=words.replace("(", r"\(")):
        scan(b"hello", address=clamd.address, seconds=5)


def test_scan_waits_no_longer_than_it_may() -> None:
    with fake_clamd("hang") as clamd, pytest.raises(ClamdFailed, match="timed out"):
        scan(b"hello", address=clamd.address, seconds=0.2)


def test_scan_hears_that_the_stream_is_too_long() -> None:
    with fake_clamd(limit=1000) as clamd, pytest.raises(ClamdFailed, match="size limit exceeded"):
        scan(b"x" * 5_000_000, address=clamd.address, seconds=5)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd", "nonsense", "127.0.0.1:x"])
def test_scan_fails_where_nobody_listens(address: str) -> None:
    with pytest.raises(ClamdFailed):
        scan(b"hello", address=address, seconds=2)
