-- jobs: what came out of the queue.

create table jobs.job_archive (
    id uuid not null,
    workspace_id uuid,
    worker_id uuid,
    job_type text not null,
    payload jsonb not null,
    dedup_key text,
    limit_key text not null default '',
    after uuid[],
    priority smallint not null,
    status jobs.job_status not null
    constraint job_archive_final check (status in ('completed', 'failed', 'cancelled')),
    attempts integer not null,
    max_attempts integer not null,
    lease integer not null,
    crashes integer not null default 0,
    failure_kind jobs.failure_kind,
    progress jsonb,
    result jsonb,
    error_message text,
    error_detail text,
    scheduled_at timestamptz not null,
    deadline timestamptz,
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
comment on column jobs.job_archive.failure_kind is 'Why it did not succeed; null where it did.';

-- Rows come in the order of their time, so that a summary of each range of pages serves as well
-- as an entry for each row, and costs next to nothing.
create index job_archive_completed_at on jobs.job_archive using brin (completed_at)
with (pages_per_range = 32, autosummarize = on);
create index job_archive_workspace on jobs.job_archive (workspace_id, completed_at)
where workspace_id is not null;
create index job_archive_failed on jobs.job_archive (completed_at)
where status = 'failed';

-- Takes what no day's partition takes, so that a job can always end; jobs.maintain empties it.
create table jobs.job_archive_default partition of jobs.job_archive default;
comment on table jobs.job_archive_default is
'Ended jobs of days without a partition, until jobs.maintain has made it.';
