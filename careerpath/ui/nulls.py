"""Addresses and forms that no browser sends."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse


class PassOverNulls:
    """Takes NULs out of what an address asks for, as a page shrugs at any filter it does not know; in the path they are refused.

    PostgreSQL keeps no NUL in a text, so asking for one would fail. In a form they are refused where they come so far: fields of
    Django's forms say so themselves, and what a view reads past them (a reason, a note) is no mistake of ours either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on what can be read."""
        if "\x00" in request.path_info:
            raise BadRequest("There is a NUL in the address.")
        asked = request.META.get("QUERY_STRING", "")
        while "%00" in asked or "\x00" in asked:  # again, because what stood around one may make another
            asked = asked.replace("%00", "").replace("\x00", "")
        request.META["QUERY_STRING"] = asked
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Refuse a form with a NUL in it that the database did not take."""
        if isinstance(exception, ValueError | DataError) and any(
            "\x00" in value for _, values in request.POST.lists() for value in values if isinstance(value, str)
        ):
            raise BadRequest("There is a NUL in the form.") from exception
