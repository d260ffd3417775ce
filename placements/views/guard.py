"""What every page of the portal stands behind. `tests/placements/test_isolation.py` tries that none forgets it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from careerpath.accounts.access import View, me, role_required
from careerpath.accounts.roles import Role
from placements.selectors.contacts import NotYourPart, Part, parts_of, words_for
from placements.wall import only_clients

MARK: Final = "portal_page"
"""The attribute that says of a view that it stands behind this guard."""


def portal_page(*methods: str, at_least: str = Part.READER) -> Callable[[View], View]:
    """Guard a page of the portal: signed in, a client contact, and inside the wall of their clients, in one transaction.

    A second factor is asked for before (`careerpath.accounts.middleware`). With `at_least` the page is for contacts who have that
    part at a client, and the wall lets through only the clients where they have it; the others get a 403 in words. `methods` as in
    `require_http_methods`; without any it is a page that is only read.

    The answer must be whole when the view returns: what is read later is read outside the wall.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def walled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = me(request)
            mine = parts_of(user, at_least=at_least)
            if not mine and at_least != Part.READER:
                raise NotYourPart(words_for(at_least))
            with only_clients(mine):
                response = view(request, *args, **kwargs)
                if response.streaming:
                    raise RuntimeError(f"{view.__name__} answers in a stream: it would be read outside the wall.")
                return response

        guarded = never_cache(role_required(Role.CLIENT)(require_http_methods(methods or ("GET", "HEAD"))(walled)))
        setattr(guarded, MARK, True)
        return guarded

    return guard
