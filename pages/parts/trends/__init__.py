"""Parts of the trends screen."""
