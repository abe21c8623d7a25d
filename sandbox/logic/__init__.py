"""REDCap's expressions: filter logic, branching logic and calculations.

Parsed with pyparsing into a tree of small tuples, evaluated by walking the tree; never `eval`.
"""

from sandbox.logic.evaluate import Context, evaluate, is_true
from sandbox.logic.grammar import LogicError, Node, field_names_in, parse


__all__ = ["Context", "LogicError", "Node", "evaluate", "field_names_in", "is_true", "parse"]
