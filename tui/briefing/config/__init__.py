"""What people write: the desk and the themes, read into plain records, with errors that name file and key."""
