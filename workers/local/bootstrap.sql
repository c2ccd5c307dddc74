-- Makes a plain Postgres database look like a Supabase project.
--
-- Runs once per database, as the superuser supabase_admin, on the local stack only: hosted
-- and self-hosted Supabase bring all of this along, so it never reaches production.
-- Roles belong to the whole cluster and are therefore made only where they are missing.
-- Role and object names are Supabase's own, because migrations and clients rely on them.

-- ---------------------------------------------------------------------------------------
-- roles
-- ---------------------------------------------------------------------------------------

do $roles$
declare
    wanted record;
begin
    for wanted in
        select *
        from (
            values
                -- not a superuser, exactly as on hosted Supabase: migrations run as this role
                ('postgres', 'login createrole createdb replication bypassrls'),
                ('anon', 'nologin noinherit'),
                ('authenticated', 'nologin noinherit'),
                ('service_role', 'nologin noinherit bypassrls'),
                ('authenticator', 'login noinherit'),
                ('supabase_auth_admin', 'login noinherit createrole'),
                ('supabase_realtime_admin', 'nologin noinherit'),
                ('dashboard_user', 'nologin createrole createdb replication')
        ) as roles (name, options)
        where not exists (select from pg_catalog.pg_roles where rolname = roles.name)
    loop
        execute format('create role %I %s', wanted.name, wanted.options);
    end loop;
end
$roles$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, supabase_realtime_admin to postgres;
grant authenticator, pg_read_all_data, pg_monitor, pg_signal_backend to postgres;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role supabase_auth_admin set search_path = 'auth';
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';
alter role postgres set search_path = '"$user"', 'public', 'extensions';

-- ---------------------------------------------------------------------------------------
-- schemas, extensions, publication
-- ---------------------------------------------------------------------------------------

do $database$
begin
    execute format('grant all on database %I to postgres', current_database());
    execute format(
        'alter database %I set search_path = "$user", public, extensions', current_database()
    );
end
$database$;

alter schema public owner to postgres;
revoke create on schema public from public;
grant usage on schema public to anon, authenticated, service_role;

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role, dashboard_user;
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

-- What the postgres role makes in public is granted to the API roles, as Supabase does.
-- Flywheel's first migration takes this back: its grants are explicit.
alter default privileges for role postgres in schema public
    grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
    grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
    grant all on functions to anon, authenticated, service_role;

-- ---------------------------------------------------------------------------------------
-- auth
-- ---------------------------------------------------------------------------------------

create schema auth authorization supabase_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres, dashboard_user;
grant all on schema auth to supabase_auth_admin;

-- Tables, columns, types and indexes are named as in Supabase Auth, so that whatever is
-- written against them here works unchanged in production. Auth owns its objects; row level
-- security is on without a policy: only Auth, postgres and superusers see rows.
set role supabase_auth_admin;

create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
create type auth.code_challenge_method as enum ('s256', 'plain');
create type auth.factor_status as enum ('unverified', 'verified');
create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
create type auth.one_time_token_type as enum (
    'confirmation_token',
    'reauthentication_token',
    'recovery_token',
    'email_change_token_new',
    'email_change_token_current',
    'phone_change_token'
);

create table auth.users (
    instance_id uuid,
    id uuid not null primary key,
    aud varchar(255),
    role varchar(255),
    email varchar(255),
    encrypted_password varchar(255),
    email_confirmed_at timestamptz,
    invited_at timestamptz,
    confirmation_token varchar(255),
    confirmation_sent_at timestamptz,
    recovery_token varchar(255),
    recovery_sent_at timestamptz,
    email_change_token_new varchar(255),
    email_change varchar(255),
    email_change_sent_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamptz,
    updated_at timestamptz,
    phone text default null,
    phone_confirmed_at timestamptz,
    phone_change text default '',
    phone_change_token varchar(255) default '',
    phone_change_sent_at timestamptz,
    confirmed_at timestamptz generated always as (
        least(email_confirmed_at, phone_confirmed_at)
    ) stored,
    email_change_token_current varchar(255) default '',
    email_change_confirm_status smallint default 0,
    banned_until timestamptz,
    reauthentication_token varchar(255) default '',
    reauthentication_sent_at timestamptz,
    is_sso_user boolean not null default false,
    deleted_at timestamptz,
    is_anonymous boolean not null default false,
    constraint users_phone_key unique (phone),
    constraint users_email_change_confirm_status_check
    check (email_change_confirm_status between 0 and 2)
);
create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
create index users_instance_id_idx on auth.users (instance_id);
create index users_instance_id_email_idx on auth.users (instance_id, lower(email));
create index users_is_anonymous_idx on auth.users (is_anonymous);
comment on table auth.users is 'Auth: stores user login data within a secure schema.';
comment on column auth.users.is_sso_user is
'Whether the account comes from single sign-on; such accounts may share an address.';

