"""The register: typed tables, the database, and the functions that load and save."""
