"""The benchmarks: arithmetic on known numbers, processes, a short run, and what README.md shows of them."""

import ast
import re
import statistics
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks import measure, process, runner
from benchmarks.chart import DRAWN, PANELS, curves
from benchmarks.command import LATEST, main
from benchmarks.comparison import Comparison
from benchmarks.jobs import HAND, JOBS, OURS, Job, Target
from benchmarks.nets import Net, sample
from benchmarks.peers import numpy_by_hand
from benchmarks.report import TITLES, markdown
from benchmarks.results import Record, Results
from benchmarks.summary import Spread, exponent, ratio, spread
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

PEERS = Path(process.__file__).parent / "peers"
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
JOB = Job("numbers", "numbers", "value_and_gradient", ("a", "b", HAND))

seconds = st.floats(1e-7, 1e3)


@given(st.lists(seconds, min_size=2))
def test_the_quartiles_are_those_of_the_standard_library(values):
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    found = spread(values)
    assert (found.low, found.median, found.high) == pytest.approx((low, statistics.median(values), high))


def test_one_value_is_its_own_quartiles():
    assert spread([3.0]) == Spread(3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], Spread(0.5, 0.5, 0.5)),
        ([1.0, 10.0], [2.0, 20.0], Spread(0.5, 0.5, 0.5)),  # a round that was slow for both changes nothing
        ([1.0, 1.0, 1.0], [1.0, 0.5, 0.25], Spread(1.5, 2.0, 3.0)),
        ([1.0, 1.0, 9.0], [4.0, 2.0], Spread(0.3125, 0.375, 0.4375)),  # as far as both were measured
    ],
)
def test_ratios_are_those_of_each_round(ours, theirs, expected):
    assert ratio(ours, theirs) == expected


@given(st.floats(-1, 3), seconds, st.lists(st.integers(1, 10**6), min_size=2, unique=True))
def test_the_exponent_of_a_power_law(power, factor, sizes):
    assert exponent(sizes, [factor * size**power for size in sizes]) == pytest.approx(power, abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 10**6), seconds), min_size=3, unique_by=lambda pair: pair[0]))
def test_the_exponent_is_the_slope_of_a_regression(pairs):
    sizes, values = zip(*pairs, strict=True)
    slope, _ = statistics.linear_regression(np.log(sizes), np.log(values))
    assert exponent(sizes, values) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "weights"),
    [("2-3-1", 13), ("10-32-10", 682), ("784-128-10", 101_770), ("10-32x3-10", 352 + 2 * 1056 + 330)],
)
def test_nets_are_read_from_their_names(name, weights):
    assert Net.named(name).weights == weights


def record(peer, *values, failure="", **more):
    return Record(
        "numbers", "2-3-1", peer, [{"seconds": value, "megabytes": 1.0} | more for value in values], failure
    )


def compared(target, *records):
    return Comparison(replace(JOB, target=target), "2-3-1", {each.peer: each for each in records})


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (Target(times=0.5, of=("a", "b")), True),
        (Target(times=0.49, of=("a", "b")), False),
        (Target(times=0.25, of=("a",)), True),
        (Target(milliseconds=1000), True),
        (Target(milliseconds=999), False),
        (Target(times=0.5, of=("b",), milliseconds=999), False),
        (Target(megabytes=1), True),
        (Target(megabytes=0.9), False),
        (Target(size=130), True),
        (Target(size=129), False),
        (Target(size_per_weight=10), True),
        (Target(size_per_weight=9.9), False),
        (Target(times=0.01, of=("absent",)), None),
        (Target(milliseconds=1, nets=("4-8-3",)), None),
        (Target(), None),
    ],
)
def test_what_is_reached(target, reached):
    ours = record(OURS, 1.0, 1.0, size=130)
    assert compared(target, ours, record("a", 4.0, 4.0), record("b", 2.0, 2.0)).reached is reached


@pytest.mark.parametrize("bad", [{"failure": "over 1 s"}, {"error": 1e-8}, {"error": float("nan")}])
def test_what_failed_or_is_wrong_is_not_compared(bad):
    good = record("a", 4.0)
    assert compared(Target(), record(OURS, 1.0), good, record("b", 2.0, **bad)).reference is good
    assert compared(Target(), record(OURS, 1.0, **bad), good).ours is None


def test_the_table_in_markdown():
    records = [
        replace_net(record(OURS, 0.001, 0.002, 0.003), "numbers-64"),
        replace_net(record(HAND, 0.002, 0.002, 0.002), "numbers-64"),
        replace_net(record("jax_jit", 0.004, 0.005, 0.006), "numbers-64"),
        replace_net(record(OURS, 0.0001, size=113), "array-wl-loss"),
    ]
    assert markdown(Results("2026-11-22", "2 cores", {}, records)).splitlines() == [
        "| job | 4-8-3 | 10-32-10 | 64-64-64-10 | 784-128-10 | 784-1024-10 | to reach: at most |",
        "|---|---|---|---|---|---|---|",
        "| loss as text, arrays |  | **100 us, 113 B** |  |  |  | 20 ms, 4000 B |",
        "| value and gradient in numbers, N = 64 |  "
        "| **2 ms**<br>1 (0.75-1.2) NumPy<br>JAX: 2.5 |  |  |  | 1 times |",
    ]


