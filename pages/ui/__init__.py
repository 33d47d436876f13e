"""What screens share: the shell, filters, maps, charts, tables, text and caches."""
