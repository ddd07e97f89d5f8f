"""Messages of staff: to many at once, and to one."""
