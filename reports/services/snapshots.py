"""Freezing a report, signing for it, and taking it back."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.models import Publication, Snapshot
from reports.rules import RuleSet
from reports.tables import Report, from_json, to_json

REPORTERS = (Role.MANAGER, Role.COMPLIANCE)


class SnapshotRefused(ValueError):
    """What somebody may not do to a snapshot, or not now; the message is the reason in words."""


def check_can_freeze(*, by: User) -> None:
    """Raise SnapshotRefused where this person may not freeze reports."""
    if not has_role(by, *REPORTERS):
        raise SnapshotRefused("Only a programme manager or a compliance officer freezes a report.")


def can_freeze(*, by: User) -> bool:
    """Whether this person may freeze reports."""
    return allowed(check_can_freeze, by=by)


def freeze(cohort: Cohort, *, name: str, rules: RuleSet, report: Report, inputs_digest: str, by: User) -> Snapshot:
    """Keep a report as it stands. The same figures by the same rules get the same payload digest. Raises SnapshotRefused."""
    check_can_freeze(by=by)
    if not (name := name.strip()):
        raise SnapshotRefused("Give the snapshot a name, so that it can be found and spoken of.")
    if (report.rules, report.minimum) != (rules.key, rules.minimum):
        raise SnapshotRefused("This report was made by other rules than those it is to be frozen under.")
    payload = canonical(to_json(report))
    if from_json(payload) != report:
        raise SnapshotRefused("This report does not read back as it was written, so it cannot be frozen.")
    try:
        with transaction.atomic():
            return Snapshot.objects.create(
                cohort=cohort, name=name, as_of=datetime.fromisoformat(report.as_of), rules=rules.key, minimum=rules.minimum,
                inputs_digest=inputs_digest, payload=payload, payload_digest=digest(payload), frozen_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        if "snapshot_name_once" not in str(error):
            raise
        raise SnapshotRefused(
            f"A snapshot of {cohort} is called “{name}” already. Give this one another name."
        ) from error


def canonical(payload: Any) -> Any:
    """The payload as the database gives it back: floats without a negative zero, keys in order."""
    if isinstance(payload, Mapping):
        return {key: canonical(payload[key]) for key in sorted(payload)}
    if isinstance(payload, list | tuple):
        return [canonical(one) for one in payload]
    return payload + 0.0 if isinstance(payload, float) else payload


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a report without the moment it was made at (that is kept, and frozen, beside it)."""
    content = canonical({key: value for key, value in payload.items() if key != "as_of"})
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the payload still has the digest that was frozen with it."""
    return digest(snapshot.payload) == snapshot.payload_digest


def check_can_sign(snapshot: Snapshot, *, by: User) -> None:
    """Raise SnapshotRefused where this person may not sign for the snapshot."""
    if not has_role(by, Role.COMPLIANCE):
        raise SnapshotRefused(f"Only the role “{Role.COMPLIANCE}” signs for a snapshot.")
    if snapshot.is_withdrawn:
        raise SnapshotRefused("This snapshot was withdrawn. Freeze the report again and sign for that one.")
    if snapshot.is_signed:
        raise SnapshotRefused("This snapshot is signed already.")
    if snapshot.frozen_by_id == by.pk:
        raise SnapshotRefused("You froze this report. Somebody else of the role has to sign for it.")


def can_sign(snapshot: Snapshot, *, by: User) -> bool:
    """Whether this person may sign for the snapshot now."""
    return allowed(check_can_sign, snapshot, by=by)


@transaction.atomic
def sign_off(snapshot: Snapshot, *, by: User, note: str) -> Snapshot:
    """Record that this person of the compliance role read the snapshot, and what they considered. Raises SnapshotRefused."""
    locked = lock(snapshot)
    check_can_sign(locked, by=by)
    if not is_intact(locked):
        raise SnapshotRefused(
            "The figures no longer match the digest they were frozen with. Do not sign; tell the operators."
        )
    locked.signed_by, locked.signed_at, locked.sign_note = by, clock.now(), _words(note, "Write what you considered")
    locked.save(update_fields=["signed_by", "signed_at", "sign_note"])
    return locked


def check_can_withdraw(snapshot: Snapshot, *, by: User) -> None:
    """Raise SnapshotRefused where this person may not take the snapshot back."""
    check_can_freeze(by=by)
    if snapshot.is_withdrawn:
        raise SnapshotRefused("This snapshot was withdrawn already.")


def can_withdraw(snapshot: Snapshot, *, by: User) -> bool:
    """Whether this person may take the snapshot back now."""
    return allowed(check_can_withdraw, snapshot, by=by)


@transaction.atomic
def withdraw(snapshot: Snapshot, *, by: User, why: str) -> Snapshot:
    """Take a snapshot back. It stays to be read, with the reason on it; where it was public it is so no longer."""
    locked = lock(snapshot)
    check_can_withdraw(locked, by=by)
    locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_why = by, clock.now(), _words(why, "Say why")
    locked.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    Publication.objects.filter(snapshot=locked, ended_at__isnull=True).update(ended_by=by, ended_at=clock.now())
    return locked


def lock(snapshot: Snapshot) -> Snapshot:
    """The snapshot, locked until the transaction ends."""
    return Snapshot.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort").get(pk=snapshot.pk)


def _words(text: str, ask: str) -> str:
    if not (words := text.strip()):
        raise SnapshotRefused(f"{ask}: a sentence is enough, and it stays on record.")
    return words


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Whether a check lets somebody through."""
    try:
        check(*args, **kwargs)
    except SnapshotRefused:
        return False
    return True
