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
