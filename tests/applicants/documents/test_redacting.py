"""What is taken out of a text before a reader sees it, and what stays."""

import time

import pytest

from applicants.documents.redacting import redact

WHO = {"name": "Ana María García-López", "email": "ana.garcia@example.org", "phone": "+1 (216) 555-0134"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ana María García-López", "[name]"),
        ("ANA MARIA GARCIA LOPEZ, nurse", "[name], nurse"),
        ("García-López, Ana", "[name]"),
        ("Garcia's team", "[name] team"),
        ("Analysis in Anaheim", "Analysis in Anaheim"),
        ("write to ana.garcia@example.org or to x@y.co.uk", "write to [e-mail] or to [e-mail]"),
        ("2165550134, 216.555.0134, +34 600 123 456", "[telephone], [telephone], [telephone]"),
        ("Tel: 555 0134 22", "[telephone]"),
        ("https://x.example/ana www.ana.example linkedin.com/in/ana ana.dev", "[link] [link] [link] [link]"),
        ("Node.js and ASP.NET, version 2.1.3", "Node.js and ASP.NET, version 2.1.3"),
        ("@anagarcia on screen", "[handle] on screen"),
        ("1234 Euclid Ave., Apt 5", "[address]"),
        ("Cleveland, OH 44114", "[address]"),
        ("Calle Mayor, 12", "[address]"),
        ("postcode: SW1A 1AA", "[postcode]"),
        ("class of '21, May 2021, 03/2020, 2019-05", "class of [year], [date], [date], [date]"),
        ("from 1998 to 2024", "from [year] to [year]"),
        ("born on March 3, 1999", "[birth date]"),
        ("Fecha de nacimiento: 3 de marzo de 1999", "[birth date]"),
        ("aged 27; 27 years old", "[age]; [age]"),
        ("she/her, Ms. Lee, Mrs Lee", "[pronouns], [title] Lee, [title] Lee"),
        ("Nationality: Mexican", "[personal]"),
        ("Ohio State University, University of Texas at Austin", "[school], [school]"),
        (
            "a team of 250, 12 years, room 101, 100,000 records, 3.9",
            "a team of 250, 12 years, room 101, 100,000 records, 3.9",
        ),
        ("ICD-10, HL7 v2, FHIR R4, Epic", "ICD-10, HL7 v2, FHIR R4, Epic"),
    ],
)
def test_redact_takes_out_what_tells_who(text: str, left: str) -> None:
    assert redact(text, **WHO) == left


def test_redact_leaves_everyday_words_that_are_names_too() -> None:
    text = "Will Young will grow young teams. WILL"
    assert redact(text, name="Will Young") == "[name] will grow young teams. [name]"
    assert redact("Juan de la Cruz works de facto", name="Juan de la Cruz") == "[name] works de facto"


def test_redact_takes_out_given_schools_and_empty_things_change_nothing() -> None:
    assert redact("Studied at Cleveland State.", name="", schools=["Cleveland State", ""]) == "Studied at [school]."
    assert redact("Built a rota.", name="", email="", phone="") == "Built a rota."


@pytest.mark.parametrize(
    "piece", ["a", "Ab, ", "1 ", "a.b.", "- ", "calle ", "12 Ab ", "born ", "@ ", "(1", "Ab ", "class of "]
)
def test_redact_takes_no_longer_than_the_text_is_long(piece: str) -> None:
    spent = []
    for length in (7_500, 30_000):
        started = time.process_time()
        redact(piece * (length // len(piece)), **WHO)
        spent.append(time.process_time() - started)
    assert spent[1] < max(0.25, 10 * spent[0])