def replace_net(each, job):
    return replace(each, job=job, net="10-32-10")


def functions(peer):
    tree = ast.parse((PEERS / f"{peer}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_peer_of_a_job_can_do_it(job):
    assert all(job.function in functions(peer) and peer in TITLES for peer in (OURS, *job.peers))


@pytest.mark.parametrize("name", ["2-3-1", "4-8-3", "4-5-6-3"])
def test_the_gradient_by_hand_is_that_of_central_differences(name):
    net = Net.named(name)
    data = sample(net, 3)
    _, slopes = numpy_by_hand.value_and_gradient(net, data)()
    arrays = [array for pair in data.weights for array in pair]
    for array, slope in zip(arrays, slopes, strict=True):
        for index in np.ndindex(array.shape):
            kept, step = array[index], 1e-5
            values = []
            for array[index] in (kept + step, kept - step):
                values.append(numpy_by_hand.value_and_gradient(net, data)()[0])
            array[index] = kept
            assert slope[index] == pytest.approx((values[0] - values[1]) / (2 * step), abs=1e-9)


def test_a_slope_that_is_wrong_by_one_part_in_a_million_is_noticed():
    net = Net.named("4-8-3")
    value, slopes = numpy_by_hand.value_and_gradient(net, sample(net, 5))()
    assert measure.error(net, 5, value, slopes) == 0
    assert record("a", 1.0, error=measure.error(net, 5, value * (1 + 1e-6), slopes)).wrong
    slopes[2][np.unravel_index(np.argmax(np.abs(slopes[2])), slopes[2].shape)] *= 1 + 1e-6
    assert record("a", 1.0, error=measure.error(net, 5, value, slopes)).wrong
    assert record("a", 1.0, error=measure.error(net, 5, value, slopes[:-1])).wrong


def test_memory_is_the_rise_of_the_peak():
    before = np.ones(2**21)
    found, _ = measure.timed(lambda: np.ones(2**23) is before)
    assert found["megabytes"] == pytest.approx(64, abs=4)


@pytest.mark.parametrize(
    ("peer", "seconds", "megabytes", "message"),
    [
        (HAND, 0.01, 6000, "over 0.01 s"),
        (HAND, 60, 1, "over 1 MB"),
        ("absent", 60, 6000, "ModuleNotFoundError: No module named 'benchmarks.peers.absent'"),
    ],
)
def test_a_peer_that_is_not_there_or_passes_a_limit_is_ended(peer, seconds, megabytes, message):
    crew = runner.Crew(runner.Limits(seconds=seconds, megabytes=megabytes))
    asked = Record("numbers-1", "2-3-1", peer)
    crew.ask(asked, new=False)
    assert (asked.failure, asked.samples, crew.versions) == (message, [], {})


class Order(runner.Crew):
    """Only notes who is asked."""

    def ask(self, record, *, new):
        self.versions[f"{len(self.versions)} {record.net}"] = record.peer
        if record.peer == "b":
            record.failure = "over 1 s"


def test_everybody_is_asked_in_turn_and_after_a_failure_no_more():
    crew = Order(runner.Limits(rounds=2))
    runner.run([replace(JOB, nets=("2-3-1",))], [], [], crew, lambda job, records: None)
    assert list(crew.versions.values()) == [OURS, "a", "b", HAND, OURS, "a", HAND]


def test_a_short_run(tmp_path):
    arguments = (
        "--net 2-3-1 --job numbers-1 --job first-gradient --peer ours --peer numpy_by_hand --rounds 1 --output"
    )
    done = CliRunner().invoke(main, [*arguments.split(), str(tmp_path)])
    assert (done.exit_code, done.exception) == (0, None)
    assert re.search(r"value and gradient in numbers, N = 1 .*\n.*\n.*wlbridge +. NumPy", done.output)
    results = Results.load(tmp_path / "results.jsonl")
    assert [(each.job, each.peer, len(each.samples), each.failure) for each in results.records] == [
        (job, peer, 1, "") for job in ("first-gradient", "numbers-1") for peer in (OURS, HAND)
    ]
    assert all(each.samples[0]["error"] < 1e-12 for each in results.records)
    assert results.versions["ours"] == "0.1.0"


def test_readme_shows_the_latest_results():
    results = Results.load(LATEST / "results.jsonl")
    (table,) = re.findall(r"<!-- benchmarks -->\n(.*?)\n<!-- end of benchmarks -->", README, re.DOTALL)
    assert table.splitlines()[2:] == markdown(results).splitlines()
    assert table.startswith(f"{results.date}, {results.machine}")
    assert not results.wrong


def test_readme_shows_the_chart_and_the_command():
    assert "](tests/benchmarks/latest/growth.svg)" in README
    assert (LATEST / "growth.svg").exists()
    assert ".venv/bin/pip install -e '.[benchmark]' && .venv/bin/python tests/benchmarks\n" in README


def test_the_chart_has_ours_in_both_panels():
    results = Results.load(LATEST / "results.jsonl")
    for panel in PANELS:
        for job in DRAWN:
            assert curves(results, job, panel)[0].peer == OURS
