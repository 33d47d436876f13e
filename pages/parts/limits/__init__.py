"""Parts of the screen of purpose and limits."""
