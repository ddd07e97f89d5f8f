"""How it goes: figures on the screen, and the research table as a file."""
