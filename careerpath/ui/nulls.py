"""Addresses that no browser sends."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class RefuseNulls:
    """Answers 400 to an address with a NUL in it: PostgreSQL keeps none in a text, so asking for it would fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on what can be read."""
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked or "\x00" in asked or "\x00" in request.path_info:
            raise BadRequest("There is a NUL in the address.")
        return self.get_response(request)
