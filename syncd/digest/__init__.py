"""The weekly digest: `week` says what it holds, `message` makes the mail, `actions` the links that settle things."""
