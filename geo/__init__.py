"""The pure core: functions over frames, arrays and frozen dataclasses; no I/O, no clock, no screen."""
