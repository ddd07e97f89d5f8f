"""Whether somebody may be written to: invite, start, stop, pause, erase. Sends nothing itself."""
