"""Parts of the audit screen."""
