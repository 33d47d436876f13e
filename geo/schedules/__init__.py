"""Schedules of several weeks: one pair, one weekday and about one hour for each place."""
