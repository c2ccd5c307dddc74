-- Short links: their codes and addresses, what they may lead to, and their clicks.
begin;
set local search_path = public, extensions;
select no_plan();
\ir people.psql

insert into campaigns (id, workspace_id, business_id, name, type)
select replace(w.id::text, 'b0', 'e1')::uuid, w.id, replace(w.id::text, 'b0', 'c0')::uuid,
    'Spring of ' || w.name, 'email'
from workspaces as w
where w.id::text like 'b0000000-0000-4000-8000-00000000000%';

-- addresses --------------------------------------------------------------------------------

select is(
    private.tagged_url(t.address, t.utm), t.expected, format('%s gets its parameters', t.address)
)
from (
    values
    ('https://a.com', '{"utm_source": "x y"}'::jsonb, 'https://a.com?utm_source=x%20y'),
    ('https://a.com/p?q=1&&r', '{"utm_term": "t", "utm_source": "s"}',
        'https://a.com/p?q=1&r&utm_source=s&utm_term=t'),
    ('https://a.com/?utm%5Fsource=old&b=%20+&utm_source=older#top?x=1', '{"utm_source": "new"}',
        'https://a.com/?b=%20+&utm_source=new#top?x=1'),
    ('https://a.com/#f', '{"utm_source": "é&=#"}', 'https://a.com/?utm_source=%C3%A9%26%3D%23#f'),
    ('https://a.com/?utm_medium=m', '{"utm_medium": "", "utm_source": null}',
        'https://a.com/?utm_medium=m'),
    ('https://a.com/?%ff=1&%zz', '{"a": "b"}', 'https://a.com/?%ff=1&%zz&a=b'),
    ('https://a.com/', '{}', 'https://a.com/'),
    (null, '{"utm_source": "s"}', null)
) as t (address, utm, expected);

select is(private.url_fault(url), null, format('%s may be linked to', url))
from unnest('{
    https://example.com,http://example.com:8080/a?b#c,https://8.8.8.8/,https://بيت.com,
    "https://[2606:4700::1111]:443/",https://sub.example.co.uk.,https://example.com?@x
}'::text[]) as url;
select isnt(private.url_fault(url), null, format('%s may not be linked to', url))
from unnest(array[
    'javascript:alert(1)', 'ftp://example.com', 'HTTPS://user@example.com', 'https://', 'https:///a',
    'https://user@example.com', 'https://a:b@example.com', 'https://example.com\@evil.com',
    'https://exa mple.com', E'https://example.com/\nx', 'https://example.com:0', 'https://a.com:99999',
    'https://localhost', 'https://intranet/', 'https://printer.local', 'https://db.internal.',
    'https://127.0.0.1', 'https://10.1.2.3', 'https://192.168.0.1:8080', 'https://169.254.169.254/x',
    'https://2130706433', 'https://0x7f.1', 'https://0x7f000001', 'https://127.1', 'https://0177.0.0.1',
    'https://[::1]', 'https://[::ffff:8.8.8.8]', 'https://[fe80::1]', 'https://[fc00::1]',
    'https://[64:ff9b::7f00:1]', 'https://256.1.1.1', 'https://127。0。0。1', 'https://127.0.0.1',
    'https://%31%32%37.0.0.1', 'https://100.64.0.1', 'https://224.0.0.1', 'https://0.0.0.0'
]) as url;

-- members make links -----------------------------------------------------------------------

select pg_temp.sign_in(1);
select results_eq(
    $$
    select url, full_address(l), char_length(code), link_address(l), source_type
    from shorten_url(
        'b0000000-0000-4000-8000-000000000001', 'https://a.com/?q=1#f',
        utm_source => '  News  Letter ', utm_medium => 'Email', utm_content => ' Big  Button ',
        campaign_id => 'e1000000-0000-4000-8000-000000000001', code => ' Spring-Sale '
    ) as l
    $$,
    $$
    values (
        'https://a.com/?q=1#f',
        'https://a.com/?q=1&utm_source=news_letter&utm_medium=email&utm_content=Big%20Button#f',
        11, 'http://127.0.0.1:54334/spring-sale', null::text
    )
    $$,
    'a link is made, its parameters tidied'
);
select ok(
    code ~ '^[2-9a-km-np-z]{7}$', 'a code is random, without letters that look alike'
)
from shorten_url('b0000000-0000-4000-8000-000000000001', 'https://a.com') as l;
prepare shorten(uuid, text, text, uuid, timestamptz) as
select shorten_url($1, $2, code => $3, campaign_id => $4, expires_at => $5);
select throws_ok(format('execute shorten(%L, %L, %L, %L, %L)', w, u, c, p, e), s, null, why)
from (
    values
    ('b0000000-0000-4000-8000-000000000002'::uuid, 'https://a.com', null, null::uuid, null::timestamptz,
        'PT403', 'not in a workspace of others'),
    ('b0000000-0000-4000-8000-000000000001', 'https://a.com', 'spring-sale', null, null,
        'PT409', 'not with a code that is taken'),
    ('b0000000-0000-4000-8000-000000000001', 'https://a.com', 'a_b', null, null,
        'PT422', 'not with any code'),
    ('b0000000-0000-4000-8000-000000000001', 'https://a.com', '-ab', null, null,
        'PT422', 'not with a hyphen in front'),
    ('b0000000-0000-4000-8000-000000000001', 'https://10.0.0.1', null, null, null,
        'PT422', 'not to a private host'),
    ('b0000000-0000-4000-8000-000000000001', 'javascript:alert(1)', null, null, null,
        'PT422', 'not to a script'),
    ('b0000000-0000-4000-8000-000000000001', 'https://a.com', null, null, '2020-01-01',
        'PT422', 'not for the past'),
    ('b0000000-0000-4000-8000-000000000001', 'https://a.com', null,
        'e1000000-0000-4000-8000-000000000002', null, 'PT404', 'not for a campaign of others')
) as t (w, u, c, p, e, s, why);
select throws_ok(
    $$
    select shorten_url(
        'b0000000-0000-4000-8000-000000000001', 'https://a.com', utm_source => repeat('x', 256)
    )
    $$,
    'PT422', null, 'not with a parameter that is too long'
);
select throws_ok(
    $$ update managed_urls set url = 'https://localhost' where code = 'spring-sale' $$,
    'PT422', null, 'nor is one changed to lead to a private host'
);
select throws_ok(
    $$ update managed_urls set is_valid = false where code = 'spring-sale' $$,
    '42501', null, 'what checks find is not edited'
);
reset role;
delete from campaigns where id = 'e1000000-0000-4000-8000-000000000001';
select results_eq(
    $$ select workspace_id, campaign_id from managed_urls where code = 'spring-sale' $$,
    $$ values ('b0000000-0000-4000-8000-000000000001'::uuid, null::uuid) $$,
    'a link outlives its campaign'
);

