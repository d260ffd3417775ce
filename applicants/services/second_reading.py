"""The second reading: of those that a run put below the cut, a drawn share is read by somebody else, who does not know the score.

What is drawn from is the band *below* of a run that sorts: the people whom, on the word of the rubric, nobody else would read. Who
is above or borderline and finds no seat is considered by people anyway. See docs/decisions/0012.
"""

from decimal import Decimal as Number
from typing import Any, Final

from django.db import connection, transaction

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Decision, ScreeningResult, ScreeningRun, SecondReading
from applicants.services.deciding import unstage_all
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move

SHARE: Final = 0.05
"""The least part of those below the cut that is read a second time."""
READERS: Final = (Role.REVIEWER, Role.RECRUITER)
Verdict = SecondReading.Verdict


class ReadingRefused(ValueError):
    """A second reading that cannot be recorded; the message is the reason in words."""


def seed_of(run: ScreeningRun) -> str:
    """The seed that a run draws by: it follows from who was in the run and by which rubric, so nobody can choose it."""
    return run.inputs_digest or f"run {run.pk}"


def draw(run: ScreeningRun, *, seed: str, share: float = SHARE) -> int:
    """Draw at least `share` (rounded up) of those a run put below the cut, by ascending SHA-256 of "seed:public id"; how many.

    Anybody who knows the seed can repeat the draw. Whoever was moved on since the run began is not drawn: somebody looked at them.
    One statement at any size; a second time it draws nobody new. ValueError for a share outside (0, 1] or an empty seed.
    """
    if not 0 < share <= 1 or not seed.strip():
        raise ValueError("Give a share between 0 and 1, and a seed.")
    sql = """
        WITH below AS (
            SELECT application.id, sha256(convert_to(%(seed)s || ':' || application.public_id::text, 'UTF8')) AS lot
              FROM applicants_screeningresult AS result
              JOIN applicants_application AS application ON application.id = result.application_id
             WHERE result.cohort_id = %(cohort)s AND result.run_id = %(run)s AND result.band = %(band)s
               AND application.status = %(screened)s
               AND NOT EXISTS (SELECT FROM applicants_secondreading AS drawn WHERE drawn.run_id = %(run)s)
        )
        INSERT INTO applicants_secondreading (run_id, application_id, seed, drawn_at, verdict, comment)
        SELECT %(run)s, id, %(seed)s, %(at)s, '', '' FROM below ORDER BY lot
         LIMIT (SELECT ceil(count(*) * %(share)s)::bigint FROM below)
            ON CONFLICT DO NOTHING
    """
    values: dict[str, Any] = {
        "seed": seed.strip(),
        "cohort": run.cohort_id,
        "run": run.pk,
        "band": ScreeningResult.Band.BELOW.value,
        "screened": ApplicationStatus.SCREENED.value,
        "at": clock.now(),
        "share": Number(str(share)),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def check_can_answer(reading: SecondReading, *, by: User) -> None:
    """Raise ReadingRefused where this person may not give the second reading, or it has been given."""
    if not has_role(by, *READERS):
        raise ReadingRefused(f"Second readings are for: {', '.join(READERS)}.")
    if reading.run.applied_by_id == by.pk:
        raise ReadingRefused("You let this run sort, so somebody else gives the second reading.")
    if reading.application.applicant.user_id == by.pk:
        raise ReadingRefused("This is your own application. Somebody else reads it.")
    if reading.read_at is not None:
        raise ReadingRefused("Somebody gave this second reading a moment ago.")


@transaction.atomic
def answer_second_reading(reading: SecondReading, *, by: User, verdict: str, comment: str) -> SecondReading:
    """Record what the second person found. Raises ReadingRefused.

    Overturned, the application goes to review with the reason, and a refusal that is pending for it is dropped.
    """
    locked = (
        SecondReading.objects.select_for_update(no_key=True, of=("self",))
        .select_related("run", "application__applicant")
        .get(pk=reading.pk)
    )
    check_can_answer(locked, by=by)
    if verdict not in Verdict.values:
        raise ReadingRefused("Say what you found: the sorting stands, or it belongs among those considered.")
    if not comment.strip():
        raise ReadingRefused("Write why: a sentence is enough.")
    locked.reader, locked.verdict, locked.comment, locked.read_at = by, verdict, comment.strip(), clock.now()
    locked.save(update_fields=["reader", "verdict", "comment", "read_at"])
    if verdict == Verdict.OVERTURNED:
        application = locked.application
        unstage_all(application.decisions.filter(kind=Decision.Kind.REJECTED), by=by)
        if APPLICATION.is_legal(application.status, ApplicationStatus.IN_REVIEW):
            move(application, to=ApplicationStatus.IN_REVIEW, by=by, reason=f"Second reading: {locked.comment}")
    return locked