create table auth.identities (
    provider_id text not null,
    user_id uuid not null references auth.users (id) on delete cascade,
    identity_data jsonb not null,
    provider text not null,
    last_sign_in_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    email text generated always as (lower(identity_data ->> 'email')) stored,
    id uuid not null default gen_random_uuid() primary key,
    constraint identities_provider_id_provider_unique unique (provider_id, provider)
);
create index identities_user_id_idx on auth.identities (user_id);
create index identities_email_idx on auth.identities (email text_pattern_ops);
comment on table auth.identities is 'Auth: the ways in which a user can sign in.';

create table auth.sessions (
    id uuid not null primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    created_at timestamptz,
    updated_at timestamptz,
    factor_id uuid,
    aal auth.aal_level,
    not_after timestamptz,
    refreshed_at timestamp without time zone,
    user_agent text,
    ip inet,
    tag text
);
create index sessions_user_id_idx on auth.sessions (user_id);
create index user_id_created_at_idx on auth.sessions (user_id, created_at);
comment on table auth.sessions is 'Auth: one row per signed-in device; gone after sign-out.';
comment on column auth.sessions.refreshed_at is 'Time of the last refresh, in UTC.';

create table auth.refresh_tokens (
    instance_id uuid,
    id bigserial primary key,
    token varchar(255),
    user_id varchar(255),
    revoked boolean,
    created_at timestamptz,
    updated_at timestamptz,
    parent varchar(255),
    session_id uuid references auth.sessions (id) on delete cascade,
    constraint refresh_tokens_token_unique unique (token)
);
create index refresh_tokens_instance_id_idx on auth.refresh_tokens (instance_id);
create index refresh_tokens_instance_id_user_id_idx
on auth.refresh_tokens (instance_id, user_id);
create index refresh_tokens_parent_idx on auth.refresh_tokens (parent);
create index refresh_tokens_session_id_revoked_idx on auth.refresh_tokens (session_id, revoked);
comment on table auth.refresh_tokens is
'Auth: each refresh revokes a token and issues its child; parent links the chain.';

create table auth.mfa_factors (
    id uuid not null primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    friendly_name text,
    factor_type auth.factor_type not null,
    status auth.factor_status not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    secret text,
    phone text,
    last_challenged_at timestamptz,
    web_authn_credential jsonb,
    web_authn_aaguid uuid,
    constraint mfa_factors_last_challenged_at_key unique (last_challenged_at)
);
create index factor_id_created_at_idx on auth.mfa_factors (user_id, created_at);
create index mfa_factors_user_id_idx on auth.mfa_factors (user_id);
create unique index mfa_factors_user_friendly_name_unique
on auth.mfa_factors (friendly_name, user_id) where trim(friendly_name) <> '';
create unique index unique_phone_factor_per_user on auth.mfa_factors (user_id, phone);
comment on table auth.mfa_factors is 'Auth: second factors, e.g. a TOTP authenticator.';

create table auth.mfa_challenges (
    id uuid not null primary key,
    factor_id uuid not null references auth.mfa_factors (id) on delete cascade,
    created_at timestamptz not null,
    verified_at timestamptz,
    ip_address inet not null,
    otp_code text,
    web_authn_session_data jsonb
);
create index mfa_challenges_factor_id_idx on auth.mfa_challenges (factor_id);
create index mfa_challenge_created_at_idx on auth.mfa_challenges (created_at desc);
comment on table auth.mfa_challenges is 'Auth: one request to prove a factor, good once.';

create table auth.mfa_amr_claims (
    session_id uuid not null references auth.sessions (id) on delete cascade,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    authentication_method text not null,
    id uuid not null primary key,
    constraint mfa_amr_claims_session_id_authentication_method_pkey
    unique (session_id, authentication_method)
);
comment on table auth.mfa_amr_claims is
'Auth: how a session was authenticated; becomes the claim amr of its tokens.';

