-- Create jobs.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/jobs/tables.sql

-- jobs: the queue, what may be put into it, and what came out of it.
--
-- The hot table job_queue holds live jobs only: waiting or running. A job that is completed,
-- failed for good or cancelled moves to job_archive in the same transaction, so that claiming
-- stays as fast with ten million finished jobs as with none.

create type jobs.job_status as enum (
    'pending',
    'processing',
    'completed',
    'failed',
    'retrying',
    'cancelled'
);
comment on type jobs.job_status is
'pending: waits for its first run. processing: a worker holds it. retrying: waits to run again. '
'completed, failed (no attempts left) and cancelled are final.';

create table jobs.job_types (
    job_type text primary key
    constraint job_types_name_form check (job_type ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$')
    constraint job_types_name_length check (length(job_type) <= 100),
    description text not null,
    apply_function text,
    failure_function text,
    max_attempts integer not null default 5
    constraint job_types_max_attempts_range check (max_attempts between 1 and 100),
    lease_seconds integer not null default 20
    constraint job_types_lease_range check (lease_seconds between 1 and 86400),
    timeout_seconds integer not null default 300
    constraint job_types_timeout_range check (timeout_seconds between 1 and 604800),
    backoff_seconds numeric not null default 5
    constraint job_types_backoff_positive check (backoff_seconds >= 0),
    backoff_limit_seconds numeric not null default 3600
    constraint job_types_backoff_limit check (backoff_limit_seconds >= backoff_seconds),
    max_running integer
    constraint job_types_max_running_positive check (max_running > 0),
    max_running_per_workspace integer
    constraint job_types_max_running_per_workspace_positive check (max_running_per_workspace > 0),
    max_payload_bytes integer not null default 65536
    constraint job_types_payload_range check (max_payload_bytes between 2 and 10485760),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table jobs.job_types is
'What may be enqueued. Rows come from migrations, through jobs.register_type.';
comment on column jobs.job_types.apply_function is
'Function (jobs.job_queue, jsonb) that writes a handler''s result. It runs in the transaction '
'that completes the job, so both happen or neither.';
comment on column jobs.job_types.failure_function is
'Function (jobs.job_queue, text) called once when a job fails for good or is cancelled, in the '
'same transaction; e.g. to give back a reservation. The text is the error message.';
comment on column jobs.job_types.lease_seconds is
'How long a job stays with a worker that no longer sends heartbeats.';
comment on column jobs.job_types.timeout_seconds is 'How long one attempt may take.';
comment on column jobs.job_types.backoff_seconds is
'Pause before the second attempt; it doubles with each further one.';
comment on column jobs.job_types.max_running is
'How many jobs of this type may run at once, over all workers. Null: no limit.';
comment on column jobs.job_types.max_running_per_workspace is
'The same within one workspace; jobs without a workspace count as one workspace.';

-- No foreign key to public.workspaces: it would add a quarter to the cost of an insert (50,000
-- rows: 0.44 s without, 0.56 s with), write a lock into the workspace's row for every enqueueing
-- transaction, and let the deletion of a workspace deadlock with a completion that writes to
-- it. A trigger on workspaces deletes the jobs instead; jobs.maintain sweeps what a race left.
-- No foreign key to job_types either: jobs.enqueue checks it, with a better message.
create table jobs.job_queue (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid,
    lane uuid not null generated always as (
        coalesce(workspace_id, '00000000-0000-0000-0000-000000000000')
    ) stored,
    worker_id uuid,
    job_type text not null,
    payload jsonb not null default '{}',
    dedup_key text
    constraint job_queue_dedup_key_length check (length(dedup_key) between 1 and 200),
    priority smallint not null default 0
    constraint job_queue_priority_range check (priority between -100 and 100),
    status jobs.job_status not null default 'pending'
    constraint job_queue_live check (status in ('pending', 'processing', 'retrying')),
    is_ready boolean not null default true
    constraint job_queue_ready_waits check (not is_ready or status <> 'processing'),
    attempts integer not null default 0,
    max_attempts integer not null default 5
    constraint job_queue_max_attempts_positive check (max_attempts > 0),
    lease integer not null default 0,
    cancel_requested boolean not null default false,
    progress jsonb,
    error_message text,
    error_detail text,
    scheduled_at timestamptz not null default now(),
    started_at timestamptz,
    lease_expires_at timestamptz,
    created_at timestamptz not null default now(),
    constraint job_queue_processing_has_lease
    check ((status = 'processing') = (lease_expires_at is not null))
)
-- Room for heartbeats to update in place; rows live for moments, so vacuum comes often.
with (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.2
);
comment on table jobs.job_queue is
'Live jobs. Written by the functions of this schema only.';
comment on column jobs.job_queue.workspace_id is
'The tenant the job works for; null for the platform''s own jobs.';
comment on column jobs.job_queue.lane is
'Whose turn the job counts as: its workspace, or the nil UUID for jobs of the platform.';
comment on column jobs.job_queue.worker_id is 'Who holds the job, while it is processing.';
comment on column jobs.job_queue.payload is
'Input of the handler. May hold what members must not see, so the API never shows it.';
comment on column jobs.job_queue.dedup_key is
'While a job with this key lives, enqueueing another of its type and workspace returns it.';
comment on column jobs.job_queue.priority is 'Higher runs first; -100 to 100.';
comment on column jobs.job_queue.is_ready is
'Whether a worker may claim it now. A job for later is made ready by jobs.wake_due when its '
'time has come; the claim''s index holds ready jobs only, however many wait for tomorrow.';
comment on column jobs.job_queue.attempts is 'Runs so far, the current one included.';
comment on column jobs.job_queue.lease is
'How often the job was handed out; never falls. Whoever shows an older number has lost it.';
comment on column jobs.job_queue.lease_expires_at is
'When the job goes back unless a heartbeat extends it. Not indexed, so heartbeats stay cheap.';
comment on column jobs.job_queue.progress is
'What the handler last reported: {"fraction": 0-1, "note": text}.';
comment on column jobs.job_queue.error_message is
'Why the last attempt failed, in words that members may read.';
comment on column jobs.job_queue.error_detail is 'Traceback of the last attempt, for operators.';

-- The only index that a claim walks: per type, per priority, per lane, oldest first.
create index job_queue_ready on jobs.job_queue (
    job_type, priority, lane, scheduled_at
) where is_ready;
-- Both the limits' counts and the search for ended leases; as small as what runs now.
create index job_queue_running on jobs.job_queue (job_type, workspace_id)
where status = 'processing';
create index job_queue_due on jobs.job_queue (scheduled_at)
where not is_ready and status <> 'processing';
create unique index job_queue_dedup on jobs.job_queue (
    job_type, dedup_key, lane
) where dedup_key is not null;
create index job_queue_workspace on jobs.job_queue (workspace_id, created_at)
where workspace_id is not null;

create table jobs.job_archive (
    id uuid not null,
    workspace_id uuid,
    worker_id uuid,
    job_type text not null,
    payload jsonb not null,
    dedup_key text,
    priority smallint not null,
    status jobs.job_status not null
    constraint job_archive_final check (status in ('completed', 'failed', 'cancelled')),
    attempts integer not null,
    max_attempts integer not null,
    lease integer not null,
    progress jsonb,
    result jsonb,
    error_message text,
    error_detail text,
    scheduled_at timestamptz not null,
    started_at timestamptz,
    completed_at timestamptz not null default now(),
    created_at timestamptz not null,
    constraint job_archive_pkey primary key (id, completed_at)
)
partition by range (completed_at);
comment on table jobs.job_archive is
'Ended jobs, one partition per UTC day; jobs.maintain makes the coming ones and drops the old.';
comment on column jobs.job_archive.result is
'What the handler returned; empty where an apply function has written it elsewhere.';
comment on column jobs.job_archive.completed_at is 'When the job ended, however it ended.';
comment on column jobs.job_archive.worker_id is 'Who ran the last attempt.';

create index job_archive_completed_at on jobs.job_archive (completed_at);
create index job_archive_workspace on jobs.job_archive (workspace_id, completed_at)
where workspace_id is not null;
create index job_archive_failed on jobs.job_archive (completed_at)
where status = 'failed';

-- Takes what no day's partition takes, so that a job can always end; jobs.maintain empties it.
create table jobs.job_archive_default partition of jobs.job_archive default;
comment on table jobs.job_archive_default is
'Ended jobs of days without a partition, until jobs.maintain has made it.';

create table jobs.workers (
    id uuid primary key,
    host text not null,
    pid integer not null,
    version text not null,
    transport text not null
    constraint workers_transport_known check (transport in ('direct', 'edge')),
    concurrency integer not null
    constraint workers_concurrency_positive check (concurrency > 0),
    job_types text[] not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
);
comment on table jobs.workers is
'Worker processes. A row goes when its worker stops, or a day after it fell silent.';
comment on column jobs.workers.job_types is 'The types it has handlers for.';
comment on column jobs.workers.seen_at is
'Last heartbeat; a worker counts as alive for a minute after it.';

create table jobs.schedules (
    schedule text primary key
    constraint schedules_name_form check (schedule ~ '^[a-z][a-z0-9_.-]{0,99}$'),
    workspace_id uuid,
    job_type text not null
    constraint schedules_job_type_known references jobs.job_types on delete cascade,
    cron_line text not null,
    time_zone text not null default 'UTC',
    payload jsonb not null default '{}',
    priority smallint not null default 0
    constraint schedules_priority_range check (priority between -100 and 100),
    is_enabled boolean not null default true,
    error_message text,
    next_at timestamptz,
    last_fired_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table jobs.schedules is
'Jobs that come round: each fire time enqueues one job, however many workers run. Fire times '
'that passed while no worker ran are made up for by one job, not by all of them.';
comment on column jobs.schedules.cron_line is
'Five cron fields, e.g. 30 6 * * 1-5, read in time_zone. On the day that skips the hour the job '
'runs right after the gap; on the day that repeats it, once.';
comment on column jobs.schedules.error_message is
'Why it no longer fires: a line that cannot be read, a payload that is refused. Cleared when '
'line, time zone or payload change.';
comment on column jobs.schedules.next_at is
'The coming fire time; null until a worker has worked it out.';

create index schedules_job_type on jobs.schedules (job_type);

create table jobs.schedule_runs (
    schedule text not null
    constraint schedule_runs_schedule_known
    references jobs.schedules on delete cascade on update cascade,
    fire_at timestamptz not null,
    job_id uuid not null,
    constraint schedule_runs_pkey primary key (schedule, fire_at)
);
comment on table jobs.schedule_runs is
'Which job each fire time has enqueued. The key is what makes a schedule fire once.';

create type jobs.claimed_job as (
    id uuid,
    workspace_id uuid,
    job_type text,
    payload jsonb,
    attempts integer,
    max_attempts integer,
    lease integer,
    lease_seconds integer,
    timeout_seconds integer,
    scheduled_at timestamptz,
    created_at timestamptz
);
comment on type jobs.claimed_job is 'What a worker is told about a job that it has claimed.';


-- sql/jobs/functions.sql

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


-- sql/jobs/functions_claim.sql

-- jobs: handing jobs out and keeping them with who holds them.

create function jobs.wake_due()
returns integer
language sql
set search_path = ''
as $$
    with woken as (
        update jobs.job_queue as q
        set is_ready = true
        where q.id = any(array(
            select waiting.id
            from jobs.job_queue as waiting
            where not waiting.is_ready
                and waiting.status <> 'processing'
                and waiting.scheduled_at <= now()
            order by waiting.scheduled_at
            limit 1000
            for update skip locked
        ))
        returning 1
    )

    select count(*)::integer from woken
$$;
comment on function jobs.wake_due() is
'Makes jobs ready whose time has come; every claim begins with it.';

create function jobs.seconds_to_next()
returns double precision
language sql
stable
set search_path = ''
as $$
    select greatest(0, extract(epoch from soonest.due_at - clock_timestamp()))
    from (
        select min(q.scheduled_at) as due_at
        from jobs.job_queue as q
        where not q.is_ready and q.status <> 'processing'
    ) as soonest
    where soonest.due_at is not null
$$;
comment on function jobs.seconds_to_next() is
'Seconds until the next delayed job is due, or null: how long an idle worker may sleep.';

create function jobs.lanes_at(kinds text[], level integer, most integer)
returns table (job_type text, lane uuid)
language sql
volatile
set search_path = ''
as $$
    -- Hops from lane to lane through the index job_queue_ready, one probe each, in a circle
    -- that begins anywhere: with more lanes than are looked at, all come round.
    with recursive
    pivot as materialized (
        select gen_random_uuid() as lane
    ),

    hops as (
        select kind.job_type, first.lane, first.lane as origin, 1 as hop
        from unnest(kinds) as kind (job_type)
        cross join lateral (
            select coalesce(
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = kind.job_type and q.priority = level
                        and q.lane >= (select pivot.lane from pivot)
                    order by q.lane
                    limit 1
                ),
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = kind.job_type and q.priority = level
                    order by q.lane
                    limit 1
                )
            ) as lane
        ) as first
        where first.lane is not null
        union all
        select hops.job_type, next.lane, hops.origin, hops.hop + 1
        from hops
        cross join lateral (
            select coalesce(
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = hops.job_type and q.priority = level
                        and q.lane > hops.lane
                    order by q.lane
                    limit 1
                ),
                (
                    select q.lane
                    from jobs.job_queue as q
                    where q.is_ready and q.job_type = hops.job_type and q.priority = level
                    order by q.lane
                    limit 1
                )
            ) as lane
        ) as next
        where next.lane <> hops.origin and hops.hop < most
    )

    select hops.job_type, hops.lane from hops order by random()
