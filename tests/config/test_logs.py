"""What stands in the log when something breaks: where, but not the values that were there."""

import logging
import sys

import pytest
from structlog.stdlib import ProcessorFormatter

from banso.config import logs

SECRET = "見本太郎 090-0000-0000"


def told(*, as_json: bool) -> str:
    before = logging.getLogger().handlers[:]
    try:
        logs.configure({"level": "INFO", "json": as_json})
        formatters = [handler.formatter for handler in logging.getLogger().handlers]
    finally:
        logging.getLogger().handlers[:] = before
    formatter = next(one for one in formatters if isinstance(one, ProcessorFormatter))
    return formatter.format(logging.LogRecord("x", logging.ERROR, __file__, 1, "broke", (), _failure()))


def _failure():
    customer = SECRET
    try:
        raise ValueError("unreadable")
    except ValueError:
        assert customer
        return sys.exc_info()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_traceback_shows_no_values(as_json):
    line = told(as_json=as_json)
    assert "ValueError: unreadable" in line
    assert "_failure" in line
    assert SECRET not in line
