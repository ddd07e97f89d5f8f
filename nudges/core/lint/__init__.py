"""What an author of plans and guides may have overlooked. Reports; changes nothing."""
