-- Forecasts: what they are made from, what is kept and thinned out, what came true, who may ask.
begin;
select plan(39);
\ir ../catalog/shop.psql

create function pg_temp.sell(day date, amount numeric, name text default null) returns void
language sql
as $$
    insert into public.revenue_daily (workspace_id, date, currency, revenue, orders_count)
    values (pg_temp.workspace('Studio'), day, 'USD', amount, 1);
    insert into public.revenue_breakdown (
        workspace_id, product_id, category, date, currency, units, revenue
    )
    values (
        pg_temp.workspace('Studio'), pg_temp.product(name), 'bath', day, 'USD', 2, amount
    )
$$;
create function pg_temp.forecast(
    horizon integer, model text, amounts jsonb, product uuid default null
)
returns jsonb
language sql
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'product_id', product, 'category', null, 'currency', 'USD',
            'horizon_days', horizon, 'model', model, 'backtest_error', 0.8,
            'baseline_error', 1.0, 'realised_coverage', null, 'is_conformal', false,
            'notes', jsonb_build_array('holiday Eid: 50% more'), 'revenue', amounts,
            'low', (select jsonb_agg(a.value::numeric - 10) from jsonb_array_elements(amounts) as a),
            'high', (select jsonb_agg(a.value::numeric + 10) from jsonb_array_elements(amounts) as a),
            'units', null
        )
    )
$$;
create function pg_temp.save(day date, horizon integer, amounts jsonb, product uuid default null)
returns jsonb
language sql
as $$
    select public.save_forecasts(
        pg_temp.workspace('Studio'), day, pg_temp.forecast(horizon, 'theta', amounts, product), '[]'
    )
$$;
create function pg_temp.hundred(days integer) returns jsonb
language sql
as $$ select jsonb_agg(100) from generate_series(1, days) $$;
create function pg_temp.coverage(horizon integer) returns text
language sql
as $$
    select c.days_within || ' of ' || c.days
    from public.forecast_coverage as c
    where
        c.workspace_id = pg_temp.workspace('Studio')
        and c.product_id is null
        and c.horizon_days = horizon
$$;

-- what they are made from -----------------------------------------------------------------

update public.products as p
set category = 'bath', created_at = '2025-01-01'
where p.workspace_id = pg_temp.workspace('Studio');
select pg_temp.sell('2026-05-01', 50, 'Soap');
select pg_temp.sell('2026-05-03', 70, 'Soap');
select pg_temp.sell('2026-06-01', 90, 'Towel');
create temporary table read on commit drop as
select public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') as answer;

