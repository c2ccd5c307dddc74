-- Create accounts.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/accounts/tables.sql

-- accounts: who people are, which workspaces they share, and the brands they work for.
--
-- The `users` of all five documents meet here. Address, password, confirmation and second
-- factors stay in Supabase Auth (auth.users, auth.mfa_factors); plan, trial and Stripe ids
-- belong to billing; what is left of a person is a profile.
-- References to people point at profiles, not at auth.users: a profile goes with its user,
-- and PostgREST can embed it.

-- profiles ------------------------------------------------------------------------------

create table public.profiles (
    id uuid primary key references auth.users (id) on delete cascade,
    full_name text,
    first_name text,
    last_name text,
    avatar_url text,
    country text,
    settings jsonb not null default '{}',
    password_strength text,
    status text not null default 'active',
    is_active boolean not null generated always as (status in ('trial', 'active')) stored,
    last_active_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint profiles_full_name_length check (char_length(full_name) <= 255),
    constraint profiles_first_name_length check (char_length(first_name) <= 100),
    constraint profiles_last_name_length check (char_length(last_name) <= 100),
    constraint profiles_avatar_url_is_web_address check (
        avatar_url ~ '^https?://' and char_length(avatar_url) <= 2048
    ),
    constraint profiles_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    constraint profiles_settings_is_object check (jsonb_typeof(settings) = 'object'),
    constraint profiles_password_strength_known check (
        password_strength in ('weak', 'fair', 'good', 'strong')
    ),
    constraint profiles_status_known check (
        status in ('trial', 'active', 'suspended', 'canceled')
    )
);

comment on table public.profiles is
'A person, one row per auth.users. Read and edited by the person alone; colleagues see name '
'and picture in workspace_people.';
comment on column public.profiles.full_name is
'The name as the person writes it. Follows first_name and last_name unless it is set itself.';
comment on column public.profiles.country is 'ISO 3166-1 alpha-2, upper case.';
comment on column public.profiles.settings is 'Preferences of the user interface; a JSON object.';
comment on column public.profiles.password_strength is
'How the frontend rated the password when it was set; null where nobody did. Auth keeps a hash, '
'which tells nothing.';
comment on column public.profiles.status is
'State of the account, set by the platform: trial, active, suspended, canceled.';
comment on column public.profiles.is_active is
'Whether the person may use any workspace; follows status.';
comment on column public.profiles.last_active_at is
'When the person last opened the application (ensure_profile), to the minute.';

-- workspaces ----------------------------------------------------------------------------

create table public.workspaces (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid not null default auth.uid() references public.profiles (id),
    name text not null,
    slug text not null default '',
    is_personal boolean not null default false,
    settings jsonb not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint workspaces_slug_unique unique (slug),
    constraint workspaces_name_length check (
        char_length(name) <= 255 and name ~ '\S'
    ),
    constraint workspaces_slug_form check (
        slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 100
    ),
    constraint workspaces_settings_is_object check (jsonb_typeof(settings) = 'object')
);

create index workspaces_owner_id_idx on public.workspaces (owner_id);
create unique index workspaces_one_personal_per_owner
on public.workspaces (owner_id) where is_personal;

comment on table public.workspaces is
'A tenant: the team, agency or shop that owns everything else. Inserting a row makes the '
'creator its owner.';
comment on column public.workspaces.owner_id is
'The owner who answers for the workspace. Always one of the members with the role owner.';
comment on column public.workspaces.slug is
'Name in URLs: lower-case letters, digits and single hyphens. Made from the name where none '
'is given.';
comment on column public.workspaces.is_personal is
'Made at sign-up; each person has at most one, and it goes with the account.';
comment on column public.workspaces.is_active is
'False once archived: members can still read, nobody can write (archive_workspace, '
'restore_workspace).';

-- workspace_members ---------------------------------------------------------------------

create table public.workspace_members (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid not null references public.profiles (id) on delete cascade,
    invited_by uuid references public.profiles (id) on delete set null,
    role text not null default 'member',
    permissions jsonb not null default '{}',
    is_active boolean not null default true,
    joined_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint workspace_members_tenant_key unique (workspace_id, id),
    constraint workspace_members_once_per_workspace unique (workspace_id, user_id),
    constraint workspace_members_role_known check (
        role in ('viewer', 'member', 'admin', 'owner')
    ),
    constraint workspace_members_permissions_is_object check (
        jsonb_typeof(permissions) = 'object'
    )
);

