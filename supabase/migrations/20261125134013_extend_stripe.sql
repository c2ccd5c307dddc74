-- Extend billing: Stripe's objects and events, reconciliation, checkout, what follows in billing
-- and commerce. Stop the workers before and start the new version after. The ledger of events and
-- the tables of billing are small and written by workers alone, so that locks hurt nobody meanwhile.
-- Views and functions that are dropped have their successors here.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file changing-column-type, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file ban-drop-not-null, ban-drop-default, ban-drop-column
-- squawk-ignore-file require-concurrent-index-deletion, adding-required-field, ban-drop-view

set local lock_timeout = '4s';
set local statement_timeout = '5min';
set local check_function_bodies = off;

DROP TRIGGER "ai_generations_use_credit" ON "public"."ai_generations";

DROP TRIGGER "bundle_orders_transitions" ON "public"."bundle_orders";

DROP TRIGGER "invoices_transitions" ON "public"."invoices";

DROP TRIGGER "orders_transitions" ON "public"."orders";

DROP TRIGGER "payments_check_money" ON "public"."payments";

DROP TRIGGER "payments_transitions" ON "public"."payments";

DROP INDEX "public"."stripe_events_object";

DROP INDEX "public"."stripe_events_recent";

DROP INDEX "public"."stripe_events_waiting";

DROP INDEX "public"."subscriptions_one_live_per_plan";

DROP VIEW "public"."workspace_subscriptions";

DROP VIEW "public"."workspace_entitlements";

DROP VIEW "reporting"."payments";

ALTER TABLE "public"."subscriptions"
  DROP CONSTRAINT "subscriptions_quantity_positive";

DROP FUNCTION "public"."feature_enabled"(text, uuid);

ALTER TABLE "public"."stripe_events"
  DROP COLUMN "object_id";

CREATE TABLE "private"."revenue_marks" (
  "workspace_id" uuid                     NOT NULL,
  "id"           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "day"          date,
  "order_id"     uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "revenue_marks_one" CHECK ((num_nonnulls(day, order_id) = 1)),
  CONSTRAINT "revenue_marks_pkey" PRIMARY KEY (workspace_id, id)
);

ALTER TABLE "private"."revenue_marks"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "private"."stripe_webhook_secrets" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "secret"      text                     NOT NULL,
  "is_connect"  boolean                  NOT NULL DEFAULT false,
  "description" text,
  "expires_at"  timestamp with time zone,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_webhook_secrets_not_blank" CHECK ((secret ~ '\S'::text)),
  CONSTRAINT "stripe_webhook_secrets_once" UNIQUE (secret),
  CONSTRAINT "stripe_webhook_secrets_pkey" PRIMARY KEY (id)
);

ALTER TABLE "private"."stripe_webhook_secrets"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "public"."billing_sessions" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"      uuid                     NOT NULL,
  "user_id"           uuid,
  "plan_id"           uuid,
  "bundle_order_id"   uuid,
  "kind"              text                     NOT NULL,
  "quantity"          integer                  NOT NULL DEFAULT 1,
  "options"           jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "idempotency_key"   text,
  "url"               text,
  "stripe_session_id" text,
  "error_message"     text,
  "status"            text                     NOT NULL DEFAULT 'pending'::text,
  "expires_at"        timestamp with time zone,
  "completed_at"      timestamp with time zone,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "billing_sessions_idempotency_key_length" CHECK (((char_length(idempotency_key) >= 1) AND (char_length(idempotency_key) <= 200))),
  CONSTRAINT "billing_sessions_kind_known" CHECK ((kind = ANY (ARRAY['checkout'::text, 'portal'::text, 'onboarding'::text]))),
  CONSTRAINT "billing_sessions_options_object" CHECK ((jsonb_typeof(options) = 'object'::text)),
  CONSTRAINT "billing_sessions_pkey" PRIMARY KEY (id),
  CONSTRAINT "billing_sessions_quantity_positive" CHECK ((quantity > 0)),
  CONSTRAINT "billing_sessions_status_known" CHECK ((status = ANY (ARRAY['pending'::text, 'open'::text, 'completed'::text, 'expired'::text, 'failed'::text]))),
  CONSTRAINT "billing_sessions_stripe_id_length" CHECK (((char_length(stripe_session_id) >= 1) AND (char_length(stripe_session_id) <= 255))),
  CONSTRAINT "billing_sessions_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."billing_sessions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."billing_sessions" FROM "anon";

CREATE TABLE "public"."entitlement_grants" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid                     NOT NULL,
  "feature"      text                     NOT NULL,
  "source"       text                     NOT NULL DEFAULT 'operator'::text,
  "limit_value"  bigint,
  "period"       text                     NOT NULL DEFAULT 'month'::text,
  "expires_at"   timestamp with time zone,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "entitlement_grants_feature_form" CHECK ((feature ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
  CONSTRAINT "entitlement_grants_limit_not_negative" CHECK ((limit_value >= 0)),
  CONSTRAINT "entitlement_grants_once" UNIQUE (workspace_id, feature, source),
  CONSTRAINT "entitlement_grants_period_known" CHECK ((period = ANY (ARRAY['month'::text, 'total'::text]))),
  CONSTRAINT "entitlement_grants_pkey" PRIMARY KEY (id),
  CONSTRAINT "entitlement_grants_source_known" CHECK ((source = ANY (ARRAY['stripe'::text, 'operator'::text]))),
  CONSTRAINT "entitlement_grants_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."entitlement_grants"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."entitlement_grants" FROM "anon";

CREATE TABLE "public"."refunds" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"     uuid                     NOT NULL,
  "payment_id"       uuid,
  "order_id"         uuid,
  "stripe_refund_id" text,
  "amount"           numeric(12,2)            NOT NULL,
  "currency"         text                     NOT NULL,
  CONSTRAINT "refunds_amount_not_negative" CHECK ((amount >= (0)::numeric)),
  CONSTRAINT "refunds_pkey" PRIMARY KEY (id),
  CONSTRAINT "refunds_stripe_refund_id_length" CHECK (((char_length(stripe_refund_id) >= 1) AND (char_length(stripe_refund_id) <= 255))),
  CONSTRAINT "refunds_stripe_unique" UNIQUE (workspace_id, stripe_refund_id),
  CONSTRAINT "refunds_tenant_key" UNIQUE (workspace_id, id),
  "amount_cents"     bigint                   GENERATED ALWAYS AS (private.to_minor_units(amount, currency)) STORED NOT NULL,
  "reason"           text,
  "error_message"    text,
  "status"           text                     NOT NULL DEFAULT 'pending'::text,
  "refunded_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "refunds_reason_length" CHECK ((char_length(reason) <= 255)),
  CONSTRAINT "refunds_status_known" CHECK ((status = ANY (ARRAY['pending'::text, 'requires_action'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text])))
);

ALTER TABLE "public"."refunds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refunds" FROM "anon";

CREATE TABLE "public"."stripe_accounts" (
  "id"                text                     NOT NULL,
  "workspace_id"      uuid,
  "country"           text,
  "currency"          text,
  "livemode"          boolean,
  "charges_enabled"   boolean                  NOT NULL DEFAULT false,
  "payouts_enabled"   boolean                  NOT NULL DEFAULT false,
  "details_submitted" boolean                  NOT NULL DEFAULT false,
  "status"            text                     NOT NULL DEFAULT 'pending'::text,
  "connected_at"      timestamp with time zone,
  "disconnected_at"   timestamp with time zone,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_accounts_country_is_iso_code" CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CONSTRAINT "stripe_accounts_id_length" CHECK (((char_length(id) >= 1) AND (char_length(id) <= 255))),
  CONSTRAINT "stripe_accounts_pkey" PRIMARY KEY (id),
  CONSTRAINT "stripe_accounts_platform_is_nobodys" CHECK (((id <> 'platform'::text) OR (workspace_id IS NULL))),
  CONSTRAINT "stripe_accounts_status_known" CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'restricted'::text, 'disconnected'::text]))),
  CONSTRAINT "stripe_accounts_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."stripe_accounts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."stripe_accounts" FROM "anon";

CREATE TABLE "public"."stripe_drift" (
  "reconciliation_id" uuid                     NOT NULL,
  "object"            text                     NOT NULL,
  "id"                text                     NOT NULL,
  "kind"              text                     NOT NULL,
  "fields"            text[]                   NOT NULL DEFAULT '{}'::text[],
  "ours"              jsonb,
  "theirs"            jsonb,
  "currency"          text,
  "amount_difference" bigint                   NOT NULL DEFAULT 0,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_drift_kind_known" CHECK ((kind = ANY (ARRAY['missing'::text, 'extra'::text, 'different'::text]))),
  CONSTRAINT "stripe_drift_pkey" PRIMARY KEY (reconciliation_id, object, id)
);

ALTER TABLE "public"."stripe_drift"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."stripe_drift" FROM "anon", "authenticated";

CREATE TABLE "public"."stripe_objects" (
  "account_id"    text                     NOT NULL,
  "object"        text                     NOT NULL,
  "id"            text                     NOT NULL,
  "data"          jsonb                    NOT NULL,
  "api_version"   text,
  "read_at"       timestamp with time zone NOT NULL,
  "gone_at"       timestamp with time zone,
  "error_message" text,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_objects_data_object" CHECK ((jsonb_typeof(data) = 'object'::text)),
  CONSTRAINT "stripe_objects_id_length" CHECK (((char_length(id) >= 1) AND (char_length(id) <= 255))),
  CONSTRAINT "stripe_objects_object_length" CHECK (((char_length(object) >= 1) AND (char_length(object) <= 100))),
  CONSTRAINT "stripe_objects_pkey" PRIMARY KEY (account_id, object, id)
);

ALTER TABLE "public"."stripe_objects"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."stripe_objects"
  SET (fillfactor=85);

REVOKE ALL ON TABLE "public"."stripe_objects" FROM "anon", "authenticated";

CREATE TABLE "public"."stripe_reconciliation_steps" (
  "reconciliation_id" uuid                     NOT NULL,
  "object"            text                     NOT NULL,
  "cursor"            text,
  "listed"            bigint                   NOT NULL DEFAULT 0,
  "pages"             bigint                   NOT NULL DEFAULT 0,
  "status"            text                     NOT NULL DEFAULT 'pending'::text,
  "started_at"        timestamp with time zone,
  "completed_at"      timestamp with time zone,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_reconciliation_steps_listed_not_negative" CHECK ((listed >= 0)),
  CONSTRAINT "stripe_reconciliation_steps_pages_not_negative" CHECK ((pages >= 0)),
  CONSTRAINT "stripe_reconciliation_steps_pkey" PRIMARY KEY (reconciliation_id, object),
  CONSTRAINT "stripe_reconciliation_steps_status_known" CHECK ((status = ANY (ARRAY['pending'::text, 'listing'::text, 'repairing'::text, 'completed'::text, 'failed'::text])))
);

ALTER TABLE "public"."stripe_reconciliation_steps"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."stripe_reconciliation_steps" FROM "anon", "authenticated";

CREATE TABLE "public"."stripe_reconciliations" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "account_id"    text                     NOT NULL,
  "is_backfill"   boolean                  NOT NULL DEFAULT false,
  "created_since" timestamp with time zone,
  "error_message" text,
  "status"        text                     NOT NULL DEFAULT 'running'::text,
  "started_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "completed_at"  timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "stripe_reconciliations_pkey" PRIMARY KEY (id),
  CONSTRAINT "stripe_reconciliations_status_known" CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text, 'canceled'::text])))
);

ALTER TABLE "public"."stripe_reconciliations"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."stripe_reconciliations" FROM "anon", "authenticated";

CREATE TABLE "public"."subscription_changes" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"     uuid                     NOT NULL,
  "subscription_id"  uuid                     NOT NULL,
  "user_id"          uuid,
  "plan_id"          uuid,
  "preview_id"       uuid,
  "kind"             text                     NOT NULL,
  "quantity"         integer,
  "is_at_period_end" boolean                  NOT NULL DEFAULT false,
  "effective_at"     timestamp with time zone,
  "proration_date"   timestamp with time zone,
  "amount_due"       numeric(12,2),
  "credit"           numeric(12,2),
  "charge"           numeric(12,2),
  "currency"         text,
  CONSTRAINT "subscription_changes_amount_due_not_negative" CHECK ((amount_due >= (0)::numeric)),
  CONSTRAINT "subscription_changes_charge_not_negative" CHECK ((charge >= (0)::numeric)),
  CONSTRAINT "subscription_changes_credit_not_negative" CHECK ((credit >= (0)::numeric)),
  CONSTRAINT "subscription_changes_kind_known" CHECK ((kind = ANY (ARRAY['preview'::text, 'change'::text, 'cancel'::text, 'resume'::text]))),
  CONSTRAINT "subscription_changes_pkey" PRIMARY KEY (id),
  CONSTRAINT "subscription_changes_quantity_positive" CHECK ((quantity > 0)),
  CONSTRAINT "subscription_changes_tenant_key" UNIQUE (workspace_id, id),
  "amount_due_cents" bigint                   GENERATED ALWAYS AS (private.to_minor_units(amount_due, currency)) STORED,
  "credit_cents"     bigint                   GENERATED ALWAYS AS (private.to_minor_units(credit, currency)) STORED,
  "charge_cents"     bigint                   GENERATED ALWAYS AS (private.to_minor_units(charge, currency)) STORED,
  "lines"            jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "error_message"    text,
  "status"           text                     NOT NULL DEFAULT 'pending'::text,
  "completed_at"     timestamp with time zone,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "subscription_changes_lines_array" CHECK ((jsonb_typeof(lines) = 'array'::text)),
  CONSTRAINT "subscription_changes_status_known" CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text, 'canceled'::text])))
);

ALTER TABLE "public"."subscription_changes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."subscription_changes" FROM "anon";

CREATE TABLE "public"."subscription_items" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"    uuid                     NOT NULL,
  "subscription_id" uuid                     NOT NULL,
  "plan_id"         uuid,
  "stripe_item_id"  text                     NOT NULL,
  "stripe_price_id" text                     NOT NULL,
  "quantity"        integer                  NOT NULL DEFAULT 1,
  "price"           numeric(12,2),
  "currency"        text                     NOT NULL,
  CONSTRAINT "subscription_items_pkey" PRIMARY KEY (id),
  CONSTRAINT "subscription_items_price_not_negative" CHECK ((price >= (0)::numeric)),
  CONSTRAINT "subscription_items_quantity_not_negative" CHECK ((quantity >= 0)),
  CONSTRAINT "subscription_items_stripe_id_length" CHECK (((char_length(stripe_item_id) >= 1) AND (char_length(stripe_item_id) <= 255))),
  CONSTRAINT "subscription_items_stripe_price_id_length" CHECK (((char_length(stripe_price_id) >= 1) AND (char_length(stripe_price_id) <= 255))),
  CONSTRAINT "subscription_items_stripe_unique" UNIQUE (stripe_item_id),
  CONSTRAINT "subscription_items_tenant_key" UNIQUE (workspace_id, id),
  "price_cents"     bigint                   GENERATED ALWAYS AS (private.to_minor_units(price, currency)) STORED,
  "interval"        text,
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "subscription_items_interval_known" CHECK (("interval" = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'quarter'::text, 'year'::text])))
);

ALTER TABLE "public"."subscription_items"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."subscription_items" FROM "anon";

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "bundle_order_item_id" uuid;

ALTER TABLE "public"."invoices"
  ADD COLUMN "attempt_count" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."invoices"
  ADD COLUMN "next_payment_attempt" timestamp WITH time zone;

ALTER TABLE "public"."orders"
  ADD COLUMN "stripe_id" text;

ALTER TABLE "public"."payments"
  ADD COLUMN "disputed_amount" numeric(12,2) NOT NULL DEFAULT 0;

ALTER TABLE "public"."payments"
  ADD COLUMN "stripe_payment_intent_id" text;

ALTER TABLE "public"."payments"
  ADD COLUMN "disputed_at" timestamp WITH time zone;

ALTER TABLE "public"."plan_features"
  ADD COLUMN "is_per_seat" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "account_id" text NOT NULL DEFAULT 'platform'::text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "object" text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "object_id" text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "note" text;

