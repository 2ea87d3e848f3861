"""Files that were handed in, kept under BANSO_HOME/files by what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from banso.connectors.files.problems import FileRefused, Problem
from banso.platform.kit.ids import uuid7
from banso.platform.tenancy.api import current_workspace

_BLOCK = 1 << 20


def keep(stream: BinaryIO) -> tuple[str, str]:
    """Copy ``stream`` durably; returns its place below :func:`root` and its SHA-256.

    The same bytes are kept once for each workspace, whatever they were called.
    """
    folder = root() / str(current_workspace().uid)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    temporary = folder / f"{uuid7()}.part"
    try:
        with temporary.open("xb") as file:
            for block in _blocks(stream):
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        target = folder / digest.hexdigest()
        temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target.relative_to(root()).as_posix(), digest.hexdigest()


def keep_path(path: Path, file_name: str) -> tuple[str, str]:
    """:func:`keep` of a file on this machine; raises :class:`FileRefused` where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return keep(stream)
    except FileNotFoundError as error:
        raise FileRefused(file_name, Problem(0, "not_found")) from error
    except OSError as error:
        raise FileRefused(file_name, Problem(0, "unreadable")) from error


def root() -> Path:
    """The folder of kept files."""
    return Path(settings.FILES_ROOT)


def place_of(relative: str) -> Path:
    """Where a kept file is."""
    return root() / relative


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block
