"""What a person does on their own pages: settings and export."""
