"""Addresses of the pages and fragments of work."""

from django.urls import path

from banso.record.work.web import feed, inbox, meetings, overdue, record_urls, task_pages, tasks, views

app_name = "work"
urlpatterns = [
    *record_urls.urlpatterns,
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.read_all, name="inbox_read_all"),
    path("inbox/undo", inbox.undo, name="inbox_undo"),
    path("inbox/<uuid:uid>/open", inbox.open_item, name="inbox_open"),
    path("inbox/<uuid:uid>/toggle", inbox.toggle, name="inbox_toggle"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/bulk", tasks.bulk, name="tasks_bulk"),
    path("tasks/bulk/<uuid:uid>/undo", tasks.undo, name="tasks_undo"),
    path("tasks/accounts", tasks.suggest, name="suggest"),
    path("tasks/links", task_pages.links, name="task_links"),
    path("tasks/new", task_pages.new, name="task_new"),
    path("tasks/calendar", feed.feed, name="feed"),
    path("tasks/calendar/make", feed.make, name="feed_make"),
    path("tasks/calendar/revoke", feed.revoke, name="feed_revoke"),
    path("tasks/<uuid:uid>/", task_pages.task, name="task"),
    path("tasks/<uuid:uid>/edit", task_pages.edit, name="task_edit"),
    path("tasks/<uuid:uid>/cancel", task_pages.cancel, name="task_cancel"),
    path("tasks/<uuid:uid>/over", task_pages.hand_over, name="task_hand_over"),
    path("tasks/<uuid:uid>/move", tasks.move, name="task_move"),
    path("tasks/<uuid:uid>/undo/<uuid:change>", task_pages.undo, name="task_undo"),
    path("touches/overdue", overdue.overdue, name="touches_overdue"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/take", meetings.take, name="meetings_take"),
    path("meetings/taken/<uuid:uid>/undo", meetings.undo, name="meetings_undo"),
    path("meetings/<uuid:uid>/account", meetings.with_whom, name="meeting_account"),
    path("meetings/<uuid:uid>/hide", meetings.hide, name="meeting_hide"),
    path("meetings/<uuid:uid>/undo", meetings.take_back, name="meeting_undo"),
    path("calendar/<str:token>.ics", feed.calendar, name="feed_calendar"),
    path("tasks/of/<uuid:account>", views.of_account, name="of_account"),
    path("tasks/add/<uuid:account>", views.add, name="add"),
    path("tasks/<uuid:uid>/finish", views.finish, name="finish"),
    path("tasks/<uuid:uid>/reopen", views.reopen, name="reopen"),
    path("tasks/<uuid:uid>/snooze", views.snooze, name="snooze"),
    path("tasks/<uuid:uid>/step/<int:number>", views.step, name="step"),
]