select is(
    (
        select s -> 'days'
        from read as r, jsonb_array_elements(r.answer -> 'series') as s
        where s ->> 'product_id' is null and s ->> 'category' is null
    ),
    '[["2026-05-01", 50.00, 2], ["2026-05-03", 70.00, 2], ["2026-06-01", 90.00, 2]]',
    'the workspace is a series of its days, with units'
);
select is(
    (
        select jsonb_array_length(s -> 'days')
        from read as r, jsonb_array_elements(r.answer -> 'series') as s
        where s ->> 'category' = 'bath'
    ),
    3, 'a category is one'
);
select is(
    (
        select jsonb_array_length(s -> 'days')
        from read as r, jsonb_array_elements(r.answer -> 'series') as s
        where (s ->> 'product_id')::uuid = pg_temp.product('Soap')
    ),
    2, 'a product is one'
);
select is(
    (
        select array_agg((p ->> 'product_id')::uuid)
        from read as r, jsonb_array_elements(r.answer -> 'new_products') as p
    ),
    array[pg_temp.product('Towel')],
    'a product is new while its first sale is less than four weeks ago'
);
select is(
    (select answer -> 'members' from read), '{"bath": 3}', 'categories say how many products they have'
);
select is(
    public.forecast_series(pg_temp.workspace('Studio'), '2026-05-01') -> 'series', '[]',
    'the day of the forecast is not part of its history'
);
select is(
    public.forecast_series(pg_temp.workspace('Eve''s workspace'), '2026-05-01') -> 'series', '[]',
    'a workspace without sales has no series'
);
insert into public.revenue_daily (workspace_id, date, currency, revenue)
values (pg_temp.workspace('Studio'), '2026-05-01', 'SAR', 10);
select is(
    (
        select count(*)
        from jsonb_array_elements(
            public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') -> 'series'
        ) as s
        where s ->> 'product_id' is null and s ->> 'category' is null
    ),
    2::bigint, 'currencies are apart'
);
insert into public.forecast_settings (workspace_id, country, most_products, most_categories)
values (pg_temp.workspace('Studio'), 'SA', 0, 0);
select is(
    (
        select count(*)
        from jsonb_array_elements(
            public.forecast_series(pg_temp.workspace('Studio'), '2026-07-02') -> 'series'
        ) as s
        where s ->> 'product_id' is not null or s ->> 'category' is not null
    ),
    0::bigint, 'settings say how many products and categories are forecast'
);
select is(
    public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') ->> 'country', 'SA',
    'and whose holidays count'
);
select throws_ok(
    $$ update public.forecast_settings set country = 'Saudi' $$, '23514', null,
    'a country is a code'
);
delete from public.forecast_settings;
update public.profiles set country = 'AE' where id = (
    select w.owner_id from public.workspaces as w where w.id = pg_temp.workspace('Studio')
);
select is(
    public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') ->> 'country', 'AE',
    'without settings it is the owner''s country'
);
insert into public.country_metrics (workspace_id, country, date, currency, revenue)
values
(pg_temp.workspace('Studio'), 'KW', current_date - 1, 'USD', 90),
(pg_temp.workspace('Studio'), 'AE', current_date - 1, 'USD', 10);
select is(
    public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') ->> 'country', 'KW',
    'or rather that where most revenue comes from'
);
insert into public.price_history (
    workspace_id, product_id, old_price, new_price, old_currency, currency, changed_at
)
values
(
    pg_temp.workspace('Studio'), pg_temp.product('Soap'), 20, 15, 'USD', 'USD', '2026-05-10 09:00Z'
),
(
    pg_temp.workspace('Studio'), pg_temp.product('Soap'), 15, 20, 'USD', 'USD', '2026-05-14 09:00Z'
),
(
    pg_temp.workspace('Studio'), pg_temp.product('Towel'), 30, 20, 'USD', 'USD', '2026-05-20 09:00Z'
);
insert into public.campaigns (workspace_id, name, type, status, start_date, end_date)
values
(
    pg_temp.workspace('Studio'), 'Eid', 'promotion', 'active', '2026-06-01 00:00Z',
    '2026-06-05 00:00Z'
),
(
    pg_temp.workspace('Studio'), 'Newsletter', 'email', 'active', '2026-06-01 00:00Z',
    '2026-06-05 00:00Z'
);
select is(
    (
        select array_agg(
            format('%s %s to %s', e ->> 'name', e ->> 'since', e ->> 'until') order by e ->> 'since'
        )
        from jsonb_array_elements(
            public.forecast_series(pg_temp.workspace('Studio'), '2026-06-02') -> 'events'
        ) as e
    ),
    array[
        'reduced price 2026-05-10 to 2026-05-13',
        'reduced price 2026-05-20 to 2026-06-18',
        'promotion 2026-06-01 to 2026-06-05'
    ],
    'promotions are reduced prices until they are back or 30 days old, and campaigns of that type'
);

-- what is kept ----------------------------------------------------------------------------

select is(
    pg_temp.save('2026-06-01', 7, '[100, 100, 100, 100, 100, 100, 100]'),
    '{"predictions": 7, "backtests": 0, "pruned": 0}', 'a day a row'
);
select is(
    pg_temp.save('2026-06-01', 7, '[100, 110, 100, 100, 100, 100, 100]') ->> 'predictions', '7',
    'and again on the same day'
);
select is(
    (
        select array_agg(p.predicted_revenue order by p.date)
        from public.revenue_predictions as p
        where p.workspace_id = pg_temp.workspace('Studio')
    ),
    array[100, 110, 100, 100, 100, 100, 100]::numeric[], 'which replaces them'
);
select is(
    pg_temp.save('2026-06-01', 7, '[1]', gen_random_uuid()) ->> 'predictions', '0',
    'a product that has gone is passed over'
);
select pg_temp.save('2026-06-01', 7, '[100, 110, 100, 100, 100, 100, 100]');
select is(
    public.save_forecasts(
        pg_temp.workspace('Studio'), '2026-06-01',
        pg_temp.forecast(7, 'theta', '[100, 110, 100, 100, 100, 100, 100]'),
        '[{"product_id": null, "category": null, "currency": "USD", "horizon_days": 7,
        "model": "theta", "predicted_on": "2026-05-25", "actual": [3], "revenue": [4],
        "low": [2], "high": [5]}]'
    ) ->> 'backtests',
    '1', 'the newest backtest is kept beside'
);
select is(
    pg_temp.save('2026-06-01', 7, '[100, 110, 100, 100, 100, 100, 100]') ->> 'backtests', '0',
    'and goes with the next one'
);