-- Every policy asks for the workspaces of one person: this index answers it alone.
create index workspace_members_user_id_idx
on public.workspace_members (user_id) include (workspace_id, role, is_active);
create index workspace_members_invited_by_idx on public.workspace_members (invited_by);

comment on table public.workspace_members is
'Who works in which workspace, and as what. The only source of access rights; changed '
'through functions.';
comment on column public.workspace_members.role is
'viewer reads, member writes, admin manages, owner owns.';
comment on column public.workspace_members.permissions is
'What a frontend allows beyond or below the role; a JSON object. The database does not read it.';
comment on column public.workspace_members.is_active is
'False while an admin has suspended the member: no access, history kept.';

-- workspace_invitations -----------------------------------------------------------------

create table public.workspace_invitations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    invited_by uuid references public.profiles (id) on delete set null,
    accepted_by uuid references public.profiles (id) on delete set null,
    email text not null,
    role text not null default 'member',
    token_hash bytea not null,
    send_count integer not null default 1,
    last_sent_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '7 days',
    accepted_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint workspace_invitations_tenant_key unique (workspace_id, id),
    constraint workspace_invitations_token_unique unique (token_hash),
    constraint workspace_invitations_email_form check (
        email = lower(email)
        and char_length(email) <= 254
        and email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
    ),
    constraint workspace_invitations_role_known check (role in ('viewer', 'member', 'admin')),
    constraint workspace_invitations_token_is_sha256 check (octet_length(token_hash) = 32),
    constraint workspace_invitations_one_end check (
        accepted_at is null or revoked_at is null
    )
);

create unique index workspace_invitations_one_pending_per_email
on public.workspace_invitations (workspace_id, email)
where accepted_at is null and revoked_at is null;
create index workspace_invitations_email_idx
on public.workspace_invitations (email) where accepted_at is null and revoked_at is null;
create index workspace_invitations_invited_by_idx on public.workspace_invitations (invited_by);
create index workspace_invitations_accepted_by_idx on public.workspace_invitations (accepted_by);

comment on table public.workspace_invitations is
'Invitations into a workspace, each for one address. Made, resent, revoked and accepted '
'through functions.';
comment on column public.workspace_invitations.email is
'Lower case. Only the person with this confirmed address can accept.';
comment on column public.workspace_invitations.token_hash is
'SHA-256 of the token in the link. The token itself is shown once and stored nowhere.';
comment on column public.workspace_invitations.send_count is
'How many links were issued; each one makes the one before it worthless.';

-- businesses ----------------------------------------------------------------------------

create table public.businesses (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    profile_id uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null,
    industry text not null,
    website text,
    business_type text not null,
    primary_product text not null,
    core_offer_description text not null,
    audience_demographics jsonb not null default '{}',
    audience_psychographics jsonb not null default '{}',
    audience_job_role text,
    audience_pain_points text[],
    audience_desired_outcomes text[],
    primary_topics text[],
    tone_of_voice text,
    brand_keywords text[],
    competitors text[],
    primary_cta text,
    awareness_stage text,
    promotions jsonb not null default '[]',
    social_platforms text[],
    platform_preferences jsonb not null default '{}',
    competitor_social_accounts text[],
    blog_style text,
    content_upgrade_type text,
    email_tone text,
    email_frequency text,
    list_building_goals text[],
    primary_content_goal text,
    revenue_targets text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint businesses_tenant_key unique (workspace_id, id),
    constraint businesses_name_given check (name ~ '\S' and char_length(name) <= 255),
    constraint businesses_industry_given check (industry ~ '\S'),
    constraint businesses_business_type_given check (business_type ~ '\S'),
    constraint businesses_primary_product_given check (primary_product ~ '\S'),
    constraint businesses_core_offer_description_given check (core_offer_description ~ '\S'),
    constraint businesses_website_is_web_address check (
        website ~ '^https?://' and char_length(website) <= 2048
    ),
    constraint businesses_audience_demographics_is_object check (
        jsonb_typeof(audience_demographics) = 'object'
    ),
    constraint businesses_audience_psychographics_is_object check (
        jsonb_typeof(audience_psychographics) = 'object'
    ),
    constraint businesses_platform_preferences_is_object check (
        jsonb_typeof(platform_preferences) = 'object'
    ),
    constraint businesses_promotions_is_array check (jsonb_typeof(promotions) = 'array')
);

