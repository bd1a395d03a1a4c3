"""The HTTPS API: `app.py` serves, `operations` says what there is."""
