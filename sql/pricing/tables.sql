-- pricing: within which bounds prices may move, what is recommended, and what prices were.

-- price_rules -----------------------------------------------------------------------------

create table public.price_rules (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint price_rules_category_length check (char_length(btrim(category)) between 1 and 255),
    name text not null
    constraint price_rules_name_length check (char_length(btrim(name)) between 1 and 255),
    scope text not null generated always as (
        case
            when product_id is not null then 'product'
            when category is not null then 'category'
            else 'workspace'
        end
    ) stored,
    currency text not null default 'USD' references public.currencies (code),
    floor_price numeric(12, 2)
    constraint price_rules_floor_not_negative check (floor_price >= 0),
    ceiling_price numeric(12, 2)
    constraint price_rules_ceiling_not_negative check (ceiling_price >= 0),
    minimum_advertised_price numeric(12, 2)
    constraint price_rules_advertised_not_negative check (minimum_advertised_price >= 0),
    minimum_margin numeric(5, 2)
    constraint price_rules_margin_range check (
        minimum_margin >= -100 and minimum_margin < 100
    ),
    maximum_step numeric(5, 2)
    constraint price_rules_step_range check (maximum_step > 0 and maximum_step <= 100),
    maximum_changes_per_day integer
    constraint price_rules_changes_range check (maximum_changes_per_day between 0 and 1440),
    competitor_band_low numeric(6, 2)
    constraint price_rules_band_low_range check (competitor_band_low between 0 and 1000),
    competitor_band_high numeric(6, 2)
    constraint price_rules_band_high_range check (competitor_band_high between 0 and 1000),
    competitor_days integer not null default 14
    constraint price_rules_competitor_days_range check (competitor_days between 1 and 365),
    rounding text not null default 'none'
    constraint price_rules_rounding_known check (
        rounding in ('none', 'ends_99', 'ends_95', 'ends_9', 'whole', 'half', 'tens')
    ),
    quiet_from time,
    quiet_until time,
    time_zone text not null default 'UTC'
    constraint price_rules_time_zone_form check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
    mode text not null default 'suggest'
    constraint price_rules_mode_known check (mode in ('suggest', 'approve', 'automatic')),
    holdout_share numeric(4, 3) not null default 0
    constraint price_rules_holdout_range check (holdout_share between 0 and 1),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint price_rules_tenant_key unique (workspace_id, id),
    constraint price_rules_one_scope check (num_nonnulls(product_id, category) <= 1),
    constraint price_rules_floor_below_ceiling check (floor_price <= ceiling_price),
    constraint price_rules_band_order check (competitor_band_low <= competitor_band_high),
    constraint price_rules_quiet_whole check ((quiet_from is null) = (quiet_until is null)),
    constraint price_rules_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.price_rules is
'Guardrails of prices for a product, a category or the whole workspace. All active ones that apply '
'hold together: of each kind the tightest counts. Rules in another currency than the product''s do '
'not apply. Triggers of products hold them against everybody; price_limits shows what they come '
'to. Of mode, holdout_share and rounding, the most specific rule''s counts (product, category, '
'workspace; the newest first). A price that a new rule or a new cost left outside may stay, or '
'move towards the bounds.';
comment on column public.price_rules.scope is
'product, category or workspace: what is set says it.';
comment on column public.price_rules.floor_price is 'Never below, in currency.';
comment on column public.price_rules.ceiling_price is 'Never above, in currency.';
comment on column public.price_rules.minimum_advertised_price is
'What the maker forbids to go below (MAP), in currency.';
comment on column public.price_rules.minimum_margin is
'Percent of the price that must be left after base_cost; negative allows a loss. While the cost is '
'unknown the price may not be lowered.';
comment on column public.price_rules.maximum_step is
'Largest single change, percent of the price before it. There is none from a price of 0.';
comment on column public.price_rules.maximum_changes_per_day is
'How often a price may change in a UTC day, whoever changes it; 0 freezes it.';
comment on column public.price_rules.competitor_band_low is
'Lowest price allowed, percent of the lowest competitor''s: 95 is 5 % below.';
comment on column public.price_rules.competitor_band_high is
'Highest price allowed, percent of the lowest competitor''s.';
comment on column public.price_rules.competitor_days is
'Days that a competitor''s price counts for the band. Of each competitor the newest counts, in the '
'product''s currency, unless it is out of stock or 0.';
comment on column public.price_rules.rounding is
'Form of a new price: ends_99 is 19.99, ends_95 19.95, ends_9 19.90, whole 20, half 19.50 or 20, '
'tens 20. Where a currency has no decimals, ends_99 is 1999, ends_95 1995, ends_9 1999 or 1989, '
'and half is whole. Of three decimals, prices keep two.';
comment on column public.price_rules.quiet_from is
'From here until before quiet_until no price changes, by the clocks of time_zone; the span may go '
'over midnight, and is the whole day where both are the same.';
comment on column public.price_rules.mode is
'suggest only shows, approve waits for a person, automatic applies.';
comment on column public.price_rules.holdout_share is
'Part of the products, 0 to 1, whose prices are left alone to measure what pricing brings.';

create index price_rules_recent on public.price_rules (workspace_id, created_at desc);
create index price_rules_product on public.price_rules (workspace_id, product_id)
where product_id is not null;
create index price_rules_category on public.price_rules (workspace_id, category)
where category is not null;
create index price_rules_everywhere on public.price_rules (workspace_id)
where product_id is null and category is null;
create index price_rules_currency on public.price_rules (currency);

-- pricing_runs ----------------------------------------------------------------------------

create table public.pricing_runs (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    requested_by uuid references public.profiles (id) on delete set null,
    reason text not null
    constraint pricing_runs_reason_known check (reason in ('schedule', 'changes', 'request')),
    triggers jsonb not null default '{}'
    constraint pricing_runs_triggers_object check (jsonb_typeof(triggers) = 'object'),
    product_ids uuid[],
    status text not null default 'waiting'
    constraint pricing_runs_status_known check (
        status in ('waiting', 'running', 'finished', 'failed')
    ),
    after_product uuid,
    total integer
    constraint pricing_runs_total_not_negative check (total >= 0),
    products integer not null default 0,
    changed integer not null default 0,
    kept integer not null default 0,
    held integer not null default 0,
    skipped integer not null default 0,
    applied integer not null default 0,
    refused integer not null default 0,
    codes jsonb not null default '{}'
    constraint pricing_runs_codes_object check (jsonb_typeof(codes) = 'object'),
    seasons jsonb,
    started_at timestamptz,
    finished_at timestamptz,
    created_at timestamptz not null default now(),
    constraint pricing_runs_tenant_key unique (workspace_id, id),
    constraint pricing_runs_adds_up check (products = changed + kept + held + skipped),
    constraint pricing_runs_applied_of_changed check (
        applied >= 0 and refused >= 0 and applied + refused <= changed
    ),
    constraint pricing_runs_ended_has_time check (
        (status in ('finished', 'failed')) = (finished_at is not null)
    )
);
comment on table public.pricing_runs is
'Each time that prices were computed: what was looked at and what came of it.';
comment on column public.pricing_runs.reason is
'schedule: the nightly run. changes: stock or competitors moved. request: a person asked.';
comment on column public.pricing_runs.triggers is
'Of changes: how many products each kind of change touched, as {"stock": 2, "competitors": 5}.';
comment on column public.pricing_runs.product_ids is
'The products of a request; null for all that a rule applies to, or that changed.';
comment on column public.pricing_runs.after_product is
'How far it is: products go by their id, and those up to this one are done.';
comment on column public.pricing_runs.total is 'How many products it began with, for progress.';
comment on column public.pricing_runs.kept is 'Best as they are.';
comment on column public.pricing_runs.held is 'Left alone for now; price_holds says why.';
comment on column public.pricing_runs.skipped is
'Not computed, as something is missing or wrong; price_holds says what.';
comment on column public.pricing_runs.applied is 'Prices that the run itself changed.';
comment on column public.pricing_runs.refused is
'Prices that it would have changed, but a rule or the product had moved meanwhile.';
comment on column public.pricing_runs.codes is
'Products by what the engine said of them, as {"better_price": 40, "missing_cost": 2}.';
comment on column public.pricing_runs.seasons is
'Season factors of the workspace and its categories, read once: see private.season_factors.';

create index pricing_runs_recent on public.pricing_runs (workspace_id, created_at desc);
create index pricing_runs_requested_by on public.pricing_runs (requested_by);
create index pricing_runs_open on public.pricing_runs (workspace_id, reason)
where status in ('waiting', 'running');

alter publication supabase_realtime add table public.pricing_runs;

-- price_recommendations -------------------------------------------------------------------

create table public.price_recommendations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    run_id uuid,
    decided_by uuid references public.profiles (id) on delete set null,
    mode text not null default 'suggest'
    constraint price_recommendations_mode_known check (mode in ('suggest', 'approve', 'automatic')),
    current_price numeric(12, 2) not null
    constraint price_recommendations_current_not_negative check (
        current_price >= 0 and current_price <> 'NaN'
    ),
    recommended_price numeric(12, 2) not null
    constraint price_recommendations_price_not_negative check (
        recommended_price >= 0 and recommended_price <> 'NaN'
    ),
    currency text not null default 'USD' references public.currencies (code),
    expected_units_change numeric(9, 4),
    expected_profit_change numeric(9, 4),
    expected_profit_low numeric(9, 4),
    expected_profit_high numeric(9, 4),
    confidence numeric(3, 2)
    constraint price_recommendations_confidence_range check (confidence between 0 and 1),
    model text not null
    constraint price_recommendations_model_length check (char_length(model) between 1 and 100),
    inputs jsonb not null default '{}'
    constraint price_recommendations_inputs_object check (jsonb_typeof(inputs) = 'object'),
    code text
    constraint price_recommendations_code_length check (char_length(code) between 1 and 100),
    reasons text[] not null default '{}',
    is_holdout boolean not null default false,
    status text not null default 'pending'
    constraint price_recommendations_status_known check (
        status in (
            'pending', 'approved', 'rejected', 'applied', 'rolled_back', 'expired', 'failed'
        )
    ),
    status_note text,
    decided_at timestamptz,
    applied_at timestamptz,
    rolled_back_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint price_recommendations_tenant_key unique (workspace_id, id),
    constraint price_recommendations_interval_order check (
        expected_profit_low <= expected_profit_high
    ),
    constraint price_recommendations_applied_has_time check (
        status <> 'applied' or applied_at is not null
    ),
    constraint price_recommendations_holdout_stays check (not is_holdout or applied_at is null),
    constraint price_recommendations_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade,
    constraint price_recommendations_run foreign key (workspace_id, run_id)
    references public.pricing_runs (workspace_id, id) on delete set null (run_id)
);
comment on table public.price_recommendations is
'Prices that the engine proposes, each with all it was computed from: inputs and model give the '
'same number again.';
comment on column public.price_recommendations.mode is 'Of the rule at that time.';
comment on column public.price_recommendations.current_price is 'The price when it was computed.';
comment on column public.price_recommendations.expected_units_change is
'Relative change of units sold: 0.05 is 5 % more.';
comment on column public.price_recommendations.expected_profit_change is
'Relative change of profit, within expected_profit_low and expected_profit_high.';
comment on column public.price_recommendations.model is 'Engine and version.';
comment on column public.price_recommendations.inputs is
'Everything the number depends on: cost, stock, elasticity, competitors, bounds, random seed.';
comment on column public.price_recommendations.reasons is 'Why, in words, most important first.';
comment on column public.price_recommendations.run_id is
'The run that computed it; null for one that was written by hand, or whose run is forgotten.';
comment on column public.price_recommendations.code is 'The engine''s word for it: better_price.';
comment on column public.price_recommendations.is_holdout is
'Computed for comparison only; never applied, and expired from the start.';
comment on column public.price_recommendations.status_note is
'Why it failed, expired, was rejected or could not be taken back, in words.';
comment on column public.price_recommendations.expires_at is
'Until then it may be approved and applied.';

