-- jobs: schedules. Python reads the cron lines (cronsim); the database decides who fires.

create function jobs.list_schedules()
returns table (
    schedule text,
    cron_line text,
    time_zone text,
    next_at timestamptz,
    asked_at timestamptz,
    due_in double precision
)
language sql
stable
set search_path = ''
as $$
    select
        s.schedule,
        s.cron_line,
        s.time_zone,
        s.next_at,
        clock_timestamp(),
        extract(epoch from s.next_at - clock_timestamp())::double precision
    from jobs.schedules as s
    where s.is_enabled and s.error_message is null
    order by s.next_at nulls first, s.schedule
$$;
comment on function jobs.list_schedules() is
'Enabled schedules with readable lines, by the database''s clock. next_at is null for those '
'whose first fire time nobody has worked out yet.';

create function jobs.advance_schedule(
    schedule text,
    cron_line text,
    time_zone text,
    fire_at timestamptz,
    next_at timestamptz,
    error_message text default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    current jobs.schedules;
    new_id uuid;
begin
    select s.* into current
    from jobs.schedules as s
    where s.schedule = advance_schedule.schedule
    for update;
    -- Compare and set: whoever comes second finds another next_at and does nothing.
    if
        not found
        or not current.is_enabled
        or current.cron_line <> advance_schedule.cron_line
        or current.time_zone <> advance_schedule.time_zone
        or current.next_at is distinct from advance_schedule.fire_at
        or advance_schedule.fire_at > clock_timestamp()
    then
        return null;
    end if;
    -- (A clock that was put back brings a fire time twice.)
    if
        advance_schedule.fire_at is not null
        and advance_schedule.error_message is null
        and not exists (
            select from jobs.schedule_runs as r
            where r.schedule = current.schedule and r.fire_at = advance_schedule.fire_at
        )
    then
        new_id := jobs.enqueue(
            current.job_type, current.payload, current.workspace_id, current.priority
        );
        insert into jobs.schedule_runs (schedule, fire_at, job_id)
        values (current.schedule, advance_schedule.fire_at, new_id);
    end if;
    update jobs.schedules as s
    set
        next_at = advance_schedule.next_at,
        error_message = advance_schedule.error_message,
        last_fired_at = coalesce(advance_schedule.fire_at, s.last_fired_at)
    where s.schedule = current.schedule;
    return new_id;
end
$$;
comment on function jobs.advance_schedule(text, text, text, timestamptz, timestamptz, text) is
'Fires a schedule for the fire time that the caller saw, and sets the next one: once, whoever '
'else calls. With a null fire time it only sets the next; with an error it only notes that. '
'Returns the job''s id or null.';
