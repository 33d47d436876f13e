"""Parts of the displacement screen."""
