"""Where people land after signing in, and what only the demo offers."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from careerpath.accounts.access import me, roles_of
from careerpath.accounts.demo import DEMO_PEOPLE, demo_email
from careerpath.accounts.models import User
from careerpath.accounts.roles import APPLICANT_HOME, HOME, PERSONAL_HOMES

MAILS_SHOWN = 100


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send somebody to the first page of their role, or to where they stand in the pipeline."""
    return redirect(_home_of(me(request)))


def _home_of(user: User) -> str:
    roles = roles_of(user)
    if roles:
        return next(url for role, url in HOME.items() if role in roles)
    if user.is_staff:
        return "admin:index"
    return next((url for url, is_for in PERSONAL_HOMES if is_for(user)), APPLICANT_HOME)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people. Not there at all outside the demo."""
    if not settings.DEMO or request.POST.get("role") not in DEMO_PEOPLE:
        raise Http404
    user = get_object_or_404(User, email=demo_email(request.POST["role"]), is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mail that the demo has sent, newest first. Not there at all outside the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_mail.html", {"mails": _sent_mails(Path(settings.EMAIL_FILE_PATH))})


def _sent_at(message: EmailMessage) -> datetime | None:
    """When it was sent. Django's mails say "-0000", which is UTC without a place, and Python reads as no zone."""
    moment: datetime | None = getattr(message["Date"], "datetime", None)
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _sent_mails(folder: Path) -> list[dict[str, Any]]:
    """The last mails of Django's file backend, newest first; each file holds the mails of one connection."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    mails: list[dict[str, Any]] = []
    for file in files[:MAILS_SHOWN]:
        for raw in reversed(file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")):
            message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
            if message["To"]:
                body = message.get_body(("plain",))
                mails.append(
                    {
                        **{key: str(message[key]) for key in ("To", "Subject")},
                        "sent_at": _sent_at(message),
                        "body": body.get_content() if body else "",
                    }
                )
    return mails[:MAILS_SHOWN]
