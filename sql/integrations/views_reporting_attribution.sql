-- integrations: what analysts read, continued: attribution by day, and what models have learned.

create view reporting.attribution_daily
with (security_barrier = true) as
select
    t.workspace_id,
    t.dimension,
    t.model,
    t.date,
    t.currency,
    t.key,
    t.orders,
    t.revenue,
    t.refunds,
    t.spend,
    t.net_revenue
from public.attribution_daily as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.attribution_daily is
'What channels, campaigns and ads earned by day and model. Choose one dimension and one model: '
'each holds all orders.';

create view reporting.attribution_models
with (security_barrier = true) as
select
    t.workspace_id,
    t.model,
    t.channel,
    t.weight,
    t.removal_effect,
    t.since,
    t.until,
    t.paths,
    t.conversions,
    t.computed_at
from public.attribution_models as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.attribution_models is
'What Markov and Shapley found each channel to be worth, by night.';
