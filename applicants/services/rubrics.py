"""Making rubrics: a draft is changed as often as one likes, a version that a run has used never again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import slugify

from applicants.models import Rubric, RubricVersion
from applicants.screening.document import EMPTY, from_document
from applicants.screening.rubric import RubricError
from applicants.selectors.previewing import stale_in
from applicants.services.bell import ring
from applicants.services.facts import AT_ONCE, make_facts
from careerpath.accounts.models import User
from cohorts.models import Cohort

FACTS_TASK: Final = "applicants.tasks.make_facts"
MADE_WHILE_WAITING: Final = 500
"""So many missing facts are made while the page loads; more are made by the workers."""


class RubricRefused(ValueError):
    """A change to a rubric that cannot be made; the message says why, in words."""


class RubricChanged(RubricRefused):
    """Somebody else kept another text of this version since the page was opened."""


def document_digest(document: Mapping[str, Any]) -> str:
    """A short name for exactly this document."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@transaction.atomic
def make_rubric(
    *, name: str, description: str = "", copied_from: RubricVersion | None = None, by: User
) -> RubricVersion:
    """A new rubric with its first version, empty or copied. Raises RubricRefused where there is one of that name."""
    name = name.strip()
    if not (slug := slugify(name)[:50]):
        raise RubricRefused("Give it a name with letters or digits.")
    rubric, made = Rubric.objects.get_or_create(slug=slug, defaults={"name": name, "description": description.strip()})
    if not made:
        raise RubricRefused(f"There is a rubric “{rubric.name}” already. Choose another name, or make a version of it.")
    document = copied_from.document if copied_from else EMPTY
    note = f"Copied from {copied_from}." if copied_from else ""
    return RubricVersion.objects.create(rubric=rubric, number=1, document=document, note=note, created_by=by)


@transaction.atomic
def new_version(version: RubricVersion, *, by: User) -> RubricVersion:
    """The next version of a rubric, a copy of this one. Asked for twice at once, both get the same draft."""
    rubric = Rubric.objects.select_for_update(no_key=True).get(pk=version.rubric_id)
    newest = RubricVersion.objects.filter(rubric=rubric).order_by("-number").first()
    if newest and newest.pk != version.pk and newest.frozen_at is None and newest.document == version.document:
        return newest
    last = RubricVersion.objects.filter(rubric=rubric).aggregate(last=Max("number"))["last"] or 0
    return RubricVersion.objects.create(rubric=rubric, number=last + 1, document=version.document, created_by=by)


@transaction.atomic
def save_draft(
    version: RubricVersion, *, document: Mapping[str, Any], note: str, by: User, base: str = ""
) -> RubricVersion:
    """Keep a draft as it is, with whatever problems it has.

    `base` is the digest of the document that the page was made from. Raises RubricRefused where a run has used the version or the
    document is none, and RubricChanged where somebody kept another text meanwhile.
    """
    try:
        from_document(document)
    except RubricError as error:
        raise RubricRefused(str(error)) from None
    locked = RubricVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    check_can_change(locked)
    if base and base != document_digest(locked.document) and locked.document != document:
        raise RubricChanged(
            "Somebody else has saved this version since you opened it. Save once more to replace theirs with yours."
        )
    locked.document, locked.note = dict(document), note.strip()[:300]
    locked.created_by = locked.created_by or by
    locked.save(update_fields=["document", "note", "created_by"])
    return locked


def check_can_change(version: RubricVersion) -> None:
    """Raise RubricRefused where a version does not change any more."""
    if version.frozen_at is not None:
        raise RubricRefused(f"A run has used {version}, so it does not change any more. Make the next version of it.")


def can_change(version: RubricVersion) -> bool:
    """Whether a version is still a draft."""
    return version.frozen_at is None


@transaction.atomic
def discard_draft(version: RubricVersion, *, by: User) -> None:
    """Throw a draft away, and its rubric with the last version. Raises RubricRefused for a version that a run has used."""
    locked = RubricVersion.objects.select_for_update(no_key=True).filter(pk=version.pk).first()
    if locked is None:
        return
    check_can_change(locked)
    locked.delete()
    Rubric.objects.filter(pk=version.rubric_id, versions__isnull=True).delete()


def make_missing_facts(cohort: Cohort, digests: Mapping[int, str]) -> int:
    """Make the facts that a preview of this cohort lacks; returns how many are still to come.

    Some are made at once; of more the workers are told after commit, who make them within seconds.
    """
    ids = stale_in(cohort, digests)
    if len(ids) <= MADE_WHILE_WAITING:
        make_facts(ids)
        return 0
    chunks: list[Sequence[Any]] = [[ids[start : start + AT_ONCE]] for start in range(0, len(ids), AT_ONCE)]
    transaction.on_commit(partial(ring, FACTS_TASK, chunks), using=connection.alias)
    return len(ids)
