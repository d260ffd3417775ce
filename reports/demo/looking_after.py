"""Early warning in the demo: worked out as the worker does, some people taken on, one contact overdue, one plan, one rest."""

from datetime import timedelta

from bootcamp.models import Enrolment
from bootcamp.selectors.warnings import learning, own_section, with_support
from bootcamp.services.following_up import open_follow_up, snooze
from bootcamp.services.supporting import finish_step, open_plan, write_note
from bootcamp.services.warning import look_again
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

AGREED = (
    "We call each Monday at 12:15, fifteen minutes. Until the end of the module the bus times decide: the afternoon sessions are "
    "watched as a recording the same evening, and the questions come by mail before nine."
)


def look_after(cohort: Cohort, enrolments: list[Enrolment], *, by: User) -> None:
    """Work out early warning of a class; in one that is still learning people look after the first it names."""
    look_again([one.pk for one in enrolments])
    now = clock.now()
    today = now.astimezone(cohort.tz).date()
    if today > cohort.bootcamp_ends:
        return
    section = own_section(by, cohort)
    people = [one for one in learning(cohort) if section in (None, one.section_id)]
    named = [row for row in with_support(people, today) if row.reasons]
    if len(named) > 1:
        with clock.at(now - timedelta(days=6)):
            plan = open_plan(
                named[1].enrolment,
                agreed=AGREED,
                review_on=today + timedelta(days=4),
                is_shared=True,
                by=by,
                steps=[
                    ("Ask the programme office about a travel card", today - timedelta(days=3)),
                    ("Watch the recordings of the two afternoons", today + timedelta(days=2)),
                ],
            )
        with clock.at(now - timedelta(days=2)):
            finish_step(plan, plan.steps.values_list("pk", flat=True)[0], done=True, by=by)
            write_note(plan, text="Called at noon. The travel card has come; sounds relieved.", by=by)
    if len(named) > 2:
        why = [reason["reason"] for reason in named[2].reasons]
        open_follow_up(named[2].enrolment, by=by, contact_by=today - timedelta(days=1), reasons="\n".join(why))
    if len(named) > 3:
        snooze(
            named[3].enrolment, until=today + timedelta(days=5), reason="Away for a wedding, agreed beforehand.", by=by
        )
