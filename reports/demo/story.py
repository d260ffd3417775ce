"""The whole demo, told in order. Deterministic for a day and a seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from faker import Faker

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.services.applying import save_answers, save_details, start_application
from applicants.services.outbox import tell_as_sent
from bootcamp.services.setting_up_last_mile import set_up_last_mile
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort, University
from reports.demo import (
    admissions,
    asking,
    evaluations,
    matched,
    mentoring_work,
    profiles,
    reviews,
    second_looks,
    training,
    working,
)
from reports.demo import mentors as demo_mentors
from reports.demo.accounts import become, make_colleagues, make_demo_people
from reports.demo.admissions import Progress
from reports.demo.calendar import Calendar, Dates
from reports.demo.frozen import freeze_and_publish
from reports.demo.last_mile import last_mile
from reports.demo.partners import let_know, make_partners
from reports.demo.twice import apply_twice, find_them
from reports.services.counting import count_changed


@dataclass(frozen=True)
class Scale:
    """How many apply to the cohort in training; the other two and their classes follow from it."""

    applicants: int

    @property
    def seats(self) -> int:
        """95, or fewer where few apply."""
        return min(95, max(self.applicants // 8, 6))

    @property
    def earlier_applicants(self) -> int:
        """To the cohort that works at clients."""
        return max(self.applicants // 10, 60)

    @property
    def earlier_seats(self) -> int:
        """Of the cohort that works at clients."""
        return min(60, max(self.earlier_applicants // 5, 12))

    @property
    def newest_applicants(self) -> int:
        """To the cohort that is open now, so far."""
        return max(self.applicants // 25, 30)


@dataclass(frozen=True)
class Cast:
    """Who tells the story."""

    people: dict[str, User]
    reviewers: list[User]
    instructors: list[User]
    mentors: list[User]
    contacts: list[User]


def tell(*, applicants: int, seed: int, today: date, progress: Progress) -> None:
    """Make the demo programme: all of it or nothing."""
    with transaction.atomic():
        _tell(Scale(applicants), seed, Calendar.around(today), progress)


def _tell(scale: Scale, seed: int, calendar: Calendar, progress: Progress) -> None:
    rng = random.Random(seed)  # noqa: S311  # a story, not a secret
    cast = _make_cast(seed)
    set_up_last_mile(by=cast.people["manager"])
    universities = admissions.make_universities()
    recruiter = cast.people["recruiter"]
    make_partners(universities, manager=cast.people["manager"], contact=cast.people["partner"], seed=seed)

    def cohort_of(dates: Dates, seats: int) -> Cohort:
        return admissions.make_cohort(dates, capacity=seats, universities=universities, by=recruiter)

    placed = cohort_of(calendar.placed, scale.earlier_seats)
    _admit(placed, calendar.placed, scale.earlier_applicants, universities, cast, seed, rng, progress)
    training.train(
        placed, calendar.placed, instructors=cast.instructors, by=cast.people["manager"], seed=seed, tell=progress
    )
    _graduate_and_place(placed, calendar, cast, seed, rng, progress)

    current = cohort_of(calendar.training, scale.seats)
    _admit(current, calendar.training, scale.applicants, universities, cast, seed, rng, progress)
    become(_one(current, ApplicationStatus.ADMITTED), "learner")
    training.train(
        current,
        calendar.training,
        instructors=cast.instructors[:1],
        by=cast.people["manager"],
        seed=seed,
        tell=progress,
    )

    applicant = become(_sent_by(universities[0], _one(current, ApplicationStatus.WAITLISTED)), "applicant")

    newest = cohort_of(calendar.open, 95)
    _receive(newest, scale.newest_applicants, universities, cast, seed, rng, progress)
    _begin_a_draft(newest, applicant)
    tell_as_sent()
    count_changed()
    let_know(universities, placed, current, newest)
    freeze_and_publish(placed, by=cast.people["manager"], signer=cast.people["compliance"])


def _one(cohort: Cohort, status: str) -> Application:
    """The first application of a cohort with a status, with its person."""
    found = (
        Application.objects.filter(cohort=cohort, status=status)
        .select_related("applicant__user")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise ValueError(f"{cohort} has nobody who is {status}: too few applicants for a story.")
    return found


def _sent_by(university: University, application: Application) -> Application:
    """The same application, as if this university had sent it: the demo's applicant is asked whether it may be told."""
    application.university = university
    application.save(update_fields=["university"])
    return application


def _make_cast(seed: int) -> Cast:
    fake = Faker("en_US")
    fake.seed_instance(seed)
    people = make_demo_people(fake)
    return Cast(
        people,
        reviewers=[people["reviewer"], *make_colleagues(fake, Role.REVIEWER, 7)],
        instructors=[people["instructor"], *make_colleagues(fake, Role.INSTRUCTOR, 2)],
        mentors=[people["mentor"], *make_colleagues(fake, Role.MENTOR, 9)],
        contacts=make_colleagues(fake, Role.CLIENT, 5),
    )


