"""Real servers, started for tests as child processes or threads."""
