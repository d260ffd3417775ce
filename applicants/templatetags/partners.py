"""Universities in templates: `{% load partners %}`."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from applicants.models import Application
from applicants.selectors.partners import consent_of
from applicants.services.consents import can_give
from cohorts.models import ReferralLink
from cohorts.partners.codes import said

register = template.Library()


@register.simple_tag
def referral_address(link: ReferralLink) -> str:
    """The short address of a link, in full."""
    return settings.SITE_URL.rstrip("/") + reverse("applicants:refer", args=[link.code])


@register.simple_tag
def referral_code(link: ReferralLink) -> str:
    """The code as it is printed."""
    return said(link.code)


@register.inclusion_tag("applicants/_university_consent.html", takes_context=True)
def university_consent(context: dict[str, Any], application: Application) -> dict[str, Any]:
    """The question whether the university may be told; nothing where there is none to tell. Three queries where there is."""
    asked = can_give(application)
    return {
        "application": application,
        "is_asked": asked,
        "consent": consent_of(application) if asked else None,
        "csrf_token": context.get("csrf_token"),
    }
