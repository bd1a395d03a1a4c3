"""The HTTPS API: every operation stands in one table, `operations.py`."""
