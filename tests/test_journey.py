"""One person walks through all of it, by HTTP, pressing the buttons on the pages, from the front page to day 30 at work."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Application, BulkChunk, DecisionRelease, ScreeningRun
from applicants.services.operations import work_chunk
from applicants.services.screening import default_rubric, finish_run_if_done, score_batch
from applicants.services.sending import send_due
from bootcamp.models import Assessment, BoardMeeting, Enrolment, Module, Programme, Session
from bootcamp.services.setting_up import assign_instructor
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from mentorship.models import CheckIn, Mentorship
from mentorship.services.mentors import make_mentor
from placements.forms_evaluation import SCALED
from placements.models import Placement
from placements.services.clients import add_contact, make_client
from placements.services.openings import make_opening
from reports.selectors.overview import overview
from reports.services.counting import count_now
from reviews.models import ReviewRound
from tests.factories import make_cohort, make_user, signed
from tests.pages import Browser

pytestmark = pytest.mark.django_db

ADDRESS = "ada.okafor@example.org"
ANSWERS: dict[str, str | list[str]] = {
    "adult": "yes",
    "work_authorised": "yes",
    "full_time": "yes",
    "relocate": "yes",
    "interest": "clinical",
    "hours_per_week": "18",
    "months_learning": "14",
    "resources": ["free_curriculum", "books"],
    "events": ["meetup", "volunteering"],
    "course_attended": "yes",
    "course_finished": "yes",
    "why_health": "My mother is a night nurse. She copied medication lists by hand because two systems did not talk.",
    "taught_yourself": "I taught myself to query a database from a free course and built a rota for her ward with it.",
}


def browser_of(user: User) -> Browser:
    """Somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return Browser(client)


def make_class_of_now(today: date) -> Cohort:
    """A cohort that still takes applications and whose boot camp ended yesterday: a whole programme in one day."""
    return make_cohort(
        name="Autumn class",
        slug="autumn-class",
        bootcamp_starts=today - timedelta(days=40),
        bootcamp_ends=today - timedelta(days=1),
    )


def apply(cohort: Cohort, mailoutbox: list) -> Browser:
    """Front page, the form section by section without an account, the address by code, the receipt, the voluntary questions."""
    ada = Browser(Client())
    ada.open("/")
    ada.follow("Apply")
    ada.follow("Begin")
    ada.press("Save and continue", name="Ada Okafor", phone="+1 555 0142")
    ada.press("Send me a code", email=ADDRESS)
    assert send_due(seconds=60).sent == 1
    code = re.search(r"^([A-Z0-9]{6})$", mailoutbox[-1].body, re.MULTILINE)
    assert code is not None
    ada.press("Confirm my address", code=code.group(1))
    for section in cohort.question_set.sections.order_by("position"):
        keys = section.questions.values_list("key", flat=True)
        ada.press("Save and continue", **{f"q_{key}": ANSWERS[key] for key in keys if key in ANSWERS})
    ada.open(f"/apply/{cohort.slug}/review/")
    assert "night nurse" in ada.page
    ada.press("Send my application")
    assert "We have your application" in ada.page
    ada.follow("Answer or skip the voluntary questions")
    ada.press("Save my answers", races=["black", "white"], gender="woman")
    return ada


def work() -> None:
    """What the worker would do with the operation that was just confirmed."""
    for chunk in BulkChunk.objects.filter(done_at__isnull=True):
        work_chunk(chunk.pk)


def read_in_a_round(cohort: Cohort, recruiter: Browser) -> ReviewRound:
    """A blind round of one application and two readers: prepared, opened, read, closed."""
    readers = [make_user(Role.REVIEWER), make_user(Role.REVIEWER)]
    recruiter.open(f"/admin/reviews/rounds/new/?cohort={cohort.slug}&status=screened")
    recruiter.press("Prepare the round", name="First reading", reads="2")
    found = ReviewRound.objects.get()
    for user in readers:
        recruiter.press("Add to the round", user=str(user.pk))
    recruiter.press("Open it for 1")
    recruiter.press("Put 1 into the round")
    work()
    for user in readers:
        reader = browser_of(user)
        reader.open("/reading/")
        if "Save and next" not in reader.page:
            reader.open(f"/reading/{found.assignments.get(reader__user=user).public_id}/")
        assert ("night nurse" in reader.page, "Ada" in reader.page, ADDRESS in reader.page) == (True, False, False)
        marks = {f"mark_{each['key']}": "4" for each in found.scorecard_version.document["attributes"]}
        reader.press("Save and next", **marks, recommendation="5", comment="Says what she did, and why.")
    recruiter.open(f"/admin/reviews/rounds/{found.public_id}/")
    recruiter.press("Close the round")
    assert [each.raw for each in found.scoresheets.all()] == [400, 400]
    return found


