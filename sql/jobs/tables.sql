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
