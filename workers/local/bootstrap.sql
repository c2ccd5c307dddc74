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

-- ---------------------------------------------------------------------------------------
-- realtime
-- ---------------------------------------------------------------------------------------

create schema realtime authorization supabase_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres;
grant all on schema realtime to supabase_realtime_admin;
