"""Parts of the map layers screen."""
