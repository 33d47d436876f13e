"""What one screen is made of, a folder a screen; what several share is in ``pages.ui``."""
