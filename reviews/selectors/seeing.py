"""Who of the staff may see what readers of a round wrote: whoever reads in it themselves waits, as its rule says."""

from collections.abc import Collection, Iterable

from careerpath.accounts.models import User
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound


def waits_for(viewer: User, entries: Collection[int]) -> set[int]:
    """The entries of rounds whose other scoresheets this person must not see yet, because they read there too; one query.

    `never`: until the round closes. `after`: until their own is sent. Readers are mostly not staff, but a recruiter may read in a
    round that is not blind, and these pages must not tell what the reading page does not.
    """
    if not entries:
        return set()
    mine = Assignment.objects.filter(entry__in=entries, reader__user=viewer, ended_at__isnull=True)
    found = mine.exclude(round__others=ReviewRound.Others.ALWAYS).filter(round__status=RoundStatus.OPEN)
    return {
        entry
        for entry, others, finished in found.values_list("entry", "round__others", "finished_at")
        if others == ReviewRound.Others.NEVER or finished is None
    }


def reads_in(viewer: User, rounds: Iterable[ReviewRound]) -> set[int]:
    """The rounds that are open, hide reviews from each other, and in which this person reads; one query."""
    hiding = [
        each.pk for each in rounds if each.status == RoundStatus.OPEN and each.others != ReviewRound.Others.ALWAYS
    ]
    if not hiding:
        return set()
    mine = ReviewRound.objects.filter(pk__in=hiding, readers__user=viewer, readers__left_at__isnull=True)
    return set(mine.values_list("pk", flat=True))
