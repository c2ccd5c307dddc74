-- Taking events in: who may, what is put right, what is refused and kept.
begin;
select plan(48);
\ir campaign.psql

insert into public.write_keys (workspace_id, name, key, allowed_origins, events_per_minute)
values
(pg_temp.workspace('Studio'), 'Shop', 'fwp_shop00000000000000000', '{}', 1000),
(
    pg_temp.workspace('Studio'), 'Fenced', 'fwp_fenced000000000000000',
    '{https://shop.example,https://*.example.com}', 1000
),
(pg_temp.workspace('Eve''s workspace'), 'Theirs', 'fwp_theirs000000000000000', '{}', 1000);

-- As a browser asks: nobody signed in, headers from the edge.
create function pg_temp.ask(payload jsonb, headers jsonb default '{}') returns jsonb
language plpgsql
as $$
begin
    perform set_config('request.headers', (
        '{"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0", "cf-connecting-ip": "81.2.69.142",'
        ' "cf-ipcountry": "sa"}'::jsonb || headers
    )::text, true);
    return public.track_events(payload);
end
$$;
create function pg_temp.send(events jsonb, headers jsonb default '{}') returns jsonb
language sql
as $$
    select pg_temp.ask(
        jsonb_build_object('write_key', 'fwp_shop00000000000000000', 'events', events), headers
    )
$$;
create function pg_temp.event(told_id uuid) returns public.events
language sql
as $$
    select e from public.events as e where e.id = told_id
$$;
grant execute on all functions in schema pg_temp to public;

-- what is put right -----------------------------------------------------------------------

set local role anon;
select is(
    pg_temp.send(jsonb_build_array(jsonb_build_object(
        'id', pg_temp.thing('Visit'), 'event_type', 'page_view', 'visitor_id', 'v-1',
        'session_id', 's-1', 'url', 'https://shop.example/soap?utm_source=tik%20tok&utm_campaign=a+b#x',
        'referrer', 'https://www.google.co.uk/', 'campaign_id', pg_temp.thing('Spring'),
        'colour', 'blue', 'properties', '{"size": "L"}'::jsonb
    ))),
    '{"accepted": 1, "duplicates": 0, "bots": 0, "rejected": []}',
    'a browser sends an event with a write key'
);
reset role;
select results_eq(
    $$
    select page, utm_source, utm_campaign, source, country, ip_address, properties, campaign_id
    from pg_temp.event(pg_temp.thing('Visit'))
    $$,
    $$ values (
        '/soap', 'tik tok', 'a b', 'tik tok', 'SA', '81.2.69.0'::inet,
        '{"size": "L", "colour": "blue"}'::jsonb, pg_temp.thing('Spring')
    ) $$,
    'path and tags are read from the address, the country from the edge, the address is cut, and '
    'what has no column is kept'
);
select is(
    pg_temp.send(jsonb_build_array(
        jsonb_build_object(
            'id', pg_temp.thing('Arrival'), 'event_type', 'page_view', 'session_id', 's-2',
            'url', 'https://shop.example/', 'referrer', 'https://l.facebook.com/'
        ),
        jsonb_build_object(
            'id', pg_temp.thing('Next'), 'event_type', 'click', 'session_id', 's-2'
        )
    )) ->> 'accepted', '2', 'a visit has several events'
);
select results_eq(
    $$
    select source, medium from pg_temp.event(pg_temp.thing('Arrival'))
    union all
    select source, medium from pg_temp.event(pg_temp.thing('Next'))
    $$,
    $$ values ('facebook', 'social'), ('facebook', 'social') $$,
    'its later events have the source that it began with'
);
select private.roll_up_events();
select is(
    pg_temp.send(jsonb_build_array(jsonb_build_object(
        'id', pg_temp.thing('Later'), 'event_type', 'conversion', 'session_id', 's-2'
    ))) ->> 'accepted', '1', 'and one comes in another batch'
);
select is(
    (pg_temp.event(pg_temp.thing('Later'))).source, 'facebook', 'also once they are rolled up'
);
select pg_temp.send(jsonb_build_array(
    jsonb_build_object(
        'id', pg_temp.thing('Own'), 'event_type', 'page_view', 'session_id', 's-3',
        'url', 'https://shop.example/a', 'referrer', 'https://shop.example/b'
    ),
    jsonb_build_object(
        'id', pg_temp.thing('Paid'), 'event_type', 'page_view', 'url', 'https://shop.example/?gclid=7'
    )
));
select is(
    (pg_temp.event(pg_temp.thing('Own'))).source, null, 'a page of the same site is no source'
);
select results_eq(
    $$ select platform, source, medium from pg_temp.event(pg_temp.thing('Paid')) $$,
    $$ values ('google', 'google', 'cpc') $$,
    'a click id says that an ad was clicked'
);
select is(
    (pg_temp.event(pg_temp.thing('Own'))).visitor_id, (pg_temp.event(pg_temp.thing('Paid'))).visitor_id,
    'a browser without a name has the same one all day'
);
select isnt(
    (pg_temp.event(pg_temp.thing('Own'))).visitor_id, null, 'which is made of address and program'
);

