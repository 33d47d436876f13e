"""Roads from OpenStreetMap files, and travel times between the register's places."""
