"""What a reader sees and where they stand, kept without a toolkit: panes, the board, the commands, the first paint."""
