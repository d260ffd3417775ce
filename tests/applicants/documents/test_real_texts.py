"""The free text of the real answers, stored and shown byte for byte and never as markup."""

import csv
import html
import re
from pathlib import Path
from typing import Any

import pytest

from applicants.models import Application
from applicants.services.applying import save_answers
from cohorts.services import make_question_set, publish
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]
HARD = [
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "a\u202eb",
    "two  blanks",
    "&amp;&lt;",
    "line\nline\n\nline",
    "مرحبا",
    "𝔘𝔫𝔦",
]


def texts(path: Path) -> list[str]:
    """Every different answer in words: those of the columns "other", and whatever else is no number, in the order of the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        free = [place for place, name in enumerate(head) if "other" in name.lower()]
        found = dict.fromkeys(row[place].strip() for row in rows for place in free)
    return [text for text in found if len(text) > 1]


def test_every_real_text_is_shown_as_it_was_written(real_answers: Path, signed_in: Any) -> None:
    written = [*texts(real_answers), *HARD]
    assert len(written) > 1000
    pages = [written[at : at + 500] for at in range(0, len(written), 500)]
    form = publish(
        make_question_set(
            name="Texts",
            sections=[
                {
                    "slug": "texts",
                    "title": "Texts",
                    "questions": [
                        {"key": f"t{number}", "label": f"Text {number}", "kind": "long_text", "max_length": 20_000}
                        for number in range(500)
                    ],
                }
            ],
            by=None,
        ),
        by=None,
    )
    user = make_user()
    applicant = make_applicant(user=user)
    browser = signed_in(user)
    for page in pages:
        application = make_application(
            make_cohort(question_set=form), applicant, draft=True, question_set=form, answers={}
        )
        raw = {f"t{number}": text for number, text in enumerate(page)}
        assert save_answers(application, raw=raw, by=user) == {}
        stored = Application.objects.get(pk=application.pk).answers
        assert [stored[f"t{number}"] for number in range(len(page))] == page
        shown = browser.get(f"/my/{application.public_id}/answers/").content.decode()
        found = re.findall(r"<dt[^>]*>Text (\d+)</dt>\s*<dd[^>]*>(.*?)</dd>", shown, re.DOTALL)
        by_number = {int(number): words.strip() for number, words in found}
        for number, text in enumerate(page):
            words = by_number[number]
            assert re.findall(r"<(?!br>)", words) == []
            assert html.unescape(words.replace("<br>", "\n")) == text
