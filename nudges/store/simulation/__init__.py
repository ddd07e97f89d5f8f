"""Reading and copying whole databases for simulations."""
