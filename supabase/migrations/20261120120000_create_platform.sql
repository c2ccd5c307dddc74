-- Create platform.

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/platform/tables.sql

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
'Who sees the feature while it is enabled: {"workspace_ids": [uuid, …], "percentage": 0-100}. '
'Empty means everybody.';
comment on column public.feature_flags.metadata is 'Free notes: owner, ticket, planned removal.';

alter publication supabase_realtime add table public.feature_flags;


-- sql/platform/functions.sql

-- Shared trigger functions and the reading of settings and flags.

create function private.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function private.touch_updated_at() is
'Trigger: sets updated_at to the time of the transaction. Attach before update.';

create function private.setting(setting_key text) returns jsonb
language sql
stable
set search_path = ''
as $$
    select settings.value
    from public.app_settings as settings
    where settings.key = setting_key
$$;
comment on function private.setting(text) is
'Value of a row of app_settings, or null where there is none.';

create function private.flag_includes(rules jsonb, flag_id uuid, workspace_id uuid)
returns boolean
language sql
immutable
set search_path = ''
as $$
    select case
        when rules = '{}' then true
        when workspace_id is null then false
        when rules -> 'workspace_ids' ? workspace_id::text then true
        -- The same workspace always falls on the same side of a percentage, and each flag
        -- draws anew: the hash mixes both ids.
        else coalesce((rules ->> 'percentage')::numeric, 0)
            > abs(hashtextextended(flag_id::text || workspace_id::text, 0) % 10000) / 100.0
    end
$$;
comment on function private.flag_includes(jsonb, uuid, uuid) is
'Whether the rules of an enabled flag include a workspace.';

create function public.feature_enabled(name text, workspace_id uuid default null)
returns boolean
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (
            select
                flags.is_enabled
                and private.flag_includes(flags.rules, flags.id, feature_enabled.workspace_id)
            from public.feature_flags as flags
            where flags.name = feature_enabled.name
        ),
        false
    )
$$;
comment on function public.feature_enabled(text, uuid) is
'Whether a feature is on for a workspace. An unknown feature is off.';

create function private.allow_transitions() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status is distinct from old.status
        and not (old.status || '>' || new.status) = any(tg_argv)
    then
        raise exception using
            errcode = 'PT409',
            message = format(
                '%s %s cannot go from %s to %s',
                tg_table_name, new.id, old.status, new.status
            ),
            hint = format(
                'From %s it can go to: %s.',
                old.status,
                coalesce(
                    (
                        select string_agg(split_part(step, '>', 2), ', ')
                        from unnest(tg_argv) as step
                        where split_part(step, '>', 1) = old.status
                    ),
                    'nowhere, it is final'
                )
            );
    end if;
    return new;
end
$$;
comment on function private.allow_transitions() is
'Trigger: lets the column status move only along the steps given as arguments, '
'each as from>to. Raises PT409 with the steps that are possible. Attach before update.';


-- sql/platform/triggers.sql

create trigger app_settings_touch
before update on public.app_settings
for each row execute function private.touch_updated_at();

create trigger feature_flags_touch
before update on public.feature_flags
for each row execute function private.touch_updated_at();


-- policies/platform.sql

-- platform: flags are readable by all who are signed in; settings by the server alone.

grant usage on schema private to authenticated, service_role;
grant usage on schema jobs to service_role;

alter table public.app_settings enable row level security;
grant select, insert, update, delete on public.app_settings to service_role;
-- No policy on purpose would look like a mistake: this one says that nobody else reads.
create policy app_settings_select on public.app_settings
for select to authenticated
using (false);

alter table public.feature_flags enable row level security;
grant select on public.feature_flags to authenticated;
grant select, insert, update, delete on public.feature_flags to service_role;
create policy feature_flags_select on public.feature_flags
for select to authenticated
using (true);

grant execute on function private.setting(text) to service_role;
grant execute on function private.flag_includes(jsonb, uuid, uuid) to authenticated, service_role;
grant execute on function public.feature_enabled(text, uuid) to authenticated, service_role;
