"""Every component in both languages, and what surrounds a page."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils.translation import gettext_noop, override

from banso.platform.ui import assets, nav

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Balanced(HTMLParser):
    """Fails where an element is closed that was not the last one opened."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def balanced(html):
    reader = Balanced()
    reader.feed(html)
    assert reader.open == []
    return html


@pytest.mark.parametrize(("language", "words"), [("ja", "アカウントを取り込む"), ("en", "Import accounts")])
def test_the_gallery_renders(client, language, words):
    answer = client.get("/ui/gallery", headers={"Accept-Language": language})
    html = balanced(answer.content.decode())
    assert words in html
    assert f'<html lang="{language}"' in html
    assert "<c-" not in html


def test_the_gallery_is_not_for_visitors(client, settings):
    settings.BANSO_GALLERY = False
    assert client.get("/ui/gallery").status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_that_is_not_there_says_what_to_do(client, language):
    answer = client.get("/nothing/here", headers={"Accept-Language": language})
    assert answer.status_code == 404
    balanced(answer.content.decode())


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_no_request(name):
    with override("ja"):
        balanced(Template(f'{{% extends "{name}" %}}').render(Context()))


def test_every_named_icon_was_built():
    template = Template('{% load ui %}{% icon "sun" "size-5" %}')
    assert '<svg class="size-5 shrink-0"' in template.render(Context())
    with pytest.raises(assets.UnknownIcon, match="make assets"):
        assets.icon_body("no-such-icon")


def test_entry_files_are_named_by_content():
    for name in ("app.css", "app.js", "theme.js"):
        assert re.fullmatch(r"dist/[a-z]+-[0-9A-F]{8}\.(css|js)", assets.entry(name))
        assert (assets.DIST.parent / assets.entry(name)).exists()


def test_menu_entries_are_registered_once():
    item = nav.NavItem("again", gettext_noop("Data"), "sun", "ui:gallery", go="")
    nav.register(item)
    try:
        with pytest.raises(ImproperlyConfigured):
            nav.register(item)
        assert [entry.current for entry in nav.items("ui:gallery") if entry.key == "again"] == [True]
        assert [entry.current for entry in nav.items("ui:gallery_part") if entry.key == "again"] == [True]
        assert [entry.current for entry in nav.items("ui:look") if entry.key == "again"] == [False]
    finally:
        del nav._items["again"]


@pytest.mark.django_db
def test_a_visitor_chooses_language_and_theme(client):
    client.post("/ui/look", {"language": "ja", "theme": "dark", "next": "/ui/gallery"})
    html = client.get("/ui/gallery", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="ja" data-theme="dark"' in html


@pytest.mark.django_db
def test_a_wish_never_leads_to_another_site(client):
    answer = client.post("/ui/look", {"theme": "light", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_wish_changes_nothing(client):
    answer = client.post("/ui/look", {"language": "xx", "theme": "<script>"})
    assert answer.status_code == 302
    assert "django_language" not in answer.cookies
