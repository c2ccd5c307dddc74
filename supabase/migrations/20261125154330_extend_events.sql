-- Extend events: ingest, rollups, dashboards, attribution, links, retention. Stop the workers before
-- and start the new version after.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file changing-column-type, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file ban-drop-not-null, ban-drop-default, ban-drop-column
-- squawk-ignore-file require-concurrent-index-deletion, adding-required-field, ban-drop-view

set local lock_timeout = '4s';
set local statement_timeout = '5min';
set local check_function_bodies = off;

DROP INDEX "public"."events_ad";

DROP INDEX "public"."events_campaign";

DROP INDEX "public"."events_component";

DROP INDEX "public"."events_currency";

DROP INDEX "public"."events_managed_url";

DROP INDEX "public"."events_product";

DROP INDEX "public"."events_type";

DROP INDEX "public"."page_metrics_days";

DROP INDEX "public"."product_metrics_days";

DROP VIEW "public"."campaign_totals";

DROP VIEW "reporting"."campaign_metrics";

DROP VIEW "reporting"."country_metrics";

DROP VIEW "reporting"."page_metrics";

DROP VIEW "reporting"."product_metrics";

DROP VIEW "reporting"."source_metrics";

ALTER TABLE "public"."campaign_metrics"
  DROP CONSTRAINT "campaign_metrics_clicks_not_negative";

ALTER TABLE "public"."campaign_metrics"
  DROP CONSTRAINT "campaign_metrics_impressions_not_negative";

ALTER TABLE "public"."campaign_metrics"
  DROP CONSTRAINT "campaign_metrics_visitors_not_negative";

ALTER TABLE "public"."component_metrics"
  DROP CONSTRAINT "component_metrics_visitors_not_negative";

ALTER TABLE "public"."country_metrics"
  DROP CONSTRAINT "country_metrics_users_not_negative";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_ad";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_campaign";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_component";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_currency_fkey";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_customer";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_managed_url";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_order";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_product";

ALTER TABLE "public"."events"
  DROP CONSTRAINT "events_workspace_id_fkey";

ALTER TABLE "public"."page_metrics"
  DROP CONSTRAINT "page_metrics_once_per_day";

ALTER TABLE "public"."page_metrics"
  DROP CONSTRAINT "page_metrics_pkey";

ALTER TABLE "public"."page_metrics"
  DROP CONSTRAINT "page_metrics_tenant_key";

ALTER TABLE "public"."page_metrics"
  DROP CONSTRAINT "page_metrics_visitors_not_negative";

ALTER TABLE "public"."product_metrics"
  DROP CONSTRAINT "product_metrics_once_per_day";

ALTER TABLE "public"."product_metrics"
  DROP CONSTRAINT "product_metrics_pkey";

ALTER TABLE "public"."product_metrics"
  DROP CONSTRAINT "product_metrics_tenant_key";

ALTER TABLE "public"."product_metrics"
  DROP CONSTRAINT "product_metrics_visitors_not_negative";

ALTER TABLE "public"."source_metrics"
  DROP CONSTRAINT "source_metrics_visitors_not_negative";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "cpc";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "ctr";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "clicks";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "impressions";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "visitor_sketch";

ALTER TABLE "public"."campaign_metrics"
  DROP COLUMN "visitors";

ALTER TABLE "public"."component_metrics"
  DROP COLUMN "visitor_sketch";

ALTER TABLE "public"."component_metrics"
  DROP COLUMN "visitors";

ALTER TABLE "public"."country_metrics"
  DROP COLUMN "users";

ALTER TABLE "public"."page_metrics"
  DROP COLUMN "visitor_sketch";

ALTER TABLE "public"."page_metrics"
  DROP COLUMN "visitors";

ALTER TABLE "public"."product_metrics"
  DROP COLUMN "visitor_sketch";

ALTER TABLE "public"."product_metrics"
  DROP COLUMN "visitors";

ALTER TABLE "public"."source_metrics"
  DROP COLUMN "visitor_sketch";

ALTER TABLE "public"."source_metrics"
  DROP COLUMN "visitors";

CREATE TABLE "private"."day_secrets" (
  "day"    date  NOT NULL,
  "secret" bytea NOT NULL,
  CONSTRAINT "day_secrets_pkey" PRIMARY KEY (day)
);

ALTER TABLE "private"."day_secrets"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."event_batches" (
  "id"           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "workspace_id" uuid                     NOT NULL,
  "events"       integer                  NOT NULL,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "event_batches_events_positive" CHECK ((events > 0)),
  CONSTRAINT "event_batches_pkey" PRIMARY KEY (id),
  CONSTRAINT "event_batches_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "private"."event_batches"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."event_receipts" (
  "workspace_id" uuid                     NOT NULL,
  "id"           uuid                     NOT NULL,
  "received_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "event_receipts_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."event_receipts"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."metric_months" (
  "workspace_id"    uuid      NOT NULL,
  "dimension"       text      NOT NULL,
  "key"             text      NOT NULL,
  "month"           date      NOT NULL,
  "currency"        text      NOT NULL,
  "events"          bigint    NOT NULL DEFAULT 0,
  "views"           bigint    NOT NULL DEFAULT 0,
  "impressions"     bigint    NOT NULL DEFAULT 0,
  "clicks"          bigint    NOT NULL DEFAULT 0,
  "cart_adds"       bigint    NOT NULL DEFAULT 0,
  "sales"           bigint    NOT NULL DEFAULT 0,
  "sessions"        bigint    NOT NULL DEFAULT 0,
  "bounces"         bigint    NOT NULL DEFAULT 0,
  "session_seconds" numeric   NOT NULL DEFAULT 0,
  "entries"         bigint    NOT NULL DEFAULT 0,
  "exits"           bigint    NOT NULL DEFAULT 0,
  "conversions"     bigint    NOT NULL DEFAULT 0,
  "revenue"         numeric   NOT NULL DEFAULT 0,
  "refunds"         numeric   NOT NULL DEFAULT 0,
  "spend"           numeric   NOT NULL DEFAULT 0,
  "visitor_hashes"  integer[],
  CONSTRAINT "metric_months_dimension_known"
    CHECK ((dimension = ANY (ARRAY['product'::text, 'campaign'::text, 'component'::text, 'country'::text, 'page'::text, 'source'::text, 'link'::text, 'traffic'::text]))),
  CONSTRAINT "metric_months_month_is_first_day" CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  CONSTRAINT "metric_months_pkey" PRIMARY KEY (workspace_id, dimension, key, month, currency)
);

ALTER TABLE "private"."metric_months"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."retention_weeks" (
  "workspace_id" uuid    NOT NULL,
  "cohort_week"  integer NOT NULL,
  "week"         integer NOT NULL,
  "visitors"     bigint  NOT NULL,
  CONSTRAINT "retention_weeks_not_before_cohort" CHECK ((week >= cohort_week)),
  CONSTRAINT "retention_weeks_pkey" PRIMARY KEY (workspace_id, cohort_week, week),
  CONSTRAINT "retention_weeks_visitors_not_negative" CHECK ((visitors >= 0))
);

ALTER TABLE "private"."retention_weeks"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."session_patterns" (
  "workspace_id" uuid   NOT NULL,
  "grain"        text   NOT NULL,
  "bucket"       date   NOT NULL,
  "reached"      text[] NOT NULL,
  "sessions"     bigint NOT NULL,
  CONSTRAINT "session_patterns_grain_known" CHECK ((grain = ANY (ARRAY['day'::text, 'month'::text]))),
  CONSTRAINT "session_patterns_pkey" PRIMARY KEY (workspace_id, grain, bucket, reached),
  CONSTRAINT "session_patterns_sessions_not_negative" CHECK ((sessions >= 0))
);

ALTER TABLE "private"."session_patterns"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."sessions" (
  "workspace_id" uuid                     NOT NULL,
  "session"      uuid                     NOT NULL,
  "first_id"     uuid                     NOT NULL,
  "started_at"   timestamp with time zone NOT NULL,
  "last_at"      timestamp with time zone NOT NULL,
  "source"       text                     NOT NULL,
  "medium"       text                     NOT NULL,
  "entry_page"   text,
  "entry_at"     timestamp with time zone,
  "entry_id"     uuid,
  "exit_page"    text,
  "exit_at"      timestamp with time zone,
  "exit_id"      uuid,
  "events"       bigint                   NOT NULL,
  "reached"      text[]                   NOT NULL,
  CONSTRAINT "sessions_pkey" PRIMARY KEY (workspace_id, session)
);

ALTER TABLE "private"."sessions"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."spend_marks" (
  "workspace_id" uuid   NOT NULL,
  "id"           bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "campaign_id"  uuid   NOT NULL,
  "day"          date   NOT NULL,
  CONSTRAINT "spend_marks_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."spend_marks"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."visitors" (
  "workspace_id" uuid      NOT NULL,
  "visitor"      uuid      NOT NULL,
  "weeks"        integer[] NOT NULL,
  CONSTRAINT "visitors_pkey" PRIMARY KEY (workspace_id, visitor)
);

ALTER TABLE "private"."visitors"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "public"."analytics_settings" (
  "workspace_id"   uuid                     NOT NULL,
  "id"             uuid                     GENERATED ALWAYS AS (workspace_id) STORED NOT NULL,
  "currency"       text                     NOT NULL DEFAULT 'USD'::text,
  "ip_mode"        text                     NOT NULL DEFAULT 'truncated'::text,
  "keeps_bots"     boolean                  NOT NULL DEFAULT false,
  "names_visitors" boolean                  NOT NULL DEFAULT true,
  "created_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"     timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "analytics_settings_ip_mode_known" CHECK ((ip_mode = ANY (ARRAY['none'::text, 'truncated'::text, 'hashed'::text, 'full'::text]))),
  CONSTRAINT "analytics_settings_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "analytics_settings_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."analytics_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."analytics_settings" FROM "anon";

CREATE TABLE "public"."event_dead_letters" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid                     NOT NULL,
  "write_key_id" uuid,
  "place"        integer                  NOT NULL,
  "event"        jsonb                    NOT NULL,
  "sent_at"      timestamp with time zone,
  "reason"       text                     NOT NULL,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "event_dead_letters_pkey" PRIMARY KEY (id),
  CONSTRAINT "event_dead_letters_place_range" CHECK ((place >= 0)),
  CONSTRAINT "event_dead_letters_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."event_dead_letters"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."event_dead_letters" FROM "anon";

CREATE TABLE "public"."link_metrics" (
  "id"             uuid      NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"   uuid      NOT NULL,
  "managed_url_id" uuid      NOT NULL,
  "date"           date      NOT NULL,
  "clicks"         bigint    NOT NULL DEFAULT 0,
  "visitor_hashes" integer[],
  CONSTRAINT "link_metrics_clicks_not_negative" CHECK ((clicks >= 0)),
  CONSTRAINT "link_metrics_pkey" PRIMARY KEY (workspace_id, managed_url_id, date)
);

ALTER TABLE "public"."link_metrics"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."link_metrics" FROM "anon";

CREATE TABLE "public"."traffic_daily" (
  "id"              uuid          NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"    uuid          NOT NULL,
  "date"            date          NOT NULL,
  "currency"        text          NOT NULL,
  "events"          bigint        NOT NULL DEFAULT 0,
  "page_views"      bigint        NOT NULL DEFAULT 0,
  "sessions"        bigint        NOT NULL DEFAULT 0,
  "bounces"         bigint        NOT NULL DEFAULT 0,
  "session_seconds" numeric       NOT NULL DEFAULT 0,
  "clicks"          bigint        NOT NULL DEFAULT 0,
  "cart_adds"       bigint        NOT NULL DEFAULT 0,
  "conversions"     bigint        NOT NULL DEFAULT 0,
  "revenue"         numeric(16,2) NOT NULL DEFAULT 0,
  "refunds"         numeric(16,2) NOT NULL DEFAULT 0,
  "visitor_hashes"  integer[],
  CONSTRAINT "traffic_daily_bounces_not_negative" CHECK ((bounces >= 0)),
  CONSTRAINT "traffic_daily_cart_adds_not_negative" CHECK ((cart_adds >= 0)),
  CONSTRAINT "traffic_daily_clicks_not_negative" CHECK ((clicks >= 0)),
  CONSTRAINT "traffic_daily_conversions_not_negative" CHECK ((conversions >= 0)),
  CONSTRAINT "traffic_daily_events_not_negative" CHECK ((events >= 0)),
  CONSTRAINT "traffic_daily_page_views_not_negative" CHECK ((page_views >= 0)),
  CONSTRAINT "traffic_daily_pkey" PRIMARY KEY (workspace_id, date, currency),
  CONSTRAINT "traffic_daily_refunds_not_negative" CHECK ((refunds >= (0)::numeric)),
  CONSTRAINT "traffic_daily_revenue_not_negative" CHECK ((revenue >= (0)::numeric)),
  CONSTRAINT "traffic_daily_session_seconds_not_negative" CHECK ((session_seconds >= (0)::numeric)),
  CONSTRAINT "traffic_daily_sessions_not_negative" CHECK ((sessions >= 0))
);

ALTER TABLE "public"."traffic_daily"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."traffic_daily" FROM "anon";

CREATE TABLE "public"."traffic_hourly" (
  "id"             uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"   uuid                     NOT NULL,
  "hour"           timestamp with time zone NOT NULL,
  "currency"       text                     NOT NULL,
  "events"         bigint                   NOT NULL DEFAULT 0,
  "page_views"     bigint                   NOT NULL DEFAULT 0,
  "sessions"       bigint                   NOT NULL DEFAULT 0,
  "conversions"    bigint                   NOT NULL DEFAULT 0,
  "revenue"        numeric(16,2)            NOT NULL DEFAULT 0,
  "refunds"        numeric(16,2)            NOT NULL DEFAULT 0,
  "visitor_hashes" integer[],
  CONSTRAINT "traffic_hourly_conversions_not_negative" CHECK ((conversions >= 0)),
  CONSTRAINT "traffic_hourly_events_not_negative" CHECK ((events >= 0)),
  CONSTRAINT "traffic_hourly_hour_whole" CHECK (((EXTRACT(minute FROM hour) = (0)::numeric) AND (EXTRACT(second FROM hour) = (0)::numeric))),
  CONSTRAINT "traffic_hourly_page_views_not_negative" CHECK ((page_views >= 0)),
  CONSTRAINT "traffic_hourly_pkey" PRIMARY KEY (workspace_id, hour, currency),
  CONSTRAINT "traffic_hourly_refunds_not_negative" CHECK ((refunds >= (0)::numeric)),
  CONSTRAINT "traffic_hourly_revenue_not_negative" CHECK ((revenue >= (0)::numeric)),
  CONSTRAINT "traffic_hourly_sessions_not_negative" CHECK ((sessions >= 0))
);

ALTER TABLE "public"."traffic_hourly"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."traffic_hourly" FROM "anon";

CREATE TABLE "public"."write_keys" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"      uuid                     NOT NULL,
  "name"              text                     NOT NULL,
  "allowed_origins"   text[]                   NOT NULL DEFAULT '{}'::text[],
  "events_per_minute" integer                  NOT NULL DEFAULT 60000,
  "is_active"         boolean                  NOT NULL DEFAULT true,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "write_keys_allowed_origins_form"
    CHECK ((array_to_string(allowed_origins, ' '::text, '?'::text) ~ '^(https?://[a-z0-9*.:\[\]-]+( https?://[a-z0-9*.:\[\]-]+)*)?$'::text)),
  CONSTRAINT "write_keys_events_per_minute_range" CHECK (((events_per_minute >= 1000) AND (events_per_minute <= 100000000))),
  CONSTRAINT "write_keys_name_length" CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 255))),
  CONSTRAINT "write_keys_pkey" PRIMARY KEY (id),
  CONSTRAINT "write_keys_tenant_key" UNIQUE (workspace_id, id),
  "created_by"        uuid                     DEFAULT auth.uid(),
  "key"               text                     NOT NULL DEFAULT ('fwp_'::text || private.new_token()),
  CONSTRAINT "write_keys_key_form" CHECK ((key ~ '^fwp_[A-Za-z0-9_-]{20,100}$'::text)),
  CONSTRAINT "write_keys_key_key" UNIQUE (key)
);

