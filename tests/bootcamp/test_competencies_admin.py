"""Competencies in the admin: who edits them, what is refused in words, and what their history says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bootcamp.models import Competency
from bootcamp.services.rubrics import shipped_competencies
from careerpath.accounts.roles import Role

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
WORDS = {"beginning": "One.", "developing": "Two.", "proficient": "Three.", "advanced": "Four."}


def sent(competency: Competency, **changed: str) -> dict[str, Any]:
    names = ("name", "description", "position", *WORDS)
    return {name: getattr(competency, name) for name in names} | changed


def test_a_manager_betters_the_words_and_the_history_says_who_and_what_stood_there(signed_in: SignIn) -> None:
    competency = shipped_competencies()[0]
    was, client = competency.advanced, signed_in(Role.MANAGER)
    page = reverse("admin:bootcamp_competency_change", args=[competency.pk])
    assert client.post(page, sent(competency, advanced="Teaches it.")).status_code == 302
    competency.refresh_from_db()
    assert competency.advanced == "Teaches it."
    shipped_competencies()  # what was edited stays as it is
    assert Competency.objects.get(pk=competency.pk).advanced == "Teaches it."
    history = client.get(reverse("admin:bootcamp_competency_history", args=[competency.pk]))
    (entry,) = history.context["action_list"]
    assert entry.get_change_message() == f"4, advanced: “{was}” is now “Teaches it.”."
    assert entry.user.groups.get().name == Role.MANAGER.value


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"advanced": " "}, "Say what can be observed at this level."),
        ({"advanced": "THREE."}, "These are the words of “3, proficient” too. Say what is different here."),
        ({"name": "Decides with evidence"}, "There is a competency of this name already."),
    ],
)
def test_what_cannot_be_is_refused_in_words(changed: dict[str, str], words: str, signed_in: SignIn) -> None:
    shipped_competencies()
    new = {"name": "Listens", "slug": "listens", "description": "", "position": "9", **WORDS} | changed
    answer = signed_in(Role.MANAGER).post(reverse("admin:bootcamp_competency_add"), new)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert not Competency.objects.filter(slug="listens").exists()


def test_an_instructor_does_not_edit_them(signed_in: SignIn) -> None:
    competency = shipped_competencies()[0]
    page = reverse("admin:bootcamp_competency_change", args=[competency.pk])
    assert signed_in(Role.RECRUITER).post(page, sent(competency, name="Mine")).status_code == 403
    assert signed_in(Role.INSTRUCTOR).get(page).status_code in (302, 403, 404)
