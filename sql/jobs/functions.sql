-- jobs: waking workers, registering types, putting jobs in.
--
-- Security definer in this domain, and why:
--   jobs.broadcast          writes realtime.messages, whoever enqueues
--   jobs.complete           runs apply functions, which write tables of any domain
--   jobs.fail, jobs.cancel, jobs.reap, jobs.release
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
    max_payload_bytes integer default 65536
)
returns void
language sql
set search_path = ''
as $$
    insert into jobs.job_types (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes
    )
    values (
        job_type, description, apply_function, failure_function, max_attempts, lease_seconds,
        timeout_seconds, backoff_seconds, backoff_limit_seconds, max_running,
        max_running_per_workspace, max_payload_bytes
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
        max_payload_bytes = excluded.max_payload_bytes
$$;
comment on function jobs.register_type(
    text, text, text, text, integer, integer, integer, numeric, numeric, integer, integer, integer
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

-- putting jobs in -----------------------------------------------------------------------

create function jobs.enqueue(
    job_type text,
    payload jsonb default '{}',
    workspace_id uuid default null,
    priority integer default 0,
    run_at timestamptz default now(),
    max_attempts integer default null,
    dedup_key text default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    kind constant jobs.job_types := jobs.admit(
        enqueue.job_type, enqueue.payload, enqueue.priority
    );
    new_id uuid;
begin
    -- A duplicate may end between the two statements; then the next round inserts.
    for round in 1..10 loop
        insert into jobs.job_queue (
            workspace_id, job_type, payload, priority, max_attempts, dedup_key,
            scheduled_at, is_ready
        )
        values (
            enqueue.workspace_id,
            enqueue.job_type,
            enqueue.payload,
            enqueue.priority,
            coalesce(enqueue.max_attempts, kind.max_attempts),
            enqueue.dedup_key,
            coalesce(enqueue.run_at, now()),
            coalesce(enqueue.run_at, now()) <= now()
        )
        on conflict (job_type, dedup_key, lane)
        where dedup_key is not null do nothing
        returning id into new_id;
        if new_id is null then
            select q.id into new_id
            from jobs.job_queue as q
            where q.job_type = enqueue.job_type
                and q.dedup_key = enqueue.dedup_key
                and q.workspace_id is not distinct from enqueue.workspace_id;
        end if;
        if new_id is not null then
            return new_id;
        end if;
    end loop;
    raise exception using
        errcode = '40001',
        message = format('Jobs with the key "%s" come and go too fast.', enqueue.dedup_key),
        hint = 'Try the transaction again, at isolation level read committed.';
end
$$;
comment on function jobs.enqueue(text, jsonb, uuid, integer, timestamptz, integer, text) is
'Puts a job into the queue as part of the caller''s transaction and returns its id; with a '
'dedup key of a live job, that job''s id. Raises PT404, PT413 or PT422.';

create function jobs.enqueue_many(batch jsonb)
returns setof uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    ids uuid[];
begin
    if jsonb_typeof(batch) is distinct from 'array' then
        raise exception using
            errcode = 'PT422',
            message = 'A batch of jobs must be a JSON array.',
            hint = '[{"job_type": "…", "payload": {…}}, …], with the arguments of enqueue_job.';
    end if;

    -- One check per distinct type with its largest payload: whatever fails, fails here.
    perform jobs.admit(heaviest.job_type, heaviest.payload, heaviest.priority)
    from (
        select distinct on (job ->> 'job_type', kind, abs(priority) > 100)
            job ->> 'job_type' as job_type,
            payload,
            priority
        from jsonb_array_elements(batch) as job
        cross join lateral (
            select
                coalesce(job -> 'payload', '{}') as payload,
                coalesce((job ->> 'priority')::integer, 0) as priority,
                jsonb_typeof(coalesce(job -> 'payload', '{}')) as kind
        ) as facts
        order by
            job ->> 'job_type', kind, abs(priority) > 100,
            octet_length(payload::text) desc
    ) as heaviest;

    with input as (
        select
            job ->> 'job_type' as job_type,
            coalesce(job -> 'payload', '{}') as payload,
            (job ->> 'workspace_id')::uuid as workspace_id,
            coalesce((job ->> 'priority')::smallint, 0::smallint) as priority,
            coalesce((job ->> 'run_at')::timestamptz, now()) as run_at,
            (job ->> 'max_attempts')::integer as max_attempts,
            job ->> 'dedup_key' as dedup_key,
            gen_random_uuid() as id,
            place
        from jsonb_array_elements(batch) with ordinality as item (job, place)
    ),

    added as (
        insert into jobs.job_queue (
            id, workspace_id, job_type, payload, priority, max_attempts, dedup_key,
            scheduled_at, is_ready
        )
        select
            input.id, input.workspace_id, input.job_type, input.payload, input.priority,
            coalesce(input.max_attempts, t.max_attempts), input.dedup_key,
            input.run_at, input.run_at <= now()
        from input
        join jobs.job_types as t on t.job_type = input.job_type
        order by input.place
        on conflict (job_type, dedup_key, lane)
        where dedup_key is not null do nothing
        returning id
    )

    select array_agg(added.id order by input.place) into ids
    from input
    left join added on added.id = input.id;

    -- What another live job kept out gets that job's id.
    return query
    select coalesce(
        chosen.id,
        jobs.enqueue(
            job ->> 'job_type',
            coalesce(job -> 'payload', '{}'),
            (job ->> 'workspace_id')::uuid,
            coalesce((job ->> 'priority')::integer, 0),
            (job ->> 'run_at')::timestamptz,
            (job ->> 'max_attempts')::integer,
            job ->> 'dedup_key'
        )
    )
    from jsonb_array_elements(batch) with ordinality as item (job, place)
    join unnest(ids) with ordinality as chosen (id, place) on chosen.place = item.place
    order by item.place;
end
$$;
comment on function jobs.enqueue_many(jsonb) is
'Puts many jobs in with one statement and returns their ids in order. Each element has the '
'arguments of jobs.enqueue by name. All or none. Raises PT404, PT413 or PT422.';
