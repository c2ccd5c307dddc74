-- integrations: what analysts read, continued: prices, competitors, forecasts.

create view reporting.price_recommendations
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.run_id,
    t.mode,
    t.current_price,
    t.recommended_price,
    t.currency,
    t.expected_units_change,
    t.expected_profit_change,
    t.expected_profit_low,
    t.expected_profit_high,
    t.confidence,
    t.model,
    t.code,
    t.reasons,
    t.is_holdout,
    t.status,
    t.decided_at,
    t.applied_at,
    t.rolled_back_at,
    t.created_at
from public.price_recommendations as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.price_recommendations is
'Which prices were recommended, why, what was expected, and what became of it.';

create view reporting.price_elasticities
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.elasticity,
    t.standard_error,
    t.interval_low,
    t.interval_high,
    t.interval_level,
    t.method,
    t.observations,
    t.shrinkage,
    t.observed_from,
    t.observed_until,
    t.fitted_at
from public.price_elasticities as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.price_elasticities is
'How demand answers to price: each fit, of products, categories and the workspace.';

create view reporting.pricing_runs
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.reason,
    t.status,
    t.products,
    t.changed,
    t.kept,
    t.held,
    t.skipped,
    t.applied,
    t.refused,
    t.codes,
    t.started_at,
    t.finished_at,
    t.created_at
from public.pricing_runs as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.pricing_runs is
'What each pricing run went through and what came of it.';

create view reporting.competitor_prices
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.competitor,
    t.price,
    t.currency,
    t.in_stock,
    t.source,
    t.observed_at
from public.competitor_prices as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.competitor_prices is
'What competitors asked when.';

create view reporting.competitor_analysis
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.competitor,
    t.analysis,
    t.observed_from,
    t.observed_until,
    t.created_at
from public.competitor_analysis as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.competitor_analysis is
'How a workspace stood against its competitors, each time that numbers changed.';

create view reporting.market_trends
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.category,
    t.trends,
    t.observed_from,
    t.observed_until,
    t.detected_at
from public.market_trends as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.market_trends is
'What rose and fell in the market, with the test that found it.';

create view reporting.revenue_backtests
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.currency,
    t.horizon_days,
    t.model,
    t.predicted_on,
    t.date,
    t.actual_revenue,
    t.predicted_revenue,
    t.interval_low,
    t.interval_high
from public.revenue_backtests as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_backtests is
'What the newest backtest of a forecast said of days that had come.';

create view reporting.forecast_coverage
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.currency,
    t.model,
    t.horizon_days,
    t.days,
    t.days_within,
    t.absolute_error,
    t.realised_coverage,
    t.updated_at
from public.forecast_coverage as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.forecast_coverage is
'How many predicted days came to lie within their intervals.';
