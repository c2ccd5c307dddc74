-- insights: how a workspace watches its market: settings, feeds, and what could not be imported.

create table public.market_settings (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    business_id uuid,
    fresh_days integer not null default 14
    constraint market_settings_fresh_days_range check (fresh_days between 1 and 90),
    trend_days integer not null default 84
    constraint market_settings_trend_days_range check (trend_days between 42 and 366),
    false_discovery_rate numeric(4, 3) not null default 0.05
    constraint market_settings_false_discovery_rate_range check (
        false_discovery_rate between 0.001 and 0.2
    ),
    absurd_factor numeric(6, 2) not null default 20
    constraint market_settings_absurd_factor_range check (absurd_factor between 2 and 1000),
    writes_summaries boolean not null default false,
    language text not null default 'en'
    constraint market_settings_language_known check (language in ('en', 'ar')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_settings_tenant_key unique (workspace_id, id),
    constraint market_settings_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id)
);
comment on table public.market_settings is
'How a workspace looks at its market; without a row the defaults hold.';
comment on column public.market_settings.business_id is
'Whose tone summaries are written in; null for the workspace''s oldest business.';
comment on column public.market_settings.fresh_days is
'An observation that is older is stale: it is named, and not compared with.';
comment on column public.market_settings.trend_days is 'Days that trends are looked for in.';
comment on column public.market_settings.false_discovery_rate is
'Share of the trends found that may be none (Benjamini & Hochberg 1995).';
comment on column public.market_settings.absurd_factor is
'Imports refuse a price more than so many times above or below our own.';
comment on column public.market_settings.writes_summaries is
'Whether an AI puts new numbers into words. Off by default: it costs money at night, without '
'anybody asking.';

create index market_settings_business on public.market_settings (workspace_id, business_id)
where business_id is not null;

-- feeds -----------------------------------------------------------------------------------

create table public.competitor_feeds (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null
    constraint competitor_feeds_name_length check (char_length(btrim(name)) between 1 and 255),
    url text not null
    constraint competitor_feeds_url_form check (private.url_fault(url) is null),
    format text not null default 'csv'
    constraint competitor_feeds_format_known check (format in ('csv', 'json')),
    items text
    constraint competitor_feeds_items_form check (items ~ '^[^.]+(\.[^.]+)*$'),
    delimiter text
    constraint competitor_feeds_delimiter_known check (delimiter in (',', ';', '|', E'\t')),
    decimal_sign text
    constraint competitor_feeds_decimal_sign_known check (decimal_sign in ('.', ',')),
    mapping jsonb not null default '{}'
    constraint competitor_feeds_mapping_object check (jsonb_typeof(mapping) = 'object'),
    competitor text
    constraint competitor_feeds_competitor_length check (
        char_length(btrim(competitor)) between 1 and 255
    ),
    currency text references public.currencies (code),
    every_minutes integer not null default 1440
    constraint competitor_feeds_every_minutes_range check (every_minutes between 15 and 44640),
    is_active boolean not null default true,
    etag text,
    last_modified text,
    last_fetched_at timestamptz,
    last_success_at timestamptz,
    last_status integer,
    last_error text,
    failures integer not null default 0
    constraint competitor_feeds_failures_not_negative check (failures >= 0),
    last_result jsonb not null default '{}'
    constraint competitor_feeds_last_result_object check (jsonb_typeof(last_result) = 'object'),
    next_fetch_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint competitor_feeds_tenant_key unique (workspace_id, id),
    constraint competitor_feeds_items_for_json check (items is null or format = 'json')
);
comment on table public.competitor_feeds is
'Files of competitor prices at a public address, fetched again and again by the job '
'insights.fetch_feed. Without authentication: a secret belongs neither here nor into the address.';
comment on column public.competitor_feeds.items is
'Where the list is in a JSON document: keys with full stops between; null for the document itself.';
comment on column public.competitor_feeds.delimiter is 'Of a CSV file; null to find it out.';
comment on column public.competitor_feeds.decimal_sign is
'Which sign decimals come after, where the file writes 1.299 or 1,299; null to refuse these.';
comment on column public.competitor_feeds.mapping is
'What the file calls our fields: {"price": "Verkaufspreis", "product_id": "meta.sku"}. Fields: '
'product_id, external_id, store, name, competitor, price, currency, url, in_stock, observed_at.';
comment on column public.competitor_feeds.competitor is 'For rows that name none.';
comment on column public.competitor_feeds.currency is 'For rows that name none.';
comment on column public.competitor_feeds.every_minutes is 'How often it is fetched.';
comment on column public.competitor_feeds.etag is
'What the server called the version that was read; it is not sent again while it is the same.';
comment on column public.competitor_feeds.failures is
'Fetches that failed since the last that did not; from the third on there is an alert.';
comment on column public.competitor_feeds.last_result is
'What the last fetch that succeeded brought: imported, duplicates, rejected, unchanged.';

create index competitor_feeds_recent on public.competitor_feeds (workspace_id, created_at desc);
create index competitor_feeds_created_by on public.competitor_feeds (created_by);
create index competitor_feeds_currency on public.competitor_feeds (currency);
create index competitor_feeds_due on public.competitor_feeds (next_fetch_at) where is_active;

-- rejects ---------------------------------------------------------------------------------

create table public.competitor_price_rejects (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    feed_id uuid,
    source text not null
    constraint competitor_price_rejects_source_length check (char_length(source) between 1 and 100),
    place integer not null
    constraint competitor_price_rejects_place_not_negative check (place >= 0),
    sent jsonb not null,
    digest text not null generated always as (md5(sent::text)) stored,
    code text not null,
    reason text not null,
    times integer not null default 1
    constraint competitor_price_rejects_times_positive check (times > 0),
    last_sent_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint competitor_price_rejects_tenant_key unique (workspace_id, id),
    constraint competitor_price_rejects_once unique (workspace_id, source, digest),
    constraint competitor_price_rejects_feed foreign key (workspace_id, feed_id)
    references public.competitor_feeds (workspace_id, id) on delete set null (feed_id)
);
comment on table public.competitor_price_rejects is
'Prices that could not be imported, as they came, for 90 days after they came last. '
'retry_competitor_prices takes them once what was wrong is put right.';
comment on column public.competitor_price_rejects.place is 'Where it stood in its import, from 0.';
comment on column public.competitor_price_rejects.digest is
'Of what was sent: the same row sent again is counted, not kept twice.';
comment on column public.competitor_price_rejects.code is
'For programs: unknown_product, bad_price, other_currency, in_future, …';
comment on column public.competitor_price_rejects.reason is 'For people: what was wrong.';
comment on column public.competitor_price_rejects.times is 'How often it was sent.';

create index competitor_price_rejects_recent
on public.competitor_price_rejects (workspace_id, created_at desc);
create index competitor_price_rejects_feed
on public.competitor_price_rejects (workspace_id, feed_id) where feed_id is not null;
create index competitor_price_rejects_time on public.competitor_price_rejects (last_sent_at);
