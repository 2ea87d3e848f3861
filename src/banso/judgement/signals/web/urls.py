"""Addresses of the fragments of signals."""

from django.urls import path

from banso.judgement.signals.web import pages, views

app_name = "signals"
urlpatterns = [
    path("signals/", pages.signals, name="signals"),
    path("signals/<uuid:uid>/", pages.signal, name="signal"),
    path("signals/<uuid:uid>/mute", pages.mute, name="mute"),
    path("signals/of/<uuid:account>", views.of_account, name="of_account"),
    path("signals/of/<uuid:account>/before/<str:day>", views.before, name="before"),
    path("signals/<uuid:uid>/answer", views.answer, name="answer"),
    path("signals/answers/<uuid:uid>/undo", views.undo, name="undo"),
]
