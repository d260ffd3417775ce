"""Papers of clients and placements, for contacts in the portal and for staff. The graduate's are in `views.own`."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from applicants.services.documents import DocumentRefused, too_large
from applicants.views import uploads
from applicants.views.documents import as_download
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from careerpath.ui.paging import moment_and_id
from placements.forms_documents import DocumentForm, RemoveForm
from placements.models import Client, Placement, PlacementDocument
from placements.selectors import documents as selectors
from placements.selectors.contacts import Part, clients_of, parts_of
from placements.selectors.portal import for_client
from placements.selectors.profile import shown_to_client
from placements.services.documents import CannotKeep, add_document, can_change, remove_document, replace_document
from placements.views.guard import portal_page

PORTAL: Final = "portal"
STAFF: Final = "staff"
Inner = Callable[..., HttpResponse]


def handed_out(document: PlacementDocument) -> HttpResponse:
    """A clean file as one whole answer: nothing of it is read after the wall has gone. Raises Http404 until it is clean."""
    if not document.is_clean:
        raise Http404
    streamed = as_download(document)
    whole = HttpResponse(b"".join(streamed.streaming_content))  # type: ignore[arg-type]  # never asynchronous here
    for name, value in streamed.items():
        whole[name] = value
    document.file.close()  # not the answer: closing that says that the request is over
    return whole


def _sized(request: HttpRequest) -> HttpResponse | None:
    """A file that is too large is refused from its declared length, before it is read."""
    if not uploads.was_too_large(request):
        return None
    words = too_large(uploads.declared_length(request))
    return render(request, "bootcamp/file_too_large.html", {"words": words}, status=413)


# --- the portal ----------------------------------------------------------------------------------------------------


@portal_page()
def documents(request: HttpRequest) -> HttpResponse:
    """What a contact may read, the newest first."""
    user = me(request)
    after = moment_and_id(request.GET.get("after", ""))
    found = selectors.current(selectors.for_contact(user), after=after)
    rows, more = found[: selectors.PAGE], found[selectors.PAGE :]
    people = {one.placement_id: one.placement for one in rows if one.placement is not None}
    names = shown_to_client(people.values()) if people else {}
    last = rows[-1] if more else None
    return render(
        request,
        "placements/documents.html",
        {
            "rows": [(one, names[one.placement_id].name if one.placement_id else "") for one in rows],
            "may_send": bool(parts_of(user, at_least=Part.HIRING)),
            "first_url": "?" if after else "",
            "next_url": f"?{urlencode({'after': f'{last.uploaded_at.isoformat()},{last.pk}'})}" if last else "",
        },
    )


def _contacts(request: HttpRequest, public_id: UUID) -> PlacementDocument:
    found = selectors.document(selectors.for_contact(me(request)), public_id)
    if found is None:
        raise Http404
    return found


@portal_page()
def document_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file itself, as an attachment."""
    return handed_out(_contacts(request, public_id))


@csrf_exempt  # the size is looked at before anything is read; the page within asks for the token
@portal_page("GET", "POST")
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One paper: its versions; what the client sent may be replaced and removed by them."""
    return _sized(request) or _document(request, _contacts(request, public_id), PORTAL)


@csrf_exempt  # as above
@portal_page("GET", "POST", at_least=Part.HIRING)
def new_document(request: HttpRequest) -> HttpResponse:
    """A contact sends a paper of their organisation."""
    clients = list(clients_of(me(request)))
    return _sized(request) or _new(request, clients, None, PORTAL)


@csrf_exempt  # as above
@portal_page("GET", "POST", at_least=Part.HIRING)
def new_persons_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A contact sends a paper about one person."""
    placement = get_object_or_404(for_client(me(request)).select_related("opening__client"), public_id=public_id)
    return _sized(request) or _new(request, [placement.opening.client], placement, PORTAL)


# --- staff ---------------------------------------------------------------------------------------------------------


