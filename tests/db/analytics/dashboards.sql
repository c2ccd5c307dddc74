-- Dashboards: who may ask, what is refused, money of several currencies, live numbers.
begin;
select plan(38);
\ir campaign.psql

create function pg_temp.ask(function_name text, arguments text default '') returns jsonb
language plpgsql
as $$
declare
    answer jsonb;
begin
    execute format(
        'select public.%I(%L%s)', function_name, pg_temp.workspace('Studio'), arguments
    ) into answer;
    return answer;
end
$$;
create function pg_temp.take_in(workspace_name text, kind text, visitor text, at timestamptz)
returns void
language sql
as $$
    insert into public.events (
        workspace_id, batch, event_type, visitor_id, session_id, page, country, occurred_at
    )
    values (
        pg_temp.workspace(workspace_name), private.open_batch(pg_temp.workspace(workspace_name)),
        kind, visitor, visitor, '/soap', 'SA', at
    )
$$;
grant execute on all functions in schema pg_temp to public;

-- money -----------------------------------------------------------------------------------

insert into public.orders (workspace_id, total_amount, currency, status, ordered_at, paid_at)
select
    pg_temp.workspace('Studio'), o.total, o.currency, 'paid', o.at::timestamptz, o.at::timestamptz
from (
    values
    (100.00, 'USD', '2026-05-01 10:00Z'),
    (50.00, 'USD', '2026-05-31 23:59Z'),
    (70.00, 'SAR', '2026-05-02 10:00Z'),
    (60.00, 'USD', '2026-04-30 10:00Z')
) as o (total, currency, at);
insert into public.ad_metrics (workspace_id, ad_id, date, currency, spend)
values (pg_temp.workspace('Studio'), pg_temp.thing('Ad'), '2026-05-01', 'USD', 30.00);

select pg_temp.sign_in('dan');
prepare overview as
select n.value ->> 'now', n.value ->> 'before', n.value ->> 'change'
from jsonb_each(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31''') -> 'numbers'
) as n
where n.key in ('orders', 'revenue', 'roas', 'ad_spend', 'average_order')
order by n.key;
select results_eq(
    'overview',
    $$
    values
    ('30.00', '0', null), ('75.00', '60.00', '25.0'), ('2', '1', '100.0'),
    ('150.00', '60.00', '150.0'), ('5.00', null, null)
    $$,
    'orders that are not rolled up count, May beside April'
);
select pg_temp.sign_out();
select cmp_ok(
    public.roll_up_revenue(pg_temp.workspace('Studio')), '>=', 4, 'four days and more had orders'
);
select cmp_ok(
    (private.roll_up_events() ->> 'days_of_spend')::integer, '>=', 1, 'and one had spend'
);
select pg_temp.sign_in('dan');
deallocate overview;
prepare overview as
select n.value ->> 'now', n.value ->> 'before', n.value ->> 'change'
from jsonb_each(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31''') -> 'numbers'
) as n
where n.key in ('orders', 'revenue', 'roas', 'ad_spend', 'average_order')
order by n.key;
select results_eq(
    'overview',
    $$
    values
    ('30.00', '0', null), ('75.00', '60.00', '25.0'), ('2', '1', '100.0'),
    ('150.00', '60.00', '150.0'), ('5.00', null, null)
    $$,
    'and nothing changes once they are'
);
select is(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31''') -> 'other_currencies',
    '[{"currency": "SAR", "orders": 1, "revenue": 70.00, "refunds": 0.00, "ad_spend": 0}]'::jsonb,
    'what came in other currencies is beside it'
);
select is(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31'', ''year'', ''sar''')
    #>> '{numbers,revenue,now}',
    '70.00',
    'or asked for'
);
select is(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31'', ''year''') -> 'before',
    '{"since": "2025-05-01", "until": "2025-05-31"}'::jsonb,
    'a period is compared with that of the year before'
);
select is(
    pg_temp.ask('dashboard_overview', ', ''2026-05-01'', ''2026-05-31'', ''false''')
    #> '{numbers,revenue}',
    '{"now": 150.00}'::jsonb,
    'or with nothing'
);
select is(
    jsonb_path_query_array(
        pg_temp.ask(
            'dashboard_series',
            ', ''{net_revenue,ad_spend}'', ''2026-04-30'', ''2026-05-02'', ''day'', ''previous'''
        ),
        '$.points[*].net_revenue'
    ),
    '[60.00, 100.00, 0]'::jsonb,
    'a series has each day, zero where nothing was sold'
);
select is(
    pg_temp.ask(
        'dashboard_series', ', ''{revenue}'', ''2026-05-01'', ''2026-06-30'', ''month'', ''year'''
    ) -> 'points' -> 1 -> 'before' ->> 'at',
    '2025-06-01T00:00:00+00:00',
    'each point has its counterpart'
);
select is(
    pg_temp.ask('dashboard_top', ', ''campaign'', ''spend'', ''2026-05-01'', ''2026-05-31''')
    #>> '{rows,0,name}',
    'Spring',
    'the best have names'
);
select pg_temp.sign_out();

