"""Parts of the publish screen."""
