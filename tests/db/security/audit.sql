-- The audit trail: who, what, before and after, from where; an AI's work; no secrets.
begin;
select plan(32);
\ir ../accounts/people.psql

create function pg_temp.last_entry() returns public.audit_logs
language sql stable security definer
as $$
    select a
    from public.audit_logs as a
    where a.entity_type = 'business'
    order by a.created_at desc, array_position(array['create', 'update', 'delete'], a.action) desc
    limit 1
$$;
grant execute on function pg_temp.last_entry() to public;

-- what a person changes -------------------------------------------------------------------

select set_config(
    'request.headers',
    '{"x-forwarded-for": "203.0.113.9, 10.0.0.1", "user-agent": "Firefox"}', true
);
select pg_temp.sign_in('cyd');
insert into public.businesses (
    id, workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (
    md5('shop')::uuid, pg_temp.workspace('Studio'), 'Wool', 'Crafts', 'Shop', 'Yarn', 'Soft yarn'
);
select is((pg_temp.last_entry()).action, 'create', 'a new row is noted');
select is((pg_temp.last_entry()).entity_type, 'business', 'by what it is, in the singular');
select is((pg_temp.last_entry()).entity_id, md5('shop')::uuid, 'with its id');
select is((pg_temp.last_entry()).workspace_id, pg_temp.workspace('Studio'), 'in its workspace');
select is((pg_temp.last_entry()).actor_id, pg_temp.person('cyd'), 'with who made it');
select is((pg_temp.last_entry()).actor_kind, 'user', 'who is a person');
select is((pg_temp.last_entry()).ip_address, '203.0.113.9'::inet, 'at an address');
select is((pg_temp.last_entry()).user_agent, 'Firefox', 'with a program');
select is(
    (pg_temp.last_entry()).changes -> 'name', '{"after": "Wool"}', 'a new row has no before'
);
select ok(not (pg_temp.last_entry()).ai_generated, 'no AI had a hand in it');

-- One change a transaction has one time: the next entries are found by their action.
update public.businesses set name = 'Silk', website = 'https://silk.example'
where id = md5('shop')::uuid;
select is(
    (pg_temp.last_entry()).changes,
    '{
        "name": {"before": "Wool", "after": "Silk"},
        "website": {"before": null, "after": "https://silk.example"}
    }'::jsonb,
    'a change shows before and after of what changed, and nothing else'
);
update public.businesses set name = 'Silk' where id = md5('shop')::uuid;
select pg_temp.sign_out();
select is(
    (select count(*)::integer from public.audit_logs as a where a.entity_id = md5('shop')::uuid),
    2, 'an update that changes nothing leaves no entry'
);

-- what is read, and by whom ---------------------------------------------------------------

select pg_temp.sign_in('cyd');
select is_empty(
    $$ select id from public.audit_logs where workspace_id = pg_temp.workspace('Studio') $$,
    'members do not read the trail'
);
select pg_temp.sign_in('bob');
select isnt_empty(
    $$ select id from public.audit_logs where entity_id = md5('shop')::uuid $$, 'admins do'
);
select throws_ok(
    $$ update public.audit_logs set action = 'create' $$, '42501', null, 'nobody changes it'
);
select pg_temp.sign_in('eve');
select is_empty(
    $$ select id from public.audit_logs where entity_id = md5('shop')::uuid $$,
    'strangers see nothing'
);
select pg_temp.sign_out();
set local role service_role;
select throws_ok(
    $$ insert into public.audit_logs (action, entity_type, changes) values ('create', 'x', '{}') $$,
    '42501', null, 'not even the service key forges an entry'
);
select throws_ok(
    'delete from public.audit_logs', '42501', null, 'nor does it take one away'
);

-- workers and AIs -------------------------------------------------------------------------

select set_config('request.headers', '', true);
select set_config('request.jwt.claims', '{"role": "service_role"}', true);
delete from public.businesses where id = md5('shop')::uuid;
reset role;
select is((pg_temp.last_entry()).action, 'delete', 'a deletion is noted');
select is((pg_temp.last_entry()).changes -> 'name', '{"before": "Silk"}', 'with what was there');
select is((pg_temp.last_entry()).actor_kind, 'worker', 'and that a worker did it');
select is((pg_temp.last_entry()).ip_address, null, 'from nowhere');

