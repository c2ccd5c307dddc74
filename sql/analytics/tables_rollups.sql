-- analytics: the rollups by day, one table per dimension.
--
-- Days are UTC days. A table with money has a row per currency: amounts in different currencies
-- are never added. Events without money count in the row of the workspace's own currency
-- (analytics_settings), so that counts may be summed over currencies. Sums are wider than single
-- amounts, numeric(16, 2): a day's revenue in IRR does not fit into 12 digits. Distinct visitors
-- cannot be added up: their sketches can be merged (private.union_size), 2,048 hashes at most.
-- The roll-up adds to rows what each batch of events brings, late ones to their own day.

create table public.product_metrics (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    views bigint not null default 0
    constraint product_metrics_views_not_negative check (views >= 0),
    cart_adds bigint not null default 0
    constraint product_metrics_cart_adds_not_negative check (cart_adds >= 0),
    sales bigint not null default 0
    constraint product_metrics_sales_not_negative check (sales >= 0),
    revenue numeric(16, 2) not null default 0
    constraint product_metrics_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint product_metrics_refunds_not_negative check (refunds >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint product_metrics_pkey primary key (workspace_id, product_id, date, currency),
    constraint product_metrics_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.product_metrics is
'How a product did on a day: seen, put into carts, sold.';
comment on column public.product_metrics.sales is
'Units sold: sales, revenue and refunds are those of revenue_breakdown, made from orders.';

-- For the best of a day, from the top.
create index product_metrics_views on public.product_metrics (workspace_id, date, views desc);
create index product_metrics_revenue on public.product_metrics (workspace_id, date, revenue desc)
where revenue > 0;
create index product_metrics_currency on public.product_metrics (currency);

create table public.campaign_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    views bigint not null default 0
    constraint campaign_metrics_views_not_negative check (views >= 0),
    measured_impressions bigint not null default 0
    constraint campaign_metrics_measured_impressions_not_negative check (
        measured_impressions >= 0
    ),
    measured_clicks bigint not null default 0
    constraint campaign_metrics_measured_clicks_not_negative check (measured_clicks >= 0),
    reported_impressions bigint
    constraint campaign_metrics_reported_impressions_not_negative check (
        reported_impressions >= 0
    ),
    reported_clicks bigint
    constraint campaign_metrics_reported_clicks_not_negative check (reported_clicks >= 0),
    impressions bigint not null generated always as (
        coalesce(reported_impressions, measured_impressions)
    ) stored,
    clicks bigint not null generated always as (
        coalesce(reported_clicks, measured_clicks)
    ) stored,
    spend numeric(16, 2) not null default 0
    constraint campaign_metrics_spend_not_negative check (spend >= 0),
    conversions bigint not null default 0
    constraint campaign_metrics_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint campaign_metrics_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint campaign_metrics_refunds_not_negative check (refunds >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    net_revenue numeric generated always as (revenue - refunds) stored,
    ctr numeric generated always as (
        round(
            coalesce(reported_clicks, measured_clicks)::numeric
            / nullif(coalesce(reported_impressions, measured_impressions), 0),
            4
        )
    ) stored,
    cpc numeric generated always as (
        round(spend / nullif(coalesce(reported_clicks, measured_clicks), 0), 2)
    ) stored,
    roas numeric generated always as (round(revenue / nullif(spend, 0), 2)) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint campaign_metrics_tenant_key unique (workspace_id, id),
    constraint campaign_metrics_once_per_day unique (workspace_id, campaign_id, date, currency),
    constraint campaign_metrics_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.campaign_metrics is
'How a campaign did on a day, in one currency: what it cost beside what it brought.';
comment on column public.campaign_metrics.views is 'Views of the campaign''s pages.';
comment on column public.campaign_metrics.measured_impressions is 'Counted from events.';
comment on column public.campaign_metrics.measured_clicks is 'Counted from events.';
comment on column public.campaign_metrics.reported_impressions is
'Sum of ad_metrics.impressions of the campaign''s ads; null for a day without any.';
comment on column public.campaign_metrics.reported_clicks is
'Sum of ad_metrics.clicks of the campaign''s ads; null for a day without any.';
comment on column public.campaign_metrics.impressions is 'As reported, else as measured.';
comment on column public.campaign_metrics.clicks is 'As reported, else as measured.';
comment on column public.campaign_metrics.spend is
'Sum of ad_metrics.spend of the campaign''s ads.';
comment on column public.campaign_metrics.conversions is
'As Flywheel measured; the platforms'' claims are in ad_metrics.';
comment on column public.campaign_metrics.revenue is 'As Flywheel measured, before refunds.';
comment on column public.campaign_metrics.ctr is
'Clicks per impression; null without impressions. Over several days divide the sums.';
comment on column public.campaign_metrics.cpc is 'Spend per click; null without clicks.';
comment on column public.campaign_metrics.roas is
'Revenue per unit of spend in the same currency; null without spend.';

create index campaign_metrics_days on public.campaign_metrics (workspace_id, date desc);
create index campaign_metrics_currency on public.campaign_metrics (currency);

create table public.component_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    component_id uuid not null,
    date date not null,
    views bigint not null default 0
    constraint component_metrics_views_not_negative check (views >= 0),
    clicks bigint not null default 0
    constraint component_metrics_clicks_not_negative check (clicks >= 0),
    conversions bigint not null default 0
    constraint component_metrics_conversions_not_negative check (conversions >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    engagement_score numeric generated always as (
        round(100 * clicks::numeric / nullif(views, 0), 2)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint component_metrics_tenant_key unique (workspace_id, id),
    constraint component_metrics_once_per_day unique (workspace_id, component_id, date),
    constraint component_metrics_component foreign key (workspace_id, component_id)
    references public.campaign_components (workspace_id, id) on delete cascade
);
comment on table public.component_metrics is 'How a component of a campaign did on a day.';
comment on column public.component_metrics.engagement_score is
'Clicks per 100 views; null without views.';

create index component_metrics_days on public.component_metrics (workspace_id, date desc);

create table public.country_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    country text not null
    constraint country_metrics_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    visitor_hashes integer[],
    users bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    views bigint not null default 0
    constraint country_metrics_views_not_negative check (views >= 0),
    conversions bigint not null default 0
    constraint country_metrics_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint country_metrics_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint country_metrics_refunds_not_negative check (refunds >= 0),
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint country_metrics_tenant_key unique (workspace_id, id),
    constraint country_metrics_once_per_day unique (workspace_id, country, date, currency)
);
comment on table public.country_metrics is 'What came from a country on a day.';
comment on column public.country_metrics.country is 'ISO 3166-1 alpha-2; ZZ where it is unknown.';
comment on column public.country_metrics.users is 'Distinct visitors of the day.';

create index country_metrics_days on public.country_metrics (workspace_id, date desc);
create index country_metrics_currency on public.country_metrics (currency);

create table public.page_metrics (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    page text not null
    constraint page_metrics_page_length check (char_length(page) between 1 and 2048),
    date date not null,
    views bigint not null default 0
    constraint page_metrics_views_not_negative check (views >= 0),
    entries bigint not null default 0
    constraint page_metrics_entries_not_negative check (entries >= 0),
    exits bigint not null default 0
    constraint page_metrics_exits_not_negative check (exits >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint page_metrics_pkey primary key (workspace_id, page, date)
);
comment on table public.page_metrics is 'How often a page was seen on a day.';
comment on column public.page_metrics.page is 'Path, without the query.';
comment on column public.page_metrics.entries is 'Sessions that began here.';
comment on column public.page_metrics.exits is 'Sessions whose last page this was.';

create index page_metrics_views on public.page_metrics (workspace_id, date, views desc);

create table public.source_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    source text not null
    constraint source_metrics_source_length check (char_length(source) between 1 and 255),
    medium text not null default 'none'
    constraint source_metrics_medium_length check (char_length(medium) between 1 and 255),
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    sessions bigint not null default 0
    constraint source_metrics_sessions_not_negative check (sessions >= 0),
    conversions bigint not null default 0
    constraint source_metrics_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint source_metrics_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint source_metrics_refunds_not_negative check (refunds >= 0),
    visitor_hashes integer[],
    visitors bigint not null generated always as (
        private.sketch_size(visitor_hashes, 2048)
    ) stored,
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint source_metrics_tenant_key unique (workspace_id, id),
    constraint source_metrics_once_per_day unique (workspace_id, source, medium, date, currency)
);
comment on table public.source_metrics is 'What a source of traffic brought on a day.';

create index source_metrics_days on public.source_metrics (workspace_id, date desc);
create index source_metrics_currency on public.source_metrics (currency);

create table public.revenue_daily (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    revenue numeric(16, 2) not null default 0
    constraint revenue_daily_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint revenue_daily_refunds_not_negative check (refunds >= 0),
    orders_count bigint not null default 0
    constraint revenue_daily_orders_count_not_negative check (orders_count >= 0),
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint revenue_daily_tenant_key unique (workspace_id, id),
    constraint revenue_daily_once_per_day unique (workspace_id, date, currency)
);
comment on table public.revenue_daily is
'Revenue of a workspace on a day, per currency: what forecasts are made from.';
comment on column public.revenue_daily.revenue is 'Orders that were paid that day, before refunds.';
comment on column public.revenue_daily.refunds is 'Refunds made that day, of orders of any day.';

create index revenue_daily_currency on public.revenue_daily (currency);

create table public.revenue_breakdown (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid,
    category text
    constraint revenue_breakdown_category_length check (char_length(category) <= 255),
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    units bigint not null default 0
    constraint revenue_breakdown_units_not_negative check (units >= 0),
    revenue numeric(16, 2) not null default 0
    constraint revenue_breakdown_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint revenue_breakdown_refunds_not_negative check (refunds >= 0),
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint revenue_breakdown_tenant_key unique (workspace_id, id),
    constraint revenue_breakdown_once_per_day unique (workspace_id, product_id, date, currency),
    constraint revenue_breakdown_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.revenue_breakdown is
'Revenue of a day by product and category. Its rows of a day and currency sum to revenue_daily.';
comment on column public.revenue_breakdown.product_id is
'Null for what was sold without a product, and once the product is deleted: revenue stays.';
comment on column public.revenue_breakdown.category is 'The product''s category when it was sold.';

create index revenue_breakdown_days on public.revenue_breakdown (workspace_id, date desc);
create index revenue_breakdown_category
on public.revenue_breakdown (workspace_id, category, date desc);
create index revenue_breakdown_currency on public.revenue_breakdown (currency);
