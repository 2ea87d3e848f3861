"""What is wrong with definitions: every fault at once, each with its file, its place and what to do."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import ngettext

from banso.platform.kit.errors import BansoError


class Fault(NamedTuple):
    """One fault: ``path`` is the place in the body (``name.ja``), or line and column of the file."""

    file: str
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.path) if part)
        return f"{place}: {self.message} {self.hint}".rstrip()


class DefinitionsInvalid(BansoError):
    """Definitions with faults; nothing was changed."""

    code = "bad_definitions"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        title = ngettext(
            "The definitions have %(count)s fault:", "The definitions have %(count)s faults:", len(self.faults)
        ) % {"count": len(self.faults)}
        super().__init__("\n".join([title, *(f"  {fault}" for fault in self.faults)]))
