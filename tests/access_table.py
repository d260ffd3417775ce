"""Who may open what: every address of the site, by its name. `tests/test_access.py` asks each of them as each kind of person.

A row names the objects its address needs (attributes of `Things`) and who is let in. Everybody else signed in gets 403 or 404, and
nobody signed in is sent to sign in. An address that is missing here fails the test.
"""

from dataclasses import dataclass
from typing import Final

NOBODY, APPLICANT, LEARNER, GRADUATE = "nobody", "applicant", "learner", "graduate"
RECRUITER, REVIEWER, INSTRUCTOR, CLIENT = "recruiter", "reviewer", "instructor", "client"
MENTOR, MANAGER, COMPLIANCE, SUPERUSER = "mentor", "manager", "compliance", "superuser"
PARTNER = "partner"

SIGNED_IN: Final = frozenset(
    {
        APPLICANT,
        LEARNER,
        GRADUATE,
        RECRUITER,
        REVIEWER,
        INSTRUCTOR,
        CLIENT,
        MENTOR,
        MANAGER,
        COMPLIANCE,
        SUPERUSER,
        PARTNER,
    }
)
EVERYBODY: Final = SIGNED_IN | {NOBODY}
ADMIN: Final = frozenset({RECRUITER, MANAGER, SUPERUSER})
STAFF: Final = frozenset({RECRUITER, MANAGER})
REPORTING: Final = frozenset({MANAGER, COMPLIANCE})
WITH_PARTNER: Final = frozenset({PARTNER, MANAGER})
DECIDING: Final = frozenset({RECRUITER, SUPERUSER})


@dataclass(frozen=True)
class Row:
    """`allowed` may open it with `method`; `things` fill its address in order, `form` the fields that are sent."""

    allowed: frozenset[str]
    things: tuple[str, ...] = ()
    method: str = "get"
    form: tuple[tuple[str, str], ...] = ()


def get(*things: str, to: frozenset[str] | set[str]) -> Row:
    """A page."""
    return Row(frozenset(to), things)


def post(*things: str, to: frozenset[str] | set[str]) -> Row:
    """An address that only takes what a form sends."""
    return Row(frozenset(to), things, "post")


