"""The commands below `nudges question`."""
