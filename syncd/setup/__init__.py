"""What a new user gets: config and rules as text, groups proposed from contact, the systemd user unit; pure."""
