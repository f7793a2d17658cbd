"""Mail that already lies on this machine: mbox files and Maildir folders. Nothing here writes or locks."""
