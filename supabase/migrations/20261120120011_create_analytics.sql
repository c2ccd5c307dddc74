-- Create analytics.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/analytics/tables.sql

-- analytics: what visitors and customers did, as one stream.
--
-- analytics_events, campaign_events, page_views, user_behavior, conversions, attribution_events
-- and user_sessions of the documents are views of it (views.sql); the daily sums are tables of
-- their own (tables_rollups.sql).

create table public.events (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid,
    component_id uuid,
    ad_id uuid,
    product_id uuid,
    order_id uuid,
    customer_id uuid,
    managed_url_id uuid,
    event_type text not null
    constraint events_type_known check (
        event_type in (
            'page_view', 'view', 'impression', 'click', 'link_click', 'scroll', 'search', 'share',
            'download', 'form_submit', 'email_sent', 'email_open', 'email_click', 'email_bounce',
            'email_unsubscribe', 'cart_add', 'cart_remove', 'wishlist_add', 'checkout',
            'conversion', 'rebill', 'refund', 'custom'
        )
    ),
    action text
    constraint events_action_length check (char_length(action) between 1 and 50),
    stage text
    constraint events_stage_length check (char_length(stage) between 1 and 50),
    conversion_type text
    constraint events_conversion_type_length check (char_length(conversion_type) between 1 and 50),
    quantity integer not null default 1
    constraint events_quantity_positive check (quantity > 0),
    revenue numeric(12, 2)
    constraint events_revenue_not_negative check (revenue >= 0),
    currency text references public.currencies (code),
    visitor_id text
    constraint events_visitor_id_length check (char_length(visitor_id) between 1 and 255),
    session_id text
    constraint events_session_id_length check (char_length(session_id) between 1 and 255),
    page text
    constraint events_page_length check (char_length(page) <= 2048),
    referrer text
    constraint events_referrer_length check (char_length(referrer) <= 2048),
    platform text
    constraint events_platform_length check (char_length(platform) between 1 and 50),
    source text
    constraint events_source_length check (char_length(source) <= 255),
    medium text
    constraint events_medium_length check (char_length(medium) <= 255),
    utm_source text
    constraint events_utm_source_length check (char_length(utm_source) <= 255),
    utm_medium text
    constraint events_utm_medium_length check (char_length(utm_medium) <= 255),
    utm_campaign text
    constraint events_utm_campaign_length check (char_length(utm_campaign) <= 255),
    utm_content text
    constraint events_utm_content_length check (char_length(utm_content) <= 255),
    utm_term text
    constraint events_utm_term_length check (char_length(utm_term) <= 255),
    country text
    constraint events_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    region text
    constraint events_region_length check (char_length(region) <= 100),
    city text
    constraint events_city_length check (char_length(city) <= 100),
    ip_address inet,
    user_agent text
    constraint events_user_agent_length check (char_length(user_agent) <= 1000),
    properties jsonb not null default '{}'
    constraint events_properties_object check (jsonb_typeof(properties) = 'object'),
    occurred_at timestamptz not null default now(),
    received_at timestamptz not null default now(),
    constraint events_pkey primary key (workspace_id, occurred_at, id),
    constraint events_money_has_currency check (revenue is null or currency is not null),
    constraint events_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete set null (campaign_id),
    constraint events_component foreign key (workspace_id, component_id)
    references public.campaign_components (workspace_id, id) on delete set null (component_id),
    constraint events_ad foreign key (workspace_id, ad_id)
    references public.ads (workspace_id, id) on delete set null (ad_id),
    constraint events_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id),
    constraint events_order foreign key (workspace_id, order_id)
    references public.orders (workspace_id, id) on delete set null (order_id),
    constraint events_customer foreign key (workspace_id, customer_id)
    references public.customers (workspace_id, id) on delete set null (customer_id),
    constraint events_managed_url foreign key (workspace_id, managed_url_id)
    references public.managed_urls (workspace_id, id) on delete set null (managed_url_id)
)
partition by range (occurred_at);

