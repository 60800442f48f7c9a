"""The network: egress gate, resolver and browser proxy, robots.txt, rendering, fingerprints."""
