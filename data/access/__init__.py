"""Who may see what: roles, accounts, and the sessions of those who signed in."""