ALTER TABLE "public"."subscriptions"
  ADD COLUMN "cancel_at" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION private.adopt_order()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    new.order_id := (
        select p.order_id
        from public.payments as p
        where p.workspace_id = new.workspace_id and p.id = new.payment_id
    );
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.adopt_stripe_price()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    update public.subscription_items as i
    set plan_id = new.id
    where i.stripe_price_id = new.stripe_price_id and i.plan_id is distinct from new.id;
    perform private.derive_again(o)
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'subscription'
        and o.error_message is not null
        and o.data #> '{items,data}' @> jsonb_build_array(
            jsonb_build_object('price', jsonb_build_object('id', new.stripe_price_id))
        );
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_subscription_change (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    change public.subscription_changes;
    stripe_id text;
begin
    update public.subscription_changes as c
    set
        status = 'done',
        currency = upper(result ->> 'currency'),
        amount_due = private.billed_amount(
            (result ->> 'amount_due')::bigint, result ->> 'currency'
        ),
        credit = private.billed_amount((result ->> 'credit')::bigint, result ->> 'currency'),
        charge = private.billed_amount((result ->> 'charge')::bigint, result ->> 'currency'),
        lines = coalesce(result -> 'lines', '[]')
    where c.id = (job.payload ->> 'change_id')::uuid and c.status = 'pending' and result <> '{}'
    returning c.* into change;
    if change.kind <> 'preview' then
        select s.stripe_subscription_id into stripe_id
        from public.subscriptions as s
        where s.workspace_id = change.workspace_id and s.id = change.subscription_id;
        perform private.enqueue_stripe_projection('platform', 'subscription', stripe_id);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.await_stripe_account (
  account text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select pg_advisory_xact_lock(hashtextextended('flywheel.stripe ' || account, 0))
$function$;

CREATE OR REPLACE FUNCTION private.begin_call (
  generation   public.ai_generations,
  chosen_model text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    call_tier constant text := case
        when chosen_model in (select m.id from public.ai_models as m where m.provider = 'offline')
            then 'standard'
        else private.call_tier(generation)
    end;
    characters constant integer := case
        when generation.generation_type = 'voice' then char_length(generation.prompt_text)
        else 0
    end;
    seconds constant integer := case
        when generation.generation_type = 'video'
            then (generation.parameters ->> 'seconds')::integer
        else 0
    end;
    needed numeric;
    held public.ai_reservations;
    taken record;
    opened uuid;
begin
    needed := private.estimate_cost(
        chosen_model, call_tier, generation.input_bytes, generation.output_tokens, characters,
        seconds, now()
    );
    -- A batch is submitted once, however often it is tried: see flywheel.ai.openai_batch.
    if call_tier = 'batch' and exists (
        select
        from public.ai_reservations as r
        where r.generation_id = generation.id and r.status = 'calling'
    ) then
        return;
    end if;
    -- A call that was begun and never ended: its worker is gone, and nobody knows its cost.
    update public.ai_reservations as r
    set status = 'estimated', cost = r.estimate, is_applied = false, settled_at = clock_timestamp()
    where r.generation_id = generation.id and r.status = 'calling';

    select * into held
    from public.ai_reservations as r
    where r.generation_id = generation.id and r.status = 'reserved'
    order by r.created_at
    limit 1
    for update;
    if held.id is not null and held.estimate >= needed then
        -- What the dearest model would have cost more comes back.
        update public.ai_reservations as r
        set
            model_id = chosen_model,
            tier = call_tier,
            estimate = needed,
            is_applied = r.estimate = needed and r.is_applied,
            status = 'calling',
            called_at = clock_timestamp(),
            expires_at = now() + private.call_time(call_tier)
        where r.id = held.id;
        return;
    end if;

    -- A further attempt, or a price that has gone up: it needs room of its own.
    update public.ai_reservations as r
    set status = 'released', is_applied = false, settled_at = clock_timestamp()
    where r.id = held.id;
    perform private.ensure_default_budgets(generation.workspace_id, generation.user_id);
    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id, generation.user_id, generation.campaign_id, needed,
        private.generation_credits(generation)
    ) as r;
    opened := private.open_reservation(
        generation, chosen_model, needed, taken.budget_ids, taken.period_starts, taken.slots, 3600
    );
    update public.ai_reservations as r
    set
        tier = call_tier,
        status = 'calling',
        called_at = clock_timestamp(),
        expires_at = now() + private.call_time(call_tier)
    where r.id = opened;
end
$function$;

CREATE OR REPLACE FUNCTION private.billed_amount (
  units    bigint,
  currency text
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    amount constant numeric := private.from_minor_units(units, upper(currency));
begin
    if amount <> round(amount, 2) then
        raise exception using
            errcode = 'PT422',
            message = format('%s %s has more than two decimals', amount, upper(currency)),
            detail = format('Stripe''s amount: %s', units),
            hint = 'Amounts of this currency must end in 0 at Stripe: change the price there.';
    end if;
    return amount;
end
$function$;

CREATE OR REPLACE FUNCTION private.billing_email (
  person uuid
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select left(u.email, 255) from auth.users as u where u.id = person
$function$;

CREATE OR REPLACE FUNCTION private.bundle_pieces (
  kind text,
  OUT  counted text,
  OUT  most integer
)
  RETURNS record
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    -- The bounds are those of private.checked_bundle.
    select k.counted, k.most
    from (
        values
        ('social', 'social_posts', 60), ('blog', 'blog_posts', 20),
        ('upgrade', 'content_upgrades', 5), ('email', 'email_sequences', 5)
    ) as k (kind, counted, most)
    where k.kind = bundle_pieces.kind
$function$;

CREATE OR REPLACE FUNCTION private.cancel_subscription (
  wanted_subscription_id uuid,
  at_period_end          boolean
)
  RETURNS public.subscription_changes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    wanted public.subscription_changes;
begin
    if at_period_end and subscription.cancel_at_period_end then
        raise exception using
            errcode = 'PT409',
            message = 'this subscription ends with its period already',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Keep it with resume_subscription, or end it at once.';
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.kind := 'cancel';
    wanted.is_at_period_end := coalesce(at_period_end, true);
    wanted.effective_at := case
        when wanted.is_at_period_end then subscription.current_period_end
        else now()
    end;
    return private.place_subscription_change(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.cancel_subscription_change (
  wanted_change_id uuid
)
  RETURNS public.subscription_changes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    change public.subscription_changes;
begin
    select c.* into change
    from public.subscription_changes as c
    where
        c.id = wanted_change_id
        and (
            private.is_service()
            or c.workspace_id = any (array(select private.workspace_ids('viewer')))
        )
    for update;
    if change.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such change',
            detail = format('change_id: %s', wanted_change_id),
            hint = 'Use the id that change_subscription returned.';
    end if;
    perform private.require_role(change.workspace_id, 'admin');
    if change.status <> 'pending' or not (change.kind = 'change' and change.is_at_period_end) then
        raise exception using
            errcode = 'PT409',
            message = 'this change cannot be taken back',
            detail = format('change_id: %s, %s', change.id, change.status),
            hint = 'Only one that waits for the end of the period can be.';
    end if;
    update public.subscription_changes as c
    set status = 'canceled'
    where c.id = change.id
    returning c.* into change;
    return change;
end
$function$;

CREATE OR REPLACE FUNCTION private.changeable_subscription (
  wanted_id uuid
)
  RETURNS public.subscriptions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    subscription public.subscriptions;
begin
    select s.* into subscription
    from public.subscriptions as s
    where
        s.id = wanted_id
        and (
            private.is_service()
            or s.workspace_id = any (array(select private.workspace_ids('viewer')))
        )
    for update;
    if subscription.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such subscription',
            detail = format('subscription_id: %s', wanted_id),
            hint = 'Use the id of a subscription of one of your workspaces.';
    end if;
    perform private.require_role(subscription.workspace_id, 'admin');
    if subscription.stripe_subscription_id is null
        or not subscription.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    then
        raise exception using
            errcode = 'PT409',
            message = format(
                'this subscription %s',
                case
                    when subscription.stripe_subscription_id is null then 'is not at Stripe'
                    when subscription.status = 'incomplete' then 'is not paid for yet'
                    else 'has ended'
                end
            ),
            detail = format('subscription_id: %s, %s', subscription.id, subscription.status),
            hint = 'Subscribe anew with request_checkout.';
    end if;
    return subscription;
end
$function$;

CREATE OR REPLACE FUNCTION private.charge_status (
  charge jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case
        when charge ->> 'status' = 'failed' then 'failed'
        when charge ->> 'status' = 'pending' then 'processing'
        when not (charge ->> 'captured')::boolean
            then case when (charge ->> 'refunded')::boolean then 'canceled' else 'processing' end
        when s.given_back = 0 then 'completed'
        when s.given_back < s.taken then 'partially_refunded'
        else 'refunded'
    end
    from private.charge_sums(charge) as s
$function$;

CREATE OR REPLACE FUNCTION private.charge_sums (
  charge jsonb,
  OUT    taken bigint,
  OUT    given_back bigint
)
  RETURNS record
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    -- What was held but not taken is let go, and counts as refunded at Stripe.
    select
        sums.taken,
        case
            when (charge ->> 'captured')::boolean
                then greatest(
                    0,
                    (charge ->> 'amount_refunded')::bigint
                    - ((charge ->> 'amount')::bigint - sums.taken)
                )
            else 0
        end
    from (
        select case
            when (charge ->> 'captured')::boolean
                then coalesce(
                    (charge ->> 'amount_captured')::bigint, (charge ->> 'amount')::bigint
                )
            else (charge ->> 'amount')::bigint
        end as taken
    ) as sums
$function$;

CREATE OR REPLACE FUNCTION private.check_bundle_items (
  workspace uuid,
  business  uuid,
  items     jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    item jsonb;
    product public.bundle_products;
    given jsonb;
    topic text;
begin
    if jsonb_typeof(items) is distinct from 'array'
        or not jsonb_array_length(items) between 1 and 50
    then
        perform private.option_error(
            'items is a list of 1 to 50', 'For example [{"product_id": "…", "quantity": 1}].'
        );
    end if;
    -- A loop, because each is checked by functions that raise.
    for item in
        select i.value from jsonb_array_elements(items) as i
    loop
        if jsonb_typeof(item) <> 'object' or item - '{product_id,quantity,options}'::text[] <> '{}' then
            perform private.option_error(
                'an item has product_id, quantity and options, and nothing else',
                format('It was %s.', left(item::text, 100))
            );
        end if;
        select p.* into product
        from public.bundle_products as p
        where p.id = private.uuid_or_null(item ->> 'product_id') and p.is_active;
        if product.id is null then
            raise exception using
                errcode = 'PT404',
                message = 'there is no such bundle for sale',
                detail = format('product_id: %s', left(item ->> 'product_id', 100)),
                hint = 'The products: select id, name from bundle_products where is_active.';
        end if;
        perform private.option_number(item, 'quantity', 1, 1, 1000);
        given := coalesce(item -> 'options', '{}');
        if jsonb_typeof(given) <> 'object' then
            perform private.option_error('options must be a JSON object', 'Leave them out.');
        end if;
        topic := given ->> 'topic';
        if char_length(topic) not between 1 and 2000 then
            perform private.option_error(
                'topic has 1 to 2000 characters', 'Say in a few sentences what it is about.'
            );
        end if;
        perform private.checked_generation_options(
            t,
            private.part_options(product.type, 1, 1, current_date, given),
            b
        )
        from public.ai_generation_types as t
        cross join public.businesses as b
        where t.type = 'content_bundle' and b.workspace_id = workspace and b.id = business;
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_return_url (
  name text,
  url  text
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    allowed constant jsonb := coalesce(private.setting('billing.return_origins'), '[]');
    origin constant text := lower(
        substring(url from '^[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?=[/?#]|$)')
    );
begin
    -- A backslash is a slash to browsers, and names another host than it seems.
    if origin is null or url ~ '[\s\\]' or url ~ '[[:cntrl:]]' or char_length(url) > 2000 then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a web address that people can be sent to', name),
            detail = format('It was %s.', coalesce(quote_literal(left(url, 100)), 'missing')),
            hint = 'Begin it with https://, without a user name, at most 2000 characters.';
    end if;
    if jsonb_array_length(allowed) > 0
        and not exists (
            select from jsonb_array_elements_text(allowed) as a (value)
            where lower(rtrim(a.value, '/')) = origin
        )
    then
        raise exception using
            errcode = 'PT422',
            message = format('%s leads to a site that is not allowed', name),
            detail = format('origin: %s', origin),
            hint = 'The operator lists the allowed ones in app_settings: billing.return_origins.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_seat_count (
  quantity integer
)
  RETURNS void
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    if not coalesce(quantity between 1 and 100000, false) then
        raise exception using
            errcode = 'PT422',
            message = 'quantity is a whole number from 1 to 100000',
            detail = format('It was %s.', coalesce(quantity::text, 'missing')),
            hint = 'It is the number of seats; leave it out for one.';
    end if;
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
end
$function$;

CREATE OR REPLACE FUNCTION private.connect_stripe (
  workspace      uuid,
  return_url     text,
  refresh_url    text,
  wanted_country text
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    wanted public.billing_sessions;
begin
    perform private.require_role(workspace, 'admin');
    perform private.check_return_url('return_url', return_url);
    perform private.check_return_url('refresh_url', refresh_url);
    if wanted_country !~* '^[a-z]{2}$' then
        raise exception using
            errcode = 'PT422',
            message = format('%L is not a country', left(wanted_country, 50)),
            hint = 'Give its two letters, such as SA or DE, or leave it out.';
    end if;
    wanted.workspace_id := workspace;
    wanted.kind := 'onboarding';
    wanted.options := jsonb_strip_nulls(jsonb_build_object(
        'return_url', return_url, 'refresh_url', refresh_url, 'country', upper(wanted_country)
    ));
    return private.place_billing_session(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.customer_of_stripe (
  account         text,
  workspace       uuid,
  stripe_customer text
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (
            select c.id
            from public.customers as c
            where c.workspace_id = workspace and c.stripe_customer_id = stripe_customer
        ),
        (
            select c.id
            from public.stripe_objects as o
            join public.customers as c
                on c.workspace_id = workspace and lower(c.email) = lower(o.data ->> 'email')
            where o.account_id = account and o.object = 'customer' and o.id = stripe_customer
        )
    )
$function$;

CREATE OR REPLACE FUNCTION private.derive_again (
  stored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    fault constant text := private.derive_from_stripe(stored);
begin
    if fault is distinct from stored.error_message then
        update public.stripe_objects as o
        set error_message = fault
        where o.account_id = stored.account_id and o.object = stored.object and o.id = stored.id;
        perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_billing (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    case mirrored.object
        when 'customer' then perform private.derive_stripe_customer(mirrored);
        when 'subscription' then perform private.derive_subscription(mirrored);
        when 'invoice' then perform private.derive_invoice(mirrored);
        when 'checkout.session' then perform private.derive_checkout_session(mirrored);
        when 'payment_intent', 'charge', 'refund' then
            perform private.derive_bundle_order(
                private.order_of_payment(
                    case mirrored.object
                        when 'payment_intent' then mirrored.id
                        else private.stripe_reference(mirrored.data -> 'payment_intent')
                    end
                )
            );
        when 'entitlements.active_entitlement_summary' then
            perform private.derive_entitlement_grants(mirrored);
        when 'entitlements.feature' then
            perform private.derive_again(summary)
            from public.stripe_objects as summary
            where
                summary.account_id = 'platform'
                and summary.object = 'entitlements.active_entitlement_summary'
                and summary.data -> 'entitlements' @> jsonb_build_array(
                    jsonb_build_object('feature', mirrored.id)
                );
        else null;
    end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_bundle_order (
  bundle_order uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    known public.bundle_orders;
    session jsonb;
    session_is_gone boolean;
    intent jsonb;
    intent_id text;
    charge jsonb;
    received bigint;
    refunded bigint;
    reached text;
begin
    select b.* into known
    from public.bundle_orders as b
    where b.id = bundle_order
    for update;
    if known.id is null then
        return;
    end if;
    -- The session that was paid, or else the last one.
    select o.data, o.gone_at is not null into session, session_is_gone
    from public.billing_sessions as b
    join public.stripe_objects as o
        on
            o.account_id = 'platform'
            and o.object = 'checkout.session'
            and o.id = b.stripe_session_id
    where b.workspace_id = known.workspace_id and b.bundle_order_id = known.id
    order by (o.data ->> 'status' = 'complete') desc nulls last, b.created_at desc
    limit 1;
    intent_id := coalesce(
        private.stripe_reference(session -> 'payment_intent'), known.payment_intent_id
    );
    if intent_id is null then
        select o.id into intent_id
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.object = 'payment_intent'
            and o.data -> 'metadata' @> jsonb_build_object('bundle_order_id', known.id)
            and o.data ->> 'customer' = (
                select c.stripe_customer_id
                from public.stripe_customers as c
                where c.workspace_id = known.workspace_id
            )
        limit 1;
    end if;
    select o.data into intent
    from public.stripe_objects as o
    where o.account_id = 'platform' and o.object = 'payment_intent' and o.id = intent_id;
    select o.data into charge
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'charge'
        and o.data ->> 'payment_intent' = intent_id
    order by (o.data ->> 'status' = 'succeeded') desc, o.id desc
    limit 1;
    -- Refunds say more than the charge, which nobody announces when a refund fails.
    select coalesce(
        sum((o.data ->> 'amount')::bigint) filter (
            where o.data ->> 'status' not in ('failed', 'canceled')
        ),
        case when count(*) = 0 then (charge ->> 'amount_refunded')::bigint else 0 end,
        0
    )
    into refunded
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'refund'
        and o.gone_at is null
        and o.data ->> 'payment_intent' = intent_id;
    received := coalesce(
        nullif((intent ->> 'amount_received')::bigint, 0),
        nullif((charge ->> 'amount_captured')::bigint, 0),
        (session ->> 'amount_total')::bigint,
        known.total_amount_cents
    );

    if intent ->> 'status' = 'succeeded'
        or charge ->> 'status' = 'succeeded'
        or (
            session ->> 'status' = 'complete'
            and session ->> 'payment_status' in ('paid', 'no_payment_required')
        )
    then
        reached := case
            when refunded > 0 and refunded >= received then 'refunded'
            when refunded > 0 then 'partially_refunded'
            else 'paid'
        end;
    elsif intent ->> 'status' = 'canceled' or session_is_gone or session ->> 'status' = 'expired' then
        reached := 'canceled';
    elsif jsonb_typeof(intent -> 'last_payment_error') = 'object'
        and intent ->> 'status' = 'requires_payment_method'
    then
        reached := 'failed';
    elsif intent is not null then
        reached := 'pending';
    else
        reached := known.status;
    end if;
    update public.bundle_orders as b
    set
        status = reached,
        payment_intent_id = intent_id,
        payment_status = left(coalesce(intent ->> 'status', session ->> 'payment_status'), 50),
        payment_method = left(
            coalesce(
                charge #>> '{payment_method_details,type}',
                intent #>> '{payment_method_types,0}',
                b.payment_method
            ),
            100
        ),
        paid_at = case
            when reached in ('paid', 'partially_refunded', 'refunded')
                then coalesce(private.stripe_time(charge -> 'created'), b.paid_at, now())
        end
    where b.id = known.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_checkout_session (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    bundle_order uuid;
begin
    update public.billing_sessions as b
    set
        stripe_session_id = mirrored.id,
        status = case
            when mirrored.gone_at is not null then 'expired'
            when mirrored.data ->> 'status' = 'complete' then 'completed'
            when mirrored.data ->> 'status' = 'expired' then 'expired'
            else b.status
        end,
        -- Nobody needs the page any longer.
        url = case when mirrored.data ->> 'status' = 'open' then b.url end,
        expires_at = coalesce(private.stripe_time(mirrored.data -> 'expires_at'), b.expires_at)
    where
        b.stripe_session_id = mirrored.id
        or (
            b.stripe_session_id is null
            and b.id = private.uuid_or_null(mirrored.data #>> '{metadata,billing_session_id}')
        )
    returning b.bundle_order_id into bundle_order;
    perform private.derive_bundle_order(bundle_order);
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_commerce (
  workspace uuid,
  mirrored  public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    reference text;
begin
    if mirrored.object = 'customer' then
        perform private.derive_stripe_buyer(workspace, mirrored);
    elsif mirrored.object in ('price', 'product') then
        perform private.derive_stripe_goods(workspace, mirrored);
    else
        if mirrored.object = 'refund' then -- there are refunds without a charge
            perform private.derive_stripe_refund(workspace, mirrored.data);
        end if;
        for reference in
            select private.stripe_sale_references(
                mirrored.account_id, mirrored.object, mirrored.data
            )
        loop
            perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
        end loop;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_entitlement_grants (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    workspace constant uuid := private.workspace_of_customer(mirrored.id);
begin
    if workspace is null then
        return;
    end if;
    with active as (
        select
            e.value ->> 'lookup_key' as feature,
            max(case
                when f.data #>> '{metadata,limit}' ~ '^[0-9]{1,18}$'
                    then (f.data #>> '{metadata,limit}')::bigint
            end) as limit_value,
            max(case f.data #>> '{metadata,period}' when 'total' then 'total' else 'month' end)
                as period
        from jsonb_array_elements(mirrored.data -> 'entitlements') as e
        left join public.stripe_objects as f
            on
                f.account_id = 'platform'
                and f.object = 'entitlements.feature'
                and f.id = private.stripe_reference(e.value -> 'feature')
        where
            mirrored.gone_at is null
            and e.value ->> 'lookup_key' ~ '^[a-z][a-z0-9_]{0,62}$'
        group by e.value ->> 'lookup_key'
    ),

    gone as (
        delete from public.entitlement_grants as g
        where
            g.workspace_id = workspace
            and g.source = 'stripe'
            and not exists (select from active as a where a.feature = g.feature)
    )

    insert into public.entitlement_grants as g (
        workspace_id, feature, source, limit_value, period
    )
    select workspace, a.feature, 'stripe', a.limit_value, a.period
    from active as a
    on conflict on constraint entitlement_grants_once do update
    set limit_value = excluded.limit_value, period = excluded.period
    where
        g.limit_value is distinct from excluded.limit_value or g.period <> excluded.period;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_from_stripe (
  mirrored public.stripe_objects
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    workspace uuid;
begin
    if mirrored.object = 'account' then
        perform private.derive_stripe_account(mirrored);
    elsif mirrored.account_id = 'platform' then
        perform private.derive_billing(mirrored);
    else
        select a.workspace_id into workspace
        from public.stripe_accounts as a
        where a.id = mirrored.account_id;
        if workspace is not null then
            perform private.derive_commerce(workspace, mirrored);
        end if;
    end if;
    return null;
exception
    -- What Stripe says is kept in any case; what could not be made of it is shown, and tried again.
    when integrity_constraint_violation or data_exception or raise_exception
        or sqlstate 'PT409' or sqlstate 'PT422'
    then
        return sqlerrm;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_invoice (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    invoice constant jsonb := mirrored.data;
    subscription public.subscriptions;
    workspace uuid;
    period record;
begin
    if mirrored.gone_at is not null then -- only drafts can be deleted
        delete from public.invoices as i where i.stripe_invoice_id = mirrored.id;
        return;
    end if;
    select s.* into subscription
    from public.subscriptions as s
    where s.stripe_subscription_id = private.invoice_subscription(invoice);
    workspace := coalesce(
        (select i.workspace_id from public.invoices as i where i.stripe_invoice_id = mirrored.id),
        subscription.workspace_id,
        private.workspace_of_customer(private.stripe_reference(invoice -> 'customer'))
    );
    if workspace is null then
        return;
    end if;
    -- The period of the invoice itself is the one before: what is paid for is in its lines.
    select
        private.stripe_time(l.value #> '{period,start}') as starts,
        private.stripe_time(l.value #> '{period,end}') as ends
    into period
    from jsonb_array_elements(invoice #> '{lines,data}') as l
    where l.value #> '{period,end}' is not null
    order by 2 desc, 1
    limit 1;

    insert into public.invoices as i (
        workspace_id, subscription_id, number, stripe_invoice_id, payment_intent_id, amount,
        currency, billing_period_start, billing_period_end, invoice_pdf, status, attempt_count,
        next_payment_attempt, due_at, paid_at, created_at
    )
    values (
        workspace,
        case when subscription.workspace_id = workspace then subscription.id end,
        left(nullif(invoice ->> 'number', ''), 100),
        mirrored.id,
        private.invoice_payment_intent(invoice),
        private.billed_amount((invoice ->> 'amount_due')::bigint, invoice ->> 'currency'),
        upper(invoice ->> 'currency'),
        coalesce(period.starts, private.stripe_time(invoice -> 'period_start')),
        coalesce(period.ends, private.stripe_time(invoice -> 'period_end')),
        invoice ->> 'invoice_pdf',
        case
            when invoice ->> 'status' <> 'open' then invoice ->> 'status'
            when (invoice ->> 'attempt_count')::integer > 0 then 'failed'
            else 'pending'
        end,
        coalesce((invoice ->> 'attempt_count')::integer, 0),
        private.stripe_time(invoice -> 'next_payment_attempt'),
        private.stripe_time(invoice -> 'due_date'),
        private.stripe_time(invoice #> '{status_transitions,paid_at}'),
        coalesce(private.stripe_time(invoice -> 'created'), now())
    )
    on conflict on constraint invoices_stripe_unique do update
    set
        subscription_id = coalesce(excluded.subscription_id, i.subscription_id),
        number = excluded.number,
        payment_intent_id = excluded.payment_intent_id,
        amount = excluded.amount,
        currency = excluded.currency,
        billing_period_start = excluded.billing_period_start,
        billing_period_end = excluded.billing_period_end,
        invoice_pdf = coalesce(excluded.invoice_pdf, i.invoice_pdf),
        status = excluded.status,
        attempt_count = excluded.attempt_count,
        next_payment_attempt = excluded.next_payment_attempt,
        due_at = excluded.due_at,
        paid_at = excluded.paid_at,
        created_at = excluded.created_at;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_account (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update public.stripe_accounts as a
    set
        country = substring(upper(mirrored.data ->> 'country') from '^[A-Z]{2}$'),
        currency = (
            select c.code
            from public.currencies as c
            where c.code = upper(mirrored.data ->> 'default_currency')
        ),
        charges_enabled = coalesce((mirrored.data ->> 'charges_enabled')::boolean, false),
        payouts_enabled = coalesce((mirrored.data ->> 'payouts_enabled')::boolean, false),
        details_submitted = coalesce((mirrored.data ->> 'details_submitted')::boolean, false),
        status = case
            when mirrored.gone_at is not null then 'disconnected'
            when (mirrored.data ->> 'charges_enabled')::boolean then 'active'
            when (mirrored.data ->> 'details_submitted')::boolean then 'restricted'
            else 'pending'
        end
    where a.id = mirrored.id or (a.id = 'platform' and mirrored.account_id = 'platform');
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_buyer (
  workspace uuid,
  mirrored  public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    given constant jsonb := mirrored.data;
    address constant text := case
        when given ->> 'email' ~ '^[^@\s]+@[^@\s]+$' and char_length(given ->> 'email') <= 255
            then given ->> 'email'
    end;
    oldest text;
    buyer uuid;
    reference text;
begin
    if given ->> 'created' is null then -- deleted before it was ever read
        return;
    end if;
    -- The row of an address belongs to the first who had it.
    select o.id into oldest
    from public.stripe_objects as o
    where
        o.account_id = mirrored.account_id
        and o.object = 'customer'
        and lower(o.data ->> 'email') = lower(address)
        and o.data ->> 'created' is not null
    order by (o.data ->> 'created')::bigint, o.id
    limit 1;
    select c.id into buyer
    from public.customers as c
    where c.workspace_id = workspace and c.stripe_customer_id = mirrored.id;
    if not found then
        select c.id into buyer
        from public.customers as c
        where c.workspace_id = workspace and lower(c.email) = lower(address);
    end if;
    if buyer is null then
        insert into public.customers (workspace_id, stripe_customer_id, email, created_at)
        values (workspace, mirrored.id, address, private.stripe_time(given -> 'created'))
        returning id into buyer;
    end if;
    if mirrored.gone_at is null and coalesce(oldest, mirrored.id) = mirrored.id then
        perform private.write_stripe_buyer(workspace, buyer, mirrored.id, address, given);
    end if;
    -- Its sales are few, and only those that do not know it yet are written.
    for reference in
        select distinct private.stripe_sale_references(o.account_id, o.object, o.data)
        from public.stripe_objects as o
        where
            o.account_id = mirrored.account_id
            and o.object in ('charge', 'payment_intent', 'checkout.session', 'invoice')
            and o.data ->> 'customer' = mirrored.id
            and (o.object <> 'invoice' or private.is_paid_elsewhere(o.data))
            and not exists (
                select
                from public.orders as known
                where
                    known.workspace_id = workspace
                    and known.stripe_id = coalesce(o.data ->> 'payment_intent', o.id)
                    and known.customer_id = buyer
            )
    loop
        perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_customer (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    workspace uuid;
    taken text;
begin
    if mirrored.gone_at is not null then
        delete from public.stripe_customers as c where c.stripe_customer_id = mirrored.id;
        return;
    end if;
    update public.stripe_customers as c
    set email = left(mirrored.data ->> 'email', 255)
    where c.stripe_customer_id = mirrored.id;
    if not found then
        select w.id into workspace
        from public.workspaces as w
        where w.id = private.uuid_or_null(mirrored.data #>> '{metadata,workspace_id}');
        if workspace is null then -- somebody whom we do not know
            return;
        end if;
        insert into public.stripe_customers as c (workspace_id, stripe_customer_id, email)
        values (workspace, mirrored.id, left(mirrored.data ->> 'email', 255))
        on conflict do nothing
        returning c.stripe_customer_id into taken;
        if taken is null then
            raise exception using
                errcode = 'PT409',
                message = format(
                    'workspace %s has another customer at Stripe already: %s',
                    workspace,
                    (
                        select c.stripe_customer_id
                        from public.stripe_customers as c
                        where c.workspace_id = workspace
                    )
                ),
                hint = 'Delete one of the two at Stripe, or take workspace_id out of its metadata.';
        end if;
    end if;
    -- What came before its customer, and the subscriptions before what names them.
    perform private.derive_again(dependent)
    from (
        select o.*
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.data ->> 'customer' = mirrored.id
            and (
                (
                    o.object = 'subscription'
                    and not exists (
                        select from public.subscriptions as s where s.stripe_subscription_id = o.id
                    )
                )
                or (
                    o.object = 'invoice'
                    and not exists (
                        select from public.invoices as i where i.stripe_invoice_id = o.id
                    )
                )
                or o.object = 'entitlements.active_entitlement_summary'
            )
        order by o.object desc, o.id
    ) as dependent;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_failures (
  account    text,
  everything boolean DEFAULT false
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    stored public.stripe_objects;
    fault text;
    failed integer := 0;
begin
    perform private.await_stripe_account(account);
    -- A loop, because each object is followed by what it means elsewhere.
    for stored in
        select o.*
        from public.stripe_objects as o
        where o.account_id = account and (everything or o.error_message is not null)
        order by array_position(private.stripe_list_kinds(), o.object), o.id
    loop
        fault := private.derive_from_stripe(stored);
        failed := failed + (fault is not null)::integer;
        if fault is distinct from stored.error_message then
            update public.stripe_objects as o
            set error_message = fault
            where
                o.account_id = stored.account_id
                and o.object = stored.object
                and o.id = stored.id;
            perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
        end if;
    end loop;
    return failed;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_goods (
  workspace uuid,
  mirrored  public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    goods constant text := case mirrored.object
        when 'product' then mirrored.id
        else private.stripe_reference(mirrored.data -> 'product')
    end;
    reference text;
begin
    if mirrored.data #>> '{metadata,product_id}' is null then
        return;
    end if;
    -- A loop, because each is a sale to write.
    for reference in
        select distinct o.stripe_id
        from public.order_items as i
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        where
            i.workspace_id = workspace
            and i.external_product_id = goods
            and i.product_id is null
            and o.stripe_id is not null
    loop
        perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_items (
  account   text,
  workspace uuid,
  the_order uuid,
  currency  text,
  lines     jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    delete from public.order_items as i
    where
        i.workspace_id = workspace
        and i.order_id = the_order
        and not exists (
            select
            from jsonb_array_elements(lines) as l
            where i.id = extensions.uuid_generate_v5(the_order, l.value ->> 'id')
        );
    insert into public.order_items as i (
        id, workspace_id, order_id, product_id, external_product_id, product_name, quantity,
        unit_price, discount_amount, currency
    )
    select
        extensions.uuid_generate_v5(the_order, l.line_id),
        workspace,
        the_order,
        l.product_id,
        l.external_product_id,
        l.product_name,
        l.quantity,
        l.unit_price,
        l.discount_amount,
        derive_stripe_items.currency
    from private.stripe_order_lines(account, workspace, derive_stripe_items.currency, lines) as l
    on conflict (id) do update
    set
        product_id = excluded.product_id,
        external_product_id = excluded.external_product_id,
        product_name = excluded.product_name,
        quantity = excluded.quantity,
        unit_price = excluded.unit_price,
        discount_amount = excluded.discount_amount
    where (
        i.product_id, i.external_product_id, i.product_name, i.quantity, i.unit_price,
        i.discount_amount
    ) is distinct from (
        excluded.product_id, excluded.external_product_id, excluded.product_name,
        excluded.quantity, excluded.unit_price, excluded.discount_amount
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_order (
  account   text,
  workspace uuid,
  reference text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    found record;
    sale record;
    the_order uuid;
begin
    -- One sale has few charges and refunds; each is a statement of its own, to fail by itself.
    for found in select c.data from private.stripe_charges_of(account, reference) as c loop
        perform private.derive_stripe_payment(account, workspace, found.data);
    end loop;
    for found in select r.data from private.stripe_refunds_of(account, reference) as r loop
        perform private.derive_stripe_refund(workspace, found.data);
    end loop;
    select * into sale from private.stripe_sale(account, reference) as s;
    if sale.status is null then
        return;
    end if;
    if sale.status in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.orders as o
        set status = 'paid'
        where
            o.workspace_id = workspace
            and o.stripe_id = reference
            and o.status in ('pending', 'failed');
    end if;
    insert into public.orders as o (
        workspace_id, stripe_id, customer_id, customer_email, total_amount, currency,
        attribution_data, status, external_status, ordered_at, paid_at, refunded_at, canceled_at
    )
    values (
        workspace,
        reference,
        private.customer_of_stripe(account, workspace, sale.customer),
        case when char_length(sale.email) <= 255 then sale.email end,
        private.billed_amount(sale.amount, sale.currency),
        sale.currency,
        sale.attribution,
        sale.status,
        sale.external_status,
        sale.ordered_at,
        sale.paid_at,
        sale.refunded_at,
        sale.canceled_at
    )
    on conflict on constraint orders_stripe_unique do update
    set
        customer_id = excluded.customer_id,
        customer_email = excluded.customer_email,
        total_amount = excluded.total_amount,
        currency = excluded.currency,
        attribution_data = excluded.attribution_data,
        status = excluded.status,
        external_status = excluded.external_status,
        ordered_at = excluded.ordered_at,
        paid_at = excluded.paid_at,
        refunded_at = excluded.refunded_at,
        canceled_at = excluded.canceled_at
    where (
        o.customer_id, o.customer_email, o.total_amount, o.currency, o.attribution_data, o.status,
        o.external_status, o.ordered_at, o.paid_at, o.refunded_at, o.canceled_at
    ) is distinct from (
        excluded.customer_id, excluded.customer_email, excluded.total_amount, excluded.currency,
        excluded.attribution_data, excluded.status, excluded.external_status, excluded.ordered_at,
        excluded.paid_at, excluded.refunded_at, excluded.canceled_at
    );
    -- A new status stamps its time; Stripe's stands.
    update public.orders as o
    set
        paid_at = sale.paid_at,
        refunded_at = sale.refunded_at,
        canceled_at = sale.canceled_at
    where
        o.workspace_id = workspace
        and o.stripe_id = reference
        and (o.paid_at, o.refunded_at, o.canceled_at)
        is distinct from (sale.paid_at, sale.refunded_at, sale.canceled_at);
    select o.id into strict the_order
    from public.orders as o
    where o.workspace_id = workspace and o.stripe_id = reference;
    perform private.derive_stripe_items(account, workspace, the_order, sale.currency, sale.lines);
    update public.payments as p
    set order_id = the_order
    from private.stripe_charges_of(account, reference) as c
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = c.id
        and p.order_id is distinct from the_order;
    update public.refunds as r
    set order_id = the_order
    from private.stripe_refunds_of(account, reference) as s
    where
        r.workspace_id = workspace
        and r.stripe_refund_id = s.id
        and r.order_id is distinct from the_order;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_payment (
  account   text,
  workspace uuid,
  charge    jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    money constant text := upper(charge ->> 'currency');
    made constant timestamptz := private.stripe_time(charge -> 'created');
    status constant text := private.charge_status(charge);
    completed constant timestamptz := case
        when status in ('completed', 'partially_refunded', 'refunded') then made
    end;
    failed constant timestamptz := case when status = 'failed' then made end;
    sums record;
    lost record;
    refunded timestamptz;
begin
    select * into sums from private.charge_sums(charge) as s;
    select sum((d.data ->> 'amount')::bigint) as amount, max(private.dispute_lost_at(d)) as lost_at
    into lost
    from public.stripe_objects as d
    where
        d.account_id = account
        and d.object = 'dispute'
        and d.data ->> 'charge' = charge ->> 'id'
        and d.data ->> 'status' = 'lost'
        and upper(d.data ->> 'currency') = money;
    if sums.given_back > 0 then
        select max(private.stripe_time(r.data -> 'created')) into refunded
        from public.stripe_objects as r
        where
            r.account_id = account
            and r.object = 'refund'
            and r.data ->> 'charge' = charge ->> 'id'
            and coalesce(r.data ->> 'status', '') not in ('failed', 'canceled');
    end if;
    if status in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.payments as p
        set status = 'completed'
        where
            p.workspace_id = workspace
            and p.stripe_payment_id = charge ->> 'id'
            and p.status in ('pending', 'processing');
    end if;
    insert into public.payments as p (
        workspace_id, stripe_payment_id, stripe_payment_intent_id, customer_id, amount,
        refunded_amount, disputed_amount, currency, payment_method, error_message, status,
        completed_at, failed_at, refunded_at, disputed_at, created_at
    )
    values (
        workspace,
        charge ->> 'id',
        private.stripe_reference(charge -> 'payment_intent'),
        private.customer_of_stripe(
            account, workspace, private.stripe_reference(charge -> 'customer')
        ),
        private.billed_amount(sums.taken, money),
        private.billed_amount(sums.given_back, money),
        private.billed_amount(coalesce(lost.amount, 0)::bigint, money),
        money,
        left(charge #>> '{payment_method_details,type}', 100),
        case when status = 'failed' then charge ->> 'failure_message' end,
        status,
        completed,
        failed,
        refunded,
        lost.lost_at,
        made
    )
    on conflict on constraint payments_stripe_unique do update
    set
        customer_id = excluded.customer_id,
        amount = excluded.amount,
        refunded_amount = excluded.refunded_amount,
        disputed_amount = excluded.disputed_amount,
        payment_method = excluded.payment_method,
        error_message = excluded.error_message,
        status = excluded.status,
        completed_at = excluded.completed_at,
        failed_at = excluded.failed_at,
        refunded_at = excluded.refunded_at,
        disputed_at = excluded.disputed_at
    where (
        p.customer_id, p.amount, p.refunded_amount, p.disputed_amount, p.payment_method,
        p.error_message, p.status, p.completed_at, p.failed_at, p.refunded_at, p.disputed_at
    ) is distinct from (
        excluded.customer_id, excluded.amount, excluded.refunded_amount, excluded.disputed_amount,
        excluded.payment_method, excluded.error_message, excluded.status, excluded.completed_at,
        excluded.failed_at, excluded.refunded_at, excluded.disputed_at
    );
    -- A new status stamps its time; Stripe's stands.
    update public.payments as p
    set completed_at = completed, failed_at = failed, refunded_at = refunded
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = charge ->> 'id'
        and (p.completed_at, p.failed_at, p.refunded_at)
        is distinct from (completed, failed, refunded);
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_stripe_refund (
  workspace uuid,
  refund    jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    money constant text := upper(refund ->> 'currency');
    payment public.payments;
begin
    select p.* into payment
    from public.payments as p
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = private.stripe_reference(refund -> 'charge');
    insert into public.refunds as r (
        workspace_id, stripe_refund_id, payment_id, order_id, amount, currency, reason,
        error_message, status, refunded_at
    )
    values (
        workspace,
        refund ->> 'id',
        payment.id,
        payment.order_id,
        private.billed_amount((refund ->> 'amount')::bigint, money),
        money,
        left(refund ->> 'reason', 255),
        refund ->> 'failure_reason',
        coalesce(refund ->> 'status', 'succeeded'),
        private.stripe_time(refund -> 'created')
    )
    on conflict on constraint refunds_stripe_unique do update
    set
        payment_id = excluded.payment_id,
        order_id = coalesce(excluded.order_id, r.order_id),
        amount = excluded.amount,
        reason = excluded.reason,
        error_message = excluded.error_message,
        status = excluded.status,
        refunded_at = excluded.refunded_at
    where (
        r.payment_id, r.order_id, r.amount, r.reason, r.error_message, r.status, r.refunded_at
    ) is distinct from (
        excluded.payment_id, coalesce(excluded.order_id, r.order_id), excluded.amount,
        excluded.reason, excluded.error_message, excluded.status, excluded.refunded_at
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_subscription (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    known public.subscriptions;
    workspace uuid;
    main record;
    is_new boolean;
begin
    select s.* into known
    from public.subscriptions as s
    where s.stripe_subscription_id = mirrored.id
    for update;
    if mirrored.gone_at is not null then
        update public.subscriptions as s
        set status = case s.status when 'incomplete' then 'incomplete_expired' else 'canceled' end
        where s.id = known.id and s.status not in ('canceled', 'incomplete_expired');
        return;
    end if;
    workspace := coalesce(
        known.workspace_id,
        private.workspace_of_customer(private.stripe_reference(mirrored.data -> 'customer'))
    );
    if workspace is null then
        return;
    end if;
    select i.* into main
    from private.stripe_items(mirrored.data) as i
    where i.plan_id is not null
    order by i.place
    limit 1;
    if main is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'no plan has the Stripe price of subscription %s: %s',
                mirrored.id,
                (
                    select string_agg(i.value #>> '{price,id}', ', ')
                    from jsonb_array_elements(mirrored.data #> '{items,data}') as i
                )
            ),
            hint = 'Set stripe_price_id of the plan in subscription_plans: it is taken in at once.';
    end if;

    is_new := known.id is null;
    insert into public.subscriptions as s (
        workspace_id, plan_id, user_id, stripe_subscription_id, quantity, price, currency,
        "interval", status, current_period_start, current_period_end, trial_end,
        cancel_at_period_end, cancel_at, canceled_at, created_at
    )
    values (
        workspace,
        main.plan_id,
        (
            select p.id
            from public.profiles as p
            where p.id = private.uuid_or_null(mirrored.data #>> '{metadata,user_id}')
        ),
        mirrored.id,
        main.quantity,
        -- A price by tiers has no price of one: then the plan says it.
        coalesce(main.price, (select p.price from public.subscription_plans as p where p.id = main.plan_id)),
        main.currency,
        main.per,
        mirrored.data ->> 'status',
        main.period_start,
        main.period_end,
        private.stripe_time(mirrored.data -> 'trial_end'),
        coalesce((mirrored.data ->> 'cancel_at_period_end')::boolean, false),
        private.stripe_time(mirrored.data -> 'cancel_at'),
        private.stripe_time(mirrored.data -> 'canceled_at'),
        coalesce(private.stripe_time(mirrored.data -> 'created'), now())
    )
    on conflict on constraint subscriptions_stripe_unique do update
    set
        plan_id = excluded.plan_id,
        quantity = excluded.quantity,
        price = excluded.price,
        currency = excluded.currency,
        "interval" = excluded.interval,
        status = excluded.status,
        current_period_start = excluded.current_period_start,
        current_period_end = excluded.current_period_end,
        trial_end = excluded.trial_end,
        cancel_at_period_end = excluded.cancel_at_period_end,
        cancel_at = excluded.cancel_at,
        canceled_at = excluded.canceled_at
    returning s.* into known;

    delete from public.subscription_items as i
    where
        i.workspace_id = known.workspace_id
        and i.subscription_id = known.id
        and not exists (
            select
            from private.stripe_items(mirrored.data) as n
            where n.stripe_item_id = i.stripe_item_id
        );
    insert into public.subscription_items as i (
        workspace_id, subscription_id, plan_id, stripe_item_id, stripe_price_id, quantity, price,
        currency, "interval"
    )
    select
        known.workspace_id, known.id, n.plan_id, n.stripe_item_id, n.stripe_price_id, n.quantity,
        n.price, n.currency, n.per
    from private.stripe_items(mirrored.data) as n
    on conflict on constraint subscription_items_stripe_unique do update
    set
        plan_id = excluded.plan_id,
        stripe_price_id = excluded.stripe_price_id,
        quantity = excluded.quantity,
        price = excluded.price,
        currency = excluded.currency,
        "interval" = excluded.interval;

    if is_new then
        perform private.derive_again(o)
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.object = 'invoice'
            and o.data ->> 'customer' = mirrored.data ->> 'customer'
            and private.invoice_subscription(o.data) = mirrored.id;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.dispute_lost_at (
  dispute public.stripe_objects
)
  RETURNS timestamp WITH time zone
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    -- Stripe's dispute does not say when it was closed; its event does.
    select coalesce(
        (
            select min(e.occurred_at)
            from public.stripe_events as e
            where
                e.account_id = dispute.account_id
                and e.object = 'dispute'
                and e.object_id = dispute.id
                and e.type = 'charge.dispute.closed'
        ),
        private.stripe_time(dispute.data #> '{balance_transactions,0,created}'),
        private.stripe_time(dispute.data -> 'created')
    )
$function$;

CREATE OR REPLACE FUNCTION private.earlier_billing_session (
  workspace  uuid,
  client_key text
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    earlier public.billing_sessions;
begin
    if char_length(client_key) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'an idempotency key has 1 to 200 characters',
            hint = 'Use a UUID.';
    end if;
    select b.* into earlier
    from public.billing_sessions as b
    where
        b.workspace_id = workspace
        and b.user_id = auth.uid()
        and b.idempotency_key = client_key;
    return earlier;
end
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_bundle_parts (
  bundle_order uuid
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select count(
        jobs.enqueue(
            'billing.fulfil_item',
            jsonb_build_object('item_id', u.item_id, 'part', u.part),
            workspace_id => o.workspace_id,
            dedup_key => format('%s %s', u.item_id, u.part)
        )
    )::integer
    from private.unmade_parts(bundle_order) as u
    join public.bundle_orders as o on o.id = bundle_order
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_stripe_projection (
  account text,
  object  text,
  id      text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return jobs.enqueue(
        'stripe.project',
        jsonb_build_object(
            'account_id', account, 'object', object, 'id', id, 'since', clock_timestamp()
        ),
        limit_key => account || ' ' || id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_stripe_steps (
  run uuid
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.enqueue(
        'stripe.reconcile_kind',
        jsonb_build_object('reconciliation_id', s.reconciliation_id, 'object', s.object),
        dedup_key => s.reconciliation_id || ' ' || s.object,
        limit_key => r.account_id
    )
    from public.stripe_reconciliation_steps as s
    join public.stripe_reconciliations as r on s.reconciliation_id = r.id
    where s.reconciliation_id = enqueue_stripe_steps.run and s.status not in ('completed', 'failed')
    order by array_position(private.stripe_list_kinds(), s.object)
$function$;

CREATE OR REPLACE FUNCTION private.fail_billing_session (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    failed public.billing_sessions;
begin
    update public.billing_sessions as b
    set status = 'failed', error_message = reason
    where b.id = (job.payload ->> 'session_id')::uuid and b.status = 'pending'
    returning b.* into failed;
    update public.bundle_orders as b
    set status = 'failed'
    where
        b.workspace_id = failed.workspace_id
        and b.id = failed.bundle_order_id
        and b.status = 'pending';
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_bundle_item (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.raise_alert(
        'bundle_order_fails',
        'critical',
        format('Content that was paid for cannot be made: %s', reason),
        job.workspace_id,
        null,
        job.payload
    )
$function$;

CREATE OR REPLACE FUNCTION private.fail_stripe_projection (
  job           jobs.job_queue,
  error_message text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    update public.stripe_events as e
    set
        status = 'failed',
        error_message = fail_stripe_projection.error_message,
        attempts = e.attempts + 1
    where
        e.account_id = job.payload ->> 'account_id'
        and e.object = job.payload ->> 'object'
        and e.object_id = job.payload ->> 'id'
        and e.status = 'pending'
        and e.created_at <= (job.payload ->> 'since')::timestamptz;
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_stripe_step (
  job           jobs.job_queue,
  error_message text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform public.end_stripe_step(
        (job.payload ->> 'reconciliation_id')::uuid, job.payload ->> 'object', error_message
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_subscription_change (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.subscription_changes as c
    set status = 'failed', error_message = reason
    where c.id = (job.payload ->> 'change_id')::uuid and c.status = 'pending'
$function$;

CREATE OR REPLACE FUNCTION private.generation_credits (
  generation public.ai_generations
)
  RETURNS integer
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return case
        when generation.bundle_order_item_id is not null then 0
        when generation.generation_type = 'content_bundle' then 0
        else 1
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.grace_period()
  RETURNS interval
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select make_interval(
        days => coalesce((private.setting('billing.grace_days') #>> '{}')::integer, 14)
    )
$function$;

CREATE OR REPLACE FUNCTION private.invoice_of_sale (
  account   text,
  reference text,
  core      jsonb,
  charge    jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select found.data
    from (
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and o.id = coalesce(
                private.stripe_reference(core -> 'invoice'),
                private.stripe_reference(charge -> 'invoice')
            )
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and o.data ->> 'payment_intent' = reference
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and (
                (o.data #> '{payments,data}') @> jsonb_build_array(
                    jsonb_build_object('payment', jsonb_build_object('payment_intent', reference))
                )
                or (o.data #> '{payments,data}') @> jsonb_build_array(
                    jsonb_build_object(
                        'payment',
                        jsonb_build_object('payment_intent', jsonb_build_object('id', reference))
                    )
                )
            )
    ) as found
    order by found.data ->> 'id'
    limit 1
$function$;

CREATE OR REPLACE FUNCTION private.invoice_payment_intent (
  invoice jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (
            select private.stripe_reference(p.value #> '{payment,payment_intent}')
            from jsonb_array_elements(invoice #> '{payments,data}') as p
            where p.value #> '{payment,payment_intent}' is not null
            order by
                coalesce(p.value ->> 'status' = 'paid', false) desc,
                coalesce((p.value ->> 'is_default')::boolean, false) desc
            limit 1
        ),
        private.stripe_reference(invoice -> 'payment_intent')
    )
$function$;

CREATE OR REPLACE FUNCTION private.invoice_subscription (
  invoice jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        private.stripe_reference(invoice #> '{parent,subscription_details,subscription}'),
        private.stripe_reference(invoice -> 'subscription')
    )
$function$;

CREATE OR REPLACE FUNCTION private.is_paid_elsewhere (
  invoice jsonb
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select
        invoice ->> 'status' = 'paid'
        and case
            when coalesce((invoice ->> 'paid_out_of_band')::boolean, false) then true
            when jsonb_typeof(invoice #> '{payments,data}') = 'array'
                then not exists (
                    select
                    from jsonb_array_elements(invoice #> '{payments,data}') as p
                    where
                        p.value ->> 'status' = 'paid'
                        and p.value #>> '{payment,payment_intent}' is not null
                )
            else invoice ->> 'payment_intent' is null and invoice ->> 'charge' is null
        end
$function$;

CREATE OR REPLACE FUNCTION private.is_stripe_mirrored (
  object text
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return object in (
        'account', 'charge', 'checkout.session', 'coupon', 'credit_note', 'customer', 'dispute',
        'entitlements.active_entitlement_summary', 'entitlements.feature', 'invoice',
        'payment_intent', 'price', 'product', 'promotion_code', 'refund', 'subscription'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.line_discount (
  product  public.bundle_products,
  quantity integer
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    -- Stripe takes amounts of three decimals only if they end in 0: so ten is the smallest unit.
    smallest constant integer := case private.minor_digits(product.currency)
        when 3 then 10 else 1
    end;
begin
    return private.from_minor_units(
        smallest * private.volume_discount(
            product.base_price_cents / smallest, quantity, product.volume_discounts
        ),
        product.currency
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.note_revenue()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    shape constant text := format(
        'select t.workspace_id, %s as order_id, array[%s]::timestamptz[] as moments,'
        ' row(%s) as rest',
        tg_argv[0], tg_argv[1], tg_argv[2]
    );
    changed constant text := case tg_op
        when 'INSERT' then shape || ' from added as t'
        when 'DELETE' then shape || ' from removed as t'
        else format(
            '((%1$s from added as t) except all (%1$s from removed as t))'
            ' union all ((%1$s from removed as t) except all (%1$s from added as t))',
            shape
        )
    end;
begin
    -- The join leaves out a workspace that is being deleted.
    execute format(
        'with changed as materialized (%s), marks as ('
        ' select c.workspace_id, null::uuid as order_id, private.utc_day(m) as day'
        ' from changed as c cross join unnest(c.moments) as m where m is not null'
        ' union select c.workspace_id, c.order_id, null from changed as c'
        ' where c.order_id is not null)'
        ' insert into private.revenue_marks (workspace_id, order_id, day)'
        ' select m.workspace_id, m.order_id, m.day from marks as m'
        ' join public.workspaces as w on w.id = m.workspace_id',
        changed
    );
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.note_stripe_drift (
  run    public.stripe_reconciliations,
  ours   public.stripe_objects,
  theirs jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    names text[];
    our_amount bigint;
    their_amount bigint;
    money_of text;
begin
    names := array(
        select coalesce(o.key, t.key)
        from jsonb_each(case when ours.gone_at is null then ours.data else '{}' end) as o
        full join jsonb_each(coalesce(theirs, '{}')) as t on o.key = t.key
        where o.value is distinct from t.value
        order by 1
    );
    our_amount := case
        when ours.gone_at is null then (private.stripe_amount(ours.data, ours.object)).amount
        else 0
    end;
    their_amount := case
        when theirs is null then 0
        else (private.stripe_amount(theirs, ours.object)).amount
    end;
    money_of := (private.stripe_amount(coalesce(theirs, ours.data), ours.object)).currency;
    insert into public.stripe_drift (
        reconciliation_id, object, id, kind, fields, ours, theirs, currency, amount_difference
    )
    values (
        run.id,
        ours.object,
        ours.id,
        case
            when theirs is null then 'extra'
            when ours.read_at is null or ours.gone_at is not null then 'missing'
            else 'different'
        end,
        names,
        case
            when ours.read_at is not null and ours.gone_at is null then (
                select coalesce(jsonb_object_agg(o.key, o.value), '{}')
                from jsonb_each(ours.data) as o
                where o.key = any (names)
            )
        end,
        case
            when theirs is not null then (
                select coalesce(jsonb_object_agg(t.key, t.value), '{}')
                from jsonb_each(theirs) as t
                where t.key = any (names)
            )
        end,
        money_of,
        coalesce(their_amount, 0) - coalesce(our_amount, 0)
    )
    on conflict on constraint stripe_drift_pkey do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.open_reservation (
  generation    public.ai_generations,
  wanted_model  text,
  amount        numeric,
  taken_budgets uuid[],
  taken_periods date[],
  taken_slots   smallint[],
  for_seconds   integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    opened uuid;
begin
    insert into public.ai_reservations (
        workspace_id, user_id, generation_id, model_id, tier, estimate, credits, budget_ids,
        period_starts, slots, applied_reserved, applied_credits_reserved, expires_at
    )
    values (
        generation.workspace_id,
        generation.user_id,
        generation.id,
        wanted_model,
        private.call_tier(generation),
        amount,
        private.generation_credits(generation),
        taken_budgets,
        taken_periods,
        taken_slots,
        amount,
        private.generation_credits(generation),
        now() + make_interval(secs => for_seconds)
    )
    returning id into opened;
    return opened;
end
$function$;

CREATE OR REPLACE FUNCTION private.order_bundle (
  workspace          uuid,
  wanted_business_id uuid,
  items              jsonb,
  success_url        text,
  cancel_url         text,
  client_key         text
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    wanted public.billing_sessions;
    ordered public.bundle_orders;
    item record;
    currencies text[];
begin
    perform private.require_role(workspace, 'member');
    wanted := private.earlier_billing_session(workspace, client_key);
    if wanted.id is not null then
        return wanted;
    end if;
    perform private.check_return_url('success_url', success_url);
    perform private.check_return_url('cancel_url', cancel_url);
    if not exists (
        select
        from public.businesses as b
        where b.workspace_id = workspace and b.id = wanted_business_id
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such business',
            detail = format('business_id: %s', wanted_business_id),
            hint = 'Use the id of a business of this workspace.';
    end if;
    perform private.check_bundle_items(workspace, wanted_business_id, items);
    select array_agg(distinct p.currency) into currencies
    from jsonb_array_elements(items) as i
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid;
    if cardinality(currencies) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'an order is in one currency',
            detail = format('These are in %s.', array_to_string(currencies, ', ')),
            hint = 'Order them one by one.';
    end if;

    insert into public.bundle_orders as b (
        workspace_id, business_id, user_id, total_amount, currency
    )
    select
        workspace,
        wanted_business_id,
        auth.uid(),
        sum(q.quantity * p.base_price - private.line_discount(p, q.quantity)),
        currencies[1]
    from jsonb_array_elements(items) as i
    cross join lateral (select coalesce((i.value ->> 'quantity')::integer, 1) as quantity) as q
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid
    returning b.* into ordered;
    insert into public.bundle_order_items (
        workspace_id, order_id, product_id, quantity, unit_price, discount_amount, currency,
        options, created_at
    )
    select
        workspace,
        ordered.id,
        p.id,
        q.quantity,
        p.base_price,
        private.line_discount(p, q.quantity),
        ordered.currency,
        coalesce(i.value -> 'options', '{}'),
        now() + i.place * interval '1 microsecond'
    from jsonb_array_elements(items) with ordinality as i (value, place)
    cross join lateral (select coalesce((i.value ->> 'quantity')::integer, 1) as quantity) as q
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid;
    select i.subtotal_cents - i.discount_amount_cents as amount, p.name into item
    from public.bundle_order_items as i
    join public.bundle_products as p on i.product_id = p.id
    where
        i.workspace_id = workspace
        and i.order_id = ordered.id
        -- The most that Stripe takes for a line.
        and i.subtotal_cents - i.discount_amount_cents > 99999999
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = format('the line of %s is too large to be paid at once', item.name),
            detail = format('It is %s in the minor unit; Stripe takes 99999999.', item.amount),
            hint = 'Order fewer at a time.';
    end if;

    wanted.workspace_id := workspace;
    wanted.kind := 'checkout';
    wanted.bundle_order_id := ordered.id;
    wanted.idempotency_key := client_key;
    wanted.options := jsonb_build_object('success_url', success_url, 'cancel_url', cancel_url);
    wanted := private.place_billing_session(wanted);
    if wanted.bundle_order_id <> ordered.id then -- the same request came twice at the same time
        delete from public.bundle_orders as b where b.id = ordered.id;
    end if;
    return wanted;
end
$function$;

CREATE OR REPLACE FUNCTION private.order_of_payment (
  intent text
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (select b.id from public.bundle_orders as b where b.payment_intent_id = intent),
        (
            select b.id
            from public.stripe_objects as o
            join public.bundle_orders as b
                on b.id = private.uuid_or_null(o.data #>> '{metadata,bundle_order_id}')
            where
                o.account_id = 'platform'
                and o.object in ('checkout.session', 'charge')
                and o.data ->> 'payment_intent' = intent
            limit 1
        ),
        (
            select b.id
            from public.stripe_objects as o
            join public.bundle_orders as b
                on b.id = private.uuid_or_null(o.data #>> '{metadata,bundle_order_id}')
            where o.account_id = 'platform' and o.object = 'payment_intent' and o.id = intent
        )
    )
$function$;

CREATE OR REPLACE FUNCTION private.part_options (
  kind        text,
  pieces      integer,
  part        integer,
  first_month date,
  options     jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select
        (options - '{topic,period}'::text[])
        || '{"social_posts": 0, "blog_posts": 0, "content_upgrades": 0, "email_sequences": 0}'
        || jsonb_build_object(
            b.counted, least(b.most, pieces - (part - 1) * b.most),
            'period', case
                when options ? 'period' and pieces <= b.most then options ->> 'period'
                else to_char(first_month + make_interval(months => part), 'YYYY-MM')
            end
        )
    from private.bundle_pieces(kind) as b
$function$;

CREATE OR REPLACE FUNCTION private.place_billing_session (
  wanted public.billing_sessions
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    placed public.billing_sessions;
begin
    insert into public.billing_sessions as b (
        workspace_id, user_id, plan_id, bundle_order_id, kind, quantity, options, idempotency_key
    )
    values (
        wanted.workspace_id, auth.uid(), wanted.plan_id, wanted.bundle_order_id, wanted.kind,
        coalesce(wanted.quantity, 1), wanted.options, wanted.idempotency_key
    )
    on conflict (workspace_id, user_id, idempotency_key) where idempotency_key is not null
    do nothing
    returning b.* into placed;
    if placed.id is null then -- the same request came twice at the same time
        return private.earlier_billing_session(wanted.workspace_id, wanted.idempotency_key);
    end if;
    -- No workspace, because its members see its jobs.
    perform jobs.enqueue(
        'stripe.open_session',
        jsonb_build_object('session_id', placed.id),
        priority => 10,
        dedup_key => placed.id::text,
        limit_key => placed.workspace_id::text
    );
    return placed;
end
$function$;

CREATE OR REPLACE FUNCTION private.place_bundle_part (
  item uuid,
  part integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    line public.bundle_order_items;
    ordered public.bundle_orders;
    product public.bundle_products;
    business public.businesses;
    type public.ai_generation_types;
    options jsonb;
    wanted public.ai_generations;
    generation public.ai_generations;
    reason text;
begin
    -- The order first, as whoever changes its status: what is refunded meanwhile is not made.
    select o.* into ordered
    from public.bundle_orders as o
    where
        o.id = (select i.order_id from public.bundle_order_items as i where i.id = item)
    for update;
    select i.* into line from public.bundle_order_items as i where i.id = item for update;
    wanted.idempotency_key := format('order item %s part %s', item, part);
    if not coalesce(ordered.status in ('paid', 'partially_refunded'), false)
        or exists (
            select
            from public.ai_generations as g
            where
                g.workspace_id = line.workspace_id
                and g.bundle_order_item_id = line.id
                and g.parent_id is null
                and g.idempotency_key = wanted.idempotency_key
        )
    then
        return jsonb_build_object('placed', false);
    end if;
    select p.* into strict product from public.bundle_products as p where p.id = line.product_id;
    select t.* into strict type
    from public.ai_generation_types as t
    where t.type = 'content_bundle';
    select b.* into business
    from public.businesses as b
    where b.workspace_id = ordered.workspace_id and b.id = ordered.business_id;
    if business.id is null then
        perform private.option_error(
            'the business that the order was for is gone', 'Refund the order.'
        );
    end if;
    options := private.checked_generation_options(
        type,
        private.part_options(
            product.type,
            product.content_count * line.quantity,
            part,
            date_trunc('month', ordered.paid_at at time zone 'UTC')::date,
            line.options
        ),
        business
    );
    begin
        perform private.require_ai_on(ordered.workspace_id, null);
        perform private.ensure_default_budgets(ordered.workspace_id, ordered.user_id);
        wanted.workspace_id := ordered.workspace_id;
        wanted.user_id := ordered.user_id;
        wanted.business_id := business.id;
        wanted.product_id := (options ->> 'product_id')::uuid;
        wanted.campaign_id := (options ->> 'campaign_id')::uuid;
        wanted.bundle_order_item_id := line.id;
        wanted.generation_type := type.type;
        wanted.prompt_text := concat_ws(
            E'\n', product.name, nullif(btrim(product.description), ''), line.options ->> 'topic'
        );
        wanted.language := options ->> 'language';
        wanted.tier := options ->> 'tier';
        wanted.parameters := options - '{language,product_id,campaign_id,component_id,tier}'::text[];
        generation := private.place_generation(wanted);
    exception
        -- It is paid: it waits until there is room, and nothing of it is lost.
        when sqlstate 'PT402' or sqlstate 'PT423' then
            reason := sqlerrm;
    end;
    if reason is not null then
        perform private.raise_alert(
            'bundle_order_waits',
            'high',
            format('Content that was paid for cannot be made yet: %s.', reason),
            ordered.workspace_id,
            null,
            jsonb_build_object('bundle_order_id', ordered.id, 'item_id', line.id, 'reason', reason)
        );
        return jsonb_build_object('placed', false, 'waits', reason);
    end if;
    update public.bundle_order_items as i
    set content_bundle_id = coalesce(i.content_bundle_id, generation.content_bundle_id)
    where i.id = line.id;
    if not exists (select from private.unmade_parts(ordered.id)) then
        perform private.resolve_alert('bundle_order_waits', ordered.workspace_id);
    end if;
    return jsonb_build_object('placed', true, 'generation_id', generation.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.place_generation (
  wanted public.ai_generations
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations;
    pieces integer := 0;
    amount numeric;
    taken record;
begin
    wanted := private.with_bounds(wanted);
    insert into public.ai_generations (
        workspace_id, user_id, business_id, product_id, campaign_id, component_id,
        generation_type, prompt_text, language, tier, parameters, idempotency_key,
        model_requested, input_bytes, output_tokens, estimated_cost, bundle_order_item_id
    )
    values (
        wanted.workspace_id, wanted.user_id, wanted.business_id, wanted.product_id,
        wanted.campaign_id, wanted.component_id, wanted.generation_type, wanted.prompt_text,
        wanted.language, wanted.tier, wanted.parameters, wanted.idempotency_key,
        wanted.model_requested, wanted.input_bytes, wanted.output_tokens, wanted.estimated_cost,
        wanted.bundle_order_item_id
    )
    on conflict (workspace_id, user_id, idempotency_key) where idempotency_key is not null
    do nothing
    returning * into generation;
    if generation.id is null then
        -- The same request came twice at the same time.
        select * into strict generation
        from public.ai_generations as earlier
        where
            earlier.workspace_id = wanted.workspace_id
            and earlier.user_id = wanted.user_id
            and earlier.idempotency_key = wanted.idempotency_key;
        return generation;
    end if;

    amount := generation.estimated_cost;
    if generation.generation_type = 'content_bundle' then
        perform private.place_pieces(generation);
        select count(*), amount + coalesce(sum(g.estimated_cost), 0)
        into pieces, amount
        from public.ai_generations as g
        where g.workspace_id = generation.workspace_id and g.parent_id = generation.id;
        update public.ai_generations as g
        set
            estimated_cost = amount,
            content_bundle_id = (
                select c.content_bundle_id
                from public.ai_generations as c
                where c.workspace_id = generation.workspace_id and c.parent_id = generation.id
                limit 1
            )
        where g.id = generation.id
        returning * into generation;
    end if;
    perform private.enqueue_generation(generation);

    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id,
        generation.user_id,
        generation.campaign_id,
        amount,
        case
            when generation.bundle_order_item_id is not null then 0
            when pieces > 0 then pieces
            else 1
        end
    ) as r;
    perform private.open_reservation(
        g,
        g.model_requested,
        case when g.id = generation.id then wanted.estimated_cost else g.estimated_cost end,
        taken.budget_ids,
        taken.period_starts,
        taken.slots,
        3600
    )
    from public.ai_generations as g
    where
        g.workspace_id = generation.workspace_id
        and (g.id = generation.id or g.parent_id = generation.id);
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.place_pieces (
  parent public.ai_generations
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    bundle uuid;
    piece public.ai_generations;
    kind record;
begin
    insert into public.content_bundles (workspace_id, business_id, name, status, time_period)
    values (
        parent.workspace_id,
        parent.business_id,
        left(parent.prompt_text, 250),
        'generating',
        parent.parameters ->> 'period'
    )
    returning id into bundle;

    for kind in
        select k.type, k.counted
        from (
            values
            (1, 'social_post', 'social_posts'), (2, 'blog_post', 'blog_posts'),
            (3, 'content_upgrade', 'content_upgrades'), (4, 'email_sequence', 'email_sequences')
        ) as k (place, type, counted)
        where (parent.parameters ->> k.counted)::integer > 0
        order by k.place
    loop
        piece := parent;
        piece.generation_type := kind.type;
        -- What it is about says the plan. Room for that is reserved now.
        piece.prompt_text := repeat('…', 1000);
        piece.parameters := private.piece_options(parent, kind.type);
        piece := private.with_bounds(piece);
        insert into public.ai_generations (
            workspace_id, user_id, business_id, product_id, campaign_id, generation_type,
            prompt_text, language, tier, parameters, model_requested, input_bytes, output_tokens,
            estimated_cost, parent_id, content_bundle_id, bundle_order_item_id
        )
        select
            parent.workspace_id,
            parent.user_id,
            parent.business_id,
            parent.product_id,
            parent.campaign_id,
            kind.type,
            parent.prompt_text,
            parent.language,
            parent.tier,
            piece.parameters
            || jsonb_build_object('place', n)
            || case kind.type
                when 'social_post' then
                    jsonb_build_object('platform', private.nth_platform(parent.business_id, n))
                else '{}'
            end,
            parent.model_requested,
            piece.input_bytes,
            piece.output_tokens,
            piece.estimated_cost,
            parent.id,
            bundle,
            parent.bundle_order_item_id
        from generate_series(1, (parent.parameters ->> kind.counted)::integer) as n;
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.place_subscription_change (
  wanted public.subscription_changes
)
  RETURNS public.subscription_changes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    placed public.subscription_changes;
begin
    -- The last word counts: what was to happen later does not any more.
    if wanted.kind <> 'preview' then
        update public.subscription_changes as c
        set status = 'canceled'
        where
            c.workspace_id = wanted.workspace_id
            and c.subscription_id = wanted.subscription_id
            and c.kind = 'change'
            and c.is_at_period_end
            and c.status = 'pending';
    end if;
    insert into public.subscription_changes as c (
        workspace_id, subscription_id, user_id, plan_id, preview_id, kind, quantity,
        is_at_period_end, effective_at, proration_date
    )
    values (
        wanted.workspace_id, wanted.subscription_id, auth.uid(), wanted.plan_id, wanted.preview_id,
        wanted.kind, wanted.quantity, coalesce(wanted.is_at_period_end, false),
        wanted.effective_at, wanted.proration_date
    )
    returning c.* into placed;
    perform jobs.enqueue(
        'stripe.change_subscription',
        jsonb_build_object('change_id', placed.id),
        workspace_id => placed.workspace_id,
        priority => 10,
        -- Before Stripe writes the invoice of the next period, which is to be of the new plan.
        run_at => case
            when placed.kind = 'change' and placed.is_at_period_end
                then greatest(placed.effective_at - interval '10 minutes', now())
        end,
        dedup_key => placed.id::text,
        limit_key => placed.subscription_id::text
    );
    return placed;
end
$function$;

CREATE OR REPLACE FUNCTION private.present_product (
  workspace uuid,
  product   uuid
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select p.id from public.products as p where p.workspace_id = workspace and p.id = product
$function$;

CREATE OR REPLACE FUNCTION private.read_stripe_event (
  body json,
  OUT  fields jsonb,
  OUT  payload jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    readable json;
begin
    fields := body::jsonb;
    payload := fields;
exception
    when untranslatable_character or numeric_value_out_of_range or invalid_text_representation
        or invalid_parameter_value or program_limit_exceeded
    then
        payload := jsonb_build_object('raw', body::text);
        -- U+0000 and halves of surrogate pairs, behind an even number of backslashes.
        readable := regexp_replace(
            body::text,
            '(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})',
            '\1\\ufffd',
            'g'
        )::json;
        fields := jsonb_build_object(
            'id', readable ->> 'id',
            'type', readable ->> 'type',
            'account', readable ->> 'account',
            'api_version', readable ->> 'api_version',
            'livemode', readable ->> 'livemode' = 'true',
            'created', readable ->> 'created',
            'data', jsonb_build_object(
                'object', jsonb_build_object(
                    'object', readable #>> '{data,object,object}',
                    'id', readable #>> '{data,object,id}',
                    'invoice', readable #>> '{data,object,invoice}',
                    'subscription', readable #>> '{data,object,subscription}',
                    'customer', readable #>> '{data,object,customer}'
                )
            )
        );
end
$function$;

CREATE OR REPLACE FUNCTION private.receive_stripe_event (
  body json
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    fault text;
    matched text;
    is_connect boolean;
    event public.stripe_events;
    subject record;
    their_mode boolean;
    fields jsonb;
begin
    select f.fault, f.matched into fault, matched
    from private.stripe_signature_fault(
        body::text,
        private.request_header('stripe-signature'),
        array(
            select s.secret
            from private.stripe_webhook_secrets as s
            where s.expires_at is null or s.expires_at > now()
            order by s.created_at desc
        ),
        coalesce(
            (
                select (a.value #>> '{}')::integer
                from public.app_settings as a
                where a.key = 'stripe.tolerance_seconds'
            ),
            300
        ),
        clock_timestamp()
    ) as f;
    if fault is not null then
        raise exception using
            errcode = 'PT400',
            message = format('this is not an event from Stripe: %s', fault),
            hint = 'The endpoint''s signing secret must be known here: flywheel stripe secret add.';
    end if;
    select s.is_connect into is_connect
    from private.stripe_webhook_secrets as s
    where s.secret = matched;

    select r.fields, r.payload into fields, event.payload from private.read_stripe_event(body) as r;
    if jsonb_typeof(fields) = 'object' then
        event.id := fields ->> 'id';
        event.type := fields ->> 'type';
        event.account_id := coalesce(fields ->> 'account', 'platform');
    end if;
    if event.id is null or event.type is null
        or char_length(event.id) not between 1 and 255
        or char_length(event.type) not between 1 and 255
        or char_length(event.account_id) not between 1 and 255
    then
        raise exception using
            errcode = 'PT400',
            message = 'this is not an event: it has no id or no type',
            hint = 'Point only Stripe''s event destinations here.';
    elsif event.account_id <> 'platform' and not is_connect then
        raise exception using
            errcode = 'PT400',
            message = 'this event is of a connected account, but its endpoint is for our own',
            detail = format('account: %s', event.account_id),
            hint = 'Register the secret of that endpoint with flywheel stripe secret add --connect.';
    end if;

    event.api_version := fields ->> 'api_version';
    event.livemode := coalesce(fields ->> 'livemode', '') = 'true';
    event.occurred_at := case
        when fields ->> 'created' ~ '^[0-9]{1,12}$' then to_timestamp((fields ->> 'created')::bigint)
        else now()
    end;
    select s.object, s.id into subject from private.stripe_subject(fields) as s;
    event.object := subject.object;
    event.object_id := subject.id;
    select a.livemode into their_mode from public.stripe_accounts as a where a.id = event.account_id;
    event.note := case
        when not found then 'nobody has connected this account'
        when their_mode <> event.livemode then 'it is of the other mode, test or live'
        when event.object_id is null or not private.is_stripe_mirrored(event.object)
            then 'nothing follows from this type'
    end;
    event.status := case when event.note is null then 'pending' else 'ignored' end;
    if event.type = 'account.application.deauthorized' then
        update public.stripe_accounts as a
        set status = 'disconnected'
        where a.id = event.account_id and a.id <> 'platform' and a.status <> 'disconnected';
        event.note := null;
        event.status := 'processed';
    end if;

    insert into public.stripe_events (
        id, account_id, type, object, object_id, api_version, livemode, payload, note, status,
        occurred_at
    )
    values (
        event.id, event.account_id, event.type, event.object, event.object_id, event.api_version,
        event.livemode, event.payload, event.note, event.status, event.occurred_at
    )
    on conflict (id) do nothing;
    if not found then
        return jsonb_build_object('received', true, 'repeated', true);
    end if;
    if event.status = 'pending' then
        perform private.enqueue_stripe_projection(event.account_id, event.object, event.object_id);
    end if;
    return jsonb_build_object('received', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.request_checkout (
  workspace      uuid,
  wanted_plan_id uuid,
  success_url    text,
  cancel_url     text,
  quantity       integer,
  promotion_code text,
  client_key     text
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_variable
declare
    wanted public.billing_sessions;
    plan public.subscription_plans;
    known record;
begin
    perform private.require_role(workspace, 'admin');
    wanted := private.earlier_billing_session(workspace, client_key);
    if wanted.id is not null then
        return wanted;
    end if;
    plan := private.sold_plan(wanted_plan_id);
    perform private.check_seat_count(quantity);
    perform private.check_return_url('success_url', success_url);
    perform private.check_return_url('cancel_url', cancel_url);
    if char_length(promotion_code) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'a promotion code has 1 to 200 characters',
            hint = 'Leave it out: people can also type it in on Stripe''s page.';
    end if;
    select s.id, s.status into known
    from public.subscriptions as s
    where
        s.workspace_id = workspace
        and s.plan_id = plan.id
        and s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    limit 1;
    if known.id is not null then
        raise exception using
            errcode = 'PT409',
            message = format('the workspace subscribes to %s already', plan.name),
            detail = format('subscription_id: %s, %s', known.id, known.status),
            hint = 'Change that one: change_subscription; or resume_subscription if it is to end.';
    end if;

    wanted.workspace_id := workspace;
    wanted.kind := 'checkout';
    wanted.plan_id := plan.id;
    wanted.quantity := quantity;
    wanted.idempotency_key := client_key;
    wanted.options := jsonb_strip_nulls(jsonb_build_object(
        'success_url', success_url,
        'cancel_url', cancel_url,
        'promotion_code', promotion_code,
        -- Once for each workspace, whatever the plan.
        'trial_days', case
            when plan.trial_days > 0 and not exists (
                select
                from public.subscriptions as s
                where
                    s.workspace_id = workspace
                    and (s.trial_end is not null or s.status = 'trialing')
            ) then plan.trial_days
        end
    ));
    return private.place_billing_session(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.request_portal (
  workspace  uuid,
  return_url text
)
  RETURNS public.billing_sessions
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    wanted public.billing_sessions;
begin
    perform private.require_role(workspace, 'admin');
    perform private.check_return_url('return_url', return_url);
    if not exists (select from public.stripe_customers as c where c.workspace_id = workspace) then
        raise exception using
            errcode = 'PT409',
            message = 'the workspace has not bought anything yet',
            hint = 'Subscribe to a plan first: request_checkout.';
    end if;
    wanted.workspace_id := workspace;
    wanted.kind := 'portal';
    wanted.options := jsonb_build_object('return_url', return_url);
    return private.place_billing_session(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.request_subscription_change (
  wanted_kind            text,
  wanted_subscription_id uuid,
  wanted_plan_id         uuid,
  quantity               integer,
  at                     text,
  wanted_preview_id      uuid
)
  RETURNS public.subscription_changes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_variable
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    plan public.subscription_plans;
    preview public.subscription_changes;
    wanted public.subscription_changes;
begin
    plan := private.sold_plan(coalesce(wanted_plan_id, subscription.plan_id));
    quantity := coalesce(quantity, greatest(subscription.quantity, 1));
    perform private.check_seat_count(quantity);
    if not coalesce(at in ('now', 'period_end'), false) then
        raise exception using
            errcode = 'PT422',
            message = format('a change cannot be at %L', left(at, 50)),
            hint = 'Say now or period_end.';
    end if;
    if plan.currency <> subscription.currency then
        raise exception using
            errcode = 'PT422',
            message = format(
                'the plan is in %s, the subscription in %s', plan.currency, subscription.currency
            ),
            hint = 'Cancel the subscription, and subscribe to the other plan anew.';
    end if;
    if plan.id = subscription.plan_id and quantity = subscription.quantity then
        raise exception using
            errcode = 'PT409',
            message = 'the subscription has this plan and quantity already',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Choose another plan or quantity.';
    end if;
    if exists (
        select
        from public.subscriptions as s
        where
            s.workspace_id = subscription.workspace_id
            and s.plan_id = plan.id
            and s.id <> subscription.id
            and s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    ) then
        raise exception using
            errcode = 'PT409',
            message = format('the workspace subscribes to %s already', plan.name),
            hint = 'Change that subscription, and cancel this one.';
    end if;
    if wanted_preview_id is not null then
        select c.* into preview
        from public.subscription_changes as c
        where
            c.workspace_id = subscription.workspace_id
            and c.subscription_id = subscription.id
            and c.id = wanted_preview_id
            and c.kind = 'preview';
        if preview.id is null or at <> 'now' or preview.status <> 'done'
            or preview.plan_id <> plan.id or preview.quantity <> quantity
            or preview.proration_date < greatest(
                now() - interval '1 hour', subscription.current_period_start
            )
        then
            raise exception using
                errcode = case when preview.id is null then 'PT404' else 'PT409' end,
                message = 'this preview is not of this change',
                detail = format('preview_id: %s', wanted_preview_id),
                hint = 'Preview the same plan and quantity, and use it within an hour.';
        end if;
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.plan_id := plan.id;
    wanted.quantity := quantity;
    wanted.kind := wanted_kind;
    wanted.is_at_period_end := at = 'period_end';
    wanted.effective_at := case
        when at = 'period_end' then coalesce(subscription.current_period_end, now())
        else date_trunc('second', now())
    end;
    wanted.preview_id := preview.id;
    wanted.proration_date := case
        when at = 'now' then coalesce(preview.proration_date, date_trunc('second', now()))
    end;
    return private.place_subscription_change(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.require_seat()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    entitlement record;
begin
    -- Also an insert that will turn into an update: who has a seat keeps it.
    if not new.is_active
        or exists (
            select
            from public.workspace_members as m
            where
                m.workspace_id = new.workspace_id and m.user_id = new.user_id and m.is_active
        )
    then
        return new;
    end if;
    -- One after the other: two people never take the last seat.
    perform from public.workspaces as w where w.id = new.workspace_id for no key update;
    select e.limit_value, e.used into entitlement
    from public.workspace_entitlements as e
    where e.workspace_id = new.workspace_id and e.feature = 'seats';
    -- The first member is the owner: a workspace without one is nobody's.
    if entitlement.used >= greatest(entitlement.limit_value, 1) then
        raise exception using
            errcode = 'PT402',
            message = 'all seats of the plan are taken',
            detail = format('%s of %s seats.', entitlement.used, entitlement.limit_value),
            hint = 'Remove a member, or subscribe to more seats: change_subscription.';
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.resolve_alert (
  alert_type text,
  workspace  uuid
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.security_alerts as a
    set status = 'resolved'
    where a.type = alert_type and a.workspace_id = workspace and a.status <> 'resolved'
$function$;

CREATE OR REPLACE FUNCTION private.resume_subscription (
  wanted_subscription_id uuid
)
  RETURNS public.subscription_changes
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    wanted public.subscription_changes;
begin
    if not subscription.cancel_at_period_end and subscription.cancel_at is null then
        raise exception using
            errcode = 'PT409',
            message = 'this subscription goes on anyway',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Only one that is to end with its period can be resumed.';
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.kind := 'resume';
    wanted.effective_at := now();
    return private.place_subscription_change(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.retry_generation (
  wanted_generation_id uuid
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
    taken record;
begin
    if generation.status in ('pending', 'processing') then
        return generation;
    end if;
    if generation.generation_type = 'content_bundle' then
        raise exception using
            errcode = 'PT409',
            message = 'a bundle as a whole is not retried',
            hint = 'Retry those of its pieces that failed, or ask for a new bundle.';
    end if;
    perform private.require_ai_on(generation.workspace_id, null);
    if private.generation_credits(generation) > 0 then
        perform private.ensure_credit_budget(generation.workspace_id);
    end if;
    perform private.ensure_default_budgets(generation.workspace_id, generation.user_id);
    generation.tier := case generation.tier when 'batch' then 'standard' else generation.tier end;
    generation := private.with_bounds(generation);
    update public.ai_generations as g
    set
        status = 'pending',
        tier = generation.tier,
        stage = null,
        progress = 0,
        error_message = null,
        completed_at = null,
        input_bytes = generation.input_bytes,
        output_tokens = generation.output_tokens,
        estimated_cost = generation.estimated_cost
    where g.id = generation.id
    returning * into generation;
    perform private.enqueue_generation(generation);
    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id, generation.user_id, generation.campaign_id,
        generation.estimated_cost, private.generation_credits(generation)
    ) as r;
    perform private.open_reservation(
        generation, generation.model_requested, generation.estimated_cost,
        taken.budget_ids, taken.period_starts, taken.slots, 3600
    );
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.revenue_facts (
  workspace uuid,
  days      date[]
)
  RETURNS TABLE (
    kind     text,
    day      date,
    currency text,
    order_id uuid,
    amount   numeric
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with spans as (
        select
            d as day,
            d::timestamp at time zone 'UTC' as since,
            (d + 1)::timestamp at time zone 'UTC' as until
        from unnest(days) as d
    )

    select 'sale', s.day, o.currency, o.id, o.total_amount
    from spans as s
    join public.orders as o
        on
            o.workspace_id = workspace
            and o.status in ('paid', 'partially_refunded', 'refunded')
            and coalesce(o.paid_at, o.ordered_at) >= s.since
            and coalesce(o.paid_at, o.ordered_at) < s.until
    union all
    select 'refund', s.day, r.currency, r.order_id, r.amount
    from spans as s
    join public.refunds as r
        on
            r.workspace_id = workspace
            and r.status = 'succeeded'
            and r.refunded_at >= s.since
            and r.refunded_at < s.until
    union all
    select 'refund', s.day, p.currency, p.order_id, p.refunded_amount
    from spans as s
    join public.payments as p
        on
            p.workspace_id = workspace
            and p.refunded_amount > 0
            and coalesce(p.refunded_at, p.created_at) >= s.since
            and coalesce(p.refunded_at, p.created_at) < s.until
    where not exists (
        select
        from public.refunds as r
        where
            r.workspace_id = workspace
            and (r.payment_id = p.id or (r.payment_id is null and r.order_id = p.order_id))
    )
    union all
    select 'refund', s.day, p.currency, p.order_id, p.disputed_amount
    from spans as s
    join public.payments as p
        on
            p.workspace_id = workspace
            and p.disputed_amount > 0
            and coalesce(p.disputed_at, p.created_at) >= s.since
            and coalesce(p.disputed_at, p.created_at) < s.until
    union all
    select 'refund', s.day, o.currency, o.id, o.total_amount
    from spans as s
    join public.orders as o
        on
            o.workspace_id = workspace
            and o.status = 'refunded'
            and coalesce(o.refunded_at, o.ordered_at) >= s.since
            and coalesce(o.refunded_at, o.ordered_at) < s.until
    where
        not exists (
            select
            from public.refunds as r
            where r.workspace_id = workspace and r.order_id = o.id
        )
        and not exists (
            select
            from public.payments as p
            where p.workspace_id = workspace and p.order_id = o.id and p.refunded_amount > 0
        )
$function$;

CREATE OR REPLACE FUNCTION private.revenue_shares (
  workspace uuid,
  days      date[]
)
  RETURNS TABLE (
    kind       text,
    day        date,
    currency   text,
    product_id uuid,
    quantity   integer,
    amount     numeric
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    -- In the smallest amount that the currency and the columns have: whole yen, cents.
    with facts as (
        select
            f.*,
            row_number() over () as number,
            10 ^ least(2, c.minor_units)::numeric as per_unit
        from private.revenue_facts(workspace, days) as f
        join public.currencies as c on c.code = f.currency
    ),

    lines as (
        select
            f.number,
            i.id,
            i.product_id,
            i.quantity,
            -- Lines that all cost nothing share alike.
            case
                when sum(i.subtotal - i.discount_amount) over whole > 0
                    then i.subtotal - i.discount_amount
                else 1
            end as weight
        from facts as f
        join public.order_items as i on i.workspace_id = workspace and i.order_id = f.order_id
        window whole as (partition by f.number)
    ),

    parts as (
        select
            f.number,
            l.id,
            l.product_id,
            l.quantity,
            f.amount * f.per_unit as units,
            coalesce(div(f.amount * f.per_unit * l.weight, sum(l.weight) over whole), 0) as floor,
            coalesce(mod(f.amount * f.per_unit * l.weight, sum(l.weight) over whole), 0) as rest
        from facts as f
        left join lines as l using (number)
        window whole as (partition by f.number)
    )

    -- The largest remainders get the units that are left: no cent is lost, none is made.
    select
        f.kind,
        f.day,
        f.currency,
        p.product_id,
        case when f.kind = 'sale' then coalesce(p.quantity, 0) else 0 end,
        case
            when p.id is null then f.amount
            else (
                p.floor + case
                    when row_number() over (partition by p.number order by p.rest desc, p.id)
                        <= p.units - sum(p.floor) over (partition by p.number)
                        then 1
                    else 0
                end
            ) / f.per_unit
        end
    from parts as p
    join facts as f using (number)
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
        ),

        touched as (select distinct t.order_id as id from taken as t where t.order_id is not null)

        select array_agg(distinct found.day) into days
        from (
            select t.day from taken as t where t.day is not null
            union
            select private.utc_day(moment)
            from touched as t
            join public.orders as o on o.workspace_id = marked and o.id = t.id
            cross join unnest(
                array[
                    coalesce(o.paid_at, o.ordered_at), coalesce(o.refunded_at, o.ordered_at)
                ]
            ) as moment
            union
            select private.utc_day(moment)
            from touched as t
            join public.payments as p on p.workspace_id = marked and p.order_id = t.id
            cross join unnest(
                array[
                    case
                        when p.refunded_amount > 0 then coalesce(p.refunded_at, p.created_at)
                    end,
                    case
                        when p.disputed_amount > 0 then coalesce(p.disputed_at, p.created_at)
                    end
                ]
            ) as moment
            where moment is not null
            union
            select private.utc_day(r.refunded_at)
            from touched as t
            join public.refunds as r on r.workspace_id = marked and r.order_id = t.id
        ) as found;
        if days is not null then
            perform private.compute_revenue(marked, days);
            computed := computed + cardinality(days);
        end if;
    end loop;
    return computed;
end
$function$;

CREATE OR REPLACE FUNCTION private.session_of_sale (
  account   text,
  reference text,
  invoice   jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select found.data
    from (
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'payment_intent' = reference
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'invoice' = invoice ->> 'id'
    ) as found
    order by
        found.data ->> 'status' = 'complete' desc,
        (found.data ->> 'created')::bigint desc,
        found.data ->> 'id'
    limit 1
$function$;

CREATE OR REPLACE FUNCTION private.settle_stripe_events (
  account   text,
  kind      text,
  object_id text
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    with settled as (
        update public.stripe_events as e
        set
            status = case when o.error_message is null then 'processed' else 'failed' end,
            error_message = o.error_message,
            attempts = e.attempts + 1
        from public.stripe_objects as o
        where
            o.account_id = settle_stripe_events.account
            and o.object = settle_stripe_events.kind
            and o.id = settle_stripe_events.object_id
            and e.account_id = o.account_id
            and e.object = o.object
            and e.object_id = o.id
            and e.created_at < o.read_at
            and (e.status = 'pending' or (e.status = 'failed' and o.error_message is null))
        returning 1
    )

    select count(*)::integer from settled
$function$;

CREATE OR REPLACE FUNCTION private.sold_plan (
  wanted_plan_id uuid
)
  RETURNS public.subscription_plans
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    plan public.subscription_plans;
begin
    select p.* into plan from public.subscription_plans as p where p.id = wanted_plan_id;
    if plan.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such plan',
            detail = format('plan_id: %s', wanted_plan_id),
            hint = 'The plans: select id, name from subscription_plans where is_active.';
    elsif not plan.is_active or plan.price = 0 or plan.stripe_price_id is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'the plan %s %s',
                plan.name,
                case
                    when not plan.is_active then 'is not offered any longer'
                    when plan.price = 0 then 'is free: there is nothing to pay'
                    else 'is not sold through Stripe yet'
                end
            ),
            detail = format('plan_id: %s', plan.id),
            hint = case
                when plan.is_active and plan.price = 0
                    then 'A workspace has the free plan when it cancels its subscription.'
                when plan.is_active then 'The operator gives it a stripe_price_id.'
                else 'Choose another plan.'
            end;
    end if;
    return plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.start_bundle_order()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform private.enqueue_bundle_parts(new.id);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_amount (
  data   jsonb,
  object text,
  OUT    amount bigint,
  OUT    currency text
)
  RETURNS record
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select
        coalesce(
            (
                data ->> case object
                    when 'checkout.session' then 'amount_total'
                    when 'coupon' then 'amount_off'
                    when 'customer' then 'balance'
                    when 'invoice' then 'total'
                    when 'price' then 'unit_amount'
                    else 'amount'
                end
            )::numeric::bigint,
            0
        ),
        upper(data ->> 'currency')
$function$;

CREATE OR REPLACE FUNCTION private.stripe_charges_of (
  account   text,
  reference text
)
  RETURNS SETOF public.stripe_objects
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'charge'
        and o.data ->> 'payment_intent' = reference
    union all
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'charge'
        and o.id = reference
        and o.data ->> 'payment_intent' is null
$function$;

CREATE OR REPLACE FUNCTION private.stripe_items (
  subscription jsonb
)
  RETURNS TABLE (
    place           bigint,
    stripe_item_id  text,
    plan_id         uuid,
    stripe_price_id text,
    quantity        integer,
    price           numeric,
    currency        text,
    per             text,
    period_start    timestamp with time zone,
    period_end      timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select
        i.place,
        i.value ->> 'id',
        -- A plan that has another price by now keeps those who pay the old one.
        coalesce(
            p.id,
            (
                select known.plan_id
                from public.subscription_items as known
                where
                    known.stripe_price_id = i.value #>> '{price,id}'
                    and known.plan_id is not null
                limit 1
            ),
            (
                select named.id
                from public.subscription_plans as named
                where named.id = private.uuid_or_null(i.value #>> '{price,metadata,plan_id}')
            )
        ),
        i.value #>> '{price,id}',
        coalesce((i.value ->> 'quantity')::integer, 1),
        private.billed_amount(
            (i.value #>> '{price,unit_amount}')::bigint, i.value #>> '{price,currency}'
        ),
        upper(i.value #>> '{price,currency}'),
        private.subscription_interval(i.value #> '{price,recurring}'),
        private.stripe_time(
            coalesce(
                nullif(subscription -> 'current_period_start', 'null'),
                i.value -> 'current_period_start'
            )
        ),
        private.stripe_time(
            coalesce(
                nullif(subscription -> 'current_period_end', 'null'),
                i.value -> 'current_period_end'
            )
        )
    from jsonb_array_elements(subscription #> '{items,data}') with ordinality as i (value, place)
    left join public.subscription_plans as p on p.stripe_price_id = i.value #>> '{price,id}'
$function$;

CREATE OR REPLACE FUNCTION private.stripe_list_kinds()
  RETURNS text[]
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select array[
        'customer', 'product', 'price', 'coupon', 'promotion_code', 'entitlements.feature',
        'payment_intent', 'charge', 'refund', 'dispute', 'subscription', 'invoice', 'credit_note',
        'checkout.session', 'entitlements.active_entitlement_summary'
    ]
$function$;

CREATE OR REPLACE FUNCTION private.stripe_order_lines (
  account   text,
  workspace uuid,
  currency  text,
  lines     jsonb
)
  RETURNS TABLE (
    line_id             text,
    product_id          uuid,
    external_product_id text,
    product_name        text,
    quantity            integer,
    unit_price          numeric,
    discount_amount     numeric
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select
        line.data ->> 'id',
        (
            select p.id
            from public.products as p
            where p.workspace_id = workspace and p.id = private.uuid_or_null(given.product_id)
        ),
        left(price.product, 255),
        left(line.data ->> 'description', 500),
        sums.quantity,
        private.billed_amount(unit.price, stripe_order_lines.currency),
        private.billed_amount(
            least(sums.discount, sums.subtotal) + unit.price * sums.quantity - sums.subtotal,
            stripe_order_lines.currency
        )
    from jsonb_array_elements(lines) as line (data)
    cross join lateral (
        select
            greatest(coalesce((line.data ->> 'quantity')::integer, 1), 1) as quantity,
            -- of a session, or of an invoice
            coalesce(
                (line.data ->> 'amount_subtotal')::bigint, (line.data ->> 'amount')::bigint
            ) as subtotal,
            coalesce(
                (line.data ->> 'amount_discount')::bigint,
                (
                    select sum((d.value ->> 'amount')::bigint)::bigint
                    from jsonb_array_elements(
                        case jsonb_typeof(line.data -> 'discount_amounts')
                            when 'array' then line.data -> 'discount_amounts'
                        end
                    ) as d
                ),
                0
            ) as discount,
            case private.minor_digits(stripe_order_lines.currency) when 3 then 10 else 1 end as step
    ) as sums
    -- A part of the smallest unit is in no price: what rounding up adds is taken off as discount.
    cross join lateral (
        select
            ceil(sums.subtotal::numeric / sums.quantity / sums.step)::bigint * sums.step as price
    ) as unit
    cross join lateral (
        select
            coalesce(
                private.stripe_reference(line.data -> 'price'),
                private.stripe_reference(line.data #> '{pricing,price_details,price}')
            ) as id,
            coalesce(
                private.stripe_reference(line.data #> '{price,product}'),
                private.stripe_reference(line.data #> '{pricing,price_details,product}')
            ) as product
    ) as price
    cross join lateral (
        select coalesce(
            line.data #>> '{metadata,product_id}',
            line.data #>> '{price,metadata,product_id}',
            line.data #>> '{price,product,metadata,product_id}',
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'price' and o.id = price.id
            ),
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'product' and o.id = price.product
            )
        ) as product_id
    ) as given
    -- What is given back for the rest of a period is no line that was sold.
    where sums.subtotal >= 0
$function$;

CREATE OR REPLACE FUNCTION private.stripe_own_id (
  account text
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select o.data ->> 'id'
    from public.stripe_objects as o
    where
        o.account_id = stripe_own_id.account
        and o.object = 'account'
        and o.id = stripe_own_id.account
$function$;

CREATE OR REPLACE FUNCTION private.stripe_reference (
  value jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case jsonb_typeof(value)
        when 'string' then value #>> '{}'
        when 'object' then value ->> 'id'
    end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_refunds_of (
  account   text,
  reference text
)
  RETURNS SETOF public.stripe_objects
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'refund'
        and o.data ->> 'payment_intent' = reference
    union
    select o.*
    from public.stripe_objects as o
    join private.stripe_charges_of(account, reference) as c on o.data ->> 'charge' = c.id
    where o.account_id = account and o.object = 'refund'
$function$;

CREATE OR REPLACE FUNCTION private.stripe_sale (
  account   text,
  reference text,
  OUT       status text,
  OUT       external_status text,
  OUT       amount bigint,
  OUT       currency text,
  OUT       customer text,
  OUT       email text,
  OUT       ordered_at timestamp with time zone,
  OUT       paid_at timestamp with time zone,
  OUT       refunded_at timestamp with time zone,
  OUT       canceled_at timestamp with time zone,
  OUT       attribution jsonb,
  OUT       lines jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    core public.stripe_objects;
    charge jsonb;
    invoice jsonb;
    session jsonb;
    paid record;
begin
    select o.* into core
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object in ('payment_intent', 'charge', 'checkout.session', 'invoice')
        and o.id = reference;
    if not found then
        return;
    end if;
    -- The charge that took the money, else the last attempt.
    select c.data into charge
    from private.stripe_charges_of(account, reference) as c
    order by c.data ->> 'status' = 'succeeded' desc, (c.data ->> 'created')::bigint desc, c.id desc
    limit 1;
    invoice := case
        when core.object = 'invoice' then core.data
        else private.invoice_of_sale(account, reference, core.data, charge)
    end;
    session := case
        when core.object = 'checkout.session' then core.data
        else private.session_of_sale(account, reference, invoice)
    end;
    select
        sum(s.given_back) as given_back,
        min(private.stripe_time(c.data -> 'created')) filter (
            where private.charge_status(c.data) in ('completed', 'partially_refunded', 'refunded')
        ) as since
    into paid
    from private.stripe_charges_of(account, reference) as c
    cross join private.charge_sums(c.data) as s;

    case core.object
        when 'payment_intent' then
            amount := case
                when core.data ->> 'status' = 'succeeded'
                    then coalesce(core.data ->> 'amount_received', core.data ->> 'amount')
                else core.data ->> 'amount'
            end::bigint;
            external_status := core.data ->> 'status';
            status := case
                when external_status = 'succeeded' then 'paid'
                when external_status = 'canceled' then 'canceled'
                when external_status = 'requires_payment_method'
                    and (
                        core.data ->> 'last_payment_error' is not null
                        or charge ->> 'status' = 'failed'
                    )
                    then 'failed'
                else 'pending'
            end;
        when 'charge' then
            amount := (private.charge_sums(core.data)).taken;
            external_status := core.data ->> 'status';
            status := case private.charge_status(core.data)
                when 'failed' then 'failed'
                when 'processing' then 'pending'
                when 'canceled' then 'canceled'
                else 'paid'
            end;
        when 'invoice' then
            amount := (core.data ->> 'amount_due')::bigint;
            external_status := core.data ->> 'status';
            status := case when private.is_paid_elsewhere(core.data) then 'paid' end;
        else
            amount := (core.data ->> 'amount_total')::bigint;
            external_status := core.data ->> 'payment_status';
            status := case
                when core.data ->> 'payment_intent' is null and core.data ->> 'invoice' is null
                    and core.data ->> 'mode' = 'payment' and core.data ->> 'status' = 'complete'
                    then case external_status when 'unpaid' then 'pending' else 'paid' end
            end;
    end case;

    currency := upper(core.data ->> 'currency');
    customer := private.stripe_reference(
        coalesce(
            nullif(core.data -> 'customer', 'null'),
            nullif(charge -> 'customer', 'null'),
            nullif(session -> 'customer', 'null'),
            nullif(invoice -> 'customer', 'null')
        )
    );
    email := coalesce(
        session #>> '{customer_details,email}',
        invoice ->> 'customer_email',
        core.data ->> 'receipt_email',
        charge #>> '{billing_details,email}'
    );
    ordered_at := private.stripe_time(core.data -> 'created');
    if status = 'paid' then
        paid_at := coalesce(
            paid.since,
            private.stripe_time(nullif(core.data #> '{status_transitions,paid_at}', 'null')),
            ordered_at
        );
        if paid.given_back > 0 then
            status := case
                when paid.given_back < amount then 'partially_refunded' else 'refunded'
            end;
            select max(private.stripe_time(r.data -> 'created')) into refunded_at
            from private.stripe_refunds_of(account, reference) as r
            where coalesce(r.data ->> 'status', '') not in ('failed', 'canceled');
        end if;
    elsif status = 'canceled' then
        canceled_at := private.stripe_time(
            coalesce(nullif(core.data -> 'canceled_at', 'null'), core.data -> 'created')
        );
    end if;
    attribution := (
        select coalesce(jsonb_object_agg(m.key, m.value), '{}')
        from jsonb_each(
            coalesce(core.data -> 'metadata', '{}') || coalesce(session -> 'metadata', '{}')
        ) as m
        where m.key like 'utm\_%'
    ) || case
        when session ->> 'client_reference_id' is null then '{}'
        else jsonb_build_object('client_reference_id', session -> 'client_reference_id')
    end;
    lines := coalesce(
        case when session ->> 'mode' = 'payment' then session #> '{line_items,data}' end,
        invoice #> '{lines,data}',
        session #> '{line_items,data}',
        '[]'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_sale_references (
  account text,
  object  text,
  data    jsonb
)
  RETURNS SETOF text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    case object
        when 'payment_intent' then
            return next data ->> 'id';
        when 'charge' then
            return next coalesce(
                private.stripe_reference(data -> 'payment_intent'), data ->> 'id'
            );
        when 'refund', 'dispute' then
            return query
            select told.reference
            from (
                select coalesce(
                    private.stripe_reference(data -> 'payment_intent'),
                    (
                        select private.stripe_reference(c.data -> 'payment_intent')
                        from public.stripe_objects as c
                        where
                            c.account_id = account
                            and c.object = 'charge'
                            and c.id = private.stripe_reference(
                                stripe_sale_references.data -> 'charge'
                            )
                    ),
                    private.stripe_reference(data -> 'charge')
                ) as reference
            ) as told
            where told.reference is not null;
        when 'invoice' then
            return query
            select private.stripe_reference(p.value #> '{payment,payment_intent}')
            from jsonb_array_elements(data #> '{payments,data}') as p
            where p.value #>> '{payment,payment_intent}' is not null
            union
            select private.stripe_reference(data -> 'payment_intent')
            where data ->> 'payment_intent' is not null
            union
            select data ->> 'id'
            where private.is_paid_elsewhere(data);
        when 'checkout.session' then
            if data ->> 'payment_intent' is not null then
                return next private.stripe_reference(data -> 'payment_intent');
            elsif data ->> 'invoice' is not null then
                return query
                select private.stripe_sale_references(account, 'invoice', i.data)
                from public.stripe_objects as i
                where
                    i.account_id = account
                    and i.object = 'invoice'
                    and i.id = private.stripe_reference(
                        stripe_sale_references.data -> 'invoice'
                    );
            elsif data ->> 'mode' = 'payment' and data ->> 'status' = 'complete' then
                return next data ->> 'id';
            end if;
        else
            null;
    end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_sales_check (
  account text
)
  RETURNS TABLE (
    what     text,
    currency text,
    ours     bigint,
    theirs   bigint
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    with shop as (
        select a.workspace_id
        from public.stripe_accounts as a
        where a.id = account and a.workspace_id is not null
    ),

    mirror as (
        select o.object, o.id, o.data, upper(o.data ->> 'currency') as currency
        from public.stripe_objects as o
        join shop on true
        where
            o.account_id = account
            and o.object in (
                'charge', 'refund', 'dispute', 'payment_intent', 'checkout.session', 'invoice'
            )
    ),

    -- A workspace may have had another account before: its rows are not this one's.
    elsewhere as (
        select o.object, o.id
        from shop
        join public.stripe_accounts as a on a.workspace_id = shop.workspace_id and a.id <> account
        join public.stripe_objects as o on o.account_id = a.id
    ),

    payments as (
        select p.*
        from shop
        join public.payments as p
            on p.workspace_id = shop.workspace_id and p.stripe_payment_id is not null
        where not exists (select from elsewhere as e where e.id = p.stripe_payment_id)
    ),

    sums as (
        select 'payments' as what, p.currency, p.amount_cents as ours, 0 as theirs
        from payments as p
        union all
        select 'payments', m.currency, 0, s.taken
        from mirror as m
        cross join private.charge_sums(m.data) as s
        where m.object = 'charge'
        union all
        select 'refunded', p.currency, private.to_minor_units(p.refunded_amount, p.currency), 0
        from payments as p
        union all
        select 'refunded', m.currency, 0, s.given_back
        from mirror as m
        cross join private.charge_sums(m.data) as s
        where m.object = 'charge'
        union all
        select 'refunds', r.currency, r.amount_cents, 0
        from shop
        join public.refunds as r on r.workspace_id = shop.workspace_id
        where
            r.status = 'succeeded'
            and r.stripe_refund_id is not null
            and not exists (select from elsewhere as e where e.id = r.stripe_refund_id)
        union all
        select 'refunds', m.currency, 0, (m.data ->> 'amount')::bigint
        from mirror as m
        where m.object = 'refund' and coalesce(m.data ->> 'status', 'succeeded') = 'succeeded'
        union all
        select 'disputes', p.currency, private.to_minor_units(p.disputed_amount, p.currency), 0
        from payments as p
        union all
        select 'disputes', m.currency, 0, (m.data ->> 'amount')::bigint
        from mirror as m
        where m.object = 'dispute' and m.data ->> 'status' = 'lost'
        union all
        select 'orders', o.currency, o.total_amount_cents, 0
        from shop
        join public.orders as o on o.workspace_id = shop.workspace_id and o.stripe_id is not null
        where not exists (select from elsewhere as e where e.id = o.stripe_id)
        union all
        select
            'orders',
            m.currency,
            0,
            case
                when m.object = 'charge' then (private.charge_sums(m.data)).taken
                when m.object = 'invoice' then (m.data ->> 'amount_due')::bigint
                when m.object = 'checkout.session' then (m.data ->> 'amount_total')::bigint
                when m.data ->> 'status' = 'succeeded'
                    then (coalesce(m.data ->> 'amount_received', m.data ->> 'amount'))::bigint
                else (m.data ->> 'amount')::bigint
            end
        from mirror as m
        where
            m.object = 'payment_intent'
            or (m.object = 'charge' and m.data ->> 'payment_intent' is null)
            or (m.object = 'invoice' and private.is_paid_elsewhere(m.data))
            or (
                m.object = 'checkout.session'
                and m.data ->> 'mode' = 'payment'
                and m.data ->> 'status' = 'complete'
                and m.data ->> 'payment_intent' is null
                and m.data ->> 'invoice' is null
            )
    )

    select s.what, s.currency, sum(s.ours)::bigint, sum(s.theirs)::bigint
    from sums as s
    group by s.what, s.currency
    order by s.what, s.currency
$function$;

CREATE OR REPLACE FUNCTION private.stripe_signature_fault (
  body      text,
  header    text,
  secrets   text[],
  tolerance integer,
  moment    timestamp with time zone,
  OUT       fault text,
  OUT       matched text
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    items constant text[] := string_to_array(header, ',');
    times text[];
    signatures text[];
    stamp text;
    nonce constant bytea := extensions.gen_random_bytes(32);
    secret text;
begin
    if coalesce(header, '') = '' then
        fault := 'there is no Stripe-Signature header';
        return;
    end if;
    -- Fields are key=value; a known key without a value makes the whole header void.
    times := array(
        select case when i.item = 't' then '' else split_part(i.item, '=', 2) end
        from unnest(items) with ordinality as i (item, place)
        where split_part(i.item, '=', 1) = 't'
        order by i.place
    );
    signatures := array(
        select split_part(i.item, '=', 2)
        from unnest(items) with ordinality as i (item, place)
        where split_part(i.item, '=', 1) = 'v1' and i.item <> 'v1'
        order by i.place
    );
    stamp := btrim(times[1], E' \t\n\r\f\v\x1c\x1d\x1e\x1f');
    if stamp is null
        or stamp !~ '^[+-]?[0-9]+(_[0-9]+)*$'
        or char_length(translate(stamp, '+-_', '')) > 4300
        or 't' = any (items)
        or 'v1' = any (items)
    then
        fault := 'the Stripe-Signature header cannot be read';
        return;
    elsif signatures = '{}' then
        fault := 'the Stripe-Signature header has no v1 signature';
        return;
    end if;
    -- As a number it is written in one way.
    stamp := (replace(stamp, '_', '')::numeric)::text;
    foreach secret in array secrets loop
        -- Both sides are hashed again with a key of chance, so that the time a comparison takes
        -- tells nothing of the signature that was expected.
        if exists (
            select
            from unnest(signatures) as given (signature)
            where
                extensions.hmac(convert_to(given.signature, 'UTF8'), nonce, 'sha256')
                = extensions.hmac(
                    convert_to(
                        encode(
                            extensions.hmac(
                                convert_to(stamp || '.' || body, 'UTF8'),
                                convert_to(secret, 'UTF8'),
                                'sha256'
                            ),
                            'hex'
                        ),
                        'UTF8'
                    ),
                    nonce,
                    'sha256'
                )
        ) then
            matched := secret;
            exit;
        end if;
    end loop;
    if matched is null then
        fault := 'no signature is that of this body';
    elsif tolerance > 0 and stamp::numeric < extract(epoch from moment) - tolerance then
        fault := format('it was signed more than %s seconds ago', tolerance);
        matched := null;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_subject (
  event jsonb,
  OUT   object text,
  OUT   id text
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    given constant jsonb := event #> '{data,object}';
begin
    object := given ->> 'object';
    id := given ->> 'id';
    case object
        when 'invoice_payment' then
            object := 'invoice';
            id := given ->> 'invoice';
        when 'plan' then
            object := 'price';
        when 'discount' then
            object := case
                when given ->> 'subscription' is null then 'customer' else 'subscription'
            end;
            id := coalesce(given ->> 'subscription', given ->> 'customer');
        when 'entitlements.active_entitlement_summary' then
            id := given ->> 'customer';
        else
            null;
    end case;
    object := left(object, 255);
    id := case when char_length(id) between 1 and 255 then id end;
end
$function$;

CREATE OR REPLACE FUNCTION private.stripe_time (
  value jsonb
)
  RETURNS timestamp WITH time zone
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select to_timestamp((value #>> '{}')::double precision)
$function$;

CREATE OR REPLACE FUNCTION private.subscription_interval (
  recurring jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    per constant text := coalesce(recurring ->> 'interval_count', '1') || ' '
    || coalesce(recurring ->> 'interval', '');
    known constant text := case per
        when '1 day' then 'day'
        when '7 day' then 'week'
        when '1 week' then 'week'
        when '1 month' then 'month'
        when '3 month' then 'quarter'
        when '12 month' then 'year'
        when '1 year' then 'year'
    end;
begin
    if known is null then
        raise exception using
            errcode = 'PT422',
            message = format('a price is paid every %s, which no plan can be', per),
            hint = 'Use a price by the day, week, month, quarter (3 months) or year.';
    end if;
    return known;
end
$function$;

CREATE OR REPLACE FUNCTION private.unmade_parts (
  bundle_order uuid
)
  RETURNS TABLE (
    item_id uuid,
    part    integer
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select i.id, n.part
    from public.bundle_orders as o
    join public.bundle_order_items as i on o.workspace_id = i.workspace_id and o.id = i.order_id
    join public.bundle_products as p on i.product_id = p.id
    cross join lateral private.bundle_pieces(p.type) as b
    cross join lateral generate_series(
        1, ceil(p.content_count::numeric * i.quantity / b.most)::integer
    ) as n (part)
    where
        o.id = bundle_order
        and o.status in ('paid', 'partially_refunded')
        and not exists (
            select
            from public.ai_generations as g
            where
                g.workspace_id = i.workspace_id
                and g.bundle_order_item_id = i.id
                and g.parent_id is null
                and g.idempotency_key = format('order item %s part %s', i.id, n.part)
        )
$function$;

CREATE OR REPLACE FUNCTION private.unread_stripe_objects (
  run  public.stripe_reconciliations,
  step public.stripe_reconciliation_steps
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(jsonb_agg(unread.id order by unread.id), '[]')
    from (
        select o.id
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = step.object
            and o.gone_at is null
            and o.read_at < step.started_at
            and (
                run.created_since is null
                or to_timestamp((o.data ->> 'created')::numeric) >= run.created_since
            )
        union all
        select c.stripe_customer_id
        from public.stripe_customers as c
        where
            run.account_id = 'platform'
            and step.object = 'entitlements.active_entitlement_summary'
            and not exists (
                select
                from public.stripe_objects as o
                where
                    o.account_id = 'platform'
                    and o.object = step.object
                    and o.id = c.stripe_customer_id
            )
        order by id
        limit 100
    ) as unread
$function$;

CREATE OR REPLACE FUNCTION private.utc_day (
  moment timestamp with time zone
)
  RETURNS date
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
    select (moment at time zone 'UTC')::date
$function$;

CREATE OR REPLACE FUNCTION private.uuid_or_null (
  value text
)
  RETURNS uuid
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case
        when value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then value::uuid
    end
$function$;

CREATE OR REPLACE FUNCTION private.volume_discount (
  unit_cents bigint,
  quantity   integer,
  tiers      jsonb
)
  RETURNS bigint
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        (
            -- Half up, once for the line: numeric is exact, and rounds away from zero.
            select round(
                unit_cents::numeric * quantity * (tier.value ->> 'percent')::numeric / 100
            )::bigint
            from jsonb_array_elements(tiers) as tier
            where (tier.value ->> 'min_quantity')::numeric <= quantity
            order by
                (tier.value ->> 'min_quantity')::numeric desc,
                (tier.value ->> 'percent')::numeric desc
            limit 1
        ),
        0
    )
$function$;

CREATE OR REPLACE FUNCTION private.warn_of_invoice()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    if new.status = 'failed' then
        -- Once for each attempt, with the newest state.
        if tg_op = 'INSERT' or old.status <> 'failed' or old.attempt_count <> new.attempt_count
            or old.next_payment_attempt is distinct from new.next_payment_attempt
        then
            perform private.raise_alert(
                'payment_failed',
                case when new.next_payment_attempt is null then 'high' else 'medium' end,
                format(
                    'An invoice of %s %s could not be collected. %s',
                    new.amount,
                    new.currency,
                    coalesce(
                        format(
                            'The next attempt is on %s.',
                            to_char(new.next_payment_attempt at time zone 'UTC', 'YYYY-MM-DD')
                        ),
                        'There is no further attempt.'
                    )
                ),
                new.workspace_id,
                null,
                jsonb_build_object(
                    'invoice_id', new.id,
                    'number', new.number,
                    'amount', new.amount,
                    'currency', new.currency,
                    'attempt_count', new.attempt_count,
                    'next_payment_attempt', new.next_payment_attempt
                )
            );
        end if;
    elsif not exists (
        select
        from public.invoices as i
        where i.workspace_id = new.workspace_id and i.status = 'failed'
    ) then
        perform private.resolve_alert('payment_failed', new.workspace_id);
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.warn_of_subscription()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    if new.status in ('past_due', 'unpaid') then
        perform private.raise_alert(
            'subscription_unpaid',
            case new.status when 'unpaid' then 'high' else 'medium' end,
            format(
                'The subscription to %s is not paid. %s',
                (select p.name from public.subscription_plans as p where p.id = new.plan_id),
                case new.status
                    when 'unpaid' then 'Its plan does not hold until it is.'
                    else format(
                        'Its plan holds for %s days.', extract(day from private.grace_period())
                    )
                end
            ),
            new.workspace_id,
            null,
            jsonb_build_object('subscription_id', new.id, 'status', new.status)
        );
    elsif not exists (
        select
        from public.subscriptions as s
        where s.workspace_id = new.workspace_id and s.status in ('past_due', 'unpaid')
    ) then
        perform private.resolve_alert('subscription_unpaid', new.workspace_id);
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.workspace_of_customer (
  customer text
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select c.workspace_id from public.stripe_customers as c where c.stripe_customer_id = customer
$function$;

CREATE OR REPLACE FUNCTION private.write_stripe_buyer (
  workspace       uuid,
  buyer           uuid,
  stripe_customer text,
  address         text,
  given           jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    -- An address that another row has stays there.
    usable constant text := case
        when not exists (
            select
            from public.customers as c
            where
                c.workspace_id = workspace and lower(c.email) = lower(address) and c.id <> buyer
        ) then address
    end;
    place constant text := substring(
        upper(coalesce(given #>> '{address,country}', given #>> '{shipping,address,country}'))
        from '^[A-Z]{2}$'
    );
    called constant text := nullif(left(given ->> 'name', 255), '');
    number constant text := case
        when char_length(given ->> 'phone') <= 50 then given ->> 'phone'
    end;
begin
    update public.customers as c
    set
        stripe_customer_id = stripe_customer,
        email = coalesce(usable, c.email),
        full_name = coalesce(called, c.full_name),
        phone = coalesce(number, c.phone),
        country = coalesce(place, c.country)
    where
        c.id = buyer
        and (c.stripe_customer_id, c.email, c.full_name, c.phone, c.country) is distinct from (
            stripe_customer,
            coalesce(usable, c.email),
            coalesce(called, c.full_name),
            coalesce(number, c.phone),
            coalesce(place, c.country)
        );
end
$function$;

CREATE OR REPLACE FUNCTION public.begin_billing_session (
  session_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    session public.billing_sessions;
begin
    select b.* into session
    from public.billing_sessions as b
    where b.id = begin_billing_session.session_id;
    if session.id is null or session.status <> 'pending' then
        return null;
    end if;
    return jsonb_build_object(
        'kind', session.kind,
        'workspace_id', session.workspace_id,
        'user_id', session.user_id,
        'email', private.billing_email(session.user_id),
        'workspace_name', (
            select w.name from public.workspaces as w where w.id = session.workspace_id
        ),
        'customer_id', (
            select c.stripe_customer_id
            from public.stripe_customers as c
            where c.workspace_id = session.workspace_id
        ),
        -- Another key for another customer, once Stripe has deleted the first.
        'customer_key', format(
            'flywheel-customer-%s-%s',
            session.workspace_id,
            (
                select count(*)
                from public.stripe_objects as o
                where
                    o.account_id = 'platform'
                    and o.object = 'customer'
                    and o.gone_at is not null
                    and o.data #>> '{metadata,workspace_id}' = session.workspace_id::text
            )
        ),
        'connected_id', (
            select a.id
            from public.stripe_accounts as a
            where a.workspace_id = session.workspace_id and a.status <> 'disconnected'
        ),
        'connected_key', format(
            'flywheel-account-%s-%s',
            session.workspace_id,
            (
                select count(*)
                from public.stripe_accounts as a
                where a.workspace_id = session.workspace_id and a.status = 'disconnected'
            )
        ),
        'price_id', (
            select p.stripe_price_id
            from public.subscription_plans as p
            where p.id = session.plan_id
        ),
        'quantity', session.quantity,
        'options', session.options,
        'bundle_order_id', session.bundle_order_id,
        'lines', (
            select jsonb_agg(
                jsonb_build_object(
                    'name', i.quantity || ' × ' || p.name,
                    'amount', i.subtotal_cents - i.discount_amount_cents,
                    'currency', lower(i.currency)
                )
                order by i.created_at, i.id
            )
            from public.bundle_order_items as i
            join public.bundle_products as p on i.product_id = p.id
            where i.workspace_id = session.workspace_id and i.order_id = session.bundle_order_id
        ),
        -- Only one page at a time on which the workspace can buy the same plan.
        'superseded', (
            select coalesce(jsonb_agg(b.stripe_session_id order by b.created_at), '[]')
            from public.billing_sessions as b
            where
                b.workspace_id = session.workspace_id
                and b.plan_id = session.plan_id
                and b.kind = 'checkout'
                and b.status = 'open'
                and b.stripe_session_id is not null
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."begin_billing_session"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_stripe_projection (
  account_id text,
  object     text,
  id         text,
  since      timestamp with time zone
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    known timestamptz;
    livemode boolean;
begin
    select o.read_at into known
    from public.stripe_objects as o
    where
        o.account_id = begin_stripe_projection.account_id
        and o.object = begin_stripe_projection.object
        and o.id = begin_stripe_projection.id;
    if known > since then
        perform private.settle_stripe_events(
            begin_stripe_projection.account_id,
            begin_stripe_projection.object,
            begin_stripe_projection.id
        );
        return null;
    end if;
    select a.livemode into livemode
    from public.stripe_accounts as a
    where a.id = begin_stripe_projection.account_id;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = format('there is no Stripe account %L', begin_stripe_projection.account_id),
            hint = 'Connect it first: see connect_stripe.';
    end if;
    return jsonb_build_object(
        'read_at', clock_timestamp(),
        'livemode', livemode,
        'stripe_id', private.stripe_own_id(begin_stripe_projection.account_id)
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.begin_subscription_change (
  change_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    change public.subscription_changes;
    subscription public.subscriptions;
    is_late boolean;
begin
    select c.* into change
    from public.subscription_changes as c
    where c.id = begin_subscription_change.change_id;
    if change.id is null or change.status <> 'pending' then
        return null;
    end if;
    select s.* into strict subscription
    from public.subscriptions as s
    where s.workspace_id = change.workspace_id and s.id = change.subscription_id;
    -- The next period has begun with the old plan: credit all of it, and charge the new one.
    is_late := change.kind = 'change' and change.is_at_period_end and change.effective_at <= now();
    return jsonb_build_object(
        'kind', change.kind,
        'currency', lower(subscription.currency),
        'is_at_period_end', change.is_at_period_end,
        'subscription_id', subscription.stripe_subscription_id,
        'item_id', (
            select i.stripe_item_id
            from public.subscription_items as i
            where
                i.workspace_id = subscription.workspace_id
                and i.subscription_id = subscription.id
                and i.plan_id = subscription.plan_id
            order by i.created_at, i.stripe_item_id
            limit 1
        ),
        'price_id', (
            select p.stripe_price_id
            from public.subscription_plans as p
            where p.id = change.plan_id
        ),
        'quantity', change.quantity,
        'proration_behavior', case
            when change.is_at_period_end and not is_late then 'none'
            else 'always_invoice'
        end,
        'proration_date', extract(
            epoch from case when is_late then change.effective_at else change.proration_date end
        )::bigint
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."begin_subscription_change"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_subscription (
  subscription_id uuid,
  at_period_end   boolean DEFAULT true
)
  RETURNS public.subscription_changes
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.cancel_subscription(
        cancel_subscription.subscription_id, cancel_subscription.at_period_end
    )
$function$;

REVOKE ALL ON FUNCTION "public"."cancel_subscription"(uuid, boolean) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.cancel_subscription_change (
  change_id uuid
)
  RETURNS public.subscription_changes
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.cancel_subscription_change(cancel_subscription_change.change_id)
$function$;

REVOKE ALL ON FUNCTION "public"."cancel_subscription_change"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.change_subscription (
  subscription_id uuid,
  plan_id         uuid    DEFAULT NULL::uuid,
  quantity        integer DEFAULT NULL::integer,
  at              text    DEFAULT 'now'::text,
  preview_id      uuid    DEFAULT NULL::uuid
)
  RETURNS public.subscription_changes
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_subscription_change(
        'change',
        change_subscription.subscription_id,
        change_subscription.plan_id,
        change_subscription.quantity,
        change_subscription.at,
        change_subscription.preview_id
    )
$function$;

REVOKE ALL ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.connect_stripe (
  workspace_id uuid,
  return_url   text,
  refresh_url  text,
  country      text DEFAULT NULL::text
)
  RETURNS public.billing_sessions
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.connect_stripe(
        connect_stripe.workspace_id,
        connect_stripe.return_url,
        connect_stripe.refresh_url,
        connect_stripe.country
    )
$function$;

REVOKE ALL ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.end_stripe_step (
  reconciliation_id uuid,
  object            text,
  error_message     text DEFAULT NULL::text
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    trouble text;
begin
    -- One step after the other, so that the last one sees that it is the last.
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = end_stripe_step.reconciliation_id
    for update;
    update public.stripe_reconciliation_steps as s
    set
        status = case when end_stripe_step.error_message is null then 'completed' else 'failed' end,
        completed_at = clock_timestamp()
    where
        s.reconciliation_id = end_stripe_step.reconciliation_id
        and s.object = end_stripe_step.object
        and s.status not in ('completed', 'failed');
    if run.status <> 'running' then
        return run.status;
    end if;
    if end_stripe_step.error_message is not null then
        trouble := format('%s: %s', end_stripe_step.object, end_stripe_step.error_message);
        update public.stripe_reconciliations as r
        set error_message = concat_ws(E'\n', r.error_message, trouble)
        where r.id = run.id;
    end if;
    if exists (
        select
        from public.stripe_reconciliation_steps as s
        where s.reconciliation_id = run.id and s.status not in ('completed', 'failed')
    ) then
        return 'running';
    end if;
    perform private.derive_stripe_failures(run.account_id);
    update public.stripe_reconciliations as r
    set status = case when r.error_message is null then 'completed' else 'failed' end
    where r.id = run.id
    returning r.* into run;
    return run.status;
end
$function$;

REVOKE ALL ON FUNCTION "public"."end_stripe_step"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.expire_billing_sessions()
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    with ended as (
        update public.billing_sessions as b
        set status = 'expired', url = null
        where b.status = 'open' and b.expires_at < now() - interval '1 hour'
        returning 1
    )

    select count(*)::integer from ended
$function$;

REVOKE ALL ON FUNCTION "public"."expire_billing_sessions"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.feature_enabled (
  name         text,
  workspace_id uuid DEFAULT NULL::uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    flag public.feature_flags;
begin
    select f.* into flag from public.feature_flags as f where f.name = feature_enabled.name;
    return coalesce(flag.is_enabled, false) and (
        private.flag_includes(flag.rules, flag.id, feature_enabled.workspace_id)
        or (
            flag.rules ? 'entitlement'
            -- What others are entitled to is not told.
            and (
                auth.uid() is null
                or feature_enabled.workspace_id = any (array(select private.workspace_ids('viewer')))
            )
            and private.entitled(feature_enabled.workspace_id, flag.rules ->> 'entitlement')
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."feature_enabled"(text, uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.finish_billing_session (
  session_id        uuid,
  stripe_session_id text,
  url               text,
  expires_at        timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    reached text;
begin
    update public.billing_sessions as b
    set
        status = 'open',
        stripe_session_id = finish_billing_session.stripe_session_id,
        url = finish_billing_session.url,
        expires_at = finish_billing_session.expires_at,
        error_message = null
    where b.id = finish_billing_session.session_id and b.status = 'pending'
    returning b.status into reached;
    -- Its events may have come before.
    perform private.derive_again(o)
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'checkout.session'
        and o.id = finish_billing_session.stripe_session_id;
    return reached;
end
$function$;

REVOKE ALL ON FUNCTION "public"."finish_billing_session"(uuid, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.fulfil_bundle_item (
  item_id uuid,
  part    integer
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.place_bundle_part(fulfil_bundle_item.item_id, fulfil_bundle_item.part)
$function$;

REVOKE ALL ON FUNCTION "public"."fulfil_bundle_item"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_stripe_account (
  workspace_id uuid,
  account_id   text
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    kept text;
begin
    insert into public.stripe_accounts (id, workspace_id)
    values (keep_stripe_account.account_id, keep_stripe_account.workspace_id)
    on conflict do nothing;
    select a.id into kept
    from public.stripe_accounts as a
    where a.workspace_id = keep_stripe_account.workspace_id and a.status <> 'disconnected';
    perform private.enqueue_stripe_projection(kept, 'account', kept);
    return kept;
end
$function$;

REVOKE ALL ON FUNCTION "public"."keep_stripe_account"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_stripe_customer (
  workspace_id       uuid,
  stripe_customer_id text,
  email              text DEFAULT NULL::text
)
  RETURNS text
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    kept text;
begin
    insert into public.stripe_customers (workspace_id, stripe_customer_id, email)
    values (
        keep_stripe_customer.workspace_id,
        keep_stripe_customer.stripe_customer_id,
        left(keep_stripe_customer.email, 255)
    )
    on conflict do nothing;
    select c.stripe_customer_id into kept
    from public.stripe_customers as c
    where c.workspace_id = keep_stripe_customer.workspace_id;
    return kept;
end
$function$;

REVOKE ALL ON FUNCTION "public"."keep_stripe_customer"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.next_stripe_page (
  reconciliation_id uuid,
  object            text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    step public.stripe_reconciliation_steps;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = next_stripe_page.reconciliation_id;
    if run.status is distinct from 'running' then
        return null;
    end if;
    update public.stripe_reconciliation_steps as s
    set
        -- Summaries are not listed: each is asked for.
        status = case
            when s.status <> 'pending' then s.status
            when s.object = 'entitlements.active_entitlement_summary' then 'repairing'
            else 'listing'
        end,
        started_at = coalesce(s.started_at, clock_timestamp())
    where
        s.reconciliation_id = next_stripe_page.reconciliation_id
        and s.object = next_stripe_page.object
        and s.status in ('pending', 'listing', 'repairing')
    returning s.* into step;
    if step.object is null then
        return null;
    end if;
    return jsonb_build_object(
        'account_id', run.account_id,
        'status', step.status,
        'cursor', step.cursor,
        'created_since', extract(epoch from run.created_since)::bigint,
        'livemode', (select a.livemode from public.stripe_accounts as a where a.id = run.account_id),
        'stripe_id', private.stripe_own_id(run.account_id),
        'read_at', clock_timestamp(),
        'unread', case step.status
            when 'repairing' then private.unread_stripe_objects(run, step)
            else '[]'
        end,
        'requests_per_second', coalesce(
            (
                select (a.value #>> '{}')::numeric
                from public.app_settings as a
                where a.key = 'stripe.requests_per_second'
            ),
            20
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."next_stripe_page"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.order_bundle (
  workspace_id    uuid,
  business_id     uuid,
  items           jsonb,
  success_url     text,
  cancel_url      text,
  idempotency_key text  DEFAULT NULL::text
)
  RETURNS public.billing_sessions
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.order_bundle(
        order_bundle.workspace_id,
        order_bundle.business_id,
        order_bundle.items,
        order_bundle.success_url,
        order_bundle.cancel_url,
        order_bundle.idempotency_key
    )
$function$;

REVOKE ALL ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.preview_subscription_change (
  subscription_id uuid,
  plan_id         uuid    DEFAULT NULL::uuid,
  quantity        integer DEFAULT NULL::integer
)
  RETURNS public.subscription_changes
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_subscription_change(
        'preview',
        preview_subscription_change.subscription_id,
        preview_subscription_change.plan_id,
        preview_subscription_change.quantity,
        'now',
        null
    )
$function$;

REVOKE ALL ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.publish_plan (
  plan_id         uuid,
  stripe_price_id text
)
  RETURNS boolean
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    with published as (
        update public.subscription_plans as p
        set stripe_price_id = publish_plan.stripe_price_id
        where p.id = publish_plan.plan_id and p.stripe_price_id is null
        returning p.id
    )

    select exists (select from published)
$function$;

REVOKE ALL ON FUNCTION "public"."publish_plan"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.request_checkout (
  workspace_id    uuid,
  plan_id         uuid,
  success_url     text,
  cancel_url      text,
  quantity        integer DEFAULT 1,
  promotion_code  text    DEFAULT NULL::text,
  idempotency_key text    DEFAULT NULL::text
)
  RETURNS public.billing_sessions
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_checkout(
        request_checkout.workspace_id,
        request_checkout.plan_id,
        request_checkout.success_url,
        request_checkout.cancel_url,
        request_checkout.quantity,
        request_checkout.promotion_code,
        request_checkout.idempotency_key
    )
$function$;

REVOKE ALL ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.request_portal (
  workspace_id uuid,
  return_url   text
)
  RETURNS public.billing_sessions
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_portal(request_portal.workspace_id, request_portal.return_url)
$function$;

REVOKE ALL ON FUNCTION "public"."request_portal"(uuid, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.restart_stripe_step (
  reconciliation_id uuid,
  object            text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    update public.stripe_reconciliation_steps as s
    set cursor = null, listed = 0, pages = 0
    where
        s.reconciliation_id = restart_stripe_step.reconciliation_id
        and s.object = restart_stripe_step.object
        and s.status = 'listing';
    return found;
end
$function$;

REVOKE ALL ON FUNCTION "public"."restart_stripe_step"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.resume_subscription (
  subscription_id uuid
)
  RETURNS public.subscription_changes
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.resume_subscription(resume_subscription.subscription_id)
$function$;

REVOKE ALL ON FUNCTION "public"."resume_subscription"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.roll_up_revenue (
  workspace uuid DEFAULT NULL::uuid
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.roll_up_revenue(workspace)
$function$;

REVOKE ALL ON FUNCTION "public"."roll_up_revenue"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_stripe_reconciliation (
  account_id    text                     DEFAULT 'platform'::text,
  is_backfill   boolean                  DEFAULT false,
  created_since timestamp with time zone DEFAULT NULL::timestamp WITH time zone
)
  RETURNS public.stripe_reconciliations
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
begin
    if not exists (
        select
        from public.stripe_accounts as a
        where a.id = start_stripe_reconciliation.account_id and a.status <> 'disconnected'
    ) then
        raise exception using
            errcode = 'PT404',
            message = format('there is no connected Stripe account %L', account_id),
            hint = 'See them with: flywheel stripe accounts.';
    end if;
    insert into public.stripe_reconciliations (account_id, is_backfill, created_since)
    values (
        start_stripe_reconciliation.account_id,
        start_stripe_reconciliation.is_backfill,
        start_stripe_reconciliation.created_since
    )
    on conflict (account_id) where status = 'running' do nothing
    returning * into run;
    if run.id is null then
        select r.* into strict run
        from public.stripe_reconciliations as r
        where r.account_id = start_stripe_reconciliation.account_id and r.status = 'running';
    else
        insert into public.stripe_reconciliation_steps (reconciliation_id, object)
        select run.id, kinds.name
        from unnest(private.stripe_list_kinds()) as kinds (name);
    end if;
    -- Also for one that was running: perhaps nobody is at it any more.
    perform private.enqueue_stripe_steps(run.id);
    return run;
end
$function$;

REVOKE ALL ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_stripe_reconciliations()
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select count(run.id)::integer
    from public.stripe_accounts as a
    cross join lateral public.start_stripe_reconciliation(a.id) as run
    where
        a.status <> 'disconnected'
        -- Ours, where it was never used, has nothing to compare.
        and (
            a.id <> 'platform'
            or exists (select from public.stripe_objects as o where o.account_id = a.id)
        )
$function$;

REVOKE ALL ON FUNCTION "public"."start_stripe_reconciliations"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_stripe_objects (
  account_id  text,
  read_at     timestamp with time zone,
  objects     jsonb,
  api_version text                     DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    given jsonb;
    stored public.stripe_objects;
    new_data jsonb;
    is_changed boolean;
    changed integer := 0;
    failed integer := 0;
    fault text;
begin
    perform private.await_stripe_account(store_stripe_objects.account_id);
    -- A loop, because each object is followed by what it means elsewhere.
    for given in select g.value from jsonb_array_elements(objects) as g loop
        new_data := nullif(given -> 'data', 'null');
        insert into public.stripe_objects as o (
            account_id, object, id, data, api_version, read_at, gone_at
        )
        values (
            store_stripe_objects.account_id,
            given ->> 'object',
            given ->> 'id',
            coalesce(new_data, jsonb_build_object('id', given ->> 'id')),
            store_stripe_objects.api_version,
            store_stripe_objects.read_at,
            case when new_data is null then now() end
        )
        on conflict on constraint stripe_objects_pkey do nothing
        returning o.* into stored;
        is_changed := found;
        if not found then
            select o.* into strict stored
            from public.stripe_objects as o
            where
                o.account_id = store_stripe_objects.account_id
                and o.object = given ->> 'object'
                and o.id = given ->> 'id'
            for update;
            continue when stored.read_at >= store_stripe_objects.read_at;
            is_changed := (new_data is null) <> (stored.gone_at is not null)
            or new_data is distinct from case when new_data is not null then stored.data end
            or stored.error_message is not null;
            update public.stripe_objects as o
            set
                data = coalesce(new_data, o.data),
                api_version = coalesce(store_stripe_objects.api_version, o.api_version),
                read_at = store_stripe_objects.read_at,
                gone_at = case when new_data is null then coalesce(o.gone_at, now()) end
            where
                o.account_id = stored.account_id and o.object = stored.object and o.id = stored.id
            returning o.* into stored;
        end if;
        if is_changed then
            changed := changed + 1;
            fault := private.derive_from_stripe(stored);
            failed := failed + (fault is not null)::integer;
            if fault is distinct from stored.error_message then
                update public.stripe_objects as o
                set error_message = fault
                where
                    o.account_id = stored.account_id
                    and o.object = stored.object
                    and o.id = stored.id;
            end if;
        end if;
        perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
    end loop;
    -- The first object that says so tells which mode the account is in; then it is read itself.
    update public.stripe_accounts as a
    set livemode = (told.value #>> '{data,livemode}')::boolean
    from (
        select g.value
        from jsonb_array_elements(objects) as g
        where jsonb_typeof(g.value #> '{data,livemode}') = 'boolean'
        limit 1
    ) as told
    where a.id = store_stripe_objects.account_id and a.livemode is null;
    if found then
        perform private.enqueue_stripe_projection(
            store_stripe_objects.account_id, 'account', store_stripe_objects.account_id
        );
    end if;
    return jsonb_build_object('changed', changed, 'failed', failed);
end
$function$;

REVOKE ALL ON FUNCTION "public"."store_stripe_objects"(text, timestamp WITH time zone, jsonb, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.stripe_webhook (
  json
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.receive_stripe_event($1);
end
$function$;

CREATE OR REPLACE FUNCTION public.sweep_bundle_orders()
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select coalesce(sum(private.enqueue_bundle_parts(o.id)), 0)::integer
    from public.bundle_orders as o
    where
        o.status in ('paid', 'partially_refunded')
        and o.paid_at > now() - interval '90 days'
        and exists (select from private.unmade_parts(o.id))
$function$;

REVOKE ALL ON FUNCTION "public"."sweep_bundle_orders"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.sweep_stripe_events (
  waited interval DEFAULT '00:10:00'::interval
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    swept integer := 0;
    lost record;
begin
    -- Each object once, whatever the number of its events.
    for lost in
        select e.account_id, e.object, e.object_id, min(e.created_at) as since
        from public.stripe_events as e
        where
            e.status in ('pending', 'failed')
            and e.updated_at <= now() - sweep_stripe_events.waited
            and e.object_id is not null
            and not exists (
                select
                from jobs.job_queue as j
                where
                    j.job_type = 'stripe.project'
                    and j.payload ->> 'account_id' = e.account_id
                    and j.payload ->> 'object' = e.object
                    and j.payload ->> 'id' = e.object_id
            )
        group by e.account_id, e.object, e.object_id
        order by since
        limit 1000
    loop
        perform private.enqueue_stripe_projection(lost.account_id, lost.object, lost.object_id);
        update public.stripe_events as e
        set updated_at = now()
        where
            e.account_id = lost.account_id
            and e.object = lost.object
            and e.object_id = lost.object_id
            and e.status in ('pending', 'failed');
        swept := swept + 1;
    end loop;
    return swept;
end
$function$;

REVOKE ALL ON FUNCTION "public"."sweep_stripe_events"(interval) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_stripe_page (
  reconciliation_id uuid,
  object            text,
  after             text,
  read_at           timestamp with time zone,
  objects           jsonb,
  is_last           boolean
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    step public.stripe_reconciliation_steps;
    theirs jsonb;
    ours public.stripe_objects;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = take_stripe_page.reconciliation_id and r.status = 'running';
    select s.* into step
    from public.stripe_reconciliation_steps as s
    where
        s.reconciliation_id = take_stripe_page.reconciliation_id
        and s.object = take_stripe_page.object
    for update;
    -- Another worker was here before: this page was taken in, or the run is over.
    if run.id is null
        or step.status is distinct from 'listing'
        or step.cursor is distinct from take_stripe_page.after
    then
        return false;
    end if;

    for theirs in select p.value from jsonb_array_elements(objects) as p loop
        ours := null;
        select o.* into ours
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = take_stripe_page.object
            and o.id = theirs ->> 'id';
        -- What was read after this page is newer than it.
        if ours.read_at >= take_stripe_page.read_at then
            continue;
        end if;
        if ours.id is null then
            ours.object := take_stripe_page.object;
            ours.id := theirs ->> 'id';
            if run.is_backfill then
                continue;
            end if;
        elsif ours.gone_at is null and ours.data = theirs -> 'data' then
            continue;
        end if;
        perform private.note_stripe_drift(run, ours, theirs -> 'data');
    end loop;
    perform public.store_stripe_objects(
        run.account_id,
        take_stripe_page.read_at,
        (
            select coalesce(
                jsonb_agg(p.value || jsonb_build_object('object', take_stripe_page.object)), '[]'
            )
            from jsonb_array_elements(objects) as p
        )
    );
    update public.stripe_reconciliation_steps as s
    set
        cursor = coalesce(objects -> -1 ->> 'id', s.cursor),
        listed = s.listed + jsonb_array_length(objects),
        pages = s.pages + 1,
        status = case when is_last then 'repairing' else 'listing' end
    where
        s.reconciliation_id = take_stripe_page.reconciliation_id
        and s.object = take_stripe_page.object;
    return true;
end
$function$;

REVOKE ALL ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp WITH time zone, jsonb, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_stripe_unread (
  reconciliation_id uuid,
  object            text,
  read_at           timestamp with time zone,
  objects           jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
    read jsonb;
    ours public.stripe_objects;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = take_stripe_unread.reconciliation_id and r.status = 'running';
    if run.id is null then
        return;
    end if;
    for read in select p.value from jsonb_array_elements(objects) as p loop
        select o.* into ours
        from public.stripe_objects as o
        where
            o.account_id = run.account_id
            and o.object = take_stripe_unread.object
            and o.id = read ->> 'id';
        if ours.read_at < take_stripe_unread.read_at
            and ours.gone_at is null
            and ours.data is distinct from nullif(read -> 'data', 'null')
        then
            perform private.note_stripe_drift(run, ours, nullif(read -> 'data', 'null'));
        end if;
    end loop;
    perform public.store_stripe_objects(
        run.account_id,
        take_stripe_unread.read_at,
        (
            select coalesce(
                jsonb_agg(p.value || jsonb_build_object('object', take_stripe_unread.object)), '[]'
            )
            from jsonb_array_elements(objects) as p
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp WITH time zone, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.unpublished_plans()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', p.id,
                'name', p.name,
                'description', p.description,
                'unit_amount', p.price_cents,
                'currency', lower(p.currency),
                'interval', case p.interval when 'quarter' then 'month' else p.interval end,
                'interval_count', case p.interval when 'quarter' then 3 else 1 end
            )
            order by p.created_at, p.id
        ),
        '[]'
    )
    from public.subscription_plans as p
    where p.is_active and p.price > 0 and p.stripe_price_id is null
$function$;

REVOKE ALL ON FUNCTION "public"."unpublished_plans"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION reporting.from_minor_units (
  units    bigint,
  currency text
)
  RETURNS numeric
  LANGUAGE sql
  IMMUTABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select private.from_minor_units(units, upper(currency))
$function$;

ALTER TABLE "private"."revenue_marks"
  ADD CONSTRAINT "revenue_marks_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_bundle_order_item" FOREIGN KEY (workspace_id, bundle_order_item_id) REFERENCES public.bundle_order_items(workspace_id, id) ON DELETE
    SET NULL (bundle_order_item_id);

ALTER TABLE "public"."billing_sessions"
  ADD CONSTRAINT "billing_sessions_bundle_order" FOREIGN KEY (workspace_id, bundle_order_id) REFERENCES public.bundle_orders(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."billing_sessions"
  ADD CONSTRAINT "billing_sessions_plan_id_fkey" FOREIGN KEY (plan_id) REFERENCES public.subscription_plans(id);

ALTER TABLE "public"."billing_sessions"
  ADD CONSTRAINT "billing_sessions_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "public"."billing_sessions"
  ADD CONSTRAINT "billing_sessions_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."entitlement_grants"
  ADD CONSTRAINT "entitlement_grants_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."invoices"
  ADD CONSTRAINT "invoices_attempt_count_not_negative" CHECK ((attempt_count >= 0));

ALTER TABLE "public"."orders"
  ADD CONSTRAINT "orders_stripe_id_length" CHECK (((char_length(stripe_id) >= 1) AND (char_length(stripe_id) <= 255)));

ALTER TABLE "public"."orders"
  ADD CONSTRAINT "orders_stripe_unique" UNIQUE (workspace_id, stripe_id);

ALTER TABLE "public"."payments"
  ADD CONSTRAINT "payments_disputed_not_negative" CHECK ((disputed_amount >= (0)::numeric));

ALTER TABLE "public"."payments"
  ADD CONSTRAINT "payments_stripe_payment_intent_id_length" CHECK (((char_length(stripe_payment_intent_id) >= 1) AND (char_length(stripe_payment_intent_id) <= 255)));

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_order" FOREIGN KEY (workspace_id, order_id) REFERENCES public.orders(workspace_id, id) ON DELETE SET NULL (order_id);

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_payment" FOREIGN KEY (workspace_id, payment_id) REFERENCES public.payments(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."stripe_accounts"
  ADD CONSTRAINT "stripe_accounts_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."stripe_accounts"
  ADD CONSTRAINT "stripe_accounts_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE SET NULL;

ALTER TABLE "public"."stripe_events"
  ADD CONSTRAINT "stripe_events_account_id_length" CHECK (((char_length(account_id) >= 1) AND (char_length(account_id) <= 255)));

ALTER TABLE "public"."stripe_events"
  ADD CONSTRAINT "stripe_events_object_id_length" CHECK ((char_length(object_id) <= 255));

ALTER TABLE "public"."stripe_events"
  ADD CONSTRAINT "stripe_events_object_length" CHECK ((char_length(object) <= 255));

ALTER TABLE "public"."stripe_objects"
  ADD CONSTRAINT "stripe_objects_account_id_fkey" FOREIGN KEY (account_id) REFERENCES public.stripe_accounts(id) ON DELETE CASCADE;

ALTER TABLE "public"."stripe_reconciliations"
  ADD CONSTRAINT "stripe_reconciliations_account_id_fkey" FOREIGN KEY (account_id) REFERENCES public.stripe_accounts(id) ON DELETE CASCADE;

ALTER TABLE "public"."stripe_drift"
  ADD CONSTRAINT "stripe_drift_reconciliation_id_fkey" FOREIGN KEY (reconciliation_id) REFERENCES public.stripe_reconciliations(id) ON DELETE CASCADE;

ALTER TABLE "public"."stripe_reconciliation_steps"
  ADD CONSTRAINT "stripe_reconciliation_steps_reconciliation_id_fkey" FOREIGN KEY (reconciliation_id) REFERENCES public.stripe_reconciliations(id) ON DELETE CASCADE;

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_plan_id_fkey" FOREIGN KEY (plan_id) REFERENCES public.subscription_plans(id);

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_subscription" FOREIGN KEY (workspace_id, subscription_id) REFERENCES public.subscriptions(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_preview" FOREIGN KEY (workspace_id, preview_id) REFERENCES public.subscription_changes(workspace_id, id) ON DELETE SET NULL (preview_id);

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "public"."subscription_changes"
  ADD CONSTRAINT "subscription_changes_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."subscription_items"
  ADD CONSTRAINT "subscription_items_currency_fkey" FOREIGN KEY (currency) REFERENCES public.currencies(code);

ALTER TABLE "public"."subscription_items"
  ADD CONSTRAINT "subscription_items_plan_id_fkey" FOREIGN KEY (plan_id) REFERENCES public.subscription_plans(id);

ALTER TABLE "public"."subscription_items"
  ADD CONSTRAINT "subscription_items_subscription" FOREIGN KEY (workspace_id, subscription_id) REFERENCES public.subscriptions(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."subscription_items"
  ADD CONSTRAINT "subscription_items_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."subscriptions"
  ADD CONSTRAINT "subscriptions_quantity_not_negative" CHECK ((quantity >= 0));

CREATE VIEW "public"."workspace_entitlements" WITH (security_invoker=true) AS  WITH live AS NOT MATERIALIZED (
         SELECT s.workspace_id,
            s.id,
            s.plan_id,
            s.quantity
           FROM public.subscriptions s
          WHERE ((s.status = 'active'::text) OR ((s.status = 'trialing'::text) AND COALESCE((s.trial_end > now()), true)) OR ((s.status = 'past_due'::text) AND (COALESCE(( SELECT min(i.created_at) AS min
                   FROM public.invoices i
                  WHERE ((i.workspace_id = s.workspace_id) AND (i.subscription_id = s.id) AND (i.status = ANY (ARRAY['pending'::text, 'failed'::text])))), s.current_period_start, s.updated_at) > (now() - private.grace_period()))))
        ), plans AS NOT MATERIALIZED (
         SELECT live.workspace_id,
            live.plan_id,
            live.quantity
           FROM live
        UNION ALL
         SELECT i.workspace_id,
            i.plan_id,
            i.quantity
           FROM (live
             JOIN public.subscription_items i ON (((live.workspace_id = i.workspace_id) AND (live.id = i.subscription_id) AND (live.plan_id <> i.plan_id))))
        UNION ALL
         SELECT w.id AS workspace_id,
            p.id AS plan_id,
            1 AS quantity
           FROM (public.workspaces w
             CROSS JOIN public.subscription_plans p)
          WHERE (p.is_default AND (NOT (EXISTS ( SELECT
                   FROM live
                  WHERE (live.workspace_id = w.id)))))
        ), sources AS NOT MATERIALIZED (
         SELECT plans.workspace_id,
            f.feature,
                CASE
                    WHEN f.is_per_seat THEN (f.limit_value * plans.quantity)
                    ELSE f.limit_value
                END AS limit_value,
            f.period
           FROM (plans
             JOIN public.plan_features f ON ((plans.plan_id = f.plan_id)))
        UNION ALL
         SELECT g.workspace_id,
            g.feature,
            g.limit_value,
            g.period
           FROM public.entitlement_grants g
          WHERE COALESCE((g.expires_at > now()), true)
        ), included AS (
         SELECT sources.workspace_id,
            sources.feature,
                CASE
                    WHEN bool_and((sources.limit_value IS NOT NULL)) THEN max(sources.limit_value)
                    ELSE NULL::bigint
                END AS limit_value,
            max(sources.period) AS period
           FROM sources
          GROUP BY sources.workspace_id, sources.feature
        )
 SELECT included.workspace_id,
    included.feature,
    included.limit_value,
    included.period,
    usage.used,
        CASE
            WHEN (included.limit_value IS NOT NULL) THEN GREATEST((included.limit_value - usage.used), (0)::bigint)
            ELSE NULL::bigint
        END AS remaining,
    COALESCE((usage.used < included.limit_value), true) AS is_entitled
   FROM (included
     CROSS JOIN LATERAL ( SELECT (
                CASE included.feature
                    WHEN 'seats'::text THEN (( SELECT count(*) AS count
                       FROM public.workspace_members m
                      WHERE ((m.workspace_id = included.workspace_id) AND m.is_active)))::numeric
                    ELSE COALESCE(( SELECT sum(u.amount) AS sum
                       FROM public.usage_counters u
                      WHERE ((u.workspace_id = included.workspace_id) AND (u.metric = included.feature) AND ((included.period = 'total'::text) OR (u.month = (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date)))), (0)::numeric)
                END)::bigint AS used) usage);

REVOKE ALL ON TABLE "public"."workspace_entitlements" FROM "anon";

CREATE VIEW "public"."workspace_subscriptions" WITH (security_invoker=true) AS  SELECT s.id,
    s.workspace_id,
    s.business_id,
    s.user_id,
    s.plan_id,
    p.name AS plan_name,
    p.tier,
    p.plan_type,
    s.status,
    s.stripe_subscription_id,
    c.stripe_customer_id,
    s.price,
    s.currency,
    s."interval",
    s.monthly_price,
    s.monthly_price_cents,
    p.features,
    COALESCE(terms.usage_limits, '{}'::jsonb) AS usage_limits,
    COALESCE(terms.current_usage, '{}'::jsonb) AS current_usage,
    s.current_period_start,
    s.current_period_end,
    s.trial_end,
    s.cancel_at_period_end,
    s.canceled_at,
    s.created_at,
    s.updated_at
   FROM (((public.subscriptions s
     JOIN public.subscription_plans p ON ((s.plan_id = p.id)))
     LEFT JOIN public.stripe_customers c ON ((s.workspace_id = c.workspace_id)))
     LEFT JOIN LATERAL ( SELECT jsonb_object_agg(f.feature, f.limit_value) AS usage_limits,
            jsonb_object_agg(f.feature, e.used) FILTER (WHERE ((f.limit_value IS NOT NULL) AND (e.used IS NOT NULL))) AS current_usage
           FROM (public.plan_features f
             LEFT JOIN public.workspace_entitlements e ON (((e.workspace_id = s.workspace_id) AND (f.feature = e.feature))))
          WHERE (f.plan_id = s.plan_id)) terms ON (true));

REVOKE ALL ON TABLE "public"."workspace_subscriptions" FROM "anon";

CREATE VIEW "reporting"."payments" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.order_id,
    t.customer_id,
    t.amount,
    t.refunded_amount,
    t.currency,
    t.payment_method,
    t.status,
    t.created_at,
    t.completed_at,
    t.failed_at,
    t.refunded_at,
    t.disputed_amount,
    t.disputed_at
   FROM public.payments t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."stripe_accounts" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.country,
    t.currency,
    t.livemode,
    t.charges_enabled,
    t.payouts_enabled,
    t.status,
    t.connected_at,
    t.disconnected_at
   FROM public.stripe_accounts t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE VIEW "reporting"."stripe_charges" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{payment_intent,id}'::text[]), (o.data ->> 'payment_intent'::text)) AS payment_intent_id,
    COALESCE((o.data #>> '{customer,id}'::text[]), (o.data ->> 'customer'::text)) AS customer_id,
    ((o.data ->> 'amount'::text))::bigint AS amount_minor,
    reporting.from_minor_units(((o.data ->> 'amount'::text))::bigint, (o.data ->> 'currency'::text)) AS amount,
    ((o.data ->> 'amount_captured'::text))::bigint AS amount_captured_minor,
    reporting.from_minor_units(((o.data ->> 'amount_captured'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_captured,
    ((o.data ->> 'amount_refunded'::text))::bigint AS amount_refunded_minor,
    reporting.from_minor_units(((o.data ->> 'amount_refunded'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_refunded,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data #>> '{payment_method_details,type}'::text[]) AS payment_method,
    (o.data ->> 'status'::text) AS status,
    ((o.data ->> 'captured'::text))::boolean AS is_captured,
    ((o.data ->> 'disputed'::text))::boolean AS is_disputed,
    ((o.data ->> 'refunded'::text))::boolean AS is_refunded,
    (o.data ->> 'failure_code'::text) AS failure_code,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'charge'::text);

CREATE VIEW "reporting"."stripe_checkout_sessions" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{customer,id}'::text[]), (o.data ->> 'customer'::text)) AS customer_id,
    COALESCE((o.data #>> '{payment_intent,id}'::text[]), (o.data ->> 'payment_intent'::text)) AS payment_intent_id,
    COALESCE((o.data #>> '{subscription,id}'::text[]), (o.data ->> 'subscription'::text)) AS subscription_id,
    COALESCE((o.data #>> '{invoice,id}'::text[]), (o.data ->> 'invoice'::text)) AS invoice_id,
    ((o.data ->> 'amount_subtotal'::text))::bigint AS amount_subtotal_minor,
    reporting.from_minor_units(((o.data ->> 'amount_subtotal'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_subtotal,
    ((o.data ->> 'amount_total'::text))::bigint AS amount_total_minor,
    reporting.from_minor_units(((o.data ->> 'amount_total'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_total,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data ->> 'mode'::text) AS mode,
    (o.data ->> 'client_reference_id'::text) AS client_reference_id,
    (o.data ->> 'payment_status'::text) AS payment_status,
    (o.data ->> 'status'::text) AS status,
    to_timestamp(((o.data #>> '{expires_at}'::text[]))::double precision) AS expires_at,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'checkout.session'::text);

CREATE VIEW "reporting"."stripe_customers" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    (o.data #>> '{address,country}'::text[]) AS country,
    upper((o.data ->> 'currency'::text)) AS currency,
    ((o.data ->> 'balance'::text))::bigint AS balance_minor,
    reporting.from_minor_units(((o.data ->> 'balance'::text))::bigint, (o.data ->> 'currency'::text)) AS balance,
    ((o.data ->> 'delinquent'::text))::boolean AS is_delinquent,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'customer'::text);

CREATE VIEW "reporting"."stripe_disputes" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{charge,id}'::text[]), (o.data ->> 'charge'::text)) AS charge_id,
    COALESCE((o.data #>> '{payment_intent,id}'::text[]), (o.data ->> 'payment_intent'::text)) AS payment_intent_id,
    ((o.data ->> 'amount'::text))::bigint AS amount_minor,
    reporting.from_minor_units(((o.data ->> 'amount'::text))::bigint, (o.data ->> 'currency'::text)) AS amount,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data ->> 'reason'::text) AS reason,
    (o.data ->> 'status'::text) AS status,
    to_timestamp(((o.data #>> '{evidence_details,due_by}'::text[]))::double precision) AS evidence_due_at,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'dispute'::text);

CREATE VIEW "reporting"."stripe_invoices" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{customer,id}'::text[]), (o.data ->> 'customer'::text)) AS customer_id,
    COALESCE((o.data #>> '{parent,subscription_details,subscription,id}'::text[]), (o.data #>> '{parent,subscription_details,subscription}'::text[]), (o.data #>> '{subscription,id}'::text[]), (o.data ->> 'subscription'::text)) AS subscription_id,
    ((o.data ->> 'subtotal'::text))::bigint AS subtotal_minor,
    reporting.from_minor_units(((o.data ->> 'subtotal'::text))::bigint, (o.data ->> 'currency'::text)) AS subtotal,
    ((o.data ->> 'total'::text))::bigint AS total_minor,
    reporting.from_minor_units(((o.data ->> 'total'::text))::bigint, (o.data ->> 'currency'::text)) AS total,
    ((o.data ->> 'amount_due'::text))::bigint AS amount_due_minor,
    reporting.from_minor_units(((o.data ->> 'amount_due'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_due,
    ((o.data ->> 'amount_paid'::text))::bigint AS amount_paid_minor,
    reporting.from_minor_units(((o.data ->> 'amount_paid'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_paid,
    ((o.data ->> 'amount_remaining'::text))::bigint AS amount_remaining_minor,
    reporting.from_minor_units(((o.data ->> 'amount_remaining'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_remaining,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data ->> 'number'::text) AS number,
    (o.data ->> 'billing_reason'::text) AS billing_reason,
    (o.data ->> 'status'::text) AS status,
    to_timestamp(((o.data #>> '{due_date}'::text[]))::double precision) AS due_at,
    to_timestamp(((o.data #>> '{status_transitions,paid_at}'::text[]))::double precision) AS paid_at,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'invoice'::text);

CREATE VIEW "reporting"."stripe_payment_intents" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{customer,id}'::text[]), (o.data ->> 'customer'::text)) AS customer_id,
    ((o.data ->> 'amount'::text))::bigint AS amount_minor,
    reporting.from_minor_units(((o.data ->> 'amount'::text))::bigint, (o.data ->> 'currency'::text)) AS amount,
    ((o.data ->> 'amount_received'::text))::bigint AS amount_received_minor,
    reporting.from_minor_units(((o.data ->> 'amount_received'::text))::bigint, (o.data ->> 'currency'::text)) AS amount_received,
    upper((o.data ->> 'currency'::text)) AS currency,
    COALESCE((o.data #>> '{latest_charge,id}'::text[]), (o.data ->> 'latest_charge'::text)) AS latest_charge_id,
    (o.data ->> 'status'::text) AS status,
    (o.data ->> 'cancellation_reason'::text) AS cancellation_reason,
    to_timestamp(((o.data #>> '{canceled_at}'::text[]))::double precision) AS canceled_at,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'payment_intent'::text);

CREATE VIEW "reporting"."stripe_refunds" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{charge,id}'::text[]), (o.data ->> 'charge'::text)) AS charge_id,
    COALESCE((o.data #>> '{payment_intent,id}'::text[]), (o.data ->> 'payment_intent'::text)) AS payment_intent_id,
    ((o.data ->> 'amount'::text))::bigint AS amount_minor,
    reporting.from_minor_units(((o.data ->> 'amount'::text))::bigint, (o.data ->> 'currency'::text)) AS amount,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data ->> 'reason'::text) AS reason,
    (o.data ->> 'status'::text) AS status,
    (o.data ->> 'failure_reason'::text) AS failure_reason,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'refund'::text);

CREATE VIEW "reporting"."stripe_subscriptions" WITH (security_barrier=true) AS  SELECT o.id,
    a.workspace_id,
    o.account_id,
    COALESCE((o.data #>> '{customer,id}'::text[]), (o.data ->> 'customer'::text)) AS customer_id,
    upper((o.data ->> 'currency'::text)) AS currency,
    (o.data ->> 'status'::text) AS status,
    ((o.data ->> 'cancel_at_period_end'::text))::boolean AS cancel_at_period_end,
    to_timestamp((COALESCE((o.data ->> 'current_period_start'::text), (o.data #>> '{items,data,0,current_period_start}'::text[])))::double precision) AS current_period_start,
    to_timestamp((COALESCE((o.data ->> 'current_period_end'::text), (o.data #>> '{items,data,0,current_period_end}'::text[])))::double precision) AS current_period_end,
    to_timestamp(((o.data #>> '{trial_end}'::text[]))::double precision) AS trial_end,
    to_timestamp(((o.data #>> '{canceled_at}'::text[]))::double precision) AS canceled_at,
    to_timestamp(((o.data #>> '{ended_at}'::text[]))::double precision) AS ended_at,
    to_timestamp(((o.data ->> 'created'::text))::double precision) AS created_at,
    o.gone_at AS deleted_at,
    o.read_at
   FROM (public.stripe_objects o
     JOIN reporting.stripe_accounts a ON ((a.id = o.account_id)))
  WHERE (o.object = 'subscription'::text);

CREATE INDEX ai_generations_bundle_order_item ON public.ai_generations USING btree (workspace_id, bundle_order_item_id)
  WHERE (bundle_order_item_id IS NOT NULL);

CREATE UNIQUE INDEX ai_generations_bundle_order_part ON public.ai_generations USING btree (bundle_order_item_id, idempotency_key)
  WHERE ((bundle_order_item_id IS NOT NULL) AND (parent_id IS NULL));

CREATE INDEX billing_sessions_bundle_order ON public.billing_sessions USING btree (workspace_id, bundle_order_id)
  WHERE (bundle_order_id IS NOT NULL);

CREATE UNIQUE INDEX billing_sessions_idempotency ON public.billing_sessions USING btree (workspace_id, user_id, idempotency_key)
  WHERE (idempotency_key IS NOT NULL);

CREATE INDEX billing_sessions_plan_alone ON public.billing_sessions USING btree (plan_id);

CREATE INDEX billing_sessions_plan ON public.billing_sessions USING btree (workspace_id, plan_id);

CREATE UNIQUE INDEX billing_sessions_stripe ON public.billing_sessions USING btree (stripe_session_id)
  WHERE (stripe_session_id ~~ 'cs%'::text);

CREATE INDEX billing_sessions_user ON public.billing_sessions USING btree (user_id, created_at DESC);

CREATE INDEX order_items_unknown ON public.order_items USING btree (workspace_id, external_product_id)
  WHERE ((product_id IS NULL) AND (external_product_id IS NOT NULL));

CREATE INDEX orders_refunded ON public.orders USING btree (workspace_id, COALESCE(refunded_at, ordered_at))
  WHERE (status = 'refunded'::text);

CREATE INDEX orders_sold ON public.orders USING btree (workspace_id, COALESCE(paid_at, ordered_at))
  WHERE (status = ANY (ARRAY['paid'::text, 'partially_refunded'::text, 'refunded'::text]));

CREATE INDEX payments_disputed ON public.payments USING btree (workspace_id, COALESCE(disputed_at, created_at))
  WHERE (disputed_amount > (0)::numeric);

CREATE INDEX payments_refunded ON public.payments USING btree (workspace_id, COALESCE(refunded_at, created_at))
  WHERE (refunded_amount > (0)::numeric);

CREATE INDEX payments_stripe_payment_intent ON public.payments USING btree (workspace_id, stripe_payment_intent_id)
  WHERE (stripe_payment_intent_id IS NOT NULL);

CREATE INDEX refunds_currency ON public.refunds USING btree (currency);

CREATE INDEX refunds_order ON public.refunds USING btree (workspace_id, order_id)
  WHERE (order_id IS NOT NULL);

CREATE INDEX refunds_payment ON public.refunds USING btree (workspace_id, payment_id)
  WHERE (payment_id IS NOT NULL);

CREATE INDEX stripe_accounts_currency ON public.stripe_accounts USING btree (currency);

CREATE UNIQUE INDEX stripe_accounts_one_per_workspace ON public.stripe_accounts USING btree (workspace_id)
  WHERE (status <> 'disconnected'::text);

CREATE INDEX stripe_events_object ON public.stripe_events USING btree (account_id, object, object_id, created_at DESC);

CREATE INDEX stripe_events_recent ON public.stripe_events USING brin (created_at);

CREATE INDEX stripe_events_waiting ON public.stripe_events USING btree (created_at)
  WHERE (status = ANY (ARRAY['pending'::text, 'failed'::text]));

CREATE INDEX stripe_objects_charge ON public.stripe_objects USING btree (account_id, object, ((DATA ->> 'charge'::text)))
  WHERE ((DATA ->> 'charge'::text) IS NOT NULL);

CREATE INDEX stripe_objects_customer ON public.stripe_objects USING btree (account_id, object, ((DATA ->> 'customer'::text)))
  WHERE ((DATA ->> 'customer'::text) IS NOT NULL);

CREATE INDEX stripe_objects_email ON public.stripe_objects USING btree (account_id, lower((DATA ->> 'email'::text)))
  WHERE (object = 'customer'::text);

CREATE INDEX stripe_objects_failed ON public.stripe_objects USING btree (account_id, object)
  WHERE (error_message IS NOT NULL);

CREATE INDEX stripe_objects_invoice_payments ON public.stripe_objects USING gin (((DATA #> '{payments,data}'::text[])) jsonb_path_ops)
  WHERE (object = 'invoice'::text);

CREATE INDEX stripe_objects_invoice ON public.stripe_objects USING btree (account_id, object, ((DATA ->> 'invoice'::text)))
  WHERE ((DATA ->> 'invoice'::text) IS NOT NULL);

CREATE INDEX stripe_objects_payment_intent ON public.stripe_objects USING btree (account_id, object, ((DATA ->> 'payment_intent'::text)))
  WHERE ((DATA ->> 'payment_intent'::text) IS NOT NULL);

CREATE UNIQUE INDEX stripe_reconciliations_one_running ON public.stripe_reconciliations USING btree (account_id)
  WHERE (status = 'running'::text);

CREATE INDEX stripe_reconciliations_recent ON public.stripe_reconciliations USING btree (account_id, started_at DESC);

CREATE INDEX subscription_changes_currency ON public.subscription_changes USING btree (currency);

CREATE INDEX subscription_changes_plan ON public.subscription_changes USING btree (plan_id);

CREATE INDEX subscription_changes_preview ON public.subscription_changes USING btree (workspace_id, preview_id)
  WHERE (preview_id IS NOT NULL);

CREATE INDEX subscription_changes_user ON public.subscription_changes USING btree (user_id);

CREATE INDEX subscription_items_currency ON public.subscription_items USING btree (currency);

CREATE INDEX subscription_items_plan ON public.subscription_items USING btree (plan_id);

CREATE INDEX subscription_items_price ON public.subscription_items USING btree (stripe_price_id);

CREATE INDEX subscription_items_subscription ON public.subscription_items USING btree (workspace_id, subscription_id);

CREATE INDEX subscriptions_workspace_plan ON public.subscriptions USING btree (workspace_id, plan_id);

CREATE TRIGGER ai_generations_use_credit
  AFTER UPDATE OF status ON public.ai_generations
  FOR EACH ROW
  WHEN (((new.status = 'completed'::text) AND (old.status <> 'completed'::text) AND (new.bundle_order_item_id IS NULL)))
  EXECUTE FUNCTION private.use_ai_credit();

CREATE TRIGGER billing_sessions_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.billing_sessions
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER billing_sessions_stamp_status
  BEFORE INSERT OR UPDATE OF status ON public.billing_sessions
  FOR EACH ROW
  EXECUTE FUNCTION private.stamp_status('completed=completed_at');

CREATE TRIGGER billing_sessions_touch
  BEFORE UPDATE ON public.billing_sessions
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER billing_sessions_transitions
  BEFORE INSERT OR UPDATE OF status ON public.billing_sessions
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>open', 'pending>completed', 'pending>expired', 'pending>failed', 'open>completed', 'open>expired', 'expired>completed', 'failed>completed',
    'failed>expired');

CREATE TRIGGER bundle_orders_start
  AFTER INSERT OR UPDATE OF status ON public.bundle_orders
  FOR EACH ROW
  WHEN ((new.status = ANY (ARRAY['paid'::text, 'partially_refunded'::text])))
  EXECUTE FUNCTION private.start_bundle_order();

CREATE TRIGGER bundle_orders_transitions
  BEFORE INSERT OR UPDATE OF status ON public.bundle_orders
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>paid', 'pending>failed', 'pending>canceled', 'pending>partially_refunded', 'pending>refunded', 'failed>pending', 'failed>paid',
    'failed>canceled',
    'failed>partially_refunded',
    'failed>refunded',
    'canceled>pending',
    'canceled>failed',
    'canceled>paid',
    'canceled>partially_refunded',
    'canceled>refunded',
    'paid>failed', 'paid>partially_refunded', 'paid>refunded', 'partially_refunded>refunded', 'partially_refunded>paid', 'refunded>partially_refunded', 'refunded>paid');

CREATE TRIGGER entitlement_grants_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.entitlement_grants
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER entitlement_grants_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.entitlement_grants
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER entitlement_grants_touch
  BEFORE UPDATE ON public.entitlement_grants
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER invoices_transitions
  BEFORE INSERT OR UPDATE OF status ON public.invoices
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('draft>pending', 'draft>paid', 'draft>failed', 'draft>uncollectible', 'draft>void', 'pending>paid', 'pending>failed', 'pending>uncollectible',
    'pending>void',
    'failed>pending',
    'failed>paid',
    'failed>uncollectible',
    'failed>void', 'uncollectible>pending', 'uncollectible>failed', 'uncollectible>paid', 'uncollectible>void', 'paid>pending', 'paid>failed', 'paid>uncollectible', 'paid>void');

CREATE TRIGGER invoices_warn
  AFTER INSERT OR UPDATE OF status, attempt_count, next_payment_attempt ON public.invoices
  FOR EACH ROW
  EXECUTE FUNCTION private.warn_of_invoice();

CREATE TRIGGER order_items_note_revenue_changed AFTER UPDATE ON public.order_items
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  '',
  't.id, t.quantity, t.unit_price, t.discount_amount, private.present_product(t.workspace_id, t.product_id)'
);

CREATE TRIGGER order_items_note_revenue_gone AFTER DELETE ON public.order_items REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  '',
  't.id'
);

CREATE TRIGGER order_items_note_revenue_new AFTER INSERT ON public.order_items REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  '',
  't.id'
);

CREATE TRIGGER orders_note_revenue_changed AFTER UPDATE ON public.orders
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.id',
  't.paid_at, t.ordered_at, t.refunded_at',
  't.status, t.total_amount, t.currency'
);

CREATE TRIGGER orders_note_revenue_gone AFTER DELETE ON public.orders REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.id',
  't.paid_at, t.ordered_at, t.refunded_at',
  't.status, t.total_amount, t.currency'
);

CREATE TRIGGER orders_note_revenue_new AFTER INSERT ON public.orders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.id',
  't.paid_at, t.ordered_at, t.refunded_at',
  't.status, t.total_amount, t.currency'
);

CREATE TRIGGER orders_transitions
  BEFORE INSERT OR UPDATE OF status ON public.orders
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>paid', 'pending>failed', 'pending>canceled', 'failed>pending', 'failed>paid', 'failed>canceled', 'paid>partially_refunded', 'paid>refunded',
    'paid>canceled', 'partially_refunded>refunded', 'partially_refunded>paid', 'refunded>partially_refunded', 'refunded>paid');

CREATE TRIGGER payments_check_money
  BEFORE INSERT OR UPDATE OF amount, refunded_amount, disputed_amount, currency ON public.payments
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('amount', 'refunded_amount', 'disputed_amount');

CREATE TRIGGER payments_note_revenue_changed AFTER UPDATE ON public.payments
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end, case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
  't.refunded_amount, t.disputed_amount, t.currency'
);

CREATE TRIGGER payments_note_revenue_gone AFTER DELETE ON public.payments REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end, case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
  't.refunded_amount, t.disputed_amount, t.currency'
);

CREATE TRIGGER payments_note_revenue_new AFTER INSERT ON public.payments REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end, case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
  't.refunded_amount, t.disputed_amount, t.currency'
);

CREATE TRIGGER payments_transitions
  BEFORE INSERT OR UPDATE OF status ON public.payments
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>processing', 'pending>completed', 'pending>failed', 'pending>canceled', 'processing>completed', 'processing>failed', 'processing>canceled',
    'failed>processing',
    'failed>completed',
    'failed>canceled',
    'completed>partially_refunded', 'completed>refunded', 'partially_refunded>refunded', 'partially_refunded>completed', 'refunded>partially_refunded', 'refunded>completed');

CREATE TRIGGER refunds_adopt_order
  BEFORE INSERT OR UPDATE OF payment_id, order_id ON public.refunds
  FOR EACH ROW
  WHEN (((new.order_id IS NULL) AND (new.payment_id IS NOT NULL)))
  EXECUTE FUNCTION private.adopt_order();

CREATE TRIGGER refunds_check_money
  BEFORE INSERT OR UPDATE OF amount, currency ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('amount');

CREATE TRIGGER refunds_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER refunds_note_revenue_changed AFTER UPDATE ON public.refunds
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  't.refunded_at',
  't.payment_id, t.amount, t.currency, t.status'
);

CREATE TRIGGER refunds_note_revenue_gone AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  't.refunded_at',
  't.payment_id, t.amount, t.currency, t.status'
);

CREATE TRIGGER refunds_note_revenue_new AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.note_revenue (
  't.order_id',
  't.refunded_at',
  't.payment_id, t.amount, t.currency, t.status'
);

CREATE TRIGGER refunds_touch
  BEFORE UPDATE ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER stripe_accounts_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.stripe_accounts
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER stripe_accounts_stamp_status
  BEFORE INSERT OR UPDATE OF status ON public.stripe_accounts
  FOR EACH ROW
  EXECUTE FUNCTION private.stamp_status('active=connected_at', 'disconnected=disconnected_at');

CREATE TRIGGER stripe_accounts_touch
  BEFORE UPDATE ON public.stripe_accounts
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER stripe_drift_touch
  BEFORE UPDATE ON public.stripe_drift
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER stripe_objects_touch
  BEFORE UPDATE ON public.stripe_objects
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER stripe_reconciliation_steps_touch
  BEFORE UPDATE ON public.stripe_reconciliation_steps
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER stripe_reconciliations_stamp_status
  BEFORE INSERT OR UPDATE OF status ON public.stripe_reconciliations
  FOR EACH ROW
  EXECUTE FUNCTION private.stamp_status('completed=completed_at', 'failed=completed_at', 'canceled=completed_at');

CREATE TRIGGER stripe_reconciliations_touch
  BEFORE UPDATE ON public.stripe_reconciliations
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER subscription_changes_check_money
  BEFORE INSERT OR UPDATE OF amount_due, credit, charge, currency ON public.subscription_changes
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('amount_due', 'credit', 'charge');

CREATE TRIGGER subscription_changes_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.subscription_changes
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER subscription_changes_touch
  BEFORE UPDATE ON public.subscription_changes
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER subscription_items_check_money
  BEFORE INSERT OR UPDATE OF price, currency ON public.subscription_items
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('price');

CREATE TRIGGER subscription_items_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.subscription_items
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER subscription_items_touch
  BEFORE UPDATE ON public.subscription_items
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER subscription_plans_adopt_price
  AFTER INSERT OR UPDATE OF stripe_price_id ON public.subscription_plans
  FOR EACH ROW
  WHEN ((new.stripe_price_id IS NOT NULL))
  EXECUTE FUNCTION private.adopt_stripe_price();

CREATE TRIGGER subscriptions_warn_of_new
  AFTER INSERT ON public.subscriptions
  FOR EACH ROW
  WHEN ((new.status = ANY (ARRAY['past_due'::text, 'unpaid'::text])))
  EXECUTE FUNCTION private.warn_of_subscription();

CREATE TRIGGER subscriptions_warn
  AFTER UPDATE OF status ON public.subscriptions
  FOR EACH ROW
  WHEN ((new.status IS DISTINCT FROM old.status))
  EXECUTE FUNCTION private.warn_of_subscription();

CREATE TRIGGER workspace_members_require_seat
  BEFORE INSERT OR UPDATE OF is_active ON public.workspace_members
  FOR EACH ROW
  EXECUTE FUNCTION private.require_seat();

CREATE POLICY "revenue_marks_select" ON "private"."revenue_marks"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "stripe_webhook_secrets_select" ON "private"."stripe_webhook_secrets"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "billing_sessions_select" ON "public"."billing_sessions"
  FOR SELECT
  TO "authenticated"
  USING (((user_id = ( SELECT auth.uid() AS uid)) AND ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))) OR ((bundle_order_id IS
    NOT NULL) AND (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('member'::text) AS workspace_ids)))))));

CREATE POLICY "entitlement_grants_select" ON "public"."entitlement_grants"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "refunds_select" ON "public"."refunds"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "stripe_accounts_select" ON "public"."stripe_accounts"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "stripe_drift_select" ON "public"."stripe_drift"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "stripe_objects_select" ON "public"."stripe_objects"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "stripe_reconciliation_steps_select" ON "public"."stripe_reconciliation_steps"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "stripe_reconciliations_select" ON "public"."stripe_reconciliations"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "subscription_changes_select" ON "public"."subscription_changes"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "subscription_items_select" ON "public"."subscription_items"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

ALTER PUBLICATION "supabase_realtime" ADD TABLE "public"."billing_sessions";

ALTER PUBLICATION "supabase_realtime" ADD TABLE "public"."subscription_changes";

ALTER PUBLICATION "supabase_realtime" ADD TABLE "public"."subscriptions";

COMMENT ON COLUMN "private"."revenue_marks"."order_id" IS 'All days of this order: of its sale, its refunds and what was lost of it.';

COMMENT ON COLUMN "private"."stripe_webhook_secrets"."expires_at" IS 'From then on it is not valid; null while it is in use.';

COMMENT ON COLUMN "private"."stripe_webhook_secrets"."is_connect" IS 'Of an endpoint for connected accounts: its events name their account.';

COMMENT ON COLUMN "public"."ai_generations"."bundle_order_item_id" IS 'The line of a bundle order that it was bought with: it costs no credit of the plan.';

COMMENT ON COLUMN "public"."billing_sessions"."expires_at" IS 'Until when the url can be used.';

COMMENT ON COLUMN "public"."billing_sessions"."idempotency_key" IS 'Chosen by the client: the same key of the same person gives the same session.';

COMMENT ON COLUMN "public"."billing_sessions"."options" IS 'Where Stripe sends people back to, promotion code, days of trial.';

COMMENT ON COLUMN "public"."billing_sessions"."stripe_session_id" IS 'Stripe''s: cs_…, bps_…, or acct_… of the account that is being connected.';

COMMENT ON COLUMN "public"."entitlement_grants"."expires_at" IS 'From then on it is over; null: never.';

COMMENT ON COLUMN "public"."entitlement_grants"."limit_value" IS 'How much; null is no limit. From Stripe it is limit in the metadata of the feature.';

COMMENT ON COLUMN "public"."entitlement_grants"."source" IS 'stripe: kept as the customer''s active entitlements are there. operator: given by hand.';

COMMENT ON COLUMN "public"."feature_flags"."rules" IS 'Who sees the feature while it is enabled: {"workspace_ids": [uuid, …], "percentage": 0-100, "entitlement": a feature of plans}; any of them is enough. Empty means everybody.';

COMMENT ON COLUMN "public"."invoices"."attempt_count" IS 'How often Stripe has tried to collect it.';

COMMENT ON COLUMN "public"."invoices"."next_payment_attempt" IS 'When Stripe tries again; null when it does not.';

COMMENT ON COLUMN "public"."orders"."stripe_id" IS 'What it is in the workspace''s own Stripe account: a PaymentIntent; where nothing was charged there, a checkout session or an invoice; a charge from before there were PaymentIntents.';

COMMENT ON COLUMN "public"."payments"."disputed_amount" IS 'What was lost in disputes; disputed_at says when.';

COMMENT ON COLUMN "public"."payments"."stripe_payment_id" IS 'The attempt at Stripe: a charge.';

COMMENT ON COLUMN "public"."plan_features"."is_per_seat" IS 'Whether the limit is of one seat: it is multiplied by the quantity that is subscribed to.';

COMMENT ON COLUMN "public"."stripe_accounts"."currency" IS 'The account''s default currency.';

COMMENT ON COLUMN "public"."stripe_accounts"."id" IS 'platform for ours, else Stripe''s: acct_….';

COMMENT ON COLUMN "public"."stripe_accounts"."livemode" IS 'Whether its money is real. Events of the other mode are ignored; null until the first is known.';

COMMENT ON COLUMN "public"."stripe_accounts"."status" IS 'pending until Stripe knows enough to take charges, restricted while it stops them, disconnected once the workspace has taken the permission back.';

COMMENT ON COLUMN "public"."stripe_drift"."amount_difference" IS 'Stripe''s amount of the object less ours, in the minor unit of currency.';

COMMENT ON COLUMN "public"."stripe_drift"."fields" IS 'Names of the fields that differed.';

COMMENT ON COLUMN "public"."stripe_drift"."kind" IS 'missing: Stripe has it and we did not. extra: we had it and Stripe does not. different: some fields differ.';

COMMENT ON COLUMN "public"."stripe_drift"."ours" IS 'The fields that differed, as we had them.';

COMMENT ON COLUMN "public"."stripe_drift"."theirs" IS 'The same, as Stripe has them.';

COMMENT ON COLUMN "public"."stripe_events"."account_id" IS 'The connected account, or platform.';

COMMENT ON COLUMN "public"."stripe_events"."note" IS 'Why it was ignored.';

COMMENT ON COLUMN "public"."stripe_events"."object" IS 'What kind of object to read again because of it, in Stripe''s words: subscription, charge.';

COMMENT ON COLUMN "public"."stripe_events"."object_id" IS 'Which one: sub_…, in_…, cus_….';

COMMENT ON COLUMN "public"."stripe_events"."payload" IS 'As it came. What jsonb cannot hold (U+0000, numbers beyond its range) is kept as text in raw.';

COMMENT ON COLUMN "public"."stripe_objects"."api_version" IS 'The version of the API it was read with.';

COMMENT ON COLUMN "public"."stripe_objects"."data" IS 'The object, without client secrets, with all of its lines and items.';

COMMENT ON COLUMN "public"."stripe_objects"."error_message" IS 'Why nothing could be made of it in billing or commerce, if so.';

COMMENT ON COLUMN "public"."stripe_objects"."gone_at" IS 'When Stripe first said that it is deleted. data is what it was before.';

COMMENT ON COLUMN "public"."stripe_objects"."object" IS 'The kind, in Stripe''s words: payment_intent.';

COMMENT ON COLUMN "public"."stripe_objects"."read_at" IS 'When the reading began, by this database''s clock. A reading that began earlier never replaces one that began later: so the last change wins, in whatever order its events come.';

COMMENT ON COLUMN "public"."stripe_reconciliation_steps"."cursor" IS 'Id of the last object of the last page that was taken in: a run that was killed goes on there.';

COMMENT ON COLUMN "public"."stripe_reconciliation_steps"."started_at" IS 'When its first page was asked for: what was not read since then is not in the list.';

COMMENT ON COLUMN "public"."stripe_reconciliations"."created_since" IS 'Only objects that Stripe made since then; null for all.';

COMMENT ON COLUMN "public"."stripe_reconciliations"."is_backfill" IS 'The first reading of an account: what is missing is expected, and no drift.';

COMMENT ON COLUMN "public"."stripe_reconciliations"."status" IS 'completed only when every kind of object was listed to its end.';

COMMENT ON COLUMN "public"."subscription_changes"."amount_due" IS 'What has to be paid at once, after all credit.';

COMMENT ON COLUMN "public"."subscription_changes"."charge" IS 'What the rest of the period costs with the new plan, before credit.';

COMMENT ON COLUMN "public"."subscription_changes"."credit" IS 'Given back for what was paid and is not used.';

COMMENT ON COLUMN "public"."subscription_changes"."effective_at" IS 'When it takes effect, or took it.';

COMMENT ON COLUMN "public"."subscription_changes"."is_at_period_end" IS 'Whether it takes effect when the period that is paid for ends, instead of now.';

COMMENT ON COLUMN "public"."subscription_changes"."preview_id" IS 'The preview that it was decided by: it is charged what that one said.';

COMMENT ON COLUMN "public"."subscription_changes"."proration_date" IS 'The moment from which the new plan counts; to the second, as Stripe computes with it.';

COMMENT ON COLUMN "public"."subscription_items"."plan_id" IS 'The plan that is sold at this price; null while there is none.';

COMMENT ON COLUMN "public"."subscription_items"."price" IS 'Price of one for one interval; null where it depends on the quantity.';

COMMENT ON COLUMN "public"."subscriptions"."cancel_at" IS 'When it ends, if that is decided: the end of the period, or another day.';

COMMENT ON COLUMN "public"."subscriptions"."quantity" IS 'How many seats; Stripe allows none. price is that of one.';

COMMENT ON FUNCTION "private"."adopt_order"() IS 'Trigger: a refund without an order is one of its payment''s order.';

COMMENT ON FUNCTION "private"."adopt_stripe_price"() IS 'Trigger of subscription_plans: takes in the subscriptions at a price that had no plan until now.';

COMMENT ON FUNCTION "private"."apply_subscription_change"(jobs.job_queue, jsonb) IS 'Apply function of stripe.change_subscription: notes what came of it, and has the subscription read again.';

COMMENT ON FUNCTION "private"."await_stripe_account"(text) IS 'Waits until nobody else writes what an account''s objects mean, until the transaction ends. What follows from two objects together is then seen by the one that comes second.';

COMMENT ON FUNCTION "private"."billed_amount"(bigint, text) IS 'An integer of Stripe as an amount of two decimals. Raises PT422 where that would round it.';

COMMENT ON FUNCTION "private"."billing_email"(uuid) IS 'Where a person gets receipts.';

COMMENT ON FUNCTION "private"."bundle_pieces"(text) IS 'What a kind of bundle product has many of, and how many of them one generation can make.';

COMMENT ON FUNCTION "private"."cancel_subscription"(uuid, boolean) IS 'Body of cancel_subscription.';

COMMENT ON FUNCTION "private"."cancel_subscription_change"(uuid) IS 'Body of cancel_subscription_change.';

COMMENT ON FUNCTION "private"."changeable_subscription"(uuid) IS 'Locks a subscription that the caller, an admin, may change. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "private"."charge_status"(jsonb) IS 'The status of a charge as a payment. Money that is only held is not paid yet.';

COMMENT ON FUNCTION "private"."charge_sums"(jsonb) IS 'What a charge took of the buyer, or is to take, and what of it was paid back.';

COMMENT ON FUNCTION "private"."check_bundle_items"(uuid, uuid, jsonb) IS 'Checks the lines of an order, so that what is paid can be made. Raises PT404, PT422.';

COMMENT ON FUNCTION "private"."check_return_url"(text, text) IS 'Raises PT422 unless people may be sent to this address after they were at Stripe.';

COMMENT ON FUNCTION "private"."check_seat_count"(integer) IS 'Raises PT422.';

COMMENT ON FUNCTION "private"."compute_revenue"(uuid, date[]) IS 'Writes some days of revenue_daily and revenue_breakdown from orders, payments and refunds. A day without any of them has no rows.';

COMMENT ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) IS 'Body of connect_stripe.';

COMMENT ON FUNCTION "private"."customer_of_stripe"(text, uuid, text) IS 'Who a customer of the workspace''s Stripe account is. Several there may have one address: here they are one.';

COMMENT ON FUNCTION "private"."derive_again"(public.stripe_objects) IS 'Writes once more what follows from an object, now that what it depends on has come.';

COMMENT ON FUNCTION "private"."derive_billing"(public.stripe_objects) IS 'Writes what follows from an object of our own account.';

COMMENT ON FUNCTION "private"."derive_bundle_order"(uuid) IS 'Brings a bundle order to where its session, payment, charge and refunds at Stripe are by now.';

COMMENT ON FUNCTION "private"."derive_checkout_session"(public.stripe_objects) IS 'Ends the session that it is, and tells its bundle order how it was paid.';

COMMENT ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) IS 'Writes what follows from an object of a workspace''s own account. What was deleted at Stripe stays: it was sold. Raises PT422 for amounts that two decimals cannot hold.';

COMMENT ON FUNCTION "private"."derive_entitlement_grants"(public.stripe_objects) IS 'Keeps the grants of a workspace as its customer''s active entitlements are. The lookup_key of a feature is its name here; one that is no name of a feature grants nothing.';

COMMENT ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) IS 'Writes what follows from an object: in billing for our own account, in commerce for a workspace''s. Returns what stood in the way, or null. Safe to repeat; the order does not matter.';

COMMENT ON FUNCTION "private"."derive_invoice"(public.stripe_objects) IS 'An invoice of a workspace; one whose payment was tried and did not come is failed.';

COMMENT ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) IS 'Keeps stripe_accounts as Stripe has the account.';

COMMENT ON FUNCTION "private"."derive_stripe_buyer"(uuid, public.stripe_objects) IS 'Writes the customer that one at Stripe is. What cannot be used of it is left out. One that was deleted there stays.';

COMMENT ON FUNCTION "private"."derive_stripe_customer"(public.stripe_objects) IS 'A customer is the workspace that its metadata names. Raises PT409 when that has another one.';

COMMENT ON FUNCTION "private"."derive_stripe_failures"(text, boolean) IS 'Tries again to make of an account''s objects what follows from them: of those that failed, or of all. Returns of how many nothing could be made.';

COMMENT ON FUNCTION "private"."derive_stripe_goods"(uuid, public.stripe_objects) IS 'Tells the lines that were sold before, which product of ours they are.';

COMMENT ON FUNCTION "private"."derive_stripe_items"(text, uuid, uuid, text, jsonb) IS 'Makes the lines of an order those that Stripe has. A line keeps its id.';

COMMENT ON FUNCTION "private"."derive_stripe_order"(text, uuid, text) IS 'Writes a sale from the mirror: its payments, refunds, order and lines. Safe to repeat. Raises PT422 for amounts that two decimals cannot hold.';

COMMENT ON FUNCTION "private"."derive_stripe_payment"(text, uuid, jsonb) IS 'Writes the payment that a charge is, with what was lost of it in disputes.';

COMMENT ON FUNCTION "private"."derive_stripe_refund"(uuid, jsonb) IS 'Writes a refund; whom it belongs to is added when its charge comes.';

COMMENT ON FUNCTION "private"."derive_subscription"(public.stripe_objects) IS 'A subscription with its items. Its plan is that of its first item that has one. Raises PT422 when no plan is sold at any of its prices; private.adopt_stripe_price tries again then.';

COMMENT ON FUNCTION "private"."dispute_lost_at"(public.stripe_objects) IS 'When a lost dispute was decided; when the money was taken for it, if nobody told us.';

COMMENT ON FUNCTION "private"."earlier_billing_session"(uuid, text) IS 'What the same person asked for with the same key before. Raises PT422.';

COMMENT ON FUNCTION "private"."enqueue_bundle_parts"(uuid) IS 'Has the parts of an order made that nothing has been begun for. Returns how many. Safe to repeat.';

COMMENT ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) IS 'Has an object read from Stripe once, after now. Jobs of one object run one after the other; those that a later reading has already answered ask Stripe nothing.';

COMMENT ON FUNCTION "private"."enqueue_stripe_steps"(uuid) IS 'Enqueues the jobs of a reconciliation''s steps that are not at their end.';

COMMENT ON FUNCTION "private"."fail_billing_session"(jobs.job_queue, text) IS 'Failure function of stripe.open_session: says so to who waits for the page.';

COMMENT ON FUNCTION "private"."fail_bundle_item"(jobs.job_queue, text) IS 'Failure function of billing.fulfil_item: a person has to look. The job billing.sweep tries again.';

COMMENT ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) IS 'Failure function of stripe.project: its events are shown as failed, and stripe.sweep tries again.';

COMMENT ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) IS 'Failure function of stripe.reconcile_kind: a list that was not read to its end is no success.';

COMMENT ON FUNCTION "private"."fail_subscription_change"(jobs.job_queue, text) IS 'Failure function of stripe.change_subscription: says so to who asked.';

COMMENT ON FUNCTION "private"."generation_credits"(public.ai_generations) IS 'One for each; none for a bundle, whose pieces count, and none for what was bought with an order.';

COMMENT ON FUNCTION "private"."grace_period"() IS 'How long a workspace keeps its plan while it owes money for it.';

COMMENT ON FUNCTION "private"."invoice_of_sale"(text, text, jsonb, jsonb) IS 'The invoice that a sale pays, in the shape of either version of the API.';

COMMENT ON FUNCTION "private"."invoice_payment_intent"(jsonb) IS 'The PaymentIntent that an invoice of Stripe is paid with, in either shape.';

COMMENT ON FUNCTION "private"."invoice_subscription"(jsonb) IS 'The subscription that an invoice of Stripe is for, in either shape.';

COMMENT ON FUNCTION "private"."is_paid_elsewhere"(jsonb) IS 'Whether an invoice is paid without a PaymentIntent: there was nothing to pay, or the money came another way.';

COMMENT ON FUNCTION "private"."is_stripe_mirrored"(text) IS 'Whether objects of this kind are kept in stripe_objects. flywheel.billing.kinds says how each is read.';

COMMENT ON FUNCTION "private"."line_discount"(public.bundle_products, integer) IS 'What is taken off so many of a product, as an amount that can be paid.';

COMMENT ON FUNCTION "private"."note_revenue"() IS 'Trigger, per statement: notes what days of revenue it touched. Arguments: the column with the order, the columns with moments, and what else revenue depends on. Statements that change none of them note nothing.';

COMMENT ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) IS 'Writes down that ours (read_at null where there is none) differs from theirs (null where there is none). It is repaired in the same transaction.';

COMMENT ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) IS 'Writes into the ledger what reserve_ai took for a generation.';

COMMENT ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) IS 'Body of order_bundle.';

COMMENT ON FUNCTION "private"."order_of_payment"(text) IS 'The bundle order that a PaymentIntent pays; null when it pays something else.';

COMMENT ON FUNCTION "private"."part_options"(text, integer, integer, date, jsonb) IS 'The options of the generation that makes a part of a line: parts follow each other by the month.';

COMMENT ON FUNCTION "private"."place_billing_session"(public.billing_sessions) IS 'Writes a request that was checked, and enqueues the job that opens its page.';

COMMENT ON FUNCTION "private"."place_bundle_part"(uuid, integer) IS 'Body of fulfil_bundle_item.';

COMMENT ON FUNCTION "private"."place_subscription_change"(public.subscription_changes) IS 'Writes a change that was checked, and enqueues the job that carries it out.';

COMMENT ON FUNCTION "private"."present_product"(uuid, uuid) IS 'The product if it is still there. That one was deleted changes no revenue.';

COMMENT ON FUNCTION "private"."read_stripe_event"(json) IS 'An event as jsonb. Of one that jsonb cannot hold, payload is {"raw": its text}, and fields are those that matter, with U+FFFD for what Postgres has no character for.';

COMMENT ON FUNCTION "private"."receive_stripe_event"(json) IS 'Body of stripe_webhook. Raises PT400, and then leaves nothing.';

COMMENT ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) IS 'Body of request_checkout.';

COMMENT ON FUNCTION "private"."request_portal"(uuid, text) IS 'Body of request_portal.';

COMMENT ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) IS 'Body of preview_subscription_change and change_subscription.';

COMMENT ON FUNCTION "private"."require_seat"() IS 'Trigger of workspace_members: raises PT402 where the plans count seats and all are taken.';

COMMENT ON FUNCTION "private"."resolve_alert"(text, uuid) IS 'Settles the alert of a type about a workspace: what it was about is over.';

COMMENT ON FUNCTION "private"."resume_subscription"(uuid) IS 'Body of resume_subscription.';

COMMENT ON FUNCTION "private"."revenue_facts"(uuid, date[]) IS 'Each sale and each refund of some days. What failed or was canceled before it was paid is none.';

COMMENT ON FUNCTION "private"."revenue_shares"(uuid, date[]) IS 'Each sale and refund of some days, spread over the lines of its order by what they cost after discount: tax, shipping and discounts of the whole order go along. Shares sum to the whole exactly, by largest remainder (Hamilton''s method); without lines it is one share without a product.';

COMMENT ON FUNCTION "private"."roll_up_revenue"(uuid) IS 'Body of public.roll_up_revenue.';

COMMENT ON FUNCTION "private"."session_of_sale"(text, text, jsonb) IS 'The checkout session that a sale came from.';

COMMENT ON FUNCTION "private"."settle_stripe_events"(text, text, text) IS 'Marks the events of an object that its last reading has answered.';

COMMENT ON FUNCTION "private"."sold_plan"(uuid) IS 'A plan that can be bought. Raises PT404, PT422.';

COMMENT ON FUNCTION "private"."start_bundle_order"() IS 'Trigger of bundle_orders: a paid order is made.';

COMMENT ON FUNCTION "private"."stripe_amount"(jsonb, text) IS 'What an object is about, in the minor unit of its currency; 0 where it is not about money.';

COMMENT ON FUNCTION "private"."stripe_charges_of"(text, text) IS 'The attempts to pay a sale.';

COMMENT ON FUNCTION "private"."stripe_items"(jsonb) IS 'The items of a subscription of Stripe with the plans that are sold at their prices. Raises PT422.';

COMMENT ON FUNCTION "private"."stripe_list_kinds"() IS 'The kinds that a reconciliation compares, in their order: what others refer to comes first.';

COMMENT ON FUNCTION "private"."stripe_order_lines"(text, uuid, text, jsonb) IS 'The lines of a session or an invoice as lines of an order. metadata.product_id of the price or product at Stripe says which of ours it is. Raises PT422 for amounts that two decimals cannot hold.';

COMMENT ON FUNCTION "private"."stripe_own_id"(text) IS 'What Stripe calls an account, acct_…; null before it was read.';

COMMENT ON FUNCTION "private"."stripe_reference"(jsonb) IS 'The id of an object that Stripe shows as its id, or whole.';

COMMENT ON FUNCTION "private"."stripe_refunds_of"(text, text) IS 'What was paid back of a sale.';

COMMENT ON FUNCTION "private"."stripe_sale"(text, text) IS 'A sale as the mirror has it; without a status if there is none to write. A lost dispute does not change its status: the goods are sold, the money is gone.';

COMMENT ON FUNCTION "private"."stripe_sale_references"(text, text, jsonb) IS 'The sales that an object of Stripe is about: none, one, or several for an invoice that was paid in parts.';

COMMENT ON FUNCTION "private"."stripe_sales_check"(text) IS 'What a workspace''s account sold, by our tables and by the mirror, in minor units: payments, what was refunded of them, refunds that succeeded, disputes that were lost, orders. Equal when all is well; an object with an error_message is what is missing.';

COMMENT ON FUNCTION "private"."stripe_signature_fault"(text, text, text[], integer, timestamp with time zone) IS 'What is wrong with a Stripe-Signature header: null when one of its v1 signatures is the HMAC-SHA256 of "<t>.<body>" under one of the secrets and t is not older than tolerance seconds (0: of any age). matched is that secret. Decides as stripe.WebhookSignature of Stripe''s official Python library does.';

COMMENT ON FUNCTION "private"."stripe_subject"(jsonb) IS 'Which object is to be read again because of an event; null where that cannot be said.';

COMMENT ON FUNCTION "private"."stripe_time"(jsonb) IS 'A moment that Stripe counts in seconds.';

COMMENT ON FUNCTION "private"."subscription_interval"(jsonb) IS 'The interval of a price: three months are a quarter. Raises PT422 for one that plans do not have.';

COMMENT ON FUNCTION "private"."unmade_parts"(uuid) IS 'The parts of a paid order that nothing has been begun for.';

COMMENT ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) IS 'The next objects of ours, at most 100, that a step has not come across. Of summaries also those of customers that were never read.';

COMMENT ON FUNCTION "private"."use_ai_credit"() IS 'Trigger of ai_generations: one credit for each that is completed. Failed ones are free, and what was bought with a bundle order.';

COMMENT ON FUNCTION "private"."utc_day"(timestamp with time zone) IS 'The UTC day of a moment.';

COMMENT ON FUNCTION "private"."uuid_or_null"(text) IS 'What somebody wrote into metadata at Stripe, if it is an id of ours.';

COMMENT ON FUNCTION "private"."volume_discount"(bigint, integer, jsonb) IS 'What is taken off a line, in the minor unit: the percent of the tier with the largest min_quantity that is reached.';

COMMENT ON FUNCTION "private"."warn_of_invoice"() IS 'Trigger of invoices: tells the admins when a payment fails, and settles it when all is paid.';

COMMENT ON FUNCTION "private"."warn_of_subscription"() IS 'Trigger of subscriptions: tells the admins when one is not paid, and settles it when none is.';

COMMENT ON FUNCTION "private"."workspace_of_customer"(text) IS 'The workspace that a customer of our account is; null when it is none.';

COMMENT ON FUNCTION "private"."write_stripe_buyer"(uuid, uuid, text, text, jsonb) IS 'Fills in a customer from Stripe; what Stripe does not know stays.';

COMMENT ON FUNCTION "public"."begin_billing_session"(uuid) IS 'For workers: all that a page at Stripe is opened with; null when it waits no longer.';

COMMENT ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp with time zone) IS 'For workers, before an object is read: the moment to give to store_stripe_objects, whether the account is in live mode, and what Stripe calls it if that is known; null when a reading that began after since is there already. Raises PT404.';

COMMENT ON FUNCTION "public"."begin_subscription_change"(uuid) IS 'For workers: what to ask Stripe for; null when the change waits no longer.';

COMMENT ON FUNCTION "public"."cancel_subscription"(uuid, boolean) IS 'Ends a subscription with the period that is paid for, or at once; admins and owners. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "public"."cancel_subscription_change"(uuid) IS 'Takes back a change that waits for the end of the period; admins and owners. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) IS 'Changes the plan or quantity of a subscription, now with proration, or at period_end without; admins and owners. With the preview_id of a preview of the last hour, what is charged is what it said. A change at period_end is pending until then: cancel_subscription_change takes it back, and so does any other change. Raises PT403, PT404, PT409, PT422.';

COMMENT ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) IS 'Asks for Stripe''s page on which the workspace connects an account of its own, to take money from its customers; admins and owners. Again while it is not finished: the same account goes on. The answer is the row of billing_sessions. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "public"."end_stripe_step"(uuid, text, text) IS 'For workers: ends a step, with what went wrong if so. The last one ends the run: completed only if every step came to its end.';

COMMENT ON FUNCTION "public"."expire_billing_sessions"() IS 'Ends sessions whose page cannot be used any longer, also if Stripe did not say so: the portal has no events. Returns how many. For workers; safe to repeat.';

COMMENT ON FUNCTION "public"."feature_enabled"(text, uuid) IS 'Whether a feature is on for a workspace. An unknown feature is off.';

COMMENT ON FUNCTION "public"."finish_billing_session"(uuid, text, text, timestamp with time zone) IS 'For workers: the page is there. Once; null when the session waits no longer.';

COMMENT ON FUNCTION "public"."fulfil_bundle_item"(uuid, integer) IS 'For workers: begins to make a part of what was bought, once, if it is paid. waits says why it has to wait. Raises PT422 when it can never be made.';

COMMENT ON FUNCTION "public"."keep_stripe_account"(uuid, text) IS 'For workers: notes the account that a workspace connects, and returns the one that it has: the first that came.';

COMMENT ON FUNCTION "public"."keep_stripe_customer"(uuid, text, text) IS 'For workers: notes the customer that was made for a workspace, and returns the one that it has: the first that came.';

COMMENT ON FUNCTION "public"."next_stripe_page"(uuid, text) IS 'For workers: where a step of a reconciliation is: listing, from the cursor on, or repairing, with the ids of objects that the list did not have; null when there is nothing left to do.';

COMMENT ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) IS 'Orders content bundles for a business, and asks for the page at Stripe to pay them; members and up. items: [{"product_id", "quantity", "options": {"topic", "language", …}}, …]. The answer is the row of billing_sessions, which names the order. Once that is paid the content is made. The same idempotency_key gives the same row. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) IS 'Asks what another plan or quantity would cost from now on; admins and owners. The answer is the row of subscription_changes: once it is done it has amount_due, credit, charge and lines. Raises PT403, PT404, PT409, PT422.';

COMMENT ON FUNCTION "public"."publish_plan"(uuid, text) IS 'For workers: notes a plan''s price at Stripe. False when it has one already.';

COMMENT ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) IS 'Asks for a page at Stripe to subscribe to a plan; admins and owners. The answer is the row of billing_sessions: subscribe to it, and go to its url once status is open. The same idempotency_key gives the same row. Raises PT403, PT404, PT409 when the workspace has the plan already, PT422.';

COMMENT ON FUNCTION "public"."request_portal"(uuid, text) IS 'Asks for Stripe''s page of payment methods, invoices and subscriptions; admins and owners. The answer is the row of billing_sessions. Raises PT403, PT404, PT409 before anything was bought, PT422.';

COMMENT ON FUNCTION "public"."restart_stripe_step"(uuid, text) IS 'For workers: lists a kind from its beginning, because the object at the cursor is no more. What was compared already is as it is listed, and no drift again.';

COMMENT ON FUNCTION "public"."resume_subscription"(uuid) IS 'Keeps a subscription that was to end with its period; admins and owners. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "public"."roll_up_revenue"(uuid) IS 'Computes again the days of revenue that were touched since the last time, of one workspace or of all. Returns how many. For workers: the job commerce.roll_up_revenue; safe to repeat, and while orders come in.';

COMMENT ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp with time zone) IS 'For operators and workers: compares an account with what we have of it, and repairs the difference; only objects made since created_since, if given. One at a time for an account: while one is running, it is that one that is returned. Raises PT404.';

COMMENT ON FUNCTION "public"."start_stripe_reconciliations"() IS 'For workers: begins a reconciliation of every account that is in use. Returns how many.';

COMMENT ON FUNCTION "public"."store_stripe_objects"(text, timestamp with time zone, jsonb, text) IS 'For workers: keeps objects that were read from Stripe, [{"object", "id", "data"}, …], data null for one that is deleted, and writes what follows from them. read_at is the moment that begin_stripe_projection gave: what was read later is not replaced. Returns how many changed, and of how many nothing could be made (their error_message says why). Safe to repeat.';

COMMENT ON FUNCTION "public"."stripe_webhook"(json) IS 'For Stripe: takes an event (POST /rest/v1/rpc/stripe_webhook?apikey=…). Every authentic event gets a 2xx, also a repeated one and one of an unknown type; a forged, stale or foreign one a 400 that leaves no trace.';

COMMENT ON FUNCTION "public"."sweep_bundle_orders"() IS 'Enqueues again what was paid and nobody has begun, as after a job that failed. Returns how many. For workers: the job billing.sweep; safe to repeat.';

COMMENT ON FUNCTION "public"."sweep_stripe_events"(interval) IS 'Enqueues again what waits for a job that is gone or has failed, and was not touched for so long. Returns for how many. For workers: the job stripe.sweep; safe to repeat.';

COMMENT ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp with time zone, jsonb, boolean) IS 'For workers: takes in a page of Stripe''s list, [{"id", "data"}, …]: notes what differs from what we have, and stores what Stripe has. after is the cursor that next_stripe_page gave; false when the page was taken in before.';

COMMENT ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp with time zone, jsonb) IS 'For workers: takes in objects that the list did not have, each read by its id; data null for one that is really gone.';

COMMENT ON FUNCTION "public"."unpublished_plans"() IS 'For workers: the plans that cost something and have no price at Stripe yet, in Stripe''s terms.';

COMMENT ON FUNCTION "reporting"."from_minor_units"(bigint, text) IS 'An integer of Stripe as an amount: 1250 usd is 12.50, 500 jpy is 500.';

COMMENT ON TABLE "private"."revenue_marks" IS 'Days that a change touched, and orders whose days it touched. A change adds rows and waits for nobody; public.roll_up_revenue takes them away in the transaction that computes the days again.';

COMMENT ON TABLE "private"."stripe_webhook_secrets" IS 'Signing secrets of our webhook endpoints at Stripe. Several may be valid at once, as while one is rotated. Nobody reads them: private.receive_stripe_event does, as its owner.';

COMMENT ON TABLE "public"."billing_sessions" IS 'Pages at Stripe that somebody asked for: to pay, to manage what they pay, to connect an account. Seen only by who asked, because whoever has the url can use it. Subscribe to the row: url is there once status is open.';

COMMENT ON TABLE "public"."entitlement_grants" IS 'What a workspace may use beside its plans: given by the operator, or by Stripe''s entitlements.';

COMMENT ON TABLE "public"."refunds" IS 'What was paid back to customers of a workspace, or should have been. Written by workers.';

COMMENT ON TABLE "public"."stripe_accounts" IS 'Stripe accounts that we read: platform is ours, the others belong to workspaces (Connect).';

COMMENT ON TABLE "public"."stripe_drift" IS 'What a reconciliation found to differ from Stripe. It is repaired in the transaction that notes it. Server only.';

COMMENT ON TABLE "public"."stripe_objects" IS 'Stripe''s objects as they were when a worker last read them. Server only; the views of schema reporting show them with columns. Amounts are integers of the minor unit, as at Stripe.';

COMMENT ON TABLE "public"."stripe_reconciliation_steps" IS 'How far a reconciliation is with each kind of object. Server only.';

COMMENT ON TABLE "public"."stripe_reconciliations" IS 'Comparisons of all that Stripe lists with what we have. Server only.';

COMMENT ON TABLE "public"."subscription_changes" IS 'What admins asked for about a subscription, and what came of it: previews of a change, changes, cancellations, resumptions.';

COMMENT ON TABLE "public"."subscription_items" IS 'The lines of a subscription, as Stripe has them: its plan, and add-on plans. All of them count for what the workspace may use.';

COMMENT ON VIEW "public"."workspace_entitlements" IS 'What each workspace may use, with limit, usage and rest: by its subscriptions that are active, on trial, or past due for not too long (billing.grace_days), else by the default plan; and by its grants. remaining is null without a limit. seats are used by the members.';

COMMENT ON VIEW "public"."workspace_subscriptions" IS 'Subscriptions with their plan, its limits and what of them is used.';

COMMENT ON VIEW "reporting"."payments" IS 'Payments, and what was given back or lost of them.';

COMMENT ON VIEW "reporting"."stripe_accounts" IS 'The Stripe accounts of your workspaces.';

COMMENT ON VIEW "reporting"."stripe_charges" IS 'Attempts to take money: those that failed too.';

COMMENT ON VIEW "reporting"."stripe_checkout_sessions" IS 'Checkouts that were begun, and what came of them.';

COMMENT ON VIEW "reporting"."stripe_customers" IS 'Customers, without names and addresses.';

COMMENT ON VIEW "reporting"."stripe_disputes" IS 'Payments that buyers have their banks take back.';

COMMENT ON VIEW "reporting"."stripe_invoices" IS 'Invoices, and what is paid of them.';

COMMENT ON VIEW "reporting"."stripe_payment_intents" IS 'What buyers meant to pay, and how far it came.';

COMMENT ON VIEW "reporting"."stripe_refunds" IS 'What was paid back, or should have been.';

COMMENT ON VIEW "reporting"."stripe_subscriptions" IS 'Subscriptions and the period they are in.';

REVOKE ALL ON FUNCTION "private"."adopt_order"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."adopt_order"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."adopt_order"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."adopt_stripe_price"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."adopt_stripe_price"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."adopt_stripe_price"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."apply_subscription_change"(jobs.job_queue, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_subscription_change"(jobs.job_queue, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_subscription_change"(jobs.job_queue, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_subscription_change"(jobs.job_queue, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."await_stripe_account"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."await_stripe_account"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."await_stripe_account"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."await_stripe_account"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."billed_amount"(bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."billed_amount"(bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."billed_amount"(bigint, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."billed_amount"(bigint, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."billing_email"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."billing_email"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."billing_email"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."billing_email"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."bundle_pieces"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."bundle_pieces"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_pieces"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_pieces"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."cancel_subscription"(uuid, boolean) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."cancel_subscription"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription"(uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."cancel_subscription_change"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription_change"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."cancel_subscription_change"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription_change"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."cancel_subscription_change"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."changeable_subscription"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."changeable_subscription"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."changeable_subscription"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."charge_status"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."charge_status"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."charge_status"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."charge_sums"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."charge_sums"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."charge_sums"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."charge_sums"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."check_bundle_items"(uuid, uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_bundle_items"(uuid, uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_bundle_items"(uuid, uuid, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_return_url"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_return_url"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_return_url"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."check_seat_count"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_seat_count"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_seat_count"(integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."compute_revenue"(uuid, date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."compute_revenue"(uuid, date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."compute_revenue"(uuid, date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."connect_stripe"(uuid, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."customer_of_stripe"(text, uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."customer_of_stripe"(text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."customer_of_stripe"(text, uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_again"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_again"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_again"(public.stripe_objects) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_again"(public.stripe_objects) TO "service_role";

REVOKE ALL ON FUNCTION "private"."derive_billing"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_billing"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_billing"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_bundle_order"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_bundle_order"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_bundle_order"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_checkout_session"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_checkout_session"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_checkout_session"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_entitlement_grants"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_entitlement_grants"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_entitlement_grants"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) TO "service_role";

REVOKE ALL ON FUNCTION "private"."derive_invoice"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_invoice"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_invoice"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_buyer"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_buyer"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_buyer"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_customer"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_customer"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_customer"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_failures"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_failures"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_failures"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_failures"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."derive_stripe_goods"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_goods"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_goods"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_items"(text, uuid, uuid, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_items"(text, uuid, uuid, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_items"(text, uuid, uuid, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_order"(text, uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_order"(text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_order"(text, uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_payment"(text, uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_payment"(text, uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_payment"(text, uuid, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_refund"(uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_refund"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_refund"(uuid, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_subscription"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_subscription"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_subscription"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."dispute_lost_at"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."dispute_lost_at"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."dispute_lost_at"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."earlier_billing_session"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."earlier_billing_session"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."earlier_billing_session"(uuid, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."enqueue_bundle_parts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_bundle_parts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_bundle_parts"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_bundle_parts"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_steps"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_steps"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_steps"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_steps"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_billing_session"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_billing_session"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_billing_session"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_billing_session"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_bundle_item"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_bundle_item"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_bundle_item"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_bundle_item"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_subscription_change"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_subscription_change"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_subscription_change"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_subscription_change"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."generation_credits"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."generation_credits"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."generation_credits"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."generation_credits"(public.ai_generations) TO "service_role";

REVOKE ALL ON FUNCTION "private"."grace_period"() FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."grace_period"() TO "authenticated";

REVOKE ALL ON FUNCTION "private"."grace_period"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."grace_period"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."grace_period"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."invoice_of_sale"(text, text, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."invoice_of_sale"(text, text, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."invoice_of_sale"(text, text, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."invoice_payment_intent"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."invoice_payment_intent"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."invoice_payment_intent"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."invoice_subscription"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."invoice_subscription"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."invoice_subscription"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_paid_elsewhere"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_paid_elsewhere"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_paid_elsewhere"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_paid_elsewhere"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."is_stripe_mirrored"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_stripe_mirrored"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_stripe_mirrored"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_stripe_mirrored"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."line_discount"(public.bundle_products, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."line_discount"(public.bundle_products, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."line_discount"(public.bundle_products, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_revenue"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_revenue"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_revenue"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."order_of_payment"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."order_of_payment"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."order_of_payment"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."part_options"(text, integer, integer, date, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."part_options"(text, integer, integer, date, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."part_options"(text, integer, integer, date, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."part_options"(text, integer, integer, date, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."place_billing_session"(public.billing_sessions) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_billing_session"(public.billing_sessions) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_billing_session"(public.billing_sessions) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_bundle_part"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_bundle_part"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_bundle_part"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_bundle_part"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."place_subscription_change"(public.subscription_changes) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_subscription_change"(public.subscription_changes) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_subscription_change"(public.subscription_changes) TO "postgres";

REVOKE ALL ON FUNCTION "private"."present_product"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."present_product"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."present_product"(uuid, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."read_stripe_event"(json) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_stripe_event"(json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_stripe_event"(json) TO "postgres";

REVOKE ALL ON FUNCTION "private"."receive_stripe_event"(json) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."receive_stripe_event"(json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_portal"(uuid, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_portal"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_portal"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_portal"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_portal"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_subscription_change"(text, uuid, uuid, integer, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."require_seat"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."require_seat"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."require_seat"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."resolve_alert"(text, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."resolve_alert"(text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."resolve_alert"(text, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."resume_subscription"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."resume_subscription"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."resume_subscription"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."resume_subscription"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."resume_subscription"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."revenue_facts"(uuid, date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."revenue_facts"(uuid, date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_facts"(uuid, date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."revenue_shares"(uuid, date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."revenue_shares"(uuid, date[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."revenue_shares"(uuid, date[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."roll_up_revenue"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."roll_up_revenue"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_up_revenue"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_up_revenue"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."session_of_sale"(text, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."session_of_sale"(text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."session_of_sale"(text, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."settle_stripe_events"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."settle_stripe_events"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_stripe_events"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_stripe_events"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."sold_plan"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."sold_plan"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."sold_plan"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."start_bundle_order"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."start_bundle_order"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."start_bundle_order"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_amount"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_amount"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_amount"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_amount"(jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_charges_of"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_charges_of"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_charges_of"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_items"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_items"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_items"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_list_kinds"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_list_kinds"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_list_kinds"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_list_kinds"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_order_lines"(text, uuid, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_order_lines"(text, uuid, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_order_lines"(text, uuid, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_own_id"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_own_id"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_own_id"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_own_id"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_reference"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_reference"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_reference"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_refunds_of"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_refunds_of"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_refunds_of"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_sale"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_sale"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_sale"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_sale_references"(text, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_sale_references"(text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_sale_references"(text, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_sales_check"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_sales_check"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_sales_check"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_sales_check"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_signature_fault"(text, text, text[], integer, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_signature_fault"(text, text, text[], integer, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_signature_fault"(text, text, text[], integer, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_subject"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_subject"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_subject"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_time"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_time"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_time"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."subscription_interval"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."subscription_interval"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."subscription_interval"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."unmade_parts"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."unmade_parts"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unmade_parts"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."unmade_parts"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) TO "service_role";

REVOKE ALL ON FUNCTION "private"."utc_day"(timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."utc_day"(timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."utc_day"(timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."uuid_or_null"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."uuid_or_null"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."uuid_or_null"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."volume_discount"(bigint, integer, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."volume_discount"(bigint, integer, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."volume_discount"(bigint, integer, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."warn_of_invoice"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."warn_of_invoice"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."warn_of_invoice"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."warn_of_subscription"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."warn_of_subscription"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."warn_of_subscription"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."workspace_of_customer"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."workspace_of_customer"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."workspace_of_customer"(text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."write_stripe_buyer"(uuid, uuid, text, text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."write_stripe_buyer"(uuid, uuid, text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."write_stripe_buyer"(uuid, uuid, text, text, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "public"."begin_billing_session"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_billing_session"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_billing_session"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_subscription_change"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_subscription_change"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_subscription_change"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription"(uuid, boolean) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."cancel_subscription"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription"(uuid, boolean) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription_change"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."cancel_subscription_change"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription_change"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_subscription_change"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."change_subscription"(uuid, uuid, integer, text, uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."connect_stripe"(uuid, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_stripe_step"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_stripe_step"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_stripe_step"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."expire_billing_sessions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."expire_billing_sessions"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."expire_billing_sessions"() TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."feature_enabled"(text, uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."feature_enabled"(text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."feature_enabled"(text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."feature_enabled"(text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."finish_billing_session"(uuid, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."finish_billing_session"(uuid, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."finish_billing_session"(uuid, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."fulfil_bundle_item"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."fulfil_bundle_item"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."fulfil_bundle_item"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_stripe_account"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_stripe_account"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_stripe_account"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_stripe_customer"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_stripe_customer"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_stripe_customer"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."next_stripe_page"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_stripe_page"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_stripe_page"(uuid, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."order_bundle"(uuid, uuid, jsonb, text, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."preview_subscription_change"(uuid, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."publish_plan"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_plan"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_plan"(uuid, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_checkout"(uuid, uuid, text, text, integer, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_portal"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_portal"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_portal"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_portal"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."restart_stripe_step"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."restart_stripe_step"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."restart_stripe_step"(uuid, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."resume_subscription"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."resume_subscription"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."resume_subscription"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."resume_subscription"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."roll_up_revenue"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_revenue"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_up_revenue"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_stripe_reconciliations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_stripe_reconciliations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_stripe_reconciliations"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_stripe_objects"(text, timestamp WITH time zone, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_stripe_objects"(text, timestamp WITH time zone, jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_stripe_objects"(text, timestamp WITH time zone, jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."stripe_webhook"(json) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "public"."stripe_webhook"(json) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."stripe_webhook"(json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."stripe_webhook"(json) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."stripe_webhook"(json) TO "service_role";

REVOKE ALL ON FUNCTION "public"."sweep_bundle_orders"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sweep_bundle_orders"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sweep_bundle_orders"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."sweep_stripe_events"(interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sweep_stripe_events"(interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sweep_stripe_events"(interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp WITH time zone, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp WITH time zone, jsonb, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp WITH time zone, jsonb, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp WITH time zone, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp WITH time zone, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp WITH time zone, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."unpublished_plans"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unpublished_plans"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unpublished_plans"() TO "service_role";

REVOKE ALL ON FUNCTION "reporting"."from_minor_units"(bigint, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "reporting"."from_minor_units"(bigint, text) TO "analyst";

REVOKE ALL ON FUNCTION "reporting"."from_minor_units"(bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "reporting"."from_minor_units"(bigint, text) TO "postgres";

REVOKE ALL ON SCHEMA "private" FROM "anon";

GRANT USAGE ON SCHEMA "private" TO "anon";

REVOKE ALL ON TABLE "public"."billing_sessions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."billing_sessions" TO "authenticated";

REVOKE ALL ON TABLE "public"."billing_sessions" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."billing_sessions" TO "service_role";

REVOKE ALL ON TABLE "public"."entitlement_grants" FROM "authenticated";

GRANT SELECT ON TABLE "public"."entitlement_grants" TO "authenticated";

REVOKE ALL ON TABLE "public"."entitlement_grants" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."entitlement_grants" TO "service_role";

REVOKE ALL ON TABLE "public"."refunds" FROM "authenticated";

GRANT SELECT ON TABLE "public"."refunds" TO "authenticated";

REVOKE ALL ON TABLE "public"."refunds" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."refunds" TO "service_role";

REVOKE ALL ON TABLE "public"."stripe_accounts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."stripe_accounts" TO "authenticated";

REVOKE ALL ON TABLE "public"."stripe_accounts" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."stripe_accounts" TO "service_role";

REVOKE ALL ON TABLE "public"."stripe_drift" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."stripe_drift" TO "service_role";

REVOKE ALL ON TABLE "public"."stripe_objects" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."stripe_objects" TO "service_role";

REVOKE ALL ON TABLE "public"."stripe_reconciliation_steps" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."stripe_reconciliation_steps" TO "service_role";

REVOKE ALL ON TABLE "public"."stripe_reconciliations" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."stripe_reconciliations" TO "service_role";

REVOKE ALL ON TABLE "public"."subscription_changes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."subscription_changes" TO "authenticated";

REVOKE ALL ON TABLE "public"."subscription_changes" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."subscription_changes" TO "service_role";

REVOKE ALL ON TABLE "public"."subscription_items" FROM "authenticated";

GRANT SELECT ON TABLE "public"."subscription_items" TO "authenticated";

REVOKE ALL ON TABLE "public"."subscription_items" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."subscription_items" TO "service_role";

REVOKE ALL ON TABLE "public"."workspace_entitlements" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workspace_entitlements" TO "authenticated";

REVOKE ALL ON TABLE "public"."workspace_entitlements" FROM "service_role";

GRANT SELECT ON TABLE "public"."workspace_entitlements" TO "service_role";

REVOKE ALL ON TABLE "public"."workspace_subscriptions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."workspace_subscriptions" TO "authenticated";

REVOKE ALL ON TABLE "public"."workspace_subscriptions" FROM "service_role";

GRANT SELECT ON TABLE "public"."workspace_subscriptions" TO "service_role";

GRANT SELECT ON TABLE "reporting"."payments" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_accounts" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_charges" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_checkout_sessions" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_customers" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_disputes" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_invoices" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_payment_intents" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_refunds" TO "analyst";

GRANT SELECT ON TABLE "reporting"."stripe_subscriptions" TO "analyst";

CREATE VIEW "reporting"."refunds" WITH (security_barrier=true) AS  SELECT t.id,
    t.workspace_id,
    t.order_id,
    t.payment_id,
    t.amount,
    t.currency,
    t.reason,
    t.status,
    t.refunded_at
   FROM public.refunds t
  WHERE (t.workspace_id = ANY (ARRAY( SELECT w.id
           FROM reporting.workspaces w)));

CREATE INDEX refunds_recent ON public.refunds USING btree (workspace_id, refunded_at DESC);

COMMENT ON COLUMN "public"."refunds"."refunded_at" IS 'When it was asked for; created_at is when we heard.';

COMMENT ON COLUMN "public"."refunds"."status" IS 'As in Stripe. A refund that succeeded may fail later: the money is back with the workspace then.';

COMMENT ON VIEW "reporting"."refunds" IS 'What was paid back, or should have been.';

GRANT SELECT ON TABLE "reporting"."refunds" TO "analyst";

COMMENT ON COLUMN "public"."subscription_changes"."amount_due_cents" IS 'amount_due in the minor unit of currency.';

COMMENT ON COLUMN "public"."subscription_changes"."credit_cents" IS 'credit in the minor unit.';

CREATE INDEX subscription_changes_subscription ON public.subscription_changes USING btree (workspace_id, subscription_id, created_at DESC);

CREATE TRIGGER subscription_changes_stamp_status
  BEFORE INSERT OR UPDATE OF status ON public.subscription_changes
  FOR EACH ROW
  EXECUTE FUNCTION private.stamp_status('done=completed_at', 'failed=completed_at', 'canceled=completed_at');

CREATE TRIGGER subscription_changes_transitions
  BEFORE INSERT OR UPDATE OF status ON public.subscription_changes
  FOR EACH ROW
  EXECUTE FUNCTION private.allow_transitions('pending>done', 'pending>failed', 'pending>canceled');

COMMENT ON COLUMN "public"."subscription_changes"."charge_cents" IS 'charge in the minor unit.';

COMMENT ON COLUMN "public"."subscription_changes"."lines" IS '[{"description", "amount", "period_start", "period_end"}, …], amount in the minor unit.';

COMMENT ON COLUMN "public"."subscription_items"."price_cents" IS 'price in the minor unit of its currency.';

-- What the column said that was computed.
update public.stripe_events
set
    object = left(payload #>> '{data,object,object}', 255),
    object_id = left(payload #>> '{data,object,id}', 255);

-- Rows that the functions above rely on.

select jobs.register_type(
    'commerce.roll_up_revenue',
    'Computes again the days of revenue that orders, payments and refunds have touched.',
    timeout_seconds => 600,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('commerce.roll_up_revenue', 'commerce.roll_up_revenue', '* * * * *');

select jobs.register_type(
    'stripe.open_session',
    'Opens the page at Stripe that somebody asked for.',
    failure_function => 'private.fail_billing_session',
    max_attempts => 10,
    timeout_seconds => 120,
    backoff_seconds => 1,
    backoff_limit_seconds => 60,
    max_running_per_key => 1
);

select jobs.register_type(
    'stripe.change_subscription',
    'Carries out what an admin asked for about a subscription.',
    apply_function => 'private.apply_subscription_change',
    failure_function => 'private.fail_subscription_change',
    max_attempts => 12,
    timeout_seconds => 120,
    backoff_seconds => 2,
    backoff_limit_seconds => 600,
    max_running_per_key => 1
);

select jobs.register_type(
    'billing.sweep',
    'Ends pages that cannot be used any longer, and has made what was paid and nobody has begun.',
    max_running => 1
);

select jobs.register_type(
    'billing.fulfil_item',
    'Begins to make a part of what was bought with a bundle order.',
    failure_function => 'private.fail_bundle_item',
    max_attempts => 100,
    backoff_seconds => 30,
    backoff_limit_seconds => 3600
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('billing.sweep', 'billing.sweep', '25 * * * *');

insert into public.app_settings (key, value, description)
values
(
    'billing.return_origins',
    '[]',
    'Sites that Stripe may send people back to, such as "https://app.example.com"; none is any.'
),
(
    'billing.grace_days',
    '14',
    'How many days a workspace keeps its plan while it owes money for it.'
);

-- Our own account, which nobody has to connect.
insert into public.stripe_accounts (id, status) values ('platform', 'pending');

select jobs.register_type(
    'stripe.project',
    'Reads an object from Stripe again, and writes what follows from it.',
    failure_function => 'private.fail_stripe_projection',
    max_attempts => 12,
    timeout_seconds => 120,
    backoff_seconds => 2,
    backoff_limit_seconds => 1800,
    max_running_per_key => 1,
    max_crashes => 10
);

select jobs.register_type(
    'stripe.sweep',
    'Enqueues again what Stripe told us and nobody has answered.',
    max_running => 1
);

select jobs.register_type(
    'stripe.publish_plans',
    'Makes a product and a price at Stripe for each plan that costs something and has none.',
    max_running => 1
);

select jobs.register_type(
    'stripe.reconcile',
    'Begins to compare every Stripe account with what we have of it.',
    max_running => 1
);

select jobs.register_type(
    'stripe.reconcile_kind',
    'Compares all objects of a kind with what we have of them, and repairs the difference.',
    failure_function => 'private.fail_stripe_step',
    max_attempts => 30,
    timeout_seconds => 21600,
    backoff_seconds => 5,
    backoff_limit_seconds => 900,
    max_running_per_key => 2,
    max_crashes => 10
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('stripe.sweep', 'stripe.sweep', '*/5 * * * *'),
('stripe.reconcile', 'stripe.reconcile', '40 2 * * *');

insert into public.app_settings (key, value, description)
values
(
    'stripe.tolerance_seconds',
    '300',
    'How old the signature of an event may be, in seconds; 0 is any age.'
),
(
    'stripe.requests_per_second',
    '20',
    'Most requests to Stripe in a second for each list that a reconciliation reads.'
);
