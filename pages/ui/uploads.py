"""The field for a file: Streamlit writes English inside its own, so that its words are replaced here."""

from collections.abc import Callable, Collection

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.ui.text import _, number

_STYLE = """<style>
.st-key-{key} [data-testid="stFileUploaderDropzone"] {{
  button [data-testid="stMarkdownContainer"] > p,
  [data-testid="stFileUploaderDropzoneInstructions"] span,
  > div:not([data-testid]) > span {{ display: none; }}
  button [data-testid="stMarkdownContainer"]::after {{ content: "{choose}"; }}
  [data-testid="stFileUploaderDropzoneInstructions"] > div::after {{
    content: "{limits}"; font-size: 0.875rem;
  }}
  > div:not([data-testid]):has(> span)::after {{ content: "{drop}"; }}
}}
.st-key-{key} [data-testid="stFileUploader"]:has([aria-invalid="true"])::after {{ content: "{refused}"; }}
[data-testid="stTooltipErrorContent"] {{ font-size: 0; }}
[data-testid="stTooltipErrorContent"]::after {{ content: "{refused}"; font-size: 0.875rem; }}
</style>"""
"""
What is hidden is also silent for a screen reader; what stands instead is read. The names that are only heard,
such as that of the button that removes a file, are attributes: no style reaches them, and they stay English.
"""


def ask_file(
    label: str,
    endings: Collection[str],
    *,
    key: str,
    limit_mb: int | None = None,
    tip: str | None = None,
    on_change: Callable[[], None] | None = None,
) -> UploadedFile | None:
    """
    Draw a field for one file, in the language of the screen.

    Parameters
    ----------
    label : str
        Its label, translated.
    endings : collection of str
        Endings of the files that may be chosen, without dot.
    key : str
        Name in the session: letters, digits and ``_``.
    limit_mb : int, optional
        Largest file; that of the server where nothing is said.
    tip : str, optional
        More about it, translated.
    on_change : callable, optional
        Called when another file is chosen, or none.

    Returns
    -------
    UploadedFile or None
        None until a file is chosen.
    """
    limit = limit_mb or int(st.get_option("server.maxUploadSize"))
    kinds = ", ".join(ending.upper() for ending in endings)
    words = {
        "choose": _("Choose a file"),
        "drop": _("Drop the file here"),
        "refused": _("The file in red was not read: it is too large, or of another kind."),
        "limits": _("{kinds} · at most {limit} MB").format(kinds=kinds, limit=number(limit)),
    }
    st.html(_STYLE.format(key=key, **{name: _as_css(text) for name, text in words.items()}))
    return st.file_uploader(
        label, type=list(endings), max_upload_size=limit, key=key, help=tip, on_change=on_change
    )


def _as_css(text: str) -> str:
    """Return a text for a string of a style sheet: what is no letter or digit as its number."""
    return "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in text)
