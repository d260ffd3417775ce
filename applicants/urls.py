"""The applications' own addresses, by subject; the recruiter's workbench is mounted on the admin site."""

from django.urls import URLPattern, path

from applicants.urls_applying import urlpatterns as applying
from applicants.urls_own import urlpatterns as own
from applicants.urls_partners import urlpatterns as partners
from applicants.urls_reviewing import urlpatterns as reviewing
from applicants.views import next_class
from applicants.views.mail_events import mail_events
from applicants.views.stopping import stop_mail

app_name = "applicants"
urlpatterns: list[URLPattern] = [
    *applying,
    *own,
    *reviewing,
    *partners,
    path("mail/stop/<str:token>/", stop_mail, name="stop-mail"),
    path("next-class/", next_class.ask, name="next-class"),
    path("next-class/asked/", next_class.asked, name="next-class-asked"),
    path("next-class/confirm/<str:secret>/", next_class.confirm, name="next-class-confirm"),
    path("next-class/stop/<str:token>/", next_class.stop, name="next-class-stop"),
    path("mail/<slug:service>/events/", mail_events, name="mail-events"),
]
