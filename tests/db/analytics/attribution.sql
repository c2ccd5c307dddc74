-- Attribution: what a touch is, who sees the reports, what platforms claim.
begin;
select plan(26);
\ir campaign.psql

create function pg_temp.happened(
    what text, visitor text, session text, at timestamptz, source text default null,
    medium text default null, campaign uuid default null, ad uuid default null
)
returns void
language sql
as $$
    insert into public.events (
        workspace_id, event_type, visitor_id, session_id, occurred_at, source, medium,
        campaign_id, ad_id
    )
    values (
        pg_temp.workspace('Studio'), what, visitor, session, at, source, medium, campaign, ad
    )
$$;
create function pg_temp.path(name text) returns text[]
language sql
as $$
    select array_agg(c.channel order by c.event_occurred_at)
    from public.attribution_credits as c
    where c.order_id = md5(name)::uuid and c.model = 'linear' and c.reason = 'sale'
$$;
create function pg_temp.buy(name text, visitor text, at timestamptz) returns void
language sql
as $$
    insert into public.orders (
        id, workspace_id, total_amount, currency, status, ordered_at, paid_at, attribution_data
    )
    values (
        md5(name)::uuid, pg_temp.workspace('Studio'), 100, 'USD', 'paid', at, at,
        jsonb_build_object('visitor_id', visitor)
    )
$$;
create function pg_temp.attribute() returns integer
language sql
as $$ select public.attribute_orders(pg_temp.workspace('Studio'), 1000) $$;

-- touches ---------------------------------------------------------------------------------

select pg_temp.happened('page_view', 'amal', 'a1', '2026-05-01 10:00Z', 'google', 'cpc');
select pg_temp.happened('click', 'amal', 'a1', '2026-05-01 10:05Z');
select pg_temp.happened('page_view', 'amal', 'a2', '2026-05-02 10:00Z');
select pg_temp.happened('click', 'amal', 'a2', '2026-05-02 10:01Z');
select pg_temp.happened('email_open', 'amal', null, '2026-05-03 10:00Z');
select pg_temp.happened('impression', 'amal', null, '2026-05-04 20:00Z', 'tiktok');
select pg_temp.buy('amal', 'amal', '2026-05-05 10:00Z');
select pg_temp.happened('click', 'basma', 'b1', '2026-05-04 10:00Z');
select pg_temp.buy('basma', 'basma', '2026-05-05 10:00Z');
select pg_temp.buy('nobody', 'nobody', '2026-05-05 10:00Z');
select pg_temp.happened('page_view', 'dana', 'd1', '2026-04-01 10:00Z', 'google', 'cpc');
select pg_temp.happened(
    'link_click', 'dana', 'd2', '2026-05-05 09:00Z', null, null,
    pg_temp.thing('Spring'), pg_temp.thing('Ad')
);
select pg_temp.buy('dana', 'dana', '2026-05-05 10:00Z');

select cmp_ok(pg_temp.attribute(), '>', 0, 'orders are attributed');
select is(pg_temp.attribute(), 0, 'once');
select is(
    pg_temp.path('amal'), '{google / cpc,tiktok}',
    'a click has the channel of its session; direct takes nothing; views count for a day'
);
select is(pg_temp.path('basma'), '{direct}', 'unless there is nothing else');
select is(pg_temp.path('nobody'), '{unattributed}', 'an order without a touch is in the ledger');
select is(pg_temp.path('dana'), '{campaign}', 'what was before the window does not count');
select results_eq(
    $$
    select model, sum(amount), sum(share)
    from public.attribution_credits
    where order_id = md5('amal')::uuid
    group by model order by model
    $$,
    $$
    select m, 100.00, 1.00000000
    from unnest(array['first_touch', 'last_touch', 'linear', 'position_based', 'time_decay']) as m
    $$,
    'every model credits the whole order'
);
select results_eq(
    $$
    select round(share, 4) from public.attribution_credits
    where order_id = md5('amal')::uuid and model = 'time_decay' order by event_occurred_at
    $$,
    -- 3 days and 10 hours apart, and half of it is lost in 7 days.
    $$ values (0.4162::numeric), (0.5838) $$,
    'half as much per half-life'
);

-- what becomes known later -------------------------------------------------------------------

insert into public.events (
    workspace_id, batch, event_type, visitor_id, session_id, occurred_at, source
)
select
    pg_temp.workspace('Studio'), private.open_batch(pg_temp.workspace('Studio')), 'page_view',
    'nobody', 'n1', '2026-05-04 10:00Z', 'news.example';
