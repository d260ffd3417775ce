"""Mentoring: a mentor's pages, a mentee's own, what both do, and the coordinator's."""

from django.urls import path

from mentorship.views import both, concerns, coordinator, meetings, mentor

app_name = "mentorship"
urlpatterns = [
    path("", mentor.home, name="home"),
    path("mine/", both.mine, name="mine"),
    path("pairs/", coordinator.coordinator, name="coordinator"),
    path("pairs/propose/<int:placement>/", coordinator.propose, name="propose"),
    path("pairs/<int:pk>/end/", coordinator.end_pair, name="end"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<uuid:public_id>/", concerns.concern, name="concern"),
    path("<int:pk>/", mentor.mentee, name="mentee"),
    path("<int:pk>/session/", mentor.session, name="session"),
    path("sessions/<int:pk>/", mentor.edit, name="session-edit"),
    # Pages for either of the two: under "together" they are in the reader's language.
    path("together/<int:pk>/confirm/", both.confirm_pair, name="confirm"),
    path("together/<int:pk>/goals/new/", both.new_goal, name="goal"),
    path("together/<int:pk>/check-in/<int:day>/", both.check_in, name="check-in"),
    path("together/<int:pk>/meetings/new/", meetings.new, name="meeting-new"),
    path("together/<int:pk>/concern/", concerns.raise_, name="raise"),
    path("together/goals/<int:pk>/progress/", both.progress, name="progress"),
    path("together/goals/<int:pk>/drop/", both.drop, name="goal-drop"),
    path("together/actions/<int:pk>/", both.done, name="action"),
    path("together/meetings/<uuid:public_id>/", meetings.meeting, name="meeting"),
    path("together/meetings/<uuid:public_id>/cancel/", meetings.cancel, name="meeting-cancel"),
    path("together/meetings/<uuid:public_id>/invitation.ics", meetings.invitation, name="meeting-invitation"),
    path("together/concerns/<uuid:public_id>/", concerns.my_concern, name="my-concern"),
]
