-- accounts: invitations, from the first link to the accepted one.
--
-- All bodies are security definer: token hashes are closed to the API, and the invited person
-- is no member yet.

-- for admins ------------------------------------------------------------------------------

create function private.invite_member(
    workspace uuid,
    address text,
    invited_role text,
    out invitation_id uuid,
    out token text,
    out expires_at timestamptz
)
language plpgsql
security definer
set search_path = ''
as $$
declare
    wanted text := lower(trim(address));
begin
    perform private.manage_workspace(workspace, 'admin');
    if coalesce(invited_role, '') not in ('viewer', 'member', 'admin') then
        raise exception using
            errcode = 'PT422',
            message = format('Nobody can be invited as %L.', invited_role),
            hint = 'Invite as viewer, member or admin; an owner is made with transfer_ownership.';
    end if;
    if coalesce(wanted, '') !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
        or char_length(wanted) > 254 then
        raise exception using
            errcode = 'PT422',
            message = format('%L is not an e-mail address.', address),
            hint = 'Write one address, such as name@example.com.';
    end if;
    if exists (
        select
        from public.workspace_members as m
        join auth.users as u on u.id = m.user_id
        where m.workspace_id = workspace and lower(u.email) = wanted and m.is_active
    ) then
        raise exception using
            errcode = 'PT409',
            message = format('%s is already a member.', wanted),
            hint = 'Change the role with change_member_role.';
    end if;
    -- An expired invitation makes room for a new one.
    update public.workspace_invitations as i
    set revoked_at = now()
    where i.workspace_id = workspace
        and i.email = wanted
        and i.accepted_at is null
        and i.revoked_at is null
        and i.expires_at <= now();

    token := private.new_token();
    insert into public.workspace_invitations as i (
        workspace_id, invited_by, email, role, token_hash
    )
    values (workspace, auth.uid(), wanted, invited_role, private.token_hash(token))
    on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do nothing
    returning i.id, i.expires_at into invitation_id, expires_at;
    if invitation_id is null then
        raise exception using
            errcode = 'PT409',
            message = format('%s is already invited.', wanted),
            hint = 'Send a new link with resend_invitation, or take it back with revoke_invitation.';
    end if;
end;
$$;

comment on function private.invite_member(uuid, text, text) is 'Body of public.invite_member.';

create function public.invite_member(
    workspace_id uuid,
    email text,
    role text default 'member',
    out invitation_id uuid,
    out token text,
    out expires_at timestamptz
)
language sql
set search_path = ''
as $$
    select * from private.invite_member(workspace_id, email, role);
$$;

comment on function public.invite_member(uuid, text, text) is
'Invites an address and returns the token for the link: once, it is not kept. Admins and owners. '
'PT409 already member or invited, PT422 no address or no such role.';

create function private.manage_invitation(invitation uuid)
returns public.workspace_invitations
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_invitation public.workspace_invitations;
begin
    select * into found_invitation from public.workspace_invitations as i where i.id = invitation;
    -- Who is no member learns the same of a foreign invitation as of none.
    if found_invitation.id is null
        or private.role_in(found_invitation.workspace_id) is null and not private.is_service() then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such invitation.',
            detail = format('invitation: %s', invitation),
            hint = 'The open ones are in pending_invitations.';
    end if;
    perform private.manage_workspace(found_invitation.workspace_id, 'admin');
    select * into found_invitation from public.workspace_invitations as i where i.id = invitation;
    if found_invitation.accepted_at is not null then
        raise exception using
            errcode = 'PT409',
            message = 'This invitation has been accepted.',
            hint = 'Change the member with change_member_role or remove_member.';
    end if;
    return found_invitation;
end;
$$;

comment on function private.manage_invitation(uuid) is
'Opens a change to an invitation, for admins: PT404 none, PT409 accepted; else as manage_workspace.';

create function private.resend_invitation(
    invitation uuid, out token text, out expires_at timestamptz
)
language plpgsql
security definer
set search_path = ''
as $$
begin
    if (private.manage_invitation(invitation)).revoked_at is not null then
        raise exception using
            errcode = 'PT409',
            message = 'This invitation was revoked.',
            hint = 'Invite the person again with invite_member.';
    end if;
    token := private.new_token();
    expires_at := now() + interval '7 days';
    update public.workspace_invitations as i
    set
        token_hash = private.token_hash(resend_invitation.token),
        expires_at = resend_invitation.expires_at,
        send_count = i.send_count + 1,
        last_sent_at = now()
    where i.id = invitation;
end;
$$;

comment on function private.resend_invitation(uuid) is 'Body of public.resend_invitation.';

create function public.resend_invitation(
    invitation_id uuid, out token text, out expires_at timestamptz
)
language sql
set search_path = ''
as $$
    select * from private.resend_invitation(invitation_id);
$$;

comment on function public.resend_invitation(uuid) is
'A new token and seven more days; the link before stops working. Admins and owners. '
'PT404 no such invitation, PT409 accepted or revoked.';