-- once ------------------------------------------------------------------------------------

select is(
    pg_temp.send(jsonb_build_array(
        jsonb_build_object(
            'id', pg_temp.thing('Twice'), 'event_type', 'view', 'occurred_at', now() - interval '1 hour'
        ),
        jsonb_build_object(
            'id', pg_temp.thing('Twice'), 'event_type', 'view', 'occurred_at', now() - interval '1 hour'
        )
    )),
    '{"accepted": 1, "duplicates": 1, "bots": 0, "rejected": []}',
    'an event that is twice in a batch is taken once'
);
select is(
    pg_temp.send(jsonb_build_array(jsonb_build_object(
        'id', pg_temp.thing('Visit'), 'event_type', 'page_view'
    ))) ->> 'duplicates', '1', 'one without a time of its own is known again by its id'
);
select is(
    pg_temp.send(jsonb_build_array(jsonb_build_object(
        'id', pg_temp.thing('Future'), 'event_type', 'view', 'occurred_at', now() + interval '3 days'
    ))) ->> 'accepted', '1', 'a clock may be ahead'
);
select ok(
    (pg_temp.event(pg_temp.thing('Future'))).occurred_at <= clock_timestamp(),
    'then the event happened when it came'
);
select is(
    pg_temp.send(jsonb_build_array(jsonb_build_object(
        'id', pg_temp.thing('Future'), 'event_type', 'view', 'occurred_at', now() + interval '3 days'
    ))) ->> 'duplicates', '1', 'and is known again'
);
select is(
    pg_temp.ask(jsonb_build_object(
        'write_key', 'fwp_shop00000000000000000', 'sent_at', now() - interval '2 hours',
        'events', jsonb_build_array(jsonb_build_object(
            'id', pg_temp.thing('Slow clock'), 'event_type', 'view',
            'occurred_at', now() - interval '3 hours'
        ))
    )) ->> 'accepted', '1', 'a clock may be behind'
);
select ok(
    (pg_temp.event(pg_temp.thing('Slow clock'))).occurred_at
    between now() - interval '61 minutes' and now() - interval '59 minutes',
    'what it says is put right by the time of sending'
);

-- refused, and kept -----------------------------------------------------------------------