comment on table public.events is
'Everything that happened, one row each, never changed. One partition a month. Dashboards read '
'the daily sums; this is for the last hours and for questions nobody has asked before.';
comment on column public.events.id is
'Chosen by the client, so that sending again adds nothing; random where none is sent.';
comment on column public.events.event_type is
'page_view is of a page; view of a campaign, component or product; link_click of a managed URL. '
'A purchase or sign-up is a conversion of that conversion_type. custom is what no other type '
'fits: action then says what it was.';
comment on column public.events.action is
'What a user did, in the site''s own words, where event_type is too coarse.';
comment on column public.events.stage is
'Stage of the conversion funnel that was reached: visit, lead, checkout, sale.';
comment on column public.events.conversion_type is 'What kind of conversion: sale, lead, sign_up.';
comment on column public.events.quantity is 'How many at once: units sold, views counted together.';
comment on column public.events.revenue is
'Money that changed hands, in currency. Always positive: a refund is an event of that type, and '
'sums subtract it.';
comment on column public.events.customer_id is 'The customer, once it is known who the visitor is.';
comment on column public.events.visitor_id is
'The browser or device, as the site names it: an opaque id, no name or address.';
comment on column public.events.page is 'Path of the page, without the query.';
comment on column public.events.platform is 'Ad platform that sent the visitor: meta, tiktok.';
comment on column public.events.source is
'Where the visit came from, settled at arrival: utm_source, else the referrer''s site.';
comment on column public.events.medium is
'How it came, settled at arrival: utm_medium, else organic, referral or direct.';
comment on column public.events.country is 'ISO 3166-1 alpha-2, upper case.';
comment on column public.events.ip_address is 'Whole, truncated or null, as the workspace decided.';
comment on column public.events.properties is 'What was sent beyond the known fields.';
comment on column public.events.occurred_at is 'When it happened, by the client''s clock.';
comment on column public.events.received_at is 'When it arrived here.';

-- The primary key answers "this workspace, this time". Each partial index serves one dimension
-- and its foreign key, and costs nothing for the events without it. A whole table's worth of
-- bare foreign-key indexes is what they replace.
create index events_type on public.events (workspace_id, event_type, occurred_at desc);
create index events_campaign on public.events (
    workspace_id, campaign_id, event_type, occurred_at desc
) where campaign_id is not null;
create index events_component on public.events (workspace_id, component_id, occurred_at desc)
where component_id is not null;
create index events_ad on public.events (workspace_id, ad_id, occurred_at desc)
where ad_id is not null;
create index events_product on public.events (workspace_id, product_id, occurred_at desc)
where product_id is not null;
create index events_order on public.events (workspace_id, order_id)
where order_id is not null;
create index events_customer on public.events (workspace_id, customer_id, occurred_at desc)
where customer_id is not null;
create index events_managed_url on public.events (workspace_id, managed_url_id, occurred_at desc)
where managed_url_id is not null;
create index events_visitor on public.events (workspace_id, visitor_id, occurred_at desc)
where visitor_id is not null;
create index events_currency on public.events (currency) where currency is not null;
-- For what runs over all workspaces: rollups by arrival, export of a month.
create index events_time on public.events using brin (occurred_at, received_at);

create table private.events_default partition of public.events default;
comment on table private.events_default is
'Events of months without a partition, until private.maintain_partitions has made it.';

insert into private.partitioned_tables (parent, unit, ahead)
values ('public.events', 'month', 3);

-- attribution_credits ---------------------------------------------------------------------

create table public.attribution_credits (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    order_id uuid not null,
    campaign_id uuid,
    component_id uuid,
    ad_id uuid,
    event_id uuid,
    event_occurred_at timestamptz,
    model text not null
    constraint attribution_credits_model_known check (
        model in (
            'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
            'shapley', 'platform'
        )
    ),
    reason text not null default 'sale'
    constraint attribution_credits_reason_known check (reason in ('sale', 'refund', 'correction')),
    source text
    constraint attribution_credits_source_length check (char_length(source) <= 255),
    medium text
    constraint attribution_credits_medium_length check (char_length(medium) <= 255),
    platform text
    constraint attribution_credits_platform_length check (char_length(platform) between 1 and 50),
    share numeric(9, 8) not null
    constraint attribution_credits_share_range check (share between 0 and 1),
    amount numeric(12, 2) not null,
    currency text not null,
    details jsonb not null default '{}'
    constraint attribution_credits_details_object check (jsonb_typeof(details) = 'object'),
    credited_at timestamptz not null,
    created_at timestamptz not null default now(),
    constraint attribution_credits_tenant_key unique (workspace_id, id),
    -- Computing again adds nothing: one row per touch, model and reason.
    constraint attribution_credits_once unique nulls not distinct (
        workspace_id, order_id, model, reason, event_id, credited_at
    ),
    constraint attribution_credits_sign check (
        (reason = 'sale' and amount >= 0)
        or (reason = 'refund' and amount <= 0)
        or reason = 'correction'
    ),
    constraint attribution_credits_touch_whole check (
        (event_id is null) = (event_occurred_at is null)
    ),
    -- In the order's currency, so that credits of an order can be added.
    constraint attribution_credits_order foreign key (workspace_id, order_id, currency)
    references public.orders (workspace_id, id, currency) on delete cascade,
    constraint attribution_credits_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete set null (campaign_id),
    constraint attribution_credits_component foreign key (workspace_id, component_id)
    references public.campaign_components (workspace_id, id) on delete set null (component_id),
    constraint attribution_credits_ad foreign key (workspace_id, ad_id)
    references public.ads (workspace_id, id) on delete set null (ad_id)
);
comment on table public.attribution_credits is
'A ledger: which touch earned how much of an order, by each model. The amounts of an order and a '
'model sum to its net revenue; a refund adds negative rows, nothing is changed afterwards.';
comment on column public.attribution_credits.event_id is
'The touch, a row of events; null for what no touch explains. No foreign key, with '
'event_occurred_at as its second part: closed months of events move out, the ledger stays.';
comment on column public.attribution_credits.model is 'platform is what an ad platform claims.';
comment on column public.attribution_credits.share is 'Part of the order, 0 to 1.';
comment on column public.attribution_credits.amount is
'Part of the order''s net revenue, in currency; negative for refunds.';
comment on column public.attribution_credits.credited_at is
'When the sale or the refund happened: the day it counts for.';

