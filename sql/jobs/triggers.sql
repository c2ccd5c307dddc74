-- jobs: triggers, and the domain's own type and schedule, which need them.

create function jobs.wake_for_new()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    kinds text;
begin
    select string_agg(distinct added.job_type, ',') into kinds
    from added
    where added.waits_for = 0;
    if kinds is null then
        return null;
    end if;
    -- What jobs.wake does, without the calls: this is part of every enqueue.
    perform pg_notify('flywheel_jobs', case when length(kinds) < 7900 then kinds else '' end);
    if
        exists (
            select from jobs.workers as w
            where w.transport = 'edge' and w.seen_at > now() - interval '1 minute'
        )
    then
        perform jobs.broadcast('wake', jsonb_build_object('types', string_to_array(kinds, ',')));
    end if;
    return null;
end
$$;
comment on function jobs.wake_for_new() is
'Trigger: one notification per statement that adds jobs, however many it adds.';

create trigger job_queue_wake
after insert on jobs.job_queue
referencing new table as added
for each statement execute function jobs.wake_for_new();

create function jobs.check_type()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    name text;
    signature text;
begin
    for name, signature in
        values
            (new.apply_function, '(jobs.job_queue, jsonb)'),
            (new.failure_function, '(jobs.job_queue, text)')
    loop
        if name is not null and jobs.call(name, signature) is null then
            raise exception using
                errcode = 'undefined_function',
                message = format(
                    'Job type "%s" names a function that does not exist: %s%s.',
                    new.job_type, name, signature
                ),
                hint = 'Create it first, and name it with its schema.';
        end if;
    end loop;
    return new;
end
$$;
comment on function jobs.check_type() is
'Trigger: a job type can only name functions that exist.';

create trigger job_types_check
before insert or update on jobs.job_types
for each row execute function jobs.check_type();

create function jobs.forget_limit_keys()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    update jobs.job_queue as q
    set limit_key = ''
    where q.job_type = new.job_type and q.limit_key <> '' and q.status <> 'processing';
    return null;
end
$$;
comment on function jobs.forget_limit_keys() is
'Trigger: where a type no longer has limits per key, its waiting jobs need no keys, and claims '
'need not look at them key by key.';

create trigger job_types_forget_limit_keys
after update of max_running_per_key, rate_limit on jobs.job_types
for each row
when (
    new.max_running_per_key is null and new.rate_limit is null
    and (old.max_running_per_key is not null or old.rate_limit is not null)
)
execute function jobs.forget_limit_keys();

create trigger workspace_shares_touch
before update on jobs.workspace_shares
for each row execute function private.touch_updated_at();

create trigger job_types_touch
before update on jobs.job_types
for each row execute function private.touch_updated_at();

create function jobs.check_schedule()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = new.time_zone
    ) then
        raise exception using
            errcode = 'PT422',
            message = format(
                'Schedule "%s": "%s" is not a time zone.', new.schedule, new.time_zone
            ),
            hint = 'Use a name of the IANA database: UTC, Asia/Riyadh, Europe/Berlin.';
    end if;
    if cardinality(regexp_split_to_array(btrim(new.cron_line), '\s+')) <> 5 then
        raise exception using
            errcode = 'PT422',
            message = format(
                'Schedule "%s": the cron line "%s" does not have five fields.',
                new.schedule, new.cron_line
            ),
            hint = 'minute hour day-of-month month day-of-week, e.g. 30 6 * * 1-5';
    end if;
    -- A new line is read afresh, by whichever worker looks first.
    if tg_op = 'UPDATE' then
        new.next_at := null;
        new.error_message := null;
    end if;
    return new;
end
$$;
comment on function jobs.check_schedule() is
'Trigger: refuses unknown time zones and lines that are none, and forgets the fire time of a '
'schedule that changed. Workers read the rest of the line and note what is wrong in error_message.';

create trigger schedules_check_new
before insert on jobs.schedules
for each row execute function jobs.check_schedule();

create trigger schedules_check_changed
before update of cron_line, time_zone, payload on jobs.schedules
for each row
when (
    old.cron_line <> new.cron_line
    or old.time_zone <> new.time_zone
    or old.payload <> new.payload
)
execute function jobs.check_schedule();

create trigger schedules_touch
before update on jobs.schedules
for each row execute function private.touch_updated_at();

create trigger workspaces_delete_jobs
after delete on public.workspaces
referencing old table as gone
for each statement execute function jobs.delete_workspace_jobs();

select jobs.register_type(
    'jobs.maintain',
    'Partitions, retention and tidying of the queue itself.',
    apply_function => 'jobs.apply_maintain',
    max_attempts => 3,
    max_running => 1
);
insert into jobs.schedules (schedule, job_type, cron_line)
values ('jobs.maintain', 'jobs.maintain', '17 * * * *');
