"""Rounding cubes once, so that everything published is a sum of their cells."""
