-- integrations: what analysts read, continued: numbers by day, forecasts, experiments and AI cost.

create view reporting.campaign_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.campaign_id,
    t.date,
    t.currency,
    t.views,
    t.impressions,
    t.clicks,
    t.spend,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue,
    t.ctr,
    t.cpc,
    t.roas
from public.campaign_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.campaign_metrics is 'Campaigns by day.';

create view reporting.product_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.date,
    t.currency,
    t.views,
    t.cart_adds,
    t.sales,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
from public.product_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.product_metrics is 'Products by day.';

create view reporting.country_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.country,
    t.date,
    t.currency,
    t.users,
    t.conversions,
    t.revenue,
    t.refunds,
    t.net_revenue
from public.country_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.country_metrics is 'Countries by day.';

create view reporting.page_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.page,
    t.date,
    t.views,
    t.entries,
    t.exits,
    t.visitors
from public.page_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.page_metrics is 'Pages by day.';

create view reporting.source_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.source,
    t.medium,
    t.date,
    t.currency,
    t.sessions,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
from public.source_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.source_metrics is 'Sources of traffic by day.';

create view reporting.revenue_daily
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.date,
    t.currency,
    t.revenue,
    t.refunds,
    t.orders_count,
    t.net_revenue
from public.revenue_daily as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_daily is 'Revenue by day.';

create view reporting.revenue_breakdown
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.date,
    t.currency,
    t.units,
    t.revenue,
    t.refunds,
    t.net_revenue
from public.revenue_breakdown as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_breakdown is 'Revenue by product, category and day.';

create view reporting.revenue_predictions
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.date,
    t.horizon_days,
    t.currency,
    t.predicted_revenue,
    t.interval_low,
    t.interval_high,
    t.model,
    t.predicted_on
from public.revenue_predictions as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.revenue_predictions is 'Forecasts, to be compared with revenue_daily.';

create view reporting.ab_tests
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.campaign_id,
    t.product_id,
    t.winner_variant_id,
    t.name,
    t.metric,
    t.unit,
    t.status,
    t.started_at,
    t.ended_at
from public.ab_tests as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_tests is 'A/B tests.';

create view reporting.ab_test_variants
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.test_id,
    t.key,
    t.name,
    t.weight,
    t.is_control
from public.ab_test_variants as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_test_variants is 'The sides of each A/B test.';

create view reporting.ab_test_results
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.test_id,
    t.variant_id,
    t.unit_id,
    t.converted,
    t.revenue,
    t.currency,
    t.occurred_at
from public.ab_test_results as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ab_test_results is 'What each unit of an A/B test did.';

create view reporting.ai_generations
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.business_id,
    t.product_id,
    t.campaign_id,
    t.generation_type,
    t.language,
    t.model_used,
    t.provider,
    t.prompt_tokens,
    t.completion_tokens,
    t.cost,
    t.status,
    t.user_rating,
    t.accepted,
    t.created_at,
    t.completed_at
from public.ai_generations as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ai_generations is
'AI generations and their cost in USD, without prompts and texts.';
