"""How good what a provider writes is: fixed requests, scored by rules."""
