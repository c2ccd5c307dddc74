-- Extend events: ingest, rollups, dashboards, attribution, links, retention. Stop the workers before
-- and start the new version after. The stream loses its foreign keys and most of its indexes, the
-- tables of daily sums change their keys: on a large database that takes minutes. What is in the
-- stream is one batch per workspace afterwards, and rolled up by the workers.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file changing-column-type, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file ban-drop-not-null, ban-drop-default, ban-drop-column
-- squawk-ignore-file require-concurrent-index-deletion, adding-required-field, ban-drop-view
-- squawk-ignore-file adding-serial-primary-key-field

set local lock_timeout = '4s';
set local statement_timeout = '5min';
set local check_function_bodies = off;

COMMENT ON COLUMN "public"."attribution_credits"."model" IS NULL;

DROP TRIGGER "managed_urls_audit" ON "public"."managed_urls";

DROP INDEX "public"."attribution_credits_ad";

DROP INDEX "public"."attribution_credits_campaign";

DROP INDEX "public"."attribution_credits_component";

DROP INDEX "public"."attribution_credits_order";

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

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_ad";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_campaign";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_component";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_model_known";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_once";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_order";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_share_range";

ALTER TABLE "public"."attribution_credits"
  DROP CONSTRAINT "attribution_credits_sign";

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

ALTER TABLE "public"."managed_urls"
  DROP CONSTRAINT "managed_urls_one_source";

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

DROP FUNCTION "private"."tagged_url"(text, jsonb);

DROP FUNCTION "public"."click_count"(public.managed_urls);

DROP FUNCTION "public"."record_click"(uuid);

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

CREATE TABLE "private"."archived_files" (
  "month"             date                     NOT NULL,
  "part"              integer                  NOT NULL,
  "path"              text                     NOT NULL,
  "workspace_ids"     uuid[]                   NOT NULL,
  "last_workspace_id" uuid                     NOT NULL,
  "last_occurred_at"  timestamp with time zone NOT NULL,
  "last_id"           uuid                     NOT NULL,
  "bytes"             bigint                   NOT NULL,
  "sha256"            text                     NOT NULL,
  "rows"              bigint                   NOT NULL,
  "checksum"          numeric,
  "is_loaded"         boolean                  NOT NULL DEFAULT false,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "archived_files_bytes_positive" CHECK ((bytes > 0)),
  CONSTRAINT "archived_files_part_positive" CHECK ((part > 0)),
  CONSTRAINT "archived_files_path_unique" UNIQUE (path),
  CONSTRAINT "archived_files_pkey" PRIMARY KEY (month, part),
  CONSTRAINT "archived_files_rows_not_negative" CHECK ((rows >= 0)),
  CONSTRAINT "archived_files_sha256_form" CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE "private"."archived_files"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."archived_partitions" (
  "month"      date                     NOT NULL,
  "columns"    jsonb                    NOT NULL,
  "rows"       bigint,
  "checksum"   numeric,
  "state"      text                     NOT NULL DEFAULT 'exporting'::text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "archived_partitions_columns_object" CHECK ((jsonb_typeof(columns) = 'object'::text)),
  CONSTRAINT "archived_partitions_month_first_day" CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  CONSTRAINT "archived_partitions_pkey" PRIMARY KEY (month),
  CONSTRAINT "archived_partitions_rows_not_negative" CHECK ((rows >= 0)),
  CONSTRAINT "archived_partitions_state_known"
    CHECK ((state = ANY (ARRAY['exporting'::text, 'exported'::text, 'verified'::text, 'detached'::text, 'dropped'::text, 'restored'::text]))),
  CONSTRAINT "archived_partitions_verified_is_counted" CHECK (((state = ANY (ARRAY['exporting'::text, 'exported'::text])) OR ((rows IS NOT NULL) AND (checksum IS NOT NULL))))
);

ALTER TABLE "private"."archived_partitions"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."attribution_marks" (
  "workspace_id" uuid                     NOT NULL,
  "id"           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "order_id"     uuid,
  "batch"        bigint,
  "day"          date,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "attribution_marks_one" CHECK ((num_nonnulls(order_id, batch, day) = 1)),
  CONSTRAINT "attribution_marks_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."attribution_marks"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."attribution_months" (
  "workspace_id" uuid    NOT NULL,
  "id"           bigint  GENERATED ALWAYS AS IDENTITY NOT NULL,
  "dimension"    text    NOT NULL,
  "model"        text    NOT NULL,
  "month"        date    NOT NULL,
  "currency"     text    NOT NULL,
  "key"          text    NOT NULL,
  "orders"       numeric NOT NULL DEFAULT 0,
  "revenue"      numeric NOT NULL DEFAULT 0,
  "refunds"      numeric NOT NULL DEFAULT 0,
  "spend"        numeric NOT NULL DEFAULT 0,
  CONSTRAINT "attribution_months_once" UNIQUE (workspace_id, dimension, model, month, currency, key),
  CONSTRAINT "attribution_months_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."attribution_months"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."attribution_orders" (
  "workspace_id"  uuid                     NOT NULL,
  "id"            uuid                     NOT NULL,
  "customer_id"   uuid,
  "visitors"      text[]                   NOT NULL,
  "path"          text[]                   NOT NULL,
  "currency"      text                     NOT NULL,
  "revenue"       numeric(12,2)            NOT NULL,
  "ordered_at"    timestamp with time zone NOT NULL,
  "sold_at"       timestamp with time zone,
  "weights_at"    timestamp with time zone,
  "revision"      integer                  NOT NULL DEFAULT 1,
  "attributed_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "attribution_orders_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."attribution_orders"
  ENABLE ROW LEVEL SECURITY;

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

CREATE TABLE "private"."link_checks" (
  "address"       text                     NOT NULL,
  "key"           uuid                     GENERATED ALWAYS AS ((md5(address))::uuid) STORED NOT NULL,
  "is_dead"       boolean                  NOT NULL DEFAULT false,
  "failures"      integer                  NOT NULL DEFAULT 0,
  "gone"          integer                  NOT NULL DEFAULT 0,
  "last_status"   integer,
  "last_error"    text,
  "checked_at"    timestamp with time zone,
  "died_at"       timestamp with time zone,
  "next_check_at" timestamp with time zone NOT NULL DEFAULT now(),
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "link_checks_death_has_time" CHECK ((is_dead = (died_at IS NOT NULL))),
  CONSTRAINT "link_checks_failures_not_negative" CHECK ((failures >= 0)),
  CONSTRAINT "link_checks_gone_not_negative" CHECK ((gone >= 0)),
  CONSTRAINT "link_checks_pkey" PRIMARY KEY (key)
);

ALTER TABLE "private"."link_checks"
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

CREATE TABLE "private"."traffic_announcements" (
  "workspace_id" uuid                     NOT NULL,
  "announced_at" timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp WITH time zone,
  "is_due"       boolean                  NOT NULL DEFAULT true,
  CONSTRAINT "traffic_announcements_pkey" PRIMARY KEY (workspace_id)
);

ALTER TABLE "private"."traffic_announcements"
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

CREATE TABLE "public"."attribution_daily" (
  "workspace_id" uuid    NOT NULL,
  "id"           bigint  GENERATED ALWAYS AS IDENTITY NOT NULL,
  "dimension"    text    NOT NULL,
  "model"        text    NOT NULL,
  "date"         date    NOT NULL,
  "currency"     text    NOT NULL,
  "key"          text    NOT NULL,
  "orders"       numeric NOT NULL DEFAULT 0,
  "revenue"      numeric NOT NULL DEFAULT 0,
  "refunds"      numeric NOT NULL DEFAULT 0,
  "spend"        numeric NOT NULL DEFAULT 0,
  "net_revenue"  numeric GENERATED ALWAYS AS ((revenue - refunds)) STORED,
  CONSTRAINT "attribution_daily_dimension_known" CHECK ((dimension = ANY (ARRAY['channel'::text, 'campaign'::text, 'ad'::text]))),
  CONSTRAINT "attribution_daily_once" UNIQUE (workspace_id, dimension, model, date, currency, key),
  CONSTRAINT "attribution_daily_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "public"."attribution_daily"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."attribution_daily" FROM "anon";

CREATE TABLE "public"."attribution_models" (
  "id"             uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"   uuid                     NOT NULL,
  "model"          text                     NOT NULL,
  "channel"        text                     NOT NULL,
  "weight"         numeric(13,12)           NOT NULL,
  "removal_effect" numeric(13,12),
  "since"          date                     NOT NULL,
  "until"          date                     NOT NULL,
  "paths"          bigint                   NOT NULL,
  "conversions"    bigint                   NOT NULL,
  "computed_at"    timestamp with time zone NOT NULL,
  CONSTRAINT "attribution_models_channel_length" CHECK (((char_length(channel) >= 1) AND (char_length(channel) <= 520))),
  CONSTRAINT "attribution_models_conversions_not_negative" CHECK ((conversions >= 0)),
  CONSTRAINT "attribution_models_model_known" CHECK ((model = ANY (ARRAY['markov'::text, 'shapley'::text]))),
  CONSTRAINT "attribution_models_once" UNIQUE (workspace_id, computed_at, model, channel),
  CONSTRAINT "attribution_models_paths_not_negative" CHECK ((paths >= 0)),
  CONSTRAINT "attribution_models_pkey" PRIMARY KEY (id),
  CONSTRAINT "attribution_models_removal_effect_range" CHECK (((removal_effect >= (0)::numeric) AND (removal_effect <= (1)::numeric))),
  CONSTRAINT "attribution_models_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "attribution_models_weight_range" CHECK (((weight >= (0)::numeric) AND (weight <= (1)::numeric)))
);

ALTER TABLE "public"."attribution_models"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."attribution_models" FROM "anon";

CREATE TABLE "public"."attribution_settings" (
  "workspace_id"      uuid                     NOT NULL,
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "model"             text                     NOT NULL DEFAULT 'position_based'::text,
  "touches"           text                     NOT NULL DEFAULT 'clicks_and_views'::text,
  "look_back_days"    integer                  NOT NULL DEFAULT 30,
  "view_through_days" integer                  NOT NULL DEFAULT 1,
  "half_life_days"    numeric(6,2)             NOT NULL DEFAULT 7,
  "first_weight"      numeric(5,4)             NOT NULL DEFAULT 0.4,
  "middle_weight"     numeric(5,4)             NOT NULL DEFAULT 0.2,
  "last_weight"       numeric(5,4)             NOT NULL DEFAULT 0.4,
  "markov_order"      integer                  NOT NULL DEFAULT 1,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "attribution_settings_first_weight_range" CHECK (((first_weight >= (0)::numeric) AND (first_weight <= (1)::numeric))),
  CONSTRAINT "attribution_settings_half_life_range" CHECK (((half_life_days >= 0.1) AND (half_life_days <= (365)::numeric))),
  CONSTRAINT "attribution_settings_last_weight_range" CHECK (((last_weight >= (0)::numeric) AND (last_weight <= (1)::numeric))),
  CONSTRAINT "attribution_settings_look_back_range" CHECK (((look_back_days >= 1) AND (look_back_days <= 180))),
  CONSTRAINT "attribution_settings_markov_order_known" CHECK ((markov_order = ANY (ARRAY[1, 2]))),
  CONSTRAINT "attribution_settings_middle_weight_range" CHECK (((middle_weight >= (0)::numeric) AND (middle_weight <= (1)::numeric))),
  CONSTRAINT "attribution_settings_model_known"
    CHECK ((model = ANY (ARRAY['first_touch'::text, 'last_touch'::text, 'linear'::text, 'time_decay'::text, 'position_based'::text, 'markov'::text, 'shapley'::text]))),
  CONSTRAINT "attribution_settings_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "attribution_settings_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "attribution_settings_touches_known" CHECK ((touches = ANY (ARRAY['clicks'::text, 'clicks_and_views'::text]))),
  CONSTRAINT "attribution_settings_view_through_range" CHECK (((view_through_days >= 0) AND (view_through_days <= 30))),
  CONSTRAINT "attribution_settings_weights_whole" CHECK ((((first_weight + middle_weight) + last_weight) = (1)::numeric))
);

ALTER TABLE "public"."attribution_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."attribution_settings" FROM "anon";

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
  "key"               text                     NOT NULL DEFAULT ('fwp_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)),
  "allowed_origins"   text[]                   NOT NULL DEFAULT '{}'::text[],
  "events_per_minute" integer                  NOT NULL DEFAULT 60000,
  "is_active"         boolean                  NOT NULL DEFAULT true,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "write_keys_allowed_origins_form"
    CHECK ((array_to_string(allowed_origins, ' '::text, '?'::text) ~ '^(https?://[a-z0-9*.:\[\]-]+( https?://[a-z0-9*.:\[\]-]+)*)?$'::text)),
  CONSTRAINT "write_keys_events_per_minute_range" CHECK (((events_per_minute >= 1000) AND (events_per_minute <= 100000000))),
  CONSTRAINT "write_keys_key_form" CHECK ((key ~ '^fwp_[A-Za-z0-9_-]{20,100}$'::text)),
  CONSTRAINT "write_keys_key_key" UNIQUE (key),
  CONSTRAINT "write_keys_name_length" CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 255))),
  CONSTRAINT "write_keys_pkey" PRIMARY KEY (id),
  CONSTRAINT "write_keys_tenant_key" UNIQUE (workspace_id, id),
  "created_by"        uuid                     DEFAULT auth.uid()
);

ALTER TABLE "public"."write_keys"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."write_keys" FROM "anon";

ALTER TABLE "public"."attribution_credits"
  ADD COLUMN "fact" text NOT NULL DEFAULT 'sale'::text;

ALTER TABLE "public"."attribution_credits"
  ADD COLUMN "channel" text NOT NULL DEFAULT 'unattributed'::text;

ALTER TABLE "public"."attribution_credits"
  ADD COLUMN "revision" integer NOT NULL DEFAULT 0;

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

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "title" text;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "fallback_url" text;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "last_status" integer;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "last_error" text;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "failures" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "is_active" boolean NOT NULL DEFAULT true;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "expires_at" timestamp WITH time zone;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "campaign_id" uuid;

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "ad_id" uuid;

ALTER TABLE "public"."page_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."product_metrics"
  ADD COLUMN "visitor_hashes" integer[];

ALTER TABLE "public"."source_metrics"
  ADD COLUMN "visitor_hashes" integer[];

REVOKE ALL ON SEQUENCE "public"."attribution_daily_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."attribution_daily_id_seq" FROM "authenticated";

REVOKE ALL ON SEQUENCE "public"."attribution_daily_id_seq" FROM "service_role";

ALTER TABLE "public"."managed_urls"
  ALTER COLUMN "business_id" DROP NOT NULL;

CREATE TYPE "private"."dimension_change" AS (
  "key"            text,
  "currency"       text,
  "views"          bigint,
  "impressions"    bigint,
  "clicks"         bigint,
  "cart_adds"      bigint,
  "sales"          bigint,
  "sessions"       bigint,
  "entries"        bigint,
  "exits"          bigint,
  "conversions"    bigint,
  "revenue"        numeric,
  "refunds"        numeric,
  "spend"          numeric,
  "visitor_hashes" integer[]
);

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

CREATE TYPE "private"."journey" AS (
  "id"          text,
  "visitors"    text[],
  "customer_id" uuid,
  "since"       timestamp WITH time zone,
  "views_since" timestamp WITH time zone,
  "until"       timestamp WITH time zone
);

