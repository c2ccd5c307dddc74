"""Every question of a dashboard, a list or a detail page, beside the documents' own schema."""
