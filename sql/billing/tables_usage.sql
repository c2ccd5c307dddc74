-- billing: what a workspace used, counted without a row that all requests wait for.

create table public.usage_counters (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    user_id uuid references public.profiles (id) on delete set null,
    month date not null default date_trunc('month', now() at time zone 'UTC')::date
    constraint usage_counters_month_is_first_day check (extract(day from month) = 1),
    metric text not null
    constraint usage_counters_metric_form check (metric ~ '^[a-z][a-z0-9_]{0,62}$'),
    amount bigint not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id)
);
comment on table public.usage_counters is
'Usage, as steps to add up: private.record_usage adds a row each time, '
'private.roll_up_usage makes one row per workspace, person, month and metric of them. '
'Read it with user_usage or workspace_entitlements.';
comment on column public.usage_counters.user_id is
'Who used it; null for the workspace as such, or for somebody who is gone.';
comment on column public.usage_counters.month is 'First day of the month, in UTC.';
comment on column public.usage_counters.metric is
'campaigns, ai_credits, storage_bytes, api_calls, or a feature of plan_features.';
comment on column public.usage_counters.amount is
'How much more was used; below zero where something was given back, as when a file is deleted.';

create index usage_counters_metric
on public.usage_counters (workspace_id, metric, month) include (amount);
create index usage_counters_user on public.usage_counters (user_id, month)
where user_id is not null;
