"""Analytics: the jobs about what visitors did and what it was worth."""
