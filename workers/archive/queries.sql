-- Months of events on their way into the archive and back.

-- name: lock_month
-- One worker or command at a time for a month, for as long as its connection lives.
select pg_try_advisory_lock(hashtextextended('flywheel.archive.' || %(month)s::text, 0)) as is_ours

-- name: begin_archive
select * from private.begin_archive(%(month)s)

-- name: begin_restore
select * from private.begin_restore(%(month)s)

-- name: archive_of
select p.month, p.columns, p.rows, p.checksum, p.state
from private.archived_partitions as p
where p.month = %(month)s

-- name: files_of
select f.part, f.path, f.workspace_ids, f.bytes, f.sha256, f.rows, f.checksum, f.is_loaded
from private.archived_files as f
where f.month = %(month)s
order by f.part

-- name: last_key
select f.part, f.last_workspace_id, f.last_occurred_at, f.last_id
from private.archived_files as f
where f.month = %(month)s
order by f.part desc
limit 1

-- name: export
-- The next events of a month, in the order of the primary key.
copy (
    select {columns}
    from public.events as e
    where
        e.occurred_at >= {month}::timestamp at time zone 'UTC'
        and e.occurred_at < ({month}::timestamp + interval '1 month') at time zone 'UTC'
        and ({workspace_id}::uuid is null or (e.workspace_id, e.occurred_at, e.id)
            > ({workspace_id}::uuid, {occurred_at}::timestamptz, {id}::uuid))
    order by e.workspace_id, e.occurred_at, e.id
    limit {limit}
) to stdout (format csv)

-- name: add_file
insert into private.archived_files (
    month, part, path, workspace_ids, last_workspace_id, last_occurred_at, last_id, bytes,
    sha256, rows
)
values (
    %(month)s, %(part)s, %(path)s, %(workspace_ids)s, %(last_workspace_id)s,
    %(last_occurred_at)s, %(last_id)s, %(bytes)s, %(sha256)s, %(rows)s
)

-- name: export_is_complete
update private.archived_partitions as p
set state = 'exported'
where p.month = %(month)s and p.state = 'exporting'

-- name: make_staging
create temp table archive_staging (like public.events)

-- name: empty_staging
truncate archive_staging

-- name: load_staging
copy archive_staging ({columns}) from stdin (format csv)

-- name: digest_staging
select d.rows, d.checksum
from private.digest_events('archive_staging', %(columns)s) as d

-- name: note_checksum
update private.archived_files as f
set checksum = %(checksum)s
where f.month = %(month)s and f.part = %(part)s and f.sha256 = %(sha256)s

-- name: verify
select private.verify_archived(%(month)s) as state

-- name: detach
select private.detach_archived(%(month)s) as state

-- name: drop
select private.drop_archived(%(month)s) as state

-- name: load_month
copy archive.{table} ({columns}) from stdin (format csv)

-- name: file_is_loaded
update private.archived_files as f
set is_loaded = true
where f.month = %(month)s and f.part = %(part)s

-- name: complete_restore
select private.complete_restore(%(month)s) as is_equal

-- name: months_before
-- Months in the database that begin before a day, and those whose archive is unfinished.
select m.month
from private.months_to_archive(%(before)s) as m (month)

-- name: files_with_workspace
select f.month, f.part, f.path, f.sha256, f.workspace_ids, p.columns
from private.archived_files as f
join private.archived_partitions as p on p.month = f.month
where %(workspace_id)s = any (f.workspace_ids)
order by f.month, f.part

-- name: replace_file
update private.archived_files as f
set
    path = %(path)s,
    workspace_ids = array_remove(f.workspace_ids, %(workspace_id)s),
    bytes = %(bytes)s,
    sha256 = %(sha256)s,
    rows = %(rows)s,
    checksum = %(checksum)s
where f.month = %(month)s and f.part = %(part)s

-- name: add_up_files
update private.archived_partitions as p
set
    rows = f.rows,
    checksum = f.checksum
from (
    select
        sum(a.rows) as rows,
        sum(a.checksum) as checksum
    from private.archived_files as a
    where a.month = %(month)s
) as f
where p.month = %(month)s

-- name: list_archive
select
    p.month,
    p.state,
    p.rows,
    count(f.part) as files,
    coalesce(sum(f.bytes), 0)::bigint as bytes,
    p.checksum
from private.archived_partitions as p
left join private.archived_files as f on f.month = p.month
group by p.month
order by p.month

-- name: readable_files
-- A month that is a partition, restored or still there, is not read twice.
select f.month, f.part, f.path, f.sha256
from private.archived_files as f
join private.archived_partitions as p on p.month = f.month
where p.state in ('verified', 'detached', 'dropped', 'restored')
    and (%(months)s::date [] is null or f.month = any (%(months)s))
order by f.month, f.part
