"""The progress of a run: names of engines are no markup."""

import pytest
from rich.console import Console

from wlbridge.conformance.progress import progress_bar


@pytest.mark.parametrize("name", ["exec:mine", "exec:[/red]", "exec:[bold]x[/bold]"])
def test_the_name_of_an_engine_is_shown_as_it_is(name: str) -> None:
    bar = progress_bar()
    bar.add_task(name, total=835, completed=7)
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(bar.get_renderable())
    assert capture.get().startswith(name)
    assert "7/835" in capture.get()
