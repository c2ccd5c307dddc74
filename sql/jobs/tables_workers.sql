-- jobs: who works, what comes round, and what is told about it.

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
    crashes integer,
    priority smallint,
    scheduled_at double precision,
    seconds_to_deadline double precision
);
comment on type jobs.claimed_job is
'What a worker is told about a job that it has claimed. scheduled_at: when it was to run, in '
'seconds since 1970, which both sides read and write faster than a timestamp.';

create table jobs.chores (
    chore text primary key,
    done_at timestamptz not null default '-infinity',
    took interval not null default '0'
);
comment on table jobs.chores is
'When each of the small tasks between claims was last done: whoever comes first does it, at most '
'every second, and the rarer the longer it takes.';
