"""Disavow files: what they cover, what is wrong in them, what belongs into one."""
