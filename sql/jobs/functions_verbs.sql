-- jobs: the API. Thin wrappers; all but the last two are for workers without a database
-- connection, which hold the service key.

create function public.enqueue_job(
    job_type text,
    payload jsonb default '{}',
    workspace_id uuid default null,
    priority integer default 0,
    run_at timestamptz default now(),
    max_attempts integer default null,
    dedup_key text default null,
    on_duplicate text default 'keep_first',
    limit_key text default null,
    deadline timestamptz default null,
    after uuid[] default null,
    runs_regardless boolean default false
)
returns uuid
language sql
set search_path = ''
as $$
    select jobs.enqueue(
        job_type, payload, workspace_id, priority, run_at, max_attempts, dedup_key, on_duplicate,
        limit_key, deadline, after, runs_regardless
    )
$$;
comment on function public.enqueue_job(
    text, jsonb, uuid, integer, timestamptz, integer, text, text, text, timestamptz, uuid[], boolean
) is 'Enqueues one job and returns its id. Service key only.';

create function public.enqueue_jobs(batch jsonb)
returns setof uuid
language sql
set search_path = ''
as $$
    select jobs.enqueue_many(batch)
$$;
comment on function public.enqueue_jobs(jsonb) is
'Enqueues an array of jobs, each with the arguments of enqueue_job, and returns their ids in '
'order. Service key only.';

create function public.register_worker(
    worker_id uuid,
    host text,
    pid integer,
    version text,
    transport text,
    concurrency integer,
    job_types text[]
)
returns text[]
language sql
set search_path = ''
as $$
    select jobs.register_worker(worker_id, host, pid, version, transport, concurrency, job_types)
$$;
comment on function public.register_worker(
    uuid, text, integer, text, text, integer, text[]
) is 'Enters a worker; returns the types it handles that are not registered. Service key only.';

create function public.unregister_worker(worker_id uuid)
returns void
language sql
set search_path = ''
as $$
    select jobs.unregister_worker(worker_id)
$$;
comment on function public.unregister_worker(uuid) is
'Takes a worker out that stops. Service key only.';

create function public.exchange_jobs(
    worker_id uuid,
    job_types text[],
    batch integer default 1,
    done jsonb default '[]',
    known jsonb default null
)
returns jsonb
language sql
set search_path = ''
as $$
    with finished as (
        select
            coalesce(array_agg(d.id order by d.place), '{}') as ids,
            coalesce(array_agg(d.lease order by d.place), '{}') as leases,
            coalesce(array_agg(d.result order by d.place), '{}') as results,
            jsonb_object_agg(d.place, d.follow_ups) filter (where d.follow_ups is not null)
                as follow_ups
        from rows from (
            jsonb_to_recordset(done) as (id uuid, lease integer, result jsonb, follow_ups jsonb)
        ) with ordinality as d (id, lease, result, follow_ups, place)
    )

    select jsonb_build_object(
        'jobs', coalesce(jsonb_agg(to_jsonb(e)) filter (where e.id is not null), '[]'),
        'report', (jsonb_agg(e.payload) filter (where e.id is null)) -> 0
    )
    from finished
    cross join lateral jobs.exchange(
        worker_id, job_types, batch, finished.ids, finished.leases, finished.results,
        finished.follow_ups, known
    ) as e
$$;
comment on function public.exchange_jobs(uuid, text[], integer, jsonb, jsonb) is
'Completes jobs, [{"id", "lease", "result", "follow_ups"}, …], and hands out the next ones: '
'{"jobs": […], "report": {"refused": [{"place", "code", "message", "hint"}], "seconds_to_next": '
'when the next job is due, "now", "types": {type: [lease_seconds, timeout_seconds]}}}. '
'Service key only.';

create function public.heartbeat_jobs(worker_id uuid, held jsonb default '[]')
returns table (id uuid, lease integer, state text)
language sql
set search_path = ''
as $$
    select beat.id, beat.lease, beat.state from jobs.heartbeat(worker_id, held) as beat
$$;
comment on function public.heartbeat_jobs(uuid, jsonb) is
'Extends the leases of the jobs a worker holds and reports their progress. Service key only.';

create function public.complete_job(
    job_id uuid, lease integer, result jsonb default null, follow_ups jsonb default null
)
returns void
language sql
set search_path = ''
as $$
    select jobs.complete(job_id, lease, result, follow_ups)
$$;
comment on function public.complete_job(uuid, integer, jsonb, jsonb) is
'Applies a job''s result and ends the job, in one transaction. Service key only.';

create function public.fail_job(
    job_id uuid,
    lease integer,
    error_message text,
    error_detail text default null,
    may_retry boolean default true,
    retry_after_seconds double precision default null
)
returns text
language sql
set search_path = ''
as $$
    select jobs.fail(
        job_id, lease, error_message, error_detail, may_retry, retry_after_seconds
    )::text
