"""One script a screen; what screens share is in ``pages.ui``."""
