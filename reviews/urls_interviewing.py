"""The interviewer's pages."""

from django.urls import path

from reviews.views import companions, interviewing

app_name = "interviewing"
urlpatterns = [
    path("", interviewing.home, name="home"),
    path("calendar.ics", interviewing.calendar, name="calendar"),
    path("rounds/<uuid:public_id>/offer/", interviewing.offer, name="offer"),
    path("rounds/<uuid:public_id>/join/", companions.joining, name="joining"),
    path("<uuid:public_id>/", interviewing.slot, name="slot"),
    path("<uuid:public_id>/invitation.ics", interviewing.invitation, name="invitation"),
    path("<uuid:public_id>/withdraw/", interviewing.withdraw, name="withdraw"),
    path("<uuid:public_id>/outcome/", interviewing.outcome, name="outcome"),
    path("<uuid:public_id>/known/", interviewing.known, name="known"),
    path("<uuid:public_id>/join/", companions.join, name="join"),
    path("<uuid:public_id>/leave/", companions.leave, name="leave"),
    path("<uuid:public_id>/draft/", interviewing.draft, name="draft"),
]
