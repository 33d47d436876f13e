"""Parts of the rounds screen."""
