-- The guardrails of prices where a currency has no decimals (yen), or three (dinars, of which
-- prices keep two): bounds are whole units, forms are those units' own.
begin;
select plan(50);
\ir guarded.psql

-- Soap's limit of a kind, as price_limits tells it.
create function pg_temp.bound(kind text) returns numeric
language sql
as $$
    select (b.limits -> kind ->> 'price')::numeric
    from private.price_bounds(pg_temp.workspace('Studio'), array[md5('soap')::uuid]) as b
$$;
-- Refused there, allowed here: what a rule does to prices that stand side by side.
create function pg_temp.verdicts(currency text, price numeric, rule jsonb, prices numeric [])
returns text []
language plpgsql
as $$
declare
    said text[] := '{}';
    tried numeric;
begin
    foreach tried in array prices loop
        perform pg_temp.guard_soap(rule, price, currency);
        said := said || pg_temp.verdict(pg_temp.soap(tried));
    end loop;
    return said;
end
$$;

-- forms -----------------------------------------------------------------------------------

select is(
    pg_temp.verdicts(t.currency, 1500, jsonb_build_object('rounding', t.form), array[t.good, t.other, t.bad]),
    array['allowed', 'allowed', 'wrong_form'],
    format('%s in %s: %s and %s, not %s', t.form, t.currency, t.good, t.other, t.bad)
)
from (
    values
    ('JPY', 'ends_99', 1999, 99, 1989), ('JPY', 'ends_95', 1995, 95, 1985),
    ('JPY', 'ends_9', 1989, 9, 1990), ('JPY', 'tens', 1990, 10, 1995),
    ('KWD', 'ends_99', 19.99, 0.99, 19.90), ('KWD', 'ends_95', 19.95, 0.95, 19.99),
    ('KWD', 'ends_9', 19.90, 0.90, 19.99), ('KWD', 'whole', 20, 1, 19.50),
    ('KWD', 'half', 19.50, 20, 19.25), ('KWD', 'tens', 20, 10, 25)
) as t (currency, form, good, other, bad);
select is(
    pg_temp.verdicts('JPY', 1500, jsonb_build_object('rounding', form), array[1, 1501, 1999]),
    array['allowed', 'allowed', 'allowed'], format('%s in JPY is every price', form)
)
from unnest(array['none', 'whole', 'half']) as form;
select pg_temp.guard_soap('{"rounding": "ends_99", "floor_price": 1600}', 1999, 'JPY');
select is(pg_temp.hint_of(pg_temp.soap(1650)), 'The nearest allowed price is 1699 JPY.', 'yen have a nearest price, too');
select is(pg_temp.hint_of(pg_temp.soap(1599)), 'The nearest allowed price is 1699 JPY.', 'within the bounds');
select throws_ok(
    pg_temp.soap(1999.5), 'PT422', 'current_price cannot be 1999.50 JPY', 'half a yen is no price, whatever the rules'
);

-- bounds ----------------------------------------------------------------------------------

