"""The demo's board: it met after the examination, signed who was ready, and one certificate had to be made anew."""

from datetime import timedelta
from typing import Final

from bootcamp.models import Certificate, Enrolment, Grade, GradeState, Programme
from bootcamp.services.certificates import issue_again, revoke, show_name
from bootcamp.services.examining import examination_of, record_examination
from bootcamp.services.signing_off import record_meeting, sign_off
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.demo.calendar import Dates, at

OTHERS: Final = "Dr. Imani Okafor, clinical informatics\nRafael Ortiz, health system partner"
NOTE: Final = "Everybody who met the rule was signed."


def certify(cohort: Cohort, dates: Dates, *, by: User) -> None:
    """Everybody sits, the board signs who is ready; who failed sits again, and the board meets once more.

    Later one certificate is replaced, and one graduate hides their name.
    """
    instructors = list(User.objects.filter(teachings__cohort=cohort).order_by("pk"))
    assessment = examination_of(cohort.pk)
    assert assessment is not None
    programme = Programme.objects.get(pk=cohort.pk)
    again = dates.bootcamp_ends + timedelta(days=programme.examination_waiting_days)
    given = Grade.objects.filter(assessment=assessment, state=GradeState.GRADED).values_list("enrolment_id", "points")
    first = dict(given)
    needed = assessment.module.pass_mark * assessment.out_of / 100
    failed = {pk: needed + 4 for pk, points in first.items() if points is not None and points < needed}
    board = [by, *instructors[:2]]
    for day, results, meets in (
        (dates.bootcamp_ends, first, dates.bootcamp_ends + timedelta(days=4)),
        (again, failed, again + timedelta(days=2)),
    ):
        if not results:
            continue
        with clock.at(at(day, 16)):
            record_examination(assessment, results, held_on=day, by=instructors[0])
        with clock.at(at(meets, 15)):
            meeting = record_meeting(cohort, held_on=meets, members=board, others=OTHERS, note=NOTE, by=by)
            sign_off(meeting, Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True), by=by)
    issued = list(Certificate.objects.filter(enrolment__cohort=cohort).select_related("enrolment").order_by("pk")[1:3])
    for certificate in issued[:1]:
        with clock.at(at(again + timedelta(days=5), 11)):
            revoke(certificate, because=Certificate.Reason.REPLACED, note="The family name was misspelt.", by=by)
            issue_again(certificate.enrolment, by=by)
    for certificate in issued[1:]:
        show_name(certificate, shows=False)
