-- The documents' schema as written, without row level security, and what a dashboard asks of it.
--
-- users, products, campaigns and analytics_events are affiliate.md's with all their indexes;
-- campaign_metrics is ad-platform.md's. What an event has beyond their columns is in metadata. A
-- workspace is its owner: the user whose rows they are.

-- name: make_schema
create schema documents

-- name: make_users
create table documents.users (
    id uuid primary key,
    email varchar(255) unique not null,
    password_hash varchar(255) not null,
    full_name varchar(255),
    tier varchar(50) not null default 'starter',
    status varchar(50) not null default 'trial',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
)

-- name: make_products
create table documents.products (
    id uuid primary key,
    clickbank_id varchar(100) unique not null,
    title varchar(500) not null,
    vendor varchar(255) not null,
    category varchar(255),
    description text,
    commission_amount decimal(10, 2),
    gravity decimal(10, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
)

-- name: make_campaigns
create table documents.campaigns (
    id uuid primary key,
    user_id uuid not null references documents.users (id) on delete cascade,
    product_id uuid references documents.products (id) on delete set null,
    name varchar(255) not null,
    status varchar(50) not null default 'draft',
    tracking_id varchar(50) unique,
    settings jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
)

-- name: make_events
create table documents.analytics_events (
    id bigserial primary key,
    user_id uuid not null references documents.users (id) on delete cascade,
    campaign_id uuid references documents.campaigns (id) on delete cascade,
    event_type varchar(50) not null,
    source varchar(255),
    metadata jsonb,
    revenue decimal(10, 2),
    created_at timestamptz not null default now()
)

-- name: make_campaign_metrics
create table documents.campaign_metrics (
    id uuid primary key default gen_random_uuid(),
    campaign_id uuid references documents.campaigns (id) on delete cascade,
    date date not null,
    impressions integer default 0,
    clicks integer default 0,
    spend decimal(10, 2) default 0,
    conversions integer default 0,
    revenue decimal(10, 2) default 0,
    created_at timestamp default current_timestamp,
    unique (campaign_id, date)
)

-- name: fill_users
insert into documents.users (id, email, password_hash, full_name)
select
    p.id,
    p.id || '@bench.example',
    '',
    p.full_name
from public.profiles as p

-- name: fill_products
insert into documents.products (
    id, clickbank_id, title, vendor, category, description, commission_amount, gravity,
    created_at
)
select
    p.id,
    p.id::text,
    p.name,
    'vendor',
    p.category,
    p.description,
    p.current_price,
    1,
    p.created_at
from public.products as p

-- name: fill_campaigns
insert into documents.campaigns (id, user_id, name, status, created_at)
select
    c.id,
    w.owner_id,
    c.name,
    c.status,
    c.created_at
from public.campaigns as c
join public.workspaces as w on w.id = c.workspace_id

-- name: fill_events
-- In the order of time, as they would have come.
insert into documents.analytics_events (
    user_id, campaign_id, event_type, source, metadata, revenue, created_at
)
select
    w.owner_id,
    e.campaign_id,
    e.event_type,
    e.source,
    jsonb_strip_nulls(
        jsonb_build_object(
            'visitor_id', e.visitor_id,
            'session_id', e.session_id,
            'page', e.page,
            'country', e.country,
            'product_id', e.product_id,
            'component_id', e.component_id
        )
    ),
    e.revenue,
    e.occurred_at
from public.events as e
join public.workspaces as w on w.id = e.workspace_id
order by e.occurred_at

-- name: fill_campaign_metrics
insert into documents.campaign_metrics (campaign_id, date, impressions, clicks, spend, revenue)
select
    s.campaign_id,
    m.date,
    sum(m.impressions),
    sum(m.clicks),
    sum(m.spend),
    sum(m.revenue)
from public.ad_metrics as m
join public.ads as a on a.workspace_id = m.workspace_id and a.id = m.ad_id
join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
group by s.campaign_id, m.date

-- name: index_users
create index idx_users_status on documents.users (status)

-- name: index_products_category
create index idx_products_category on documents.products (category)

-- name: index_products_gravity
create index idx_products_gravity on documents.products (gravity desc)

-- name: index_products_commission
create index idx_products_commission on documents.products (commission_amount desc)

-- name: index_campaigns_user
create index idx_campaigns_user_id on documents.campaigns (user_id)

-- name: index_campaigns_status
create index idx_campaigns_status on documents.campaigns (status)

-- name: index_events_user
create index idx_analytics_user_id on documents.analytics_events (user_id)

-- name: index_events_campaign
create index idx_analytics_campaign_id on documents.analytics_events (campaign_id)

-- name: index_events_type
create index idx_analytics_event_type on documents.analytics_events (event_type)

-- name: index_events_time
create index idx_analytics_created_at on documents.analytics_events (created_at)

-- name: index_events_composite
create index idx_analytics_composite
on documents.analytics_events (user_id, campaign_id, event_type, created_at)

-- name: index_campaign_metrics
create index idx_campaign_metrics_date on documents.campaign_metrics (campaign_id, date desc)

-- name: vacuum_events
vacuum (analyze) documents.analytics_events

-- name: vacuum_metrics
vacuum (analyze) documents.campaign_metrics

-- name: vacuum_campaigns
vacuum (analyze) documents.campaigns

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
