"""What kind of data this run shows, and its "today"; the shell says so, whatever the data comes from."""

from datetime import date

import streamlit as st

_SYNTHETIC = "_synthetic_data"
_TODAY = "_reference_day"


def declare_nature(*, synthetic: bool, today: date) -> None:
    """
    Say what this run shows; a shell calls it before any screen runs.

    Parameters
    ----------
    synthetic : bool
        Whether the data was generated.
    today : date
        The product's "today" for this data.
    """
    st.session_state[_SYNTHETIC] = synthetic
    st.session_state[_TODAY] = today


def is_synthetic() -> bool:
    """Return whether what is shown was generated."""
    return bool(st.session_state[_SYNTHETIC])


def reference_day() -> date:
    """Return the product's "today" for what is shown."""
    day: date = st.session_state[_TODAY]
    return day