create table auth.one_time_tokens (
    id uuid not null primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    token_type auth.one_time_token_type not null,
    token_hash text not null check (char_length(token_hash) > 0),
    relates_to text not null,
    created_at timestamp without time zone not null default now(),
    updated_at timestamp without time zone not null default now()
);
create index one_time_tokens_token_hash_hash_idx on auth.one_time_tokens using hash (token_hash);
create index one_time_tokens_relates_to_hash_idx on auth.one_time_tokens using hash (relates_to);
create unique index one_time_tokens_user_id_token_type_key
on auth.one_time_tokens (user_id, token_type);
comment on table auth.one_time_tokens is
'Auth: codes and links sent by mail, kept as sha224(address || code).';

create table auth.flow_state (
    id uuid not null primary key,
    user_id uuid,
    auth_code text not null,
    code_challenge_method auth.code_challenge_method not null,
    code_challenge text not null,
    provider_type text not null,
    provider_access_token text,
    provider_refresh_token text,
    created_at timestamptz,
    updated_at timestamptz,
    authentication_method text not null,
    auth_code_issued_at timestamptz
);
create index idx_auth_code on auth.flow_state (auth_code);
create index idx_user_id_auth_method on auth.flow_state (user_id, authentication_method);
create index flow_state_created_at_idx on auth.flow_state (created_at desc);
comment on table auth.flow_state is 'Auth: PKCE flows between the request and the exchange.';

create table auth.audit_log_entries (
    instance_id uuid,
    id uuid not null primary key,
    payload json,
    created_at timestamptz,
    ip_address varchar(64) not null default ''
);
create index audit_logs_instance_id_idx on auth.audit_log_entries (instance_id);
comment on table auth.audit_log_entries is 'Auth: audit trail for user actions.';

alter table auth.users enable row level security;
alter table auth.identities enable row level security;
alter table auth.sessions enable row level security;
alter table auth.refresh_tokens enable row level security;
alter table auth.mfa_factors enable row level security;
alter table auth.mfa_challenges enable row level security;
alter table auth.mfa_amr_claims enable row level security;
alter table auth.one_time_tokens enable row level security;
alter table auth.flow_state enable row level security;
alter table auth.audit_log_entries enable row level security;

-- The claims of the request's token, which PostgREST (and Realtime) put into a setting: one
-- JSON object, or one setting per claim as PostgREST did before version 10. As on hosted
-- Supabase these functions set no search_path: they name nothing outside pg_catalog, and a
-- function with settings cannot be inlined into the policies that call it.
create function auth.uid() returns uuid
language sql stable
as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
    )::uuid
$$;
comment on function auth.uid() is 'The id of the signed-in user; null where nobody is.';

create function auth.role() returns text
language sql stable
as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
    )
$$;
comment on function auth.role() is 'The role of the request. Policies use their TO clause instead.';

create function auth.email() returns text
language sql stable
as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim.email', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
    )
$$;
comment on function auth.email() is 'The address in the token. Policies use auth.jwt() instead.';

create function auth.jwt() returns jsonb
language sql stable
as $$
    select coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
$$;
comment on function auth.jwt() is 'All claims of the request''s token.';

-- Migrations run as postgres: they reference auth.users and hang triggers on it.
grant all on all tables in schema auth to postgres, dashboard_user;
grant select on all tables in schema auth to postgres with grant option;
grant all on all sequences in schema auth to postgres, dashboard_user;
grant all on all routines in schema auth to postgres, dashboard_user;

reset role;

-- ---------------------------------------------------------------------------------------
-- realtime
-- ---------------------------------------------------------------------------------------

create schema realtime authorization supabase_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres;
grant all on schema realtime to supabase_realtime_admin;

-- postgres is a member of supabase_realtime_admin, which owns what follows: so a migration
-- may create policies on realtime.messages, as it may on hosted Supabase.
set role supabase_realtime_admin;

create table realtime.messages (
    topic text not null,
    extension text not null,
    payload jsonb,
    event text,
    private boolean default false,
    updated_at timestamp without time zone not null default now(),
    inserted_at timestamp without time zone not null default now(),
    id uuid not null default gen_random_uuid(),
    binary_payload bytea,
    constraint messages_pkey primary key (id, inserted_at)
)
partition by range (inserted_at);

comment on table realtime.messages is
    'Broadcasts sent from the database. Its policies say who may use a private channel: '
    'select is reading from it, insert is writing to it.';
