-- Extend insights: forecasts with the backtests that chose them and the days that came true, imports
-- and feeds of competitors' prices, gaps and trends of the market, and charts of all that.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file ban-drop-constraint, require-concurrent-index-deletion, adding-required-field

set local lock_timeout = '4s';
set local statement_timeout = '2min';
set local check_function_bodies = off;

ALTER TABLE "public"."ai_generations"
  DROP CONSTRAINT "ai_generations_type_known";

CREATE TABLE "private"."forecast_states" (
  "workspace_id"   uuid NOT NULL,
  "id"             uuid NOT NULL DEFAULT gen_random_uuid(),
  "compared_until" date NOT NULL DEFAULT '-infinity'::date,
  CONSTRAINT "forecast_states_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "forecast_states_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "private"."forecast_states"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "public"."competitor_feeds" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"    uuid                     NOT NULL,
  "name"            text                     NOT NULL,
  "url"             text                     NOT NULL,
  "format"          text                     NOT NULL DEFAULT 'csv'::text,
  "items"           text,
  "delimiter"       text,
  "decimal_sign"    text,
  "mapping"         jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "competitor"      text,
  "currency"        text,
  "every_minutes"   integer                  NOT NULL DEFAULT 1440,
  "is_active"       boolean                  NOT NULL DEFAULT true,
  "etag"            text,
  "last_modified"   text,
  "last_fetched_at" timestamp with time zone,
  "last_success_at" timestamp with time zone,
  "last_status"     integer,
  "last_error"      text,
  "failures"        integer                  NOT NULL DEFAULT 0,
  "last_result"     jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "next_fetch_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "competitor_feeds_competitor_length" CHECK (((char_length(btrim(competitor)) >= 1) AND (char_length(btrim(competitor)) <= 255))),
  CONSTRAINT "competitor_feeds_decimal_sign_known" CHECK ((decimal_sign = ANY (ARRAY['.'::text, ','::text]))),
  CONSTRAINT "competitor_feeds_delimiter_known" CHECK ((delimiter = ANY (ARRAY[','::text, ';'::text, '|'::text, '	'::text]))),
  CONSTRAINT "competitor_feeds_every_minutes_range" CHECK (((every_minutes >= 15) AND (every_minutes <= 44640))),
  CONSTRAINT "competitor_feeds_failures_not_negative" CHECK ((failures >= 0)),
  CONSTRAINT "competitor_feeds_format_known" CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text]))),
  CONSTRAINT "competitor_feeds_items_for_json" CHECK (((items IS NULL) OR (format = 'json'::text))),
  CONSTRAINT "competitor_feeds_items_form" CHECK ((items ~ '^[^.]+(\.[^.]+)*$'::text)),
  CONSTRAINT "competitor_feeds_last_result_object" CHECK ((jsonb_typeof(last_result) = 'object'::text)),
  CONSTRAINT "competitor_feeds_mapping_object" CHECK ((jsonb_typeof(mapping) = 'object'::text)),
  CONSTRAINT "competitor_feeds_name_length" CHECK (((char_length(btrim(name)) >= 1) AND (char_length(btrim(name)) <= 255))),
  CONSTRAINT "competitor_feeds_pkey" PRIMARY KEY (id),
  CONSTRAINT "competitor_feeds_tenant_key" UNIQUE (workspace_id, id),
  "created_by"      uuid                     DEFAULT auth.uid(),
  CONSTRAINT "competitor_feeds_url_form" CHECK ((private.url_fault(url) IS NULL))
);

ALTER TABLE "public"."competitor_feeds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."competitor_feeds" FROM "anon";

CREATE TABLE "public"."competitor_price_rejects" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid                     NOT NULL,
  "feed_id"      uuid,
  "source"       text                     NOT NULL,
  "place"        integer                  NOT NULL,
  "sent"         jsonb                    NOT NULL,
  "digest"       text                     GENERATED ALWAYS AS (md5((sent)::text)) STORED NOT NULL,
  "code"         text                     NOT NULL,
  "reason"       text                     NOT NULL,
  "times"        integer                  NOT NULL DEFAULT 1,
  "last_sent_at" timestamp with time zone NOT NULL DEFAULT now(),
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "competitor_price_rejects_once" UNIQUE (workspace_id, source, digest),
  CONSTRAINT "competitor_price_rejects_pkey" PRIMARY KEY (id),
  CONSTRAINT "competitor_price_rejects_place_not_negative" CHECK ((place >= 0)),
  CONSTRAINT "competitor_price_rejects_source_length" CHECK (((char_length(source) >= 1) AND (char_length(source) <= 100))),
  CONSTRAINT "competitor_price_rejects_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "competitor_price_rejects_times_positive" CHECK ((times > 0))
);

ALTER TABLE "public"."competitor_price_rejects"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."competitor_price_rejects" FROM "anon";

CREATE TABLE "public"."forecast_coverage" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"      uuid                     NOT NULL,
  "product_id"        uuid,
  "category"          text,
  "currency"          text                     NOT NULL,
  "model"             text                     NOT NULL,
  "horizon_days"      integer                  NOT NULL,
  "days"              bigint                   NOT NULL DEFAULT 0,
  "days_within"       bigint                   NOT NULL DEFAULT 0,
  "absolute_error"    numeric                  NOT NULL DEFAULT 0,
  "realised_coverage" numeric                  GENERATED ALWAYS AS (round(((days_within)::numeric / (NULLIF(days, 0))::numeric), 3)) STORED,
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "forecast_coverage_category_length" CHECK (((char_length(category) >= 1) AND (char_length(category) <= 255))),
  CONSTRAINT "forecast_coverage_days_not_negative" CHECK ((days >= 0)),
  CONSTRAINT "forecast_coverage_once" UNIQUE NULLS NOT DISTINCT (workspace_id, product_id, category, currency, model, horizon_days),
  CONSTRAINT "forecast_coverage_one_series" CHECK ((num_nonnulls(product_id, category) <= 1)),
  CONSTRAINT "forecast_coverage_pkey" PRIMARY KEY (id),
  CONSTRAINT "forecast_coverage_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "forecast_coverage_within_range" CHECK (((days_within >= 0) AND (days_within <= days)))
);

ALTER TABLE "public"."forecast_coverage"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."forecast_coverage" FROM "anon";

