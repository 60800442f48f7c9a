"""What a target's links say of each referring domain and of all together, and what to do."""