-- live ------------------------------------------------------------------------------------

select pg_temp.take_in('Studio', 'page_view', 'one', now() - interval '1 minute');
select pg_temp.take_in('Studio', 'page_view', 'two', now() - interval '2 minutes');
select pg_temp.take_in('Studio', 'conversion', 'two', now() - interval '1 minute');
select pg_temp.take_in('Studio', 'page_view', 'gone', now() - interval '6 minutes');
select pg_temp.take_in('Eve''s workspace', 'page_view', 'theirs', now() - interval '1 minute');
select pg_temp.sign_in('dan');
select is(
    pg_temp.ask('dashboard_live') - 'since' - 'until',
    '{"events": 3, "visitors": 2, "sessions": 2, "page_views": 2, "conversions": 1,
    "is_complete": true, "pages": [{"page": "/soap", "views": 2, "visitors": 2}],
    "countries": [{"country": "SA", "visitors": 2}]}'::jsonb,
    'live is the last five minutes of the workspace, rolled up or not'
);
select pg_temp.sign_out();
select is(
    (private.live_traffic(pg_temp.workspace('Studio'), 5, 2) ->> 'is_complete')::boolean, false,
    'a flood is cut off, and says so'
);

delete from realtime.messages;
select is(
    private.announce_traffic(array[pg_temp.workspace('Studio')]), 1, 'who had visitors is told'
);
select results_eq(
    $$
    select m.event, m.private, m.payload ->> 'visitors_5m', m.payload ->> 'conversions_today'
    from realtime.messages as m
    where m.topic = 'workspace:' || pg_temp.workspace('Studio')
    $$,
    $$ values ('traffic', true, '2', '1') $$,
    'on the private topic of the workspace, by event traffic'
);
select is(
    private.announce_traffic(array[pg_temp.workspace('Studio')]), 0, 'not twice in two seconds'
);
select is((select count(*) from realtime.messages), 1::bigint, 'nothing else was sent');
update private.traffic_announcements set announced_at = announced_at - interval '2 seconds';
select is(
    private.announce_traffic('{}'), 1, 'what had to wait is told in the next round'
);
select is(private.announce_traffic('{}'), 0, 'and then there is nothing to tell');

-- what is refused ------------------------------------------------------------------------

select pg_temp.sign_in('dan');
select throws_ok(
    format('select pg_temp.ask(%L, %L)', c.function_name, c.arguments), 'PT422', c.message
)
from (
    values
    (
        'dashboard_top', ', ''colour''', 'There is no dimension ''colour'' here.'
    ),
    ('dashboard_top', ', ''page'', ''revenue''', 'There is no metric of a page ''revenue'' here.'),
    ('dashboard_top', ', ''page'', max => 0', '0 rows cannot be asked for.'),
    ('dashboard_series', ', ''{}''', 'There is no metric NULL here.'),
    ('dashboard_series', ', ''{luck}''', 'There is no metric ''luck'' here.'),
    ('dashboard_series', ', grain => ''minute''', 'There is no grain ''minute'' here.'),
    (
        'dashboard_series', ', ''{visitors}'', ''2026-01-01'', ''2026-05-01'', ''hour''',
        'This period is too long to be shown by the hour.'
    ),
    ('dashboard_overview', ', compare => ''dreams''', 'There is no comparison ''dreams'' here.'),
    ('dashboard_overview', ', currency => ''XXY''', 'There is no currency ''XXY''.'),
    ('dashboard_funnel', ', ''{}''', 'A funnel has one to ten steps.'),
    ('dashboard_funnel', ', ''{Page View}''', '''Page View'' is no step of a funnel.'),
    ('dashboard_retention', ', null', 'This period has no days.')
) as c (function_name, arguments, message);
select pg_temp.sign_in('eve');
select throws_ok(
    format('select pg_temp.ask(%L, %L)', c.function_name, c.arguments), 'PT404', null,
    format('a stranger may not ask %s', c.function_name)
)
from (
    values
    ('dashboard_overview', ''), ('dashboard_series', ''), ('dashboard_top', ', ''page'''),
    ('dashboard_funnel', ''), ('dashboard_retention', ''), ('dashboard_live', '')
) as c (function_name, arguments);
select throws_ok(
    $$ select private.announce_traffic('{}') $$, '42501', null, 'people do not announce'
);
select pg_temp.sign_out();
select * from finish();
rollback;
