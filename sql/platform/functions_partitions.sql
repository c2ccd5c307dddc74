-- platform: making the coming partitions of tables cut by time, detaching the old ones.
--
-- A partitioned table has a range on one timestamptz column, a default partition that takes
-- what no other takes, and a row in private.partitioned_tables. Partitions live in schema
-- private with row level security and no grants: they are reached through their parent only.
--
-- security definer: private.maintain_partitions, because workers may not create tables.

create function private.partition_name(parent regclass, starts timestamptz, unit text)
returns text
language sql
stable
set search_path = ''
as $$
    select c.relname || '_' || to_char(
        partition_name.starts at time zone 'UTC',
        case partition_name.unit when 'month' then 'YYYY_MM' else 'YYYY_MM_DD' end
    )
    from pg_catalog.pg_class as c
    where c.oid = partition_name.parent
$$;
comment on function private.partition_name(regclass, timestamptz, text) is
'Name of the partition that starts then: events_2026_11, or events_2026_11_20 by day or week.';

create function private.make_partition(
    parent regclass, starts timestamptz, ends timestamptz, unit text
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    name constant text := private.partition_name(parent, starts, unit);
    default_part regclass;
    key_column text;
    columns text;
    tuned record;
begin
    if to_regclass('private.' || quote_ident(name)) is not null
        or to_regclass('archive.' || quote_ident(name)) is not null
    then
        return false;
    end if;
    select nullif(p.partdefid, 0)::regclass, a.attname
    into default_part, key_column
    from pg_catalog.pg_partitioned_table as p
    join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = make_partition.parent;
    -- Made apart and then attached: readers and writers of the parent go on meanwhile.
    execute format('create table private.%I (like %s including all)', name, parent);
    execute format(
        'comment on table private.%I is %L', name,
        format('Rows of %s from %s to %s.', parent, starts::date, ends::date)
    );
    execute format('alter table private.%I enable row level security', name);
    -- What the planner is told of columns is not part of LIKE.
    for tuned in
        select a.attname, array_to_string(a.attoptions, ', ') as options
        from pg_catalog.pg_attribute as a
        where a.attrelid = make_partition.parent and a.attoptions is not null
    loop
        execute format(
            'alter table private.%I alter column %I set (%s)', name, tuned.attname, tuned.options
        );
    end loop;
    if default_part is not null then
        select string_agg(quote_ident(a.attname), ', ') into columns
        from pg_catalog.pg_attribute as a
        where a.attrelid = default_part
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = '';
        execute format('lock table %s in access exclusive mode', default_part);
        -- Rows that came before their partition move into it.
        execute format(
            'with moved as (delete from %1$s where %2$I >= $1 and %2$I < $2 returning %3$s) '
            'insert into private.%4$I (%3$s) select * from moved',
            default_part, key_column, columns, name
        ) using starts, ends;
    end if;
    execute format(
        'alter table %s attach partition private.%I for values from (%L) to (%L)',
        parent, name, starts, ends
    );
    return true;
end
$$;
comment on function private.make_partition(regclass, timestamptz, timestamptz, text) is
'Makes one partition and moves its rows out of the default one. False where it is there already.';

create function private.ensure_partitions(parent regclass, unit text, ahead integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    step constant interval := ('1 ' || unit)::interval;
    first constant timestamp := date_trunc(unit, now() at time zone 'UTC');
    made integer := 0;
    starts timestamp;
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.partitions.' || parent::oid, 0));
    -- One by one: each needs its own statements.
    for starts in select generate_series(first, first + step * ahead, step) loop
        if private.make_partition(
            parent, starts at time zone 'UTC', (starts + step) at time zone 'UTC', unit
        ) then
            made := made + 1;
        end if;
    end loop;
    return made;
end
$$;
comment on function private.ensure_partitions(regclass, text, integer) is
'Makes the current partition of a table and so many coming ones, where they are missing; unit is '
'day, week or month, cut in UTC. Returns how many it made. For the table''s owner.';

create function private.detach_partitions(parent regclass, keep interval)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    expired record;
    detached integer := 0;
begin
    -- Rather keep a partition for another hour than make writers wait behind a long reader.
    set local lock_timeout = '2s';
    for expired in
        select parts.name, parts.ends
        from (
            select
                c.oid::regclass as name,
                c.relname,
                substring(
                    pg_catalog.pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)'
                )::timestamptz as ends
            from pg_catalog.pg_inherits as i
            join pg_catalog.pg_class as c on c.oid = i.inhrelid
            where i.inhparent = detach_partitions.parent
        ) as parts
        where parts.ends <= now() - detach_partitions.keep
        order by parts.ends
    loop
        begin
            execute format('alter table %s detach partition %s', parent, expired.name);
            execute format('alter table %s set schema archive', expired.name);
            detached := detached + 1;
        exception when lock_not_available or foreign_key_violation then
            raise warning '% stays: % (%)', expired.name, sqlerrm, sqlstate;
        end;
    end loop;
    return detached;
end
$$;
comment on function private.detach_partitions(regclass, interval) is
'Moves partitions that ended longer ago than keep into schema archive, out of the table. One that '
'is in use or referred to stays, with a warning. Returns how many it moved. For the owner.';

create function private.maintain_partitions()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    registered private.partitioned_tables;
    made integer := 0;
    detached integer := 0;
begin
    for registered in
        select t.* from private.partitioned_tables as t order by t.parent
    loop
        made := made + private.ensure_partitions(
            registered.parent::regclass, registered.unit, registered.ahead
        );
    end loop;
    -- After all are made: detaching shortens the wait for locks until the transaction ends.
    for registered in
        select t.* from private.partitioned_tables as t where t.keep is not null order by t.parent
    loop
        detached := detached + private.detach_partitions(
            registered.parent::regclass, registered.keep
        );
    end loop;
    return jsonb_build_object('partitions_made', made, 'partitions_detached', detached);
end
$$;
comment on function private.maintain_partitions() is
'Makes coming partitions and detaches old ones of every table in private.partitioned_tables. '
'Called by the job jobs.maintain; safe to repeat.';