CREATE TABLE "public"."forecast_settings" (
  "workspace_id"      uuid                     NOT NULL,
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "country"           text,
  "look_back_days"    integer                  NOT NULL DEFAULT 730,
  "most_categories"   integer                  NOT NULL DEFAULT 10,
  "most_products"     integer                  NOT NULL DEFAULT 20,
  "most_new_products" integer                  NOT NULL DEFAULT 20,
  "new_product_days"  integer                  NOT NULL DEFAULT 28,
  "uses_holidays"     boolean                  NOT NULL DEFAULT true,
  "uses_promotions"   boolean                  NOT NULL DEFAULT true,
  "is_active"         boolean                  NOT NULL DEFAULT true,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "forecast_settings_categories_range" CHECK (((most_categories >= 0) AND (most_categories <= 100))),
  CONSTRAINT "forecast_settings_country_is_iso_code" CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CONSTRAINT "forecast_settings_look_back_range" CHECK (((look_back_days >= 28) AND (look_back_days <= 1830))),
  CONSTRAINT "forecast_settings_new_days_range" CHECK (((new_product_days >= 1) AND (new_product_days <= 180))),
  CONSTRAINT "forecast_settings_new_products_range" CHECK (((most_new_products >= 0) AND (most_new_products <= 500))),
  CONSTRAINT "forecast_settings_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "forecast_settings_products_range" CHECK (((most_products >= 0) AND (most_products <= 500))),
  CONSTRAINT "forecast_settings_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."forecast_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."forecast_settings" FROM "anon";

CREATE TABLE "public"."market_settings" (
  "id"                   uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"         uuid                     NOT NULL,
  "business_id"          uuid,
  "fresh_days"           integer                  NOT NULL DEFAULT 14,
  "trend_days"           integer                  NOT NULL DEFAULT 84,
  "false_discovery_rate" numeric(4,3)             NOT NULL DEFAULT 0.05,
  "absurd_factor"        numeric(6,2)             NOT NULL DEFAULT 20,
  "writes_summaries"     boolean                  NOT NULL DEFAULT false,
  "language"             text                     NOT NULL DEFAULT 'en'::text,
  "created_at"           timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"           timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "market_settings_absurd_factor_range" CHECK (((absurd_factor >= (2)::numeric) AND (absurd_factor <= (1000)::numeric))),
  CONSTRAINT "market_settings_false_discovery_rate_range" CHECK (((false_discovery_rate >= 0.001) AND (false_discovery_rate <= 0.2))),
  CONSTRAINT "market_settings_fresh_days_range" CHECK (((fresh_days >= 1) AND (fresh_days <= 90))),
  CONSTRAINT "market_settings_language_known" CHECK ((language = ANY (ARRAY['en'::text, 'ar'::text]))),
  CONSTRAINT "market_settings_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "market_settings_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "market_settings_trend_days_range" CHECK (((trend_days >= 42) AND (trend_days <= 366)))
);

ALTER TABLE "public"."market_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."market_settings" FROM "anon";

CREATE TABLE "public"."revenue_backtests" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"      uuid                     NOT NULL,
  "product_id"        uuid,
  "category"          text,
  "currency"          text                     NOT NULL,
  "horizon_days"      integer                  NOT NULL,
  "model"             text                     NOT NULL,
  "predicted_on"      date                     NOT NULL,
  "date"              date                     NOT NULL,
  "actual_revenue"    numeric(16,2)            NOT NULL,
  "predicted_revenue" numeric(16,2)            NOT NULL,
  "interval_low"      numeric(16,2)            NOT NULL,
  "interval_high"     numeric(16,2)            NOT NULL,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "revenue_backtests_actual_not_negative" CHECK ((actual_revenue >= (0)::numeric)),
  CONSTRAINT "revenue_backtests_category_length" CHECK (((char_length(category) >= 1) AND (char_length(category) <= 255))),
  CONSTRAINT "revenue_backtests_horizon_range" CHECK (((horizon_days >= 1) AND (horizon_days <= 366))),
  CONSTRAINT "revenue_backtests_interval_holds" CHECK (((interval_low <= predicted_revenue) AND (predicted_revenue <= interval_high))),
  CONSTRAINT "revenue_backtests_looks_ahead" CHECK (((date >= predicted_on) AND (date <= (predicted_on + horizon_days)))),
  CONSTRAINT "revenue_backtests_model_length" CHECK (((char_length(model) >= 1) AND (char_length(model) <= 100))),
  CONSTRAINT "revenue_backtests_not_negative" CHECK ((predicted_revenue >= (0)::numeric)),
  CONSTRAINT "revenue_backtests_once" UNIQUE NULLS NOT DISTINCT (workspace_id, product_id, category, currency, horizon_days, predicted_on, date),
  CONSTRAINT "revenue_backtests_one_series" CHECK ((num_nonnulls(product_id, category) <= 1)),
  CONSTRAINT "revenue_backtests_pkey" PRIMARY KEY (id),
  CONSTRAINT "revenue_backtests_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."revenue_backtests"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."revenue_backtests" FROM "anon";

ALTER TABLE "public"."competitor_analysis"
  ADD COLUMN "summary_note" text;

ALTER TABLE "public"."market_trends"
  ADD COLUMN "summary_note" text;

CREATE TYPE "private"."market_gap" AS (
  "product_id"            uuid,
  "name"                  text,
  "category"              text,
  "currency"              text,
  "price"                 numeric,
  "competitors"           bigint,
  "lowest"                numeric,
  "median"                numeric,
  "highest"               numeric,
  "lowest_competitor"     text,
  "gap_to_lowest"         numeric,
  "gap_to_lowest_percent" numeric,
  "gap_to_median"         numeric,
  "gap_to_median_percent" numeric,
  "rank"                  bigint,
  "stale"                 bigint,
  "newest"                timestamp WITH time zone
);

CREATE OR REPLACE FUNCTION private.amount_currencies (
  mark text
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    -- Full stops inside a mark say nothing: ر.س, Rs.
    plain constant text := upper(btrim(replace(mark, '.', '')));
begin
    if plain ~ '^[A-Z]{3}$' and plain not in ('DHS', 'LEK') then
        return array[plain];
    end if;
    return case
        when plain = '$' then
            '{USD,ARS,AUD,BBD,BMD,BND,BSD,BZD,CAD,CLP,COP,FJD,HKD,JMD,LRD,MXN,NAD,NZD,SBD,SGD}'
        when plain in ('US$', 'U$S') then '{USD}'
        when plain in ('C$', 'CA$') then '{CAD}'
        when plain in ('A$', 'AU$') then '{AUD}'
        when plain = '€' then '{EUR}'
        when plain = '£' then '{GBP,EGP,FKP,GIP,LBP,SDG,SHP,SSP,SYP}'
        when plain in ('E£', 'LE', 'جم', 'جنيه مصري') then '{EGP}'
        when plain in ('¥', '￥') then '{JPY,CNY}'
        when plain = '₹' then '{INR}'
        when plain = '₺' then '{TRY}'
        when plain = '₪' then '{ILS}'
        when plain = '₽' then '{RUB}'
        when plain = '₩' then '{KRW}'
        when plain = 'ZŁ' then '{PLN}'
        when plain = 'KR' then '{DKK,ISK,NOK,SEK}'
        when plain in ('SR', 'رس', 'ريال سعودي', U&'\20C1') then '{SAR}'
        when plain in ('ريال', 'ریال', '﷼') then '{SAR,IRR,OMR,QAR,YER}'
        when plain = 'رق' then '{QAR}'
        when plain = 'رع' then '{OMR}'
        when plain in ('دإ', 'درهم إماراتي') then '{AED}'
        when plain in ('DH', 'DHS', 'درهم') then '{AED,MAD}'
        when plain in ('دك', 'KD') then '{KWD}'
        when plain in ('دب', 'BD') then '{BHD}'
        when plain in ('دأ', 'JD') then '{JOD}'
        when plain = 'دينار' then '{BHD,DZD,IQD,JOD,KWD,LYD,TND}'
    end::text[];
end
$function$;

CREATE OR REPLACE FUNCTION private.analyse_market (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    whole constant jsonb := private.market_analysis(workspace, now());
    newest constant timestamptz := (whole #>> '{seen,newest}')::timestamptz;
    last_id uuid;
    last_numbers jsonb;
    is_new boolean := false;
begin
    if whole is not null then
        select a.id, a.analysis
        into last_id, last_numbers
        from public.competitor_analysis as a
        where a.workspace_id = workspace and a.product_id is null and a.competitor is null
        order by a.created_at desc
        limit 1;
        is_new := (last_numbers - 'seen') is distinct from (whole - 'seen');
        if is_new then
            insert into public.competitor_analysis (
                workspace_id, analysis, observed_from, observed_until
            )
            values (workspace, whole, least(newest, now() - interval '30 days'), newest);
        else
            update public.competitor_analysis as a
            set analysis = whole, observed_until = newest
            where a.id = last_id;
        end if;
    end if;
    return jsonb_build_object('is_new', is_new, 'forgotten', private.forget_market(workspace));
end
$function$;

CREATE OR REPLACE FUNCTION private.analyse_products (
  workspace uuid,
  after     uuid,
  most      integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    at constant timestamptz := now();
    last_product uuid;
    products integer;
    changed integer;
begin
    select max(n.product_id::text)::uuid into last_product
    from (
        select distinct c.product_id
        from public.competitor_prices as c
        where c.workspace_id = workspace and c.product_id > after
        order by c.product_id
        limit most
    ) as n;
    if last_product is null then
        return jsonb_build_object('products', 0, 'changed', 0, 'after', null);
    end if;
    with computed as materialized (
        select
            n.*,
            l.id,
            (l.analysis - 'seen') is distinct from (n.analysis - 'seen') as is_new,
            l.analysis is distinct from n.analysis as is_seen_again
        from private.product_analyses(workspace, at, after, last_product) as n
        left join lateral (
            select a.id, a.analysis
            from public.competitor_analysis as a
            where
                a.workspace_id = workspace
                and a.product_id = n.product_id
                and a.competitor is null
            order by a.created_at desc
            limit 1
        ) as l on true
    ),

    added as (
        insert into public.competitor_analysis (
            workspace_id, product_id, analysis, observed_from, observed_until
        )
        select
            workspace,
            c.product_id,
            c.analysis,
            least(c.newest, at - interval '30 days'),
            c.newest
        from computed as c
        where c.is_new
    ),

    confirmed as (
        update public.competitor_analysis as a
        set analysis = c.analysis, observed_until = c.newest
        from computed as c
        where a.id = c.id and c.is_seen_again and not c.is_new
    )

    select count(*), count(*) filter (where c.is_new) into products, changed from computed as c;
    return jsonb_build_object(
        'products', products, 'changed', changed, 'after', last_product
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.check_feed()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    wrong text;
begin
    select m.key into wrong
    from jsonb_each(new.mapping) as m
    where
        m.key not in (
            'product_id', 'external_id', 'store', 'name', 'competitor', 'price', 'currency', 'url',
            'in_stock', 'observed_at'
        )
        or jsonb_typeof(m.value) <> 'string'
        or char_length(m.value #>> '{}') not between 1 and 200
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('mapping cannot have %L', left(wrong, 50)),
            detail = 'It says what the file calls our fields: {"price": "Verkaufspreis"}.',
            hint = 'Fields: product_id, external_id, store, name, competitor, price, currency, '
            'url, in_stock, observed_at.';
    end if;
    if tg_op = 'UPDATE' then
        -- It is another file, or is read in another way: what was read before says nothing.
        new.etag := null;
        new.last_modified := null;
        new.failures := 0;
        new.next_fetch_at := now();
    end if;
    return new;
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
        ),
        'competitor_analysis_id', private.option_reference(
            options, 'competitor_analysis_id', 'public.competitor_analysis', business.workspace_id
        ),
        'market_trend_id', private.option_reference(
            options, 'market_trend_id', 'public.market_trends', business.workspace_id
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
        when type.type = 'market_summary' then
            if (options ? 'competitor_analysis_id') = (options ? 'market_trend_id') then
                perform private.option_error(
                    'a summary needs the numbers it is of',
                    'Give competitor_analysis_id or market_trend_id in the options.'
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

CREATE OR REPLACE FUNCTION private.compare_forecasts (
  workspace uuid,
  today     date
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    since date;
    counted integer;
begin
    insert into private.forecast_states as s (workspace_id)
    values (workspace)
    on conflict on constraint forecast_states_pkey do nothing;
    -- Locked, so that no day is counted twice.
    select s.compared_until into since
    from private.forecast_states as s
    where s.workspace_id = workspace
    for update;
    if since >= today - 1 then
        return 0;
    end if;

    -- Forecasts of one week beyond 7 days are nearly the same: its first one counts.
    with firsts as (
        select
            p.*,
            p.predicted_on = min(p.predicted_on) over (
                partition by
                    p.product_id, p.category, p.currency, p.horizon_days,
                    date_trunc('week', p.predicted_on)
            ) as is_first
        from public.revenue_predictions as p
        where p.workspace_id = workspace
    ),

    come as (
        select f.*
        from firsts as f
        where
            f.date > since
            and f.date < today
            and (f.is_first or f.horizon_days <= 7)
            and f.interval_low is not null
            and f.interval_high is not null
    ),

    compared as (
        select
            c.product_id,
            c.category,
            c.currency,
            c.model,
            c.horizon_days,
            c.predicted_revenue,
            c.interval_low,
            c.interval_high,
            -- A day without a row has sold nothing.
            coalesce(
                case
                    when c.product_id is null and c.category is null
                        then (
                            select d.revenue
                            from public.revenue_daily as d
                            where
                                d.workspace_id = workspace
                                and d.date = c.date
                                and d.currency = c.currency
                        )
                    when c.product_id is not null
                        then (
                            select sum(b.revenue)
                            from public.revenue_breakdown as b
                            where
                                b.workspace_id = workspace
                                and b.product_id = c.product_id
                                and b.date = c.date
                                and b.currency = c.currency
                        )
                    else (
                        select sum(b.revenue)
                        from public.revenue_breakdown as b
                        where
                            b.workspace_id = workspace
                            and b.category = c.category
                            and b.date = c.date
                            and b.currency = c.currency
                    )
                end,
                0
            ) as revenue
        from come as c
    )

    insert into public.forecast_coverage as f (
        workspace_id, product_id, category, currency, model, horizon_days, days, days_within,
        absolute_error
    )
    select
        workspace,
        c.product_id,
        c.category,
        c.currency,
        c.model,
        c.horizon_days,
        count(*),
        count(*) filter (where c.revenue between c.interval_low and c.interval_high),
        sum(abs(c.revenue - c.predicted_revenue))
    from compared as c
    group by c.product_id, c.category, c.currency, c.model, c.horizon_days
    on conflict on constraint forecast_coverage_once do update
    set
        days = f.days + excluded.days,
        days_within = f.days_within + excluded.days_within,
        absolute_error = f.absolute_error + excluded.absolute_error;

    select coalesce(sum(f.days), 0) into counted
    from public.forecast_coverage as f
    where f.workspace_id = workspace;
    update private.forecast_states as s
    set compared_until = today - 1
    where s.workspace_id = workspace;
    return counted;
end
$function$;

CREATE OR REPLACE FUNCTION private.competitor_gaps (
  workspace uuid,
  most      integer
)
  RETURNS SETOF private.market_gap
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform private.require_role(workspace, 'viewer');
    return query
    select g.*
    from private.market_gaps(workspace, now()) as g
    order by g.gap_to_lowest_percent desc nulls last, g.name, g.product_id
    limit least(most, 5000);
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_country (
  workspace uuid
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found text;
begin
    select c.country into found
    from (
        select
            m.country,
            sum(m.revenue) as revenue,
            sum(sum(m.revenue)) over () as whole
        from public.country_metrics as m
        where m.workspace_id = workspace and m.date >= current_date - 365
        group by m.country
    ) as c
    where c.revenue * 2 > c.whole and c.country <> 'ZZ';
    if found is null then
        select p.country into found
        from public.workspaces as w
        join public.profiles as p on p.id = w.owner_id
        where w.id = workspace;
    end if;
    return found;
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_days (
  workspace uuid,
  setting   public.forecast_settings,
  since     date,
  today     date
)
  RETURNS TABLE (
    product_id uuid,
    category   text,
    currency   text,
    days       jsonb
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with breakdown as materialized (
        select
            b.product_id,
            nullif(b.category, '') as category,
            b.currency,
            b.date,
            b.units,
            b.revenue
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.date >= since and b.date < today
    ),

    best as (
        select
            b.category,
            b.currency,
            row_number() over (
                partition by b.currency
                order by sum(b.revenue) filter (where b.date >= today - 90) desc nulls last,
                b.category
            ) as place
        from breakdown as b
        where b.category is not null
        group by b.category, b.currency
    ),

    sales as (
        select null::uuid as product_id, null::text as category, d.currency, d.date, d.revenue,
            coalesce(u.units, 0) as units
        from public.revenue_daily as d
        left join (
            select b.currency, b.date, sum(b.units) as units
            from breakdown as b
            group by b.currency, b.date
        ) as u on u.currency = d.currency and u.date = d.date
        where d.workspace_id = workspace and d.date >= since and d.date < today
        union all
        select null, b.category, b.currency, b.date, sum(b.revenue), sum(b.units)
        from breakdown as b
        join best as c
            on
                c.category = b.category
                and c.currency = b.currency
                and c.place <= setting.most_categories
        group by b.category, b.currency, b.date
        union all
        select b.product_id, null, b.currency, b.date, sum(b.revenue), sum(b.units)
        from breakdown as b
        join private.forecast_products(workspace, setting, today) as p
            on p.product_id = b.product_id and p.currency = b.currency
        group by b.product_id, b.currency, b.date
    )

    select
        s.product_id,
        s.category,
        s.currency,
        jsonb_agg(jsonb_build_array(s.date, s.revenue, s.units) order by s.date)
    from sales as s
    where s.revenue > 0
    group by s.product_id, s.category, s.currency
$function$;

CREATE OR REPLACE FUNCTION private.forecast_events (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with reductions as (
        select
            h.product_id,
            h.changed_at::date as begins,
            -- Until the price is back; a price that stays low is no promotion after 30 days.
            least(
                h.changed_at::date + 29,
                (
                    select min(b.changed_at)::date - 1
                    from public.price_history as b
                    where
                        b.workspace_id = workspace
                        and b.product_id = h.product_id
                        and b.changed_at > h.changed_at
                        and b.new_price >= h.old_price
                )
            ) as ends
        from public.price_history as h
        where
            h.workspace_id = workspace
            and h.changed_at >= since - 30
            and h.new_price < h.old_price
            and h.currency = h.old_currency
    ),

    campaigns as (
        select
            c.product_id,
            coalesce(c.start_date, c.launched_at)::date as begins,
            coalesce(c.end_date, coalesce(c.start_date, c.launched_at) + interval '29 days')::date
                as ends
        from public.campaigns as c
        where
            c.workspace_id = workspace
            and c.type = 'promotion'
            and c.status in ('ready', 'launched', 'active', 'completed')
    ),

    events as (
        select 'reduced price' as name, r.product_id, r.begins, r.ends from reductions as r
        union all
        select 'promotion', c.product_id, c.begins, c.ends from campaigns as c
    )

    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'name', e.name,
                'product_id', e.product_id,
                'since', greatest(e.begins, since),
                'until', least(e.ends, until)
            )
            order by e.begins, e.product_id
        ),
        '[]'
    )
    from events as e
    where e.begins <= e.ends and e.ends >= since and e.begins <= until
$function$;

CREATE OR REPLACE FUNCTION private.forecast_products (
  workspace uuid,
  setting   public.forecast_settings,
  today     date
)
  RETURNS TABLE (
    product_id    uuid,
    category      text,
    currency      text,
    first_sold_on date,
    is_new        boolean
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with sold as materialized (
        select
            b.product_id,
            b.currency,
            min(b.date) filter (where b.revenue > 0) as first_sold_on,
            coalesce(sum(b.revenue) filter (where b.date >= today - 90), 0) as recent
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.product_id is not null and b.date < today
        group by b.product_id, b.currency
    ),

    -- A product that has sold nothing counts from the day it was made.
    known as (
        select
            p.id as product_id,
            left(nullif(p.category, ''), 255) as category,
            coalesce(s.currency, p.currency) as currency,
            s.first_sold_on,
            coalesce(s.recent, 0) as recent,
            coalesce(s.first_sold_on, p.created_at::date) > today - setting.new_product_days
                as is_new,
            coalesce(s.first_sold_on, p.created_at::date) as began
        from public.products as p
        left join sold as s on s.product_id = p.id
        where
            p.workspace_id = workspace
            and p.is_active
            and (s.recent > 0 or p.created_at >= today - setting.new_product_days)
    ),

    ranked as (
        select
            k.*,
            row_number() over (
                partition by k.is_new, case when not k.is_new then k.currency end
                order by
                    case when k.is_new then k.began end desc,
                    k.recent desc,
                    k.product_id
            ) as place
        from known as k
    )

    select r.product_id, r.category, r.currency, r.first_sold_on, r.is_new
    from ranked as r
    where
        (r.is_new and r.place <= setting.most_new_products)
        or (not r.is_new and r.recent > 0 and r.place <= setting.most_products)
$function$;

CREATE OR REPLACE FUNCTION private.forecast_series (
  workspace uuid,
  today     date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    setting constant public.forecast_settings := private.forecast_setting(workspace);
    since constant date := today - setting.look_back_days;
begin
    return jsonb_build_object(
        'today', today,
        'uses_holidays', setting.uses_holidays,
        'country', coalesce(setting.country, private.forecast_country(workspace)),
        'series', (
            select coalesce(
                jsonb_agg(
                    to_jsonb(d)
                    order by d.product_id nulls first, d.category nulls first, d.currency
                ),
                '[]'
            )
            from private.forecast_days(workspace, setting, since, today) as d
        ),
        'new_products', (
            select coalesce(jsonb_agg(to_jsonb(p) order by p.product_id), '[]')
            from private.forecast_products(workspace, setting, today) as p
            where p.is_new
        ),
        'members', (
            select coalesce(jsonb_object_agg(c.category, c.products), '{}')
            from (
                select left(p.category, 255) as category, count(*) as products
                from public.products as p
                where p.workspace_id = workspace and p.is_active and p.category <> ''
                group by left(p.category, 255)
            ) as c
        ),
        'products', (
            select count(*)
            from public.products as p
            where p.workspace_id = workspace and p.is_active
        ),
        'events', case
            when setting.uses_promotions
                then private.forecast_events(workspace, since, today + 90)
            else '[]'
        end,
        'coverage', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'product_id', c.product_id,
                        'category', c.category,
                        'currency', c.currency,
                        'model', c.model,
                        'horizon_days', c.horizon_days,
                        'days', c.days,
                        'share', c.realised_coverage
                    )
                ),
                '[]'
            )
            from public.forecast_coverage as c
            where c.workspace_id = workspace and c.days > 0
        )
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_setting (
  workspace uuid
)
  RETURNS public.forecast_settings
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    chosen public.forecast_settings;
begin
    select s.* into chosen from public.forecast_settings as s where s.workspace_id = workspace;
    if not found then
        -- The defaults are those of the columns.
        chosen := jsonb_populate_record(
            null::public.forecast_settings,
            jsonb_build_object(
                'look_back_days', 730, 'most_categories', 10, 'most_products', 20,
                'most_new_products', 20, 'new_product_days', 28, 'uses_holidays', true,
                'uses_promotions', true, 'is_active', true
            )
        );
    end if;
    return chosen;
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_workspaces()
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
        where
            w.is_active
            and exists (
                select
                from public.revenue_daily as d
                where d.workspace_id = w.id and d.date >= current_date - 400 and d.revenue > 0
            )
            and coalesce(
                (
                    select s.is_active
                    from public.forecast_settings as s
                    where s.workspace_id = w.id
                ),
                true
            )
        order by w.id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_market (
  workspace uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    analyses integer;
    rejects integer;
begin
    delete from public.competitor_analysis as a
    where
        a.workspace_id = workspace
        and a.product_id is not null
        and a.created_at < now() - interval '180 days'
        and exists (
            select
            from public.competitor_analysis as later
            where
                later.workspace_id = workspace
                and later.product_id = a.product_id
                and later.created_at > a.created_at
        );
    get diagnostics analyses = row_count;
    delete from public.competitor_price_rejects as r
    where r.workspace_id = workspace and r.last_sent_at < now() - interval '90 days';
    get diagnostics rejects = row_count;
    return analyses + rejects;
end
$function$;

CREATE OR REPLACE FUNCTION private.fresh_days (
  workspace uuid
)
  RETURNS integer
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (select s.fresh_days from public.market_settings as s where s.workspace_id = workspace), 14
    )
$function$;

CREATE OR REPLACE FUNCTION private.import_competitor_prices (
  workspace uuid,
  prices    jsonb,
  source    text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform private.require_role(workspace, 'member');
    return private.keep_competitor_prices(workspace, prices, source, null);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_competitor_prices (
  workspace uuid,
  prices    jsonb,
  source    text,
  feed      uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    answer jsonb;
begin
    if jsonb_typeof(prices) is distinct from 'array' or jsonb_array_length(prices) > 5000 then
        raise exception using
            errcode = 'PT422',
            message = 'prices is a list of at most 5000 rows',
            hint = 'Send more in several calls.';
    end if;
    if octet_length(prices::text) > 8000000 then
        raise exception using
            errcode = 'PT422',
            message = 'these prices have more than 8 MB',
            hint = 'Send them in several calls, without fields that are not asked for.';
    end if;
    if source is null or char_length(source) not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = 'source has 1 to 100 characters',
            hint = 'Name where the prices come from, such as csv.';
    end if;
    with outcome as materialized (
        select t.place, t.code, t.reason, g.value as line
        from jsonb_array_elements(prices) with ordinality as g (value, number)
        join private.take_competitor_prices(
            workspace,
            (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('row', p.value, 'source', source, 'at', now())
                        order by p.number
                    ),
                    '[]'::jsonb
                )
                from jsonb_array_elements(prices) with ordinality as p (value, number)
            )
        ) as t on t.place = g.number - 1
    ),

    rejected as (
        select o.place, o.code, o.reason, o.line
        from outcome as o
        where o.code not in ('imported', 'duplicate')
    ),

    kept as (
        insert into public.competitor_price_rejects as r (
            workspace_id, feed_id, source, place, sent, code, reason
        )
        select distinct on (md5(j.line::text))
            workspace, feed, keep_competitor_prices.source, j.place, j.line, j.code, j.reason
        from rejected as j
        order by md5(j.line::text), j.place
        on conflict on constraint competitor_price_rejects_once do update set
            place = excluded.place,
            code = excluded.code,
            reason = excluded.reason,
            times = r.times + 1,
            last_sent_at = now()
    )

    select jsonb_build_object(
        'imported', count(*) filter (where o.code = 'imported'),
        'duplicates', count(*) filter (where o.code = 'duplicate'),
        'rejected', coalesce(
            (
                select jsonb_agg(
                    jsonb_build_object('index', j.place, 'code', j.code, 'reason', j.reason)
                    order by j.place
                )
                from rejected as j
            ),
            '[]'::jsonb
        )
    )
    into answer
    from outcome as o;
    return answer;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_market_summary()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    words constant text := case
        when new.status = 'completed' then new.result_data ->> 'summary'
    end;
    note constant text := case new.status
        when 'completed' then null
        when 'cancelled' then 'the summary was cancelled'
        else left('the summary failed: ' || coalesce(new.error_message, 'no reason was given'), 1000)
    end;
begin
    update public.competitor_analysis as a
    set summary = coalesce(words, a.summary), summary_note = note, generation_id = new.id
    where
        a.workspace_id = new.workspace_id
        and a.id::text = new.parameters ->> 'competitor_analysis_id';
    update public.market_trends as t
    set summary = coalesce(words, t.summary), summary_note = note, generation_id = new.id
    where
        t.workspace_id = new.workspace_id
        and t.id::text = new.parameters ->> 'market_trend_id';
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.market_analysis (
  workspace uuid,
  at        timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    answer jsonb;
begin
    with weights as (
        select b.product_id, b.currency, sum(b.net_revenue) as revenue
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.date > at::date - 90
            and b.product_id is not null
        group by b.product_id, b.currency
        having sum(b.net_revenue) > 0
    ),

    gaps as materialized (
        select g.*, coalesce(w.revenue, 0) as revenue
        from private.market_gaps(workspace, at) as g
        left join weights as w on w.product_id = g.product_id and w.currency = g.currency
    ),

    prices as materialized (
        select m.*, g.price as own_price, g.revenue, g.name
        from private.market_prices(workspace, at) as m
        join gaps as g on g.product_id = m.product_id
    ),

    moves as (
        select
            v.competitor,
            count(*) filter (where v.direction > 0) as up,
            count(*) filter (where v.direction < 0) as down,
            count(*) filter (where v.part = 'led') as led,
            count(*) filter (where v.part = 'followed') as followed
        from private.market_moves(workspace, at - interval '30 days') as v
        group by v.competitor
    ),

    rivals as (
        select
            p.currency,
            jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'competitor', p.competitor,
                    'products', p.products,
                    'cheaper', p.cheaper,
                    'dearer', p.dearer,
                    'index', p.jevons,
                    'weighted_index', p.weighted
                ))
                order by p.products desc, p.competitor
            ) filter (where p.place <= 100) as competitors
        from (
            select
                m.currency,
                m.competitor,
                count(*) as products,
                count(*) filter (where m.price < m.own_price) as cheaper,
                count(*) filter (where m.price > m.own_price) as dearer,
                private.price_index(array_agg(m.own_price / m.price), null) as jevons,
                private.price_index(array_agg(m.own_price / m.price), array_agg(m.revenue))
                as weighted,
                row_number() over (
                    partition by m.currency order by count(*) desc, m.competitor
                ) as place
            from prices as m
            where m.state = 'compared'
            group by m.currency, m.competitor
        ) as p
        group by p.currency
    ),

    widest as (
        select
            g.currency,
            jsonb_agg(
                jsonb_build_object(
                    'product_id', g.product_id, 'name', g.name, 'price', g.price,
                    'lowest', g.lowest, 'competitor', g.lowest_competitor,
                    'gap_to_lowest_percent', g.gap_to_lowest_percent
                )
                order by g.place
            ) as products
        from (
            select
                a.*,
                row_number() over (
                    partition by a.currency
                    order by abs(a.gap_to_lowest_percent) desc, a.name, a.product_id
                ) as place
            from gaps as a
            where a.competitors > 0 and a.gap_to_lowest <> 0
        ) as g
        where g.place <= 10
        group by g.currency
    ),

    currencies as (
        select
            g.currency,
            count(*) filter (where g.competitors > 0) as products,
            jsonb_strip_nulls(jsonb_build_object(
                'currency', g.currency,
                'products', count(*) filter (where g.competitors > 0),
                'cheapest', count(*) filter (where g.rank = 1),
                'dearest', count(*) filter (where g.price > g.highest),
                'index_to_median', private.price_index(
                    array_agg(g.price / g.median) filter (where g.competitors > 0), null
                ),
                'weighted_index_to_median', private.price_index(
                    array_agg(g.price / g.median) filter (where g.competitors > 0),
                    array_agg(g.revenue) filter (where g.competitors > 0)
                ),
                'index_to_lowest', private.price_index(
                    array_agg(g.price / g.lowest) filter (where g.competitors > 0), null
                ),
                'weighted_index_to_lowest', private.price_index(
                    array_agg(g.price / g.lowest) filter (where g.competitors > 0),
                    array_agg(g.revenue) filter (where g.competitors > 0)
                )
            )) as numbers
        from gaps as g
        group by g.currency
    ),

    stale as (
        select p.competitor, count(*) as products, max(p.observed_at) as newest
        from prices as p
        where p.state = 'stale'
        group by p.competitor
        order by count(*) desc, p.competitor
        limit 50
    )

    select jsonb_build_object(
        'version', 1,
        'fresh_days', private.fresh_days(workspace),
        'currencies', coalesce(
            (
                select jsonb_agg(
                    c.numbers || jsonb_build_object(
                        'competitors', coalesce(r.competitors, '[]'::jsonb),
                        'widest_gaps', coalesce(w.products, '[]'::jsonb)
                    )
                    order by c.products desc, c.currency
                )
                from currencies as c
                left join rivals as r on r.currency = c.currency
                left join widest as w on w.currency = c.currency
            ),
            '[]'::jsonb
        ),
        'changes', coalesce(
            (
                select jsonb_agg(to_jsonb(m) order by m.up + m.down desc, m.competitor nulls first)
                from (select * from moves order by up + down desc limit 100) as m
            ),
            '[]'::jsonb
        ),
        'stale', coalesce(
            (
                select jsonb_agg(to_jsonb(s) order by s.products desc, s.competitor) from stale as s
            ),
            '[]'::jsonb
        ),
        'seen', jsonb_build_object(
            'at', at, 'newest', (select max(p.observed_at) from prices as p)
        )
    )
    into answer
    where exists (select from gaps);
    return answer;
end
$function$;

CREATE OR REPLACE FUNCTION private.market_days (
  workspace uuid,
  OUT       first_day date,
  OUT       last_day date
)
  RETURNS record
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    -- Whole UTC days: today is not over.
    select
        d.yesterday + 1 - coalesce(
            (
                select s.trend_days
                from public.market_settings as s
                where s.workspace_id = market_days.workspace
            ),
            84
        ),
        d.yesterday
    from (select (now() at time zone 'UTC')::date - 1 as yesterday) as d
$function$;

CREATE OR REPLACE FUNCTION private.market_gaps (
  workspace uuid,
  at        timestamp with time zone,
  after     uuid                     DEFAULT '00000000-0000-0000-0000-000000000000'::uuid,
  until     uuid                     DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
)
  RETURNS SETOF private.market_gap
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return query
    with compared as (
        select
            p.id as product_id,
            p.name,
            p.category,
            p.currency,
            p.current_price as price,
            count(*) filter (where m.state = 'compared') as competitors,
            min(m.price) filter (where m.state = 'compared') as lowest,
            round(
                (percentile_cont(0.5) within group (order by m.price)
                    filter (where m.state = 'compared'))::numeric,
                2
            ) as median,
            max(m.price) filter (where m.state = 'compared') as highest,
            (array_agg(m.competitor order by m.price, m.competitor)
                filter (where m.state = 'compared')) [1] as lowest_competitor,
            count(*) filter (where m.state = 'compared' and m.price < p.current_price) as cheaper,
            count(*) filter (where m.state = 'stale') as stale,
            max(m.observed_at) as newest
        from private.market_prices(workspace, at, after, until) as m
        join public.products as p on p.workspace_id = workspace and p.id = m.product_id
        group by p.id
    )

    select
        c.product_id,
        c.name,
        c.category,
        c.currency,
        c.price::numeric,
        c.competitors,
        c.lowest,
        c.median,
        c.highest,
        c.lowest_competitor,
        c.price - c.lowest,
        round((c.price - c.lowest) / c.lowest * 100, 2),
        c.price - c.median,
        round((c.price - c.median) / c.median * 100, 2),
        case when c.competitors > 0 then c.cheaper + 1 end,
        c.stale,
        c.newest
    from compared as c;
end
$function$;

CREATE OR REPLACE FUNCTION private.market_moves (
  workspace uuid,
  since     timestamp with time zone,
  after     uuid                     DEFAULT '00000000-0000-0000-0000-000000000000'::uuid,
  until     uuid                     DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
)
  RETURNS TABLE (
    product_id uuid,
    competitor text,
    direction  integer,
    moved_at   timestamp with time zone,
    old_price  numeric,
    new_price  numeric,
    part       text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with seen as (
        select
            c.product_id,
            c.competitor,
            c.observed_at as moved_at,
            -- Sixty days further back: a change is one from the price that was seen before it.
            lag(c.price) over (
                partition by c.product_id, c.competitor order by c.observed_at
            ) as old_price,
            c.price as new_price
        from public.competitor_prices as c
        join public.products as p on p.workspace_id = workspace and p.id = c.product_id
        where
            c.workspace_id = workspace
            and c.product_id > after
            and c.product_id <= until
            and c.observed_at >= since - interval '60 days'
            and c.observed_at <= now()
            and c.currency = p.currency
            and c.price > 0
            and c.price < 'Infinity'
    ),

    moves as (
        select s.product_id, s.competitor, s.moved_at, s.old_price, s.new_price
        from seen as s
        where s.old_price <> s.new_price and s.moved_at >= since
        union all
        select h.product_id, null, h.changed_at, h.old_price, h.new_price
        from public.price_history as h
        where
            h.workspace_id = workspace
            and h.product_id > after
            and h.product_id <= until
            and h.changed_at >= since
            and h.currency = h.old_currency
            and h.old_price <> h.new_price
            and exists (select from seen as s where s.product_id = h.product_id)
    ),

    stepped as (
        select
            m.*,
            sign(m.new_price - m.old_price)::integer as direction,
            m.moved_at - lag(m.moved_at) over same > interval '7 days' as is_new
        from moves as m
        window same as (
            partition by m.product_id, sign(m.new_price - m.old_price) order by m.moved_at
        )
    ),

    gathered as (
        select
            s.*,
            count(*) filter (where s.is_new) over (
                partition by s.product_id, s.direction order by s.moved_at
            ) as episode
        from stepped as s
    ),

    ranked as (
        select
            g.*,
            -- Null is us: a word that no competitor's name, which is trimmed, can be.
            min(coalesce(g.competitor, ' ')) over whole
            <> max(coalesce(g.competitor, ' ')) over whole as is_shared,
            min(g.moved_at) over whole as begun_at,
            row_number() over (
                partition by g.product_id, g.direction, g.episode, g.competitor
                order by g.moved_at
            ) as step
        from gathered as g
        window whole as (partition by g.product_id, g.direction, g.episode)
    ),

    firsts as (
        select r.product_id, r.direction, r.episode, count(distinct coalesce(r.competitor, ' '))
        as sellers
        from ranked as r
        where r.moved_at = r.begun_at
        group by r.product_id, r.direction, r.episode
    )

    select
        r.product_id,
        r.competitor,
        r.direction,
        r.moved_at,
        r.old_price::numeric,
        r.new_price::numeric,
        case
            when not r.is_shared or r.step > 1 then 'alone'
            when f.sellers > 1 and r.moved_at = r.begun_at then 'together'
            when r.moved_at = r.begun_at then 'led'
            else 'followed'
        end
    from ranked as r
    join firsts as f using (product_id, direction, episode);
end
$function$;

CREATE OR REPLACE FUNCTION private.market_prices (
  workspace uuid,
  at        timestamp with time zone,
  after     uuid                     DEFAULT '00000000-0000-0000-0000-000000000000'::uuid,
  until     uuid                     DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
)
  RETURNS TABLE (
    product_id  uuid,
    competitor  text,
    price       numeric,
    currency    text,
    in_stock    boolean,
    observed_at timestamp with time zone,
    state       text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    fresh_since constant timestamptz := at - make_interval(days => private.fresh_days(workspace));
begin
    return query
    select
        n.product_id,
        n.competitor,
        n.price,
        n.currency,
        n.in_stock,
        n.observed_at,
        case
            when n.currency <> p.currency then 'other_currency'
            when n.observed_at < fresh_since then 'stale'
            when not n.in_stock then 'out_of_stock'
            else 'compared'
        end
    from (
        select distinct on (c.product_id, c.competitor) c.*
        from public.competitor_prices as c
        where
            c.workspace_id = workspace
            and c.product_id > after
            and c.product_id <= until
            and c.observed_at > at - interval '1 year'
            and c.observed_at <= at
            -- Rows from before there was an import could hold these.
            and c.price > 0
            and c.price < 'Infinity'
        order by c.product_id, c.competitor, c.observed_at desc
    ) as n
    join public.products as p on p.workspace_id = workspace and p.id = n.product_id and p.is_active;
end
$function$;

CREATE OR REPLACE FUNCTION private.place_market_summary (
  workspace       uuid,
  business        uuid,
  wanted_language text,
  subject         jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    wanted public.ai_generations;
begin
    perform private.require_ai_on(workspace, null);
    perform private.ensure_credit_budget(workspace);
    perform private.ensure_default_budgets(workspace, null);
    wanted.workspace_id := workspace;
    wanted.business_id := business;
    wanted.generation_type := 'market_summary';
    wanted.prompt_text := case
        when subject ? 'market_trend_id' then case wanted_language
            when 'ar' then 'لخّصوا ما يرتفع وما ينخفض في سوقنا.'
            else 'Sum up what rises and what falls in our market.'
        end
        else case wanted_language
            when 'ar' then 'لخّصوا موقع أسعارنا من أسعار المنافسين.'
            else 'Sum up how our prices stand beside those of our competitors.'
        end
    end;
    wanted.language := wanted_language;
    wanted.tier := 'standard';
    wanted.parameters := subject;
    wanted := private.place_generation(wanted);
    return wanted.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_fault (
  form                text,
  told                text,
  product_key         text,
  external_key        text,
  name_key            text,
  matches             bigint,
  competitor          text,
  price_fault         text,
  amount              numeric,
  currency            text,
  currencies          text[],
  product_currency    text,
  own_price           numeric,
  absurd              numeric,
  is_stock_understood boolean,
  url                 text,
  observed_key        text,
  observed            timestamp with time zone,
  OUT                 code text,
  OUT                 reason text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    digits constant integer := (
        select least(c.minor_units, 2) from public.currencies as c where c.code = currency
    );
    named constant text := coalesce(product_key, external_key, name_key);
    shown constant text := trim_scale(amount)::text;
begin
    case
        when form is distinct from 'object' then
            code := 'bad_row';
            reason := 'a row is an object with product, competitor, price and currency';
        when told is not null then
            code := 'bad_row';
            reason := left('the row ' || told, 500);
        when named is null then
            code := 'missing_product';
            reason := 'names no product: give product_id, external_id or name';
        when matches = 0 then
            code := 'unknown_product';
            reason := format('there is no product %L in this workspace', left(named, 100));
        when matches > 1 then
            code := 'ambiguous_product';
            reason := format('%L is several products: give product_id, or store', left(named, 100));
        when competitor is null then
            code := 'missing_competitor';
            reason := 'names no competitor';
        when char_length(competitor) > 255 then
            code := 'bad_competitor';
            reason := 'the competitor''s name is longer than 255 characters';
        when price_fault = 'is negative' or amount < 0 then
            code := 'negative_price';
            reason := 'the price is negative';
        when price_fault is not null or amount is null then
            code := 'bad_price';
            reason := format('the price %s', coalesce(price_fault, 'is missing'));
        when amount in ('NaN', 'Infinity', '-Infinity') then
            code := 'bad_price';
            reason := 'the price is not a number';
        when amount = 0 then
            code := 'zero_price';
            reason := 'the price is 0: leave out what is not sold';
        when currency is null then
            code := 'missing_currency';
            reason := 'names no currency: give its ISO 4217 code';
        when digits is null then
            code := 'unknown_currency';
            reason := format('there is no currency %L', left(currency, 20));
        when currencies is not null and not currency = any (currencies) then
            code := 'other_currency';
            reason := format('the sign beside the price does not stand for %s', currency);
        when currency <> product_currency then
            code := 'other_currency';
            reason := format('the product is sold in %s, not in %s', product_currency, currency);
        when amount <> round(amount, digits) then
            code := 'too_many_decimals';
            reason := format(
                '%s has more decimals than are kept of %s (%s)', shown, currency, digits
            );
        when amount >= 1e10
            or own_price > 0 and not amount between own_price / absurd and own_price * absurd then
            code := 'absurd_price';
            reason := format(
                '%s is more than %s times away from our %s: another product, or minor units?',
                left(shown, 40), trim_scale(absurd), own_price
            );
        when not is_stock_understood then
            code := 'bad_stock';
            reason := 'in_stock is neither true nor false';
        when private.url_fault(url) is not null then
            code := 'bad_url';
            reason := format('the url %s', private.url_fault(url));
        when observed_key is not null and observed is null then
            code := 'bad_date';
            reason := format(
                '%L is no date: write 2026-11-30 or 2026-11-30T08:00Z', left(observed_key, 40)
            );
        -- Clocks differ by some minutes.
        when observed > now() + interval '5 minutes' then
            code := 'in_future';
            reason := format('%s is in the future', observed_key);
        when observed < '2000-01-01' then
            code := 'too_old';
            reason := format('%s is before the year 2000', observed_key);
        else null;
    end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_index (
  relatives numeric[],
  weights   numeric[]
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    return (
        select round(
            (100 * exp(sum(r.weight * ln(r.relative)) / nullif(sum(r.weight), 0)))::numeric, 2
        )
        from (
            select p.relative::float8 as relative, coalesce(p.weight, 1)::float8 as weight
            from unnest(relatives, coalesce(weights, '{}'::numeric[])) as p (relative, weight)
            where p.relative > 0
        ) as r
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.price_series (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with seen as (
        select
            o.product_id,
            o.competitor,
            o.currency,
            o.category,
            o.day,
            o.price,
            lag(o.price) over one as before,
            lag(o.day) over one as day_before
        from (
            select distinct on (c.product_id, c.competitor, c.observed_at::date)
                c.product_id,
                c.competitor,
                c.currency,
                p.category,
                (c.observed_at at time zone 'UTC')::date as day,
                c.price
            from public.competitor_prices as c
            join public.products as p
                on p.workspace_id = c.workspace_id and p.id = c.product_id and p.is_active
            where
                c.workspace_id = price_series.workspace
                and c.currency = p.currency
                and c.price > 0
                and c.price < 'Infinity'
                and c.observed_at >= (since - 30)::timestamp at time zone 'UTC'
                and c.observed_at < (until + 1)::timestamp at time zone 'UTC'
            order by c.product_id, c.competitor, c.observed_at::date, c.observed_at desc
        ) as o
        window one as (partition by o.product_id, o.competitor order by o.day)
    ),

    -- The whole market and each category: a row without one counts for the whole alone.
    grouped as (
        select s.*, g.category as part
        from seen as s
        cross join lateral (
            select null::text as category
            union
            select s.category
        ) as g
    ),

    sizes as (
        select g.part, g.currency, count(distinct (g.product_id, g.competitor)) as series
        from grouped as g
        group by g.part, g.currency
        having count(distinct (g.product_id, g.competitor)) >= 2
        order by (g.part is null) desc, 3 desc, 1, 2
        limit 100
    ),

    steps as (
        select g.part, g.currency, g.day, sum(ln(g.price / g.before)::float8) as moved
        from grouped as g
        where g.before is not null and g.day >= since and g.price <> g.before
        group by g.part, g.currency, g.day
    )

    select coalesce(jsonb_agg(to_jsonb(i) order by i.category nulls first, i.currency), '[]'::jsonb)
    from (
        select
            d.part as category,
            d.currency,
            max(d.series) as series,
            jsonb_agg(round((100 * exp(d.moved))::numeric, 4) order by d.day) as index
        from (
            select
                z.part,
                z.currency,
                z.series,
                t.day::date as day,
                -- A series that nobody looked at on a day stands still: it is matched with itself.
                sum(coalesce(s.moved, 0) / z.series) over (
                    partition by z.part, z.currency order by t.day
                ) as moved
            from sizes as z
            cross join generate_series(since, until, interval '1 day') as t (day)
            left join steps as s
                on s.part is not distinct from z.part
                and s.currency = z.currency
                and s.day = t.day::date
        ) as d
        group by d.part, d.currency
    ) as i
$function$;

CREATE OR REPLACE FUNCTION private.product_analyses (
  workspace uuid,
  at        timestamp with time zone,
  after     uuid,
  until     uuid
)
  RETURNS TABLE (
    product_id uuid,
    analysis   jsonb,
    newest     timestamp with time zone
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with prices as (
        select
            m.product_id,
            jsonb_agg(
                jsonb_build_object(
                    'competitor', m.competitor, 'price', m.price, 'currency', m.currency,
                    'state', m.state
                )
                order by m.state <> 'compared', m.price, m.competitor
            ) filter (where m.place <= 50) as competitors,
            jsonb_object_agg(m.competitor, m.observed_at) filter (where m.place <= 50) as observed
        from (
            select
                p.*,
                row_number() over (
                    partition by p.product_id order by p.state <> 'compared', p.price, p.competitor
                ) as place
            from private.market_prices(workspace, at, after, until) as p
        ) as m
        group by m.product_id
    ),

    moves as (
        select
            c.product_id,
            jsonb_agg(
                jsonb_build_object(
                    'competitor', c.competitor, 'up', c.up, 'down', c.down, 'led', c.led,
                    'followed', c.followed
                )
                order by c.competitor nulls first
            ) as changes
        from (
            select
                v.product_id,
                v.competitor,
                count(*) filter (where v.direction > 0) as up,
                count(*) filter (where v.direction < 0) as down,
                count(*) filter (where v.part = 'led') as led,
                count(*) filter (where v.part = 'followed') as followed
            from private.market_moves(
                workspace, at - interval '30 days', after, until
            ) as v
            group by v.product_id, v.competitor
        ) as c
        group by c.product_id
    )

    select
        g.product_id,
        jsonb_build_object(
            'version', 1,
            'currency', g.currency,
            'price', g.price,
            'compared', g.competitors,
            'lowest', g.lowest,
            'median', g.median,
            'highest', g.highest,
            'lowest_competitor', g.lowest_competitor,
            'gap_to_lowest', g.gap_to_lowest,
            'gap_to_lowest_percent', g.gap_to_lowest_percent,
            'gap_to_median', g.gap_to_median,
            'gap_to_median_percent', g.gap_to_median_percent,
            'rank', g.rank,
            'competitors', p.competitors,
            'changes', coalesce(m.changes, '[]'::jsonb),
            'seen', jsonb_build_object('observed', p.observed)
        ),
        g.newest
    from private.market_gaps(workspace, at, after, until) as g
    join prices as p on p.product_id = g.product_id
    left join moves as m on m.product_id = g.product_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.product_series (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with sold as (
        select b.product_id, b.date, sum(b.units) as units
        from public.revenue_breakdown as b
        where
            b.workspace_id = product_series.workspace
            and b.date between since and until
            and b.product_id is not null
        group by b.product_id, b.date
    ),

    viewed as (
        select m.product_id, m.date, sum(m.views) as views
        from public.product_metrics as m
        where m.workspace_id = product_series.workspace and m.date between since and until
        group by m.product_id, m.date
    ),

    daily as (
        select
            coalesce(s.product_id, v.product_id) as product_id,
            coalesce(s.date, v.date) as date,
            coalesce(s.units, 0) as units,
            coalesce(v.views, 0) as views
        from sold as s
        full join viewed as v on v.product_id = s.product_id and v.date = s.date
    ),

    chosen as (
        select d.product_id, p.name, p.category, p.created_at
        from daily as d
        join public.products as p
            on p.workspace_id = product_series.workspace and p.id = d.product_id and p.is_active
        group by d.product_id, p.name, p.category, p.created_at
        order by sum(d.units) desc, sum(d.views) desc, d.product_id
        limit 500
    )

    select coalesce(jsonb_agg(to_jsonb(s) order by s.product_id), '[]'::jsonb)
    from (
        select
            c.product_id,
            c.name,
            c.category,
            (c.created_at at time zone 'UTC')::date as since,
            jsonb_agg(coalesce(d.units, 0) order by g.day) as units,
            jsonb_agg(coalesce(d.views, 0) order by g.day) as views
        from chosen as c
        cross join (
            select t.day::date as day
            from generate_series(since, until, interval '1 day') as t (day)
        ) as g
        left join daily as d on d.product_id = c.product_id and d.date = g.day
        group by c.product_id, c.name, c.category, c.created_at
    ) as s
$function$;

CREATE OR REPLACE FUNCTION private.prune_forecasts (
  workspace uuid,
  today     date
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    pruned integer;
begin
    with ranked as (
        select
            p.id,
            p.predicted_on,
            p.horizon_days,
            min(p.predicted_on) over (
                partition by
                    p.product_id, p.category, p.currency, p.horizon_days,
                    date_trunc('week', p.predicted_on)
            ) as first_of_week,
            max(p.predicted_on) over (
                partition by p.product_id, p.category, p.currency, p.horizon_days
            ) as newest
        from public.revenue_predictions as p
        where p.workspace_id = workspace
    )

    delete from public.revenue_predictions as p
    using ranked as r
    where
        p.id = r.id
        and r.predicted_on < r.newest
        and (
            (r.horizon_days > 7 and r.predicted_on > r.first_of_week)
            or r.predicted_on + r.horizon_days + 14 < today
        );
    get diagnostics pruned = row_count;
    return pruned;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_amount (
  given        text,
  decimal_sign text,
  OUT          amount numeric,
  OUT          currencies text[],
  OUT          fault text
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    -- Arabic-Indic and Persian digits are digits. ٫ is always a decimal sign, ٬ always groups.
    -- Blanks that do not break are blanks; marks of direction are nothing.
    plain text := btrim(
        translate(
            left(given, 100),
            '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹' || U&'\00A0\202F\2007\200E\200F\061C',
            '01234567890123456789   '
        ),
        E' \t\n\r'
    );
    body text;
    before text;
    after text;
    mark text;
    known text[];
    separator text;
begin
    if plain ~ '[٫٬]' then
        if plain ~ '[.,]\d' or decimal_sign = ',' then
            fault := 'mixes Arabic and other signs for decimals';
            return;
        end if;
        decimal_sign := '.';
        plain := translate(plain, '٫٬', '.,');
    end if;
    body := substring(plain from '[.,]?[0-9](?:[0-9.,''’[:space:]]*[0-9])?');
    if body is null then
        fault := case when coalesce(plain, '') = '' then 'is missing' else 'is not a number' end;
        return;
    end if;
    before := left(plain, strpos(plain, body) - 1);
    if body ~ '^[.,]' and before ~ '[[:alpha:]]$' then
        -- Rs.500 is five hundred: the full stop belongs to the mark.
        body := substr(body, 2);
        before := before || '.';
    end if;
    after := substr(plain, char_length(before) + char_length(body) + 1);
    -- 12,- and 12.— are whole amounts.
    after := btrim(regexp_replace(after, '^[.,][-–—]{1,2}', ''));
    before := regexp_replace(btrim(before), '^\+|\+$', '');
    if after ~ '\d' then
        fault := 'holds more than one number';
        return;
    end if;
    if before ~ '[-−–(]' or after ~ '[-−–)]' then
        fault := 'is negative';
        return;
    end if;
    foreach mark in array array_remove(array[btrim(before), after], '') loop
        known := private.amount_currencies(mark);
        if known is null then
            fault := format('holds %L beside the number', left(mark, 30));
            return;
        end if;
        currencies := case
            when currencies is null then known
            else array(select c from unnest(currencies) as c where c = any (known))
        end;
    end loop;
    if currencies = '{}' then
        fault := 'names two currencies';
        return;
    end if;

    -- Blanks and apostrophes can only group.
    if body ~ '[[:space:]''’]' then
        if body !~ '^\d{1,3}([[:space:]''’]\d{3})+([.,]\d+)?$' then
            fault := 'is not grouped in thousands';
            return;
        end if;
        body := regexp_replace(body, '[[:space:]''’]', '', 'g');
        separator := substring(body from '[.,]');
    elsif body ~ '\.' and body ~ ',' then
        -- The last of the two comes before the decimals, and is there once.
        separator := substring(body from '[.,](?=\d+$)');
        if body !~ (
            case separator
                when '.' then '^(\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})\.\d+$'
                else '^\d{1,3}(\.\d{3})+,\d+$'
            end
        ) then
            fault := 'mixes points and commas';
            return;
        end if;
    elsif body ~ '[.,].*[.,]' then
        -- Several of one kind group, in threes, or as in India.
        if body !~ '^(\d{1,3}([.,]\d{3})+|\d{1,2}(,\d{2})+,\d{3})$'
            or left(substring(body from '[.,]'), 1) = decimal_sign
        then
            fault := 'is not grouped in thousands';
            return;
        end if;
        body := regexp_replace(body, '[.,]', '', 'g');
    elsif body ~ '[.,]' then
        separator := substring(body from '[.,]');
        if separator = decimal_sign then
            null;
        elsif body ~ '^[1-9]\d{0,2}[.,]\d{3}$' then
            if decimal_sign is null then
                fault := format(
                    'can be %s or %s',
                    regexp_replace(body, '[.,]', ''), regexp_replace(body, '[.,]', '.')
                );
                return;
            end if;
            body := regexp_replace(body, '[.,]', '');
            separator := null;
        end if;
    end if;
    if separator <> decimal_sign then
        fault := format('has its decimals after %L, not after %L', separator, decimal_sign);
        return;
    end if;
    if separator is not null then
        body := replace(
            replace(body, case separator when '.' then ',' else '.' end, ''), ',', '.'
        );
    end if;
    if char_length(body) > 40 then
        fault := 'has too many digits';
        return;
    end if;
    amount := body::numeric;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_moment (
  given text
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    -- Of ISO 8601 only: Postgres would take "tomorrow", and 01/02/2026 either way.
    if given !~ (
        '^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?'
        || '( ?(Z|z|[+-]\d{2}(:?\d{2})?))?)?$'
    ) then
        return null;
    end if;
    given := replace(given, ',', '.');
    if given ~ '(Z|z|[T ].*[+-]\d{2}(:?\d{2})?)$' then
        return given::timestamptz;
    end if;
    return given::timestamp at time zone 'UTC';
exception when datetime_field_overflow or invalid_datetime_format then
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_stock (
  given text,
  OUT   in_stock boolean,
  OUT   is_understood boolean
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    plain constant text := regexp_replace(
        regexp_replace(lower(btrim(given)), '^https?://schema\.org/', ''), '[-_[:space:]]+', '', 'g'
    );
begin
    is_understood := true;
    if coalesce(plain, '') in ('', 'unknown', 'null', 'n/a') then
        return;
    elsif plain in (
        'true', 't', 'yes', 'y', '1', 'instock', 'available', 'نعم', 'متوفر', 'متاح'
    ) then
        in_stock := true;
    elsif plain in (
        'false', 'f', 'no', 'n', '0', 'outofstock', 'soldout', 'unavailable', 'لا', 'غيرمتوفر',
        'نفد', 'نفدتالكمية'
    ) then
        in_stock := false;
    else
        is_understood := false;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.request_feed_fetch (
  feed uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    wanted public.competitor_feeds;
begin
    select f.* into wanted from public.competitor_feeds as f where f.id = feed;
    if wanted.id is null or not (
        private.is_service()
        or wanted.workspace_id = any (array(select private.workspace_ids('viewer')))
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such feed',
            detail = format('feed_id: %s', feed),
            hint = 'The feeds: select id, name from competitor_feeds.';
    end if;
    perform private.require_role(wanted.workspace_id, 'member');
    if not wanted.is_active then
        raise exception using
            errcode = 'PT409',
            message = format('the feed %L is switched off', wanted.name),
            hint = 'Set is_active first.';
    end if;
    return jobs.enqueue(
        'insights.fetch_feed',
        jsonb_build_object('feed_id', wanted.id),
        workspace_id => wanted.workspace_id,
        dedup_key => 'insights.fetch_feed ' || wanted.id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.request_forecast (
  workspace uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform private.require_role(workspace, 'member');
    return jobs.enqueue(
        'insights.forecast',
        workspace_id => workspace,
        priority => 1,
        dedup_key => 'insights.forecast ' || workspace
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.request_market_analysis (
  workspace uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform private.require_role(workspace, 'member');
    return jobs.enqueue(
        'insights.analyse_market',
        workspace_id => workspace,
        dedup_key => 'insights.analyse_market ' || workspace
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.request_market_summaries (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    settings public.market_settings;
    business uuid;
    subject record;
    generation uuid;
    refusal text;
    requested integer := 0;
    refused jsonb := '[]'::jsonb;
begin
    select s.* into settings from public.market_settings as s where s.workspace_id = workspace;
    if not coalesce(settings.writes_summaries, false) then
        return jsonb_build_object('requested', 0, 'refused', refused);
    end if;
    select b.id into business
    from public.businesses as b
    where b.workspace_id = workspace
    order by b.id is distinct from settings.business_id, b.created_at, b.id
    limit 1;
    -- One after the other: each may be the one that there is no room for.
    for subject in
        select newest.id, newest.options
        from (
            (
                select
                    a.id,
                    jsonb_build_object('competitor_analysis_id', a.id) as options,
                    a.summary,
                    a.generation_id,
                    jsonb_array_length(a.analysis -> 'currencies') as said
                from public.competitor_analysis as a
                where
                    a.workspace_id = workspace
                    and a.product_id is null
                    and a.competitor is null
                    and jsonb_typeof(a.analysis -> 'currencies') = 'array'
                order by a.created_at desc
                limit 1
            )
            union all
            (
                select
                    t.id,
                    jsonb_build_object('market_trend_id', t.id),
                    t.summary,
                    t.generation_id,
                    jsonb_array_length(t.trends -> 'found')
                from public.market_trends as t
                where
                    t.workspace_id = workspace
                    and t.category is null
                    and jsonb_typeof(t.trends -> 'found') = 'array'
                order by t.detected_at desc
                limit 1
            )
        ) as newest
        where newest.summary is null and newest.generation_id is null and newest.said > 0
    loop
        generation := null;
        refusal := null;
        begin
            if business is null then
                refusal := 'there is no business profile to write it for';
            else
                generation := private.place_market_summary(
                    workspace, business, settings.language, subject.options
                );
                requested := requested + 1;
            end if;
        exception
            -- The numbers stay, and tomorrow is another day.
            when sqlstate 'PT402' or sqlstate 'PT422' or sqlstate 'PT423' then
                refusal := left(sqlerrm, 1000);
        end;
        update public.competitor_analysis as a
        set generation_id = generation, summary_note = refusal
        where a.workspace_id = workspace and a.id = subject.id;
        update public.market_trends as t
        set generation_id = generation, summary_note = refusal
        where t.workspace_id = workspace and t.id = subject.id;
        if refusal is not null then
            refused := refused || to_jsonb(refusal);
        end if;
    end loop;
    return jsonb_build_object('requested', requested, 'refused', refused);
end
$function$;

CREATE OR REPLACE FUNCTION private.retry_competitor_prices (
  workspace uuid,
  rejects   uuid[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    chosen uuid[];
    answer jsonb;
begin
    perform private.require_role(workspace, 'member');
    select array_agg(l.id order by l.created_at, l.id)
    into chosen
    from (
        select r.id, r.created_at
        from public.competitor_price_rejects as r
        where r.workspace_id = workspace and (rejects is null or r.id = any (rejects))
        order by r.created_at, r.id
        limit 1000
        for update
    ) as l;
    with tried as materialized (
        select t.code, t.reason, chosen [t.place + 1] as id
        from private.take_competitor_prices(
            workspace,
            (
                select coalesce(
                    jsonb_agg(
                        -- What names no moment was seen when it was sent.
                        jsonb_build_object('row', r.sent, 'source', r.source, 'at', r.created_at)
                        order by r.created_at, r.id
                    ),
                    '[]'::jsonb
                )
                from public.competitor_price_rejects as r
                where r.id = any (chosen)
            )
        ) as t
    ),

    taken as (
        delete from public.competitor_price_rejects as r
        using tried as t
        where r.id = t.id and t.code in ('imported', 'duplicate')
    ),

    left_over as (
        update public.competitor_price_rejects as r
        set code = t.code, reason = t.reason
        from tried as t
        where
            r.id = t.id
            and t.code not in ('imported', 'duplicate')
            and (r.code, r.reason) is distinct from (t.code, t.reason)
    )

    select jsonb_build_object(
        'imported', count(*) filter (where t.code = 'imported'),
        'duplicates', count(*) filter (where t.code = 'duplicate'),
        'rejected', coalesce(
            jsonb_agg(jsonb_build_object('id', t.id, 'code', t.code, 'reason', t.reason))
            filter (where t.code not in ('imported', 'duplicate')),
            '[]'::jsonb
        )
    )
    into answer
    from tried as t;
    return answer;
end
$function$;

CREATE OR REPLACE FUNCTION private.revenue_of_days (
  workspace   uuid,
  product     uuid,
  of_category text,
  of_currency text,
  since       date,
  until       date
)
  RETURNS TABLE (
    date    date,
    revenue numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if product is null and of_category is null then
        return query
        select r.date, r.revenue
        from public.revenue_daily as r
        where
            r.workspace_id = workspace
            and r.currency = of_currency
            and r.date between since and until;
    elsif product is not null then
        return query
        select b.date, b.revenue
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.product_id = product
            and b.currency = of_currency
            and b.date between since and until;
    else
        return query
        select b.date, sum(b.revenue)
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.category = of_category
            and b.currency = of_currency
            and b.date between since and until
        group by b.date;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.save_forecasts (
  workspace    uuid,
  predicted_on date,
  predictions  jsonb,
  backtests    jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    day constant date := save_forecasts.predicted_on;
    kept integer;
    tested integer;
begin
    -- One at a time; what was predicted earlier that day is replaced.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.forecasts ' || workspace, 0));
    delete from public.revenue_predictions as p
    where p.workspace_id = workspace and p.predicted_on = day and p.horizon_days in (7, 30, 90);

    with series as (
        select s.*
        from jsonb_to_recordset(predictions) as s (
            product_id uuid,
            category text,
            currency text,
            horizon_days integer,
            model text,
            backtest_error numeric,
            baseline_error numeric,
            realised_coverage numeric,
            is_conformal boolean,
            notes jsonb,
            revenue jsonb,
            low jsonb,
            high jsonb,
            units jsonb
        )
        -- A product may have gone while its forecast was made.
        where
            s.product_id is null
            or exists (
                select
                from public.products as p
                where p.workspace_id = workspace and p.id = s.product_id
            )
    )

    insert into public.revenue_predictions (
        workspace_id, product_id, category, date, horizon_days, currency, predicted_revenue,
        predicted_units, interval_low, interval_high, model, backtest_error, baseline_error,
        realised_coverage, is_conformal, notes, predicted_on
    )
    select
        workspace,
        s.product_id,
        s.category,
        day + v.place::integer - 1,
        s.horizon_days,
        s.currency,
        v.value::text::numeric,
        (s.units -> (v.place::integer - 1))::text::numeric,
        (s.low -> (v.place::integer - 1))::text::numeric,
        (s.high -> (v.place::integer - 1))::text::numeric,
        s.model,
        s.backtest_error,
        s.baseline_error,
        s.realised_coverage,
        s.is_conformal,
        array(select jsonb_array_elements_text(s.notes)),
        day
    from series as s
    cross join lateral jsonb_array_elements(s.revenue) with ordinality as v (value, place);
    get diagnostics kept = row_count;

    delete from public.revenue_backtests as b where b.workspace_id = workspace;
    insert into public.revenue_backtests (
        workspace_id, product_id, category, currency, horizon_days, model, predicted_on, date,
        actual_revenue, predicted_revenue, interval_low, interval_high
    )
    select
        workspace,
        s.product_id,
        s.category,
        s.currency,
        s.horizon_days,
        s.model,
        s.predicted_on,
        s.predicted_on + v.place::integer - 1,
        (s.actual -> (v.place::integer - 1))::text::numeric,
        v.value::text::numeric,
        (s.low -> (v.place::integer - 1))::text::numeric,
        (s.high -> (v.place::integer - 1))::text::numeric
    from jsonb_to_recordset(backtests) as s (
        product_id uuid,
        category text,
        currency text,
        horizon_days integer,
        model text,
        predicted_on date,
        actual jsonb,
        revenue jsonb,
        low jsonb,
        high jsonb
    )
    cross join lateral jsonb_array_elements(s.revenue) with ordinality as v (value, place)
    where
        s.product_id is null
        or exists (
            select
            from public.products as p
            where p.workspace_id = workspace and p.id = s.product_id
        );
    get diagnostics tested = row_count;
    return jsonb_build_object(
        'predictions', kept,
        'backtests', tested,
        'pruned', private.prune_forecasts(workspace, day)
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.search_series (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with searches as (
        select
            (e.occurred_at at time zone 'UTC')::date as date,
            -- Google Analytics calls it search_term, Segment query; sites term and q.
            left(
                btrim(regexp_replace(
                    lower(coalesce(
                        e.properties ->> 'search_term', e.properties ->> 'query',
                        e.properties ->> 'term', e.properties ->> 'q'
                    )),
                    '\s+', ' ', 'g'
                )),
                100
            ) as term,
            e.quantity,
            coalesce(e.visitor_id, e.session_id, e.id::text) as visitor
        from public.events as e
        where
            e.workspace_id = search_series.workspace
            and e.event_type = 'search'
            and e.occurred_at >= since::timestamp at time zone 'UTC'
            and e.occurred_at < (until + 1)::timestamp at time zone 'UTC'
    ),

    -- What few looked for is nobody's business: it may be a name or an address.
    chosen as (
        select s.term
        from searches as s
        where s.term <> ''
        group by s.term
        having count(distinct s.visitor) >= 5
        order by sum(s.quantity) desc, s.term
        limit 200
    ),

    daily as (
        select s.term, s.date, sum(s.quantity) as searches
        from searches as s
        join chosen as c on c.term = s.term
        group by s.term, s.date
    )

    select coalesce(jsonb_agg(to_jsonb(t) order by t.term), '[]'::jsonb)
    from (
        select c.term, jsonb_agg(coalesce(d.searches, 0) order by g.day) as searches
        from chosen as c
        cross join (
            select t.day::date as day
            from generate_series(since, until, interval '1 day') as t (day)
        ) as g
        left join daily as d on d.term = c.term and d.date = g.day
        group by c.term
    ) as t
$function$;

CREATE OR REPLACE FUNCTION private.take_competitor_prices (
  workspace uuid,
  sent      jsonb
)
  RETURNS TABLE (
    place  integer,
    code   text,
    reason text
  )
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    absurd constant numeric := coalesce(
        (select s.absurd_factor from public.market_settings as s where s.workspace_id = workspace),
        20
    );
begin
    return query
    with given as materialized (
        select
            (g.place - 1)::integer as place,
            g.value -> 'row' as line,
            g.value ->> 'source' as source,
            (g.value ->> 'at')::timestamptz as at
        from jsonb_array_elements(sent) with ordinality as g (value, place)
    ),

    fields as materialized (
        select
            g.*,
            nullif(btrim(g.line ->> 'product_id'), '') as product_key,
            nullif(btrim(g.line ->> 'external_id'), '') as external_key,
            nullif(btrim(g.line ->> 'store'), '') as store_key,
            nullif(btrim(g.line ->> 'name'), '') as name_key,
            -- NFC, one blank between words: the same name in two files is one competitor.
            nullif(
                btrim(regexp_replace(normalize(g.line ->> 'competitor', nfc), '\s+', ' ', 'g')), ''
            ) as competitor,
            nullif(upper(btrim(g.line ->> 'currency')), '') as currency_key,
            nullif(btrim(g.line ->> 'url'), '') as url,
            nullif(btrim(g.line ->> 'observed_at'), '') as observed_key,
            private.read_moment(btrim(g.line ->> 'observed_at')) as observed,
            case when jsonb_typeof(g.line -> 'price') = 'number' then (g.line ->> 'price')::numeric
            else a.amount end as amount,
            a.currencies,
            a.fault,
            s.in_stock,
            s.is_understood
        from given as g
        left join lateral private.read_amount(
            case jsonb_typeof(g.line -> 'price') when 'string' then g.line ->> 'price' else '' end,
            g.line ->> 'decimal_sign'
        ) as a on jsonb_typeof(g.line -> 'price') is distinct from 'number'
        cross join lateral private.read_stock(g.line ->> 'in_stock') as s
    ),

    found as (
        select
            f.*,
            p.id as product_id,
            p.currency as product_currency,
            p.current_price,
            p.matches,
            coalesce(
                -- A sign that stands for one currency names it; one that stands for several must
                -- allow the one that is named.
                f.currency_key,
                case when cardinality(f.currencies) = 1 then f.currencies [1] end
            ) as currency
        from fields as f
        left join lateral (
            select
                count(*) as matches,
                (array_agg(m.id)) [1] as id,
                (array_agg(m.currency)) [1] as currency,
                (array_agg(m.current_price)) [1] as current_price
            from (
                select p.id, p.currency, p.current_price
                from public.products as p
                where p.workspace_id = workspace and p.id = private.uuid_or_null(f.product_key)
                union all
                select p.id, p.currency, p.current_price
                from public.products as p
                where
                    f.product_key is null
                    and p.workspace_id = workspace
                    and p.external_id = f.external_key
                    and (
                        f.store_key is null
                        or p.store_connection_id in (
                            select s.id
                            from public.store_connections as s
                            where
                                s.workspace_id = workspace
                                and f.store_key in (s.id::text, s.store_name, s.external_id)
                        )
                    )
                union all
                select p.id, p.currency, p.current_price
                from public.products as p
                where
                    f.product_key is null
                    and f.external_key is null
                    and p.workspace_id = workspace
                    and p.name = f.name_key
                limit 2
            ) as m
        ) as p on true
    ),

    judged as materialized (
        select
            f.*,
            coalesce(f.observed, f.at) as observed_at,
            w.code as fault_code,
            w.reason as fault_reason
        from found as f
        left join lateral private.price_fault(
            jsonb_typeof(f.line), f.line ->> 'fault', f.product_key, f.external_key, f.name_key,
            f.matches, f.competitor, f.fault, f.amount, f.currency, f.currencies, f.product_currency,
            f.current_price, absurd, f.is_understood, f.url, f.observed_key, f.observed
        ) as w on true
    ),

    good as (
        select
            j.*,
            first_value(j.place) over same as first_place,
            first_value(j.amount) over same as first_amount,
            first_value(j.in_stock) over same as first_stock,
            e.id as existing_id,
            (e.price, e.currency, e.in_stock)
            is not distinct from (j.amount, j.currency, j.in_stock) as is_existing,
            -- Without a date of its own, what says the same as the newest of a day is no news.
            j.observed is null and (n.price, n.currency, n.in_stock)
            is not distinct from (j.amount, j.currency, j.in_stock) as is_known
        from judged as j
        left join public.competitor_prices as e
            on
                e.workspace_id = workspace
                and e.product_id = j.product_id
                and e.competitor = j.competitor
                and e.observed_at = j.observed_at
        left join lateral (
            select c.price, c.currency, c.in_stock
            from public.competitor_prices as c
            where
                c.workspace_id = workspace
                and c.product_id = j.product_id
                and c.competitor = j.competitor
                and c.observed_at > j.at - interval '1 day'
                and c.observed_at <= j.at
            order by c.observed_at desc
            limit 1
        ) as n on j.observed is null
        where j.fault_code is null
        window same as (
            partition by j.product_id, j.competitor, j.observed_at order by j.place
        )
    ),

    decided as (
        select
            g.*,
            case
                when g.existing_id is not null
                    then case when g.is_existing then 'duplicate' else 'contradiction' end
                when g.place > g.first_place then case
                    when (g.amount, g.in_stock) is not distinct from (g.first_amount, g.first_stock)
                        then 'duplicate'
                    else 'contradiction'
                end
                when g.is_known then 'duplicate'
                else 'imported'
            end as outcome
        from good as g
    ),

    added as (
        insert into public.competitor_prices (
            workspace_id, product_id, competitor, url, price, currency, in_stock, source,
            observed_at
        )
        select
            workspace, d.product_id, d.competitor, d.url, d.amount, d.currency, d.in_stock,
            d.source, d.observed_at
        from decided as d
        where d.outcome = 'imported'
        order by d.product_id, d.competitor, d.observed_at
        on conflict on constraint competitor_prices_once do nothing
        returning product_id, competitor, observed_at
    )

    select
        d.place,
        -- Somebody else imported the same meanwhile.
        case
            when d.outcome = 'imported' and a.product_id is null then 'duplicate'
            else d.outcome
        end,
        case
            when d.outcome = 'contradiction'
                then format('%s has another price of the same moment already', d.competitor)
        end
    from decided as d
    left join added as a
        on
            a.product_id = d.product_id
            and a.competitor = d.competitor
            and a.observed_at = d.observed_at
    union all
    select j.place, j.fault_code, j.fault_reason
    from judged as j
    where j.fault_code is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.trend_signs (
  trends jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        jsonb_agg(
            jsonb_build_array(f -> 'kind', f -> 'key', f -> 'direction')
            order by f ->> 'kind', f ->> 'key'
        ),
        '[]'::jsonb
    )
    from jsonb_array_elements(
        case jsonb_typeof(trends -> 'found') when 'array' then trends -> 'found' else '[]' end
    ) as f
$function$;

CREATE OR REPLACE FUNCTION private.with_bounds (
  wanted public.ai_generations
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    type public.ai_generation_types;
    material bigint;
    characters integer := 0;
    dearest numeric;
begin
    select * into strict type
    from public.ai_generation_types as t
    where t.type = wanted.generation_type;
    -- Twice the data: on its way into the prompt it is indented and escaped.
    select
        octet_length(wanted.prompt_text)
        + coalesce((
            select sum(octet_length(to_jsonb(t)::text))
            from public.businesses as t
            where t.id = wanted.business_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.products as t
            where t.id = wanted.product_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.campaigns as t
            where t.id = wanted.campaign_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.campaign_components as t
            where t.id = wanted.component_id
        ), 0)
        + coalesce((
            select sum(octet_length(to_jsonb(t)::text))
            from public.site_integrations as t
            where t.id::text = wanted.parameters ->> 'integration_id'
        ), 0)
        + coalesce((
            select octet_length(t.analysis::text)
            from public.competitor_analysis as t
            where t.id::text = wanted.parameters ->> 'competitor_analysis_id'
        ), 0)
        + coalesce((
            select octet_length(t.trends::text)
            from public.market_trends as t
            where t.id::text = wanted.parameters ->> 'market_trend_id'
        ), 0)
    into material;
    if material > 400000 then
        raise exception using
            errcode = 'PT422',
            message = 'there is too much to read for one request',
            detail = format('Profile, product, campaign and component have %s bytes.', material),
            hint = 'Shorten the business profile or the description of the product.';
    end if;
    wanted.output_tokens := type.output_tokens;
    wanted.input_bytes := case
        when type.kind = 'text' then type.instruction_bytes + 2 * material
        else 2 * octet_length(wanted.prompt_text) + 2000
    end;
    if type.kind = 'voice' then
        characters := char_length(wanted.prompt_text);
        if characters > 4000 then
            perform private.option_error(
                'a voice speaks at most 4000 characters', format('The text has %s.', characters)
            );
        end if;
    end if;

    -- Which model it will be is the worker's choice where none was asked for: reserve for the
    -- dearest it may choose.
    select max(private.estimate_cost(
        m.id,
        private.call_tier(wanted),
        wanted.input_bytes,
        wanted.output_tokens,
        characters,
        coalesce((wanted.parameters ->> 'seconds')::integer, 0)
        * case type.kind when 'video' then 1 else 0 end,
        now()
    ))
    into dearest
    from public.ai_models as m
    where
        case
            when wanted.model_requested is not null then m.id = wanted.model_requested
            else
                m.is_active
                and m.kind = type.kind
                and private.setting('ai.default_models') -> type.kind ->> m.provider = m.id
                and (wanted.tier <> 'batch' or m.provider = 'openai')
                and exists (
                    select
                    from public.ai_model_prices as p
                    where p.model_id = m.id and p.tier = private.call_tier(wanted)
                )
        end;
    if dearest is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'no model makes this here: %s at the tier %s', type.kind, private.call_tier(wanted)
            ),
            hint = 'The operator adds one to ai_models, ai_model_prices and ai.default_models.';
    end if;
    wanted.estimated_cost := dearest;
    return wanted;
end
$function$;

CREATE OR REPLACE FUNCTION public.analyse_market (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.analyse_market(analyse_market.workspace)
$function$;

REVOKE ALL ON FUNCTION "public"."analyse_market"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.analyse_products (
  workspace uuid,
  after     uuid DEFAULT NULL::uuid
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.analyse_products(
        analyse_products.workspace,
        coalesce(analyse_products.after, '00000000-0000-0000-0000-000000000000'),
        5000
    )
$function$;

REVOKE ALL ON FUNCTION "public"."analyse_products"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_feed_fetch (
  feed_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.competitor_feeds as f
    set last_fetched_at = now(), next_fetch_at = now() + make_interval(mins => f.every_minutes)
    where f.id = begin_feed_fetch.feed_id and f.is_active
    returning jsonb_build_object(
        'url', f.url,
        'format', f.format,
        'items', f.items,
        'delimiter', f.delimiter,
        'decimal_sign', f.decimal_sign,
        'mapping', f.mapping,
        'competitor', f.competitor,
        'currency', f.currency,
        'etag', f.etag,
        'last_modified', f.last_modified
    )
$function$;

REVOKE ALL ON FUNCTION "public"."begin_feed_fetch"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.compare_forecasts (
  workspace uuid,
  today     date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.compare_forecasts(workspace, today);
end
$function$;

REVOKE ALL ON FUNCTION "public"."compare_forecasts"(uuid, date) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.competitor_gaps (
  workspace_id uuid,
  most         integer DEFAULT 200
)
  RETURNS TABLE (
    product_id            uuid,
    name                  text,
    category              text,
    currency              text,
    price                 numeric,
    competitors           bigint,
    lowest                numeric,
    median                numeric,
    highest               numeric,
    lowest_competitor     text,
    gap_to_lowest         numeric,
    gap_to_lowest_percent numeric,
    gap_to_median         numeric,
    gap_to_median_percent numeric,
    rank                  bigint,
    stale                 bigint,
    newest                timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select * from private.competitor_gaps(competitor_gaps.workspace_id, competitor_gaps.most)
$function$;

REVOKE ALL ON FUNCTION "public"."competitor_gaps"(uuid, integer) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.due_competitor_feeds (
  most integer DEFAULT 500
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        jsonb_agg(jsonb_build_object('id', d.id, 'workspace_id', d.workspace_id)), '[]'::jsonb
    )
    from (
        select f.id, f.workspace_id
        from public.competitor_feeds as f
        join public.workspaces as w on w.id = f.workspace_id and w.is_active
        where f.is_active and f.next_fetch_at <= now()
        order by f.next_fetch_at, f.id
        limit most
    ) as d
$function$;

REVOKE ALL ON FUNCTION "public"."due_competitor_feeds"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_feed_fetch (
  feed_id uuid,
  outcome jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    fault constant text := left(outcome ->> 'error', 1000);
    feed public.competitor_feeds;
begin
    update public.competitor_feeds as f
    set
        last_status = (outcome ->> 'status')::integer,
        last_error = fault,
        failures = case when fault is null then 0 else f.failures + 1 end,
        last_success_at = case when fault is null then now() else f.last_success_at end,
        etag = case when fault is null then outcome ->> 'etag' else f.etag end,
        last_modified = case
            when fault is null then outcome ->> 'last_modified' else f.last_modified
        end,
        last_result = case
            when fault is null then coalesce(outcome -> 'result', '{}'::jsonb) else f.last_result
        end,
        -- A failure is tried again soon, and ever later, but not later than it is due.
        next_fetch_at = case
            when fault is null then f.next_fetch_at
            else least(f.next_fetch_at, now() + interval '10 minutes' * 2 ^ least(f.failures, 10))
        end
    where f.id = end_feed_fetch.feed_id
    returning * into feed;
    if feed.failures >= 3 then
        perform private.raise_alert(
            'competitor_feed_failing',
            'medium',
            format('The feed %s could not be read %s times: %s.', feed.name, feed.failures, fault),
            feed.workspace_id,
            more => jsonb_build_object('feed_id', feed.id, 'url', feed.url, 'error', fault)
        );
    elsif not exists (
        select
        from public.competitor_feeds as f
        where f.workspace_id = feed.workspace_id and f.is_active and f.failures >= 3
    ) then
        perform private.resolve_alert('competitor_feed_failing', feed.workspace_id);
    end if;
end
$function$;

REVOKE ALL ON FUNCTION "public"."end_feed_fetch"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.forecast_chart (
  workspace_id uuid,
  horizon_days integer DEFAULT 30,
  product_id   uuid    DEFAULT NULL::uuid,
  category     text    DEFAULT NULL::text,
  currency     text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    head record;
begin
    perform private.require_role(forecast_chart.workspace_id, 'viewer');
    if num_nonnulls(forecast_chart.product_id, forecast_chart.category) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'a forecast is of a product or of a category, not of both',
            hint = 'Give product_id, or category, or none for the whole workspace.';
    elsif forecast_chart.horizon_days not in (7, 30, 90) then
        raise exception using
            errcode = 'PT422',
            message = format('there is no forecast of %s days', forecast_chart.horizon_days),
            hint = 'Forecasts look 7, 30 or 90 days ahead.';
    end if;
    -- Of several currencies the one that is predicted to bring the most days, then by name.
    select p.predicted_on, p.currency, p.model, p.confidence, p.backtest_error,
        p.baseline_error, p.realised_coverage, p.notes
    into head
    from public.revenue_predictions as p
    where
        p.workspace_id = forecast_chart.workspace_id
        and p.product_id is not distinct from forecast_chart.product_id
        and p.category is not distinct from forecast_chart.category
        and p.horizon_days = forecast_chart.horizon_days
        and p.currency = coalesce(forecast_chart.currency, p.currency)
    order by p.predicted_on desc, p.currency
    limit 1;
    return (
        with backtest as (
            select b.date, b.actual_revenue, b.predicted_revenue, b.interval_low, b.interval_high
            from public.revenue_backtests as b
            where
                b.workspace_id = forecast_chart.workspace_id
                and b.product_id is not distinct from forecast_chart.product_id
                and b.category is not distinct from forecast_chart.category
                and b.horizon_days = forecast_chart.horizon_days
                and b.currency = head.currency
        ),

        forecast as (
            select p.date, p.predicted_revenue, p.interval_low, p.interval_high
            from public.revenue_predictions as p
            where
                p.workspace_id = forecast_chart.workspace_id
                and p.product_id is not distinct from forecast_chart.product_id
                and p.category is not distinct from forecast_chart.category
                and p.horizon_days = forecast_chart.horizon_days
                and p.currency = head.currency
                and p.predicted_on = head.predicted_on
        ),

        history as (
            select d::date as date, coalesce(r.revenue, 0) as revenue
            from generate_series(
                (
                    select least(min(b.date), head.predicted_on - 3 * forecast_chart.horizon_days)
                    from backtest as b
                )::timestamp,
                least(
                    head.predicted_on + forecast_chart.horizon_days,
                    (now() at time zone 'UTC')::date - 1
                )::timestamp,
                interval '1 day'
            ) as d
            left join private.revenue_of_days(
                forecast_chart.workspace_id,
                forecast_chart.product_id,
                forecast_chart.category,
                head.currency,
                head.predicted_on - 400,
                head.predicted_on + forecast_chart.horizon_days
            ) as r on r.date = d::date
        )

        select jsonb_build_object(
            'series', jsonb_build_object(
                'workspace_id', forecast_chart.workspace_id,
                'product_id', forecast_chart.product_id,
                'category', forecast_chart.category,
                'name', coalesce(
                    (select p.name from public.products as p where p.id = forecast_chart.product_id),
                    forecast_chart.category,
                    'everything'
                ),
                'currency', coalesce(head.currency, forecast_chart.currency),
                'horizon_days', forecast_chart.horizon_days
            ),
            'predicted_on', head.predicted_on,
            'model', head.model,
            'confidence', head.confidence,
            'backtest_error', head.backtest_error,
            'baseline_error', head.baseline_error,
            'realised_coverage', head.realised_coverage,
            'notes', coalesce(to_jsonb(head.notes), '[]'),
            'history', (
                select coalesce(jsonb_agg(to_jsonb(h) order by h.date), '[]') from history as h
            ),
            'backtest', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'date', b.date,
                            'actual', b.actual_revenue,
                            'predicted', b.predicted_revenue,
                            'low', b.interval_low,
                            'high', b.interval_high
                        )
                        order by b.date
                    ),
                    '[]'
                )
                from backtest as b
            ),
            'forecast', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'date', f.date,
                            'predicted', f.predicted_revenue,
                            'low', f.interval_low,
                            'high', f.interval_high
                        )
                        order by f.date
                    ),
                    '[]'
                )
                from forecast as f
            )
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.forecast_series (
  workspace uuid,
  today     date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.forecast_series(workspace, today);
end
$function$;

REVOKE ALL ON FUNCTION "public"."forecast_series"(uuid, date) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.forecast_workspaces()
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.forecast_workspaces();
end
$function$;

REVOKE ALL ON FUNCTION "public"."forecast_workspaces"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.import_competitor_prices (
  workspace_id uuid,
  prices       jsonb,
  source       text  DEFAULT 'rpc'::text
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.import_competitor_prices(
        import_competitor_prices.workspace_id,
        import_competitor_prices.prices,
        import_competitor_prices.source
    )
$function$;

REVOKE ALL ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.import_feed_prices (
  feed_id uuid,
  prices  jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return (
        select private.keep_competitor_prices(
            f.workspace_id, import_feed_prices.prices, 'feed ' || f.id, f.id
        )
        from public.competitor_feeds as f
        where f.id = import_feed_prices.feed_id
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."import_feed_prices"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.market_series (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select jsonb_build_object(
        'since', d.first_day,
        'until', d.last_day,
        'false_discovery_rate', coalesce(
            (
                select s.false_discovery_rate
                from public.market_settings as s
                where s.workspace_id = market_series.workspace
            ),
            0.05
        ),
        'products', private.product_series(market_series.workspace, d.first_day, d.last_day),
        'terms', private.search_series(market_series.workspace, d.first_day, d.last_day),
        'prices', private.price_series(market_series.workspace, d.first_day, d.last_day)
    )
    from private.market_days(market_series.workspace) as d
$function$;

REVOKE ALL ON FUNCTION "public"."market_series"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.market_workspaces()
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select array(
        select w.id
        from public.workspaces as w
        where
            w.is_active
            and (
                exists (select from public.competitor_prices as c where c.workspace_id = w.id)
                or exists (
                    select
                    from public.revenue_breakdown as b
                    where b.workspace_id = w.id and b.date > current_date - 90
                )
                or exists (
                    select
                    from public.product_metrics as m
                    where m.workspace_id = w.id and m.date > current_date - 90
                )
            )
        order by w.id
    )
$function$;

REVOKE ALL ON FUNCTION "public"."market_workspaces"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.request_feed_fetch (
  feed_id uuid
)
  RETURNS uuid
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_feed_fetch(request_feed_fetch.feed_id)
$function$;

REVOKE ALL ON FUNCTION "public"."request_feed_fetch"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.request_forecast (
  workspace_id uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.request_forecast(workspace_id);
end
$function$;

REVOKE ALL ON FUNCTION "public"."request_forecast"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.request_market_analysis (
  workspace_id uuid
)
  RETURNS uuid
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_market_analysis(request_market_analysis.workspace_id)
$function$;

REVOKE ALL ON FUNCTION "public"."request_market_analysis"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.request_market_summaries (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_market_summaries(request_market_summaries.workspace)
$function$;

REVOKE ALL ON FUNCTION "public"."request_market_summaries"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.retry_competitor_prices (
  workspace_id uuid,
  rejects      uuid[] DEFAULT NULL::uuid[]
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.retry_competitor_prices(
        retry_competitor_prices.workspace_id, retry_competitor_prices.rejects
    )
$function$;

REVOKE ALL ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.revenue_forecast (
  workspace_id uuid,
  horizon_days integer DEFAULT 30,
  product_id   uuid    DEFAULT NULL::uuid,
  category     text    DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if coalesce(revenue_forecast.horizon_days not in (7, 30, 90), true) then
        raise exception using
            errcode = 'PT422',
            message = 'forecasts look 7, 30 or 90 days ahead',
            detail = format('horizon_days: %s', revenue_forecast.horizon_days),
            hint = 'Ask for one of these.';
    end if;
    if num_nonnulls(revenue_forecast.product_id, revenue_forecast.category) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'a forecast is of a product or of a category, not of both',
            hint = 'Leave one of them out.';
    end if;
    perform private.require_role(revenue_forecast.workspace_id, 'viewer');
    return (
        with wanted as materialized (
            select p.*
            from public.revenue_predictions as p
            where
                p.workspace_id = revenue_forecast.workspace_id
                and p.product_id is not distinct from revenue_forecast.product_id
                and p.category is not distinct from revenue_forecast.category
                and p.horizon_days = revenue_forecast.horizon_days
        ),

        newest as (
            select w.*
            from wanted as w
            join (
                select n.currency, max(n.predicted_on) as predicted_on
                from wanted as n
                group by n.currency
            ) as n on n.currency = w.currency and n.predicted_on = w.predicted_on
        ),

        forecasts as (
            select
                n.currency,
                jsonb_build_object(
                    'currency', n.currency,
                    'predicted_on', n.predicted_on,
                    'model', n.model,
                    'confidence', n.confidence,
                    'backtest_error', n.backtest_error,
                    'baseline_error', n.baseline_error,
                    'realised_coverage', n.realised_coverage,
                    'is_conformal', n.is_conformal,
                    'notes', to_jsonb(n.notes),
                    'total', jsonb_build_object(
                        'revenue', sum(n.predicted_revenue),
                        'units', sum(n.predicted_units),
                        'interval_low', sum(n.interval_low),
                        'interval_high', sum(n.interval_high)
                    ),
                    'days', jsonb_agg(
                        jsonb_build_object(
                            'date', n.date,
                            'revenue', n.predicted_revenue,
                            'units', n.predicted_units,
                            'interval_low', n.interval_low,
                            'interval_high', n.interval_high
                        )
                        order by n.date
                    )
                ) as forecast
            from newest as n
            group by
                n.currency, n.predicted_on, n.model, n.confidence, n.backtest_error,
                n.baseline_error, n.realised_coverage, n.is_conformal, n.notes
        )

        select jsonb_build_object(
            'horizon_days', revenue_forecast.horizon_days,
            'product_id', revenue_forecast.product_id,
            'category', revenue_forecast.category,
            'forecasts', coalesce(jsonb_agg(f.forecast order by f.currency), '[]')
        )
        from forecasts as f
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.save_forecasts (
  workspace    uuid,
  predicted_on date,
  predictions  jsonb,
  backtests    jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.save_forecasts(workspace, predicted_on, predictions, backtests);
end
$function$;

REVOKE ALL ON FUNCTION "public"."save_forecasts"(uuid, date, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_market_trends (
  workspace uuid,
  trends    jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    last_id uuid;
    last_trends jsonb;
    is_new boolean;
begin
    select t.id, t.trends into last_id, last_trends
    from public.market_trends as t
    where t.workspace_id = workspace and t.category is null
    order by t.detected_at desc
    limit 1;
    is_new := last_id is null
        or not coalesce(last_trends ? 'found', false)
        or private.trend_signs(last_trends) <> private.trend_signs(trends);
    if is_new then
        insert into public.market_trends (workspace_id, trends, observed_from, observed_until)
        values (
            workspace,
            trends,
            (trends ->> 'since')::timestamp at time zone 'UTC',
            ((trends ->> 'until')::date + 1)::timestamp at time zone 'UTC'
        );
    else
        update public.market_trends as t
        set
            trends = save_market_trends.trends,
            observed_from = (save_market_trends.trends ->> 'since')::timestamp at time zone 'UTC',
            observed_until = ((save_market_trends.trends ->> 'until')::date + 1)::timestamp
            at time zone 'UTC'
        where t.id = last_id;
    end if;
    return jsonb_build_object(
        'found', jsonb_array_length(trends -> 'found'), 'is_new', is_new
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."save_market_trends"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_generation (
  generation_id uuid,
  providers     text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations;
    type public.ai_generation_types;
    chosen_model text;
begin
    select * into generation
    from public.ai_generations
    where id = start_generation.generation_id
    for update;
    -- A failed one is back because somebody retried its job.
    if generation.id is null or generation.status not in ('pending', 'processing', 'failed') then
        return null;
    end if;
    select * into strict type
    from public.ai_generation_types as t
    where t.type = generation.generation_type;
    if generation.input_bytes = 0 then
        -- From before there were budgets, or put there by hand.
        generation := private.with_bounds(generation);
    end if;
    chosen_model := private.choose_model(
        type.kind,
        generation.model_requested,
        providers,
        generation.workspace_id,
        private.call_tier(generation)
    );

    update public.ai_generations
    set
        status = 'processing',
        stage = 'reading the profile',
        progress = 0.1,
        error_message = null,
        completed_at = null,
        iterations = generation.iterations + 1,
        input_bytes = generation.input_bytes,
        output_tokens = generation.output_tokens,
        estimated_cost = generation.estimated_cost,
        model_used = chosen_model,
        provider = (select models.provider from public.ai_models as models where models.id = chosen_model),
        started_at = coalesce(generation.started_at, now())
    where id = generation.id
    returning * into generation;
    perform private.begin_call(generation, chosen_model);

    return jsonb_build_object(
        'generation_id', generation.id,
        'generation_type', generation.generation_type,
        'kind', type.kind,
        'prompt_text', generation.prompt_text,
        'language', generation.language,
        'options', generation.parameters,
        'model', generation.model_used,
        'provider', generation.provider,
        'tier', private.call_tier(generation),
        'max_input_bytes', generation.input_bytes,
        'max_output_tokens', generation.output_tokens,
        'business', (
            select to_jsonb(businesses) from public.businesses
            where businesses.id = generation.business_id
        ),
        'product', (
            select to_jsonb(products) - 'search_vector' from public.products
            where products.id = generation.product_id
        ),
        'campaign', (
            select to_jsonb(campaigns) - 'search_vector' from public.campaigns
            where campaigns.id = generation.campaign_id
        ),
        'component', (
            select to_jsonb(c) - 'search_vector' from public.campaign_components as c
            where c.id = generation.component_id
        ),
        'integration', (
            select to_jsonb(i) from public.site_integrations as i
            where i.workspace_id = generation.workspace_id
                and i.id::text = generation.parameters ->> 'integration_id'
        ),
        'market', coalesce(
            (
                select jsonb_build_object('competitors', a.analysis)
                from public.competitor_analysis as a
                where a.workspace_id = generation.workspace_id
                    and a.id::text = generation.parameters ->> 'competitor_analysis_id'
            ),
            (
                select jsonb_build_object('trends', t.trends)
                from public.market_trends as t
                where t.workspace_id = generation.workspace_id
                    and t.id::text = generation.parameters ->> 'market_trend_id'
            )
        )
    );
end
$function$;

ALTER TABLE "private"."forecast_states"
  ADD CONSTRAINT "forecast_states_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_type_known"
    CHECK
    ((generation_type = ANY (ARRAY['campaign'::text, 'component'::text, 'enhancement'::text, 'analysis'::text, 'migration_plan'::text, 'blog_post'::text, 'social_post'::text,
    'content_upgrade'::text,
    'email_sequence'::text, 'content_bundle'::text, 'ad_copy'::text, 'video_script'::text, 'text'::text, 'market_summary'::text, 'image'::text, 'video'::text, 'voice'::text])));

ALTER TABLE "public"."competitor_analysis"
  ADD CONSTRAINT "competitor_analysis_summary_note_length" CHECK ((char_length(summary_note) <= 1000));

ALTER TABLE "public"."competitor_feeds"
  ADD CONSTRAINT "competitor_feeds_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."competitor_feeds"
  ADD CONSTRAINT "competitor_feeds_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."competitor_price_rejects"
  ADD CONSTRAINT "competitor_price_rejects_feed" FOREIGN KEY (workspace_id, feed_id) REFERENCES public.competitor_feeds(workspace_id, id) ON DELETE SET NULL (feed_id);

ALTER TABLE "public"."competitor_price_rejects"
  ADD CONSTRAINT "competitor_price_rejects_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."forecast_coverage"
  ADD CONSTRAINT "forecast_coverage_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."forecast_coverage"
  ADD CONSTRAINT "forecast_coverage_product" FOREIGN KEY (workspace_id, product_id) REFERENCES public.products(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."forecast_coverage"
  ADD CONSTRAINT "forecast_coverage_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."forecast_settings"
  ADD CONSTRAINT "forecast_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."market_settings"
  ADD CONSTRAINT "market_settings_business" FOREIGN KEY (workspace_id, business_id) REFERENCES public.businesses(workspace_id, id) ON DELETE SET NULL (business_id);

ALTER TABLE "public"."market_settings"
  ADD CONSTRAINT "market_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."market_trends"
  ADD CONSTRAINT "market_trends_summary_note_length" CHECK ((char_length(summary_note) <= 1000));

ALTER TABLE "public"."revenue_backtests"
  ADD CONSTRAINT "revenue_backtests_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."revenue_backtests"
  ADD CONSTRAINT "revenue_backtests_product" FOREIGN KEY (workspace_id, product_id) REFERENCES public.products(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."revenue_backtests"
  ADD CONSTRAINT "revenue_backtests_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

CREATE VIEW "reporting"."competitor_analysis" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.competitor,
    t.analysis,
    t.observed_from,
    t.observed_until,
    t.created_at
   FROM public.competitor_analysis t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."competitor_prices" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.competitor,
    t.price,
    t.currency,
    t.in_stock,
    t.source,
    t.observed_at
   FROM public.competitor_prices t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."forecast_coverage" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.currency,
    t.model,
    t.horizon_days,
    t.days,
    t.days_within,
    t.absolute_error,
    t.realised_coverage,
    t.updated_at
   FROM public.forecast_coverage t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."market_trends" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.category,
    t.trends,
    t.observed_from,
    t.observed_until,
    t.detected_at
   FROM public.market_trends t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."price_elasticities" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.elasticity,
    t.standard_error,
    t.interval_low,
    t.interval_high,
    t.interval_level,
    t.method,
    t.observations,
    t.shrinkage,
    t.observed_from,
    t.observed_until,
    t.fitted_at
   FROM public.price_elasticities t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."price_recommendations" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.run_id,
    t.mode,
    t.current_price,
    t.recommended_price,
    t.currency,
    t.expected_units_change,
    t.expected_profit_change,
    t.expected_profit_low,
    t.expected_profit_high,
    t.confidence,
    t.model,
    t.code,
    t.reasons,
    t.is_holdout,
    t.status,
    t.decided_at,
    t.applied_at,
    t.rolled_back_at,
    t.created_at
   FROM public.price_recommendations t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."pricing_runs" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.reason,
    t.status,
    t.products,
    t.changed,
    t.kept,
    t.held,
    t.skipped,
    t.applied,
    t.refused,
    t.codes,
    t.started_at,
    t.finished_at,
    t.created_at
   FROM public.pricing_runs t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."revenue_backtests" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.product_id,
    t.category,
    t.currency,
    t.horizon_days,
    t.model,
    t.predicted_on,
    t.date,
    t.actual_revenue,
    t.predicted_revenue,
    t.interval_low,
    t.interval_high
   FROM public.revenue_backtests t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE INDEX events_default_workspace_id_occurred_at_idx ON private.events_default USING btree (workspace_id, occurred_at)
  WHERE (event_type = 'search'::text);

CREATE INDEX competitor_feeds_currency ON public.competitor_feeds USING btree (currency);

CREATE INDEX competitor_feeds_due ON public.competitor_feeds USING btree (next_fetch_at)
  WHERE is_active;

CREATE INDEX competitor_feeds_recent ON public.competitor_feeds USING btree (workspace_id, created_at DESC);

CREATE INDEX competitor_price_rejects_feed ON public.competitor_price_rejects USING btree (workspace_id, feed_id)
  WHERE (feed_id IS NOT NULL);

CREATE INDEX competitor_price_rejects_recent ON public.competitor_price_rejects USING btree (workspace_id, created_at DESC);

CREATE INDEX competitor_price_rejects_time ON public.competitor_price_rejects USING btree (last_sent_at);

CREATE INDEX events_search ON public.events USING btree (workspace_id, occurred_at)
  WHERE (event_type = 'search'::text);

ALTER INDEX "public"."events_search" ATTACH PARTITION "private"."events_default_workspace_id_occurred_at_idx";

CREATE INDEX forecast_coverage_currency ON public.forecast_coverage USING btree (currency);

CREATE INDEX forecast_coverage_product ON public.forecast_coverage USING btree (workspace_id, product_id)
  WHERE (product_id IS NOT NULL);

CREATE INDEX market_settings_business ON public.market_settings USING btree (workspace_id, business_id)
  WHERE (business_id IS NOT NULL);

CREATE INDEX revenue_backtests_currency ON public.revenue_backtests USING btree (currency);

CREATE INDEX revenue_backtests_product ON public.revenue_backtests USING btree (workspace_id, product_id)
  WHERE (product_id IS NOT NULL);

CREATE TRIGGER ai_generations_keep_market_summary
  AFTER UPDATE OF status ON public.ai_generations
  FOR EACH ROW
  WHEN (((new.generation_type = 'market_summary'::text) AND (new.status = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text])) AND (old.status <> new.status)))
  EXECUTE FUNCTION private.keep_market_summary();

CREATE TRIGGER competitor_feeds_audit
  AFTER INSERT OR DELETE OR UPDATE OF name, url, format, items, delimiter, decimal_sign, MAPPING, competitor, currency, every_minutes, is_active ON public.competitor_feeds
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER competitor_feeds_check
  BEFORE INSERT OR UPDATE OF url, format, items, delimiter, decimal_sign, MAPPING, competitor, currency ON public.competitor_feeds
  FOR EACH ROW
  EXECUTE FUNCTION private.check_feed();

CREATE TRIGGER competitor_feeds_touch
  BEFORE UPDATE ON public.competitor_feeds
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER forecast_coverage_touch
  BEFORE UPDATE ON public.forecast_coverage
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER forecast_settings_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.forecast_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER forecast_settings_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.forecast_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER forecast_settings_touch
  BEFORE UPDATE ON public.forecast_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER market_settings_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.market_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER market_settings_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.market_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER market_settings_touch
  BEFORE UPDATE ON public.market_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE POLICY "forecast_states_select" ON "private"."forecast_states"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "competitor_feeds_delete" ON "public"."competitor_feeds"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))));

CREATE POLICY "competitor_feeds_insert" ON "public"."competitor_feeds"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))));

CREATE POLICY "competitor_feeds_select" ON "public"."competitor_feeds"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "competitor_feeds_update" ON "public"."competitor_feeds"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))));

CREATE POLICY "competitor_price_rejects_delete" ON "public"."competitor_price_rejects"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids))));

CREATE POLICY "competitor_price_rejects_select" ON "public"."competitor_price_rejects"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "forecast_coverage_select" ON "public"."forecast_coverage"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "forecast_settings_delete" ON "public"."forecast_settings"
  FOR DELETE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "forecast_settings_insert" ON "public"."forecast_settings"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "forecast_settings_select" ON "public"."forecast_settings"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "forecast_settings_update" ON "public"."forecast_settings"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "market_settings_insert" ON "public"."market_settings"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "market_settings_select" ON "public"."market_settings"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "market_settings_update" ON "public"."market_settings"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "revenue_backtests_select" ON "public"."revenue_backtests"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

COMMENT ON COLUMN "private"."forecast_states"."compared_until" IS 'Predicted days up to here are in forecast_coverage.';

COMMENT ON COLUMN "public"."competitor_analysis"."analysis" IS 'The computed numbers: gaps, price index, changes, in the form that private.product_analyses says.';

COMMENT ON COLUMN "public"."competitor_analysis"."summary_note" IS 'Why there is no summary, where one was wanted: a budget that is used up, AI switched off.';

COMMENT ON COLUMN "public"."competitor_feeds"."competitor" IS 'For rows that name none.';

COMMENT ON COLUMN "public"."competitor_feeds"."currency" IS 'For rows that name none.';

COMMENT ON COLUMN "public"."competitor_feeds"."decimal_sign" IS 'Which sign decimals come after, where the file writes 1.299 or 1,299; null to refuse these.';

COMMENT ON COLUMN "public"."competitor_feeds"."delimiter" IS 'Of a CSV file; null to find it out.';

COMMENT ON COLUMN "public"."competitor_feeds"."etag" IS 'What the server called the version that was read; it is not sent again while it is the same.';

COMMENT ON COLUMN "public"."competitor_feeds"."every_minutes" IS 'How often it is fetched.';

COMMENT ON COLUMN "public"."competitor_feeds"."failures" IS 'Fetches that failed since the last that did not; from the third on there is an alert.';

COMMENT ON COLUMN "public"."competitor_feeds"."items" IS 'Where the list is in a JSON document: keys with full stops between; null for the document itself.';

COMMENT ON COLUMN "public"."competitor_feeds"."last_result" IS 'What the last fetch that succeeded brought: imported, duplicates, rejected, unchanged.';

COMMENT ON COLUMN "public"."competitor_feeds"."mapping" IS 'What the file calls our fields: {"price": "Verkaufspreis", "product_id": "meta.sku"}. Fields: product_id, external_id, store, name, competitor, price, currency, url, in_stock, observed_at.';

COMMENT ON COLUMN "public"."competitor_price_rejects"."code" IS 'For programs: unknown_product, bad_price, other_currency, in_future, …';

COMMENT ON COLUMN "public"."competitor_price_rejects"."digest" IS 'Of what was sent: the same row sent again is counted, not kept twice.';

COMMENT ON COLUMN "public"."competitor_price_rejects"."place" IS 'Where it stood in its import, from 0.';

COMMENT ON COLUMN "public"."competitor_price_rejects"."reason" IS 'For people: what was wrong.';

COMMENT ON COLUMN "public"."competitor_price_rejects"."times" IS 'How often it was sent.';

COMMENT ON COLUMN "public"."events"."properties" IS 'What was sent beyond the known fields. Of a search, the term: search_term, query, term or q.';

COMMENT ON COLUMN "public"."forecast_coverage"."absolute_error" IS 'Sum of the differences between prediction and revenue, in currency.';

COMMENT ON COLUMN "public"."forecast_coverage"."days" IS 'Days compared. Of horizons beyond 7 days, only those of the first forecast of a week count.';

COMMENT ON COLUMN "public"."forecast_settings"."country" IS 'Whose holidays and weekends count. Null: where most of the revenue comes from, else the owner''s country, else that of the currency.';

COMMENT ON COLUMN "public"."forecast_settings"."is_active" IS 'Whether the nightly job makes forecasts; a request makes them in any case.';

COMMENT ON COLUMN "public"."forecast_settings"."look_back_days" IS 'How many days of history models see.';

COMMENT ON COLUMN "public"."forecast_settings"."most_categories" IS 'How many categories are forecast, those with the most revenue of 90 days first, per currency.';

COMMENT ON COLUMN "public"."forecast_settings"."most_new_products" IS 'How many new products get a forecast from their category, the newest first.';

COMMENT ON COLUMN "public"."forecast_settings"."most_products" IS 'How many products are forecast alone, those with the most revenue of 90 days first, per currency.';

COMMENT ON COLUMN "public"."forecast_settings"."new_product_days" IS 'So long after its first sale a product is new: its own history says little yet.';

COMMENT ON COLUMN "public"."forecast_settings"."uses_promotions" IS 'Whether reduced prices and campaigns of type promotion count as special days.';

COMMENT ON COLUMN "public"."market_settings"."absurd_factor" IS 'Imports refuse a price more than so many times above or below our own.';

COMMENT ON COLUMN "public"."market_settings"."business_id" IS 'Whose tone summaries are written in; null for the workspace''s oldest business.';

COMMENT ON COLUMN "public"."market_settings"."false_discovery_rate" IS 'Share of the trends found that may be none (Benjamini & Hochberg 1995).';

COMMENT ON COLUMN "public"."market_settings"."fresh_days" IS 'An observation that is older is stale: it is named, and not compared with.';

COMMENT ON COLUMN "public"."market_settings"."trend_days" IS 'Days that trends are looked for in.';

COMMENT ON COLUMN "public"."market_settings"."writes_summaries" IS 'Whether an AI puts new numbers into words. Off by default: it costs money at night, without anybody asking.';

COMMENT ON COLUMN "public"."market_trends"."summary_note" IS 'Why there is no summary, where one was wanted: a budget that is used up, AI switched off.';

COMMENT ON COLUMN "public"."market_trends"."trends" IS 'The computed numbers, strongest trend first; save_market_trends says in which form.';

COMMENT ON COLUMN "public"."revenue_backtests"."interval_low" IS 'As the forecast''s own interval, widened by the same factor.';

COMMENT ON COLUMN "public"."revenue_backtests"."predicted_on" IS 'The cut-off: the model saw the days before it, and none of those it predicts.';

COMMENT ON FUNCTION "private"."amount_currencies"(text) IS 'The currencies that a mark beside an amount can stand for: € one, $ many. Null if it is none.';

COMMENT ON FUNCTION "private"."analyse_market"(uuid) IS 'Body of analyse_market.';

COMMENT ON FUNCTION "private"."analyse_products"(uuid, uuid, integer) IS 'Body of analyse_products.';

COMMENT ON FUNCTION "private"."check_feed"() IS 'Trigger: refuses (PT422) a mapping of fields that there are not; a feed that is read in another way is read anew. Attach before insert, and before update of what says how it is read.';

COMMENT ON FUNCTION "private"."compare_forecasts"(uuid, date) IS 'Body of public.compare_forecasts.';

COMMENT ON FUNCTION "private"."competitor_gaps"(uuid, integer) IS 'Body of competitor_gaps. Raises PT403, PT404.';

COMMENT ON FUNCTION "private"."forecast_country"(uuid) IS 'Where more than half of a workspace''s revenue of a year came from, else its owner''s country; null if neither is known. In several currencies the sums are rough, which a majority forgives.';

COMMENT ON FUNCTION "private"."forecast_days"(uuid, public.forecast_settings, date, date) IS 'Sales by day, `[date, revenue, units]`, of the workspace, its best categories and products; days without a sale are left out.';

COMMENT ON FUNCTION "private"."forecast_events"(uuid, date, date) IS 'The promotions between two days: products at a reduced price, and campaigns of type promotion.';

COMMENT ON FUNCTION "private"."forecast_products"(uuid, public.forecast_settings, date) IS 'The products that get a forecast: those with the most revenue of 90 days alone, and the newest by their category.';

COMMENT ON FUNCTION "private"."forecast_series"(uuid, date) IS 'Body of public.forecast_series.';

COMMENT ON FUNCTION "private"."forecast_setting"(uuid) IS 'The settings of a workspace, or the defaults.';

COMMENT ON FUNCTION "private"."forecast_workspaces"() IS 'Body of public.forecast_workspaces.';

COMMENT ON FUNCTION "private"."forget_market"(uuid) IS 'Deletes analyses of products that are older than 180 days and not the newest, and rejected prices 90 days after they came last. Returns how many.';

COMMENT ON FUNCTION "private"."fresh_days"(uuid) IS 'Days after which an observation of a workspace is stale.';

COMMENT ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) IS 'Body of import_competitor_prices. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "private"."keep_competitor_prices"(uuid, jsonb, text, uuid) IS 'Imports what fits and keeps what does not, whoever asks. Raises PT422.';

COMMENT ON FUNCTION "private"."keep_market_summary"() IS 'Trigger of ai_generations: a market_summary that has ended becomes the summary of the numbers it is of, or the reason why there is none.';

COMMENT ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) IS 'Puts what came out into its typed table; returns which column of the generation leads to it. The plan of a bundle has none; analyses are taken over by the domain integrations, summaries of the market by insights.';

COMMENT ON FUNCTION "private"."market_analysis"(uuid, timestamp with time zone) IS 'The analysis of the whole assortment: {"version": 1, "fresh_days", "currencies": [{"currency", "products" (compared), "cheapest" (nobody is cheaper), "dearest", "index_to_median", "weighted_index_to_median", "index_to_lowest", "weighted_index_to_lowest" (private.price_index; weights are the net revenue of 90 days), "competitors": [{"competitor", "products", "cheaper", "dearer", "index", "weighted_index"}], "widest_gaps"}], "changes" of 30 days: [{"competitor" (null: ours), "up", "down", "led", "followed"}], "stale": [{"competitor", "products", "newest"}], "seen"}. Null without any price of a competitor.';

COMMENT ON FUNCTION "private"."market_days"(uuid) IS 'The window of market_trends: market_settings.trend_days whole days up to yesterday. The default of 84 is twelve weeks, so that no weekday counts more than another.';

COMMENT ON FUNCTION "private"."market_gaps"(uuid, timestamp with time zone, uuid, uuid) IS 'Each product that competitors were seen with: theirs that are compared (private.market_prices), gaps in money and percent of theirs, positive where ours is higher, and our rank: 1 where nobody is cheaper.';

COMMENT ON FUNCTION "private"."market_moves"(uuid, timestamp with time zone, uuid, uuid) IS 'Price changes, ours with a null competitor, and the part each played. Changes of a product in one direction, each at most 7 days after the one before, are one episode. Where several sellers take part, who moved first led and the others followed, each by their first change; those seen at one first moment moved together. Everything else is alone. As it was observed: a shop that is looked at once a week moves on that day.';

COMMENT ON FUNCTION "private"."market_prices"(uuid, timestamp with time zone, uuid, uuid) IS 'The newest observation of each product at each competitor, up to a year old, and its state: compared, or why it is not: stale, out_of_stock, other_currency. Of active products. Stock that nobody knows counts as in stock. Of products whose id is above after, up to until.';

COMMENT ON FUNCTION "private"."place_market_summary"(uuid, uuid, text, jsonb) IS 'Asks for a summary as request_generation does, for the workspace and nobody in it. Raises PT402, PT422, PT423.';

COMMENT ON FUNCTION "private"."price_fault"(text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric, boolean, text, text, timestamp
  with time zone) IS 'What is wrong with a row of an import, the first thing first; nulls where it can be taken.';

COMMENT ON FUNCTION "private"."price_index"(numeric[], numeric[]) IS 'The geometric mean of price relatives, ours over theirs, in percent: 104 says that we are 4 % dearer. Without weights that of Jevons (1863); with weights the weighted geometric mean, which does not depend on which side is the base, as the arithmetic mean does (ILO et al. 2004, Consumer Price Index Manual). Null where all weights are 0.';

COMMENT ON FUNCTION "private"."price_series"(uuid, date, date) IS 'Indices of the prices of competitors by day, of the whole market and by category, from 100: chained Jevons, so that who comes and goes does not move it.';

COMMENT ON FUNCTION "private"."product_analyses"(uuid, timestamp with time zone, uuid, uuid) IS 'The analysis of each product that competitors were seen with: {"version": 1, "currency", "price" (ours), "compared" (how many competitors), "lowest", "median", "highest", "lowest_competitor", "gap_to_lowest", "gap_to_lowest_percent", "gap_to_median", "gap_to_median_percent", "rank", "competitors": [{"competitor", "price", "currency", "state"}] (the nearest 50), "changes" of 30 days: [{"competitor" (null: ours), "up", "down", "led", "followed"}], "seen": {"observed": {competitor: when}}}. All but "seen" changes only when the market does.';

COMMENT ON FUNCTION "private"."product_series"(uuid, date, date) IS 'Units and views by day of the 500 active products that sold most, days without either as 0.';

COMMENT ON FUNCTION "private"."prune_forecasts"(uuid, date) IS 'Deletes predictions that a newer one of their series and horizon has replaced, once their last day is two weeks gone; of horizons beyond 7 days, all but the first of a week at once, because forecast_coverage does not count those. So every counted day is compared before it goes. Returns how many.';

COMMENT ON FUNCTION "private"."read_amount"(text, text) IS 'An amount as people write it: 1,299.00, 1.299,00 €, 1 299,50, ١٬٢٩٩٫٠٠. What can be read in two ways (1.299) is refused with its fault, unless decimal_sign says which sign decimals come after. Currencies are those that the mark beside it can stand for; null without one.';

COMMENT ON FUNCTION "private"."read_moment"(text) IS 'A moment in ISO 8601, in UTC where it names no zone; null if it is none.';

COMMENT ON FUNCTION "private"."read_stock"(text) IS 'Whether something is in stock, as files say it: true, yes, in stock, https://schema.org/InStock, متوفر; null where they do not know.';

COMMENT ON FUNCTION "private"."request_feed_fetch"(uuid) IS 'Body of request_feed_fetch. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "private"."request_forecast"(uuid) IS 'Body of public.request_forecast.';

COMMENT ON FUNCTION "private"."request_market_analysis"(uuid) IS 'Body of request_market_analysis. Raises PT403, PT404.';

COMMENT ON FUNCTION "private"."request_market_summaries"(uuid) IS 'Body of request_market_summaries.';

COMMENT ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) IS 'Body of retry_competitor_prices. Raises PT403, PT404.';

COMMENT ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) IS 'Revenue by day of a product, of a category, or of the workspace where both are null. Days without any are missing.';

COMMENT ON FUNCTION "private"."save_forecasts"(uuid, date, jsonb, jsonb) IS 'Body of public.save_forecasts.';

COMMENT ON FUNCTION "private"."search_series"(uuid, date, date) IS 'Searches by day of the 200 commonest terms that at least five visitors looked for, counted from events of type search; the term is in properties, as search_term, query, term or q.';

COMMENT ON FUNCTION "private"."take_competitor_prices"(uuid, jsonb) IS 'Imports what fits of [{"row", "source", "at"}]; at is when a row counts that names no moment. Returns what became of each: imported, duplicate, or a code and why it was not taken.';

COMMENT ON FUNCTION "private"."trend_signs"(jsonb) IS 'What rises and what falls, without the numbers, which are others every day.';

COMMENT ON FUNCTION "public"."analyse_market"(uuid) IS 'For the job insights.analyse_market: computes competitor_analysis of the workspace as a whole, and forgets what is old. Numbers that are as before add no row. Returns {"is_new", "forgotten"}.';

COMMENT ON FUNCTION "public"."analyse_products"(uuid, uuid) IS 'For the job insights.analyse_market: computes competitor_analysis of the next 5,000 products that competitors were seen with, by id. Numbers that are as before add no row. Returns {"products", "changed", "after"}: where to go on, null at the end.';

COMMENT ON FUNCTION "public"."begin_feed_fetch"(uuid) IS 'For the job insights.fetch_feed: how a feed is to be read, and when it is due again; null where it is gone or switched off.';

COMMENT ON FUNCTION "public"."compare_forecasts"(uuid, date) IS 'Adds the predicted days before today that have come since the last time to forecast_coverage; returns how many days it holds then, or 0 if nothing was left to compare. Safe to repeat: each day of a prediction counts once. For workers.';

COMMENT ON FUNCTION "public"."competitor_gaps"(uuid, integer) IS 'Our prices beside those of competitors, now; the dearest first, products with nothing fresh to compare with last. Same currency, seen within market_settings.fresh_days, in stock. Gaps are ours less theirs, percents of theirs; rank 1: nobody is cheaper. Viewers and up. Raises PT404.';

COMMENT ON FUNCTION "public"."due_competitor_feeds"(integer) IS 'For the job insights.fetch_feed: which feeds are to be fetched now, the longest waiting first.';

COMMENT ON FUNCTION "public"."end_feed_fetch"(uuid, jsonb) IS 'For the job insights.fetch_feed: what came of it: {"status", "error"} or {"status", "etag", "last_modified", "result"}. The third failure raises the alert competitor_feed_failing; it is settled when no feed of the workspace fails so often any more.';

COMMENT ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) IS 'The newest forecast of 7, 30 or 90 days with its interval, the revenue before it, and the newest backtest, of a product, a category or the whole workspace: {"series", "predicted_on", "model", "history": [{"date", "revenue"}], "backtest": [{"date", "actual", "predicted", "low", "high"}], "forecast": [{"date", "predicted", "low", "high"}], …}; empty lists where nothing is predicted yet. PT422 no such horizon, PT404 no such workspace.';

COMMENT ON FUNCTION "public"."forecast_series"(uuid, date) IS 'All that forecasts of a workspace are made from: sales before today, by day, of the workspace, its categories and products, per currency; new products; promotions; what earlier forecasts covered. For workers: the job insights.forecast.';

COMMENT ON FUNCTION "public"."forecast_workspaces"() IS 'The workspaces that get forecasts every night: those that sold something in 400 days and did not switch them off. For workers.';

COMMENT ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) IS 'Imports up to 5,000 prices of competitors; members and up. A row names the product by product_id, else external_id (and store, if several have it), else its exact name; competitor; price, a number or as people write it; currency, the product''s; and may have url, in_stock, observed_at (ISO 8601; else now) and decimal_sign. Sent again, rows are duplicates. Answers {"imported", "duplicates", "rejected": [{"index", "code", "reason"}]}; what is rejected is kept in competitor_price_rejects. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "public"."import_feed_prices"(uuid, jsonb) IS 'For the job insights.fetch_feed: import_competitor_prices for the workspace of a feed; null where it is gone.';

COMMENT ON FUNCTION "public"."market_series"(uuid) IS 'For the job insights.analyse_market: what trends are looked for in, a number for each day: units and views of products, searches of terms, indices of competitors'' prices.';

COMMENT ON FUNCTION "public"."market_workspaces"() IS 'For the job insights.analyse_market: workspaces with prices of competitors, sales or visitors.';

COMMENT ON FUNCTION "public"."request_feed_fetch"(uuid) IS 'Has a feed fetched now; members and up. Returns the job''s id. Raises PT403, PT404, PT409 where the feed is switched off.';

COMMENT ON FUNCTION "public"."request_forecast"(uuid) IS 'Has the forecasts of a workspace made now instead of at night; returns the job, that of an earlier request if it has not ended yet. For members. PT404 for others, PT403 for viewers.';

COMMENT ON FUNCTION "public"."request_market_analysis"(uuid) IS 'Has competitors and trends analysed now; members and up. Returns the id of the job, the same while one waits. Raises PT403, PT404.';

COMMENT ON FUNCTION "public"."request_market_summaries"(uuid) IS 'For the job insights.analyse_market: asks an AI for summaries of the newest analysis of the workspace and of its newest trends, where market_settings wants them, there is something to say and nobody has been asked. Where a budget or a switch is against it, summary_note says so, and it is asked for again by the next analysis. Returns {"requested", "refused"}.';

COMMENT ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) IS 'Imports rejected prices once what was wrong is put right; those that still are stay, with the reason. Without rejects the oldest 1,000. Members and up. Raises PT403, PT404.';

COMMENT ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) IS 'The newest forecast of a workspace, a product or a category, day by day and in total, one per currency; none before the first one was made. Bounds of the total are the sums of the days'' bounds: wider than 95 %, because not all days are at their bound at once. For viewers. PT404 for others, PT422 for another horizon than 7, 30 or 90 days.';

COMMENT ON FUNCTION "public"."save_forecasts"(uuid, date, jsonb, jsonb) IS 'Keeps the predictions of a day, one element per series and horizon with a number per day from predicted_on, and the newest backtest, which replaces the one before. Returns how many rows were written, and how many old predictions were deleted. Safe to repeat. For workers.';

COMMENT ON FUNCTION "public"."save_market_trends"(uuid, jsonb) IS 'For the job insights.analyse_market: keeps {"version": 1, "since", "until", "tested", "untested" (too little to tell), "false_discovery_rate", "found": [{"kind" (product_units, product_views, search_term, market_prices), "key", "name", "category", "direction" (rising, falling), "p_value", "q_value", "tau", "slope" (a day), "slope_low", "slope_high", "change_percent", "first_half", "second_half"}]}. While the same things rise and fall, the newest row is brought up to date; else there is a new one.';

COMMENT ON TABLE "private"."forecast_states" IS 'How far predictions are compared with what came.';

COMMENT ON TABLE "public"."competitor_feeds" IS 'Files of competitor prices at a public address, fetched again and again by the job insights.fetch_feed. Without authentication: a secret belongs neither here nor into the address.';

COMMENT ON TABLE "public"."competitor_price_rejects" IS 'Prices that could not be imported, as they came, for 90 days after they came last. retry_competitor_prices takes them once what was wrong is put right.';

COMMENT ON TABLE "public"."forecast_coverage" IS 'How many predicted days of a series, model and horizon have come, and how many of them fell into their interval. Each day of each counted prediction is added once, so it outlives predictions.';

COMMENT ON TABLE "public"."forecast_settings" IS 'How a workspace wants its revenue forecast; without a row, the defaults of the columns.';

COMMENT ON TABLE "public"."market_settings" IS 'How a workspace looks at its market; without a row the defaults hold.';

COMMENT ON TABLE "public"."revenue_backtests" IS 'What the chosen model would have predicted at an earlier day, beside what came: the newest cut-off of the newest backtest of a series. A new forecast replaces the rows of its workspace.';

COMMENT ON TYPE "private"."market_gap" IS 'A product beside what competitors ask for it: a row of competitor_gaps.';

COMMENT ON VIEW "reporting"."competitor_analysis" IS 'How a workspace stood against its competitors, each time that numbers changed.';

COMMENT ON VIEW "reporting"."competitor_prices" IS 'What competitors asked when.';

COMMENT ON VIEW "reporting"."forecast_coverage" IS 'How many predicted days came to lie within their intervals.';

COMMENT ON VIEW "reporting"."market_trends" IS 'What rose and fell in the market, with the test that found it.';

COMMENT ON VIEW "reporting"."price_elasticities" IS 'How demand answers to price: each fit, of products, categories and the workspace.';

COMMENT ON VIEW "reporting"."price_recommendations" IS 'Which prices were recommended, why, what was expected, and what became of it.';

COMMENT ON VIEW "reporting"."pricing_runs" IS 'What each pricing run went through and what came of it.';

COMMENT ON VIEW "reporting"."revenue_backtests" IS 'What the newest backtest of a forecast said of days that had come.';

REVOKE ALL ON FUNCTION "private"."amount_currencies"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."amount_currencies"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."amount_currencies"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."amount_currencies"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."analyse_market"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."analyse_market"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."analyse_market"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."analyse_market"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."analyse_products"(uuid, uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."analyse_products"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."analyse_products"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."analyse_products"(uuid, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."check_feed"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_feed"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_feed"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."compare_forecasts"(uuid, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."compare_forecasts"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."compare_forecasts"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."compare_forecasts"(uuid, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."competitor_gaps"(uuid, integer) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."competitor_gaps"(uuid, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."competitor_gaps"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."competitor_gaps"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."competitor_gaps"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."forecast_country"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_country"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_country"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forecast_days"(uuid, public.forecast_settings, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_days"(uuid, public.forecast_settings, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_days"(uuid, public.forecast_settings, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forecast_events"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_events"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_events"(uuid, date, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forecast_products"(uuid, public.forecast_settings, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_products"(uuid, public.forecast_settings, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_products"(uuid, public.forecast_settings, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forecast_series"(uuid, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_series"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_series"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_series"(uuid, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."forecast_setting"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_setting"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_setting"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."forecast_workspaces"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forecast_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."forecast_workspaces"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."forget_market"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."forget_market"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_market"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."forget_market"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fresh_days"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fresh_days"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fresh_days"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fresh_days"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."import_competitor_prices"(uuid, jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_competitor_prices"(uuid, jsonb, text, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_competitor_prices"(uuid, jsonb, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_competitor_prices"(uuid, jsonb, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_competitor_prices"(uuid, jsonb, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_market_summary"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_market_summary"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_market_summary"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."market_analysis"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."market_analysis"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_analysis"(uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_analysis"(uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."market_days"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."market_days"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_days"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_days"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."market_gaps"(uuid, timestamp WITH time zone, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."market_gaps"(uuid, timestamp WITH time zone, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_gaps"(uuid, timestamp WITH time zone, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_gaps"(uuid, timestamp WITH time zone, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."market_moves"(uuid, timestamp WITH time zone, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."market_moves"(uuid, timestamp WITH time zone, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_moves"(uuid, timestamp WITH time zone, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_moves"(uuid, timestamp WITH time zone, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."market_prices"(uuid, timestamp WITH time zone, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."market_prices"(uuid, timestamp WITH time zone, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_prices"(uuid, timestamp WITH time zone, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."market_prices"(uuid, timestamp WITH time zone, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."place_market_summary"(uuid, uuid, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_market_summary"(uuid, uuid, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_market_summary"(uuid, uuid, text, jsonb) TO "postgres";

REVOKE ALL
  ON FUNCTION "private"."price_fault"(text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric, boolean, text, text, timestamp
    WITH time zone)
  FROM PUBLIC;

REVOKE ALL
  ON FUNCTION "private"."price_fault"(text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric, boolean, text, text, timestamp
    WITH time zone)
  FROM "postgres";

GRANT EXECUTE
  ON FUNCTION "private"."price_fault"(text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric, boolean, text, text, timestamp
    WITH time zone)
  TO "postgres";

GRANT EXECUTE
  ON FUNCTION "private"."price_fault"(text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric, numeric, boolean, text, text, timestamp
    WITH time zone)
  TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_index"(numeric[], numeric[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_index"(numeric[], numeric[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_index"(numeric[], numeric[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_index"(numeric[], numeric[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_series"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_series"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_series"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_series"(uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."product_analyses"(uuid, timestamp WITH time zone, uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."product_analyses"(uuid, timestamp WITH time zone, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."product_analyses"(uuid, timestamp WITH time zone, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."product_analyses"(uuid, timestamp WITH time zone, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."product_series"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."product_series"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."product_series"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."product_series"(uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."prune_forecasts"(uuid, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."prune_forecasts"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."prune_forecasts"(uuid, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."read_amount"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_amount"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_amount"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_amount"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."read_moment"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_moment"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_moment"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_moment"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."read_stock"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_stock"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_stock"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_stock"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_feed_fetch"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_feed_fetch"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_feed_fetch"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_feed_fetch"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_feed_fetch"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_forecast"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_forecast"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_forecast"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_forecast"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_forecast"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_market_analysis"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_market_analysis"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_market_analysis"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_market_analysis"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_market_analysis"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_market_summaries"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."request_market_summaries"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_market_summaries"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_market_summaries"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."resolve_alert"(text, uuid) FROM "service_role";

GRANT EXECUTE ON FUNCTION "private"."resolve_alert"(text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_competitor_prices"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_of_days"(uuid, uuid, text, text, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."save_forecasts"(uuid, date, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."save_forecasts"(uuid, date, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_forecasts"(uuid, date, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_forecasts"(uuid, date, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."search_series"(uuid, date, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."search_series"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."search_series"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."search_series"(uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."take_competitor_prices"(uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_competitor_prices"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_competitor_prices"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_competitor_prices"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."trend_signs"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."trend_signs"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."trend_signs"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."trend_signs"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."uuid_or_null"(text) FROM "service_role";

GRANT EXECUTE ON FUNCTION "private"."uuid_or_null"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."analyse_market"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."analyse_market"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."analyse_market"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."analyse_products"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."analyse_products"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."analyse_products"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_feed_fetch"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_feed_fetch"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_feed_fetch"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."compare_forecasts"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."compare_forecasts"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."compare_forecasts"(uuid, date) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."competitor_gaps"(uuid, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."competitor_gaps"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."competitor_gaps"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."competitor_gaps"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."due_competitor_feeds"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."due_competitor_feeds"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."due_competitor_feeds"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_feed_fetch"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_feed_fetch"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_feed_fetch"(uuid, jsonb) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_chart"(uuid, integer, uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."forecast_series"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_series"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_series"(uuid, date) TO "service_role";

REVOKE ALL ON FUNCTION "public"."forecast_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."forecast_workspaces"() TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."import_competitor_prices"(uuid, jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."import_feed_prices"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."import_feed_prices"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."import_feed_prices"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."market_series"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."market_series"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."market_series"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."market_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."market_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."market_workspaces"() TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_feed_fetch"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_feed_fetch"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_feed_fetch"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_feed_fetch"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_forecast"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_forecast"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_forecast"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_forecast"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_market_analysis"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_market_analysis"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_market_analysis"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_market_analysis"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."request_market_summaries"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_market_summaries"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_market_summaries"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_competitor_prices"(uuid, uuid[]) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."revenue_forecast"(uuid, integer, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_forecasts"(uuid, date, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_forecasts"(uuid, date, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_forecasts"(uuid, date, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_market_trends"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_market_trends"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_market_trends"(uuid, jsonb) TO "service_role";

REVOKE ALL ON TABLE "public"."competitor_feeds" FROM "authenticated";

REVOKE ALL ("competitor") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("competitor"), UPDATE ("competitor") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("currency") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("currency"), UPDATE ("currency") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("decimal_sign") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("decimal_sign"), UPDATE ("decimal_sign") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("delimiter") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("delimiter"), UPDATE ("delimiter") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("every_minutes") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("every_minutes"), UPDATE ("every_minutes") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("format") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("format"), UPDATE ("format") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("is_active") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("is_active"), UPDATE ("is_active") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("items") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("items"), UPDATE ("items") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("mapping") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("mapping"), UPDATE ("mapping") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("name") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("name"), UPDATE ("name") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("url") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("url"), UPDATE ("url") ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."competitor_feeds" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."competitor_feeds" TO "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."competitor_feeds" TO "authenticated";

REVOKE ALL ON TABLE "public"."competitor_feeds" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."competitor_feeds" TO "service_role";

REVOKE ALL ON TABLE "public"."competitor_price_rejects" FROM "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."competitor_price_rejects" TO "authenticated";

REVOKE ALL ON TABLE "public"."competitor_price_rejects" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."competitor_price_rejects" TO "service_role";

REVOKE ALL ON TABLE "public"."forecast_coverage" FROM "authenticated";

GRANT SELECT ON TABLE "public"."forecast_coverage" TO "authenticated";

REVOKE ALL ON TABLE "public"."forecast_coverage" FROM "service_role";

GRANT SELECT ON TABLE "public"."forecast_coverage" TO "service_role";

REVOKE ALL ON TABLE "public"."forecast_settings" FROM "authenticated";

REVOKE ALL ("country") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("country"), UPDATE ("country") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("is_active") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("is_active"), UPDATE ("is_active") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("look_back_days") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("look_back_days"), UPDATE ("look_back_days") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("most_categories") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("most_categories"), UPDATE ("most_categories") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("most_new_products") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("most_new_products"), UPDATE ("most_new_products") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("most_products") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("most_products"), UPDATE ("most_products") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("new_product_days") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("new_product_days"), UPDATE ("new_product_days") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("uses_holidays") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("uses_holidays"), UPDATE ("uses_holidays") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("uses_promotions") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("uses_promotions"), UPDATE ("uses_promotions") ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."forecast_settings" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."forecast_settings" TO "authenticated";

GRANT DELETE, SELECT ON TABLE "public"."forecast_settings" TO "authenticated";

REVOKE ALL ON TABLE "public"."forecast_settings" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."forecast_settings" TO "service_role";

REVOKE ALL ON TABLE "public"."market_settings" FROM "authenticated";

REVOKE ALL ("absurd_factor") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("absurd_factor"), UPDATE ("absurd_factor") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("business_id") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("business_id"), UPDATE ("business_id") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("false_discovery_rate") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("false_discovery_rate"), UPDATE ("false_discovery_rate") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("fresh_days") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("fresh_days"), UPDATE ("fresh_days") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("language") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("language"), UPDATE ("language") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("trend_days") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("trend_days"), UPDATE ("trend_days") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ("writes_summaries") ON TABLE "public"."market_settings" FROM "authenticated";

GRANT INSERT ("writes_summaries"), UPDATE ("writes_summaries") ON TABLE "public"."market_settings" TO "authenticated";

GRANT SELECT ON TABLE "public"."market_settings" TO "authenticated";

REVOKE ALL ON TABLE "public"."market_settings" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."market_settings" TO "service_role";

REVOKE ALL ON TABLE "public"."revenue_backtests" FROM "authenticated";

GRANT SELECT ON TABLE "public"."revenue_backtests" TO "authenticated";

REVOKE ALL ON TABLE "public"."revenue_backtests" FROM "service_role";

GRANT SELECT ON TABLE "public"."revenue_backtests" TO "service_role";

GRANT SELECT ON TABLE "reporting"."competitor_analysis" TO "analyst";

GRANT SELECT ON TABLE "reporting"."competitor_prices" TO "analyst";

GRANT SELECT ON TABLE "reporting"."forecast_coverage" TO "analyst";

GRANT SELECT ON TABLE "reporting"."market_trends" TO "analyst";

GRANT SELECT ON TABLE "reporting"."price_elasticities" TO "analyst";

GRANT SELECT ON TABLE "reporting"."price_recommendations" TO "analyst";

GRANT SELECT ON TABLE "reporting"."pricing_runs" TO "analyst";

GRANT SELECT ON TABLE "reporting"."revenue_backtests" TO "analyst";

ALTER TABLE "public"."competitor_feeds"
  ADD CONSTRAINT "competitor_feeds_created_by_fkey" FOREIGN KEY (created_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

CREATE INDEX competitor_feeds_created_by ON public.competitor_feeds USING btree (created_by);

CREATE TRIGGER competitor_feeds_keep_fixed
  BEFORE UPDATE OF workspace_id, created_by ON public.competitor_feeds
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id', 'created_by');

select jobs.register_type(
    'insights.forecast',
    'Forecasts a workspace''s revenue; without one, enqueues itself for each that sells.',
    timeout_seconds => 3600,
    max_running => 2,
    max_running_per_workspace => 1,
    is_announced => true
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('insights.forecast', 'insights.forecast', '40 2 * * *');

select jobs.register_type(
    'insights.fetch_feed',
    'Fetches a feed of competitor prices; without one, enqueues itself for those that are due.',
    timeout_seconds => 900,
    max_running => 8
);

select jobs.register_type(
    'insights.analyse_market',
    'Compares prices with competitors and looks for trends; enqueues itself per workspace.',
    timeout_seconds => 1800,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('insights.fetch_feed', 'insights.fetch_feed', '*/5 * * * *'),
('insights.analyse_market', 'insights.analyse_market', '40 2 * * *');

insert into public.ai_generation_types (type, kind, description, options, output_tokens)
values (
    'market_summary', 'text', 'What the numbers of competitors or of trends say, in words.',
    '{competitor_analysis_id,market_trend_id}', 1500
);
