"""Addresses of the fragments of work."""

from django.urls import path

from banso.record.work.web import views

app_name = "work"
urlpatterns = [
    path("tasks/of/<uuid:account>", views.of_account, name="of_account"),
    path("tasks/add/<uuid:account>", views.add, name="add"),
    path("tasks/<uuid:uid>/finish", views.finish, name="finish"),
    path("tasks/<uuid:uid>/reopen", views.reopen, name="reopen"),
    path("tasks/<uuid:uid>/snooze", views.snooze, name="snooze"),
    path("tasks/<uuid:uid>/step/<int:number>", views.step, name="step"),
]
