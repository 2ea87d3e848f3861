"""In which encoding a file is written, found out from all of its bytes.

UTF-8 is proved or refuted by the whole file. What is not UTF-8 may be Shift_JIS in Microsoft's form
(CP932), but so may text in other encodings by chance, broken UTF-8 too: it is taken only when it reads
like Japanese, and not as UTF-8 up to some broken byte. Anything else is refused with a guess, because a
wrong guess would store rubbish for ever.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import charset_normalizer

from banso.connectors.files.problems import FileRefused, Problem
from banso.platform.kit.limits import limit

CHUNK = 1 << 18
MAX_ROW = limit("imports.row", 1 << 20, "bytes")
"""Characters of one row. A longer one is a file without line ends or with an open quote."""
READABLE = ("utf-8", "utf-16", "cp932", "euc_jp", "cp1252", "latin-1")
"""Encodings a person may name; the first three are also recognised."""

_SAMPLE = 1 << 16
_ISOLATED = 0.5
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_ENOUGH = 2
"""So many characters of three bytes do not come about by chance."""
_STRAY = re.compile("[\uf8f0-\uf8f3]")
"""What Python makes of the bytes A0 and FD to FF, which stand in no Shift_JIS text."""


def chosen(file_name: str, name: str) -> str:
    """The Python name of an encoding that a person named; refuses unknown ones."""
    wanted = {"shift_jis": "cp932", "sjis": "cp932", "shift-jis": "cp932", "utf8": "utf-8"}
    name = name.strip().lower()
    name = wanted.get(name, name)
    if name not in READABLE:
        params = {"encoding": name, "known": ", ".join(READABLE)}
        raise FileRefused(file_name, Problem(0, "unknown_encoding", params=params))
    return "utf-8-sig" if name == "utf-8" else name


@dataclass
class _Candidate:
    encoding: str
    alive: bool = True
    row: int = 0
    wide: int = 0
    decoder: codecs.IncrementalDecoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder(self.encoding)("strict")

    def feed(self, chunk: bytes, rows_before: int, *, final: bool) -> None:
        """Decode on; note the row of the first byte that does not fit."""
        # Plain ASCII means the same in all of them, unless a character is still open.
        if not self.alive or (not final and chunk.isascii() and not self.decoder.getstate()[0]):
            return
        try:
            text = self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            self.alive = False
            whole = error.object[: error.start]
            self.row = rows_before + whole.count(b"\n") + 1
            self._look(whole.decode(self.encoding, "ignore"))
        else:
            self._look(text)
            if self.encoding == "cp932" and (stray := _STRAY.search(text)):
                self.alive = False
                self.row = rows_before + text.count("\n", 0, stray.start()) + 1

    def _look(self, text: str) -> None:
        """Count Japanese characters until there are enough of them."""
        if self.wide < _ENOUGH:
            self.wide += len(_WIDE.findall(text))


def detect(stream: BinaryIO, file_name: str) -> str:
    """The encoding of all of ``stream``: utf-8-sig (also without BOM), utf-16 or cp932.

    Reads once, in constant memory; stops at a line longer than any row may be.
    """
    head = b""
    candidates = [_Candidate("utf-8"), _Candidate("cp932"), _Candidate("euc_jp")]
    sample = bytearray()
    rows = 0
    for rows_before, chunk in _guarded(stream, file_name):
        rows = rows_before + chunk.count(b"\n")
        if not head:
            head = chunk[:4]
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
        for candidate in candidates:
            candidate.feed(chunk, rows_before, final=False)
        if len(sample) < _SAMPLE and not chunk.isascii():
            sample += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
    for candidate in candidates:
        candidate.feed(b"", rows, final=True)
    if not head:
        raise FileRefused(file_name, Problem(0, "empty_file"))
    utf8, cp932, euc = candidates
    if utf8.alive:
        return "utf-8-sig"
    taken = bytes(sample[:_SAMPLE])
    # Text in CP932 is no EUC-JP, but for a few half-width kana; text in EUC-JP often passes as CP932.
    if cp932.alive and not euc.alive and utf8.wide < _ENOUGH and _reads_like_japanese(taken):
        return "cp932"
    if utf8.wide >= _ENOUGH:
        raise FileRefused(file_name, Problem(utf8.row, "encoding", params={"guess": ""}))
    # The reading that held longer is the likelier one, and its fault the one to name.
    row = max(utf8.row, cp932.row) if _reads_like_japanese(taken) else utf8.row
    raise FileRefused(file_name, Problem(row, "encoding", params={"guess": _guess(taken, euc_alive=euc.alive)}))


def _guarded(stream: BinaryIO, file_name: str) -> Iterator[tuple[int, bytes]]:
    """Chunks with the number of lines before them; a line no row can hold ends the reading."""
    rows, open_bytes = 0, 0
    while chunk := stream.read(CHUNK):
        yield rows, chunk
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        open_bytes = len(chunk) - last - 1 + (open_bytes if last < 0 else 0)
        rows += chunk.count(b"\n")
        if open_bytes > 4 * MAX_ROW:
            raise FileRefused(file_name, Problem(rows + 1, "row_too_long", params={"limit": MAX_ROW}))


def _reads_like_japanese(sample: bytes) -> bool:
    """Whether CP932 characters stand together, as in Japanese.

    Accented Latin letters read as CP932 become single characters inside words: "M餠ical".
    """
    text = sample.decode("cp932", "ignore")
    wide = isolated = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char > "\x7f":
            wide += 1
            isolated += before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    return wide > 0 and isolated / wide < _ISOLATED


def _guess(sample: bytes, *, euc_alive: bool) -> str:
    """The likely encoding in brackets for the hint, or nothing."""
    if euc_alive:
        return "(euc_jp?)"
    best = charset_normalizer.from_bytes(sample).best()
    return f"({best.encoding}?)" if best else ""
