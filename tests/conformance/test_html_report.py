"""The HTML report, in a real browser: it needs nothing, shows everything, and runs nothing."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import MISSING, Browser, started
from click.testing import CliRunner

from wlbridge.cli import main
from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.error_chart import EDGES, bars, error_chart
from wlbridge.conformance.html_report import as_html
from wlbridge.conformance.results import Report, Result, report_lines
from wlbridge.conformance.summary import visible

HOSTILE = [
    "<script>document.title = 'run'</script>",
    "</script></style></pre></details><script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    "\" onmouseover='document.title = 1' x=\"",
    "]]> <!-- --> <![CDATA[ &lt; &amp;lt; {{ 7 * 7 }} {% raw %}",
    "\U0001d400 \U0001f600 \u00e9 \u03b1",
    "a\x00b\x01\x1b[31m\ud800\u202e\ufeff",
]
CASE = selected(all_cases(), ["losses/*"])[0]


def result(case: str, status: str, **other: object) -> Result:
    plain = Result(case, "woxi", status, "pass", None, "", "", "", "", 0.001)
    return replace(plain, **other)  # type: ignore[arg-type]


FAILED = result(CASE.id, "fail", ulp=1234.5678, wanted="[0.5, 1.5]", got="[0.5, 1.25]", asked="f[1]", message="1.25")
RESULTS = [
    result("numbers/1", "pass", ulp=0.0),
    result("numbers/2", "pass", ulp=3.0),
    FAILED,
    result("losses/expected", "fail", expected="fail", asked="g[2]", wanted="2.0", got="3.0", ulp=1e300),
    result("nets/mended", "pass", expected="fail", ulp=0.0),
    result("nets/known", "unsupported", expected="unsupported", asked="h[3]", message="it leaves h[3]"),
    result("refused/1", "unasked", message="what is refused is sent to no engine"),
    result("numbers/1", "pass", engine="mine", ulp=0.25),
    result("losses/expected", "timeout", engine="mine", asked="g[2]"),
]
REPORT = Report({"woxi": "0.3.0", "mine": "1"}, 7, tuple(RESULTS), 7, "2026-01-02T03:04:05+00:00")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if MISSING:
        pytest.skip(f"no browser: {' and '.join(MISSING)} not found; apt-get install chromium chromium-driver")
    with started() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Browser:
    return shown(browser, REPORT, tmp_path)


def shown(browser: Browser, report: Report, folder: Path) -> Browser:
    page = folder / "report.html"
    page.write_text(as_html(report), encoding="ascii")
    browser.open(page)
    assert browser.requests == [page.as_uri()]
    assert browser.complaints == []
    return browser


def entries(page: Browser) -> list[str]:
    """The entries that are shown: status, engine and case."""
    return [summary.text for summary in page.all(".entry > summary") if summary.is_displayed()]


def test_the_header_says_what_was_run(page: Browser) -> None:
    text = page.one("header").text
    for words in ("woxi 0.3.0, mine 1", "cases\n7", "seed\n7", "2026-01-02T03:04:05", "3 of 9 results are not as"):
        assert words in text


def test_the_matrix_counts_what_was_expected_apart_from_what_was_not(page: Browser) -> None:
    rows = [[cell.text for cell in row.find_elements("css selector", "th, td")] for row in page.all("#matrix tr")]
    assert rows == [
        ["group", "cases", "woxi 0.3.0", "mine 1"],
        ["numbers", "2", "2 pass", "1 pass"],
        ["losses", "2", "1 fail (unexpected)\n1 fail (expected)", "1 timeout (unexpected)"],
        ["nets", "2", "1 pass (unexpected)\n1 unsupported (expected)", "-"],
        ["refused", "1", "-", "-"],
        [
            "all",
            "7",
            "2 pass\n1 fail (unexpected)\n1 pass (unexpected)\n"
            "1 fail (expected)\n1 unsupported (expected)\n1 unasked",
            "1 pass\n1 timeout (unexpected)",
        ],
    ]


def test_every_failure_opens_by_a_click(page: Browser) -> None:
    for entry in page.all(".entry"):
        summary, content = (entry.find_element("css selector", part) for part in ("summary", "dl"))
        assert not content.is_displayed()
        summary.click()
        assert content.is_displayed()
    opened = {entry.find_element("css selector", "summary").text: entry.text for entry in page.all(".entry")}
    assert opened[f"fail (unexpected) woxi {FAILED.case}"].splitlines()[1:] == [
        *("sent", "f[1]", "expected", "[0.5, 1.5]", "got", "[0.5, 1.25]", "ulp", "1235"),
        *("allowed", f"relative {CASE.within['relative']}", "message", "1.25", "about", CASE.about, "why", CASE.why),
        *("should end", "pass"),
    ]
    assert "sent\ng[2]\nexpected\n2.0\ngot\n3.0\nulp\n1e+300" in opened["fail (expected) woxi losses/expected"]
    assert "got\nno value\nulp\nnone" in opened["unsupported (expected) woxi nets/known"]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], 5),
        (["engine-0"], 4),
        (["engine-1"], 1),
        (["only-unexpected"], 3),
        (["only-expected"], 2),
        (["engine-0", "only-unexpected"], 2),
        (["engine-1", "only-expected"], 0),
        (["engine-1", "engine-all"], 5),
    ],
)
def test_the_filter(page: Browser, choices: list[str], expected: int) -> None:
    for choice in choices:
        page.one(f"#{choice}").click()
    assert len(entries(page)) == expected


def test_the_filter_by_status(page: Browser) -> None:
    labels = {label.text: label for label in page.all("fieldset:nth-of-type(2) label")}
    assert [*labels] == ["all", "fail", "pass", "timeout", "unsupported"]
    for status in ("fail", "pass", "timeout", "unsupported"):
        labels[status].click()
        assert {entry.split()[0] for entry in entries(page)} == {status}


def test_each_engine_has_a_chart_with_a_bar_for_each_size_of_error(page: Browser) -> None:
    charts = page.all("figure svg")
    assert len(charts) == 2
    for chart, number in zip(charts, (4, 1), strict=True):
        bars_drawn = chart.find_elements("css selector", "#bar")
        assert all(bar.size["height"] > 1 and bar.size["width"] > 1 for bar in bars_drawn)
        assert len(bars_drawn) == number
        assert chart.size["width"] > 600


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(browser: Browser, tmp_path: Path, text: str) -> None:
    fields = dict.fromkeys(("message", "wanted", "got", "asked"), text)
    hostile = result(f"nets/{text}", "fail", engine=text, **fields)
    unasked = result(f"nets/un{text}", "unasked", engine=text, message=text)
    page = shown(browser, Report({text: text}, 2, (hostile, unasked), None, text), tmp_path)
    for summary in page.all("summary"):
        summary.click()
    assert page.driver.title == "wlbridge conformance"
    assert page.all("script, img, [onmouseover]") == []
    shown_as = visible(text)
    assert [pre.get_property("textContent") for pre in page.all(".entry pre")] == [shown_as] * 3
    assert page.one(".entry > summary").get_property("textContent").endswith(f"nets/{shown_as}")
    assert page.one(".unasked dd").get_property("textContent") == shown_as


def test_a_script_would_not_run(page: Browser) -> None:
    """Even one that came in by a way nobody has thought of: the page's own policy forbids it."""
    added = (
        "const s = document.createElement('script'); s.textContent = 'document.title = 1'; document.body.append(s)"
    )
    page.driver.execute_script(added)
    assert page.driver.title == "wlbridge conformance"
    (complaint,) = [entry["message"] for entry in page.driver.get_log("browser")]
    assert "Content Security Policy" in complaint


