"""What people do on their own pages: change settings and export their data."""
