-- jobs: how workspaces share the workers, and how fast types may start.

create table jobs.workspace_shares (
    workspace_id uuid primary key,
    weight integer not null default 1
    constraint workspace_shares_weight_range check (weight between 1 and 1000),
    max_running integer
    constraint workspace_shares_max_running_positive check (max_running > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table jobs.workspace_shares is
'Workspaces that get more than an equal share of the workers, or may not run more than so many '
'jobs at once. Who is not listed has weight 1 and no limit. No foreign key, as on job_queue.';
comment on column jobs.workspace_shares.weight is
'Its share of a claim relative to the others that wait: 3 gets three jobs for each one of 1.';
comment on column jobs.workspace_shares.max_running is
'How many of its jobs may run at once, over all types and workers. Null: no limit.';

create table jobs.rates (
    job_type text not null
    constraint rates_job_type_known references jobs.job_types on delete cascade,
    limit_key text not null,
    full_at timestamptz not null,
    constraint rates_pkey primary key (job_type, limit_key)
);
comment on table jobs.rates is
'State of the rate limits, by GCRA (ITU-T I.371, virtual scheduling): one time for each type and '
'key. jobs.maintain forgets those that are full again.';
comment on column jobs.rates.full_at is
'When the whole allowance is there again if nothing more starts (the theoretical arrival time).';
