-- jobs: the queue, what may be put into it, and what came out of it.
--
-- The hot table job_queue holds live jobs only: waiting or running. A job that is completed,
-- failed for good or cancelled moves to job_archive in the same transaction, so that claiming
-- stays as fast with ten million finished jobs as with none.

create function jobs.new_id()
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
begin
    return encode(
        set_bit(
            set_bit(
                overlay(
                    uuid_send(gen_random_uuid())
                    placing substring(
                        int8send((date_part('epoch', clock_timestamp()) * 1000)::bigint) from 3
                    ) from 1 for 6
                ), 52, 1
            ), 53, 1
        ), 'hex'
    )::uuid;
end
$$;
comment on function jobs.new_id() is
'A UUID of version 7 (RFC 9562): milliseconds, then chance. Ids of one moment lie side by side '
'in an index, where random ones would touch a page each: a claim costs a quarter less.';

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

create type jobs.failure_kind as enum (
    'error',
    'poison',
    'deadline',
    'prerequisite',
    'cancelled',
    'superseded'
);
comment on type jobs.failure_kind is
'Why a job ended without success. error: its last attempt failed. poison: it ended its workers. '
'deadline: its time was over. prerequisite: a job that it waited for did not succeed. cancelled: '
'somebody wished so. superseded: a newer job with its key took its place.';

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
    max_running_per_key integer
    constraint job_types_max_running_per_key_positive check (max_running_per_key > 0),
    rate_limit integer
    constraint job_types_rate_limit_positive check (rate_limit > 0),
    rate_seconds numeric not null default 1
    constraint job_types_rate_seconds_range check (rate_seconds between 0.001 and 86400),
    max_crashes integer not null default 3
    constraint job_types_max_crashes_range check (max_crashes between 1 and 100),
    is_announced boolean not null default false,
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
comment on column jobs.job_types.max_running_per_key is
'The same among the jobs of one workspace with one limit_key.';
comment on column jobs.job_types.rate_limit is
'How many jobs may start per rate_seconds, for each limit_key: at once, or evenly. Null: no limit.';
comment on column jobs.job_types.max_crashes is
'How many workers a job may take down before it is set aside as poison.';
comment on column jobs.job_types.is_announced is
'Whether progress, outcome and result are broadcast to the private topic workspace:<id>, as event '
'"job": for types whose results its members may read.';

-- No foreign key to public.workspaces: it would add a quarter to the cost of an insert (50,000
-- rows: 0.44 s without, 0.56 s with), write a lock into the workspace's row for every enqueueing
-- transaction, and let the deletion of a workspace deadlock with a completion that writes to
-- it. A trigger on workspaces deletes the jobs instead; jobs.maintain sweeps what a race left.
-- No foreign key to job_types either: jobs.enqueue checks it, with a better message.
create table jobs.job_queue (
    id uuid primary key default jobs.new_id(),
    workspace_id uuid,
    lane uuid not null generated always as (
        coalesce(workspace_id, '00000000-0000-0000-0000-000000000000')
    ) stored,
    worker_id uuid,
    job_type text not null,
    payload jsonb not null default '{}',
    dedup_key text,
    limit_key text not null default '',
    after uuid[],
    priority smallint not null default 0,
    status jobs.job_status not null default 'pending',
    is_ready boolean not null default true,
    attempts integer not null default 0,
    max_attempts integer not null default 5,
    lease integer not null default 0,
    crashes integer not null default 0,
    waits_for integer not null default 0,
    has_dependents boolean not null default false,
    runs_regardless boolean not null default false,
    cancel_requested boolean not null default false,
    progress jsonb,
    error_message text,
    error_detail text,
    scheduled_at timestamptz not null default now(),
    deadline timestamptz,
    started_at timestamptz,
    lease_expires_at timestamptz,
    created_at timestamptz not null default now(),
    -- Two and not ten: Postgres reads each one anew for every statement that writes.
    constraint job_queue_values check (
        priority >= -100
        and priority <= 100
        and max_attempts > 0
        and length(limit_key) <= 200
        and (dedup_key is null or (dedup_key <> '' and length(dedup_key) <= 200))
    ),
    constraint job_queue_state check (
        case status
            when 'processing' then not is_ready and waits_for = 0 and lease_expires_at is not null
            when 'pending' then lease_expires_at is null and (waits_for = 0 or not is_ready)
            when 'retrying' then lease_expires_at is null and waits_for = 0
            else false
        end
    )
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
'At most one waiting or running job of a type and workspace has it; jobs.enqueue says what '
'becomes of a second one.';
comment on column jobs.job_queue.limit_key is
'What the type''s limits per key count by: an account at a vendor, a host, a campaign. Kept only '
'where the type has such limits.';
comment on column jobs.job_queue.after is 'The jobs whose end this one waits or waited for.';
comment on column jobs.job_queue.priority is 'Higher runs first; -100 to 100.';
comment on column jobs.job_queue.is_ready is
'Whether a worker may claim it now. A job for later is made ready by jobs.wake_due when its '
'time has come; the claim''s index holds ready jobs only, however many wait for tomorrow.';
comment on column jobs.job_queue.attempts is 'Runs so far, the current one included.';
comment on column jobs.job_queue.lease is
'How often the job was handed out; never falls. Whoever shows an older number has lost it.';
comment on column jobs.job_queue.crashes is
'How many workers fell silent with it. From the first on, no other job is started beside it.';
comment on column jobs.job_queue.waits_for is 'How many of the jobs in after have not ended.';
comment on column jobs.job_queue.has_dependents is 'Whether jobs wait for this one.';
comment on column jobs.job_queue.runs_regardless is
'Whether it also runs when a job that it waited for did not succeed.';
comment on column jobs.job_queue.deadline is
'When it is too late to run: a job that waits longer fails, one that runs longer is stopped.';
comment on column jobs.job_queue.lease_expires_at is
'When the job goes back unless a heartbeat extends it. Not indexed, so heartbeats stay cheap.';
comment on column jobs.job_queue.progress is
'What the handler last reported: {"fraction": 0-1, "note": text}.';
comment on column jobs.job_queue.error_message is
'Why the last attempt failed, in words that members may read.';
comment on column jobs.job_queue.error_detail is 'Traceback of the last attempt, for operators.';

-- The only index that a claim walks: per type, per priority, per lane and key, oldest first.
create index job_queue_ready on jobs.job_queue (
    job_type, priority, lane, limit_key, scheduled_at
) where is_ready;
-- Both the limits' counts and the search for ended leases; as small as what runs now.
create index job_queue_running on jobs.job_queue (job_type, lane)
where status = 'processing';
create index job_queue_due on jobs.job_queue (scheduled_at)
where not is_ready and status <> 'processing' and waits_for = 0;
create index job_queue_deadline on jobs.job_queue (deadline)
where deadline is not null and status <> 'processing';
create unique index job_queue_dedup on jobs.job_queue (
    job_type, dedup_key, lane
) where dedup_key is not null;
create index job_queue_workspace on jobs.job_queue (workspace_id, created_at)
where workspace_id is not null;

create table jobs.job_dependencies (
    waits_for_id uuid not null,
    job_id uuid not null,
    constraint job_dependencies_pkey primary key (waits_for_id, job_id)
);
comment on table jobs.job_dependencies is
'Which live job waits for which. A row goes when the job waited for ends.';

create index job_dependencies_job on jobs.job_dependencies (job_id);
