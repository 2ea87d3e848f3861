"""What every definition must have, whatever its kind."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.definitions.faults import DefinitionsInvalid, Fault
from banso.platform.definitions.kinds import Body, DefinitionKind
from banso.platform.kit.errors import BansoError
from banso.platform.kit.limits import limit

SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
MAX_NAME = limit("definitions.name", 200, "characters")
MAX_VERSION = 1_000_000


def faults_of(kind: DefinitionKind, body: Body, *, file: str, slug: str) -> list[Fault]:
    """Every fault of ``body``, which stands in ``file`` and must be named ``slug``."""
    found = [Fault(file, path, message, hint) for path, message, hint in _head(body, slug)]
    try:
        kind.validate({name: value for name, value in body.items() if name != "retired"})
    except DefinitionsInvalid as error:
        found.extend(one._replace(file=file) for one in error.faults)
    except BansoError as error:
        found.append(Fault(file, "", error.message, error.hint))
    return found


def _head(body: Body, slug: str) -> Iterator[tuple[str, str, str]]:
    given = body.get("slug")
    if not isinstance(given, str) or not SLUG.fullmatch(given):
        yield "slug", _("The slug is missing or not usable."), _("Use a–z, 0–9 and _, beginning with a letter.")
    elif given != slug:
        yield (
            "slug",
            _("The slug and the name of the file differ."),
            _("Name the file %(slug)s.yaml.") % {"slug": given},
        )
    version = body.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= MAX_VERSION:
        yield "version", _("The version must be a whole number from 1."), ""
    if not isinstance(body.get("retired", False), bool):
        yield "retired", _("Write true or false."), ""
    yield from _texts("name", body.get("name"), needed=True)
    yield from _texts("description", body.get("description"), needed=False)


def _texts(key: str, value: Any, *, needed: bool) -> Iterator[tuple[str, str, str]]:
    if value is None and not needed:
        return
    hint = _("Give it in both languages: {en: …, ja: …}.")
    if not isinstance(value, dict):
        yield key, _("The text is missing."), hint
        return
    for language in ("en", "ja"):
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            yield f"{key}.{language}", _("The text is missing."), hint
        elif key == "name" and len(text) > MAX_NAME:
            yield (
                f"{key}.{language}",
                _("The name is too long."),
                _("At most %(count)s characters.") % {"count": MAX_NAME},
            )