create index businesses_profile_id_idx on public.businesses (profile_id);
-- The list of a workspace, newest first.
create index businesses_workspace_created_idx
on public.businesses (workspace_id, created_at desc);

comment on table public.businesses is
'A brand: what it sells, to whom, and how it wants to sound. Every generation starts from one.';
comment on column public.businesses.profile_id is 'The person who entered the business.';
comment on column public.businesses.audience_demographics is
'Age, gender, location, income and the like; a JSON object.';
comment on column public.businesses.audience_psychographics is
'Goals, values, interests and the like; a JSON object.';
comment on column public.businesses.promotions is 'Running and planned promotions; a JSON array.';
comment on column public.businesses.platform_preferences is
'Wishes per social platform, keyed by platform; a JSON object.';

-- mfa_backup_codes ----------------------------------------------------------------------

create table public.mfa_backup_codes (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.profiles (id) on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    created_at timestamptz not null default now(),
    constraint mfa_backup_codes_once_per_user unique (user_id, code_hash),
    constraint mfa_backup_codes_hash_is_sha256 check (octet_length(code_hash) = 32)
);

comment on table public.mfa_backup_codes is
'One-time codes for a person whose authenticator is lost (generate_backup_codes, use_backup_code).';
comment on column public.mfa_backup_codes.code_hash is
'SHA-256 of the code. A code has 80 random bits, so a fast hash is enough.';

-- realtime ------------------------------------------------------------------------------

-- Dashboards follow names, roles and membership. Invitations stay out: their rows hold
-- token hashes, and admins see them rarely enough to fetch them.
alter publication supabase_realtime add table public.workspaces, public.workspace_members;


-- sql/accounts/functions.sql

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


-- sql/accounts/functions_backup_codes.sql

-- accounts: backup codes for a lost second factor.
--
-- Security definer: hashes are closed to the API, factors belong to Auth. Only Auth can raise
-- a session to aal2, so a backup code does not: it removes the lost factors, and the person,
-- now back to password alone, enrols a new one.

create function private.backup_code_hash(code text)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select private.token_hash(regexp_replace(lower(code), '[^0-9a-f]', '', 'g'));
$$;

comment on function private.backup_code_hash(text) is
'Hash of a code, however it was typed: case, blanks and hyphens do not count.';

create function private.generate_backup_codes()
returns setof text
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
    codes text[];
begin
    perform private.require_second_factor();
    if not exists (
        select from auth.mfa_factors as f where f.user_id = person and f.status = 'verified'
    ) then
        raise exception using
            errcode = 'PT409',
            message = 'There is no second factor to back up.',
            hint = 'Enrol and verify one first (auth.mfa.enroll).';
    end if;
    perform private.ensure_profile_row(person);
    -- Two requests at once: the later one's codes are the ones that count.
    perform from public.profiles as p where p.id = person for no key update;
    delete from public.mfa_backup_codes as c where c.user_id = person and c.used_at is null;
    -- 80 random bits each, in four groups of five digits.
    select array_agg(
        regexp_replace(left(encode(private.token_hash(private.new_token()), 'hex'), 20),
            '(.{5})(?=.)', '\1-', 'g')
    )
    into codes
    from generate_series(1, 10);
    insert into public.mfa_backup_codes (user_id, code_hash)
    select person, private.backup_code_hash(code) from unnest(codes) as code;
    return query select unnest(codes);
end;
$$;

comment on function private.generate_backup_codes() is 'Body of public.generate_backup_codes.';

create function public.generate_backup_codes()
returns setof text
language sql
set search_path = ''
as $$
    select * from private.generate_backup_codes();
$$;

