"""Every address of the site as every kind of person: let in, sent to sign in, or refused. And no demographic value on any page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from applicants.models import (
    AnotherTime,
    Application,
    BulkOperation,
    Correction,
    Decision,
    Document,
    DuplicatePair,
    ImportBatch,
    Interview,
    LegalHold,
    Letter,
    NextClassInterest,
    Reconsideration,
    SavedView,
    ScreeningRun,
    SecondReading,
)
from applicants.services import next_class
from applicants.services.claiming import claim_token
from applicants.services.drafts import new_secret, start_draft
from applicants.services.duplicates import merge
from applicants.services.offers import offer_token
from applicants.services.operations import prepare
from applicants.services.preferences import stop_token
from applicants.services.rubrics import new_version
from bootcamp.models import (
    Assessment,
    Certificate,
    Enrolment,
    Material,
    MeetingReport,
    ModuleSurvey,
    OnboardingTask,
    Session,
    SubmissionFile,
)
from bootcamp.services.calendar_feeds import make_feed
from careerpath.pipeline.history import move
from cohorts.models import PartnerMaterial, ReferralLink, UniversityContact
from cohorts.partners.qr import as_png
from cohorts.services import next_version
from mentorship.models import Goal, MentorPause, Mentorship
from mentorship.services.escalating import raise_concern
from mentorship.services.meetings import arrange
from mentorship.services.mentors import declare_conflict
from mentorship.services.nudging import stop_link as nudge_link
from mentorship.services.pairing import end
from mentorship.services.working import ActionEntry, log_session, today_of
from placements.models import (
    ClientSite,
    Evaluation,
    InterviewRequest,
    MatchLine,
    OnboardingEvidence,
    OnboardingFile,
    OnboardingItem,
    OnboardingRequirement,
    OpeningRequest,
    Placement,
    PlacementDocument,
)
from placements.models.evaluation import LEVELS
from placements.services.logos import keep_logo
from placements.services.matching import ask_for_match, run_match
from reports.categories import MULTIRACIAL, RACE_LABELS, Race
from reports.cutting import NOT_WOMEN
from reports.groupings import NOT_WOMEN as MEN_AND_OTHERS
from reports.models import BreakGlass, SelfIdentification
from reports.services.publishing import publish
from reports.wall import open_demographics
from reviews.models import BoardLine, InterviewSlot, SelectionBoard
from reviews.services.conflicts import declare
from tests.access_table import ADMIN_MODELS, EVERYBODY, MENTOR, NOBODY, REPORTING, TABLE, Row
from tests.reports.snapshot_reports import make_public
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round
from tests.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db

THIRD_PARTY = ("account_", "mfa_")
"""allauth's own pages, whose guards are allauth's."""
SIGN_IN = ("/accounts/login/", "/admin/login/")
INTEREST_SECRET = "n" * 43
SENTINEL = "kaleidoscopic-quokka"
"""What everybody wrote as their gender in their own words: it must be found nowhere."""

PRIVATE_WORDS = "obsidian-pelican-4711"
"""What the demo's mentor wrote for themselves: only their own two pages have it."""
READS_PRIVATE_WORDS = {("mentorship:mentee", MENTOR), ("mentorship:session-edit", MENTOR)}

GROUPS = (RACE_LABELS[Race.NHPI], MULTIRACIAL, NOT_WOMEN, MEN_AND_OTHERS)
"""Labels of groups that stand in every table of the reports: nobody but the two report roles may find them anywhere."""