@require_GET
def staff_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file itself, as an attachment."""
    found = selectors.document(selectors.for_staff(), public_id)
    if found is None:
        raise Http404
    return handed_out(found)


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def staff_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One paper with its versions, also one that was removed."""
    found = selectors.document(selectors.for_staff(), public_id)
    if found is None:
        raise Http404
    return _sized(request) or _document(request, found, STAFF)


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def staff_client_documents(request: HttpRequest, slug: str) -> HttpResponse:
    """A client's papers, and adding one."""
    client = get_object_or_404(Client, slug=slug)
    return _sized(request) or _new(request, [client], None, STAFF)


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def staff_placement_documents(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A placement's papers, and adding one."""
    placement = get_object_or_404(
        Placement.objects.select_related("opening__client", "enrolment__application__applicant"), public_id=public_id
    )
    return _sized(request) or _new(request, [placement.opening.client], placement, STAFF)


# --- both ----------------------------------------------------------------------------------------------------------


@csrf_protect
def _new(request: HttpRequest, clients: list[Client], placement: Placement | None, side: str) -> HttpResponse:
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        of_person=placement is not None,
        by_staff=side == STAFF,
        clients=clients,
    )
    if request.method == "POST" and form.is_valid():
        client = form.cleaned_data.get("client") or clients[0]
        try:
            kept = add_document(
                client=client, placement=placement, about=form.about, file=form.cleaned_data["file"], by=me(request)
            )
        except DocumentRefused as refused:
            form.add_error("file", str(refused))
        except CannotKeep as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(
                request, "It is kept. Every file is checked before anybody can open it; you need not wait."
            )
            return redirect(_page_of(kept, side))
    rows: list[PlacementDocument] = []
    if side == STAFF:
        rows = selectors.of_one_placement(placement) if placement else selectors.of_client(clients[0])
    name = ""
    if placement is not None:
        name = placement.enrolment.name if side == STAFF else shown_to_client([placement])[placement.pk].name
    return render(
        request,
        f"placements/{'staff_documents' if side == STAFF else 'document_new'}.html",
        {"form": form, "client": clients[0], "placement": placement, "name": name, "rows": rows},
        status=422 if form.errors else 200,
    )


def _page_of(document: PlacementDocument, side: str) -> str:
    name = "admin:placements-document" if side == STAFF else "placements:document"
    return reverse(name, args=[document.public_id])


def _versions(found: PlacementDocument, user: User, side: str) -> list[PlacementDocument]:
    """The versions before: staff see each, a contact those that they might open themselves."""
    versions = list(selectors.versions_before(found))
    if side == STAFF or not versions:
        return versions
    theirs = set(selectors.for_contact(user).filter(pk__in=[one.pk for one in versions]).values_list("pk", flat=True))
    return [one for one in versions if one.pk in theirs]


@csrf_protect
def _document(request: HttpRequest, found: PlacementDocument, side: str) -> HttpResponse:
    user, posted = me(request), request.POST.get("action", "") if request.method == "POST" else ""
    about = {
        "kind": found.kind,
        "title": found.title,
        "for_client": found.for_client,
        "for_person": found.for_person,
    }
    replacing, removing = posted == "replace", posted == "remove"
    form = DocumentForm(
        request.POST if replacing else None,
        request.FILES if replacing else None,
        of_person=found.placement_id is not None,
        by_staff=side == STAFF,
        initial=about,
    )
    remove = RemoveForm(request.POST if removing else None)
    try:
        if replacing and form.is_valid():
            kept = replace_document(found, about=form.about, file=form.cleaned_data["file"], by=user)
            messages.success(request, "The new version is kept and being checked. The old one stays readable below it.")
            return redirect(_page_of(kept, side))
        if removing and remove.is_valid():
            remove_document(found, reason=remove.cleaned_data["reason"], by=user)
            messages.success(request, f"“{found.title}” is removed. The programme keeps it, with your reason.")
            return redirect(_page_of(found, side) if side == STAFF else reverse("placements:documents"))
    except DocumentRefused as refused:
        form.add_error("file", str(refused))
    except CannotKeep as reason:
        (form if replacing else remove).add_error(None, str(reason))
    name = ""
    if found.placement is not None:
        name = (
            found.placement.enrolment.name
            if side == STAFF
            else shown_to_client([found.placement])[found.placement.pk].name
        )
    return render(
        request,
        f"placements/{'staff_document' if side == STAFF else 'document'}.html",
        {
            "document": found,
            "name": name,
            "client": found.client,
            "versions": _versions(found, user, side),
            "form": form,
            "remove_form": remove,
            "may_change": can_change(found, by=user),
        },
        status=422 if form.errors or remove.errors else 200,
    )