CREATE TYPE "private"."period_parts" AS (
  "head_since"  date,
  "head_until"  date,
  "foot_since"  date,
  "foot_until"  date,
  "first_month" date,
  "last_month"  date
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

CREATE OR REPLACE FUNCTION jobs.do_chores()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    begun timestamptz;
    last_done timestamptz;
    due boolean;
begin
    -- Whoever comes first does it, nobody waits. After a chore that took long, the next comes
    -- no sooner than twenty times as long after it.
    select
        c.done_at,
        clock_timestamp() > c.done_at + greatest(interval '1 second', c.took * 20)
        or clock_timestamp() < c.done_at
    into last_done, due
    from jobs.chores as c
    where c.chore = 'reap';
    if not coalesce(due, true) then
        return;
    end if;
    if not pg_try_advisory_xact_lock(hashtextextended('flywheel.jobs.chores', 0)) then
        return;
    end if;
    begun := clock_timestamp();
    if last_done > begun + interval '1 second' then
        perform jobs.heed_clock(last_done - begun);
    elsif exists (
        select from jobs.chores as c
        where c.chore = 'clock' and c.done_at > begun - interval '5 minutes'
    ) then
        perform jobs.heed_late_failures();
    end if;
    perform jobs.reap(), jobs.expire();
    insert into jobs.chores (chore, done_at, took)
    values ('reap', clock_timestamp(), clock_timestamp() - begun)
    on conflict (chore) do update set done_at = excluded.done_at, took = excluded.took;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.heed_clock (
  went_back_by interval
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    -- A pause before the next attempt is a length of time, not a time of day.
    update jobs.job_queue as q
    set
        scheduled_at = greatest(q.scheduled_at - went_back_by, clock_timestamp()),
        started_at = least(q.started_at, clock_timestamp())
    where not q.is_ready
        and q.status = 'retrying'
        and q.scheduled_at > clock_timestamp();
    update jobs.rates as r
    set full_at = r.full_at - went_back_by
    where r.full_at > clock_timestamp();
    -- Schedules that fired in a future that is not there yet look at the clock again.
    update jobs.schedules as s set next_at = null where s.last_fired_at > clock_timestamp();
    insert into jobs.chores (chore, done_at, took)
    values ('clock', clock_timestamp(), interval '0')
    on conflict (chore) do update set done_at = excluded.done_at;
end
$function$;

CREATE OR REPLACE FUNCTION jobs.heed_late_failures()
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update jobs.job_queue as q
    set
        scheduled_at = clock_timestamp() + greatest(q.scheduled_at - q.started_at, interval '0'),
        started_at = clock_timestamp()
    where not q.is_ready
        and q.status = 'retrying'
        and q.started_at > clock_timestamp() + interval '1 second';
end
$function$;

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
        nullif(
            (private.hashes_of(array_agg(f.visitor_hash)))[
                :case k.dimension when 'traffic' then 8192 else 2048 end
            ],
            '{}'
        )
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
        visitor_hashes = private.merge_sketches(
            t.visitor_hashes,
            excluded.visitor_hashes,
            case t.dimension when 'traffic' then 8192 else 2048 end
        );
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

CREATE OR REPLACE FUNCTION private.adopt_link_check()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    known private.link_checks;
begin
    select c.* into known
    from private.link_checks as c
    where c.key = md5(split_part(new.url, '#', 1))::uuid and c.checked_at is not null;
    if known.key is not null or tg_op = 'UPDATE' then
        new.is_valid := not coalesce(known.is_dead, false);
        new.failures := coalesce(known.failures, 0);
        new.last_status := known.last_status;
        new.last_error := known.last_error;
        new.last_checked_at := known.checked_at;
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_links()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    codes text;
begin
    if tg_op = 'INSERT' then
        select string_agg(n.code, ',') into codes from new_links as n;
    elsif tg_op = 'DELETE' then
        select string_agg(o.code, ',') into codes from old_links as o;
    else
        select string_agg(concat_ws(',', o.code, nullif(n.code, o.code)), ',') into codes
        from old_links as o
        join new_links as n on n.id = o.id
        where (o.code, o.url, o.utm_params, o.fallback_url, o.expires_at, o.is_active)
            is distinct from (n.code, n.url, n.utm_params, n.fallback_url, n.expires_at, n.is_active);
    end if;
    if codes is not null then
        -- A notification takes 8000 bytes; without codes it is about all links.
        perform pg_notify('links', case when octet_length(codes) < 7000 then codes else '' end);
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.announce_traffic (
  workspaces uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    told uuid;
    recent jsonb;
    count_told integer := 0;
begin
    if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
        return 0;
    end if;
    insert into private.traffic_announcements as a (workspace_id)
    select w.id
    from public.workspaces as w
    where w.id = any (workspaces)
    order by w.id
    on conflict on constraint traffic_announcements_pkey do update set is_due = true
    where not a.is_due;
    -- Some a round, whoever waited longest first: the roll-up is not held up by talking.
    for told in
        update private.traffic_announcements as a
        set announced_at = clock_timestamp(), is_due = false
        from (
            select d.workspace_id
            from private.traffic_announcements as d
            where d.is_due and d.announced_at <= clock_timestamp() - interval '2 seconds'
            order by d.announced_at
            limit 25
            for update skip locked
        ) as due
        where a.workspace_id = due.workspace_id
        returning a.workspace_id
    loop
        recent := private.live_traffic(told, 5, 5000);
        perform realtime.send(
            jsonb_build_object(
                'at', recent -> 'until',
                'visitors_5m', recent -> 'visitors',
                'sessions_5m', recent -> 'sessions',
                'page_views_5m', recent -> 'page_views'
            ) || private.traffic_today(told),
            'traffic', format('workspace:%s', told), true
        );
        count_told := count_told + 1;
    end loop;
    return count_told;
end
$function$;

CREATE OR REPLACE FUNCTION private.apportion (
  total   numeric,
  weights numeric[]
)
  RETURNS numeric[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    whole numeric := 0;
    weight numeric;
    parts numeric[];
begin
    if cardinality(weights) = 1 then
        return array[total];
    end if;
    foreach weight in array weights loop
        whole := whole + weight;
    end loop;
    select array_agg(
        p.floor + case when p.rank <= total - p.floors then 1 else 0 end order by p.place
    )
    into parts
    from (
        select
            w.place,
            div(total * w.weight, whole) as floor,
            sum(div(total * w.weight, whole)) over () as floors,
            row_number() over (order by mod(total * w.weight, whole) desc, w.place) as rank
        from unnest(weights) with ordinality as w (weight, place)
    ) as p;
    return parts;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribute (
  workspace uuid,
  orders    uuid[]
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    setting constant public.attribution_settings := private.attribution_setting(workspace);
    written integer;
begin
    -- An order keeps the weights by which it was credited first.
    insert into private.attribution_orders as a (
        workspace_id, id, customer_id, visitors, path, currency, revenue, ordered_at, sold_at,
        weights_at
    )
    select
        workspace,
        j.order_id,
        j.customer_id,
        j.visitors,
        '{}',
        o.currency,
        o.total_amount,
        o.ordered_at,
        f.sold_at,
        (
            select max(m.computed_at)
            from public.attribution_models as m
            where m.workspace_id = workspace
        )
    from private.order_journeys(workspace, orders) as j
    join public.orders as o on o.workspace_id = workspace and o.id = j.order_id
    left join (
        select f.order_id, max(f.moment) filter (where f.fact = 'sale') as sold_at
        from private.order_facts(workspace, orders) as f
        group by f.order_id
    ) as f on f.order_id = o.id
    where
        f.order_id is not null
        or exists (
            select
            from private.attribution_orders as k
            where k.workspace_id = workspace and k.id = o.id
        )
    on conflict (workspace_id, id) do update
    set
        customer_id = excluded.customer_id,
        visitors = excluded.visitors,
        currency = excluded.currency,
        revenue = excluded.revenue,
        ordered_at = excluded.ordered_at,
        sold_at = excluded.sold_at,
        weights_at = coalesce(a.weights_at, excluded.weights_at),
        revision = a.revision + 1,
        attributed_at = now();

    with due as materialized (
        select * from private.credits_due(workspace, orders, setting)
    ),

    held as materialized (
        select c.order_id, c.model, c.fact, c.event_id, c.event_occurred_at, c.channel, c.currency,
            c.credited_at, c.campaign_id, c.component_id, c.ad_id, c.source, c.medium, c.platform,
            c.details, c.share, c.amount
        from public.attribution_credits as c
        where c.workspace_id = workspace and c.order_id = any (orders)
    ),

    -- Every row with its sign: what is due, less what is there.
    signed as (
        select d.*, 1 as sign from due as d
        union all
        select h.*, -1 as sign from held as h
    ),

    missing as (
        select
            s.order_id,
            s.model,
            s.fact,
            s.event_id,
            s.event_occurred_at,
            s.channel,
            s.currency,
            s.credited_at,
            min(s.campaign_id::text)::uuid as campaign_id,
            min(s.component_id::text)::uuid as component_id,
            min(s.ad_id::text)::uuid as ad_id,
            min(s.source) as source,
            min(s.medium) as medium,
            min(s.platform) as platform,
            coalesce(
                (array_agg(s.details) filter (where s.sign = 1))[1],
                (array_agg(s.details))[1]
            ) as details,
            sum(s.sign * s.share) as share,
            sum(s.sign * s.amount) as amount
        from signed as s
        group by s.order_id, s.model, s.fact, s.event_id, s.event_occurred_at, s.channel,
            s.currency, s.credited_at
    ),

    walked as (
        update private.attribution_orders as a
        set path = coalesce(
            (
                select array_agg(d.channel order by (d.details ->> 'place')::integer)
                from due as d
                where d.order_id = a.id and d.model = 'linear' and d.fact = 'sale'
            ),
            '{}'
        )
        where a.workspace_id = workspace and a.id = any (orders)
    ),

    -- What a model has credited before: its sale, and the moments of its refunds.
    past as (
        select distinct h.order_id, h.model, h.fact, h.currency,
            case when h.fact = 'refund' then h.credited_at end as moment
        from held as h
    )

    insert into public.attribution_credits (
        workspace_id, order_id, campaign_id, component_id, ad_id, event_id, event_occurred_at,
        model, reason, fact, channel, source, medium, platform, share, amount, currency, revision,
        details, credited_at
    )
    select
        workspace, m.order_id, m.campaign_id, m.component_id, m.ad_id, m.event_id,
        m.event_occurred_at, m.model,
        case when p.order_id is null then m.fact else 'correction' end,
        m.fact, m.channel, m.source, m.medium, m.platform, m.share, m.amount, m.currency,
        a.revision, m.details, m.credited_at
    from missing as m
    join private.attribution_orders as a on a.workspace_id = workspace and a.id = m.order_id
    left join past as p
        on
            p.order_id = m.order_id
            and p.model = m.model
            and p.fact = m.fact
            and p.currency = m.currency
            and p.moment is not distinct from
            case when m.fact = 'refund' then m.credited_at end
    where m.share <> 0 or m.amount <> 0;
    get diagnostics written = row_count;
    return written;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribute_orders (
  workspace uuid,
  at_most   integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    marked uuid := (
        select m.workspace_id
        from private.attribution_marks as m
        where attribute_orders.workspace is null or m.workspace_id = attribute_orders.workspace
        order by m.id
        limit 1
    );
    orders uuid[];
    batches bigint[];
    days date[];
    taken integer;
begin
    if marked is null then
        return 0;
    end if;
    -- One at a time, so that the later one does not write what the earlier one saw. Each of the
    -- statements below sees what was committed before it: all that the marks are about.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.attribution ' || marked, 0));
    with gone as (
        delete from private.attribution_marks as m
        where
            m.workspace_id = marked
            and m.id in (
                select n.id
                from private.attribution_marks as n
                where n.workspace_id = marked
                order by n.id
                limit at_most
            )
        returning m.order_id, m.batch, m.day
    )

    select
        array_agg(distinct g.order_id) filter (where g.order_id is not null),
        array_agg(distinct g.batch) filter (where g.batch is not null),
        array_agg(distinct g.day) filter (where g.day is not null),
        count(*)
    into orders, batches, days, taken
    from gone as g;
    if batches is not null then
        orders := coalesce(orders, '{}') || private.touched_orders(marked, batches);
    end if;
    if orders <> '{}' then
        perform private.attribute(marked, orders);
    end if;
    if days is not null then
        perform private.sum_claims(marked, days);
    end if;
    return taken;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribution_paths (
  workspace uuid,
  since     date,
  until     date,
  max       integer
)
  RETURNS TABLE (
    path     text[],
    currency text,
    orders   bigint,
    revenue  numeric
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_attribution_days(since, until);
    if attribution_paths.max is null or attribution_paths.max not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = 'max must be between 1 and 100.',
            detail = format('max: %s', attribution_paths.max),
            hint = 'The commonest paths come first: 20 say most.';
    end if;
    return query
    select o.path, o.currency, count(*), sum(o.revenue)
    from private.attribution_orders as o
    where
        o.workspace_id = workspace
        and o.sold_at >= since::timestamp at time zone 'UTC'
        and o.sold_at < (until + 1)::timestamp at time zone 'UTC'
    group by o.path, o.currency
    order by count(*) desc, o.path, o.currency
    limit attribution_paths.max;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribution_report (
  workspace uuid,
  since     date,
  until     date,
  models    text[],
  by        text
)
  RETURNS TABLE (
    key      text,
    name     text,
    currency text,
    is_total boolean,
    spend    numeric,
    credits  jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    known constant text[] := array[
        'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
        'shapley', 'platform'
    ];
    wanted text[] := coalesce(models, known);
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_attribution_days(since, until);
    if by is null or by not in ('channel', 'campaign', 'ad') then
        raise exception using
            errcode = 'PT422',
            message = format('There is no report by %L.', by),
            hint = 'There are channel, campaign and ad.';
    end if;
    if not wanted <@ known then
        raise exception using
            errcode = 'PT422',
            message = 'There is no such model of attribution.',
            detail = format('models: %s', wanted),
            hint = 'There are ' || array_to_string(known, ', ') || '.';
    end if;
    return query
    with sums as (
        select
            s.key, s.currency, s.model, grouping(s.key) = 1 as is_total,
            sum(s.orders) as orders, sum(s.revenue) as revenue, sum(s.refunds) as refunds,
            sum(s.spend) as spend
        -- The claims carry the spend, whether asked for or not.
        from private.attribution_sums(workspace, since, until, wanted || '{platform}', by) as s
        group by grouping sets ((s.key, s.currency, s.model), (s.currency, s.model))
    ),

    spent as (
        select s.*, sum(s.spend) over (partition by s.key, s.currency, s.is_total) as paid
        from sums as s
    ),

    rows as (
        select
            s.key,
            s.currency,
            s.is_total,
            max(s.paid) as spend,
            coalesce(
                jsonb_object_agg(
                    s.model,
                    jsonb_build_object(
                        'orders', round(s.orders, 2),
                        'revenue', s.revenue,
                        'refunds', s.refunds,
                        'net_revenue', s.revenue - s.refunds,
                        'roas', round((s.revenue - s.refunds) / nullif(s.paid, 0), 2)
                    )
                ) filter (where s.model = any (wanted)),
                '{}'
            ) as credits
        from spent as s
        group by s.key, s.currency, s.is_total
    )

    select
        r.key,
        case by
            when 'channel' then r.key
            when 'campaign' then (
                select c.name
                from public.campaigns as c
                where c.workspace_id = workspace and c.id = nullif(r.key, '')::uuid
            )
            else (
                select a.name
                from public.ads as a
                where a.workspace_id = workspace and a.id = nullif(r.key, '')::uuid
            )
        end,
        r.currency,
        r.is_total,
        r.spend,
        r.credits
    from rows as r
    order by r.currency, r.is_total, r.key;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribution_setting (
  workspace uuid
)
  RETURNS public.attribution_settings
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found_settings public.attribution_settings;
begin
    select s.* into found_settings
    from public.attribution_settings as s
    where s.workspace_id = workspace;
    if not found then
        found_settings.workspace_id := workspace;
        found_settings.model := 'position_based';
        found_settings.touches := 'clicks_and_views';
        found_settings.look_back_days := 30;
        found_settings.view_through_days := 1;
        found_settings.half_life_days := 7;
        found_settings.first_weight := 0.4;
        found_settings.middle_weight := 0.2;
        found_settings.last_weight := 0.4;
        found_settings.markov_order := 1;
    end if;
    return found_settings;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribution_sums (
  workspace uuid,
  since     date,
  until     date,
  models    text[],
  by        text
)
  RETURNS TABLE (
    key      text,
    model    text,
    currency text,
    orders   numeric,
    revenue  numeric,
    refunds  numeric,
    spend    numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    -- Whole months from their own rows, the days before and after one by one.
    whole_since date := date_trunc('month', since + interval '1 month - 1 day');
    whole_until date := date_trunc('month', until + interval '1 day');
begin
    if whole_until < whole_since then
        whole_since := until + 1;
        whole_until := until + 1;
    end if;
    return query
    select
        s.key, s.model, s.currency, sum(s.orders), sum(s.revenue), sum(s.refunds), sum(s.spend)
    from (
        select m.key, m.model, m.currency, m.orders, m.revenue, m.refunds, m.spend
        from private.attribution_months as m
        where
            m.workspace_id = workspace
            and m.dimension = by
            and m.model = any (models)
            and m.month >= whole_since
            and m.month < whole_until
        union all
        select d.key, d.model, d.currency, d.orders, d.revenue, d.refunds, d.spend
        from public.attribution_daily as d
        where
            d.workspace_id = workspace
            and d.dimension = by
            and d.model = any (models)
            and d.date >= since
            and d.date < whole_since
        union all
        select d.key, d.model, d.currency, d.orders, d.revenue, d.refunds, d.spend
        from public.attribution_daily as d
        where
            d.workspace_id = workspace
            and d.dimension = by
            and d.model = any (models)
            and d.date >= whole_until
            and d.date <= until
    ) as s
    group by s.key, s.model, s.currency;
end
$function$;

CREATE OR REPLACE FUNCTION private.attribution_workspaces()
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    return array(
        select w.id
        from public.workspaces as w
        where exists (
            select
            from private.attribution_orders as o
            where o.workspace_id = w.id and o.sold_at >= now() - interval '30 days'
        )
        order by w.id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.batch_facts (
  batches bigint[]
)
  RETURNS SETOF private.event_fact
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select
        e.id,
        e.workspace_id,
        e.occurred_at,
        (e.occurred_at at time zone 'UTC')::date,
        v.currency,
        e.event_type,
        e.stage,
        case when v.visited then k.visitor end,
        case when v.visited then ('x' || left(k.visitor::text, 8))::bit(32)::integer end,
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
    from public.events as e
    left join public.analytics_settings as s on s.workspace_id = e.workspace_id
    cross join lateral (
        select coalesce(s.currency, 'USD') as home, md5(e.visitor_id)::uuid as visitor
    ) as k
    cross join lateral (
        values
        (coalesce(e.currency, k.home), 1::bigint, e.currency is null or e.currency = k.home),
        (case when e.currency <> k.home then k.home end, 0::bigint, true)
    ) as v (currency, weight, visited)
    where e.batch = any (batches) and v.currency is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_archive (
  month date
)
  RETURNS private.archived_partitions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    partition constant regclass := private.events_partition(begin_archive.month);
    begun private.archived_partitions;
    is_waiting boolean;
begin
    select p.* into begun
    from private.archived_partitions as p
    where p.month = begin_archive.month
    for update;
    if found and begun.state <> 'restored' then
        return begun;
    end if;
    if (begin_archive.month + interval '1 month') at time zone 'UTC' > now() - interval '1 day' then
        raise exception using
            errcode = 'PT409',
            message = format('The month %s is not closed yet.', begin_archive.month),
            hint = 'A month can be archived from the second day after its end.';
    end if;
    if partition is null then
        raise exception using
            errcode = 'PT404',
            message = format('There is no partition of events for %s.', begin_archive.month),
            hint = 'Name the first day of a month that events are kept of.';
    end if;
    execute format(
        'select exists (select from private.event_batches as b '
        'where exists (select from %s as e where e.batch = b.id))', partition
    ) into is_waiting;
    if is_waiting then
        raise exception using
            errcode = 'PT409',
            message = format('Events of %s are not in the sums yet.', begin_archive.month),
            hint = 'Is a worker running? analytics.roll_up adds them within seconds.';
    end if;
    delete from private.archived_partitions as p where p.month = begin_archive.month;
    insert into private.archived_partitions as p (month, columns)
    select
        begin_archive.month,
        jsonb_object_agg(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
    from pg_catalog.pg_attribute as a
    where a.attrelid = 'public.events'::regclass
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
    returning p.* into begun;
    return begun;
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_restore (
  month date
)
  RETURNS private.archived_partitions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    name constant text := private.partition_name(
        'public.events', begin_restore.month::timestamp at time zone 'UTC', 'month'
    );
    archived private.archived_partitions;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = begin_restore.month
    for update;
    if archived.state is distinct from 'dropped' then
        raise exception using
            errcode = 'PT409',
            message = format(
                'The month %s is %s.', begin_restore.month,
                coalesce(archived.state, 'not archived')
            ),
            hint = 'Only a month whose state is dropped can be restored.';
    end if;
    if to_regclass(format('archive.%I', name)) is null then
        execute format('create table archive.%I (like public.events including all)', name);
        execute format('alter table archive.%I enable row level security', name);
        execute format('grant insert on archive.%I to service_role', name);
        grant usage on schema archive to service_role;
        update private.archived_files as f
        set is_loaded = false
        where f.month = begin_restore.month;
    end if;
    return archived;
end
$function$;

CREATE OR REPLACE FUNCTION private.campaign_money (
  workspace uuid,
  since     date,
  until     date,
  model     text
)
  RETURNS TABLE (
    campaign_id uuid,
    currency    text,
    orders      numeric,
    revenue     numeric,
    refunds     numeric,
    ad_spend    numeric,
    ai_cost     numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with money as (
        select
            nullif(a.key, '')::uuid as campaign_id,
            a.currency,
            -- The part of each order that the campaign earned.
            a.orders,
            a.revenue,
            a.refunds,
            0::numeric as ad_spend,
            0::numeric as ai_cost
        from private.attribution_sums(workspace, since, until, array[model], 'campaign') as a
        union all
        select s.campaign_id, s.currency, 0, 0, 0, s.spend, 0
        from private.spend_between(workspace, since, until) as s
        union all
        select g.campaign_id, 'USD', 0, 0, 0, 0, g.cost
        from public.ai_generations as g
        where
            g.workspace_id = workspace
            and g.cost > 0
            and g.campaign_id is not null
            and g.created_at >= since::timestamp at time zone 'UTC'
            and g.created_at < (until + 1)::timestamp at time zone 'UTC'
    )

    select
        m.campaign_id,
        m.currency,
        sum(m.orders),
        sum(m.revenue),
        sum(m.refunds),
        sum(m.ad_spend),
        sum(m.ai_cost)
    from money as m
    group by m.campaign_id, m.currency;
end
$function$;

CREATE OR REPLACE FUNCTION private.campaign_profit (
  workspace uuid,
  since     date,
  until     date,
  model     text,
  max       integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
declare
    chosen text;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_max(max);
    chosen := coalesce(model, (private.attribution_setting(workspace)).model);
    perform private.check_choice(
        'model',
        chosen,
        array[
            'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
            'shapley'
        ]
    );
    with lines as materialized (
        select
            m.*,
            m.revenue - m.refunds as net_revenue,
            m.revenue - m.refunds - m.ad_spend - m.ai_cost as profit
        from private.campaign_money(workspace, since, until, chosen) as m
    ),

    shown as (
        select l.*, c.name, row_number() over (
            order by l.profit desc, l.campaign_id, l.currency
        ) as place
        from lines as l
        join public.campaigns as c on c.workspace_id = workspace and c.id = l.campaign_id
        order by place
        limit max
    ),

    sums as (
        select
            l.currency,
            sum(l.orders) as orders,
            sum(l.revenue) as revenue,
            sum(l.refunds) as refunds,
            sum(l.net_revenue) as net_revenue,
            sum(l.net_revenue) filter (where l.campaign_id is null) as outside,
            sum(l.ad_spend) as ad_spend,
            sum(l.ai_cost) as ai_cost,
            sum(l.profit) as profit
        from lines as l
        group by l.currency
    )

    select
        jsonb_build_object(
            'since', since,
            'until', until,
            'model', chosen,
            'campaigns', coalesce(
                (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'campaign_id', s.campaign_id,
                                'name', s.name,
                                'currency', s.currency,
                                'orders', round(s.orders, 2),
                                'revenue', s.revenue,
                                'refunds', s.refunds,
                                'net_revenue', s.net_revenue,
                                'ad_spend', s.ad_spend,
                                'ai_cost', s.ai_cost,
                                'profit', s.profit,
                                'roas', round(s.net_revenue / nullif(s.ad_spend, 0), 2)
                            )
                            order by s.place
                        )
                    from shown as s
                ),
                '[]'::jsonb
            ),
            'sums', coalesce(
                (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'currency', s.currency,
                                'orders', round(s.orders, 2),
                                'revenue', s.revenue,
                                'refunds', s.refunds,
                                'net_revenue', s.net_revenue,
                                'outside_campaigns', coalesce(s.outside, 0),
                                'ad_spend', s.ad_spend,
                                'ai_cost', s.ai_cost,
                                'profit', s.profit,
                                'roas', round(s.net_revenue / nullif(s.ad_spend, 0), 2)
                            )
                            order by s.currency
                        )
                    from sums as s
                ),
                '[]'::jsonb
            )
        ) into report;
    return report;
end
$function$;

CREATE OR REPLACE FUNCTION private.campaign_tail (
  workspace uuid,
  facts     private.event_fact[]
)
  RETURNS TABLE (
    campaign_id uuid,
    date        date,
    currency    text,
    impressions bigint,
    clicks      bigint,
    spend       numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if coalesce(cardinality(facts), 0) = 0 and not exists (
        select from private.spend_marks as m where m.workspace_id = workspace
    ) then
        return;
    end if;
    return query
    with marked as (
        select distinct m.campaign_id, m.day as date
        from private.spend_marks as m
        where m.workspace_id = workspace
    ),

    reported as (
        select
            k.campaign_id,
            k.date,
            m.currency,
            sum(m.impressions)::bigint as impressions,
            sum(m.clicks)::bigint as clicks,
            sum(m.spend) as spend
        from marked as k
        join public.ad_sets as s on s.workspace_id = workspace and s.campaign_id = k.campaign_id
        join public.ads as a on a.workspace_id = workspace and a.ad_set_id = s.id
        join public.ad_metrics as m
            on m.workspace_id = workspace and m.ad_id = a.id and m.date = k.date
        group by k.campaign_id, k.date, m.currency
    ),

    measured as (
        select
            f.campaign_id,
            f.day as date,
            f.currency,
            sum(f.impressions)::bigint as impressions,
            sum(f.clicks)::bigint as clicks
        from unnest(facts) as f
        where f.campaign_id is not null
        group by f.campaign_id, f.day, f.currency
    ),

    held as (
        select t.*, k.campaign_id is not null as is_marked
        from public.campaign_metrics as t
        left join marked as k on k.campaign_id = t.campaign_id and k.date = t.date
        where
            t.workspace_id = workspace
            and (t.campaign_id, t.date) in (
                select k.campaign_id, k.date from marked as k
                union all
                select m.campaign_id, m.date from measured as m
            )
    )

    select
        campaign_id,
        date,
        currency,
        coalesce(
            case when h.is_marked or h.is_marked is null then r.impressions
                else h.reported_impressions end,
            coalesce(h.measured_impressions, 0) + coalesce(m.impressions, 0)
        ) - coalesce(h.impressions, 0),
        coalesce(
            case when h.is_marked or h.is_marked is null then r.clicks
                else h.reported_clicks end,
            coalesce(h.measured_clicks, 0) + coalesce(m.clicks, 0)
        ) - coalesce(h.clicks, 0),
        case when h.is_marked or h.is_marked is null then coalesce(r.spend, 0) else h.spend end
        - coalesce(h.spend, 0)
    from held as h
    full join reported as r using (campaign_id, date, currency)
    full join measured as m using (campaign_id, date, currency);
end
$function$;

CREATE OR REPLACE FUNCTION private.change_percent (
  now_value    numeric,
  before_value numeric
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return round(100 * (now_value - before_value) / nullif(abs(before_value), 0), 1);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_attribution_days (
  since date,
  until date
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if since is null or until is null or until < since or until - since > 1830 then
        raise exception using
            errcode = 'PT422',
            message = 'Give the first and the last day, at most five years apart.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Days are UTC days, both included: since=2026-05-01&until=2026-05-31.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_choice (
  what  text,
  given text,
  known text[]
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if given is null or given <> all (known) then
        raise exception using
            errcode = 'PT422',
            message = format('There is no %s %L here.', what, given),
            hint = format('Choose one of: %s.', array_to_string(known, ', '));
    end if;
end
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
  months     date[],
  longest    integer
)
  RETURNS boolean
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
    if exists (select from unnest(months) as m (month) where m.month < now() - interval '2 years') then
        raise exception using
            errcode = 'PT422',
            message = 'this happened too long ago',
            hint = 'Events are taken for two years after they happened.';
    end if;
    if exists (
        select from unnest(months) as m (month)
        where private.is_archived(m.month::timestamp at time zone 'UTC')
    ) then
        raise exception using
            errcode = 'PT422',
            message = 'the month in which this happened is in the archive',
            hint = 'Send it again once the month is restored.';
    end if;
    if longest > 16384 then
        raise exception using
            errcode = 'PT422',
            message = format('the properties of an event have %s bytes', longest),
            hint = 'Send at most 16,384.';
    end if;
    return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_max (
  max integer
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if max is null or max not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = format('%s rows cannot be asked for.', max),
            hint = 'max is between 1 and 100.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_period (
  since date,
  until date
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if since is null or until is null or since > until then
        raise exception using
            errcode = 'PT422',
            message = 'This period has no days.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Give two days of UTC, both of them included: since is not after until.';
    end if;
    if until - since > 1827 then
        raise exception using
            errcode = 'PT422',
            message = 'This period is longer than five years.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Ask for each part by itself.';
    end if;
    if since < '2000-01-01' or until > '2100-01-01' then
        raise exception using
            errcode = 'PT422',
            message = 'There are no numbers of that time.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Give days between 2000 and 2100.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.checked_generation_options (
  type     public.ai_generation_types,
  options  jsonb,
  business public.businesses
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    platforms constant text[] := '{facebook,instagram,linkedin,pinterest,reddit,snapchat,telegram,threads,tiktok,twitter,whatsapp,x,youtube,other}'::text[];
    everywhere constant text[] := '{language,product_id,campaign_id,tier}'::text[];
    unknown_option text;
    checked jsonb;
begin
    if jsonb_typeof(options) is distinct from 'object' then
        perform private.option_error(
            'options must be a JSON object', 'For example {"language": "en"}.'
        );
    end if;
    options := jsonb_strip_nulls(options);
    select o.name into unknown_option
    from jsonb_object_keys(options) as o (name)
    where not o.name = any (everywhere || type.options)
    limit 1;
    if unknown_option is not null then
        perform private.option_error(
            format('unknown option %L', left(unknown_option, 50)),
            format('Known options: %s.', array_to_string(everywhere || type.options, ', '))
        );
    end if;

    checked := jsonb_build_object(
        'language', private.option_choice(options, 'language', 'en', '{en,ar}'),
        'tier', private.option_choice(
            options,
            'tier',
            'standard',
            case type.type
                when 'content_bundle' then '{standard,batch,flex}'::text[]
                else case type.kind when 'text' then '{standard,flex}'::text[] else '{standard}' end
            end
        ),
        'product_id', private.option_reference(
            options, 'product_id', 'public.products', business.workspace_id
        ),
        'campaign_id', private.option_reference(
            options, 'campaign_id', 'public.campaigns', business.workspace_id
        ),
        'component_id', private.option_reference(
            options, 'component_id', 'public.campaign_components', business.workspace_id
        ),
        'integration_id', private.option_reference(
            options, 'integration_id', 'public.site_integrations', business.workspace_id
        )
    );
    if type.options && '{cta_url}' and options ? 'cta_url' then
        if options ->> 'cta_url' is null
            or private.url_fault(options ->> 'cta_url') is not null
            or char_length(options ->> 'cta_url') > 1500
        then
            perform private.option_error(
                'cta_url is a public web address of at most 1500 characters',
                'Begin it with https://.'
            );
        end if;
        checked := checked || jsonb_build_object('cta_url', options ->> 'cta_url');
    end if;

    case
        when type.type = 'social_post' then
            checked := checked || jsonb_build_object(
                'platform', private.option_choice(
                    options,
                    'platform',
                    coalesce(
                        (
                            select lower(p.name)
                            from unnest(business.social_platforms) with ordinality as p (name, place)
                            where lower(p.name) = any (platforms)
                            order by p.place
                            limit 1
                        ),
                        'other'
                    ),
                    platforms
                )
            );
        when type.type = 'ad_copy' then
            checked := checked || jsonb_build_object(
                'platform', private.option_choice(
                    options, 'platform', 'other', '{google,meta,tiktok,snapchat,other}'
                )
            );
        when type.type = 'content_upgrade' then
            checked := checked || jsonb_build_object(
                'upgrade_type', private.option_choice(
                    options,
                    'upgrade_type',
                    case
                        when lower(business.content_upgrade_type) = any (
                            '{checklist,template,guide,case_study,cheat_sheet,course,ebook,swipe_file,toolkit,video,webinar,worksheet}'
                        ) then lower(business.content_upgrade_type)
                        else 'guide'
                    end,
                    '{checklist,template,guide,case_study,cheat_sheet,course,ebook,swipe_file,toolkit,video,webinar,worksheet,other}'
                )
            );
        when type.type = 'email_sequence' then
            checked := checked || jsonb_build_object(
                'emails', private.option_number(options, 'emails', 5, 1, 12),
                'sequence_goal', private.option_choice(
                    options, 'sequence_goal', 'nurture', '{nurture,onboarding,sales,retention}'
                )
            );
        when type.type = 'content_bundle' then
            checked := checked || private.checked_bundle(options);
        when type.type = 'component' then
            if not options ? 'campaign_id' then
                perform private.option_error(
                    'a component needs its campaign', 'Give campaign_id in the options.'
                );
            end if;
            checked := checked || jsonb_build_object(
                'component_type', private.option_choice(
                    options,
                    'component_type',
                    'custom',
                    '{landing_page,form,header,footer,hero_section,testimonials,pricing,email_template,popup,navigation,custom}'
                )
            );
        when type.type = 'enhancement' then
            if not options ? 'component_id' then
                perform private.option_error(
                    'an enhancement needs the component', 'Give component_id in the options.'
                );
            end if;
        when type.type = 'migration_plan' then
            if not options ? 'integration_id' then
                perform private.option_error(
                    'a migration plan needs the connected site', 'Give integration_id in the options.'
                );
            end if;
        when type.type = 'analysis' then
            if not options ?| '{integration_id,campaign_id}' then
                perform private.option_error(
                    'an analysis needs what it is of',
                    'Give integration_id or campaign_id in the options.'
                );
            end if;
        when type.type = 'video_script' then
            checked := checked || jsonb_build_object(
                'seconds', private.option_number(options, 'seconds', 30, 5, 600)
            );
        when type.type = 'video' then
            checked := checked || jsonb_build_object(
                'seconds', private.option_number(options, 'seconds', 4, 1, 60),
                'size', private.option_choice(options, 'size', '1280x720', '{1280x720,720x1280}')
            );
        when type.type = 'image' then
            checked := checked || jsonb_build_object(
                'size', private.option_choice(
                    options, 'size', '1024x1024', '{1024x1024,1536x1024,1024x1536}'
                ),
                'quality', private.option_choice(options, 'quality', 'medium', '{low,medium,high}')
            );
        when type.type = 'voice' then
            checked := checked || jsonb_build_object(
                'voice', private.option_choice(
                    options,
                    'voice',
                    'alloy',
                    '{alloy,ash,coral,echo,fable,onyx,nova,sage,shimmer}'
                )
            );
        else null;
    end case;
    return jsonb_strip_nulls(checked);
end
$function$;

CREATE OR REPLACE FUNCTION private.comparison (
  given text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    -- A boolean in JSON arrives as text.
    choice text := case given when 'true' then 'previous' when 'false' then 'none' else given end;
begin
    perform private.check_choice('comparison', choice, array['previous', 'year', 'none']);
    return choice;
end
$function$;

CREATE OR REPLACE FUNCTION private.complete_restore (
  month date
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    starts constant timestamptz := complete_restore.month::timestamp at time zone 'UTC';
    ends constant timestamptz := (complete_restore.month + interval '1 month') at time zone 'UTC';
    name constant text := private.partition_name('public.events', starts, 'month');
    archived private.archived_partitions;
    there record;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = complete_restore.month
    for update;
    if archived.state = 'restored' then
        return true;
    end if;
    select d.* into there
    from private.digest_events(
        format('archive.%I', name)::regclass, array(select jsonb_object_keys(archived.columns))
    ) as d;
    if (there.rows, there.checksum) is distinct from (archived.rows, archived.checksum) then
        execute format('drop table archive.%I', name);
        return false;
    end if;
    set local lock_timeout = '2s';
    execute format('revoke all on archive.%I from service_role', name);
    execute format('alter table archive.%I set schema private', name);
    execute format(
        'comment on table private.%I is %L', name,
        format('Rows of events from %s to %s.', starts::date, ends::date)
    );
    -- Attaching looks through the default partition for rows that belong here: none got in.
    execute format(
        'alter table public.events attach partition private.%I for values from (%L) to (%L)',
        name, starts, ends
    );
    update private.archived_partitions as p
    set state = 'restored'
    where p.month = complete_restore.month;
    return true;
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

CREATE OR REPLACE FUNCTION private.count_credits()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    -- The join leaves out a workspace that is being deleted.
    with changed as materialized (
        select
            c.workspace_id,
            c.model,
            (c.credited_at at time zone 'UTC')::date as date,
            c.currency,
            c.channel,
            coalesce(c.campaign_id::text, '') as campaign,
            coalesce(c.ad_id::text, '') as ad,
            sum(c.share) as orders,
            sum(c.amount) filter (where c.fact = 'sale') as revenue,
            -sum(c.amount) filter (where c.fact = 'refund') as refunds
        from changed_credits as c
        join public.workspaces as w on w.id = c.workspace_id
        group by 1, 2, 3, 4, 5, 6, 7
    ),

    keyed as (
        select
            c.workspace_id,
            d.dimension,
            c.model,
            c.date,
            c.currency,
            d.key,
            sum(c.orders) * sign.factor as orders,
            coalesce(sum(c.revenue), 0) * sign.factor as revenue,
            coalesce(sum(c.refunds), 0) * sign.factor as refunds
        from changed as c
        cross join lateral (
            values ('channel', c.channel), ('campaign', c.campaign), ('ad', c.ad)
        ) as d (dimension, key)
        cross join (select case tg_op when 'DELETE' then -1 else 1 end as factor) as sign
        group by c.workspace_id, d.dimension, c.model, c.date, c.currency, d.key, sign.factor
    ),

    -- In the order of their keys, so that two who write at once wait for each other at most.
    days as (
        insert into public.attribution_daily as t (
            workspace_id, dimension, model, date, currency, key, orders, revenue, refunds
        )
        select k.workspace_id, k.dimension, k.model, k.date, k.currency, k.key, k.orders,
            k.revenue, k.refunds
        from keyed as k
        order by k.workspace_id, k.dimension, k.model, k.date, k.currency, k.key
        on conflict on constraint attribution_daily_once do update
        set
            orders = t.orders + excluded.orders,
            revenue = t.revenue + excluded.revenue,
            refunds = t.refunds + excluded.refunds
    )

    insert into private.attribution_months as t (
        workspace_id, dimension, model, month, currency, key, orders, revenue, refunds
    )
    select k.workspace_id, k.dimension, k.model, date_trunc('month', k.date)::date, k.currency,
        k.key, sum(k.orders), sum(k.revenue), sum(k.refunds)
    from keyed as k
    group by 1, 2, 3, 4, 5, 6
    order by 1, 2, 3, 4, 5, 6
    on conflict on constraint attribution_months_once do update
    set
        orders = t.orders + excluded.orders,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.counted_clicks (
  workspace uuid,
  link_id   uuid
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    return private.tallied(link_id, 'clicks')
        + (
            select coalesce(sum(m.clicks), 0)
            from public.link_metrics as m
            where m.workspace_id = workspace and m.managed_url_id = link_id
        )
        + (
            select count(*)
            from public.events as e
            where e.managed_url_id = link_id
                and e.workspace_id = workspace
                and e.event_type = 'link_click'
                and e.batch >= (
                    select min(b.id) from private.event_batches as b where b.workspace_id = workspace
                )
                and exists (select from private.event_batches as b where b.id = e.batch)
        );
end
$function$;

CREATE OR REPLACE FUNCTION private.credits_due (
  workspace uuid,
  orders    uuid[],
  setting   public.attribution_settings
)
  RETURNS TABLE (
    order_id          uuid,
    model             text,
    fact              text,
    event_id          uuid,
    event_occurred_at timestamp with time zone,
    channel           text,
    currency          text,
    credited_at       timestamp with time zone,
    campaign_id       uuid,
    component_id      uuid,
    ad_id             uuid,
    source            text,
    medium            text,
    platform          text,
    details           jsonb,
    share             numeric,
    amount            numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with buyers as materialized (
        select a.id as order_id, a.customer_id, a.visitors, a.ordered_at, a.weights_at
        from private.attribution_orders as a
        where a.workspace_id = workspace and a.id = any (orders)
    ),

    known as (
        select
            t.*,
            b.order_id,
            extract(epoch from b.ordered_at - t.occurred_at)::numeric / 86400 as age
        from private.touches(
            workspace,
            array(
                select row(
                    b.order_id::text,
                    b.visitors,
                    b.customer_id,
                    b.ordered_at - make_interval(days => setting.look_back_days),
                    case
                        when setting.touches = 'clicks_and_views'
                            then b.ordered_at - make_interval(days => setting.view_through_days)
                    end,
                    b.ordered_at
                )::private.journey
                from buyers as b
            )
        ) as t
        join buyers as b on b.order_id::text = t.journey
    ),

    -- Months of events move out one day. What they explained, the ledger remembers.
    remembered as materialized (
        select c.order_id, c.event_id, c.event_occurred_at, c.channel, c.source, c.medium,
            c.platform, c.campaign_id, c.component_id, c.ad_id, c.details ->> 'event_type' as type
        from public.attribution_credits as c
        where
            c.workspace_id = workspace
            and c.order_id = any (orders)
            and c.model = 'linear'
            and c.event_id is not null
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        having sum(c.share) > 0
    ),

    moved_out as materialized (
        select distinct r.order_id
        from remembered as r
        where not exists (
            select
            from public.events as e
            where
                e.workspace_id = workspace
                and e.occurred_at = r.event_occurred_at
                and e.id = r.event_id
        )
    ),

    seen as (
        select k.order_id, k.place, k.event_id, k.occurred_at, k.channel, k.source, k.medium,
            k.platform, k.campaign_id, k.component_id, k.ad_id, k.age, k.event_type
        from known as k
        where k.order_id not in (select m.order_id from moved_out as m)
        union all
        select r.order_id,
            row_number() over (
                partition by r.order_id order by r.event_occurred_at, r.event_id
            ),
            r.event_id, r.event_occurred_at, r.channel, r.source, r.medium, r.platform,
            r.campaign_id, r.component_id, r.ad_id,
            extract(epoch from b.ordered_at - r.event_occurred_at)::numeric / 86400, r.type
        from remembered as r
        join moved_out as m using (order_id)
        join buyers as b using (order_id)
    ),

    -- What no touch explains is one place without an event.
    touches as materialized (
        select s.* from seen as s
        union all
        select b.order_id, 1, null, null, 'unattributed', null, null, null, null, null, null, 0,
            null
        from buyers as b
        where b.order_id not in (select s.order_id from seen as s)
    ),

    paths as (
        select
            t.order_id,
            array_agg(t.channel order by t.place) as channels,
            array_agg(t.age order by t.place) as ages
        from touches as t
        group by t.order_id
    ),

    facts as materialized (
        select f.*, 10 ^ least(2, c.minor_units)::numeric as per_unit
        from private.order_facts(workspace, orders) as f
        join public.currencies as c on c.code = f.currency
    ),

    totals as (
        select
            f.order_id,
            array_agg(f.fact order by f.number) as facts,
            array_agg(f.currency order by f.number) as currencies,
            array_agg(round(f.amount * f.per_unit) order by f.number) as units
        from facts as f
        group by f.order_id
    ),

    weights as (
        select
            p.order_id,
            m.model,
            private.touch_weights(
                m.model, p.channels, p.ages, setting,
                case when m.model in ('markov', 'shapley') then (
                    select jsonb_object_agg(w.channel, w.weight)
                    from public.attribution_models as w
                    where
                        w.workspace_id = workspace
                        and w.computed_at = b.weights_at
                        and w.model = m.model
                ) end
            ) as weights
        from paths as p
        join buyers as b using (order_id)
        cross join unnest(
            array['first_touch', 'last_touch', 'linear', 'time_decay', 'position_based']
            || case when b.weights_at is not null then array['markov', 'shapley'] end
        ) as m (model)
    ),

    -- Rows of a sale and of all refunds at one moment, by touch.
    parts as (
        select w.order_id, w.model, s.touch, f.fact, f.currency, f.moment,
            sum(s.units / f.per_unit) as amount
        from weights as w
        join totals as t using (order_id)
        cross join lateral private.spread(w.weights, t.facts, t.currencies, t.units) as s
        join facts as f on f.order_id = w.order_id and f.number = s.fact
        group by w.order_id, w.model, s.touch, f.fact, f.currency, f.moment
    ),

    shares as (
        select w.order_id, w.model, s.place, s.units / 1e8 as share
        from weights as w
        cross join lateral unnest(private.apportion(1e8, w.weights))
        with ordinality as s (units, place)
    )

    select
        p.order_id,
        p.model,
        p.fact,
        t.event_id,
        t.occurred_at,
        t.channel,
        p.currency,
        p.moment,
        t.campaign_id,
        t.component_id,
        t.ad_id,
        t.source,
        t.medium,
        t.platform,
        case
            when t.event_id is null then '{}'
            else jsonb_build_object('place', p.touch, 'event_type', t.event_type)
        end,
        case when p.fact = 'sale' then s.share else 0 end,
        p.amount
    from parts as p
    join touches as t on t.order_id = p.order_id and t.place = p.touch
    join shares as s on s.order_id = p.order_id and s.model = p.model and s.place = p.touch
    where p.fact = 'sale' or p.amount <> 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_currency (
  workspace uuid,
  asked     text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    if asked is null then
        return private.home_currency(workspace);
    end if;
    if not exists (select from public.currencies as c where c.code = upper(asked)) then
        raise exception using
            errcode = 'PT422',
            message = format('There is no currency %L.', asked),
            hint = 'Give its ISO 4217 code: USD, SAR.';
    end if;
    return upper(asked);
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_funnel (
  workspace uuid,
  steps     text[],
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
#variable_conflict use_column
declare
    step text;
    p private.period_parts;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    if coalesce(cardinality(steps), 0) not between 1 and 10 then
        raise exception using
            errcode = 'PT422',
            message = 'A funnel has one to ten steps.',
            hint = 'Give types of events or stages: page_view, cart_add, stage:checkout.';
    end if;
    foreach step in array steps loop
        if step is null or step !~ '^(stage:.{1,50}|[a-z_]{1,50})$' then
            raise exception using
                errcode = 'PT422',
                message = format('%L is no step of a funnel.', step),
                hint = 'Give types of events or stages: page_view, cart_add, stage:checkout.';
        end if;
    end loop;
    p := private.parts_of(workspace, since, until);
    with patterns as (
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'day'
            and t.bucket between p.head_since and p.head_until
        union all
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'day'
            and t.bucket between p.foot_since and p.foot_until
        union all
        select t.reached, t.sessions
        from private.session_patterns as t
        where
            t.workspace_id = workspace
            and t.grain = 'month'
            and t.bucket between p.first_month and p.last_month
        union all
        select s.reached, s.side
        from private.tail_sessions(private.dashboard_tail(workspace)) as s
        where s.day between since and until
    ),

    distinct_patterns as materialized (
        select t.reached, sum(t.sessions) as sessions
        from patterns as t
        group by t.reached
    ),

    reaches as (
        select
            s.place,
            steps[s.place] as step,
            (
                select coalesce(sum(d.sessions), 0)
                from distinct_patterns as d
                where d.reached @> steps[:s.place]
            ) as sessions
        from generate_subscripts(steps, 1) as s (place)
    )

    select
        jsonb_build_object(
            'since', since,
            'until', until,
            'sessions', (select coalesce(sum(d.sessions), 0) from distinct_patterns as d),
            'steps', jsonb_agg(
                jsonb_build_object(
                    'step', r.step,
                    'sessions', r.sessions,
                    'share', round(100 * r.sessions / nullif(r.first, 0), 2),
                    'dropped', r.previous - r.sessions,
                    'drop_off', round(
                        100 * (r.previous - r.sessions) / nullif(r.previous, 0), 2
                    )
                )
                order by r.place
            )
        ) into report
    from (
        select
            r.*,
            first_value(r.sessions) over (order by r.place) as first,
            lag(r.sessions) over (order by r.place) as previous
        from reaches as r
    ) as r;
    return report;
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_live (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
begin
    perform private.require_role(workspace, 'viewer');
    return private.live_traffic(workspace, 5, 20000);
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_overview (
  workspace uuid,
  since     date,
  until     date,
  compare   text,
  currency  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
declare
    money text;
    choice text := private.comparison(compare);
    before record;
    tail private.event_fact[];
    numbers jsonb;
    numbers_before jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    money := private.dashboard_currency(workspace, currency);
    select b.* into before from private.period_before(since, until, choice) as b;
    tail := private.dashboard_tail(workspace);
    numbers := private.overview_numbers(workspace, since, until, money, tail);
    if choice <> 'none' then
        numbers_before := private.overview_numbers(
            workspace, before.before_since, before.before_until, money, tail
        );
    end if;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'before', case
            when choice <> 'none' then jsonb_build_object(
                'since', before.before_since, 'until', before.before_until
            )
        end,
        'currency', money,
        'numbers', (
            select
                jsonb_object_agg(
                    n.name,
                    case
                        when choice = 'none' then jsonb_build_object('now', n.value)
                        else jsonb_build_object(
                            'now', n.value,
                            'before', numbers_before -> n.name,
                            'change', private.change_percent(
                                (n.value #>> '{}')::numeric,
                                (numbers_before ->> n.name)::numeric
                            )
                        )
                    end
                )
            from jsonb_each(numbers) as n (name, value)
        ),
        'other_currencies', private.other_currencies(workspace, since, until, money)
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_retention (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
#variable_conflict use_column
declare
    monday constant date := date '1970-01-05';
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    with changes as materialized (
        select c.*
        from private.visitor_changes(private.dashboard_tail(workspace)) as c
    ),

    counted as (
        select r.cohort_week, r.week, r.visitors
        from private.retention_weeks as r
        where
            r.workspace_id = workspace
            and r.cohort_week between private.week_of(since) and private.week_of(until)
            and r.week <= private.week_of(until)
        union all
        select c.before[1], w.week, -1
        from changes as c
        cross join unnest(c.before) as w (week)
        union all
        select c.after[1], w.week, 1
        from changes as c
        cross join unnest(c.after) as w (week)
    ),

    cells as (
        select c.cohort_week, c.week - c.cohort_week as place, sum(c.visitors) as visitors
        from counted as c
        where
            c.cohort_week between private.week_of(since) and private.week_of(until)
            and c.week <= private.week_of(until)
        group by c.cohort_week, c.week
        having sum(c.visitors) > 0
    ),

    cohorts as (
        select
            c.cohort_week,
            max(c.visitors) filter (where c.place = 0) as size,
            jsonb_object_agg(c.place, c.visitors) as visitors
        from cells as c
        group by c.cohort_week
    )

    select
        jsonb_agg(
            jsonb_build_object(
                'week', monday + 7 * c.cohort_week,
                'visitors', c.size,
                'weeks', (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'visitors', coalesce((c.visitors ->> p.place::text)::bigint, 0),
                                'share', round(
                                    100 * coalesce((c.visitors ->> p.place::text)::numeric, 0)
                                    / c.size,
                                    2
                                )
                            )
                            order by p.place
                        )
                    from generate_series(0, private.week_of(until) - c.cohort_week) as p (place)
                )
            )
            order by c.cohort_week
        ) into report
    from cohorts as c;
    return jsonb_build_object(
        'since', monday + 7 * private.week_of(since),
        'until', monday + 7 * private.week_of(until) + 6,
        'cohorts', coalesce(report, '[]'::jsonb)
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_series (
  workspace uuid,
  metrics   text[],
  since     date,
  until     date,
  grain     text,
  compare   text,
  currency  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
declare
    by_hour constant text[] := array[
        'visitors', 'sessions', 'page_views', 'conversions', 'conversion_rate'
    ];
    by_day constant text[] := by_hour
        || array['bounce_rate', 'orders', 'revenue', 'refunds', 'net_revenue', 'ad_spend'];
    money text;
    choice text := private.comparison(compare);
    before record;
    tail private.event_fact[];
    metric text;
    points jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_choice('grain', grain, array['hour', 'day', 'week', 'month']);
    foreach metric in array coalesce(nullif(metrics, '{}'), array[null]::text[]) loop
        perform private.check_choice(
            case grain when 'hour' then 'metric by the hour' else 'metric' end,
            metric,
            case grain when 'hour' then by_hour else by_day end
        );
    end loop;
    if grain = 'hour' and until - since > 91 then
        raise exception using
            errcode = 'PT422',
            message = 'This period is too long to be shown by the hour.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Ask for at most 92 days, or by the day.';
    end if;
    money := private.dashboard_currency(workspace, currency);
    tail := private.dashboard_tail(workspace);
    select b.* into before from private.period_before(since, until, choice) as b;
    select
        jsonb_agg(
            jsonb_build_object('at', n.at at time zone 'UTC') || n.numbers
            || case
                when choice = 'none' then '{}'::jsonb
                else jsonb_build_object(
                    'before', jsonb_build_object('at', b.at at time zone 'UTC') || b.numbers
                )
            end
            order by n.place
        ) into points
    from private.series_buckets(
        workspace, since, until, grain, money, metrics, tail
    ) as n
    left join private.series_buckets(
        workspace, before.before_since, before.before_until, grain, money, metrics, tail
    ) as b
        on b.place = n.place;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'before', case
            when choice <> 'none' then jsonb_build_object(
                'since', before.before_since, 'until', before.before_until
            )
        end,
        'grain', grain,
        'currency', money,
        'points', points
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_tail (
  workspace uuid
)
  RETURNS private.event_fact[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return array(select f from private.tail_facts(workspace) as f);
end
$function$;

CREATE OR REPLACE FUNCTION private.dashboard_top (
  workspace uuid,
  dimension text,
  metric    text,
  since     date,
  until     date,
  max       integer,
  currency  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET jit TO 'off'
  AS $function$
declare
    d record;
    p private.period_parts;
    tail private.dimension_change[];
    money text;
    ranked_by text;
    keys text[];
    is_exact boolean := true;
    columns text[];
    measures text;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_max(max);
    perform private.check_choice(
        'dimension',
        dimension,
        array['product', 'campaign', 'component', 'country', 'page', 'source', 'link']
    );
    select x.* into d from private.dimension_parts(dimension) as x;
    ranked_by := coalesce(metric, d.ranked[1]);
    perform private.check_choice(format('metric of a %s', dimension), ranked_by, d.ranked);
    money := private.dashboard_currency(workspace, currency);
    p := private.parts_of(workspace, since, until);
    tail := array(
        select t from private.dimension_tail(workspace, dimension, since, until) as t
    );
    if d.is_many then
        select t.keys, t.is_exact into keys, is_exact
        from private.top_keys(workspace, dimension, ranked_by, p, money, max, tail) as t;
    end if;
    columns := d.counts || d.amounts;
    measures := (
        select
            string_agg(
                case
                    when c.name = any (d.amounts) then format(
                        'coalesce(sum(s.%1$I) filter (where s.currency = $8), 0) as %1$I', c.name
                    )
                    else format('sum(s.%1$I)::bigint as %1$I', c.name)
                end,
                ', '
            )
        from unnest(columns) as c (name)
    );
    execute format(
        'with best as materialized ('
        ' select s.key, %1$s from (%2$s) as s group by s.key order by %3$I desc, s.key limit $10)'
        ' select jsonb_agg(to_jsonb(b) order by b.%3$I desc, b.key), array_agg(b.key)'
        ' from best as b where b.%3$I > 0',
        measures,
        private.dimension_source(dimension, columns, keys is not null),
        ranked_by
    )
    into report, keys
    using
        workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
        p.last_month, money, keys, max, tail;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'dimension', dimension,
        'metric', ranked_by,
        'currency', case when d.amounts <> '{}' then money end,
        'exact', is_exact,
        'rows', coalesce(
            (
                select
                    jsonb_agg(
                        jsonb_build_object('name', n.name) || r.row
                        || jsonb_build_object('visitors', coalesce(v.visitors, 0))
                        order by r.place
                    )
                from jsonb_array_elements(report) with ordinality as r (row, place)
                left join private.dimension_names(workspace, dimension, keys) as n
                    on n.key = r.row ->> 'key'
                left join private.dimension_visitors(workspace, dimension, p, keys, tail) as v
                    on v.key = r.row ->> 'key'
            ),
            '[]'::jsonb
        )
    );
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

CREATE OR REPLACE FUNCTION private.dead_links (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return (
        select jsonb_agg(to_jsonb(d) order by d.since desc, d.address)
        from (
            select
                c.address,
                c.last_status as status,
                c.last_error as error,
                c.died_at as since,
                array_agg(distinct m.code order by m.code) filter (where m.id is not null) as links,
                array_agg(distinct p.name order by p.name) filter (where p.id is not null)
                as campaigns,
                array_agg(distinct a.name order by a.name) filter (where a.id is not null) as ads
            from private.link_uses as u
            join private.link_checks as c on c.key = u.key and c.is_dead
            left join public.managed_urls as m on m.id = u.managed_url_id
            left join public.campaigns as p on p.id = u.campaign_id
            left join public.ads as a on a.id = u.ad_id
            where u.workspace_id = workspace
            group by c.key
            order by c.died_at desc, c.address
            limit 100
        ) as d
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.detach_archived (
  month date
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    partition constant regclass := private.events_partition(detach_archived.month);
    archived private.archived_partitions;
    there record;
begin
    select p.* into archived
    from private.archived_partitions as p
    where p.month = detach_archived.month
    for update;
    if not found or archived.state <> 'verified' then
        return archived.state;
    end if;
    set local lock_timeout = '2s';
    -- Whoever began to write before the month was closed is done after this.
    execute format('lock table %s in share mode', partition);
    select d.* into there
    from private.digest_events(
        partition, array(select jsonb_object_keys(archived.columns))
    ) as d;
    if (there.rows, there.checksum) is distinct from (archived.rows, archived.checksum) then
        delete from private.archived_files as f where f.month = detach_archived.month;
        update private.archived_partitions as p
        set
            state = 'exporting',
            rows = null,
            checksum = null
        where p.month = detach_archived.month;
        return 'exporting';
    end if;
    execute format('alter table public.events detach partition %s', partition);
    execute format('alter table %s set schema archive', partition);
    update private.archived_partitions as p
    set state = 'detached'
    where p.month = detach_archived.month;
    return 'detached';
end
$function$;

CREATE OR REPLACE FUNCTION private.digest_events (
  relation regclass,
  columns  text[],
  OUT      rows bigint,
  OUT      checksum numeric
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET "DateStyle" TO 'ISO'
  SET extra_float_digits TO '1'
  AS $function$
begin
    -- MD5 and no hash function of Postgres: theirs may be others in the next version.
    execute format(
        $sql$
            select
                count(*),
                coalesce(sum(('x' || left(md5(row(%s)::text), 16))::bit(64)::bigint), 0)
            from %s
        $sql$,
        (
            select string_agg(quote_ident(c.name), ', ' order by c.name)
            from unnest(digest_events.columns) as c (name)
        ),
        relation
    )
    into digest_events.rows, digest_events.checksum;
end
$function$;

CREATE OR REPLACE FUNCTION private.dimension_names (
  workspace uuid,
  dimension text,
  keys      text[]
)
  RETURNS TABLE (
    key  text,
    name text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if dimension = 'product' then
        return query
        select p.id::text, p.name from public.products as p
        where p.workspace_id = workspace and p.id = any (keys::uuid[]);
    elsif dimension = 'campaign' then
        return query
        select c.id::text, c.name from public.campaigns as c
        where c.workspace_id = workspace and c.id = any (keys::uuid[]);
    elsif dimension = 'component' then
        return query
        select c.id::text, c.name from public.campaign_components as c
        where c.workspace_id = workspace and c.id = any (keys::uuid[]);
    elsif dimension = 'link' then
        return query
        select u.id::text, u.url from public.managed_urls as u
        where u.workspace_id = workspace and u.id = any (keys::uuid[]);
    else
        return query
        select k.key, replace(k.key, e'\t', ' / ') from unnest(keys) as k (key);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.dimension_parts (
  dimension text
)
  RETURNS TABLE (
    day_table text,
    key       text,
    typed_key text,
    counts    text[],
    amounts   text[],
    ranked    text[],
    is_many   boolean
  )
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select d.day_table, d.key, d.typed_key, d.counts, d.amounts, d.ranked, d.is_many
    from (
        values
        (
            'product', 'public.product_metrics', 'r.product_id::text',
            'r.product_id = any ($9::uuid[])', '{views,cart_adds,sales}'::text[],
            '{revenue,refunds}'::text[], '{views,cart_adds,sales,revenue}'::text[], true
        ),
        (
            'page', 'public.page_metrics', 'r.page', 'r.page = any ($9)', '{views,entries,exits}',
            '{}', '{views,entries}', true
        ),
        (
            'campaign', 'public.campaign_metrics', 'r.campaign_id::text',
            'r.campaign_id = any ($9::uuid[])', '{views,impressions,clicks,conversions}',
            '{revenue,refunds,spend}',
            '{views,impressions,clicks,conversions,revenue,refunds,spend}', false
        ),
        (
            'component', 'public.component_metrics', 'r.component_id::text',
            'r.component_id = any ($9::uuid[])', '{views,clicks,conversions}', '{}',
            '{views,clicks,conversions}', false
        ),
        (
            'country', 'public.country_metrics', 'r.country', 'r.country = any ($9)',
            '{views,conversions}', '{revenue,refunds}', '{views,conversions,revenue,refunds}', false
        ),
        (
            'source', 'public.source_metrics', 'r.source || e''\t'' || r.medium',
            'r.source || e''\t'' || r.medium = any ($9)', '{sessions,conversions}',
            '{revenue,refunds}', '{sessions,conversions,revenue,refunds}', false
        ),
        (
            'link', 'public.link_metrics', 'r.managed_url_id::text',
            'r.managed_url_id = any ($9::uuid[])', '{clicks}', '{}', '{clicks}', false
        )
    ) as d (dimension, day_table, key, typed_key, counts, amounts, ranked, is_many)
    where d.dimension = dimension_parts.dimension;
end
$function$;

CREATE OR REPLACE FUNCTION private.dimension_source (
  dimension  text,
  columns    text[],
  are_picked boolean
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    d record;
    currency text;
begin
    select p.* into d from private.dimension_parts(dimension) as p;
    currency := case when d.amounts = '{}' then '$8' else 'r.currency' end;
    return format(
        'select %1$s as key, %2$s as currency, %3$s from %4$s as r'
        ' where r.workspace_id = $1 and r.date between $2 and $3%5$s'
        ' union all select %1$s, %2$s, %3$s from %4$s as r'
        ' where r.workspace_id = $1 and r.date between $4 and $5%5$s'
        ' union all select r.key, r.currency, %3$s from private.metric_months as r'
        ' where r.workspace_id = $1 and r.dimension = %6$L and r.month between $6 and $7%7$s'
        ' union all select r.key, r.currency, %3$s'
        ' from unnest($11) as r%8$s',
        d.key,
        currency,
        (select string_agg(format('r.%I', c.name), ', ') from unnest(columns) as c (name)),
        d.day_table,
        case when are_picked then ' and ' || d.typed_key else '' end,
        dimension,
        case when are_picked then ' and r.key = any ($9)' else '' end,
        case when are_picked then ' where r.key = any ($9)' else '' end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.dimension_tail (
  workspace uuid,
  dimension text,
  since     date,
  until     date
)
  RETURNS SETOF private.dimension_change
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    facts constant private.event_fact[] := private.dashboard_tail(workspace);
    home text;
begin
    if dimension = 'campaign' then
        return query
        select
            t.campaign_id::text, t.currency, 0::bigint, t.impressions, t.clicks, 0::bigint,
            0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric, t.spend,
            null::integer[]
        from private.campaign_tail(workspace, facts) as t
        where t.date between since and until;
    end if;
    if facts = '{}' then
        return;
    end if;
    home := private.home_currency(workspace);
    return query
    select
        k.key,
        f.currency,
        sum(
            case dimension
                when 'page' then f.page_views
                when 'component' then f.views + f.impressions
                else f.views
            end
        )::bigint,
        sum(case when dimension <> 'campaign' then f.impressions else 0 end)::bigint,
        sum(
            case dimension
                when 'campaign' then 0
                when 'link' then f.link_clicks
                else f.clicks
            end
        )::bigint,
        sum(f.cart_adds)::bigint,
        0::bigint,
        0::bigint,
        0::bigint,
        0::bigint,
        sum(f.conversions)::bigint,
        sum(case when dimension <> 'product' then f.revenue else 0 end),
        sum(case when dimension <> 'product' then f.refunds else 0 end),
        0::numeric,
        private.hashes_of(array_agg(f.visitor_hash))
    from unnest(facts) as f
    cross join lateral (
        select
            case dimension
                when 'product' then f.product_id::text
                when 'campaign' then f.campaign_id::text
                when 'component' then f.component_id::text
                when 'country' then f.country
                when 'source' then f.source || e'\t' || f.medium
                when 'page' then case when f.event_type = 'page_view' then f.page end
                when 'link' then case
                    when f.event_type = 'link_click' then f.managed_url_id::text
                end
            end as key
    ) as k
    where k.key is not null and f.day between since and until
    group by k.key, f.currency;
    if dimension = 'source' then
        return query
        select
            s.source || e'\t' || s.medium, home, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
            0::bigint, sum(s.side)::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::numeric,
            0::numeric, null::integer[]
        from private.tail_sessions(facts) as s
        where s.day between since and until
        group by s.source, s.medium;
    elsif dimension = 'page' then
        return query
        select
            p.page, home, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
            sum(p.entries)::bigint, sum(p.exits)::bigint, 0::bigint, 0::numeric, 0::numeric,
            0::numeric, null::integer[]
        from private.session_pages(array(select c from private.session_changes(facts) as c)) as p
        where p.day between since and until
        group by p.page;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.dimension_visitors (
  workspace uuid,
  dimension text,
  p         private.period_parts,
  keys      text[],
  tail      private.dimension_change[]
)
  RETURNS TABLE (
    key      text,
    visitors bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    for key, visitors in execute format(
        'select s.key, private.union_size('
        ' array_agg(row(s.visitor_hashes[:2048], cardinality(s.visitor_hashes))::private.sketch)'
        ' filter (where s.visitor_hashes is not null), 2048, 4000)'
        ' from (%s) as s group by s.key',
        private.dimension_source(dimension, array['visitor_hashes'], true)
    )
    using
        workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
        p.last_month, ''::text, keys, 0, tail
    loop
        return next;
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.drop_archived (
  month date
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    new_state text;
begin
    update private.archived_partitions as p
    set state = 'dropped'
    where p.month = drop_archived.month and p.state = 'detached';
    if found then
        execute format(
            'drop table archive.%I',
            private.partition_name(
                'public.events', drop_archived.month::timestamp at time zone 'UTC', 'month'
            )
        );
    end if;
    select p.state into new_state
    from private.archived_partitions as p
    where p.month = drop_archived.month;
    return new_state;
end
$function$;

CREATE OR REPLACE FUNCTION private.due_link_checks (
  most        integer,
  look_around boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    if look_around then
        insert into private.link_checks (address)
        select distinct u.address
        from private.link_uses as u
        where not exists (select from private.link_checks as c where c.key = u.key)
        on conflict on constraint link_checks_pkey do nothing;
        delete from private.link_checks as c
        where not exists (select from private.link_uses as u where u.key = c.key);
    end if;
    return (
        select coalesce(
            jsonb_agg(jsonb_build_object('key', due.key, 'address', due.address)), '[]'::jsonb
        )
        from (
            select c.key, c.address
            from private.link_checks as c
            where c.next_check_at <= now()
            order by c.next_check_at, c.key
            limit most
        ) as due
    );
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

CREATE OR REPLACE FUNCTION private.events_partition (
  month date
)
  RETURNS regclass
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found regclass;
begin
    select i.inhrelid::regclass into found
    from pg_catalog.pg_inherits as i
    where i.inhparent = 'public.events'::regclass
        and i.inhrelid = to_regclass(
            'private.' || private.partition_name(
                'public.events', events_partition.month::timestamp at time zone 'UTC', 'month'
            )
        );
    return found;
end
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

CREATE OR REPLACE FUNCTION private.follow_link (
  code       text,
  visitor_id text,
  referrer   text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_variable
declare
    link public.managed_urls;
begin
    select u.* into link from public.managed_urls as u where u.code = lower(follow_link.code);
    if link.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such link',
            detail = format('code: %s', left(code, 60)),
            hint = 'Was it copied whole?';
    elsif link.is_active and coalesce(link.expires_at > now(), true) then
        perform private.record_clicks(
            jsonb_build_array(jsonb_build_object(
                'managed_url_id', link.id,
                'visitor_id', visitor_id,
                'referrer', referrer,
                'country', private.request_country(),
                'ip', private.request_ip(),
                'user_agent', private.request_user_agent()
            ))
        );
        return jsonb_build_object('url', public.full_address(link), 'is_fallback', false);
    elsif link.fallback_url is not null then
        return jsonb_build_object('url', link.fallback_url, 'is_fallback', true);
    end if;
    raise exception using
        errcode = 'PT410',
        message = 'this link has expired',
        hint = 'Ask whoever gave it to you for a new one.';
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_archived_events()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform jobs.enqueue('analytics.forget_archived', jsonb_build_object('workspace_id', g.id))
    from gone as g
    where exists (
        select from private.archived_files as f where g.id = any (f.workspace_ids)
    );
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
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    return array(select distinct h from unnest(hashes) as h where h is not null order by h);
end
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
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return coalesce(
        (select s.currency from public.analytics_settings as s where s.workspace_id = workspace),
        'USD'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.host_of (
  url text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    -- Without regular expressions: this runs for every page view.
    host text := split_part(split_part(split_part(split_part(url, '://', 2), '/', 1), '?', 1), '#', 1);
begin
    if strpos(host, '@') > 0 then
        host := split_part(host, '@', -1);
    end if;
    host := lower(split_part(host, ':', 1));
    if starts_with(host, 'www.') then
        host := substr(host, 5);
    end if;
    return nullif(host, '');
end
$function$;

CREATE OR REPLACE FUNCTION private.is_archived (
  moment timestamp with time zone
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return exists (
        select from private.archived_partitions as p
        where p.month = date_trunc('month', moment at time zone 'UTC')::date
            and p.state <> 'restored'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_bot (
  user_agent text
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    return user_agent ~* (
        'bot\y|bot[/;) ]|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium'
        '|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|whatsapp|python-'
        '|curl/|wget/|java/|go-http|libwww|okhttp|httpclient|scrapy|feedfetcher'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_public_address (
  address inet
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case
        when family(address) = 4 then not (
            -- IANA's special-purpose registries (RFC 6890), multicast and what is reserved.
            address <<= any(
                '{0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,
                192.0.0.0/24,192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,
                198.51.100.0/24,203.0.113.0/24,224.0.0.0/4,240.0.0.0/4}'::inet []
            )
        )
        -- Beyond 2000::/3 there is nothing public: mapped and translated IPv4 lies there too.
        else address <<= '2000::/3' and not (
            address <<= any('{2001::/23,2001:db8::/32,2002::/16,3fff::/20}'::inet [])
        )
    end
$function$;

CREATE OR REPLACE FUNCTION private.last_of_best (
  workspace uuid,
  dimension text,
  metric    text,
  p         private.period_parts,
  money     text,
  max       integer,
  keys      text[],
  tail      private.dimension_change[]
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    d record;
    value numeric;
begin
    select x.* into d from private.dimension_parts(dimension) as x;
    execute format(
        'select sum(s.%1$I) as total from (%2$s) as s where %3$s'
        ' group by s.key order by total desc offset $10 - 1 limit 1',
        metric,
        private.dimension_source(dimension, array[metric], true),
        case when metric = any (d.amounts) then 's.currency = $8' else 'true' end
    )
    into value
    using
        workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
        p.last_month, money, keys, max, tail;
    return value;
end
$function$;

CREATE OR REPLACE FUNCTION private.learn_attribution (
  workspace uuid,
  since     date,
  until     date,
  learned   jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    moment constant timestamptz := clock_timestamp();
    recent constant timestamptz := now() - make_interval(
        days => (private.attribution_setting(workspace)).look_back_days
    );
    written integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.attribution ' || workspace, 0));
    insert into public.attribution_models (
        workspace_id, model, channel, weight, removal_effect, since, until, paths, conversions,
        computed_at
    )
    select workspace, l.model, l.channel, l.weight, l.removal_effect, learn_attribution.since,
        learn_attribution.until, l.paths, l.conversions, moment
    from jsonb_to_recordset(learned) as l (
        model text, channel text, weight numeric, removal_effect numeric, paths bigint,
        conversions bigint
    );
    get diagnostics written = row_count;
    if written > 0 then
        with credited as (
            update private.attribution_orders as o
            set weights_at = moment
            where o.workspace_id = workspace and o.sold_at >= recent
            returning o.id
        )

        insert into private.attribution_marks (workspace_id, order_id)
        select workspace, c.id from credited as c;
    end if;
    return written;
end
$function$;

CREATE OR REPLACE FUNCTION private.link_base()
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select rtrim(private.setting('links.base_url') #>> '{}', '/')
$function$;

CREATE OR REPLACE FUNCTION private.link_target (
  generation public.ai_generations
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        generation.parameters ->> 'cta_url',
        (
            select b.website
            from public.businesses as b
            where
                b.id = generation.business_id
                and private.url_fault(b.website) is null
                -- With its tags it must fit into managed_urls.
                and char_length(b.website) <= 1500
        )
    )
$function$;

CREATE OR REPLACE FUNCTION private.live_traffic (
  workspace uuid,
  minutes   integer,
  rows_most integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    until timestamptz := now();
    since timestamptz := now() - make_interval(mins => minutes);
    report jsonb;
begin
    -- The newest events by the primary key. A flood is cut off, so that its own dashboard does
    -- not slow it down: the answer then says how far back it reaches.
    with newest as materialized (
        select
            e.occurred_at, e.event_type, e.quantity, e.visitor_id, e.session_id, e.page, e.country
        from public.events as e
        where e.workspace_id = workspace and e.occurred_at > since and e.occurred_at <= until
        order by e.occurred_at desc
        limit rows_most
    ),

    pages as (
        select n.page, sum(n.quantity) as views, count(distinct n.visitor_id) as visitors
        from newest as n
        where n.event_type = 'page_view' and n.page is not null
        group by n.page
        order by views desc, n.page
        limit 10
    ),

    countries as (
        select coalesce(n.country, 'ZZ') as country, count(distinct n.visitor_id) as visitors
        from newest as n
        where n.visitor_id is not null
        group by 1
        order by visitors desc, country
        limit 10
    )

    select
        jsonb_build_object(
            'since', case when count(*) < rows_most then since else min(n.occurred_at) end,
            'until', until,
            'is_complete', count(*) < rows_most,
            'events', count(*),
            'visitors', count(distinct n.visitor_id),
            'sessions', count(distinct n.session_id),
            'page_views', coalesce(sum(n.quantity) filter (where n.event_type = 'page_view'), 0),
            'conversions', count(*) filter (where n.event_type = 'conversion'),
            'pages', coalesce((select jsonb_agg(to_jsonb(p)) from pages as p), '[]'::jsonb),
            'countries', coalesce((select jsonb_agg(to_jsonb(c)) from countries as c), '[]'::jsonb)
        ) into report
    from newest as n;
    return report;
end
$function$;

CREATE OR REPLACE FUNCTION private.make_partition (
  parent regclass,
  starts timestamp with time zone,
  ends   timestamp with time zone,
  unit   text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    name constant text := private.partition_name(parent, starts, unit);
    default_part regclass;
    key_column text;
    columns text;
    tuned record;
begin
    if to_regclass('private.' || quote_ident(name)) is not null
        or to_regclass('archive.' || quote_ident(name)) is not null
    then
        return false;
    end if;
    select nullif(p.partdefid, 0)::regclass, a.attname
    into default_part, key_column
    from pg_catalog.pg_partitioned_table as p
    join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = make_partition.parent;
    -- Made apart and then attached: readers and writers of the parent go on meanwhile.
    execute format('create table private.%I (like %s including all)', name, parent);
    execute format(
        'comment on table private.%I is %L', name,
        format('Rows of %s from %s to %s.', parent, starts::date, ends::date)
    );
    execute format('alter table private.%I enable row level security', name);
    -- What the planner is told of columns is not part of LIKE.
    for tuned in
        select a.attname, array_to_string(a.attoptions, ', ') as options
        from pg_catalog.pg_attribute as a
        where a.attrelid = make_partition.parent and a.attoptions is not null
    loop
        execute format(
            'alter table private.%I alter column %I set (%s)', name, tuned.attname, tuned.options
        );
    end loop;
    if default_part is not null then
        select string_agg(quote_ident(a.attname), ', ') into columns
        from pg_catalog.pg_attribute as a
        where a.attrelid = default_part
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = '';
        execute format('lock table %s in access exclusive mode', default_part);
        -- Rows that came before their partition move into it.
        execute format(
            'with moved as (delete from %1$s where %2$I >= $1 and %2$I < $2 returning %3$s) '
            'insert into private.%4$I (%3$s) select * from moved',
            default_part, key_column, columns, name
        ) using starts, ends;
    end if;
    execute format(
        'alter table %s attach partition private.%I for values from (%L) to (%L)',
        parent, name, starts, ends
    );
    return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_batches()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.attribution_marks (workspace_id, batch)
    select t.workspace_id, t.id
    from taken as t
    join public.workspaces as w on w.id = t.workspace_id;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_buyer()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.attribution_marks (workspace_id, order_id)
    select w.id, new.id from public.workspaces as w where w.id = new.workspace_id;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_claims()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    -- The joins leave out a workspace that is being deleted.
    if tg_op = 'UPDATE' then
        insert into private.attribution_marks (workspace_id, day)
        select distinct c.workspace_id, c.date
        from replaced_metrics as c
        join public.workspaces as w on w.id = c.workspace_id
        except
        select c.workspace_id, c.date from changed_metrics as c;
    end if;
    insert into private.attribution_marks (workspace_id, day)
    select distinct c.workspace_id, c.date
    from changed_metrics as c
    join public.workspaces as w on w.id = c.workspace_id;
    return null;
end
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

CREATE OR REPLACE FUNCTION private.months_to_archive (
  before date
)
  RETURNS SETOF date
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select m.month
    from (
        select to_date(substring(c.relname from '\d{4}_\d{2}$'), 'YYYY_MM') as month
        from pg_catalog.pg_inherits as i
        join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'public.events'::regclass and c.relname ~ '_\d{4}_\d{2}$'
        union
        select p.month
        from private.archived_partitions as p
        where p.state <> 'dropped'
    ) as m
    where m.month < months_to_archive.before
    order by m.month;
end
$function$;

CREATE OR REPLACE FUNCTION private.new_link_code()
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    -- 32 of them, so that five bits choose one; without 0, 1, l and o.
    letters constant text := '23456789abcdefghijkmnpqrstuvwxyz';
    noise bytea;
    made text;
begin
    loop
        noise := uuid_send(gen_random_uuid());
        -- Bytes 6 and 8 hold the version and the variant of the UUID.
        select string_agg(substr(letters, 1 + (get_byte(noise, n) & 31), 1), '') into made
        from generate_series(9, 15) as n;
        exit when not exists (select from public.managed_urls as u where u.code = made);
    end loop;
    return made;
end
$function$;

CREATE OR REPLACE FUNCTION private.note_attribution()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.attribution_marks (workspace_id, order_id)
    select a.workspace_id, a.order_id from added as a where a.order_id is not null;
    return null;
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
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    batch bigint;
begin
    insert into private.event_batches (workspace_id, events)
    values (workspace, greatest(open_batch.events, 1))
    returning id into batch;
    return batch;
end
$function$;

CREATE OR REPLACE FUNCTION private.order_attribution (
  order_id uuid
)
  RETURNS TABLE (
    place       integer,
    event_id    uuid,
    touched_at  timestamp with time zone,
    event_type  text,
    channel     text,
    source      text,
    medium      text,
    platform    text,
    campaign_id uuid,
    ad_id       uuid,
    currency    text,
    shares      jsonb,
    amounts     jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    workspace constant uuid := (
        select o.workspace_id from public.orders as o where o.id = order_attribution.order_id
    );
begin
    -- A stranger cannot tell a foreign order from one that does not exist.
    if workspace is null
        or not (
            private.is_service() or workspace = any (array(select private.workspace_ids('viewer')))
        )
    then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such order, or you are not a member of its workspace.',
            detail = format('order_id: %s', order_attribution.order_id),
            hint = 'Check the id.';
    end if;
    return query
    with sums as (
        select c.event_id, c.event_occurred_at, c.channel, c.currency, c.model,
            sum(c.share) as share, sum(c.amount) as amount,
            max(c.details ->> 'event_type') as event_type,
            max(c.source) as source, max(c.medium) as medium, max(c.platform) as platform,
            max(c.campaign_id::text)::uuid as campaign_id, max(c.ad_id::text)::uuid as ad_id
        from public.attribution_credits as c
        where c.workspace_id = workspace and c.order_id = order_attribution.order_id
        group by c.event_id, c.event_occurred_at, c.channel, c.currency, c.model
    )

    select
        row_number() over (
            partition by s.currency order by s.event_occurred_at, s.event_id
        )::integer,
        s.event_id, s.event_occurred_at, max(s.event_type), s.channel, max(s.source),
        max(s.medium), max(s.platform), max(s.campaign_id::text)::uuid,
        max(s.ad_id::text)::uuid, s.currency,
        jsonb_object_agg(s.model, s.share),
        jsonb_object_agg(s.model, s.amount)
    from sums as s
    where s.share <> 0 or s.amount <> 0
    group by s.event_id, s.event_occurred_at, s.channel, s.currency
    order by s.currency, s.event_occurred_at, s.event_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.order_facts (
  workspace uuid,
  orders    uuid[]
)
  RETURNS TABLE (
    order_id uuid,
    number   bigint,
    fact     text,
    moment   timestamp with time zone,
    currency text,
    amount   numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with found as (
        select
            o.id, 'sale' as fact, coalesce(o.paid_at, o.ordered_at) as moment, o.currency,
            o.total_amount as amount
        from public.orders as o
        where
            o.workspace_id = workspace
            and o.id = any (orders)
            and o.status in ('paid', 'partially_refunded', 'refunded')
        union all
        select r.order_id, 'refund', r.refunded_at, r.currency, r.amount
        from public.refunds as r
        where r.workspace_id = workspace and r.order_id = any (orders) and r.status = 'succeeded'
        union all
        select
            p.order_id, 'refund', coalesce(p.refunded_at, p.created_at), p.currency,
            p.refunded_amount
        from public.payments as p
        where
            p.workspace_id = workspace
            and p.order_id = any (orders)
            and not exists (
                select
                from public.refunds as r
                where
                    r.workspace_id = workspace
                    and (r.payment_id = p.id or (r.payment_id is null and r.order_id = p.order_id))
            )
        union all
        select
            p.order_id, 'refund', coalesce(p.disputed_at, p.created_at), p.currency,
            p.disputed_amount
        from public.payments as p
        where p.workspace_id = workspace and p.order_id = any (orders)
        union all
        select
            o.id, 'refund', coalesce(o.refunded_at, o.ordered_at), o.currency, o.total_amount
        from public.orders as o
        where
            o.workspace_id = workspace
            and o.id = any (orders)
            and o.status = 'refunded'
            and not exists (
                select
                from public.refunds as r
                where r.workspace_id = workspace and r.order_id = o.id
            )
            and not exists (
                select
                from public.payments as p
                where p.workspace_id = workspace and p.order_id = o.id and p.refunded_amount > 0
            )
    )

    select
        f.id,
        row_number() over (
            partition by f.id order by f.fact = 'refund', f.moment, f.amount, f.currency
        ),
        f.fact,
        f.moment,
        f.currency,
        f.amount
    from found as f
    where f.fact = 'sale' or f.amount > 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.order_journeys (
  workspace uuid,
  orders    uuid[]
)
  RETURNS TABLE (
    order_id    uuid,
    customer_id uuid,
    ordered_at  timestamp with time zone,
    visitors    text[]
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    look_back constant interval :=
        make_interval(days => (private.attribution_setting(workspace)).look_back_days);
begin
    return query
    with buyers as (
        select
            o.id,
            o.ordered_at,
            coalesce(
                o.customer_id,
                (array_agg(e.customer_id order by e.occurred_at, e.id) filter (
                    where e.customer_id is not null
                ))[1]
            ) as customer_id,
            array_remove(
                array_agg(distinct e.visitor_id) || (o.attribution_data ->> 'visitor_id'), null
            ) as visitors,
            o.attribution_data ->> 'session_id' as session_id
        from public.orders as o
        left join public.events as e on e.workspace_id = workspace and e.order_id = o.id
        where o.workspace_id = workspace and o.id = any (orders)
        group by o.workspace_id, o.id
    )

    select
        b.id,
        b.customer_id,
        b.ordered_at,
        array(
            select v from unnest(b.visitors) as v
            union
            select e.visitor_id
            from public.events as e
            where
                e.workspace_id = workspace
                and e.customer_id = b.customer_id
                and e.visitor_id is not null
                and e.occurred_at between b.ordered_at - look_back
                and b.ordered_at + interval '1 day'
            union
            select e.visitor_id
            from public.events as e
            where
                b.visitors = '{}'
                and e.workspace_id = workspace
                and e.session_id = b.session_id
                and e.visitor_id is not null
                and e.occurred_at between b.ordered_at - interval '1 day' and b.ordered_at
            order by 1
        )
    from buyers as b;
end
$function$;

CREATE OR REPLACE FUNCTION private.other_currencies (
  workspace uuid,
  since     date,
  until     date,
  currency  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return coalesce(
        (
            select jsonb_agg(to_jsonb(o) order by o.currency)
            from (
                select
                    m.currency,
                    sum(m.orders) as orders,
                    sum(m.revenue) as revenue,
                    sum(m.refunds) as refunds,
                    sum(m.spend) as ad_spend
                from (
                    select
                        r.currency,
                        r.orders_count as orders,
                        r.revenue,
                        r.refunds,
                        0::numeric as spend
                    from private.revenue_now(workspace, since, until) as r
                    union all
                    select s.currency, 0, 0, 0, s.spend
                    from private.spend_between(workspace, since, until) as s
                ) as m
                where m.currency <> other_currencies.currency
                group by m.currency
            ) as o
        ),
        '[]'::jsonb
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.overview_numbers (
  workspace uuid,
  since     date,
  until     date,
  currency  text,
  tail      private.event_fact[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    traffic record;
    money record;
    spent numeric;
    ai_cost numeric;
begin
    select t.* into traffic from private.traffic_between(workspace, since, until, tail) as t;
    select
        coalesce(sum(r.orders_count), 0) as orders,
        coalesce(sum(r.revenue), 0) as revenue,
        coalesce(sum(r.refunds), 0) as refunds
    into money
    from private.revenue_now(workspace, since, until) as r
    where r.currency = overview_numbers.currency;
    select coalesce(sum(s.spend), 0) into spent
    from private.spend_between(workspace, since, until) as s
    where s.currency = overview_numbers.currency;
    select coalesce(sum(c.total_cost), 0) into ai_cost
    from public.ai_cost_tracking as c
    where c.workspace_id = workspace and c.date between since and until;
    return jsonb_build_object(
        'visitors', traffic.visitors,
        'sessions', traffic.sessions,
        'page_views', traffic.page_views,
        'bounce_rate', round(100 * traffic.bounces / nullif(traffic.sessions, 0), 2),
        'session_seconds', round(traffic.session_seconds / nullif(traffic.sessions, 0), 1),
        'conversions', traffic.conversions,
        'conversion_rate', round(100 * traffic.conversions / nullif(traffic.sessions, 0), 2),
        'orders', money.orders,
        'revenue', money.revenue,
        'refunds', money.refunds,
        'net_revenue', money.revenue - money.refunds,
        'average_order', round(money.revenue / nullif(money.orders, 0), 2),
        'ad_spend', spent,
        'roas', round(money.revenue / nullif(spent, 0), 2),
        'ai_cost_usd', ai_cost
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.own_channel (
  event_type text,
  platform   text,
  source     text,
  medium     text,
  utm_source text,
  utm_medium text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    from_where constant text := lower(coalesce(nullif(source, ''), nullif(utm_source, '')));
    how constant text := lower(coalesce(nullif(medium, ''), nullif(utm_medium, '')));
begin
    if platform is not null then
        return lower(platform);
    elsif event_type in ('email_open', 'email_click') or how = 'email' then
        return 'email';
    elsif from_where is null or from_where in ('direct', '(direct)') or how = 'direct' then
        return null;
    end if;
    return from_where || coalesce(' / ' || how, '');
end
$function$;

CREATE OR REPLACE FUNCTION private.parts_of (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS private.period_parts
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    p private.period_parts;
    month_end constant date := date_trunc('month', until) + interval '1 month' - interval '1 day';
    last_day date := until;
begin
    -- A month with nothing after the last day, as the current one, is as good as whole.
    if
        until < month_end
        and not exists (
            select from public.traffic_daily as t
            where t.workspace_id = workspace and t.date > until and t.date <= month_end
        )
        and not exists (
            select from public.revenue_daily as r
            where r.workspace_id = workspace and r.date > until and r.date <= month_end
        )
        and not exists (
            select from public.campaign_metrics as m
            where m.workspace_id = workspace and m.date > until and m.date <= month_end
        )
    then
        last_day := month_end;
    end if;
    p.first_month := date_trunc('month', since + interval '1 month' - interval '1 day');
    p.last_month := date_trunc('month', last_day + interval '1 day') - interval '1 month';
    p.head_since := since;
    if p.first_month > p.last_month then
        p.first_month := null;
        p.last_month := null;
        p.head_until := until;
    else
        p.head_until := p.first_month - 1;
        p.foot_since := p.last_month + interval '1 month';
        p.foot_until := last_day;
    end if;
    return p;
end
$function$;

CREATE OR REPLACE FUNCTION private.period_before (
  since   date,
  until   date,
  compare text
)
  RETURNS TABLE (
    before_since date,
    before_until date
  )
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if compare = 'none' then
        before_since := null;
        before_until := null;
    elsif compare = 'year' then
        before_since := since - interval '1 year';
        before_until := until - interval '1 year';
    elsif
        extract(day from since) = 1 and extract(day from until + 1) = 1
    then
        -- Whole months are compared with as many whole months: May with April, not with the
        -- 31 days before it.
        before_since := since - (
            (extract(year from age(until + 1, since)) * 12
            + extract(month from age(until + 1, since))) * interval '1 month'
        );
        before_until := since - 1;
    else
        before_since := since - (until - since + 1);
        before_until := since - 1;
    end if;
    return next;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_arrival (
  url      text,
  referrer text,
  OUT      page text,
  OUT      platform text,
  OUT      source text,
  OUT      medium text,
  OUT      utm_source text,
  OUT      utm_medium text,
  OUT      utm_campaign text,
  OUT      utm_content text,
  OUT      utm_term text
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    came_from text;
    origin record;
    pair text;
    name text;
begin
    if url is not null then
        page := split_part(split_part(split_part(url, '://', 2), '?', 1), '#', 1);
        page := '/' || substr(page, length(split_part(page, '/', 1)) + 2);
        if strpos(url, '?') > 0 then
            foreach pair in array string_to_array(
                split_part(substr(url, strpos(url, '?') + 1), '#', 1), '&'
            ) loop
                name := split_part(pair, '=', 1);
                case name
                    when 'utm_source' then utm_source := substr(pair, 12);
                    when 'utm_medium' then utm_medium := substr(pair, 12);
                    when 'utm_campaign' then utm_campaign := substr(pair, 14);
                    when 'utm_content' then utm_content := substr(pair, 13);
                    when 'utm_term' then utm_term := substr(pair, 10);
                    when 'gclid', 'gbraid', 'wbraid' then platform := 'google';
                    when 'fbclid' then platform := 'meta';
                    when 'ttclid' then platform := 'tiktok';
                    when 'ScCid' then platform := 'snapchat';
                    when 'twclid' then platform := 'x';
                    when 'li_fat_id' then platform := 'linkedin';
                    when 'epik' then platform := 'pinterest';
                    else null;
                end case;
            end loop;
            utm_source := nullif(private.url_decoded(utm_source), '');
            utm_medium := nullif(private.url_decoded(utm_medium), '');
            utm_campaign := nullif(private.url_decoded(utm_campaign), '');
            utm_content := nullif(private.url_decoded(utm_content), '');
            utm_term := nullif(private.url_decoded(utm_term), '');
        end if;
    end if;
    if utm_source is not null then
        source := utm_source;
        medium := utm_medium;
    elsif platform is not null then
        source := platform;
        medium := coalesce(utm_medium, 'cpc');
    elsif referrer is not null then
        came_from := private.host_of(referrer);
        if came_from is not null and came_from is distinct from private.host_of(url) then
            origin := private.referrer_origin(came_from);
            source := origin.source;
            medium := coalesce(utm_medium, origin.medium);
        end if;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_journeys (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    setting constant public.attribution_settings := private.attribution_setting(workspace);
    since constant timestamptz := now() - make_interval(days => setting.look_back_days);
begin
    return (
        with sold as materialized (
            select o.path, o.visitors
            from private.attribution_orders as o
            where o.workspace_id = workspace and o.sold_at >= since
        ),

        -- Each browser that bought nothing is a journey of its own.
        others as (
            select e.visitor_id, max(e.occurred_at) as seen_at
            from public.events as e
            where
                e.workspace_id = workspace
                and e.occurred_at >= since
                and e.visitor_id is not null
            group by e.visitor_id
        ),

        lost as (
            select array_agg(t.channel order by t.place) as path
            from private.touches(
                workspace,
                array(
                    select row(
                        o.visitor_id,
                        array[o.visitor_id],
                        null,
                        since,
                        case
                            when setting.touches = 'clicks_and_views'
                                then o.seen_at - make_interval(days => setting.view_through_days)
                        end,
                        o.seen_at
                    )::private.journey
                    from others as o
                    where o.visitor_id not in (select unnest(s.visitors) from sold as s)
                )
            ) as t
            group by t.journey
        ),

        counted as (
            select p.path, sum(p.conversions) as conversions, sum(p.nulls) as nulls
            from (
                select s.path, 1 as conversions, 0 as nulls
                from sold as s
                where s.path not in ('{}', '{unattributed}')
                union all
                select l.path, 0, 1 from lost as l
            ) as p
            group by p.path
        )

        select jsonb_build_object(
            'markov_order', setting.markov_order,
            'since', private.utc_day(since),
            'until', private.utc_day(now()),
            'paths', coalesce(
                jsonb_agg(jsonb_build_array(c.path, c.conversions, c.nulls) order by c.path), '[]'
            )
        )
        from counted as c
    );
end
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

CREATE OR REPLACE FUNCTION private.record_clicks (
  clicks jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    counted integer;
begin
    with given as materialized (
        select
            u.workspace_id,
            u.campaign_id,
            u.ad_id,
            u.utm_params,
            coalesce(s.ip_mode, 'truncated') as ip_mode,
            c.*
        from jsonb_to_recordset(clicks) as c (
            id uuid,
            managed_url_id uuid,
            visitor_id text,
            referrer text,
            country text,
            ip inet,
            user_agent text,
            occurred_at timestamptz
        )
        join public.managed_urls as u on u.id = c.managed_url_id
        left join public.analytics_settings as s on s.workspace_id = u.workspace_id
        -- A program that does not say what it is is none that people click with.
        where not coalesce(c.user_agent = '' or private.is_bot(c.user_agent), false)
            or coalesce(s.keeps_bots, false)
    ),

    opened as materialized (
        select w.workspace_id, private.open_batch(w.workspace_id, w.clicks) as batch
        from (
            select g.workspace_id, count(*)::integer as clicks
            from given as g
            group by g.workspace_id
            order by g.workspace_id
        ) as w
    ),

    written as (
        insert into public.events (
            id, workspace_id, batch, event_type, managed_url_id, campaign_id, ad_id, visitor_id,
            referrer, source, medium, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
            country, ip_address, user_agent, occurred_at
        )
        select
            coalesce(g.id, gen_random_uuid()),
            g.workspace_id,
            o.batch,
            'link_click',
            g.managed_url_id,
            g.campaign_id,
            g.ad_id,
            nullif(left(g.visitor_id, 255), ''),
            nullif(left(g.referrer, 2048), ''),
            nullif(left(g.utm_params ->> 'utm_source', 255), ''),
            nullif(left(g.utm_params ->> 'utm_medium', 255), ''),
            nullif(left(g.utm_params ->> 'utm_source', 255), ''),
            nullif(left(g.utm_params ->> 'utm_medium', 255), ''),
            nullif(left(g.utm_params ->> 'utm_campaign', 255), ''),
            nullif(left(g.utm_params ->> 'utm_term', 255), ''),
            nullif(left(g.utm_params ->> 'utm_content', 255), ''),
            -- XX and T1 are Cloudflare's unknown and Tor.
            case when g.country ~ '^[A-Z]{2}$' and g.country not in ('XX', 'T1') then g.country end,
            private.reduced_ip(g.workspace_id, g.ip, g.ip_mode),
            left(g.user_agent, 1000),
            coalesce(g.occurred_at, now())
        from given as g
        join opened as o on o.workspace_id = g.workspace_id
        -- Sent again after a connection was lost, a click is there already.
        on conflict on constraint events_pkey do nothing
        returning id
    )

    select count(*) into counted from written;
    return counted;
end
$function$;

CREATE OR REPLACE FUNCTION private.record_link_checks (
  results jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    died uuid[];
    revived uuid[];
    workspace record;
begin
    with given as (
        select distinct on (r.key) r.key, r.outcome, r.status, left(r.error, 500) as error
        from jsonb_to_recordset(results) as r (key uuid, outcome text, status integer, error text)
        order by r.key
    ),

    before as (
        select c.key, c.is_dead
        from private.link_checks as c
        join given as g on g.key = c.key
        order by c.key
        for update of c
    ),

    judged as (
        select
            g.*,
            b.is_dead as was_dead,
            case g.outcome when 'good' then 0 when 'unsure' then c.failures else c.failures + 1 end
            as failures,
            case g.outcome when 'good' then 0 when 'gone' then c.gone + 1 else c.gone end as gone
        from given as g
        join before as b on b.key = g.key
        join private.link_checks as c on c.key = g.key
    ),

    checked as (
        update private.link_checks as c
        set
            failures = j.failures,
            gone = j.gone,
            -- Servers have bad hours: what is not said to be gone gets five.
            is_dead = (j.gone >= 2 or j.failures >= 5),
            died_at = case when j.gone >= 2 or j.failures >= 5 then coalesce(c.died_at, now()) end,
            last_status = j.status,
            last_error = j.error,
            checked_at = now(),
            next_check_at = now() + case
                when j.failures = 0 or j.outcome = 'unsure' then interval '1 day'
                -- An hour, and from the fifth failure on one more each time.
                else least(greatest(j.failures - 4, 1) * interval '1 hour', interval '1 day')
            end
        from judged as j
        where c.key = j.key
        returning c.key, c.is_dead, j.was_dead, c.failures, c.last_status, c.last_error
    ),

    followed as (
        update public.managed_urls as u
        set
            is_valid = not c.is_dead,
            failures = c.failures,
            last_status = c.last_status,
            last_error = c.last_error,
            last_checked_at = now()
        from checked as c
        where md5(split_part(u.url, '#', 1))::uuid = c.key
    )

    select
        coalesce(array_agg(c.key) filter (where c.is_dead and not c.was_dead), '{}'::uuid[]),
        coalesce(array_agg(c.key) filter (where c.was_dead and not c.is_dead), '{}'::uuid[])
    into died, revived
    from checked as c;

    -- A workspace has one alert, which is written anew: so one after the other.
    for workspace in
        select u.workspace_id as id, bool_or(u.key = any(died)) as has_died
        from private.link_uses as u
        where u.key = any(died || revived)
        group by u.workspace_id
        order by u.workspace_id
    loop
        perform private.tell_dead_links(workspace.id, workspace.has_died);
    end loop;
    return jsonb_build_object('died', cardinality(died), 'revived', cardinality(revived));
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
    if exists (select from private.archived_partitions as p where p.state <> 'restored') then
        raise exception using
            errcode = 'PT409',
            message = 'Months of events are in the archive: their numbers could not be counted again.',
            hint = 'Restore them first: flywheel events restore.';
    end if;
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
declare
    engines constant text[] := array[
        'google', 'bing', 'yahoo', 'duckduckgo', 'ecosia', 'yandex', 'baidu', 'naver'
    ];
    networks constant text[] := array[
        'facebook', 'instagram', 'tiktok', 'snapchat', 'x', 'twitter', 'linkedin', 'pinterest',
        'reddit', 'threads', 'youtube'
    ];
    -- Such as google of google.co.uk, and facebook of l.facebook.com.
    part text;
begin
    foreach part in array string_to_array(host, '.') loop
        if part = any (engines) then
            source := part;
            medium := 'organic';
            return;
        end if;
        if part = any (networks) then
            source := part;
            medium := 'social';
            return;
        end if;
    end loop;
    source := case host
        when 't.co' then 'x'
        when 'fb.me' then 'facebook'
        when 'lnkd.in' then 'linkedin'
        when 'youtu.be' then 'youtube'
    end;
    medium := case when source is null then 'referral' else 'social' end;
    source := coalesce(source, host);
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

CREATE OR REPLACE FUNCTION private.refuse_bad_urls()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    col text;
    fault text;
begin
    foreach col in array tg_argv loop
        fault := private.url_fault(to_jsonb(new) ->> col);
        if fault is not null then
            raise exception using
                errcode = 'PT422',
                message = format('%s %s', col, fault),
                detail = left(to_jsonb(new) ->> col, 200),
                hint = 'A link leads to a public page: https://example.com/page.';
        end if;
    end loop;
    return new;
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
        answer := private.take_events(jsonb_build_array(letter.event), request, false);
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

CREATE OR REPLACE FUNCTION private.revenue_days (
  workspace uuid,
  orders    uuid[]
)
  RETURNS TABLE (
    day date
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select private.utc_day(moment)
    from public.orders as o
    cross join unnest(
        array[coalesce(o.paid_at, o.ordered_at), coalesce(o.refunded_at, o.ordered_at)]
    ) as moment
    where o.workspace_id = workspace and o.id = any (orders)
    union
    select private.utc_day(moment)
    from public.payments as p
    cross join unnest(
        array[
            case when p.refunded_amount > 0 then coalesce(p.refunded_at, p.created_at) end,
            case when p.disputed_amount > 0 then coalesce(p.disputed_at, p.created_at) end
        ]
    ) as moment
    where p.workspace_id = workspace and p.order_id = any (orders) and moment is not null
    union
    select private.utc_day(r.refunded_at)
    from public.refunds as r
    where r.workspace_id = workspace and r.order_id = any (orders);
end
$function$;

CREATE OR REPLACE FUNCTION private.revenue_now (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS TABLE (
    date         date,
    currency     text,
    revenue      numeric,
    refunds      numeric,
    orders_count bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    marked date[];
begin
    if exists (select from private.revenue_marks as m where m.workspace_id = workspace) then
        select array_agg(found.day) into marked
        from (
            select m.day
            from private.revenue_marks as m
            where m.workspace_id = workspace and m.day between since and until
            union
            select d.day
            from private.revenue_days(
                workspace,
                array(
                    select m.order_id
                    from private.revenue_marks as m
                    where m.workspace_id = workspace and m.order_id is not null
                )
            ) as d
            where d.day between since and until
        ) as found;
        return query
        select
            f.day,
            f.currency,
            coalesce(sum(f.amount) filter (where f.kind = 'sale'), 0),
            coalesce(sum(f.amount) filter (where f.kind = 'refund'), 0),
            count(*) filter (where f.kind = 'sale')
        from private.revenue_facts(workspace, marked) as f
        group by f.day, f.currency;
    end if;
    return query
    select d.date, d.currency, d.revenue, d.refunds, d.orders_count
    from public.revenue_daily as d
    where
        d.workspace_id = workspace
        and d.date between since and until
        and (marked is null or d.date <> all (marked));
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
    perform private.announce_traffic(coalesce(workspaces, '{}'));
    delete from private.event_receipts as r where r.received_at < now() - interval '7 days';
    delete from public.event_dead_letters as d where d.created_at < now() - interval '30 days';
    return jsonb_build_object(
        'batches', coalesce(cardinality(batches), 0),
        'events', coalesce(cardinality(facts), 0),
        'days_of_spend', private.roll_up_spend()
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_up_revenue (
  workspace uuid DEFAULT NULL::uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    marked uuid;
    days date[];
    computed integer := 0;
begin
    -- A loop, because each workspace is locked by itself.
    for marked in
        select w.id
        from public.workspaces as w
        where
            (roll_up_revenue.workspace is null or w.id = roll_up_revenue.workspace)
            and exists (select from private.revenue_marks as m where m.workspace_id = w.id)
        order by w.id
    loop
        -- One at a time, so that the later one does not write what the earlier one saw. Each of
        -- the statements below sees what was committed before it: all that the marks are about.
        perform pg_advisory_xact_lock(hashtextextended('flywheel.revenue ' || marked, 0));
        with taken as (
            delete from private.revenue_marks as m
            where m.workspace_id = marked
            returning m.day, m.order_id
        )

        select array_agg(distinct found.day) into days
        from (
            select t.day from taken as t where t.day is not null
            union
            select d.day
            from private.revenue_days(
                marked, array(select t.order_id from taken as t where t.order_id is not null)
            ) as d
        ) as found;
        if days is not null then
            perform private.compute_revenue(marked, days);
            computed := computed + cardinality(days);
        end if;
    end loop;
    return computed;
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

CREATE OR REPLACE FUNCTION private.series_buckets (
  workspace uuid,
  since     date,
  until     date,
  grain     text,
  currency  text,
  metrics   text[],
  tail      private.event_fact[]
)
  RETURNS TABLE (
    place   bigint,
    at      timestamp without time zone,
    numbers jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with buckets as (
        select b.at
        from generate_series(
            date_trunc(grain, since::timestamp),
            until + time '23:00',
            ('1 ' || grain)::interval
        ) as b (at)
    ),

    traffic as (
        select t.*
        from private.traffic_by(
            workspace, since, until, grain, tail, 'visitors' = any (metrics)
        ) as t
    ),

    money as (
        select
            date_trunc(grain, r.date::timestamp) as at,
            sum(r.orders_count) as orders,
            sum(r.revenue) as revenue,
            sum(r.refunds) as refunds
        from private.revenue_now(workspace, since, until) as r
        where
            r.currency = series_buckets.currency
            and metrics && array['orders', 'revenue', 'refunds', 'net_revenue']
        group by 1
    ),

    spent as (
        select date_trunc(grain, s.date::timestamp) as at, sum(s.spend) as spend
        from private.spend_by_day(workspace, since, until) as s
        where s.currency = series_buckets.currency and 'ad_spend' = any (metrics)
        group by 1
    )

    select
        row_number() over (order by b.at),
        b.at,
        (
            select jsonb_object_agg(m.name, m.value)
            from (
                values
                ('visitors', coalesce(t.visitors, 0)),
                ('sessions', coalesce(t.sessions, 0)),
                ('page_views', coalesce(t.page_views, 0)),
                ('conversions', coalesce(t.conversions, 0)),
                ('bounce_rate', coalesce(round(100 * t.bounces / nullif(t.sessions, 0), 2), 0)),
                (
                    'conversion_rate',
                    coalesce(round(100 * t.conversions / nullif(t.sessions, 0), 2), 0)
                ),
                ('orders', coalesce(m.orders, 0)),
                ('revenue', coalesce(m.revenue, 0)),
                ('refunds', coalesce(m.refunds, 0)),
                ('net_revenue', coalesce(m.revenue - m.refunds, 0)),
                ('ad_spend', coalesce(s.spend, 0))
            ) as m (name, value)
            where m.name = any (metrics)
        )
    from buckets as b
    left join traffic as t on t.at = b.at
    left join money as m on m.at = b.at
    left join spent as s on s.at = b.at;
end
$function$;

CREATE OR REPLACE FUNCTION private.session_changes (
  facts private.event_fact[]
)
  RETURNS SETOF private.session_change
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET plan_cache_mode TO 'force_custom_plan'
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

CREATE OR REPLACE FUNCTION private.spend_between (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS TABLE (
    campaign_id uuid,
    currency    text,
    spend       numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    p constant private.period_parts := private.parts_of(workspace, since, until);
begin
    return query
    select t.campaign_id, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where
        t.workspace_id = workspace
        and t.spend > 0
        and t.date between p.head_since and p.head_until
    group by t.campaign_id, t.currency
    union all
    select t.campaign_id, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where
        t.workspace_id = workspace
        and t.spend > 0
        and t.date between p.foot_since and p.foot_until
    group by t.campaign_id, t.currency
    union all
    select m.key::uuid, m.currency, m.spend
    from private.metric_months as m
    where
        m.workspace_id = workspace
        and m.dimension = 'campaign'
        and m.month between p.first_month and p.last_month
        and m.spend > 0
    union all
    select t.campaign_id, t.currency, t.spend
    from private.campaign_tail(workspace, '{}') as t
    where t.date between since and until;
end
$function$;

CREATE OR REPLACE FUNCTION private.spend_by_day (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS TABLE (
    date     date,
    currency text,
    spend    numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select t.date, t.currency, sum(t.spend)
    from public.campaign_metrics as t
    where t.workspace_id = workspace and t.spend > 0 and t.date between since and until
    group by t.date, t.currency
    union all
    select t.date, t.currency, t.spend
    from private.campaign_tail(workspace, '{}') as t
    where t.date between since and until;
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

CREATE OR REPLACE FUNCTION private.spread (
  weights    numeric[],
  facts      text[],
  currencies text[],
  totals     numeric[]
)
  RETURNS TABLE (
    fact  bigint,
    touch bigint,
    units numeric
  )
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    remaining numeric[];
    remaining_currency text;
    open_units numeric := 0;
    covered numeric;
    parts numeric[];
begin
    -- A loop, because each refund is shared by what those before it have left.
    for step in 1..cardinality(facts) loop
        if facts[step] = 'sale' then
            parts := private.apportion(totals[step], weights);
            remaining := parts;
            remaining_currency := currencies[step];
            open_units := totals[step];
        else
            covered := case
                when currencies[step] = remaining_currency
                    then least(totals[step], open_units)
                else 0
            end;
            parts := array_fill(0::numeric, array[cardinality(weights)]);
            if covered > 0 then
                parts := private.apportion(covered, remaining);
                open_units := open_units - covered;
                remaining := array(
                    select r.units - p.units
                    from unnest(remaining) with ordinality as r (units, place)
                    join unnest(parts) with ordinality as p (units, place) using (place)
                    order by r.place
                );
            end if;
            -- More than was sold is taken back in the shares of the sale.
            parts := array(
                select -(p.units + m.units)
                from unnest(parts) with ordinality as p (units, place)
                join
                    unnest(private.apportion(totals[step] - covered, weights))
                    with ordinality as m (units, place) using (place)
                order by p.place
            );
        end if;
        return query
        select step::bigint, p.place, p.units
        from unnest(parts) with ordinality as p (units, place);
    end loop;
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
    is_bot constant boolean := coalesce(private.is_bot(request.user_agent), false);
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
            case when request.is_trusted then r.user_agent else request.user_agent end as program,
            case
                when r.occurred_at + request.skew > request.received_at + interval '5 minutes'
                    then request.received_at
                else coalesce(r.occurred_at + request.skew, request.received_at)
            end as moment
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

    settled as materialized (
        select
            s.*,
            a.page as arrived_page,
            coalesce(s.platform, a.platform) as arrived_platform,
            coalesce(s.source, s.utm_source, a.source) as own_source,
            case
                when s.source is not null then s.medium
                when s.utm_source is not null then coalesce(s.medium, s.utm_medium)
                else coalesce(s.medium, a.medium)
            end as own_medium,
            -- Parameters of the address count where the sender has not named them.
            coalesce(s.utm_source, a.utm_source) as tag_source,
            coalesce(s.utm_medium, a.utm_medium) as tag_medium,
            coalesce(s.utm_campaign, a.utm_campaign) as tag_campaign,
            coalesce(s.utm_content, a.utm_content) as tag_content,
            coalesce(s.utm_term, a.utm_term) as tag_term
        from sent as s
        cross join lateral private.read_arrival(s.url, s.referrer) as a
        where
            settings.keeps_bots
            or not case
                when request.is_trusted then coalesce(private.is_bot(s.program), false)
                else is_bot
            end
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
            array_agg(distinct date_trunc('month', s.moment at time zone 'UTC')::date),
            max(coalesce(pg_column_size(s.rest), 0) + coalesce(pg_column_size(s.properties), 0))
        ) as holds
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
            -- One by one through the key, however small the table was when the plan was made.
            cross join lateral (
                select n.source, n.medium, n.started_at
                from private.sessions as n
                where
                    n.workspace_id = request.workspace_id
                    and n.session = md5(k.visit)::uuid
                    and n.source <> 'direct'
                limit 1
            ) as b
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
            left(coalesce(s.page, s.arrived_page), 2048),
            left(s.referrer, 2048),
            s.arrived_platform,
            left(coalesce(s.own_source, v.source), 255),
            left(case when s.own_source is null then v.medium else s.own_medium end, 255),
            left(s.tag_source, 255),
            left(s.tag_medium, 255),
            left(s.tag_campaign, 255),
            left(s.tag_content, 255),
            left(s.tag_term, 255),
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
        from checked as c
        cross join settled as s
        left join visits as v on v.visit = s.visit
        where
            c.holds
            and (
                s.id is null
                or s.moment = s.occurred_at
                or s.id in (select f.id from fresh as f)
            )
        on conflict do nothing
        returning 1
    )

    select
        (select count(*) from stored),
        (select count(*) from settled) - (select count(*) from stored),
        (select count(*) from sent) - (select count(*) from settled)
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

CREATE OR REPLACE FUNCTION private.sum_claims (
  workspace uuid,
  days      date[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    delete from public.attribution_daily as d
    where d.workspace_id = workspace and d.model = 'platform' and d.date = any (days);
    insert into public.attribution_daily (
        workspace_id, dimension, model, date, currency, key, orders, revenue, spend
    )
    select workspace, d.dimension, 'platform', m.date, m.currency, d.key,
        sum(m.conversions), sum(m.revenue), sum(m.spend)
    from public.ad_metrics as m
    join public.ads as a on a.workspace_id = workspace and a.id = m.ad_id
    join public.ad_sets as s on s.workspace_id = workspace and s.id = a.ad_set_id
    left join public.ad_campaigns as c
        on c.workspace_id = workspace and c.campaign_id = s.campaign_id
    left join public.ad_accounts as o on o.workspace_id = workspace and o.id = c.ad_account_id
    cross join lateral (
        values
        ('channel', coalesce(o.platform, 'other')),
        ('campaign', s.campaign_id::text),
        ('ad', a.id::text)
    ) as d (dimension, key)
    where m.workspace_id = workspace and m.date = any (days)
    group by d.dimension, m.date, m.currency, d.key;

    delete from private.attribution_months as t
    where
        t.workspace_id = workspace
        and t.model = 'platform'
        and t.month in (select date_trunc('month', d)::date from unnest(days) as d);
    insert into private.attribution_months (
        workspace_id, dimension, model, month, currency, key, orders, revenue, spend
    )
    select workspace, d.dimension, 'platform', m.month, d.currency, d.key,
        sum(d.orders), sum(d.revenue), sum(d.spend)
    from (select distinct date_trunc('month', d)::date as month from unnest(days) as d) as m
    join public.attribution_daily as d
        on
            d.workspace_id = workspace
            and d.model = 'platform'
            and d.date >= m.month
            and d.date < m.month + interval '1 month'
    group by d.dimension, m.month, d.currency, d.key;
end
$function$;

CREATE OR REPLACE FUNCTION private.tagged_url (
  address text,
  utm     jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    base constant text := split_part(address, '#', 1);
    path constant text := split_part(base, '?', 1);
    wanted constant jsonb := (
        select coalesce(jsonb_object_agg(t.key, t.value), '{}')
        from jsonb_each_text(utm) as t (key, value)
        where t.value <> ''
    );
    kept text;
    tags text;
begin
    if wanted = '{}' then
        return address;
    end if;
    select string_agg(p.part, '&' order by p.place) into kept
    from unnest(string_to_array(substr(base, char_length(path) + 2), '&'))
    with ordinality as p (part, place)
    where p.part <> '' and not wanted ? private.url_decoded(split_part(p.part, '=', 1));
    select
        string_agg(
            private.url_encoded(t.key) || '=' || private.url_encoded(t.value), '&'
            order by
                array_position(
                    '{utm_source,utm_medium,utm_campaign,utm_term,utm_content}', t.key
                ),
                t.key
        )
    into tags
    from jsonb_each_text(wanted) as t (key, value);
    return path || '?' || concat_ws('&', kept, tags) || substr(address, char_length(base) + 1);
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

CREATE OR REPLACE FUNCTION private.tail_sessions (
  facts private.event_fact[]
)
  RETURNS TABLE (
    side    integer,
    day     date,
    hour    timestamp with time zone,
    source  text,
    medium  text,
    reached text[],
    bounces integer,
    seconds numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if coalesce(cardinality(facts), 0) = 0 then
        return;
    end if;
    return query
    select s.side, s.day, s.hour, s.source, s.medium, s.reached, s.bounces, s.seconds
    from private.session_sides(
        array(select c from private.session_changes(facts) as c)
    ) as s;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_events (
  list          jsonb,
  request       private.event_request,
  keeps_letters boolean               DEFAULT true
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
                if keeps_letters then
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

CREATE OR REPLACE FUNCTION private.tell_dead_links (
  workspace uuid,
  has_died  boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    dead constant jsonb := private.dead_links(workspace);
    first constant jsonb := dead -> 0;
    about constant jsonb := jsonb_build_object('links', coalesce(dead, '[]'::jsonb));
begin
    if dead is null then
        update public.security_alerts as a
        set status = 'resolved'
        where a.type = 'dead_link' and a.workspace_id = workspace and a.status <> 'resolved';
    elsif has_died then
        perform private.raise_alert(
            'dead_link',
            case
                when jsonb_path_exists(dead, '$[*] ? (@.campaigns != null || @.ads != null)')
                    then 'high'
                else 'medium'
            end,
            format('%s does not answer any more.', left(first ->> 'address', 200))
            || case
                when jsonb_array_length(dead) > 1
                    then format(' So do %s others.', jsonb_array_length(dead) - 1)
                else ''
            end,
            workspace,
            more => about
        );
    else
        update public.security_alerts as a
        set details = about
        where a.type = 'dead_link' and a.workspace_id = workspace and a.status <> 'resolved';
    end if;
    if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null then
        perform realtime.send(about, 'dead_links', format('workspace:%s', workspace), true);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.top_keys (
  workspace uuid,
  dimension text,
  metric    text,
  p         private.period_parts,
  money     text,
  max       integer,
  tail      private.dimension_change[],
  OUT       keys text[],
  OUT       is_exact boolean
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    d record;
    is_amount boolean;
    -- A key has a row per currency, so that much more it may have in a list.
    rows_a_key integer := 1;
    lists integer;
    depth integer := max + 10;
    unseen numeric;
    lowest numeric;
    sweep text;
begin
    select x.* into d from private.dimension_parts(dimension) as x;
    is_amount := metric = any (d.amounts);
    if d.amounts <> '{}' and not is_amount then
        select greatest(count(*), 1) into rows_a_key
        from (
            select t.currency from public.traffic_daily as t
            where
                t.workspace_id = workspace
                and t.date between p.head_since and coalesce(p.foot_until, p.head_until)
            union
            select r.currency from public.revenue_daily as r
            where
                r.workspace_id = workspace
                and r.date between p.head_since and coalesce(p.foot_until, p.head_until)
        ) as c;
    end if;
    sweep := private.top_sweep(dimension, metric, is_amount);
    lists := greatest(
        p.head_until - p.head_since + 1 + coalesce(p.foot_until - p.foot_since + 1, 0), 1
    );
    loop
        execute sweep into unseen, lowest, keys
        using
            workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
            p.last_month, money, depth, max, tail, rows_a_key;
        is_exact := unseen = 0 or lowest >= unseen;
        exit when is_exact;
        if cardinality(keys) <= max + 20 then
            lowest := private.last_of_best(
                workspace, dimension, metric, p, money, max, keys, tail
            );
            is_exact := lowest >= unseen;
            exit when is_exact;
        end if;
        -- A second of reading is too much for a dashboard.
        exit when lists * depth > 100000;
        depth := depth * 3;
    end loop;
    is_exact := coalesce(is_exact, false);
    keys := coalesce(keys, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.top_sweep (
  dimension text,
  metric    text,
  is_amount boolean
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    d record;
begin
    select x.* into d from private.dimension_parts(dimension) as x;
    return format(
        'with lists as ('
        '  select x::date as day, false as is_month from generate_series($2, $3, ''1 day'') as x'
        '  union all select x::date, false from generate_series($4, $5, ''1 day'') as x'
        '  union all select x::date, true from generate_series($6, $7, ''1 month'') as x'
        '), entries as materialized ('
        '  select l.day, l.is_month, e.* from lists as l cross join lateral ('
        '   (select %1$s as key, r.%2$I::numeric as value,'
        '    row_number() over (order by r.%2$I desc %6$s) as place'
        '    from %3$s as r where not l.is_month and r.workspace_id = $1 and r.date = l.day'
        '    and r.%2$I > 0%4$s order by r.%2$I desc limit $9)'
        '   union all'
        '   (select r.key, r.%2$I::numeric, row_number() over (order by r.%2$I desc %6$s)'
        '    from private.metric_months as r where l.is_month and r.workspace_id = $1'
        '    and r.dimension = %5$L and r.month = l.day and r.%2$I > 0%4$s'
        '    order by r.%2$I desc limit $9)'
        '  ) as e'
        '), floors as ('
        '  select e.day, e.is_month, e.value * $12 as value from entries as e where e.place = $9'
        '), unseen as ('
        '  select coalesce(sum(f.value), 0) as value from floors as f'
        '), pairs as ('
        '  select e.key, e.day, e.is_month, sum(e.value) as value'
        '  from entries as e group by 1, 2, 3'
        '  union all select r.key, null, null, sum(r.%2$I)'
        '  from unnest($11) as r where true%4$s'
        '  group by r.key'
        '), seen as materialized ('
        '  select p.key, sum(p.value) as low,'
        -- With several rows a key, part of it may still be below what was read.
        '   sum(f.value) filter (where $12 = 1) as known'
        '  from pairs as p left join floors as f using (day, is_month) group by p.key'
        '), last as ('
        '  select s.low from seen as s order by s.low desc offset $10 - 1 limit 1'
        ')'
        ' select u.value as unseen, (select l.low from last as l) as lowest,'
        ' array(select s.key from seen as s where s.low + u.value - coalesce(s.known, 0)'
        '  >= coalesce((select l.low from last as l), 0)) as keys'
        ' from unseen as u',
        d.key,
        metric,
        d.day_table,
        case when is_amount then ' and r.currency = $8' else '' end,
        dimension,
        -- Not the default frame, which reads all rows that are alike to count one.
        'rows unbounded preceding'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.touch_weights (
  model           text,
  channels        text[],
  ages            numeric[],
  setting         public.attribution_settings,
  channel_weights jsonb
)
  RETURNS numeric[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    n constant integer := cardinality(channels);
    youngest numeric;
    weights numeric[];
begin
    if n = 1 then
        return array[1::numeric];
    end if;
    if model = 'first_touch' then
        weights := array[1::numeric] || array_fill(0::numeric, array[n - 1]);
    elsif model = 'last_touch' then
        weights := array_fill(0::numeric, array[n - 1]) || 1::numeric;
    elsif model = 'linear' or (model = 'position_based' and n = 2) then
        weights := array_fill(1::numeric, array[n]);
    elsif model = 'position_based' then
        weights := setting.first_weight * (n - 2)
        || array_fill(setting.middle_weight, array[n - 2])
        || setting.last_weight * (n - 2);
    elsif model = 'time_decay' then
        -- Counted from the last touch, so that the oldest paths keep weights, too.
        youngest := (select min(a) from unnest(ages) as a);
        weights := array(
            select round(power(2::numeric, (youngest - a.age) / setting.half_life_days), 12)
            from unnest(ages) with ordinality as a (age, place)
            order by a.place
        );
    else
        -- A channel's weight is that of all its touches together.
        weights := array(
            select round(
                coalesce((channel_weights ->> c.channel)::numeric, 0)
                / count(*) over (partition by c.channel),
                15
            )
            from unnest(channels) with ordinality as c (channel, place)
            order by c.place
        );
        if not 0 < any (weights) then
            weights := array_fill(1::numeric, array[n]);
        end if;
    end if;
    return weights;
end
$function$;

CREATE OR REPLACE FUNCTION private.touched_orders (
  workspace uuid,
  batches   bigint[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    look_back constant interval :=
        make_interval(days => (private.attribution_setting(workspace)).look_back_days);
begin
    return array(
        with arrived as materialized (
            select e.visitor_id, e.customer_id, e.order_id, e.occurred_at
            from public.events as e
            where e.batch = any (batches) and e.workspace_id = workspace
        )

        -- What just happened is after almost all orders: few are left to look at.
        select a.id
        from private.attribution_orders as a
        cross join unnest(a.visitors) as v (visitor_id)
        join arrived as e on e.visitor_id = v.visitor_id
        where
            a.workspace_id = workspace
            and a.ordered_at >= (select min(r.occurred_at) from arrived as r)
            and e.occurred_at between a.ordered_at - look_back and a.ordered_at
        union
        select a.id
        from private.attribution_orders as a
        join arrived as e on e.customer_id = a.customer_id
        where
            a.workspace_id = workspace
            and a.ordered_at >= (select min(r.occurred_at) - interval '1 day' from arrived as r)
            and e.occurred_at between a.ordered_at - look_back
            and a.ordered_at + interval '1 day'
            and (e.visitor_id is null or e.visitor_id <> all (a.visitors))
        union
        select a.id
        from private.attribution_orders as a
        join arrived as e on e.order_id = a.id
        where
            a.workspace_id = workspace
            and (
                e.visitor_id <> all (a.visitors)
                or e.customer_id <> a.customer_id
                or (a.customer_id is null and e.customer_id is not null)
            )
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.touches (
  workspace uuid,
  journeys  private.journey[]
)
  RETURNS TABLE (
    journey      text,
    place        bigint,
    event_id     uuid,
    occurred_at  timestamp with time zone,
    event_type   text,
    channel      text,
    source       text,
    medium       text,
    platform     text,
    campaign_id  uuid,
    component_id uuid,
    ad_id        uuid
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with found as (
        select j.id as journey, j.views_since, e.*
        from unnest(journeys) as j
        cross join lateral (
            select t.* from public.events as t
            where
                t.workspace_id = workspace
                and t.visitor_id = any (j.visitors)
                and t.occurred_at between j.since and j.until
            union all
            -- What was sent to the customer, or told by a server, names no browser.
            select t.* from public.events as t
            where
                t.workspace_id = workspace
                and t.customer_id = j.customer_id
                and t.visitor_id is null
                and t.occurred_at between j.since and j.until
        ) as e
        where e.event_type not in (
            'conversion', 'rebill', 'refund', 'email_sent', 'email_bounce', 'email_unsubscribe'
        )
    ),

    named as (
        select
            f.*,
            private.own_channel(
                f.event_type, f.platform, f.source, f.medium, f.utm_source, f.utm_medium
            ) as own,
            num_nonnulls(f.campaign_id, f.ad_id, f.managed_url_id, f.utm_campaign) > 0 as is_ours,
            row_number() over visit = 1 and f.session_id is not null as opens
        from found as f
        window visit as (
            partition by f.journey, f.visitor_id, f.session_id order by f.occurred_at, f.id
        )
    ),

    placed as (
        select
            n.*,
            coalesce(
                n.own,
                -- The one that brought the session.
                case
                    when n.session_id is not null
                        then first_value(n.own) over (
                            partition by n.journey, n.visitor_id, n.session_id
                            order by n.own is null, n.occurred_at, n.id
                        )
                end,
                case when n.is_ours then 'campaign' else 'direct' end
            ) as channel
        from named as n
    ),

    touches as (
        select p.*, bool_or(p.channel <> 'direct') over (partition by p.journey) as is_known
        from placed as p
        where
            p.event_type in ('click', 'link_click', 'email_click')
            or (p.opens and (p.own is not null or p.is_ours))
            or (p.event_type in ('impression', 'email_open') and p.occurred_at >= p.views_since)
    ),

    -- Direct takes nothing from a channel that is known.
    steps as (
        select
            t.*,
            t.session_id is null
            or (t.session_id, t.visitor_id, t.channel) is distinct from (
                lag(t.session_id) over walk,
                lag(t.visitor_id) over walk,
                lag(t.channel) over walk
            ) as is_new
        from touches as t
        where t.channel <> 'direct' or not t.is_known
        window walk as (partition by t.journey order by t.occurred_at, t.id)
    ),

    runs as (
        select
            s.*,
            count(*) filter (where s.is_new) over (
                partition by s.journey order by s.occurred_at, s.id
            ) as place
        from steps as s
    )

    -- Of a run within a session, the first event that says most of the ad it came from.
    select distinct on (r.journey, r.place)
        r.journey,
        r.place,
        r.id,
        r.occurred_at,
        r.event_type,
        left(r.channel, 520),
        r.source,
        r.medium,
        r.platform,
        r.campaign_id,
        r.component_id,
        r.ad_id
    from runs as r
    order by
        r.journey, r.place, r.ad_id is null, r.campaign_id is null, r.occurred_at, r.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.traffic_between (
  workspace uuid,
  since     date,
  until     date,
  tail      private.event_fact[]
)
  RETURNS TABLE (
    visitors        bigint,
    sessions        numeric,
    page_views      numeric,
    bounces         numeric,
    session_seconds numeric,
    conversions     numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select
        private.union_size(
            array_agg(row(p.visitor_hashes, p.visitors)::private.sketch)
            filter (where p.visitors > 0),
            8192
        ),
        coalesce(sum(p.sessions), 0),
        coalesce(sum(p.page_views), 0),
        coalesce(sum(p.bounces), 0),
        coalesce(sum(p.session_seconds), 0),
        coalesce(sum(p.conversions), 0)
    from private.traffic_parts(workspace, since, until, 'period', tail) as p;
end
$function$;

CREATE OR REPLACE FUNCTION private.traffic_by (
  workspace     uuid,
  since         date,
  until         date,
  grain         text,
  tail          private.event_fact[],
  with_visitors boolean
)
  RETURNS TABLE (
    at          timestamp without time zone,
    visitors    bigint,
    sessions    numeric,
    page_views  numeric,
    bounces     numeric,
    conversions numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select
        p.bucket,
        -- The sketch of a row that stands alone is not read: its size is beside it.
        case
            when min(p.parts) > 1 then private.union_size(
                array_agg(row(p.visitor_hashes, p.visitors)::private.sketch)
                filter (where p.parts > 1 and p.visitors > 0),
                case grain when 'hour' then 2048 else 8192 end,
                6000
            )
            else max(p.visitors)
        end,
        sum(p.sessions),
        sum(p.page_views),
        sum(p.bounces),
        sum(p.conversions)
    from (
        select
            t.*,
            date_trunc(grain, t.at) as bucket,
            case
                when with_visitors then count(*) filter (where t.visitors > 0) over (
                    partition by date_trunc(grain, t.at)
                )
                else 0
            end as parts
        from private.traffic_parts(workspace, since, until, grain, tail) as t
    ) as p
    group by p.bucket;
end
$function$;

CREATE OR REPLACE FUNCTION private.traffic_parts (
  workspace uuid,
  since     date,
  until     date,
  grain     text,
  tail      private.event_fact[]
)
  RETURNS TABLE (
    at              timestamp without time zone,
    page_views      numeric,
    sessions        numeric,
    bounces         numeric,
    session_seconds numeric,
    conversions     numeric,
    visitors        bigint,
    visitor_hashes  integer[]
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    p private.period_parts;
begin
    if grain = 'hour' then
        return query
        select
            t.hour at time zone 'UTC',
            t.page_views::numeric,
            t.sessions::numeric,
            0::numeric,
            0::numeric,
            t.conversions::numeric,
            t.visitors,
            t.visitor_hashes
        from public.traffic_hourly as t
        where
            t.workspace_id = workspace
            and t.hour >= since::timestamp at time zone 'UTC'
            and t.hour < (until + 1)::timestamp at time zone 'UTC';
    else
        if grain in ('month', 'period') then
            p := private.parts_of(workspace, since, until);
        end if;
        return query
        select
            t.date::timestamp,
            t.page_views::numeric,
            t.sessions::numeric,
            t.bounces::numeric,
            t.session_seconds,
            t.conversions::numeric,
            t.visitors,
            t.visitor_hashes
        from public.traffic_daily as t
        where
            t.workspace_id = workspace
            and t.date between since and until
            and (
                p.first_month is null or t.date < p.first_month or t.date >= p.foot_since
            );
        return query
        select
            m.month::timestamp,
            m.views::numeric,
            m.sessions::numeric,
            m.bounces::numeric,
            m.session_seconds,
            m.conversions::numeric,
            m.visitors,
            m.visitor_hashes
        from private.metric_months as m
        where
            m.workspace_id = workspace
            and m.dimension = 'traffic'
            and m.key = ''
            and m.month between p.first_month and p.last_month;
    end if;
    if tail = '{}' then
        return;
    end if;
    return query
    select
        date_trunc(
            case grain when 'hour' then 'hour' else 'day' end, f.occurred_at at time zone 'UTC'
        ) as moment,
        sum(f.page_views),
        0::numeric,
        0::numeric,
        0::numeric,
        sum(f.conversions),
        count(distinct f.visitor_hash),
        private.hashes_of(array_agg(f.visitor_hash))
    from unnest(tail) as f
    where f.day between since and until
    group by moment;
    -- All of the tail: a session counts where it began, and events before and after change that.
    return query
    select
        case grain when 'hour' then s.hour at time zone 'UTC' else s.day::timestamp end as moment,
        0::numeric,
        sum(s.side)::numeric,
        sum(s.side * s.bounces)::numeric,
        sum(s.side * s.seconds),
        0::numeric,
        0::bigint,
        null::integer[]
    from private.tail_sessions(tail) as s
    where s.day between since and until
    group by moment;
end
$function$;

CREATE OR REPLACE FUNCTION private.traffic_today (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    today constant date := (now() at time zone 'UTC')::date;
    traffic record;
begin
    select t.* into traffic from private.traffic_between(
        workspace, today, today, private.dashboard_tail(workspace)
    ) as t;
    return jsonb_build_object(
        'visitors_today', traffic.visitors,
        'sessions_today', traffic.sessions,
        'page_views_today', traffic.page_views,
        'conversions_today', traffic.conversions,
        'orders_today', (
            select coalesce(sum(r.orders_count), 0)
            from private.revenue_now(workspace, today, today) as r
        ),
        'revenue_today', (
            select coalesce(jsonb_object_agg(r.currency, r.revenue), '{}'::jsonb)
            from private.revenue_now(workspace, today, today) as r
        )
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.union_size (
  sketches  private.sketch[],
  k         integer,
  looked_at integer          DEFAULT 20000
)
  RETURNS bigint
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
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

CREATE OR REPLACE FUNCTION private.url_decoded (
  part text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if part !~ '[%+]' then
        return part;
    end if;
    return convert_from(
        (
            select string_agg(
                case
                    when piece.found [1] is not null then decode(piece.found [1], 'hex')
                    else convert_to(replace(piece.found [2], '+', ' '), 'UTF8')
                end,
                ''::bytea order by piece.place
            )
            from regexp_matches(part, '%([0-9a-fA-F]{2})|([^%]+|%)', 'g')
            with ordinality as piece (found, place)
        ),
        'UTF8'
    );
exception when character_not_in_repertoire or untranslatable_character then
    return part;
end
$function$;

CREATE OR REPLACE FUNCTION private.url_fault (
  url text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    authority constant text := substring(url from '^https?://([^/?#]*)');
    parts text[];
    host text;
begin
    if url is null then
        return null;
    elsif authority is null then
        return 'does not begin with http:// or https://';
    elsif char_length(url) > 2048 then
        return 'is longer than 2048 characters';
    elsif url ~ '[[:space:][:cntrl:]\\<>"]' then
        return 'has spaces or other characters that must be encoded';
    elsif strpos(authority, '@') > 0 then
        return 'names a user';
    end if;
    parts := regexp_match(authority, '^(\[[0-9a-fA-F:.]+\]|[^:\[\]%]+)(?::(\d{0,5}))?$');
    if parts is null or not coalesce(nullif(parts [2], ''), '80')::integer between 1 and 65535 then
        return 'names no host';
    end if;
    -- As browsers read it: full-width digits and other full stops are ordinary ones.
    host := rtrim(lower(translate(normalize(parts [1], nfkc), '。', '.')), '.');
    if host ~ '^\[' or host ~ '(^|\.)(\d+|0x[0-9a-f]*)$' then
        -- Numbers in other forms (0x7f.1, 2130706433) are addresses as well, to some.
        if host !~ '^\[|^(\d{1,3}\.){3}\d{1,3}$' or host ~ '(^|\.)0\d' then
            return 'names a host by a number';
        end if;
        if not private.is_public_address(btrim(host, '[]')::inet) then
            return 'leads to a private address';
        end if;
    elsif strpos(host, '.') = 0
        or host ~ '\.(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$'
    then
        return 'leads to a host of a private network';
    end if;
    return null;
exception when invalid_text_representation then
    return 'names a host by a number';
end
$function$;

CREATE OR REPLACE FUNCTION private.utm_value (
  name  text,
  given text
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    tidy constant text := nullif(btrim(regexp_replace(given, '\s+', ' ', 'g')), '');
begin
    if tidy ~ '[[:cntrl:]]' or char_length(tidy) > 255 then
        raise exception using
            errcode = 'PT422',
            message = format('%s is longer than 255 characters, or has control characters', name),
            hint = 'Reports group by these values: short words work best, as spring_sale.';
    end if;
    -- Reports tell Newsletter and newsletter apart; nobody who tags a link wants that.
    return case
        when name in ('utm_term', 'utm_content') then tidy
        else lower(replace(tidy, ' ', '_'))
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.verify_archived (
  month date
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    new_state text;
begin
    update private.archived_partitions as p
    set
        state = 'verified',
        rows = f.rows,
        checksum = f.checksum
    from (
        select
            coalesce(sum(a.rows), 0) as rows,
            coalesce(sum(a.checksum), 0) as checksum,
            coalesce(bool_and(a.checksum is not null), true) as is_whole
        from private.archived_files as a
        where a.month = verify_archived.month
    ) as f
    where p.month = verify_archived.month and p.state = 'exported' and f.is_whole;
    select p.state into new_state
    from private.archived_partitions as p
    where p.month = verify_archived.month;
    return new_state;
end
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

CREATE OR REPLACE FUNCTION public.attribute_orders (
  workspace uuid    DEFAULT NULL::uuid,
  at_most   integer DEFAULT 500
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if coalesce(at_most, 0) not between 1 and 10000 then
        raise exception using
            errcode = 'PT422',
            message = 'at_most must be between 1 and 10000.',
            detail = format('at_most: %s', at_most),
            hint = 'Call again for more: 0 says that nothing is left.';
    end if;
    return private.attribute_orders(workspace, at_most);
end
$function$;

REVOKE ALL ON FUNCTION "public"."attribute_orders"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.attribution_paths (
  workspace_id uuid,
  since        date,
  until        date,
  max          integer DEFAULT 20
)
  RETURNS TABLE (
    path     text[],
    currency text,
    orders   bigint,
    revenue  numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select * from private.attribution_paths(attribution_paths.workspace_id, since, until, max);
end
$function$;

REVOKE ALL ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.attribution_report (
  workspace_id uuid,
  since        date,
  until        date,
  models       text[] DEFAULT NULL::text[],
  by           text   DEFAULT 'channel'::text
)
  RETURNS TABLE (
    key      text,
    name     text,
    currency text,
    is_total boolean,
    spend    numeric,
    credits  jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    select * from private.attribution_report(
        attribution_report.workspace_id, since, until, models, by
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.attribution_workspaces()
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.attribution_workspaces();
end
$function$;

REVOKE ALL ON FUNCTION "public"."attribution_workspaces"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.campaign_profit (
  workspace_id uuid,
  since        date    DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 29),
  until        date    DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date,
  model        text    DEFAULT NULL::text,
  max          integer DEFAULT 100
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.campaign_profit(workspace_id, since, until, model, max);
end
$function$;

REVOKE ALL ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.click_count (
  link public.managed_urls
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return (
        select private.counted_clicks(u.workspace_id, u.id)
        from public.managed_urls as u
        where u.id = link.id
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."click_count"(public.managed_urls) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_funnel (
  workspace_id uuid,
  steps        text[] DEFAULT ARRAY['page_view'::text,
  'cart_add'::text,
  'checkout'::text,
  'conversion'::text],
  since        date   DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 29),
  until        date   DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_funnel(workspace_id, steps, since, until);
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_live (
  workspace_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_live(workspace_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_live"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_overview (
  workspace_id uuid,
  since        date DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 29),
  until        date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date,
  compare      text DEFAULT 'previous'::text,
  currency     text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_overview(workspace_id, since, until, compare, currency);
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_retention (
  workspace_id uuid,
  since        date DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 83),
  until        date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_retention(workspace_id, since, until);
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_retention"(uuid, date, date) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_series (
  workspace_id uuid,
  metrics      text[] DEFAULT ARRAY['visitors'::text,
  'page_views'::text,
  'net_revenue'::text],
  since        date   DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 29),
  until        date   DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date,
  grain        text   DEFAULT 'day'::text,
  compare      text   DEFAULT 'none'::text,
  currency     text   DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_series(
        workspace_id, metrics, since, until, grain, compare, currency
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.dashboard_top (
  workspace_id uuid,
  dimension    text,
  metric       text    DEFAULT NULL::text,
  since        date    DEFAULT (((now() AT TIME ZONE 'UTC'::text))::date - 29),
  until        date    DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date,
  max          integer DEFAULT 10,
  currency     text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.dashboard_top(
        workspace_id, dimension, metric, since, until, max, currency
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.due_link_checks (
  most        integer,
  look_around boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.due_link_checks(most, look_around);
end
$function$;

REVOKE ALL ON FUNCTION "public"."due_link_checks"(integer, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_link (
  code       text,
  visitor_id text DEFAULT NULL::text,
  referrer   text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.follow_link(code, visitor_id, referrer);
end
$function$;

CREATE OR REPLACE FUNCTION public.full_address (
  link public.managed_urls
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.tagged_url(link.url, link.utm_params);
end
$function$;

REVOKE ALL ON FUNCTION "public"."full_address"(public.managed_urls) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.learn_attribution (
  workspace uuid,
  since     date,
  until     date,
  learned   jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.learn_attribution(workspace, since, until, learned);
end
$function$;

REVOKE ALL ON FUNCTION "public"."learn_attribution"(uuid, date, date, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.link_address (
  link public.managed_urls
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select private.link_base() || '/' || link.code
$function$;

REVOKE ALL ON FUNCTION "public"."link_address"(public.managed_urls) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.months_to_archive()
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    keep constant integer := (private.setting('analytics.keep_months') #>> '{}')::integer;
    now_month constant timestamp := date_trunc('month', now() at time zone 'UTC');
begin
    return coalesce(
        (
            select jsonb_agg(m.month order by m.month)
            from private.months_to_archive(
                (now_month - make_interval(months => keep))::date
            ) as m (month)
            -- Restored on purpose: it stays until somebody archives it again.
            where not exists (
                select from private.archived_partitions as p
                where p.month = m.month and p.state = 'restored'
            )
        ),
        '[]'::jsonb
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."months_to_archive"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.order_attribution (
  order_id uuid
)
  RETURNS TABLE (
    place       integer,
    event_id    uuid,
    touched_at  timestamp with time zone,
    event_type  text,
    channel     text,
    source      text,
    medium      text,
    platform    text,
    campaign_id uuid,
    ad_id       uuid,
    currency    text,
    shares      jsonb,
    amounts     jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query select * from private.order_attribution(order_attribution.order_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."order_attribution"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.read_journeys (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.read_journeys(workspace);
end
$function$;

REVOKE ALL ON FUNCTION "public"."read_journeys"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_click (
  managed_url_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform private.record_clicks(
        jsonb_build_array(jsonb_build_object('managed_url_id', record_click.managed_url_id))
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."record_click"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_clicks (
  clicks jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.record_clicks(clicks);
end
$function$;

REVOKE ALL ON FUNCTION "public"."record_clicks"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_link_checks (
  results jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.record_link_checks(results);
end
$function$;

REVOKE ALL ON FUNCTION "public"."record_link_checks"(jsonb) FROM PUBLIC, "anon", "authenticated";

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

CREATE OR REPLACE FUNCTION public.shorten_url (
  workspace_id uuid,
  url          text,
  utm_source   text                     DEFAULT NULL::text,
  utm_medium   text                     DEFAULT NULL::text,
  utm_campaign text                     DEFAULT NULL::text,
  utm_term     text                     DEFAULT NULL::text,
  utm_content  text                     DEFAULT NULL::text,
  campaign_id  uuid                     DEFAULT NULL::uuid,
  ad_id        uuid                     DEFAULT NULL::uuid,
  code         text                     DEFAULT NULL::text,
  title        text                     DEFAULT NULL::text,
  expires_at   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  fallback_url text                     DEFAULT NULL::text
)
  RETURNS public.managed_urls
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    tags constant jsonb := jsonb_strip_nulls(jsonb_build_object(
        'utm_source', private.utm_value('utm_source', utm_source),
        'utm_medium', private.utm_value('utm_medium', utm_medium),
        'utm_campaign', private.utm_value('utm_campaign', utm_campaign),
        'utm_term', private.utm_value('utm_term', utm_term),
        'utm_content', private.utm_value('utm_content', utm_content)
    ));
    chosen constant text := lower(btrim(code));
    broken text;
    made public.managed_urls;
begin
    if chosen !~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$' then
        raise exception using
            errcode = 'PT422',
            message = format('%L cannot be the code of a link', left(code, 60)),
            hint = 'Use 3 to 50 letters a-z, digits and hyphens, as spring-sale.';
    elsif expires_at <= now() then
        raise exception using
            errcode = 'PT422',
            message = 'the link would have expired already',
            hint = 'Give a time to come, or none.';
    elsif char_length(private.tagged_url(url, tags)) > 2048 then
        raise exception using
            errcode = 'PT422',
            message = 'with its UTM parameters the address is longer than 2048 characters',
            hint = 'Use shorter parameters.';
    end if;
    insert into public.managed_urls (
        workspace_id, url, utm_params, campaign_id, ad_id, code, title, expires_at, fallback_url
    )
    values (
        shorten_url.workspace_id, btrim(shorten_url.url), tags, shorten_url.campaign_id,
        shorten_url.ad_id, coalesce(chosen, private.new_link_code()), shorten_url.title,
        shorten_url.expires_at, shorten_url.fallback_url
    )
    returning * into made;
    return made;
exception
    when insufficient_privilege then
        raise exception using
            errcode = 'PT403',
            message = 'you may not make links in this workspace',
            detail = format('workspace: %s', shorten_url.workspace_id),
            hint = 'Its members may.';
    when unique_violation then
        raise exception using
            errcode = 'PT409',
            message = format('the code %s is taken', chosen),
            hint = 'Choose another one, or none: then one is made.';
    when foreign_key_violation then
        get stacked diagnostics broken = constraint_name;
        raise exception using
            errcode = 'PT404',
            message = format(
                'there is no such %s in this workspace', substring(broken from '[a-z]+$')
            ),
            hint = 'A link is for a campaign and an ad of its own workspace.';
end
$function$;

REVOKE ALL ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp WITH time zone, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.track_beacon (
  text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    payload jsonb;
begin
    begin
        payload := $1::jsonb;
    exception when data_exception then
        raise exception using
            errcode = 'PT400',
            message = 'The body is not JSON.',
            hint = 'Send what track_events takes, as text.';
    end;
    return private.receive_events(payload);
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

ALTER TABLE "private"."archived_files"
  ADD CONSTRAINT "archived_files_month_fkey" FOREIGN KEY (month) REFERENCES private.archived_partitions(month) ON DELETE CASCADE;

ALTER TABLE "private"."attribution_marks"
  ADD CONSTRAINT "attribution_marks_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."attribution_months"
  ADD CONSTRAINT "attribution_months_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "private"."attribution_months"
  ADD CONSTRAINT "attribution_months_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."attribution_orders"
  ADD CONSTRAINT "attribution_orders_order" FOREIGN KEY (workspace_id, id) REFERENCES public.orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "private"."attribution_orders"
  ADD CONSTRAINT "attribution_orders_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

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

ALTER TABLE "private"."traffic_announcements"
  ADD CONSTRAINT "traffic_announcements_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "private"."visitors"
  ADD CONSTRAINT "visitors_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."analytics_settings"
  ADD CONSTRAINT "analytics_settings_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."analytics_settings"
  ADD CONSTRAINT "analytics_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_channel_length" CHECK (((char_length(channel) >= 1) AND (char_length(channel) <= 520)));

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_fact_known" CHECK ((fact = ANY (ARRAY['sale'::text, 'refund'::text])));

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_model_known"
    CHECK ((model = ANY (ARRAY['first_touch'::text, 'last_touch'::text, 'linear'::text, 'time_decay'::text, 'position_based'::text, 'markov'::text, 'shapley'::text])));

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_once" UNIQUE NULLS NOT DISTINCT (workspace_id, order_id, model, event_id, credited_at, fact, revision, channel, currency);

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_order" FOREIGN KEY (workspace_id, order_id) REFERENCES public.orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_refund_no_share" CHECK (((fact = 'sale'::text) OR (share = (0)::numeric)));

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_share_range" CHECK (((share >= ('-1'::integer)::numeric) AND (share <= (1)::numeric)));

ALTER TABLE "public"."attribution_credits"
  ADD CONSTRAINT "attribution_credits_sign"
    CHECK
    ((((reason = 'sale'::text) AND (fact = 'sale'::text) AND (amount >= (0)::numeric) AND (share >= (0)::numeric)) OR ((reason = 'refund'::text) AND (fact = 'refund'::text) AND
    (amount <= (0)::numeric)) OR (reason = 'correction'::text)));

ALTER TABLE "public"."attribution_daily"
  ADD CONSTRAINT "attribution_daily_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."attribution_daily"
  ADD CONSTRAINT "attribution_daily_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."attribution_models"
  ADD CONSTRAINT "attribution_models_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."attribution_settings"
  ADD CONSTRAINT "attribution_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

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

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_ad" FOREIGN KEY (workspace_id, ad_id) REFERENCES public.ads(workspace_id, id) ON DELETE SET NULL (ad_id);

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_campaign" FOREIGN KEY (workspace_id, campaign_id) REFERENCES public.campaigns(workspace_id, id) ON DELETE SET NULL (campaign_id);

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_failures_not_negative" CHECK ((failures >= 0));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_fallback_url_form" CHECK (((fallback_url ~ '^https?://'::text) AND (char_length(fallback_url) <= 2048)));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_last_error_length" CHECK ((char_length(last_error) <= 500));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_last_status_range" CHECK (((last_status >= 100) AND (last_status <= 599)));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_one_source" CHECK ((num_nonnulls(blog_post_id, social_post_id, content_upgrade_id, email_sequence_id, email_id, content_id) <= 1));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_title_length" CHECK (((char_length(btrim(title)) >= 1) AND (char_length(btrim(title)) <= 255)));

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

CREATE VIEW "private"."link_uses" WITH (security_invoker=true) AS  SELECT u.workspace_id,
    (md5(split_part(u.url, '#'::text, 1)))::uuid AS key,
    split_part(u.url, '#'::text, 1) AS address,
    u.id AS managed_url_id,
    u.campaign_id,
    u.ad_id
   FROM public.managed_urls u
  WHERE (u.is_active AND COALESCE((u.expires_at > now()), true))
UNION ALL
 SELECT a.workspace_id,
    (md5(split_part(a.destination_url, '#'::text, 1)))::uuid AS key,
    split_part(a.destination_url, '#'::text, 1) AS address,
    NULL::uuid AS managed_url_id,
    s.campaign_id,
    a.id AS ad_id
   FROM (public.ads a
     JOIN public.ad_sets s ON (((s.workspace_id = a.workspace_id) AND (s.id = a.ad_set_id))))
  WHERE (a.destination_url IS NOT NULL)
UNION ALL
 SELECT c.workspace_id,
    (md5(split_part(c.affiliate_link, '#'::text, 1)))::uuid AS key,
    split_part(c.affiliate_link, '#'::text, 1) AS address,
    NULL::uuid AS managed_url_id,
    c.campaign_id,
    NULL::uuid AS ad_id
   FROM public.affiliate_campaigns c
  WHERE (c.affiliate_link IS NOT NULL);

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

CREATE VIEW "reporting"."attribution_daily" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.dimension,
    t.model,
    t.date,
    t.currency,
    t.key,
    t.orders,
    t.revenue,
    t.refunds,
    t.spend,
    t.net_revenue
   FROM public.attribution_daily t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."attribution_models" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.model,
    t.channel,
    t.weight,
    t.removal_effect,
    t.since,
    t.until,
    t.paths,
    t.conversions,
    t.computed_at
   FROM public.attribution_models t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."campaign_profit" WITH (security_barrier=true) AS  SELECT m.workspace_id,
    m.campaign_id,
    m.date,
    m.model,
    m.currency,
    sum(m.orders) AS orders,
    sum(m.revenue) AS revenue,
    sum(m.refunds) AS refunds,
    sum(m.spend) AS ad_spend,
    sum(m.ai_cost) AS ai_cost,
    sum((((m.revenue - m.refunds) - m.spend) - m.ai_cost)) AS profit
   FROM ( SELECT a.workspace_id,
            (NULLIF(a.key, ''::text))::uuid AS campaign_id,
            a.date,
            a.model,
            a.currency,
            a.orders,
            a.revenue,
            a.refunds,
            (0)::numeric AS spend,
            (0)::numeric AS ai_cost
           FROM public.attribution_daily a
          WHERE ((a.dimension = 'campaign'::text) AND (a.model <> 'platform'::text))
        UNION ALL
         SELECT c.workspace_id,
            c.campaign_id,
            c.date,
            models.model,
            c.currency,
            0 AS orders,
            0 AS revenue,
            0 AS refunds,
            c.spend,
            c.ai_cost
           FROM (( SELECT s.workspace_id,
                    s.campaign_id,
                    s.date,
                    s.currency,
                    s.spend,
                    (0)::numeric AS ai_cost
                   FROM public.campaign_metrics s
                  WHERE (s.spend > (0)::numeric)
                UNION ALL
                 SELECT g.workspace_id,
                    g.campaign_id,
                    ((g.created_at AT TIME ZONE 'UTC'::text))::date AS date,
                    'USD'::text AS currency,
                    0 AS spend,
                    g.cost AS ai_cost
                   FROM public.ai_generations g
                  WHERE ((g.campaign_id IS NOT NULL) AND (g.cost > (0)::numeric))) c
             CROSS JOIN ( VALUES ('first_touch'::text), ('last_touch'::text), ('linear'::text), ('time_decay'::text), ('position_based'::text), ('markov'::text), ('shapley'::text)) models(model))) m
  WHERE (m.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)))
  GROUP BY m.workspace_id, m.campaign_id, m.date, m.model, m.currency;

CREATE VIEW "reporting"."retention" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    ('1970-01-05'::date + (7 * t.cohort_week)) AS cohort,
    ('1970-01-05'::date + (7 * t.week)) AS week,
    (t.week - t.cohort_week) AS weeks_later,
    t.visitors,
    round((((100)::numeric * (t.visitors)::numeric) / (NULLIF(first.visitors, 0))::numeric), 2) AS share
   FROM (private.retention_weeks t
     JOIN private.retention_weeks first ON (((first.workspace_id = t.workspace_id) AND (first.cohort_week = t.cohort_week) AND (first.week = t.cohort_week))))
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."session_patterns" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.bucket AS date,
    t.reached,
    t.sessions
   FROM private.session_patterns t
  WHERE ((t.grain = 'day'::text) AND (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w))));

CREATE INDEX attribution_marks_oldest ON private.attribution_marks USING btree (id);

CREATE INDEX attribution_months_currency ON private.attribution_months USING btree (currency);

CREATE INDEX attribution_orders_ordered ON private.attribution_orders USING btree (workspace_id, ordered_at);

CREATE INDEX attribution_orders_sold ON private.attribution_orders USING btree (workspace_id, sold_at) INCLUDE (currency, revenue, path);

CREATE INDEX event_receipts_time ON private.event_receipts USING btree (received_at);

CREATE INDEX events_default_batch_idx ON private.events_default USING btree (batch);

CREATE INDEX events_default_managed_url_id_batch_idx ON private.events_default USING btree (managed_url_id, batch)
  WHERE (managed_url_id IS NOT NULL);

CREATE INDEX events_default_workspace_id_campaign_id_occurred_at_idx ON private.events_default USING btree (workspace_id, campaign_id, occurred_at DESC)
  WHERE (campaign_id IS NOT NULL);

CREATE INDEX link_checks_due ON private.link_checks USING btree (next_check_at);

CREATE INDEX metric_months_cart_adds ON private.metric_months USING btree (workspace_id, dimension, month, cart_adds DESC)
  WHERE (cart_adds > 0);

CREATE INDEX metric_months_entries ON private.metric_months USING btree (workspace_id, dimension, month, entries DESC)
  WHERE (entries > 0);

CREATE INDEX metric_months_revenue ON private.metric_months USING btree (workspace_id, dimension, month, revenue DESC)
  WHERE (revenue > (0)::numeric);

CREATE INDEX metric_months_sales ON private.metric_months USING btree (workspace_id, dimension, month, sales DESC)
  WHERE (sales > 0);

CREATE INDEX metric_months_views ON private.metric_months USING btree (workspace_id, dimension, month, views DESC);

CREATE INDEX traffic_announcements_due ON private.traffic_announcements USING btree (announced_at)
  WHERE is_due;

CREATE INDEX analytics_settings_currency ON public.analytics_settings USING btree (currency);

CREATE INDEX attribution_credits_currency ON public.attribution_credits USING btree (currency);

CREATE INDEX attribution_daily_currency ON public.attribution_daily USING btree (currency);

CREATE INDEX campaign_metrics_spend ON public.campaign_metrics USING btree (workspace_id, date) INCLUDE (campaign_id, currency, spend)
  WHERE (spend > (0)::numeric);

CREATE INDEX event_dead_letters_recent ON public.event_dead_letters USING btree (workspace_id, created_at DESC);

CREATE INDEX event_dead_letters_time ON public.event_dead_letters USING btree (created_at);

CREATE INDEX event_dead_letters_write_key ON public.event_dead_letters USING btree (workspace_id, write_key_id)
  WHERE (write_key_id IS NOT NULL);

CREATE INDEX events_batch ON ONLY public.events USING btree (batch);

ALTER INDEX "public"."events_batch" ATTACH PARTITION "private"."events_default_batch_idx";

CREATE INDEX events_campaign ON ONLY public.events USING btree (workspace_id, campaign_id, occurred_at DESC)
  WHERE (campaign_id IS NOT NULL);

ALTER INDEX "public"."events_campaign" ATTACH PARTITION "private"."events_default_workspace_id_campaign_id_occurred_at_idx";

CREATE INDEX events_link ON ONLY public.events USING btree (managed_url_id, batch)
  WHERE (managed_url_id IS NOT NULL);

ALTER INDEX "public"."events_link" ATTACH PARTITION "private"."events_default_managed_url_id_batch_idx";

CREATE INDEX link_metrics_days ON public.link_metrics USING btree (workspace_id, date DESC);

CREATE INDEX managed_urls_address ON public.managed_urls USING btree (((md5(split_part(url, '#'::text, 1)))::uuid));

CREATE INDEX managed_urls_ad ON public.managed_urls USING btree (workspace_id, ad_id)
  WHERE (ad_id IS NOT NULL);

CREATE INDEX managed_urls_campaign ON public.managed_urls USING btree (workspace_id, campaign_id)
  WHERE (campaign_id IS NOT NULL);

CREATE INDEX page_metrics_entries ON public.page_metrics USING btree (workspace_id, date, entries DESC)
  WHERE (entries > 0);

CREATE INDEX page_metrics_views ON public.page_metrics USING btree (workspace_id, date, views DESC);

CREATE INDEX product_metrics_cart_adds ON public.product_metrics USING btree (workspace_id, date, cart_adds DESC)
  WHERE (cart_adds > 0);

CREATE INDEX product_metrics_revenue ON public.product_metrics USING btree (workspace_id, date, revenue DESC)
  WHERE (revenue > (0)::numeric);

CREATE INDEX product_metrics_sales ON public.product_metrics USING btree (workspace_id, date, sales DESC)
  WHERE (sales > 0);

CREATE INDEX product_metrics_views ON public.product_metrics USING btree (workspace_id, date, views DESC);

CREATE INDEX traffic_daily_currency ON public.traffic_daily USING btree (currency);

CREATE INDEX traffic_hourly_currency ON public.traffic_hourly USING btree (currency);

CREATE INDEX write_keys_recent ON public.write_keys USING btree (workspace_id, created_at DESC);

CREATE TRIGGER archived_files_touch
  BEFORE UPDATE ON private.archived_files
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER archived_partitions_touch
  BEFORE UPDATE ON private.archived_partitions
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER event_batches_mark_batches
  AFTER DELETE ON private.event_batches REFERENCING OLD TABLE AS taken
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_batches();

CREATE TRIGGER revenue_marks_note_attribution
  AFTER INSERT ON private.revenue_marks REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.note_attribution();

CREATE TRIGGER ad_metrics_mark_claims_changed
  AFTER UPDATE ON public.ad_metrics REFERENCING OLD TABLE AS replaced_metrics NEW TABLE AS changed_metrics
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_claims();

CREATE TRIGGER ad_metrics_mark_claims_gone
  AFTER DELETE ON public.ad_metrics REFERENCING OLD TABLE AS changed_metrics
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_claims();

CREATE TRIGGER ad_metrics_mark_claims_new
  AFTER INSERT ON public.ad_metrics REFERENCING NEW TABLE AS changed_metrics
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_claims();

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

CREATE TRIGGER attribution_credits_count_gone
  AFTER DELETE ON public.attribution_credits REFERENCING OLD TABLE AS changed_credits
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.count_credits();

CREATE TRIGGER attribution_credits_count_new
  AFTER INSERT ON public.attribution_credits REFERENCING NEW TABLE AS changed_credits
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.count_credits();

CREATE TRIGGER attribution_settings_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.attribution_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER attribution_settings_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.attribution_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER attribution_settings_touch
  BEFORE UPDATE ON public.attribution_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER link_metrics_touch
  BEFORE UPDATE ON public.link_metrics
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER managed_urls_addresses
  BEFORE INSERT OR UPDATE OF url, fallback_url ON public.managed_urls
  FOR EACH ROW
  EXECUTE FUNCTION private.refuse_bad_urls('url', 'fallback_url');

CREATE TRIGGER managed_urls_adopt_check
  BEFORE INSERT OR UPDATE OF url ON public.managed_urls
  FOR EACH ROW
  EXECUTE FUNCTION private.adopt_link_check();

CREATE TRIGGER managed_urls_announce_changed
  AFTER UPDATE ON public.managed_urls REFERENCING OLD TABLE AS old_links NEW TABLE AS new_links
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.announce_links();

CREATE TRIGGER managed_urls_announce_gone
  AFTER DELETE ON public.managed_urls REFERENCING OLD TABLE AS old_links
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.announce_links();

CREATE TRIGGER managed_urls_announce_new
  AFTER INSERT ON public.managed_urls REFERENCING NEW TABLE AS new_links
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.announce_links();

CREATE TRIGGER managed_urls_audit_changes
  AFTER UPDATE ON public.managed_urls
  FOR EACH ROW
  WHEN (((NOT (old.last_checked_at IS DISTINCT FROM new.last_checked_at)) OR (old.url <> new.url)))
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER managed_urls_audit
  AFTER INSERT OR DELETE ON public.managed_urls
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER orders_mark_buyer
  AFTER UPDATE OF customer_id, attribution_data ON public.orders
  FOR EACH ROW
  WHEN (((old.customer_id IS DISTINCT FROM new.customer_id) OR (old.attribution_data IS DISTINCT FROM new.attribution_data)))
  EXECUTE FUNCTION private.mark_buyer();

CREATE TRIGGER traffic_daily_touch
  BEFORE UPDATE ON public.traffic_daily
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER traffic_hourly_touch
  BEFORE UPDATE ON public.traffic_hourly
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER workspaces_forget_archived_events
  AFTER DELETE ON public.workspaces REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.forget_archived_events();

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

CREATE POLICY "archived_files_select" ON "private"."archived_files"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "archived_partitions_select" ON "private"."archived_partitions"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "attribution_marks_select" ON "private"."attribution_marks"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "attribution_months_select" ON "private"."attribution_months"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "attribution_orders_select" ON "private"."attribution_orders"
  FOR SELECT
  TO "authenticated"
  USING (false);

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

CREATE POLICY "link_checks_select" ON "private"."link_checks"
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

CREATE POLICY "traffic_announcements_select" ON "private"."traffic_announcements"
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

CREATE POLICY "attribution_daily_select" ON "public"."attribution_daily"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "attribution_models_select" ON "public"."attribution_models"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "attribution_settings_insert" ON "public"."attribution_settings"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "attribution_settings_select" ON "public"."attribution_settings"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "attribution_settings_update" ON "public"."attribution_settings"
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

COMMENT ON COLUMN "private"."archived_files"."checksum" IS 'Of the rows as they were read back from storage; null until then.';

COMMENT ON COLUMN "private"."archived_files"."is_loaded" IS 'While the month is being restored: whether its rows are in the new table.';

COMMENT ON COLUMN "private"."archived_files"."last_id" IS 'With last_workspace_id and last_occurred_at the key of its last event: the next part goes on there.';

COMMENT ON COLUMN "private"."archived_files"."path" IS 'Its place in the bucket. The name has the start of the content''s SHA-256 in it: storing it again changes nothing, and another content has another name.';

COMMENT ON COLUMN "private"."archived_files"."workspace_ids" IS 'Whose events are in it: what has to be written anew when a workspace is deleted.';

COMMENT ON COLUMN "private"."archived_partitions"."checksum" IS 'private.digest_events of all rows: independent of their order, the sum of that of the files.';

COMMENT ON COLUMN "private"."archived_partitions"."columns" IS 'Name → type of each column when the month was exported: what the files hold.';

COMMENT ON COLUMN "private"."archived_partitions"."state" IS 'exporting: files are written. exported: all are in storage. verified: what was read back equals the partition. detached: the partition is in schema archive. dropped: the files alone are left. restored: it is a partition again, and the files are kept.';

COMMENT ON COLUMN "private"."attribution_orders"."path" IS 'Channels of the touches, first to last.';

COMMENT ON COLUMN "private"."attribution_orders"."revenue" IS 'What it was sold for, before refunds.';

COMMENT ON COLUMN "private"."attribution_orders"."sold_at" IS 'Null while it does not count as a sale.';

COMMENT ON COLUMN "private"."attribution_orders"."visitors" IS 'All browsers and devices whose touches were looked at.';

COMMENT ON COLUMN "private"."attribution_orders"."weights_at" IS 'By which weights of attribution_models it is credited: their computed_at.';

COMMENT ON COLUMN "private"."event_batches"."events" IS 'About how many: it paces the roll-up.';

COMMENT ON COLUMN "private"."link_checks"."address" IS 'Without its fragment, which no server sees.';

COMMENT ON COLUMN "private"."link_checks"."failures" IS 'Checks that failed since the last good one.';

COMMENT ON COLUMN "private"."link_checks"."gone" IS 'How many of them said that nothing is there: 404, 410, a name that does not exist.';

COMMENT ON COLUMN "private"."link_checks"."is_dead" IS 'True after two answers that nothing is there, or five checks that failed in other ways; a good answer makes it false.';

COMMENT ON COLUMN "private"."link_checks"."key" IS 'Hash of the address, which may be longer than an index takes.';

COMMENT ON COLUMN "private"."metric_months"."impressions" IS 'As the tables by day show it: reported by the ad platform, else measured. The same for clicks.';

COMMENT ON COLUMN "private"."metric_months"."key" IS 'Id of the product, campaign, component or link; country; page; source and medium with a tab between; empty for traffic, the whole workspace.';

COMMENT ON COLUMN "private"."metric_months"."visitor_hashes" IS 'At most 8,192 hashes for traffic, 2,048 for the other dimensions.';

COMMENT ON COLUMN "private"."session_patterns"."bucket" IS 'The day, or the first day of the month.';

COMMENT ON COLUMN "private"."sessions"."entry_page" IS 'Page of its first page view.';

COMMENT ON COLUMN "private"."sessions"."exit_page" IS 'Page of its last page view.';

COMMENT ON COLUMN "private"."sessions"."first_id" IS 'Its first event, by time and id: the one that source and medium are from.';

COMMENT ON COLUMN "private"."sessions"."reached" IS 'Sorted types of its events, and their stages as stage:<stage>; at most 40.';

COMMENT ON COLUMN "private"."sessions"."session" IS 'MD5 of the session_id.';

COMMENT ON COLUMN "private"."traffic_announcements"."is_due" IS 'Whether the numbers have changed since: the next round tells them.';

COMMENT ON COLUMN "private"."visitors"."visitor" IS 'MD5 of the visitor_id.';

COMMENT ON COLUMN "private"."visitors"."weeks" IS 'Sorted Mondays, as days since 1970-01-05, in weeks: 0 is the week of that Monday.';

COMMENT ON COLUMN "public"."analytics_settings"."currency" IS 'Of the numbers: events without money count in its rows of the rollups.';

COMMENT ON COLUMN "public"."analytics_settings"."ip_mode" IS 'none: no address is kept. truncated: the last byte of IPv4 and the last 80 bits of IPv6 are zero. hashed: an address in fd00::/8 made with a secret of the day. full: as it came.';

COMMENT ON COLUMN "public"."analytics_settings"."keeps_bots" IS 'Whether events of programs that say they are bots are kept. Otherwise they are counted in the answer and dropped.';

COMMENT ON COLUMN "public"."analytics_settings"."names_visitors" IS 'Whether a browser that sends no visitor_id gets one for the day, made of address and program with a secret that is thrown away two days later. Nothing is stored in the browser.';

COMMENT ON COLUMN "public"."attribution_credits"."amount" IS 'Part of the order''s revenue, in currency; negative for refunds.';

COMMENT ON COLUMN "public"."attribution_credits"."channel" IS 'The ad platform, else source / medium; email; campaign for a campaign without a source; direct; unattributed where there is no touch. A touch without a source has that of its session.';

COMMENT ON COLUMN "public"."attribution_credits"."credited_at" IS 'When the sale or the refund happened: the day it counts for, also in corrections.';

COMMENT ON COLUMN "public"."attribution_credits"."event_id" IS 'The touch, a row of events; null for what no touch explains.';

COMMENT ON COLUMN "public"."attribution_credits"."fact" IS 'What the row is part of: a correction corrects a sale or a refund.';

COMMENT ON COLUMN "public"."attribution_credits"."revision" IS 'Which computation of the order wrote the row, from 1.';

COMMENT ON COLUMN "public"."attribution_credits"."share" IS 'Part of the order that the row gives or, as a correction, takes back; 0 in refunds.';

COMMENT ON COLUMN "public"."attribution_daily"."key" IS 'The channel, or the id of the campaign or ad; empty for credit that has none.';

COMMENT ON COLUMN "public"."attribution_daily"."orders" IS 'Sum of shares: an order counts once over all keys. Of platforms, the conversions they claim.';

COMMENT ON COLUMN "public"."attribution_daily"."spend" IS 'Ad spend, in rows of platforms alone.';

COMMENT ON COLUMN "public"."attribution_models"."paths" IS 'How many paths were read, converted or not; conversions is how many of them ended in an order.';

COMMENT ON COLUMN "public"."attribution_models"."removal_effect" IS 'Markov: which part of the conversions would be lost without the channel.';

COMMENT ON COLUMN "public"."attribution_models"."weight" IS 'The channel''s part of the conversions; those of a model and a night sum to 1.';

COMMENT ON COLUMN "public"."attribution_settings"."half_life_days" IS 'time_decay: a touch that much earlier earns half as much.';

COMMENT ON COLUMN "public"."attribution_settings"."look_back_days" IS 'How long before an order a touch may be. Markov and Shapley learn from as many days.';

COMMENT ON COLUMN "public"."attribution_settings"."markov_order" IS 'How many touches back the Markov chain remembers.';

COMMENT ON COLUMN "public"."attribution_settings"."middle_weight" IS 'position_based: what the touches between the first and the last one share.';

COMMENT ON COLUMN "public"."attribution_settings"."model" IS 'What dashboards show unless asked.';

COMMENT ON COLUMN "public"."attribution_settings"."touches" IS 'clicks_and_views counts impressions and opened emails too, within view_through_days.';

COMMENT ON COLUMN "public"."attribution_settings"."view_through_days" IS 'How long before an order an impression or an opened email may be.';

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

COMMENT ON COLUMN "public"."events"."batch" IS 'With what it came in; private.event_batches says which are not rolled up yet.';

COMMENT ON COLUMN "public"."managed_urls"."ad_id" IS 'The ad that its clicks count for.';

COMMENT ON COLUMN "public"."managed_urls"."campaign_id" IS 'The campaign that its clicks count for.';

COMMENT ON COLUMN "public"."managed_urls"."failures" IS 'Checks that failed since the last good one.';

COMMENT ON COLUMN "public"."managed_urls"."fallback_url" IS 'Where the link leads once it has expired or is switched off; without it, to a page that says so.';

COMMENT ON COLUMN "public"."managed_urls"."is_active" IS 'Switched off by a member where false.';

COMMENT ON COLUMN "public"."managed_urls"."is_valid" IS 'False once the destination is dead: see private.link_checks.';

COMMENT ON COLUMN "public"."managed_urls"."last_error" IS 'What the last check found wrong, in words.';

COMMENT ON COLUMN "public"."managed_urls"."last_status" IS 'The HTTP status of the last check; null where nobody answered.';

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

COMMENT ON FUNCTION "jobs"."heed_late_failures"() IS 'Attempts that began by the wrong clock, and whose failure was written only after it was put back, wait as long as was meant.';

COMMENT ON FUNCTION "private"."add_campaigns"(private.event_fact[]) IS 'Adds events to campaign_metrics and component_metrics. What was spent is added from ad_metrics.';

COMMENT ON FUNCTION "private"."add_months"(private.event_fact[]) IS 'Adds events to metric_months.';

COMMENT ON FUNCTION "private"."add_origins"(private.event_fact[]) IS 'Adds events to country_metrics and source_metrics. Sessions are added by add_sessions.';

COMMENT ON FUNCTION "private"."add_pages"(private.event_fact[]) IS 'Adds events to page_metrics and link_metrics.';

COMMENT ON FUNCTION "private"."add_product_sales"(uuid, date[]) IS 'Sets sales, revenue and refunds of product_metrics and of their months from revenue_breakdown, for some days.';

COMMENT ON FUNCTION "private"."add_products"(private.event_fact[]) IS 'Adds events to product_metrics. What was sold is added from orders.';

COMMENT ON FUNCTION "private"."add_session_months"(private.session_change[]) IS 'Corrects the sessions in metric_months.';

COMMENT ON FUNCTION "private"."add_sessions"(private.session_change[]) IS 'Corrects the sessions in the rollups by day and hour: their rows are there, because the events that sessions begin and end with are in them.';

COMMENT ON FUNCTION "private"."add_traffic"(private.event_fact[]) IS 'Adds events to traffic_daily and traffic_hourly.';

COMMENT ON FUNCTION "private"."adopt_link_check"() IS 'Trigger: a link that leads somewhere else knows what is known of that address, and no more. Attach before insert or update of url.';

COMMENT ON FUNCTION "private"."announce_links"() IS 'Trigger: tells redirect services, channel links, the codes whose destination is another one now. Attach after insert, update and delete, for each statement, with old_links and new_links.';

COMMENT ON FUNCTION "private"."announce_traffic"(uuid[]) IS 'Broadcasts the live numbers of workspaces whose traffic changed: event traffic on the private topic workspace:<id>, each at most once in two seconds. One that must wait is told in a later round, whoever that is for. The roll-up calls it after each round; returns how many were told.';

COMMENT ON FUNCTION "private"."apportion"(numeric, numeric[]) IS 'Whole units shared in proportion to weights, not all of them 0, by largest remainder (Hamilton''s method); of equal remainders the earlier one gets the unit.';

COMMENT ON FUNCTION "private"."attribute"(uuid, uuid[]) IS 'Writes into the ledger what is missing there of some orders, and returns how many rows that were. What was never credited is a sale or refund, every other difference a correction of its day.';

COMMENT ON FUNCTION "private"."attribute_orders"(uuid, integer) IS 'Body of public.attribute_orders.';

COMMENT ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) IS 'Body of public.attribution_paths.';

COMMENT ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) IS 'Body of public.attribution_report.';

COMMENT ON FUNCTION "private"."attribution_setting"(uuid) IS 'The settings of a workspace; without a row, those of a new one.';

COMMENT ON FUNCTION "private"."attribution_sums"(uuid, date, date, text[], text) IS 'Sums of attribution over some days, both included, by channel, campaign or ad.';

COMMENT ON FUNCTION "private"."attribution_workspaces"() IS 'Body of public.attribution_workspaces.';

COMMENT ON FUNCTION "private"."batch_facts"(bigint[]) IS 'What the events of some batches count for in their workspaces, whose numbers are in a currency.';

COMMENT ON FUNCTION "private"."begin_archive"(date) IS 'Closes a month to new events and says what there is to export; returns what was begun before. PT404 where there is no such partition, PT409 while it is not over or not in the rollups.';

COMMENT ON FUNCTION "private"."begin_restore"(date) IS 'Makes the table that the files of a dropped month are loaded into, archive.events_<month>; one that was begun before stays. PT409 for a month in another state.';

COMMENT ON FUNCTION "private"."campaign_money"(uuid, date, date, text) IS 'What each campaign earned by a model and what it cost, a row per currency. The row without a campaign is what was earned outside all campaigns.';

COMMENT ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) IS 'The body of public.campaign_profit.';

COMMENT ON FUNCTION "private"."campaign_tail"(uuid, private.event_fact[]) IS 'What is to be added to impressions, clicks and spend of campaign_metrics: what platforms have reported since it was rolled up, and what was measured where they report nothing.';

COMMENT ON FUNCTION "private"."change_percent"(numeric, numeric) IS 'Change in percent, to one decimal; null where there was nothing before.';

COMMENT ON FUNCTION "private"."check_attribution_days"(date, date) IS 'Raises PT422 unless these are the first and last day of at most five years.';

COMMENT ON FUNCTION "private"."check_choice"(text, text, text[]) IS 'Raises PT422, with the choices as the hint, unless what was given is one of them.';

COMMENT ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], date[], integer) IS 'What events refer to must be there, in their workspace: they have no foreign keys. months are those of their times, longest the bytes of their largest properties. True, or PT422 for the first fault.';

COMMENT ON FUNCTION "private"."check_max"(integer) IS 'Raises PT422 unless max is 1 to 100.';

COMMENT ON FUNCTION "private"."check_period"(date, date) IS 'Raises PT422 unless since and until are a period of at most five years.';

COMMENT ON FUNCTION "private"."comparison"(text) IS 'previous, year or none; true is previous, false is none. Raises PT422 for anything else.';

COMMENT ON FUNCTION "private"."complete_restore"(date) IS 'Attaches the loaded table, if it has the very rows that were archived; else drops it and returns false.';

COMMENT ON FUNCTION "private"."compute_revenue"(uuid, date[]) IS 'Writes some days of revenue_daily, revenue_breakdown and the sales of product_metrics from orders, payments and refunds. A day without any of them has no rows.';

COMMENT ON FUNCTION "private"."count_credits"() IS 'Trigger of attribution_credits, per statement, with the rows as changed_credits: keeps attribution_daily and attribution_months in step with the ledger.';

COMMENT ON FUNCTION "private"."counted_clicks"(uuid, uuid) IS 'Clicks on a link: those of the time before the stream, rolled up, and not rolled up yet.';

COMMENT ON FUNCTION "private"."credits_due"(uuid, uuid[], public.attribution_settings) IS 'What the ledger should say of orders that private.attribution_orders knows: for each model, fact and touch one row.';

COMMENT ON FUNCTION "private"."dashboard_currency"(uuid, text) IS 'The currency of a dashboard: the one asked for, else that of the workspace''s numbers. Raises PT422 for an unknown one.';

COMMENT ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) IS 'The body of public.dashboard_funnel.';

COMMENT ON FUNCTION "private"."dashboard_live"(uuid) IS 'The body of public.dashboard_live.';

COMMENT ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) IS 'The body of public.dashboard_overview.';

COMMENT ON FUNCTION "private"."dashboard_retention"(uuid, date, date) IS 'The body of public.dashboard_retention.';

COMMENT ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) IS 'The body of public.dashboard_series.';

COMMENT ON FUNCTION "private"."dashboard_tail"(uuid) IS 'The events of a workspace that are not rolled up yet: read once for all of an answer.';

COMMENT ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) IS 'The body of public.dashboard_top.';

COMMENT ON FUNCTION "private"."day_secret"(date) IS 'The secret of a day, made when it is first needed; those of more than two days ago are deleted.';

COMMENT ON FUNCTION "private"."dead_links"(uuid) IS 'Dead addresses that a workspace leads people to, with the links, campaigns and ads that do; the last hundred. Null where there are none.';

COMMENT ON FUNCTION "private"."detach_archived"(date) IS 'Takes a verified month out of events, if it still has the rows that were exported; else it has to be exported again. Returns the state. lock_not_available (55P03) where readers are in the way.';

COMMENT ON FUNCTION "private"."digest_events"(regclass, text[]) IS 'Number of rows, and the sum of the first 64 bits of the MD5 of each one''s text. The order of the rows does not matter, and those of parts can be added.';

COMMENT ON FUNCTION "private"."dimension_names"(uuid, text, text[]) IS 'What the keys of a dimension are called; nothing for what is deleted.';

COMMENT ON FUNCTION "private"."dimension_parts"(text) IS 'How a dimension is kept: its table by day and its key there, a condition that picks keys, its counts and amounts, the measures it can be ranked by, and whether its keys are too many to add all of them up.';

COMMENT ON FUNCTION "private"."dimension_source"(text, text[], boolean) IS 'A query for the rows of a dimension that add up to a period, tail included. $1 workspace, $2 to $3 and $4 to $5 the days at its ends, $6 to $7 the months between, $8 currency, $9 keys, $11 tail.';

COMMENT ON FUNCTION "private"."dimension_tail"(uuid, text, date, date) IS 'What is to be added to the rollups of a dimension over a period: events and reports of ad platforms that are not rolled up yet. What was sold waits for roll_up_revenue.';

COMMENT ON FUNCTION "private"."dimension_visitors"(uuid, text, private.period_parts, text[], private.dimension_change[]) IS 'Distinct visitors of some keys over a period, from their sketches.';

COMMENT ON FUNCTION "private"."drop_archived"(date) IS 'Drops the detached table of a month: its rows are in the files. Returns the state.';

COMMENT ON FUNCTION "private"."due_link_checks"(integer, boolean) IS 'Body of due_link_checks.';

COMMENT ON FUNCTION "private"."event_fault"(jsonb, text, text) IS 'Why an event was not taken, for whoever sent it.';

COMMENT ON FUNCTION "private"."events_partition"(date) IS 'The partition of events with that month, or null.';

COMMENT ON FUNCTION "private"."follow_currency"() IS 'Trigger of analytics_settings: numbers in another currency are counted again from the events.';

COMMENT ON FUNCTION "private"."follow_link"(text, text, text) IS 'Body of follow_link.';

COMMENT ON FUNCTION "private"."forget_archived_events"() IS 'Trigger function: has the events of deleted workspaces taken out of the archive.';

COMMENT ON FUNCTION "private"."forget_events"() IS 'Trigger of workspaces, per statement: events go with their workspace. They have no foreign key, which every event would pay for.';

COMMENT ON FUNCTION "private"."has_rate"(text, integer, interval, integer) IS 'Whether private.take_rate would let the same through now. Takes nothing and waits for nobody: for refusing early what would be refused at the end.';

COMMENT ON FUNCTION "private"."hashes_of"(integer[]) IS 'Hashes sorted and without duplicates.';

COMMENT ON FUNCTION "private"."hold_rollups"() IS 'Waits until nobody else adds to rollups, until the end of the transaction: deltas are summed first and added after, and two that add would wait for each other''s rows.';

COMMENT ON FUNCTION "private"."home_currency"(uuid) IS 'The currency of a workspace''s numbers: that of analytics_settings, else USD.';

COMMENT ON FUNCTION "private"."host_of"(text) IS 'Host of a URL without www and port, lower case; null for what is no URL.';

COMMENT ON FUNCTION "private"."is_archived"(timestamp with time zone) IS 'Whether events of that time are in the archive, or on their way: none can be added.';

COMMENT ON FUNCTION "private"."is_bot"(text) IS 'Whether a program says that it is none that people look with: crawlers, checks, previews, libraries.';

COMMENT ON FUNCTION "private"."is_public_address"(inet) IS 'Whether an address is one of the public internet.';

COMMENT ON FUNCTION "private"."last_of_best"(uuid, text, text, private.period_parts, text, integer, text[], private.dimension_change[]) IS 'What the last of the best among some keys has; null where they are fewer.';

COMMENT ON FUNCTION "private"."learn_attribution"(uuid, date, date, jsonb) IS 'Body of public.learn_attribution.';

COMMENT ON FUNCTION "private"."link_base"() IS 'Where short links are served.';

COMMENT ON FUNCTION "private"."live_traffic"(uuid, integer, integer) IS 'What visitors did in the last minutes, from at most so many of the newest events.';

COMMENT ON FUNCTION "private"."mark_batches"() IS 'Trigger of private.event_batches, per statement: what is rolled up may hold touches of orders that have been attributed.';

COMMENT ON FUNCTION "private"."mark_buyer"() IS 'Trigger of orders: somebody else bought it, or the visitor is known now.';

COMMENT ON FUNCTION "private"."mark_claims"() IS 'Trigger of ad_metrics, per statement, with the rows as changed_metrics, in an update those before it as replaced_metrics: notes the days whose claims have changed.';

COMMENT ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) IS 'The sketch of the union of two sets, at most k hashes. Both are sorted and without duplicates.';

COMMENT ON FUNCTION "private"."months_to_archive"(date) IS 'Months of events in the database that begin before a day, with those whose archiving has not ended.';

COMMENT ON FUNCTION "private"."new_link_code"() IS 'Seven random letters and digits that no link has, none of which is taken for another one: 35 bits.';

COMMENT ON FUNCTION "private"."note_attribution"() IS 'Trigger of private.revenue_marks, per statement: what changes the revenue of an order changes its credits.';

COMMENT ON FUNCTION "private"."note_spend"() IS 'Trigger of ad_metrics, per statement: the days of campaigns that it touched are added up again.';

COMMENT ON FUNCTION "private"."open_batch"(uuid, integer) IS 'Begins a batch of about so many events and returns its number. Whoever appends events to a workspace gives them this number in the same transaction: that is what gets them rolled up.';

COMMENT ON FUNCTION "private"."order_attribution"(uuid) IS 'Body of public.order_attribution.';

COMMENT ON FUNCTION "private"."order_facts"(uuid, uuid[]) IS 'The sale of each order and then its refunds, numbered: what private.revenue_facts says by day.';

COMMENT ON FUNCTION "private"."order_journeys"(uuid, uuid[]) IS 'Who bought each order: the visitor whom its events or attribution_data name, or whose session they name, and all visitors who were the same customer within the look-back window or a day after the order.';

COMMENT ON FUNCTION "private"."other_currencies"(uuid, date, date, text) IS 'What came in and was spent in other currencies than the one a dashboard shows.';

COMMENT ON FUNCTION "private"."overview_numbers"(uuid, date, date, text, private.event_fact[]) IS 'The numbers of dashboard_overview for one period, in one currency.';

COMMENT ON FUNCTION "private"."own_channel"(text, text, text, text, text, text) IS 'The channel that an event names itself; null where it names none.';

COMMENT ON FUNCTION "private"."parts_of"(uuid, date, date) IS 'The fewest rows of rollups that add up to a period: months where they are whole, and the days at its ends.';

COMMENT ON FUNCTION "private"."period_before"(date, date, text) IS 'The period to compare with: previous is as many days (whole months: as many months) just before, year the same days a year ago, none is none.';

COMMENT ON FUNCTION "private"."read_arrival"(text, text) IS 'What the address of a page and the referrer say: the path, UTM parameters, the ad platform whose click id is there, and source and medium of the visit: utm_source, else the platform, else the site that it came from if that is another. Null where they say nothing.';

COMMENT ON FUNCTION "private"."read_journeys"(uuid) IS 'Body of public.read_journeys.';

COMMENT ON FUNCTION "private"."receive_events"(jsonb) IS 'Body of public.track_events.';

COMMENT ON FUNCTION "private"."record_clicks"(jsonb) IS 'Appends clicks on links to the stream, in one statement. No row is changed: the roll-up counts.';

COMMENT ON FUNCTION "private"."record_link_checks"(jsonb) IS 'Body of record_link_checks.';

COMMENT ON FUNCTION "private"."recount_events"(uuid) IS 'Empties the rollups of a workspace and queues all its events again; returns how many. What is read meanwhile stays whole: they are the tail until they are rolled up. PT409 while months of events are in the archive. For operators.';

COMMENT ON FUNCTION "private"."reduced_ip"(uuid, inet, text) IS 'An address as a workspace keeps it: full, truncated to its network (/24, /48), hashed into fd00::/8 with the secret of the day (HMAC-SHA-256, 120 bits), or none.';

COMMENT ON FUNCTION "private"."referrer_origin"(text) IS 'Source and medium of a visit that came from a site: a search engine, a social network, another.';

COMMENT ON FUNCTION "private"."refresh_campaign_months"(uuid[], uuid[], date[]) IS 'Sets impressions, clicks and spend of months of campaigns from their days: what platforms report takes the place of what was measured, day by day.';

COMMENT ON FUNCTION "private"."refuse_bad_urls"() IS 'Trigger: the columns in the arguments hold addresses that a link may lead to. Raises PT422. Attach before insert or update of them.';

COMMENT ON FUNCTION "private"."refuse_rate"(integer) IS 'Raises PT429 for a write key that sends too much.';

COMMENT ON FUNCTION "private"."request_country"() IS 'Where the request comes from, as the edge in front says: ISO 3166-1 alpha-2, null if it does not.';

COMMENT ON FUNCTION "private"."retry_events"(uuid, uuid[]) IS 'Body of public.retry_events.';

COMMENT ON FUNCTION "private"."revenue_days"(uuid, uuid[]) IS 'The days on which some orders were sold, refunded or lost in a dispute.';

COMMENT ON FUNCTION "private"."revenue_now"(uuid, date, date) IS 'Revenue by day and currency: revenue_daily, and from the orders themselves where a change has not been rolled up yet.';

COMMENT ON FUNCTION "private"."roll_up_events"(integer) IS 'Body of public.roll_up_events.';

COMMENT ON FUNCTION "private"."roll_up_spend"() IS 'Sets what platforms report in campaign_metrics for the marked days, from ad_metrics.';

COMMENT ON FUNCTION "private"."sender_of"(jsonb) IS 'Who sends a batch of events, by its write key, API key or sign-in. Raises PT401, PT403, PT429.';

COMMENT ON FUNCTION "private"."series_buckets"(uuid, date, date, text, text, text[], private.event_fact[]) IS 'The buckets of a period in order, each with the metrics asked for: zero where nothing happened.';

COMMENT ON FUNCTION "private"."session_changes"(private.event_fact[]) IS 'The sessions of some events, as they were before and as they are with them. Writes nothing.';

COMMENT ON FUNCTION "private"."session_pages"(private.session_change[]) IS 'Entries and exits that pages lose and win with sessions that change.';

COMMENT ON FUNCTION "private"."session_sides"(private.session_change[]) IS 'What sessions counted for before, to be taken away (side -1), and count for now (side 1).';

COMMENT ON FUNCTION "private"."sketch_size"(integer[], integer) IS 'How many distinct members a sketch of k hashes stands for: exact below k, then (k - 1) / U(k).';

COMMENT ON FUNCTION "private"."spend_between"(uuid, date, date) IS 'What was spent on ads by campaign: rows that add up to a period. Reports that are not rolled up yet are included.';

COMMENT ON FUNCTION "private"."spend_by_day"(uuid, date, date) IS 'What was spent on ads by day, with reports that are not rolled up yet.';

COMMENT ON FUNCTION "private"."spend_rate"(uuid, integer) IS 'Counts events against the rate of a write key. Raises PT429.';

COMMENT ON FUNCTION "private"."spread"(numeric[], text[], text[], numeric[]) IS 'A sale and then its refunds, in whole units, over touches of some weights: one row per fact and touch. A refund is shared by what the touches still hold, so no touch gives back more than it got, and after refunds of the whole each of them holds exactly nothing.';

COMMENT ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) IS 'Appends a list of events as one batch, all or none: raises what is wrong with the first that is. Returns how many were new, had been sent before, and came from bots that are not kept.';

COMMENT ON FUNCTION "private"."store_sessions"(private.session_change[]) IS 'Corrects session_patterns and writes the sessions, after what counts them was corrected.';

COMMENT ON FUNCTION "private"."store_visitors"(private.visitor_change[]) IS 'Corrects retention_weeks and writes the weeks of the visitors.';

COMMENT ON FUNCTION "private"."stranger"(private.event_request) IS 'A name until midnight for a browser that has none: HMAC-SHA-256 of workspace, address and program with the secret of the day.';

COMMENT ON FUNCTION "private"."sum_claims"(uuid, date[]) IS 'Sums up what ad platforms report for some days: their conversions, revenue and spend, as model platform in attribution_daily and attribution_months.';

COMMENT ON FUNCTION "private"."tagged_url"(text, jsonb) IS 'An address with UTM parameters at the end of its query. They replace those of the same name; other parameters and the fragment stay as they are. Empty ones are left out.';

COMMENT ON FUNCTION "private"."tail_facts"(uuid) IS 'What the events of a workspace count for that are not rolled up yet: rollups plus these are everything. For bodies of functions that have asked for the role.';

COMMENT ON FUNCTION "private"."tail_sessions"(private.event_fact[]) IS 'What sessions lose (side -1) and win (side 1) with events that are not rolled up yet.';

COMMENT ON FUNCTION "private"."take_events"(jsonb, private.event_request, boolean) IS 'Takes a list of events: all at once, and one by one if one of them is bad, which then becomes a dead letter where letters are kept: what is retried has one already.';

COMMENT ON FUNCTION "private"."tell_dead_links"(uuid, boolean) IS 'Keeps the alert dead_link of a workspace: raised when an address dies, brought up to date when one lives again, resolved when all do. Its members hear of it, event dead_links.';

COMMENT ON FUNCTION "private"."top_keys"(uuid, text, text, private.period_parts, text, integer, private.dimension_change[]) IS 'Keys among which the best are by a measure, and whether that is certain.';

COMMENT ON FUNCTION "private"."top_sweep"(text, text, boolean) IS 'A query that reads the lists of a dimension down to a depth ($9): what a key not seen may have (unseen), what the last of the best has at least (lowest), and the keys that may be among them.';

COMMENT ON FUNCTION "private"."touch_weights"(text, text[], numeric[], public.attribution_settings, jsonb) IS 'What each touch of a path weighs in a model: its channels and ages in days before the order, first to last. channel_weights is for markov and shapley; channels that they do not know share alike where none is known.';

COMMENT ON FUNCTION "private"."touched_orders"(uuid, bigint[]) IS 'Attributed orders to which some batches of events add a touch, or tell who bought them.';

COMMENT ON FUNCTION "private"."touches"(uuid, private.journey[]) IS 'The touches of journeys, in order: clicks, the first event of a session that a source or a campaign brought, impressions and opened emails. Those of one channel that follow each other in a session are one; direct ones count only where there are no others.';

COMMENT ON FUNCTION "private"."traffic_between"(uuid, date, date, private.event_fact[]) IS 'The traffic of a whole period.';

COMMENT ON FUNCTION "private"."traffic_by"(uuid, date, date, text, private.event_fact[], boolean) IS 'The traffic of a period by hour, day, week or month. Without visitors they are some number.';

COMMENT ON FUNCTION "private"."traffic_parts"(uuid, date, date, text, private.event_fact[]) IS 'Rows of traffic that add up to a period, tail included: by hour, by day, or for the grains month and period by month with days at the ends. Visitors of several rows are a union.';

COMMENT ON FUNCTION "private"."traffic_today"(uuid) IS 'The numbers of the UTC day so far, revenue by currency.';

COMMENT ON FUNCTION "private"."union_size"(private.sketch[], integer, integer) IS 'How many distinct members sets have together whose sketches hold at most k hashes each: exact while none is full and they are few, else the hashes below a common bound, scaled. About looked_at hashes are read: 20,000 for an error of about 1 %, fewer where many unions are asked for at once.';

COMMENT ON FUNCTION "private"."url_decoded"(text) IS 'A name or value of a query as it was before its encoding; what is no UTF-8 stays encoded.';

COMMENT ON FUNCTION "private"."url_fault"(text) IS 'What is wrong with an address that a link shall lead to, in words; null where it is fine: http or https, no user, a host that everybody reaches.';

COMMENT ON FUNCTION "private"."utm_value"(text, text) IS 'A UTM parameter as it is stored: without spaces around it, source, medium and campaign in lower case with _ between words; null where nothing is left. Raises PT422.';

COMMENT ON FUNCTION "private"."verify_archived"(date) IS 'Adds up what was read back, once every file was; returns the state.';

COMMENT ON FUNCTION "private"."visitor_changes"(private.event_fact[]) IS 'The visitors of some events that were seen in a week for the first time. Writes nothing.';

COMMENT ON FUNCTION "private"."week_of"(date) IS 'Number of the week of a day, from Monday; 0 has 1970-01-05.';

COMMENT ON FUNCTION "public"."attribute_orders"(uuid, integer) IS 'Attributes orders that were touched since the last time, of one workspace: the one given, or the one that waits longest. Returns how many marks it worked off; 0 says that none are left. For workers: the job analytics.attribute; safe to repeat, and while orders come in. Raises PT422.';

COMMENT ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) IS 'The commonest paths to an order, as channels from first to last, with their orders and what they sold before refunds; of some UTC days, both included. For viewers. Raises PT401, PT404, PT422.';

COMMENT ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) IS 'What each channel, campaign or ad has earned by each model, beside what ad platforms claim (model platform) and what they were paid: orders, revenue, refunds, net revenue and ROAS of some UTC days, both included; all models unless named. One row per key and currency, and one per currency with is_total. Each model''s total is the same: what was sold. For viewers. Raises PT401, PT404, PT422.';

COMMENT ON FUNCTION "public"."attribution_workspaces"() IS 'The workspaces that sold something in 30 days: those for which paths are worth learning from. For workers.';

COMMENT ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) IS 'Profit and loss of each campaign: net revenue by an attribution model (the workspace''s own where none is named), less refunds, ad spend and AI cost, best first. A line per currency, since nothing is converted: the cost of AI stands in the line in USD. sums holds the totals per currency, with what was earned outside all campaigns. For viewers. Raises PT404 for a foreign workspace, PT422 for a period or model that is none.';

COMMENT ON FUNCTION "public"."click_count"(public.managed_urls) IS 'Clicks on a managed link. Select it like a column.';

COMMENT ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) IS 'How many of the sessions that began in a period of UTC days contain the first step, the first two, and so on: each with its share of the first step in percent, and how many dropped off since the step before. A step is a type of event or a stage as stage:<stage>; in which order a session reached them does not count. For viewers. Raises PT404 for a foreign workspace, PT422 for a period or step that is none.';

COMMENT ON FUNCTION "public"."dashboard_live"(uuid) IS 'Visitors, sessions, page views and conversions of the last five minutes, with the pages they are on and the countries they come from. Of a flood it reads the newest 20,000 events: is_complete is then false, and since says how far back they reach. For viewers. To be told of changes, listen for event traffic on the private topic workspace:<id>.';

COMMENT ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) IS 'All numbers of a period of UTC days, both ends included: visitors, sessions, page views, bounce rate, seconds a session, conversions, orders, revenue, refunds, ad spend, ROAS, AI cost (always USD). Each as now, before and change in percent: compare is previous, year or none. Money is in one currency, the workspace''s own where none is named; the others stand in other_currencies. Rates are percentages of sessions. For viewers. Raises PT404 for a foreign workspace, PT422 for a period, comparison or currency that is none.';

COMMENT ON FUNCTION "public"."dashboard_retention"(uuid, date, date) IS 'The visitors first seen in each week (from Monday, UTC) of a period, and how many of them, with their share in percent, were seen in that week and in each week after it. Weeks that the period touches are taken whole. For viewers. Raises PT404 for a foreign workspace, PT422 for a period that is none.';

COMMENT ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) IS 'Metrics of a period of UTC days by hour, day, week (from Monday) or month: points in order, zero where nothing happened. Each names its beginning (at), and its metrics; with compare (previous, year) also before, the point at the same place of the other period. Metrics are visitors, sessions, page_views, conversions, conversion_rate, and by the day or longer bounce_rate, orders, revenue, refunds, net_revenue, ad_spend. For viewers. Raises PT404 for a foreign workspace, PT422 for what is unknown, and for more than 92 days by the hour.';

COMMENT ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) IS 'The best of a dimension (product, campaign, component, country, page, source, link) by a metric over a period of UTC days, best first, with name, all its measures and its distinct visitors. Money is in one currency, the workspace''s own where none is named. exact is false only where so many keys are alike that the search was given up: then rows are good, maybe not the best. For viewers. Raises PT404 for a foreign workspace, PT422 for what is unknown.';

COMMENT ON FUNCTION "public"."due_link_checks"(integer, boolean) IS 'For the job content.check_links: addresses whose check is due, the oldest first, each once. With look_around it first takes up addresses that are new, and drops those that nothing leads to.';

COMMENT ON FUNCTION "public"."follow_link"(text, text, text) IS 'Counts a click and returns {"url": where to send the visitor, "is_fallback": whether the link has expired}, for edge functions and apps that redirect by themselves. Raises PT404, and PT410 for an expired link that leads nowhere. For everybody.';

COMMENT ON FUNCTION "public"."full_address"(public.managed_urls) IS 'Where a link leads, with its UTM parameters. Select it like a column.';

COMMENT ON FUNCTION "public"."learn_attribution"(uuid, date, date, jsonb) IS 'Stores what each channel is worth by markov and shapley, as a list of {model, channel, weight, removal_effect, paths, conversions}, and has the orders of the look-back window credited by it. Returns how many it stored. For workers: the job analytics.attribute_models.';

COMMENT ON FUNCTION "public"."link_address"(public.managed_urls) IS 'The short address of a link. Select it like a column.';

COMMENT ON FUNCTION "public"."months_to_archive"() IS 'Months that the setting analytics.keep_months wants in the archive: those that ended before so many whole months. Empty while it is not set. For workers.';

COMMENT ON FUNCTION "public"."order_attribution"(uuid) IS 'The touches of an order, first to last, each with its share and its part of the revenue less refunds by every model that gives it one. An order that no touch explains has one row, without event_id. For viewers. Raises PT401, PT404.';

COMMENT ON FUNCTION "public"."read_journeys"(uuid) IS 'The paths of the look-back window as [channels, conversions, nulls]: how many orders they ended in, and how many visitors who bought nothing took them. For workers.';

COMMENT ON FUNCTION "public"."record_click"(uuid) IS 'Counts a click on a managed link. For whatever redirects readers, with the service key.';

COMMENT ON FUNCTION "public"."record_clicks"(jsonb) IS 'For what redirects visitors: takes a list of {"managed_url_id", "visitor_id", "referrer", "country", "ip", "user_agent", "occurred_at", "id"}, all but the first optional. Robots are left out. With id and occurred_at it can be sent again. Returns how many were counted.';

COMMENT ON FUNCTION "public"."record_link_checks"(jsonb) IS 'For the job content.check_links: takes a list of {"key", "outcome", "status", "error"}. Outcomes are good; gone (404, 410, no such name); failed; unsure (a page that keeps programs out), which changes nothing. Returns how many died of it, and how many live again.';

COMMENT ON FUNCTION "public"."retry_events"(uuid, uuid[]) IS 'Takes dead letters once what was wrong is put right; those that still are stay, with the reason. Without letters the oldest 1,000. For members. Raises PT403.';

COMMENT ON FUNCTION "public"."roll_up_events"(integer) IS 'Takes waiting batches of about so many events into the rollups, in one step, and the changes of ad_metrics. Returns how many; nothing is left once batches is 0. For workers: the job analytics.roll_up; safe to repeat and to kill.';

COMMENT ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp with time zone, text) IS 'Makes a short link. UTM parameters are tidied and join the query of the address. Raises PT422 for an address that is not public and for what cannot be a code, PT409 for a code that is taken, PT404 for a campaign or ad of somewhere else, PT403 for who is no member. For members.';

COMMENT ON FUNCTION "public"."track_beacon"(text) IS 'track_events for navigator.sendBeacon: the same JSON as text/plain, which needs no preflight. The anon key goes into the address: …/rpc/track_beacon?apikey=….';

COMMENT ON FUNCTION "public"."track_events"(jsonb) IS 'Takes events: {"write_key": "fwp_…", "events": [{"event_type": "page_view", "url": "…", "id": "…", "occurred_at": "…", "visitor_id": "…", "session_id": "…", …}, …], "sent_at": "…"}, at most 1,000. Instead of write_key, which browsers use, servers send api_key (scope events:write), and members and the service key workspace_id. Sending an event again with its id adds nothing. What has no column is kept in properties. Returns {"accepted", "duplicates", "bots", "rejected": [{"index", "reason"}]}; rejected ones are in event_dead_letters. Raises PT400, PT401, PT403, PT413, PT422, PT429.';

COMMENT ON TABLE "private"."archived_files" IS 'The Parquet files of a month in the bucket archive: each has the events that follow those of the part before, by workspace, time and id.';

COMMENT ON TABLE "private"."archived_partitions" IS 'Months of events that are exported to Parquet files, and how far each is. From its first state on, no event of the month is taken in any more; the partition goes only after what was read back from storage had the same rows.';

COMMENT ON TABLE "private"."attribution_marks" IS 'What to do: orders to attribute, batches of events that may hold late touches, and days whose claims of ad platforms to sum up. A change adds rows and waits for nobody; public.attribute_orders takes them away in the transaction that does the work.';

COMMENT ON TABLE "private"."attribution_months" IS 'attribution_daily by month, so that a year costs no more than a month.';

COMMENT ON TABLE "private"."attribution_orders" IS 'Orders that have been attributed, by the id of the order: what was known of them then.';

COMMENT ON TABLE "private"."day_secrets" IS 'Of each day, for hashing addresses. Thrown away after two days: then nobody can tell whose address a hash was.';

COMMENT ON TABLE "private"."event_batches" IS 'Events that came in together and are not in the rollups yet. The roll-up takes the row away in the transaction that adds its events: in any snapshot rollups and these events are everything.';

COMMENT ON TABLE "private"."event_receipts" IS 'Ids of events whose time is ours and not their sender''s, so that sending them again adds nothing: the key of events cannot see it. Kept for a week.';

COMMENT ON TABLE "private"."link_checks" IS 'Each address once, however many links, ads and campaigns of whatever workspaces lead to it. The job content.check_links keeps it.';

COMMENT ON TABLE "private"."metric_months" IS 'All dimensions by month, for questions about many days: a measure of a month is the sum of its days. Written in the same transactions as the days.';

COMMENT ON TABLE "private"."retention_weeks" IS 'How many visitors that were first seen in cohort_week were seen in week; of cohort_week itself it is the size of the cohort.';

COMMENT ON TABLE "private"."session_patterns" IS 'How many sessions that began on a day, or in a month, contain exactly these types of events: any funnel is a sum over them.';

COMMENT ON TABLE "private"."sessions" IS 'What is known of each session. It follows from the session''s events alone, in whatever order they come in.';

COMMENT ON TABLE "private"."spend_marks" IS 'Days of campaigns whose ad_metrics have changed since the roll-up looked. A change adds rows and waits for nobody.';

COMMENT ON TABLE "private"."traffic_announcements" IS 'When the live numbers of a workspace were last broadcast, so that it happens at a bounded rate.';

COMMENT ON TABLE "private"."visitors" IS 'In which weeks each visitor was seen.';

COMMENT ON TABLE "public"."analytics_settings" IS 'How a workspace keeps events. Without a row the defaults hold.';

COMMENT ON TABLE "public"."attribution_credits" IS 'A ledger: which touch earned how much of an order, by each model. The amounts of an order and a model sum to its revenue less refunds, to the cent; its shares sum to 1. A refund adds negative rows, what becomes known later adds corrections: nothing is changed afterwards.';

COMMENT ON TABLE "public"."attribution_daily" IS 'The ledger of attribution by UTC day: each dimension holds all of it. Model platform is what ad platforms claim, with what they were paid.';

COMMENT ON TABLE "public"."attribution_models" IS 'What Markov and Shapley learned from a workspace''s paths: one set of weights per night. Older sets stay, because older orders are credited by them.';

COMMENT ON TABLE "public"."attribution_settings" IS 'How a workspace wants its orders attributed; without a row, the defaults of the columns. A change counts for what is attributed from then on.';

COMMENT ON TABLE "public"."event_dead_letters" IS 'Events that could not be taken, as they came, for 30 days. retry_events takes them once what was wrong is put right.';

COMMENT ON TABLE "public"."events" IS 'Everything that happened, one row each, never changed. One partition a month. Dashboards read the rollups; this is for what they have not taken in yet and for questions nobody has asked before. Without foreign keys: what an event refers to is looked up when it comes in, and deleting a campaign does not rewrite millions of events. Its batch refers to the workspace.';

COMMENT ON TABLE "public"."link_metrics" IS 'How often a managed link was followed on a day.';

COMMENT ON TABLE "public"."managed_urls" IS 'Short links, in content or on their own, checked and counted: click_count gives the clicks, link_address the short address, full_address where it leads.';

COMMENT ON TABLE "public"."traffic_daily" IS 'What happened in a workspace on a day, from its events. Money of orders is in revenue_daily.';

COMMENT ON TABLE "public"."traffic_hourly" IS 'What happened in a workspace in an hour, from its events.';

COMMENT ON TABLE "public"."write_keys" IS 'Publishable keys with which browsers send events (track_events). They can do nothing else, and everybody who looks at a page can see them.';

COMMENT ON TYPE "private"."dimension_change" IS 'What is to be added to a key of a dimension, in the columns of metric_months.';

COMMENT ON TYPE "private"."event_fact" IS 'An event with what it counts for. Where its money is not in the currency of the workspace''s numbers there are two: one with counts and money in its currency, and one in the workspace''s that has only the visitor and the session, so that nobody is counted twice.';

COMMENT ON TYPE "private"."event_request" IS 'Who sends events, from where, and by how much their clock is wrong. A trusted sender is a server, or a member: it tells address, program and country of each event itself.';

COMMENT ON TYPE "private"."journey" IS 'Whose touches to look for: of these visitors and of this customer, from since to until; impressions from views_since.';

COMMENT ON TYPE "private"."period_parts" IS 'A period as months, where they are whole, and the days before (head) and after them (foot).';

COMMENT ON TYPE "private"."session_change" IS 'A session before some events and with them; before is null for a new one.';

COMMENT ON TYPE "private"."sketch" IS 'A sketch of a set: its smallest hashes, sorted, and the size that they stand for.';

COMMENT ON TYPE "private"."visitor_change" IS 'The weeks of a visitor before some events and with them; before is null for a new one.';

COMMENT ON VIEW "private"."link_uses" IS 'Which links, ads and campaigns lead where: what content.check_links checks, and whom it tells. Links that have expired or are switched off lead nowhere.';

COMMENT ON VIEW "public"."campaign_totals" IS 'What each campaign brought in all its time: the views, conversions and revenue that documents keep as counters in campaigns.';

COMMENT ON VIEW "reporting"."attribution_daily" IS 'What channels, campaigns and ads earned by day and model. Choose one dimension and one model: each holds all orders.';

COMMENT ON VIEW "reporting"."attribution_models" IS 'What Markov and Shapley found each channel to be worth, by night.';

COMMENT ON VIEW "reporting"."campaign_profit" IS 'What campaigns earned by day, in each model of attribution: filter by model, since each holds all of the revenue and all of the cost. Nothing is converted: the cost of AI stands in the rows in USD. campaign_id is null for what was earned outside all campaigns.';

COMMENT ON VIEW "reporting"."retention" IS 'Of the visitors first seen in the week of cohort, how many were seen in each week since, and which share of the cohort that is in percent. Both are Mondays.';

COMMENT ON VIEW "reporting"."session_patterns" IS 'Sessions by the day they began and by what they contain: a funnel is sum(sessions) filter (where reached @> ''{page_view,cart_add}'') over any days. reached has the types of a session''s events, and its stages as stage:<stage>.';

REVOKE ALL ON FUNCTION "jobs"."heed_late_failures"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "jobs"."heed_late_failures"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."heed_late_failures"() TO "postgres";

GRANT EXECUTE ON FUNCTION "jobs"."heed_late_failures"() TO "service_role";

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

REVOKE ALL ON FUNCTION "private"."adopt_link_check"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."adopt_link_check"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."adopt_link_check"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."announce_links"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."announce_links"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."announce_links"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."announce_traffic"(uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."announce_traffic"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."announce_traffic"(uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."apportion"(numeric, numeric[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apportion"(numeric, numeric[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apportion"(numeric, numeric[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."attribute"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."attribute"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribute"(uuid, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."attribute_orders"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."attribute_orders"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribute_orders"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribute_orders"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_paths"(uuid, date, date, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_report"(uuid, date, date, text[], text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."attribution_setting"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."attribution_setting"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_setting"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."attribution_sums"(uuid, date, date, text[], text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."attribution_sums"(uuid, date, date, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_sums"(uuid, date, date, text[], text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."attribution_workspaces"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."attribution_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."attribution_workspaces"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."batch_facts"(bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."batch_facts"(bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."batch_facts"(bigint[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_archive"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_archive"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_archive"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_archive"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."begin_restore"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_restore"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_restore"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_restore"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."campaign_money"(uuid, date, date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."campaign_money"(uuid, date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."campaign_money"(uuid, date, date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."campaign_profit"(uuid, date, date, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."campaign_tail"(uuid, private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."campaign_tail"(uuid, private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."campaign_tail"(uuid, private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."change_percent"(numeric, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."change_percent"(numeric, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."change_percent"(numeric, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_attribution_days"(date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_attribution_days"(date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_attribution_days"(date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_choice"(text, text, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_choice"(text, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_choice"(text, text, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], date[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], date[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_events"(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], date[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_max"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_max"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_max"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_period"(date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_period"(date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_period"(date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."comparison"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."comparison"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."comparison"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."complete_restore"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."complete_restore"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."complete_restore"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."complete_restore"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."count_credits"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."count_credits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."count_credits"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."counted_clicks"(uuid, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."counted_clicks"(uuid, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."counted_clicks"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."counted_clicks"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."counted_clicks"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."credits_due"(uuid, uuid[], public.attribution_settings) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."credits_due"(uuid, uuid[], public.attribution_settings) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."credits_due"(uuid, uuid[], public.attribution_settings) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dashboard_currency"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dashboard_currency"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_currency"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_funnel"(uuid, text[], date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dashboard_live"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_live"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_live"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_live"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_live"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_overview"(uuid, date, date, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dashboard_retention"(uuid, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_retention"(uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_retention"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_retention"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_retention"(uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dashboard_tail"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dashboard_tail"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_tail"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."day_secret"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."day_secret"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."day_secret"(date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dead_links"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dead_links"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dead_links"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."detach_archived"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."detach_archived"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."detach_archived"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."detach_archived"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."digest_events"(regclass, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."digest_events"(regclass, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."digest_events"(regclass, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."digest_events"(regclass, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."dimension_names"(uuid, text, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dimension_names"(uuid, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dimension_names"(uuid, text, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dimension_parts"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dimension_parts"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dimension_parts"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dimension_source"(text, text[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dimension_source"(text, text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dimension_source"(text, text[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dimension_tail"(uuid, text, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dimension_tail"(uuid, text, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dimension_tail"(uuid, text, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dimension_visitors"(uuid, text, private.period_parts, text[], private.dimension_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dimension_visitors"(uuid, text, private.period_parts, text[], private.dimension_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dimension_visitors"(uuid, text, private.period_parts, text[], private.dimension_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."drop_archived"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."drop_archived"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."drop_archived"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."drop_archived"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."due_link_checks"(integer, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."due_link_checks"(integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."due_link_checks"(integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."due_link_checks"(integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."event_fault"(jsonb, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."event_fault"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."event_fault"(jsonb, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."events_partition"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."events_partition"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."events_partition"(date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."follow_currency"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."follow_currency"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."follow_currency"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."follow_link"(text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."follow_link"(text, text, text) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."follow_link"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."follow_link"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."follow_link"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."forget_archived_events"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_archived_events"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_archived_events"() TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."host_of"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."host_of"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."host_of"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_archived"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_archived"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_archived"(timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_archived"(timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."is_bot"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_bot"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_bot"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_public_address"(inet) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."is_public_address"(inet) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."is_public_address"(inet) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_public_address"(inet) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_public_address"(inet) TO "service_role";

REVOKE ALL ON FUNCTION "private"."last_of_best"(uuid, text, text, private.period_parts, text, integer, text[], private.dimension_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_of_best"(uuid, text, text, private.period_parts, text, integer, text[], private.dimension_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_of_best"(uuid, text, text, private.period_parts, text, integer, text[], private.dimension_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."learn_attribution"(uuid, date, date, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."learn_attribution"(uuid, date, date, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_attribution"(uuid, date, date, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."learn_attribution"(uuid, date, date, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."link_base"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."link_base"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."link_base"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."link_base"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."link_base"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."live_traffic"(uuid, integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."live_traffic"(uuid, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."live_traffic"(uuid, integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_batches"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."mark_batches"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_batches"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_buyer"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."mark_buyer"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_buyer"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_claims"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."mark_claims"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_claims"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."merge_sketches"(integer[], integer[], integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."months_to_archive"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."months_to_archive"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."months_to_archive"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."months_to_archive"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."new_link_code"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."new_link_code"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."new_link_code"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."new_link_code"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."new_link_code"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."note_attribution"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_attribution"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_attribution"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_spend"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_spend"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_spend"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."open_batch"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."open_batch"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_batch"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."order_attribution"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."order_attribution"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."order_attribution"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_attribution"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_attribution"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."order_facts"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."order_facts"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_facts"(uuid, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."order_journeys"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."order_journeys"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_journeys"(uuid, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."other_currencies"(uuid, date, date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."other_currencies"(uuid, date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."other_currencies"(uuid, date, date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."overview_numbers"(uuid, date, date, text, private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."overview_numbers"(uuid, date, date, text, private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."overview_numbers"(uuid, date, date, text, private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."own_channel"(text, text, text, text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."own_channel"(text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."own_channel"(text, text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."parts_of"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."parts_of"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."parts_of"(uuid, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."period_before"(date, date, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."period_before"(date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."period_before"(date, date, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."read_arrival"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_arrival"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_arrival"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."read_journeys"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_journeys"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_journeys"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_journeys"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."receive_events"(jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."receive_events"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_events"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."record_clicks"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."record_clicks"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."record_clicks"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."record_clicks"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."record_link_checks"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."record_link_checks"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."record_link_checks"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."record_link_checks"(jsonb) TO "service_role";

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

REVOKE ALL ON FUNCTION "private"."refuse_bad_urls"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_bad_urls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_bad_urls"() TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."revenue_days"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."revenue_days"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_days"(uuid, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."revenue_now"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."revenue_now"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_now"(uuid, date, date) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."series_buckets"(uuid, date, date, text, text, text[], private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."series_buckets"(uuid, date, date, text, text, text[], private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."series_buckets"(uuid, date, date, text, text, text[], private.event_fact[]) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."spend_between"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spend_between"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spend_between"(uuid, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."spend_by_day"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spend_by_day"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spend_by_day"(uuid, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."spend_rate"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spend_rate"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spend_rate"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."spread"(numeric[], text[], text[], numeric[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."spread"(numeric[], text[], text[], numeric[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."spread"(numeric[], text[], text[], numeric[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_events"(bigint, jsonb, private.event_request, public.analytics_settings) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_sessions"(private.session_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_sessions"(private.session_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_sessions"(private.session_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."store_visitors"(private.visitor_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."store_visitors"(private.visitor_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."store_visitors"(private.visitor_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stranger"(private.event_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stranger"(private.event_request) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stranger"(private.event_request) TO "postgres";

REVOKE ALL ON FUNCTION "private"."sum_claims"(uuid, date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sum_claims"(uuid, date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sum_claims"(uuid, date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tagged_url"(text, jsonb) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."tagged_url"(text, jsonb) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."tagged_url"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tagged_url"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."tagged_url"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."tail_facts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tail_facts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tail_facts"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tail_sessions"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tail_sessions"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tail_sessions"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."take_events"(jsonb, private.event_request, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_events"(jsonb, private.event_request, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_events"(jsonb, private.event_request, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_dead_links"(uuid, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_dead_links"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_dead_links"(uuid, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."top_keys"(uuid, text, text, private.period_parts, text, integer, private.dimension_change[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."top_keys"(uuid, text, text, private.period_parts, text, integer, private.dimension_change[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."top_keys"(uuid, text, text, private.period_parts, text, integer, private.dimension_change[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."top_sweep"(text, text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."top_sweep"(text, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."top_sweep"(text, text, boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."touch_weights"(text, text[], numeric[], public.attribution_settings, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."touch_weights"(text, text[], numeric[], public.attribution_settings, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."touch_weights"(text, text[], numeric[], public.attribution_settings, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."touched_orders"(uuid, bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."touched_orders"(uuid, bigint[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."touched_orders"(uuid, bigint[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."touches"(uuid, private.journey[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."touches"(uuid, private.journey[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."touches"(uuid, private.journey[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."traffic_between"(uuid, date, date, private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."traffic_between"(uuid, date, date, private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."traffic_between"(uuid, date, date, private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."traffic_by"(uuid, date, date, text, private.event_fact[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."traffic_by"(uuid, date, date, text, private.event_fact[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."traffic_by"(uuid, date, date, text, private.event_fact[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."traffic_parts"(uuid, date, date, text, private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."traffic_parts"(uuid, date, date, text, private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."traffic_parts"(uuid, date, date, text, private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."traffic_today"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."traffic_today"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."traffic_today"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."union_size"(private.sketch[], integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."union_size"(private.sketch[], integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."union_size"(private.sketch[], integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."url_decoded"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."url_decoded"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."url_decoded"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_decoded"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_decoded"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."url_encoded"(text) FROM "authenticated";

GRANT EXECUTE ON FUNCTION "private"."url_encoded"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."url_fault"(text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."url_fault"(text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."url_fault"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_fault"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_fault"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."utm_value"(text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."utm_value"(text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."utm_value"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."utm_value"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."utm_value"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."verify_archived"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."verify_archived"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."verify_archived"(date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."verify_archived"(date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."visitor_changes"(private.event_fact[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."visitor_changes"(private.event_fact[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."visitor_changes"(private.event_fact[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."week_of"(date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."week_of"(date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."week_of"(date) TO "postgres";

REVOKE ALL ON FUNCTION "public"."attribute_orders"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribute_orders"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribute_orders"(uuid, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_paths"(uuid, date, date, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_report"(uuid, date, date, text[], text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."attribution_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."attribution_workspaces"() TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."campaign_profit"(uuid, date, date, text, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."click_count"(public.managed_urls) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."click_count"(public.managed_urls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."click_count"(public.managed_urls) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."click_count"(public.managed_urls) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_funnel"(uuid, text[], date, date) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_live"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_live"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_live"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_live"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_overview"(uuid, date, date, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_retention"(uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_retention"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_retention"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_retention"(uuid, date, date) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_series"(uuid, text[], date, date, text, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."dashboard_top"(uuid, text, text, date, date, integer, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."due_link_checks"(integer, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."due_link_checks"(integer, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."due_link_checks"(integer, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_link"(text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "public"."follow_link"(text, text, text) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."follow_link"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_link"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_link"(text, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."full_address"(public.managed_urls) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."full_address"(public.managed_urls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."full_address"(public.managed_urls) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."full_address"(public.managed_urls) TO "service_role";

REVOKE ALL ON FUNCTION "public"."learn_attribution"(uuid, date, date, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."learn_attribution"(uuid, date, date, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."learn_attribution"(uuid, date, date, jsonb) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."link_address"(public.managed_urls) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."link_address"(public.managed_urls) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_address"(public.managed_urls) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_address"(public.managed_urls) TO "service_role";

REVOKE ALL ON FUNCTION "public"."months_to_archive"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."months_to_archive"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."months_to_archive"() TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."order_attribution"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."order_attribution"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."order_attribution"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."order_attribution"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."read_journeys"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."read_journeys"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."read_journeys"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_click"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_click"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_click"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_clicks"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_clicks"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_clicks"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_link_checks"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_link_checks"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_link_checks"(jsonb) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."retry_events"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_events"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."roll_up_events"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_events"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_events"(integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp WITH time zone, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp WITH time zone, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."shorten_url"(uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamp WITH time zone, text) TO "service_role";

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

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "private"."archived_files" TO "service_role";

GRANT SELECT, UPDATE ON TABLE "private"."archived_partitions" TO "service_role";

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

REVOKE ALL ON TABLE "public"."attribution_daily" FROM "authenticated";

GRANT SELECT ON TABLE "public"."attribution_daily" TO "authenticated";

REVOKE ALL ON TABLE "public"."attribution_daily" FROM "service_role";

GRANT SELECT ON TABLE "public"."attribution_daily" TO "service_role";

REVOKE ALL ON TABLE "public"."attribution_models" FROM "authenticated";

GRANT SELECT ON TABLE "public"."attribution_models" TO "authenticated";

REVOKE ALL ON TABLE "public"."attribution_models" FROM "service_role";

GRANT SELECT ON TABLE "public"."attribution_models" TO "service_role";

REVOKE ALL ON TABLE "public"."attribution_settings" FROM "authenticated";

REVOKE ALL ("first_weight") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("first_weight"), UPDATE ("first_weight") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("half_life_days") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("half_life_days"), UPDATE ("half_life_days") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("last_weight") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("last_weight"), UPDATE ("last_weight") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("look_back_days") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("look_back_days"), UPDATE ("look_back_days") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("markov_order") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("markov_order"), UPDATE ("markov_order") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("middle_weight") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("middle_weight"), UPDATE ("middle_weight") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("model") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("model"), UPDATE ("model") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("touches") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("touches"), UPDATE ("touches") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("view_through_days") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("view_through_days"), UPDATE ("view_through_days") ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."attribution_settings" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."attribution_settings" TO "authenticated";

GRANT SELECT ON TABLE "public"."attribution_settings" TO "authenticated";

REVOKE ALL ON TABLE "public"."attribution_settings" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."attribution_settings" TO "service_role";

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

REVOKE ALL ON TABLE "public"."managed_urls" FROM "authenticated";

REVOKE ALL ("ad_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("ad_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("blog_post_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("blog_post_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("business_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("business_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("campaign_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("campaign_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("content_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("content_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("content_upgrade_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("content_upgrade_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("email_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("email_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("email_sequence_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("email_sequence_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("expires_at") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("expires_at") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("fallback_url") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("fallback_url") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("is_active") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("is_active") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("social_post_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("social_post_id") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("title") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("title") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("url") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("url") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("utm_params") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("utm_params") ON TABLE "public"."managed_urls" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("workspace_id") ON TABLE "public"."managed_urls" TO "authenticated";

GRANT DELETE, INSERT, SELECT ON TABLE "public"."managed_urls" TO "authenticated";

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

GRANT SELECT ON TABLE "reporting"."attribution_daily" TO "analyst";

GRANT SELECT ON TABLE "reporting"."attribution_models" TO "analyst";

GRANT SELECT ON TABLE "reporting"."campaign_profit" TO "analyst";

GRANT SELECT ON TABLE "reporting"."retention" TO "analyst";

GRANT SELECT ON TABLE "reporting"."session_patterns" TO "analyst";

ALTER TABLE "private"."metric_months"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes,
CASE
    WHEN (dimension = 'traffic'::text) THEN 8192
    ELSE 2048
END)) STORED NOT NULL;

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

CREATE VIEW "reporting"."component_metrics" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.component_id,
    t.date,
    t.views,
    t.clicks,
    t.conversions,
    t.visitors,
    t.engagement_score
   FROM public.component_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."component_metrics" IS 'Components of campaigns by day.';

GRANT SELECT ON TABLE "reporting"."component_metrics" TO "analyst";

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

CREATE VIEW "reporting"."link_metrics" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.managed_url_id,
    t.date,
    t.clicks,
    t.visitors
   FROM public.link_metrics t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."link_metrics" IS 'Clicks of managed links by day.';

GRANT SELECT ON TABLE "reporting"."link_metrics" TO "analyst";

ALTER TABLE "public"."managed_urls"
  ADD COLUMN "code" text NOT NULL DEFAULT private.new_link_code();

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_code_form" CHECK ((code ~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$'::text));

ALTER TABLE "public"."managed_urls"
  ADD CONSTRAINT "managed_urls_code_unique" UNIQUE (code);

COMMENT ON COLUMN "public"."managed_urls"."code" IS 'The last part of the short address, one of its kind on the whole platform: made by private.new_link_code, or chosen by a member.';

REVOKE ALL ("code") ON TABLE "public"."managed_urls" FROM "authenticated";

GRANT UPDATE ("code") ON TABLE "public"."managed_urls" TO "authenticated";

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

CREATE VIEW "reporting"."traffic_daily" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.date,
    t.currency,
    t.events,
    t.page_views,
    t.sessions,
    t.bounces,
    t.session_seconds,
    t.clicks,
    t.cart_adds,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors
   FROM public.traffic_daily t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."traffic_daily" IS 'Traffic by day. Visitors of days cannot be added up: the same come again.';

GRANT SELECT ON TABLE "reporting"."traffic_daily" TO "analyst";

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "visitors" bigint GENERATED ALWAYS AS (private.sketch_size(visitor_hashes, 2048)) STORED NOT NULL;

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."traffic_hourly"
  ADD COLUMN "updated_at" timestamp WITH time zone NOT NULL DEFAULT now();

CREATE VIEW "reporting"."traffic_hourly" WITH (security_barrier=true) AS  SELECT t.workspace_id,
    t.hour,
    t.currency,
    t.events,
    t.page_views,
    t.sessions,
    t.conversions,
    t.revenue,
    t.refunds,
    t.visitors
   FROM public.traffic_hourly t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

COMMENT ON VIEW "reporting"."traffic_hourly" IS 'Traffic by hour, UTC.';

GRANT SELECT ON TABLE "reporting"."traffic_hourly" TO "analyst";

ALTER TABLE "public"."write_keys"
  ADD CONSTRAINT "write_keys_created_by_fkey" FOREIGN KEY (created_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

CREATE INDEX write_keys_created_by ON public.write_keys USING btree (created_by);

-- Rows that the functions above rely on.

select jobs.register_type(
    'analytics.archive_months',
    'Has the months archived that are older than the setting analytics.keep_months says.'
);

select jobs.register_type(
    'analytics.archive_month',
    'Exports a closed month of events to Parquet, reads it back, and drops the partition.',
    max_attempts => 10,
    timeout_seconds => 21600,
    backoff_seconds => 60,
    max_running => 1
);

select jobs.register_type(
    'analytics.forget_archived',
    'Takes the events of a workspace that is gone out of the archive.',
    max_attempts => 10,
    timeout_seconds => 21600,
    backoff_seconds => 60,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('analytics.archive_months', 'analytics.archive_months', '40 3 * * *');

-- The bucket of the files, for workers alone: there is no policy on it.
insert into storage.buckets (id, name, public, file_size_limit)
values ('archive', 'archive', false, 50 * 1024 * 1024)
on conflict (id) do nothing;

select jobs.register_type(
    'analytics.attribute',
    'Attributes orders that were sold, refunded or changed; sums up what platforms claim.',
    timeout_seconds => 600,
    max_running => 1
);

select jobs.register_type(
    'analytics.attribute_models',
    'Learns what each channel is worth, by Markov and Shapley; enqueues itself per workspace.',
    timeout_seconds => 1800,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('analytics.attribute', 'analytics.attribute', '* * * * *'),
('analytics.attribute_models', 'analytics.attribute_models', '20 2 * * *');

-- What was sold before there was a ledger.
insert into private.attribution_marks (workspace_id, order_id)
select
    o.workspace_id,
    o.id
from public.orders as o
where o.status in ('paid', 'partially_refunded', 'refunded');

insert into private.attribution_marks (workspace_id, day)
select distinct
    m.workspace_id,
    m.date
from public.ad_metrics as m;

select jobs.register_type(
    'analytics.roll_up',
    'Takes new events and the reports of ad platforms into the rollups, for a minute.',
    timeout_seconds => 300,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('analytics.roll_up', 'analytics.roll_up', '* * * * *');

select jobs.register_type(
    'content.check_links',
    'Asks the addresses that links, ads and campaigns lead to whether they still answer.',
    max_running => 1,
    timeout_seconds => 3300
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('content.check_links', 'content.check_links', '25 * * * *');

insert into public.app_settings (key, value, description)
values
(
    'links.base_url',
    '"http://127.0.0.1:54334"',
    'Where short links are served (flywheel links serve), as it is printed and shared.'
);

comment on column public.campaign_totals.revenue_generated is
'Net revenue in the campaign''s currency; what came in others is in campaign_metrics.';


-- Plans of events are made for large workspaces: see make_partition.
do $$
declare
    part regclass;
begin
    for part in
        select i.inhrelid::regclass from pg_catalog.pg_inherits as i
        where i.inhparent = 'public.events'::regclass
        union all
        select 'public.events'::regclass
    loop
        execute format('alter table %s alter column workspace_id set (n_distinct = 20)', part);
    end loop;
end
$$;

-- Events from before batches: one batch a workspace, so that the roll-up takes them in.
with made as (
    insert into private.event_batches (workspace_id, events)
    select e.workspace_id, count(*) from public.events as e group by e.workspace_id
    returning id, workspace_id
)
update public.events as e set batch = m.id from made as m where m.workspace_id = e.workspace_id;
