"""An association that no dict can hold, as a function that is still written as an association."""

from wolframclient.language.expression import WLFunction


class AssociationFunction(WLFunction):
    """``Association[...]`` of rules that WXF holds as an association: with delayed rules, or with keys like {} or 1.

    To everything else it is the function; a ``WLFunction`` that has the head Association is written as a function.
    """

    __slots__ = ()
