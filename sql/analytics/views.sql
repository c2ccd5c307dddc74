-- analytics: the stream under the names and columns that the documents give its parts. Filter
-- by the time column: it is what the stream is partitioned by.

create view public.analytics_events
with (security_invoker = true) as
select
    events.id,
    events.workspace_id,
    workspaces.owner_id as user_id,
    events.campaign_id,
    events.event_type,
    events.source,
    events.properties as metadata,
    events.revenue,
    events.currency,
    events.occurred_at as created_at
from public.events
inner join public.workspaces on events.workspace_id = workspaces.id;
comment on view public.analytics_events is
'All events, as an affiliate reads them: clicks, conversions, refunds, rebills and the rest.';
comment on column public.analytics_events.user_id is
'Whose numbers they are: the workspace''s owner.';

create view public.campaign_events
with (security_invoker = true) as
select
    id,
    workspace_id,
    campaign_id,
    component_id,
    event_type,
    properties as event_data,
    session_id,
    user_agent,
    ip_address,
    referrer,
    country,
    region,
    city,
    occurred_at as created_at
from public.events
where campaign_id is not null;
comment on view public.campaign_events is
'What happened to campaigns and their components: views, clicks, forms, emails, conversions.';

create view public.page_views
with (security_invoker = true) as
select
    id,
    workspace_id,
    page,
    customer_id as user_id,
    visitor_id,
    quantity as count,
    occurred_at as timestamp
from public.events
where event_type = 'page_view';
comment on view public.page_views is 'Pages that were seen.';
comment on column public.page_views.user_id is 'The customer, if it is known who looked.';

create view public.user_behavior
with (security_invoker = true) as
select
    id,
    workspace_id,
    customer_id as user_id,
    visitor_id,
    product_id,
    coalesce(action, event_type) as action,
    occurred_at as timestamp
from public.events
where product_id is not null;
comment on view public.user_behavior is 'What customers and visitors did with products.';
comment on column public.user_behavior.user_id is 'The customer, if it is known who it was.';
comment on column public.user_behavior.action is
'In the site''s own words where it gave some, else the type of the event.';

create view public.conversions
with (security_invoker = true) as
select
    id,
    workspace_id,
    campaign_id,
    component_id,
    order_id,
    customer_id as user_id,
    conversion_type,
    stage,
    revenue as value,
    currency,
    session_id,
    source,
    medium,
    occurred_at as timestamp
from public.events
where event_type = 'conversion' or stage is not null;
comment on view public.conversions is
'Conversions, and the stages of the funnel before them.';
comment on column public.conversions.user_id is 'The customer, if it is known who it was.';
comment on column public.conversions.stage is 'Stage of the funnel that was reached.';

create view public.attribution_events
with (security_invoker = true) as
select
    id,
    workspace_id,
    campaign_id,
    order_id,
    case
        when event_type in ('click', 'link_click', 'email_click') then 'click'
        when event_type in ('conversion', 'rebill') then 'conversion'
        else 'view'
    end as event_type,
    platform,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    referrer,
    ip_address,
    user_agent,
    occurred_at as event_time,
    received_at as created_at
from public.events
where
    event_type in (
        'click', 'link_click', 'email_click', 'view', 'page_view', 'impression', 'email_open',
        'conversion', 'rebill'
    );
comment on view public.attribution_events is
'Touches and conversions that attribution works with.';
comment on column public.attribution_events.event_type is
'click, view or conversion: every touch is one of them.';

create view public.user_sessions
with (security_invoker = true) as
select
    session_id as id,
    workspace_id,
    (array_agg(customer_id) filter (where customer_id is not null))[1] as user_id,
    min(occurred_at) as started_at,
    max(occurred_at) as last_activity,
    count(*) as events_count
from public.events
where
    session_id is not null
    and occurred_at >= now() - interval '1 day'
group by workspace_id, session_id;
comment on view public.user_sessions is
'Sessions with an event in the last 24 hours, for live numbers: filter by last_activity.';
comment on column public.user_sessions.user_id is 'The customer, if it is known who it is.';

-- totals ----------------------------------------------------------------------------------

create view public.campaign_totals
with (security_invoker = true) as
select
    campaigns.id as campaign_id,
    campaigns.workspace_id,
    campaigns.currency,
    totals.views,
    totals.impressions,
    totals.clicks,
    totals.conversions,
    totals.spend,
    totals.revenue_generated
from public.campaigns
cross join lateral (
    select
        coalesce(sum(m.views), 0)::bigint as views,
        coalesce(sum(m.impressions), 0)::bigint as impressions,
        coalesce(sum(m.clicks), 0)::bigint as clicks,
        coalesce(sum(m.conversions), 0)::bigint as conversions,
        coalesce(sum(m.spend) filter (where m.currency = campaigns.currency), 0) as spend,
        coalesce(
            sum(m.net_revenue) filter (where m.currency = campaigns.currency), 0
        ) as revenue_generated
    from public.campaign_metrics as m
    where m.workspace_id = campaigns.workspace_id and m.campaign_id = campaigns.id
) as totals;
comment on view public.campaign_totals is
'What each campaign brought in all its time: the views, conversions and revenue that documents '
'keep as counters in campaigns.';
comment on column public.campaign_totals.revenue_generated is
'Net revenue in the campaign''s currency; what came in others is in campaign_metrics.';

create view public.component_totals
with (security_invoker = true) as
select
    components.id as component_id,
    components.workspace_id,
    components.campaign_id,
    totals.views,
    totals.clicks,
    totals.conversions,
    round(100 * totals.clicks::numeric / nullif(totals.views, 0), 2) as engagement_score
from public.campaign_components as components
cross join lateral (
    select
        coalesce(sum(m.views), 0)::bigint as views,
        coalesce(sum(m.clicks), 0)::bigint as clicks,
        coalesce(sum(m.conversions), 0)::bigint as conversions
    from public.component_metrics as m
    where m.workspace_id = components.workspace_id and m.component_id = components.id
) as totals;
comment on view public.component_totals is
'What each component did in all its time: the counters that documents keep in campaign_components.';
comment on column public.component_totals.engagement_score is
'Clicks per 100 views; null without views.';
