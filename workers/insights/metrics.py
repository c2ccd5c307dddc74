"""How wrong forecasts are, exactly as the M4 competition measured it.

All definitions are those of Makridakis, Spiliotis, Assimakopoulos 2020, "The M4 Competition:
100,000 time series and 61 forecasting methods", International Journal of Forecasting 36(1),
54-74, section 2: sMAPE, MASE, MSIS, and coverage. MASE is of Hyndman, Koehler 2006; MSIS is the
interval score of Gneiting, Raftery 2007, equation 43, on the scale of MASE.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]


def scale_of(history: ArrayLike, season: int) -> float:
    """Return the mean absolute error of the seasonal naive forecast within the history.

    Parameters
    ----------
    history
        Values up to the forecast, shape (n,).
    season
        Steps in a season, m; 1 where there is none.

    Returns
    -------
    float
        (1 / (n - m)) sum over t > m of |y_t - y_(t-m)|, the denominator of MASE. A history of
        no more than one season is scaled by its steps (m = 1). NaN where the history does not
        change, because then there is nothing to compare with.
    """
    values = np.asarray(history, np.float64)
    lag = season if len(values) > season else 1
    if len(values) <= lag:
        return float("nan")
    scale = float(np.mean(np.abs(values[lag:] - values[:-lag])))
    return scale if scale > 0 else float("nan")


def mase(actual: ArrayLike, predicted: ArrayLike, scale: float) -> float:
    """Return the mean absolute scaled error: below 1 beats the naive forecast in the history.

    Parameters
    ----------
    actual, predicted
        Shape (h,).
    scale
        From `scale_of`.
    """
    return float(np.mean(np.abs(_minus(actual, predicted))) / scale)


def smape(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Return the symmetric mean absolute percentage error, 0 to 200.

    (2 / h) sum of |y - f| / (|y| + |f|), times 100; a step where both are 0 has no error.
    """
    size = np.abs(np.asarray(actual, np.float64)) + np.abs(np.asarray(predicted, np.float64))
    error = np.abs(_minus(actual, predicted))
    shares = np.divide(error, size, out=np.zeros_like(error), where=size > 0)
    return float(200 * np.mean(shares))


def msis(
    actual: ArrayLike, low: ArrayLike, high: ArrayLike, scale: float, level: float = 0.95
) -> float:
    """Return the mean scaled interval score: width, plus what falls outside times 2 / (1 - level).

    Parameters
    ----------
    actual, low, high
        Shape (h,).
    scale
        From `scale_of`.
    level
        Share of steps that should fall into the intervals.
    """
    penalty = 2 / (1 - level)
    below = np.maximum(_minus(low, actual), 0)
    above = np.maximum(_minus(actual, high), 0)
    return float(np.mean(_minus(high, low) + penalty * (below + above)) / scale)


def coverage(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Return the share of steps within their intervals, bounds included, 0 to 1."""
    values = np.asarray(actual, np.float64)
    return float(np.mean((np.asarray(low) <= values) & (values <= np.asarray(high))))


def _minus(left: ArrayLike, right: ArrayLike) -> Vector:
    return np.asarray(left, np.float64) - np.asarray(right, np.float64)
