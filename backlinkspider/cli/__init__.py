"""What the commands share: options, questions to the store, and how answers are printed."""
