-- analytics: how a month of events leaves the database, step by step.
--
-- Each function is one step and one transaction; the job analytics.archive_month carries the rows
-- between them. A step that was done is not done twice, so that a worker may die anywhere.
--
-- Security definer:
--   private.begin_archive, private.detach_archived, private.drop_archived
--       look into partitions, which nobody is granted, and take them out of the table
--   private.forget_archived_events
--       runs as whoever deletes a workspace; enqueueing is not granted to people

create function private.is_archived(moment timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return exists (
        select from private.archived_partitions as p
        where p.month = date_trunc('month', moment at time zone 'UTC')::date
            and p.state <> 'restored'
    );
end
$$;
comment on function private.is_archived(timestamptz) is
'Whether events of that time are in the archive, or on their way: none can be added.';

create function private.events_partition(month date)
returns regclass
language plpgsql
stable
set search_path = ''
as $$
declare
    found regclass;
begin
    select i.inhrelid::regclass into found
    from pg_catalog.pg_inherits as i
    where i.inhparent = 'public.events'::regclass
        and i.inhrelid = to_regclass(
            'private.' || private.partition_name(
                'public.events', events_partition.month::timestamp at time zone 'UTC', 'month'
            )
        );
    return found;
end
$$;
comment on function private.events_partition(date) is
'The partition of events with that month, or null.';

create function private.digest_events(
    relation regclass, columns text[], out rows bigint, out checksum numeric
)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set extra_float_digits = 1
as $$
begin
    -- MD5 and no hash function of Postgres: theirs may be others in the next version.
    execute format(
        $sql$
            select
                count(*),
                coalesce(sum(('x' || left(md5(row(%s)::text), 16))::bit(64)::bigint), 0)
            from %s
        $sql$,
        (
            select string_agg(quote_ident(c.name), ', ' order by c.name)
            from unnest(digest_events.columns) as c (name)
        ),
        relation
    )
    into digest_events.rows, digest_events.checksum;
end
$$;
comment on function private.digest_events(regclass, text[]) is
'Number of rows, and the sum of the first 64 bits of the MD5 of each one''s text. The order of '
'the rows does not matter, and those of parts can be added.';

create function private.begin_archive(month date)
returns private.archived_partitions
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    partition constant regclass := private.events_partition(begin_archive.month);
    begun private.archived_partitions;
    is_waiting boolean;
begin
    select p.* into begun
    from private.archived_partitions as p
    where p.month = begin_archive.month
    for update;
    if found and begun.state <> 'restored' then
        return begun;
    end if;
    if (begin_archive.month + interval '1 month') at time zone 'UTC' > now() - interval '1 day' then
        raise exception using
            errcode = 'PT409',
            message = format('The month %s is not closed yet.', begin_archive.month),
            hint = 'A month can be archived from the second day after its end.';
    end if;
    if partition is null then
        raise exception using
            errcode = 'PT404',
            message = format('There is no partition of events for %s.', begin_archive.month),
            hint = 'Name the first day of a month that events are kept of.';
    end if;
    execute format(
        'select exists (select from private.event_batches as b '
        'where exists (select from %s as e where e.batch = b.id))', partition
    ) into is_waiting;
    if is_waiting then
        raise exception using
            errcode = 'PT409',
            message = format('Events of %s are not in the sums yet.', begin_archive.month),
            hint = 'Is a worker running? analytics.roll_up adds them within seconds.';
    end if;
    delete from private.archived_partitions as p where p.month = begin_archive.month;
    insert into private.archived_partitions as p (month, columns)
    select
        begin_archive.month,
        jsonb_object_agg(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
    from pg_catalog.pg_attribute as a
    where a.attrelid = 'public.events'::regclass
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
    returning p.* into begun;
    return begun;
end
$$;
comment on function private.begin_archive(date) is
'Closes a month to new events and says what there is to export; returns what was begun before. '
'PT404 where there is no such partition, PT409 while it is not over or not in the rollups.';

create function private.verify_archived(month date)
returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    new_state text;
begin
    update private.archived_partitions as p
    set
        state = 'verified',
        rows = f.rows,
        checksum = f.checksum
    from (
        select
            coalesce(sum(a.rows), 0) as rows,
            coalesce(sum(a.checksum), 0) as checksum,
            coalesce(bool_and(a.checksum is not null), true) as is_whole
        from private.archived_files as a
        where a.month = verify_archived.month
    ) as f
    where p.month = verify_archived.month and p.state = 'exported' and f.is_whole;
    select p.state into new_state
    from private.archived_partitions as p
    where p.month = verify_archived.month;
    return new_state;
end
$$;
comment on function private.verify_archived(date) is
'Adds up what was read back, once every file was; returns the state.';

create function private.detach_archived(month date)
returns text
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    partition constant regclass := private.events_partition(detach_archived.month);
    archived private.archived_partitions;
    there record;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = detach_archived.month
    for update;
    if not found or archived.state <> 'verified' then
        return archived.state;
    end if;
    set local lock_timeout = '2s';
    -- Whoever began to write before the month was closed is done after this.
    execute format('lock table %s in share mode', partition);
    select d.* into there
    from private.digest_events(
        partition, array(select jsonb_object_keys(archived.columns))
    ) as d;
    if (there.rows, there.checksum) is distinct from (archived.rows, archived.checksum) then
        delete from private.archived_files as f where f.month = detach_archived.month;
        update private.archived_partitions as p
        set
            state = 'exporting',
            rows = null,
            checksum = null
        where p.month = detach_archived.month;
        return 'exporting';
    end if;
    execute format('alter table public.events detach partition %s', partition);
    execute format('alter table %s set schema archive', partition);
    update private.archived_partitions as p
    set state = 'detached'
    where p.month = detach_archived.month;
    return 'detached';
end
$$;
comment on function private.detach_archived(date) is
'Takes a verified month out of events, if it still has the rows that were exported; else it has '
'to be exported again. Returns the state. lock_not_available (55P03) where readers are in the way.';

create function private.drop_archived(month date)
returns text
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    new_state text;
begin
    update private.archived_partitions as p
    set state = 'dropped'
    where p.month = drop_archived.month and p.state = 'detached';
    if found then
        execute format(
            'drop table archive.%I',
            private.partition_name(
                'public.events', drop_archived.month::timestamp at time zone 'UTC', 'month'
            )
        );
    end if;
    select p.state into new_state
    from private.archived_partitions as p
    where p.month = drop_archived.month;
    return new_state;
end
$$;
comment on function private.drop_archived(date) is
'Drops the detached table of a month: its rows are in the files. Returns the state.';

create function private.months_to_archive(before date)
returns setof date
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select m.month
    from (
        select to_date(substring(c.relname from '\d{4}_\d{2}$'), 'YYYY_MM') as month
        from pg_catalog.pg_inherits as i
        join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'public.events'::regclass and c.relname ~ '_\d{4}_\d{2}$'
        union
        select p.month
        from private.archived_partitions as p
        where p.state <> 'dropped'
    ) as m
    where m.month < months_to_archive.before
    order by m.month;
end
$$;
comment on function private.months_to_archive(date) is
'Months of events in the database that begin before a day, with those whose archiving has not '
'ended.';

create function public.months_to_archive()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    keep constant integer := (private.setting('analytics.keep_months') #>> '{}')::integer;
    now_month constant timestamp := date_trunc('month', now() at time zone 'UTC');
begin
    return coalesce(
        (
            select jsonb_agg(m.month order by m.month)
            from private.months_to_archive(
                (now_month - make_interval(months => keep))::date
            ) as m (month)
            -- Restored on purpose: it stays until somebody archives it again.
            where not exists (
                select from private.archived_partitions as p
                where p.month = m.month and p.state = 'restored'
            )
        ),
        '[]'::jsonb
    );
end
$$;
comment on function public.months_to_archive() is
'Months that the setting analytics.keep_months wants in the archive: those that ended before so '
'many whole months. Empty while it is not set. For workers.';

create function private.forget_archived_events()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform jobs.enqueue('analytics.forget_archived', jsonb_build_object('workspace_id', g.id))
    from gone as g
    where exists (
        select from private.archived_files as f where g.id = any (f.workspace_ids)
    );
    return null;
end
$$;
comment on function private.forget_archived_events() is
'Trigger function: has the events of deleted workspaces taken out of the archive.';
