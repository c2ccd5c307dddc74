-- accounts: the questions every policy asks, and the first row of every person.
--
-- Security definer here, and why:
--   private.workspace_ids        reads workspace_members beneath its own policies
--   private.role_in              the same, for one workspace
--   private.require_role         the same, as an error
--   private.require_second_factor  reads auth.mfa_factors
--   private.ensure_profile_row   reads auth.users and writes profiles, which nobody may insert
--   private.ensure_account       the same, and makes the personal workspace
--   private.ensure_profile       the same, for the caller
--   private.greet_new_user       the same, as a trigger fired by Auth's own role
--   private.prepare_workspace    sees the slugs of all tenants, makes a missing profile
--   private.seat_owner           writes workspace_members, which is changed by functions only
--   private.keep_an_owner        sees and settles ownership whoever removes a member
--   private.settle_leaver        the same, when an account is deleted

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

create function private.workspace_ids(min_role text)
returns setof uuid
language sql
stable
security definer
parallel safe
rows 10
set search_path = ''
as $$
    select m.workspace_id
    from public.workspace_members as m
    join public.workspaces as w on w.id = m.workspace_id
    join public.profiles as p on p.id = m.user_id
    where m.user_id = (select auth.uid())
        and m.is_active
        and p.is_active
        and (w.is_active or min_role = 'viewer')
        and private.role_rank(m.role) >= private.role_rank(min_role);
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
'The caller''s role in a workspace, archived or not; null for everybody who is not an active member.';

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

-- names -------------------------------------------------------------------------------

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

create function private.compose_full_name()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    parts text := nullif(trim(concat_ws(' ', new.first_name, new.last_name)), '');
begin
    if tg_op = 'INSERT' then
        new.full_name := coalesce(new.full_name, parts);
    elsif new.full_name is not distinct from old.full_name then
        new.full_name := coalesce(parts, new.full_name);
    end if;
    return new;
end;
$$;

comment on function private.compose_full_name() is
'Trigger: full_name follows first and last name unless it is set itself.';

-- the first rows of a person ------------------------------------------------------------

create function private.ensure_profile_row(person uuid)
returns void
language sql
security definer
set search_path = ''
as $$
    -- What sign-up brings along is free text: whatever a check would refuse is left out.
    insert into public.profiles (id, full_name, first_name, last_name, avatar_url, country)
    select
        u.id,
        left(nullif(trim(coalesce(given ->> 'full_name', given ->> 'name')), ''), 255),
        left(nullif(trim(given ->> 'first_name'), ''), 100),
        left(nullif(trim(given ->> 'last_name'), ''), 100),
        substring(left(given ->> 'avatar_url', 2048) from '^https?://.+$'),
        substring(upper(given ->> 'country') from '^[A-Z]{2}$')
    from auth.users as u
    cross join lateral coalesce(u.raw_user_meta_data, '{}') as given
    where u.id = person
    on conflict (id) do nothing;
$$;

comment on function private.ensure_profile_row(uuid) is
'Makes the profile of a user of Auth if it is missing.';

create function private.ensure_account(person uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.ensure_profile_row(person);
    insert into public.workspaces (owner_id, name, is_personal)
    select
        p.id,
        left(coalesce(p.full_name, nullif(split_part(u.email, '@', 1), ''), 'My'), 240)
        || '''s workspace',
        true
    from public.profiles as p
    join auth.users as u on u.id = p.id
    where p.id = person
        and p.is_active
        and not exists (
            select from public.workspaces as w where w.owner_id = p.id and w.is_personal
        )
    on conflict (owner_id) where is_personal do nothing;
end;
$$;

comment on function private.ensure_account(uuid) is
'Makes the profile and the personal workspace of a user of Auth where they are missing.';

create function private.greet_new_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.ensure_account(new.id);
    return null;
exception
    when others then
        -- A person who signs up must get in whatever is wrong here: ensure_profile repairs it.
        raise warning 'no profile or workspace for new user %: % (%)', new.id, sqlerrm, sqlstate;
        return null;
end;
$$;

comment on function private.greet_new_user() is
'Trigger on auth.users: profile and personal workspace at sign-up. Never fails the sign-up.';

create function private.ensure_profile()
returns public.profiles
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
    profile public.profiles;
begin
    perform private.ensure_account(person);
    update public.profiles as p
    set last_active_at = now()
    where p.id = person
        and (p.last_active_at is null or p.last_active_at < now() - interval '1 minute');
    select * into profile from public.profiles as p where p.id = person;
    if profile.id is null then
        raise exception using
            errcode = 'PT401',
            message = 'This account no longer exists.',
            hint = 'Sign out, and sign up again.';
    end if;
    return profile;
end;
$$;

comment on function private.ensure_profile() is 'Body of public.ensure_profile.';

create function public.ensure_profile()
returns public.profiles
language sql
set search_path = ''
as $$
    select * from private.ensure_profile();
$$;

comment on function public.ensure_profile() is
'Your profile. Call it when the application opens: it notes that you are active and makes '
'what sign-up could not make (profile, personal workspace). PT401 signed out.';

-- keeping rows where they belong ----------------------------------------------------------

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

-- ownership -------------------------------------------------------------------------------

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

create function private.settle_leaver()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform
    from public.workspaces as w
    join public.workspace_members as m on m.workspace_id = w.id
    where m.user_id = old.id and m.role = 'owner'
    order by w.id
    for no key update of w;

    -- What nobody else works in goes with its owner.
    delete from public.workspaces as w
    using public.workspace_members as m
    where m.workspace_id = w.id
        and m.user_id = old.id
        and m.role = 'owner'
        and not exists (
            select
            from public.workspace_members as other
            where other.workspace_id = w.id and other.user_id <> old.id and other.is_active
        );

    -- What others work in stays theirs: the highest in rank, then the longest there, takes over.
    update public.workspace_members as m
    set role = 'owner'
    from (
        select distinct on (other.workspace_id) other.id
        from public.workspace_members as mine
        join public.workspace_members as other on other.workspace_id = mine.workspace_id
        where mine.user_id = old.id
            and mine.role = 'owner'
            and other.user_id <> old.id
            and other.is_active
        order by
            other.workspace_id, private.role_rank(other.role) desc, other.joined_at, other.id
    ) as heir
    where m.id = heir.id and m.role <> 'owner';

    delete from public.workspace_members as m where m.user_id = old.id;
    return old;
end;
$$;

comment on function private.settle_leaver() is
'Trigger: before an account goes, its workspaces get a new owner, or go too if nobody else is there. '
'So deleting a user never fails here and never takes the work of others along.';
