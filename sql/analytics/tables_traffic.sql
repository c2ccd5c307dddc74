-- analytics: the rollups of whole workspaces, of links, and by month.

create table public.traffic_daily (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    date date not null,
    currency text not null references public.currencies (code),
    events bigint not null default 0
    constraint traffic_daily_events_not_negative check (events >= 0),
    page_views bigint not null default 0
    constraint traffic_daily_page_views_not_negative check (page_views >= 0),
    sessions bigint not null default 0
    constraint traffic_daily_sessions_not_negative check (sessions >= 0),
    bounces bigint not null default 0
    constraint traffic_daily_bounces_not_negative check (bounces >= 0),
    session_seconds numeric not null default 0
    constraint traffic_daily_session_seconds_not_negative check (session_seconds >= 0),
    clicks bigint not null default 0
    constraint traffic_daily_clicks_not_negative check (clicks >= 0),
    cart_adds bigint not null default 0
    constraint traffic_daily_cart_adds_not_negative check (cart_adds >= 0),
    conversions bigint not null default 0
    constraint traffic_daily_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint traffic_daily_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint traffic_daily_refunds_not_negative check (refunds >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 8192)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint traffic_daily_pkey primary key (workspace_id, date, currency)
);
comment on table public.traffic_daily is
'What happened in a workspace on a day, from its events. Money of orders is in revenue_daily.';
comment on column public.traffic_daily.sessions is 'That began on the day.';
comment on column public.traffic_daily.bounces is 'Sessions of a single event.';
comment on column public.traffic_daily.session_seconds is
'From the first to the last event of each session, added up.';
comment on column public.traffic_daily.revenue is 'Of conversions and rebills, as events say.';
comment on column public.traffic_daily.visitor_hashes is 'At most 8,192 hashes.';

create index traffic_daily_currency on public.traffic_daily (currency);

create table public.traffic_hourly (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    hour timestamptz not null
    constraint traffic_hourly_hour_whole check (
        extract(minute from hour) = 0 and extract(second from hour) = 0
    ),
    currency text not null references public.currencies (code),
    events bigint not null default 0
    constraint traffic_hourly_events_not_negative check (events >= 0),
    page_views bigint not null default 0
    constraint traffic_hourly_page_views_not_negative check (page_views >= 0),
    sessions bigint not null default 0
    constraint traffic_hourly_sessions_not_negative check (sessions >= 0),
    conversions bigint not null default 0
    constraint traffic_hourly_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint traffic_hourly_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint traffic_hourly_refunds_not_negative check (refunds >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint traffic_hourly_pkey primary key (workspace_id, hour, currency)
);
comment on table public.traffic_hourly is
'What happened in a workspace in an hour, from its events.';
comment on column public.traffic_hourly.hour is 'Its beginning, UTC.';
comment on column public.traffic_hourly.sessions is 'That began in the hour.';
comment on column public.traffic_hourly.visitor_hashes is 'At most 2,048 hashes.';

create index traffic_hourly_currency on public.traffic_hourly (currency);

create table public.link_metrics (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    managed_url_id uuid not null,
    date date not null,
    clicks bigint not null default 0
    constraint link_metrics_clicks_not_negative check (clicks >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint link_metrics_pkey primary key (workspace_id, managed_url_id, date),
    constraint link_metrics_managed_url foreign key (workspace_id, managed_url_id)
    references public.managed_urls (workspace_id, id) on delete cascade
);
comment on table public.link_metrics is 'How often a managed link was followed on a day.';

create index link_metrics_days on public.link_metrics (workspace_id, date desc);

create table private.metric_months (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    dimension text not null
    constraint metric_months_dimension_known check (
        dimension in (
            'product', 'campaign', 'component', 'country', 'page', 'source', 'link', 'traffic'
        )
    ),
    key text not null,
    month date not null
    constraint metric_months_month_is_first_day check (extract(day from month) = 1),
    currency text not null,
    events bigint not null default 0,
    views bigint not null default 0,
    impressions bigint not null default 0,
    clicks bigint not null default 0,
    cart_adds bigint not null default 0,
    sales bigint not null default 0,
    sessions bigint not null default 0,
    bounces bigint not null default 0,
    session_seconds numeric not null default 0,
    entries bigint not null default 0,
    exits bigint not null default 0,
    conversions bigint not null default 0,
    revenue numeric not null default 0,
    refunds numeric not null default 0,
    spend numeric not null default 0,
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(
            visitor_hashes, case when dimension = 'traffic' then 8192 else 2048 end
        )
    ) stored,
    constraint metric_months_pkey primary key (workspace_id, dimension, key, month, currency)
);
comment on table private.metric_months is
'All dimensions by month, for questions about many days: a measure of a month is the sum of its '
'days. Written in the same transactions as the days.';
comment on column private.metric_months.key is
'Id of the product, campaign, component or link; country; page; source and medium with a tab '
'between; empty for traffic, the whole workspace.';
comment on column private.metric_months.visitor_hashes is
'At most 8,192 hashes for traffic, 2,048 for the other dimensions.';
comment on column private.metric_months.impressions is
'As the tables by day show it: reported by the ad platform, else measured. The same for clicks.';

-- For the best of a month, from the top. Other dimensions are few.
create index metric_months_views
on private.metric_months (workspace_id, dimension, month, views desc);
create index metric_months_revenue
on private.metric_months (workspace_id, dimension, month, revenue desc)
where revenue > 0;
