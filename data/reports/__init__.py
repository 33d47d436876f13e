"""The annual report's tables, for any period and any services, counted from the records themselves."""
