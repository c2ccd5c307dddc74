-- security: who did what, who may call, how often, and what looks wrong.

-- audit_logs ----------------------------------------------------------------------------

create table public.audit_logs (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid references public.workspaces (id) on delete cascade,
    actor_id uuid references public.profiles (id) on delete set null,
    actor_kind text not null default 'system',
    action text not null,
    entity_type text not null,
    entity_id uuid,
    entity_key text,
    changes jsonb not null,
    ip_address inet,
    user_agent text,
    ai_generation_id uuid,
    ai_generated boolean not null default false,
    ai_model text,
    ai_prompt text,
    created_at timestamptz not null default now(),
    constraint audit_logs_pkey primary key (id, created_at),
    constraint audit_logs_tenant_key unique (workspace_id, created_at, id),
    constraint audit_logs_actor_kind_known check (actor_kind in ('user', 'worker', 'system')),
    constraint audit_logs_action_known check (action in ('create', 'update', 'delete')),
    constraint audit_logs_changes_is_object check (jsonb_typeof(changes) = 'object')
)
partition by range (created_at);

create index audit_logs_actor_id_idx on public.audit_logs (actor_id, created_at desc);
create index audit_logs_entity_idx on public.audit_logs (entity_id, created_at desc);

comment on table public.audit_logs is
'Every change to what people and AIs edit, written by the trigger private.audit and by nothing '
'else. Read by admins. One partition a month.';
comment on column public.audit_logs.workspace_id is
'Null for changes outside workspaces, and for the deletion of a workspace.';
comment on column public.audit_logs.actor_id is
'Who made the change; for the work of an AI, who asked for it. Null for workers and the system.';
comment on column public.audit_logs.actor_kind is
'user: signed in. worker: the service key. system: migrations, Auth, an operator in psql.';
comment on column public.audit_logs.entity_type is 'What was changed, in the singular: blog_post.';
comment on column public.audit_logs.entity_key is
'The row''s key as text; for tables whose key is no UUID, such as app_settings, its only name.';
comment on column public.audit_logs.changes is
'{column: {"before": value, "after": value}} of the changed columns; a new row has no before, a '
'deleted one no after. Values of secret columns show as "[secret]".';
comment on column public.audit_logs.ip_address is 'Where the request came from; null for workers.';
comment on column public.audit_logs.ai_generation_id is
'The row of ai_generations whose result was written. No foreign key: the entry outlives it.';

create table private.audit_logs_default partition of public.audit_logs default;
comment on table private.audit_logs_default is
'Entries of months without a partition, until private.maintain_partitions has made it.';

-- api_keys ------------------------------------------------------------------------------

create table public.api_keys (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    user_id uuid references public.profiles (id) on delete set null,
    name text not null,
    key_prefix text not null,
    key_hash bytea not null,
    scopes text[] not null,
    rate_limit integer not null default 1000,
    is_active boolean not null default true,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint api_keys_tenant_key unique (workspace_id, id),
    constraint api_keys_hash_unique unique (key_hash),
    constraint api_keys_name_length check (char_length(btrim(name)) between 1 and 255),
    constraint api_keys_hash_is_sha256 check (octet_length(key_hash) = 32),
    constraint api_keys_scopes_form check (
        array_to_string(scopes, ' ', '?') ~ '^[a-z_]+:(read|write)( [a-z_]+:(read|write))*$'
    ),
    constraint api_keys_rate_limit_range check (rate_limit between 1 and 1000000),
    constraint api_keys_revoked_is_inactive check (revoked_at is null or not is_active),
    constraint api_keys_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade
);

create index api_keys_recent on public.api_keys (workspace_id, created_at desc);
create index api_keys_business_idx on public.api_keys (workspace_id, business_id);
create index api_keys_user_id_idx on public.api_keys (user_id);

comment on table public.api_keys is
'Keys with which programs of a workspace call the API. Made by create_api_key, which shows the '
'key once; only its hash is stored.';
comment on column public.api_keys.business_id is 'The one business the key is for; null for all.';
comment on column public.api_keys.user_id is 'Who made the key.';
comment on column public.api_keys.key_prefix is
'The first characters of the key, to recognise it.';
comment on column public.api_keys.key_hash is
'Secret. SHA-256 of the key, which has 244 random bits: a fast hash is enough.';
comment on column public.api_keys.scopes is
'What the key may do, each as <what>:read or <what>:write, e.g. {products:read,events:write}.';
comment on column public.api_keys.rate_limit is 'Requests per hour.';

-- api_logs ------------------------------------------------------------------------------

