"""What clients are and what mentors know, as each reader reads it."""

from django.utils import translation

from placements.kinds import say_kinds, say_languages


def test_words_are_read_in_the_readers_language_and_words_of_ones_own_stay() -> None:
    assert say_kinds(["hospital", "Clinic", "air ambulance"]) == "hospital, clinic, air ambulance"
    assert say_languages(["english", "Spanish", "Twi"]) == "English, Spanish, Twi"
    with translation.override("es"):
        assert say_kinds(["hospital", "Clinic", "air ambulance"]) == "hospital, clínica, air ambulance"
        assert say_languages(["english", "Spanish", "Twi"]) == "Inglés, Español, Twi"