select private.set_ai_origin(md5('job')::uuid, pg_temp.person('cyd'), 'gpt-4.1-mini', 'Write.');
insert into public.feature_flags (id, name) values (md5('flag')::uuid, 'audited');
select private.set_ai_origin(null, null, null, null);
update public.feature_flags set is_enabled = true where id = md5('flag')::uuid;
select results_eq(
    $$
    select a.action, a.ai_generated, a.ai_model, a.ai_prompt, a.ai_generation_id, a.actor_id
    from public.audit_logs as a
    where a.entity_id = md5('flag')::uuid
    order by a.action
    $$,
    $$
    values
    ('create', true, 'gpt-4.1-mini', 'Write.', md5('job')::uuid, pg_temp.person('cyd')),
    ('update', false, null, null, null::uuid, null::uuid)
    $$,
    'an AI''s work shows its model, its prompt and who asked, until the mark ends'
);

-- secrets ---------------------------------------------------------------------------------

create table public.test_doors (
    code text primary key,
    access_token text,
    password_hash text,
    prompt_tokens integer,
    token_expires_at date,
    pin text
);
comment on column public.test_doors.pin is 'Secret. What opens it.';
create trigger test_doors_audit
after insert or update or delete on public.test_doors
for each row execute function private.audit();
insert into public.test_doors values ('a', 'abc', null, 7, '2026-01-01', '1234');
update public.test_doors set access_token = 'def', pin = '9999';
select is(
    (
        select a.changes
        from public.audit_logs as a
        where a.entity_type = 'test_door' and a.action = 'create'
    ),
    '{
        "code": {"after": "a"},
        "access_token": {"after": "[secret]"},
        "prompt_tokens": {"after": 7},
        "token_expires_at": {"after": "2026-01-01"},
        "pin": {"after": "[secret]"}
    }'::jsonb,
    'columns that are secret by name or by comment are blackened, and no others'
);
select is(
    (
        select a.changes
        from public.audit_logs as a
        where a.entity_type = 'test_door' and a.action = 'update'
    ),
    '{
        "access_token": {"before": "[secret]", "after": "[secret]"},
        "pin": {"before": "[secret]", "after": "[secret]"}
    }'::jsonb,
    'that a secret changed shows all the same'
);
select is(
    (
        select a.entity_key
        from public.audit_logs as a
        where a.entity_type = 'test_door' and a.action = 'create'
    ),
    'a', 'a row without an id is named by its key'
);
select is_empty(
    $$
    select a.id
    from public.audit_logs as a
    where a.changes::text ~ '(abc|def|1234|9999)' and a.entity_type = 'test_door'
    $$,
    'no secret is anywhere in it'
);

-- a deleted workspace ---------------------------------------------------------------------

select is(
    (select count(*)::integer from public.audit_logs where workspace_id = pg_temp.workspace('Studio')) > 0,
    true, 'a workspace has a trail'
);
select pg_temp.workspace('Studio') as studio \gset
select lives_ok(
    format('delete from public.workspaces where id = %L', :'studio'),
    'and can be deleted with all that is in it'
);
select results_eq(
    format(
        'select action, workspace_id from public.audit_logs where entity_id = %L and workspace_id is null',
        :'studio'
    ),
    $$ values ('delete', null::uuid) $$,
    'one entry says so'
);
select is_empty(
    format('select id from public.audit_logs where workspace_id = %L', :'studio'),
    'and its trail goes along'
);

-- names -----------------------------------------------------------------------------------

select results_eq(
    $$
    select private.singular(name)
    from unnest(array[
        'blog_posts', 'businesses', 'bonuses', 'platform_analyses', 'price_elasticities',
        'competitor_analysis', 'component_library', 'email_sequences'
    ]) with ordinality as given (name, n)
    order by n
    $$,
    array[
        'blog_post', 'business', 'bonus', 'platform_analysis', 'price_elasticity',
        'competitor_analysis', 'component_library', 'email_sequence'
    ],
    'tables are named in the singular, as the documents do'
);

select * from finish();
rollback;