$$;
comment on function public.fail_job(uuid, integer, text, text, boolean, double precision) is
'Ends an attempt without success; returns the job''s new status. Service key only.';

create function public.release_jobs(held jsonb)
returns integer
language sql
set search_path = ''
as $$
    select jobs.release(held)
$$;
comment on function public.release_jobs(jsonb) is
'Gives jobs back as if they had not been started. Service key only.';

create function public.release_other_jobs(worker_id uuid, held jsonb)
returns integer
language sql
set search_path = ''
as $$
    select jobs.release_others(worker_id, held)
$$;
comment on function public.release_other_jobs(uuid, jsonb) is
'Gives back what a worker holds without knowing. Service key only.';

create function public.job_prerequisites(job_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(p)), '[]') from jobs.prerequisites(job_id) as p
$$;
comment on function public.job_prerequisites(uuid) is
'What became of the jobs that a job waited for: [{"id", "job_type", "status", "result", '
'"error_message"}, …]. Service key only.';

create function public.list_job_schedules()
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
    select * from jobs.list_schedules()
$$;
comment on function public.list_job_schedules() is
'Enabled schedules, by the database''s clock. Service key only.';

create function public.advance_job_schedule(
    schedule text,
    cron_line text,
    time_zone text,
    fire_at timestamptz,
    next_at timestamptz,
    error_message text default null
)
returns uuid
language sql
set search_path = ''
as $$
    select jobs.advance_schedule(
        schedule, cron_line, time_zone, fire_at, next_at, error_message
    )
$$;
comment on function public.advance_job_schedule(
    text, text, text, timestamptz, timestamptz, text
) is 'Fires a schedule once for a fire time and sets the next. Service key only.';

-- members -------------------------------------------------------------------------------

create function private.require_job_admin(job_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    workspace uuid;
begin
    if private.is_service() then
        return;
    end if;
    select j.workspace_id into workspace
    from (
        select q.workspace_id from jobs.job_queue as q where q.id = job_id
        union all
        select a.workspace_id from jobs.job_archive as a where a.id = job_id
    ) as j;
    -- A stranger cannot tell a foreign job from one that does not exist.
    if workspace is null or workspace <> all (array(select private.workspace_ids('viewer'))) then
        perform jobs.not_found(job_id);
    end if;
    perform private.require_role(workspace, 'admin');
end
$$;
comment on function private.require_job_admin(uuid) is
'Raises unless the caller is an admin of the workspace that a job works for: PT404 for jobs '
'the caller may not see, PT403 below admin. The service key passes.';

create function private.cancel_job(job_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_job_admin(job_id);
    return jobs.cancel(job_id);
end
$$;
comment on function private.cancel_job(uuid) is 'Body of public.cancel_job.';

create function private.retry_job(job_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_job_admin(job_id);
    perform jobs.retry(job_id);
end
$$;
comment on function private.retry_job(uuid) is 'Body of public.retry_job.';

create function private.retry_failed_jobs(
    workspace_id uuid,
    job_type text,
    failure_kind jobs.failure_kind,
    failed_since timestamptz,
    failed_until timestamptz,
    message_like text
)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    retried integer;
begin
    if not private.is_service() then
        perform private.require_role(workspace_id, 'admin');
    end if;
    select count(*) into retried
    from jobs.retry_failed(
        job_type, workspace_id, failure_kind, failed_since, failed_until, message_like
    );
    return retried;
end
$$;
comment on function private.retry_failed_jobs(
    uuid, text, jobs.failure_kind, timestamptz, timestamptz, text
) is 'Body of public.retry_failed_jobs.';

create function public.retry_failed_jobs(
    workspace_id uuid,
    job_type text default null,
    failure_kind text default null,
    failed_since timestamptz default now() - interval '1 day',
    failed_until timestamptz default now(),
    message_like text default null
)
returns integer
language sql
set search_path = ''
as $$
    select private.retry_failed_jobs(
        workspace_id, job_type, failure_kind::jobs.failure_kind, failed_since, failed_until,
        message_like
    )
$$;
comment on function public.retry_failed_jobs(
    uuid, text, text, timestamptz, timestamptz, text
) is
'Runs the jobs of your workspace again that failed, at most 10,000, by type, kind of failure '
'(error, poison, deadline, prerequisite), time and message (a pattern for like). Returns how many. '
'For admins; raises PT403.';

create function public.cancel_job(job_id uuid)
returns text
language sql
set search_path = ''
as $$
    select private.cancel_job(job_id)
$$;
comment on function public.cancel_job(uuid) is
'Cancels a job of your workspace: "cancelled", or "cancelling" while it runs. For admins; '
'raises PT403, PT404 or PT409.';

create function public.retry_job(job_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.retry_job(job_id)
$$;
comment on function public.retry_job(uuid) is
'Runs a failed or cancelled job of your workspace again. For admins; raises PT403, PT404 or PT409.';
