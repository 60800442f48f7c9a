"""What a link is worth: authority, relevance, placement. Never mixed with its risk."""
