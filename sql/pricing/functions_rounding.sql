-- pricing: the forms that prices are rounded to.
--
-- A form is a lattice: offset + k * unit, k = 0, 1, 2, ... So whether a price has it, and which
-- one is nearest, is arithmetic.

create function private.price_unit(currency text) returns numeric
language plpgsql
stable
set search_path = ''
as $$
begin
    -- Amounts are kept with two decimals, also where the currency has three.
    return (
        select case c.minor_units when 0 then 1 else 0.01 end
        from public.currencies as c
        where c.code = price_unit.currency
    );
end
$$;
comment on function private.price_unit(text) is
'The smallest step between two prices in a currency: 0.01, or 1 where there are no decimals.';

create function private.price_form(rounding text, unit numeric, out step numeric, out start numeric)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    if unit = 1 then
        step := case rounding
            when 'ends_99' then 100
            when 'ends_95' then 100
            when 'ends_9' then 10
            when 'tens' then 10
            else 1
        end;
        start := case rounding
            when 'ends_99' then 99 when 'ends_95' then 95 when 'ends_9' then 9 else 0
        end;
    else
        step := case rounding
            when 'none' then unit when 'half' then 0.5 when 'tens' then 10 else 1
        end;
        start := case rounding
            when 'ends_99' then 0.99 when 'ends_95' then 0.95 when 'ends_9' then 0.9 else 0
        end;
    end if;
end
$$;
comment on function private.price_form(text, numeric) is
'What prices of a rounding form are: start, start + step, start + 2 * step, ... A currency without '
'decimals has the same endings in whole units: 1999 yen for ends_99.';

create function private.has_price_form(price numeric, rounding text, currency text) returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
    form record;
begin
    if rounding = 'none' then
        return true;
    end if;
    form := private.price_form(rounding, private.price_unit(currency));
    return price >= form.start and (price - form.start) % form.step = 0;
end
$$;
comment on function private.has_price_form(numeric, text, text) is
'Whether a price has the form that a rounding rule asks for.';

create function private.nearest_price(
    price numeric, rounding text, currency text, low numeric, high numeric
)
returns numeric
language plpgsql
stable
set search_path = ''
as $$
declare
    form constant record := private.price_form(rounding, private.price_unit(currency));
    first constant numeric := ceil((greatest(low, form.start) - form.start) / form.step);
    -- The last amount that a column of money holds.
    last constant numeric := floor((least(high, 9999999999.99) - form.start) / form.step);
begin
    if price is null or price in ('NaN', 'Infinity', '-Infinity') or first > last or last < 0 then
        return null;
    end if;
    return form.start
        + greatest(first, least(last, round((price - form.start) / form.step))) * form.step;
end
$$;
comment on function private.nearest_price(numeric, text, text, numeric, numeric) is
'The price of a rounding form that is nearest to a given one and not below low nor above high '
'(null: no bound); of two as near the higher. Null where there is none.';
