-- Statements of the local Realtime. Those with {braces} are templates: the columns of a
-- table and the values of a batch are filled in by psycopg's composition, properly quoted.

-- name: become
-- The rest of the transaction runs as somebody else, as PostgREST would run it. The role
-- comes last: a subscriber's role may not be allowed to change the other settings.
select
    set_config('request.jwt.claims', %(claims)s, true),
    set_config('realtime.topic', %(topic)s, true),
    set_config('timezone', 'UTC', true),
    set_config('statement_timeout', '3s', true),
    set_config('role', %(role)s, true);

-- name: probe_read
-- Two rows that are never committed: who can see them may read from the channel.
insert into realtime.messages (topic, extension)
values (%(topic)s, 'broadcast'), (%(topic)s, 'presence')
returning id;

-- name: readable_extensions
select extension
from realtime.messages
where topic = %(topic)s and id = any(%(ids)s);

-- name: probe_write
insert into realtime.messages (topic, extension)
values (%(topic)s, %(extension)s);

-- name: replay
-- The newest broadcasts of a private channel after a moment, oldest first.
select
    recent.id,
    recent.event,
    recent.payload::text as payload,
    recent.binary_payload
from (
    select id, event, payload, binary_payload, inserted_at
    from realtime.messages
    where topic = %(topic)s
        and private
        and extension = 'broadcast'
        and inserted_at > to_timestamp(%(since)s) at time zone 'utc'
    order by inserted_at desc
    limit %(limit)s
) as recent
order by recent.inserted_at;

-- name: maintain_partitions
select realtime.maintain_partitions();

-- name: create_slot
-- Temporary: it goes with its connection, so a dead gateway never holds back the log.
select pg_create_logical_replication_slot(%(slot)s, 'pgoutput', temporary => true);

-- name: log_position
select pg_current_wal_flush_lsn() as position;

-- name: read_slot
-- At most so many changes, but whole transactions.
select data
from pg_logical_slot_get_binary_changes(
    %(slot)s,
    null,
    %(most)s,
    'proto_version', '1',
    'publication_names', %(publications)s
);

-- name: published_tables
select (format('%%I.%%I', schemaname, tablename)::regclass)::oid as oid
from pg_publication_tables
where pubname = 'supabase_realtime'
    and (%(schema)s = '*' or schemaname = %(schema)s)
    and (%(table)s = '*' or tablename = %(table)s);

-- name: describe_tables
-- One row per column, with the roles (of those asked for) that may select it.
select
    c.oid,
    n.nspname as schema,
    c.relname as name,
    c.relrowsecurity as has_rls,
    a.attname as column_name,
    t.typname as type_name,
    tn.nspname as type_schema,
    coalesce(a.attnum = any(pk.conkey), false) as is_key,
    array(
        select r.rolname::text
        from pg_roles as r
        where r.rolname = any(%(roles)s)
            and has_schema_privilege(r.oid, n.oid, 'usage')
            and has_column_privilege(r.oid, c.oid, a.attnum, 'select')
    ) as readers
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type as t on t.oid = a.atttypid
join pg_namespace as tn on tn.oid = t.typnamespace
left join pg_constraint as pk on pk.conrelid = c.oid and pk.contype = 'p'
where c.oid = any(%(oids)s)
order by c.oid, a.attnum;

-- name: check_condition
-- Fails where the operator or the value does not suit the column's type.
select {condition};

-- name: read_images
-- Values as Postgres prints them → JSON as Postgres renders it, and which conditions hold.
select
    array[{fragments}]::text[] as fragments,
    array[{conditions}]::boolean[] as holds
from unnest({values}) with ordinality as image ({names}, position)
order by image.position;

-- name: visible_rows
-- Which of the rows, given by primary key, the present role can see.
select candidate.position
from unnest({values}) with ordinality as candidate ({names}, position)
where exists (select from {table} as stored where {match});
