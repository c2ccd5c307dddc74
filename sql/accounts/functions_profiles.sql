-- accounts: a person's first rows, their name, and what is left when they go.
--
-- Security definer here, and why:
--   private.ensure_profile_row  reads auth.users and writes profiles, which nobody may insert
--   private.ensure_account      the same, and makes the personal workspace
--   private.ensure_profile      the same, for the caller
--   private.greet_new_user      the same, as a trigger fired by Auth's own role
--   private.settle_leaver       hands workspaces on when Auth deletes a user
--   private.fellow_profiles     shows name and picture of others, whose profiles are closed

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

-- the first rows -------------------------------------------------------------------------

create function private.ensure_profile_row(person uuid)
returns void
language sql
security definer
set search_path = ''
as $$
    -- What sign-up brings along is free text: whatever a check would refuse is left out.
    insert into public.profiles (
        id, full_name, first_name, last_name, avatar_url, country, password_strength
    )
    select
        u.id,
        left(nullif(trim(coalesce(given ->> 'full_name', given ->> 'name')), ''), 255),
        left(nullif(trim(given ->> 'first_name'), ''), 100),
        left(nullif(trim(given ->> 'last_name'), ''), 100),
        substring(left(given ->> 'avatar_url', 2048) from '^https?://.+$'),
        substring(upper(given ->> 'country') from '^[A-Z]{2}$'),
        substring(given ->> 'password_strength' from '^(weak|fair|good|strong)$')
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
-- A table locked by a migration is a failure like any other, not something to wait for.
set lock_timeout = '1s'
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

-- the last ones --------------------------------------------------------------------------

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
'Trigger: before an account goes, its workspaces get a new owner, or go if nobody else is there. '
'So deleting a user never fails here and never takes the work of others along.';

-- colleagues -----------------------------------------------------------------------------

create function private.fellow_profiles()
returns table (user_id uuid, full_name text, avatar_url text, last_active_at timestamptz)
language sql
stable
security definer
set search_path = ''
as $$
    select p.id, p.full_name, p.avatar_url, p.last_active_at
    from public.profiles as p
    where p.id in (
        select m.user_id
        from public.workspace_members as m
        where m.workspace_id = any (array(select private.workspace_ids('viewer')))
    );
$$;

comment on function private.fellow_profiles() is
'What members of the caller''s workspaces may know of each other. The base of workspace_people.';
