"""The words of a cohort's letters."""

from applicants.letters.shipped import Words
from applicants.models import LetterTemplate
from applicants.services.letters import check_words
from careerpath.accounts.models import User
from cohorts.models import Cohort


def save_words(cohort: Cohort, *, kind: str, words: Words, by: User) -> LetterTemplate:
    """Give a cohort words of its own for a kind of letter; letters that are written stay as they are. Raises LetterRefused."""
    check_words(words, kind)
    template, _ = LetterTemplate.objects.update_or_create(
        cohort=cohort, kind=kind, defaults={"subject": words.subject, "body": words.body, "updated_by": by}
    )
    return template


def back_to_shipped(cohort: Cohort, *, kind: str) -> bool:
    """Use the shipped words again; whether there were others."""
    return bool(LetterTemplate.objects.filter(cohort=cohort, kind=kind).delete()[0])