TABLE: Final[dict[str, Row]] = {
    # the ground
    "health": get(to=EVERYBODY),
    "ready": get(to=EVERYBODY),
    "home": get(to=SIGNED_IN),
    "ui:theme": post(to=EVERYBODY),
    "ui:language": post(to=EVERYBODY),
    "ui:privacy": get(to=EVERYBODY),
    "ui:accommodation": get(to=EVERYBODY),
    "ui:look": get(to=EVERYBODY),
    # cohorts: the public site
    "cohorts:front": get(to=EVERYBODY),
    "cohorts:cohort": get("current_slug", to=EVERYBODY),
    "cohorts:assessed": get(to=EVERYBODY),
    "cohorts:page": get("page_slug", to=EVERYBODY),
    "cohorts:sitemap": get(to=EVERYBODY),
    "cohorts:robots": get(to=EVERYBODY),
    "cohorts:security": get(to=EVERYBODY),
    "admin:public-pages": get(to={MANAGER}),
    "admin:public-page-new": post(to={MANAGER}),
    "admin:public-page": get("page_slug", "page_language", to={MANAGER}),
    "admin:public-page-preview": post("page_slug", "page_language", to={MANAGER}),
    # the list for the next class
    "applicants:next-class": get(to=EVERYBODY),
    "applicants:next-class-asked": get(to=EVERYBODY),
    "applicants:next-class-confirm": get("interest_secret", to=EVERYBODY),
    "applicants:next-class-stop": get("interest_token", to=EVERYBODY),
    "admin:applicants-told": get(to=STAFF),
    # applying: everybody may, signed in or not, and sees their own
    "applicants:apply": get("open_slug", to=EVERYBODY),
    "applicants:details": get("open_slug", to=EVERYBODY),
    "applicants:resume": get("open_slug", to=EVERYBODY),
    "applicants:remove-resume": post("open_slug", to=EVERYBODY),
    "applicants:save": post("open_slug", to=EVERYBODY),
    "applicants:email": get("open_slug", to=EVERYBODY),
    "applicants:email-code": get("open_slug", to=EVERYBODY),
    "applicants:link": get("open_slug", to=EVERYBODY),
    "applicants:resume-link": get("resume_secret", to=EVERYBODY),
    "applicants:review": get("open_slug", to=EVERYBODY),
    "applicants:section": get("open_slug", "section_slug", to=EVERYBODY),
    "applicants:mine": get(to=SIGNED_IN),
    "applicants:status": get("application_id", to={APPLICANT}),
    "applicants:receipt": get("application_id", to={APPLICANT}),
    "applicants:answers": get("application_id", to={APPLICANT}),
    "applicants:withdraw": get("application_id", to={APPLICANT}),
    "applicants:withdraw-undo": post("application_id", to={APPLICANT}),
    "applicants:reasons": get("application_id", to={APPLICANT}),
    "applicants:interview-ics": get("application_id", to=set()),  # not there without an interview
    "applicants:another-time": get("application_id", to={APPLICANT}),
    "applicants:correct": get("application_id", "question_key", to={APPLICANT}),
    "applicants:delete": get("application_id", to={APPLICANT}),
    "applicants:talent-pool": get("application_id", to={APPLICANT}),
    "applicants:your-data": get(to=SIGNED_IN),
    "applicants:your-details": get(to=SIGNED_IN),
    "applicants:everything": get(to=SIGNED_IN),
    "applicants:everything-json": get(to=SIGNED_IN),
    "applicants:everything-zip": get(to=SIGNED_IN),
    "applicants:mail-choices": post(to=SIGNED_IN),
    "applicants:leave-pool": post(to=SIGNED_IN),
    "applicants:legal-holds": get(to={COMPLIANCE}),
    "applicants:legal-hold-lift": post("hold_pk", to={COMPLIANCE}),
    "applicants:accept": post("application_id", to={APPLICANT}),
    "applicants:decline": post("application_id", to={APPLICANT}),
    "applicants:offer": get("offer_token", to=EVERYBODY),
    "applicants:claim": get("claim_token", to=SIGNED_IN),
    "applicants:stop-mail": get("stop_token", to=EVERYBODY),
    "applicants:document": get("document_id", to={APPLICANT, RECRUITER}),
    "applicants:reconsider": get("application_id", to={APPLICANT}),
    # reading
    "applicants:second-reading": get(to={REVIEWER, RECRUITER}),
    "applicants:second-reading-one": get("drawn_run", "drawn_id", to={REVIEWER}),
    "admin:reconsiderations": get(to=STAFF),
    "admin:reconsideration": get("reconsideration_pk", to=STAFF),
    "applicants:reading": get(to={REVIEWER}),
    "applicants:reading-one": get("reading_id", to={REVIEWER}),
    # the recruiter's workbench
    "admin:index": get(to=ADMIN),
    "admin:applications": get(to=STAFF),
    "admin:application": get("application_pk", to=STAFF),
    "admin:application-move": post("application_pk", to={RECRUITER}),
    "admin:application-stage": post("application_pk", to={RECRUITER}),
    "admin:application-invite": post("application_pk", to={RECRUITER}),
    "admin:application-tag": post("application_pk", to={RECRUITER}),
    "admin:application-assign": post("application_pk", to={RECRUITER}),
    "admin:application-interview": get("application_pk", to={RECRUITER}),
    "admin:another-times": get(to=STAFF),
    "admin:another-time-keep": post("wish_pk", to={RECRUITER}),
    "admin:corrections": get(to=STAFF),
    "admin:correction-answer": post("correction_pk", to={RECRUITER}),
    "admin:talent-pool": get(to=STAFF),
    "admin:retention": get(to=STAFF),
    "admin:saved-views": get(to=STAFF),
    "admin:save-view": post(to=STAFF),
    "admin:change-view": post("view_pk", to={RECRUITER}),
    "admin:letters": get(to=STAFF),
    "admin:letter": get("letter_pk", to=STAFF),
    "admin:letter-act": post("letter_pk", "letter_action", to={RECRUITER}),
    "admin:message-cancel": post("message_pk", to={RECRUITER}),
    "admin:letters-of-cohort": get("open_slug", to=STAFF),
    "admin:notices": get(to=STAFF),
    "admin:letter-words": get("open_slug", "letter_kind", to=STAFF),
    "admin:letter-words-in": get("open_slug", "letter_kind", "letter_language", to=STAFF),
    "admin:decisions": get(to=STAFF),
    "admin:cohort-decisions": get("open_slug", to=STAFF),
    "admin:stage-top": post("open_slug", to={RECRUITER}),
    "admin:drop-decisions": post("open_slug", to={RECRUITER}),
    "admin:release-decisions": get("open_slug", to=STAFF),
    "admin:promote-waitlist": post("open_slug", to=STAFF),
    "admin:promotes-waitlist": post("open_slug", to=STAFF),
    "admin:undo-release": get("release_pk", to=STAFF),
    "admin:stage-again": post("release_pk", to={RECRUITER}),
    "admin:drop-decision": post("decision_pk", to={RECRUITER}),
    "admin:duplicates": get(to=STAFF),
    "admin:duplicate": get("pair_pk", to=STAFF),
    "admin:duplicate-decide": post("pair_pk", to={RECRUITER}),
    "admin:merges": get(to=STAFF),
    "admin:merge-undo": post("merge_pk", to={RECRUITER}),
    "admin:imports": get(to={RECRUITER}),
    "admin:import-new": get(to={RECRUITER}),
    "admin:import": get("import_pk", to={RECRUITER}),
    "admin:import-confirm": post("import_pk", to={RECRUITER}),
    "admin:import-discard": post("import_pk", to={RECRUITER}),
    "admin:import-errors": get("import_pk", to={RECRUITER}),
    "admin:import-mapping": get("import_pk", to={RECRUITER}),
    "admin:export-file": get("export_pk", to={RECRUITER}),
    "admin:screening-runs": get(to=STAFF),
    "admin:screening-start": get(to={RECRUITER}),
    "admin:screening-run": get("run_pk", to=STAFF),
    "admin:screening-run-progress": get("run_pk", to=STAFF),
    "admin:screening-run-act": post("run_pk", "run_action", to={RECRUITER}),
    "admin:screening-compare-begin": post("run_pk", to={RECRUITER}),
    "admin:screening-compare": get("run_pk", "run_pk", to=STAFF),
    "admin:screening-results": get("run_pk", to=STAFF),
    "admin:screening-explanation": get("run_pk", "scored_pk", to=STAFF),
    "admin:screening-rubric": get("rubric_pk", to=STAFF),
    "admin:rubrics": get(to=STAFF),
    "admin:rubric-new": get(to={RECRUITER}),
    "admin:rubric-edit": get("draft_pk", to={RECRUITER}),
    "admin:rubric-preview": post("draft_pk", to={RECRUITER}),
    "admin:rubric-compare": get("rubric_pk", to=STAFF),
    "admin:rubric-new-version": post("rubric_pk", to={RECRUITER}),
    "admin:rubric-discard": post("draft_pk", to={RECRUITER}),
    "admin:forms": get(to=STAFF),
    "admin:form-new": get(to={RECRUITER}),
    "admin:form": get("draft_form_pk", to=STAFF),
    "admin:form-settings": post("draft_form_pk", to={RECRUITER}),
    "admin:form-act": Row(frozenset({RECRUITER}), ("draft_form_pk",), "post", (("do", "form_action"),)),
    "admin:form-discard": post("draft_form_pk", to={RECRUITER}),
    "admin:form-section-new": get("draft_form_pk", to={RECRUITER}),
    "admin:form-section": get("draft_form_pk", "draft_section_pk", to={RECRUITER}),
    "admin:form-question-new": get("draft_form_pk", to={RECRUITER}),
    "admin:form-question": get("draft_form_pk", "draft_question_pk", to={RECRUITER}),
    "admin:form-next": post("draft_form_pk", to={RECRUITER}),
    "admin:form-publish": get("draft_form_pk", to={RECRUITER}),
    "admin:form-use": get("draft_form_pk", "open_slug", to={RECRUITER}),
    "admin:form-compare": get("draft_form_pk", to=STAFF),
    "admin:form-preview": get("draft_form_pk", to=STAFF),
    "admin:form-preview-page": get("draft_form_pk", "section_slug", to=STAFF),
    "admin:operations": get(to=STAFF),
    "admin:operation": get("operation_pk", to=STAFF),
    "admin:operation-new": Row(frozenset({RECRUITER}), form=(("kind", "operation_kind"), ("cohort", "open_slug"))),
    "admin:operation-outcomes": get("operation_pk", to=STAFF),
    "admin:operation-csv": get("operation_pk", to=STAFF),
    "admin:operation-act": post("operation_pk", "operation_action", to={RECRUITER}),
    # placing, on the workbench
    "admin:placements-board": get(to=STAFF),
    "admin:placements-openings": get(to=STAFF),
    "admin:placements-opening": get("opening_id", to=STAFF),
    "admin:placements-present": post("opening_id", "enrolment_id", to=STAFF),
    "admin:placements-arrange": post("interview_pk", to=STAFF),
    "admin:placements-placement": get("placement_id", to=STAFF),
    "admin:placements-advance": post("placement_id", to=STAFF),
    "admin:placements-verify": post("placement_id", "item_pk", to=STAFF),
    "admin:placements-waive": post("placement_id", "item_pk", to=STAFF),
    # boot camp
    "bootcamp:home": get(to={INSTRUCTOR, MANAGER}),
    "bootcamp:learner": get(to=SIGNED_IN),
    "bootcamp:set-up": Row(frozenset({MANAGER}), method="post", form=(("cohort", "open_slug"),)),
    "bootcamp:class": get("current_slug", to={INSTRUCTOR, MANAGER}),
    "bootcamp:enrol": post("current_slug", to={MANAGER}),
    "bootcamp:start": post("current_slug", to={INSTRUCTOR, MANAGER}),
    "bootcamp:sessions": get("current_slug", to={INSTRUCTOR, MANAGER}),
    "bootcamp:attendance": get("current_slug", "session_pk", to={INSTRUCTOR, MANAGER}),
    "bootcamp:gradebook": get("current_slug", to={INSTRUCTOR, MANAGER}),
    "bootcamp:completion": get("current_slug", to={INSTRUCTOR, MANAGER}),
    "bootcamp:person": get("current_slug", "learner_id", to={INSTRUCTOR, MANAGER}),
    # the client portal
    "placements:portal": get(to={CLIENT}),
    "placements:openings": get(to={CLIENT}),
    "placements:opening": get("opening_id", to={CLIENT}),
    "placements:person": get("placement_id", to={CLIENT}),
    "placements:interview": get("presented_id", to={CLIENT}),
    "placements:feedback": get("placement_id", to={CLIENT}),
    # partner universities
    "partners:home": get(to=WITH_PARTNER),
    "partners:university": get("partner_slug", to=WITH_PARTNER),
    "partners:figures": get("partner_slug", to=WITH_PARTNER),
    "partners:qr-svg": get("partner_slug", "open_slug", to=WITH_PARTNER),
    "partners:qr-png": get("partner_slug", "open_slug", to=WITH_PARTNER),
    "partners:sheet": get("partner_slug", "open_slug", "sheet_language", to=WITH_PARTNER),
    "partners:material": get("partner_slug", "material_id", to=WITH_PARTNER),
    "applicants:refer": get("referral_code", to=EVERYBODY),
    "applicants:university-consent": post("application_id", to={APPLICANT}),
    "admin:partners": get(to=STAFF),
    "admin:partner": get("university_pk", to=STAFF),
    "admin:partner-remove": post("contact_pk", to=STAFF),
    # mentoring
    "mentorship:home": get(to={MENTOR}),
    "mentorship:mine": get(to=SIGNED_IN),
    "mentorship:coordinator": get(to={MANAGER}),
    "mentorship:propose": get("unmentored_pk", to={MANAGER}),
    "mentorship:end": post("mentorship_pk", to={MANAGER}),
    "mentorship:mentee": get("mentorship_pk", to={MENTOR}),
    "mentorship:session": get("mentorship_pk", to={MENTOR}),
    "mentorship:confirm": post("mentorship_pk", to={MENTOR, GRADUATE}),
    "mentorship:goal": get("mentorship_pk", to={MENTOR, GRADUATE}),
    "mentorship:progress": post("goal_pk", to={MENTOR, GRADUATE}),
    "mentorship:check-in": get("mentorship_pk", "check_in_day", to={MENTOR, GRADUATE}),
    # reports
    "reports:home": get(to=REPORTING),
    "reports:methods": get(to=REPORTING),
    "reports:cohort": get("current_slug", to=REPORTING),
    "reports:groups": get("current_slug", to=REPORTING),
    "reports:local-law": get("current_slug", to=REPORTING),
    "reports:trend": get(to=REPORTING),
    "reports:impact": get("open_slug", to=REPORTING),
    "reports:compare-cuts": get("open_slug", to=REPORTING),
    "reports:cohort-outcomes": get("current_slug", to=REPORTING),
    "reports:outcomes": get(to=REPORTING),
    "reports:sign": post("open_slug", to={COMPLIANCE}),
    "reports:sign-off-rule": post("open_slug", to={MANAGER}),
    "reports:break-glass": get(to=REPORTING),
    "reports:reads": get(to={COMPLIANCE}),
    "reports:seen": post("broken_pk", to={COMPLIANCE}),
    "reports:settings": get(to=REPORTING),
    "reports:settings-change": post(to={MANAGER}),
    "reports:snapshots": get(to=REPORTING),
    "reports:snapshots-of-cohort": get("open_slug", to=REPORTING),
    "reports:snapshot-freeze": get("open_slug", to=REPORTING),
    "reports:snapshot-compare": get(to=REPORTING),
    "reports:snapshot": get("snapshot_id", to=REPORTING),
    "reports:snapshot-file": get("snapshot_id", "file_kind", to=REPORTING),
    "reports:snapshot-sign": get("snapshot_id", to={COMPLIANCE}),
    "reports:snapshot-withdraw": get("snapshot_id", to=REPORTING),
    "reports:snapshot-publish": get("snapshot_id", to={MANAGER}),
    "reports:snapshot-unpublish": get("snapshot_id", to={MANAGER}),
    "class": get("current_slug", to=EVERYBODY),
    "reports:self-identify": get("application_id", to={APPLICANT}),
    "reports:self-identify-skip": post("application_id", to={APPLICANT}),
    "reports:self-identify-withdraw": post("application_id", to={APPLICANT}),
}

