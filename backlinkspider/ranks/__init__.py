"""Lists that rank the web's domains, read for the domains that are asked about."""
