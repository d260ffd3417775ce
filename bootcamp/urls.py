from django.urls import URLPattern

app_name = "bootcamp"
urlpatterns: list[URLPattern] = []
