"""Drafts of scoresheets: fields that save themselves, merged field by field, and never one over the other in silence.

A draft is `{"version": n, "values": {field: value}, "at": {field: version in which it was last written}}`. A page knows the version
it was filled from and sends it along: a field that was written since then in another tab or on another device, and differs, is not
overwritten but handed back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.models import Assignment
from reviews.scorecard import Card, read_card
from reviews.services import claiming
from reviews.services.scoring import LONGEST_COMMENT, LONGEST_NOTE, ScoringRefused, check_can_score

SENT: Final = "You sent this one already. What you change here now is kept with the button only."
MARK, NOTE, FLAGS, RECOMMENDATION, COMMENT = "mark_", "note_", "flags", "recommendation", "comment"


@dataclass(frozen=True)
class Kept:
    """What became of a draft that was sent in."""

    version: int
    saved_at: datetime
    values: dict[str, Any]
    conflicts: dict[str, Any] = field(default_factory=dict)
    """Field -> what was written elsewhere meanwhile; it stands, and what was sent for it does not."""
    newer: dict[str, Any] = field(default_factory=dict)
    """Field -> what was written elsewhere meanwhile, of the fields that were not sent: the page shows them from now on."""


def fields_of(card: Card) -> list[str]:
    """The names of the fields of a scorecard's page, in its order."""
    marks = [name for each in card.attributes for name in (MARK + each.key, NOTE + each.key)]
    return [*marks, FLAGS, RECOMMENDATION, COMMENT]


def save_draft(assignment: Assignment, *, by: User, base: int, values: Mapping[str, Any]) -> Kept:
    """Keep some fields of a draft: `flags` is a list, all others text. `base` is the version the page was filled from.

    What does not belong to the scorecard is left out. A checkout is prolonged by it. Raises ScoringRefused.
    """
    with transaction.atomic():
        found = (
            Assignment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("round__scorecard_version", "entry", "reader")
            .get(pk=assignment.pk)
        )
        if found.finished_at is not None:
            raise ScoringRefused(SENT)
        check_can_score(found, by=by)
        card = read_card(found.round.scorecard_version.document)
        draft, conflicts = merge(found.draft, card, base=base, values=values)
        now = clock.now()
        found.draft, found.draft_saved_at, found.skipped_at = draft, now, None
        found.begun_at = found.begun_at or now
        found.save(update_fields=["draft", "draft_saved_at", "skipped_at", "begun_at"])
        if found.held_until is not None:
            claiming.renew(found)
    newer = {name: draft["values"][name] for name, at in draft["at"].items() if at > base and name not in values}
    return Kept(draft["version"], now, draft["values"], conflicts, newer)


def merge(
    draft: Mapping[str, Any], card: Card, *, base: int, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The draft with the values written in, and field -> what stands there of those that are not, because it is newer.

    Raises ScoringRefused where a text is too long.
    """
    version = int(draft.get("version", 0)) + 1
    kept, written = dict(draft.get("values", {})), dict(draft.get("at", {}))
    conflicts: dict[str, Any] = {}
    for name in fields_of(card):
        if name not in values:
            continue
        value = _fitting(name, values[name])
        if kept.get(name, [] if name == FLAGS else "") == value:
            continue
        if written.get(name, 0) > base:
            conflicts[name] = kept[name]
            continue
        kept[name], written[name] = value, version
    return {"version": version, "values": kept, "at": written}, conflicts


def _fitting(name: str, value: Any) -> Any:
    if name == FLAGS:
        return sorted({str(each)[:40] for each in value})
    text = str(value).replace("\x00", "").replace("\r\n", "\n")
    longest = LONGEST_NOTE if name.startswith(NOTE) else LONGEST_COMMENT if name == COMMENT else 1
    if len(text) > longest:
        raise ScoringRefused(f"Keep it under {longest} characters.", {name: f"Keep it under {longest} characters."})
    return text


def skip(assignment: Assignment, *, by: User) -> None:
    """Put one off: it comes again when all others are read. Raises ScoringRefused."""
    check_can_score(assignment, by=by)
    Assignment.objects.filter(Assignment.OPEN, pk=assignment.pk).update(skipped_at=clock.now())
