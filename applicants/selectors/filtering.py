"""Filters, whom they match, and how to say them: the one door for the list, for bulk operations and for exports.

filters = Filters(cohort=cohort.pk, statuses=("screened",), bands=(1,), university=7)
matching(filters).count(); say(filters); Filters.from_dict(filters.to_dict()) == filters
"""

from applicants.selectors.filters import NOBODY, AnswerIs, Filters, Flag, Operator
from applicants.selectors.matching import matching, submitted
from applicants.selectors.saying import say

__all__ = ["NOBODY", "AnswerIs", "Filters", "Flag", "Operator", "matching", "say", "submitted"]
