"""Everything that touches the outside: database, files, settings, import, export, the demo register."""
