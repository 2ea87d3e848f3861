"""The address of the forecast."""

from django.urls import path

from banso.judgement.forecasts.web import views

app_name = "forecasts"
urlpatterns = [path("forecast/", views.forecast, name="forecast")]
