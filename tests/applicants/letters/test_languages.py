"""Letters in the language that each person applied in."""

import pytest

from applicants.letters.phrases import SHIPPED_IN, language_of_letters
from applicants.letters.placeholders import body_problems, subject_problems, used
from applicants.letters.reasons import LookedAt, data_in_words, reasons_in_words
from applicants.letters.shipped import SPOKEN, Words
from applicants.models import Applicant, Letter, LetterTemplate
from applicants.selectors.letters import words_in_force
from applicants.services.letters import write_for_release
from applicants.services.sending import send_due
from applicants.services.wording import back_to_shipped, save_words
from tests.applicants.deciding.factories import make_recruiter
from tests.applicants.letters.factories import REASON, make_release
from tests.applicants.letters.smtp_stub import Server
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
HOURS = LookedAt("Drive", "How many hours a week you learn.", "How many hours?", 10)


def test_every_shipped_letter_is_there_in_every_language_with_the_same_placeholders() -> None:
    assert set(SHIPPED_IN) == set(SPOKEN)
    for language, kinds in SHIPPED_IN.items():
        assert set(kinds) == set(LetterTemplate.Kind.values), language
        for kind, words in kinds.items():
            assert subject_problems(words.subject, kind) + body_problems(words.body, kind) == []
            assert used(words.body) == used(SHIPPED_IN["en"][kind].body)


def test_each_person_is_written_to_in_their_language() -> None:
    release = make_release(count=3, kind="offered")
    people = list(Applicant.objects.filter(applications__decisions__release=release).order_by("pk"))
    for person, language in zip(people, ("es", "", "fr"), strict=True):
        Applicant.objects.filter(pk=person.pk).update(language=language)
    write_for_release(release)
    letters = list(Letter.objects.order_by("application__applicant"))
    assert [letter.language for letter in letters] == ["es", "en", "en"]
    assert letters[0].subject == f"Un lugar para usted en {release.cohort}"
    assert letters[1].subject == f"A seat for you in {release.cohort}"
    day = release.cohort.bootcamp_starts
    assert f" de {day.year}" in letters[0].body
    assert f" de {day.year}" not in letters[1].body


def test_reasons_in_english_are_said_to_be_in_english() -> None:
    release = make_release()
    Applicant.objects.update(language="es")
    write_for_release(release)
    body = Letter.objects.get().body
    assert "(Los motivos están en inglés, tal como los escribió la persona que decidió." in body
    assert REASON in body
    assert "inglés" not in reasons_in_words(REASON, [HOURS])


def test_what_stands_around_the_reasons_is_in_the_language_of_the_letter() -> None:
    assert reasons_in_words("Few hours.", [HOURS], "es").endswith(
        "Few hours.\n\nLo que buscamos y menos encontramos en sus respuestas:\n- Drive: How many hours a week you learn."
    )
    assert data_in_words([HOURS], "es") == "Sus respuestas a estas preguntas:\n- How many hours?"
    assert data_in_words([], "es") == "Lo que escribió en su solicitud. No intervino ningún puntaje."


def test_words_of_a_class_are_by_language() -> None:
    cohort, by = make_cohort(), make_recruiter()
    own = Words("Espere, {name}", "Hola {name}\n{status_link}\n")
    save_words(cohort, kind="waitlisted", words=own, by=by, language="es")
    in_force = words_in_force(cohort)
    assert (in_force["es", "waitlisted"], in_force["en", "waitlisted"]) == (own, SHIPPED_IN["en"]["waitlisted"])
    assert back_to_shipped(cohort, kind="waitlisted", language="en") is False
    assert back_to_shipped(cohort, kind="waitlisted", language="es") is True


def test_the_html_of_a_letter_says_its_language(mail_server: Server) -> None:
    release = make_release()
    Applicant.objects.update(language="es")
    write_for_release(release)
    Letter.objects.update(hold_until=release.released_at, next_try_at=release.released_at)
    assert send_due().sent == 1
    assert '<html lang="es">' in list(mail_server.letters[0][1].iter_parts())[1].get_content()


@pytest.mark.parametrize(
    ("reads", "written"), [("es", "es"), ("es-MX", "es"), ("en-us", "en"), ("", "en"), ("ar", "en")]
)
def test_the_language_of_letters(reads: str, written: str) -> None:
    assert language_of_letters(reads) == written
