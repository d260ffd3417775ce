"""From a reading to interviews: a round of interviews of those whom a reading marked best, prepared and not opened."""

from django.db import transaction

from careerpath.accounts.models import User
from reviews.models import ReviewRound
from reviews.selectors.rounds import could_be_interviewed
from reviews.services.entering import insert_entries
from reviews.services.rounds import RoundRefused, make_round


@transaction.atomic
def prepare_interviews(reading: ReviewRound, *, number: int, by: User) -> ReviewRound:
    """A round of interviews of the `number` best of a reading by the adjusted mark; who ties with the last is in it too.

    Nobody moves and nobody is told before it opens. Raises RoundRefused where the reading has nobody to ask.
    """
    if reading.kind != ReviewRound.Kind.READING:
        raise RoundRefused("It is a round of interviews already.")
    marks = [(each.application_id, each.mark) for each in could_be_interviewed(reading)]  # type: ignore[attr-defined]  # annotated
    if number < 1 or not marks:
        raise RoundRefused("Nobody in it has a mark and waits for a decision.")
    last = marks[min(number, len(marks)) - 1][1]
    chosen = [application for application, mark in marks if mark >= last]
    round = make_round(reading.cohort, name=_name(reading), by=by, kind=ReviewRound.Kind.INTERVIEW)
    insert_entries(round, chosen)
    round.filter_words = f"The best {len(chosen):,} of “{reading.name}” by the adjusted mark"
    round.save(update_fields=["filter_words"])
    return round


def _name(reading: ReviewRound) -> str:
    """A name that the class has not given yet."""
    name = f"Interviews after {reading.name}"[:90]
    taken = ReviewRound.objects.filter(cohort=reading.cohort_id, name__startswith=name).count()
    return f"{name}, {taken + 1}" if taken else name
