-- integrations: who may read the reporting views with plain SQL.

-- A role belongs to the whole cluster, which may know it already.
do $role$
begin
    if not exists (select from pg_catalog.pg_roles as r where r.rolname = 'analyst') then
        create role analyst nologin;
    end if;
end
$role$;
comment on role analyst is
'Reads schema reporting, nothing else. People get a role of their own in it: private.add_analyst.';
alter role analyst set statement_timeout = '60s';
alter role analyst set default_transaction_read_only = on;
-- So that `set role analyst` works in the SQL editor, which signs in as postgres.
grant analyst to postgres;

create schema reporting;
comment on schema reporting is
'Views for analysts who write SQL: rows of the workspaces that private.analyst_grants names, '
'without secrets and without addresses of people. Never exposed through PostgREST.';

create table private.analyst_grants (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    analyst name not null,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    constraint analyst_grants_tenant_key unique (workspace_id, id),
    constraint analyst_grants_once unique (analyst, workspace_id)
);
comment on table private.analyst_grants is
'Which workspaces a database role of an analyst may read in schema reporting.';
comment on column private.analyst_grants.analyst is
'The role the analyst signs in to the database with; made by private.add_analyst.';
comment on column private.analyst_grants.expires_at is 'When the grant ends; null for no end.';
