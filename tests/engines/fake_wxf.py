"""As much of WXF as the fakes of a kernel need, apart from wlbridge's own and quick to import."""

import struct


class Symbol(str):
    """A symbol; a function is a tuple of its head and a list of its arguments."""

    __slots__ = ()


class Raw(bytes):
    """WXF without its header, put in as it is."""

    __slots__ = ()


def expr(head, *args):
    return (Symbol(head), list(args))


def read_wxf(data):
    position = 2

    def take(count):
        nonlocal position
        position += count
        return data[position - count : position]

    def count():
        value = shift = 0
        while True:
            (byte,) = take(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def read():
        token = take(1)
        if token == b"f":
            arity = count()
            return (read(), [read() for _ in range(arity)])
        if token in b"sS":
            return (Symbol if token == b"s" else str)(take(count()).decode())
        if token == b"r":
            return struct.unpack("<d", take(8))[0]
        return int.from_bytes(take({b"C": 1, b"j": 2, b"i": 4, b"L": 8}[token]), "little", signed=True)

    return read()


def write_wxf(tree):
    return b"8:" + _written(tree)


def sized(token, data):
    size, head = len(data), b""
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return token + head + bytes([size]) + data


def _written(tree):
    if isinstance(tree, dict):
        pairs = [b"-" + _written(key) + _written(value) for key, value in tree.items()]
        return b"A" + bytes([len(pairs)]) + b"".join(pairs)
    if isinstance(tree, tuple):
        head, args = tree
        return b"f" + bytes([len(args)]) + _written(head) + b"".join(map(_written, args))
    if isinstance(tree, Raw):
        return bytes(tree)
    if isinstance(tree, bytes):
        return sized(b"B", tree)
    if isinstance(tree, str):
        return sized(b"s" if isinstance(tree, Symbol) else b"S", tree.encode())
    return b"r" + struct.pack("<d", tree) if isinstance(tree, float) else b"L" + struct.pack("<q", tree)
