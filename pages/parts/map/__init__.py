"""Parts of the map screen."""
