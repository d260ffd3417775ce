"""Mentoring: a mentor's pages, a mentee's own, what both do, and the coordinator's."""

from django.urls import path

from mentorship.views import both, coordinator, mentor

app_name = "mentorship"
urlpatterns = [
    path("", mentor.home, name="home"),
    path("mine/", both.mine, name="mine"),
    path("pairs/", coordinator.coordinator, name="coordinator"),
    path("pairs/propose/<int:placement>/", coordinator.propose, name="propose"),
    path("pairs/<int:pk>/end/", coordinator.end_pair, name="end"),
    path("goals/<int:pk>/progress/", both.progress, name="progress"),
    path("<int:pk>/", mentor.mentee, name="mentee"),
    path("<int:pk>/session/", mentor.session, name="session"),
    path("<int:pk>/confirm/", both.confirm_pair, name="confirm"),
    path("<int:pk>/goals/new/", both.new_goal, name="goal"),
    path("<int:pk>/check-in/<int:day>/", both.check_in, name="check-in"),
]
