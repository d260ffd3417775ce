"""Private notes as their author reads them: the only place that opens them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.views.decorators.debug import sensitive_variables

from careerpath.accounts.models import User
from mentorship.models import MentoringSession, SealedNote
from mentorship.sealing import NoNoteKeys, NoteUnreadable, unseal


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note, or why it does not open. The text is not in its repr: that ends in logs."""

    text: str = field(repr=False)
    problem: str = ""


@sensitive_variables()
def notes_of(sessions: Sequence[MentoringSession], *, author: User) -> dict[int, OwnNote]:
    """Session id -> the private note that this author wrote; one query. A note that does not open says so and harms no other."""
    mine = SealedNote.objects.filter(session__in=[one.pk for one in sessions], author=author.pk)
    found = {}
    for session, sealed in mine.values_list("session_id", "sealed"):
        try:
            found[session] = OwnNote(unseal(sealed, author=author.pk, session=session))
        except (NoNoteKeys, NoteUnreadable) as reason:
            found[session] = OwnNote("", str(reason))
    return found


def how_many(author_id: int) -> int:
    """How many private notes somebody keeps."""
    return SealedNote.objects.filter(author=author_id).count()
