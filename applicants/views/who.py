"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from careerpath.accounts.models import User


def me(request: HttpRequest) -> User:
    """The person signed in; for views behind `login_required`."""
    return cast(User, request.user)
