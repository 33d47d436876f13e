"""Releases: what leaves the register as one signed file, made once and only added to."""
