-- Connections: admins make them, workers keep them in step, and their secrets stay closed.
begin;
select plan(24);
\ir ../accounts/people.psql

create function pg_temp.studio_store() returns uuid
language sql stable security definer
as $$ select id from public.store_connections where store_name = 'Wool' $$;
grant execute on function pg_temp.studio_store() to public;

select pg_temp.sign_in('cyd');
select throws_ok(
    $$
    insert into public.store_connections (workspace_id, platform, store_name)
    values (pg_temp.workspace('Studio'), 'salla', 'Wool')
    $$,
    '42501', null, 'members connect no stores'
);
select pg_temp.sign_in('bob');
select lives_ok(
    $$
    insert into public.store_connections (workspace_id, platform, store_name, store_url)
    values (pg_temp.workspace('Studio'), 'salla', 'Wool', 'https://wool.example')
    $$,
    'admins do'
);
select results_eq(
    'select currency, status, sync_status, is_active from public.store_connections',
    $$ values ('SAR', 'pending', 'idle', true) $$,
    'a new store waits for its first sync'
);
select throws_ok(
    $$
    insert into public.store_connections (workspace_id, platform, store_name)
    values (pg_temp.workspace('Studio'), 'amazon', 'Wool')
    $$,
    '23514', null, 'an unknown platform is refused'
);
select throws_ok(
    $$
    insert into public.store_connections (workspace_id, platform, store_name, currency)
    values (pg_temp.workspace('Studio'), 'zid', 'Wool', 'XXX')
    $$,
    '23503', null, 'so is a currency that does not exist'
);
select throws_ok(
    $$ update public.store_connections set status = 'connected' $$,
    '42501', null, 'whether it works is not theirs to say'
);
select pg_temp.sign_in('dan');
select isnt_empty('select id from public.store_connections', 'viewers see it');
select pg_temp.sign_in('eve');
select is_empty('select id from public.store_connections', 'strangers do not');
select pg_temp.sign_out();

-- state ------------------------------------------------------------------------------------

set local role service_role;
select lives_ok(
    $$ update public.store_connections set status = 'connected', sync_status = 'syncing' $$,
    'a worker connects it'
);
select throws_ok(
    $$ update public.store_connections set status = 'pending' $$,
    'PT409', null, 'connected does not go back to pending'
);
select lives_ok(
    $$ update public.store_connections set sync_status = 'completed', last_sync_at = now() $$,
    'a sync ends'
);
select throws_ok(
    $$ update public.store_connections set sync_status = 'error' $$,
    'PT409',
    format('sync_status of store_connections %s cannot go from completed to error', pg_temp.studio_store()),
    'what has ended does not fail'
);
reset role;

-- secrets ----------------------------------------------------------------------------------

select lives_ok(
    $$
    insert into private.integration_credentials (
        workspace_id, store_connection_id, kind, key_id, ciphertext
    )
    values (
        pg_temp.workspace('Studio'), pg_temp.studio_store(), 'access_token', 'k1',
        decode(repeat('ab', 40), 'hex')
    )
    $$,
    'a secret is kept'
);
select throws_ok(
    $$
    insert into private.integration_credentials (
        workspace_id, store_connection_id, kind, key_id, ciphertext
    )
    values (
        pg_temp.workspace('Studio'), pg_temp.studio_store(), 'access_token', 'k1',
        decode(repeat('cd', 40), 'hex')
    )
    $$,
    '23505', null, 'one of a kind for each connection'
);
select throws_ok(
    $$
    insert into private.integration_credentials (
        workspace_id, store_connection_id, kind, key_id, ciphertext
    )
    select id, pg_temp.studio_store(), 'api_key', 'k1', decode(repeat('cd', 40), 'hex')
    from public.workspaces
    where owner_id = pg_temp.person('eve')
    $$,
    '23503', null, 'no secret of one workspace for a connection of another, even for the owner'
);
select throws_ok(
    $$
    insert into private.integration_credentials (workspace_id, kind, key_id, ciphertext)
    values (pg_temp.workspace('Studio'), 'api_key', 'k1', decode(repeat('cd', 40), 'hex'))
    $$,
    '23514', null, 'nor one that belongs to nothing'
);
select throws_ok(
    $$
    insert into private.integration_credentials (
        workspace_id, store_connection_id, kind, key_id, ciphertext
    )
    values (pg_temp.workspace('Studio'), pg_temp.studio_store(), 'api_key', 'k1', 'plain')
    $$,
    '23514', null, 'nor one too short to be sealed'
);
select pg_temp.sign_in('bob');
select results_eq(
    'select kind from public.integration_credentials', array['access_token'],
    'admins see what is stored'
);
select throws_ok(
    'select ciphertext from private.integration_credentials', '42501', null, 'not the secret'
);
select throws_ok(
    'select key_id from private.integration_credentials', '42501', null, 'nor its key''s name'
);
select pg_temp.sign_in('cyd');
select is_empty('select kind from public.integration_credentials', 'members see nothing of it');
select pg_temp.sign_out();
select results_eq(
    $$
    select changes -> 'ciphertext'
    from public.audit_logs
    where entity_type = 'integration_credential'
    $$,
    array['{"after": "[secret]"}'::jsonb],
    'the trail says that there is one, not which'
);
select lives_ok('delete from public.store_connections', 'a store is disconnected');
select is_empty(
    'select id from private.integration_credentials', 'and its secrets are gone with it'
);

select * from finish();
rollback;
