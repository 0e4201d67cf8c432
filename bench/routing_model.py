"""The same sum as an integer programme, solved by HiGHS: what the cheapest plan costs, by a program that shares nothing
with ours but the costs. Written out in README.md.
"""

import highspy
import numpy as np
from numpy.typing import NDArray

from comptoir.routing.rules.stage import Stage

Floats = NDArray[np.float64]


def optimum(decided: Stage) -> float:
    """The least that the stage's order costs, in millis."""
    view, passes = decided.view, decided.passes.nonzero()[0]
    place, want = view.place[passes], view.want[passes]
    places, at = np.unique(place, return_inverse=True)
    if not len(places):
        return 0.0
    quantity = np.array([each.quantity for each in view.wants])
    most = np.minimum(view.stock.available[passes], quantity[want])
    need = np.minimum(quantity, np.bincount(want, view.stock.available[passes], len(quantity)))
    open_cost = decided.bill.fixed[places] + decided.bill.extra
    model = _model(at, want, most, need, open_cost / 1000, decided.bill.per_unit[passes] / 1000)
    return _solved(model) * 1000 - decided.bill.extra


def _model(at: NDArray[np.int64], want: NDArray[np.int64], most: NDArray[np.int64], need: Floats, opening: Floats,
           unit: Floats) -> highspy.HighsLp:  # fmt: skip
    """Columns: y for each location, then x for each supply. Rows: x ≤ most · y for each supply, then Σ x = need."""
    supplies, locations = len(at), len(opening)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = locations + supplies, supplies + len(need)
    lp.col_cost_ = np.concatenate((opening, unit))
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate((np.ones(locations), most.astype(np.float64)))
    lp.row_lower_ = np.concatenate((np.full(supplies, -highspy.kHighsInf), need))
    lp.row_upper_ = np.concatenate((np.zeros(supplies), need))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * locations + [highspy.HighsVarType.kContinuous] * supplies
    row = np.concatenate((np.arange(supplies), np.arange(supplies), supplies + want))
    column = np.concatenate((locations + np.arange(supplies), at, locations + np.arange(supplies)))
    value = np.concatenate((np.ones(supplies), -most.astype(np.float64), np.ones(supplies)))
    order = np.argsort(row, kind="stable")
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(lp.num_row_ + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = column[order], value[order]
    return lp


def _solved(model: highspy.HighsLp) -> float:
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-4}.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS did not finish: {solver.getModelStatus()}")
    return solver.getInfo().objective_function_value
