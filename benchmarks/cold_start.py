"""What a fresh server does before its first map: imports, the register, the ledger, one year's figures."""

from datetime import timedelta

from benchmarks.drawing import View, draw
from geo.measures import Measure
from geo.selection import Selection
from pages.parts.map.grounds import Layer
from pages.ui.cache import today

YEAR = timedelta(days=365)


def main() -> None:
    """Draw the last year of the register that the environment names."""
    yesterday = today() - timedelta(days=1)
    view = View(Selection(yesterday - YEAR, yesterday), Measure.CONTACTS_PER_HOUR, Layer.PLACES)
    print(f"{len(draw(view)):,} characters drawn")


if __name__ == "__main__":
    main()
