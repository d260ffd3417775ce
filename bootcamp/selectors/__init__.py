"""Reading the boot camp, in modules per subject."""

from bootcamp.selectors.last_mile import awards_valid_on, holds_credential
from bootcamp.selectors.people import graduates, in_class, learner_enrolment, taught_by, visible_to
from bootcamp.selectors.standing import Standing, standing_of, standing_of_class, status_counts

__all__ = [
    "Standing",
    "awards_valid_on",
    "graduates",
    "holds_credential",
    "in_class",
    "learner_enrolment",
    "standing_of",
    "standing_of_class",
    "status_counts",
    "taught_by",
    "visible_to",
]
