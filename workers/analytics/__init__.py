"""Analytics: rolling events up, and crediting orders to what led to them."""
