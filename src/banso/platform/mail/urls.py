"""Addresses of the choices about mails."""

from django.urls import path

from banso.platform.mail.web import choices, stop, waiting

app_name = "mail"
urlpatterns = [
    path("mails", choices.choices, name="choices"),
    path("mails/<uuid:uid>/hold", waiting.hold, name="hold"),
    path("mails/<uuid:uid>/go", waiting.let_go, name="let_go"),
    path("mails/<uuid:uid>/leave", waiting.leave, name="leave"),
    path("mails/stop/<str:token>", stop.stop, name="stop"),
]
