-- Workspaces: made by anybody, owned by somebody at all times, archived, handed on, deleted.
begin;
select plan(37);
\ir people.psql

-- making one --------------------------------------------------------------------------------

select pg_temp.sign_in('eve');
prepare make as insert into public.workspaces (name) values ('Café Söhne') returning slug, owner_id;
select results_eq(
    'make',
    $$ values ('cafe-sohne', pg_temp.person('eve')) $$,
    'insert … returning shows the new workspace to its creator'
);
select is(pg_temp.role_of('Café Söhne', 'eve'), 'owner', 'the creator owns it');
select matches(
    (public.create_workspace('Café Söhne!')).slug, '^cafe-sohne-[0-9a-f]{8}$',
    'a taken slug gets a random ending'
);
select matches(
    (public.create_workspace('متجر')).slug, '^workspace-[0-9a-f]{8}$',
    'a name without Latin letters gets a random slug'
);
select is((public.create_workspace('Own', 'my-own')).slug, 'my-own', 'a given slug is taken');
select throws_ok(
    $$ select public.create_workspace('Again', 'my-own') $$, '23505', null,
    'a given slug that is taken is refused'
);
select throws_ok(
    $$ select public.create_workspace('Bad', 'My Own') $$, '23514', null, 'a slug fits into a URL'
);
select throws_ok($$ select public.create_workspace('  ') $$, '23514', null, 'a name says something');
select throws_ok(
    $$ insert into public.workspaces (name, owner_id) values ('x', pg_temp.person('ada')) $$,
    '42501', null, 'nobody makes a workspace for somebody else'
);
select throws_ok(
    $$ insert into public.workspaces (name, is_personal) values ('x', true) $$,
    '42501', null, 'personal workspaces are made at sign-up only'
);

-- Even its owner changes only what is theirs to choose; the rest has functions with rules.
select throws_ok(
    $$ update public.workspaces set owner_id = pg_temp.person('ada') $$, '42501', null,
    'owner_id is not written directly'
);
select throws_ok(
    $$ update public.workspaces set is_active = false $$, '42501', null, 'nor is_active'
);
select throws_ok(
    $$ update public.workspaces set is_personal = true $$, '42501', null, 'nor is_personal'
);

-- archiving ---------------------------------------------------------------------------------

select pg_temp.sign_in('bob');
select throws_ok(
    format('select public.archive_workspace(%L)', pg_temp.workspace('Studio')),
    'PT403', 'Only an owner can do this.', 'an admin does not archive'
);
select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.archive_workspace(%L)', pg_temp.workspace('Studio')),
    'PT404', null, 'a stranger learns nothing about a foreign workspace'
);
select throws_ok(
    format('select public.archive_workspace(%L)', gen_random_uuid()),
    'PT404', null, 'nor about one that does not exist'
);
select pg_temp.sign_in('ada');
select lives_ok(
    format('select public.archive_workspace(%L)', pg_temp.workspace('Studio')),
    'an owner archives'
);
select pg_temp.sign_in('cyd');
select isnt_empty(
    $$ select from public.workspaces where name = 'Studio' $$, 'members still read it'
);
select throws_ok(
    format(
        $$
        insert into public.businesses (
            workspace_id, name, industry, business_type, primary_product, core_offer_description
        )
        values (%L, 'x', 'x', 'x', 'x', 'x')
        $$,
        pg_temp.workspace('Studio')
    ),
    '42501', null, 'nobody writes into it'
);
select pg_temp.sign_in('bob');
select throws_ok(
    format($$ select public.invite_member(%L, 'x@example.com') $$, pg_temp.workspace('Studio')),
    'PT409', 'This workspace is archived: it can be read, not changed.',
    'functions say that it is archived'
);
select pg_temp.sign_in('ada');
select lives_ok(
    format('select public.restore_workspace(%L)', pg_temp.workspace('Studio')),
    'the owner brings it back'
);

-- handing over ------------------------------------------------------------------------------

select throws_ok(
    format(
        'select public.transfer_ownership(%L, %L)',
        pg_temp.workspace('Studio'), pg_temp.person('eve')
    ),
    'PT404', null, 'a stranger cannot become the owner'
);
select throws_ok(
    format(
        'select public.transfer_ownership(%L, %L)',
        pg_temp.workspace('Studio'), pg_temp.person('ada')
    ),
    'PT422', null, 'nobody hands over to themselves'
);
select pg_temp.sign_in('bob');
select throws_ok(
    format(
        'select public.transfer_ownership(%L, %L)',
        pg_temp.workspace('Studio'), pg_temp.person('bob')
    ),
    'PT403', null, 'an admin does not take the ownership'
);
select pg_temp.sign_in('ada');
select lives_ok(
    format(
        'select public.transfer_ownership(%L, %L)',
        pg_temp.workspace('Studio'), pg_temp.person('cyd')
    ),
    'an owner hands over to a member'
);
select is(pg_temp.role_of('Studio', 'cyd'), 'owner', 'who owns it now');
select is(pg_temp.role_of('Studio', 'ada'), 'admin', 'while the giver stays as an admin');
select is(
    (select w.owner_id from public.workspaces as w where w.id = pg_temp.workspace('Studio')),
    pg_temp.person('cyd'), 'and owner_id moved along'
);

-- deleting ----------------------------------------------------------------------------------

select throws_ok(
    format('select public.delete_workspace(%L)', pg_temp.workspace('Studio')),
    'PT403', null, 'an admin does not delete'
);
select throws_ok(
    format('select public.delete_workspace(%L)', pg_temp.workspace('Ada''s workspace')),
    'PT409', 'A personal workspace goes with the account.', 'a personal workspace stays'
);
select pg_temp.sign_in('cyd');
select lives_ok(
    format('select public.delete_workspace(%L)', pg_temp.workspace('Studio')), 'an owner deletes'
);
select is(pg_temp.workspace('Studio'), null, 'and it is gone');

-- deleting an account -----------------------------------------------------------------------

select pg_temp.sign_out();
insert into public.workspaces (owner_id, name) values
(pg_temp.person('ada'), 'Shared'),
(pg_temp.person('ada'), 'Alone');
insert into public.workspace_members (workspace_id, user_id, role, joined_at)
values
(pg_temp.workspace('Shared'), pg_temp.person('dan'), 'viewer', now() - interval '2 years'),
(pg_temp.workspace('Shared'), pg_temp.person('cyd'), 'admin', now()),
(pg_temp.workspace('Shared'), pg_temp.person('bob'), 'admin', now() - interval '1 year');
create temp table doomed as
select unnest(
    array[pg_temp.workspace('Alone'), pg_temp.workspace('Ada''s workspace')]
) as id;
select is((select count(d.id) from doomed as d), 2::bigint, 'two workspaces are only Ada''s');
select lives_ok(
    $$ delete from auth.users where id = pg_temp.person('ada') $$, 'an owner''s account can be deleted'
);
select is(
    pg_temp.role_of('Shared', 'bob'), 'owner', 'the longest-standing of the highest rank takes over'
);
select is(
    (select w.owner_id from public.workspaces as w where w.id = pg_temp.workspace('Shared')),
    pg_temp.person('bob'), 'and answers for the workspace'
);
select is_empty(
    $$ select from public.workspaces as w join doomed as d on d.id = w.id $$,
    'what nobody else worked in is gone'
);

select * from finish();
rollback;
