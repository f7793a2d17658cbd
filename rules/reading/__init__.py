"""What the text of one mail says: who asks, who promises, until when. Deterministic, local, pure."""
