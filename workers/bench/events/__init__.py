"""A made-up company list with its visitors: the data that speed is measured on."""