def admit(cohort: Cohort, ada: Browser) -> None:
    """Screen, sort, read in a round, stage, release, accept. The batches are scored here, where the worker would."""
    application = Application.objects.get(applicant__email=ADDRESS)
    recruiter = browser_of(make_user(Role.RECRUITER))
    recruiter.open("/admin/screening/start/")
    recruiter.press("Start scoring", cohort=str(cohort.pk), rubric_version=str(default_rubric().pk))
    run = ScreeningRun.objects.get()
    assert [score_batch(batch.pk) for batch in run.batches.all()] == [True]
    finish_run_if_done(run.pk)
    recruiter.open(f"/admin/screening/runs/{run.pk}/")
    recruiter.follow("Sort 1 application")
    recruiter.press("Go on")
    recruiter.press("Sort 1")
    assert [work_chunk(chunk.pk) for chunk in BulkChunk.objects.all()] == [True]
    read_in_a_round(cohort, recruiter)
    recruiter.open(f"/admin/applications/{application.pk}/")
    recruiter.press("Stage the decision", kind="offered", reason="")
    assert "offered a seat" not in ada.open(f"/my/{application.public_id}/")
    recruiter.open(f"/admin/decisions/{signed(cohort).slug}/release/")
    recruiter.press("Release 1 decision")
    assert [work_chunk(chunk.pk) for chunk in BulkChunk.objects.filter(operation__kind="release")] == [True]
    assert "We are reading applications" in ada.open(f"/my/{application.public_id}/")
    DecisionRelease.objects.update(hold_until=timezone.now())  # a day later
    ada.open(f"/my/{application.public_id}/")
    ada.follow("Accept the seat")
    ada.press("Accept")
    application.refresh_from_db()
    assert application.status == "admitted"
    recruiter.open(f"/admin/applications/{application.pk}/")
    record = recruiter.follow("Record of decision")
    assert [
        words in record for words in ("First reading", "Says what she did, and why.", "Offer a seat: released")
    ] == [True] * 3
    assert "white" not in record.lower()


def train(cohort: Cohort, manager: Browser) -> None:
    """Set up, enrol, start, mark every session, grade every module, sign the completion."""
    class_page = f"/bootcamp/classes/{cohort.slug}/"
    manager.open("/bootcamp/")
    manager.follow("Set up Autumn class")
    manager.press("Set up Autumn class like this")
    manager.open(class_page)
    manager.press("Enrol 1 admitted")
    manager.press("Start the training of 1")
    # Six weeks are marked in one day: nothing is locked yet, and she did not join late.
    Programme.objects.update(lock_days=60)
    Enrolment.objects.update(joined_on=None)
    teacher_user, second_user = make_user(Role.INSTRUCTOR), make_user(Role.INSTRUCTOR)
    for user in (teacher_user, second_user):
        assign_instructor(cohort, instructor=user, by=None)
    teacher, enrolment = browser_of(teacher_user), Enrolment.objects.get()
    for session in Session.objects.order_by("starts_at"):
        teacher.open(f"/bootcamp/classes/{cohort.slug}/sessions/{session.pk}/")
        teacher.press("Save attendance")
    for module in Module.objects.prefetch_related("assessments"):
        teacher.open(f"/bootcamp/classes/{cohort.slug}/gradebook/{module.slug}/")
        by_hand = [one for one in module.assessments.all() if one.assessors == 1]
        teacher.press("Save grades", **{f"g-{enrolment.pk}-{one.pk}": "88" for one in by_hand})
    capstone = Assessment.objects.get(assessors=2)
    for assessor in (teacher, browser_of(second_user)):
        assessor.open(f"{class_page}marking/{capstone.pk}/{enrolment.public_id}/")
        assessor.press("Give this mark", **{f"level-{each.pk}": "4" for each in capstone.rubric.criteria.all()})
    manager.open(f"{class_page}completion/")
    manager.follow("Write down a meeting of the board")
    manager.press("Write the meeting down", others="Dr. Imani Okafor")
    manager.press("Sign all ticked", ready=str(enrolment.pk), meeting=str(BoardMeeting.objects.get().pk))
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"


def show(ada: Browser) -> None:
    """What clients may read of her: her words, and which parts."""
    ada.open("/placement/profile/edit/")
    ada.press("Save your profile", summary="I build small tools that save a ward an hour a day.")
    ada.open("/placement/profile/shown/")
    ada.press("Save my choice", shown=["summary", "competencies"])


