"""The check of translations sees every way in which a string can be used or be left behind."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages
from scripts.messages import Entry

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as pl
from elsewhere import gettext_lazy
a = _("Hello %(name)s") % {"name": 1}
b = ngettext("one", "%(n)d many", n)
c = pl("verb", "Open")
d = _("long "
      "text")
e = _(variable)
"""
TEMPLATE = """{% load i18n %}
<div>it's
   {% translate "Save 5%" %}
 {% translate 'Open' context "verb" %}
      {% blocktranslate trimmed count n=n %}
    one {{ n }} account
        {% plural %}
   {{ n }} accounts
 {% endblocktranslate %}
 <c-btn label="{% translate 'Inner' %}" x="{{ _('piped')|upper }}">
</div>
"""


def test_strings_of_python_are_found(tmp_path: Path):
    (tmp_path / "a.py").write_text(PYTHON)
    assert list(messages.python_entries(tmp_path / "a.py")) == [
        (4, Entry(None, "Hello %(name)s", None)),
        (5, Entry(None, "one", "%(n)d many")),
        (6, Entry("verb", "Open", None)),
        (7, Entry(None, "long text", None)),
    ]


def test_strings_of_templates_are_found(tmp_path: Path):
    (tmp_path / "a.html").write_text(TEMPLATE)
    assert {entry for _line, entry in messages.template_entries(tmp_path / "a.html")} == {
        Entry(None, "Save 5%%", None),
        Entry("verb", "Open", None),
        Entry(None, "one %(n)s account", "%(n)s accounts"),
        Entry(None, "Inner", None),
        Entry(None, "piped", None),
    }


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("record/customers/web/views.py", "record/customers"),
        ("surfaces/cli/app.py", "surfaces/cli"),
        ("config/settings.py", "config"),
        ("config/logs/x.py", "config"),
        ("manage.py", "config"),
    ],
)
def test_a_string_belongs_to_the_package_that_uses_it(path, package):
    assert messages.package_of(messages.SOURCE / path) == messages.SOURCE / package


def faults(japanese: str | None, *, text: str = "%(n)s rows", flags: tuple[str, ...] = ()) -> list[str]:
    catalogue = Catalog(locale="ja")
    if japanese is not None:
        catalogue.add(text, japanese, flags=flags)
    return list(messages.faults({Entry(None, "%(n)s rows", None): "a.py:1"}, catalogue))


def test_a_true_translation_has_no_fault():
    assert faults("%(n)s 行") == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (faults(None), ["no Japanese"]),
        (faults(""), ["no Japanese"]),
        (faults("%(n)s 行", flags=("fuzzy",)), ["fuzzy"]),
        (faults("%(m)s 行"), ["placeholders differ"]),
        (faults("行"), ["placeholders differ"]),
        (faults("行", text="another"), ["no Japanese", "unused"]),
    ],
)
def test_each_fault_is_named(found, expected):
    assert len(found) == len(expected)
    assert all(word in line for word, line in zip(expected, found, strict=True))
