"""What leads to a person in a free text, and what only looks like it."""

import time

import pytest

from placements.contact_words import Kind, leads_to


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ana@example.org", [Kind.EMAIL]),
        ("ana (at) example (dot) org", [Kind.EMAIL]),
        ("ana at example dot org", [Kind.EMAIL]),
        ("a\u200bna@exam\u200bple.org", [Kind.EMAIL]),
        ("ana＠example.org", [Kind.EMAIL]),
        ("I am @ana_codes there", [Kind.EMAIL]),
        ("Call (410) 555-0100.", [Kind.PHONE]),
        ("+34 600 123 456", [Kind.PHONE]),
        ("555-0100", [Kind.PHONE]),
        ("See https://example.org/me", [Kind.LINK]),
        ("linkedin.com/in/ana", [Kind.LINK]),
        ("WWW.example.org", [Kind.LINK]),
        ("My name is Ana Quokka", [Kind.NAME]),
        ("ana   QUOKKA", []),
        ("ANA QUOKKA is here", [Kind.NAME]),
        ("Everybody calls me Quokka", [Kind.NAME]),
        ("ana@example.org or 410 555 0100", [Kind.EMAIL, Kind.PHONE]),
    ],
)
def test_what_leads_to_a_person_is_found(text: str, found: list[Kind]) -> None:
    assert leads_to(text, "Ana Quokka") == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "From 2019-2024 I worked at a pharmacy, since 2024-05-12 here.",
        "I supported 1,200 users and 10 000 000 rows.",
        "ASP.NET, Socket.io and Node.js",
        "HL7 v2.5.1, FHIR R4, ICD-10-CM",
        "I will be good at work. Mark my words.",
        "I am good at customer support.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert leads_to(text, "Will Mark") == []


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "a@" * 50_000, "1 " * 50_000, "a-" * 50_000 + "!", " at " * 20_000, "(((" * 30_000]
)
def test_a_hostile_text_costs_no_time(text: str) -> None:
    began = time.monotonic()
    leads_to(text, "Ana Quokka")
    assert time.monotonic() - began < 2
