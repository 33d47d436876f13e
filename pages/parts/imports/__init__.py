"""Parts of the imports screen."""