create temp table mixed as
select pg_temp.send(jsonb_build_array(
    jsonb_build_object('event_type', 'view'),
    jsonb_build_object('event_type', 'danced'),
    jsonb_build_object('event_type', 'view', 'campaign_id', pg_temp.thing('Theirs')),
    '"a word"',
    jsonb_build_object('event_type', 'view', 'occurred_at', '2026-02-30'),
    jsonb_build_object('event_type', 'conversion', 'revenue', 5, 'currency', 'QQQ'),
    jsonb_build_object('event_type', 'view', 'quantity', 'many'),
    jsonb_build_object('event_type', 'view', 'occurred_at', '2001-01-01'),
    jsonb_build_object('event_type', 'view', 'note', repeat(md5('x'), 600) || gen_random_uuid()),
    jsonb_build_object('event_type', 'click')
)) as answer;
select is(
    (select answer ->> 'accepted' from mixed), '2', 'the good ones of a batch are taken'
);
select results_eq(
    $$ select (r ->> 'index')::integer from mixed, jsonb_array_elements(answer -> 'rejected') as r $$,
    $$ values (1), (2), (3), (4), (5), (6), (7), (8) $$,
    'the bad ones are named by their place'
);
select matches(
    (select answer #>> '{rejected,0,reason}' from mixed), 'event_type is not one of the known types',
    'a type that is not known'
);
select matches(
    (select answer #>> '{rejected,1,reason}' from mixed), 'there is no campaign .* in this workspace',
    'another workspace''s campaign does not exist'
);
select matches(
    (select answer #>> '{rejected,2,reason}' from mixed), 'An event is an object', 'no object'
);
select matches((select answer #>> '{rejected,3,reason}' from mixed), '2026-02-30', 'no time');
select matches((select answer #>> '{rejected,4,reason}' from mixed), 'QQQ', 'no currency');
select matches((select answer #>> '{rejected,5,reason}' from mixed), 'many', 'no number');
select matches((select answer #>> '{rejected,6,reason}' from mixed), 'too long ago', 'too old');
select matches((select answer #>> '{rejected,7,reason}' from mixed), '16,384', 'too large');
select is(
    (
        select count(*)::integer from public.event_dead_letters as d
        where d.workspace_id = pg_temp.workspace('Studio')
    ),
    8, 'nothing is lost: they are dead letters'
);

-- retried ---------------------------------------------------------------------------------

insert into public.campaigns (id, workspace_id, name)
values (pg_temp.thing('Early bird'), pg_temp.workspace('Studio'), 'Not yet');
select pg_temp.sign_in('cyd');
select is(
    public.retry_events(
        pg_temp.workspace('Studio'),
        array(
            select d.id from public.event_dead_letters as d where d.reason ~ 'no campaign|QQQ'
        )
    ) ->> 'accepted', '0', 'what is still wrong stays'
);
select pg_temp.sign_out();
update public.event_dead_letters as d
set event = d.event || jsonb_build_object('campaign_id', pg_temp.thing('Early bird'))
where d.reason ~ 'no campaign';
select pg_temp.sign_in('cyd');
select is(
    public.retry_events(pg_temp.workspace('Studio')) ->> 'accepted', '1',
    'what is put right is taken'
);
select is(
    (select count(*)::integer from public.event_dead_letters), 7, 'and is no dead letter any more'
);
select pg_temp.sign_out();
select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.retry_events(%L)', pg_temp.workspace('Studio')), 'PT404', null,
    'nobody else retries them'
);
select is_empty('select id from public.event_dead_letters', 'or sees them');
select pg_temp.sign_out();

-- who may ---------------------------------------------------------------------------------

set local role anon;
select throws_ok(
    $$ select pg_temp.ask('{"write_key": "fwp_nobody", "events": [{"event_type": "view"}]}') $$,
    'PT401', null, 'a key that was never made'
);
select throws_ok(
    format(
        'select pg_temp.ask(''{"workspace_id": "%s", "events": [{"event_type": "view"}]}'')',
        pg_temp.workspace('Studio')
    ), 'PT401', null, 'without a key one has to be a member'
);
select throws_ok(
    $$ select pg_temp.ask('{"events": [{"event_type": "view"}]}') $$, 'PT401', null,
    'somebody has to say whose events they are'
);
prepare fenced (text) as
select pg_temp.ask(
    '{"write_key": "fwp_fenced000000000000000", "events": [{"event_type": "view"}]}',
    jsonb_build_object('origin', $1)
) ->> 'accepted';
select is(
    (
        select pg_temp.ask(
            '{"write_key": "fwp_fenced000000000000000", "events": [{"event_type": "view"}]}',
            jsonb_build_object('origin', o.origin)
        ) ->> 'accepted'
        from (values ('https://www.example.com')) as o (origin)
    ), '1', 'a site on the list uses the key'
);
select throws_ok(
    $$ execute fenced('https://example.org') $$, 'PT403', null, 'another site does not'
);
select throws_ok($$ execute fenced(null) $$, 'PT403', null, 'and neither does no site');
reset role;
select pg_temp.sign_in('cyd');
select is(
    pg_temp.ask(jsonb_build_object(
        'workspace_id', pg_temp.workspace('Studio'),
        'events', jsonb_build_array(jsonb_build_object(
            'id', pg_temp.thing('Told'), 'event_type', 'view', 'country', 'kw',
            'ip_address', '10.1.2.3', 'user_agent', 'Firefox'
        ))
    )) ->> 'accepted', '1', 'a member sends events'
);
select pg_temp.sign_out();
select results_eq(
    $$ select country, ip_address, user_agent from pg_temp.event(pg_temp.thing('Told')) $$,
    $$ values ('KW', '10.1.2.0'::inet, 'Firefox') $$,
    'and says itself where they are from'
);
select throws_ok(
    $$ select pg_temp.send('[]') $$, 'PT400', null, 'an empty batch is a mistake'
);
select throws_ok(
    $$
    select pg_temp.send((
        select jsonb_agg(jsonb_build_object('event_type', 'view')) from generate_series(1, 1001)
    ))
    $$, 'PT413', null, 'a batch has at most 1,000 events'
);
select throws_ok(
    $$
    select pg_temp.send((
        select jsonb_agg(jsonb_build_object('event_type', 'view')) from generate_series(1, 990)
    ))
    $$, 'PT429', null, 'a key has a rate'
);
select is(
    pg_temp.send('[{"event_type": "view"}]', '{"user-agent": "Googlebot/2.1"}') ->> 'bots', '1',
    'bots are counted and dropped'
);
insert into public.analytics_settings (workspace_id, ip_mode, keeps_bots, names_visitors)
values (pg_temp.workspace('Studio'), 'hashed', true, false);
select pg_temp.send(
    jsonb_build_array(jsonb_build_object('id', pg_temp.thing('Robot'), 'event_type', 'view')),
    '{"user-agent": "Googlebot/2.1"}'
);
select ok(
    (pg_temp.event(pg_temp.thing('Robot'))).ip_address << 'fd00::/8'
    and (pg_temp.event(pg_temp.thing('Robot'))).visitor_id is null,
    'unless a workspace keeps them; addresses may be hashed, and visitors stay unnamed'
);
select throws_ok(
    $$ select public.track_beacon('no json') $$, 'PT400', null, 'a beacon has to be JSON'
);

-- kept, not for ever ----------------------------------------------------------------------

update public.event_dead_letters as d set created_at = now() - interval '31 days';
update private.event_receipts as r set received_at = now() - interval '8 days';
select private.roll_up_events();
select is_empty(
    'select id from public.event_dead_letters union all select id from private.event_receipts',
    'dead letters are kept for 30 days, receipts for a week'
);

select * from finish();
rollback;