create index attribution_credits_days
on public.attribution_credits (workspace_id, model, credited_at desc);
create index attribution_credits_campaign
on public.attribution_credits (workspace_id, campaign_id, model, credited_at desc)
where campaign_id is not null;
create index attribution_credits_component
on public.attribution_credits (workspace_id, component_id)
where component_id is not null;
create index attribution_credits_ad on public.attribution_credits (workspace_id, ad_id)
where ad_id is not null;
create index attribution_credits_order
on public.attribution_credits (workspace_id, order_id, currency);


-- sql/analytics/tables_rollups.sql

-- analytics: daily sums of the stream and of orders, one table per dimension.
--
-- Days are UTC days. A table with money has a row per currency: amounts in different currencies
-- are never added. Events without money count in the row of the currency that the product, ad
-- account or workspace works in, so that counts may be summed over currencies. Sums are wider
-- than single amounts, numeric(16, 2): a day's revenue in IRR does not fit into 12 digits.
-- Numbers of distinct visitors cannot be added up: visitor_sketch can be merged instead.
-- A row is written whole by the rollup and replaced when late events come.

create table public.product_metrics (
    id uuid primary key default gen_random_uuid(),
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
    visitors bigint not null default 0
    constraint product_metrics_visitors_not_negative check (visitors >= 0),
    visitor_sketch bytea,
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint product_metrics_tenant_key unique (workspace_id, id),
    constraint product_metrics_once_per_day unique (workspace_id, product_id, date, currency),
    constraint product_metrics_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.product_metrics is
'How a product did on a day: seen, put into carts, sold.';
comment on column public.product_metrics.sales is 'Units sold.';
comment on column public.product_metrics.visitor_sketch is
'Mergeable sketch of the distinct visitors, for more than a day; null where none is kept.';

create index product_metrics_days on public.product_metrics (workspace_id, date desc);
create index product_metrics_currency on public.product_metrics (currency);

create table public.campaign_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    views bigint not null default 0
    constraint campaign_metrics_views_not_negative check (views >= 0),
    impressions bigint not null default 0
    constraint campaign_metrics_impressions_not_negative check (impressions >= 0),
    clicks bigint not null default 0
    constraint campaign_metrics_clicks_not_negative check (clicks >= 0),
    spend numeric(16, 2) not null default 0
    constraint campaign_metrics_spend_not_negative check (spend >= 0),
    conversions bigint not null default 0
    constraint campaign_metrics_conversions_not_negative check (conversions >= 0),
    revenue numeric(16, 2) not null default 0
    constraint campaign_metrics_revenue_not_negative check (revenue >= 0),
    refunds numeric(16, 2) not null default 0
    constraint campaign_metrics_refunds_not_negative check (refunds >= 0),
    visitors bigint not null default 0
    constraint campaign_metrics_visitors_not_negative check (visitors >= 0),
    visitor_sketch bytea,
    net_revenue numeric generated always as (revenue - refunds) stored,
    ctr numeric generated always as (round(clicks::numeric / nullif(impressions, 0), 4)) stored,
    cpc numeric generated always as (round(spend / nullif(clicks, 0), 2)) stored,
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
comment on column public.campaign_metrics.impressions is
'As the ad platform reports; counted from events for a campaign without ads.';
comment on column public.campaign_metrics.clicks is
'As the ad platform reports; counted from events for a campaign without ads.';
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
comment on column public.campaign_metrics.visitor_sketch is
'Mergeable sketch of the distinct visitors, for more than a day; null where none is kept.';

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
    visitors bigint not null default 0
    constraint component_metrics_visitors_not_negative check (visitors >= 0),
    visitor_sketch bytea,
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
comment on column public.component_metrics.visitor_sketch is
'Mergeable sketch of the distinct visitors, for more than a day; null where none is kept.';

create index component_metrics_days on public.component_metrics (workspace_id, date desc);

create table public.country_metrics (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    country text not null
    constraint country_metrics_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    date date not null,
    currency text not null default 'USD' references public.currencies (code),
    users bigint not null default 0
    constraint country_metrics_users_not_negative check (users >= 0),
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
    id uuid primary key default gen_random_uuid(),
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
    visitors bigint not null default 0
    constraint page_metrics_visitors_not_negative check (visitors >= 0),
    visitor_sketch bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint page_metrics_tenant_key unique (workspace_id, id),
    constraint page_metrics_once_per_day unique (workspace_id, page, date)
);
comment on table public.page_metrics is 'How often a page was seen on a day.';
comment on column public.page_metrics.page is 'Path, without the query.';
comment on column public.page_metrics.entries is 'Sessions that began here.';
comment on column public.page_metrics.exits is 'Sessions that ended here.';
comment on column public.page_metrics.visitor_sketch is
'Mergeable sketch of the distinct visitors, for more than a day; null where none is kept.';

create index page_metrics_days on public.page_metrics (workspace_id, date desc);

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
    visitors bigint not null default 0
    constraint source_metrics_visitors_not_negative check (visitors >= 0),
    visitor_sketch bytea,
    net_revenue numeric generated always as (revenue - refunds) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint source_metrics_tenant_key unique (workspace_id, id),
    constraint source_metrics_once_per_day unique (workspace_id, source, medium, date, currency)
);
comment on table public.source_metrics is 'What a source of traffic brought on a day.';
comment on column public.source_metrics.visitor_sketch is
'Mergeable sketch of the distinct visitors, for more than a day; null where none is kept.';

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