$$;
comment on function jobs.lanes_at(text[], integer, integer) is
'Types and lanes that have ready jobs of one priority, shuffled; at most so many lanes per type.';

create function jobs.room(kind jobs.job_types, lane uuid)
returns integer
language sql
stable
set search_path = ''
as $$
    select least(
        kind.max_running - count(*),
        kind.max_running_per_workspace
        - count(*) filter (where q.lane = room.lane)
    )::integer
    from jobs.job_queue as q
    where q.status = 'processing' and q.job_type = kind.job_type
$$;
comment on function jobs.room(jobs.job_types, uuid) is
'How many more jobs of a type a lane may start; null where the type has no limit.';

create function jobs.claim(worker_id uuid, job_types text[], batch integer default 1)
returns setof jobs.claimed_job
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    remaining integer := claim.batch;
    level integer := 101;
    kind jobs.job_types;
    turns text[];
    lanes uuid[];
    share integer;
    quota integer;
    taken integer;
begin
    perform jobs.wake_due();

    -- A limit is counted under a lock, or two workers would both take its last place. The
    -- order of the names keeps two claims from waiting for each other.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs ' || limited.job_type, 0))
    from (
        select t.job_type
        from jobs.job_types as t
        where t.job_type = any(claim.job_types)
            and (t.max_running is not null or t.max_running_per_workspace is not null)
            and exists (
                select from jobs.job_queue as q
                where q.is_ready and q.job_type = t.job_type
            )
        order by t.job_type
    ) as limited;

    -- Level by level: no job runs before a ready one of higher priority.
    while remaining > 0 loop
        select max(highest.priority) into level
        from unnest(claim.job_types) as wanted (job_type)
        cross join lateral (
            select q.priority
            from jobs.job_queue as q
            where q.is_ready and q.job_type = wanted.job_type and q.priority < level
            order by q.priority desc
            limit 1
        ) as highest;
        exit when level is null;

        select array_agg(l.job_type), array_agg(l.lane) into turns, lanes
        from jobs.lanes_at(claim.job_types, level, greatest(claim.batch, 50)) as l;
        continue when turns is null;

        -- First an equal share for each lane, then whoever has more.
        for pass in 1..2 loop
            share := case pass
                when 1 then ceil(remaining::numeric / cardinality(turns)) else remaining
            end;
            for turn in 1..cardinality(turns) loop
                exit when remaining = 0;
                select t.* into kind from jobs.job_types as t where t.job_type = turns[turn];
                quota := least(share, remaining);
                if kind.max_running is not null or kind.max_running_per_workspace is not null then
                    quota := least(quota, jobs.room(kind, lanes[turn]));
                end if;
                continue when quota <= 0;

                return query
                update jobs.job_queue as q
                set
                    status = 'processing',
                    is_ready = false,
                    worker_id = claim.worker_id,
                    attempts = q.attempts + 1,
                    lease = q.lease + 1,
                    started_at = clock_timestamp(),
                    lease_expires_at = clock_timestamp() + make_interval(secs => kind.lease_seconds),
                    progress = null
                where q.id = any(array(
                    select candidate.id
                    from jobs.job_queue as candidate
                    where candidate.is_ready
                        and candidate.job_type = turns[turn]
                        and candidate.priority = level
                        and candidate.lane = lanes[turn]
                    order by candidate.scheduled_at
                    limit quota
                    for update skip locked
                ))
                returning
                    q.id, q.workspace_id, q.job_type, q.payload, q.attempts, q.max_attempts,
                    q.lease, kind.lease_seconds, kind.timeout_seconds, q.scheduled_at,
                    q.created_at;
                get diagnostics taken = row_count;
                remaining := remaining - taken;
            end loop;
            exit when remaining = 0;
        end loop;
    end loop;
