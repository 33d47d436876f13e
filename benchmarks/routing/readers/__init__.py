"""Readers of published routing instances; each names the line of whatever it cannot understand."""
