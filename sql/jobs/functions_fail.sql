-- jobs: how a job ends without success, or goes back.

create function jobs.hold(job_id uuid, lease integer)
returns jobs.job_queue
language plpgsql
set search_path = ''
as $$
declare
    job jobs.job_queue;
begin
    select q.* into job from jobs.job_queue as q where q.id = hold.job_id for update;
    if not found or job.status <> 'processing' or job.lease is distinct from hold.lease then
        raise exception using
            errcode = 'JQ409',
            message = format('The lease of job %s was lost; nothing was written.', job_id),
            detail = case
                when job.id is null then 'The job has ended or was deleted.'
                when job.status <> 'processing' then 'The job went back to the queue.'
                else format('The job was handed out again: lease %s, not %s.', job.lease, lease)
            end,
            hint = 'Drop the result. Send heartbeats more often than the type''s lease_seconds.';
    end if;
    return job;
end
$$;
comment on function jobs.hold(uuid, integer) is
'Locks a job for whoever holds its lease. Raises JQ409 for everybody else.';

create function jobs.call(function_name text, signature text)
returns text
language sql
stable
set search_path = ''
as $$
    select 'select ' || to_regprocedure(function_name || signature)::oid::regproc::text || '($1, $2)'
$$;
comment on function jobs.call(text, text) is
'The statement that calls a job type''s function; null where there is no such function.';

create function jobs.archive(
    job jobs.job_queue,
    outcome jobs.job_status,
    result jsonb default null,
    error_message text default null,
    error_detail text default null,
    failure_kind jobs.failure_kind default null
)
returns void
language sql
set search_path = ''
as $$
    with gone as (
        delete from jobs.job_queue as q where q.id = (job).id returning q.*
    )

    insert into jobs.job_archive (
        id, workspace_id, worker_id, job_type, payload, dedup_key, limit_key, after, priority,
        status, attempts, max_attempts, lease, crashes, failure_kind, progress, result,
        error_message, error_detail, scheduled_at, deadline, started_at, completed_at, created_at
    )
    select
        gone.id, gone.workspace_id, gone.worker_id, gone.job_type, gone.payload, gone.dedup_key,
        gone.limit_key, gone.after, gone.priority, outcome, gone.attempts, gone.max_attempts,
        gone.lease, gone.crashes, archive.failure_kind, gone.progress, archive.result,
        archive.error_message, archive.error_detail, gone.scheduled_at, gone.deadline,
        gone.started_at, clock_timestamp(), gone.created_at
    from gone
$$;
comment on function jobs.archive(
    jobs.job_queue, jobs.job_status, jsonb, text, text, jobs.failure_kind
) is 'Moves a job from the hot table to the archive with its outcome.';

create function jobs.bury(
    job jobs.job_queue,
    outcome jobs.job_status,
    error_message text,
    error_detail text default null,
    failure_kind jobs.failure_kind default 'error'
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    kind jobs.job_types;
    trouble text;
begin
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    if kind.failure_function is not null then
        -- A failure function that fails must not keep the job from ending: its error is
        -- kept with the job's own.
        begin
            execute jobs.call(kind.failure_function, '(jobs.job_queue, text)')
            using job, error_message;
        exception when others then
            get stacked diagnostics trouble = message_text;
            error_detail := concat_ws(
                e'\n', error_detail, format('%s failed: %s', kind.failure_function, trouble)
            );
        end;
    end if;
    perform jobs.archive(job, outcome, null, error_message, error_detail, failure_kind);
    if job.has_dependents then
        perform jobs.settle_dependents(array[job.id], false);
    end if;
    if kind.is_announced then
        perform jobs.announce(job, outcome, null, null, error_message);
    end if;
    perform jobs.wake_limited(kind);
end
$$;
comment on function jobs.bury(
    jobs.job_queue, jobs.job_status, text, text, jobs.failure_kind
) is
'Ends a job without success: calls the type''s failure function, archives it, and settles what '
'waited for it.';

create function jobs.wake_limited(kind jobs.job_types)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if jobs.has_limits(array[kind.job_type]) then
        perform jobs.wake(
            case when kind.job_type is null then '{}' else array[kind.job_type] end
        );
    end if;
end
$$;
comment on function jobs.wake_limited(jobs.job_types) is
'Wakes workers when a job of a limited type or workspace has ended: a place is free.';

create function jobs.backoff(kind jobs.job_types, attempts integer)
returns interval
language sql
volatile
set search_path = ''
as $$
    -- Between half and all of the doubled pause: many jobs that failed together, on a service
    -- that was down, do not come back together.
    select make_interval(
        secs => (
            least(
                kind.backoff_limit_seconds,
                kind.backoff_seconds * power(2::numeric, least(attempts, 60) - 1)
            ) * (0.5 + 0.5 * random()::numeric)
        )::double precision
    )
$$;
comment on function jobs.backoff(jobs.job_types, integer) is
'Pause before the next attempt, after so many: doubling, capped, with jitter.';

create function jobs.put_back(job jobs.job_queue, run_at timestamptz, attempts integer)
returns void
language sql
set search_path = ''
as $$
    update jobs.job_queue as q
    set
        status = case
            when put_back.attempts = 0 then 'pending'::jobs.job_status else 'retrying'::jobs.job_status
        end,
        is_ready = run_at <= now(),
        worker_id = null,
        lease_expires_at = null,
        attempts = put_back.attempts,
        scheduled_at = run_at
    where q.id = (job).id;
    select jobs.wake(array[(job).job_type]);
$$;
comment on function jobs.put_back(jobs.job_queue, timestamptz, integer) is
'Returns a running job to the queue, for a time, with a count of attempts.';

create function jobs.fail(
    job_id uuid,
    lease integer,
    error_message text,
    error_detail text default null,
    may_retry boolean default true,
    retry_after_seconds double precision default null
)
returns jobs.job_status
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    job constant jobs.job_queue := jobs.hold(fail.job_id, fail.lease);
    kind jobs.job_types;
    run_at timestamptz;
begin
    if job.cancel_requested then
        perform jobs.bury(
            job, 'cancelled', 'Cancelled while it ran.', fail.error_detail, 'cancelled'
        );
        return 'cancelled'::jobs.job_status;
    end if;
    if not fail.may_retry or job.attempts >= job.max_attempts then
        perform jobs.bury(job, 'failed', fail.error_message, fail.error_detail);
        return 'failed'::jobs.job_status;
    end if;
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    run_at := now() + coalesce(
        make_interval(secs => fail.retry_after_seconds), jobs.backoff(kind, job.attempts)
    );
    if job.deadline <= run_at then
        perform jobs.bury(
            job, 'failed',
            format('%s No time is left for another attempt before the deadline.', fail.error_message),
            fail.error_detail, 'deadline'
        );
        return 'failed'::jobs.job_status;
    end if;
    update jobs.job_queue as q
    set error_message = fail.error_message, error_detail = fail.error_detail
    where q.id = job.id;
    perform jobs.put_back(job, run_at, job.attempts);
    if kind.is_announced then
        perform jobs.announce(job, 'retrying', null, null, fail.error_message);
    end if;
    return 'retrying'::jobs.job_status;
end
$$;
comment on function jobs.fail(uuid, integer, text, text, boolean, double precision) is
'Ends an attempt without success. The job waits for its next attempt, or is failed when it has '
'none left, may not be retried or would miss its deadline, or cancelled when that was asked for. '
'Returns which. Raises JQ409 when the lease was lost.';
