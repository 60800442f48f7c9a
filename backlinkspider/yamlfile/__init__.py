"""YAML files people write: values with positions, models, every mistake with its place."""
