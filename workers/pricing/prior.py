"""What is believed of a price elasticity before a single day of sales was looked at."""

from __future__ import annotations

LITERATURE_MEAN = -2.62
"""Average of 1,851 elasticities of 81 studies (Bijmolt, van Heerde, Pieters 2005, "New empirical
generalizations on the determinants of price elasticity", Journal of Marketing Research 42(2))."""

WORKSPACE_SD = 1.3
"""How far a shop's mean is from the literature's. This and the two below are our judgement:
together they leave a product of an unknown shop anywhere between -5.9 and +0.6."""

CATEGORY_SD = 0.8
"""How far categories of a shop are apart."""

PRODUCT_SD = 0.6
"""How far products of a category are apart."""

LITERATURE_SD = 1.65
"""Of the elasticity of a product in a shop that nothing is known of: the three together, rounded
as `pricing_inputs` of the database has it."""
