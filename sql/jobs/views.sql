-- jobs: what members and operators look at.

create view public.job_queue
with (security_invoker = true)
as
select
    q.id,
    q.workspace_id,
    q.job_type,
    q.status,
    q.priority,
    q.attempts,
    q.max_attempts,
    q.progress,
    q.error_message,
    q.scheduled_at,
    q.started_at,
    null::timestamptz as completed_at,
    q.created_at,
    q.deadline,
    null::jobs.failure_kind as failure_kind
from jobs.job_queue as q
union all
select
    a.id,
    a.workspace_id,
    a.job_type,
    a.status,
    a.priority,
    a.attempts,
    a.max_attempts,
    a.progress,
    a.error_message,
    a.scheduled_at,
    a.started_at,
    a.completed_at,
    a.created_at,
    a.deadline,
    a.failure_kind
from jobs.job_archive as a;
comment on view public.job_queue is
'The jobs of your workspaces, live and ended, while retention lasts. Payloads and tracebacks '
'stay inside. Cancel and retry with cancel_job and retry_job.';

create view jobs.type_stats
with (security_invoker = true)
as
select
    t.job_type,
    t.description,
    coalesce(live.ready, 0) as ready,
    coalesce(live.waiting, 0) as waiting,
    coalesce(live.processing, 0) as processing,
    coalesce(ended.completed, 0) as completed_last_day,
    coalesce(ended.failed, 0) as failed_last_day,
    live.oldest_ready_at,
    (
        select count(*)
        from jobs.workers as w
        where w.seen_at > now() - interval '1 minute' and t.job_type = any(w.job_types)
    ) as workers
from jobs.job_types as t
left join (
    select
        q.job_type,
        count(*) filter (where q.is_ready) as ready,
        count(*) filter (where not q.is_ready and q.status <> 'processing') as waiting,
        count(*) filter (where q.status = 'processing') as processing,
        min(q.scheduled_at) filter (where q.is_ready) as oldest_ready_at
    from jobs.job_queue as q
    group by q.job_type
) as live on live.job_type = t.job_type
left join (
    select
        a.job_type,
        count(*) filter (where a.status = 'completed') as completed,
        count(*) filter (where a.status = 'failed') as failed
    from jobs.job_archive as a
    where a.completed_at > now() - interval '1 day'
    group by a.job_type
) as ended on ended.job_type = t.job_type;
comment on view jobs.type_stats is
'Per job type: what waits, runs and ended during the last day, and how many live workers have '
'a handler for it.';

create view jobs.throughput
with (security_invoker = true)
as
select
    date_trunc('minute', a.completed_at) as minute,
    a.job_type,
    a.workspace_id,
    count(*) as ended,
    count(*) filter (where a.status = 'completed') as completed,
    count(*) filter (where a.status = 'failed') as failed,
    count(*) filter (where a.status = 'cancelled') as cancelled,
    sum(a.attempts) as attempts
from jobs.job_archive as a
where a.completed_at > now() - interval '1 day'
group by date_trunc('minute', a.completed_at), a.job_type, a.workspace_id;
comment on view jobs.throughput is
'How many jobs ended, per minute of the last day, type and workspace.';

create view jobs.latency
with (security_invoker = true)
as
select
    ended.hour,
    ended.job_type,
    count(*) as ended,
    percentile_cont(0.5) within group (order by ended.waited) as waited_p50,
    percentile_cont(0.95) within group (order by ended.waited) as waited_p95,
    percentile_cont(0.99) within group (order by ended.waited) as waited_p99,
    percentile_cont(0.5) within group (order by ended.ran) as ran_p50,
    percentile_cont(0.95) within group (order by ended.ran) as ran_p95,
    percentile_cont(0.99) within group (order by ended.ran) as ran_p99
from (
    select
        date_trunc('hour', a.completed_at) as hour,
        a.job_type,
        greatest(0, date_part('epoch', a.started_at - a.scheduled_at)) as waited,
        greatest(0, date_part('epoch', a.completed_at - a.started_at)) as ran
    from jobs.job_archive as a
    where
        a.started_at is not null
        and a.completed_at > now() - interval '1 day'
) as ended
group by ended.hour, ended.job_type;
comment on view jobs.latency is
'Per hour of the last day and type, in seconds: how long jobs waited from when they were to run '
'until their last attempt began, and how long that ran until its end was written.';

create view jobs.failures
with (security_invoker = true)
as
select
    (a.completed_at at time zone 'UTC')::date as day,
    a.job_type,
    a.workspace_id,
    a.failure_kind,
    a.error_message,
    count(*) as failed,
    max(a.completed_at) as last_at,
    (array_agg(a.id order by a.completed_at desc))[1] as last_job_id
from jobs.job_archive as a
where a.status = 'failed'
group by
    (a.completed_at at time zone 'UTC')::date, a.job_type, a.workspace_id, a.failure_kind,
    a.error_message;
comment on view jobs.failures is
'Why jobs failed, per UTC day, type, workspace and message, while retention lasts; with the last '
'job, to ask about.';