-- what came true --------------------------------------------------------------------------

select pg_temp.sell('2026-06-02', 131, 'Soap');
select pg_temp.sell('2026-06-03', 100, 'Soap');
select is(
    public.compare_forecasts(pg_temp.workspace('Studio'), '2026-06-04'), 3, 'three days have come'
);
select is(pg_temp.coverage(7), '2 of 3', 'two of them fell into their intervals');
select is(
    public.compare_forecasts(pg_temp.workspace('Studio'), '2026-06-04'), 0, 'no day counts twice'
);
select is(
    public.compare_forecasts(pg_temp.workspace('Studio'), '2026-06-05'), 4, 'the next day is added'
);
select is(pg_temp.coverage(7), '2 of 4', 'a day without a sale has sold nothing, and counts');
select is(
    (
        select c.realised_coverage
        from public.forecast_coverage as c
        where c.workspace_id = pg_temp.workspace('Studio')
    ),
    0.5, 'as a share'
);
select is(
    (
        select c ->> 'share'
        from jsonb_array_elements(
            public.forecast_series(pg_temp.workspace('Studio'), '2026-06-05') -> 'coverage'
        ) as c
    ),
    '0.500', 'which the next forecast is told'
);

-- 2026-06-08 is a Monday, 2026-06-09 in its week.
select pg_temp.save('2026-06-08', 30, pg_temp.hundred(30));
select pg_temp.save('2026-06-09', 30, pg_temp.hundred(30));
select is(
    (
        select count(distinct p.predicted_on)
        from public.revenue_predictions as p
        where p.workspace_id = pg_temp.workspace('Studio') and p.horizon_days = 30
    ),
    2::bigint, 'the newest forecast stays'
);
select public.compare_forecasts(pg_temp.workspace('Studio'), '2026-06-11');
select is(pg_temp.coverage(30), '0 of 3', 'of longer horizons the first forecast of a week counts');
select pg_temp.save('2026-06-10', 30, pg_temp.hundred(30));
select is(
    (
        select array_agg(distinct p.predicted_on order by p.predicted_on)
        from public.revenue_predictions as p
        where p.workspace_id = pg_temp.workspace('Studio') and p.horizon_days = 30
    ),
    array['2026-06-08', '2026-06-10']::date[], 'and what does not count goes with the next one'
);
select public.compare_forecasts(pg_temp.workspace('Studio'), '2026-08-01');
select pg_temp.save('2026-08-01', 30, pg_temp.hundred(30));
select is(
    (
        select array_agg(distinct p.predicted_on order by p.predicted_on)
        from public.revenue_predictions as p
        where p.workspace_id = pg_temp.workspace('Studio') and p.horizon_days = 30
    ),
    array['2026-08-01']::date[], 'what has been compared goes two weeks later'
);
select is(pg_temp.coverage(30), '0 of 30', 'and its coverage stays');

-- who may ask -----------------------------------------------------------------------------

select pg_temp.save('2026-08-02', 7, '[100, 110, 100, 100, 100, 100, 100]');
select pg_temp.sign_in('ada');
select is(
    public.revenue_forecast(pg_temp.workspace('Studio'), 7) -> 'forecasts' -> 0 -> 'total'
    ->> 'revenue',
    '710.00', 'a total over the horizon'
);
select is(
    jsonb_array_length(
        public.revenue_forecast(pg_temp.workspace('Studio'), 7) -> 'forecasts' -> 0 -> 'days'
    ),
    7, 'and its days, of the newest forecast alone'
);
select throws_ok(
    $$ select public.revenue_forecast(pg_temp.workspace('Studio'), 8) $$, 'PT422',
    'forecasts look 7, 30 or 90 days ahead'
);
select is(
    public.request_forecast(pg_temp.workspace('Studio')),
    public.request_forecast(pg_temp.workspace('Studio')),
    'a second request is the first one'
);
select throws_ok(
    $$ select public.save_forecasts(pg_temp.workspace('Studio'), '2026-08-02', '[]', '[]') $$,
    '42501', null, 'people save no forecasts'
);
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select public.revenue_forecast(pg_temp.workspace('Studio'), 7) $$, 'PT404', null,
    'a stranger sees no forecast'
);
select throws_ok(
    $$ select public.request_forecast(pg_temp.workspace('Studio')) $$, 'PT404', null,
    'and has none made'
);
select pg_temp.sign_out();
select * from finish();
rollback;
