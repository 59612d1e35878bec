"""A second, small printer of FullForm, apart from the writer under test, for the tables of expected readings."""

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.tree import Tree, arguments, head_name


def full_form(tree: Tree) -> str:
    """Write a small tree as head[arguments] throughout."""
    if isinstance(tree, str):
        return '"' + tree.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(tree, WLSymbol):
        return tree.name
    if tree is None or isinstance(tree, bool | int | float):
        return "Null" if tree is None else str(tree)
    head = full_form(tree.head) if isinstance(tree, WLFunction) else head_name(tree)
    return f"{head}[{', '.join(map(full_form, arguments(tree)))}]"
