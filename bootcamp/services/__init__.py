"""What the boot camp does, by verb. Every verb names its actor (`by=`)."""

from bootcamp.services.attempting import AttemptRefused, award_credential, check_can_attempt, record_attempt
from bootcamp.services.attending import ReasonNeeded, WrongMarks, record_attendance
from bootcamp.services.completing import (
    NotComplete,
    can_complete,
    check_can_complete,
    complete,
    complete_many,
)
from bootcamp.services.enrolling import (
    NotAdmitted,
    defer,
    dismiss,
    enrol_admitted,
    enrol_again,
    reinstate,
    start_training,
    withdraw,
)
from bootcamp.services.following_up import open_follow_up, record_contact
from bootcamp.services.grading import comment_on_grade, record_grade, record_grades, set_days_late
from bootcamp.services.handing_in import note_handed_in
from bootcamp.services.last_mile import NoSeat, choose_tracks, finish_track, join_track, leave_track
from bootcamp.services.setting_up import (
    ProgrammeRefused,
    assign_instructor,
    check_weights,
    set_up_bootcamp,
)
from bootcamp.services.setting_up_last_mile import set_up_last_mile

__all__ = [
    "AttemptRefused",
    "NoSeat",
    "NotAdmitted",
    "NotComplete",
    "ProgrammeRefused",
    "ReasonNeeded",
    "WrongMarks",
    "assign_instructor",
    "award_credential",
    "can_complete",
    "check_can_attempt",
    "check_can_complete",
    "check_weights",
    "choose_tracks",
    "comment_on_grade",
    "complete",
    "complete_many",
    "defer",
    "dismiss",
    "enrol_admitted",
    "enrol_again",
    "finish_track",
    "join_track",
    "leave_track",
    "note_handed_in",
    "open_follow_up",
    "record_attempt",
    "record_attendance",
    "record_contact",
    "record_grade",
    "record_grades",
    "reinstate",
    "set_days_late",
    "set_up_bootcamp",
    "set_up_last_mile",
    "start_training",
    "withdraw",
]
