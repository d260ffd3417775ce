"""The queue of likely pairs, two people side by side, and what was merged."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from applicants.lifecycle import ApplicationStatus
from applicants.matching.keys import sorted_name
from applicants.matching.normalise import email_key, phone_key
from applicants.models import Applicant, Application, ApplicationStatusChange, Document, DuplicatePair, Merge
from applicants.selectors.applying import form_pages, in_words

PAGE: Final = 25
COUNT_UP_TO: Final = 1000
_COMPARED: Final = 4000
"""Characters of a text whose differing words are marked; longer ones are shown as they are."""
_WORDS: Final = {
    "email": "the same mailbox",
    "email-near": "addresses one slip apart",
    "local": "the same name before the @",
    "phone": "the same telephone",
    "phone-near": "telephones one digit apart",
    "answers": "the same texts, word for word",
    "no-contact": "one of them left no address and no number",
    "names-differ": "but the names differ",
    "earlier": "alike with a record that was merged before",
}


def open_pairs() -> QuerySet[DuplicatePair]:
    """The pairs nobody has decided, of records that stand for somebody: those of one class first, then the most alike."""
    return DuplicatePair.objects.filter(
        verdict="", first__merged_into__isnull=True, second__merged_into__isnull=True
    ).order_by("-same_cohort", "-likeness", "pk")


def count_open() -> int:
    """How many pairs wait, counted no further than COUNT_UP_TO. One query."""
    return open_pairs().order_by()[:COUNT_UP_TO].count()


def key_of(pair: DuplicatePair) -> str:
    """Where a pair stands in the queue, for an address."""
    return f"{pair.same_cohort:d}-{pair.likeness}-{pair.pk}"


def after(key: str) -> QuerySet[DuplicatePair]:
    """The open pairs behind a key; all of them for one that is no key."""
    match = re.fullmatch(r"([01])-(\d{1,3})-(\d{1,18})", key)
    if not match:
        return open_pairs()
    same, likeness, pk = bool(int(match[1])), int(match[2]), int(match[3])
    behind = Q(likeness__lt=likeness) | Q(likeness=likeness, pk__gt=pk)
    here = Q(same_cohort=same) & behind
    return open_pairs().filter(here | Q(same_cohort=False) if same else here)


def next_after(pair: DuplicatePair) -> DuplicatePair | None:
    """The pair behind this one; one query."""
    return after(key_of(pair)).first()


@dataclass(frozen=True)
class Listed:
    """A pair as the queue shows it."""

    pair: DuplicatePair
    reasons: list[str]
    cohorts: list[str]


def queue(key: str = "") -> tuple[list[Listed], str]:
    """A page of the queue and the key of the next page; two queries."""
    found = list(after(key).select_related("first", "second")[: PAGE + 1])
    pairs, more = found[:PAGE], len(found) > PAGE
    people = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    applied: dict[int, dict[str, None]] = {}
    rows = _sent().filter(applicant__in=people).order_by("cohort", "pk").values_list("applicant", "cohort__name")
    for applicant, cohort in rows:
        applied.setdefault(applicant, {})[cohort] = None
    listed = [
        Listed(pair, reasons(pair), list(applied.get(pair.first_id, {}) | applied.get(pair.second_id, {})))
        for pair in pairs
    ]
    return listed, key_of(pairs[-1]) if more else ""


def reasons(pair: DuplicatePair) -> list[str]:
    """What is alike, in words."""
    return [_reason(str(code), pair) for code in pair.reasons]


def _reason(code: str, pair: DuplicatePair) -> str:
    if not code.startswith("name:"):
        return _WORDS.get(code, code)
    if pair.first.name.casefold() == pair.second.name.casefold():
        return f"the same name: {pair.first.name}"
    return f"names alike: {pair.first.name} / {pair.second.name}"


@dataclass(frozen=True)
class Side:
    """One of the two, with the application that is compared."""

    person: Applicant
    applications: list[Application]
    shown: Application | None

    @property
    def documents(self) -> Sequence[Document]:
        """Of the application that is compared."""
        return list(self.shown.documents.all()) if self.shown else []

    @property
    def history(self) -> Sequence[ApplicationStatusChange]:
        """Of the application that is compared."""
        return list(self.shown.history.all()) if self.shown else []


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether the other text has it too."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Row:
    """One thing of both. Without pieces, the two are shown as they are."""

    label: str
    left: list[Piece] = field(default_factory=list)
    right: list[Piece] = field(default_factory=list)
    differs: bool = False
    alike: bool = False
    """Written in two ways, and meant as one."""


@dataclass(frozen=True)
class Compared:
    """Two people side by side."""

    pair: DuplicatePair
    reasons: list[str]
    left: Side
    right: Side
    contact: list[Row]
    answers: list[Row]

    @property
    def different(self) -> list[Row]:
        """The answers that differ."""
        return [row for row in self.answers if row.differs]

    @property
    def same(self) -> list[Row]:
        """The answers that are the same in both."""
        return [row for row in self.answers if not row.differs]


def compared(pk: int) -> Compared | None:
    """A pair with everything that helps to decide; None where there is none. Nine queries at most, whatever they wrote."""
    people = ("first__user", "second__user", "decided_by", "first__merged_into", "second__merged_into")
    pair = DuplicatePair.objects.select_related(*people).filter(pk=pk).first()
    if pair is None:
        return None
    history = ApplicationStatusChange.objects.select_related("by").order_by("at", "pk")
    applications = list(
        Application.objects.filter(applicant__in=(pair.first_id, pair.second_id))
        .select_related("cohort", "university")
        .prefetch_related("documents", Prefetch("history", queryset=history))
        .order_by("-submitted_at", "-pk")
    )
    own = {pk: [each for each in applications if each.applicant_id == pk] for pk in (pair.first_id, pair.second_id)}
    left_shown, right_shown = _shown(own[pair.first_id], own[pair.second_id])
    left = Side(pair.first, own[pair.first_id], left_shown)
    right = Side(pair.second, own[pair.second_id], right_shown)
    contact = [
        _meant("Name", pair.first.name, pair.second.name, sorted_name),
        _meant("E-mail", pair.first.email or "", pair.second.email or "", email_key),
        _meant("Telephone", pair.first.phone, pair.second.phone, phone_key),
    ]
    return Compared(pair, reasons(pair), left, right, contact, _answers(left_shown, right_shown))


def _shown(left: list[Application], right: list[Application]) -> tuple[Application | None, Application | None]:
    """The two applications to compare: to the same class where there is one, sent before drafts, else the latest of each."""
    both = [(one, other) for one in left for other in right if one.cohort_id == other.cohort_id]
    sent = [(one, other) for one, other in both if one.submitted_at and other.submitted_at]
    if both:
        return (sent or both)[0]
    return next(iter(left), None), next(iter(right), None)


def _answers(left: Application | None, right: Application | None) -> list[Row]:
    """The answers of both by question, in the order of the form; two queries for each form."""
    said: list[dict[str, tuple[str, str]]] = []
    pages: dict[int, Any] = {}
    for application in (left, right):
        answers: dict[str, tuple[str, str]] = {}
        if application:
            form = application.question_set_id
            pages[form] = pages.get(form) or form_pages(form)
            for page in pages[form]:
                for question in page.questions:
                    answers[question.key] = (question.label, in_words(question, application.answers.get(question.key)))
        said.append(answers)
    rows = []
    for key, (label, text) in {**said[1], **said[0]}.items():
        mine = text if key in said[0] else ""
        theirs = said[1].get(key, ("", ""))[1]
        if mine or theirs:
            rows.append(_row(label, mine, theirs))
    return rows


def _meant(label: str, left: str, right: str, normal: Callable[[str], str]) -> Row:
    """A row whose two sides may be one thing written in two ways."""
    if left != right and normal(left) == normal(right) != "":
        return Row(label, [Piece(left, False)], [Piece(right, False)], alike=True)
    return _row(label, left, right)


def _row(label: str, left: str, right: str) -> Row:
    if left == right:
        return Row(label, [Piece(left, False)], [Piece(right, False)])
    return Row(label, *_pieces(left, right), differs=True)


def _pieces(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they part: word by word, so that a changed word shows in a long text."""
    if not left or not right or max(len(left), len(right)) > _COMPARED:
        return [Piece(left, bool(left))], [Piece(right, bool(right))]
    one, other = re.findall(r"\s*\S+\s*", left), re.findall(r"\s*\S+\s*", right)
    matcher = SequenceMatcher(None, [word.strip() for word in one], [word.strip() for word in other], autojunk=False)
    if matcher.real_quick_ratio() < 0.2:
        return [Piece(left, True)], [Piece(right, True)]
    mine, theirs = [], []
    for tag, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        if from_one < to_one:
            mine.append(Piece("".join(one[from_one:to_one]), tag != "equal"))
        if from_other < to_other:
            theirs.append(Piece("".join(other[from_other:to_other]), tag != "equal"))
    return mine, theirs


def merges(*, before: int | None = None) -> list[Merge]:
    """What was merged, the latest in front; one above PAGE where there are more. One query."""
    rows = Merge.objects.select_related("kept", "merged", "by", "undone_by").order_by("-pk")
    return list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])


def others_of(application: Application) -> list[Application]:
    """The other applications of the same person, those of merged records among them, newest first; one query.

    The way from the kept application to the readings, documents, tags and letters of the one that ended.
    """
    root = application.applicant.merged_into_id or application.applicant_id
    same: Iterable[Any] = Applicant.objects.filter(Q(pk=root) | Q(merged_into=root)).values("pk")
    return list(
        _sent(drafts_too=True)
        .filter(applicant__in=same)
        .exclude(pk=application.pk)
        .select_related("cohort")
        .defer("answers")
        .order_by("-pk")
    )


def _sent(*, drafts_too: bool = False) -> QuerySet[Application]:
    return Application.objects.all() if drafts_too else Application.objects.exclude(status=ApplicationStatus.DRAFT)
