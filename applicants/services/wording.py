"""The words of a cohort's letters."""

from applicants.letters.shipped import SPOKEN, Words
from applicants.models import LetterTemplate
from applicants.services.letters import check_words
from careerpath.accounts.models import User
from cohorts.models import Cohort


def save_words(cohort: Cohort, *, kind: str, words: Words, by: User, language: str = SPOKEN[0]) -> LetterTemplate:
    """Give a cohort words of its own for a letter in a language; letters that are written stay. Raises LetterRefused."""
    check_words(words, kind)
    template, _ = LetterTemplate.objects.update_or_create(
        cohort=cohort,
        kind=kind,
        language=language,
        defaults={"subject": words.subject, "body": words.body, "updated_by": by},
    )
    return template


def back_to_shipped(cohort: Cohort, *, kind: str, language: str = SPOKEN[0]) -> bool:
    """Use the shipped words again; whether there were others."""
    return bool(LetterTemplate.objects.filter(cohort=cohort, kind=kind, language=language).delete()[0])
