"""Analytics: rolling events up, and crediting orders to what brought them."""