@dataclass
class Things:
    """The objects that addresses name."""

    open_slug: str
    current_slug: str
    section_slug: str
    application_id: Any
    application_pk: int
    view_pk: int
    reading_id: Any
    reading_round_id: Any
    round_table: str
    round_format: str
    claim_token: str
    interest_secret: str
    interest_token: str
    page_slug: str
    page_language: str
    resume_secret: str
    stop_token: str
    offer_token: str
    release_pk: int
    document_id: Any
    decision_pk: int
    letter_pk: int
    letter_action: str
    letter_kind: str
    letter_language: str
    message_pk: int
    import_pk: int
    export_pk: int
    operation_pk: int
    operation_kind: str
    operation_action: str
    pair_pk: int
    merge_pk: int
    run_pk: int
    run_action: str
    scored_pk: int
    drawn_run: int
    drawn_id: Any
    reconsideration_pk: int
    rubric_pk: int
    draft_pk: int
    draft_form_pk: int
    draft_section_pk: int
    draft_question_pk: int
    form_action: str
    opening_id: Any
    enrolment_id: Any
    interview_pk: int
    clients_item_pk: int
    interview_id: Any
    export_kind: str
    placement_id: Any
    placement_pk: int
    own_placement_id: Any
    profile_stage: str
    evaluation_day: int
    paper_id: Any
    presented_id: Any
    unmentored_pk: int
    item_pk: int
    session_pk: int
    meeting_report_id: Any
    template_slug: str
    template_module: str
    onboarding_task_pk: int
    learner_id: Any
    placed_slug: str
    certificate_id: Any
    certificate_file: str
    certificate_code: str
    badge_key: str
    assessment_pk: int
    marked_pk: int
    module_slug: str
    surveyed_slug: str
    handed_in_file: Any
    calendar_secret: str
    class_material: Any
    client_slug: str
    client_pk: int
    checklist_key: Any
    evidence_file: Any
    match_id: Any
    matched_id: Any
    site_pk: int
    client_contact_pk: int
    request_id: Any
    mentorship_pk: int
    mentor_pk: int
    mentor_pause_pk: int
    mentor_conflict_pk: int
    nudge_token: str
    goal_pk: int
    mentoring_session_pk: int
    mentoring_action_pk: int
    meeting_id: Any
    concern_id: Any
    broken_pk: int
    check_in_day: int
    snapshot_id: Any
    file_kind: str
    table_kind: str
    question_key: str
    hold_pk: int
    wish_pk: int
    correction_pk: int
    partner_slug: str
    university_pk: int
    contact_pk: int
    referral_code: str
    sheet_language: str
    material_id: Any
    board_id: Any
    ranked_pk: int
    review_round_id: Any
    talks_id: Any
    talk_slot_id: Any
    talk_companion_id: Any
    talk_entry_id: Any
    round_reader_pk: int
    round_entry_pk: int
    round_given_pk: int
    round_conflict_pk: int
    scorecard_pk: int
    round_action: str
    reader_action: str


@pytest.fixture(scope="module")
def things(world: World, django_db_blocker: Any) -> Iterator[Things]:
    """One of each, belonging to the demo's people."""
    with django_db_blocker.unblock():
        with open_demographics():
            assert SelfIdentification.objects.filter(state="answered").update(gender="another", gender_words=SENTINEL)
        yield make_things(world)