create function private.revoke_invitation(invitation uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.manage_invitation(invitation);
    update public.workspace_invitations as i
    set revoked_at = now()
    where i.id = invitation and i.revoked_at is null;
end;
$$;

comment on function private.revoke_invitation(uuid) is 'Body of public.revoke_invitation.';

create function public.revoke_invitation(invitation_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.revoke_invitation(invitation_id);
$$;

comment on function public.revoke_invitation(uuid) is
'Takes an invitation back. Admins and owners. PT404 no such invitation, PT409 accepted.';

-- for the invited -------------------------------------------------------------------------

create function private.invitation_state(invitation public.workspace_invitations)
returns text
language sql
stable
set search_path = ''
as $$
    select case
        when invitation.accepted_at is not null then 'accepted'
        when invitation.revoked_at is not null then 'revoked'
        when invitation.expires_at <= now() then 'expired'
        else 'pending'
    end;
$$;

comment on function private.invitation_state(public.workspace_invitations) is
'pending, accepted, revoked or expired.';

create function private.peek_invitation(
    given_token text,
    out workspace_name text,
    out invited_by text,
    out email text,
    out role text,
    out state text,
    out expires_at timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    select w.name, p.full_name, i.email, i.role, private.invitation_state(i), i.expires_at
    into workspace_name, invited_by, email, role, state, expires_at
    from public.workspace_invitations as i
    join public.workspaces as w on w.id = i.workspace_id
    left join public.profiles as p on p.id = i.invited_by
    where i.token_hash = private.token_hash(given_token);
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'This invitation link is not valid.',
            hint = 'Open the newest link you were sent, or ask for another one.';
    end if;
end;
$$;

comment on function private.peek_invitation(text) is 'Body of public.peek_invitation.';

create function public.peek_invitation(
    token text,
    out workspace_name text,
    out invited_by text,
    out email text,
    out role text,
    out state text,
    out expires_at timestamptz
)
language sql
stable
set search_path = ''
as $$
    select * from private.peek_invitation(token);
$$;

comment on function public.peek_invitation(text) is
'What a link invites to, for the page behind it, whoever is signed in: the token is the proof. '
'State: pending, accepted, revoked, expired. PT404 no such link.';

create function private.list_my_invitations()
returns table (
    invitation_id uuid,
    workspace_name text,
    invited_by text,
    role text,
    expires_at timestamptz
)
language sql
stable
security definer
set search_path = ''
as $$
    select i.id, w.name, p.full_name, i.role, i.expires_at
    from auth.users as u
    join public.workspace_invitations as i on i.email = lower(u.email)
    join public.workspaces as w on w.id = i.workspace_id
    left join public.profiles as p on p.id = i.invited_by
    where u.id = auth.uid()
        and u.email_confirmed_at is not null
        and i.accepted_at is null
        and i.revoked_at is null
        and i.expires_at > now()
    order by i.expires_at;
$$;

comment on function private.list_my_invitations() is 'Body of public.list_my_invitations.';

create function public.list_my_invitations()
returns table (
    invitation_id uuid,
    workspace_name text,
    invited_by text,
    role text,
    expires_at timestamptz
)
language sql
stable
set search_path = ''
as $$
    select * from private.list_my_invitations();
$$;

comment on function public.list_my_invitations() is
'The open invitations to your confirmed address. Accepting one takes the link that was sent.';

create function private.accept_invitation(given_token text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
    address text;
    invitation public.workspace_invitations;
    state text;
begin
    select * into invitation
    from public.workspace_invitations as i
    where i.token_hash = private.token_hash(given_token);
    if invitation.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'This invitation link is not valid.',
            hint = 'Open the newest link you were sent, or ask for another one.';
    end if;
    select lower(u.email) into address
    from auth.users as u
    where u.id = person and u.email_confirmed_at is not null;
    if address is null then
        raise exception using
            errcode = 'PT403',
            message = 'Your e-mail address is not confirmed yet.',
            hint = 'Open the link in the confirmation mail, then accept the invitation again.';
    end if;
    if address <> invitation.email then
        raise exception using
            errcode = 'PT403',
            message = 'This invitation is for another e-mail address.',
            detail = format('invited: %s, signed in: %s', invitation.email, address),
            hint = 'Sign in with the invited address, or ask for an invitation to yours.';
    end if;

    -- Same order of locks as the functions that change members: the workspace first.
    perform from public.workspaces as w where w.id = invitation.workspace_id for no key update;
    select * into invitation
    from public.workspace_invitations as i
    where i.token_hash = private.token_hash(given_token)
    for update;
    -- No row any more: resent in this moment, and this link with it withdrawn.
    state := case when found then private.invitation_state(invitation) else 'replaced' end;
    if state = 'accepted' and invitation.accepted_by = person
        and private.role_in(invitation.workspace_id) is not null then
        return invitation.workspace_id; -- a second click, or a repeated request
    end if;
    if state <> 'pending' then
        raise exception using
            errcode = 'PT410',
            message = format(
                'This invitation %s.',
                case state
                    when 'accepted' then 'has been used'
                    when 'expired' then 'has expired'
                    else 'was withdrawn'
                end
            ),
            hint = 'Ask an admin of the workspace for a new one.';
    end if;
    perform private.ensure_account(person);
    insert into public.workspace_members as m (workspace_id, user_id, invited_by, role)
    values (invitation.workspace_id, person, invitation.invited_by, invitation.role)
    on conflict (workspace_id, user_id) do update
        -- Already in by another way: nobody loses rank by accepting.
        set
            role = case
                when m.is_active and private.role_rank(m.role) > private.role_rank(excluded.role)
                    then m.role
                else excluded.role
            end,
            is_active = true;
    update public.workspace_invitations as i
    set accepted_at = now(), accepted_by = person
    where i.id = invitation.id;
    return invitation.workspace_id;
end;
$$;

comment on function private.accept_invitation(text) is 'Body of public.accept_invitation.';

create function public.accept_invitation(token text)
returns uuid
language sql
set search_path = ''
as $$
    select private.accept_invitation(token);
$$;

comment on function public.accept_invitation(text) is
'Joins the workspace of a link and returns its id. Repeating it is harmless. PT401 signed out, '
'PT403 other or unconfirmed address, PT404 no such link, PT410 used, withdrawn or expired.';
