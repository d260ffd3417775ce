from django.urls import path

from bootcamp.views import attendance, check_in, corrections, meeting_reports

SESSION = "classes/<slug:slug>/sessions/<int:session_id>/"

urlpatterns = [
    path("check-in/", check_in.own, name="own-check-in"),
    path("corrections/", corrections.corrections, name="corrections"),
    path(SESSION, attendance.attendance, name="attendance"),
    path(f"{SESSION}history/", attendance.history, name="attendance-history"),
    path(f"{SESSION}ask/", corrections.ask, name="attendance-ask"),
    path(f"{SESSION}check-in/", check_in.check_in, name="check-in"),
    path(f"{SESSION}check-in/code/", check_in.code, name="check-in-code"),
    path(f"{SESSION}report/", meeting_reports.new, name="meeting-report-new"),
    path(f"{SESSION}report/<uuid:public_id>/", meeting_reports.report, name="meeting-report"),
]
