"""Files of weights: what is read from each kind, and that anything else is refused with its place named."""

import io
import json
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from wolframclient.language.expression import WLSymbol
from wolframclient.serializers import export

from wlbridge import weights
from wlbridge.errors import DataError
from wlbridge.weights import read_weights

RULE = WLSymbol("Rule")
W1 = [[1.0, 2.0, 3.0], [4.0, 5.0, -6.5]]
B1 = [0.1 + 0.2, 5e-324]
REALS = st.floats(allow_nan=False, allow_infinity=False)


def npz(**named):
    file = io.BytesIO()
    np.savez(file, **named)
    return file.getvalue()


def wxf(tree):
    return export(tree, target_format="wxf")


def compressed(data):
    return b"8C:" + zlib.compress(data[2:])


def varint(number):
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + varint(rest) if rest else bytes([low])


def numeric_array(token, code, kind, values):
    """WXF of an association with one array, made by hand from the format's description."""
    values = np.array(values, dtype=kind)
    sizes = b"".join(varint(size) for size in values.shape)
    return b"8:A\x01-S\x02w1" + token + bytes([code]) + varint(values.ndim) + sizes + values.tobytes()


def lying_npy(shape):
    """The header of an array whose data are not there."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def archive(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


@pytest.fixture
def read(tmp_path):
    def read(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return read_weights(path)

    return read


GOOD = {
    "npz": ("w.npz", npz(w1=W1, b1=B1)),
    "npz of another case": ("w.NPZ", npz(w1=W1, b1=B1)),
    "json": ("w.json", json.dumps({"w1": W1, "b1": B1}).encode()),
    "json with a byte order mark": ("w.json", b"\xef\xbb\xbf" + json.dumps({"w1": W1, "b1": B1}).encode()),
    "json under arrays": ("w.json", json.dumps({"about": "a net", "arrays": {"w1": W1, "b1": B1}}).encode()),
    "wxf association": ("w.wxf", wxf({"w1": W1, "b1": B1})),
    "wxf list of rules": ("w.wxf", wxf([RULE("w1", W1), RULE("b1", B1)])),
    "wxf symbols": ("w.wxf", wxf({WLSymbol("Global`w1"): W1, WLSymbol("b1"): B1})),
    "wxf paths": ("w.wxf", wxf([RULE([1, "Weights"], W1), RULE([1, "Biases"], B1)])),
    "wxf packed arrays": ("w.wxf", wxf({"w1": np.array(W1), "b1": np.array(B1)})),
    "wxf NumericArray": ("w.wxf", wxf({"w1": WLSymbol("NumericArray")(W1, "Real64"), "b1": B1})),
    "wxf rows as packed arrays": ("w.wxf", wxf({"w1": [np.array(row) for row in W1], "b1": B1})),
    "wxf compressed": ("w.wxf", compressed(wxf({"w1": W1, "b1": B1}))),
}


@pytest.mark.parametrize("case", GOOD)
def test_every_kind_of_file_gives_the_same_arrays(read, case):
    found = read(*GOOD[case])
    assert {name: (array.dtype, array.tolist()) for name, array in found.items()} == {
        "w1": (np.float64, W1),
        "b1": (np.float64, B1),
    }


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ([3, "Weights"], "w3"),
        ([3, "Biases"], "b3"),
        ([2, "Scaling"], "p2_Scaling"),
        (["hidden", "Weights"], "w_hidden"),
        ([2, 1, "Weights"], "w2_1"),
        (["a b", "MovingMean"], "p_aZ20Zb_MovingMean"),
    ],
)
def test_a_path_means_the_array_that_NetExtract_gives_for_it(read, path, name):
    assert list(read("w.wxf", wxf([RULE(path, B1)]))) == [name]


# Codes of the elements: https://reference.wolfram.com/language/tutorial/WXFFormatDescription.html
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x00, "<i1"),
        (0x01, "<i2"),
        (0x02, "<i4"),
        (0x03, "<i8"),
        (0x10, "<u1"),
        (0x11, "<u2"),
        (0x12, "<u4"),
        (0x13, "<u8"),
        (0x22, "<f4"),
        (0x23, "<f8"),
    ],
)
def test_numeric_arrays_of_every_type_are_read(read, code, kind):
    values = [[1, 2, 3], [4, 5, 100]]
    assert read("w.wxf", numeric_array(b"\xc2", code, kind, values))["w1"].tolist() == values


def test_reals_of_a_kernel_are_widened_as_they_are(read):
    assert read("w.wxf", numeric_array(b"\xc2", 0x22, "<f4", [0.1]))["w1"].tolist() == [0.10000000149011612]


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=REALS))
def test_every_double_survives_in_every_kind_of_file(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("w")
    files = {"a.npz": npz(w1=values), "a.json": json.dumps({"w1": values.tolist()}).encode()}
    files["a.wxf"] = wxf({"w1": values})
    for name, data in files.items():
        (folder / name).write_bytes(data)
        assert read_weights(folder / name)["w1"].tobytes() == values.tobytes()


BAD = {
    "another kind of file": ("w.txt", b"1 2 3", "the kind of file '.txt' is not known"),
    "no kind of file": ("weights", b"1 2 3", "the kind of file '' is not known"),
    "npz: no archive": ("w.npz", b"1 2 3", "cannot be read as .npz"),
    "npz: empty": ("w.npz", b"", "cannot be read as .npz"),
    "npz: a single array": ("w.npz", lying_npy("(1,)") + bytes(8), "a single array without a name"),
    "npz: cut off": ("w.npz", npz(w1=W1)[:-30], "zip archive"),
    "npz: an object": ("w.npz", npz(w1=np.array([{}], dtype=object)), "cannot be read as .npz"),
    "npz: text": ("w.npz", npz(w1=np.array(["a"])), "array 'w1': the values are not an array of real numbers"),
    "npz: complex": ("w.npz", npz(w1=np.array([1j])), "array 'w1': the values are not an array of real numbers"),
    "npz: NaN": ("w.npz", npz(w1=np.array([1, np.nan])), "array 'w1': the values contain NaN or Infinity"),
    "npz: data missing": ("w.npz", archive(("w1.npy", lying_npy("(3,)"))), "cannot be read as .npz"),
    "npz: of no use": ("w.npz", archive(("w1.npy", b"\x93NUMPY\x09\x00")), "cannot be read as .npz"),
    "npz: not an array": ("w.npz", archive(("w1.npy", b"print(1)")), "array 'w1': "),
    "npz: huge": ("w.npz", archive(("w1.npy", lying_npy(f"({10**13},)"))), "cannot be read as .npz"),
    "npz: twice": ("w.npz", archive(("w1", b"a"), ("w1.npy", lying_npy("()") + bytes(8))), "'w1' is there twice"),
    "json: empty": ("w.json", b"", "line 1, column 1: this is not JSON: Expecting value"),
    "json: a list": ("w.json", b"[1]", "not a JSON object of arrays"),
    "json: broken": ("w.json", b'{"w1":\n [1,}', "line 2, column 5: this is not JSON"),
    "json: NaN": ("w.json", b'{"w1": [NaN]}', "NaN is not a number of JSON"),
    "json: Infinity": ("w.json", b'{"w1": [-Infinity]}', "-Infinity is not a number of JSON"),
    "json: 1e999": ("w.json", b'{"w1": [1e999]}', "array 'w1': the values contain NaN or Infinity"),
    "json: a key twice": ("w.json", b'{"w1": [1], "b1": [1], "w1": [2]}', "the key 'w1' is there twice"),
    "json: a key twice inside": ("w.json", b'{"arrays": {"w1": [1], "w1": [2]}}', "the key 'w1' is there twice"),
    "json: true": ("w.json", b'{"w1": [true, 1]}', "array 'w1': True is not a number"),
    "json: null": ("w.json", b'{"w1": null}', "array 'w1': None is not a number"),
    "json: text": ("w.json", b'{"w1": ["0.5"]}', "array 'w1': '0.5' is not a number"),
    "json: an object": ("w.json", b'{"w1": {"a": 1}}', "array 'w1': {'a': 1} is not a number"),
    "json: ragged": ("w.json", b'{"w1": [[1, 2], [3]]}', "array 'w1': the values are not an array of real numbers"),
    "json: too large": ("w.json", b'{"w1": [1' + b"0" * 400 + b"]}", "array 'w1': the values are not an array"),
    "json: far too large": ("w.json", b'{"w1": [1' + b"0" * 5000 + b"]}", "not JSON that can be read"),
    "json: deep": ("w.json", b'{"w1": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "json: not UTF-8": ("w.json", b'{"w\xff": [1]}', "byte 4 is 0xff"),
    "wxf: empty": ("w.wxf", b"", "WXF data"),
    "wxf: text": ("w.wxf", b'{"w1" -> {1.}}', "does not begin with the WXF header"),
    "wxf: cut off": ("w.wxf", wxf({"w1": W1})[:-1], "the data end too early"),
    "wxf: something behind": ("w.wxf", wxf({"w1": W1}) + b"x", "1 bytes after the expression"),
    "wxf: a number": ("w.wxf", wxf(1), "neither an association nor a list of rules"),
    "wxf: no rules": ("w.wxf", wxf([1.0]), "a Real stands where a rule is needed"),
    "wxf: an unknown name": ("w.wxf", wxf([RULE(WLSymbol("f")(1), B1)]), "names no array"),
    "wxf: a number as name": ("w.wxf", wxf([RULE(1, B1)]), "1 names no array"),
    "wxf: a name twice": ("w.wxf", wxf([RULE("w1", B1), RULE([1, "Weights"], B1)]), "'w1' is there twice"),
    "wxf: not set": ("w.wxf", wxf({"w1": WLSymbol("Automatic")}), "array 'w1': Automatic is not a number"),
    "wxf: Indeterminate": ("w.wxf", wxf({"w1": [float("nan")]}), "array 'w1': Indeterminate is not a number"),
    "wxf: NaN in an array": (
        "w.wxf",
        numeric_array(b"\xc2", 0x23, "<f8", [np.nan]),
        "array 'w1': the values contain",
    ),
    "wxf: complex array": (
        "w.wxf",
        numeric_array(b"\xc2", 0x34, "<c16", [1j]),
        "array 'w1': the values are not an array of real numbers",
    ),
    "wxf: huge array": ("w.wxf", b"8:A\x01-S\x02w1\xc1\x23\x02" + varint(10**9) * 2, "the data end too early"),
    "wxf: rank 100": ("w.wxf", b"8:A\x01-S\x02w1\xc1\x00\x64" + b"\x01" * 101, "an array of rank 100"),
    "wxf: damaged": ("w.wxf", b"8C:abc", "the compressed data are damaged"),
    "wxf: compressed, cut off": ("w.wxf", compressed(wxf({"w1": W1}))[:-8], "the compressed data end too early"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_file_is_refused_with_its_name_and_the_fault(read, case):
    name, data, fault = BAD[case]
    with pytest.raises(DataError) as caught:
        read(name, data)
    assert name in str(caught.value)
    assert fault in str(caught.value)


def test_a_file_that_inflates_without_end_is_refused(read, monkeypatch):
    monkeypatch.setattr(weights, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match="inflate to more than"):
        read("w.wxf", compressed(wxf({"w1": [0.0] * 1000})))


def test_no_pickled_object_is_ever_loaded(read, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "trapped"), "w"))

    with pytest.raises(DataError):
        read("w.npz", npz(w1=np.array([Trap()], dtype=object)))
    assert not (tmp_path / "trapped").exists()


@given(st.binary(max_size=60), st.sampled_from([b"", b"8:", b"8:A\x01-S\x02w1", b"8C:", b"PK\x03\x04", b'{"w1": ']))
def test_garbage_is_a_DataError_and_nothing_else(tmp_path_factory, data, start):
    folder = tmp_path_factory.mktemp("g")
    for name in ("a.npz", "a.json", "a.wxf"):
        (folder / name).write_bytes(start + data)
        try:
            found = read_weights(folder / name)
        except DataError:
            continue
        assert all(np.isfinite(array).all() for array in found.values())
