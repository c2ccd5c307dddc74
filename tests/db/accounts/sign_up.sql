-- Sign-up makes a profile and a personal workspace, and nothing here can stop a sign-up.
begin;
select plan(17);
\ir people.psql

insert into auth.users (id, email, raw_user_meta_data) values (
    pg_temp.person('fay'),
    'fay@example.com',
    '{"first_name": "Fay", "last_name": "Wray", "country": "us", "avatar_url": "javascript:alert(1)", "password_strength": "good"}'
);
select results_eq(
    $$
    select p.full_name, p.country, p.avatar_url, p.password_strength, p.status, p.is_active
    from public.profiles as p
    where p.id = pg_temp.person('fay')
    $$,
    $$ values ('Fay Wray', 'US', null::text, 'good', 'active', true) $$,
    'the profile takes what sign-up brought, as far as it is valid'
);
select results_eq(
    $$
    select w.name, w.slug, w.is_personal, m.role
    from public.workspaces as w
    join public.workspace_members as m on m.workspace_id = w.id
    where w.owner_id = pg_temp.person('fay')
    $$,
    $$ values ('Fay Wray''s workspace', 'fay-wrays-workspace', true, 'owner') $$,
    'the personal workspace is named after the person, who owns it'
);

-- Something is badly wrong: no profile can be written.
alter table public.profiles add constraint nobody_gets_in check (false) not valid;
select lives_ok(
    $$
    insert into auth.users (id, email) values (pg_temp.person('gus'), 'gus@example.com')
    $$,
    'a failing trigger does not block the sign-up'
);
select is_empty(
    $$ select from public.profiles as p where p.id = pg_temp.person('gus') $$,
    'what failed is missing, not half done'
);
alter table public.profiles drop constraint nobody_gets_in;

select pg_temp.sign_in('gus');
select is(
    (public.ensure_profile()).id, pg_temp.person('gus'), 'the first use makes the missing profile'
);
select results_eq(
    $$ select w.is_personal from public.workspaces as w $$,
    $$ values (true) $$,
    'the first use makes the missing workspace'
);
select lives_ok($$ select public.ensure_profile() $$, 'asking again changes nothing');
select is((select count(*) from public.workspaces), 1::bigint, 'there is still one workspace');
select ok(
    (select p.last_active_at is not null from public.profiles as p), 'being active is noted'
);

-- the profile -------------------------------------------------------------------------------

update public.profiles as p set first_name = 'Gus', last_name = 'Green';
select is((select p.full_name from public.profiles as p), 'Gus Green', 'full_name follows its parts');
update public.profiles as p set last_name = 'Grün', full_name = 'غوس';
select is(
    (select p.full_name from public.profiles as p), 'غوس', 'full_name is kept if it is set itself'
);
select throws_ok(
    $$ update public.profiles set status = 'active' $$, '42501', null,
    'nobody changes the state of their own account'
);
select throws_ok(
    $$ update public.profiles set country = 'Narnia' $$, '23514', null,
    'a country is an ISO code'
);

select pg_temp.sign_out();
select throws_ok(
    $$ select public.ensure_profile() $$, 'PT401', 'Nobody is signed in.',
    'nobody has no profile'
);

update public.profiles as p set status = 'suspended' where p.id = pg_temp.person('bob');
select pg_temp.sign_in('bob');
select is_empty(
    $$ select from private.workspace_ids('viewer') $$, 'a suspended account is in no workspace'
);
select throws_ok(
    $$ select public.create_workspace('Way out') $$, 'PT403', 'This account is suspended.',
    'a suspended account makes no workspace'
);
select pg_temp.sign_in('nobody at all');
select throws_ok(
    $$ select public.ensure_profile() $$, 'PT401', 'This account no longer exists.',
    'a token that outlives its account is told so'
);

select * from finish();
rollback;
