"""Makes the cases of the conformance harness: python tests/conformance/make_cases.py [GROUP ...]

Expected values are those of tests/oracle.py, the documented formulas in mpmath at 100 digits, which knows nothing of
wlbridge; derivatives are its differences. All numbers of nets are multiples of 1/1024, so that they are the same in
single precision.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import layer_cases
import oracle
from adapter import loss_layer, net_from_spec
from hostile_names import NAMES as HOSTILE
from losses_elsewhere import elsewhere
from mpmath import mp, mpf
from open_questions import CLAMP, CONTRASTIVE, EPSILON, OF_KERNELS, OF_LAYERS, OF_NETS, Alternative
from published import PUBLISHED
from refusals import REFUSALS
from softmax_identities import identities

from wlbridge.conformance.questions import needs_of
from wlbridge.wolfram.expression_json import to_json
from wlbridge.wolfram.nets import tree_of_layer

FOLDER = Path(__file__).parents[2] / "wlbridge" / "conformance" / "cases"
DIGITS = 40
MADE = "tests/oracle.py: the documented formula in mpmath at 100 digits"
BY_DIFFERENCES = "tests/oracle.py: differences of the documented formula in mpmath at 100 digits"
REFERENCE = "https://reference.wolfram.com/language/ref/"
UNVERIFIED = {"ContrastiveLossLayer": CONTRASTIVE, "NormalizationLayer": EPSILON}
BY_HAND = "by hand, from the documentation"
Entry = dict[str, Any]

mp.dps = oracle.DIGITS = 100  # second differences with a step of 1e-15 lose 30


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for group in sys.argv[1:] or GROUPS:
        entries = [{**entry, "id": f"{group}/{entry['id']}"} for entry in GROUPS[group]()]
        text = "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n"
        (FOLDER / f"{group}.json").write_text(text, encoding="ascii")
        print(group, len(entries))


def decimal(value: Any) -> str:
    """Forty significant digits, more than any precision that is compared with has."""
    return mp.nstr(mpf(value), DIGITS, min_fixed=-5, max_fixed=20).removesuffix(".0")


def derivatives(value: Any) -> Any:
    """As ``decimals``; what is nothing but rounding is 0."""
    if isinstance(value, list):
        return [*map(derivatives, value)]
    return decimal(value) if abs(value) > mpf(10) ** -35 else "0"


def decimals(value: Any) -> Any:
    return [*map(decimals, value)] if isinstance(value, list) else decimal(value)


def dyadic(value: Any) -> Any:
    """Floats rounded to multiples of 1/1024; all else as it is."""
    if isinstance(value, float) and math.isfinite(value):
        return round(value * 1024) / 1024
    if isinstance(value, list):
        return [*map(dyadic, value)]
    if isinstance(value, dict):
        return {key: part if key in {"epsilon", "probability"} else dyadic(part) for key, part in value.items()}
    return value


def entry(  # noqa: PLR0917 - one table row
    name: str, about: str, why: str, ask: Entry, expect: Any, within: Any, made: str = MADE
) -> Entry:
    said = {"id": name, "about": about, "why": why, "needs": needs_of(ask)}
    return {**said, "ask": ask, "expect": expect, "within": within, "made": made}


# Numbers and text


def numbers() -> Iterator[Entry]:
    """Doubles that come back bit for bit, or nothing else of an engine can be believed."""
    rng = random.Random(1)  # noqa: S311 - reproducible, no secret
    special = {
        "a tenth": 0.1,
        "three tenths": 0.3,
        "a sum of tenths": 0.1 + 0.2,
        "the largest": sys.float_info.max,
        "the smallest normal": sys.float_info.min,
        "the smallest": 5e-324,
        "the next to 1": 1 + sys.float_info.epsilon,
        "17 digits and an exponent": 1.2345678901234567e10,
        "17 digits and a negative exponent": 1.2345678901234567e-10,
        "beyond 2 to the 53": 9007199254740994.0,
        "a power of 10": 1e23,
        "minus pi": -math.pi,
        "zero": 0.0,
    }
    random_reals = {f"random {k}": math.ldexp(rng.uniform(0.5, 1), rng.randint(-1060, 1020)) for k in range(1, 41)}
    for name, value in {**special, **random_reals}.items():
        yield entry(
            f"real/{name}",
            f"the double {value!r} comes back as it is",
            "text loses digits in many engines; without this no value can be believed",
            {"expression": value},
            str(Decimal(value)),
            "exact",
            "the exact decimal expansion of the double",
        )
    for name, integer in {"one": 1, "negative": -7, "beyond 64 bits": 2**70 + 1, "of 100 digits": 10**99 + 7}.items():
        yield entry(
            f"integer/{name}",
            f"the integer {integer} comes back as it is",
            "integers are exact",
            {"expression": integer},
            str(integer),
            "exact",
            "itself",
        )


def strings() -> Iterator[Entry]:
    texts = {
        "empty": "",
        "plain": "abc",
        "quotes": "a\"b'c",
        "backslashes": "\\ \\\\ \\n",
        "a named character": "\\[Alpha]",
        "a code": "\\:03b1 \\.41",
        "line breaks": "a\nb\tc\r",
        "control characters": "\x01\x02\x1f\x7f",
        "comment": "(* x *)",
        "code": '"]; Run["echo x"]; ("',
        "box": "\\!\\(x\\)",
        "slots": "`1` ``a`` #1 &",
        "Latin-1": "\u00e4\u00df\u00ff",
        "Greek": "\u03b1\u03b2\u03b3",
        "Chinese": "\u635f\u5931",
        "beyond the basic plane": "\U0001d400\U0001f600",
        "right to left": "\u05d0\u202e\u05d1",
        "private use": "\ue000\uf8ff",
        "combining": "e\u0301",
        "null": "a\x00b",
    }
    for name, text in texts.items():
        codes = [ord(c) for c in text]
        yield entry(
            name,
            "a string comes back as the same code points",
            "a string that is written wrongly becomes another one, or code",
            {"text": codes},
            {"text": codes},
            "exact",
            "itself",
        )


# Functions and layers


def points(function: oracle.Function) -> list[float]:
    """Some points of the domain off its kinks, small and large, as multiples of 1/1024."""
    low, high = function.domain
    if (low, high) == (-oracle.INFINITY, oracle.INFINITY):
        tried = [-30.25, -2.6875, -0.3125, 0.0009765625, 0.8125, 2.65625, 21.5]
    else:
        low, high = max(low, -8.0), min(high, 8.0 if low == 0 else 12.0)
        tried = [low + (high - low) * part for part in (0.03125, 0.25, 0.5625, 0.9375)]
    return [x for x in map(dyadic, tried) if function.distance(x) > 1e-4]


def elementwise() -> Iterator[Entry]:
    for name, function in oracle.FUNCTIONS.items():
        for x in points(function):
            yield entry(
                f"{name}/{x}",
                f"{name} of {x}",
                f"{REFERENCE}ElementwiseLayer.html",
                {"net": ["NetChain", ["List", ["ElementwiseLayer", function_json(name)]], REAL_INPUT], "input": x},
                decimal(function(x)),
                {"ulp": 8},
            )


REAL_INPUT = ["Rule", "'Input'", "'Real'"]


def function_json(name: str) -> str:
    return name if name in oracle.PLAIN else f"'{name}'"


def layers() -> Iterator[Entry]:
    for name in layer_cases.LAYERS:
        case = dyadic_case(layer_cases.layer_case(name))
        output = oracle.unpack(oracle.pack(oracle.output(case.net, case.x)))
        kind = case.net[0]["layer"]
        made = entry(
            name.replace(", ", "/"),
            f"the output of a {kind}, {name}, and a Tanh",
            f"{REFERENCE}{kind}.html",
            {"net": net_json(case), "input": case.x},
            decimals(output),
            {"relative": "4e-15"},
        )
        yield with_doubt(made, case)


def dyadic_case(case: oracle.Case) -> oracle.Case:
    given = {"net": dyadic(case.net), "x": dyadic(case.x), "t": dyadic(case.t), "options": dyadic(case.options)}
    return oracle.replace(case, **given)


def net_json(case: oracle.Case) -> Any:
    made = to_json(tree_of_layer(net_from_spec(case.net, case.input_shape)))
    return made if case.input_shape else [*made[:-1], REAL_INPUT]


def with_doubt(made: Entry, case: oracle.Case) -> Entry:
    kinds = {layer["layer"] for layer in case.net} | {case.kind}
    doubts = [text for kind, text in UNVERIFIED.items() if kind in kinds]
    if case.log == "kernel" and case.options.get("form") in {"Index", "Probabilities"}:
        doubts.append(CLAMP)
    return {**made, "unverified": "; ".join(doubts)} if doubts else made


# Losses


def loss_entry(  # noqa: PLR0917 - one table row
    name: str, about: str, why: str, case: oracle.Case, expect: Any, within: Any, **ask: Any
) -> Entry:
    asked = {
        "net": net_json(case),
        "loss": to_json(tree_of_layer(loss_layer(case.kind, case.options))),
        "input": case.x,
        "target": target(case.t),
        "log": case.log,
        **ask,
    }
    made = BY_DIFFERENCES if "order" in ask else MADE
    return with_doubt(entry(name, about, why, asked, expect, within, made), case)


def target(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def near(case: oracle.Case) -> Entry:
    """As near as a sum in doubles comes: 16 times their rounding, times the condition of the loss."""
    return {"relative": f"{max(4e-15, float(oracle.condition(case)) * 4e-15):.1e}"}


def losses() -> Iterator[Entry]:
    for name in layer_cases.LOSSES:
        for log in ("exact", "kernel"):
            case = dyadic_case(layer_cases.loss_case(name, log))
            kind = case.kind
            name_of_case = f"{name.replace(', ', '/')}/{log}"
            about = f"the {log} reading of {kind}: {name}"
            yield loss_entry(
                name_of_case, about, f"{REFERENCE}{kind}.html", case, decimal(oracle.value(case)), near(case)
            )


def softmax_case(logits: list[float], form: str, t: Any, log: str = "exact") -> oracle.Case:
    last = (
        {"layer": "SoftmaxLayer"}
        if form != "Binary"
        else {"layer": "ElementwiseLayer", "function": "LogisticSigmoid"}
    )
    return oracle.Case([last], "CrossEntropyLossLayer", logits, t, {"form": form}, log, (len(logits),))


def softplus(x: float) -> Any:
    """Log[1 + Exp[x]], which both cross entropies of two classes are of the gap of their logits."""
    return mp.log1p(mp.exp(x))


def saturation() -> Iterator[Entry]:
    why = "a naive logarithm of a softmax is Infinity where the gap of logits exceeds 745, and 0 above 37"
    for gap in (1.0, 20.0, 40.0, 100.0, 700.0, 745.0, 800.0, 10000.0):
        for t in (1, 2):
            case = softmax_case([gap, 0.0], "Index", t)
            about = f"class {t} of the logits {gap} and 0"
            expect, within = decimal(softplus(gap if t == 2 else -gap)), {"relative": "4e-15"}
            yield loss_entry(f"softmax/{gap:g}/class {t}", about, why, case, expect, within)
            case = softmax_case([gap, -gap], "Binary", [float(2 - t), float(t - 1)])
            about = f"target {2 - t} of the logit {gap}, and {t - 1} of {-gap}"
            yield loss_entry(f"sigmoid/{gap:g}/target {2 - t}", about, why, case, expect, within)
    for p in (0.0, 2.0**-60, 2.0**-52, 2.0**-51, 0.5, 1.0):
        for t in (0.0, 0.5, 1.0) if p in {0.0, 0.5, 1.0} else (0.5, 1.0):  # Log[1 - p] has no digits there
            net = [{"layer": "DropoutLayer", "probability": 0.5}]
            case = oracle.Case(net, "CrossEntropyLossLayer", [p], [t], {"form": "Binary"}, "kernel", (1,))
            about = f"the clamped logarithms of {p} and 1 - {p}, target {t}"
            source = "published: the loss of -1 with target 0.8 is 28.6963, so Log is clamped at 2^-52"
            name = f"clamped/{p:.3g}/target {t:g}"
            yield loss_entry(name, about, source, case, decimal(oracle.value(case)), {"relative": "4e-15"})


def random_cases(start: int, count: int, widest: int) -> Iterator[tuple[int, oracle.Case]]:
    """Random nets with multiples of 1/1024 for numbers, whose arguments stay clear of kinks and ends of domains."""
    found = 0
    for seed in range(start, start + 10 * count):
        case = dyadic_case(oracle.random_case(seed, widest))
        if found < count and clear(case):
            found += 1
            yield seed, case


def clear(case: oracle.Case) -> bool:
    try:
        return oracle._clear_of_kinks(case) and oracle.condition(case) < 1000
    except ValueError:
        return False


def nets() -> Iterator[Entry]:
    why = "whole nets, every function and every loss among them"
    for seed, case in random_cases(0, 120, 4):
        about = f"a random net with {case.activation} and the loss {case.options.get('form', case.kind)}"
        form = ("shared", "array")[seed % 2]
        yield loss_entry(f"random {seed}", about, why, case, decimal(oracle.value(case)), near(case), form=form)


def batches() -> Iterator[Entry]:
    rng = random.Random(2)  # noqa: S311
    for count in (1, 3):
        for seed, case in random_cases(300, 6, 3):
            inputs = [case.x] + [dyadic([rng.uniform(-2, 2) for _ in case.x]) for _ in range(count - 1)]
            targets = [other_target(case, k) for k in range(count)]
            examples = [oracle.replace(case, x=x, t=t) for x, t in zip(inputs, targets, strict=True)]
            if not all(map(clear, examples)):
                continue
            mean = mp.fsum(map(oracle.value, examples)) / count
            asked = entry(
                f"{count} examples/random {seed}",
                f"the mean of the loss over {count} examples",
                "NetTrain takes the mean over a batch; a batch of one is no special case",
                {
                    "net": net_json(case),
                    "loss": to_json(tree_of_layer(loss_layer(case.kind, case.options))),
                    "input": inputs,
                    "target": [*map(target, targets)],
                    "batch": True,
                    "form": "shared",
                },
                decimal(mean),
                near(case),
            )
            yield with_doubt(asked, case)


def other_target(case: oracle.Case, k: int) -> Any:
    """A target of the same kind that is another one, unless k is 0."""
    if isinstance(case.t, list):
        turn = k % len(case.t)
        return case.t[turn:] + case.t[:turn]
    if case.options.get("form") == "Index":
        return (case.t - 1 + k) % len(oracle.output(case.net, case.x)) + 1
    if isinstance(case.t, bool):
        return case.t ^ bool(k % 2)
    return 1 - case.t if k % 2 else case.t


def softmax() -> Iterator[Entry]:
    why = f"{REFERENCE}SoftmaxLayer.html; what holds of it whatever it is computed from"
    for name, (about, ask, expect) in identities().items():
        made = "the identity, in mpmath at 100 digits"
        yield entry(name, f"softmax: {about}", why, ask, decimals(expect), {"relative": "4e-15"}, made)


def names() -> Iterator[Entry]:
    why = "names of layers are any strings; in an engine each becomes a symbol"
    expect = decimal(mp.tanh(mpf("0.5") * mpf("0.75") - mpf("1.25") * mpf("0.25") + mpf("0.125")))
    arrays = [["Rule", "'Weights'", ["List", ["List", 0.5, -1.25]]], ["Rule", "'Biases'", ["List", 0.125]]]
    for number, (what, name) in enumerate(HOSTILE.items()):
        layers = [["Rule", f"'{name}'", ["LinearLayer", 1, *arrays]], ["Rule", "'out'", ["ElementwiseLayer", "Tanh"]]]
        ask = {
            "net": ["NetChain", ["Association", *layers], ["Rule", "'Input'", 2]],
            "input": [0.75, 0.25],
            "form": ("explicit", "shared", "array")[number % 3],
        }
        yield entry(what, f"a layer with the name {name!a}", why, ask, [expect], {"relative": "4e-15"}, BY_HAND)


# Derivatives

NAMES = {"weights": "w", "biases": "b"}
Elements = list[tuple[int, str, tuple[int, ...]]]


def elements(case: oracle.Case) -> Elements:
    """Every weight and bias: the layer, from 0, the array, and the index."""
    return [
        (k, key, index)
        for k, layer in enumerate(case.net)
        for key in NAMES
        if layer.get(key) is not None
        for index in oracle.pack(layer[key]).indices()
    ]


def array_names(case: oracle.Case) -> list[str]:
    return list(dict.fromkeys(f"{NAMES[key]}{k + 1}" for k, key, _ in elements(case)))


def gradients() -> Iterator[Entry]:
    why = "derivatives by the chain rule, which engines are never asked to find"
    for seed, case in random_cases(0, 66, 3):
        slopes = oracle.gradient(case)
        arrays = [
            oracle.unpack(oracle.Array(packed.shape, tuple(slopes[k, key, index] for index in packed.indices())))
            for k, key in dict.fromkeys((k, key) for k, key, _ in elements(case))
            for packed in [oracle.pack(case.net[k][key])]
        ]
        within = {"relative": f"{float(oracle.condition(case)) * 2e-13:.1e}"}
        about = f"the gradient of a random net with {case.activation} and {case.options.get('form', case.kind)}"
        given = {"by": array_names(case), "order": 1, "form": "array"}
        yield loss_entry(f"random {seed}", about, why, case, derivatives(arrays), within, **given)


def hessians() -> Iterator[Entry]:
    why = "second derivatives, as products of the Hessian with unit vectors"
    for seed, case in random_cases(0, 24, 2):
        within = {"relative": f"{float(oracle.condition(case)) * 2e-12:.1e}"}
        about = f"the Hessian of a random net with {case.activation} and {case.options.get('form', case.kind)}"
        given = {"by": array_names(case), "order": 2, "form": "array"}
        yield loss_entry(f"random {seed}", about, why, case, derivatives(hessian(case)), within, **given)


def hessian(case: oracle.Case) -> list[list[Any]]:
    """Central differences of the loss, right to some 28 digits: the step is 1e-15, the precision 100."""
    step = mpf(10) ** -15
    places = elements(case)
    base = tuple(mpf(oracle.pack(case.net[k][key])[index]) for k, key, index in places)

    def at(*moves: tuple[int, int]) -> Any:
        moved = list(base)
        for place, sign in moves:
            moved[place] += sign * step
        return loss_at(case, places, moved)

    def second(i: int, j: int) -> Any:
        if i == j:
            return (at((i, 1)) - 2 * at() + at((i, -1))) / step**2
        both, one, other = at((i, 1), (j, 1)), at((i, 1), (j, -1)), at((i, -1), (j, 1))
        return (both - one - other + at((i, -1), (j, -1))) / (4 * step**2)

    upper = {(i, j): second(i, j) for j in range(len(places)) for i in range(j + 1)}
    return [[upper[min(i, j), max(i, j)] for j in range(len(places))] for i in range(len(places))]


def loss_at(case: oracle.Case, places: Elements, values: list[Any]) -> Any:
    """The loss with other weights and biases."""
    arrays: dict[tuple[int, str], list[Any]] = {}
    for (k, key, _), value in zip(places, values, strict=True):
        arrays.setdefault((k, key), []).append(value)
    net = [dict(layer) for layer in case.net]
    for (k, key), flat in arrays.items():
        net[k][key] = oracle.unpack(oracle.Array(oracle.pack(case.net[k][key]).shape, tuple(flat)))
    return oracle.value(oracle.replace(case, net=net))


# What others have published, and what is to be refused


def published() -> Iterator[Entry]:
    """What the oracle gives; what was printed is the answer of the engine ``stored``."""
    for name, row in PUBLISHED.items():
        ask = {key: row[key] for key in ("net", "loss", "input", "target", "log") if key in row}
        value = oracle.output(row["layers"], row["input"])
        if "loss" in row:
            kind, *form = row["loss"]
            options = {"form": form[0].strip("'")} if form else {}
            value = oracle.loss(kind, options, value, row["target"], row.get("log", "exact"))
        yield entry(name, row["about"], row["source"], ask, decimals(value), row["within"])


def special() -> Iterator[Entry]:
    """What is no finite number, which losses meet where a probability is 0; and functions of two arguments."""
    why = f"{REFERENCE}Indeterminate: no engine may make a number of what is none"
    for name, (expression, value) in SPECIAL.items():
        yield entry(
            name, f"{name} has no finite value", why, {"expression": expression}, {"special": value}, "exact", BY_HAND
        )
    for name, (expression, value) in OF_TWO_ARGUMENTS.items():
        why = f"{REFERENCE}{name.split()[0]}"
        yield entry(name, f"the value of {name}", why, {"expression": expression}, value, {"ulp": 4}, BY_HAND)


SPECIAL: dict[str, tuple[Any, str]] = {
    "logarithm of 0": (["Log", 0], "-Infinity"),
    "quotient by 0": (["Power", 0, -1], "ComplexInfinity"),
    "0 times infinity": (["Times", 0, "Infinity"], "Indeterminate"),
    "0 times the logarithm of 0": (["Times", 0, ["Log", 0]], "Indeterminate"),
    "infinity less infinity": (["Plus", "Infinity", ["Times", -1, "Infinity"]], "Indeterminate"),
    "the largest of infinity and 1": (["Max", 1, "Infinity"], "Infinity"),
    "exponential of infinity": (["Exp", "Infinity"], "Infinity"),
}
OF_TWO_ARGUMENTS: dict[str, tuple[Any, str]] = {
    "Mod of a positive number": (["Mod", 5.5, 2.0], "1.5"),
    "Mod of a negative number": (["Mod", -5.5, 2.0], "0.5"),
    "Mod by a negative number": (["Mod", 5.5, -2.0], "-0.5"),
    "Surd of a positive number": (["Surd", 8.0, 3], "2"),
    "Surd of a negative number": (["Surd", -8.0, 3], "-2"),
}


def unverified() -> Iterator[Entry]:
    why = "the documentation leaves it open, and a kernel can settle it: wlbridge conformance settle"
    for name, (doubt, about, case, gives) in OF_NETS.items():
        made = loss_entry(name, about, why, case, decimals(gives[0][1]), {"relative": "4e-15"})
        yield {**made, "unverified": doubt, "alternatives": alternatives(gives)}
    for name, (doubt, about, case, gives) in OF_LAYERS.items():
        ask = {"net": net_json(case), "input": case.x}
        made = entry(name, about, why, ask, decimals(gives[0][1]), {"relative": "4e-15"})
        yield {**made, "unverified": doubt, "alternatives": alternatives(gives)}
    for name, (doubt, about, tree, gives) in OF_KERNELS.items():
        within: Any = "exact" if isinstance(gives[0][1], str) else {"relative": "4e-15"}
        made = entry(name, about, why, {"kernel": tree}, answer(gives[0][1]), within, "the likelier of the answers")
        yield {**made, "unverified": doubt, "alternatives": alternatives(gives)}


def alternatives(gives: list[Alternative]) -> list[Entry]:
    return [{"means": means, "gives": answer(value)} for means, value in gives]


def answer(value: Any) -> Any:
    return {"text": [ord(c) for c in value]} if isinstance(value, str) else decimals(value)


def refused() -> Iterator[Entry]:
    for name, (text, error, says) in REFUSALS.items():
        about = f"this is refused: {text:.60}"
        why = "nothing is silently wrong, dropped or approximated"
        yield entry(
            name, about, why, {"refuse": text}, {"error": error, "says": says}, "exact", "what the error has to say"
        )


def losses_of_libraries() -> Iterator[Entry]:
    within = {"relative": "4e-14"}
    for name, case in elsewhere():
        made = f"{case.source}: the documented formula in mpmath at 100 digits"
        about = f"what {name} computes of one output"
        yield entry(f"{name}/value", about, case.source, case.ask(), decimal(case.value(case.x)), within, made)
        if case.smooth:
            asked = {**case.ask(), "by": ["x"], "order": 1}
            slopes = derivatives([case.slopes()])
            about = f"the gradient of {name} by the output"
            yield entry(f"{name}/gradient", about, case.source, asked, slopes, within, f"{made}, by differences")


GROUPS: dict[str, Callable[[], Iterator[Entry]]] = {
    "numbers": numbers,
    "strings": strings,
    "elementwise": elementwise,
    "layers": layers,
    "losses": losses,
    "saturation": saturation,
    "nets": nets,
    "batches": batches,
    "softmax": softmax,
    "names": names,
    "gradients": gradients,
    "hessians": hessians,
    "elsewhere": losses_of_libraries,
    "published": published,
    "special": special,
    "unverified": unverified,
    "refused": refused,
}

if __name__ == "__main__":
    main()
