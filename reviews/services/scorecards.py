"""Making scorecards: a draft is changed as often as one likes, a version that a round has used never again."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.models import Scorecard, ScorecardVersion
from reviews.scorecard import BadScorecard, read_card, to_document
from reviews.shipped import SHIPPED


class ScorecardRefused(ValueError):
    """A change to a scorecard that cannot be made; the message says why, in words."""


def document_digest(document: Mapping[str, Any]) -> str:
    """A short name for exactly this document."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@transaction.atomic
def shipped_scorecard(use: str, *, by: User | None = None) -> ScorecardVersion:
    """The newest version of the scorecard that comes with the programme for this use (`Scorecard.Use`); made where it is not there.

    KeyError for a use that there is not.
    """
    shipped = SHIPPED[use]
    card, _ = Scorecard.objects.get_or_create(
        slug=shipped["slug"],
        defaults={"name": shipped["name"], "description": shipped["description"], "use": use},
    )
    newest = card.versions.order_by("-number").first()
    if newest is not None:
        return newest
    version, _ = ScorecardVersion.objects.get_or_create(
        scorecard=card,
        number=1,
        defaults={"document": shipped["document"], "note": "Comes with the programme.", "created_by": by},
    )
    return version


@transaction.atomic
def make_scorecard(
    *, name: str, use: str, description: str = "", copied_from: ScorecardVersion | None = None, by: User
) -> ScorecardVersion:
    """A new scorecard with its first version: a copy, or of the one that comes with the programme.

    Raises ScorecardRefused where there is one of that name.
    """
    name = name.strip()
    if not (slug := slugify(name)[:50]):
        raise ScorecardRefused("Give it a name with letters or digits.")
    if copied_from is not None and copied_from.scorecard.use != use:
        raise ScorecardRefused(
            "A scorecard for interviews holds questions, one for reading does not: copy one of its own kind."
        )
    card, made = Scorecard.objects.get_or_create(
        slug=slug, defaults={"name": name, "use": use, "description": description.strip()}
    )
    if not made:
        raise ScorecardRefused(
            f"There is a scorecard “{card.name}” already. Choose another name, or make a version of that one."
        )
    document = copied_from.document if copied_from else SHIPPED[use]["document"]
    note = f"Copied from {copied_from}."[:300] if copied_from else "Begun from the one that comes with the programme."
    return ScorecardVersion.objects.create(scorecard=card, number=1, document=document, note=note, created_by=by)


@transaction.atomic
def new_version(version: ScorecardVersion, *, by: User) -> ScorecardVersion:
    """The next version of a scorecard, a copy of this one. Asked for twice at once, both get the same draft."""
    card = Scorecard.objects.select_for_update(no_key=True).get(pk=version.scorecard_id)
    newest = card.versions.order_by("-number").first()
    if newest and newest.pk != version.pk and newest.frozen_at is None and newest.document == version.document:
        return newest
    return ScorecardVersion.objects.create(
        scorecard=card, number=(newest.number if newest else 0) + 1, document=version.document, created_by=by
    )


def check_can_change(version: ScorecardVersion) -> None:
    """Raise ScorecardRefused where a version does not change any more."""
    if version.frozen_at is not None:
        raise ScorecardRefused(
            f"A round was opened with {version}, so it does not change any more. Make the next version of it."
        )


@transaction.atomic
def save_version(
    version: ScorecardVersion, *, document: Mapping[str, Any], note: str = "", by: User, base: str = ""
) -> ScorecardVersion:
    """Keep what a draft says now.

    `base` is the digest of the document that the page was made from. Raises BadScorecard for a document that is no scorecard, and
    ScorecardRefused where a round has used the version or somebody else kept another text meanwhile.
    """
    clean = to_document(read_card(document))
    locked = ScorecardVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("scorecard")
    version = locked.get(pk=version.pk)
    check_can_change(version)
    if base and base != document_digest(version.document) and version.document != clean:
        raise ScorecardRefused(
            "Somebody else has saved this version since you opened it. Save once more to replace theirs with yours."
        )
    version.document, version.note = clean, note.strip()[:300]
    version.created_by = version.created_by or by
    version.save(update_fields=["document", "note", "created_by"])
    return version


@transaction.atomic
def discard_version(version: ScorecardVersion, *, by: User) -> None:
    """Throw a draft away, and its scorecard with the last version. Raises ScorecardRefused for one that a round has or had."""
    locked = ScorecardVersion.objects.select_for_update(of=("self",)).select_related("scorecard")
    found = locked.filter(pk=version.pk).first()
    if found is None:
        return
    check_can_change(found)
    if found.rounds.exists():
        raise ScorecardRefused(f"A round that is being prepared uses {found}. Choose another scorecard there first.")
    found.delete()
    Scorecard.objects.filter(pk=version.scorecard_id, versions__isnull=True).delete()


def freeze(version: ScorecardVersion, *, at: datetime | None = None) -> None:
    """A round is opened with it: from now on it never changes. Raises BadScorecard for a document that is none."""
    read_card(version.document)
    ScorecardVersion.objects.filter(pk=version.pk).update(frozen_at=Coalesce("frozen_at", at or clock.now()))
    version.refresh_from_db(fields=["frozen_at"])


__all__ = [
    "BadScorecard",
    "ScorecardRefused",
    "check_can_change",
    "discard_version",
    "document_digest",
    "freeze",
    "make_scorecard",
    "new_version",
    "save_version",
    "shipped_scorecard",
]
