"""What machines ask that verify a credential: keys, issuer, achievement, revocations."""

from django.urls import path

from bootcamp.views import badges

app_name = "badges"

urlpatterns = [
    path(".well-known/jwks.json", badges.keys, name="keys"),
    path("badges/keys/<str:thumbprint>.json", badges.key, name="key"),
    path("badges/issuer.json", badges.issuer, name="issuer"),
    path("badges/revoked.json", badges.revoked, name="revoked"),
    path("badges/achievements/<slug:slug>.json", badges.achievement, name="achievement"),
    path("badges/achievements/<slug:slug>.svg", badges.image, name="image"),
]