-- clicks -----------------------------------------------------------------------------------

set local role anon;
select set_config('request.headers', '{"user-agent": "Mozilla/5.0", "cf-ipcountry": "SA"}', true);
select is(
    follow_link('SPRING-sale', 'v1', 'https://ref.example/'),
    '{
        "url": "https://a.com/?q=1&utm_source=news_letter&utm_medium=email&utm_content=Big%20Button#f",
        "is_fallback": false
    }',
    'anybody follows a link'
);
select throws_ok($$ select follow_link('nowhere') $$, 'PT404', null, 'an unknown link leads nowhere');
select set_config('request.headers', '{"user-agent": "Twitterbot/1.0"}', true);
select isnt(follow_link('spring-sale'), null, 'a robot follows it too');
select throws_ok(
    $$ select record_clicks('[]') $$, '42501', null, 'others do not report clicks'
);
reset role;
select results_eq(
    $$
    select
        e.event_type, u.code, e.visitor_id, e.referrer, e.country, e.utm_source, e.source, e.medium,
        e.batch is not null
    from events as e
    join managed_urls as u on u.id = e.managed_url_id
    $$,
    $$
    values (
        'link_click', 'spring-sale', 'v1', 'https://ref.example/', 'SA', 'news_letter',
        'news_letter', 'email', true
    )
    $$,
    'its click is an event, that of the robot is none'
);
set local role service_role;
select is(
    record_clicks((
        select jsonb_agg(jsonb_build_object(
            'managed_url_id', u.id, 'id', c.id, 'occurred_at', '2026-11-20', 'visitor_id', 'v2',
            'user_agent', c.agent
        ))
        from managed_urls as u
        cross join (
            values
            ('f0000000-0000-4000-8000-000000000001', 'Mozilla/5.0 (iPhone) Safari'),
            ('f0000000-0000-4000-8000-000000000002', 'Mozilla/5.0 (Windows NT 10.0) Firefox'),
            ('f0000000-0000-4000-8000-000000000003', 'curl/8.5')
        ) as c (id, agent)
        where u.code = 'spring-sale'
    )),
    2, 'a batch is recorded, without the robot'
)
from generate_series(1, 1);
select is(
    record_clicks((
        select jsonb_agg(jsonb_build_object(
            'managed_url_id', u.id, 'id', 'f0000000-0000-4000-8000-000000000001',
            'occurred_at', '2026-11-20'
        ))
        from managed_urls as u
        where u.code = 'spring-sale'
    )),
    0, 'sent again, it adds nothing'
);
select is(
    record_clicks('[{"managed_url_id": "f0000000-0000-4000-8000-000000000009"}]'), 0,
    'a link that is gone has no clicks'
);
reset role;
select private.tally(id, 'clicks', 10) from managed_urls where code = 'spring-sale';
insert into link_metrics (workspace_id, managed_url_id, date, clicks)
select workspace_id, id, '2026-11-19', 100 from managed_urls where code = 'spring-sale';
select is(
    (select click_count(u) from managed_urls as u where u.code = 'spring-sale'), 113::bigint,
    'clicks are those before the stream, those rolled up and those that are not yet'
);

update managed_urls set expires_at = now() - interval '1 second' where code = 'spring-sale';
set local role anon;
select throws_ok(
    $$ select follow_link('spring-sale') $$, 'PT410', null, 'an expired link leads nowhere'
);
reset role;
update managed_urls set fallback_url = 'https://a.com/over' where code = 'spring-sale';
set local role anon;
select is(
    follow_link('spring-sale'), '{"url": "https://a.com/over", "is_fallback": true}',
    'or where it is told to'
);
reset role;
select is(
    (select click_count(u) from managed_urls as u where u.code = 'spring-sale'), 113::bigint,
    'and has no more clicks'
);

select * from finish();
rollback;