def hire(today: date, ada: Browser) -> tuple[Placement, Browser, Browser]:
    """Presented to a client, who asks to meet her; an interview with a moment, an offer, her yes."""
    client, contact_user = make_client(name="Harbor Point Health", time_zone="UTC", by=None), make_user()
    add_contact(client, user=contact_user, by=None)
    opening = make_opening(client, title="Interface analyst", starts_on=today, by=None, city="Baltimore", site="Main")
    recruiter, contact = browser_of(make_user(Role.RECRUITER)), browser_of(contact_user)
    recruiter.open(f"/admin/placing/openings/{opening.public_id}/")
    recruiter.press("Present Ada Okafor")
    placement = Placement.objects.get()
    page = contact.open(f"/portal/people/{placement.public_id}/")
    assert ("save a ward an hour" in page, "Ada" in page) == (True, False)  # the name comes with the interview
    contact.follow("Ask for an interview")
    contact.press("Ask for the interview", times="Any morning")
    recruiter.open("/admin/placing/")
    recruiter.follow("Arrange it")
    soon = {"day": (today + timedelta(days=3)).isoformat(), "time": "10:00", "where": "Room 4"}
    recruiter.press("Arrange the interview", **soon)
    assert "Room 4" in ada.open("/placement/")
    assert "Ada Okafor" in contact.open(f"/portal/people/{placement.public_id}/")
    recruiter.open(f"/admin/placing/{placement.public_id}/")
    recruiter.press("Record: The client offers a place")
    ada.open("/placement/")
    ada.follow("Answer the offer")
    ada.press("Send the answer", answer="yes")
    assert "Says yes" in recruiter.open("/admin/placing/")
    return placement, recruiter, contact


def onboard(placement: Placement, recruiter: Browser, contact: Browser, ada: Browser, today: date) -> None:
    """Everybody does what is theirs before the first day, somebody else signs it off, and she begins."""
    for kind, owner in (("hipaa", "person"), ("ehr_access", "client")):
        asked = placement.opening.client.requirements.filter(kind=kind)
        asked.update(owner=owner, evidence="reference", is_active=True)
    page = f"/admin/placing/{placement.public_id}/"
    recruiter.open(page)
    recruiter.press("Record: Both sides agreed", on=today.isoformat())
    recruiter.press("Record: Begin onboarding")
    ada.open("/placement/")
    ada.follow("HIPAA training")
    ada.press("Send it", reference="H-77", dated_on=today.isoformat())
    contact.open(f"/portal/people/{placement.public_id}/")
    contact.follow("EHR access")
    contact.press("Send it", reference="Ticket 12", dated_on=today.isoformat())
    recruiter.open(page)
    still_open = recruiter.client.post(f"{page}advance/", {"to": "active", "on": today.isoformat()})
    assert "still open" in still_open.content.decode()
    recruiter.open(page)
    for item in reversed(range(placement.onboarding.count())):  # the form of one that was shown goes with its signature
        recruiter.press("Record as seen", nth=item, on=today.isoformat())
    recruiter.press("Record: They have started")
    placement.refresh_from_db()
    assert placement.status == "active"


def mentor(placement: Placement, ada: Browser, manager: Browser) -> Browser:
    """Proposed, confirmed by both, and a first session whose shared notes both read."""
    mentor_user = make_user(name="Sam Senior")
    make_mentor(user=mentor_user, by=None, trained_in="Basics", trained_on=date(2026, 1, 5))
    sam = browser_of(mentor_user)
    manager.open(f"/mentoring/pairs/propose/{placement.pk}/")
    manager.press("Propose Sam Senior")
    ada.open("/mentoring/mine/")
    ada.press("Say yes: Sam Senior")
    sam.open("/mentoring/")
    sam.press("Say yes: Ada Okafor")
    sam.follow("Log a session")
    sam.press(
        "Log the session", minutes="30", topics=["role"], shared_notes="A first week.", private_note="Between me."
    )
    mine = ada.open("/mentoring/mine/")
    assert "A first week." in mine
    assert "Between me." not in mine
    assert Mentorship.objects.get().status == "active"
    return sam


def at_day_30(placement: Placement, contact: Browser, ada: Browser, sam: Browser) -> None:
    """The client says how it goes, and so do the two of the pair; who answered reads the others' levels."""
    pair = Mentorship.objects.get()
    with clock.at(timezone.now() + timedelta(days=30)):
        contact.open(f"/portal/people/{placement.public_id}/evaluation/30/")
        contact.press("Send the evaluation", **dict.fromkeys(SCALED, "4"), went_well="Asks early.", shared="on")
        for browser in (sam, ada):
            browser.open(f"/mentoring/together/{pair.pk}/check-in/30/")
            browser.press("Send the answers", **dict.fromkeys(CheckIn.QUESTIONS, "5"))
        assert "Asks early." in ada.open("/placement/")
    assert pair.check_ins.count() == 2


def test_one_person_from_application_to_mentorship(mailoutbox: list) -> None:
    today = timezone.now().date()
    cohort, manager = make_class_of_now(today), browser_of(make_user(Role.MANAGER))
    ada = apply(cohort, mailoutbox)
    admit(cohort, ada)
    train(cohort, manager)
    show(ada)
    placement, recruiter, contact = hire(today, ada)
    onboard(placement, recruiter, contact, ada, today)
    at_day_30(placement, contact, ada, mentor(placement, ada, manager))
    assert "Autumn class" in manager.open(f"/reports/cohorts/{cohort.slug}/")
    assert count_now() == 0
    assert overview()[0].counts == {
        "submitted": 1,
        "offered": 1,
        "admitted": 1,
        "completed": 1,
        "placed": 1,
        "retained": 0,
    }
