"""Every error that wlbridge raises of its own: messages say what, where and what to do."""

from typing import ClassVar


class WLBridgeError(Exception):
    """The root of all errors of wlbridge.

    ``what`` says what is wrong, ``where`` names the place (a layer, a port, a line of text), and ``hint`` what to do.

    >>> print(WLBridgeError("the weights contain NaN", where="layer 3 'hidden'", hint="Give finite numbers."))
    layer 3 'hidden': the weights contain NaN. Give finite numbers.
    """

    exit_code: ClassVar[int] = 1
    """With which a command ends."""

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        message = f"{self.where}: {self.what}" if self.where else self.what
        if not self.hint:
            return message
        return f"{message.rstrip('.')}. {self.hint}"


class NetError(WLBridgeError):
    """A net, a layer or a loss that cannot be built: an unknown layer, a wrong option or argument."""


class ShapeError(NetError):
    """Arrays whose dimensions do not fit together."""


class DataError(WLBridgeError):
    """Numbers that cannot be used: NaN or infinite weights, a class index out of range, wrong dimensions."""


class KinkError(DataError):
    """A point at which a derivative has no value, where none was to be chosen: ``kinks="error"``."""


class SymbolNameError(WLBridgeError):
    """A name that cannot stand for a symbol."""


class UnsupportedFunctionError(WLBridgeError):
    """A function that has no translation; it is refused by name, never passed through."""


class TextError(WLBridgeError):
    """Text that cannot be read, with the line and the column where reading stopped."""

    def __init__(self, what: str, *, line: int, column: int, where: str = "", hint: str = "") -> None:
        place = f"line {line}, column {column}"
        super().__init__(what, where=f"{where}, {place}" if where else place, hint=hint)
        self.line = line
        self.column = column


class WolframSyntaxError(TextError):
    """Text that is not Wolfram Language."""


class SreprError(TextError):
    """Text that is not what sympy's srepr writes of an expression with a translation."""


class ExpressionJSONError(WLBridgeError):
    """JSON that stands for no expression, or an expression for which there is none."""


class WXFError(WLBridgeError):
    """Bytes that are no WXF, or too large a piece of it, or a value that it cannot hold."""


class FormTooLargeError(WLBridgeError):
    """A formula too large to be written out in the form that was asked for."""


class RequestError(WLBridgeError):
    """A request to ``wlbridge serve`` that cannot be understood."""


class VersionError(RequestError):
    """A request of another version of wlbridge."""


class EngineError(WLBridgeError):
    """An engine that did not give an answer."""


class EngineNotFoundError(EngineError):
    """An engine that is not installed."""


class EngineStartError(EngineNotFoundError):
    """An engine that is there and does not start, as a kernel without a licence."""


class EngineTimeoutError(EngineError):
    """An engine that did not answer before its deadline and was killed."""


class EngineCrashError(EngineError):
    """An engine whose process ended in the middle of an evaluation."""


class EngineProtocolError(EngineError):
    """An engine whose answer cannot be understood."""


class EngineUnsupportedError(EngineError):
    """An engine that says itself that it cannot evaluate what it was asked."""


class EngineAnswerError(EngineError):
    """An answer of an engine that is no value, with the answer as an expression of the Wolfram Language."""

    def __init__(self, what: str, *, answer: object, where: str = "", hint: str = "") -> None:
        super().__init__(what, where=where, hint=hint)
        self.answer = answer


class CaseError(WLBridgeError):
    """A case, an expectation or a report of the conformance harness that cannot be used."""

    exit_code = 2


class IncompleteReportError(CaseError):
    """A report without its end, as a run leaves it that was cut short."""

    exit_code = 4
