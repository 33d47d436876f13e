"""Schedules of several weeks: what they are made from, kept, put in force, and changed by hand."""
