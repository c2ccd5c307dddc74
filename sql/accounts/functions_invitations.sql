-- accounts: invitations, as admins make them, send them again and take them back.
--
-- All bodies are security definer: workspace_invitations is written by nobody directly, and
-- token hashes are closed to the API.

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
            hint = 'Send a new link with resend_invitation, or end it with revoke_invitation.';
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
'Opens a change to an invitation, for admins: PT404 none, PT409 accepted; else as '
'manage_workspace.';

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
