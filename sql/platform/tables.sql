-- platform: what every other domain stands on.

-- Supabase grants whatever postgres makes in public to the API roles. Flywheel takes that
-- back: a table or function is closed until policies/<domain>.sql opens it by name.
alter default privileges in schema public
revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public
revoke all on functions from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

create schema private;
comment on schema private is
'Bodies of the API''s functions and the shared rules. Never exposed through PostgREST.';

create schema jobs;
comment on schema jobs is
'The job queue and its functions. Never exposed through PostgREST.';

create table public.app_settings (
    key text primary key
    constraint app_settings_key_form check (key ~ '^[a-z][a-z0-9_.]{0,99}$'),
    value jsonb not null,
    description text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.app_settings is
'Settings of the whole installation, one row each. Changed by the operator only.';
comment on column public.app_settings.key is 'Dotted lower-case name, e.g. ai.default_text_model.';
comment on column public.app_settings.value is 'The setting as JSON; its type depends on the key.';

create table public.feature_flags (
    id uuid primary key default gen_random_uuid(),
    name text not null
    constraint feature_flags_name_form check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    description text,
    is_enabled boolean not null default false,
    rules jsonb not null default '{}'
    constraint feature_flags_rules_object check (jsonb_typeof(rules) = 'object'),
    metadata jsonb not null default '{}'
    constraint feature_flags_metadata_object check (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint feature_flags_name_unique unique (name)
);
comment on table public.feature_flags is
'Switches for features, for everybody or, through rules, for some workspaces.';
comment on column public.feature_flags.rules is
'Who sees the feature while it is enabled: {"workspace_ids": [uuid, …], "percentage": 0-100, '
'"entitlement": a feature of plans}; any of them is enough. Empty means everybody.';
comment on column public.feature_flags.metadata is 'Free notes: owner, ticket, planned removal.';

alter publication supabase_realtime add table public.feature_flags;