select is(
    pg_temp.verdicts(t.currency, t.price, t.rule::jsonb, array[t.refused, t.allowed]),
    array[t.word, 'allowed'], format('%s %s from %s: %s, not %s', t.currency, t.rule, t.price, t.allowed, t.refused)
)
from (
    values
    ('JPY', 2000, '{"floor_price": 1500}', 1499, 1500, 'below_floor'),
    ('JPY', 2000, '{"minimum_advertised_price": 1800}', 1799, 1800, 'below_advertised'),
    ('JPY', 2000, '{"ceiling_price": 2500}', 2501, 2500, 'above_ceiling'),
    -- A cost of 10 and 40 % are 16.67: the yen above it, not the one beside it.
    ('JPY', 20, '{"minimum_margin": 40}', 16, 17, 'below_margin'),
    ('JPY', 20, '{"minimum_margin": -50}', 6, 7, 'below_margin'),
    ('JPY', 20, '{"minimum_margin": 50}', 19, 20, 'below_margin'),
    -- 7 % of 1005 are 70.35.
    ('JPY', 1005, '{"maximum_step": 7}', 1076, 1075, 'step_too_large'),
    ('JPY', 1005, '{"maximum_step": 7}', 934, 935, 'step_too_large'),
    ('KWD', 20, '{"floor_price": 15.55}', 15.54, 15.55, 'below_floor'),
    ('KWD', 20, '{"ceiling_price": 25.05}', 25.06, 25.05, 'above_ceiling'),
    ('KWD', 20, '{"minimum_margin": 40}', 16.66, 16.67, 'below_margin'),
    -- 7 % of 1.45 are 0.1015.
    ('KWD', 1.45, '{"maximum_step": 7}', 1.56, 1.55, 'step_too_large'),
    ('KWD', 1.45, '{"maximum_step": 7}', 1.34, 1.35, 'step_too_large')
) as t (currency, price, rule, refused, allowed, word);
select pg_temp.guard_soap('{"minimum_margin": 40}', 20, 'KWD');
select is(pg_temp.bound('margin'), 16.67, 'of three decimals bounds keep two, as prices do');
select pg_temp.guard_soap('{"maximum_step": 5}', 15, 'JPY');
select is(
    array[pg_temp.bound('step_low'), pg_temp.bound('step_high')], array[15, 15]::numeric [],
    'a step that is less than a yen is none'
);
select is(pg_temp.verdict(pg_temp.soap(16)), 'step_too_large', 'in the trigger as well');
select throws_ok(
    $$ select pg_temp.add_rule('{"floor_price": 1500.50, "currency": "JPY"}') $$, 'PT422',
    'floor_price cannot be 1500.50 JPY', 'nor is there a floor between two yen'
);
insert into public.competitor_prices (workspace_id, product_id, competitor, price, currency)
select pg_temp.workspace('Studio'), pg_temp.product('Towel'), c.competitor, c.price, c.currency
from (values ('Suds', 1999, 'JPY'), ('Foam', 3.33, 'KWD'), ('Bubbles', 1, 'USD')) as c (competitor, price, currency);
create function pg_temp.towel(price numeric, currency text) returns text
language sql
as $$
    select pg_temp.verdict(format(
        'update public.products set current_price = %L, currency = %L where id = %L',
        price, currency, pg_temp.product('Towel')
    ))
$$;
select pg_temp.guard_soap('{"competitor_band_low": 95, "competitor_band_high": 103}', 1500, 'JPY');
select pg_temp.add_rule('{"currency": "KWD", "competitor_band_low": 95, "competitor_band_high": 103}');
-- 1899.05 and 2058.97 yen; 3.1635 and 3.4299 dinars.
select is(pg_temp.towel(1899, 'JPY'), 'below_band', 'a band begins at the next whole yen');
select is(pg_temp.towel(1900, 'JPY'), 'allowed', 'which is allowed');
select is(pg_temp.towel(2059, 'JPY'), 'above_band', 'and ends at the last');
select is(pg_temp.towel(2058, 'JPY'), 'allowed', 'which is allowed, too');
select is(pg_temp.towel(3.16, 'KWD'), 'below_band', 'of dinars, at the next hundredth');
select is(pg_temp.towel(3.17, 'KWD'), 'allowed', 'which is allowed');
select is(pg_temp.towel(3.43, 'KWD'), 'above_band', 'and ends at the last');
select is(pg_temp.towel(3.42, 'KWD'), 'allowed', 'which is allowed, too');

-- from one to another ---------------------------------------------------------------------

select pg_temp.guard_soap('{"rounding": "ends_99", "floor_price": 5}', 19.99, 'KWD');
select pg_temp.add_rule('{"currency": "JPY", "rounding": "ends_99", "floor_price": 1000, "maximum_step": 10}');
create function pg_temp.moved(price numeric, currency text) returns text
language sql
as $$
    select pg_temp.verdict(format(
        'update public.products set base_price = %L, current_price = %L, currency = %L where id = %L',
        price, price, currency, md5('soap')::uuid
    ))
$$;
select is(pg_temp.moved(99, 'JPY'), 'below_floor', 'nothing comes in below the floor there');
select is(pg_temp.moved(1990, 'JPY'), 'wrong_form', 'nor in the form of another currency');
select is(pg_temp.moved(1999, 'JPY'), 'allowed', 'but as what it is there');
select is(pg_temp.moved(1999, 'KWD'), 'wrong_form', 'and back in the form of here');
select is(pg_temp.moved(4.99, 'KWD'), 'below_floor', 'above the floor of here');
select is(pg_temp.moved(19.99, 'KWD'), 'allowed', 'so');
select is(pg_temp.moved(1799, 'JPY'), 'step_too_large', 'a step is one from what it cost there');
select is(pg_temp.moved(2199, 'JPY'), 'step_too_large', 'upwards, too: 2198 is 10 %');
select is(pg_temp.moved(2099, 'JPY'), 'allowed', 'in whole yen');

select * from finish();
rollback;
