"""The detente command."""