create table public.api_logs (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid references public.workspaces (id) on delete cascade,
    api_key_id uuid,
    user_id uuid references public.profiles (id) on delete set null,
    endpoint text not null,
    method text not null,
    status_code integer not null,
    duration_ms integer,
    ip_address inet,
    user_agent text,
    created_at timestamptz not null default now(),
    constraint api_logs_pkey primary key (id, created_at),
    constraint api_logs_tenant_key unique (workspace_id, created_at, id),
    constraint api_logs_endpoint_length check (char_length(endpoint) between 1 and 2048),
    constraint api_logs_method_known check (
        method in ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
    ),
    constraint api_logs_status_code_range check (status_code between 100 and 599),
    constraint api_logs_duration_not_negative check (duration_ms >= 0),
    constraint api_logs_api_key foreign key (workspace_id, api_key_id)
    references public.api_keys (workspace_id, id) on delete set null (api_key_id)
)
partition by range (created_at);

create index api_logs_api_key_idx on public.api_logs (workspace_id, api_key_id, created_at desc);
create index api_logs_user_id_idx on public.api_logs (user_id, created_at desc);

comment on table public.api_logs is
'Calls of the API with an API key, written by log_api_calls. One partition a month.';
comment on column public.api_logs.endpoint is 'The path that was called, without its query.';

create table private.api_logs_default partition of public.api_logs default;
comment on table private.api_logs_default is
'Calls of months without a partition, until private.maintain_partitions has made it.';

insert into private.partitioned_tables (parent, unit, ahead, keep)
values
('public.audit_logs', 'month', 3, '3 years'),
('public.api_logs', 'month', 3, '6 months');

-- rate_limits ---------------------------------------------------------------------------

create table public.rate_limits (
    key text primary key
    constraint rate_limits_key_length check (char_length(key) between 1 and 300),
    full_at timestamptz not null,
    is_allowed boolean not null,
    taken bigint not null default 0,
    taken_at timestamptz not null default now()
)
-- Every call rewrites its row: room to do so in place, no index but the key.
with (fillfactor = 50);
comment on table public.rate_limits is
'How much of its allowance each key has left. Written by private.take_rate.';
comment on column public.rate_limits.key is 'Who, in what: api_key:<id>, login:<user id>.';
comment on column public.rate_limits.full_at is
'When the allowance is whole again if nobody calls (the theoretical arrival time of GCRA).';
comment on column public.rate_limits.is_allowed is 'Whether the last call was let through.';
comment on column public.rate_limits.taken is 'Calls let through since the row was made.';
comment on column public.rate_limits.taken_at is 'When the last call was let through.';

-- login_attempts ------------------------------------------------------------------------

create table public.login_attempts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references public.profiles (id) on delete cascade,
    username text,
    success boolean not null,
    ip_address inet,
    user_agent text,
    created_at timestamptz not null default now()
);

create index login_attempts_user_id_idx on public.login_attempts (user_id, created_at desc);
create index login_attempts_created_at_idx on public.login_attempts (created_at);

comment on table public.login_attempts is
'Passwords tried on an account, right or wrong, as Auth reports them (record_login_attempt). A '
'person sees the attempts on their own account.';
comment on column public.login_attempts.username is 'The account''s address at that time.';

-- security_alerts -----------------------------------------------------------------------

create table public.security_alerts (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete cascade,
    resolved_by uuid references public.profiles (id) on delete set null,
    type text not null,
    severity text not null default 'medium',
    description text not null,
    details jsonb not null default '{}',
    occurrences integer not null default 1,
    status text not null default 'open',
    resolved boolean not null generated always as (status = 'resolved') stored,
    last_seen_at timestamptz not null default now(),
    resolved_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint security_alerts_tenant_key unique (workspace_id, id),
    constraint security_alerts_type_form check (type ~ '^[a-z][a-z0-9_]{0,49}$'),
    constraint security_alerts_severity_known check (
        severity in ('low', 'medium', 'high', 'critical')
    ),
    constraint security_alerts_details_is_object check (jsonb_typeof(details) = 'object'),
    constraint security_alerts_occurrences_positive check (occurrences > 0),
    constraint security_alerts_status_known check (status in ('open', 'acknowledged', 'resolved'))
);

create index security_alerts_recent on public.security_alerts (workspace_id, created_at desc);
create index security_alerts_user_id_idx on public.security_alerts (user_id);
create index security_alerts_resolved_by_idx on public.security_alerts (resolved_by);
-- The same thing again adds to its open alert.
create unique index security_alerts_open on public.security_alerts (
    type,
    coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(user_id, '00000000-0000-0000-0000-000000000000')
) where status <> 'resolved';

comment on table public.security_alerts is
'What looks wrong and wants a look: made by the platform (raise_alert), settled by the admins of '
'the workspace it concerns.';
comment on column public.security_alerts.workspace_id is
'Whose admins see it; null for what concerns a person or the platform.';
comment on column public.security_alerts.user_id is 'The person it is about, if it is about one.';
comment on column public.security_alerts.type is
'What happened: password_guessing, mass_deletion.';
comment on column public.security_alerts.occurrences is
'How often it happened while the alert was not resolved.';
comment on column public.security_alerts.resolved is 'Follows status.';

alter publication supabase_realtime add table public.security_alerts;
