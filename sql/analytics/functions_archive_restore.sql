-- analytics: how a month of events comes back from the archive.
--
-- Security definer: both, because they make a table, and partitions are granted to nobody.

create function private.begin_restore(month date)
returns private.archived_partitions
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    name constant text := private.partition_name(
        'public.events', begin_restore.month::timestamp at time zone 'UTC', 'month'
    );
    archived private.archived_partitions;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = begin_restore.month
    for update;
    if archived.state is distinct from 'dropped' then
        raise exception using
            errcode = 'PT409',
            message = format(
                'The month %s is %s.', begin_restore.month,
                coalesce(archived.state, 'not archived')
            ),
            hint = 'Only a month whose state is dropped can be restored.';
    end if;
    if to_regclass(format('archive.%I', name)) is null then
        execute format('create table archive.%I (like public.events including all)', name);
        execute format('alter table archive.%I enable row level security', name);
        execute format('grant insert on archive.%I to service_role', name);
        grant usage on schema archive to service_role;
        update private.archived_files as f
        set is_loaded = false
        where f.month = begin_restore.month;
    end if;
    return archived;
end
$$;
comment on function private.begin_restore(date) is
'Makes the table that the files of a dropped month are loaded into, archive.events_<month>; one '
'that was begun before stays. PT409 for a month in another state.';

create function private.complete_restore(month date)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    starts constant timestamptz := complete_restore.month::timestamp at time zone 'UTC';
    ends constant timestamptz := (complete_restore.month + interval '1 month') at time zone 'UTC';
    name constant text := private.partition_name('public.events', starts, 'month');
    archived private.archived_partitions;
    there record;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = complete_restore.month
    for update;
    if archived.state = 'restored' then
        return true;
    end if;
    select d.* into there
    from private.digest_events(
        format('archive.%I', name)::regclass, array(select jsonb_object_keys(archived.columns))
    ) as d;
    if (there.rows, there.checksum) is distinct from (archived.rows, archived.checksum) then
        execute format('drop table archive.%I', name);
        return false;
    end if;
    set local lock_timeout = '2s';
    execute format('revoke all on archive.%I from service_role', name);
    execute format('alter table archive.%I set schema private', name);
    execute format(
        'comment on table private.%I is %L', name,
        format('Rows of events from %s to %s.', starts::date, ends::date)
    );
    -- Attaching looks through the default partition for rows that belong here: none got in.
    execute format(
        'alter table public.events attach partition private.%I for values from (%L) to (%L)',
        name, starts, ends
    );
    update private.archived_partitions as p
    set state = 'restored'
    where p.month = complete_restore.month;
    return true;
end
$$;
comment on function private.complete_restore(date) is
'Attaches the loaded table, if it has the very rows that were archived; else drops it and returns '
'false.';
