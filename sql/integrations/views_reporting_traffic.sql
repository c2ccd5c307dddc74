-- integrations: what analysts read, continued: traffic, funnels, retention and profit.
--
-- Rollups alone: what came in within the last seconds is in the dashboard functions.

create view reporting.traffic_daily
with (security_barrier = true) as
select
    t.workspace_id,
    t.date,
    t.currency,
    t.events,
    t.page_views,
    t.sessions,
    t.bounces,
    t.session_seconds,
    t.clicks,
    t.cart_adds,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors
from public.traffic_daily as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.traffic_daily is
'Traffic by day. Visitors of days cannot be added up: the same come again.';

create view reporting.traffic_hourly
with (security_barrier = true) as
select
    t.workspace_id,
    t.hour,
    t.currency,
    t.events,
    t.page_views,
    t.sessions,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors
from public.traffic_hourly as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.traffic_hourly is 'Traffic by hour, UTC.';

create view reporting.component_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.component_id,
    t.date,
    t.views,
    t.clicks,
    t.conversions,
    t.visitors,
    t.engagement_score
from public.component_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.component_metrics is 'Components of campaigns by day.';

create view reporting.link_metrics
with (security_barrier = true) as
select
    t.workspace_id,
    t.managed_url_id,
    t.date,
    t.clicks,
    t.visitors
from public.link_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.link_metrics is 'Clicks of managed links by day.';

create view reporting.session_patterns
with (security_barrier = true) as
select
    t.workspace_id,
    t.bucket as date,
    t.reached,
    t.sessions
from private.session_patterns as t
where
    t.grain = 'day'
    and t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.session_patterns is
'Sessions by the day they began and by what they contain: a funnel is sum(sessions) filter (where '
'reached @> ''{page_view,cart_add}'') over any days. reached has the types of a session''s events, '
'and its stages as stage:<stage>.';

create view reporting.retention
with (security_barrier = true) as
select
    t.workspace_id,
    date '1970-01-05' + 7 * t.cohort_week as cohort,
    date '1970-01-05' + 7 * t.week as week,
    t.week - t.cohort_week as weeks_later,
    t.visitors,
    round(100 * t.visitors::numeric / nullif(first.visitors, 0), 2) as share
from private.retention_weeks as t
join private.retention_weeks as first
    on
        first.workspace_id = t.workspace_id
        and first.cohort_week = t.cohort_week
        and first.week = t.cohort_week
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.retention is
'Of the visitors first seen in the week of cohort, how many were seen in each week since, and '
'which share of the cohort that is in percent. Both are Mondays.';

create view reporting.campaign_profit
with (security_barrier = true) as
select
    m.workspace_id,
    m.campaign_id,
    m.date,
    m.model,
    m.currency,
    sum(m.orders) as orders,
    sum(m.revenue) as revenue,
    sum(m.refunds) as refunds,
    sum(m.spend) as ad_spend,
    sum(m.ai_cost) as ai_cost,
    sum(m.revenue - m.refunds - m.spend - m.ai_cost) as profit
from (
    select
        a.workspace_id,
        nullif(a.key, '')::uuid as campaign_id,
        a.date,
        a.model,
        a.currency,
        a.orders,
        a.revenue,
        a.refunds,
        0::numeric as spend,
        0::numeric as ai_cost
    from public.attribution_daily as a
    where a.dimension = 'campaign' and a.model <> 'platform'
    union all
    select
        c.workspace_id,
        c.campaign_id,
        c.date,
        models.model,
        c.currency,
        0 as orders,
        0 as revenue,
        0 as refunds,
        c.spend,
        c.ai_cost
    from (
        select
            s.workspace_id,
            s.campaign_id,
            s.date,
            s.currency,
            s.spend,
            0::numeric as ai_cost
        from public.campaign_metrics as s
        where s.spend > 0
        union all
        select
            g.workspace_id,
            g.campaign_id,
            (g.created_at at time zone 'UTC')::date as date,
            'USD' as currency,
            0 as spend,
            g.cost as ai_cost
        from public.ai_generations as g
        where g.campaign_id is not null and g.cost > 0
    ) as c
    cross join (
        values
        ('first_touch'), ('last_touch'), ('linear'), ('time_decay'), ('position_based'),
        ('markov'), ('shapley')
    ) as models (model)
) as m
where m.workspace_id = any (array(select w.id from reporting.workspaces as w))
group by m.workspace_id, m.campaign_id, m.date, m.model, m.currency;

comment on view reporting.campaign_profit is
'What campaigns earned by day, in each model of attribution: filter by model, since each holds all '
'of the revenue and all of the cost. Nothing is converted: the cost of AI stands in the rows in '
'USD. campaign_id is null for what was earned outside all campaigns.';
