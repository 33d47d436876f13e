"""Planning: what the register says of an evening or of several weeks, and what is decided about it."""
