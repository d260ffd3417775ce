from django.urls import include, path

from bootcamp.views import home, person

app_name = "bootcamp"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("bootcamp.urls_learner")),
    path("", include("bootcamp.urls_last_mile")),
    path("set-up/", home.set_up, name="set-up"),
    path("classes/<slug:slug>/", home.class_list, name="class"),
    path("classes/<slug:slug>/enrol/", home.enrol, name="enrol"),
    path("classes/<slug:slug>/start/", home.start, name="start"),
    path("", include("bootcamp.urls_classes")),
    path("", include("bootcamp.urls_attendance")),
    path("classes/<slug:slug>/", include("bootcamp.urls_gradebook")),
    path("classes/<slug:slug>/", include("bootcamp.urls_marking")),
    path("classes/<slug:slug>/", include("bootcamp.urls_warning")),
    path("", include("bootcamp.urls_certificates")),
    path("classes/<slug:slug>/people/<uuid:public_id>/", person.person, name="person"),
]