comment on function public.generate_backup_codes() is
'Ten new one-time codes, shown this once; the unused ones before stop working. '
'PT403 without aal2, PT409 without a second factor.';

create function private.use_backup_code(given_code text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
begin
    update public.mfa_backup_codes as c
    set used_at = now()
    where c.user_id = person
        and c.code_hash = private.backup_code_hash(given_code)
        and c.used_at is null;
    if not found then
        raise exception using
            errcode = 'PT422',
            message = 'This backup code is not valid.',
            hint = 'Each code works once, and only from the newest list.';
    end if;
    delete from auth.mfa_factors as f where f.user_id = person;
    -- They backed up the factors that are gone now; a new factor gets new codes.
    delete from public.mfa_backup_codes as c where c.user_id = person and c.used_at is null;
end;
$$;

comment on function private.use_backup_code(text) is 'Body of public.use_backup_code.';

create function public.use_backup_code(code text)
returns void
language sql
set search_path = ''
as $$
    select private.use_backup_code(code);
$$;

comment on function public.use_backup_code(text) is
'For a lost authenticator: spends a backup code and removes your second factors, so that you can '
'enrol a new one. PT422 wrong or used code.';


-- sql/accounts/functions_invitations.sql

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


-- sql/accounts/functions_invited.sql

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


-- sql/accounts/functions_members.sql

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


-- sql/accounts/functions_profiles.sql

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


-- sql/accounts/functions_realtime.sql

-- accounts: who may listen and speak in private Realtime topics.
--
-- Topics: workspace:<uuid> for its members, user:<uuid> for one person. Everything else is
-- closed. Security definer is not needed: workspace_ids and auth.uid() answer for the caller.

create function private.may_use_topic(topic text, min_role text)
returns boolean
language sql
stable
set search_path = ''
as $$
    -- The case keeps the cast behind the pattern: any text may be a topic.
    select coalesce(
        case
            when topic ~ '^workspace:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then substring(topic from 11)::uuid
                    = any (array(select private.workspace_ids(min_role)))
            when topic ~ '^user:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then substring(topic from 6)::uuid = auth.uid()
        end,
        false
    );
$$;

comment on function private.may_use_topic(text, text) is
'Whether the caller may use a private topic: workspace:<uuid> with at least this role there, '
'user:<uuid> if it is their own. False for every other text.';


-- sql/accounts/functions_workspaces.sql

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


-- sql/accounts/triggers.sql

-- accounts: what happens by itself.

create trigger accounts_greet_new_user
after insert on auth.users
for each row execute function private.greet_new_user();

create trigger profiles_touch
before update on public.profiles
for each row execute function private.touch_updated_at();

create trigger profiles_compose_full_name
before insert or update of first_name, last_name on public.profiles
for each row execute function private.compose_full_name();

create trigger profiles_settle_leaver
before delete on public.profiles
for each row execute function private.settle_leaver();

create trigger workspaces_touch
before update on public.workspaces
for each row execute function private.touch_updated_at();

create trigger workspaces_prepare
before insert on public.workspaces
for each row execute function private.prepare_workspace();

create trigger workspaces_seat_owner
after insert or update of owner_id on public.workspaces
for each row execute function private.seat_owner();

create trigger workspace_members_touch
before update on public.workspace_members
for each row execute function private.touch_updated_at();

create trigger workspace_members_keep_fixed
before update of workspace_id, user_id on public.workspace_members
for each row execute function private.keep_fixed('workspace_id', 'user_id');

create trigger workspace_members_keep_an_owner
after delete or update of role, is_active on public.workspace_members
for each row
when (old.role = 'owner' and old.is_active)
execute function private.keep_an_owner();

create trigger workspace_invitations_touch
before update on public.workspace_invitations
for each row execute function private.touch_updated_at();

create trigger workspace_invitations_keep_fixed
before update of workspace_id, email on public.workspace_invitations
for each row execute function private.keep_fixed('workspace_id', 'email');

create trigger businesses_touch
before update on public.businesses
for each row execute function private.touch_updated_at();

create trigger businesses_keep_fixed
before update of workspace_id, profile_id on public.businesses
for each row execute function private.keep_fixed('workspace_id', 'profile_id');


-- sql/accounts/views.sql

-- accounts: what dashboards read.

create view public.workspace_people
with (security_invoker = true) as
select
    m.workspace_id,
    m.user_id,
    m.role,
    m.is_active,
    m.joined_at,
    p.full_name,
    p.avatar_url,
    p.last_active_at
from public.workspace_members as m
join private.fellow_profiles() as p on p.user_id = m.user_id;

comment on view public.workspace_people is
'The members of your workspaces with name and picture. Addresses: list_member_emails, for admins.';

create view public.pending_invitations
with (security_invoker = true) as
select
    i.id,
    i.workspace_id,
    i.email,
    i.role,
    i.invited_by,
    i.send_count,
    i.last_sent_at,
    i.expires_at,
    i.expires_at <= now() as is_expired
from public.workspace_invitations as i
where i.accepted_at is null and i.revoked_at is null;

comment on view public.pending_invitations is
'Invitations nobody has accepted or revoked, for admins. An expired one can be sent again.';


-- policies/accounts.sql

-- accounts: people see themselves, members see their workspaces, functions change membership.

-- foundations -----------------------------------------------------------------------------

-- Policies run as the caller, so the caller may execute what they call.
grant execute on function private.role_rank(text) to authenticated, service_role;
grant execute on function private.workspace_ids(text) to authenticated, service_role;
grant execute on function private.role_in(uuid) to authenticated, service_role;
grant execute on function private.require_user() to authenticated, service_role;
grant execute on function private.is_service() to authenticated, service_role;
grant execute on function private.require_role(uuid, text) to authenticated, service_role;
grant execute on function private.require_second_factor() to authenticated, service_role;
grant execute on function private.may_use_topic(text, text) to authenticated, service_role;

-- profiles --------------------------------------------------------------------------------

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant update (
    full_name, first_name, last_name, avatar_url, country, settings, password_strength
) on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
grant execute on function private.ensure_profile() to authenticated;
grant execute on function public.ensure_profile() to authenticated;

create policy profiles_select on public.profiles
for select to authenticated
using (id = (select auth.uid()));

create policy profiles_update on public.profiles
for update to authenticated
using (id = (select auth.uid()))
with check (id = (select auth.uid()));

-- workspaces ------------------------------------------------------------------------------

alter table public.workspaces enable row level security;
grant select on public.workspaces to authenticated;
grant insert (name, slug, settings) on public.workspaces to authenticated;
grant update (name, slug, settings) on public.workspaces to authenticated;
grant select, insert, update, delete on public.workspaces to service_role;

-- The first half shows a new workspace to its creator in the statement that makes it
-- (insert … returning), when the membership does not exist yet.
create policy workspaces_select on public.workspaces
for select to authenticated
using (
    owner_id = (select auth.uid())
    or id = any (array(select private.workspace_ids('viewer')))
);

create policy workspaces_insert on public.workspaces
for insert to authenticated
with check (owner_id = (select auth.uid()) and not is_personal);

create policy workspaces_update on public.workspaces
for update to authenticated
using (id = any (array(select private.workspace_ids('admin'))))
with check (id = any (array(select private.workspace_ids('admin'))));

grant execute on function public.create_workspace(text, text) to authenticated;
grant execute on function private.set_workspace_active(uuid, boolean)
to authenticated, service_role;
grant execute on function public.archive_workspace(uuid) to authenticated, service_role;
grant execute on function public.restore_workspace(uuid) to authenticated, service_role;
grant execute on function private.delete_workspace(uuid) to authenticated, service_role;
grant execute on function public.delete_workspace(uuid) to authenticated, service_role;
grant execute on function private.transfer_ownership(uuid, uuid) to authenticated, service_role;
grant execute on function public.transfer_ownership(uuid, uuid) to authenticated, service_role;

-- workspace_members -----------------------------------------------------------------------

alter table public.workspace_members enable row level security;
grant select on public.workspace_members to authenticated;
grant select, insert, update, delete on public.workspace_members to service_role;

create policy workspace_members_select on public.workspace_members
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

grant execute on function private.change_member_role(uuid, uuid, text)
to authenticated, service_role;
grant execute on function public.change_member_role(uuid, uuid, text)
to authenticated, service_role;
grant execute on function private.set_member_permissions(uuid, uuid, jsonb)
to authenticated, service_role;
grant execute on function public.set_member_permissions(uuid, uuid, jsonb)
to authenticated, service_role;
grant execute on function private.set_member_active(uuid, uuid, boolean)
to authenticated, service_role;
grant execute on function public.set_member_active(uuid, uuid, boolean)
to authenticated, service_role;
grant execute on function private.remove_member(uuid, uuid) to authenticated, service_role;
grant execute on function public.remove_member(uuid, uuid) to authenticated, service_role;
grant execute on function private.leave_workspace(uuid) to authenticated;
grant execute on function public.leave_workspace(uuid) to authenticated;
grant execute on function private.list_member_emails(uuid) to authenticated, service_role;
grant execute on function public.list_member_emails(uuid) to authenticated, service_role;
grant execute on function private.fellow_profiles() to authenticated;
grant select on public.workspace_people to authenticated;

-- workspace_invitations -------------------------------------------------------------------

alter table public.workspace_invitations enable row level security;
-- Everything but the token's hash.
grant select (
    id, workspace_id, invited_by, accepted_by, email, role, send_count, last_sent_at,
    expires_at, accepted_at, revoked_at, created_at, updated_at
) on public.workspace_invitations to authenticated;
grant select, insert, update, delete on public.workspace_invitations to service_role;

create policy workspace_invitations_select on public.workspace_invitations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

grant select on public.pending_invitations to authenticated, service_role;
grant execute on function private.invite_member(uuid, text, text) to authenticated, service_role;
grant execute on function public.invite_member(uuid, text, text) to authenticated, service_role;
grant execute on function private.resend_invitation(uuid) to authenticated, service_role;
grant execute on function public.resend_invitation(uuid) to authenticated, service_role;
grant execute on function private.revoke_invitation(uuid) to authenticated, service_role;
grant execute on function public.revoke_invitation(uuid) to authenticated, service_role;
grant execute on function private.list_my_invitations() to authenticated;
grant execute on function public.list_my_invitations() to authenticated;
grant execute on function private.accept_invitation(text) to authenticated;
grant execute on function public.accept_invitation(text) to authenticated;
grant execute on function private.peek_invitation(text) to authenticated;
grant execute on function public.peek_invitation(text) to authenticated;

-- businesses ------------------------------------------------------------------------------

alter table public.businesses enable row level security;
grant select, insert, update, delete on public.businesses to authenticated, service_role;

create policy businesses_select on public.businesses
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy businesses_insert on public.businesses
for insert to authenticated
with check (
    workspace_id = any (array(select private.workspace_ids('member')))
    and profile_id = (select auth.uid())
);

create policy businesses_update on public.businesses
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy businesses_delete on public.businesses
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- mfa_backup_codes ------------------------------------------------------------------------

alter table public.mfa_backup_codes enable row level security;
-- The person sees how many are left, never a hash.
grant select (id, user_id, used_at, created_at) on public.mfa_backup_codes to authenticated;
grant select, insert, update, delete on public.mfa_backup_codes to service_role;

create policy mfa_backup_codes_select on public.mfa_backup_codes
for select to authenticated
using (user_id = (select auth.uid()));

grant execute on function private.generate_backup_codes() to authenticated;
grant execute on function public.generate_backup_codes() to authenticated;
grant execute on function private.use_backup_code(text) to authenticated;
grant execute on function public.use_backup_code(text) to authenticated;

-- private Realtime topics -----------------------------------------------------------------

-- realtime.messages belongs to Supabase, which has row level security on. Each policy asks
-- once per request: the topic is a setting of the session, not a column of the row.
create policy accounts_topics_receive on realtime.messages
for select to authenticated
using ((select private.may_use_topic(realtime.topic(), 'viewer')));

-- A viewer may show to be present; speaking takes a member.
create policy accounts_topics_send on realtime.messages
for insert to authenticated
with check (
    (extension = 'presence' and (select private.may_use_topic(realtime.topic(), 'viewer')))
    or (select private.may_use_topic(realtime.topic(), 'member'))
);
