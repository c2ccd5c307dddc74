-- The part of a Supabase project that belongs to Storage: buckets, objects, and their rights.
--
-- Runs once per database, after bootstrap.sql and under the same rules. Table, column and
-- function names are those of Supabase Storage. Files lie outside of the database; a row here
-- says which there are, and its policies decide who may do what with them.

do $roles$
begin
    if not exists (
        select from pg_catalog.pg_roles where rolname = 'supabase_storage_admin'
    ) then
        create role supabase_storage_admin login noinherit createrole;
    end if;
end
$roles$;

-- Storage becomes the caller for each request. As with realtime.messages, postgres may make
-- policies on tables that are not its own.
grant authenticator to supabase_storage_admin;
grant supabase_storage_admin to postgres;
alter role supabase_storage_admin set search_path = 'storage';

create schema storage authorization supabase_admin;
grant usage on schema storage to postgres, anon, authenticated, service_role;
grant all on schema storage to supabase_storage_admin;

set role supabase_storage_admin;

create table storage.buckets (
    id text not null primary key,
    name text not null,
    owner uuid,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    public boolean default false,
    avif_autodetection boolean default false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text
);
create unique index bname on storage.buckets (name);
comment on table storage.buckets is 'Storage: buckets, each with its own limits.';
comment on column storage.buckets.public is 'Whether its objects can be read without a key.';
comment on column storage.buckets.file_size_limit is 'Bytes that one object may have.';
comment on column storage.buckets.owner is 'Field is deprecated, use owner_id instead';

create table storage.objects (
    id uuid not null default gen_random_uuid() primary key,
    bucket_id text,
    name text,
    owner uuid,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    last_accessed_at timestamptz default now(),
    metadata jsonb,
    path_tokens text[] generated always as (string_to_array(name, '/')) stored,
    version text,
    owner_id text,
    user_metadata jsonb,
    constraint "objects_bucketId_fkey" foreign key (bucket_id) references storage.buckets (id)
);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);
comment on table storage.objects is 'Storage: one row per file. Its policies say who may do what.';
comment on column storage.objects.name is 'The path inside the bucket, e.g. folder/picture.png.';
comment on column storage.objects.version is 'Names the bytes: each upload makes a new one.';
comment on column storage.objects.metadata is 'Size, type and the like, as Storage found them.';
comment on column storage.objects.user_metadata is 'What the uploader wants to be kept with it.';
comment on column storage.objects.owner is 'Field is deprecated, use owner_id instead';

alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;

create function storage.foldername(name text) returns text[]
language sql
immutable
as $$
    select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1]
$$;
comment on function storage.foldername(text) is 'The folders of a path: {a,b} for a/b/c.png.';

create function storage.filename(name text) returns text
language sql
immutable
as $$
    select substring(name from '[^/]*$')
$$;
comment on function storage.filename(text) is 'The last part of a path: c.png for a/b/c.png.';

create function storage.extension(name text) returns text
language sql
immutable
as $$
    select substring(name from '[^/.]*$')
$$;
comment on function storage.extension(text) is 'What follows the last dot: png for a/b/c.png.';

create function storage.update_updated_at_column() returns trigger
language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function storage.update_updated_at_column() is 'Keeps updated_at of an object.';

create trigger update_objects_updated_at
before update on storage.objects
for each row execute function storage.update_updated_at_column();

create function storage.protect_delete() returns trigger
language plpgsql
as $$
begin
    if current_setting('storage.can_delete', true) is distinct from 'true' then
        raise exception
            'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
            using errcode = 'insufficient_privilege',
                hint = 'A row that goes without its file leaves the file behind.';
    end if;
    return null;
end
$$;
comment on function storage.protect_delete() is
'Refuses a delete that did not come through Storage, which removes the file as well.';

create trigger protect_buckets_delete
before delete on storage.buckets
for each statement execute function storage.protect_delete();

create trigger protect_objects_delete
before delete on storage.objects
for each statement execute function storage.protect_delete();

-- Who may really see and change a row is up to its policies, of which there are none yet.
grant all on storage.buckets, storage.objects to anon, authenticated, service_role, postgres;
grant all on all routines in schema storage to anon, authenticated, service_role, postgres;

reset role;
