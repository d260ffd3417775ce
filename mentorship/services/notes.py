"""Private notes: sealed before they reach the database (`mentorship.sealing`), and sealed anew when the key changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from careerpath.accounts.models import User
from mentorship.models import MentoringSession, SealedNote
from mentorship.sealing import NoteUnreadable, mark_now, seal, unseal

LONGEST: Final = 5000
BATCH: Final = 500


@sensitive_variables()
def write_notes(notes: Sequence[tuple[MentoringSession, str]], *, author: User) -> int:
    """Keep somebody's notes about new sessions; blank ones are none. How many were kept; one insert. Raises NoNoteKeys."""
    kept = [(session, text) for session, text in notes if text.strip()]
    if not kept:
        return 0
    mark = mark_now()
    SealedNote.objects.bulk_create(
        [
            SealedNote(
                session=session,
                author=author,
                sealed=seal(text, author=author.pk, session=session.pk),
                sealed_with=mark,
            )
            for session, text in kept
        ]
    )
    return len(kept)


@sensitive_variables()
def rewrite_note(session: MentoringSession, text: str, *, author: User) -> None:
    """Replace somebody's note about a session; blank takes it away. What stood there before is kept nowhere. Raises NoNoteKeys."""
    if not text.strip():
        SealedNote.objects.filter(session=session, author=author).delete()
        return
    sealed = seal(text, author=author.pk, session=session.pk)
    SealedNote.objects.update_or_create(
        session=session, author=author, defaults={"sealed": sealed, "sealed_with": mark_now()}
    )


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: notes sealed anew, and notes that no key of this site opens (they stay as they are)."""

    done: int = 0
    unreadable: int = 0


def rotate(*, batch: int = BATCH) -> Rotated:
    """Seal with the first key what another one sealed, so many in a transaction. Stopped at any time it goes on where it stood.

    Raises NoNoteKeys.
    """
    mark, done = mark_now(), 0
    while True:
        # Once more after each pass that found something: a web process that was not restarted yet seals with the key it knows,
        # also a note that this one has passed already.
        passed = _rotate_once(mark, batch)
        done += passed.done
        if not passed.done:
            return Rotated(done, passed.unreadable)


def _rotate_once(mark: str, batch: int) -> Rotated:
    after, done, unreadable = 0, 0, 0
    while True:
        with transaction.atomic():
            others = SealedNote.objects.exclude(sealed_with=mark).filter(pk__gt=after).order_by("pk")
            rows = list(others.select_for_update(no_key=True)[:batch])
            opened = [row for row in rows if _seal_again(row, mark)]
            SealedNote.objects.bulk_update(opened, ["sealed", "sealed_with"])
        if not rows:
            return Rotated(done, unreadable)
        after = rows[-1].pk
        done += len(opened)
        unreadable += len(rows) - len(opened)


@sensitive_variables()
def _seal_again(row: SealedNote, mark: str) -> bool:
    try:
        text = unseal(row.sealed, author=row.author_id, session=row.session_id)
    except NoteUnreadable:
        return False
    row.sealed = seal(text, author=row.author_id, session=row.session_id)
    row.sealed_with = mark
    return True
