-- analytics: closed months of events that lie in object storage instead of the database.
--
-- No tenant's tables: a file holds events of many workspaces, and only workers read them.

create table private.archived_partitions (
    month date primary key
    constraint archived_partitions_month_first_day check (extract(day from month) = 1),
    columns jsonb not null
    constraint archived_partitions_columns_object check (jsonb_typeof(columns) = 'object'),
    rows bigint
    constraint archived_partitions_rows_not_negative check (rows >= 0),
    checksum numeric,
    state text not null default 'exporting'
    constraint archived_partitions_state_known check (
        state in ('exporting', 'exported', 'verified', 'detached', 'dropped', 'restored')
    ),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint archived_partitions_verified_is_counted check (
        state in ('exporting', 'exported') or (rows is not null and checksum is not null)
    )
);
comment on table private.archived_partitions is
'Months of events that are exported to Parquet files, and how far each is. From its first state '
'on, no event of the month is taken in any more; the partition goes only after what was read back '
'from storage had the same rows.';
comment on column private.archived_partitions.columns is
'Name → type of each column when the month was exported: what the files hold.';
comment on column private.archived_partitions.checksum is
'private.digest_events of all rows: independent of their order, the sum of that of the files.';
comment on column private.archived_partitions.state is
'exporting: files are written. exported: all are in storage. verified: what was read back equals '
'the partition. detached: the partition is in schema archive. dropped: the files alone are left. '
'restored: it is a partition again, and the files are kept.';

create table private.archived_files (
    month date not null references private.archived_partitions (month) on delete cascade,
    part integer not null
    constraint archived_files_part_positive check (part > 0),
    path text not null
    constraint archived_files_path_unique unique,
    workspace_ids uuid[] not null,
    last_workspace_id uuid not null,
    last_occurred_at timestamptz not null,
    last_id uuid not null,
    bytes bigint not null
    constraint archived_files_bytes_positive check (bytes > 0),
    sha256 text not null
    constraint archived_files_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
    rows bigint not null
    constraint archived_files_rows_not_negative check (rows >= 0),
    checksum numeric,
    is_loaded boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint archived_files_pkey primary key (month, part)
);
comment on table private.archived_files is
'The Parquet files of a month in the bucket archive: each has the events that follow those of '
'the part before, by workspace, time and id.';
comment on column private.archived_files.path is
'Its place in the bucket. The name has the start of the content''s SHA-256 in it: storing it '
'again changes nothing, and another content has another name.';
comment on column private.archived_files.workspace_ids is
'Whose events are in it: what has to be written anew when a workspace is deleted.';
comment on column private.archived_files.last_id is
'With last_workspace_id and last_occurred_at the key of its last event: the next part goes on '
'there.';
comment on column private.archived_files.checksum is
'Of the rows as they were read back from storage; null until then.';
comment on column private.archived_files.is_loaded is
'While the month is being restored: whether its rows are in the new table.';
