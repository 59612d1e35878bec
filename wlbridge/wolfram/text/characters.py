r"""The named characters of the Wolfram Language (``\[Alpha]``): letters, spaces and those that spell operators.

Code points are those of the kernel; the letters that Unicode lacked when the language was made are in its private use
area. Names that are not here are refused, never guessed.
"""

from typing import Final

# A hyphen stands for a place without a letter.
_GREEK: Final = {
    0x391: "CapitalAlpha CapitalBeta CapitalGamma CapitalDelta CapitalEpsilon CapitalZeta CapitalEta CapitalTheta "
    "CapitalIota CapitalKappa CapitalLambda CapitalMu CapitalNu CapitalXi CapitalOmicron CapitalPi CapitalRho - "
    "CapitalSigma CapitalTau CapitalUpsilon CapitalPhi CapitalChi CapitalPsi CapitalOmega",
    0x3B1: "Alpha Beta Gamma Delta CurlyEpsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho FinalSigma "
    "Sigma Tau Upsilon CurlyPhi Chi Psi Omega",
}

_LATIN: Final = {
    0xC0: "AGrave AAcute AHat ATilde ADoubleDot ARing AE CCedilla EGrave EAcute EHat EDoubleDot "
    "IGrave IAcute IHat IDoubleDot Eth NTilde OGrave OAcute OHat OTilde ODoubleDot",
    0xD8: "OSlash UGrave UAcute UHat UDoubleDot YAcute Thorn",
}

# Capital and small letter side by side: the code point of the capital one.
_LATIN_PAIRS: Final = {
    "ABar": 0x100, "ACup": 0x102, "CAcute": 0x106, "CHacek": 0x10C, "DHacek": 0x10E, "EBar": 0x112, "ECup": 0x114,
    "EHacek": 0x11A, "ICup": 0x12C, "LSlash": 0x141, "NHacek": 0x147, "ODoubleAcute": 0x150, "OE": 0x152,
    "RHacek": 0x158, "SHacek": 0x160, "THacek": 0x164, "URing": 0x16E, "UDoubleAcute": 0x170, "ZHacek": 0x17D,
    "Stigma": 0x3DA, "Digamma": 0x3DC, "Koppa": 0x3DE, "Sampi": 0x3E0,
}  # fmt: skip

_SINGLE_LETTERS: Final = {
    "Cent": 0xA2, "Sterling": 0xA3, "Yen": 0xA5, "Degree": 0xB0, "Micro": 0xB5, "SZ": 0xDF, "YDoubleDot": 0xFF,
    "DotlessI": 0x131, "Florin": 0x192, "CurlyTheta": 0x3D1, "CurlyCapitalUpsilon": 0x3D2, "Phi": 0x3D5,
    "CurlyPi": 0x3D6, "CurlyKappa": 0x3F0, "CurlyRho": 0x3F1, "Epsilon": 0x3F5, "HBar": 0x210F,
    "WeierstrassP": 0x2118, "Mho": 0x2127, "Angstrom": 0x212B,
    "Aleph": 0x2135, "Bet": 0x2136, "Gimel": 0x2137, "Dalet": 0x2138, "EmptySet": 0x2205, "Infinity": 0x221E,
    "Euro": 0x20AC, "ExponentialE": 0xF74D, "ImaginaryI": 0xF74E, "ImaginaryJ": 0xF74F,
}  # fmt: skip

# An alphabet in the private use area, from its A on; letters that Unicode always had are at their Unicode place.
_ALPHABETS: Final = {
    "Script": (0xF6B2, {"E": 0x212F, "G": 0x210A, "L": 0x2113, "O": 0x2134}),
    "Gothic": (0xF6CC, {}),
    "DoubleStruck": (0xF6E6, {}),
    "ScriptCapital": (
        0xF770,
        {"B": 0x212C, "E": 0x2130, "F": 0x2131, "H": 0x210B, "I": 0x2110, "L": 0x2112, "M": 0x2133, "R": 0x211B},
    ),
    "GothicCapital": (0xF78A, {"C": 0x212D, "H": 0x210C, "I": 0x2111, "R": 0x211C, "Z": 0x2128}),
    "DoubleStruckCapital": (0xF7A4, {}),
    "Formal": (0xF800, {}),
    "FormalCapital": (0xF81A, {}),
}

