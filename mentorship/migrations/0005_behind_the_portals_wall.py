"""Mentoring is behind the portal's wall: no client contact reads or writes any of it (docs/decisions/0027-the-portals-wall.md)."""

from django.db import migrations

from placements.walled import raise_wall


class Migration(migrations.Migration):
    """Policies only; no column changes."""

    dependencies = [
        ("mentorship", "0004_last_met"),
    ]

    operations = [
        raise_wall(
            "mentorship_agreementgiven",
            "mentorship_anothermentor",
            "mentorship_checkin",
            "mentorship_escalation",
            "mentorship_escalationanswer",
            "mentorship_goal",
            "mentorship_goalstep",
            "mentorship_meeting",
            "mentorship_menteeliked",
            "mentorship_menteewish",
            "mentorship_mentor",
            "mentorship_mentorconflict",
            "mentorship_mentoringagreement",
            "mentorship_mentoringrules",
            "mentorship_mentoringsession",
            "mentorship_mentorpause",
            "mentorship_mentorrank",
            "mentorship_mentorship",
            "mentorship_mentorshipstatuschange",
            "mentorship_nudge",
            "mentorship_nudgechoice",
            "mentorship_sealednote",
            "mentorship_sessionaction",
            "mentorship_sessionchange",
        ),
    ]
