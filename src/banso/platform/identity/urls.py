"""Addresses of identity's own pages."""

from django.urls import path

from banso.platform.identity.web import links, members, settings, words

app_name = "identity"
urlpatterns = [
    path("link/<str:token>", links.follow, name="link"),
    path("members", members.index, name="members"),
    path("members/invite", members.invite, name="invite"),
    path("members/<uuid:uid>/link", members.new_link, name="member_link"),
    path("members/<uuid:uid>/role", members.change_role, name="member_role"),
    path("members/<uuid:uid>/deactivate", members.deactivate, name="member_deactivate"),
    path("members/<uuid:uid>/reactivate", members.reactivate, name="member_reactivate"),
    path("profile", settings.profile, name="profile"),
    path("workspace", settings.workspace, name="workspace"),
    path("words", words.words, name="words"),
    path("words/back/<uuid:uid>", words.words_back, name="words_back"),
    path("workspace/switch", settings.switch, name="switch"),
]
