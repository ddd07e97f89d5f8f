"""Pure rules of the office: who may do what, who is told of a case, what waits for somebody to read it."""
