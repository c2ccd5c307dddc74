-- What frontends draw of a forecast: what came, what is predicted, how the backtest did.
begin;
select plan(11);
\ir ../catalog/shop.psql

create function pg_temp.day(before integer) returns date
language sql as $$ select (now() at time zone 'UTC')::date - before $$;
create function pg_temp.chart(days integer, product uuid default null, category text default null)
returns jsonb
language sql
as $$ select public.forecast_chart(pg_temp.workspace('Studio'), days, product, category) $$;
grant execute on all functions in schema pg_temp to public;

insert into public.revenue_daily (workspace_id, date, currency, revenue, orders_count)
select pg_temp.workspace('Studio'), pg_temp.day(n), 'USD', 100 + n, 1
from generate_series(1, 40) as n where n <> 5;
insert into public.revenue_breakdown (workspace_id, product_id, category, date, currency, revenue)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'bath', pg_temp.day(2), 'USD', 7),
(pg_temp.workspace('Studio'), pg_temp.product('Towel'), 'bath', pg_temp.day(2), 'USD', 5);
insert into public.revenue_predictions (
    workspace_id, product_id, category, date, horizon_days, currency, predicted_revenue, interval_low,
    interval_high, model, predicted_on, notes
)
select
    pg_temp.workspace('Studio'), s.product_id, s.category, s.made + n, 7, 'USD', s.revenue, s.revenue - 5,
    s.revenue + 5, s.model, s.made, array['one outlier was replaced']
from (
    values
    (null::uuid, null, pg_temp.day(7), 90, 'older'),
    (null, null, pg_temp.day(0), 110, 'newer'),
    (pg_temp.product('Soap'), null, pg_temp.day(0), 30, 'soap'),
    (null, 'bath', pg_temp.day(0), 40, 'bath')
) as s (product_id, category, made, revenue, model)
cross join generate_series(0, 6) as n;
insert into public.revenue_backtests (
    workspace_id, horizon_days, currency, model, predicted_on, date, actual_revenue,
    predicted_revenue, interval_low, interval_high
)
select
    pg_temp.workspace('Studio'), 7, 'USD', 'newer', pg_temp.day(8), pg_temp.day(8 - n), 100, 101, 90, 110
from generate_series(1, 7) as n;

select pg_temp.sign_in('dan');
create temporary table charts as
select
    pg_temp.chart(7) as shop,
    pg_temp.chart(7, pg_temp.product('Soap')) as soap,
    pg_temp.chart(7, null, 'bath') as bath,
    pg_temp.chart(90) as none;
select is((select shop ->> 'model' from charts), 'newer', 'the newest forecast is drawn');
select results_eq(
    $$
    select (d ->> 'predicted')::numeric, (d ->> 'low')::numeric, (d ->> 'high')::numeric,
        count(*)::integer
    from charts, jsonb_array_elements(shop -> 'forecast') as d group by 1, 2, 3
    $$,
    $$ values (110::numeric, 105::numeric, 115::numeric, 7) $$, 'each of its days once'
);
select is(
    (select jsonb_array_length(shop -> 'backtest') from charts), 7, 'beside the backtest'
);
select is(
    (
        select (d ->> 'revenue')::numeric from charts, jsonb_array_elements(shop -> 'history') as d
        where d ->> 'date' = pg_temp.day(5)::text
    ),
    0::numeric, 'a day without revenue is drawn as none'
);
select is(
    (select shop -> 'history' -> -1 ->> 'date' from charts), pg_temp.day(1)::text,
    'history ends with the last whole day'
);
select is(
    (
        select sum((d ->> 'revenue')::numeric) from charts, jsonb_array_elements(bath -> 'history') as d
    ),
    12::numeric, 'a category is the sum of its products'
);
select is(
    (select (soap #>> '{series,name}') || ' ' || (soap ->> 'model') from charts), 'Soap soap',
    'a product has its own'
);
select is((select none -> 'forecast' from charts), '[]', 'what is not predicted yet is empty');
select throws_ok('select pg_temp.chart(14)', 'PT422', null, 'there are three horizons');
select throws_ok(
    $$ select pg_temp.chart(7, pg_temp.product('Soap'), 'bath') $$, 'PT422', null,
    'a product or a category'
);
select pg_temp.sign_in('eve');
select throws_ok('select pg_temp.chart(7)', 'PT404', null, 'others see nothing');

select pg_temp.sign_out();
select * from finish();
rollback;
