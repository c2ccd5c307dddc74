-- Statements of test_rounding.py.

-- name: rounded
select
    asked.place,
    private.nearest_price(
        asked.price, asked.rounding, asked.currency, asked.low, asked.high
    ) as nearest,
    private.has_price_form(asked.price, asked.rounding, asked.currency) as has_form
from jsonb_to_recordset(%(asked)s::jsonb) as asked (
    place integer, price numeric, rounding text, currency text, low numeric, high numeric
)
order by asked.place