ALTER TABLE "public"."write_keys"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."write_keys" FROM "anon";

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "measured_impressions" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "measured_clicks" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "reported_impressions" bigint;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "reported_clicks" bigint;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "impressions" bigint GENERATED ALWAYS AS (COALESCE(reported_impressions, measured_impressions)) STORED NOT NULL;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "clicks" bigint GENERATED ALWAYS AS (COALESCE(reported_clicks, measured_clicks)) STORED NOT NULL;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "ctr" numeric GENERATED ALWAYS AS
    (round(((COALESCE(reported_clicks, measured_clicks))::numeric / (NULLIF(COALESCE(reported_impressions, measured_impressions), 0))::numeric), 4)) STORED;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "cpc" numeric GENERATED ALWAYS AS (round((spend / (NULLIF(COALESCE(reported_clicks, measured_clicks), 0))::numeric), 2)) STORED;

ALTER TABLE "public"."component_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."country_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."country_metrics"
  ADD COLUMN "views" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."events"
  ADD COLUMN "batch" bigint;

ALTER TABLE "public"."page_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."product_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."source_metrics"
  ADD COLUMN "visitor_hashes" integer[];

CREATE TYPE "private"."event_fact" AS (
  "id"             uuid,
  "workspace_id"   uuid,
  "occurred_at"    timestamp WITH time zone,
  "day"            date,
  "currency"       text,
  "event_type"     text,
  "stage"          text,
  "visitor"        uuid,
  "visitor_hash"   integer,
  "session"        uuid,
  "campaign_id"    uuid,
  "component_id"   uuid,
  "product_id"     uuid,
  "managed_url_id" uuid,
  "country"        text,
  "page"           text,
  "source"         text,
  "medium"         text,
  "events"         bigint,
  "page_views"     bigint,
  "views"          bigint,
  "impressions"    bigint,
  "clicks"         bigint,
  "link_clicks"    bigint,
  "cart_adds"      bigint,
  "conversions"    bigint,
  "revenue"        numeric,
  "refunds"        numeric
);

CREATE TYPE "private"."event_request" AS (
  "workspace_id" uuid,
  "write_key_id" uuid,
  "is_trusted"   boolean,
  "ip_address"   inet,
  "user_agent"   text,
  "country"      text,
  "received_at"  timestamp WITH time zone,
  "skew"         interval
);

CREATE TYPE "private"."session_change" AS (
  "before" private.sessions,
  "after"  private.sessions
);

CREATE TYPE "private"."sketch" AS (
  "hashes" integer[],
  "size"   bigint
);

CREATE TYPE "private"."visitor_change" AS (
  "workspace_id" uuid,
  "visitor"      uuid,
  "before"       integer[],
  "after"        integer[]
);

