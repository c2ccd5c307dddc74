"""Pictures of prices and forecasts, as PNG or SVG."""