comment on column realtime.messages.topic is 'The channel, without the prefix "realtime:".';
comment on column realtime.messages.extension is
    '"broadcast" or "presence": what a policy on a private channel speaks of.';

-- Replay reads the private broadcasts of one topic, newest first.
create index messages_inserted_at_topic_index
on realtime.messages (inserted_at desc, topic)
where extension = 'broadcast' and private;

alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;

create function realtime.maintain_partitions() returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    day date;
    expired regclass;
begin
    -- Yesterday and a few days ahead: a session in another time zone may be off by a day,
    -- and the database may be used while the stand-in is not running.
    for day in select current_date + d from generate_series(-1, 5) as d loop
        execute format(
            'create table if not exists realtime.%I '
            'partition of realtime.messages for values from (%L) to (%L)',
            to_char(day, '"messages_"YYYY_MM_DD'), day, day + 1
        );
        execute format(
            'alter table realtime.%I enable row level security',
            to_char(day, '"messages_"YYYY_MM_DD')
        );
    end loop;

    for expired in
        select child.oid::regclass
        from pg_catalog.pg_inherits as link
        join pg_catalog.pg_class as child on child.oid = link.inhrelid
        where link.inhparent = 'realtime.messages'::regclass
            and child.relname ~ '^messages_\d{4}_\d\d_\d\d$'
            and to_date(substr(child.relname, 10), 'YYYY_MM_DD') < current_date - 3
    loop
        execute format('drop table %s', expired);
    end loop;
end
$$;
comment on function realtime.maintain_partitions() is
    'Makes the partitions of realtime.messages for the coming days and drops those older '
    'than three days. The local Realtime calls it; hosted Supabase does this by itself.';
revoke execute on function realtime.maintain_partitions() from public;

create function realtime.topic() returns text
language sql
stable
set search_path = ''
as $$
    select nullif(current_setting('realtime.topic', true), '')
$$;
comment on function realtime.topic() is
    'The channel that is being authorised, for policies on realtime.messages.';

create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
declare
    message_id uuid := gen_random_uuid();
begin
    perform set_config('realtime.topic', send.topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
        message_id,
        case jsonb_typeof(send.payload)
            when 'object' then jsonb_build_object('id', message_id) || send.payload
            else send.payload
        end,
        send.event,
        send.topic,
        send.private,
        'broadcast'
    );
exception
    -- As on hosted Supabase: a broadcast that cannot be stored never fails its transaction.
    when others then
        raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;
comment on function realtime.send(jsonb, text, text, boolean) is
    'Broadcasts a payload to a channel once the transaction commits. The payload gets an id '
    'unless it has one. A failure is a warning, not an error.';

create function realtime.send_binary(
    payload bytea, event text, topic text, private boolean default true
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform set_config('realtime.topic', send_binary.topic, true);
    insert into realtime.messages (binary_payload, event, topic, private, extension)
    values (
        send_binary.payload,
        send_binary.event,
        send_binary.topic,
        send_binary.private,
        'broadcast'
    );
exception
    when others then
        raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;
comment on function realtime.send_binary(bytea, text, text, boolean) is
    'Broadcasts bytes to a channel once the transaction commits. Only clients that speak '
    'protocol 2.0.0 can receive them. A failure is a warning, not an error.';

create function realtime.broadcast_changes(
    topic_name text,
    event_name text,
    operation text,
    table_name text,
    table_schema text,
    new record,
    old record,
    level text default 'ROW'
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if level = 'STATEMENT' then
        raise exception 'function can only be triggered for each row, not for each statement'
            using errcode = 'feature_not_supported',
                hint = 'Create the trigger with "for each row".';
    end if;
    if operation not in ('INSERT', 'UPDATE', 'DELETE') then
        raise exception 'Unexpected operation type: %', operation
            using errcode = 'invalid_parameter_value',
                hint = 'Pass tg_op of a row trigger.';
    end if;
    perform realtime.send(
        jsonb_build_object(
            'old_record', old,
            'record', new,
            'operation', operation,
            'table', table_name,
            'schema', table_schema
        ),
        event_name,
        topic_name
    );
end
$$;
comment on function realtime.broadcast_changes(text, text, text, text, text, record, record, text) is
    'Called by a row trigger: broadcasts the change to a private channel.';

select realtime.maintain_partitions();

reset role;

create publication supabase_realtime_messages_publication
for table realtime.messages
with (publish = 'insert', publish_via_partition_root = true);
