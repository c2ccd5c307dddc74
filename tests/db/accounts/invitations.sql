-- Invitations: one address, one acceptance, and links that stop working when they should.
begin;
select plan(37);
\ir people.psql

create temp table links (name text, id uuid, token text);
grant all on links to public;
create function pg_temp.invite(name text, role text default 'member') returns void
language sql
as $$
    insert into links
    select name, i.invitation_id, i.token
    from public.invite_member(pg_temp.workspace('Studio'), name || '@example.com', role) as i;
$$;
create function pg_temp.link(guest text) returns text
language sql stable
as $$
    select l.token from links as l where l.name = guest order by l.ctid desc limit 1;
$$;
create function pg_temp.invitation(guest text) returns uuid
language sql stable
as $$
    select l.id from links as l where l.name = guest order by l.ctid desc limit 1;
$$;
grant execute on all functions in schema pg_temp to public;

-- inviting ----------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select throws_ok($$ select pg_temp.invite('eve') $$, 'PT403', null, 'a member invites nobody');
select pg_temp.sign_in('eve');
select throws_ok($$ select pg_temp.invite('eve') $$, 'PT404', null, 'a stranger even less');
select pg_temp.sign_in('bob');
select throws_ok(
    $$ select pg_temp.invite('eve', 'owner') $$, 'PT422', 'Nobody can be invited as ''owner''.',
    'nobody is invited as an owner'
);
select throws_ok(
    format($$ select public.invite_member(%L, 'eve at home') $$, pg_temp.workspace('Studio')),
    'PT422', '''eve at home'' is not an e-mail address.', 'an address has a form'
);
select throws_ok(
    $$ select pg_temp.invite('CYD') $$, 'PT409', 'cyd@example.com is already a member.',
    'members are not invited'
);
select lives_ok($$ select pg_temp.invite('Eve') $$, 'an admin invites, however the address is written');
select throws_ok(
    $$ select pg_temp.invite('eve') $$, 'PT409', 'eve@example.com is already invited.',
    'once per address'
);
select matches(pg_temp.link('Eve'), '^[0-9a-f]{64}$', 'the token is shown');
select results_eq(
    $$ select p.email, p.role, p.is_expired from public.pending_invitations as p $$,
    $$ values ('eve@example.com', 'member', false) $$,
    'admins see who is invited'
);
select throws_ok(
    $$ select token_hash from public.workspace_invitations $$, '42501', null,
    'not even they see a hash'
);
select pg_temp.sign_out();
select is(
    (
        select i.token_hash
        from public.workspace_invitations as i
        where i.id = pg_temp.invitation('Eve')
    ),
    sha256(pg_temp.link('Eve')::bytea), 'the table holds nothing but the hash'
);

-- seeing it ---------------------------------------------------------------------------------

select pg_temp.sign_in('eve');
select results_eq(
    $$ select workspace_name, invited_by, role from public.list_my_invitations() $$,
    $$ values ('Studio', 'Bob', 'member') $$,
    'the invited person finds it in their list'
);
select results_eq(
    $$
    select workspace_name, invited_by, email, role, state
    from public.peek_invitation(pg_temp.link('Eve'))
    $$,
    $$ values ('Studio', 'Bob', 'eve@example.com', 'member', 'pending') $$,
    'and behind the link'
);
select is_empty(
    $$ select from public.workspace_invitations $$, 'but sees no row of the workspace'
);
select throws_ok(
    $$ select public.peek_invitation('guess') $$, 'PT404', 'This invitation link is not valid.',
    'a guess is no link'
);

-- accepting ---------------------------------------------------------------------------------

select pg_temp.sign_out();
update auth.users set email_confirmed_at = null where id = pg_temp.person('eve');
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('Eve')) $$,
    'PT403', 'Your e-mail address is not confirmed yet.', 'an address must be confirmed first'
);
select is_empty($$ select public.list_my_invitations() $$, 'also to see the list');
select pg_temp.sign_out();
update auth.users set email_confirmed_at = now() where id = pg_temp.person('eve');
insert into auth.users (id, email, email_confirmed_at)
values (pg_temp.person('hal'), 'hal@example.com', now());

select pg_temp.sign_in('hal');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('Eve')) $$,
    'PT403', 'This invitation is for another e-mail address.', 'a link does not work for others'
);
select throws_ok(
    $$ select public.accept_invitation('guess') $$, 'PT404', null, 'a guess opens nothing'
);
select pg_temp.sign_in('eve');
select is(
    public.accept_invitation(pg_temp.link('Eve')), pg_temp.workspace('Studio'), 'accepting joins'
);
select is(pg_temp.role_of('Studio', 'eve'), 'member', 'with the role of the invitation');
select is(
    public.accept_invitation(pg_temp.link('Eve')), pg_temp.workspace('Studio'),
    'a second click is harmless'
);

select pg_temp.sign_in('bob');
select throws_ok(
    $$ select public.resend_invitation(pg_temp.invitation('Eve')) $$, 'PT409', null,
    'an accepted invitation is not sent again'
);
select throws_ok(
    $$ select public.revoke_invitation(pg_temp.invitation('Eve')) $$, 'PT409', null,
    'nor taken back'
);
select public.remove_member(pg_temp.workspace('Studio'), pg_temp.person('eve'));
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('Eve')) $$,
    'PT410', 'This invitation has been used.', 'who was removed does not come back by the old link'
);

-- sending again, taking back, expiring ------------------------------------------------------

select pg_temp.sign_in('bob');
select pg_temp.invite('hal', 'viewer');
insert into links
select 'hal again', pg_temp.invitation('hal'), r.token
from public.resend_invitation(pg_temp.invitation('hal')) as r;
select pg_temp.sign_in('hal');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('hal')) $$, 'PT404', null,
    'a new link ends the one before'
);
select pg_temp.sign_in('eve');
select throws_ok(
    $$ select public.revoke_invitation(pg_temp.invitation('hal')) $$, 'PT404',
    'There is no such invitation.', 'strangers do not touch invitations'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.revoke_invitation(pg_temp.invitation('hal')) $$, 'PT403', null,
    'members neither'
);
select pg_temp.sign_in('bob');
select lives_ok(
    $$ select public.revoke_invitation(pg_temp.invitation('hal')) $$, 'admins take them back'
);
select lives_ok(
    $$ select public.revoke_invitation(pg_temp.invitation('hal')) $$, 'twice is harmless'
);
select throws_ok(
    $$ select public.resend_invitation(pg_temp.invitation('hal')) $$, 'PT409', null,
    'what was taken back is not sent again'
);
select pg_temp.sign_in('hal');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('hal again')) $$,
    'PT410', 'This invitation was withdrawn.', 'and opens nothing'
);
select pg_temp.sign_in('bob');
select pg_temp.invite('hal', 'viewer');
select pg_temp.sign_out();
update public.workspace_invitations as i
set expires_at = now()
where i.id = pg_temp.invitation('hal');
select pg_temp.sign_in('hal');
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('hal')) $$,
    'PT410', 'This invitation has expired.', 'a link ends with its time'
);
select pg_temp.sign_in('bob');
select lives_ok(
    $$ select pg_temp.invite('hal', 'admin') $$, 'an expired invitation makes room for a new one'
);

-- removing somebody closes the side doors ---------------------------------------------------

select pg_temp.sign_in('hal');
select public.accept_invitation(pg_temp.link('hal'));
select is(pg_temp.role_of('Studio', 'hal'), 'admin', 'the new one counts');
select pg_temp.sign_out();
insert into public.workspace_invitations (workspace_id, email, role, token_hash)
values (pg_temp.workspace('Studio'), 'hal@example.com', 'admin', sha256('side door'));
select pg_temp.sign_in('bob');
select public.remove_member(pg_temp.workspace('Studio'), pg_temp.person('hal'));
select pg_temp.sign_in('hal');
select throws_ok(
    $$ select public.accept_invitation('side door') $$, 'PT410', 'This invitation was withdrawn.',
    'removing a member takes back what else was sent to them'
);
select pg_temp.sign_out();
select throws_ok(
    $$ select public.accept_invitation(pg_temp.link('hal')) $$, 'PT401', null,
    'nobody accepts without signing in'
);

select * from finish();
rollback;
