"""The field for a file: what a language says cannot leave the string of the style sheet it stands in."""

import re

from pages.ui.uploads import _as_css


def test_a_text_stays_inside_its_string() -> None:
    """Quotes, backslashes, tags and accents come out of a browser as they went in, and end nothing before."""
    text = 'Déposez "ici" \\ </style> 5 Mo · l’un'
    written = _as_css(text)
    assert not set(written) & set('"<>{}')
    assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), written) == text
