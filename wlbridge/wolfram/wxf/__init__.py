"""WXF, the binary form of expressions of the Wolfram Language: the one writer and the one reader."""

from wlbridge.wolfram.wxf.leaves import plain_symbol
from wlbridge.wolfram.wxf.reader import read_wxf
from wlbridge.wolfram.wxf.writer import write_wxf

__all__ = ["plain_symbol", "read_wxf", "write_wxf"]
