-- Statements of the local Storage. Those on storage.objects and storage.buckets run in the
-- caller's name unless they say otherwise: policies decide what they see and change.

-- name: become
-- The rest of the transaction runs as somebody else, as Supabase Storage runs it. The role
-- comes last: a caller's role may not be allowed to change the other settings.
select
    set_config('request.jwt.claims', %(claims)s, true),
    set_config('storage.can_delete', 'true', true),
    set_config('timezone', 'UTC', true),
    set_config('statement_timeout', '10s', true),
    set_config('role', %(role)s, true);

-- name: versions
select version
from storage.objects
where version is not null;

-- name: lock_names
-- Whoever writes one of these names waits for whoever else does; in order, so that none waits
-- in a circle.
select pg_advisory_xact_lock(hashtextextended(place, 0))
from (select place from unnest(%(places)s::text[]) as place order by place) as places;

-- name: find_bucket
select id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at
from storage.buckets
where id = %(bucket)s;

-- name: list_buckets
-- {order} is a column and a direction.
select id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at
from storage.buckets
where name ilike %(pattern)s
order by {order}
limit %(limit)s offset %(offset)s;

-- name: create_bucket
insert into storage.buckets (
    id, name, owner, owner_id, public, file_size_limit, allowed_mime_types
)
values (
    %(bucket)s, %(name)s, %(owner)s, %(owner_id)s, %(public)s, %(file_size_limit)s,
    %(allowed_mime_types)s
);

-- name: update_bucket
-- What is not given stays.
update storage.buckets
set
    public = case when %(given)s::jsonb ? 'public' then %(public)s else public end,
    file_size_limit = case
        when %(given)s::jsonb ? 'file_size_limit' then %(file_size_limit)s else file_size_limit
    end,
    allowed_mime_types = case
        when %(given)s::jsonb ? 'allowed_mime_types'
            then %(allowed_mime_types)s::text[]
        else allowed_mime_types
    end,
    updated_at = now()
where id = %(bucket)s
returning id;

-- name: delete_bucket
delete from storage.buckets
where id = %(bucket)s
returning id;

-- name: is_empty
select not exists (select from storage.objects where bucket_id = %(bucket)s) as is_empty;

-- name: find_object
select
    id, name, bucket_id, owner, owner_id, version, metadata, user_metadata, created_at,
    updated_at, last_accessed_at
from storage.objects
where bucket_id = %(bucket)s and name = %(name)s;

-- name: existing_names
select name
from storage.objects
where bucket_id = %(bucket)s and name = any(%(names)s);

-- name: insert_object
insert into storage.objects (
    bucket_id, name, owner, owner_id, version, metadata, user_metadata
)
values (
    %(bucket)s, %(name)s, %(owner)s, %(owner_id)s, %(version)s, %(metadata)s, %(user_metadata)s
)
returning id;

-- name: upsert_object
insert into storage.objects (
    bucket_id, name, owner, owner_id, version, metadata, user_metadata
)
values (
    %(bucket)s, %(name)s, %(owner)s, %(owner_id)s, %(version)s, %(metadata)s, %(user_metadata)s
)
on conflict (bucket_id, name) do update set
    owner = excluded.owner,
    owner_id = excluded.owner_id,
    version = excluded.version,
    metadata = excluded.metadata,
    user_metadata = excluded.user_metadata
returning id;

-- name: move_object
update storage.objects
set bucket_id = %(to_bucket)s, name = %(to_name)s
where bucket_id = %(bucket)s and name = %(name)s
returning id;

-- name: delete_objects
delete from storage.objects
where bucket_id = %(bucket)s and name = any(%(names)s)
returning
    id, name, bucket_id, owner, owner_id, version, metadata, user_metadata, created_at,
    updated_at, last_accessed_at;

-- name: empty_bucket
-- A part at a time, so that a large bucket does not run into the timeout.
delete from storage.objects
where id = any(array(select id from storage.objects where bucket_id = %(bucket)s limit 1000))
returning version;

-- name: list_objects
-- One level below a prefix: folders first, then files. {order} is a column and a direction.
with inside as (
    select o.*, substr(o.name, length(%(prefix)s) + 1) as rest
    from storage.objects as o
    where o.bucket_id = %(bucket)s and starts_with(o.name, %(prefix)s)
),
matching as (
    select *
    from inside
    where starts_with(lower(rest), lower(%(search)s))
),
entries as (
    select distinct
        split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as updated_at,
        null::timestamptz as created_at, null::timestamptz as last_accessed_at,
        null::jsonb as metadata
    from matching
    where strpos(rest, '/') > 0
    union all
    select rest, id, updated_at, created_at, last_accessed_at, metadata
    from matching
    where strpos(rest, '/') = 0
)
select name, id, updated_at, created_at, last_accessed_at, metadata
from entries
order by (id is not null), {order}, name
limit %(limit)s offset %(offset)s;
