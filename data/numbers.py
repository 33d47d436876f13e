"""Numbers as each language writes them, for sentences and files."""

import math

import pandas as pd
from babel.numbers import format_decimal

from data.i18n import LOCALES
from data.workbook import MISSING

ENDLESS = 1e15
"""From here on a number is as good as endless, and no reader can use its digits."""

_SIGNED = "+#,##0{decimals};−#,##0{decimals}"


def number_text(value: float | None, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """
    Return a number as the reader's language writes it.

    Parameters
    ----------
    value : float or None
        The number.
    language : str
        One of `data.i18n.LANGUAGES`.
    decimals : int
        How many decimals are shown.
    signed : bool
        Whether a plus is shown.

    Returns
    -------
    str
        A dash where there is no number, the sign of infinity from `ENDLESS` on.
    """
    if value is None or pd.isna(value):
        return MISSING
    # What is rounded to nought has no sign.
    value = math.copysign(math.inf, value) if abs(value) >= ENDLESS else round(value, decimals) or 0
    places = "." + "0" * decimals if decimals else ""
    form = _SIGNED.format(decimals=places) if signed and value else f"#,##0{places}"
    return str(format_decimal(value, format=form, locale=LOCALES[language]))
