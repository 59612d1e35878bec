"""Makes the example notebook of the Wolfram package from its text: ``python tests/wl/notebook.py``.

The text has the cells as the front end writes them into packages: ``(* ::Style:: *)`` before each, comments around
all but Code. In the notebook code is in Input cells. What stands before the first cell speaks of the text alone.
"""

import re
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parents[2] / "wl" / "Examples"
TEXT = EXAMPLES / "NetLossExpression.wl"
NOTEBOOK = EXAMPLES / "NetLossExpression.nb"


class Cell(NamedTuple):
    """The style of a cell in the text, and what it says."""

    style: str
    content: str


def cells() -> list[Cell]:
    """All cells of the text."""
    parts = re.split(r"^\(\* ::(\w+):: \*\)\n", TEXT.read_text(encoding="ascii"), flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return [Cell(style, _uncommented(style, content.strip())) for style, content in pairs if style != "Package"]


def _uncommented(style: str, content: str) -> str:
    if style == "Code":
        return content
    if not (content.startswith("(*") and content.endswith("*)")):
        raise ValueError(f"a cell {style} that is no comment: {content[:40]}")
    return content.removeprefix("(*").removesuffix("*)")


def notebook() -> str:
    """The notebook as text of the Wolfram Language."""
    return "Notebook[{\n" + ",\n".join(map(_written, cells())) + "\n}]\n"


def _written(cell: Cell) -> str:
    text = '"' + cell.content.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if cell.style in {"Code", "Input"}:
        return f'Cell[BoxData[{text}], "Input"]'
    return f'Cell[{text}, "{cell.style}"]'


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook(), encoding="ascii")
