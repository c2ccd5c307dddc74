-- ai: budgets, what is left of them, and the ledger of what was reserved and spent.
--
-- A budget's balance for a day or a month is kept in slots, each with a share of the cap and its
-- own check: what is true of every slot, spent and reserved within the cap, is true of their sum
-- at every moment, and requests at the same time need not wait for each other's commit
-- (O'Neil 1986, the escrow method). See docs/decisions/0013.

create table public.ai_budgets (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete cascade,
    campaign_id uuid,
    scope text not null generated always as (
        case
            when campaign_id is not null then 'campaign'
            when user_id is not null then 'user'
            when workspace_id is not null then 'workspace'
            else 'platform'
        end
    ) stored,
    unit text not null default 'usd'
    constraint ai_budgets_unit_known check (unit in ('usd', 'credit')),
    period text not null
    constraint ai_budgets_period_known check (period in ('day', 'month', 'total')),
    cap numeric(12, 6) not null
    constraint ai_budgets_cap_not_negative check (cap >= 0),
    thresholds integer[] not null default '{50,80,100}'
    constraint ai_budgets_thresholds_form check (
        cardinality(thresholds) <= 10
        and 1 <= all (thresholds)
        and 100 >= all (thresholds)
    ),
    slots smallint not null default 8
    constraint ai_budgets_slots_range check (slots between 1 and 64),
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_budgets_tenant_key unique (workspace_id, id),
    constraint ai_budgets_user_has_workspace check (user_id is null or workspace_id is not null),
    constraint ai_budgets_one_target check (num_nonnulls(user_id, campaign_id) <= 1),
    constraint ai_budgets_once unique nulls not distinct (
        workspace_id, user_id, campaign_id, unit, period
    ),
    constraint ai_budgets_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade,
    constraint ai_budgets_campaign_has_workspace check (
        campaign_id is null or workspace_id is not null
    )
);
comment on table public.ai_budgets is
'How much AI may cost: all of it on the platform, in a workspace, by one of its people, or for a '
'campaign; in a day or a month (UTC). Set by set_ai_budget, or from ai.default_budgets.';
comment on column public.ai_budgets.scope is 'platform, workspace, user or campaign; follows.';
comment on column public.ai_budgets.unit is
'usd; or credit, for what the workspace''s plan includes: one for each generation.';
comment on column public.ai_budgets.cap is 'The most that may be spent and reserved in a period.';
comment on column public.ai_budgets.thresholds is
'Percentages of the cap at which an alert is raised, once each in a period. 100 means that no '
'request as small as the smallest before fits any more.';
comment on column public.ai_budgets.slots is
'Into how many slots a period''s balance is divided; from the next period on.';
comment on column public.ai_budgets.is_default is
'It follows ai.default_budgets, or the plan for credits; nobody has set it.';

create index ai_budgets_user on public.ai_budgets (user_id) where user_id is not null;
create index ai_budgets_campaign on public.ai_budgets (workspace_id, campaign_id)
where campaign_id is not null;

create table public.ai_budget_balances (
    budget_id uuid not null references public.ai_budgets (id) on delete cascade,
    period_start date not null,
    slot smallint not null
    constraint ai_budget_balances_slot_not_negative check (slot >= 0),
    cap numeric(12, 6) not null,
    reserved numeric(12, 6) not null default 0
    constraint ai_budget_balances_reserved_not_negative check (reserved >= 0),
    spent numeric(12, 6) not null default 0
    constraint ai_budget_balances_spent_not_negative check (spent >= 0),
    overrun numeric(12, 6) not null default 0
    constraint ai_budget_balances_overrun_not_negative check (overrun >= 0),
    smallest numeric(12, 6),
    constraint ai_budget_balances_pkey primary key (budget_id, period_start, slot),
    constraint ai_budget_balances_within_cap check (spent + reserved <= cap)
)
-- Every request rewrites a row: room to do so in place.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, fillfactor = 40);
comment on table public.ai_budget_balances is
'What of a budget is spent and reserved in a period, in slots. Read it with ai_budget_usage.';
comment on column public.ai_budget_balances.cap is
'The slot''s share of the cap. Shares move between slots; their sum does not grow.';
comment on column public.ai_budget_balances.smallest is
'The smallest request that was ever reserved from it: when no such one fits, it is used up.';
comment on column public.ai_budget_balances.overrun is
'What providers charged beyond what was reserved, which raises an alert. Nothing is given out '
'against it.';

create table public.ai_budget_alerts (
    budget_id uuid not null references public.ai_budgets (id) on delete cascade,
    period_start date not null,
    threshold integer not null,
    created_at timestamptz not null default now(),
    constraint ai_budget_alerts_pkey primary key (budget_id, period_start, threshold)
);
comment on table public.ai_budget_alerts is
'Thresholds that were reached, so that each is told once in a period.';

