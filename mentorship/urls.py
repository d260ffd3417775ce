"""Mentoring: a mentor's pages, a mentee's own, what both do, and the coordinator's."""

from django.urls import path

from mentorship.views import board, both, concerns, coordinator, meetings, mentor, mentor_list, mentors, own_pairing

app_name = "mentorship"
urlpatterns = [
    path("", mentor.home, name="home"),
    path("mine/", both.mine, name="mine"),
    path("mine/choose/", own_pairing.choose, name="own-choose"),
    path("mine/proposal/<int:pk>/", own_pairing.proposal, name="own-proposal"),
    path("mine/another/", own_pairing.another, name="own-another"),
    path("mine/earlier/", own_pairing.earlier, name="own-earlier"),
    path("mine/nudges/<str:token>/", own_pairing.stop_nudges, name="nudges-stop"),
    path("profile/", mentors.profile, name="profile"),
    path("profile/agreement/", mentors.agreement, name="agreement"),
    path("profile/liked/", mentors.liked, name="liked"),
    path("profile/nudges/", mentors.nudges, name="nudges"),
    path("mentors/", mentor_list.mentor_list, name="mentors"),
    path("mentors/rules/", mentor_list.rules, name="rules"),
    path("mentors/<int:pk>/", mentors.mentor, name="mentor"),
    path("mentors/<int:pk>/pause/", mentors.add_pause, name="pause-add"),
    path("mentors/<int:pk>/conflict/", mentors.add_conflict, name="conflict-add"),
    path("mentors/pauses/<int:pk>/remove/", mentors.remove_pause, name="pause-remove"),
    path("mentors/conflicts/<int:pk>/remove/", mentors.remove_conflict, name="conflict-remove"),
    path("mentors/conflicts/<int:pk>/person/", mentors.find_person, name="conflict-person"),
    path("pairs/", coordinator.coordinator, name="coordinator"),
    path("pairs/board/", board.board, name="board"),
    path("pairs/propose/<int:placement>/", coordinator.propose, name="propose"),
    path("pairs/<int:pk>/end/", coordinator.end_pair, name="end"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<uuid:public_id>/", concerns.concern, name="concern"),
    path("<int:pk>/", mentor.mentee, name="mentee"),
    path("<int:pk>/proposal/", own_pairing.mentor_proposal, name="proposal"),
    path("<int:pk>/another/", own_pairing.mentor_another, name="another"),
    path("<int:pk>/earlier/", own_pairing.mentor_earlier, name="earlier"),
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
