"""Lines of CSV for people's spreadsheets."""

from __future__ import annotations


class Echo:
    """What csv writes is handed on at once."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def plain(text: str, *, number: bool = False) -> str:
    """Text that no spreadsheet takes for a formula, also behind blanks and control characters."""
    if number:
        return text
    shown = "".join(char for char in text if char >= " " or char == "\n")
    return f"'{shown}" if shown.lstrip()[:1] in {"=", "+", "-", "@"} else shown
