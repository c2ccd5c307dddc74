-- accounts: changes to the members of a workspace.
--
-- All bodies are security definer: workspace_members is written by nobody directly, so that
-- the rules hold for every caller. Each begins by asking for the caller's role, and holds the
-- workspace's row lock, so that changes take turns.

-- shared by the functions below -----------------------------------------------------------

create function private.manage_workspace(workspace uuid, min_role text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, min_role);
    perform private.require_second_factor();
    perform from public.workspaces as w where w.id = workspace for no key update;
    -- Asked again: the role may have been taken away while we waited for the lock.
    perform private.require_role(workspace, min_role);
end;
$$;

comment on function private.manage_workspace(uuid, text) is
'Opens a change to members: role, second factor, lock. Raises as require_role and '
'require_second_factor.';

create function private.manage_member(workspace uuid, person uuid)
returns public.workspace_members
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_member public.workspace_members;
begin
    perform private.manage_workspace(workspace, 'admin');
    select * into found_member
    from public.workspace_members as m
    where m.workspace_id = workspace and m.user_id = person;
    if found_member.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'This person is not a member of the workspace.',
            detail = format('workspace: %s, user: %s', workspace, person),
            hint = 'The members are in workspace_members; invite_member adds one.';
    end if;
    if found_member.role = 'owner' and not private.is_service()
        and private.role_in(workspace) <> 'owner' then
        raise exception using
            errcode = 'PT403',
            message = 'Only an owner can change an owner.',
            detail = format('workspace: %s, user: %s', workspace, person),
            hint = 'Ask one of the owners of the workspace.';
    end if;
    return found_member;
end;
$$;

comment on function private.manage_member(uuid, uuid) is
'Opens a change to one member: as manage_workspace for admin; PT404 no member, PT403 an '
'owner and you are none.';

create function private.revoke_invitations_of(workspace uuid, person uuid)
returns void
language sql
security definer
set search_path = ''
as $$
    update public.workspace_invitations as i
    set revoked_at = now()
    from auth.users as u
    where u.id = person
        and i.email = lower(u.email)
        and i.workspace_id = workspace
        and i.accepted_at is null
        and i.revoked_at is null;
$$;

comment on function private.revoke_invitations_of(uuid, uuid) is
'Revokes what would let a person back in whom an admin has just taken out.';

-- members ---------------------------------------------------------------------------------

create function private.change_member_role(workspace uuid, person uuid, new_role text)
returns public.workspace_members
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed public.workspace_members;
begin
    perform private.manage_member(workspace, person);
    if private.role_rank(new_role) is null then
        raise exception using
            errcode = 'PT422',
            message = format('%L is not a role.', new_role),
            hint = 'The roles are viewer, member, admin and owner.';
    end if;
    if new_role = 'owner' and not private.is_service()
        and private.role_in(workspace) <> 'owner' then
        raise exception using
            errcode = 'PT403',
            message = 'Only an owner can make an owner.',
            hint = 'Ask one of the owners of the workspace.';
    end if;
    update public.workspace_members as m
    set role = new_role
    where m.workspace_id = workspace and m.user_id = person
    returning m.* into changed;
    return changed;
end;
$$;

comment on function private.change_member_role(uuid, uuid, text) is
'Body of public.change_member_role.';

create function public.change_member_role(workspace_id uuid, user_id uuid, role text)
returns public.workspace_members
language sql
set search_path = ''
as $$
    select * from private.change_member_role(workspace_id, user_id, role);
$$;

comment on function public.change_member_role(uuid, uuid, text) is
'Gives a member another role. Admins and owners; only owners make or change owners (PT403). '
'PT404 no member, PT409 the last owner, PT422 no such role.';

create function private.set_member_permissions(workspace uuid, person uuid, given jsonb)
returns public.workspace_members
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed public.workspace_members;
begin
    perform private.manage_member(workspace, person);
    update public.workspace_members as m
    set permissions = given
    where m.workspace_id = workspace and m.user_id = person
    returning m.* into changed;
    return changed;
end;
$$;

comment on function private.set_member_permissions(uuid, uuid, jsonb) is
'Body of public.set_member_permissions.';

create function public.set_member_permissions(workspace_id uuid, user_id uuid, permissions jsonb)
returns public.workspace_members
language sql
set search_path = ''
as $$
    select * from private.set_member_permissions(workspace_id, user_id, permissions);
$$;

comment on function public.set_member_permissions(uuid, uuid, jsonb) is
'Sets what a frontend allows a member beyond the role. Admins and owners; errors as '
'change_member_role.';

create function private.set_member_active(workspace uuid, person uuid, active boolean)
returns public.workspace_members
language plpgsql
security definer
set search_path = ''
as $$
declare
    changed public.workspace_members;
begin
    perform private.manage_member(workspace, person);
    update public.workspace_members as m
    set is_active = active
    where m.workspace_id = workspace and m.user_id = person
    returning m.* into changed;
    if not active then
        perform private.revoke_invitations_of(workspace, person);
    end if;
    return changed;
end;
$$;

comment on function private.set_member_active(uuid, uuid, boolean) is
'Body of public.set_member_active.';

create function public.set_member_active(workspace_id uuid, user_id uuid, is_active boolean)
returns public.workspace_members
language sql
set search_path = ''
as $$
    select * from private.set_member_active(workspace_id, user_id, is_active);
$$;

comment on function public.set_member_active(uuid, uuid, boolean) is
'Suspends a member (false) or lets them in again (true). Admins and owners; errors as '
'change_member_role.';

create function private.remove_member(workspace uuid, person uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.manage_member(workspace, person);
    delete from public.workspace_members as m
    where m.workspace_id = workspace and m.user_id = person;
    perform private.revoke_invitations_of(workspace, person);
end;
$$;

comment on function private.remove_member(uuid, uuid) is 'Body of public.remove_member.';

create function public.remove_member(workspace_id uuid, user_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.remove_member(workspace_id, user_id);
$$;

comment on function public.remove_member(uuid, uuid) is
'Takes a member out, and revokes their open invitations. Admins and owners; errors as '
'change_member_role.';

create function private.leave_workspace(workspace uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_user();
    perform from public.workspaces as w where w.id = workspace for no key update;
    delete from public.workspace_members as m
    where m.workspace_id = workspace and m.user_id = auth.uid();
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'You are not a member of this workspace.',
            detail = format('workspace: %s', workspace),
            hint = 'Your workspaces are in workspace_members.';
    end if;
end;
$$;

comment on function private.leave_workspace(uuid) is 'Body of public.leave_workspace.';

create function public.leave_workspace(workspace_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.leave_workspace(workspace_id);
$$;

comment on function public.leave_workspace(uuid) is
'Ends your membership. PT404 you are no member, PT409 you are the last owner.';

-- people ----------------------------------------------------------------------------------

create function private.list_member_emails(workspace uuid)
returns table (user_id uuid, email text)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, 'admin');
    return query
    select m.user_id, u.email::text
    from public.workspace_members as m
    join auth.users as u on u.id = m.user_id
    where m.workspace_id = workspace
    order by u.email;
end;
$$;

comment on function private.list_member_emails(uuid) is 'Body of public.list_member_emails.';

create function public.list_member_emails(workspace_id uuid)
returns table (user_id uuid, email text)
language sql
stable
set search_path = ''
as $$
    select * from private.list_member_emails(workspace_id);
$$;

comment on function public.list_member_emails(uuid) is
'The addresses of the members. Admins and owners; errors as require_role.';
