-- The documents' schema as written, without row level security.
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
