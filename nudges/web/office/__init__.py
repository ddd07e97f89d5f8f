"""The pages of staff: parse, call flow/office, show."""
