-- Members: who may change whom, and that an owner always remains.
begin;
select plan(38);
\ir people.psql

create function pg_temp.call(verb text, person_name text, extra text default '') returns text
language sql stable
as $$
    select format(
        'select public.%s(%L, %L%s)', verb, pg_temp.workspace('Studio'),
        pg_temp.person(person_name), extra
    );
$$;
grant execute on all functions in schema pg_temp to public;

-- the last owner ----------------------------------------------------------------------------

select pg_temp.sign_in('ada');
select throws_ok(
    format('select public.leave_workspace(%L)', pg_temp.workspace('Studio')),
    'PT409', 'A workspace needs an owner, and this is the last one.',
    'the last owner cannot leave'
);
select throws_ok(
    pg_temp.call('change_member_role', 'ada', ', ''admin'''), 'PT409', null,
    'the last owner cannot step down'
);
select throws_ok(
    pg_temp.call('remove_member', 'ada'), 'PT409', null, 'the last owner cannot be removed'
);
select throws_ok(
    pg_temp.call('set_member_active', 'ada', ', false'), 'PT409', null,
    'the last owner cannot be suspended'
);
select pg_temp.sign_out();
select throws_ok(
    $$
    delete from public.workspace_members as m
    where m.workspace_id = pg_temp.workspace('Studio') and m.role = 'owner'
    $$,
    'PT409', null, 'not even the schema''s owner takes the last owner away'
);
select throws_ok(
    $$
    update public.workspace_members as m set workspace_id = pg_temp.workspace('Eve''s workspace')
    where m.user_id = pg_temp.person('cyd') and m.role = 'member'
    $$,
    'PT422', null, 'or moves a membership to another workspace'
);

-- ranks -------------------------------------------------------------------------------------

select pg_temp.sign_in('bob');
select throws_ok(
    pg_temp.call('change_member_role', 'ada', ', ''member'''),
    'PT403', 'Only an owner can change an owner.', 'an admin does not demote an owner'
);
select throws_ok(pg_temp.call('remove_member', 'ada'), 'PT403', null, 'or remove one');
select throws_ok(
    pg_temp.call('set_member_active', 'ada', ', false'), 'PT403', null, 'or suspend one'
);
select throws_ok(
    pg_temp.call('set_member_permissions', 'ada', ', ''{}'''), 'PT403', null,
    'or set an owner''s permissions'
);
select throws_ok(
    pg_temp.call('change_member_role', 'bob', ', ''owner'''),
    'PT403', 'Only an owner can make an owner.', 'or become one'
);
select throws_ok(
    pg_temp.call('change_member_role', 'cyd', ', ''king'''), 'PT422', '''king'' is not a role.',
    'there are four roles'
);
select throws_ok(
    pg_temp.call('change_member_role', 'eve', ', ''member'''), 'PT404', null,
    'only members have a role'
);
select lives_ok(
    pg_temp.call('change_member_role', 'dan', ', ''member'''), 'an admin changes other roles'
);
select is(pg_temp.role_of('Studio', 'dan'), 'member', 'and they are changed');
select lives_ok(
    pg_temp.call('set_member_permissions', 'dan', ', ''{"publish": true}'''),
    'an admin sets permissions'
);
select throws_ok(
    pg_temp.call('set_member_permissions', 'dan', ', ''[]'''), '23514', null,
    'which are a JSON object'
);

select pg_temp.sign_in('cyd');
select throws_ok(
    pg_temp.call('change_member_role', 'cyd', ', ''admin'''),
    'PT403', 'This takes the role admin; you are member here.', 'a member promotes nobody'
);
select throws_ok(pg_temp.call('remove_member', 'dan'), 'PT403', null, 'and removes nobody');
select throws_ok(
    $$ update public.workspace_members set role = 'owner' $$, '42501', null,
    'the table itself is closed'
);
select pg_temp.sign_in('eve');
select throws_ok(
    pg_temp.call('change_member_role', 'cyd', ', ''viewer'''), 'PT404', null,
    'a stranger sees no workspace to change'
);

-- suspending and removing -------------------------------------------------------------------

select pg_temp.sign_in('bob');
select lives_ok(pg_temp.call('set_member_active', 'cyd', ', false'), 'an admin suspends');
select pg_temp.sign_in('cyd');
select is_empty(
    $$ select from public.workspaces where name = 'Studio' $$, 'a suspended member sees nothing'
);
select pg_temp.sign_in('bob');
select lives_ok(pg_temp.call('set_member_active', 'cyd', ', true'), 'and lets in again');
select lives_ok(pg_temp.call('remove_member', 'cyd'), 'an admin removes');
select is(pg_temp.role_of('Studio', 'cyd'), null, 'and the member is out');
select pg_temp.sign_in('dan');
select lives_ok(
    format('select public.leave_workspace(%L)', pg_temp.workspace('Studio')), 'a member leaves'
);
select throws_ok(
    format('select public.leave_workspace(%L)', pg_temp.workspace('Studio')),
    'PT404', null, 'but only once'
);

-- two owners --------------------------------------------------------------------------------

select pg_temp.sign_in('ada');
select lives_ok(pg_temp.call('change_member_role', 'bob', ', ''owner'''), 'an owner makes another');
select lives_ok(
    format('select public.leave_workspace(%L)', pg_temp.workspace('Studio')),
    'one of two owners may leave'
);
select pg_temp.sign_out();
select is(
    (select w.owner_id from public.workspaces as w where w.id = pg_temp.workspace('Studio')),
    pg_temp.person('bob'), 'the other one answers for the workspace then'
);

-- what members know of each other -----------------------------------------------------------

select pg_temp.sign_out();
insert into public.workspace_members (workspace_id, user_id, role)
values (pg_temp.workspace('Studio'), pg_temp.person('dan'), 'viewer');
select pg_temp.sign_in('dan');
select results_eq(
    $$
    select p.full_name, p.role
    from public.workspace_people as p
    where p.workspace_id = pg_temp.workspace('Studio')
    order by 1
    $$,
    $$ values ('Bob', 'owner'), ('Dan', 'viewer') $$,
    'a member sees names and roles of colleagues'
);
select results_eq(
    $$ select p.full_name from public.profiles as p $$, $$ values ('Dan') $$,
    'but only their own profile'
);
select throws_ok(
    format('select public.list_member_emails(%L)', pg_temp.workspace('Studio')), 'PT403', null,
    'and no addresses'
);
select pg_temp.sign_in('bob');
select results_eq(
    format('select email from public.list_member_emails(%L)', pg_temp.workspace('Studio')),
    $$ values ('bob@example.com'), ('dan@example.com') $$,
    'an admin sees the addresses'
);
select pg_temp.sign_in('eve');
select is_empty(
    $$ select from public.workspace_people as p where p.full_name <> 'Eve' $$,
    'a stranger sees nobody'
);

-- the second factor -------------------------------------------------------------------------

select pg_temp.sign_out();
insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
values (gen_random_uuid(), pg_temp.person('bob'), 'totp', 'verified', now(), now());
select pg_temp.sign_in('bob');
select throws_ok(
    pg_temp.call('remove_member', 'dan'), 'PT403', 'This takes your second factor.',
    'who has a second factor must have used it'
);
select pg_temp.sign_in('bob', 'aal2');
select lives_ok(pg_temp.call('remove_member', 'dan'), 'and then it goes on');

select * from finish();
rollback;
