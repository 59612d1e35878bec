"""Code of a language, run at points by a compiler or an interpreter that is at hand."""

import json
import shutil
import subprocess
import sys

_WITH = {"c": "gcc", "fortran": "gfortran", "javascript": "node", "julia": "julia", "numpy": sys.executable}


def missing(language):
    """The program that would be needed and is not there."""
    return "" if shutil.which(_WITH[language]) else _WITH[language]


def values(language, codes, points, folder):
    """The values of every code at every point (x, y), as floats."""
    text = {"c": _c, "fortran": _fortran, "javascript": _javascript, "julia": _julia, "numpy": _numpy}[language]
    file = (
        folder
        / f"program.{ {'c': 'c', 'fortran': 'f90', 'javascript': 'js', 'julia': 'jl', 'numpy': 'py'}[language] }"
    )
    file.write_text(text(codes, points), encoding="ascii")
    command = [_WITH[language], str(file)]
    if language in {"c", "fortran"}:
        program = str(folder / "program")
        strict = ["-std=c99", "-Wall", "-Werror", "-pedantic"] if language == "c" else ["-std=f2008", "-Wall"]
        subprocess.run([*command, *strict, "-O0", "-o", program, "-lm"], check=True, timeout=120)
        command = [program]
    printed = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True).stdout
    numbers = [float(line) for line in printed.split()]
    assert len(numbers) == len(codes) * len(points)
    return [numbers[start : start + len(points)] for start in range(0, len(numbers), len(points))]


def _c(codes, points):
    functions = "\n".join(
        f"static double f{n}(double x, double y) {{ (void)x; (void)y; return {code}; }}"
        for n, code in enumerate(codes)
    )
    calls = "\n".join(f'printf("%.17g\\n", f{n}({x!r}, {y!r}));' for n in range(len(codes)) for x, y in points)
    return f"#include <math.h>\n#include <stdio.h>\n{functions}\nint main(void) {{\n{calls}\nreturn 0;\n}}\n"


def _fortran(codes, points):
    lines = ["program run", "implicit none"]
    lines += [f"print '(ES26.17E3)', f{n}({x!r}d0, {y!r}d0)" for n in range(len(codes)) for x, y in points]
    lines.append("contains")
    for n, code in enumerate(codes):
        lines += [f"double precision function f{n}(x, y)", "double precision, intent(in) :: x, y", f"f{n} = {code}"]
        lines.append(f"end function f{n}")
    return "\n".join([*lines, "end program run", ""])


def _javascript(codes, points):
    return "\n".join(f"for (const [x, y] of {json.dumps(points)}) console.log(String({code}));" for code in codes)


def _julia(codes, points):
    lines = ["real(f, x, y) = try f(x, y) catch error; error isa DomainError ? NaN : rethrow() end"]
    lines += [f"println(real((x, y) -> {code}, {x!r}, {y!r}))" for code in codes for x, y in points]
    return "\n".join(lines)


def _numpy(codes, points):
    lines = ["import numpy", "numpy.seterr(all='ignore')"]
    lines += [f"points = [tuple(map(numpy.float64, point)) for point in {points!r}]"]
    lines += [f"for x, y in points: print(float({code}))" for code in codes]
    return "\n".join(lines)
