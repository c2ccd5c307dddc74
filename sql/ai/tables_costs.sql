-- ai: what people spent on AI, by day.

create table public.ai_cost_tracking (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete set null,
    date date not null,
    currency text not null default 'USD'
    constraint ai_cost_tracking_currency_known check (currency = 'USD'),
    openai_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_openai_not_negative check (openai_cost >= 0),
    anthropic_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_anthropic_not_negative check (anthropic_cost >= 0),
    other_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_other_not_negative check (other_cost >= 0),
    total_cost numeric(12, 6) not null generated always as (
        openai_cost + anthropic_cost + other_cost
    ) stored,
    generations_count integer not null default 0
    constraint ai_cost_tracking_generations_not_negative check (generations_count >= 0),
    tokens_used bigint not null default 0
    constraint ai_cost_tracking_tokens_not_negative check (tokens_used >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_cost_tracking_tenant_key unique (workspace_id, id),
    constraint ai_cost_tracking_once_per_day unique (workspace_id, user_id, date)
);
comment on table public.ai_cost_tracking is
'What each person spent on AI in a workspace on a UTC day. Written with the generation that cost '
'it, in one transaction; the single costs are in ai_generations.';
comment on column public.ai_cost_tracking.user_id is 'Null once the person''s account is gone.';
comment on column public.ai_cost_tracking.other_cost is 'Cost at all other providers, USD.';
comment on column public.ai_cost_tracking.tokens_used is 'Prompt and completion together.';

create index ai_cost_tracking_days on public.ai_cost_tracking (workspace_id, date desc);
create index ai_cost_tracking_user on public.ai_cost_tracking (user_id, date desc);
