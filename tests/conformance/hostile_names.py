"""Layers with names that would be code, patterns or system symbols if they got through as they are."""

NAMES = {
    "a blank": "a b",
    "a pattern": "w_",
    "the input": "x",
    "a constant": "E",
    "a system symbol": "NetChain",
    "code": '"]; Run["echo x"]; "',
    "a comment": "(* x *)",
    "a context": "System`Exit",
    "a slot": "#1 &",
    "an escape": "\\[Alpha]",
    "Greek": "\u03b1\u03b2",
    "an emoji": "\U0001f600",
    "a line break": "a\nb",
    "an underscore and a number": "w_1",
}
"""By what they hold."""
