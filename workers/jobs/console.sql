-- What `flywheel jobs` asks the database.

-- name: list_jobs
-- The latest of each half by its own index, then the latest of both.
with live as (
    select
        q.id, q.workspace_id, q.job_type, q.status, q.priority, q.attempts, q.max_attempts,
        q.error_message, q.scheduled_at, q.started_at, null::timestamptz as completed_at,
        q.created_at,
        q.status <> 'processing' and not exists (
            select
            from jobs.workers as w
            where w.seen_at > now() - interval '1 minute' and q.job_type = any(w.job_types)
        ) as has_no_handler
    from jobs.job_queue as q
    where (%(status)s::text is null or q.status::text = %(status)s)
        and (%(job_type)s::text is null or q.job_type = %(job_type)s)
        and (%(workspace_id)s::uuid is null or q.workspace_id = %(workspace_id)s)
    order by q.created_at desc
    limit %(most)s
),

ended as (
    select
        a.id, a.workspace_id, a.job_type, a.status, a.priority, a.attempts, a.max_attempts,
        a.error_message, a.scheduled_at, a.started_at, a.completed_at, a.created_at, false
    from jobs.job_archive as a
    where (%(status)s::text is null or a.status::text = %(status)s)
        and (%(job_type)s::text is null or a.job_type = %(job_type)s)
        and (%(workspace_id)s::uuid is null or a.workspace_id = %(workspace_id)s)
    order by a.completed_at desc
    limit %(most)s
)

select * from live
union all
select * from ended
order by created_at desc
limit %(most)s

-- name: show_job
select
    q.id, q.workspace_id, q.job_type, q.status, q.priority, q.attempts, q.max_attempts,
    q.dedup_key, q.cancel_requested, q.progress, q.payload, null::jsonb as result,
    q.error_message, q.error_detail, w.host || ' pid ' || w.pid as worker, q.scheduled_at,
    q.started_at, q.lease_expires_at, null::timestamptz as completed_at, q.created_at
from jobs.job_queue as q
left join jobs.workers as w on w.id = q.worker_id
where q.id = %(job_id)s
union all
select
    a.id, a.workspace_id, a.job_type, a.status, a.priority, a.attempts, a.max_attempts,
    a.dedup_key, false, a.progress, a.payload, a.result,
    a.error_message, a.error_detail, w.host || ' pid ' || w.pid, a.scheduled_at,
    a.started_at, null, a.completed_at, a.created_at
from jobs.job_archive as a
left join jobs.workers as w on w.id = a.worker_id
where a.id = %(job_id)s

-- name: retry_job
select jobs.retry(%(job_id)s)

-- name: cancel_job
select jobs.cancel(%(job_id)s) as answer

-- name: failed_jobs
select a.id
from jobs.job_archive as a
where a.status = 'failed'
    and (%(job_type)s::text is null or a.job_type = %(job_type)s)
    and a.completed_at > now() - %(within)s
order by a.completed_at

-- name: enqueue_job
select jobs.enqueue(
    %(job_type)s, %(payload)s, %(workspace_id)s, %(priority)s, %(run_at)s,
    dedup_key => %(dedup_key)s
) as job_id

-- name: type_stats
select * from jobs.type_stats order by job_type

-- name: list_workers
select
    host, pid, version, transport, concurrency, job_types, started_at, seen_at,
    seen_at > now() - interval '1 minute' as is_alive
from jobs.workers
order by started_at

-- name: list_schedules
select
    schedule, job_type, cron_line, time_zone, workspace_id, is_enabled, error_message,
    next_at, last_fired_at
from jobs.schedules
order by schedule

-- name: set_schedule
insert into jobs.schedules (schedule, job_type, cron_line, time_zone, payload, workspace_id)
values (
    %(schedule)s, %(job_type)s, %(cron_line)s, %(time_zone)s, %(payload)s, %(workspace_id)s
)
on conflict (schedule) do update set
    job_type = excluded.job_type,
    cron_line = excluded.cron_line,
    time_zone = excluded.time_zone,
    payload = excluded.payload,
    workspace_id = excluded.workspace_id,
    is_enabled = true

-- name: delete_schedule
delete from jobs.schedules where schedule = %(schedule)s returning schedule
