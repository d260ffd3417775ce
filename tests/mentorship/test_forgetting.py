"""What mentoring and placements know of a person: in their own file, and emptied when they are erased."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from applicants.own_data import ERASERS, PARTS
from mentorship.models import CheckIn, Escalation, Goal, MentoringSession, SealedNote
from mentorship.services.checking_in import record_check_in
from mentorship.services.escalating import answer, raise_concern
from mentorship.services.goals import record_progress, set_goal
from mentorship.services.meetings import arrange
from mentorship.services.working import ActionEntry, log_session
from placements.models import OnboardingEvidence, OnboardingFile, OnboardingItem, OnboardingRequirement
from placements.services.onboarding import give_evidence, send_back
from tests.applicants.documents.making import pdf
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentorship, mentee_of

pytestmark = pytest.mark.django_db
OWN = ("OWNCONCERN", "OWNSTEP", "OWNROOM", "OWNREF")


def parts_of(user, application):
    return {part.key: part.records for give in PARTS for part in give(user.pk, [application])}


def test_concerns_meetings_goals_and_evidence_are_given_out_and_erased():
    pair = make_mentorship(days_ago=40)
    mentee, mentor, staff = mentee_of(pair), pair.mentor.user, make_user(name="Staff Person")
    application = pair.placement.enrolment.application_id
    concern = raise_concern(pair, by=mentee, category="workload", words="OWNCONCERN")
    answer(concern, by=staff, text="ANSWERED")
    raise_concern(pair, by=mentor, category="other", words="MENTORSWORDS")
    goal = set_goal(pair, by=mentee, specific="OWNGOAL", measurable="Done", due_on=a_day(9))
    record_progress(goal, by=mentee, progress=40, note="OWNSTEP")
    arrange(pair, by=mentee, starts_at=pair.proposed_at + timedelta(days=60), where="OWNROOM")
    log_session(
        pair,
        by=mentor,
        met_on=a_day(),
        shared_notes="SHAREDWORDS",
        private_note="NOTE",
        actions=[ActionEntry("ACTIONWORDS")],
    )
    record_check_in(pair, by=mentee, day=30, answers=dict.fromkeys(CheckIn.QUESTIONS, 4), comment="COMMENTWORDS")
    client = pair.placement.opening.client
    for kind, evidence in (("hipaa", "reference"), ("nda", "file")):
        asked = OnboardingRequirement.objects.create(client=client, kind=kind, owner="person", evidence=evidence)
        item = OnboardingItem.objects.create(placement=pair.placement, requirement=asked, due_on=a_day())
        if evidence == "file":
            give_evidence(item, by=mentee, file=ContentFile(pdf(), name="signed.pdf"))
        else:
            send_back(
                give_evidence(item, by=mentee, reference="OWNREF", dated_on=a_day(-1)), by=staff, because="Which?"
            )
    found = parts_of(mentee, application)
    keys = ("mentoring_meetings", "goal_steps", "concerns", "onboarding_evidence")
    assert [len(found[key]) for key in keys] == [1, 1, 1, 2]
    said = json.dumps([[field.value for field in row] for key in keys for row in found[key]], default=str)
    assert [word for word in (*OWN, "ANSWERED", "signed.pdf", "Which?") if word not in said] == []
    assert [word for word in ("MENTORSWORDS", "Staff Person") if word in said] == []
    assert [len(parts_of(mentor, 0)[key]) for key in keys] == [0, 0, 1, 0]

    assert SealedNote.objects.count() == 1
    counts = [model.objects.count() for model in (Escalation, Goal, MentoringSession, OnboardingEvidence)]
    assert sum(erase([application]) for erase in ERASERS) > 9
    assert [model.objects.count() for model in (Escalation, Goal, MentoringSession, OnboardingEvidence)] == counts
    left = json.dumps(
        [[f.value for f in row] for rows in parts_of(mentee, application).values() for row in rows], default=str
    )
    erased = (*OWN, "OWNGOAL", "ANSWERED", "MENTORSWORDS", "SHAREDWORDS", "ACTIONWORDS", "COMMENTWORDS")
    assert [word for word in erased if word in left] == []
    assert not OnboardingFile.objects.exists()
    assert not SealedNote.objects.exists()
    assert not Escalation.objects.exclude(words="–").exists()
    assert sum(erase([application]) for erase in ERASERS) == 0
