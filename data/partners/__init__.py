"""Where partners are: zone, day and part of the day from their calendars, and nothing else of theirs."""
