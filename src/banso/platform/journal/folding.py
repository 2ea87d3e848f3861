"""Comparing stored text as people search it, inside of the database."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField, Value
from django.db.models.functions import Coalesce, Concat

from banso.platform.kit.text import fold

_KATAKANA = "".join(chr(code) for code in range(0x30A1, 0x30F7))
_HIRAGANA = "".join(chr(code - 0x60) for code in range(0x30A1, 0x30F7))


class Folded(Func):
    """``fold`` of a column: for text that has no folded copy beside it. It reads every row it is asked of."""

    function = "BANSO_FOLD"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = f"TRANSLATE(LOWER(NORMALIZE((%(expressions)s)::text, NFKC)), '{_KATAKANA}', '{_HIRAGANA}')"
        return super().as_sql(compiler, connection, template=template, **context)


def folded(*columns: str) -> Folded:
    """The text of columns, folded; empty where there is none."""
    parts = [Coalesce(column, Value(""), output_field=TextField()) for column in columns]
    return Folded(parts[0] if len(parts) == 1 else Concat(*parts, output_field=TextField()))


def install(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Teach a new SQLite connection to fold (receiver of ``connection_created``)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("BANSO_FOLD", 1, _fold, deterministic=True)


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(text)
