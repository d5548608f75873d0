"""What an item, a credit, a pane looks like, as styled text: pure, without Textual."""
