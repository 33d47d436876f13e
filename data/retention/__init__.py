"""How long records are kept, and how exactly: months instead of days after a time, nothing after years."""

from data.retention.coarsening import Coarsened, coarsen, count_exact, first_exact_day
from data.retention.purging import count_older, first_kept_day, purge
from data.retention.terms import keep_to_terms

__all__ = [
    "Coarsened",
    "coarsen",
    "count_exact",
    "count_older",
    "first_exact_day",
    "first_kept_day",
    "keep_to_terms",
    "purge",
]
