-- integrations: what analysts see of the jobs of the workspaces granted to them.

create view reporting.job_throughput
with (security_barrier = true) as
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
where a.workspace_id = any (array(select w.id from reporting.workspaces as w))
group by date_trunc('minute', a.completed_at), a.job_type, a.workspace_id;

comment on view reporting.job_throughput is
'How many jobs ended, per minute, type and workspace.';

create view reporting.job_latency
with (security_barrier = true) as
select
    ended.hour,
    ended.job_type,
    ended.workspace_id,
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
        a.workspace_id,
        greatest(0, date_part('epoch', a.started_at - a.scheduled_at)) as waited,
        greatest(0, date_part('epoch', a.completed_at - a.started_at)) as ran
    from jobs.job_archive as a
    where
        a.started_at is not null
        and a.workspace_id = any (array(select w.id from reporting.workspaces as w))
) as ended
group by ended.hour, ended.job_type, ended.workspace_id;

comment on view reporting.job_latency is
'Per hour, type and workspace, in seconds: how long jobs waited from when they were to run until '
'their last attempt began, and how long they ran until their end was written.';

create view reporting.job_failures
with (security_barrier = true) as
select
    failed.day,
    failed.job_type,
    failed.workspace_id,
    failed.failure_kind,
    failed.error_message,
    count(*) as failed,
    max(failed.completed_at) as last_at,
    (array_agg(failed.id order by failed.completed_at desc))[1] as last_job_id
from (
    select
        a.id,
        (a.completed_at at time zone 'UTC')::date as day,
        a.job_type,
        a.workspace_id,
        a.failure_kind,
        a.error_message,
        a.completed_at
    from jobs.job_archive as a
    where
        a.status = 'failed'
        and a.workspace_id = any (array(select w.id from reporting.workspaces as w))
) as failed
group by
    failed.day, failed.job_type, failed.workspace_id, failed.failure_kind, failed.error_message;

comment on view reporting.job_failures is
'Why jobs failed, per UTC day, type, workspace and message; with the last job, to ask about.';