def test_a_long_text_is_there_to_its_end(browser: Browser, tmp_path: Path) -> None:
    long = "Plus[" + ", ".join(map(str, range(60_000))) + "]"
    page = shown(browser, replace(REPORT, results=(replace(FAILED, asked=long),)), tmp_path)
    page.one(".entry > summary").click()
    sent = page.all(".entry pre")[0]
    assert sent.text == long
    assert sent.size["height"] < 400


@pytest.mark.parametrize("width", [320, 500, 2400])
def test_the_page_is_never_wider_than_the_window(browser: Browser, tmp_path: Path, width: int) -> None:
    page = shown(browser, REPORT, tmp_path)
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width
    finally:
        page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_report_of_nothing(browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, Report({"woxi": "0.3.0"}, 0, ()), tmp_path)
    assert "every case that was asked passed" in page.one("main").text


# Without a browser


def test_the_chart_has_no_colour_of_its_own() -> None:
    """All are variables of the page, which has others for the dark."""
    svg = error_chart(RESULTS)
    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", svg) == []
    assert {*re.findall(r"var\((.*?)\)", svg)} == {"--pass", "--unexpected", "--ink", "--faint"}


def test_the_page_is_made_by_the_command(tmp_path: Path) -> None:
    report, page = tmp_path / "run.jsonl", tmp_path / "report.html"
    whole = replace(REPORT, engines={"woxi": "0.3.0"}, results=tuple(RESULTS[:7]))
    report.write_text("".join(f"{line}\n" for line in report_lines(whole)), encoding="ascii")
    command = ["conformance", "summary", str(report), "--format", "html"]
    written = CliRunner().invoke(main, [*command, "--out", str(page)])
    assert (written.exit_code, written.output) == (0, "")
    assert page.read_text(encoding="ascii") == CliRunner().invoke(main, command).output == as_html(whole)


def test_what_is_to_be_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "run.jsonl"
    one = Report({"woxi": "0.3.0"}, 1, (FAILED,), None, "2026-01-02")
    report.write_text("".join(f"{line}\n" for line in report_lines(one)), encoding="ascii")
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.delitem(sys.modules, "wlbridge.conformance.html_report")
    answer = CliRunner().invoke(main, ["conformance", "summary", str(report), "--format", "html"])
    assert answer.exit_code == 2
    assert 'pip install "wlbridge[report]"' in answer.output


@pytest.mark.parametrize(
    ("status", "ulp", "place"),
    [
        ("pass", 0.0, 0),
        ("pass", 0.5, 0),
        ("pass", 0.501, 1),
        ("pass", 64.0, EDGES.index(64)),
        ("fail", 65.0, EDGES.index(64) + 1),
        ("fail", 1e300, len(EDGES)),
        ("fail", None, len(EDGES) + 1),
    ],
)
def test_the_bar_of_an_error(status: str, ulp: float | None, place: int) -> None:
    counted = bars([result("a/1", status, ulp=ulp)])
    assert [number for number, count in enumerate(counted[status]) if count] == [place]
    assert sum(map(sum, counted.values())) == 1


@pytest.mark.parametrize(
    ("status", "ulp"), [("pass", None), ("unsupported", None), ("crash", None), ("unasked", None)]
)
def test_what_has_no_error_has_no_bar(status: str, ulp: float | None) -> None:
    assert sum(map(sum, bars([result("a/1", status, ulp=ulp)]).values())) == 0
