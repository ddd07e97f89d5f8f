"""The phrases replies are recognised by."""
