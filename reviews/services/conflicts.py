"""Who may not read whom: one's own application, people one knows, and one's own university's people (`selectors.apart`).

Four things keep a pair apart by themselves: the application is the reader's own (by account, or by the address they sign in with);
somebody wrote down that they know each other; the reader is an active contact of the university that sent the person; in a blind
round, the reader interviews the person and so has their name. A shared e-mail domain of an organisation is only a warning: staff
may turn it into a conflict.
"""

from typing import Final

from applicants.models import Applicant
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.models import ReaderConflict

LONGEST: Final = 300


def declare(reader_user: User, applicant: Applicant, *, why: str, by: User) -> ReaderConflict:
    """Keep on record that somebody knows a person: they are never given them, in any round. A second time changes nothing.

    What they have been given already stays theirs: `keeping_apart.write_down` gives it to others too.
    """
    found, _ = ReaderConflict.objects.get_or_create(
        reader=reader_user,
        applicant=applicant.merged_into or applicant,
        defaults={"why": why.strip()[:LONGEST], "by": by, "at": clock.now()},
    )
    return found
