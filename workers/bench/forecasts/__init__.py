"""How good forecasts are, on public data: beside seasonal naive, AutoETS and AutoARIMA."""
