"""One module per place facts come from or follow-ups go to: a thin transport and a pure parser each."""