-- sql/analytics/triggers.sql

create trigger product_metrics_touch
before update on public.product_metrics
for each row execute function private.touch_updated_at();

create trigger campaign_metrics_touch
before update on public.campaign_metrics
for each row execute function private.touch_updated_at();

create trigger component_metrics_touch
before update on public.component_metrics
for each row execute function private.touch_updated_at();

create trigger country_metrics_touch
before update on public.country_metrics
for each row execute function private.touch_updated_at();

create trigger page_metrics_touch
before update on public.page_metrics
for each row execute function private.touch_updated_at();

create trigger source_metrics_touch
before update on public.source_metrics
for each row execute function private.touch_updated_at();

create trigger revenue_daily_touch
before update on public.revenue_daily
for each row execute function private.touch_updated_at();

create trigger revenue_breakdown_touch
before update on public.revenue_breakdown
for each row execute function private.touch_updated_at();


-- sql/analytics/views.sql

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


-- policies/analytics.sql

-- analytics: viewers read. Events come through functions, sums from workers: nobody writes here.

alter table public.events enable row level security;
grant select on public.events to authenticated;
-- What happened is not edited: not even the service key may update it.
grant select, insert, delete on public.events to service_role;

create policy events_select on public.events
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.attribution_credits enable row level security;
grant select on public.attribution_credits to authenticated;
-- A ledger: corrections are rows of their own.
grant select, insert on public.attribution_credits to service_role;

create policy attribution_credits_select on public.attribution_credits
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.product_metrics enable row level security;
grant select on public.product_metrics to authenticated;
grant select, insert, update, delete on public.product_metrics to service_role;

create policy product_metrics_select on public.product_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.campaign_metrics enable row level security;
grant select on public.campaign_metrics to authenticated;
grant select, insert, update, delete on public.campaign_metrics to service_role;

create policy campaign_metrics_select on public.campaign_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.component_metrics enable row level security;
grant select on public.component_metrics to authenticated;
grant select, insert, update, delete on public.component_metrics to service_role;

create policy component_metrics_select on public.component_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.country_metrics enable row level security;
grant select on public.country_metrics to authenticated;
grant select, insert, update, delete on public.country_metrics to service_role;

create policy country_metrics_select on public.country_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.page_metrics enable row level security;
grant select on public.page_metrics to authenticated;
grant select, insert, update, delete on public.page_metrics to service_role;

create policy page_metrics_select on public.page_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.source_metrics enable row level security;
grant select on public.source_metrics to authenticated;
grant select, insert, update, delete on public.source_metrics to service_role;

create policy source_metrics_select on public.source_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.revenue_daily enable row level security;
grant select on public.revenue_daily to authenticated;
grant select, insert, update, delete on public.revenue_daily to service_role;

create policy revenue_daily_select on public.revenue_daily
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.revenue_breakdown enable row level security;
grant select on public.revenue_breakdown to authenticated;
grant select, insert, update, delete on public.revenue_breakdown to service_role;

create policy revenue_breakdown_select on public.revenue_breakdown
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- Reached through its parent only.
alter table private.events_default enable row level security;
create policy events_default_select on private.events_default
for select to authenticated
using (false);

-- The views ask with the rights of their reader.
grant select on
public.analytics_events,
public.attribution_events,
public.campaign_events,
public.conversions,
public.page_views,
public.user_behavior,
public.user_sessions,
public.campaign_totals,
public.component_totals
to authenticated, service_role;
