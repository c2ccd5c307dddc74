-- Forecasts and findings about the market: kept apart by tenant, and whole.
begin;
select plan(15);
\ir ../catalog/shop.psql

prepare predict (date, integer, numeric, numeric, numeric, text) as
insert into public.revenue_predictions (
    workspace_id, date, horizon_days, predicted_revenue, interval_low, interval_high, category,
    currency, model, predicted_on
)
values (pg_temp.workspace('Studio'), $1, $2, $3, $4, $5, $6, 'USD', 'auto_ets', '2026-03-01');

select lives_ok(
    $$ execute predict('2026-03-05', 7, 100, 80, 130, null) $$, 'a day of the workspace is predicted'
);
select is(
    (
        select r.timeframe from public.revenue_predictions as r
        where r.workspace_id = pg_temp.workspace('Studio')
    ),
    '7d', 'the time frame follows the horizon'
);
select is(
    (
        select r.confidence from public.revenue_predictions as r
        where r.workspace_id = pg_temp.workspace('Studio')
    ),
    0.95, 'intervals are of 95 percent'
);
select throws_ok(
    $$ execute predict('2026-03-05', 7, 90, 80, 130, null) $$, '23505', null,
    'the same forecast is there once, though it has neither product nor category'
);
select lives_ok(
    $$ execute predict('2026-03-05', 30, 100, 80, 130, null) $$, 'another horizon is another forecast'
);
select lives_ok(
    $$ execute predict('2026-03-05', 7, 40, 30, 50, 'bath') $$, 'and so is a category'
);
select throws_ok(
    $$ execute predict('2026-03-06', 7, 100, 110, 130, null) $$, '23514', null,
    'the prediction lies within its interval'
);
select throws_ok(
    $$ execute predict('2026-02-20', 7, 100, 80, 130, null) $$, '23514', null,
    'the past is not predicted'
);
select throws_ok(
    $$ execute predict('2026-03-20', 7, 100, 80, 130, null) $$, '23514', null,
    'nor what lies beyond the horizon'
);
select throws_ok(
    $$ execute predict('2026-03-06', 7, -1, -2, 130, null) $$, '23514', null,
    'revenue is not negative'
);
select throws_ok(
    $$ update public.revenue_predictions set confidence = 1.5 $$, '23514', null,
    'confidence is a share'
);

-- the market ------------------------------------------------------------------------------

insert into public.competitor_analysis (workspace_id, product_id, analysis)
values (pg_temp.workspace('Studio'), pg_temp.product('Soap'), '{"price_index": 1.04}');
insert into public.market_trends (workspace_id, trends)
values (pg_temp.workspace('Studio'), '[{"term": "soap", "slope": 0.3}]');
select throws_ok(
    $$ update public.competitor_analysis set analysis = '"good"' $$, '23514', null,
    'an analysis is an object'
);
select pg_temp.sign_in('dan');
select results_eq(
    $$
    select
        (select count(*) from public.competitor_analysis), (select count(*) from public.market_trends)
    $$,
    $$ values (1::bigint, 1::bigint) $$,
    'a viewer reads what was found for their workspace'
);
select throws_ok(
    $$ update public.market_trends set summary = 'x' $$, '42501', null, 'nobody edits findings'
);
select pg_temp.sign_in('eve');
select results_eq(
    $$
    select
        (select count(*) from public.competitor_analysis), (select count(*) from public.market_trends)
    $$,
    $$ values (0::bigint, 0::bigint) $$,
    'another tenant learns nothing: the documents had one market for all'
);

select * from finish();
rollback;