create index price_recommendations_recent
on public.price_recommendations (workspace_id, created_at desc);
create index price_recommendations_product
on public.price_recommendations (workspace_id, product_id, created_at desc);
-- A product waits for one decision at a time.
create unique index price_recommendations_one_open
on public.price_recommendations (workspace_id, product_id)
where status in ('pending', 'approved');
create index price_recommendations_run
on public.price_recommendations (workspace_id, run_id, product_id)
where run_id is not null;
create index price_recommendations_expiring on public.price_recommendations (expires_at)
where status in ('pending', 'approved');
-- Few: they wait for the end of quiet hours, or for the next day.
create index price_recommendations_waiting on public.price_recommendations (workspace_id)
where status = 'approved';
create index price_recommendations_decided_by on public.price_recommendations (decided_by);
create index price_recommendations_currency on public.price_recommendations (currency);

-- price_history ---------------------------------------------------------------------------

create table public.price_history (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    recommendation_id uuid,
    changed_by uuid references public.profiles (id) on delete set null,
    old_price numeric(12, 2) not null
    constraint price_history_old_price_not_negative check (
        old_price >= 0 and old_price <> 'NaN'
    ),
    new_price numeric(12, 2) not null
    constraint price_history_new_price_not_negative check (
        new_price >= 0 and new_price <> 'NaN'
    ),
    old_currency text not null references public.currencies (code),
    currency text not null references public.currencies (code),
    base_price numeric(12, 2)
    constraint price_history_base_price_not_negative check (
        base_price >= 0 and base_price <> 'NaN'
    ),
    base_cost numeric(12, 2)
    constraint price_history_base_cost_not_negative check (
        base_cost >= 0 and base_cost <> 'NaN'
    ),
    prior_price numeric(12, 2)
    constraint price_history_prior_price_not_negative check (prior_price >= 0),
    reason text not null default 'manual'
    constraint price_history_reason_known check (
        reason in ('manual', 'sync', 'recommendation', 'rollback')
    ),
    changed_at timestamptz not null default now(),
    constraint price_history_tenant_key unique (workspace_id, id),
    constraint price_history_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade,
    constraint price_history_recommendation foreign key (workspace_id, recommendation_id)
    references public.price_recommendations (workspace_id, id)
    on delete set null (recommendation_id)
);
comment on table public.price_history is
'Every change of a product''s current_price, written by a trigger. The first price is the '
'old_price of the first row, or the product''s own where there is none.';
comment on column public.price_history.base_price is 'The list price at that time.';
comment on column public.price_history.base_cost is 'The cost of a unit at that time.';
comment on column public.price_history.prior_price is
'Of a reduction: the lowest price of the 30 days before it, in currency. Kept by triggers, also '
'where older history is added later.';
comment on column public.price_history.reason is
'What changed it: a person, a store''s sync, a recommendation, or taking one back.';
comment on column public.price_history.changed_by is 'The person; null for workers.';
comment on column public.price_history.changed_at is
'By the clock, not by the start of the transaction: changes in one transaction keep their order, '
'and none that waits is counted on the day before.';

create index price_history_recent on public.price_history (workspace_id, changed_at desc);
create index price_history_product
on public.price_history (workspace_id, product_id, changed_at desc);
-- For the guard: see functions_bounds.sql.
create index price_history_changes on public.price_history (product_id, changed_at desc);
create index price_history_recommendation
on public.price_history (workspace_id, recommendation_id)
where recommendation_id is not null;
create index price_history_changed_by on public.price_history (changed_by);
create index price_history_old_currency on public.price_history (old_currency);
create index price_history_currency on public.price_history (currency);
