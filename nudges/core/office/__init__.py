"""Pure rules of the office: who may do what, and who is told of a case."""
