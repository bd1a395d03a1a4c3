"""Google Cloud, whose opportunities are read and written by their ids: there is no list of them."""
