"""The addresses of a learner's own pages, and of what instructors give them and get from them."""

from django.urls import path

from bootcamp.views import feedback, handed_in, learner, learner_work, materials

urlpatterns = [
    path("my/", learner.learner, name="learner"),
    path("my/calendar/", learner.calendar, name="learner-calendar"),
    path("my/materials/", learner.materials, name="learner-materials"),
    path("my/work/", learner_work.work, name="learner-work"),
    path("my/work/<int:assessment_id>/", learner_work.assignment, name="learner-assignment"),
    path("my/progress/", learner.progress, name="learner-progress"),
    path("my/surveys/<slug:module>/", learner.survey, name="learner-survey"),
    path("my/files/<uuid:public_id>/", learner_work.file, name="file"),
    path("calendar/<str:token>.ics", learner.feed, name="calendar-feed"),
    path("classes/<slug:slug>/materials/", materials.materials, name="materials"),
    path("classes/<slug:slug>/materials/<uuid:public_id>/", materials.material, name="material"),
    path("classes/<slug:slug>/work/", handed_in.work, name="work"),
    path("classes/<slug:slug>/work/<int:assessment_id>/", handed_in.handed_in, name="handed-in"),
    path("classes/<slug:slug>/work/<int:assessment_id>/all.zip", handed_in.as_zip, name="handed-in-zip"),
    path("classes/<slug:slug>/feedback/", feedback.feedback, name="feedback"),
]
