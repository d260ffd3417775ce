from django.conf import settings
from django.urls import path

from careerpath.ui import views
from careerpath.ui.languages import choose_language

app_name = "ui"

urlpatterns = [
    path("appearance/", views.choose_theme, name="theme"),
    path("language/", choose_language, name="language"),
    path("privacy/", views.privacy, name="privacy"),
    path("accommodation/", views.accommodation, name="accommodation"),
]

if settings.DEVELOPMENT:
    from careerpath.ui import styleguide

    urlpatterns += [path("_look/", styleguide.look, name="look")]
