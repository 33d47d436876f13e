"""Numbers as each language writes them, for sentences and files."""

import pandas as pd
from babel.numbers import format_decimal

from data.i18n import LOCALES
from data.workbook import MISSING

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
        A dash where there is no number.
    """
    if value is None or pd.isna(value):
        return MISSING
    places = "." + "0" * decimals if decimals else ""
    form = _SIGNED.format(decimals=places) if signed and round(value, decimals) else f"#,##0{places}"
    return str(format_decimal(value, format=form, locale=LOCALES[language]))
