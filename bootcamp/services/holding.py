"""Whoever writes of one person one after the other."""

from bootcamp.models import Enrolment


def held(enrolment_id: int) -> Enrolment:
    """The person's row, with their account at hand, locked until the transaction ends."""
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application__applicant")
        .get(pk=enrolment_id)
    )
