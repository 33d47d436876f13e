"""What leaves with a pair: the printed sheet, calendars, tracks and tables of committed rounds."""