_RAW: Final = {
    "RawTab": "\t", "NewLine": "\n", "RawReturn": "\r", "RawSpace": " ", "RawExclamation": "!", "RawDoubleQuote": '"',
    "RawNumberSign": "#", "RawDollar": "$", "RawPercent": "%", "RawAmpersand": "&", "RawQuote": "'",
    "RawLeftParenthesis": "(", "RawRightParenthesis": ")", "RawStar": "*", "RawPlus": "+", "RawComma": ",",
    "RawDash": "-", "RawDot": ".", "RawSlash": "/", "RawColon": ":", "RawSemicolon": ";", "RawLess": "<",
    "RawEqual": "=", "RawGreater": ">", "RawQuestion": "?", "RawAt": "@", "RawLeftBracket": "[", "RawBackslash": "\\",
    "RawRightBracket": "]", "RawWedge": "^", "RawUnderscore": "_", "RawBackquote": "`", "RawLeftBrace": "{",
    "RawVerticalBar": "|", "RawRightBrace": "}", "RawTilde": "~",
}  # fmt: skip

_SPACES: Final = {
    "NonBreakingSpace": 0xA0, "ThickSpace": 0x2005, "ThinSpace": 0x2009, "VeryThinSpace": 0x200A,
    "MediumSpace": 0x205F, "NoBreak": 0x2060, "InvisibleSpace": 0xF360,
}  # fmt: skip

_OPERATORS: Final = {
    "Not": (0xAC, "\u00ac"), "Times": (0xD7, "*"), "Divide": (0xF7, "/"), "InvisibleTimes": (0x2062, "*"),
    "Element": (0x2208, "\u2208"), "Minus": (0x2212, "-"), "And": (0x2227, "&&"), "Or": (0x2228, "||"),
    "NotEqual": (0x2260, "!="), "LessEqual": (0x2264, "<="), "GreaterEqual": (0x2265, ">="),
    "LeftDoubleBracket": (0x301A, "[["), "RightDoubleBracket": (0x301B, "]]"), "LeftAssociation": (0xF113, "<|"),
    "RightAssociation": (0xF114, "|>"), "TwoWayRule": (0xF120, "<->"), "IndentingNewLine": (0xF3A3, "\n"),
    "Transpose": (0xF3C7, "\uf3c7"), "Conjugate": (0xF3C8, "\uf3c8"), "ConjugateTranspose": (0xF3C9, "\uf3c9"),
    "Equal": (0xF431, "=="), "Cross": (0xF4A0, "\uf4a0"), "Function": (0xF4A1, "|->"), "RuleDelayed": (0xF51F, ":>"),
    "Rule": (0xF522, "->"), "LongEqual": (0xF7D9, "=="),
}  # fmt: skip


def _letters() -> dict[str, str]:
    names: dict[str, int] = dict(_SINGLE_LETTERS)
    for start, words in _GREEK.items():
        names |= {name: code for code, name in enumerate(words.split(), start) if name != "-"}
    for start, words in _LATIN.items():
        for code, name in enumerate(words.split(), start):
            names |= {f"Capital{name}": code, name: code + 32}
    for name, code in _LATIN_PAIRS.items():
        names |= {f"Capital{name}": code, name: code + 1}
    for style, (start, places) in _ALPHABETS.items():
        for code, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start):
            names[style + letter] = places.get(letter, code)
    return {name: chr(code) for name, code in names.items()}


LETTERS: Final = _letters()
"""Name to character, for those that may stand in the name of a symbol."""

CHARACTERS: Final = (
    LETTERS
    | _RAW
    | {name: chr(code) for name, code in _SPACES.items()}
    | {name: chr(code) for name, (code, _) in _OPERATORS.items()}
)
"""Name to character, for everything that may stand in a string."""

LETTER_NAMES: Final = {character: name for name, character in LETTERS.items()}
"""Character to name, for letters."""

OPERATOR_TEXT: Final = {chr(code): text for code, text in _OPERATORS.values()} | dict.fromkeys(
    map(chr, _SPACES.values()), " "
)
"""Character to the operator or the white space in plain text that it stands for."""
