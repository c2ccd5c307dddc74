-- Checks of links: what is due, when an address is dead, and who hears of it.
begin;
set local search_path = public, extensions;
select no_plan();
\ir people.psql

-- Nothing of other tests.
delete from private.link_checks;
delete from managed_urls;
update ads set destination_url = null;
update affiliate_campaigns set affiliate_link = null;

insert into campaigns (id, workspace_id, business_id, name, type)
values (
    'e1000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'c0000000-0000-4000-8000-000000000001', 'Spring', 'ads'
);
insert into ad_campaigns (workspace_id, campaign_id, objective)
values (
    'b0000000-0000-4000-8000-000000000001', 'e1000000-0000-4000-8000-000000000001', 'traffic'
);
insert into ad_sets (id, workspace_id, campaign_id, name)
values (
    'e2000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'e1000000-0000-4000-8000-000000000001', 'Everybody'
);
insert into ads (id, workspace_id, ad_set_id, name, destination_url)
values (
    'e3000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'e2000000-0000-4000-8000-000000000001', 'Blue', 'https://a.com/x#part'
);
insert into managed_urls (workspace_id, code, url, is_active)
values
('b0000000-0000-4000-8000-000000000001', 'one', 'https://a.com/x', true),
('b0000000-0000-4000-8000-000000000001', 'two', 'https://a.com/x#two', true),
('b0000000-0000-4000-8000-000000000002', 'three', 'https://a.com/x', true),
('b0000000-0000-4000-8000-000000000002', 'four', 'https://b.com', true),
('b0000000-0000-4000-8000-000000000002', 'off', 'https://off.com', false);

create function pg_temp.due(look_around boolean default true) returns text[]
language sql
as $$
    select coalesce(array_agg(d ->> 'address' order by d ->> 'address'), '{}'::text[])
    from jsonb_array_elements(public.due_link_checks(100, look_around)) as d
$$;
create function pg_temp.check_result(of_address text, outcome text, status integer default null)
returns jsonb
language sql
as $$
    select public.record_link_checks(jsonb_build_array(jsonb_build_object(
        'key', md5(of_address)::uuid, 'outcome', outcome, 'status', status,
        'error', case when outcome <> 'good' then outcome end
    )))
$$;
create function pg_temp.state(of_address text) returns text
language sql
as $$
    select concat_ws(
        ' ', case when c.is_dead then 'dead' else 'alive' end, c.failures, c.gone,
        c.next_check_at - now()
    )
    from private.link_checks as c
    where c.address = of_address
$$;

select is(pg_temp.due(false), '{}', 'nothing is known at first');
select is(
    pg_temp.due(), '{https://a.com/x,https://b.com}',
    'an address is checked once, whoever leads to it, and not where nobody does'
);
select is(pg_temp.check_result('https://b.com', 'good', 200), '{"died": 0, "revived": 0}', 'one is fine');
select is(pg_temp.state('https://b.com'), 'alive 0 0 1 day', 'and is asked again the next day');
select is(pg_temp.due(), '{https://a.com/x}', 'the other one is still due');
select results_eq(
    $$
    select is_valid, last_status, failures, last_checked_at = now()
    from managed_urls where code = 'four'
    $$,
    $$ values (true, 200, 0, true) $$,
    'its link knows'
);
select is_empty(
    $$
    select from audit_logs as a
    join managed_urls as u on u.id = a.entity_id and u.code = 'four'
    where a.action = 'update'
    $$,
    'which is no edit'
);

select pg_temp.check_result('https://b.com', 'failed', 500) from generate_series(1, 4);
select is(pg_temp.state('https://b.com'), 'alive 4 0 01:00:00', 'four bad hours are none of death');
select pg_temp.check_result('https://b.com', 'unsure', 403);
select is(pg_temp.state('https://b.com'), 'alive 4 0 1 day', 'a page that keeps us out says nothing');
select is(
    pg_temp.check_result('https://b.com', 'failed'), '{"died": 1, "revived": 0}', 'the fifth is'
);
select pg_temp.check_result('https://b.com', 'failed') from generate_series(1, 40);
select is(
    pg_temp.state('https://b.com'), 'dead 45 0 1 day', 'what stays dead is asked less and less often'
);

select is(
    pg_temp.check_result('https://a.com/x', 'gone', 404), '{"died": 0, "revived": 0}',
    'a 404 may be a slip'
);
select is(
    pg_temp.check_result('https://a.com/x', 'gone', 410), '{"died": 1, "revived": 0}',
    'two of them are none'
);
select results_eq(
    $$ select code, is_valid, last_status, failures from managed_urls order by code $$,
    $$
    values
    ('four', false, null, 45), ('off', true, null, 0), ('one', false, 410, 2),
    ('three', false, 410, 2), ('two', false, 410, 2)
    $$,
    'links follow what they lead to'
);
select results_eq(
    $$
    select
        workspace_id, severity, occurrences, details #> '{links, 0, ads}',
        details #> '{links, 0, campaigns}', details #> '{links, 0, links}',
        jsonb_array_length(details -> 'links')
    from security_alerts where type = 'dead_link' order by workspace_id
    $$,
    $$
    values
    (
        'b0000000-0000-4000-8000-000000000001'::uuid, 'high', 1, '["Blue"]'::jsonb,
        '["Spring"]'::jsonb, '["one", "two"]'::jsonb, 1
    ),
    (
        'b0000000-0000-4000-8000-000000000002', 'medium', 2, 'null', 'null', '["three"]', 2
    )
    $$,
    'each workspace hears of its own: the campaigns, ads and links that lead there'
);
insert into managed_urls (workspace_id, code, url)
values ('b0000000-0000-4000-8000-000000000001', 'late', 'https://a.com/x');
select is(
    (select is_valid from managed_urls where code = 'late'), false,
    'a new link to a dead address knows it at once'
);
update managed_urls set url = 'https://c.com' where code = 'late';
select results_eq(
    $$ select is_valid, failures, last_checked_at from managed_urls where code = 'late' $$,
    $$ values (true, 0, null::timestamptz) $$,
    'and of another address nothing'
);

select is(
    pg_temp.check_result('https://a.com/x', 'good', 200), '{"died": 0, "revived": 1}',
    'a good answer brings it back to life'
);
select results_eq(
    $$
    select workspace_id, status, jsonb_array_length(details -> 'links')
    from security_alerts where type = 'dead_link' order by workspace_id
    $$,
    $$
    values
    ('b0000000-0000-4000-8000-000000000001'::uuid, 'resolved', 1),
    ('b0000000-0000-4000-8000-000000000002', 'open', 1)
    $$,
    'the alert is resolved where nothing else is dead'
);
select is(
    (select is_valid from managed_urls where code = 'one'), true, 'and links are valid again'
);
delete from managed_urls where code in ('four', 'late');
select pg_temp.due();
select is_empty(
    $$ select from private.link_checks where address <> 'https://a.com/x' $$,
    'an address that nothing leads to is forgotten'
);

select * from finish();
rollback;
