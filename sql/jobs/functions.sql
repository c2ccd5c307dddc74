-- jobs: waking workers, registering types, checking what comes in.
--
-- Security definer in this domain, and why:
--   jobs.broadcast, jobs.wake_for_new, jobs.announce
--                           write realtime.messages, whoever enqueues or reports
--   jobs.complete, jobs.finish
--                           run apply functions, which write tables of any domain
--   jobs.exchange           as it calls jobs.finish: a plan is made anew whenever the role changes
--                           under which it runs, which took a third of the time of a small claim
--   jobs.fail, jobs.cancel, jobs.reap, jobs.release, jobs.expire, jobs.supersede
--                           run failure functions, likewise
--   jobs.extend_archive     makes partitions, which only the owner may
--   jobs.delete_workspace_jobs   runs as whoever deletes a workspace
--   private.require_job_admin, private.cancel_job, private.retry_job
--                           members do not touch schema jobs
--
-- Errors of this domain:
--   PT404  no such job type, or no such job that the caller may see
--   PT409  the job's state does not allow it
--   PT413  payload over the type's limit
--   PT422  an argument that cannot be
--   40001  a key that comes and goes too fast: try the transaction again
--   JQ409  the lease was lost: another worker may hold the job

-- waking --------------------------------------------------------------------------------

create function jobs.broadcast(event text, body jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- Nobody listens there, mostly; then a job costs no row in realtime.messages.
    if
        exists (
            select from jobs.workers as w
            where w.transport = 'edge' and w.seen_at > now() - interval '1 minute'
        )
        and to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null
    then
        perform realtime.send(body, event, 'jobs', true);
    end if;
end
$$;
comment on function jobs.broadcast(text, jsonb) is
'Sends an event to the private Realtime topic "jobs", while a worker without a database '
'connection is alive to hear it.';

create function jobs.wake(kinds text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    message text := array_to_string(kinds, ',');
begin
    -- Postgres refuses notifications over 8000 bytes; an empty one wakes everybody.
    perform pg_notify('flywheel_jobs', case when length(message) < 7900 then message else '' end);
    perform jobs.broadcast('wake', jsonb_build_object('types', kinds));
end
$$;
comment on function jobs.wake(text[]) is
'Tells idle workers that jobs of these types may be ready, by notify and by broadcast.';

create function jobs.announce(
    job jobs.job_queue,
    status jobs.job_status,
    progress jsonb default null,
    result jsonb default null,
    error_message text default null
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    if
        job.workspace_id is null
        or to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null
    then
        return;
    end if;
    -- A broadcast carries little; who wants a large result reads it where it was written.
    perform realtime.send(
        jsonb_strip_nulls(jsonb_build_object(
            'job_id', job.id,
            'job_type', job.job_type,
            'status', status,
            'attempts', job.attempts,
            'progress', progress,
            'result', case when pg_column_size(result) <= 16384 then result end,
            'error_message', error_message
        )),
        'job', 'workspace:' || job.workspace_id, true
    );
end
$$;
comment on function jobs.announce(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) is
'Tells the members of a job''s workspace what became of it: event "job" on the private topic '
'workspace:<id>. Results over 16 kB are left out.';

-- types ---------------------------------------------------------------------------------

create function jobs.register_type(
    job_type text,
    description text,
    apply_function text default null,
    failure_function text default null,
    max_attempts integer default 5,
    lease_seconds integer default 20,
    timeout_seconds integer default 300,
    backoff_seconds numeric default 5,
    backoff_limit_seconds numeric default 3600,
    max_running integer default null,
    max_running_per_workspace integer default null,
    max_payload_bytes integer default 65536,
    max_running_per_key integer default null,
    rate_limit integer default null,
    rate_seconds numeric default 1,
    max_crashes integer default 3,
    is_announced boolean default false
)
returns void
language sql
set search_path = ''
as $$
    insert into jobs.job_types (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes, max_running_per_key, rate_limit,
        rate_seconds, max_crashes, is_announced
    )
    values (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes, max_running_per_key, rate_limit,
        rate_seconds, max_crashes, is_announced
    )
    on conflict (job_type) do update set
        description = excluded.description,
        apply_function = excluded.apply_function,
        failure_function = excluded.failure_function,
        max_attempts = excluded.max_attempts,
        lease_seconds = excluded.lease_seconds,
        timeout_seconds = excluded.timeout_seconds,
        backoff_seconds = excluded.backoff_seconds,
        backoff_limit_seconds = excluded.backoff_limit_seconds,
        max_running = excluded.max_running,
        max_running_per_workspace = excluded.max_running_per_workspace,
        max_payload_bytes = excluded.max_payload_bytes,
        max_running_per_key = excluded.max_running_per_key,
        rate_limit = excluded.rate_limit,
        rate_seconds = excluded.rate_seconds,
        max_crashes = excluded.max_crashes,
        is_announced = excluded.is_announced
$$;
comment on function jobs.register_type(
    text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer,
    integer, integer, integer, numeric, integer, boolean
) is
'Makes a job type known, or changes it. For migrations; not granted to any API role.';

create function jobs.admit(job_type text, payload jsonb, priority integer)
returns jobs.job_types
language plpgsql
stable
set search_path = ''
as $$
declare
    kind jobs.job_types;
    size integer := octet_length(payload::text);
begin
    select t.* into kind from jobs.job_types as t where t.job_type = admit.job_type;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = format('Unknown job type "%s".', job_type),
            detail = 'Known types: '
                || (select string_agg(t.job_type, ', ' order by t.job_type) from jobs.job_types as t),
            hint = format(
                'Register it in a migration, select jobs.register_type(%L, ''what it does''), '
                'and write its handler: @handler(%L) in Python.', job_type, job_type
            );
    end if;
    if payload is null or jsonb_typeof(payload) <> 'object' then
        raise exception using
            errcode = 'PT422',
            message = format('The payload of a %s job must be a JSON object.', job_type),
            hint = 'Pass {} where there is nothing to say.';
    end if;
    if size > kind.max_payload_bytes then
        raise exception using
            errcode = 'PT413',
            message = format(
                'The payload has %s bytes; a %s job takes at most %s.',
                size, job_type, kind.max_payload_bytes
            ),
            hint = 'Store the data in a table and pass its id, or raise the type''s limit.';
    end if;
    if priority is null or priority not between -100 and 100 then
        raise exception using
            errcode = 'PT422',
            message = format('Priority %s is not between -100 and 100.', priority),
            hint = '0 is normal; higher runs first.';
    end if;
    return kind;
end
$$;
comment on function jobs.admit(text, jsonb, integer) is
'Checks what is about to be enqueued and returns its type. Raises PT404, PT413 or PT422.';
