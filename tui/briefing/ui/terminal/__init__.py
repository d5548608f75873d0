"""The terminal we are guests on: what it shows, how little must be sent to change it, and how it is given back."""
