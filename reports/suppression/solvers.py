"""HiGHS, through scipy, asked in one way: one thread, no time limit, no gap, so that the same question has the same answer."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

NODES: Final = 2_000
"""The most nodes of an integer program that may be given up."""


def linear(cost: "Array", equal: Any, right: "Array", low: "Array", high: "Array") -> Any:
    """The least cost @ x with equal @ x = right, low <= x <= high: scipy's result, or None where there is no such x."""
    import numpy as np
    from scipy import optimize

    ask: Any = optimize.linprog
    solved = ask(cost, A_eq=equal, b_eq=right, bounds=np.column_stack([low, high]), method="highs-ds")
    return _answer(solved)


def whole(cost: "Array", matrix: Any, least: float, most: float, low: "Array", high: "Array", nodes: int = 0) -> Any:
    """The least cost @ x in whole numbers with least <= matrix @ x <= most, low <= x <= high: scipy's result.

    None where there is no such x, or where finding it would take more than `nodes` nodes (0: any number).
    """
    import numpy as np
    from scipy import optimize

    solved = optimize.milp(
        cost,
        constraints=[optimize.LinearConstraint(matrix, least, most)] if matrix.shape[0] else [],
        bounds=optimize.Bounds(low, high),
        integrality=np.ones(len(cost), dtype=int),
        options={"mip_rel_gap": 0, "node_limit": nodes} if nodes else {"mip_rel_gap": 0},
    )
    return _answer(solved)


def _answer(solved: Any) -> Any:
    """Status 0: solved, 1: limit reached, 2: infeasible. An unbounded or broken program is a mistake of ours."""
    if solved.status > 2:
        raise RuntimeError(f"A program that has an optimum was not solved: {solved.message}")
    return solved if solved.status == 0 else None
