"""`nudges person`: add, import, change, show, export, erase."""
