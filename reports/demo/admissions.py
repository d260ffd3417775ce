"""The demo's first half: apply, screen, read, decide, accept. Through the services, at the times that the story tells."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.db.models import F
from django.utils.text import slugify

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, BulkOperation, Decision, ScreeningResult, ScreeningRun
from applicants.services import operations
from applicants.services.intake import Entry, take_in
from applicants.services.releasing import accept_offer, decline_offer, release
from applicants.services.screening import apply_run, default_rubric, finish_run_if_done, score_batch, start_run
from applicants.services.signing import sign_off
from applicants.services.waitlist import promote_waitlist
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort, University
from cohorts.services import default_question_set, make_referral_link
from reports.demo.accounts import give_accounts, user_of
from reports.demo.calendar import ZONE, Dates, at
from reports.demo.people import Person, invent
from reports.services.self_identification import record_many

Band = ScreeningResult.Band
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

SUMMARY = (
    "Six weeks of boot camp, last-mile technical training, a placement at a health system and a mentor who stays. "
    "You need drive, not experience."
)
SIGNED = "Looked at every stage and at both ends, with the counts behind each ratio."
TURNED_DOWN = (
    "There were many more applications to {cohort} than seats. Others showed more of what this class is chosen by; what we found "
    "least of in yours: {main_reasons}."
)


def make_universities() -> list[University]:
    """Five invented partners."""
    cities = {
        "Lakeshore State University": "Lakeshore",
        "Halden College": "Halden",
        "Mesa Alta Institute of Technology": "Mesa Alta",
        "Northfield Metropolitan University": "Northfield",
        "Bayou City College": "Bayou City",
    }
    return [University.objects.create(name=name, slug=slugify(name)[:50], city=city) for name, city in cities.items()]


def make_cohort(dates: Dates, *, capacity: int, universities: list[University], by: User) -> Cohort:
    """A cohort with its referral links."""
    cohort = Cohort(
        name=dates.name,
        slug=slugify(dates.name),
        summary=SUMMARY,
        opens_at=at(dates.opens, 9),
        closes_at=at(dates.closes, 23, 59, 59),
        decisions_by=dates.closes + timedelta(days=35),
        bootcamp_starts=dates.bootcamp_starts,
        bootcamp_ends=dates.bootcamp_ends,
        capacity=capacity,
        time_zone=ZONE.key,
        question_set=default_question_set(),
    )
    cohort.full_clean()
    cohort.save()
    for university in universities:
        make_referral_link(cohort=cohort, university=university, by=by)
    return cohort


def people_for(cohort: Cohort, count: int, *, seed: int, universities: list[University]) -> list[Person]:
    """So many invented people, in the order in which they apply, from the opening until the close, or until now."""
    closes_at = min(cohort.closes_at, clock.now())
    return list(
        invent(
            count,
            seed=seed,
            opens_at=cohort.opens_at,
            closes_at=closes_at,
            universities=len(universities),
            tag=cohort.slug,
        )
    )


def apply(cohort: Cohort, people: list[Person], *, universities: list[University], tell: Progress) -> None:
    """They apply and, most of them, answer the voluntary questions. Nobody's answers to those reach the application."""
    step = 500
    for start in range(0, len(people), step):
        chunk = people[start : start + step]
        applications = take_in(cohort=cohort, entries=[_entry(one, universities) for one in chunk], by=None)
        give_accounts(applications)
        record_many(
            (application, one.self_identification)
            for application, one in zip(applications, chunk, strict=True)
            if one.self_identification is not None
        )
        tell(f"{cohort}: applications", start + len(chunk), len(people))


def _entry(person: Person, universities: list[University]) -> Entry:
    return Entry(
        name=person.name,
        email=person.email,
        phone=person.phone,
        answers=person.answers,
        started_at=person.started_at,
        submitted_at=person.submitted_at,
        university=None if person.university is None else universities[person.university],
    )


def screen(cohort: Cohort, *, by: User, tell: Progress) -> ScreeningRun:
    """Score everybody submitted and let the run sort them. The batches are worked here: the story cannot wait for a worker."""
    began = clock.now()
    run = start_run(cohort=cohort, rubric_version=default_rubric(), by=by)
    batches = list(run.batches.order_by("number").values_list("pk", flat=True))
    for done, batch in enumerate(batches, start=1):
        score_batch(batch)
        tell(f"{cohort}: screening", done, len(batches))
    finish_run_if_done(run.pk)
    run.refresh_from_db()
    since = began - run.created_at  # it took the seconds it took, on the day that is told
    ScreeningRun.objects.filter(pk=run.pk).update(
        created_at=F("created_at") + since, finished_at=F("finished_at") + since
    )
    run.refresh_from_db()
    with clock.at(run.finished_at or began):
        apply_run(run, by=by)
    return run


def decide(
    cohort: Cohort, run: ScreeningRun, dates: Dates, *, seed: int, by: User, signer: User, tell: Progress
) -> None:
    """The places of the board are staged: turn down the others, sign for it, release, accept.

    A few decline, and their seats go to the next on the waitlist until the class is full."""
    rng = random.Random(f"decide:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    with clock.at(dates.after_close(28)):
        _turn_down(cohort, run, by=by)
        sign_off(cohort, by=signer, note=SIGNED)
        release(cohort, by=by)
    offered = list(
        Application.objects.filter(cohort=cohort, status=ApplicationStatus.OFFERED)
        .select_related("applicant__user")
        .order_by("pk")
    )
    for done, application in enumerate(offered, start=1):
        with clock.at(dates.after_close(rng.randint(30, 36), rng.randint(8, 21))):  # told on day 29, answered in time
            if rng.random() < 0.06:
                decline_offer(application, by=user_of(application), reason="Took another offer.")
            else:
                accept_offer(application, by=user_of(application))
        if done % 10 == 0 or done == len(offered):
            tell(f"{cohort}: offers answered", done, len(offered))
    _fill_from_waitlist(cohort, dates)


def _turn_down(cohort: Cohort, run: ScreeningRun, *, by: User) -> None:
    """Everybody else gets an answer too, each with their own main reasons: a bulk operation, worked here as the worker would."""
    decided = Decision.objects.filter(Decision.PENDING, cohort=cohort).values("application")
    others = Application.objects.filter(
        cohort=cohort, status__in=[ApplicationStatus.SCREENED, ApplicationStatus.IN_REVIEW]
    ).exclude(pk__in=decided)
    operation = operations.prepare(
        kind=BulkOperation.Kind.STAGE,
        cohort=cohort,
        by=by,
        queryset=others,
        params={"decision": Decision.Kind.REJECTED.value, "reason": TURNED_DOWN, "run": run.pk},
        filter_words="Screened or in review, without a pending decision",
    )
    operations.confirm(operation, by=by, typed=operation.total)
    for chunk in operation.chunks.order_by("number").values_list("pk", flat=True):
        operations.work_chunk(chunk)
    told = clock.now()  # an operation says when it really ran; this one ran on the day that is told
    BulkOperation.objects.filter(pk=operation.pk).update(created_at=told, confirmed_at=told, finished_at=told)


def _fill_from_waitlist(cohort: Cohort, dates: Dates) -> None:
    """Seats that were declined went by themselves to the next on the waitlist, who accept."""
    with clock.at(dates.after_close(38)):
        made = promote_waitlist(cohort)
    offered = Application.objects.filter(decisions__release__in=made).select_related("applicant__user", "cohort")
    with clock.at(dates.after_close(40)):
        for application in offered:
            accept_offer(application, by=user_of(application))
