"""What is likely to come, and what the others do: forecasts, competitors, trends."""
