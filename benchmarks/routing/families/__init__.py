"""Families of instances: what is run on each, beside what."""
