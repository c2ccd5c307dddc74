-- What dashboards, lists and details ask of the documents' schema, in plain SQL.

-- name: overview
select
    e.created_at >= %(since)s as is_now,
    count(distinct e.metadata ->> 'visitor_id') as visitors,
    count(distinct e.metadata ->> 'session_id') as sessions,
    count(*) filter (where e.event_type = 'page_view') as page_views,
    count(*) filter (where e.event_type = 'conversion') as conversions,
    sum(e.revenue) filter (where e.event_type = 'conversion') as revenue
from documents.analytics_events as e
where e.user_id = %(owner)s and e.created_at >= %(before)s and e.created_at < %(until)s
group by 1

-- name: series
select
    date_trunc('day', e.created_at, 'UTC') as day,
    count(distinct e.metadata ->> 'visitor_id') as visitors,
    count(*) filter (where e.event_type = 'page_view') as page_views,
    sum(e.revenue) filter (where e.event_type = 'conversion') as revenue
from documents.analytics_events as e
where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
group by 1
order by 1

-- name: top_product
select
    p.title,
    t.views
from (
    select
        e.metadata ->> 'product_id' as id,
        count(*) as views
    from documents.analytics_events as e
    where
        e.user_id = %(owner)s
        and e.created_at >= %(since)s
        and e.created_at < %(until)s
        and e.event_type = 'view'
    group by 1
    order by 2 desc
    limit 10
) as t
join documents.products as p on p.id = t.id::uuid

-- name: top_campaign
select
    c.name,
    count(*) filter (where e.event_type = 'click') as clicks,
    sum(e.revenue) filter (where e.event_type = 'conversion') as revenue
from documents.analytics_events as e
join documents.campaigns as c on c.id = e.campaign_id
where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
group by c.id
order by 3 desc nulls last
limit 10

-- name: top_component
select
    e.metadata ->> 'component_id' as component,
    count(*) filter (where e.event_type = 'click') as clicks
from documents.analytics_events as e
where
    e.user_id = %(owner)s
    and e.created_at >= %(since)s
    and e.created_at < %(until)s
    and e.metadata ? 'component_id'
group by 1
order by 2 desc
limit 10

-- name: top_country
select
    e.metadata ->> 'country' as country,
    count(distinct e.metadata ->> 'visitor_id') as visitors
from documents.analytics_events as e
where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
group by 1
order by 2 desc
limit 10

-- name: top_page
select
    e.metadata ->> 'page' as page,
    count(*) as views
from documents.analytics_events as e
where
    e.user_id = %(owner)s
    and e.created_at >= %(since)s
    and e.created_at < %(until)s
    and e.event_type = 'page_view'
group by 1
order by 2 desc
limit 10

-- name: top_source
select
    e.source,
    count(distinct e.metadata ->> 'session_id') as sessions
from documents.analytics_events as e
where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
group by 1
order by 2 desc
limit 10

-- name: funnel
select
    count(*) filter (where s.saw) as seen,
    count(*) filter (where s.saw and s.took) as taken,
    count(*) filter (where s.saw and s.took and s.began) as begun,
    count(*) filter (where s.saw and s.took and s.began and s.bought) as bought
from (
    select
        bool_or(e.event_type = 'page_view') as saw,
        bool_or(e.event_type = 'cart_add') as took,
        bool_or(e.event_type = 'checkout') as began,
        bool_or(e.event_type = 'conversion') as bought
    from documents.analytics_events as e
    where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
    group by e.metadata ->> 'session_id'
) as s

-- name: retention
with seen as (
    select distinct
        e.metadata ->> 'visitor_id' as visitor,
        date_trunc('week', e.created_at, 'UTC') as week
    from documents.analytics_events as e
    where e.user_id = %(owner)s and e.created_at >= %(since)s and e.created_at < %(until)s
),

firsts as (
    select
        s.visitor,
        min(s.week) as cohort
    from seen as s
    group by s.visitor
)

select
    f.cohort,
    s.week,
    count(*) as visitors
from firsts as f
join seen as s on s.visitor = f.visitor
group by 1, 2

-- name: live
select
    count(distinct e.metadata ->> 'visitor_id') as visitors,
    count(distinct e.metadata ->> 'session_id') as sessions,
    count(*) filter (where e.event_type = 'page_view') as page_views
from documents.analytics_events as e
where e.user_id = %(owner)s and e.created_at >= now() - interval '5 minutes'

-- name: profit
select
    c.id,
    c.name,
    coalesce(r.revenue, 0) as revenue,
    coalesce(s.spend, 0) as spend
from documents.campaigns as c
left join (
    select
        e.campaign_id,
        sum(case e.event_type when 'refund' then -e.revenue else e.revenue end) as revenue
    from documents.analytics_events as e
    where
        e.user_id = %(owner)s
        and e.event_type in ('conversion', 'rebill', 'refund')
        and e.created_at >= %(since)s
        and e.created_at < %(until)s
    group by 1
) as r on r.campaign_id = c.id
left join (
    select
        m.campaign_id,
        sum(m.spend) as spend
    from documents.campaign_metrics as m
    join documents.campaigns as o on o.id = m.campaign_id
    where o.user_id = %(owner)s and m.date >= %(since)s and m.date < %(until)s
    group by 1
) as s on s.campaign_id = c.id
where c.user_id = %(owner)s
order by 3 desc
limit 100

-- name: attribution
-- Last touch, 30 days back.
select
    t.campaign_id,
    count(*) as orders,
    sum(s.revenue) as revenue
from documents.analytics_events as s
left join lateral (
    select e.campaign_id
    from documents.analytics_events as e
    where
        e.user_id = s.user_id
        and e.event_type = 'click'
        and e.created_at between s.created_at - interval '30 days' and s.created_at
        and e.metadata ->> 'visitor_id' = s.metadata ->> 'visitor_id'
    order by e.created_at desc
    limit 1
) as t on true
where
    s.user_id = %(owner)s
    and s.event_type = 'conversion'
    and s.created_at >= %(since)s
    and s.created_at < %(until)s
group by 1

-- name: events_of_campaign
select
    e.id,
    e.event_type,
    e.created_at
from documents.analytics_events as e
where e.user_id = %(owner)s and e.campaign_id = %(campaign)s
order by e.created_at desc
limit 50

-- name: visitor
select e.*
from documents.analytics_events as e
where e.user_id = %(owner)s and e.metadata ->> 'visitor_id' = %(visitor)s
order by e.created_at desc
limit 100