end
$$;
comment on function jobs.claim(uuid, text[], integer) is
'Hands up to batch ready jobs of these types to a worker, each with a lease: higher priority '
'first, then equal shares for the workspaces, then the oldest; within the types'' limits.';

create function jobs.heartbeat(worker_id uuid, held jsonb default '[]')
returns table (id uuid, lease integer, state text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    update jobs.workers as w
    set seen_at = clock_timestamp()
    where w.id = heartbeat.worker_id;

    -- Skips locked rows: those are being completed or cancelled at this moment.
    update jobs.job_queue as q
    set
        lease_expires_at = clock_timestamp() + make_interval(secs => t.lease_seconds),
        progress = coalesce(beat.progress, q.progress)
    from jsonb_to_recordset(held) as beat (id uuid, lease integer, progress jsonb),
        jobs.job_types as t
    where q.id = beat.id
        and t.job_type = q.job_type
        and q.id = any(array(
            select mine.id
            from jsonb_to_recordset(held) as claimed (id uuid, lease integer)
            join jobs.job_queue as mine
                on mine.id = claimed.id and mine.lease = claimed.lease
                and mine.status = 'processing'
            for update of mine skip locked
        ));

    return query
    select
        beat.id,
        beat.lease,
        case
            when q.id is null then 'lost'
            when q.cancel_requested then 'cancelled'
            else 'held'
        end
    from jsonb_to_recordset(held) as beat (id uuid, lease integer)
    left join jobs.job_queue as q
        on q.id = beat.id and q.lease = beat.lease and q.status = 'processing';

    perform jobs.reap();
end
$$;
comment on function jobs.heartbeat(uuid, jsonb) is
'Says that a worker lives and extends the leases of [{"id", "lease", "progress"?}, …]. Answers '
'for each: held, cancelled (please stop) or lost (stop, nothing you write counts). Also puts '
'back the jobs of workers that fell silent.';

create function jobs.register_worker(
    worker_id uuid,
    host text,
    pid integer,
    version text,
    transport text,
    concurrency integer,
    job_types text[]
)
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    perform jobs.extend_archive();
    insert into jobs.workers (id, host, pid, version, transport, concurrency, job_types)
    values (
        register_worker.worker_id,
        register_worker.host,
        register_worker.pid,
        register_worker.version,
        register_worker.transport,
        register_worker.concurrency,
        register_worker.job_types
    )
    on conflict (id) do update set seen_at = now(), job_types = excluded.job_types;
    return array(
        select unnest(register_worker.job_types)
        except
        select t.job_type from jobs.job_types as t
        order by 1
    );
end
$$;
comment on function jobs.register_worker(uuid, text, integer, text, text, integer, text[]) is
'Enters a worker and returns the types it handles that nobody has registered.';

create function jobs.unregister_worker(worker_id uuid)
returns void
language sql
set search_path = ''
as $$
    delete from jobs.workers as w where w.id = unregister_worker.worker_id
$$;
comment on function jobs.unregister_worker(uuid) is 'Takes a worker out that stops.';


-- sql/jobs/functions_finish.sql

-- jobs: how a job ends, or goes back.

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
    error_detail text default null
)
returns void
language sql
set search_path = ''
as $$
    with gone as (
        delete from jobs.job_queue as q where q.id = (job).id returning q.*
    )

    insert into jobs.job_archive (
        id, workspace_id, worker_id, job_type, payload, dedup_key, priority, status, attempts,
        max_attempts, lease, progress, result, error_message, error_detail, scheduled_at,
        started_at, completed_at, created_at
    )
    select
        gone.id, gone.workspace_id, gone.worker_id, gone.job_type, gone.payload, gone.dedup_key,
        gone.priority, outcome, gone.attempts, gone.max_attempts, gone.lease, gone.progress,
        archive.result, archive.error_message, archive.error_detail, gone.scheduled_at,
        gone.started_at, clock_timestamp(), gone.created_at
    from gone
