-- The stream of events: what it takes, where a row lands, and what the documents' views make of it.
begin;
select plan(32);
\ir campaign.psql

-- what it takes ---------------------------------------------------------------------------

prepare track (text, jsonb) as
insert into public.events
select (jsonb_populate_record(
    null::public.events,
    '{"quantity": 1, "properties": {}}'
    || jsonb_build_object(
        'id', gen_random_uuid(), 'workspace_id', pg_temp.workspace('Studio'), 'event_type', $1,
        'occurred_at', now(), 'received_at', now()
    )
    || $2
)).*;

select lives_ok(
    $$ execute track('conversion', '{"revenue": 18.50, "currency": "USD"}') $$, 'an event comes in'
);
select throws_ok(
    $$ execute track('purchased', '{}') $$, '23514', null, 'a type that is not known is refused'
);
select lives_ok(
    $$ execute track('custom', '{"action": "spun_the_wheel"}') $$,
    'what no type fits is custom, with an action'
);
select throws_ok(
    $$ execute track('conversion', '{"revenue": 5}') $$, '23514', null,
    'money without a currency is refused'
);
select throws_ok(
    $$ execute track('refund', '{"revenue": -5, "currency": "USD"}') $$, '23514', null,
    'a refund is a type, not a negative amount'
);
select throws_ok(
    $$ execute track('conversion', '{"revenue": 5, "currency": "usd"}') $$, '23514', null,
    'a currency is an ISO code in upper case'
);
select throws_ok(
    $$ execute track('view', '{"country": "sa"}') $$, '23514', null,
    'a country is an ISO code in upper case'
);

-- Every value that a document lists for its events.
select lives_ok(
    format('execute track(%L, ''{}'')', listed.event_type),
    format('%s is a type of event', listed.event_type)
)
from unnest(array['refund', 'rebill', 'form_submit', 'email_open', 'email_click', 'cart_add'])
    as listed (event_type);

prepare again as
insert into public.events (id, workspace_id, event_type, occurred_at)
values (
    pg_temp.thing('Click'), pg_temp.workspace('Studio'), 'click', '2026-01-02 03:04:05+00'
)
on conflict do nothing;
execute again;
execute again;
select is(
    (select count(*)::integer from public.events as e where e.id = pg_temp.thing('Click')), 1,
    'an event that is sent twice is there once'
);

-- whose it is -----------------------------------------------------------------------------

set local role service_role;
select throws_ok(
    $$ execute track('view', '{}') $$, '42501', null,
    'not even workers write events past the functions, which look up what they refer to'
);
select throws_ok(
    $$ update public.events set revenue = 1 $$, '42501', null, 'what happened is not edited'
);
select pg_temp.sign_out();
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ execute track('view', '{}') $$, '42501', null, 'members do not write events past the functions'
);
select pg_temp.sign_out();

select lives_ok(
    format(
        'execute track(''view'', ''{"id": "%s", "campaign_id": "%s", "session_id": "old"}'')',
        pg_temp.thing('View'), pg_temp.thing('Spring')
    ), 'a campaign is seen'
);
delete from public.campaigns as c where c.id = pg_temp.thing('Spring');
select is(
    (select e.campaign_id from public.events as e where e.id = pg_temp.thing('View')),
    pg_temp.thing('Spring'), 'events outlive their campaign, and still say which it was'
);

-- where it lands --------------------------------------------------------------------------

select lives_ok(
    $$ select private.ensure_partitions('public.events', 'month', 1) $$, 'partitions are made'
);
select is(
    (select e.tableoid::regclass::text from public.events as e where e.id = pg_temp.thing('View')),
    'private.events_' || to_char(now() at time zone 'UTC', 'YYYY_MM'),
    'an event is in the partition of its month'
);
select is(
    (select e.tableoid::regclass::text from public.events as e where e.id = pg_temp.thing('Click')),
    'private.events_default',
    'an event of a month without a partition is not lost'
);
select lives_ok($$ execute track('view', '{"page": "/"}') $$, 'later events go straight there');
select is(
    (
        select array_agg(distinct c.relname::text)
        from pg_inherits as i
        join pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'public.events'::regclass and not c.relrowsecurity
    ),
    null,
    'every partition has row level security'
);

-- what the documents call it --------------------------------------------------------------

select lives_ok(
    format(
        'execute track(''page_view'', ''%s'')',
        jsonb_build_object(
            'page', '/soap', 'quantity', 3, 'session_id', 's-1', 'customer_id', pg_temp.thing('Guest'),
            'product_id', pg_temp.product('Soap'), 'stage', 'visit', 'source', 'instagram'
        )
    ), 'one event'
);
select results_eq(
    $$
    select page, user_id, count
    from public.page_views
    where page = '/soap' and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values ('/soap', pg_temp.thing('Guest'), 3) $$,
    'is a page view'
);
select results_eq(
    $$
    select user_id, product_id, action
    from public.user_behavior
    where workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (pg_temp.thing('Guest'), pg_temp.product('Soap'), 'page_view') $$,
    'is behaviour towards a product'
);
select results_eq(
    $$
    select user_id, stage, source
    from public.conversions
    where stage is not null and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (pg_temp.thing('Guest'), 'visit', 'instagram') $$,
    'is a stage of the funnel'
);
select results_eq(
    $$
    select user_id, events_count
    from public.user_sessions
    where id = 's-1' and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (pg_temp.thing('Guest'), 1::bigint) $$,
    'is a live session'
);
execute track('link_click', '{"utm_source": "tiktok", "referrer": "https://tiktok.com/"}');
select results_eq(
    $$
    select event_type, utm_source
    from public.attribution_events
    where utm_source = 'tiktok' and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values ('click', 'tiktok') $$,
    'a touch is a click, a view or a conversion'
);
select is(
    (
        select e.user_id from public.analytics_events as e
        where e.workspace_id = pg_temp.workspace('Studio') limit 1
    ),
    pg_temp.person('ada'),
    'an affiliate finds their events by the owner of the workspace'
);
update public.events set occurred_at = now() - interval '25 hours' where session_id = 's-1';
select is_empty(
    $$
    select id from public.user_sessions
    where id = 's-1' and workspace_id = pg_temp.workspace('Studio')
    $$,
    'a session is over for live numbers after a day'
);

select * from finish();
rollback;
