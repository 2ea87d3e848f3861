"""Templates keep to their app, to the Content-Security-Policy, and to both languages."""

import pytest

from tests.architecture import house, markup

# Folders below templates/ that an app other than their namesake owns, and why.
LENT = {
    ("identity", "account"): "allauth looks for its pages there",
    ("identity", "allauth"): "allauth looks for its layout there",
}
SHARED = {"ui", "cotton"}


def owned(label: str) -> set[str]:
    return {label} | {folder for owner, folder in LENT if owner == label}


def read():
    return [(path, path.read_text(encoding="utf-8")) for path in house.templates()]


def folder_of(path):
    parts = path.parts[path.parts.index("templates") + 1 :]
    return parts[0] if len(parts) > 1 else ""


def test_templates_stand_in_their_apps_folder():
    """Else the first app of two with a ``list.html`` would win."""
    wrong = []
    for path in house.templates():
        label, folder = house.label_of(path), folder_of(path)
        if folder == "cotton":
            rest = path.parts[path.parts.index("cotton") + 1 :]
            fits = label == "ui" or rest[0] == label
        else:
            # The error pages of Django have no folder.
            fits = folder in owned(label) or (folder == "" and path.stem.isdigit())
        if not fits:
            wrong.append(house.where(path))
    assert not wrong, f"Put these under templates/<app>/ or templates/cotton/<app>/: {wrong}"


def test_templates_include_only_their_own_and_ui():
    wrong = []
    for path, source in read():
        mine = owned(house.label_of(path)) | SHARED
        for name in markup.included(source):
            # A component's slot may choose its own template by variable; nobody else computes a name.
            computed = name[0] not in "\"'"
            if (computed and house.label_of(path) != "ui") or (
                not computed and name.strip("\"'").split("/")[0] not in mine
            ):
                wrong.append(f"{house.where(path)}: {name}")
    assert not wrong, f"Load another app's fragment by its address: {wrong}"


def test_components_are_ones_own_or_uis():
    labels = {app.label for app in house.own_apps()} - {"ui"}
    wrong = [
        f"{house.where(path)}: <c-{name}>"
        for path, source in read()
        for name in markup.components(source)
        if name.split(".")[0] in labels - {house.label_of(path)} and "." in name
    ]
    assert not wrong


def test_nothing_inline():
    wrong = [f"{house.where(path, line)}: {what}" for path, source in read() for line, what in markup.inline(source)]
    assert not wrong, f"The Content-Security-Policy would block these: {wrong}"


def test_nothing_is_said_untranslated():
    wrong = [
        f"{house.where(path, line)}: {text}" for path, source in read() for line, text in markup.untranslated(source)
    ]
    assert not wrong, f"Use {{% translate %}}: {wrong}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="width:3px">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>x()</script>", "inline script"),
        ('<a onclick="x()">', "event attribute"),
        ('<a hx-on:click="x()">', "event attribute"),
        ('<a href="javascript:x()">', "script address"),
        ('<script src="//cdn.example/x.js"></script>', "another host"),
    ],
)
def test_inline_is_seen(source, found):
    assert [what for _line, what in markup.inline(source)] == [found]


@pytest.mark.parametrize(
    "source",
    [
        '<script src="{% static "dist/app.js" %}" type="module"></script>',
        '<script type="application/json" id="x">{"a": 1}</script>',
        '<button data-on="x" hx-get="/x" hx-trigger="click">',
        "{# style= #}",
    ],
)
def test_the_allowed_is_not_seen_as_inline(source):
    assert not list(markup.inline(source))


@pytest.mark.parametrize(
    "source",
    ["<p>Save</p>", "<p>保存</p>", '<input placeholder="Name">', '<c-btn label="Save" />', "{% if x %}Yes{% endif %}"],
)
def test_untranslated_text_is_seen(source):
    assert markup.untranslated(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Save" %}</p>',
        "<p>{% blocktranslate trimmed %}\n Save {{ n }} rows {% endblocktranslate %}</p>",
        "<p>{{ account.name }} · 12 %</p>",
        "<kbd>Enter</kbd> Banso CSV",
        "<input placeholder=\"{% translate 'Name' %}\">",
        '<c-vars title label="x" />',
        "{% comment %} Save {% endcomment %}",
        "&nbsp;&middot;",
    ],
)
def test_translated_text_is_not(source):
    assert not markup.untranslated(source)
