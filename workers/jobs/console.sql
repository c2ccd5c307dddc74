-- What `flywheel jobs` asks the database.

-- name: list_jobs
-- The latest of each half by its own index, then the latest of both.
with live as (
    select
        q.id, q.workspace_id, q.job_type, q.status, q.priority, q.attempts, q.max_attempts,
        q.error_message, q.scheduled_at, q.started_at, null::timestamptz as completed_at,
        q.created_at, null::jobs.failure_kind as failure_kind,
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
        a.error_message, a.scheduled_at, a.started_at, a.completed_at, a.created_at,
        a.failure_kind, false
    from jobs.job_archive as a
    where (%(status)s::text is null or a.status::text = %(status)s)
        and (%(job_type)s::text is null or a.job_type = %(job_type)s)
        and (%(workspace_id)s::uuid is null or a.workspace_id = %(workspace_id)s)
    -- By id, which is in the order of time and has an index.
    order by a.id desc
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
    q.dedup_key, nullif(q.limit_key, '') as limit_key, q.after, q.waits_for, q.crashes,
    q.cancel_requested, q.progress, q.payload, null::jsonb as result,
    null::jobs.failure_kind as failure_kind, q.error_message, q.error_detail,
    w.host || ' pid ' || w.pid as worker, q.scheduled_at, q.deadline, q.started_at,
    q.lease_expires_at, null::timestamptz as completed_at, q.created_at
from jobs.job_queue as q
left join jobs.workers as w on w.id = q.worker_id
where q.id = %(job_id)s
union all
select
    a.id, a.workspace_id, a.job_type, a.status, a.priority, a.attempts, a.max_attempts,
    a.dedup_key, nullif(a.limit_key, ''), a.after, 0, a.crashes,
    false, a.progress, a.payload, a.result,
    a.failure_kind, a.error_message, a.error_detail, w.host || ' pid ' || w.pid, a.scheduled_at,
    a.deadline, a.started_at, null, a.completed_at, a.created_at
from jobs.job_archive as a
left join jobs.workers as w on w.id = a.worker_id
where a.id = %(job_id)s

-- name: retry_job
select jobs.retry(%(job_id)s)

-- name: cancel_job
select jobs.cancel(%(job_id)s) as answer

-- name: retry_failed
select jobs.retry_failed(
    %(job_type)s, %(workspace_id)s, %(kind)s::jobs.failure_kind,
    coalesce(%(since)s::timestamptz, coalesce(%(until)s::timestamptz, now()) - %(within)s),
    coalesce(%(until)s::timestamptz, now()), %(message)s
) as id

-- name: share
insert into jobs.workspace_shares (workspace_id, weight, max_running)
values (%(workspace_id)s, %(weight)s, %(max_running)s)
on conflict (workspace_id) do update set
    weight = excluded.weight,
    max_running = excluded.max_running

-- name: top
-- What `flywheel jobs top` shows of each type. Of the archive only the last minutes are read.
with live as (
    select
        q.job_type,
        count(*) filter (where q.is_ready) as ready,
        count(*) filter (where not q.is_ready and q.status <> 'processing') as waiting,
        count(*) filter (where q.status = 'processing') as running,
        date_part('epoch', now() - min(q.scheduled_at) filter (where q.is_ready)) as oldest_seconds
    from jobs.job_queue as q
    group by q.job_type
),

ended as (
    select
        a.job_type,
        count(*) filter (where a.status = 'completed') / %(minutes)s as completed_per_minute,
        count(*) filter (where a.status = 'failed') as failed,
        percentile_cont(0.5) within group (
            order by date_part('epoch', a.completed_at - a.started_at)
        ) as p50_seconds,
        percentile_cont(0.95) within group (
            order by date_part('epoch', a.completed_at - a.started_at)
        ) as p95_seconds
    from jobs.job_archive as a
    where a.completed_at > now() - make_interval(secs => (%(minutes)s * 60)::double precision)
    group by a.job_type
)

select
    t.job_type,
    coalesce(live.ready, 0) as ready,
    coalesce(live.waiting, 0) as waiting,
    coalesce(live.running, 0) as running,
    live.oldest_seconds,
    coalesce(ended.completed_per_minute, 0)::double precision as completed_per_minute,
    coalesce(ended.failed, 0) as failed,
    ended.p50_seconds,
    ended.p95_seconds,
    (
        select count(*)
        from jobs.workers as w
        where w.seen_at > now() - interval '1 minute' and t.job_type = any(w.job_types)
    ) as workers
from jobs.job_types as t
left join live on live.job_type = t.job_type
left join ended on ended.job_type = t.job_type
order by coalesce(ended.completed_per_minute, 0) desc, coalesce(live.ready, 0) desc, t.job_type

-- name: alive
select count(*) as workers, coalesce(sum(w.concurrency), 0) as places
from jobs.workers as w
where w.seen_at > now() - interval '1 minute'

-- name: enqueue_job
select jobs.enqueue(
    %(job_type)s, %(payload)s, %(workspace_id)s, %(priority)s, %(run_at)s,
    dedup_key => %(dedup_key)s, on_duplicate => %(on_duplicate)s, limit_key => %(limit_key)s,
    deadline => %(deadline)s, after => %(after)s
) as job_id

-- name: type_stats
select
    s.*, t.max_running, t.max_running_per_workspace, t.max_running_per_key, t.rate_limit,
    t.rate_seconds::double precision as rate_seconds, t.is_announced
from jobs.type_stats as s
join jobs.job_types as t on t.job_type = s.job_type
order by s.job_type

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
