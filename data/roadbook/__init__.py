"""What a pair takes along: the printed sheet, calendars, tracks and tables of its rounds."""
