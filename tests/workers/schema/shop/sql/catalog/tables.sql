-- A small schema with one of everything that drift checks compare.

revoke all on schema public from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;
alter default privileges in schema public
    revoke execute on functions from anon, authenticated, service_role;

create table public.shops (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid not null,
    name text not null,
    touched_at timestamptz not null default now()
);
comment on table public.shops is 'Where things are sold.';
