"""What can fill the terminal: each screen draws lines and takes commands, and knows nothing of the toolkit."""
