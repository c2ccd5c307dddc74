-- Create security.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/security/tables.sql

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


-- sql/security/functions_audit.sql

-- security: the audit trail, one generic trigger for every table that people or an AI edit.
--
-- It runs for each changed row, so what it calls is plpgsql, which keeps its plans for the
-- session: 0.2 ms a row, where the same as SQL functions took 1.3 ms.
--
-- security definer: private.audit, because nobody may write audit_logs.

create function private.is_secret_name(column_name text)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
begin
    return
        column_name ~ '(^|_)(password|secret|token|hash|ciphertext|credentials|private_key|api_key)(_|$)'
        and column_name !~ '_(id|at|count)$';
end
$$;
comment on function private.is_secret_name(text) is
'Whether a column is a secret by its name. Others are by their comment: see secret_columns.';

create function private.secret_columns(audited oid, among text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return array(
        select a.attname::text
        from pg_catalog.pg_attribute as a
        left join pg_catalog.pg_description as d
            on d.objoid = a.attrelid
            and d.classoid = 'pg_catalog.pg_class'::regclass
            and d.objsubid = a.attnum
        where a.attrelid = audited
            and a.attname = any (among)
            and (private.is_secret_name(a.attname) or d.description ~* '\msecret\M')
    );
end
$$;
comment on function private.secret_columns(oid, text[]) is
'Which of these columns of a table the audit trail must not show: secret by name, or by a comment '
'that has the word secret in it.';

create function private.singular(table_name text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case
        when table_name ~ 'yses$' then regexp_replace(table_name, 'es$', 'is')
        when table_name ~ 'ies$' then regexp_replace(table_name, 'ies$', 'y')
        when table_name ~ '(ss|us)es$' then regexp_replace(table_name, 'es$', '')
        when table_name ~ '[^si]s$' then regexp_replace(table_name, 's$', '')
        else table_name
    end;
end
$$;
comment on function private.singular(text) is
'What one row of a table is called: blog_posts gives blog_post, businesses gives business.';

create function private.row_key(audited oid, row_data jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        row_data ->> 'id',
        (
            select string_agg(row_data ->> a.attname, ' ' order by a.attnum)
            from pg_catalog.pg_index as i
            join pg_catalog.pg_attribute as a
                on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
            where i.indrelid = audited and i.indisprimary and a.attname <> 'workspace_id'
        )
    );
end
$$;
comment on function private.row_key(oid, jsonb) is
'What names a row within its table: id, or the other columns of its primary key.';

create function private.changed_columns(audited oid, before_row jsonb, after_row jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    -- Known from the entry itself, or derived from the other columns.
    left_out constant text[] := array['workspace_id', 'created_at', 'updated_at', 'search_vector'];
    before_part jsonb := coalesce(before_row, '{}') - left_out;
    after_part jsonb := coalesce(after_row, '{}') - left_out;
    changed text[];
    secrets text[];
begin
    changed := array(
        select key
        from jsonb_object_keys(before_part || after_part) as key
        where nullif(before_part -> key, 'null') is distinct from nullif(after_part -> key, 'null')
    );
    if changed = '{}' then
        return '{}'::jsonb;
    end if;
    secrets := private.secret_columns(audited, changed);
    return (
        select jsonb_object_agg(
            key,
            case
                when before_row is null then '{}'
                else jsonb_build_object('before', case
                    when key = any (secrets) and before_part ->> key is not null then '"[secret]"'
                    else before_part -> key
                end)
            end
            || case
                when after_row is null then '{}'
                else jsonb_build_object('after', case
                    when key = any (secrets) and after_part ->> key is not null then '"[secret]"'
                    else after_part -> key
                end)
            end
        )
        from unnest(changed) as key
    );
end
$$;
comment on function private.changed_columns(oid, jsonb, jsonb) is
'The columns that differ between two states of a row, as {column: {"before": …, "after": …}}; a '
'row that did not exist has no side. Secrets show as "[secret]".';

create function private.ai_origin()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return nullif(current_setting('flywheel.ai_generation', true), '')::jsonb;
end
$$;
comment on function private.ai_origin() is
'The AI generation whose result this transaction is writing: {id, user_id, model, prompt}, as '
'set_ai_origin has put it; null when no AI wrote.';

create function private.set_ai_origin(generation_id uuid, user_id uuid, model text, prompt text)
returns void
language sql
set search_path = ''
as $$
    select set_config(
        'flywheel.ai_generation',
        case
            when generation_id is null then ''
            else jsonb_build_object(
                'id', generation_id, 'user_id', user_id, 'model', model, 'prompt', prompt
            )::text
        end,
        true
    )
$$;
comment on function private.set_ai_origin(uuid, uuid, text, text) is
'Marks what this transaction writes from here on as the work of an AI, asked for by user_id; with '
'nulls it ends the mark. The audit trail and content versions read it.';

create function private.actor_kind()
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return case
        when private.ai_origin() is not null then 'worker'
        when auth.uid() is not null then 'user'
        when auth.role() = 'service_role' or current_setting('application_name') = 'flywheel worker'
            then 'worker'
        else 'system'
    end;
end
$$;
comment on function private.actor_kind() is
'Who acts in this transaction: user (signed in), worker (service key), or system (migrations, '
'Auth, an operator in psql).';

create function private.audit()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    before_row constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    after_row constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    row_data constant jsonb := coalesce(after_row, before_row);
    changed constant jsonb := private.changed_columns(tg_relid, before_row, after_row);
    key constant text := private.row_key(tg_relid, row_data);
    ai constant jsonb := private.ai_origin();
    workspace uuid := (row_data ->> 'workspace_id')::uuid;
begin
    if tg_op = 'UPDATE' and changed = '{}' then
        return null;
    end if;
    if tg_relid = 'public.workspaces'::regclass then
        workspace := case when tg_op <> 'DELETE' then (row_data ->> 'id')::uuid end;
    elsif workspace is not null
        and tg_op <> 'INSERT'
        and not exists (select from public.workspaces as w where w.id = workspace)
    then
        -- The workspace itself is being deleted: one entry says so, not one per row of it.
        return null;
    end if;
    insert into public.audit_logs (
        workspace_id, actor_id, actor_kind, action, entity_type, entity_id, entity_key, changes,
        ip_address, user_agent, ai_generation_id, ai_generated, ai_model, ai_prompt
    )
    select
        workspace,
        -- Null where the person's profile is gone, or goes in this statement.
        (
            select p.id
            from public.profiles as p
            where p.id = coalesce((ai ->> 'user_id')::uuid, auth.uid())
        ),
        private.actor_kind(),
        case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
        private.singular(tg_table_name),
        case when key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then key::uuid end,
        key,
        changed,
        private.request_ip(),
        private.request_user_agent(),
        (ai ->> 'id')::uuid,
        ai is not null,
        ai ->> 'model',
        ai ->> 'prompt';
    return null;
end
$$;
comment on function private.audit() is
'Trigger: writes who changed what into audit_logs. Attach after insert or update or delete, for '
'each row, to tables that people or an AI edit. An update that changes nothing leaves no entry.';


-- sql/security/functions_keys.sql

-- security: API keys, from their making to their use.
--
-- Security definer here, and why:
--   private.create_api_key   writes api_keys, which is closed to people
--   private.revoke_api_key   the same
--   private.api_key_uses     reads rate_limits, which is closed to people

create function private.create_api_key(
    workspace uuid,
    key_name text,
    wanted_scopes text[],
    business uuid,
    requests_per_hour integer,
    valid_until timestamptz
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    new_key constant text := 'fw_' || private.new_token();
    made public.api_keys;
begin
    perform private.require_role(workspace, 'admin');
    perform private.require_second_factor();
    if valid_until <= now() then
        raise exception using
            errcode = 'PT422',
            message = 'The key would have expired before its first use.',
            detail = format('expires_at: %s', valid_until),
            hint = 'Give a time in the future, or none for a key that does not expire.';
    end if;
    if business is not null and not exists (
        select from public.businesses as b where b.workspace_id = workspace and b.id = business
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such business in this workspace.',
            detail = format('business_id: %s', business),
            hint = 'Leave business_id out for a key to the whole workspace.';
    end if;
    insert into public.api_keys (
        workspace_id, business_id, user_id, name, key_prefix, key_hash, scopes, rate_limit,
        expires_at
    )
    values (
        workspace, business, auth.uid(), key_name, left(new_key, 11), private.token_hash(new_key),
        wanted_scopes, coalesce(requests_per_hour, 1000), valid_until
    )
    returning * into made;
    return to_jsonb(made) - 'key_hash' || jsonb_build_object('key', new_key);
end
$$;
comment on function private.create_api_key(uuid, text, text[], uuid, integer, timestamptz) is
'Body of public.create_api_key.';

create function public.create_api_key(
    workspace_id uuid,
    name text,
    scopes text[],
    business_id uuid default null,
    rate_limit integer default 1000,
    expires_at timestamptz default null
)
returns jsonb
language sql
set search_path = ''
as $$
    select private.create_api_key(
        create_api_key.workspace_id, create_api_key.name, create_api_key.scopes,
        create_api_key.business_id, create_api_key.rate_limit, create_api_key.expires_at
    )
$$;
comment on function public.create_api_key(uuid, text, text[], uuid, integer, timestamptz) is
'Makes an API key; admins and owners. The answer holds the key itself, once: nobody can show it '
'again. scopes: <what>:read or <what>:write. rate_limit: requests per hour. Raises PT403, PT404, '
'PT409, PT422.';

create function private.revoke_api_key(key_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    workspace uuid := (select k.workspace_id from public.api_keys as k where k.id = key_id);
begin
    if workspace is null or not (private.is_service() or private.role_in(workspace) is not null) then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such API key.',
            detail = format('api_key_id: %s', key_id),
            hint = 'Use the id of a key in one of your workspaces.';
    end if;
    perform private.require_role(workspace, 'admin');
    update public.api_keys as k
    set is_active = false, revoked_at = coalesce(k.revoked_at, now())
    where k.id = key_id;
end
$$;
comment on function private.revoke_api_key(uuid) is 'Body of public.revoke_api_key.';

create function public.revoke_api_key(api_key_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.revoke_api_key(revoke_api_key.api_key_id)
$$;
comment on function public.revoke_api_key(uuid) is
'Ends an API key for good, from its next request on; admins and owners. Raises PT403, PT404.';

create function public.use_api_key(key text, scope text)
returns table (
    api_key_id uuid,
    workspace_id uuid,
    business_id uuid,
    scopes text[],
    remaining integer
)
language plpgsql
set search_path = ''
as $$
declare
    found_key public.api_keys;
    rate record;
begin
    select k.* into found_key
    from public.api_keys as k
    where k.key_hash = private.token_hash(use_api_key.key);
    if found_key.id is null or not found_key.is_active or found_key.expires_at <= now() then
        raise exception using
            errcode = 'PT401',
            message = 'This API key is not valid.',
            detail = 'It was never made, was revoked, or has expired.',
            hint = 'Make a new one with create_api_key.';
    end if;
    if not use_api_key.scope = any (found_key.scopes) then
        raise exception using
            errcode = 'PT403',
            message = format('This API key does not have the scope %s.', scope),
            detail = format('It has: %s.', array_to_string(found_key.scopes, ', ')),
            hint = 'Make a key with that scope.';
    end if;
    select r.* into rate
    from private.take_rate(
        'api_key:' || found_key.id, found_key.rate_limit, interval '1 hour'
    ) as r;
    if not rate.allowed then
        raise exception using
            errcode = 'PT429',
            message = format('More than %s requests in an hour.', found_key.rate_limit),
            hint = format('Try again in %s s.', ceil(extract(epoch from rate.retry_after)));
    end if;
    return query select
        found_key.id, found_key.workspace_id, found_key.business_id, found_key.scopes,
        rate.remaining;
end
$$;
comment on function public.use_api_key(text, text) is
'For servers: checks an API key and a scope, and counts one request. Returns whose key it is. '
'Raises PT401 not valid, PT403 scope missing, PT429 too many requests.';

create function private.api_key_uses()
returns table (api_key_id uuid, usage_count bigint, last_used_at timestamptz)
language sql
stable
security definer
set search_path = ''
as $$
    select k.id, r.taken, r.taken_at
    from public.api_keys as k
    join public.rate_limits as r on r.key = 'api_key:' || k.id
    where k.workspace_id = any (array(select private.workspace_ids('admin')))
$$;
comment on function private.api_key_uses() is
'How often and when the keys of the caller''s workspaces were used. The base of api_key_usage.';

create function private.forget_api_key_rate()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.rate_limits as r where r.key = 'api_key:' || old.id;
    return null;
end
$$;
comment on function private.forget_api_key_rate() is
'Trigger: a deleted API key takes its rate limit and count of uses along.';


-- sql/security/functions_rates.sql

-- security: rate limits, without a window that everybody can empty at its start.

create function private.take_rate(
    rate_key text,
    max_requests integer,
    per interval,
    cost integer default 1
)
returns table (allowed boolean, remaining integer, retry_after interval)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    called_at constant timestamptz := clock_timestamp();
    -- What one request takes, as time (the emission interval of GCRA).
    step interval;
    state public.rate_limits;
begin
    if max_requests < 1 or cost not between 1 and max_requests or per <= interval '0' then
        raise exception using
            errcode = 'invalid_parameter_value',
            message = format('%s of %s requests per %s is no rate.', cost, max_requests, per),
            hint = 'Give at least 1 request, a cost within it, and a positive interval.';
    end if;
    step := per * cost / max_requests;
    insert into public.rate_limits as r (key, full_at, is_allowed, taken)
    values (rate_key, called_at + step, true, cost)
    on conflict (key) do update set
        is_allowed = greatest(r.full_at, called_at) + step <= called_at + per,
        full_at = case
            when greatest(r.full_at, called_at) + step <= called_at + per
                then greatest(r.full_at, called_at) + step
            else r.full_at
        end,
        taken = r.taken + case
            when greatest(r.full_at, called_at) + step <= called_at + per then cost
            else 0
        end,
        taken_at = case
            when greatest(r.full_at, called_at) + step <= called_at + per then called_at
            else r.taken_at
        end
    returning r.* into state;
    return query select
        state.is_allowed,
        greatest(floor(
            extract(epoch from called_at + per - state.full_at)
            / extract(epoch from per) * max_requests
        )::integer, 0),
        case
            when state.is_allowed then interval '0'
            else state.full_at + step - per - called_at
        end;
end
$$;
comment on function private.take_rate(text, integer, interval, integer) is
'Takes a request (or cost of them) from the allowance of a key: at most max_requests at once, '
'refilled evenly over per. GCRA (ITU-T I.371, virtual scheduling): one row and one write a call, '
'and a refusal costs the caller nothing. retry_after is how long to wait after a refusal.';

create function private.forget_idle_rates(older_than interval default interval '1 day')
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from public.rate_limits as r
        where r.full_at < now() - older_than
            -- The count of an API key's uses stays as long as the key.
            and r.key not like 'api_key:%'
        returning r.key
    )

    select count(*)::integer from gone
$$;
comment on function private.forget_idle_rates(interval) is
'Deletes rate limits that were full again so long ago: they say nothing any more. Called by '
'jobs.maintain. Returns how many.';


-- sql/security/functions_watch.sql

-- security: what is noted about calls and sign-ins, and the alerts that come of it.
--
-- Security definer here, and why:
--   private.raise_alert           writes security_alerts, from whatever noticed something
--   private.record_login_attempt  reads auth.users; Auth calls it with a role of its own

create function private.raise_alert(
    alert_type text,
    alert_severity text,
    what text,
    workspace uuid default null,
    person uuid default null,
    more jsonb default '{}'
)
returns uuid
language sql
security definer
set search_path = ''
as $$
    insert into public.security_alerts as a (
        workspace_id, user_id, type, severity, description, details
    )
    values (workspace, person, alert_type, alert_severity, what, more)
    on conflict (
        type,
        coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'),
        coalesce(user_id, '00000000-0000-0000-0000-000000000000')
    ) where status <> 'resolved'
    do update set
        occurrences = a.occurrences + 1,
        description = excluded.description,
        details = excluded.details,
        last_seen_at = now()
    returning a.id
$$;
comment on function private.raise_alert(text, text, text, uuid, uuid, jsonb) is
'Raises an alert; while one of the same type about the same workspace and person is not resolved, '
'adds to it. Returns its id.';

create function private.settle_alert()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'resolved' and old.status <> 'resolved' then
        new.resolved_at := now();
        new.resolved_by := auth.uid();
    end if;
    return new;
end
$$;
comment on function private.settle_alert() is 'Trigger: notes who resolved an alert, and when.';

create function public.log_api_calls(calls jsonb)
returns integer
language sql
set search_path = ''
as $$
    with logged as (
        insert into public.api_logs (
            workspace_id, api_key_id, user_id, endpoint, method, status_code, duration_ms,
            ip_address, user_agent, created_at
        )
        select
            c.workspace_id,
            c.api_key_id,
            c.user_id,
            split_part(left(c.endpoint, 2048), '?', 1),
            upper(c.method),
            c.status_code,
            c.duration_ms,
            c.ip_address,
            left(c.user_agent, 1000),
            coalesce(c.created_at, now())
        from jsonb_to_recordset(calls) as c (
            workspace_id uuid,
            api_key_id uuid,
            user_id uuid,
            endpoint text,
            method text,
            status_code integer,
            duration_ms integer,
            ip_address inet,
            user_agent text,
            created_at timestamptz
        )
        returning id
    )

    select count(*)::integer from logged
$$;
comment on function public.log_api_calls(jsonb) is
'For servers: writes calls of the API to api_logs, as many as there are in the array, queries cut '
'off. Returns how many.';

create function private.record_login_attempt(event jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    visitor constant uuid := (event ->> 'user_id')::uuid;
    is_valid constant boolean := (event ->> 'valid')::boolean;
    wrong record;
begin
    insert into public.login_attempts (user_id, username, success, ip_address, user_agent)
    select p.id, u.email, is_valid, private.request_ip(), private.request_user_agent()
    from auth.users as u
    left join public.profiles as p on p.id = u.id
    where u.id = visitor;
    if is_valid then
        return jsonb_build_object('decision', 'continue');
    end if;
    -- Ten wrong passwords in a quarter of an hour, and then one every 90 seconds.
    select r.* into wrong
    from private.take_rate('login:' || visitor, 10, interval '15 minutes') as r;
    if wrong.allowed then
        return jsonb_build_object('decision', 'continue');
    end if;
    perform private.raise_alert(
        'password_guessing',
        'high',
        'Somebody keeps trying wrong passwords on this account.',
        person => (select p.id from public.profiles as p where p.id = visitor)
    );
    return jsonb_build_object(
        'decision', 'reject',
        'message', format(
            'Too many wrong passwords. Try again in %s minutes.',
            ceil(extract(epoch from wrong.retry_after) / 60)
        ),
        'should_logout_user', false
    );
end
$$;
comment on function private.record_login_attempt(jsonb) is
'Auth hook "password verification attempt": notes each attempt, slows down guessing, raises the '
'alert password_guessing. Switch it on under auth.hook.password_verification_attempt, uri '
'pg-functions://postgres/private/record_login_attempt.';

create function private.forget_login_attempts(older_than interval default interval '1 year')
returns integer
language sql
set search_path = ''
as $$
    with gone as (
        delete from public.login_attempts as a
        where a.created_at < now() - older_than
        returning a.id
    )

    select count(*)::integer from gone
$$;
comment on function private.forget_login_attempts(interval) is
'Deletes attempts to sign in that are older than this: addresses of people are not kept for ever. '
'Called by jobs.maintain. Returns how many.';


-- sql/security/triggers.sql

-- security: what happens by itself, here and in the domains that are built before this one.

create trigger api_keys_touch
before update on public.api_keys
for each row execute function private.touch_updated_at();

create trigger api_keys_keep_fixed
before update of workspace_id, business_id on public.api_keys
for each row execute function private.keep_fixed('workspace_id', 'business_id');

create trigger api_keys_forget_rate
after delete on public.api_keys
for each row execute function private.forget_api_key_rate();

create trigger api_keys_audit
after insert or update or delete on public.api_keys
for each row execute function private.audit();

create trigger security_alerts_touch
before update on public.security_alerts
for each row execute function private.touch_updated_at();

create trigger security_alerts_transitions
before insert or update of status on public.security_alerts
for each row execute function private.allow_transitions(
    'open>acknowledged',
    'open>resolved',
    'acknowledged>resolved',
    'acknowledged>open'
);

create trigger security_alerts_settle
before update of status on public.security_alerts
for each row execute function private.settle_alert();

-- platform and accounts: built before there is a trail to write to.

create trigger app_settings_audit
after insert or update or delete on public.app_settings
for each row execute function private.audit();

create trigger feature_flags_audit
after insert or update or delete on public.feature_flags
for each row execute function private.audit();

create trigger workspaces_audit
after insert or update or delete on public.workspaces
for each row execute function private.audit();

create trigger workspace_members_audit
after insert or update or delete on public.workspace_members
for each row execute function private.audit();

create trigger workspace_invitations_audit
after insert or update or delete on public.workspace_invitations
for each row execute function private.audit();

create trigger businesses_audit
after insert or update or delete on public.businesses
for each row execute function private.audit();


-- sql/security/views.sql

-- security: what dashboards read.

create view public.api_key_usage
with (security_invoker = true) as
select
    k.workspace_id,
    k.id as api_key_id,
    k.name,
    coalesce(u.usage_count, 0) as usage_count,
    u.last_used_at
from public.api_keys as k
left join private.api_key_uses() as u on u.api_key_id = k.id;

comment on view public.api_key_usage is
'How often each API key was used and when last. Counted where its rate is limited, so that using '
'a key rewrites no row of api_keys.';


-- policies/security.sql

-- security: admins read what happened in their workspaces; nobody writes it.

-- the platform's trigger functions ---------------------------------------------------------

-- What triggers of the caller's own statements call.
grant execute on function
private.ai_origin(),
private.actor_kind()
to authenticated, service_role;

grant execute on function
private.set_ai_origin(uuid, uuid, text, text),
private.take_rate(text, integer, interval, integer),
private.forget_idle_rates(interval),
private.forget_login_attempts(interval),
private.raise_alert(text, text, text, uuid, uuid, jsonb)
to service_role;

-- audit_logs ------------------------------------------------------------------------------

-- Read by all who may, written by the trigger alone: not even the service key can forge it.
alter table public.audit_logs enable row level security;
alter table private.audit_logs_default enable row level security;
grant select on public.audit_logs to authenticated, service_role;

create policy audit_logs_select on public.audit_logs
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy audit_logs_default_select on private.audit_logs_default
for select to authenticated
using (false);

-- api_keys --------------------------------------------------------------------------------

alter table public.api_keys enable row level security;
-- Everything but the key's hash.
grant select (
    id, workspace_id, business_id, user_id, name, key_prefix, scopes, rate_limit, is_active,
    expires_at, revoked_at, created_at, updated_at
) on public.api_keys to authenticated;
grant update (name, rate_limit) on public.api_keys to authenticated;
grant select, insert, update, delete on public.api_keys to service_role;

create policy api_keys_select on public.api_keys
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy api_keys_update on public.api_keys
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

grant execute on function
private.create_api_key(uuid, text, text[], uuid, integer, timestamptz),
public.create_api_key(uuid, text, text[], uuid, integer, timestamptz),
private.revoke_api_key(uuid),
public.revoke_api_key(uuid)
to authenticated, service_role;
grant execute on function public.use_api_key(text, text) to service_role;
grant execute on function private.token_hash(text) to service_role;
grant execute on function private.api_key_uses() to authenticated;
grant select on public.api_key_usage to authenticated;

-- api_logs --------------------------------------------------------------------------------

alter table public.api_logs enable row level security;
alter table private.api_logs_default enable row level security;
grant select on public.api_logs to authenticated;
grant select, insert on public.api_logs to service_role;

create policy api_logs_select on public.api_logs
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy api_logs_default_select on private.api_logs_default
for select to authenticated
using (false);

grant execute on function public.log_api_calls(jsonb) to service_role;

-- rate_limits -----------------------------------------------------------------------------

alter table public.rate_limits enable row level security;
grant select, insert, update, delete on public.rate_limits to service_role;

-- The policy lets nobody in on purpose: api_key_usage shows people what concerns them.
create policy rate_limits_select on public.rate_limits
for select to authenticated
using (false);

-- login_attempts --------------------------------------------------------------------------

alter table public.login_attempts enable row level security;
grant select on public.login_attempts to authenticated;
grant select, insert, update, delete on public.login_attempts to service_role;

create policy login_attempts_select on public.login_attempts
for select to authenticated
using (user_id = (select auth.uid()));

-- Auth calls its hook with its own role.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.record_login_attempt(jsonb) to supabase_auth_admin;

-- security_alerts -------------------------------------------------------------------------

alter table public.security_alerts enable row level security;
grant select, update (status) on public.security_alerts to authenticated;
grant select, insert, update, delete on public.security_alerts to service_role;

create policy security_alerts_select on public.security_alerts
for select to authenticated
using (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
);

create policy security_alerts_update on public.security_alerts
for update to authenticated
using (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
)
with check (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
);
