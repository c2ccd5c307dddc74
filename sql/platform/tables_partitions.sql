-- platform: which tables are cut by time, and where their old parts go.

create schema archive;
comment on schema archive is
'Partitions that were detached after their time: no longer part of any table, kept until they '
'are exported and dropped. Never exposed through PostgREST.';

create table private.partitioned_tables (
    parent text primary key
    constraint partitioned_tables_parent_form check (parent ~ '^[a-z_]+\.[a-z_0-9]+$'),
    unit text not null
    constraint partitioned_tables_unit_known check (unit in ('day', 'week', 'month')),
    ahead integer not null default 3
    constraint partitioned_tables_ahead_range check (ahead between 1 and 100),
    keep interval
    constraint partitioned_tables_keep_positive check (keep > interval '0')
);
comment on table private.partitioned_tables is
'Tables partitioned by time that private.maintain_partitions keeps. Rows come from migrations, '
'the operator may change keep.';
comment on column private.partitioned_tables.parent is 'The table with its schema.';
comment on column private.partitioned_tables.ahead is 'How many coming partitions stand ready.';
comment on column private.partitioned_tables.keep is
'Partitions that ended longer ago than this are detached; null keeps all.';
