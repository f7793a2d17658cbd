"""Google: Gmail, Calendar and Tasks through google-api-python-client, one OAuth client of the user's own."""