def _admit(
    cohort: Cohort,
    dates: Dates,
    count: int,
    universities: list[University],
    cast: Cast,
    seed: int,
    rng: random.Random,
    progress: Progress,
) -> None:
    recruiter = cast.people["recruiter"]
    people = admissions.people_for(cohort, count, seed=seed, universities=universities)
    admissions.apply(cohort, people, universities=universities, tell=progress)
    with clock.at(dates.after_close(2)):
        run = admissions.screen(cohort, by=recruiter, tell=progress)
    told = reviews.Reading(cohort, run, _read_by(scale_of=count, cohort=cohort), cast.reviewers, recruiter, seed)
    with clock.at(dates.after_close(10)):
        read = reviews.read_and_close(told, cases=_cases(cohort))
        progress(f"{cohort}: reading", told.best, told.best)
        second_looks.read_again(cohort, readers=cast.reviewers, leave=0, overturn=0)
    with clock.at(dates.after_close(28)):
        reviews.stage_by_board(told, read, seats=cohort.capacity, waitlist=30)
    signer = cast.people["compliance"]
    admissions.decide(cohort, run, dates, seed=seed, by=recruiter, signer=signer, tell=progress)


def _read_by(*, scale_of: int, cohort: Cohort) -> int:
    """How many are read: about one in twelve of those who applied, and always more than there are places."""
    return max(round(cohort.capacity * 1.6), scale_of // 12)


def _cases(cohort: Cohort, most: int = 2) -> list[Application]:
    """Some of an earlier class, whose marks were agreed: everybody reads them among the others."""
    earlier = Application.objects.filter(cohort__closes_at__lt=cohort.opens_at, status=ApplicationStatus.ADMITTED)
    return list(earlier.order_by("pk")[:most])


def _graduate_and_place(
    cohort: Cohort, calendar: Calendar, cast: Cast, seed: int, rng: random.Random, progress: Progress
) -> None:
    manager, recruiter = cast.people["manager"], cast.people["recruiter"]
    graduates = training.finish(cohort, calendar.placed, by=manager)
    last_mile(graduates, calendar.placed, by=cast.instructors[0], seed=seed, tell=progress)
    first_day = calendar.first_day
    _, openings = working.make_clients(
        contact=cast.people["client"], others=cast.contacts, first_day=first_day, by=recruiter
    )
    asking.ask_for_more(openings, contact=cast.people["client"], today=calendar.today, by=manager)
    placements = working.place(graduates, openings, seed=seed, by=recruiter, staff=manager, tell=progress)
    become(placements[0].enrolment.application, "graduate")
    mentors = working.make_mentors(cast.mentors, rng=rng, by=manager)
    demo_mentors.prepare(mentors, today=calendar.today, seed=seed, by=manager)
    paired = placements[: len(placements) - demo_mentors.left_of(placements)]
    working.mentor_all(paired, mentors, today=calendar.today, seed=seed, by=manager, tell=progress)
    demo_mentors.leave_some(placements, mentors, today=calendar.today, seed=seed, by=manager)
    mentoring_work.show_work(manager=manager, mentor=cast.people["mentor"], today=calendar.today, seed=seed)
    working.client_feedback(placements, cast.people["client"], rng=rng)
    evaluations.evaluate(contact=cast.people["client"], today=calendar.today, seed=seed)
    evaluations.send_papers(placements[0], by=manager)
    profiles.fill(
        sorted(graduates, key=lambda one: one.pk != placements[0].enrolment_id),
        decided_on=first_day - timedelta(days=62),
        today=calendar.today,
        seed=seed,
        by=manager,
    )
    matched.match_now(by=manager)
    matched.ask_them([one.enrolment for one in placements], seed=seed)


def _receive(
    cohort: Cohort,
    count: int,
    universities: list[University],
    cast: Cast,
    seed: int,
    rng: random.Random,
    progress: Progress,
) -> None:
    """The open cohort: a run has sorted the early ones, the best of them are read and staged, and new ones wait to be screened."""
    recruiter = cast.people["recruiter"]
    people = apply_twice(
        admissions.people_for(cohort, count, seed=seed, universities=universities),
        rng=random.Random(f"twice:{seed}"),  # noqa: S311  # a story, not a secret
    )
    early = count * 3 // 4
    admissions.apply(cohort, people[:early], universities=universities, tell=progress)
    with clock.at(people[early - 1].submitted_at + timedelta(minutes=1)):
        run = admissions.screen(cohort, by=recruiter, tell=progress)
        best = max(early // 8, 4)
        told = reviews.Reading(cohort, run, best, cast.reviewers, recruiter, seed)
        reading = reviews.still_reading(told, reviewer=cast.reviewers[0], cases=_cases(cohort, 3))
        progress(f"{cohort}: reading", best, best)
        second_looks.read_again(cohort, readers=cast.reviewers[1:], leave=3, overturn=1)
        second_looks.early_round(run, offers=best, seed=seed, by=recruiter)
        second_looks.ask_again(cohort)
    admissions.apply(cohort, people[early:], universities=universities, tell=progress)
    reviews.talk(told, reading, interviewers=[cast.reviewers[0], *cast.reviewers[2:4]])
    find_them(cohort)


def _begin_a_draft(cohort: Cohort, user: User) -> Application:
    application = start_application(cohort=cohort, user=user)
    save_details(application, name=user.name, phone="+1 555 0100", by=user)
    answers = {"adult": True, "work_authorised": True, "full_time": True, "relocate": True, "interest": "clinical"}
    save_answers(application, raw={**answers, "hours_per_week": 12}, by=user)
    return application
