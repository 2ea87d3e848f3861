"""Addresses of the interface itself."""

from django.urls import path

from banso.platform.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("look", views.look, name="look"),
    path("gallery", gallery.gallery, name="gallery"),
]