CREATE OR REPLACE FUNCTION private.add_campaigns (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.campaign_metrics as t (
        workspace_id, campaign_id, date, currency, views, measured_impressions, measured_clicks,
        conversions, revenue, refunds, visitor_hashes
    )
    select
        f.workspace_id,
        f.campaign_id,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.impressions),
        sum(f.clicks),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.campaigns as c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    group by f.workspace_id, f.campaign_id, f.day, f.currency
    on conflict on constraint campaign_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        measured_impressions = t.measured_impressions + excluded.measured_impressions,
        measured_clicks = t.measured_clicks + excluded.measured_clicks,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.component_metrics as t (
        workspace_id, component_id, date, views, clicks, conversions, visitor_hashes
    )
    select
        f.workspace_id,
        f.component_id,
        f.day,
        sum(f.views + f.impressions),
        sum(f.clicks),
        sum(f.conversions),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.campaign_components as c
        on c.workspace_id = f.workspace_id and c.id = f.component_id
    group by f.workspace_id, f.component_id, f.day
    on conflict on constraint component_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        clicks = t.clicks + excluded.clicks,
        conversions = t.conversions + excluded.conversions,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_months (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, events, views, impressions, clicks,
        cart_adds, conversions, revenue, refunds, visitor_hashes
    )
    select
        f.workspace_id,
        k.dimension,
        k.key,
        date_trunc('month', f.day)::date as month,
        f.currency,
        sum(f.events),
        sum(case k.dimension when 'page' then f.page_views when 'traffic' then f.page_views
            when 'component' then f.views + f.impressions else f.views end),
        -- Of campaigns they are set by private.refresh_campaign_months.
        sum(case when k.dimension <> 'campaign' then f.impressions else 0 end),
        sum(
            case k.dimension
                when 'campaign' then 0
                when 'link' then f.link_clicks
                else f.clicks
            end
        ),
        sum(f.cart_adds),
        sum(f.conversions),
        -- What products earned is added from orders.
        sum(case when k.dimension <> 'product' then f.revenue else 0 end),
        sum(case when k.dimension <> 'product' then f.refunds else 0 end),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:8192], '{}')
    from unnest(facts) as f
    cross join lateral (
        values
        ('traffic', ''),
        ('country', f.country),
        ('source', f.source || e'\t' || f.medium),
        ('page', case when f.event_type = 'page_view' then f.page end),
        ('link', case when f.event_type = 'link_click' then f.managed_url_id::text end),
        ('product', f.product_id::text),
        ('campaign', f.campaign_id::text),
        ('component', f.component_id::text)
    ) as k (dimension, key)
    where k.key is not null
    group by f.workspace_id, k.dimension, k.key, month, f.currency
    on conflict on constraint metric_months_pkey do update
    set
        events = t.events + excluded.events,
        views = t.views + excluded.views,
        impressions = t.impressions + excluded.impressions,
        clicks = t.clicks + excluded.clicks,
        cart_adds = t.cart_adds + excluded.cart_adds,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 8192);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_origins (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.country_metrics as t (
        workspace_id, country, date, currency, views, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        f.country,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.country, f.day, f.currency
    on conflict on constraint country_metrics_once_per_day do update
    set
        views = t.views + excluded.views,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.source_metrics as t (
        workspace_id, source, medium, date, currency, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        f.source,
        f.medium,
        f.day,
        f.currency,
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.source, f.medium, f.day, f.currency
    on conflict on constraint source_metrics_once_per_day do update
    set
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_pages (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.page_metrics as t (workspace_id, page, date, views, visitor_hashes)
    select
        f.workspace_id,
        f.page,
        f.day,
        sum(f.page_views),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    where f.event_type = 'page_view' and f.page is not null
    group by f.workspace_id, f.page, f.day
    on conflict on constraint page_metrics_pkey do update
    set
        views = t.views + excluded.views,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);

    insert into public.link_metrics as t (
        workspace_id, managed_url_id, date, clicks, visitor_hashes
    )
    select
        f.workspace_id,
        f.managed_url_id,
        f.day,
        sum(f.link_clicks),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.managed_urls as u on u.workspace_id = f.workspace_id and u.id = f.managed_url_id
    where f.event_type = 'link_click'
    group by f.workspace_id, f.managed_url_id, f.day
    on conflict on constraint link_metrics_pkey do update
    set
        clicks = t.clicks + excluded.clicks,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_product_sales (
  workspace uuid,
  days      date[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform private.hold_rollups();
    with fresh as (
        select b.product_id, b.date, b.currency, b.units, b.revenue, b.refunds
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.date = any (days) and b.product_id is not null
    ),

    held as (
        select m.product_id, m.date, m.currency, m.sales, m.revenue, m.refunds
        from public.product_metrics as m
        where
            m.workspace_id = workspace
            and m.date = any (days)
            and (m.sales, m.revenue, m.refunds) <> (0, 0, 0)
    ),

    changes as materialized (
        select
            k.product_id,
            k.date,
            k.currency,
            coalesce(f.units, 0) as sales,
            coalesce(f.revenue, 0) as revenue,
            coalesce(f.refunds, 0) as refunds,
            coalesce(f.units, 0) - coalesce(h.sales, 0) as more_sales,
            coalesce(f.revenue, 0) - coalesce(h.revenue, 0) as more_revenue,
            coalesce(f.refunds, 0) - coalesce(h.refunds, 0) as more_refunds
        from (
            select f.product_id, f.date, f.currency from fresh as f
            union
            select h.product_id, h.date, h.currency from held as h
        ) as k
        left join fresh as f using (product_id, date, currency)
        left join held as h using (product_id, date, currency)
    ),

    written as (
        insert into public.product_metrics as m (
            workspace_id, product_id, date, currency, sales, revenue, refunds
        )
        select workspace, c.product_id, c.date, c.currency, c.sales, c.revenue, c.refunds
        from changes as c
        where (c.more_sales, c.more_revenue, c.more_refunds) <> (0, 0, 0)
        on conflict on constraint product_metrics_pkey do update
        set sales = excluded.sales, revenue = excluded.revenue, refunds = excluded.refunds
    )

    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, sales, revenue, refunds
    )
    select
        workspace,
        'product',
        c.product_id::text,
        date_trunc('month', c.date)::date as month,
        c.currency,
        sum(c.more_sales),
        sum(c.more_revenue),
        sum(c.more_refunds)
    from changes as c
    where (c.more_sales, c.more_revenue, c.more_refunds) <> (0, 0, 0)
    group by c.product_id, month, c.currency
    on conflict on constraint metric_months_pkey do update
    set
        sales = t.sales + excluded.sales,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_products (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.product_metrics as t (
        workspace_id, product_id, date, currency, views, cart_adds, visitor_hashes
    )
    select
        f.workspace_id,
        f.product_id,
        f.day,
        f.currency,
        sum(f.views),
        sum(f.cart_adds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    join public.products as p on p.workspace_id = f.workspace_id and p.id = f.product_id
    group by f.workspace_id, f.product_id, f.day, f.currency
    on conflict on constraint product_metrics_pkey do update
    set
        views = t.views + excluded.views,
        cart_adds = t.cart_adds + excluded.cart_adds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_session_months (
  changes private.session_change[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update private.metric_months as t
    set
        sessions = t.sessions + d.sessions,
        bounces = t.bounces + d.bounces,
        session_seconds = t.session_seconds + d.seconds,
        entries = t.entries + d.entries,
        exits = t.exits + d.exits
    from (
        select
            p.workspace_id,
            p.dimension,
            p.key,
            date_trunc('month', p.day)::date as month,
            private.home_currency(p.workspace_id) as currency,
            sum(p.sessions) as sessions,
            sum(p.bounces) as bounces,
            sum(p.seconds) as seconds,
            sum(p.entries) as entries,
            sum(p.exits) as exits
        from (
            select
                s.workspace_id,
                k.dimension,
                k.key,
                s.day,
                s.side as sessions,
                s.side * s.bounces as bounces,
                s.side * s.seconds as seconds,
                0 as entries,
                0 as exits
            from private.session_sides(changes) as s
            cross join lateral (
                values ('traffic', ''), ('source', s.source || e'\t' || s.medium)
            ) as k (dimension, key)
            union all
            select g.workspace_id, 'page', g.page, g.day, 0, 0, 0, g.entries, g.exits
            from private.session_pages(changes) as g
        ) as p
        group by p.workspace_id, p.dimension, p.key, month
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.dimension = d.dimension
        and t.key = d.key
        and t.month = d.month
        and t.currency = d.currency
        and (d.sessions, d.bounces, d.seconds, d.entries, d.exits) <> (0, 0, 0, 0, 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_sessions (
  changes private.session_change[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update public.traffic_daily as t
    set
        sessions = t.sessions + d.sessions,
        bounces = t.bounces + d.bounces,
        session_seconds = t.session_seconds + d.seconds
    from (
        select
            s.workspace_id,
            s.day,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions,
            sum(s.side * s.bounces) as bounces,
            sum(s.side * s.seconds) as seconds
        from private.session_sides(changes) as s
        group by s.workspace_id, s.day
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.date = d.day
        and t.currency = d.currency
        and (d.sessions, d.bounces, d.seconds) <> (0, 0, 0);

    update public.traffic_hourly as t
    set sessions = t.sessions + d.sessions
    from (
        select
            s.workspace_id,
            s.hour,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions
        from private.session_sides(changes) as s
        group by s.workspace_id, s.hour
        having sum(s.side) <> 0
    ) as d
    where t.workspace_id = d.workspace_id and t.hour = d.hour and t.currency = d.currency;

    update public.source_metrics as t
    set sessions = t.sessions + d.sessions
    from (
        select
            s.workspace_id,
            s.source,
            s.medium,
            s.day,
            private.home_currency(s.workspace_id) as currency,
            sum(s.side) as sessions
        from private.session_sides(changes) as s
        group by s.workspace_id, s.source, s.medium, s.day
        having sum(s.side) <> 0
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.source = d.source
        and t.medium = d.medium
        and t.date = d.day
        and t.currency = d.currency;

    update public.page_metrics as t
    set entries = t.entries + d.entries, exits = t.exits + d.exits
    from (
        select
            p.workspace_id, p.page, p.day, sum(p.entries) as entries, sum(p.exits) as exits
        from private.session_pages(changes) as p
        group by p.workspace_id, p.page, p.day
    ) as d
    where
        t.workspace_id = d.workspace_id
        and t.page = d.page
        and t.date = d.day
        and (d.entries, d.exits) <> (0, 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.add_traffic (
  facts private.event_fact[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.traffic_daily as t (
        workspace_id, date, currency, events, page_views, clicks, cart_adds, conversions, revenue,
        refunds, visitor_hashes
    )
    select
        f.workspace_id,
        f.day,
        f.currency,
        sum(f.events),
        sum(f.page_views),
        sum(f.clicks),
        sum(f.cart_adds),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:8192], '{}')
    from unnest(facts) as f
    group by f.workspace_id, f.day, f.currency
    on conflict on constraint traffic_daily_pkey do update
    set
        events = t.events + excluded.events,
        page_views = t.page_views + excluded.page_views,
        clicks = t.clicks + excluded.clicks,
        cart_adds = t.cart_adds + excluded.cart_adds,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 8192);

    insert into public.traffic_hourly as t (
        workspace_id, hour, currency, events, page_views, conversions, revenue, refunds,
        visitor_hashes
    )
    select
        f.workspace_id,
        date_trunc('hour', f.occurred_at, 'UTC') as hour,
        f.currency,
        sum(f.events),
        sum(f.page_views),
        sum(f.conversions),
        sum(f.revenue),
        sum(f.refunds),
        nullif((private.hashes_of(array_agg(f.visitor_hash)))[:2048], '{}')
    from unnest(facts) as f
    group by f.workspace_id, hour, f.currency
    on conflict on constraint traffic_hourly_pkey do update
    set
        events = t.events + excluded.events,
        page_views = t.page_views + excluded.page_views,
        conversions = t.conversions + excluded.conversions,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds,
        visitor_hashes = private.merge_sketches(t.visitor_hashes, excluded.visitor_hashes, 2048);
end
$function$;

CREATE OR REPLACE FUNCTION private.batch_facts (
  batches bigint[]
)
  RETURNS SETOF private.event_fact
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select f.*
    from public.events as e
    cross join lateral private.facts_of(e, private.home_currency(e.workspace_id)) as f
    where e.batch = any (batches)
$function$;

CREATE OR REPLACE FUNCTION private.check_events (
  workspace  uuid,
  campaigns  uuid[],
  components uuid[],
  ads        uuid[],
  products   uuid[],
  orders     uuid[],
  customers  uuid[],
  links      uuid[],
  currencies text[],
  earliest   timestamp with time zone,
  longest    integer
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    missing record;
begin
    select m.kind, m.id into missing
    from (
        select 'campaign' as kind, i as id from unnest(campaigns) as i
        where not exists (
            select from public.campaigns as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'component', i from unnest(components) as i
        where not exists (
            select from public.campaign_components as t
            where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'ad', i from unnest(ads) as i
        where not exists (
            select from public.ads as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'product', i from unnest(products) as i
        where not exists (
            select from public.products as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'order', i from unnest(orders) as i
        where not exists (
            select from public.orders as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'customer', i from unnest(customers) as i
        where not exists (
            select from public.customers as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'managed_url', i from unnest(links) as i
        where not exists (
            select from public.managed_urls as t where t.workspace_id = workspace and t.id = i
        )
    ) as m
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = format('there is no %s %s in this workspace', missing.kind, missing.id),
            hint = format('Send the id of one of its own, or leave %s_id out.', missing.kind);
    end if;
    if exists (
        select from unnest(currencies) as u (code)
        where not exists (select from public.currencies as c where c.code = u.code)
    ) then
        raise exception using
            errcode = 'PT422',
            message = format('one of the currencies %s is not known', currencies),
            hint = 'Send a code of ISO 4217, such as USD or SAR.';
    end if;
    if earliest < now() - interval '2 years' then
        raise exception using
            errcode = 'PT422',
            message = format('an event of %s is too old', earliest),
            hint = 'Events are taken for two years after they happened.';
    end if;
    if longest > 16384 then
        raise exception using
            errcode = 'PT422',
            message = format('the properties of an event have %s bytes', longest),
            hint = 'Send at most 16,384.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.click_platform (
  url text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select case
        when url !~ '[?&][A-Za-z_]*(clid|braid|li_fat_id|epik|ScCid)=' then null
        when url ~ '[?&](gclid|gbraid|wbraid)=' then 'google'
        when url ~ '[?&]fbclid=' then 'meta'
        when url ~ '[?&]ttclid=' then 'tiktok'
        when url ~ '[?&]ScCid=' then 'snapchat'
        when url ~ '[?&]twclid=' then 'x'
        when url ~ '[?&]li_fat_id=' then 'linkedin'
        when url ~ '[?&]epik=' then 'pinterest'
    end
$function$;

CREATE OR REPLACE FUNCTION private.compute_revenue (
  workspace uuid,
  days      date[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    with fresh as materialized (
        select
            f.day,
            f.currency,
            coalesce(sum(f.amount) filter (where f.kind = 'sale'), 0) as revenue,
            coalesce(sum(f.amount) filter (where f.kind = 'refund'), 0) as refunds,
            count(*) filter (where f.kind = 'sale') as orders_count
        from private.revenue_facts(workspace, days) as f
        group by f.day, f.currency
    ),

    gone as (
        delete from public.revenue_daily as d
        where
            d.workspace_id = workspace
            and d.date = any (days)
            and (d.date, d.currency) not in (select f.day, f.currency from fresh as f)
    )

    insert into public.revenue_daily as d (
        workspace_id, date, currency, revenue, refunds, orders_count
    )
    select workspace, f.day, f.currency, f.revenue, f.refunds, f.orders_count from fresh as f
    on conflict on constraint revenue_daily_once_per_day do update
    set
        revenue = excluded.revenue,
        refunds = excluded.refunds,
        orders_count = excluded.orders_count
    where (d.revenue, d.refunds, d.orders_count)
    is distinct from (excluded.revenue, excluded.refunds, excluded.orders_count);

    with fresh as materialized (
        select
            s.day,
            s.currency,
            s.product_id,
            sum(s.quantity) as units,
            coalesce(sum(s.amount) filter (where s.kind = 'sale'), 0) as revenue,
            coalesce(sum(s.amount) filter (where s.kind = 'refund'), 0) as refunds
        from private.revenue_shares(workspace, days) as s
        group by s.day, s.currency, s.product_id
    ),

    -- Rows without a product are made anew: the key does not hold them together.
    gone as (
        delete from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.date = any (days)
            and (
                b.product_id is null
                or (b.date, b.currency, b.product_id) not in (
                    select f.day, f.currency, f.product_id
                    from fresh as f
                    where f.product_id is not null
                )
            )
    )

    -- The category stays what it was when the product was first sold that day.
    insert into public.revenue_breakdown as b (
        workspace_id, product_id, category, date, currency, units, revenue, refunds
    )
    select
        workspace,
        f.product_id,
        left(p.category, 255),
        f.day,
        f.currency,
        f.units,
        f.revenue,
        f.refunds
    from fresh as f
    left join public.products as p on p.workspace_id = workspace and p.id = f.product_id
    on conflict on constraint revenue_breakdown_once_per_day do update
    set
        category = coalesce(b.category, excluded.category),
        units = excluded.units,
        revenue = excluded.revenue,
        refunds = excluded.refunds
    where (b.units, b.revenue, b.refunds, b.category) is distinct from (
        excluded.units, excluded.revenue, excluded.refunds, coalesce(b.category, excluded.category)
    );
    perform private.add_product_sales(workspace, days);
end
$function$;

CREATE OR REPLACE FUNCTION private.day_secret (
  day date
)
  RETURNS bytea
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    held bytea := (select s.secret from private.day_secrets as s where s.day = day_secret.day);
begin
    if held is null then
        insert into private.day_secrets (day, secret)
        values (day_secret.day, extensions.gen_random_bytes(32))
        on conflict do nothing;
        delete from private.day_secrets as s where s.day < day_secret.day - 2;
        select s.secret into held from private.day_secrets as s where s.day = day_secret.day;
    end if;
    return held;
end
$function$;

CREATE OR REPLACE FUNCTION private.decoded_url_part (
  part text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    spaced constant text := replace(part, '+', ' ');
begin
    if spaced !~ '%[0-9A-Fa-f]{2}' then
        return spaced;
    end if;
    return (
        select convert_from(
            string_agg(
                case
                    when m.piece[1] ~ '^%' then decode(substr(m.piece[1], 2), 'hex')
                    else convert_to(m.piece[1], 'UTF8')
                end,
                '' order by m.n
            ),
            'UTF8'
        )
        from regexp_matches(spaced, '%[0-9A-Fa-f]{2}|%|[^%]+', 'g')
            with ordinality as m (piece, n)
    );
exception when character_not_in_repertoire or untranslatable_character then
    -- Not UTF-8: what it was is kept.
    return spaced;
end
$function$;

CREATE OR REPLACE FUNCTION private.event_fault (
  event   jsonb,
  message text,
  hint    text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if jsonb_typeof(event) <> 'object' then
        return 'An event is an object: {"event_type": "page_view", …}.';
    end if;
    if event ->> 'event_type' is null then
        return 'event_type is missing. Send page_view, click, conversion or another type of events.';
    end if;
    return concat_ws(
        ' ',
        regexp_replace(
            regexp_replace(
                message,
                '^new row for relation "[a-z_0-9]+" violates check constraint "events_([a-z_]+)"$',
                'the rule \1 does not hold: '
            ),
            'rule type_known does not hold: ', 'event_type is not one of the known types'
        ) || '.',
        nullif(hint, '')
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.facts_of (
  e    public.events,
  home text
)
  RETURNS SETOF private.event_fact
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select
        e.id,
        e.workspace_id,
        e.occurred_at,
        (e.occurred_at at time zone 'UTC')::date,
        v.currency,
        e.event_type,
        e.stage,
        case when v.visited then md5(e.visitor_id)::uuid end,
        case when v.visited then private.visitor_hash(md5(e.visitor_id)::uuid) end,
        case when v.visited then md5(e.session_id)::uuid end,
        e.campaign_id,
        e.component_id,
        e.product_id,
        e.managed_url_id,
        coalesce(e.country, 'ZZ'),
        nullif(e.page, ''),
        coalesce(nullif(e.source, ''), 'direct'),
        coalesce(nullif(e.medium, ''), 'none'),
        v.weight,
        case when e.event_type = 'page_view' then v.weight * e.quantity else 0 end,
        case when e.event_type in ('page_view', 'view') then v.weight * e.quantity else 0 end,
        case when e.event_type = 'impression' then v.weight * e.quantity else 0 end,
        case
            when e.event_type in ('click', 'link_click', 'email_click') then v.weight * e.quantity
            else 0
        end,
        case when e.event_type = 'link_click' then v.weight * e.quantity else 0 end,
        case when e.event_type = 'cart_add' then v.weight * e.quantity else 0 end,
        case when e.event_type in ('conversion', 'rebill') then v.weight else 0 end,
        case
            when e.event_type in ('conversion', 'rebill') then coalesce(v.weight * e.revenue, 0)
            else 0
        end,
        case when e.event_type = 'refund' then coalesce(v.weight * e.revenue, 0) else 0 end
    from (
        values
        (coalesce(e.currency, home), 1::bigint, e.currency is null or e.currency = home),
        (case when e.currency <> home then home end, 0::bigint, true)
    ) as v (currency, weight, visited)
    where v.currency is not null
$function$;

CREATE OR REPLACE FUNCTION private.follow_currency()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    workspace constant uuid := coalesce(new.workspace_id, old.workspace_id);
begin
    if coalesce(new.currency, 'USD') <> coalesce(old.currency, 'USD')
        and exists (select from public.workspaces as w where w.id = workspace)
    then
        perform private.recount_events(workspace);
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_events()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    delete from public.events as e using gone where e.workspace_id = gone.id;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.has_rate (
  rate_key     text,
  max_requests integer,
  per          interval,
  cost         integer  DEFAULT 1
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return not exists (
        select from public.rate_limits as r
        where r.key = rate_key
            and greatest(r.full_at, clock_timestamp()) + per * cost / max_requests
            > clock_timestamp() + per
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.hashes_of (
  hashes integer[]
)
  RETURNS integer[]
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select array(select distinct h from unnest(hashes) as h where h is not null order by h)
$function$;

CREATE OR REPLACE FUNCTION private.hold_rollups()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.rollups', 0));
end
$function$;

CREATE OR REPLACE FUNCTION private.home_currency (
  workspace uuid
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (select s.currency from public.analytics_settings as s where s.workspace_id = workspace),
        'USD'
    )
$function$;

CREATE OR REPLACE FUNCTION private.is_bot (
  user_agent text
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select user_agent ~* (
        'bot\y|bot[/;) ]|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium'
        || '|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|whatsapp|python-'
        || '|curl/|wget/|java/|go-http|libwww|okhttp|httpclient|scrapy|feedfetcher'
    )
$function$;

CREATE OR REPLACE FUNCTION private.merge_sketches (
  held  integer[],
  added integer[],
  k     integer
)
  RETURNS integer[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    bound constant integer := held[k];
begin
    if held is null or added is null then
        return coalesce(held, added[:k]);
    end if;
    -- What a full sketch would not keep need not be sorted in.
    if bound is not null then
        added := added[:width_bucket(bound, added)];
    end if;
    if added <@ held then
        return held;
    end if;
    return array(
        select distinct m.hash from unnest(held || added) as m (hash) order by m.hash limit k
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.note_spend()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.spend_marks (workspace_id, campaign_id, day)
    select distinct c.workspace_id, s.campaign_id, c.date
    from changed as c
    join public.ads as a on a.workspace_id = c.workspace_id and a.id = c.ad_id
    join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
    join public.workspaces as w on w.id = c.workspace_id;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.open_batch (
  workspace uuid,
  events    integer DEFAULT 1
)
  RETURNS bigint
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    insert into private.event_batches (workspace_id, events)
    values (workspace, greatest(events, 1))
    returning id
$function$;

CREATE OR REPLACE FUNCTION private.receive_events (
  payload jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    sender private.event_request;
    sent_at timestamptz;
    events integer;
    answer jsonb;
begin
    if jsonb_typeof(payload -> 'events') is distinct from 'array' then
        raise exception using
            errcode = 'PT400',
            message = 'There is no list of events.',
            hint = 'Send {"write_key": "fwp_…", "events": [{"event_type": "page_view", …}, …]}.';
    end if;
    events := jsonb_array_length(payload -> 'events');
    if events not between 1 and 1000 then
        raise exception using
            errcode = case when events = 0 then 'PT400' else 'PT413' end,
            message = format('A batch has 1 to 1,000 events, this one %s.', events),
            hint = 'Send several batches.';
    end if;
    sender := private.sender_of(payload);
    sender.skew := interval '0';
    if payload ? 'sent_at' then
        begin
            sent_at := (payload ->> 'sent_at')::timestamptz;
        exception when data_exception then
            raise exception using
                errcode = 'PT422',
                message = 'sent_at is not a time.',
                hint = 'Send it as ISO 8601, such as 2026-11-25T10:00:00Z, or not at all.';
        end;
        -- A clock that is wrong by less than a minute is taken for slow delivery.
        if sent_at not between sender.received_at - interval '1 minute'
            and sender.received_at + interval '1 minute'
        then
            sender.skew := sender.received_at - sent_at;
        end if;
    end if;
    answer := private.take_events(payload -> 'events', sender);
    if sender.write_key_id is not null then
        -- Last, because everybody who uses the key waits for this row.
        perform private.spend_rate(sender.write_key_id, events);
    end if;
    return answer;
end
$function$;

CREATE OR REPLACE FUNCTION private.recount_events (
  workspace uuid
)
  RETURNS bigint
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    queued bigint;
begin
    perform private.hold_rollups();
    delete from public.traffic_daily as t where t.workspace_id = workspace;
    delete from public.traffic_hourly as t where t.workspace_id = workspace;
    delete from public.country_metrics as t where t.workspace_id = workspace;
    delete from public.source_metrics as t where t.workspace_id = workspace;
    delete from public.page_metrics as t where t.workspace_id = workspace;
    delete from public.link_metrics as t where t.workspace_id = workspace;
    delete from public.component_metrics as t where t.workspace_id = workspace;
    delete from public.campaign_metrics as t where t.workspace_id = workspace;
    delete from public.product_metrics as t where t.workspace_id = workspace;
    delete from private.metric_months as t where t.workspace_id = workspace;
    delete from private.session_patterns as t where t.workspace_id = workspace;
    delete from private.sessions as t where t.workspace_id = workspace;
    delete from private.retention_weeks as t where t.workspace_id = workspace;
    delete from private.visitors as t where t.workspace_id = workspace;
    delete from private.event_batches as b where b.workspace_id = workspace;
    insert into private.event_batches (id, workspace_id, events)
    overriding system value
    select e.batch, e.workspace_id, count(*)
    from public.events as e
    where e.workspace_id = recount_events.workspace and e.batch is not null
    group by e.batch, e.workspace_id;
    select coalesce(sum(b.events), 0) into queued
    from private.event_batches as b
    where b.workspace_id = recount_events.workspace;
    insert into private.spend_marks (workspace_id, campaign_id, day)
    select distinct m.workspace_id, s.campaign_id, m.date
    from public.ad_metrics as m
    join public.ads as a on a.workspace_id = m.workspace_id and a.id = m.ad_id
    join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id
    where m.workspace_id = recount_events.workspace;
    insert into private.revenue_marks (workspace_id, day)
    select distinct b.workspace_id, b.date
    from public.revenue_breakdown as b
    where b.workspace_id = recount_events.workspace;
    return queued;
end
$function$;

CREATE OR REPLACE FUNCTION private.reduced_ip (
  workspace uuid,
  ip        inet,
  mode      text
)
  RETURNS inet
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    case mode
        when 'full' then
            return ip;
        when 'truncated' then
            return host(network(set_masklen(ip, case family(ip) when 4 then 24 else 48 end)))::inet;
        when 'hashed' then
            return (
                'fd' || regexp_replace(
                    left(encode(extensions.hmac(
                        convert_to(workspace || host(ip), 'UTF8'),
                        private.day_secret((now() at time zone 'UTC')::date),
                        'sha256'
                    ), 'hex'), 30),
                    '^(..)(....)(....)(....)(....)(....)(....)(....)$',
                    '\1:\2:\3:\4:\5:\6:\7:\8'
                )
            )::inet;
        else
            return null;
    end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.referrer_origin (
  host text,
  OUT  source text,
  OUT  medium text
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    if host is null then
        return;
    end if;
    source := substring(
        host from '(?:^|\.)(google|bing|yahoo|duckduckgo|ecosia|yandex|baidu|naver)\.[a-z.]+$'
    );
    if source is not null then
        medium := 'organic';
        return;
    end if;
    source := case
        when host = 't.co' then 'x'
        when host ~ '(^|\.)(facebook|fb)\.(com|me)$' then 'facebook'
        when host = 'lnkd.in' then 'linkedin'
        when host ~ '(^|\.)youtu(\.be|be\.com)$' then 'youtube'
        else substring(
            host from
            '(?:^|\.)(instagram|tiktok|snapchat|x|twitter|linkedin|pinterest|reddit|threads)\.[a-z]+$'
        )
    end;
    if source is not null then
        medium := 'social';
        return;
    end if;
    source := host;
    medium := 'referral';
end
$function$;

CREATE OR REPLACE FUNCTION private.refresh_campaign_months (
  workspaces uuid[],
  campaigns  uuid[],
  months     date[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, impressions, clicks, spend
    )
    select
        m.workspace_id,
        'campaign',
        m.campaign_id::text,
        touched.month,
        m.currency,
        sum(m.impressions),
        sum(m.clicks),
        sum(m.spend)
    from (
        select distinct u.workspace, u.campaign, u.month
        from unnest(workspaces, campaigns, months) as u (workspace, campaign, month)
    ) as touched
    join public.campaign_metrics as m
        on
            m.workspace_id = touched.workspace
            and m.campaign_id = touched.campaign
            and m.date >= touched.month
            and m.date < touched.month + interval '1 month'
    group by m.workspace_id, m.campaign_id, touched.month, m.currency
    on conflict on constraint metric_months_pkey do update
    set
        impressions = excluded.impressions,
        clicks = excluded.clicks,
        spend = excluded.spend
    where (t.impressions, t.clicks, t.spend)
    is distinct from (excluded.impressions, excluded.clicks, excluded.spend);
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_rate (
  events_per_minute integer
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    raise exception using
        errcode = 'PT429',
        message = format('More than %s events in a minute.', events_per_minute),
        hint = 'Send again in some seconds; nothing of this batch was taken.';
end
$function$;

CREATE OR REPLACE FUNCTION private.request_country()
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    told constant text := upper(coalesce(
        private.request_header('cf-ipcountry'),
        private.request_header('x-vercel-ip-country'),
        private.request_header('cloudfront-viewer-country'),
        private.request_header('x-country-code')
    ));
begin
    -- XX and T1 are Cloudflare's unknown and Tor.
    return case when told ~ '^[A-Z]{2}$' and told not in ('XX', 'T1') then told end;
end
$function$;

CREATE OR REPLACE FUNCTION private.retry_events (
  workspace uuid,
  letters   uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    letter public.event_dead_letters;
    request private.event_request;
    answer jsonb;
    accepted bigint := 0;
    rejected jsonb := '[]'::jsonb;
begin
    perform private.require_role(workspace, 'member');
    -- One by one: each came at its own time, from its own sender.
    for letter in
        select d.*
        from public.event_dead_letters as d
        where d.workspace_id = workspace and (letters is null or d.id = any (letters))
        order by d.created_at, d.place
        limit 1000
        for update
    loop
        request.workspace_id := workspace;
        request.write_key_id := letter.write_key_id;
        request.is_trusted := true;
        request.received_at := letter.created_at;
        request.skew := letter.created_at - letter.sent_at;
        answer := private.take_events(jsonb_build_array(letter.event), request, array[letter.id]);
        if answer -> 'rejected' = '[]' then
            delete from public.event_dead_letters as d where d.id = letter.id;
            accepted := accepted + (answer ->> 'accepted')::bigint;
        else
            update public.event_dead_letters as d
            set reason = answer #>> '{rejected,0,reason}'
            where d.id = letter.id;
            rejected := rejected || jsonb_build_object(
                'id', letter.id, 'reason', answer #>> '{rejected,0,reason}'
            );
        end if;
    end loop;
    return jsonb_build_object('accepted', accepted, 'rejected', rejected);
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_up_events (
  max_events integer DEFAULT 20000
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    batches bigint[];
    facts private.event_fact[];
    sessions private.session_change[];
    visitors private.visitor_change[];
    workspaces uuid[];
begin
    perform private.hold_rollups();
    with taken as (
        delete from private.event_batches as b
        where b.id in (
            select w.id
            from (
                select q.id, sum(q.events) over (order by q.id) - q.events as before
                from (
                    select p.id, p.events
                    from private.event_batches as p
                    order by p.id
                    limit 1000
                ) as q
            ) as w
            where w.before < max_events
        )
        returning b.id, b.workspace_id
    )

    select array_agg(t.id), array_agg(distinct t.workspace_id)
    into batches, workspaces
    from taken as t;
    if batches is not null then
        facts := array(select f from private.batch_facts(batches) as f);
        perform private.add_traffic(facts);
        perform private.add_products(facts);
        perform private.add_campaigns(facts);
        perform private.add_origins(facts);
        perform private.add_pages(facts);
        perform private.add_months(facts);
        sessions := array(select c from private.session_changes(facts) as c);
        perform private.add_sessions(sessions);
        perform private.add_session_months(sessions);
        perform private.store_sessions(sessions);
        visitors := array(select c from private.visitor_changes(facts) as c);
        perform private.store_visitors(visitors);
        perform private.refresh_campaign_months(
            array_agg(k.workspace_id), array_agg(k.campaign_id), array_agg(k.month)
        )
        from (
            select distinct
                f.workspace_id, f.campaign_id, date_trunc('month', f.day)::date as month
            from unnest(facts) as f
            where f.campaign_id is not null
        ) as k;
    end if;
    return jsonb_build_object(
        'batches', coalesce(cardinality(batches), 0),
        'events', coalesce(cardinality(facts), 0),
        'days_of_spend', private.roll_up_spend(),
        'workspaces', coalesce(to_jsonb(workspaces), '[]')
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_up_spend()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    workspaces uuid[];
    campaigns uuid[];
    days date[];
begin
    with taken as (
        delete from private.spend_marks as m
        where m.id in (select o.id from private.spend_marks as o order by o.id limit 10000)
        returning m.workspace_id, m.campaign_id, m.day
    )

    select array_agg(t.workspace_id), array_agg(t.campaign_id), array_agg(t.day)
    into workspaces, campaigns, days
    from (
        select distinct k.workspace_id, k.campaign_id, k.day
        from taken as k
        join public.campaigns as c on c.workspace_id = k.workspace_id and c.id = k.campaign_id
    ) as t;
    if days is null then
        return 0;
    end if;
    -- First nothing is reported of these days, then what there is: rows in a currency that no ad
    -- has any more do not stay behind.
    update public.campaign_metrics as t
    set reported_impressions = null, reported_clicks = null, spend = 0
    from unnest(workspaces, campaigns, days) as k (workspace, campaign, day)
    where
        t.workspace_id = k.workspace
        and t.campaign_id = k.campaign
        and t.date = k.day
        and (t.reported_impressions is not null or t.spend > 0);
    insert into public.campaign_metrics as t (
        workspace_id, campaign_id, date, currency, reported_impressions, reported_clicks, spend
    )
    select
        k.workspace, k.campaign, k.day, m.currency, sum(m.impressions), sum(m.clicks), sum(m.spend)
    from unnest(workspaces, campaigns, days) as k (workspace, campaign, day)
    join public.ad_sets as s on s.workspace_id = k.workspace and s.campaign_id = k.campaign
    join public.ads as a on a.workspace_id = s.workspace_id and a.ad_set_id = s.id
    join public.ad_metrics as m
        on m.workspace_id = a.workspace_id and m.ad_id = a.id and m.date = k.day
    group by k.workspace, k.campaign, k.day, m.currency
    on conflict on constraint campaign_metrics_once_per_day do update
    set
        reported_impressions = excluded.reported_impressions,
        reported_clicks = excluded.reported_clicks,
        spend = excluded.spend;
    perform private.refresh_campaign_months(
        workspaces,
        campaigns,
        array(select date_trunc('month', d)::date from unnest(days) with ordinality as u (d, n) order by n)
    );
    return cardinality(days);
end
$function$;

CREATE OR REPLACE FUNCTION private.sender_of (
  payload jsonb
)
  RETURNS private.event_request
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    sender private.event_request;
    used public.write_keys;
    origin constant text := lower(private.request_header('origin'));
    events constant integer := jsonb_array_length(payload -> 'events');
begin
    sender.received_at := clock_timestamp();
    sender.ip_address := private.request_ip();
    sender.user_agent := private.request_user_agent();
    sender.country := private.request_country();
    sender.is_trusted := true;
    if payload ? 'write_key' then
        select k.* into used from public.write_keys as k where k.key = payload ->> 'write_key';
        if used.id is null or not used.is_active then
            raise exception using
                errcode = 'PT401',
                message = 'This write key is not valid.',
                detail = 'It was never made, was deleted, or is switched off.',
                hint = 'Use a key of the table write_keys.';
        end if;
        if used.allowed_origins <> '{}' and not exists (
            select from unnest(used.allowed_origins) as allowed (pattern)
            where origin like replace(
                replace(replace(allowed.pattern, '\', '\\'), '_', '\_'), '*', '%'
            )
        ) then
            raise exception using
                errcode = 'PT403',
                message = format('%s may not use this write key.', coalesce(origin, 'No origin')),
                hint = 'Add the site''s origin to allowed_origins of the key.';
        end if;
        if not private.has_rate(
            'write_key:' || used.id, used.events_per_minute, interval '1 minute', events
        ) then
            perform private.refuse_rate(used.events_per_minute);
        end if;
        sender.workspace_id := used.workspace_id;
        sender.write_key_id := used.id;
        sender.is_trusted := false;
    elsif payload ? 'api_key' then
        select k.workspace_id into sender.workspace_id
        from public.use_api_key(payload ->> 'api_key', 'events:write') as k;
    else
        sender.workspace_id := (payload ->> 'workspace_id')::uuid;
        if sender.workspace_id is null then
            raise exception using
                errcode = 'PT401',
                message = 'Nobody says for which workspace these events are.',
                hint = 'Send write_key, api_key, or signed in workspace_id.';
        end if;
        perform private.require_role(sender.workspace_id, 'member');
    end if;
    if sender.is_trusted then
        sender.user_agent := null;
    end if;
    return sender;
end
$function$;

CREATE OR REPLACE FUNCTION private.session_changes (
  facts private.event_fact[]
)
  RETURNS SETOF private.session_change
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    with seen as materialized (
        select f.* from unnest(facts) as f where f.session is not null
    ),

    firsts as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.source, s.medium
        from seen as s
        order by s.workspace_id, s.session, s.occurred_at, s.id
    ),

    entries as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.page
        from seen as s
        where s.event_type = 'page_view' and s.page is not null
        order by s.workspace_id, s.session, s.occurred_at, s.id
    ),

    exits as (
        select distinct on (s.workspace_id, s.session)
            s.workspace_id, s.session, s.id, s.occurred_at, s.page
        from seen as s
        where s.event_type = 'page_view' and s.page is not null
        order by s.workspace_id, s.session, s.occurred_at desc, s.id desc
    ),

    totals as (
        select
            s.workspace_id,
            s.session,
            max(s.occurred_at) as last_at,
            count(*) as events,
            array_agg(distinct s.event_type)
            || coalesce(
                array_agg(distinct 'stage:' || s.stage) filter (where s.stage is not null), '{}'
            ) as reached
        from seen as s
        group by s.workspace_id, s.session
    ),

    fresh as (
        select
            t.workspace_id,
            t.session,
            f.id as first_id,
            f.occurred_at as started_at,
            t.last_at,
            f.source,
            f.medium,
            n.page as entry_page,
            n.occurred_at as entry_at,
            n.id as entry_id,
            x.page as exit_page,
            x.occurred_at as exit_at,
            x.id as exit_id,
            t.events,
            t.reached
        from totals as t
        join firsts as f using (workspace_id, session)
        left join entries as n using (workspace_id, session)
        left join exits as x using (workspace_id, session)
    )

    select b, row(m.*)::private.sessions
    from fresh as n
    left join private.sessions as b using (workspace_id, session)
    cross join lateral (
        select
            b.session is null or (n.started_at, n.first_id) < (b.started_at, b.first_id) as begins,
            b.entry_id is null or (n.entry_at, n.entry_id) < (b.entry_at, b.entry_id) as enters,
            b.exit_id is null or (n.exit_at, n.exit_id) > (b.exit_at, b.exit_id) as leaves
    ) as is_new
    cross join lateral (
        select
            n.workspace_id,
            n.session,
            case when is_new.begins then n.first_id else b.first_id end,
            case when is_new.begins then n.started_at else b.started_at end,
            greatest(n.last_at, b.last_at),
            case when is_new.begins then n.source else b.source end,
            case when is_new.begins then n.medium else b.medium end,
            case when is_new.enters then n.entry_page else b.entry_page end,
            case when is_new.enters then n.entry_at else b.entry_at end,
            case when is_new.enters then n.entry_id else b.entry_id end,
            case when is_new.leaves then n.exit_page else b.exit_page end,
            case when is_new.leaves then n.exit_at else b.exit_at end,
            case when is_new.leaves then n.exit_id else b.exit_id end,
            n.events + coalesce(b.events, 0),
            array(
                select distinct r.what
                from unnest(n.reached || b.reached) as r (what)
                order by r.what
                limit 40
            )
    ) as m;
end
$function$;

CREATE OR REPLACE FUNCTION private.session_pages (
  changes private.session_change[]
)
  RETURNS TABLE (
    workspace_id uuid,
    page         text,
    day          date,
    entries      integer,
    exits        integer
  )
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select s.workspace_id, p.page, (p.moment at time zone 'UTC')::date, p.entries, p.exits
    from (
        select -1 as side, (c.before).* from unnest(changes) as c
        where (c.before).session is not null
        union all
        select 1, (c.after).* from unnest(changes) as c
    ) as s
    cross join lateral (
        values (s.entry_page, s.entry_at, s.side, 0), (s.exit_page, s.exit_at, 0, s.side)
    ) as p (page, moment, entries, exits)
    where p.page is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.session_sides (
  changes private.session_change[]
)
  RETURNS TABLE (
    workspace_id uuid,
    side         integer,
    day          date,
    hour         timestamp with time zone,
    source       text,
    medium       text,
    reached      text[],
    bounces      integer,
    seconds      numeric
  )
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select
        s.workspace_id,
        s.side,
        (s.started_at at time zone 'UTC')::date,
        date_trunc('hour', s.started_at, 'UTC'),
        s.source,
        s.medium,
        s.reached,
        case when s.events = 1 then 1 else 0 end,
        extract(epoch from s.last_at - s.started_at)
    from (
        select -1 as side, (c.before).* from unnest(changes) as c
        where (c.before).session is not null
        union all
        select 1, (c.after).* from unnest(changes) as c
    ) as s;
end
$function$;

CREATE OR REPLACE FUNCTION private.sketch_size (
  hashes integer[],
  k      integer
)
  RETURNS bigint
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    kept constant integer := coalesce(cardinality(hashes), 0);
begin
    if kept < k then
        return kept;
    end if;
    return round((k - 1) * 4294967296.0::float8 / (hashes[k]::float8 + 2147483648.0::float8));
end
$function$;

CREATE OR REPLACE FUNCTION private.spend_rate (
  write_key uuid,
  events    integer
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    per_minute constant integer := (
        select k.events_per_minute from public.write_keys as k where k.id = write_key
    );
begin
    if not (
        select r.allowed
        from private.take_rate(
            'write_key:' || write_key, per_minute, interval '1 minute', events
        ) as r
    ) then
        perform private.refuse_rate(per_minute);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.store_events (
  batch    bigint,
  list     jsonb,
  request  private.event_request,
  settings public.analytics_settings,
  OUT      taken bigint,
  OUT      duplicates bigint,
  OUT      bots bigint
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    -- For browsers that send no visitor_id: the same until midnight.
    stranger constant text := case
        when settings.names_visitors and not request.is_trusted
            then private.stranger(request)
    end;
    ip constant inet := private.reduced_ip(
        request.workspace_id, request.ip_address, settings.ip_mode
    );
    told constant text[] := array[
        'id', 'event_type', 'occurred_at', 'campaign_id', 'component_id', 'ad_id', 'product_id',
        'order_id', 'customer_id', 'managed_url_id', 'action', 'stage', 'conversion_type',
        'quantity', 'revenue', 'currency', 'visitor_id', 'session_id', 'page', 'url', 'referrer',
        'platform', 'source', 'medium', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content',
        'utm_term', 'country', 'region', 'city', 'ip_address', 'user_agent', 'properties'
    ];
begin
    with sent as materialized (
        select
            r.*,
            x.e - told as rest,
            coalesce(r.session_id, stranger) as visit,
            coalesce(
                request.user_agent, case when request.is_trusted then r.user_agent end
            ) as program,
            case
                when r.occurred_at + request.skew > request.received_at + interval '5 minutes'
                    then request.received_at
                else coalesce(r.occurred_at + request.skew, request.received_at)
            end as moment,
            private.url_host(r.url) as host,
            private.url_host(r.referrer) as referring
        from jsonb_array_elements(list) as x (e)
        cross join lateral jsonb_to_record(x.e) as r (
            id uuid,
            event_type text,
            occurred_at timestamptz,
            campaign_id uuid,
            component_id uuid,
            ad_id uuid,
            product_id uuid,
            order_id uuid,
            customer_id uuid,
            managed_url_id uuid,
            action text,
            stage text,
            conversion_type text,
            quantity integer,
            revenue numeric,
            currency text,
            visitor_id text,
            session_id text,
            page text,
            url text,
            referrer text,
            platform text,
            source text,
            medium text,
            utm_source text,
            utm_medium text,
            utm_campaign text,
            utm_content text,
            utm_term text,
            country text,
            region text,
            city text,
            ip_address inet,
            user_agent text,
            properties jsonb
        )
    ),

    -- Parameters of the address count where the sender has not named them.
    tagged as (
        select
            s.*,
            coalesce(s.utm_source, private.url_parameter(s.url, 'utm_source')) as tag_source,
            coalesce(s.utm_medium, private.url_parameter(s.url, 'utm_medium')) as tag_medium,
            coalesce(s.platform, private.click_platform(s.url)) as clicked_at,
            not settings.keeps_bots and coalesce(private.is_bot(s.program), false) as is_bot
        from sent as s
    ),

    settled as materialized (
        select
            t.*,
            coalesce(t.source, t.tag_source, t.clicked_at, o.source) as own_source,
            case
                when t.source is not null or t.tag_source is not null
                    then coalesce(t.medium, t.tag_medium)
                when t.clicked_at is not null then coalesce(t.medium, t.tag_medium, 'cpc')
                else coalesce(t.medium, t.tag_medium, o.medium)
            end as own_medium
        from tagged as t
        cross join lateral private.referrer_origin(
            case when t.referring is distinct from t.host then t.referring end
        ) as o
        where not t.is_bot
    ),

    checked as (
        select private.check_events(
            request.workspace_id,
            array_agg(distinct s.campaign_id) filter (where s.campaign_id is not null),
            array_agg(distinct s.component_id) filter (where s.component_id is not null),
            array_agg(distinct s.ad_id) filter (where s.ad_id is not null),
            array_agg(distinct s.product_id) filter (where s.product_id is not null),
            array_agg(distinct s.order_id) filter (where s.order_id is not null),
            array_agg(distinct s.customer_id) filter (where s.customer_id is not null),
            array_agg(distinct s.managed_url_id) filter (where s.managed_url_id is not null),
            array_agg(distinct s.currency) filter (where s.currency is not null),
            min(s.moment),
            max(octet_length(s.rest::text) + octet_length(s.properties::text))
        )
        from settled as s
    ),

    -- The key of events cannot see an event again whose time is not what its sender said.
    fresh as (
        insert into private.event_receipts (workspace_id, id, received_at)
        select request.workspace_id, s.id, request.received_at
        from settled as s
        where s.id is not null and s.moment is distinct from s.occurred_at
        on conflict do nothing
        returning event_receipts.id
    ),

    -- Later events of a visit have the source that it began with.
    visits as (
        select distinct on (v.visit) v.visit, v.source, v.medium
        from (
            select k.visit, b.source, b.medium, b.started_at as moment
            from (select distinct s.visit from settled as s where s.own_source is null) as k
            join private.sessions as b
                on b.workspace_id = request.workspace_id and b.session = md5(k.visit)::uuid
            where b.source <> 'direct'
            union all
            select s.visit, s.own_source, s.own_medium, s.moment
            from settled as s
            where s.own_source is not null and s.visit is not null
        ) as v
        order by v.visit, v.moment
    ),

    stored as (
        insert into public.events (
            id, workspace_id, batch, campaign_id, component_id, ad_id, product_id, order_id,
            customer_id, managed_url_id, event_type, action, stage, conversion_type, quantity,
            revenue, currency, visitor_id, session_id, page, referrer, platform, source, medium,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term, country, region, city,
            ip_address, user_agent, properties, occurred_at, received_at
        )
        select
            coalesce(s.id, gen_random_uuid()),
            request.workspace_id,
            store_events.batch,
            s.campaign_id,
            s.component_id,
            s.ad_id,
            s.product_id,
            s.order_id,
            s.customer_id,
            s.managed_url_id,
            s.event_type,
            s.action,
            s.stage,
            s.conversion_type,
            coalesce(s.quantity, 1),
            s.revenue,
            s.currency,
            coalesce(s.visitor_id, stranger),
            s.visit,
            left(coalesce(s.page, private.url_path(s.url)), 2048),
            left(s.referrer, 2048),
            s.clicked_at,
            left(coalesce(s.own_source, v.source), 255),
            left(case when s.own_source is null then v.medium else s.own_medium end, 255),
            left(s.tag_source, 255),
            left(s.tag_medium, 255),
            left(coalesce(s.utm_campaign, private.url_parameter(s.url, 'utm_campaign')), 255),
            left(coalesce(s.utm_content, private.url_parameter(s.url, 'utm_content')), 255),
            left(coalesce(s.utm_term, private.url_parameter(s.url, 'utm_term')), 255),
            case when request.is_trusted then upper(s.country) else request.country end,
            s.region,
            s.city,
            case
                when request.is_trusted
                    then private.reduced_ip(request.workspace_id, s.ip_address, settings.ip_mode)
                else ip
            end,
            left(s.program, 1000),
            s.rest || coalesce(s.properties, '{}') || case
                when s.occurred_at is distinct from s.moment and s.occurred_at is not null
                    then jsonb_build_object('sent_occurred_at', s.occurred_at)
                else '{}'
            end,
            s.moment,
            request.received_at
        from checked
        cross join settled as s
        left join visits as v on v.visit = s.visit
        where
            s.id is null
            or s.moment = s.occurred_at
            or s.id in (select f.id from fresh as f)
        on conflict do nothing
        returning 1
    )

    select
        (select count(*) from stored),
        (select count(*) from settled) - (select count(*) from stored),
        (select count(*) from tagged as t where t.is_bot)
    into taken, duplicates, bots;
end
$function$;

CREATE OR REPLACE FUNCTION private.store_sessions (
  changes private.session_change[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    with deltas as materialized (
        select
            s.workspace_id, g.grain, g.bucket, s.reached, sum(s.side) as sessions
        from private.session_sides(changes) as s
        cross join lateral (
            values ('day', s.day), ('month', date_trunc('month', s.day)::date)
        ) as g (grain, bucket)
        group by s.workspace_id, g.grain, g.bucket, s.reached
        having sum(s.side) <> 0
    ),

    changed as (
        update private.session_patterns as t
        set sessions = t.sessions + d.sessions
        from deltas as d
        where
            t.workspace_id = d.workspace_id
            and t.grain = d.grain
            and t.bucket = d.bucket
            and t.reached = d.reached
        returning t.workspace_id, t.grain, t.bucket, t.reached
    )

    insert into private.session_patterns (workspace_id, grain, bucket, reached, sessions)
    select d.workspace_id, d.grain, d.bucket, d.reached, d.sessions
    from deltas as d
    where (d.workspace_id, d.grain, d.bucket, d.reached) not in (
        select c.workspace_id, c.grain, c.bucket, c.reached from changed as c
    );

    insert into private.sessions as t select (c.after).* from unnest(changes) as c
    on conflict on constraint sessions_pkey do update
    set
        first_id = excluded.first_id,
        started_at = excluded.started_at,
        last_at = excluded.last_at,
        source = excluded.source,
        medium = excluded.medium,
        entry_page = excluded.entry_page,
        entry_at = excluded.entry_at,
        entry_id = excluded.entry_id,
        exit_page = excluded.exit_page,
        exit_at = excluded.exit_at,
        exit_id = excluded.exit_id,
        events = excluded.events,
        reached = excluded.reached;
end
$function$;

CREATE OR REPLACE FUNCTION private.store_visitors (
  changes private.visitor_change[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    with deltas as materialized (
        select s.workspace_id, s.weeks[1] as cohort_week, w.week, sum(s.side) as visitors
        from (
            select c.workspace_id, -1 as side, c.before as weeks from unnest(changes) as c
            where c.before is not null
            union all
            select c.workspace_id, 1, c.after from unnest(changes) as c
        ) as s
        cross join unnest(s.weeks) as w (week)
        group by s.workspace_id, s.weeks[1], w.week
        having sum(s.side) <> 0
    ),

    changed as (
        update private.retention_weeks as t
        set visitors = t.visitors + d.visitors
        from deltas as d
        where
            t.workspace_id = d.workspace_id
            and t.cohort_week = d.cohort_week
            and t.week = d.week
        returning t.workspace_id, t.cohort_week, t.week
    )

    insert into private.retention_weeks (workspace_id, cohort_week, week, visitors)
    select d.workspace_id, d.cohort_week, d.week, d.visitors
    from deltas as d
    where (d.workspace_id, d.cohort_week, d.week) not in (
        select c.workspace_id, c.cohort_week, c.week from changed as c
    );

    insert into private.visitors (workspace_id, visitor, weeks)
    select c.workspace_id, c.visitor, c.after from unnest(changes) as c
    on conflict on constraint visitors_pkey do update set weeks = excluded.weeks;
end
$function$;

CREATE OR REPLACE FUNCTION private.stored_ip (
  workspace uuid,
  ip        inet
)
  RETURNS inet
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.reduced_ip(
        workspace,
        ip,
        coalesce(
            (
                select s.ip_mode from public.analytics_settings as s
                where s.workspace_id = workspace
            ),
            'truncated'
        )
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.stranger (
  request private.event_request
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return left(
        encode(
            extensions.hmac(
                convert_to(
                    concat_ws(
                        ' ', request.workspace_id, host(request.ip_address), request.user_agent
                    ),
                    'UTF8'
                ),
                private.day_secret((request.received_at at time zone 'UTC')::date),
                'sha256'
            ),
            'hex'
        ),
        32
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.tail_facts (
  workspace uuid
)
  RETURNS SETOF private.event_fact
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    batches constant bigint[] := array(
        select b.id from private.event_batches as b where b.workspace_id = workspace
    );
begin
    if batches = '{}' then
        return;
    end if;
    return query select f.* from private.batch_facts(batches) as f;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_events (
  list    jsonb,
  request private.event_request,
  letters uuid[]                DEFAULT NULL::uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    settings public.analytics_settings;
    batch bigint;
    done record;
    taken bigint := 0;
    duplicates bigint := 0;
    bots bigint := 0;
    rejected jsonb := '[]'::jsonb;
    reason text;
    hint text;
begin
    select s.* into settings
    from public.analytics_settings as s
    where s.workspace_id = request.workspace_id;
    settings.ip_mode := coalesce(settings.ip_mode, 'truncated');
    settings.keeps_bots := coalesce(settings.keeps_bots, false);
    settings.names_visitors := coalesce(settings.names_visitors, true);
    batch := private.open_batch(request.workspace_id, jsonb_array_length(list));
    begin
        select s.* into done from private.store_events(batch, list, request, settings) as s;
        taken := done.taken;
        duplicates := done.duplicates;
        bots := done.bots;
    exception when data_exception or integrity_constraint_violation or sqlstate 'PT422' then
        -- One by one, so that the good ones are taken and each bad one says what is wrong.
        for place in 0 .. jsonb_array_length(list) - 1 loop
            begin
                select s.* into done
                from private.store_events(
                    batch, jsonb_build_array(list -> place), request, settings
                ) as s;
                taken := taken + done.taken;
                duplicates := duplicates + done.duplicates;
                bots := bots + done.bots;
            exception when data_exception or integrity_constraint_violation or sqlstate 'PT422' then
                get stacked diagnostics reason = message_text, hint = pg_exception_hint;
                reason := private.event_fault(list -> place, reason, hint);
                rejected := rejected || jsonb_build_object('index', place, 'reason', reason);
                if letters is null then
                    insert into public.event_dead_letters (
                        workspace_id, write_key_id, place, event, sent_at, reason, created_at
                    )
                    values (
                        request.workspace_id, request.write_key_id, place, list -> place,
                        request.received_at - request.skew, reason, request.received_at
                    );
                end if;
            end;
        end loop;
    end;
    if taken = 0 then
        delete from private.event_batches as b where b.id = batch;
    end if;
    return jsonb_build_object(
        'accepted', taken, 'duplicates', duplicates, 'bots', bots, 'rejected', rejected
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.union_size (
  sketches private.sketch[],
  k        integer
)
  RETURNS bigint
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    -- Hashes that are looked at: enough for an error of about 1 %, and few enough to be quick.
    looked_at constant float8 := 20000;
    whole constant float8 := 4294967296;
    total float8;
    bound float8;
    theta integer;
    found bigint;
begin
    select
        sum(cardinality(s.hashes)),
        least(
            min(s.hashes[k]::float8 + whole / 2),
            whole * looked_at / nullif(sum(greatest(s.size, 1)), 0)
        )
    into total, bound
    from unnest(sketches) as s
    where cardinality(s.hashes) > 0;
    if total is null then
        return 0;
    end if;
    if bound is null or bound >= whole or (
        total <= looked_at and not exists (
            select from unnest(sketches) as s where cardinality(s.hashes) >= k
        )
    ) then
        select count(distinct h.hash) into found
        from unnest(sketches) as s
        cross join unnest(s.hashes) as h (hash);
        return found;
    end if;
    theta := greatest(floor(bound - whole / 2), -2147483647)::integer;
    select count(distinct h.hash) into found
    from unnest(sketches) as s
    cross join unnest(s.hashes[:width_bucket(theta - 1, s.hashes)]) as h (hash)
    where cardinality(s.hashes) > 0;
    return round(found * whole / (theta::float8 + whole / 2));
end
$function$;

CREATE OR REPLACE FUNCTION private.url_host (
  url text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select lower(substring(url from '^[a-zA-Z]+://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)'))
$function$;

CREATE OR REPLACE FUNCTION private.url_parameter (
  url  text,
  name text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select nullif(
        private.decoded_url_part(substring(url from '[?&]' || name || '=([^&#]*)')), ''
    )
$function$;

CREATE OR REPLACE FUNCTION private.url_path (
  url text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select coalesce(nullif(substring(url from '^[a-zA-Z]+://[^/?#]*([^?#]*)'), ''), '/')
    where url is not null
$function$;

CREATE OR REPLACE FUNCTION private.visitor_changes (
  facts private.event_fact[]
)
  RETURNS SETOF private.visitor_change
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select
        n.workspace_id,
        n.visitor,
        v.weeks,
        case
            when v.weeks @> n.weeks then v.weeks
            else array(select distinct w.week from unnest(v.weeks || n.weeks) as w (week) order by 1)
        end
    from (
        select f.workspace_id, f.visitor, array_agg(distinct private.week_of(f.day)) as weeks
        from unnest(facts) as f
        where f.visitor is not null
        group by f.workspace_id, f.visitor
    ) as n
    left join private.visitors as v using (workspace_id, visitor)
    where v.weeks is null or not v.weeks @> n.weeks;
end
$function$;

CREATE OR REPLACE FUNCTION private.visitor_hash (
  visitor uuid
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select ('x' || left(visitor::text, 8))::bit(32)::integer
$function$;

CREATE OR REPLACE FUNCTION private.week_of (
  day date
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    -- 1970-01-05 was a Monday. Floor, so that it holds before it as well.
    select floor((day - '1970-01-05'::date) / 7.0)::integer
$function$;

CREATE OR REPLACE FUNCTION public.retry_events (
  workspace_id uuid,
  letters      uuid[] DEFAULT NULL::uuid[]
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.retry_events(retry_events.workspace_id, retry_events.letters)
$function$;

REVOKE ALL ON FUNCTION "public"."retry_events"(uuid, uuid[]) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.roll_up_events (
  max_events integer DEFAULT 20000
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.roll_up_events(roll_up_events.max_events)
$function$;

REVOKE ALL ON FUNCTION "public"."roll_up_events"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.track_beacon (
  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.receive_events($1::jsonb);
exception when invalid_text_representation then
    raise exception using
        errcode = 'PT400',
        message = 'The body is not JSON.',
        hint = 'Send what track_events takes, as text.';
end
$function$;

CREATE OR REPLACE FUNCTION public.track_events (
  jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.receive_events($1)
$function$;

ALTER TABLE "private"."event_batches"
  ADD CONSTRAINT "event_batches_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."event_receipts"
  ADD CONSTRAINT "event_receipts_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."metric_months"
  ADD CONSTRAINT "metric_months_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."retention_weeks"
  ADD CONSTRAINT "retention_weeks_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."session_patterns"
  ADD CONSTRAINT "session_patterns_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."sessions"
  ADD CONSTRAINT "sessions_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."spend_marks"
  ADD CONSTRAINT "spend_marks_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."visitors"
  ADD CONSTRAINT "visitors_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."analytics_settings"
  ADD CONSTRAINT "analytics_settings_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."analytics_settings"
  ADD CONSTRAINT "analytics_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."campaign_metrics"
  ADD CONSTRAINT "campaign_metrics_measured_clicks_not_negative" CHECK ((measured_clicks >= 0));

ALTER TABLE "public"."campaign_metrics"
  ADD CONSTRAINT "campaign_metrics_measured_impressions_not_negative" CHECK ((measured_impressions >= 0));

ALTER TABLE "public"."campaign_metrics"
  ADD CONSTRAINT "campaign_metrics_reported_clicks_not_negative" CHECK ((reported_clicks >= 0));

ALTER TABLE "public"."campaign_metrics"
  ADD CONSTRAINT "campaign_metrics_reported_impressions_not_negative" CHECK ((reported_impressions >= 0));

ALTER TABLE "public"."country_metrics"
  ADD CONSTRAINT "country_metrics_views_not_negative" CHECK ((views >= 0));

ALTER TABLE "public"."event_dead_letters"
  ADD CONSTRAINT "event_dead_letters_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."events"
  ADD CONSTRAINT "events_currency_form" CHECK ((currency ~ '^[A-Z]{3}$'::text));

ALTER TABLE "public"."link_metrics"
  ADD CONSTRAINT "link_metrics_managed_url" FOREIGN KEY (workspace_id, managed_url_id) REFERENCES public.managed_urls(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."link_metrics"
  ADD CONSTRAINT "link_metrics_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."page_metrics"
  ADD CONSTRAINT "page_metrics_pkey" PRIMARY KEY (workspace_id, page, date);

ALTER TABLE "public"."product_metrics"
  ADD CONSTRAINT "product_metrics_pkey" PRIMARY KEY (workspace_id, product_id, date, currency);

ALTER TABLE "public"."traffic_daily"
  ADD CONSTRAINT "traffic_daily_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."traffic_daily"
  ADD CONSTRAINT "traffic_daily_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."traffic_hourly"
  ADD CONSTRAINT "traffic_hourly_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."traffic_hourly"
  ADD CONSTRAINT "traffic_hourly_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."event_dead_letters"
  ADD CONSTRAINT "event_dead_letters_write_key" FOREIGN KEY (workspace_id, write_key_id) REFERENCES public.write_keys(workspace_id, id) ON DELETE SET NULL (write_key_id);

ALTER TABLE "public"."write_keys"
  ADD CONSTRAINT "write_keys_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

CREATE VIEW "public"."campaign_totals" WITH (security_invoker=true) AS  SELECT campaigns.id AS campaign_id,
    campaigns.workspace_id,
    campaigns.currency,
    totals.views,
    totals.impressions,
    totals.clicks,
    totals.conversions,
    totals.spend,
    totals.revenue_generated
   FROM (public.campaigns
     CROSS JOIN LATERAL ( SELECT (COALESCE(sum(m.views), (0)::numeric))::bigint AS views,
            (COALESCE(sum(m.impressions), (0)::numeric))::bigint AS impressions,
            (COALESCE(sum(m.clicks), (0)::numeric))::bigint AS clicks,
            (COALESCE(sum(m.conversions), (0)::numeric))::bigint AS conversions,
            COALESCE(sum(m.spend) FILTER (WHERE (m.currency = campaigns.currency)), (0)::numeric) AS spend,
            COALESCE(sum(m.net_revenue) FILTER (WHERE (m.currency = campaigns.currency)), (0)::numeric) AS revenue_generated
           FROM public.campaign_metrics m
          WHERE ((m.workspace_id = campaigns.workspace_id) AND (m.campaign_id = campaigns.id))) totals);

REVOKE ALL ON TABLE "public"."campaign_totals" FROM "anon";

CREATE INDEX event_receipts_time ON private.event_receipts USING btree (received_at);

CREATE INDEX events_default_batch_idx ON private.events_default USING btree (batch);

CREATE INDEX metric_months_revenue ON private.metric_months USING btree (workspace_id, dimension, month, revenue DESC)
  WHERE (revenue > (0)::numeric);

CREATE INDEX metric_months_views ON private.metric_months USING btree (workspace_id, dimension, month, views DESC);

CREATE INDEX sessions_recent ON private.sessions USING btree (workspace_id, last_at DESC);

CREATE INDEX analytics_settings_currency ON public.analytics_settings USING btree (currency);

CREATE INDEX event_dead_letters_recent ON public.event_dead_letters USING btree (workspace_id, created_at DESC);

CREATE INDEX event_dead_letters_time ON public.event_dead_letters USING btree (created_at);

CREATE INDEX event_dead_letters_write_key ON public.event_dead_letters USING btree (workspace_id, write_key_id)
  WHERE (write_key_id IS NOT NULL);

CREATE INDEX events_batch ON ONLY public.events USING btree (batch);

ALTER INDEX "public"."events_batch" ATTACH PARTITION "private"."events_default_batch_idx";

CREATE INDEX link_metrics_days ON public.link_metrics USING btree (workspace_id, date DESC);

CREATE INDEX page_metrics_views ON public.page_metrics USING btree (workspace_id, date, views DESC);

CREATE INDEX product_metrics_revenue ON public.product_metrics USING btree (workspace_id, date, revenue DESC)
  WHERE (revenue > (0)::numeric);

CREATE INDEX product_metrics_views ON public.product_metrics USING btree (workspace_id, date, views DESC);

CREATE INDEX traffic_daily_currency ON public.traffic_daily USING btree (currency);

CREATE INDEX traffic_hourly_currency ON public.traffic_hourly USING btree (currency);

CREATE INDEX write_keys_recent ON public.write_keys USING btree (workspace_id, created_at DESC);

CREATE TRIGGER ad_metrics_note_spend_changed
  AFTER UPDATE ON public.ad_metrics REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.note_spend();

CREATE TRIGGER ad_metrics_note_spend_gone
  AFTER DELETE ON public.ad_metrics REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.note_spend();

CREATE TRIGGER ad_metrics_note_spend_new
  AFTER INSERT ON public.ad_metrics REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.note_spend();

CREATE TRIGGER analytics_settings_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.analytics_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER analytics_settings_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.analytics_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER analytics_settings_recount
  AFTER INSERT OR DELETE OR UPDATE OF currency ON public.analytics_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.follow_currency();

CREATE TRIGGER analytics_settings_touch
  BEFORE UPDATE ON public.analytics_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER link_metrics_touch
  BEFORE UPDATE ON public.link_metrics
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER traffic_daily_touch
  BEFORE UPDATE ON public.traffic_daily
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER traffic_hourly_touch
  BEFORE UPDATE ON public.traffic_hourly
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER workspaces_forget_events
  AFTER DELETE ON public.workspaces REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.forget_events();

CREATE TRIGGER write_keys_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.write_keys
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER write_keys_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.write_keys
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER write_keys_touch
  BEFORE UPDATE ON public.write_keys
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE POLICY "day_secrets_select" ON "private"."day_secrets"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "event_batches_select" ON "private"."event_batches"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "event_receipts_select" ON "private"."event_receipts"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "metric_months_select" ON "private"."metric_months"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "retention_weeks_select" ON "private"."retention_weeks"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "session_patterns_select" ON "private"."session_patterns"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "sessions_select" ON "private"."sessions"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "spend_marks_select" ON "private"."spend_marks"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "visitors_select" ON "private"."visitors"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "analytics_settings_delete" ON "public"."analytics_settings"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "analytics_settings_insert" ON "public"."analytics_settings"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "analytics_settings_select" ON "public"."analytics_settings"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "analytics_settings_update" ON "public"."analytics_settings"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "event_dead_letters_delete" ON "public"."event_dead_letters"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "event_dead_letters_select" ON "public"."event_dead_letters"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))));

CREATE POLICY "link_metrics_select" ON "public"."link_metrics"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "traffic_daily_select" ON "public"."traffic_daily"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "traffic_hourly_select" ON "public"."traffic_hourly"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "write_keys_delete" ON "public"."write_keys"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "write_keys_insert" ON "public"."write_keys"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "write_keys_select" ON "public"."write_keys"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "write_keys_update" ON "public"."write_keys"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

COMMENT ON COLUMN "private"."event_batches"."events" IS 'About how many: it paces the roll-up.';

COMMENT ON COLUMN "private"."metric_months"."impressions" IS 'As the tables by day show it: reported by the ad platform, else measured. The same for clicks.';

COMMENT ON COLUMN "private"."metric_months"."key" IS 'Id of the product, campaign, component or link; country; page; source and medium with a tab between; empty for traffic, the whole workspace.';

COMMENT ON COLUMN "private"."session_patterns"."bucket" IS 'The day, or the first day of the month.';

COMMENT ON COLUMN "private"."sessions"."entry_page" IS 'Page of its first page view.';

COMMENT ON COLUMN "private"."sessions"."exit_page" IS 'Page of its last page view.';

COMMENT ON COLUMN "private"."sessions"."first_id" IS 'Its first event, by time and id: the one that source and medium are from.';

COMMENT ON COLUMN "private"."sessions"."reached" IS 'Sorted types of its events, and their stages as stage:<stage>; at most 40.';

COMMENT ON COLUMN "private"."sessions"."session" IS 'MD5 of the session_id.';

COMMENT ON COLUMN "private"."visitors"."visitor" IS 'MD5 of the visitor_id.';

COMMENT ON COLUMN "private"."visitors"."weeks" IS 'Sorted Mondays, as days since 1970-01-05, in weeks: 0 is the week of that Monday.';

COMMENT ON COLUMN "public"."analytics_settings"."currency" IS 'Of the numbers: events without money count in its rows of the rollups.';

COMMENT ON COLUMN "public"."analytics_settings"."ip_mode" IS 'none: no address is kept. truncated: the last byte of IPv4 and the last 80 bits of IPv6 are zero. hashed: an address in fd00::/8 made with a secret of the day. full: as it came.';

COMMENT ON COLUMN "public"."analytics_settings"."keeps_bots" IS 'Whether events of programs that say they are bots are kept. Otherwise they are counted in the answer and dropped.';

COMMENT ON COLUMN "public"."analytics_settings"."names_visitors" IS 'Whether a browser that sends no visitor_id gets one for the day, made of address and program with a secret that is thrown away two days later. Nothing is stored in the browser.';

COMMENT ON COLUMN "public"."campaign_metrics"."clicks" IS 'As reported, else as measured.';

COMMENT ON COLUMN "public"."campaign_metrics"."cpc" IS 'Spend per click; null without clicks.';

COMMENT ON COLUMN "public"."campaign_metrics"."ctr" IS 'Clicks per impression; null without impressions. Over several days divide the sums.';

COMMENT ON COLUMN "public"."campaign_metrics"."impressions" IS 'As reported, else as measured.';

COMMENT ON COLUMN "public"."campaign_metrics"."measured_clicks" IS 'Counted from events.';

COMMENT ON COLUMN "public"."campaign_metrics"."measured_impressions" IS 'Counted from events.';

COMMENT ON COLUMN "public"."campaign_metrics"."reported_clicks" IS 'Sum of ad_metrics.clicks of the campaign''s ads; null for a day without any.';

COMMENT ON COLUMN "public"."campaign_metrics"."reported_impressions" IS 'Sum of ad_metrics.impressions of the campaign''s ads; null for a day without any.';

COMMENT ON COLUMN "public"."event_dead_letters"."place" IS 'Where it stood in its batch, from 0.';

COMMENT ON COLUMN "public"."event_dead_letters"."reason" IS 'What was wrong, and what to do.';

COMMENT ON COLUMN "public"."event_dead_letters"."sent_at" IS 'When the batch was sent by the sender''s clock; its events are put right by it.';

COMMENT ON COLUMN "public"."events"."batch" IS 'With what it came in; private.event_batches says which are not rolled up yet. Null for rows that were restored: they are in the rollups.';

COMMENT ON COLUMN "public"."page_metrics"."exits" IS 'Sessions whose last page this was.';

COMMENT ON COLUMN "public"."product_metrics"."sales" IS 'Units sold: sales, revenue and refunds are those of revenue_breakdown, made from orders.';

COMMENT ON COLUMN "public"."traffic_daily"."bounces" IS 'Sessions of a single event.';

COMMENT ON COLUMN "public"."traffic_daily"."revenue" IS 'Of conversions and rebills, as events say.';

COMMENT ON COLUMN "public"."traffic_daily"."session_seconds" IS 'From the first to the last event of each session, added up.';

COMMENT ON COLUMN "public"."traffic_daily"."sessions" IS 'That began on the day.';

COMMENT ON COLUMN "public"."traffic_daily"."visitor_hashes" IS 'At most 8,192 hashes.';

COMMENT ON COLUMN "public"."traffic_hourly"."hour" IS 'Its beginning, UTC.';

COMMENT ON COLUMN "public"."traffic_hourly"."sessions" IS 'That began in the hour.';

COMMENT ON COLUMN "public"."traffic_hourly"."visitor_hashes" IS 'At most 2,048 hashes.';

COMMENT ON COLUMN "public"."write_keys"."allowed_origins" IS 'Origins that may use the key: https://shop.example, https://*.example.com. Empty: all of them.';

COMMENT ON COLUMN "public"."write_keys"."events_per_minute" IS 'More are refused; a batch counts with all its events.';

COMMENT ON FUNCTION "private"."add_campaigns"(private.event_fact[]) IS 'Adds events to campaign_metrics and component_metrics. What was spent is added from ad_metrics.';

COMMENT ON FUNCTION "private"."add_months"(private.event_fact[]) IS 'Adds events to metric_months.';

COMMENT ON FUNCTION "private"."add_origins"(private.event_fact[]) IS 'Adds events to country_metrics and source_metrics. Sessions are added by add_sessions.';

COMMENT ON FUNCTION "private"."add_pages"(private.event_fact[]) IS 'Adds events to page_metrics and link_metrics.';

COMMENT ON FUNCTION "private"."add_product_sales"(uuid, date[]) IS 'Sets sales, revenue and refunds of product_metrics and of their months from revenue_breakdown, for some days.';

COMMENT ON FUNCTION "private"."add_products"(private.event_fact[]) IS 'Adds events to product_metrics. What was sold is added from orders.';

COMMENT ON FUNCTION "private"."add_session_months"(private.session_change[]) IS 'Corrects the sessions in metric_months.';

COMMENT ON FUNCTION "private"."add_sessions"(private.session_change[]) IS 'Corrects the sessions in the rollups by day and hour: their rows are there, because the events that sessions begin and end with are in them.';

COMMENT ON FUNCTION "private"."add_traffic"(private.event_fact[]) IS 'Adds events to traffic_daily and traffic_hourly.';

COMMENT ON FUNCTION "private"."batch_facts"(bigint[]) IS 'What the events of some batches count for.';

COMMENT ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], timestamp with time zone, integer) IS 'What events refer to must be there, in their workspace: they have no foreign keys. earliest is the first of their times, longest the bytes of their largest properties. PT422 names the first fault.';

COMMENT ON FUNCTION "private"."click_platform"(text) IS 'The ad platform whose click id a URL carries; null without one.';

COMMENT ON FUNCTION "private"."compute_revenue"(uuid, date[]) IS 'Writes some days of revenue_daily, revenue_breakdown and the sales of product_metrics from orders, payments and refunds. A day without any of them has no rows.';

COMMENT ON FUNCTION "private"."day_secret"(date) IS 'The secret of a day, made when it is first needed; those of more than two days ago are deleted.';

COMMENT ON FUNCTION "private"."decoded_url_part"(text) IS 'A part of a query as it was meant: percent-encoded bytes and + decoded (WHATWG URL, application/x-www-form-urlencoded).';

COMMENT ON FUNCTION "private"."event_fault"(jsonb, text, text) IS 'Why an event was not taken, for whoever sent it.';

COMMENT ON FUNCTION "private"."facts_of"(public.events, text) IS 'What an event counts for in a workspace whose numbers are in a currency.';

COMMENT ON FUNCTION "private"."follow_currency"() IS 'Trigger of analytics_settings: numbers in another currency are counted again from the events.';

COMMENT ON FUNCTION "private"."forget_events"() IS 'Trigger of workspaces, per statement: events go with their workspace. They have no foreign key, which every event would pay for.';

COMMENT ON FUNCTION "private"."has_rate"(text, integer, interval, integer) IS 'Whether private.take_rate would let the same through now. Takes nothing and waits for nobody: for refusing early what would be refused at the end.';

COMMENT ON FUNCTION "private"."hashes_of"(integer[]) IS 'Hashes sorted and without duplicates.';

COMMENT ON FUNCTION "private"."hold_rollups"() IS 'Waits until nobody else adds to rollups, until the end of the transaction: deltas are summed first and added after, and two that add would wait for each other''s rows.';

COMMENT ON FUNCTION "private"."home_currency"(uuid) IS 'The currency of a workspace''s numbers: that of analytics_settings, else USD.';

COMMENT ON FUNCTION "private"."is_bot"(text) IS 'Whether a program says that it is none that people look with: crawlers, checks, previews, libraries.';

COMMENT ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) IS 'The sketch of the union of two sets, at most k hashes. Both are sorted and without duplicates.';

COMMENT ON FUNCTION "private"."note_spend"() IS 'Trigger of ad_metrics, per statement: the days of campaigns that it touched are added up again.';

COMMENT ON FUNCTION "private"."open_batch"(uuid, integer) IS 'Begins a batch of about so many events and returns its number. Whoever appends events to a workspace gives them this number in the same transaction: that is what gets them rolled up.';

COMMENT ON FUNCTION "private"."receive_events"(jsonb) IS 'Body of public.track_events.';

COMMENT ON FUNCTION "private"."recount_events"(uuid) IS 'Empties the rollups of a workspace and queues all its events again; returns how many. What is read meanwhile stays whole: they are the tail until they are rolled up. For operators.';

COMMENT ON FUNCTION "private"."reduced_ip"(uuid, inet, text) IS 'An address as a workspace keeps it: full, truncated to its network (/24, /48), hashed into fd00::/8 with the secret of the day (HMAC-SHA-256, 120 bits), or none.';

COMMENT ON FUNCTION "private"."referrer_origin"(text) IS 'Source and medium of a visit that came from a site: a search engine, a social network, another.';

COMMENT ON FUNCTION "private"."refresh_campaign_months"(uuid[], uuid[], date[]) IS 'Sets impressions, clicks and spend of months of campaigns from their days: what platforms report takes the place of what was measured, day by day.';

COMMENT ON FUNCTION "private"."refuse_rate"(integer) IS 'Raises PT429 for a write key that sends too much.';

COMMENT ON FUNCTION "private"."request_country"() IS 'Where the request comes from, as the edge in front says: ISO 3166-1 alpha-2, null if it does not.';

COMMENT ON FUNCTION "private"."retry_events"(uuid, uuid[]) IS 'Body of public.retry_events.';

COMMENT ON FUNCTION "private"."roll_up_events"(integer) IS 'Body of public.roll_up_events.';

COMMENT ON FUNCTION "private"."roll_up_spend"() IS 'Sets what platforms report in campaign_metrics for the marked days, from ad_metrics.';

COMMENT ON FUNCTION "private"."sender_of"(jsonb) IS 'Who sends a batch of events, by its write key, API key or sign-in. Raises PT401, PT403, PT429.';

COMMENT ON FUNCTION "private"."session_changes"(private.event_fact[]) IS 'The sessions of some events, as they were before and as they are with them. Writes nothing.';

COMMENT ON FUNCTION "private"."session_pages"(private.session_change[]) IS 'Entries and exits that pages lose and win with sessions that change.';

COMMENT ON FUNCTION "private"."session_sides"(private.session_change[]) IS 'What sessions counted for before, to be taken away (side -1), and count for now (side 1).';

COMMENT ON FUNCTION "private"."sketch_size"(integer[], integer) IS 'How many distinct members a sketch of k hashes stands for: exact below k, then (k - 1) / U(k).';

COMMENT ON FUNCTION "private"."spend_rate"(uuid, integer) IS 'Counts events against the rate of a write key. Raises PT429.';

COMMENT ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) IS 'Appends a list of events as one batch, all or none: raises what is wrong with the first that is. Returns how many were new, had been sent before, and came from bots that are not kept.';

COMMENT ON FUNCTION "private"."store_sessions"(private.session_change[]) IS 'Corrects session_patterns and writes the sessions, after what counts them was corrected.';

COMMENT ON FUNCTION "private"."store_visitors"(private.visitor_change[]) IS 'Corrects retention_weeks and writes the weeks of the visitors.';

COMMENT ON FUNCTION "private"."stored_ip"(uuid, inet) IS 'What a workspace keeps of an address, by its ip_mode.';

COMMENT ON FUNCTION "private"."stranger"(private.event_request) IS 'A name until midnight for a browser that has none: HMAC-SHA-256 of workspace, address and program with the secret of the day.';

COMMENT ON FUNCTION "private"."tail_facts"(uuid) IS 'What the events of a workspace count for that are not rolled up yet: rollups plus these are everything. For bodies of functions that have asked for the role.';

COMMENT ON FUNCTION "private"."take_events"(jsonb, private.event_request, uuid[]) IS 'Takes a list of events: all at once, and one by one if one of them is bad, which then becomes a dead letter. With letters the list is of those, and no new ones are written.';

COMMENT ON FUNCTION "private"."union_size"(private.sketch[], integer) IS 'How many distinct members sets have together whose sketches hold at most k hashes each: exact while none is full and they are few, else the hashes below a common bound, scaled.';

COMMENT ON FUNCTION "private"."url_host"(text) IS 'Host of a URL without www and port, lower case.';

COMMENT ON FUNCTION "private"."url_parameter"(text, text) IS 'A parameter of a URL''s query; null if it has none. The name is one of ours: letters and _.';

COMMENT ON FUNCTION "private"."url_path"(text) IS 'Path of a URL, / where it has none.';

COMMENT ON FUNCTION "private"."visitor_changes"(private.event_fact[]) IS 'The visitors of some events that were seen in a week for the first time. Writes nothing.';

COMMENT ON FUNCTION "private"."visitor_hash"(uuid) IS 'The 32 bits of an MD5 that sketches keep.';

COMMENT ON FUNCTION "private"."week_of"(date) IS 'Number of the week of a day, from Monday; 0 has 1970-01-05.';

COMMENT ON FUNCTION "public"."retry_events"(uuid, uuid[]) IS 'Takes dead letters once what was wrong is put right; those that still are stay, with the reason. Without letters the oldest 1,000. For members. Raises PT403.';

COMMENT ON FUNCTION "public"."roll_up_events"(integer) IS 'Takes waiting batches of about so many events into the rollups, in one step, and the changes of ad_metrics. Returns how many; nothing is left once batches is 0. For workers: the job analytics.roll_up; safe to repeat and to kill.';

COMMENT ON FUNCTION "public"."track_beacon"(text) IS 'track_events for navigator.sendBeacon: the same JSON as text/plain, which needs no preflight. The anon key goes into the address: …/rpc/track_beacon?apikey=….';

COMMENT ON FUNCTION "public"."track_events"(jsonb) IS 'Takes events: {"write_key": "fwp_…", "events": [{"event_type": "page_view", "url": "…", "id": "…", "occurred_at": "…", "visitor_id": "…", "session_id": "…", …}, …], "sent_at": "…"}, at most 1,000. Instead of write_key, which browsers use, servers send api_key (scope events:write), and members and the service key workspace_id. Sending an event again with its id adds nothing. What has no column is kept in properties. Returns {"accepted", "duplicates", "bots", "rejected": [{"index", "reason"}]}; rejected ones are in event_dead_letters. Raises PT400, PT401, PT403, PT413, PT422, PT429.';

COMMENT ON TABLE "private"."day_secrets" IS 'Of each day, for hashing addresses. Thrown away after two days: then nobody can tell whose address a hash was.';

COMMENT ON TABLE "private"."event_batches" IS 'Events that came in together and are not in the rollups yet. The roll-up takes the row away in the transaction that adds its events: in any snapshot rollups and these events are everything.';

COMMENT ON TABLE "private"."event_receipts" IS 'Ids of events whose time is ours and not their sender''s, so that sending them again adds nothing: the key of events cannot see it. Kept for a week.';

COMMENT ON TABLE "private"."metric_months" IS 'All dimensions by month, for questions about many days: a measure of a month is the sum of its days. Written in the same transactions as the days.';

COMMENT ON TABLE "private"."retention_weeks" IS 'How many visitors that were first seen in cohort_week were seen in week; of cohort_week itself it is the size of the cohort.';

COMMENT ON TABLE "private"."session_patterns" IS 'How many sessions that began on a day, or in a month, contain exactly these types of events: any funnel is a sum over them.';

COMMENT ON TABLE "private"."sessions" IS 'What is known of each session. It follows from the session''s events alone, in whatever order they come in.';

COMMENT ON TABLE "private"."spend_marks" IS 'Days of campaigns whose ad_metrics have changed since the roll-up looked. A change adds rows and waits for nobody.';

COMMENT ON TABLE "private"."visitors" IS 'In which weeks each visitor was seen.';

COMMENT ON TABLE "public"."analytics_settings" IS 'How a workspace keeps events. Without a row the defaults hold.';

COMMENT ON TABLE "public"."event_dead_letters" IS 'Events that could not be taken, as they came, for 30 days. retry_events takes them once what was wrong is put right.';

COMMENT ON TABLE "public"."events" IS 'Everything that happened, one row each, never changed. One partition a month. Dashboards read the rollups; this is for what they have not taken in yet and for questions nobody has asked before. Without foreign keys: what an event refers to is looked up when it comes in, and deleting a campaign does not rewrite millions of events. Its batch refers to the workspace.';

COMMENT ON TABLE "public"."link_metrics" IS 'How often a managed link was followed on a day.';

COMMENT ON TABLE "public"."traffic_daily" IS 'What happened in a workspace on a day, from its events. Money of orders is in revenue_daily.';

COMMENT ON TABLE "public"."traffic_hourly" IS 'What happened in a workspace in an hour, from its events.';

COMMENT ON TABLE "public"."write_keys" IS 'Publishable keys with which browsers send events (track_events). They can do nothing else, and everybody who looks at a page can see them.';

COMMENT ON TYPE "private"."event_fact" IS 'An event with what it counts for. Where its money is not in the currency of the workspace''s numbers there are two: one with counts and money in its currency, and one in the workspace''s that has only the visitor and the session, so that nobody is counted twice.';

COMMENT ON TYPE "private"."event_request" IS 'Who sends events, from where, and by how much their clock is wrong. A trusted sender is a server, or a member: it tells address, program and country of each event itself.';

COMMENT ON TYPE "private"."session_change" IS 'A session before some events and with them; before is null for a new one.';

COMMENT ON TYPE "private"."sketch" IS 'A sketch of a set: its smallest hashes, sorted, and the size that they stand for.';

COMMENT ON TYPE "private"."visitor_change" IS 'The weeks of a visitor before some events and with them; before is null for a new one.';

COMMENT ON VIEW "public"."campaign_totals" IS 'What each campaign brought in all its time: the views, conversions and revenue that documents keep as counters in campaigns.';

REVOKE ALL ON FUNCTION "private"."add_campaigns"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_campaigns"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_campaigns"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_months"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_months"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_months"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_origins"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_origins"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_origins"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_pages"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_pages"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_pages"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_product_sales"(uuid, date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_product_sales"(uuid, date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_product_sales"(uuid, date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_products"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_products"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_products"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_session_months"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_session_months"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_session_months"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_sessions"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_sessions"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_sessions"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."add_traffic"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."add_traffic"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."add_traffic"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."batch_facts"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."batch_facts"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."batch_facts"(bigint[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], timestamp WITH time zone, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], timestamp WITH time zone, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."click_platform"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."click_platform"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."click_platform"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."day_secret"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."day_secret"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."day_secret"(date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."decoded_url_part"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."decoded_url_part"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."decoded_url_part"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."event_fault"(jsonb, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."event_fault"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."event_fault"(jsonb, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."facts_of"(public.events, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."facts_of"(public.events, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."facts_of"(public.events, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."follow_currency"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."follow_currency"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."follow_currency"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."forget_events"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_events"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_events"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."has_rate"(text, integer, interval, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."has_rate"(text, integer, interval, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."has_rate"(text, integer, interval, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hashes_of"(integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hashes_of"(integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hashes_of"(integer[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."hold_rollups"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."hold_rollups"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."hold_rollups"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."home_currency"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."home_currency"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."home_currency"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_bot"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_bot"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_bot"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_spend"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_spend"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_spend"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."open_batch"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."open_batch"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_batch"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."receive_events"(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."receive_events"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."recount_events"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."recount_events"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."recount_events"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reduced_ip"(uuid, inet, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reduced_ip"(uuid, inet, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reduced_ip"(uuid, inet, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."referrer_origin"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."referrer_origin"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."referrer_origin"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refresh_campaign_months"(uuid[], uuid[], date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refresh_campaign_months"(uuid[], uuid[], date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refresh_campaign_months"(uuid[], uuid[], date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse_rate"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_rate"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_rate"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."request_country"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."request_country"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_country"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."retry_events"(uuid, uuid[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."retry_events"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."retry_events"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_events"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_events"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."roll_up_events"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."roll_up_events"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_up_events"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_up_events"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."roll_up_spend"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."roll_up_spend"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_up_spend"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."sender_of"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sender_of"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sender_of"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."session_changes"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."session_changes"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."session_changes"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."session_pages"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."session_pages"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."session_pages"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."session_sides"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."session_sides"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."session_sides"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sketch_size"(integer[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sketch_size"(integer[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sketch_size"(integer[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."spend_rate"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spend_rate"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spend_rate"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_sessions"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_sessions"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_sessions"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_visitors"(private.visitor_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_visitors"(private.visitor_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_visitors"(private.visitor_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stored_ip"(uuid, inet) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stored_ip"(uuid, inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stored_ip"(uuid, inet) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stranger"(private.event_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stranger"(private.event_request) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stranger"(private.event_request) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tail_facts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tail_facts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tail_facts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."take_events"(jsonb, private.event_request, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_events"(jsonb, private.event_request, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_events"(jsonb, private.event_request, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."union_size"(private.sketch[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."union_size"(private.sketch[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."union_size"(private.sketch[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."url_host"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."url_host"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_host"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."url_parameter"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."url_parameter"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_parameter"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."url_path"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."url_path"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_path"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."visitor_changes"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."visitor_changes"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."visitor_changes"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."visitor_hash"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."visitor_hash"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."visitor_hash"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."week_of"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."week_of"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."week_of"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."retry_events"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."roll_up_events"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_events"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_events"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."track_beacon"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "public"."track_beacon"(text) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."track_beacon"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."track_beacon"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."track_beacon"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."track_events"(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "public"."track_events"(jsonb) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."track_events"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."track_events"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."track_events"(jsonb) TO "service_role";

REVOKE ALL ON TABLE "public"."analytics_settings" FROM "authenticated";

REVOKE ALL ("currency") ON TABLE "public"."analytics_settings" FROM "authenticated";

GRANT INSERT ("currency"), UPDATE ("currency") ON TABLE "public"."analytics_settings" TO "authenticated";

REVOKE ALL ("ip_mode") ON TABLE "public"."analytics_settings" FROM "authenticated";

GRANT INSERT ("ip_mode"), UPDATE ("ip_mode") ON TABLE "public"."analytics_settings" TO "authenticated";

REVOKE ALL ("keeps_bots") ON TABLE "public"."analytics_settings" FROM "authenticated";

GRANT INSERT ("keeps_bots"), UPDATE ("keeps_bots") ON TABLE "public"."analytics_settings" TO "authenticated";

REVOKE ALL ("names_visitors") ON TABLE "public"."analytics_settings" FROM "authenticated";

GRANT INSERT ("names_visitors"), UPDATE ("names_visitors") ON TABLE "public"."analytics_settings" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."analytics_settings" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."analytics_settings" TO "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."analytics_settings" TO "authenticated";

REVOKE ALL ON TABLE "public"."analytics_settings" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."analytics_settings" TO "service_role";

REVOKE ALL ON TABLE "public"."campaign_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."campaign_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."component_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."component_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."country_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."country_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."event_dead_letters" FROM "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."event_dead_letters" TO "authenticated";

REVOKE ALL ON TABLE "public"."event_dead_letters" FROM "service_role";

GRANT DELETE, SELECT ON TABLE "public"."event_dead_letters" TO "service_role";

REVOKE ALL ON TABLE "public"."events" FROM "service_role";

GRANT SELECT ON TABLE "public"."events" TO "service_role";

REVOKE ALL ON TABLE "public"."link_metrics" FROM "authenticated";

GRANT SELECT ON TABLE "public"."link_metrics" TO "authenticated";

REVOKE ALL ON TABLE "public"."link_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."link_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."page_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."page_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."product_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."product_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."source_metrics" FROM "service_role";

GRANT SELECT ON TABLE "public"."source_metrics" TO "service_role";

REVOKE ALL ON TABLE "public"."traffic_daily" FROM "authenticated";

GRANT SELECT ON TABLE "public"."traffic_daily" TO "authenticated";

REVOKE ALL ON TABLE "public"."traffic_daily" FROM "service_role";

GRANT SELECT ON TABLE "public"."traffic_daily" TO "service_role";

REVOKE ALL ON TABLE "public"."traffic_hourly" FROM "authenticated";

GRANT SELECT ON TABLE "public"."traffic_hourly" TO "authenticated";

REVOKE ALL ON TABLE "public"."traffic_hourly" FROM "service_role";

GRANT SELECT ON TABLE "public"."traffic_hourly" TO "service_role";

REVOKE ALL ON TABLE "public"."write_keys" FROM "authenticated";

REVOKE ALL ("allowed_origins") ON TABLE "public"."write_keys" FROM "authenticated";

GRANT INSERT ("allowed_origins"), UPDATE ("allowed_origins") ON TABLE "public"."write_keys" TO "authenticated";

REVOKE ALL ("events_per_minute") ON TABLE "public"."write_keys" FROM "authenticated";

GRANT INSERT ("events_per_minute"), UPDATE ("events_per_minute") ON TABLE "public"."write_keys" TO "authenticated";

REVOKE ALL ("is_active") ON TABLE "public"."write_keys" FROM "authenticated";

GRANT INSERT ("is_active"), UPDATE ("is_active") ON TABLE "public"."write_keys" TO "authenticated";

REVOKE ALL ("name") ON TABLE "public"."write_keys" FROM "authenticated";

GRANT INSERT ("name"), UPDATE ("name") ON TABLE "public"."write_keys" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."write_keys" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."write_keys" TO "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."write_keys" TO "authenticated";

REVOKE ALL ON TABLE "public"."write_keys" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."write_keys" TO "service_role";

REVOKE ALL ON TABLE "public"."campaign_totals" FROM "authenticated";

GRANT SELECT ON TABLE "public"."campaign_totals" TO "authenticated";

REVOKE ALL ON TABLE "public"."campaign_totals" FROM "service_role";

GRANT SELECT ON TABLE "public"."campaign_totals" TO "service_role";

ALTER TABLE "private"."metric_months"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 8192)) STORED NOT NULL;

ALTER TABLE "public"."campaign_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

CREATE VIEW "reporting"."campaign_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.campaign_id,
    t.date,
    t.currency,
    t.views,
    t.impressions,
    t.clicks,
    t.spend,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue,
    t.ctr,
    t.cpc,
    t.roas
   FROM public.campaign_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."campaign_metrics" IS 'Campaigns by day.';

GRANT SELECT ON TABLE "reporting"."campaign_metrics" TO "analyst";

ALTER TABLE "public"."component_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

ALTER TABLE "public"."country_metrics"
  ADD COLUMN "users" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

CREATE VIEW "reporting"."country_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.country,
    t.date,
    t.currency,
    t.users,
    t.conversions,
    t.revenue,
    t.refunds,
    t.net_revenue
   FROM public.country_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON COLUMN "public"."country_metrics"."users" IS 'Distinct visitors of the day.';

COMMENT ON VIEW "reporting"."country_metrics" IS 'Countries by day.';

GRANT SELECT ON TABLE "reporting"."country_metrics" TO "analyst";

ALTER TABLE "public"."link_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

ALTER TABLE "public"."link_metrics"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."link_metrics"
  ADD COLUMN "updated_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."page_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

CREATE VIEW "reporting"."page_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.page,
    t.date,
    t.views,
    t.entries,
    t.exits,
    t.visitors
   FROM public.page_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."page_metrics" IS 'Pages by day.';

GRANT SELECT ON TABLE "reporting"."page_metrics" TO "analyst";

ALTER TABLE "public"."product_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

CREATE VIEW "reporting"."product_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.date,
    t.currency,
    t.views,
    t.cart_adds,
    t.sales,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
   FROM public.product_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."product_metrics" IS 'Products by day.';

GRANT SELECT ON TABLE "reporting"."product_metrics" TO "analyst";

ALTER TABLE "public"."source_metrics"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

CREATE VIEW "reporting"."source_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.source,
    t.medium,
    t.date,
    t.currency,
    t.sessions,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors,
    t.net_revenue
   FROM public.source_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."source_metrics" IS 'Sources of traffic by day.';

GRANT SELECT ON TABLE "reporting"."source_metrics" TO "analyst";

ALTER TABLE "public"."traffic_daily"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 8192)) STORED NOT NULL;

ALTER TABLE "public"."traffic_daily"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."traffic_daily"
  ADD COLUMN "updated_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "updated_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."write_keys"
  ADD CONSTRAINT "write_keys_created_by_fkey" FOREIGN KEY (created_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

CREATE INDEX write_keys_created_by ON public.write_keys USING btree (created_by);

-- Rows that the functions above rely on.

select jobs.register_type(
    'analytics.roll_up',
    'Takes new events and the reports of ad platforms into the rollups, for a minute.',
    timeout_seconds => 300,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('analytics.roll_up', 'analytics.roll_up', '* * * * *');

comment on column public.campaign_totals.revenue_generated is
'Net revenue in the campaign''s currency; what came in others is in campaign_metrics.';


-- Events from before batches: one batch a workspace, so that the roll-up takes them in.
with made as (
    insert into private.event_batches (workspace_id, events)
    select e.workspace_id, count(*) from public.events as e group by e.workspace_id
    returning id, workspace_id
)
update public.events as e set batch = m.id from made as m where m.workspace_id = e.workspace_id;