def make_things(world: World) -> Things:
    """One of each, for the addresses that name them."""
    recruiter = world.user("recruiter")
    waitlisted = Application.objects.get(applicant__user=world.user("applicant"), cohort=world.current)
    document = Document.objects.create(
        application=waitlisted, original_name="resume.pdf", content_type="application/pdf", size=5, sha256="0" * 64,
        file=ContentFile(b"%PDF-", name="resume.pdf"), state="clean", settled_at=timezone.now(), next_try_at=None,
    )  # fmt: skip
    pending = Decision.objects.create(
        application=Application.objects.filter(cohort=world.open, status="screened").order_by("pk")[0],
        cohort=world.open, kind="waitlisted", staged_by=recruiter,
    )  # fmt: skip
    batch = ImportBatch.objects.create(
        cohort=world.open, file_name="file.csv", file_sha256="0" * 64, mapping="", by=recruiter, finished_at=timezone.now(),
        errors_file=ContentFile(b"line\n", name="errors.csv"),
    )  # fmt: skip
    export = BulkOperation.objects.create(
        kind="export", cohort=world.open, params={"format": "csv", "columns": [], "run": None}, created_by=recruiter,
        file=ContentFile(b"Name\n", name="file.csv"), file_name="file.csv", file_expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    everybody = Application.objects.filter(cohort=world.open)
    operation = prepare(kind="review", cohort=world.open, by=recruiter, queryset=everybody)
    run = ScreeningRun.objects.filter(cohort=world.open).latest("pk")
    drawn = SecondReading.objects.filter(run=run).first() or SecondReading.objects.create(
        run=run, seed="seed", application=Application.objects.filter(cohort=world.open, status="screened").latest("pk")
    )
    asked = Reconsideration.objects.create(application=waitlisted, about="rejected", text="Please look again.")
    contact = world.user("client")
    mine = Placement.objects.filter(opening__client__contacts__user=contact)
    active, presented = mine.filter(status="active")[0], mine.filter(status="presented")[0]
    evaluated, _made = Evaluation.objects.get_or_create(
        placement=active,
        day=90,
        defaults={**dict.fromkeys((*LEVELS, "would_keep"), 4), "answered_by": contact, "answered_at": timezone.now()},
    )
    Evaluation.objects.filter(pk=evaluated.pk).update(answered_by=contact, answered_at=timezone.now())
    paper = PlacementDocument.objects.create(
        client=active.opening.client, placement=active, kind="offer", title="Offer", for_person=True, added_by=contact,
        by_client=True, file=ContentFile(b"%PDF-", name="offer.pdf"), state="clean", settled_at=timezone.now(),
        next_try_at=None, size=5, original_name="offer.pdf", content_type="application/pdf",
    )  # fmt: skip
    run_match(ask_for_match(cohort=None, client=None, by=recruiter).pk)
    matched = MatchLine.objects.select_related("run", "enrolment").latest("pk")
    nda = OnboardingItem.objects.filter(kind="nda").order_by("pk")[0]
    shown = OnboardingFile.objects.create(
        evidence=OnboardingEvidence.objects.create(item=nda, kind="nda", given_by=recruiter), kind="nda",
        file=ContentFile(b"signed", name="nda.pdf"), original_name="nda.pdf", content_type="application/pdf", size=6,
        sha256="0" * 64, state="clean", settled_at=timezone.now(), next_try_at=None,
    )  # fmt: skip
    interview, _new = InterviewRequest.objects.get_or_create(
        placement=presented,
        arranged_at=None,
        cancelled_at=None,
        defaults={"asked_by": contact, "asked_at": timezone.now(), "times": "any"},
    )
    asked_of_client = OnboardingRequirement.objects.create(
        client=active.opening.client, kind="other", title="Badge", owner="client"
    )
    clients_item = OnboardingItem.objects.create(
        placement=active, requirement=asked_of_client, due_on=timezone.now().date()
    )
    met = InterviewRequest.objects.create(
        placement=active,
        asked_by=contact,
        asked_at=timezone.now(),
        times="any",
        arranged_at=timezone.now(),
        arranged_by=recruiter,
        starts_at=timezone.now(),
    )
    mentorship = Mentorship.objects.get(
        mentor__user=world.user("mentor"), placement__enrolment__application__applicant__user=world.user("graduate")
    )
    logged = log_session(
        mentorship,
        by=world.user("mentor"),
        met_on=today_of(mentorship),
        actions=[ActionEntry("Ask for the keys.")],
        private_note=PRIVATE_WORDS,
    )
    other = Mentorship.objects.filter(status="active").exclude(pk=mentorship.pk).order_by("pk")[0]
    end(other, by=world.user("manager"))
    Mentorship.objects.filter(pk=mentorship.pk).update(shares_earlier=True)
    snapshot = make_public(world.current, 65, 30, 0)
    publish(snapshot, by=world.user("manager"))
    interested = NextClassInterest.objects.create(
        email="next@example.org",
        language="en",
        asked_at=timezone.now(),
        token_digest=next_class.digest_of(INTEREST_SECRET),
    )
    secret = new_secret()
    start_draft(cohort=world.open, secret=secret)
    partner = UniversityContact.objects.get(user=world.user("partner"))
    form = next_version(world.open.question_set, by=recruiter)
    pair, other_pair = DuplicatePair.objects.filter(verdict="").select_related("first").order_by("pk")[:2]
    certificate = Certificate.objects.select_related("key").get(
        enrolment__application__applicant__user=world.user("graduate"), revoked_at=None
    )
    board = SelectionBoard.objects.create(
        cohort=world.open, name="Board", run=run, run_weight=1, seats=1, seed="s", created_by=recruiter,
        filter={"of": "run"}, filter_words="everybody", built_at=timezone.now(),
    )  # fmt: skip
    ranked = BoardLine.objects.create(
        board=board, application=pending.application, screening=5000, total=5000, lot="0", rank=1, placed="offered"
    )
    reading = make_round(world.open)
    reader = make_reader(reading, world.user("reviewer"))
    screened = Application.objects.filter(cohort=world.open, status="screened").exclude(pk=pending.application_id)
    in_review = [move(each, to="in_review", by=recruiter) for each in screened.order_by("pk")[:3]]
    read, *_more = [make_assignment(make_entry(reading, each), reader) for each in in_review]
    known = make_entry(reading, pending.application).application.applicant  # to the reader, so not theirs to read
    talks = make_round(world.open, kind="interview")
    talk = InterviewSlot.objects.create(
        round=talks, interviewer=make_reader(talks, world.user("reviewer")), link="https://meet.example/room",
        starts_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    return Things(
        review_round_id=reading.public_id,
        talks_id=talks.public_id,
        talk_slot_id=talk.public_id,
        talk_companion_id=talk.companions.create(reader=make_reader(talks), joined_by=recruiter).public_id,
        talk_entry_id=make_entry(talks, waitlisted).public_id,
        round_reader_pk=read.reader_id,
        round_entry_pk=read.entry_id,
        round_given_pk=read.pk,
        # Said by the reader: staff are told that it stays.
        round_conflict_pk=declare(world.user("reviewer"), known, why="", by=world.user("reviewer")).pk,
        scorecard_pk=reading.scorecard_version_id,
        round_action="cancel",  # of an open one: refused in words
        reader_action="cap",
        board_id=board.public_id,
        ranked_pk=ranked.application_id,
        open_slug=world.open.slug,
        current_slug=world.current.slug,
        section_slug=world.open.question_set.sections.order_by("position")[0].slug,
        application_id=waitlisted.public_id,
        application_pk=waitlisted.pk,
        view_pk=SavedView.objects.create(owner=recruiter, name="Mine", query="").pk,
        reading_id=read.public_id,
        reading_round_id=read.round.public_id,
        round_table="scoresheets",
        round_format="csv",
        interest_secret=INTEREST_SECRET,
        interest_token=next_class.stop_token(interested),
        page_slug="questions",
        page_language="es",
        claim_token=claim_token(waitlisted, email="somebody@example.org"),
        resume_secret=secret,
        stop_token=stop_token(waitlisted.applicant_id, "deadline_near"),
        offer_token=offer_token(Decision.objects.filter(cohort=world.current, kind="offered").order_by("pk")[0]),
        release_pk=world.current.releases.order_by("pk")[0].pk,
        document_id=document.public_id,
        decision_pk=pending.pk,
        letter_pk=Letter.objects.order_by("pk")[0].pk,
        letter_action="cancel",
        letter_kind="rejected",
        letter_language="es",
        message_pk=BulkOperation.objects.create(cohort=world.open, kind="mail", created_by=recruiter).pk,
        import_pk=batch.pk,
        export_pk=export.pk,
        operation_pk=operation.pk,
        operation_kind="review",
        operation_action="cancel",
        pair_pk=pair.pk,
        merge_pk=merge(other_pair, keep=other_pair.first, by=recruiter).pk,
        run_pk=run.pk,
        run_action="pause",
        scored_pk=run.results.order_by("pk").values_list("application", flat=True)[0],
        drawn_run=run.pk,
        drawn_id=drawn.application.public_id,
        reconsideration_pk=asked.pk,
        rubric_pk=run.rubric_version_id,
        draft_pk=new_version(run.rubric_version, by=world.user("recruiter")).pk,
        draft_form_pk=form.pk,
        draft_section_pk=form.sections.order_by("position")[0].pk,
        draft_question_pk=form.questions.order_by("pk")[1].pk,
        form_action=f"down-q-{form.questions.order_by('pk')[1].pk}",
        opening_id=presented.opening.public_id,
        enrolment_id=Enrolment.objects.filter(cohort=world.placed, status="completed").order_by("pk")[0].public_id,
        interview_pk=interview.pk,
        clients_item_pk=clients_item.pk,
        interview_id=met.public_id,
        export_kind="xlsx",
        placement_id=active.public_id,
        placement_pk=active.pk,
        own_placement_id=Placement.objects.filter(
            enrolment__application__applicant__user=world.user("graduate")
        ).values_list("public_id", flat=True)[0],
        profile_stage="before",
        evaluation_day=evaluated.day,
        paper_id=paper.public_id,
        presented_id=presented.public_id,
        unmentored_pk=other.placement_id,
        item_pk=OnboardingItem.objects.filter(placement=active).order_by("pk")[0].pk,
        template_slug="chime-digital-health",
        template_module="healthcare",
        onboarding_task_pk=OnboardingTask.objects.filter(programme=world.current.pk, whose="learner")[0].pk,
        session_pk=Session.objects.filter(module__programme=world.current.pk).order_by("starts_at")[0].pk,
        meeting_report_id=MeetingReport.objects.create(
            session=Session.objects.filter(module__programme=world.current.pk).order_by("starts_at")[0],
            tool="zoom",
            file_name="participants.csv",
            sha256="0" * 64,
            time_zone="UTC",
        ).public_id,
        placed_slug=world.placed.slug,
        certificate_id=certificate.public_id,
        certificate_file="credential.jwt",
        certificate_code=certificate.transcript_code,
        badge_key=certificate.key.thumbprint,
        learner_id=Enrolment.objects.get(application__applicant__user=world.user("learner")).public_id,
        assessment_pk=Assessment.objects.filter(module__programme=world.current.pk).order_by("pk")[0].pk,
        marked_pk=Assessment.objects.filter(module__programme=world.current.pk, rubric__isnull=False)
        .order_by("pk")[0]
        .pk,
        module_slug="healthcare",
        surveyed_slug=ModuleSurvey.objects.filter(module__programme=world.current.pk)[0].module.slug,
        handed_in_file=SubmissionFile.objects.filter(
            submission__enrolment__application__applicant__user=world.user("learner"), state="clean"
        )[0].public_id,
        calendar_secret=make_feed(
            Enrolment.objects.get(application__applicant__user=world.user("learner")), by=world.user("learner")
        ),
        class_material=Material.objects.filter(module__programme=world.current.pk)[0].public_id,
        client_slug=presented.opening.client.slug,
        client_pk=keep_logo(presented.opening.client, as_png("https://example.org"), by=recruiter).client_id,
        checklist_key=presented.opening.client.requirements.filter(kind="nda", is_active=True).values_list(
            "line", flat=True
        )[0],
        evidence_file=shown.public_id,
        match_id=matched.run.public_id,
        matched_id=matched.enrolment.public_id,
        site_pk=ClientSite.objects.create(client=presented.opening.client, name="North tower").pk,
        client_contact_pk=presented.opening.client.contacts.get(user=contact).pk,
        request_id=OpeningRequest.objects.create(
            client=presented.opening.client,
            asked_by=contact,
            asked_at=timezone.now(),
            title="Analyst",
            starts_on=timezone.now().date() + timedelta(days=30),
        ).public_id,
        mentorship_pk=mentorship.pk,
        mentor_pk=mentorship.mentor_id,
        mentor_pause_pk=MentorPause.objects.create(
            mentor=mentorship.mentor, from_on=date(2030, 1, 1), until_on=date(2030, 1, 7)
        ).pk,
        mentor_conflict_pk=declare_conflict(mentorship.mentor, by=world.user("mentor"), name_said="Somebody I know").pk,
        nudge_token=nudge_link(mentorship.mentor.user_id).rstrip("/").rpartition("/")[2],
        broken_pk=BreakGlass.objects.create(
            by=world.user("manager"), whose=waitlisted.public_id, ground="claim", reason="Claim 4711, discovery."
        ).pk,
        mentoring_session_pk=logged.pk,
        mentoring_action_pk=logged.actions.get().pk,
        meeting_id=arrange(mentorship, by=world.user("mentor"), starts_at=timezone.now() + timedelta(days=3)).public_id,
        concern_id=raise_concern(
            mentorship, by=world.user("graduate"), category="workload", words="Two jobs at once."
        ).public_id,
        goal_pk=Goal.objects.filter(mentorship=mentorship).order_by("pk")[0].pk,
        check_in_day=90,
        snapshot_id=snapshot.public_id,
        file_kind="pdf",
        table_kind="csv",
        question_key=waitlisted.question_set.questions.order_by("pk")[0].key,
        hold_pk=LegalHold.objects.create(
            applicant=waitlisted.applicant, reason="A claim.", set_by=world.user("compliance")
        ).pk,
        wish_pk=AnotherTime.objects.create(
            interview=Interview.objects.create(application=waitlisted), text="Any morning."
        ).pk,
        correction_pk=Correction.objects.create(
            application=waitlisted, key="hours_per_week", wrong="Typo.", right=9
        ).pk,
        partner_slug=partner.university.slug,
        university_pk=partner.university_id,
        contact_pk=partner.pk,
        referral_code=ReferralLink.objects.filter(cohort=world.open).order_by("pk")[0].code,
        sheet_language="es",
        material_id=PartnerMaterial.objects.filter(is_active=True).order_by("pk")[0].public_id,
    )


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


@cache
def admin_rows() -> dict[str, Row]:
    """Django's own admin pages: the site's, and those of each registered model as ADMIN_MODELS says."""
    rows = {}
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        lookers, changers = ADMIN_MODELS.get(label, (frozenset(), frozenset()))
        rows[f"admin:{label}_changelist"] = Row(lookers)
        rows[f"admin:{label}_add"] = Row(changers)
    return rows


def ask(world: World, who: str, row: Row, url: str, form: dict[str, Any] | None = None) -> HttpResponse:
    """Send the request and undo whatever it changed."""
    with transaction.atomic():
        response = getattr(world.clients[who], row.method)(url, form)
        if getattr(response, "streaming", False):
            response = HttpResponse(
                b"".join(response.streaming_content), status=response.status_code, headers=response.headers
            )
        transaction.set_rollback(True)
    return response


def outcome(response: HttpResponse) -> str:
    """`in`, `sign in` or `refused`."""
    to_sign_in = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
    return "sign in" if to_sign_in else "refused" if response.status_code in (403, 404) else "in"


def test_every_address_is_in_the_table() -> None:
    names = set(_names(get_resolver()))
    skipped = {
        name
        for name in names
        if name.startswith(THIRD_PARTY)
        or name in ("demo-sign-in", "demo-mail")  # tests/accounts/test_demo.py
        or name == "applicants:mail-events"  # tests/applicants/letters/test_bounces.py: behind a secret of its own
        or (name.startswith("admin:") and name.endswith(("_change", "_delete", "_history")))
        or name in ("admin:password_change", "admin:password_change_done", "admin:autocomplete", "admin:jsi18n")
        or name in ("admin:view_on_site", "admin:app_list", "admin:login", "admin:logout")
    }
    assert names - skipped - set(TABLE) - set(admin_rows()) == set()


def says_too_much(name: str, who: str, response: HttpResponse) -> bool:
    """Whether a page tells what somebody said of themselves, or, to who does not report, of groups; or another's private note."""
    if PRIVATE_WORDS.encode() in response.getvalue() and (name, who) not in READS_PRIVATE_WORDS:
        return True
    if name.startswith(("reports:self-identify", "applicants:everything")):
        return False  # one's own answers, shown to oneself
    page = response.getvalue().decode(errors="replace")
    return SENTINEL in page or (who not in REPORTING and any(label in page for label in GROUPS))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_address_lets_in_whom_the_table_says_and_shows_nobody_what_was_said_of_oneself(
    name: str, world: World, things: Things
) -> None:
    """Both are asked of one and the same page: making each page again only to read it took a minute."""
    row = TABLE[name]
    url = reverse(name, args=[getattr(things, thing) for thing in row.things])
    form = {key: getattr(things, thing) for key, thing in row.form}
    answers = {who: ask(world, who, row, url, form) for who in world.clients}
    found = {who: outcome(answer) for who, answer in answers.items()}
    on_workbench = name.startswith("admin:")
    expected = {who: "in" if who in row.allowed else "sign in" if who == NOBODY else "refused" for who in world.clients}
    if on_workbench:  # the admin site sends everybody who is not staff to where one signs in, or says no
        found = {who: "refused" if who != NOBODY and result == "sign in" else result for who, result in found.items()}
    assert found == expected
    if (name, MENTOR) in READS_PRIVATE_WORDS:
        assert PRIVATE_WORDS.encode() in answers[MENTOR].getvalue()
    if row.method == "get":
        assert [who for who, answer in answers.items() if says_too_much(name, who, answer)] == []
        if form:  # what the page shows when nothing is asked of it
            plain = {who: ask(world, who, row, url) for who in row.allowed}
            assert [who for who, answer in plain.items() if says_too_much(name, who, answer)] == []


@pytest.mark.parametrize("name", sorted(admin_rows()))
def test_admin_page_lets_in_whom_the_table_says_and_shows_nobody_what_was_said_of_oneself(
    name: str, world: World, things: Things
) -> None:
    row = admin_rows()[name]
    answers = {who: ask(world, who, row, reverse(name)) for who in world.clients}
    assert {who for who, answer in answers.items() if outcome(answer) == "in"} == set(row.allowed)
    assert [who for who, answer in answers.items() if says_too_much(name, who, answer)] == []


def test_superuser_alone_deletes_and_nobody_deletes_an_application(world: World) -> None:
    application = Application.objects.first()
    url = reverse("admin:applicants_application_delete", args=[application.pk])
    assert {who for who in world.clients if outcome(ask(world, who, Row(EVERYBODY), url)) == "in"} == set()


def test_what_was_said_is_there_to_be_found(world: World, things: Things) -> None:
    """Or not finding it would prove nothing."""
    with open_demographics():
        assert SelfIdentification.objects.filter(gender_words=SENTINEL).exists()
    rows = [row for row in {**TABLE, **admin_rows()}.values() if row.method == "get"]
    assert sum(len(row.allowed) for row in rows) > 200


def test_demo_world_has_what_the_table_needs(things: Things) -> None:
    assert all(value is not None for value in vars(things).values())


def test_sign_in_as_a_role_is_not_there_outside_the_demo(world: World, settings) -> None:
    settings.DEMO = False
    assert world.clients[NOBODY].post(reverse("demo-sign-in"), {"role": "manager"}).status_code == 404
    assert world.clients[NOBODY].get(reverse("demo-mail")).status_code == 404
