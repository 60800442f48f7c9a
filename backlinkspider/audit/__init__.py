"""Rules over stored documents: reclassification, its preview, and the profile run."""
