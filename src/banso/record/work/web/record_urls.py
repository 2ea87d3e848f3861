"""Addresses of touches, notes, comments, files, promises and own views."""

from django.urls import path

from banso.record.work.web import acts, choosing, comments, files, notes, own_views, promises, touches

urlpatterns = [
    path("record/back/<uuid:uid>", acts.take_back, name="take_back"),
    path("suggest/people", choosing.suggest_people, name="suggest_people"),
    path("suggest/others", choosing.suggest_others, name="suggest_others"),
    path("suggest/members", choosing.suggest_members, name="suggest_members"),
    path("touches/new", touches.touch_new, name="touch_new"),
    path("touches/of/<uuid:account>", touches.touches_of, name="touches_of"),
    path("touches/<uuid:uid>/", touches.touch, name="touch"),
    path("touches/<uuid:uid>/edit", touches.touch_edit, name="touch_edit"),
    path("touches/<uuid:uid>/delete", touches.touch_delete, name="touch_delete"),
    path("touches/<uuid:uid>/task", touches.touch_task, name="touch_task"),
    path("notes/new", notes.note_new, name="note_new"),
    path("notes/of/<uuid:account>", notes.notes_of, name="notes_of"),
    path("notes/<uuid:uid>/", notes.note, name="note"),
    path("notes/<uuid:uid>/edit", notes.note_edit, name="note_edit"),
    path("notes/<uuid:uid>/delete", notes.note_delete, name="note_delete"),
    path("notes/<uuid:uid>/task", notes.note_task, name="note_task"),
    path("comments/<str:subject>/<uuid:uid>/", comments.comments, name="comments"),
    path("comments/<str:subject>/<uuid:uid>/add", comments.comment_add, name="comment_add"),
    path("comments/<uuid:uid>/edit", comments.comment_edit, name="comment_edit"),
    path("comments/<uuid:uid>/delete", comments.comment_delete, name="comment_delete"),
    path("files/of/<uuid:account>", files.files_of, name="files_of"),
    path("files/add/<str:subject>/<uuid:uid>", files.file_add, name="file_add"),
    path("files/<uuid:uid>", files.file, name="file"),
    path("files/<uuid:uid>/delete", files.file_delete, name="file_delete"),
    path("promises/of/<uuid:account>", promises.promises_of, name="promises_of"),
    path("promises/new/<uuid:account>", promises.promise_new, name="promise_new"),
    path("promises/<uuid:uid>/edit", promises.promise_edit, name="promise_edit"),
    path("promises/<uuid:uid>/close", promises.promise_close, name="promise_close"),
    path("promises/<uuid:uid>/reopen", promises.promise_reopen, name="promise_reopen"),
    path("promises/<uuid:uid>/delete", promises.promise_delete, name="promise_delete"),
    path("views/of/<uuid:account>", own_views.own_view, name="own_view"),
    path("views/of/<uuid:account>/edit", own_views.own_view_edit, name="own_view_edit"),
    path("views/of/<uuid:account>/end", own_views.own_view_end, name="own_view_end"),
]
