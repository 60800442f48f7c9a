"""A small web of many hosts as data, and its server on loopback, for the demo and the tests."""
