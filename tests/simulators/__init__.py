"""Stand-ins for what syncd talks to."""
