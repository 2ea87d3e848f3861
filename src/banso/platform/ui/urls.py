"""Addresses of the interface itself."""

from django.urls import path

from banso.platform.ui import gallery, palette, views

app_name = "ui"
urlpatterns = [
    path("look", views.look, name="look"),
    path("palette", palette.palette, name="palette"),
    path("gallery", gallery.gallery, name="gallery"),
]
