"""Content: files in the bucket `assets`, and short links: redirects, clicks, checks."""
