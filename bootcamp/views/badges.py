"""What machines ask that verify a credential. Open to every origin: a verifier may be a page of somebody else."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bootcamp.badges import picture
from bootcamp.badges.document import CONTEXT
from bootcamp.models import Certificate, Programme
from bootcamp.selectors import certificates
from bootcamp.services.certificates import achievement_of, check_address
from bootcamp.services.certificates import issuer as our_issuer
from careerpath.ui.links import site_link

an_hour = cache_control(public=True, max_age=3600)


def open_json(data: Any, content_type: str = "application/json") -> JsonResponse:
    """JSON that pages of others may read."""
    answer = JsonResponse(data, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@cache_control(public=True, max_age=300)
def keys(request: HttpRequest) -> HttpResponse:
    """All our public keys (RFC 7517)."""
    return open_json({"keys": certificates.public_keys()}, "application/jwk-set+json")


@require_safe
@cache_control(public=True, max_age=300)
def key(request: HttpRequest, thumbprint: str) -> HttpResponse:
    """One public key: where the `kid` of a credential leads."""
    found = certificates.key_by(thumbprint)
    if found is None:
        raise Http404("There is no such key.")
    return open_json(found, "application/jwk+json")


@require_safe
@an_hour
def issuer(request: HttpRequest) -> HttpResponse:
    """Who awards."""
    return open_json({"@context": CONTEXT[:2], **our_issuer().profile()})


@require_safe
@an_hour
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    """What a class is awarded; there once somebody has been."""
    programme = _programme(slug)
    return open_json({"@context": CONTEXT[:2], **achievement_of(programme.cohort, programme).document()})


@require_safe
@an_hour
def image(request: HttpRequest, slug: str) -> HttpResponse:
    """The badge of a class, without anybody's credential in it."""
    programme = _programme(slug)
    svg = picture.badge(
        title="Digital health boot camp: completed", issuer=our_issuer().name, year=programme.cohort.bootcamp_ends.year
    )
    answer = HttpResponse(svg, content_type="image/svg+xml")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@cache_control(no_store=True)
def revoked(request: HttpRequest) -> HttpResponse:
    """What does not count any more (1EdTech Revocation List Status Method): numbers and the public reason, nobody's name."""
    return open_json(
        {
            "id": site_link("badges:revoked"),
            "issuer": site_link("badges:issuer"),
            "revokedCredentials": [
                {
                    "id": check_address(each.public_id),
                    "revoked": True,
                    "revocationReason": REASONS[each.revoked_because],
                }
                for each in certificates.revoked()
            ],
        }
    )


REASONS: dict[str, str] = {
    Certificate.Reason.ERROR: "It was issued by mistake.",
    Certificate.Reason.REPLACED: "It was replaced by a new one.",
    Certificate.Reason.ASKED: "Its holder asked for it.",
    Certificate.Reason.CONDUCT: "The board took it back.",
}
"""In English whoever asks: machines keep it."""


def _programme(slug: str) -> Programme:
    """The programme of a class in which certificates were issued."""
    return get_object_or_404(
        Programme.objects.select_related("cohort").distinct(),
        cohort__slug=slug,
        cohort__enrolments__certificates__issued_at__lte=timezone.now(),
    )
