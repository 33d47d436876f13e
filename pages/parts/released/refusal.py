"""What stands in the place of every screen where there is no release that may be shown."""

import streamlit as st

from pages.parts.released.opening import NoReleaseError
from pages.ui.text import _, translate


def show_refusal(refusal: NoReleaseError) -> None:
    """
    Say why nothing is shown, and what to do.

    Parameters
    ----------
    refusal : NoReleaseError
        Why.
    """
    tell = translate()
    st.title(_("No figures to show"), anchor=False)
    st.error(tell(refusal.problem), icon=":material/block:")
    st.markdown(tell(refusal.remedy))
    st.caption(_("No figure is shown unless the release is whole, signed, and meant for this app."))
