-- insights: what is likely to come, and what the others do.

-- revenue_predictions ---------------------------------------------------------------------

create table public.revenue_predictions (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint revenue_predictions_category_length check (char_length(category) between 1 and 255),
    date date not null,
    horizon_days integer not null
    constraint revenue_predictions_horizon_range check (horizon_days between 1 and 366),
    timeframe text not null generated always as (horizon_days::text || 'd') stored,
    currency text not null default 'USD' references public.currencies (code),
    predicted_revenue numeric(16, 2) not null
    constraint revenue_predictions_not_negative check (predicted_revenue >= 0),
    predicted_units numeric
    constraint revenue_predictions_units_not_negative check (predicted_units >= 0),
    interval_low numeric(16, 2),
    interval_high numeric(16, 2),
    confidence numeric(3, 2) default 0.95
    constraint revenue_predictions_confidence_range check (confidence between 0 and 1),
    model text not null
    constraint revenue_predictions_model_length check (char_length(model) between 1 and 100),
    backtest_error numeric
    constraint revenue_predictions_error_not_negative check (backtest_error >= 0),
    baseline_error numeric
    constraint revenue_predictions_baseline_not_negative check (baseline_error >= 0),
    realised_coverage numeric(4, 3)
    constraint revenue_predictions_coverage_range check (realised_coverage between 0 and 1),
    is_conformal boolean not null default false,
    notes text[] not null default '{}',
    predicted_on date not null default current_date,
    created_at timestamptz not null default now(),
    constraint revenue_predictions_tenant_key unique (workspace_id, id),
    constraint revenue_predictions_one_series check (num_nonnulls(product_id, category) <= 1),
    constraint revenue_predictions_once unique nulls not distinct (
        workspace_id, product_id, category, currency, horizon_days, predicted_on, date
    ),
    constraint revenue_predictions_interval_holds check (
        interval_low <= predicted_revenue and predicted_revenue <= interval_high
    ),
    constraint revenue_predictions_looks_ahead check (
        date >= predicted_on and date <= predicted_on + horizon_days
    ),
    constraint revenue_predictions_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.revenue_predictions is
'Predicted revenue of a day, for a product, a category, or the whole workspace where both are '
'null. A new forecast adds rows: what was predicted stays to be compared with what came.';
comment on column public.revenue_predictions.date is 'The day that is predicted.';
comment on column public.revenue_predictions.horizon_days is
'How far the forecast looks that this day is part of: 7, 30 or 90 days.';
comment on column public.revenue_predictions.timeframe is 'The horizon as text: 7d, 30d, 90d.';
comment on column public.revenue_predictions.confidence is
'Share of days that should fall between interval_low and interval_high.';
comment on column public.revenue_predictions.realised_coverage is
'Share of past days that did fall into the intervals of this series and model.';
comment on column public.revenue_predictions.backtest_error is
'MASE of the model in the rolling backtest: below 1 beats the naive forecast.';
comment on column public.revenue_predictions.baseline_error is
'MASE of the seasonal-naive forecast in the same backtest.';
comment on column public.revenue_predictions.is_conformal is
'Whether the interval was widened because the model''s own did not hold.';
comment on column public.revenue_predictions.notes is
'What a reader should know: outliers left out, a category''s prior, holidays.';
comment on column public.revenue_predictions.predicted_on is 'The day the forecast was made.';

create index revenue_predictions_days on public.revenue_predictions (workspace_id, date desc);
create index revenue_predictions_product
on public.revenue_predictions (workspace_id, product_id, date desc)
where product_id is not null;
create index revenue_predictions_category
on public.revenue_predictions (workspace_id, category, date desc)
where category is not null;
create index revenue_predictions_currency on public.revenue_predictions (currency);

-- competitor_analysis ---------------------------------------------------------------------

create table public.competitor_analysis (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    product_id uuid,
    generation_id uuid,
    competitor text
    constraint competitor_analysis_competitor_length check (
        char_length(btrim(competitor)) between 1 and 255
    ),
    analysis jsonb not null
    constraint competitor_analysis_object check (jsonb_typeof(analysis) = 'object'),
    summary text,
    summary_note text
    constraint competitor_analysis_summary_note_length check (char_length(summary_note) <= 1000),
    observed_from timestamptz,
    observed_until timestamptz,
    created_at timestamptz not null default now(),
    constraint competitor_analysis_tenant_key unique (workspace_id, id),
    constraint competitor_analysis_window_order check (observed_from <= observed_until),
    constraint competitor_analysis_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id),
    constraint competitor_analysis_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade,
    constraint competitor_analysis_generation foreign key (workspace_id, generation_id)
    references public.ai_generations (workspace_id, id) on delete set null (generation_id)
);
comment on table public.competitor_analysis is
'How a workspace stands against its competitors, computed from competitor_prices.';
comment on column public.competitor_analysis.competitor is 'Null for all competitors together.';
comment on column public.competitor_analysis.analysis is
'The computed numbers: gaps, price index, changes, in the form that private.product_analyses says.';
comment on column public.competitor_analysis.summary is
'The same in words; by an AI where generation_id is set.';

comment on column public.competitor_analysis.summary_note is
'Why there is no summary, where one was wanted: a budget that is used up, AI switched off.';

create index competitor_analysis_recent
on public.competitor_analysis (workspace_id, created_at desc);
create index competitor_analysis_business on public.competitor_analysis (workspace_id, business_id)
where business_id is not null;
create index competitor_analysis_product on public.competitor_analysis (workspace_id, product_id)
where product_id is not null;
create index competitor_analysis_generation
on public.competitor_analysis (workspace_id, generation_id)
where generation_id is not null;

-- market_trends ---------------------------------------------------------------------------

create table public.market_trends (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    generation_id uuid,
    category text
    constraint market_trends_category_length check (char_length(category) between 1 and 255),
    trends jsonb not null
    constraint market_trends_form check (jsonb_typeof(trends) in ('object', 'array')),
    summary text,
    summary_note text
    constraint market_trends_summary_note_length check (char_length(summary_note) <= 1000),
    observed_from timestamptz,
    observed_until timestamptz,
    detected_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint market_trends_tenant_key unique (workspace_id, id),
    constraint market_trends_window_order check (observed_from <= observed_until),
    constraint market_trends_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id),
    constraint market_trends_generation foreign key (workspace_id, generation_id)
    references public.ai_generations (workspace_id, id) on delete set null (generation_id)
);
comment on table public.market_trends is
'What rises and falls in a workspace''s market: products, prices, search terms, with the test '
'that found each.';
comment on column public.market_trends.category is 'Null for the whole assortment.';
comment on column public.market_trends.trends is
'The computed numbers, strongest trend first; save_market_trends says in which form.';
comment on column public.market_trends.summary is
'The same in words; by an AI where generation_id is set.';

comment on column public.market_trends.summary_note is
'Why there is no summary, where one was wanted: a budget that is used up, AI switched off.';

create index market_trends_recent on public.market_trends (workspace_id, detected_at desc);
create index market_trends_business on public.market_trends (workspace_id, business_id)
where business_id is not null;
create index market_trends_generation on public.market_trends (workspace_id, generation_id)
where generation_id is not null;
