"""Addresses of the choices about mails."""

from django.urls import path

from banso.platform.mail.web import choices, stop

app_name = "mail"
urlpatterns = [
    path("mails", choices.choices, name="choices"),
    path("mails/stop/<str:token>", stop.stop, name="stop"),
]
