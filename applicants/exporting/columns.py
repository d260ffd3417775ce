"""The columns an export can have. Plain Python. No demographic answer is among them, nor could one be: they live in `reports`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cohorts.answers import QuestionSpec

ANSWER: Final = "answer:"
"""Begins the key of a column that holds an answer; the question's key follows."""

ABOUT: Final[dict[str, str]] = {
    "id": "Application",
    "external_id": "Id in the imported file",
    "name": "Name",
    "email": "E-mail",
    "phone": "Telephone",
    "status": "Status",
    "started": "Started",
    "submitted": "Submitted",
    "source": "Came by",
    "university": "Sent by",
    "assigned": "Assigned to",
    "tags": "Tags",
    "score": "Score",
    "band": "Band",
    "reviews": "Reviews",
    "mark": "Mean mark",
    "decision": "Decision",
    "decided": "Decision released",
    "form": "Form answered",
}
"""Columns about the application: key -> heading, in the order of the file."""


@dataclass(frozen=True)
class Column:
    """One column: its key (of ABOUT, or `answer:` and a question's key) and its heading."""

    key: str
    heading: str

    @property
    def question(self) -> str:
        """The key of the question it holds the answers of; empty for a column about the application."""
        return self.key.removeprefix(ANSWER) if self.key.startswith(ANSWER) else ""


def columns_of(forms: Sequence[Sequence[QuestionSpec]]) -> list[Column]:
    """Every column there is for applications that answered these forms, the newest form first: a question asked by several
    versions is one column, headed as the newest asks it. Headings are unique: two that read alike carry the question's key."""
    questions: dict[str, str] = {}
    for form in forms:
        for question in form:
            questions.setdefault(question.key, question.label)
    taken = set(ABOUT.values())
    columns = [Column(key, heading) for key, heading in ABOUT.items()]
    for key, label in questions.items():
        heading = f"{label} ({key})" if label in taken else label
        taken.add(heading)
        columns.append(Column(f"{ANSWER}{key}", heading))
    return columns


def chosen(columns: Iterable[Column], keys: Sequence[str]) -> list[Column]:
    """The columns with these keys, in the order of the file; raises ValueError for a key that is none of them, and for none."""
    every = list(columns)
    if unknown := sorted(set(keys) - {column.key for column in every}):
        raise ValueError(f"There is no column “{unknown[0]}”.")
    if not keys:
        raise ValueError("Choose at least one column.")
    return [column for column in every if column.key in set(keys)]


def to_json(columns: Sequence[Column]) -> list[list[str]]:
    """Columns as the operation keeps them, so that a later change of a form does not change a file in the making."""
    return [[column.key, column.heading] for column in columns]


def from_json(stored: Any) -> list[Column]:
    """Columns as the operation kept them."""
    return [Column(str(key), str(heading)) for key, heading in stored]
