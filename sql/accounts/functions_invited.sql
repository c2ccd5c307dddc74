-- accounts: invitations, as the invited person finds, reads and accepts them.
--
-- All bodies are security definer: the invited person is no member yet, so no policy shows
-- them the invitation, and token hashes are closed to the API.

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
