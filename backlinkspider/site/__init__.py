"""How the pages of a site are found: sitemaps, internal links, traps to keep out of. Pure."""
