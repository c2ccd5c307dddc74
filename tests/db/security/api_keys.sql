-- API keys: made once, stored as a hash, used within scope and rate, ended at once.
begin;
select plan(24);
\ir ../accounts/people.psql

select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.create_api_key(pg_temp.workspace('Studio'), 'Shop', '{products:read}') $$,
    'PT403', null, 'members make no keys'
);
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select public.create_api_key(pg_temp.workspace('Studio'), 'Shop', '{products:read}') $$,
    'PT404', null, 'strangers do not even learn that there is a workspace'
);
select pg_temp.sign_in('bob');
select throws_ok(
    $$ select public.create_api_key(pg_temp.workspace('Studio'), 'Shop', '{everything}') $$,
    '23514', null, 'a scope has a form'
);
select throws_ok(
    $$ select public.create_api_key(pg_temp.workspace('Studio'), 'Shop', '{}') $$,
    '23514', null, 'a key without a scope is no key'
);
select throws_ok(
    $$
    select public.create_api_key(
        pg_temp.workspace('Studio'), 'Shop', '{products:read}', expires_at => now() - interval '1 s'
    )
    $$,
    'PT422', null, 'nor is one that has expired'
);
select throws_ok(
    $$
    select public.create_api_key(
        pg_temp.workspace('Studio'), 'Shop', '{products:read}', business_id => gen_random_uuid()
    )
    $$,
    'PT404', null, 'nor one for a business that is not there'
);
create temp table made as
select public.create_api_key(
    pg_temp.workspace('Studio'), 'Shop', '{products:read,events:write}', rate_limit => 2
) as answer;
select matches(
    (select answer ->> 'key' from made), '^fw_[0-9a-f]{64}$', 'an admin gets a key, this once'
);
select ok(not (select answer ? 'key_hash' from made), 'not its hash');
select is(
    (select k.key_prefix from public.api_keys as k),
    (select left(answer ->> 'key', 11) from made),
    'it is known by its beginning'
);
select throws_ok('select key_hash from public.api_keys', '42501', null, 'the hash is closed');
select throws_ok(
    $$ insert into public.api_keys (workspace_id, name, scopes) values (null, 'x', '{}') $$,
    '42501', null, 'and no key is written past the function'
);
select throws_ok(
    $$ select public.use_api_key('fw_x', 'products:read') $$, '42501', null,
    'people do not use keys: servers do'
);
select pg_temp.sign_out();
select is(
    (select k.key_hash from public.api_keys as k),
    (select sha256(convert_to(answer ->> 'key', 'UTF8')) from made),
    'what is stored is the SHA-256 of the key'
);
select is_empty(
    $$
    select a.id
    from public.audit_logs as a, made
    where a.changes::text like '%' || (made.answer ->> 'key') || '%'
        or a.changes::text like '%' || encode(sha256(convert_to(made.answer ->> 'key', 'UTF8')), 'hex') || '%'
    $$,
    'the trail has neither'
);

-- use -------------------------------------------------------------------------------------

grant select on made to service_role;
set local role service_role;
select is(
    (
        select u.workspace_id
        from made, public.use_api_key(answer ->> 'key', 'products:read') as u
    ),
    (select (answer ->> 'workspace_id')::uuid from made),
    'a key says whose it is'
);
select throws_ok(
    $$ select public.use_api_key(answer ->> 'key', 'orders:read') from made $$,
    'PT403', null, 'a scope it was not given is refused'
);
select throws_ok(
    $$ select public.use_api_key('fw_' || repeat('0', 64), 'products:read') $$,
    'PT401', null, 'a made-up key is refused'
);
select lives_ok(
    $$ select public.use_api_key(answer ->> 'key', 'events:write') from made $$, 'within its rate'
);
select throws_ok(
    $$ select public.use_api_key(answer ->> 'key', 'events:write') from made $$,
    'PT429', 'More than 2 requests in an hour.', 'beyond it, it has to wait'
);
reset role;
select pg_temp.sign_in('bob');
select results_eq(
    'select name, usage_count from public.api_key_usage', $$ values ('Shop', 2::bigint) $$,
    'admins see how often it was used'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.revoke_api_key((answer ->> 'id')::uuid) from made $$,
    'PT403', null, 'members end no keys'
);
select pg_temp.sign_in('bob');
select lives_ok(
    $$ select public.revoke_api_key((answer ->> 'id')::uuid) from made $$, 'admins do'
);
select pg_temp.sign_out();
select throws_ok(
    $$ select public.use_api_key(answer ->> 'key', 'products:read') from made $$,
    'PT401', null, 'from its next request on'
);
delete from public.api_keys;
select is_empty(
    $$ select key from public.rate_limits where key like 'api\_key:%' $$,
    'a deleted key leaves no count behind'
);

select * from finish();
rollback;
