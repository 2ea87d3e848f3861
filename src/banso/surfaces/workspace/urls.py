"""Addresses of the members' pages."""

from django.urls import URLPattern, path

from banso.surfaces.workspace import alive

urlpatterns: list[URLPattern] = [
    path("healthz", alive.healthz, name="healthz"),
    path("readyz", alive.readyz, name="readyz"),
]
