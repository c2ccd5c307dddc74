-- insights: what is wrong with a price of a competitor.

create function private.price_fault(
    form text,
    told text,
    product_key text,
    external_key text,
    name_key text,
    matches bigint,
    competitor text,
    price_fault text,
    amount numeric,
    currency text,
    currencies text[],
    product_currency text,
    own_price numeric,
    absurd numeric,
    is_stock_understood boolean,
    url text,
    observed_key text,
    observed timestamptz,
    at timestamptz,
    out code text,
    out reason text
)
language plpgsql
stable
set search_path = ''
as $$
declare
    digits constant integer := (
        select least(c.minor_units, 2) from public.currencies as c where c.code = currency
    );
    named constant text := coalesce(product_key, external_key, name_key);
    shown constant text := trim_scale(amount)::text;
begin
    case
        when form is distinct from 'object' then
            code := 'bad_row';
            reason := 'a row is an object with product, competitor, price and currency';
        when told is not null then
            code := 'bad_row';
            reason := left('the row ' || told, 500);
        when named is null then
            code := 'missing_product';
            reason := 'names no product: give product_id, external_id or name';
        when matches = 0 then
            code := 'unknown_product';
            reason := format('there is no product %L in this workspace', left(named, 100));
        when matches > 1 then
            code := 'ambiguous_product';
            reason := format('%L is several products: give product_id, or store', left(named, 100));
        when competitor is null then
            code := 'missing_competitor';
            reason := 'names no competitor';
        when char_length(competitor) > 255 then
            code := 'bad_competitor';
            reason := 'the competitor''s name is longer than 255 characters';
        when price_fault = 'is negative' or amount < 0 then
            code := 'negative_price';
            reason := 'the price is negative';
        when price_fault is not null or amount is null then
            code := 'bad_price';
            reason := format('the price %s', coalesce(price_fault, 'is missing'));
        when amount in ('NaN', 'Infinity', '-Infinity') then
            code := 'bad_price';
            reason := 'the price is not a number';
        when amount = 0 then
            code := 'zero_price';
            reason := 'the price is 0: leave out what is not sold';
        when currency is null then
            code := 'missing_currency';
            reason := 'names no currency: give its ISO 4217 code';
        when digits is null then
            code := 'unknown_currency';
            reason := format('there is no currency %L', left(currency, 20));
        when currencies is not null and not currency = any (currencies) then
            code := 'other_currency';
            reason := format('the sign beside the price does not stand for %s', currency);
        when currency <> product_currency then
            code := 'other_currency';
            reason := format('the product is sold in %s, not in %s', product_currency, currency);
        when amount <> round(amount, digits) then
            code := 'too_many_decimals';
            reason := format(
                '%s has more decimals than are kept of %s (%s)', shown, currency, digits
            );
        when amount >= 1e10
            or own_price > 0 and not amount between own_price / absurd and own_price * absurd then
            code := 'absurd_price';
            reason := format(
                '%s is more than %s times away from our %s: another product, or minor units?',
                left(shown, 40), trim_scale(absurd), own_price
            );
        when not is_stock_understood then
            code := 'bad_stock';
            reason := 'in_stock is neither true nor false';
        when private.url_fault(url) is not null then
            code := 'bad_url';
            reason := format('the url %s', private.url_fault(url));
        when observed_key is not null and observed is null then
            code := 'bad_date';
            reason := format(
                '%L is no date: write 2026-11-30 or 2026-11-30T08:00Z', left(observed_key, 40)
            );
        -- Clocks differ by some minutes.
        when observed > now() + interval '5 minutes' then
            code := 'in_future';
            reason := format('%s is in the future', observed_key);
        when observed < '2000-01-01' then
            code := 'too_old';
            reason := format('%s is before the year 2000', observed_key);
        else null;
    end case;
end
$$;
comment on function private.price_fault(
    text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric,
    boolean, text, text, timestamptz, timestamptz
) is
'What is wrong with a row of an import, the first thing first; nulls where it can be taken.';
