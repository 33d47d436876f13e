"""Import and export of register files: one row a contact, read, checked as a whole, committed or refused."""
