"""The pages where a code is written in; the same addresses and names as allauth's, in front of them."""

from django.urls import path

from careerpath.accounts import codes

urlpatterns = [
    path("login/", codes.sign_in, name="account_login"),
    path("signup/", codes.sign_up, name="account_signup"),
    path("login/code/", codes.request_code, name="account_request_login_code"),
    path("confirm-email/", codes.confirm_email, name="account_email_verification_sent"),
    path("login/code/confirm/", codes.confirm_login, name="account_confirm_login_code"),
]
