-- accounts: the questions that every domain asks about the caller.
--
-- Security definer here, and why:
--   private.workspace_ids          reads workspace_members beneath its own policies
--   private.role_in                the same, for one workspace
--   private.require_role           the same, and whether the workspace is archived
--   private.require_second_factor  reads auth.mfa_factors

-- roles ---------------------------------------------------------------------------------

create function private.role_rank(role text)
returns integer
language sql
immutable
parallel safe
set search_path = ''
as $$
    select array_position(array['viewer', 'member', 'admin', 'owner'], role);
$$;

comment on function private.role_rank(text) is
'Order of the roles: viewer 1, member 2, admin 3, owner 4; null for anything else.';

-- In plpgsql because it keeps its plans for the session: 0.05 ms a call, where the same query
-- as a SQL function is planned every time (0.23 ms). Reading, the common case, spares the look
-- into workspaces: 6 buffers a call, however many workspaces there are.
create function private.workspace_ids(min_role text)
returns setof uuid
language plpgsql
stable
security definer
parallel safe
rows 10
set search_path = ''
as $$
begin
    if min_role = 'viewer' then
        return query
        select m.workspace_id
        from public.workspace_members as m
        join public.profiles as p on p.id = m.user_id
        where m.user_id = auth.uid() and m.is_active and p.is_active;
    else
        return query
        select m.workspace_id
        from public.workspace_members as m
        join public.profiles as p on p.id = m.user_id
        join public.workspaces as w on w.id = m.workspace_id
        where m.user_id = auth.uid()
            and m.is_active
            and p.is_active
            and w.is_active
            and private.role_rank(m.role) >= private.role_rank(min_role);
    end if;
end;
$$;

comment on function private.workspace_ids(text) is
'The workspaces in which the caller has at least this role; archived ones count for viewer only. '
'Policies say workspace_id = any (array(select private.workspace_ids(''viewer''))): it runs once '
'per statement, and the index on workspace_id serves the rest.';

create function private.role_in(workspace uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
    select m.role
    from public.workspace_members as m
    join public.profiles as p on p.id = m.user_id
    where m.workspace_id = workspace
        and m.user_id = (select auth.uid())
        and m.is_active
        and p.is_active;
$$;

comment on function private.role_in(uuid) is
'The caller''s role in a workspace, archived or not; null for everybody who is not an '
'active member.';

create function private.require_user()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    if auth.uid() is null then
        raise exception using
            errcode = 'PT401',
            message = 'Nobody is signed in.',
            hint = 'Sign in, and send the access token with the request.';
    end if;
    return auth.uid();
end;
$$;

comment on function private.require_user() is 'The caller''s id. PT401 without one.';

create function private.is_service()
returns boolean
language sql
stable
set search_path = ''
as $$
    select coalesce(auth.role() = 'service_role', false);
$$;

comment on function private.is_service() is
'Whether the request carries the service key: a worker or an operator, who stand above roles.';

create function private.require_role(workspace uuid, min_role text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    held text := private.role_in(workspace);
begin
    if private.role_rank(min_role) is null then
        raise exception using
            errcode = 'invalid_parameter_value',
            message = format('%L is not a role.', min_role),
            hint = 'The roles are viewer, member, admin and owner.';
    end if;
    if private.is_service() then
        return;
    end if;
    perform private.require_user();
    -- A stranger cannot tell a foreign workspace from one that does not exist.
    if held is null then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such workspace, or you are not a member of it.',
            detail = format('workspace: %s', workspace),
            hint = 'Check the id, or ask an admin of the workspace for an invitation.';
    end if;
    if private.role_rank(held) < private.role_rank(min_role) then
        raise exception using
            errcode = 'PT403',
            message = format('This takes the role %s; you are %s here.', min_role, held),
            detail = format('workspace: %s', workspace),
            hint = 'Ask an admin or the owner of the workspace.';
    end if;
    if min_role <> 'viewer'
        and not (select w.is_active from public.workspaces as w where w.id = workspace) then
        raise exception using
            errcode = 'PT409',
            message = 'This workspace is archived: it can be read, not changed.',
            detail = format('workspace: %s', workspace),
            hint = 'An owner can bring it back with restore_workspace.';
    end if;
end;
$$;

comment on function private.require_role(uuid, text) is
'Raises unless the caller has at least this role: PT401 signed out, PT404 no member, '
'PT403 role too low, PT409 archived. The service key passes.';

create function private.require_second_factor()
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    if coalesce(auth.jwt() ->> 'aal', 'aal1') <> 'aal2' and exists (
        select
        from auth.mfa_factors as f
        where f.user_id = auth.uid() and f.status = 'verified'
    ) then
        raise exception using
            errcode = 'PT403',
            message = 'This takes your second factor.',
            hint = 'Verify it (auth.mfa.challengeAndVerify) and try again with the new token.';
    end if;
end;
$$;

comment on function private.require_second_factor() is
'Raises PT403 if the caller has a verified second factor that this session has not used. '
'Called by whatever changes members, ownership or backup codes.';

-- tokens ---------------------------------------------------------------------------------

create function private.new_token()
returns text
language sql
set search_path = ''
as $$
    select replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
$$;

comment on function private.new_token() is
'A random token: 64 hexadecimal digits, 244 of their 256 bits random.';

create function private.token_hash(token text)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select sha256(convert_to(token, 'UTF8'));
$$;

comment on function private.token_hash(text) is 'SHA-256 of a token, as the tables keep it.';

-- keeping rows where they belong ---------------------------------------------------------

create function private.keep_fixed()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    moved text;
begin
    -- To null is allowed: that is a foreign key forgetting a deleted row.
    select given.name into moved
    from unnest(tg_argv) as given (name)
    where to_jsonb(new) ->> given.name <> coalesce(to_jsonb(old) ->> given.name, '')
    limit 1;
    if moved is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s of a row in %s cannot change.', moved, tg_table_name),
            hint = 'Make a new row instead.';
    end if;
    return new;
end;
$$;

comment on function private.keep_fixed() is
'Trigger: refuses (PT422) to change the columns named as its arguments, above all workspace_id.';
