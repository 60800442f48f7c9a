"""One file an owner opens in a browser: what to do, what changed, the picture, and the evidence."""
