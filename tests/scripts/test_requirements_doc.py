"""The marks are found wherever they may stand, and a state that is not true is a fault."""

import pytest

from scripts.requirements_doc import Row, marks_of, render

SOURCE = """
import pytest
pytestmark = pytest.mark.requirement("R1")

@pytest.mark.requirement("R2", "B1")
def test_function(): ...

@pytest.mark.requirement("R3")
class TestClass:
    pytestmark = [pytest.mark.requirement("R4")]
    def test_method(self): ...
    def helper(self): ...

def helper(): ...
"""


def test_marks_on_files_classes_and_functions_are_found():
    assert sorted(marks_of(SOURCE)) == [
        ("B1", "test_function"),
        ("R1", "TestClass::test_method"),
        ("R1", "test_function"),
        ("R2", "test_function"),
        ("R3", "TestClass::test_method"),
        ("R4", "TestClass::test_method"),
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("R1", "x", "done"), "is no state"),
        (Row("R1", "x", "works", page="Today"), "shown by a test"),
        (Row("R1", "x", "works", tests=["t"]), "names its page"),
        (Row("R1", "x", "partly", tests=["t"]), "says what is missing"),
        (Row("R1", "x", "not yet", tests=["t"]), "at least partly"),
    ],
)
def test_an_untrue_state_is_a_fault(row, fault):
    (found,) = row.faults()
    assert fault in found


@pytest.mark.parametrize(
    "row",
    [
        Row("R1", "x", "works", page="Today", tests=["t"]),
        Row("R1", "x", "partly", missing="mail", tests=["t"]),
        Row("R1", "x", "not yet"),
    ],
)
def test_a_true_state_is_none(row):
    assert not list(row.faults())


def test_the_page_names_state_page_and_tests():
    row = Row("R1", "One page", "partly", "mail", "Account", ["tests/a/test_b.py::test_c"])
    assert "| R1 | One page | partly: mail | Account | [a/test_b.py](../tests/a/test_b.py): `test_c` |" in render(
        {"R1": row}
    )
