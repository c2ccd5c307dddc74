-- jobs: what people and the clock do with jobs.

create function jobs.not_found(job_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'PT404',
        message = format('There is no job %s.', job_id),
        hint = 'Finished jobs are kept for the retention time only. See job_queue for those you may see.';
end
$$;
comment on function jobs.not_found(uuid) is 'Raises PT404 for a job that is not there.';

create function jobs.cancel(job_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    ended jobs.job_status;
begin
    select q.* into job from jobs.job_queue as q where q.id = cancel.job_id for update;
    if not found then
        select a.status into ended from jobs.job_archive as a where a.id = cancel.job_id;
        if not found then
            perform jobs.not_found(job_id);
        end if;
        raise exception using
            errcode = 'PT409',
            message = format('Job %s cannot be cancelled: it is %s.', job_id, ended),
            hint = 'Only jobs that wait or run can be cancelled.';
    end if;
    if job.status <> 'processing' then
        perform jobs.bury(job, 'cancelled', 'Cancelled before it ran.', null, 'cancelled');
        return 'cancelled';
    end if;
    update jobs.job_queue as q set cancel_requested = true where q.id = job.id;
    perform pg_notify('flywheel_jobs_cancel', job.id::text);
    perform jobs.broadcast('cancel', jsonb_build_object('job_id', job.id));
    return 'cancelling';
end
$$;
comment on function jobs.cancel(uuid) is
'Cancels a job: at once where it waits (returns cancelled); a running one is asked to stop '
'(returns cancelling) and may still complete. Raises PT404 or PT409.';

create function jobs.retry(job_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    job jobs.job_queue;
    ended jobs.job_archive;
begin
    select q.* into job from jobs.job_queue as q where q.id = retry.job_id for update;
    if found then
        if job.status <> 'retrying' then
            raise exception using
                errcode = 'PT409',
                message = format('Job %s cannot be retried: it is %s.', job_id, job.status),
                hint = 'Only jobs that failed, were cancelled or wait for their next attempt can.';
        end if;
        update jobs.job_queue as q
        set is_ready = true, scheduled_at = now(), crashes = 0
        where q.id = job.id;
        perform jobs.wake(array[job.job_type]);
        return;
    end if;

    select a.* into ended from jobs.job_archive as a where a.id = retry.job_id for update;
    if not found then
        perform jobs.not_found(job_id);
    end if;
    if ended.status = 'completed' then
        raise exception using
            errcode = 'PT409',
            message = format('Job %s cannot be retried: it is completed.', job_id),
            hint = 'Enqueue a new job to do the work again.';
    end if;
    delete from jobs.job_archive as a
    where a.id = ended.id and a.completed_at = ended.completed_at;
    -- The lease goes on counting, so that nobody who once held the job can end it.
    insert into jobs.job_queue (
        id, workspace_id, job_type, payload, dedup_key, limit_key, after, priority, max_attempts,
        lease, error_message, error_detail, deadline, created_at
    )
    values (
        ended.id, ended.workspace_id, ended.job_type, ended.payload, ended.dedup_key,
        ended.limit_key, ended.after, ended.priority, ended.max_attempts, ended.lease,
        ended.error_message, ended.error_detail,
        case when ended.deadline > now() then ended.deadline end, ended.created_at
    );
exception when unique_violation then
    raise exception using
        errcode = 'PT409',
        message = format('Job %s cannot be retried: a newer one does its work.', job_id),
        detail = format('Key %s is held by a live job.', ended.dedup_key),
        hint = 'Wait for that job, or cancel it first.';
end
$$;
comment on function jobs.retry(uuid) is
'Runs a failed or cancelled job again with all its attempts, and one that waits for its next '
'attempt at once. A deadline that has passed is dropped. Raises PT404 or PT409.';

create function jobs.retry_failed(
    job_type text default null,
    workspace_id uuid default null,
    failure_kind jobs.failure_kind default null,
    failed_since timestamptz default now() - interval '1 day',
    failed_until timestamptz default now(),
    message_like text default null,
    most integer default 10000
)
returns setof uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    candidate uuid;
begin
    -- One by one: some may have a newer job in their place, and stay where they are.
    for candidate in
        select a.id
        from jobs.job_archive as a
        where a.status = 'failed'
            and (retry_failed.job_type is null or a.job_type = retry_failed.job_type)
            and (retry_failed.workspace_id is null or a.workspace_id = retry_failed.workspace_id)
            and (retry_failed.failure_kind is null or a.failure_kind = retry_failed.failure_kind)
            and (retry_failed.message_like is null or a.error_message like retry_failed.message_like)
            and a.completed_at >= retry_failed.failed_since
            and a.completed_at <= retry_failed.failed_until
        order by a.completed_at
        limit retry_failed.most
    loop
        begin
            perform jobs.retry(candidate);
            return next candidate;
        exception when sqlstate 'PT409' or sqlstate 'PT404' then
            continue;
        end;
    end loop;
end
$$;
comment on function jobs.retry_failed(
    text, uuid, jobs.failure_kind, timestamptz, timestamptz, text, integer
) is
'Runs jobs again that failed, by type, workspace, kind of failure, time and message (a pattern for '
'like), the oldest first. Returns their ids; leaves those alone whose place a newer job has taken.';
