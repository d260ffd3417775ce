"""Trying a letter out before anybody gets it: shown with a real applicant, or sent to oneself. Nothing is kept."""

from datetime import timedelta

from django.utils import timezone

from applicants.letters.shipped import Words
from applicants.models import Application, Decision, LetterTemplate, ScreeningResult
from applicants.selectors.letters import criteria_by_form, run_to_explain_by
from applicants.services.composing import (
    OFFER_LINK_IN_A_PREVIEW,
    compose,
    in_the_language_of_letters,
    values_of_cohort,
    values_of_offer,
    values_of_person,
    values_of_refusal,
)
from applicants.services.letters import LetterRefused, check_words
from applicants.services.offers import answer_by
from applicants.services.sending import as_mail, open_mailer
from careerpath.accounts.models import User

UNWRITTEN = "(Here stand the reasons that you write with the decision.)"


def preview(application: Application, *, kind: str, words: Words, language: str = "en") -> Words:
    """A letter as this applicant would get it, with what was decided or is pending of them; the link to an offer leads nowhere."""
    cohort = application.cohort
    decision = application.decisions.filter(kind=kind, dropped_at__isnull=True).order_by("-pk").first()
    with in_the_language_of_letters(language):
        person = values_of_person(application.applicant.name, application.public_id, language)
        values = values_of_cohort(cohort) | person
        if kind == LetterTemplate.Kind.OFFERED:
            until = decision.answer_by if decision else None
            until = until or answer_by(cohort, timezone.now() + timedelta(hours=cohort.undo_hours))
            values |= values_of_offer(until, OFFER_LINK_IN_A_PREVIEW, cohort, language)
        elif kind == LetterTemplate.Kind.REJECTED:
            values |= _refusal(application, decision, language)
        return compose(words, values)


def send_test(application: Application, *, kind: str, words: Words, to: User, language: str = "en") -> None:
    """Send the preview to the person who asks, at once. Raises LetterRefused: the words, or the mail server."""
    check_words(words, kind)
    shown = preview(application, kind=kind, words=words, language=language)
    try:
        mailer = open_mailer()
        try:
            as_mail(Words(f"Test: {shown.subject}", shown.body), to.email, mailer, language=language).send()
        finally:
            mailer.close()
    except Exception as error:  # whatever the backend raises, the person reads it
        raise LetterRefused(f"The test could not be sent: {error}") from error


def _refusal(application: Application, decision: Decision | None, language: str) -> dict[str, str]:
    run = decision.run if decision and decision.run else run_to_explain_by(application.cohort)
    result = ScreeningResult.objects.filter(run=run, application=application, band__gt=0).first() if run else None
    reason = decision.reason if decision else UNWRITTEN
    if run is None or result is None:
        return values_of_refusal(reason, [], [], language)
    key = (run.rubric_version_id, application.question_set_id)
    return values_of_refusal(reason, criteria_by_form([key])[key], result.points, language)
