"""Names that come in both languages, as definitions and custom fields carry them."""

from collections.abc import Mapping
from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from banso.platform.tenancy.api import renamed


def in_language(names: Mapping[str, str], language: str | None = None) -> str:
    """The name in ``language`` (default: the active one), else in the other language."""
    wanted = (language or get_language() or "en").split("-")[0]
    found = names.get(wanted) or names.get("en") or next(iter(names.values()), "")
    return renamed(found, wanted, japanese=names.get("ja", ""))


def bilingual(names: Mapping[str, str]) -> Promise:
    """``names`` as a lazy text that follows the reader's language, as ``gettext_lazy`` does."""
    return cast("Promise", _lazy_name(dict(names)))


_lazy_name = lazy(in_language, str)
