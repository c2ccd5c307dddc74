-- accounts: workspaces and who owns them, from creation to deletion.
--
-- Security definer here, and why:
--   private.prepare_workspace     sees the slugs of all tenants, makes a missing profile
--   private.seat_owner            writes workspace_members, which only functions change
--   private.keep_an_owner         sees and settles ownership, whoever removes a member
--   private.require_ownership     locks the workspace
--   private.set_workspace_active  writes is_active, which is closed to the API
--   private.delete_workspace      workspaces are deleted by nobody directly
--   private.transfer_ownership    writes owner_id and workspace_members

-- names ----------------------------------------------------------------------------------

create function private.slug_from(name text)
returns text
language sql
immutable
set search_path = ''
as $$
    -- Accents go with their letters; every other sign becomes a hyphen.
    select trim(both '-' from left(
        regexp_replace(
            regexp_replace(lower(normalize(name, nfkd)), '[\u0300-\u036f'']', '', 'g'),
            '[^a-z0-9]+', '-', 'g'
        ),
        60
    ));
$$;

comment on function private.slug_from(text) is
'A name as part of a URL; empty where no Latin letter or digit is left of it.';

create function private.free_slug(name text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    wanted text := private.slug_from(name);
    chance text := left(replace(gen_random_uuid()::text, '-', ''), 8);
begin
    if wanted = '' then
        return 'workspace-' || chance;
    end if;
    -- Two creators of the same name at the same time: the second does not wait, it differs.
    if exists (select from public.workspaces as w where w.slug = wanted)
        or not pg_try_advisory_xact_lock(hashtextextended('workspace slug ' || wanted, 0)) then
        return wanted || '-' || chance;
    end if;
    return wanted;
end;
$$;

comment on function private.free_slug(text) is
'A slug nobody has: made from the name, with a random ending where that is taken.';

-- there is always an owner ---------------------------------------------------------------

create function private.prepare_workspace()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.ensure_profile_row(new.owner_id);
    if exists (select from public.profiles as p where p.id = new.owner_id and not p.is_active) then
        raise exception using
            errcode = 'PT403',
            message = 'This account is suspended.',
            hint = 'Write to the operator of this service.';
    end if;
    if coalesce(new.slug, '') = '' then
        new.slug := private.free_slug(new.name);
    end if;
    return new;
end;
$$;

comment on function private.prepare_workspace() is
'Trigger: before a workspace is made, its owner has a profile and it has a slug.';

create function private.seat_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.workspace_members as m (workspace_id, user_id, role)
    values (new.id, new.owner_id, 'owner')
    on conflict (workspace_id, user_id) do update
        set role = 'owner', is_active = true
        where m.role <> 'owner' or not m.is_active;
    return null;
end;
$$;

comment on function private.seat_owner() is
'Trigger: who is named as owner_id is an active member with the role owner.';

create function private.keep_an_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    heir uuid;
begin
    -- Two owners who step down at once take turns here; the second sees what the first left.
    perform from public.workspaces as w where w.id = old.workspace_id for no key update;
    if not found then
        return null; -- the workspace itself is going
    end if;
    select m.user_id into heir
    from public.workspace_members as m
    join public.workspaces as w on w.id = m.workspace_id
    where m.workspace_id = old.workspace_id and m.role = 'owner' and m.is_active
    order by m.user_id = w.owner_id desc, m.joined_at, m.id
    limit 1;
    if heir is null then
        raise exception using
            errcode = 'PT409',
            message = 'A workspace needs an owner, and this is the last one.',
            detail = format('workspace: %s', old.workspace_id),
            hint = 'Make somebody else owner first (transfer_ownership), or delete the workspace.';
    end if;
    -- Written even if it stays the same: under repeatable read the second of two owners
    -- then fails to serialise instead of trusting its old snapshot.
    update public.workspaces as w set owner_id = heir where w.id = old.workspace_id;
    return null;
end;
$$;

comment on function private.keep_an_owner() is
'Trigger: refuses (PT409) to take the last owner from a workspace; if the accountable owner goes, '
'owner_id moves to the longest-standing other owner.';

-- for clients ----------------------------------------------------------------------------

create function public.create_workspace(name text, slug text default null)
returns public.workspaces
language sql
set search_path = ''
as $$
    -- Thin: from('workspaces').insert() does the same, policies and triggers included.
    insert into public.workspaces (name, slug)
    values (create_workspace.name, coalesce(create_workspace.slug, ''))
    returning *;
$$;

comment on function public.create_workspace(text, text) is
'Makes a workspace that you own. Without a slug one is made from the name; a taken slug is '
'23505 (409).';

create function private.require_ownership(workspace uuid)
returns public.workspaces
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_workspace public.workspaces;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.require_second_factor();
    select * into found_workspace
    from public.workspaces as w
    where w.id = workspace
    for no key update;
    if not private.is_service() and private.role_in(workspace) is distinct from 'owner' then
        raise exception using
            errcode = 'PT403',
            message = 'Only an owner can do this.',
            detail = format('workspace: %s', workspace),
            hint = 'Ask one of the owners of the workspace.';
    end if;
    return found_workspace;
end;
$$;

comment on function private.require_ownership(uuid) is
'As manage_workspace for owner, but open for archived workspaces too; returns the locked row.';

create function private.set_workspace_active(workspace uuid, active boolean)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_ownership(workspace);
    update public.workspaces as w
    set is_active = active
    where w.id = workspace and w.is_active <> active;
end;
$$;

comment on function private.set_workspace_active(uuid, boolean) is
'Body of archive_workspace and restore_workspace.';

create function public.archive_workspace(workspace_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.set_workspace_active(workspace_id, false);
$$;

comment on function public.archive_workspace(uuid) is
'Makes a workspace read-only for everybody. Owners only; PT403 otherwise.';

create function public.restore_workspace(workspace_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.set_workspace_active(workspace_id, true);
$$;

comment on function public.restore_workspace(uuid) is
'Takes an archived workspace back into use. Owners only; PT403 otherwise.';

create function private.delete_workspace(workspace uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    doomed public.workspaces := private.require_ownership(workspace);
begin
    if doomed.is_personal then
        raise exception using
            errcode = 'PT409',
            message = 'A personal workspace goes with the account.',
            detail = format('workspace: %s', workspace),
            hint = 'Archive it (archive_workspace), or delete your account.';
    end if;
    delete from public.workspaces as w where w.id = workspace;
end;
$$;

comment on function private.delete_workspace(uuid) is 'Body of public.delete_workspace.';

create function public.delete_workspace(workspace_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.delete_workspace(workspace_id);
$$;

comment on function public.delete_workspace(uuid) is
'Deletes a workspace with everything in it, for good. Owners only (PT403); not a personal '
'one (PT409).';

create function private.transfer_ownership(workspace uuid, heir uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    giver uuid := auth.uid();
begin
    perform private.manage_workspace(workspace, 'owner');
    if private.is_service() then
        select w.owner_id into giver from public.workspaces as w where w.id = workspace;
    end if;
    if heir = giver then
        raise exception using
            errcode = 'PT422',
            message = 'The workspace is already theirs.',
            hint = 'Name another member as the new owner.';
    end if;
    if not exists (
        select
        from public.workspace_members as m
        join public.profiles as p on p.id = m.user_id
        where m.workspace_id = workspace
            and m.user_id = heir
            and m.is_active
            and p.is_active
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'The new owner is not an active member of the workspace.',
            detail = format('workspace: %s, user: %s', workspace, heir),
            hint = 'Invite them first (invite_member).';
    end if;
    update public.workspace_members as m
    set role = 'owner'
    where m.workspace_id = workspace and m.user_id = heir;
    update public.workspaces as w
    set owner_id = heir, is_personal = false
    where w.id = workspace and w.owner_id = giver;
    update public.workspace_members as m
    set role = 'admin'
    where m.workspace_id = workspace and m.user_id = giver;
end;
$$;

comment on function private.transfer_ownership(uuid, uuid) is 'Body of public.transfer_ownership.';

create function public.transfer_ownership(workspace_id uuid, new_owner uuid)
returns void
language sql
set search_path = ''
as $$
    select private.transfer_ownership(workspace_id, new_owner);
$$;

comment on function public.transfer_ownership(uuid, uuid) is
'Hands your ownership to another member and makes you an admin, in one step. '
'PT403 you are no owner, PT404 they are no active member.';
