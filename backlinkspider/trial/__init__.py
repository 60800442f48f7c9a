"""Rules tried out: whole-page examples, what examples cover, what labelled links tell."""