$$;
comment on function jobs.archive(jobs.job_queue, jobs.job_status, jsonb, text, text) is
'Moves a job from the hot table to the archive with its outcome.';

create function jobs.bury(
    job jobs.job_queue,
    outcome jobs.job_status,
    error_message text,
    error_detail text default null
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
    perform jobs.archive(job, outcome, null, error_message, error_detail);
    perform jobs.wake_limited(kind);
end
$$;
comment on function jobs.bury(jobs.job_queue, jobs.job_status, text, text) is
'Ends a job without success: calls the type''s failure function and archives it.';

create function jobs.wake_limited(kind jobs.job_types)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if kind.max_running is not null or kind.max_running_per_workspace is not null then
        perform jobs.wake(array[kind.job_type]);
    end if;
end
$$;
comment on function jobs.wake_limited(jobs.job_types) is
'Wakes workers when a job of a limited type has ended: a place is free.';

create function jobs.complete(job_id uuid, lease integer, result jsonb default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    job constant jobs.job_queue := jobs.hold(complete.job_id, complete.lease);
    kind jobs.job_types;
begin
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    if kind.apply_function is not null then
        execute jobs.call(kind.apply_function, '(jobs.job_queue, jsonb)') using job, result;
        perform jobs.archive(job, 'completed');
    else
        perform jobs.archive(job, 'completed', result);
    end if;
    perform jobs.wake_limited(kind);
end
$$;
comment on function jobs.complete(uuid, integer, jsonb) is
'Applies a job''s result with its type''s apply function and archives the job: both or neither. '
'Raises JQ409 when the lease was lost, or what the apply function raises.';

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
begin
    if job.cancel_requested then
        perform jobs.bury(job, 'cancelled', 'Cancelled while it ran.', fail.error_detail);
        return 'cancelled'::jobs.job_status;
    end if;
    if not fail.may_retry or job.attempts >= job.max_attempts then
        perform jobs.bury(job, 'failed', fail.error_message, fail.error_detail);
        return 'failed'::jobs.job_status;
    end if;
    select t.* into kind from jobs.job_types as t where t.job_type = job.job_type;
    update jobs.job_queue as q
    set error_message = fail.error_message, error_detail = fail.error_detail
    where q.id = job.id;
    perform jobs.put_back(
        job,
        now() + coalesce(
            make_interval(secs => fail.retry_after_seconds), jobs.backoff(kind, job.attempts)
        ),
        job.attempts
    );
    return 'retrying'::jobs.job_status;
end
$$;
comment on function jobs.fail(uuid, integer, text, text, boolean, double precision) is
'Ends an attempt without success. The job waits for its next attempt, or is failed when it has '
'none left or may not be retried, or cancelled when that was asked for. Returns which. '
'Raises JQ409 when the lease was lost.';

create function jobs.release(held jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    released integer := 0;
begin
    -- One by one: each may end as cancelled, with its own failure function.
    for job in
        select q.*
        from jsonb_to_recordset(held) as claimed (id uuid, lease integer)
        join jobs.job_queue as q
            on q.id = claimed.id and q.lease = claimed.lease and q.status = 'processing'
        order by q.id
        for update of q skip locked
    loop
        if job.cancel_requested then
            perform jobs.bury(job, 'cancelled', 'Cancelled while it ran.');
        else
            perform jobs.put_back(job, now(), job.attempts - 1);
        end if;
        released := released + 1;
    end loop;
    return released;
end
$$;
comment on function jobs.release(jsonb) is
'Gives jobs back, [{"id", "lease"}, …], as if they had not been started: for a worker that '
'stops. Jobs whose lease was lost are left alone. Returns how many went back.';

create function jobs.reap()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    job jobs.job_queue;
    reaped integer := 0;
    story text;
begin
    for job in
        select q.*
        from jobs.job_queue as q
        where q.status = 'processing' and q.lease_expires_at < clock_timestamp()
        order by q.id
        limit 1000
        for update skip locked
    loop
        story := format(
            'The worker fell silent during attempt %s of %s.', job.attempts, job.max_attempts
        );
        if job.cancel_requested then
            perform jobs.bury(job, 'cancelled', 'Cancelled while it ran.', story);
        elsif job.attempts >= job.max_attempts then
            perform jobs.bury(job, 'failed', story, 'The job may be what ends its workers.');
        else
            update jobs.job_queue as q set error_message = story where q.id = job.id;
            perform jobs.put_back(job, now(), job.attempts);
        end if;
        reaped := reaped + 1;
    end loop;
    return reaped;
end
$$;
comment on function jobs.reap() is
'Takes jobs whose lease has ended back into the queue, or ends them when they have no attempt '
'left. Every heartbeat does this. Returns how many.';


-- sql/jobs/functions_operate.sql

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
        perform jobs.bury(job, 'cancelled', 'Cancelled before it ran.');
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
        set is_ready = true, scheduled_at = now()
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
        id, workspace_id, job_type, payload, dedup_key, priority, max_attempts, lease,
        error_message, error_detail, created_at
    )
    values (
        ended.id, ended.workspace_id, ended.job_type, ended.payload, ended.dedup_key,
        ended.priority, ended.max_attempts, ended.lease, ended.error_message,
        ended.error_detail, ended.created_at
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
'attempt at once. Raises PT404 or PT409.';

-- upkeep --------------------------------------------------------------------------------

create function jobs.extend_archive(days_ahead integer default 7)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    today constant date := (now() at time zone 'UTC')::date;
    wanted date;
    partition text;
    made integer := 0;
begin
    if not exists (
        select
        from generate_series(0, days_ahead) as ahead
        where to_regclass(
            'jobs.job_archive_' || to_char(today + ahead::integer, 'YYYYMMDD')
        ) is null
    ) then
        return 0;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('flywheel.jobs.archive', 0));
    for wanted in
        select today + ahead::integer from generate_series(0, days_ahead) as ahead
    loop
        partition := 'job_archive_' || to_char(wanted, 'YYYYMMDD');
        continue when to_regclass('jobs.' || partition) is not null;
        -- Made apart and then attached: attaching lets completions go on meanwhile, where
        -- "partition of" would stop them. Rows that came before the partition move into it.
        execute format('create table jobs.%I (like jobs.job_archive including all)', partition);
        execute format('comment on table jobs.%I is %L', partition, 'Jobs that ended on ' || wanted);
        execute format('alter table jobs.%I enable row level security', partition);
        lock table jobs.job_archive_default in access exclusive mode;
        execute format(
            'with moved as ('
            'delete from jobs.job_archive_default '
            'where completed_at >= $1 and completed_at < $2 returning *) '
            'insert into jobs.%I select * from moved', partition
        ) using wanted::timestamp at time zone 'UTC', (wanted + 1)::timestamp at time zone 'UTC';
        execute format(
            'alter table jobs.job_archive attach partition jobs.%I for values from (%L) to (%L)',
            partition, wanted || ' 00:00:00+00', wanted + 1 || ' 00:00:00+00'
        );
        made := made + 1;
    end loop;
    return made;
end
$$;
comment on function jobs.extend_archive(integer) is
'Makes the archive''s partitions of today and the coming days where they are missing. Returns '
'how many it made. Workers call it when they start, jobs.maintain every hour.';

create function jobs.trim_archive(retention_days integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    expired text;
    dropped integer := 0;
begin
    -- Rather keep a day for another hour than make the queue wait behind a long reader.
    set local lock_timeout = '2s';
    for expired in
        select c.relname
        from pg_catalog.pg_inherits as i
        join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'jobs.job_archive'::regclass
            and c.relname ~ '^job_archive_\d{8}$'
            and to_date(right(c.relname, 8), 'YYYYMMDD')
            < (now() at time zone 'UTC')::date - retention_days
        order by c.relname
    loop
        execute format('drop table jobs.%I', expired);
        dropped := dropped + 1;
    end loop;
    delete from jobs.job_archive_default as a
    where a.completed_at < now() - make_interval(days => retention_days);
    return dropped;
end
$$;
comment on function jobs.trim_archive(integer) is
'Drops the archive''s partitions older than so many days. Returns how many.';

create function jobs.maintain(retention_days integer default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    days constant integer := coalesce(
        retention_days, (private.setting('jobs.retention_days') #>> '{}')::integer, 30
    );
    made integer := jobs.extend_archive();
    dropped integer := 0;
    orphans integer;
begin
    if days < 1 then
        raise exception using
            errcode = 'PT422',
            message = format('Finished jobs cannot be kept for %s days.', days),
            hint = 'Set app_settings jobs.retention_days to 1 or more.';
    end if;
    begin
        dropped := jobs.trim_archive(days);
    exception when lock_not_available then
        raise warning 'old partitions of jobs.job_archive are in use; the next run drops them';
    end;
    delete from jobs.job_queue as q
    where q.workspace_id is not null
        and q.status <> 'processing'
        and not exists (select from public.workspaces as w where w.id = q.workspace_id);
    get diagnostics orphans = row_count;
    delete from jobs.workers as w where w.seen_at < now() - interval '1 day';
    delete from jobs.schedule_runs as r where r.fire_at < now() - make_interval(days => days);
    perform
        private.maintain_partitions(),
        private.forget_idle_rates(),
        private.forget_login_attempts(),
        private.roll_up_counters();
    return jsonb_build_object(
        'partitions_made', made,
        'partitions_dropped', dropped,
        'orphans_deleted', orphans
    );
end
$$;
comment on function jobs.maintain(integer) is
'Makes coming partitions, drops those past retention (argument, or app_settings '
'jobs.retention_days, or 30), and clears away what lost its workspace or its worker. The same for '
'the tables in private.partitioned_tables, old sign-ins, and rate limits that nobody uses. '
'Rolls up the counters.';

create function jobs.apply_maintain(job jobs.job_queue, result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform jobs.maintain((result ->> 'retention_days')::integer);
end
$$;
comment on function jobs.apply_maintain(jobs.job_queue, jsonb) is
'Apply function of jobs.maintain: the upkeep itself, in the job''s own transaction.';

create function jobs.delete_workspace_jobs()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- Not those whose completion is under way: it may itself wait for the workspace's row.
    -- It fails then, and jobs.maintain sweeps the job away.
    delete from jobs.job_queue as q
    where q.id = any(array(
        select live.id
        from jobs.job_queue as live
        join gone on gone.id = live.workspace_id
        for update of live skip locked
    ));
    delete from jobs.job_archive as a using gone where a.workspace_id = gone.id;
    delete from jobs.schedules as s using gone where s.workspace_id = gone.id;
    return null;
end
$$;
comment on function jobs.delete_workspace_jobs() is
'Trigger: a deleted workspace takes its jobs and schedules along. Running ones lose their lease.';


-- sql/jobs/functions_schedule.sql

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
    if advance_schedule.fire_at is not null and advance_schedule.error_message is null then
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


-- sql/jobs/functions_verbs.sql

-- jobs: the API. Thin wrappers; all but the last two are for workers without a database
-- connection, which hold the service key.

create function public.enqueue_job(
    job_type text,
    payload jsonb default '{}',
    workspace_id uuid default null,
    priority integer default 0,
    run_at timestamptz default now(),
    max_attempts integer default null,
    dedup_key text default null
)
returns uuid
language sql
set search_path = ''
as $$
    select jobs.enqueue(
        job_type, payload, workspace_id, priority, run_at, max_attempts, dedup_key
    )
$$;
comment on function public.enqueue_job(
    text, jsonb, uuid, integer, timestamptz, integer, text
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

create function public.claim_jobs(worker_id uuid, job_types text[], batch integer default 1)
returns jsonb
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'jobs',
        (
            select coalesce(jsonb_agg(to_jsonb(claimed)), '[]')
            from jobs.claim(worker_id, job_types, batch) as claimed
        ),
        'seconds_to_next', jobs.seconds_to_next()
    )
$$;
comment on function public.claim_jobs(uuid, text[], integer) is
'Hands out jobs: {"jobs": […], "seconds_to_next": when the next delayed job is due}. '
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

create function public.complete_job(job_id uuid, lease integer, result jsonb default null)
returns void
language sql
set search_path = ''
as $$
    select jobs.complete(job_id, lease, result)
$$;
comment on function public.complete_job(uuid, integer, jsonb) is
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


-- sql/jobs/triggers.sql

-- jobs: triggers, and the domain's own type and schedule, which need them.

create function jobs.wake_for_new()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    kinds text[];
begin
    select array_agg(distinct added.job_type) into kinds from added;
    if kinds is not null then
        perform jobs.wake(kinds);
    end if;
    return null;
end
$$;
comment on function jobs.wake_for_new() is
'Trigger: one notification per statement that adds jobs, however many it adds.';

create trigger job_queue_wake
after insert on jobs.job_queue
referencing new table as added
for each statement execute function jobs.wake_for_new();

create function jobs.check_type()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    name text;
    signature text;
begin
    for name, signature in
        values
            (new.apply_function, '(jobs.job_queue, jsonb)'),
            (new.failure_function, '(jobs.job_queue, text)')
    loop
        if name is not null and jobs.call(name, signature) is null then
            raise exception using
                errcode = 'undefined_function',
                message = format(
                    'Job type "%s" names a function that does not exist: %s%s.',
                    new.job_type, name, signature
                ),
                hint = 'Create it first, and name it with its schema.';
        end if;
    end loop;
    return new;
end
$$;
comment on function jobs.check_type() is
'Trigger: a job type can only name functions that exist.';

create trigger job_types_check
before insert or update on jobs.job_types
for each row execute function jobs.check_type();

create trigger job_types_touch
before update on jobs.job_types
for each row execute function private.touch_updated_at();

create function jobs.check_schedule()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = new.time_zone
    ) then
        raise exception using
            errcode = 'PT422',
            message = format(
                'Schedule "%s": "%s" is not a time zone.', new.schedule, new.time_zone
            ),
            hint = 'Use a name of the IANA database: UTC, Asia/Riyadh, Europe/Berlin.';
    end if;
    -- A new line is read afresh, by whichever worker looks first.
    if tg_op = 'UPDATE' then
        new.next_at := null;
        new.error_message := null;
    end if;
    return new;
end
$$;
comment on function jobs.check_schedule() is
'Trigger: refuses unknown time zones and forgets the fire time of a schedule that changed.';

create trigger schedules_check_new
before insert on jobs.schedules
for each row execute function jobs.check_schedule();

create trigger schedules_check_changed
before update of cron_line, time_zone, payload on jobs.schedules
for each row
when (
    old.cron_line <> new.cron_line
    or old.time_zone <> new.time_zone
    or old.payload <> new.payload
)
execute function jobs.check_schedule();

create trigger schedules_touch
before update on jobs.schedules
for each row execute function private.touch_updated_at();

create trigger workspaces_delete_jobs
after delete on public.workspaces
referencing old table as gone
for each statement execute function jobs.delete_workspace_jobs();

select jobs.register_type(
    'jobs.maintain',
    'Partitions, retention and tidying of the queue itself.',
    apply_function => 'jobs.apply_maintain',
    max_attempts => 3,
    max_running => 1
);
insert into jobs.schedules (schedule, job_type, cron_line)
values ('jobs.maintain', 'jobs.maintain', '17 * * * *');


-- sql/jobs/views.sql

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
    q.created_at
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
    a.created_at
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


-- policies/jobs.sql

-- jobs: members see the jobs of their workspaces through public.job_queue, without payloads;
-- workers (service_role) do the rest through functions.

grant usage on schema jobs to authenticated;

alter table jobs.job_queue enable row level security;
create policy job_queue_select on jobs.job_queue
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
grant select (
    id, workspace_id, job_type, status, priority, attempts, max_attempts, progress,
    error_message, scheduled_at, started_at, created_at
) on jobs.job_queue to authenticated;
grant select, insert, update, delete on jobs.job_queue to service_role;

alter table jobs.job_archive enable row level security;
create policy job_archive_select on jobs.job_archive
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
grant select (
    id, workspace_id, job_type, status, priority, attempts, max_attempts, progress,
    error_message, scheduled_at, started_at, completed_at, created_at
) on jobs.job_archive to authenticated;
grant select, insert, update, delete on jobs.job_archive to service_role;

-- The policies below let nobody in on purpose: workers come in as service_role.
alter table jobs.job_archive_default enable row level security;
create policy job_archive_default_select on jobs.job_archive_default
for select to authenticated
using (false);

-- service_role reads types and changes none: apply functions run with the owner's rights, so
-- whoever names them could call anything.
alter table jobs.job_types enable row level security;
create policy job_types_select on jobs.job_types
for select to authenticated
using (false);
grant select on jobs.job_types to service_role;

alter table jobs.workers enable row level security;
create policy workers_select on jobs.workers
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.workers to service_role;

alter table jobs.schedules enable row level security;
create policy schedules_select on jobs.schedules
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.schedules to service_role;

alter table jobs.schedule_runs enable row level security;
create policy schedule_runs_select on jobs.schedule_runs
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.schedule_runs to service_role;

grant select on public.job_queue to authenticated, service_role;
grant select on jobs.type_stats to service_role;

-- what a worker calls, with a database connection
grant execute on function jobs.admit(text, jsonb, integer) to service_role;
grant execute on function
jobs.enqueue(text, jsonb, uuid, integer, timestamptz, integer, text) to service_role;
grant execute on function jobs.enqueue_many(jsonb) to service_role;
grant execute on function
jobs.register_worker(uuid, text, integer, text, text, integer, text[]) to service_role;
grant execute on function jobs.unregister_worker(uuid) to service_role;
grant execute on function jobs.extend_archive(integer) to service_role;
grant execute on function jobs.claim(uuid, text[], integer) to service_role;
grant execute on function jobs.wake_due() to service_role;
grant execute on function jobs.seconds_to_next() to service_role;
grant execute on function jobs.lanes_at(text[], integer, integer) to service_role;
grant execute on function jobs.room(jobs.job_types, uuid) to service_role;
grant execute on function jobs.heartbeat(uuid, jsonb) to service_role;
grant execute on function jobs.complete(uuid, integer, jsonb) to service_role;
grant execute on function
jobs.fail(uuid, integer, text, text, boolean, double precision) to service_role;
grant execute on function jobs.release(jsonb) to service_role;
grant execute on function jobs.reap() to service_role;
grant execute on function jobs.wake(text[]) to service_role;
grant execute on function jobs.broadcast(text, jsonb) to service_role;
grant execute on function jobs.cancel(uuid) to service_role;
grant execute on function jobs.retry(uuid) to service_role;
grant execute on function jobs.not_found(uuid) to service_role;
grant execute on function jobs.list_schedules() to service_role;
grant execute on function
jobs.advance_schedule(text, text, text, timestamptz, timestamptz, text) to service_role;
grant execute on function jobs.wake_for_new() to service_role;
grant execute on function jobs.check_schedule() to service_role;
grant execute on function private.touch_updated_at() to service_role;

-- and without one
grant execute on function
public.enqueue_job(text, jsonb, uuid, integer, timestamptz, integer, text) to service_role;
grant execute on function public.enqueue_jobs(jsonb) to service_role;
grant execute on function
public.register_worker(uuid, text, integer, text, text, integer, text[]) to service_role;
grant execute on function public.unregister_worker(uuid) to service_role;
grant execute on function public.claim_jobs(uuid, text[], integer) to service_role;
grant execute on function public.heartbeat_jobs(uuid, jsonb) to service_role;
grant execute on function public.complete_job(uuid, integer, jsonb) to service_role;
grant execute on function
public.fail_job(uuid, integer, text, text, boolean, double precision) to service_role;
grant execute on function public.release_jobs(jsonb) to service_role;
grant execute on function public.list_job_schedules() to service_role;
grant execute on function
public.advance_job_schedule(text, text, text, timestamptz, timestamptz, text) to service_role;

-- what a member may do
grant execute on function private.cancel_job(uuid) to authenticated, service_role;
grant execute on function private.retry_job(uuid) to authenticated, service_role;
grant execute on function public.cancel_job(uuid) to authenticated, service_role;
grant execute on function public.retry_job(uuid) to authenticated, service_role;

-- The wake-up of workers without a database connection. service_role passes without a policy;
-- this one keeps the topic to it if another policy ever opens topics by pattern.
create policy jobs_wake on realtime.messages
as restrictive
for all to authenticated, anon
using (realtime.topic() is distinct from 'jobs')
with check (realtime.topic() is distinct from 'jobs');
