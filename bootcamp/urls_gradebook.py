"""The gradebook of a class and what is done with it."""

from django.urls import path

from bootcamp.views import exchange, gradebook, mark, publishing

urlpatterns = [
    path("gradebook/", gradebook.gradebook, name="gradebook"),
    path("gradebook/<slug:module>/", gradebook.gradebook, name="gradebook"),
    path("grades/", gradebook.marks, name="gradebook-marks"),
    path("grades/save/", gradebook.save, name="gradebook-save"),
    path("grades/publish/", publishing.publish, name="gradebook-publish"),
    path("grades/paste/", exchange.paste, name="gradebook-paste"),
    path("grades/files/", exchange.files, name="gradebook-file"),
    path("grades/files/apply/", exchange.apply, name="gradebook-apply"),
    path("grades/files/gradebook.<slug:kind>", exchange.export, name="gradebook-export"),
    path("grades/<uuid:public_id>/<int:assessment>/", mark.mark, name="gradebook-mark"),
]