TECHNICAL: Final = frozenset({SUPERUSER})
NONE: Final[frozenset[str]] = frozenset()
ADMIN_MODELS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    # model -> (who may look, who may add); Django's own pages of each model follow from the two
    "account_emailaddress": (TECHNICAL, TECHNICAL),
    "mfa_authenticator": (TECHNICAL, TECHNICAL),
    "accounts_user": (TECHNICAL, TECHNICAL),
    "auth_group": (TECHNICAL, NONE),
    "cohorts_university": (ADMIN, DECIDING),
    "cohorts_cohort": (ADMIN, DECIDING),
    "cohorts_questionset": (ADMIN, frozenset()),
    "cohorts_referrallink": (ADMIN, DECIDING),
    "cohorts_partnermaterial": (ADMIN, ADMIN),
    "applicants_applicant": (STAFF, NONE),
    "applicants_application": (STAFF, NONE),
    "applicants_decision": (STAFF, NONE),
    "applicants_decisionrelease": (STAFF, NONE),
    "applicants_review": (frozenset({RECRUITER}), NONE),
    "bootcamp_programme": (ADMIN, NONE),
    "bootcamp_module": (ADMIN, NONE),
    "bootcamp_teaching": (ADMIN, frozenset({MANAGER, SUPERUSER})),
    "bootcamp_credential": (ADMIN, frozenset({MANAGER, SUPERUSER})),
    "bootcamp_track": (ADMIN, frozenset({MANAGER, SUPERUSER})),
    "bootcamp_enrolment": (ADMIN, NONE),
    "placements_client": (ADMIN, ADMIN),
    "placements_opening": (ADMIN, ADMIN),
    "mentorship_mentor": (frozenset({MANAGER, SUPERUSER}), frozenset({MANAGER, SUPERUSER})),
}
