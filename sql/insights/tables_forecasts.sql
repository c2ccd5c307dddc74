-- insights: what forecasts are made with, how the newest backtest went, and what came true.

-- forecast_settings -----------------------------------------------------------------------

create table public.forecast_settings (
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    id uuid not null default gen_random_uuid(),
    country text
    constraint forecast_settings_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    look_back_days integer not null default 730
    constraint forecast_settings_look_back_range check (look_back_days between 28 and 1830),
    most_categories integer not null default 10
    constraint forecast_settings_categories_range check (most_categories between 0 and 100),
    most_products integer not null default 20
    constraint forecast_settings_products_range check (most_products between 0 and 500),
    most_new_products integer not null default 20
    constraint forecast_settings_new_products_range check (most_new_products between 0 and 500),
    new_product_days integer not null default 28
    constraint forecast_settings_new_days_range check (new_product_days between 1 and 180),
    uses_holidays boolean not null default true,
    uses_promotions boolean not null default true,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint forecast_settings_tenant_key unique (workspace_id, id)
);
comment on table public.forecast_settings is
'How a workspace wants its revenue forecast; without a row, the defaults of the columns.';
comment on column public.forecast_settings.country is
'Whose holidays and weekends count. Null: where most of the revenue comes from, else the owner''s '
'country, else that of the currency.';
comment on column public.forecast_settings.look_back_days is
'How many days of history models see.';
comment on column public.forecast_settings.most_categories is
'How many categories are forecast, those with the most revenue of 90 days first, per currency.';
comment on column public.forecast_settings.most_products is
'How many products are forecast alone, those with the most revenue of 90 days first, per currency.';
comment on column public.forecast_settings.most_new_products is
'How many new products get a forecast from their category, the newest first.';
comment on column public.forecast_settings.new_product_days is
'So long after its first sale a product is new: its own history says little yet.';
comment on column public.forecast_settings.uses_promotions is
'Whether reduced prices and campaigns of type promotion count as special days.';
comment on column public.forecast_settings.is_active is
'Whether the nightly job makes forecasts; a request makes them in any case.';

-- revenue_backtests -----------------------------------------------------------------------

create table public.revenue_backtests (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint revenue_backtests_category_length check (char_length(category) between 1 and 255),
    currency text not null references public.currencies (code),
    horizon_days integer not null
    constraint revenue_backtests_horizon_range check (horizon_days between 1 and 366),
    model text not null
    constraint revenue_backtests_model_length check (char_length(model) between 1 and 100),
    predicted_on date not null,
    date date not null,
    actual_revenue numeric(16, 2) not null
    constraint revenue_backtests_actual_not_negative check (actual_revenue >= 0),
    predicted_revenue numeric(16, 2) not null
    constraint revenue_backtests_not_negative check (predicted_revenue >= 0),
    interval_low numeric(16, 2) not null,
    interval_high numeric(16, 2) not null,
    created_at timestamptz not null default now(),
    constraint revenue_backtests_tenant_key unique (workspace_id, id),
    constraint revenue_backtests_one_series check (num_nonnulls(product_id, category) <= 1),
    constraint revenue_backtests_once unique nulls not distinct (
        workspace_id, product_id, category, currency, horizon_days, predicted_on, date
    ),
    constraint revenue_backtests_interval_holds check (
        interval_low <= predicted_revenue and predicted_revenue <= interval_high
    ),
    constraint revenue_backtests_looks_ahead check (
        date >= predicted_on and date <= predicted_on + horizon_days
    ),
    constraint revenue_backtests_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.revenue_backtests is
'What the chosen model would have predicted at an earlier day, beside what came: the newest '
'cut-off of the newest backtest of a series. A new forecast replaces the rows of its workspace.';
comment on column public.revenue_backtests.predicted_on is
'The cut-off: the model saw the days before it, and none of those it predicts.';
comment on column public.revenue_backtests.interval_low is
'As the forecast''s own interval, widened by the same factor.';

create index revenue_backtests_product on public.revenue_backtests (workspace_id, product_id)
where product_id is not null;
create index revenue_backtests_currency on public.revenue_backtests (currency);

-- forecast_coverage -----------------------------------------------------------------------

create table public.forecast_coverage (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint forecast_coverage_category_length check (char_length(category) between 1 and 255),
    currency text not null references public.currencies (code),
    model text not null,
    horizon_days integer not null,
    days bigint not null default 0
    constraint forecast_coverage_days_not_negative check (days >= 0),
    days_within bigint not null default 0
    constraint forecast_coverage_within_range check (days_within between 0 and days),
    absolute_error numeric not null default 0,
    realised_coverage numeric generated always as (
        round(days_within::numeric / nullif(days, 0), 3)
    ) stored,
    updated_at timestamptz not null default now(),
    constraint forecast_coverage_tenant_key unique (workspace_id, id),
    constraint forecast_coverage_once unique nulls not distinct (
        workspace_id, product_id, category, currency, model, horizon_days
    ),
    constraint forecast_coverage_one_series check (num_nonnulls(product_id, category) <= 1),
    constraint forecast_coverage_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.forecast_coverage is
'How many predicted days of a series, model and horizon have come, and how many of them fell into '
'their interval. Each day of each counted prediction is added once, so it outlives predictions.';
comment on column public.forecast_coverage.days is
'Days compared. Of horizons beyond 7 days, only those of the first forecast of a week count.';
comment on column public.forecast_coverage.absolute_error is
'Sum of the differences between prediction and revenue, in currency.';

create index forecast_coverage_product on public.forecast_coverage (workspace_id, product_id)
where product_id is not null;
create index forecast_coverage_currency on public.forecast_coverage (currency);

create table private.forecast_states (
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    id uuid not null default gen_random_uuid(),
    compared_until date not null default '-infinity',
    constraint forecast_states_tenant_key unique (workspace_id, id)
);
comment on table private.forecast_states is 'How far predictions are compared with what came.';
comment on column private.forecast_states.compared_until is
'Predicted days up to here are in forecast_coverage.';