create table public.ai_reservations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid references public.workspaces (id) on delete set null,
    user_id uuid references public.profiles (id) on delete set null,
    generation_id uuid,
    model_id text references public.ai_models (id),
    tier text not null default 'standard'
    constraint ai_reservations_tier_known check (tier in ('standard', 'batch', 'flex')),
    estimate numeric(12, 6) not null
    constraint ai_reservations_estimate_not_negative check (estimate >= 0),
    credits smallint not null default 0
    constraint ai_reservations_credits_not_negative check (credits >= 0),
    cost numeric(12, 6)
    constraint ai_reservations_cost_not_negative check (cost >= 0),
    usage jsonb not null default '{}'
    constraint ai_reservations_usage_object check (jsonb_typeof(usage) = 'object'),
    is_success boolean not null default false,
    budget_ids uuid[] not null default '{}',
    period_starts date[] not null default '{}',
    slots smallint[] not null default '{}',
    applied_reserved numeric(12, 6) not null default 0,
    applied_spent numeric(12, 6) not null default 0,
    applied_overrun numeric(12, 6) not null default 0,
    applied_credits_reserved smallint not null default 0,
    applied_credits_spent smallint not null default 0,
    applied_cost numeric(12, 6) not null default 0,
    applied_tokens bigint not null default 0,
    applied_successes smallint not null default 0,
    is_applied boolean not null default true,
    status text not null default 'reserved'
    constraint ai_reservations_status_known check (
        status in ('reserved', 'calling', 'settled', 'released', 'estimated')
    ),
    day date not null default (now() at time zone 'UTC')::date,
    expires_at timestamptz not null,
    called_at timestamptz,
    settled_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_reservations_tenant_key unique (workspace_id, id),
    constraint ai_reservations_generation foreign key (workspace_id, generation_id)
    references public.ai_generations (workspace_id, id) on delete set null (generation_id),
    constraint ai_reservations_settled_has_cost check (
        (status in ('settled', 'estimated')) = (cost is not null)
    ),
    constraint ai_reservations_allocation check (
        cardinality(budget_ids) = cardinality(period_starts)
        and cardinality(budget_ids) = cardinality(slots)
    )
)
with (fillfactor = 70);
comment on table public.ai_reservations is
'The ledger: one row for each attempt at a generation, with what was reserved for it and what it '
'cost. It outlives workspaces, people and generations: its sums stay those of the balances.';
comment on column public.ai_reservations.generation_id is
'Stays as it was when its workspace goes.';
comment on column public.ai_reservations.estimate is 'USD reserved: the most the attempt can cost.';
comment on column public.ai_reservations.cost is
'USD that the attempt cost; while the status is estimated, the estimate, until it is known better.';
comment on column public.ai_reservations.is_success is
'Whether its generation was completed by this attempt.';
comment on column public.ai_reservations.budget_ids is
'The budgets it counts against; period_starts and slots say where in their balances.';
comment on column public.ai_reservations.is_applied is
'Whether the balances and ai_cost_tracking show the row as it is now. private.apply_ai_ledger '
'brings them up to date; the columns applied_… are what they show.';
comment on column public.ai_reservations.status is
'reserved; calling, while a provider works; settled at what it cost; released, for nothing; '
'estimated, where nobody knows what an attempt that broke off has cost.';
comment on column public.ai_reservations.day is 'The UTC day it counts on.';
comment on column public.ai_reservations.expires_at is
'When private.expire_reservations looks what has become of it.';

create index ai_reservations_due on public.ai_reservations (id) where not is_applied;
create index ai_reservations_of_generation on public.ai_reservations (workspace_id, generation_id);
create index ai_reservations_by_generation on public.ai_reservations (generation_id);
create index ai_reservations_open on public.ai_reservations (expires_at)
where status in ('reserved', 'calling');
create index ai_reservations_days on public.ai_reservations (workspace_id, day desc);
create index ai_reservations_user on public.ai_reservations (user_id, day desc);
create index ai_reservations_model on public.ai_reservations (model_id);

create table public.ai_shut_offs (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    reason text,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    constraint ai_shut_offs_tenant_key unique (workspace_id, id),
    constraint ai_shut_offs_once unique (workspace_id)
);
comment on table public.ai_shut_offs is
'Workspaces whose AI is switched off, also for jobs that wait. Switched by switch_ai. The '
'setting ai.shut_off does the same for everybody and for single providers.';

create index ai_shut_offs_created_by on public.ai_shut_offs (created_by);
