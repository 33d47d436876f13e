"""Parts of the screen on which visits are recorded."""
