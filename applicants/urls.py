"""The applications' own addresses, by subject; the recruiter's workbench is mounted on the admin site."""

from django.urls import URLPattern, path

from applicants.urls_applying import urlpatterns as applying
from applicants.urls_reviewing import urlpatterns as reviewing
from applicants.views.mail_events import mail_events
from applicants.views.stopping import stop_mail

app_name = "applicants"
urlpatterns: list[URLPattern] = [
    *applying,
    *reviewing,
    path("mail/stop/<str:token>/", stop_mail, name="stop-mail"),
    path("mail/<slug:service>/events/", mail_events, name="mail-events"),
]
