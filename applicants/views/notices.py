"""The notices that the programme sent by itself, on the workbench: which, to whom, what became of it. Never the text of a code or
of a link that lets in. Mounted by `applicants.admin.letters`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.models import Notice, NoticeKind
from applicants.selectors.notices import page
from applicants.services.notices import SECRET


@never_cache
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """A page of notices, the newest first."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "state", "to")}
    kind = asked["kind"] if asked["kind"] in NoticeKind.values else ""
    state = asked["state"] if asked["state"] in Notice.State.values else ""
    before = request.GET.get("before", "")
    rows, following = page(
        kind=kind,
        state=state,
        to=asked["to"][:254],
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    here = {name: value for name, value in {"kind": kind, "state": state, "to": asked["to"]}.items() if value}
    context = {
        "title": "Notices",
        "rows": rows,
        "kinds": NoticeKind.choices,
        "states": Notice.State.choices,
        "kind": kind,
        "state": state,
        "to": asked["to"],
        "secret": SECRET,
        "next_url": f"?{urlencode({**here, 'before': str(following)})}" if following else "",
    }
    return render(request, "admin/letters/notices.html", context)
