"""Parts of the released app: what its screens are made of, from a release file alone."""
