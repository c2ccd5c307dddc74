-- Daily sums and the ledger of attribution: what is derived agrees with what it is derived from.
begin;
select plan(22);
\ir campaign.psql

-- ratios ----------------------------------------------------------------------------------

insert into public.campaign_metrics (
    workspace_id, campaign_id, date, currency, views, measured_impressions, measured_clicks, spend,
    conversions, revenue, refunds
)
values
(
    pg_temp.workspace('Studio'), pg_temp.thing('Spring'), '2026-03-01', 'USD', 10, 1000, 40, 20, 3,
    90, 15
),
(
    pg_temp.workspace('Studio'), pg_temp.thing('Spring'), '2026-03-02', 'USD', 5, 0, 0, 0, 1, 10, 0
),
(
    pg_temp.workspace('Studio'), pg_temp.thing('Spring'), '2026-03-02', 'SAR', 2, 0, 0, 7, 1, 50, 0
);
prepare ratios (date) as
select ctr, cpc, roas, net_revenue
from public.campaign_metrics
where date = $1 and currency = 'USD' and campaign_id = pg_temp.thing('Spring');
select results_eq(
    $$ execute ratios('2026-03-01') $$,
    $$ values (0.0400, 0.50, 4.50, 75.00) $$,
    'CTR, CPC, ROAS and net revenue come from their parts'
);
select results_eq(
    $$ execute ratios('2026-03-02') $$,
    $$ values (null::numeric, null::numeric, null::numeric, 10.00) $$,
    'without impressions, clicks or spend there is no ratio'
);
update public.campaign_metrics set reported_clicks = 50 where date = '2026-03-01';
select results_eq(
    $$ execute ratios('2026-03-01') $$,
    $$ values (0.0500, 0.40, 4.50, 75.00) $$,
    'they follow a correction'
);
select results_eq(
    $$
    select impressions, clicks, measured_clicks
    from public.campaign_metrics
    where date = '2026-03-01'
    $$,
    $$ values (1000::bigint, 50::bigint, 40::bigint) $$,
    'what the platform reports takes the place of what was measured'
);
select throws_ok(
    $$ update public.campaign_metrics set ctr = 1 $$, '428C9', null, 'nobody can set them otherwise'
);
select throws_ok(
    $$ update public.campaign_metrics set spend = -1 $$, '23514', null, 'no measure is negative'
);
select throws_ok(
    format(
        'insert into public.campaign_metrics (workspace_id, campaign_id, date, currency) '
        'values (%L, %L, ''2026-03-01'', ''USD'')',
        pg_temp.workspace('Studio'), pg_temp.thing('Spring')
    ), '23505', null, 'a campaign has one row per day and currency'
);
select results_eq(
    format(
        'select views, conversions, spend, revenue_generated from public.campaign_totals '
        'where campaign_id = %L', pg_temp.thing('Spring')
    ),
    $$ values (17::bigint, 5::bigint, 20.00, 85.00) $$,
    'totals count everything and add money of the campaign''s own currency only'
);
select results_eq(
    format(
        'select views, conversions, revenue_generated from public.campaign_totals '
        'where campaign_id = %L', pg_temp.thing('Theirs')
    ),
    $$ values (0::bigint, 0::bigint, 0::numeric) $$,
    'a campaign without numbers has zeros'
);
insert into public.component_metrics (workspace_id, component_id, date, views, clicks)
values
(pg_temp.workspace('Studio'), pg_temp.thing('Hero'), '2026-03-01', 30, 3),
(pg_temp.workspace('Studio'), pg_temp.thing('Hero'), '2026-03-02', 10, 3);
select results_eq(
    $$
    select views, clicks, engagement_score
    from public.component_totals
    where component_id = pg_temp.thing('Hero')
    $$,
    $$ values (40::bigint, 6::bigint, 15.00) $$,
    'the engagement of all days is not the mean of the days'
);

-- revenue ---------------------------------------------------------------------------------

prepare earn (text, text) as
insert into public.revenue_daily (workspace_id, date, currency, revenue, refunds, orders_count)
values (pg_temp.workspace($1), '2026-03-01', $2, 120, 20, 2);
select lives_ok($$ execute earn('Studio', 'USD') $$, 'a day has revenue');
select lives_ok($$ execute earn('Eve''s workspace', 'USD') $$, 'in another workspace too');
select lives_ok($$ execute earn('Studio', 'SAR') $$, 'and in another currency');
select throws_ok(
    $$ execute earn('Studio', 'USD') $$, '23505', null, 'but once per workspace, day and currency'
);
insert into public.revenue_breakdown (
    workspace_id, product_id, category, date, currency, units, revenue
)
values
(pg_temp.workspace('Studio'), pg_temp.product('Soap'), 'bath', '2026-03-01', 'USD', 2, 37),
(pg_temp.workspace('Studio'), pg_temp.product('Towel'), 'bath', '2026-03-01', 'USD', 1, 18.50);
delete from public.products as p where p.name in ('Soap', 'Towel');
select results_eq(
    $$
    select sum(revenue), count(product_id)
    from public.revenue_breakdown
    where category = 'bath' and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (55.50, 0::bigint) $$,
    'revenue outlives the products that made it'
);

-- attribution -----------------------------------------------------------------------------

prepare credit (text, numeric, text, uuid) as
insert into public.attribution_credits (
    workspace_id, order_id, campaign_id, event_id, event_occurred_at, model, reason, share, amount,
    currency, credited_at
)
values (
    pg_temp.workspace('Studio'), pg_temp.thing('Order'), pg_temp.thing('Spring'), $4,
    case when $4 is not null then '2026-03-01'::timestamptz end, $1, $3, 0.5, $2, 'USD', '2026-03-02'
);
select lives_ok(
    format('execute credit(''linear'', 50, ''sale'', %L)', pg_temp.thing('Touch 1')),
    'a touch earns its part of an order'
);
select lives_ok(
    format('execute credit(''linear'', 50, ''sale'', %L)', pg_temp.thing('Touch 2')),
    'another touch the rest'
);
select throws_ok(
    format('execute credit(''linear'', 50, ''sale'', %L)', pg_temp.thing('Touch 2')),
    '23505', null, 'to compute it again adds nothing'
);
select throws_ok(
    format('execute credit(''linear'', 50, ''refund'', %L)', pg_temp.thing('Touch 1')),
    '23514', null, 'a refund takes credit away'
);
select throws_ok(
    $$ execute credit('guess', 1, 'sale', null) $$, '23514', null, 'a model has to be known'
);
select throws_ok(
    $$ update public.attribution_credits set currency = 'EUR' $$, '23503', null,
    'credits are in their order''s currency'
);
select throws_ok(
    format(
        'update public.attribution_credits set campaign_id = %L', pg_temp.thing('Theirs')
    ), '23503', null, 'and never another workspace''s'
);

select * from finish();
rollback;
