-- jobs: partitions, retention, tidying.

create function jobs.extend_archive(days_ahead integer default 7)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    today constant date := (now() at time zone 'UTC')::date;
    wanted date;
    partition text;
    made integer := 0;
begin
    if not exists (
        select
        from generate_series(0, days_ahead) as ahead
        where to_regclass(
            'jobs.job_archive_' || to_char(today + ahead::integer, 'YYYYMMDD')
        ) is null
    ) then
        return 0;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs.archive', 0));
    for wanted in
        select today + ahead::integer from generate_series(0, days_ahead) as ahead
    loop
        partition := 'job_archive_' || to_char(wanted, 'YYYYMMDD');
        continue when to_regclass('jobs.' || partition) is not null;
        -- Made apart and then attached: attaching lets completions go on meanwhile, where
        -- "partition of" would stop them. Rows that came before the partition move into it.
        execute format('create table jobs.%I (like jobs.job_archive including all)', partition);
        execute format('comment on table jobs.%I is %L', partition, 'Jobs that ended on ' || wanted);
        execute format('alter table jobs.%I enable row level security', partition);
        lock table jobs.job_archive_default in access exclusive mode;
        execute format(
            'with moved as ('
            'delete from jobs.job_archive_default '
            'where completed_at >= $1 and completed_at < $2 returning *) '
            'insert into jobs.%I select * from moved', partition
        ) using wanted::timestamp at time zone 'UTC', (wanted + 1)::timestamp at time zone 'UTC';
        execute format(
            'alter table jobs.job_archive attach partition jobs.%I for values from (%L) to (%L)',
            partition, wanted || ' 00:00:00+00', wanted + 1 || ' 00:00:00+00'
        );
        made := made + 1;
    end loop;
    return made;
end
$$;
comment on function jobs.extend_archive(integer) is
'Makes the archive''s partitions of today and the coming days where they are missing. Returns '
'how many it made. Workers call it when they start, jobs.maintain every hour.';

create function jobs.trim_archive(retention_days integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    expired text;
    dropped integer := 0;
begin
    -- Rather keep a day for another hour than make the queue wait behind a long reader.
    set local lock_timeout = '2s';
    for expired in
        select c.relname
        from pg_catalog.pg_inherits as i
        join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'jobs.job_archive'::regclass
            and c.relname ~ '^job_archive_\d{8}$'
            and to_date(right(c.relname, 8), 'YYYYMMDD')
            < (now() at time zone 'UTC')::date - retention_days
        order by c.relname
    loop
        execute format('drop table jobs.%I', expired);
        dropped := dropped + 1;
    end loop;
    delete from jobs.job_archive_default as a
    where a.completed_at < now() - make_interval(days => retention_days);
    return dropped;
end
$$;
comment on function jobs.trim_archive(integer) is
'Drops the archive''s partitions older than so many days. Returns how many.';

create function jobs.maintain(retention_days integer default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    days constant integer := coalesce(
        retention_days, (private.setting('jobs.retention_days') #>> '{}')::integer, 30
    );
    made integer := jobs.extend_archive();
    dropped integer := 0;
    orphans integer;
begin
    if days < 1 then
        raise exception using
            errcode = 'PT422',
            message = format('Finished jobs cannot be kept for %s days.', days),
            hint = 'Set app_settings jobs.retention_days to 1 or more.';
    end if;
    begin
        dropped := jobs.trim_archive(days);
    exception when lock_not_available then
        raise warning 'old partitions of jobs.job_archive are in use; the next run drops them';
    end;
    delete from jobs.job_queue as q
    where q.workspace_id is not null
        and q.status <> 'processing'
        and not exists (select from public.workspaces as w where w.id = q.workspace_id);
    get diagnostics orphans = row_count;
    delete from jobs.workers as w where w.seen_at < now() - interval '1 day';
    delete from jobs.rates as r where r.full_at < now();
    perform jobs.mend_dependencies();
    delete from jobs.schedule_runs as r where r.fire_at < now() - make_interval(days => days);
    perform
        private.maintain_partitions(),
        private.forget_idle_rates(),
        private.forget_login_attempts(),
        private.roll_up_counters();
    return jsonb_build_object(
        'partitions_made', made,
        'partitions_dropped', dropped,
        'orphans_deleted', orphans
    );
end
$$;
comment on function jobs.maintain(integer) is
'Makes coming partitions, drops those past retention (argument, or app_settings '
'jobs.retention_days, or 30), and clears away what lost its workspace or its worker. The same for '
'the tables in private.partitioned_tables, old sign-ins, and rate limits that nobody uses. '
'Rolls up the counters.';

create function jobs.apply_maintain(job jobs.job_queue, result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform jobs.maintain((result ->> 'retention_days')::integer);
end
$$;
comment on function jobs.apply_maintain(jobs.job_queue, jsonb) is
'Apply function of jobs.maintain: the upkeep itself, in the job''s own transaction.';

create function jobs.delete_workspace_jobs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- Not those whose completion is under way: it may itself wait for the workspace's row.
    -- It fails then, and jobs.maintain sweeps the job away.
    delete from jobs.job_queue as q
    where q.id = any(array(
        select live.id
        from jobs.job_queue as live
        join gone on gone.id = live.workspace_id
        for update of live skip locked
    ));
    delete from jobs.job_archive as a using gone where a.workspace_id = gone.id;
    delete from jobs.schedules as s using gone where s.workspace_id = gone.id;
    return null;
end
$$;
comment on function jobs.delete_workspace_jobs() is
'Trigger: a deleted workspace takes its jobs and schedules along. Running ones lose their lease.';
