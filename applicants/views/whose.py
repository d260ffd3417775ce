"""Whose application a page is about."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from applicants.models import Application
from applicants.selectors.applying import my_applications
from careerpath.accounts.access import me


def mine_or_404(request: HttpRequest, public_id: UUID) -> Application:
    """An application of the person signed in; anybody else's is not there."""
    return get_object_or_404(my_applications(me(request)), public_id=public_id)
