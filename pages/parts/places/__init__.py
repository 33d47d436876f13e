"""Parts of the places screen."""
