"""Addresses of early warning and support, inside a class."""

from django.urls import path

from bootcamp.views import support

urlpatterns = [
    path("warnings/", support.warnings, name="warnings"),
    path("warnings/rules/", support.warning_rules, name="warning-rules"),
    path("people/<uuid:public_id>/support/", support.support, name="support"),
]
