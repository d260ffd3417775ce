"""The pages of a partner university."""

from django.urls import path

from reports import views_partners as views

app_name = "partners"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", views.university, name="university"),
    path("<slug:slug>/figures.csv", views.figures, name="figures"),
    path("<slug:slug>/<slug:cohort>/qr.svg", views.qr, {"kind": "svg"}, name="qr-svg"),
    path("<slug:slug>/<slug:cohort>/qr.png", views.qr, {"kind": "png"}, name="qr-png"),
    path("<slug:slug>/<slug:cohort>/sheet-<slug:language>.pdf", views.sheet, name="sheet"),
    path("<slug:slug>/materials/<uuid:public_id>/", views.material, name="material"),
]
