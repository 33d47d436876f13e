"""Parts of the regulations screen."""
