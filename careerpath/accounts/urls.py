from django.conf import settings
from django.urls import path

from careerpath.accounts import views

urlpatterns = [path("home/", views.home, name="home")]

if settings.DEVELOPMENT:
    urlpatterns += [
        path("_demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
        path("_mail/", views.demo_mail, name="demo-mail"),
    ]
