-- Profit and loss of campaigns: attributed revenue, less refunds, ads and AI, by currency.
begin;
select plan(15);
\ir campaign.psql

create function pg_temp.profit(arguments text default '') returns jsonb
language plpgsql
as $$
declare
    answer jsonb;
begin
    execute format(
        'select public.campaign_profit(%L, ''2026-05-01'', ''2026-05-31''%s)',
        pg_temp.workspace('Studio'), arguments
    ) into answer;
    return answer;
end
$$;
create function pg_temp.line(report jsonb, part text, currency text)
returns table (revenue numeric, refunds numeric, ad_spend numeric, ai_cost numeric, profit numeric)
language sql
as $$
    select r.revenue, r.refunds, r.ad_spend, r.ai_cost, r.profit
    from jsonb_to_recordset(report -> part) as r (
        currency text, revenue numeric, refunds numeric, ad_spend numeric, ai_cost numeric,
        profit numeric
    )
    where r.currency = line.currency
$$;
grant execute on all functions in schema pg_temp to public;

insert into public.attribution_credits (
    workspace_id, order_id, campaign_id, model, reason, fact, channel, share, amount, currency,
    credited_at
)
select
    pg_temp.workspace('Studio'), o.id, c.campaign, c.model, c.fact, c.fact, c.channel, c.share,
    c.amount, o.currency, c.at
from public.orders as o
cross join (
    values
    (pg_temp.thing('Spring'), 'linear', 'sale', 'meta', 0.6, 60.00, '2026-05-01 00:00Z'::timestamptz),
    (null, 'linear', 'sale', 'direct', 0.4, 40.00, '2026-05-01 00:01Z'),
    (pg_temp.thing('Spring'), 'linear', 'refund', 'meta', 0, -6.00, '2026-05-31 23:59Z'),
    (null, 'linear', 'refund', 'direct', 0, -4.00, '2026-05-31 23:58Z'),
    -- Neither of the day before and after, nor of another model.
    (pg_temp.thing('Spring'), 'linear', 'sale', 'meta', 1, 1000.00, '2026-04-30 23:59Z'),
    (pg_temp.thing('Spring'), 'linear', 'sale', 'meta', 1, 1000.00, '2026-06-01 00:00Z'),
    (pg_temp.thing('Spring'), 'position_based', 'sale', 'meta', 1, 100.00, '2026-05-01 00:02Z')
) as c (campaign, model, fact, channel, share, amount, at)
where o.workspace_id = pg_temp.workspace('Studio');
insert into public.ad_metrics (workspace_id, ad_id, date, currency, spend)
values
(pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-05-01', 'USD', 20.00),
(pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-05-02', 'SAR', 75.00),
(pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-06-01', 'USD', 500.00);
insert into public.ai_generations (
    workspace_id, user_id, campaign_id, generation_type, prompt_text, status, cost, created_at
)
select
    pg_temp.workspace('Studio'), pg_temp.person('ada'), pg_temp.thing('Spring'), 'campaign', 'x',
    'failed', 1.25, at::timestamptz
from unnest(array['2026-05-03 10:00Z', '2026-06-03 10:00Z']) as at;

select pg_temp.sign_in('dan');
select results_eq(
    $$ select * from pg_temp.line(pg_temp.profit(', ''linear'''), 'campaigns', 'USD') $$,
    $$ values (60.00, 6.00, 20.00, 1.25, 32.75) $$,
    'profit is credited revenue less refunds, ads and AI, of the days asked for'
);
select results_eq(
    $$ select * from pg_temp.line(pg_temp.profit(', ''linear'''), 'campaigns', 'SAR') $$,
    $$ values (0::numeric, 0::numeric, 75.00, 0::numeric, -75.00) $$,
    'what was spent in another currency is a line of its own'
);
select results_eq(
    $$ select * from pg_temp.line(pg_temp.profit(', ''linear'''), 'sums', 'USD') $$,
    $$ values (100.00, 10.00, 20.00, 1.25, 68.75) $$,
    'the sums have what no campaign earned'
);
select is(
    (pg_temp.profit(', ''linear''') #>> '{sums,1,outside_campaigns}')::numeric, 36.00,
    'and say how much that is'
);
select is(
    pg_temp.profit() ->> 'model', 'position_based', 'by position, where no model is named'
);
select results_eq(
    $$ select * from pg_temp.line(pg_temp.profit(), 'campaigns', 'USD') $$,
    $$ values (100.00, 0::numeric, 20.00, 1.25, 78.75) $$,
    'another model is another truth about revenue, not about cost'
);
select is(
    jsonb_array_length(pg_temp.profit(', null, 1') -> 'campaigns'), 1, 'max bounds the lines'
);
select pg_temp.sign_out();
insert into public.attribution_settings (workspace_id, model)
values (pg_temp.workspace('Studio'), 'linear');
select pg_temp.sign_in('dan');
select is(pg_temp.profit() ->> 'model', 'linear', 'a workspace may have a model of its own');

-- what is refused ------------------------------------------------------------------------

select throws_ok(
    $$ select pg_temp.profit(', ''astrology''') $$, 'PT422', 'There is no model ''astrology'' here.'
);
select throws_ok($$ select pg_temp.profit(', null, 101') $$, 'PT422');
select throws_ok(
    format(
        'select public.campaign_profit(%L, ''2026-05-02'', ''2026-05-01'')',
        pg_temp.workspace('Studio')
    ), 'PT422', 'This period has no days.'
);
select throws_ok(
    format(
        'select public.campaign_profit(%L, ''2020-01-01'', ''2026-05-01'')',
        pg_temp.workspace('Studio')
    ), 'PT422', 'This period is longer than five years.'
);
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select pg_temp.profit() $$, 'PT404', null, 'a stranger has no such workspace'
);
select pg_temp.sign_out();
set local role anon;
select throws_ok(
    $$ select public.campaign_profit(gen_random_uuid()) $$, '42501', null, 'nobody asks unsigned'
);
reset role;
select is(
    (
        select array_agg(b.before_since || ' ' || b.before_until order by c.place)
        from (
            values
            (1, '2026-05-10'::date, '2026-05-19'::date, 'previous'),
            (2, '2026-03-01', '2026-03-31', 'previous'),
            (3, '2026-01-01', '2026-12-31', 'previous'),
            (4, '2024-02-29', '2024-02-29', 'year')
        ) as c (place, since, until, compare)
        cross join lateral private.period_before(c.since, c.until, c.compare) as b
    ),
    array[
        '2026-04-30 2026-05-09', '2026-02-01 2026-02-28', '2025-01-01 2025-12-31',
        '2023-02-28 2023-02-28'
    ],
    'whole months are compared with whole months'
);
select * from finish();
rollback;
