"""Where the deployment asks for a second factor, a contact without one sees the page that sets it up and nothing of the portal."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.urls import reverse

from placements.urls import urlpatterns
from tests.placements.test_isolation import arguments, leaks_of, text_of
from tests.placements.worlds import make_world

pytestmark = pytest.mark.django_db


def test_a_contact_without_a_second_factor_sees_only_the_page_that_sets_it_up(signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_STAFF_MFA = True
    world = make_world("Zirkon")
    browser = signed_in(world.lead)
    for pattern in urlpatterns:
        url = reverse(f"placements:{pattern.name}", kwargs=next(arguments(pattern, world), {}))
        for method in (browser.get, browser.post):
            response = method(url)
            assert (response.status_code, response.get("Location")) == (302, reverse("mfa_index")), url
            assert leaks_of(text_of(response), url, world) == []
    Authenticator.objects.create(user=world.lead, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert browser.get(reverse("placements:portal")).status_code == 302
    factor = Authenticator.objects.create(user=world.lead, type=Authenticator.Type.TOTP, data={})
    assert browser.get(reverse("placements:portal")).status_code == 200
    # Taken away again, in this session or in another one: shut at once.
    factor.delete()
    assert browser.get(reverse("placements:portal")).status_code == 302


def test_a_deployment_asks_for_it_unless_it_is_a_developers_machine() -> None:
    assert project.REQUIRE_STAFF_MFA is (not project.DEVELOPMENT)
