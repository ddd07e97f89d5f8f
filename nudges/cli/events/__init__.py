"""The commands below `nudges events`."""
