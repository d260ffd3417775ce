"""Universities in templates: `{% load partners %}`."""

from typing import Any

from django import template

from applicants.models import Application
from applicants.selectors import partners
from applicants.selectors.partners import consent_of
from applicants.services.consents import can_give
from cohorts.models import Cohort, ReferralLink
from cohorts.partners.codes import said
from cohorts.selectors import referral

register = template.Library()


register.simple_tag(partners.referral_address)


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


@register.inclusion_tag("applicants/_university_code.html", takes_context=True)
def university_code(context: dict[str, Any], cohort: Cohort) -> dict[str, Any]:
    """A field for the code from a flyer, and which university the code in the address is of. One query where there is a code."""
    request = context.get("request")
    typed = request.GET.get("ref", "").strip()[:110] if request else ""
    link = referral(cohort, typed) if typed else None
    return {"typed": typed, "university": link.university if link else None}
