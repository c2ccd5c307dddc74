-- What frontends draw of a product's prices and demand.
begin;
select plan(19);
\ir ../catalog/shop.psql

create function pg_temp.day(before integer) returns date
language sql as $$ select (now() at time zone 'UTC')::date - before $$;
create function pg_temp.noon(before integer) returns timestamptz
language sql as $$ select (pg_temp.day(before) + time '12:00') at time zone 'UTC' $$;
grant execute on all functions in schema pg_temp to public;

-- Soap: 20 until ten days ago, 18 for five days, 18.50 since.
update public.products set created_at = pg_temp.noon(30), base_cost = 8
where id = pg_temp.product('Soap');
insert into public.price_history (
    workspace_id, product_id, old_price, new_price, old_currency, currency, reason, changed_at
)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 20, 18, 'USD', 'USD', 'manual', pg_temp.noon(10)),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 18, 18.50, 'USD', 'USD', 'sync', pg_temp.noon(5));
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units, revenue)
select
    pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(n), 'USD',
    case when n > 10 then 4 when n > 5 then 6 else 5 end, 100
from generate_series(1, 20) as n
union all
select pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(3), 'SAR', 99, 100;
insert into public.competitor_prices (
    workspace_id, product_id, competitor, price, currency, in_stock, observed_at
)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'Foam', 17, 'USD', true, pg_temp.noon(3)),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'Suds', 16, 'USD', false, pg_temp.noon(3)),
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'Rub', 5, 'SAR', true, pg_temp.noon(3));
insert into public.price_recommendations (
    workspace_id, product_id, current_price, recommended_price, currency, model, reasons, created_at
)
values (
    pg_temp.workspace('Studio'), pg_temp.product('Soap'), 18.50, 19, 'USD', 'test-1',
    array['It sells well.'], pg_temp.noon(1)
);

-- prices_of_days --------------------------------------------------------------------------

select results_eq(
    format(
        'select price, count(*)::integer from private.prices_of_days(%L, %L, %L, %L) '
        'group by price order by price',
        pg_temp.workspace('Studio'), pg_temp.product('Soap'), pg_temp.day(365), pg_temp.day(1)
    ),
    $$ values (18.00, 4), (18.50, 4), (20.00, 20) $$,
    'a day has the price that held all day; days of a change, and before the product, are left out'
);
select is(
    (
        select count(*)::integer
        from private.prices_of_days(
            pg_temp.workspace('Studio'), pg_temp.product('Towel'), pg_temp.day(3), pg_temp.day(0)
        )
    ),
    1, 'without any history, the price of today since the product is there'
);

-- price_chart -----------------------------------------------------------------------------

select pg_temp.sign_in('dan');
create temporary table charts as
select
    public.price_chart(pg_temp.product('Soap')) as price,
    public.demand_curve(pg_temp.product('Soap')) as unfitted;
grant select on charts to public;
select results_eq(
    $$
    select (s ->> 'price')::numeric, s ->> 'reason'
    from charts, jsonb_array_elements(price -> 'steps') as s
    order by (s ->> 'at')::timestamptz
    $$,
    $$ values
    (20::numeric, null), (18::numeric, 'manual'), (18.50, 'sync'), (18.50, null) $$,
    'a viewer sees each step, from the first day to now'
);
select is(
    (select price -> 'competitors' -> 0 ->> 'lowest' from charts), '17.00',
    'of competitors those count that have it, in its currency'
);
select is(
    (select sum((u ->> 'units')::integer)::integer from charts, jsonb_array_elements(price -> 'units') as u),
    20 * 4 + 5 * 2 + 5, 'units of other currencies are not its units'
);
select is(
    (select price -> 'decisions' -> 0 ->> 'reason' from charts), 'It sells well.',
    'a decision gives its reason'
);
select is((select price -> 'limits' from charts), '{}', 'without rules there are no limits');
select throws_ok(
    $$ select public.price_chart(pg_temp.product('Soap'), '2026-02-01', '2026-01-01') $$,
    'PT422', null, 'a period has days'
);

-- demand_curve ----------------------------------------------------------------------------

select is(
    (select unfitted -> 'elasticity' from charts), 'null'::jsonb, 'before any fit there is none'
);
select is((select unfitted -> 'curve' from charts), '[]', 'and no curve');
select is(
    (select jsonb_array_length(unfitted -> 'observed') from charts), 3, 'but what was observed'
);
select pg_temp.sign_out();
insert into public.price_elasticities (
    workspace_id, product_id, elasticity, standard_error, interval_low, interval_high, method,
    observations
)
values (pg_temp.workspace('Studio'), pg_temp.product('Soap'), -2, 0.3, -2.6, -1.4, 'test', 28);
select pg_temp.sign_in('dan');
create temporary table demand as
select
    (p ->> 'price')::numeric as price, (p ->> 'units')::numeric as units,
    (p ->> 'units_low')::numeric as low, (p ->> 'units_high')::numeric as high,
    (p ->> 'profit')::numeric as profit
from jsonb_array_elements(public.demand_curve(pg_temp.product('Soap')) -> 'curve') as p;
select cmp_ok((select count(*)::integer from demand), '>', 30, 'with a fit there is a curve');
select is(
    (select count(*)::integer from demand where low <= units and units <= high and low > 0),
    (select count(*)::integer from demand), 'within its interval'
);
select cmp_ok(
    (
        select max(abs(units * price * price - (select avg(d.units * d.price * d.price) from demand as d)))
        / avg(units * price * price) from demand
    ),
    '<', 0.001, 'whose elasticity is the fitted one: units times the square of the price stay'
);
-- The likeliest level: all units over the days, each weighted by (price / 18.50)^-2.
select cmp_ok(
    (
        select max(abs(
            units * (price / 18.5) ^ 2
            / (
                (40 + 24 + 20)
                / (20 * (20 / 18.5) ^ -2 + 4 * (18 / 18.5) ^ -2 + 4)
            ) - 1
        ))
        from demand
    ),
    '<', 0.001, 'and whose level is what was sold over the days, weighted by their price'
);
select cmp_ok(
    (select max(abs(profit - (price - 8) * units)) from demand), '<', 0.01, 'profit is over the cost'
);

-- who may look ----------------------------------------------------------------------------

select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.price_chart(%L)', pg_temp.product('Soap')), 'PT404', null,
    'another workspace''s product is not there'
);
select throws_ok(
    format('select public.demand_curve(%L)', pg_temp.product('Soap')), 'PT404', null, 'nor its demand'
);
select pg_temp.sign_out();
set local role anon;
select throws_ok(
    format('select public.price_chart(%L)', md5('x')::uuid), '42501', null, 'nobody unknown draws'
);
reset role;

select * from finish();
rollback;
