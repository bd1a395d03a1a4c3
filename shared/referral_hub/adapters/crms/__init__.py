"""One adapter per CRM."""
