"""The client portal. Staff work on the workbench (`placements.views.board`, mounted in `placements.apps`)."""

from django.urls import path, re_path

from placements.views import documents, evaluations, logos, portal, portal_items, portal_openings

app_name = "placements"
urlpatterns = [
    path("", portal.portal, name="portal"),
    path("openings/", portal_openings.openings, name="openings"),
    path("openings/ask/", portal_openings.ask, name="ask"),
    path("openings/asked/<uuid:public_id>/take-back/", portal_openings.take_back, name="take-back"),
    path("openings/<uuid:public_id>/", portal.opening, name="opening"),
    path("compare/", portal.compare, name="compare"),
    re_path(r"^export\.(?P<kind>xlsx|zip)$", portal.export, name="export"),
    path("interviews/<uuid:public_id>/calendar/", portal.interview_calendar, name="interview-calendar"),
    path("logo/<int:pk>/", logos.portal_logo, name="logo"),
    path("people/", portal.people, name="people"),
    path("people/<uuid:public_id>/", portal.person, name="person"),
    path("people/<uuid:public_id>/interview/", portal.interview, name="interview"),
    path("people/<uuid:public_id>/feedback/", portal.feedback, name="feedback"),
    path("people/<uuid:public_id>/before/<int:pk>/", portal_items.item, name="item"),
    path("people/<uuid:public_id>/evaluation/<int:day>/", evaluations.evaluation, name="evaluation"),
    path("people/<uuid:public_id>/evaluation/<int:day>/correct/", evaluations.correct, name="evaluation-correct"),
    path("people/<uuid:public_id>/documents/new/", documents.new_persons_document, name="person-document-new"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.new_document, name="document-new"),
    path("documents/<uuid:public_id>/", documents.document, name="document"),
    path("documents/<uuid:public_id>/file/", documents.document_file, name="document-file"),
]
