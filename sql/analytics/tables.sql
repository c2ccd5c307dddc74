-- analytics: what visitors and customers did, as one stream.
--
-- analytics_events, campaign_events, page_views, user_behavior, conversions, attribution_events
-- and user_sessions of the documents are views of it (views.sql); the daily sums are tables of
-- their own (tables_rollups.sql).

create table public.events (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null,
    batch bigint,
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
    currency text
    constraint events_currency_form check (currency ~ '^[A-Z]{3}$'),
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
    constraint events_money_has_currency check (revenue is null or currency is not null)
)
partition by range (occurred_at);

comment on table public.events is
'Everything that happened, one row each, never changed. One partition a month. Dashboards read '
'the rollups; this is for what they have not taken in yet and for questions nobody has asked '
'before. Without foreign keys: what an event refers to is looked up when it comes in, and deleting '
'a campaign does not rewrite millions of events. Its batch refers to the workspace.';
comment on column public.events.batch is
'With what it came in; private.event_batches says which are not rolled up yet.';
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
comment on column public.events.properties is
'What was sent beyond the known fields. Of a search, the term: search_term, query, term or q.';
comment on column public.events.occurred_at is 'When it happened, by the client''s clock.';
comment on column public.events.received_at is 'When it arrived here.';

-- The primary key answers "this workspace, this time"; the rollups answer the rest. What is left
-- finds the events of a campaign, of a person, of an order, and of a batch. Partial ones cost
-- nothing for the events without it; an index more costs every other event.
create index events_campaign on public.events (workspace_id, campaign_id, occurred_at desc)
where campaign_id is not null;
create index events_visitor on public.events (workspace_id, visitor_id, occurred_at desc)
where visitor_id is not null;
create index events_customer on public.events (workspace_id, customer_id, occurred_at desc)
where customer_id is not null;
create index events_order on public.events (workspace_id, order_id)
where order_id is not null;
-- Few of many: what people search for is counted from the events, nothing rolls it up.
create index events_search on public.events (workspace_id, occurred_at)
where event_type = 'search';
create index events_batch on public.events (batch);
-- For what runs over all workspaces: export of a month, deletion by time of arrival.
create index events_time on public.events using brin (occurred_at, received_at);

-- Plans are made for large workspaces. With the true number the filter of a request and the one of
-- row level security, on the same column, leave an estimate of no rows at all, and any index will
-- do: the events of one visitor of a large workspace took 120 ms, with this 1 ms.
alter table public.events alter column workspace_id set (n_distinct = 20);

create table private.events_default partition of public.events default;
alter table private.events_default alter column workspace_id set (n_distinct = 20);
comment on table private.events_default is
'Events of months without a partition, until private.maintain_partitions has made it.';

insert into private.partitioned_tables (parent, unit, ahead)
values ('public.events', 'month', 3);