select is(
    (public.roll_up_events() ->> 'batches')::integer > 0, true, 'an event comes in late'
);
select pg_temp.attribute();
select results_eq(
    $$
    select reason, channel, amount, share from public.attribution_credits
    where order_id = md5('nobody')::uuid and model = 'linear' order by reason desc, amount
    $$,
    $$
    values
    ('sale', 'unattributed', 100.00, 1::numeric),
    ('correction', 'unattributed', -100.00, -1),
    ('correction', 'news.example', 100.00, 1)
    $$,
    'and corrects the ledger'
);
delete from public.events as e where e.visitor_id = 'amal';
insert into public.refunds (workspace_id, order_id, amount, currency, status, refunded_at)
values (pg_temp.workspace('Studio'), md5('amal')::uuid, 0.03, 'USD', 'succeeded', '2026-06-01');
select pg_temp.attribute();
select results_eq(
    $$
    select channel, reason, amount from public.attribution_credits
    where order_id = md5('amal')::uuid and model = 'linear' and reason <> 'sale'
    order by event_occurred_at
    $$,
    $$ values ('google / cpc', 'refund', -0.02), ('tiktok', 'refund', -0.01) $$,
    'a refund after the events have moved out goes where the sale went'
);

-- platforms -----------------------------------------------------------------------------------

insert into public.ad_metrics (workspace_id, ad_id, date, currency, spend, conversions, revenue)
values (pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-05-05', 'USD', 40, 3, 300);
select pg_temp.attribute();

grant execute on all functions in schema pg_temp to public;
select pg_temp.sign_in('ada');
prepare report (text, text[]) as
select
    key, name, is_total, spend,
    (credits -> 'last_touch' ->> 'net_revenue')::numeric,
    (credits -> 'last_touch' ->> 'roas')::numeric,
    (credits -> 'platform' ->> 'net_revenue')::numeric
from public.attribution_report(
    pg_temp.workspace('Studio'), '2026-05-01', '2026-05-31', $2, $1
);
select results_eq(
    $$ execute report('ad', null) $$,
    format(
        $$
        values
        ('', null, false, 0::numeric, 300.00, null::numeric, null::numeric),
        (%L, 'Soap film', false, 40, 100.00, 2.50, 300.00),
        (null, null, true, 40, 400.00, 10.00, 300.00)
        $$, pg_temp.thing('Ad')
    ),
    'models stand beside what the platform claims'
);
select results_eq(
    $$ select key, credits from public.attribution_report(
        pg_temp.workspace('Studio'), '2026-05-05', '2026-05-05', '{platform}', 'channel')
       where not is_total and credits <> '{}' $$,
    $$ values ('snapchat', '{"platform": {
        "orders": 3.00, "revenue": 300.00, "refunds": 0, "net_revenue": 300.00, "roas": 7.50
    }}'::jsonb) $$,
    'an account''s claims are its platform''s'
);
select results_eq(
    $$ select sum((credits -> 'linear' ->> 'net_revenue')::numeric) from public.attribution_report(
        pg_temp.workspace('Studio'), '2026-04-15', '2026-07-02') where not is_total $$,
    $$ values (399.97) $$,
    'whole months and the days around them add up'
);
select results_eq(
    $$ select path, orders, revenue from public.attribution_paths(
        pg_temp.workspace('Studio'), '2026-05-01', '2026-05-31', 2) $$,
    $$ values
    ('{campaign}'::text[], 1::bigint, 100.00), ('{direct}'::text[], 1, 100.00) $$,
    'the commonest paths'
);
select results_eq(
    $$ select place, channel, (shares ->> 'linear')::numeric, (amounts ->> 'linear')::numeric
       from public.order_attribution(md5('amal')::uuid) $$,
    $$ values (1, 'google / cpc', 0.5, 49.98), (2, 'tiktok', 0.5, 49.99) $$,
    'an order and its touches'
);
select throws_ok(
    $$ select public.attribution_report(
        pg_temp.workspace('Studio'), '2026-05-02', '2026-05-01') $$,
    'PT422', null, 'the first day is not after the last'
);
select throws_ok($$ execute report('moon', null) $$, 'PT422', null, 'there is no report by moon');
select throws_ok($$ execute report('ad', '{guess}') $$, 'PT422', null, 'nor a model guess');
select throws_ok(
    $$ select public.attribute_orders() $$, '42501', null, 'only workers attribute'
);
select lives_ok(
    $$ insert into public.attribution_settings (workspace_id, look_back_days)
       values (pg_temp.workspace('Studio'), 60) $$,
    'an owner sets the window'
);
select throws_ok(
    $$ update public.attribution_settings set first_weight = 0.9 $$, '23514', null,
    'weights are of one whole'
);

select pg_temp.sign_in('eve');
select throws_ok($$ execute report('ad', null) $$, 'PT404', null, 'a stranger sees no report');
select throws_ok(
    $$ select public.attribution_paths(
        pg_temp.workspace('Studio'), '2026-05-01', '2026-05-31') $$,
    'PT404', null, 'and no paths'
);
select throws_ok(
    $$ select public.order_attribution(md5('amal')::uuid) $$, 'PT404', null, 'and no orders'
);
reset role;

delete from public.orders as o where o.id = md5('dana')::uuid;
select is_empty(
    $$ select from public.attribution_daily
       where key = pg_temp.thing('Ad')::text and model = 'linear' and orders <> 0 $$,
    'an order that is deleted takes its credit out of the sums'
);

select * from finish();
rollback;
