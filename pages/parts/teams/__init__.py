"""Parts of the screen of pairs."""
