"""What anybody may read of a report."""

from django.urls import path

from reports import views_public

urlpatterns = [path("<slug:slug>/", views_public.public_page, name="class")]
