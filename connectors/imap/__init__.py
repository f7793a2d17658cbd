"""Mail over IMAP: Gmail with an app password, Fastmail, iCloud, Dovecot and all the others (docs/imap.md)."""
