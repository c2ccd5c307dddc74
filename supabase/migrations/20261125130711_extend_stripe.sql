-- Extend billing: Stripe's objects and events, reconciliation, checkout, what follows in billing
-- and commerce. Stop the workers before and start the new version after. The ledger of events and
-- the tables of billing are small and written by workers alone, so that locks hurt nobody meanwhile.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file changing-column-type, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file ban-drop-not-null, ban-drop-default, ban-drop-column
-- squawk-ignore-file require-concurrent-index-deletion, adding-required-field

set local lock_timeout = '4s';
set local statement_timeout = '5min';
set local check_function_bodies = off;

DROP TRIGGER "orders_transitions" ON "public"."orders";

DROP TRIGGER "payments_check_money" ON "public"."payments";

DROP TRIGGER "payments_transitions" ON "public"."payments";

DROP INDEX "public"."stripe_events_object";

DROP INDEX "public"."stripe_events_recent";

DROP INDEX "public"."stripe_events_waiting";

ALTER TABLE "public"."stripe_events"
  DROP COLUMN "object_id";

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

ALTER TABLE "public"."orders"
  ADD COLUMN "stripe_id" text;

ALTER TABLE "public"."payments"
  ADD COLUMN "disputed_amount" numeric(12,2) NOT NULL DEFAULT 0;

ALTER TABLE "public"."payments"
  ADD COLUMN "stripe_payment_intent_id" text;

ALTER TABLE "public"."payments"
  ADD COLUMN "disputed_at" timestamp WITH time zone;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "account_id" text NOT NULL DEFAULT 'platform'::text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "object" text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "object_id" text;

ALTER TABLE "public"."stripe_events"
  ADD COLUMN "note" text;

CREATE OR REPLACE FUNCTION private.await_stripe_account (
  account text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select pg_advisory_xact_lock(hashtextextended('flywheel.stripe ' || account, 0))
$function$;

CREATE OR REPLACE FUNCTION private.derive_billing (
  mirrored public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return;
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
    account constant text := mirrored.account_id;
    found_key text;
begin
    case mirrored.object
        when 'customer' then
            perform private.derive_customer(workspace, mirrored);
        when 'charge' then
            perform private.derive_payment(workspace, mirrored);
        when 'refund' then
            perform private.derive_refund(workspace, mirrored);
        when 'dispute' then
            perform private.derive_dispute(workspace, account, mirrored.data ->> 'charge');
        when 'payment_intent' then
            perform private.derive_order(workspace, account, mirrored.id);
        when 'checkout.session' then
            perform private.derive_order(
                workspace,
                account,
                coalesce(
                    mirrored.data ->> 'payment_intent', mirrored.data ->> 'invoice', mirrored.id
                )
            );
        when 'invoice' then
            for found_key in
                select k.key
                from private.invoice_intents(mirrored.data) as k (key)
                union all
                select mirrored.id
            loop
                perform private.derive_order(workspace, account, found_key);
            end loop;
        else
            null;
    end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_customer (
  workspace uuid,
  mirrored  public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    address text;
    found_id uuid;
    charge public.stripe_objects;
begin
    if mirrored.gone_at is not null then
        return;  -- what they bought stays, and so do they
    end if;
    address := substring(
        left(btrim(mirrored.data ->> 'email'), 255) from '^[^@\s]+@[^@\s]+$'
    );
    select c.id into found_id
    from public.customers as c
    where c.workspace_id = workspace and c.stripe_customer_id = mirrored.id;
    if found_id is null and address is not null then
        -- Stripe may have several customers of one address; here it is one person.
        update public.customers as c
        set stripe_customer_id = coalesce(c.stripe_customer_id, mirrored.id)
        where c.workspace_id = workspace and lower(c.email) = lower(address)
        returning c.id into found_id;
    end if;
    if found_id is null then
        insert into public.customers (workspace_id, stripe_customer_id, email)
        values (workspace, mirrored.id, address)
        returning id into found_id;
    end if;
    update public.customers as c
    set
        email = coalesce(
            case
                when not exists (
                    select
                    from public.customers as other
                    where
                        other.workspace_id = workspace
                        and lower(other.email) = lower(address)
                        and other.id <> c.id
                ) then address
            end,
            c.email
        ),
        full_name = coalesce(left(mirrored.data ->> 'name', 255), c.full_name),
        phone = coalesce(left(mirrored.data ->> 'phone', 50), c.phone),
        country = coalesce(
            substring(upper(mirrored.data #>> '{address,country}') from '^[A-Z]{2}$'), c.country
        )
    where c.id = found_id and c.stripe_customer_id = mirrored.id;

    -- Payments that came before their customer.
    for charge in
        select o.*
        from public.stripe_objects as o
        where
            o.account_id = mirrored.account_id
            and o.object = 'charge'
            and o.data ->> 'customer' = mirrored.id
            and exists (
                select
                from public.payments as p
                where
                    p.workspace_id = workspace
                    and p.stripe_payment_id = o.id
                    and p.customer_id is null
            )
    loop
        perform private.derive_payment(workspace, charge);
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_dispute (
  workspace uuid,
  account   text,
  charge    text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.payments as p
    set
        disputed_amount = coalesce(lost.amount, 0),
        disputed_at = lost.moment
    from (
        select
            private.exact_amount(
                sum((d.data ->> 'amount')::bigint)::bigint, max(d.data ->> 'currency')
            ) as amount,
            max(private.stripe_time(d.data, 'created')) as moment
        from public.stripe_objects as d
        where
            d.account_id = account
            and d.object = 'dispute'
            and d.data ->> 'charge' = derive_dispute.charge
            and d.data ->> 'status' = 'lost'
    ) as lost
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = derive_dispute.charge
        and (p.disputed_amount, p.disputed_at)
        is distinct from (coalesce(lost.amount, 0), lost.moment)
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

CREATE OR REPLACE FUNCTION private.derive_order (
  workspace uuid,
  account   text,
  key       text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    intent jsonb;
    session jsonb;
    invoice jsonb;
    lone_charge jsonb;
    paid record;
    source jsonb;
    total bigint;
    named text;
    state text;
    sold public.orders;
begin
    select o.data into intent
    from public.stripe_objects as o
    where o.account_id = account and o.object = 'payment_intent' and o.id = key;
    select o.data into session
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'checkout.session'
        and (o.data ->> 'payment_intent' = key or o.data ->> 'invoice' = key or o.id = key)
    order by o.read_at desc
    limit 1;
    select o.data into invoice
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'invoice'
        and o.gone_at is null
        and (
            o.id = key
            or o.data ->> 'payment_intent' = key
            or (o.data #> '{payments,data}') @> jsonb_build_array(
                jsonb_build_object('payment', jsonb_build_object('payment_intent', key))
            )
        )
    order by (o.id = key) desc
    limit 1;
    if session is null and invoice is not null then
        select o.data into session
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'invoice' = invoice ->> 'id'
        limit 1;
    end if;
    if intent is null and session is null and invoice is null then
        select o.data into lone_charge
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'charge'
            and o.id = key
            and o.data ->> 'payment_intent' is null;
    end if;
    source := coalesce(
        intent, case when invoice ->> 'id' = key then invoice end, session, lone_charge
    );
    if source is null then
        return;
    end if;

    select
        coalesce(sum(p.amount) filter (where p.is_sold), 0) as amount,
        coalesce(sum(p.refunded_amount) filter (where p.is_sold), 0) as refunded,
        bool_or(p.status = 'failed') as failed,
        min(p.completed_at) filter (where p.is_sold) as paid_at,
        max(p.refunded_at) filter (where p.is_sold) as refunded_at
    into paid
    from (
        select
            q.*,
            q.status in ('completed', 'partially_refunded', 'refunded') as is_sold
        from public.payments as q
        where
            q.workspace_id = workspace
            and (
                q.stripe_payment_intent_id = key
                or (q.stripe_payment_id = key and q.stripe_payment_intent_id is null)
            )
    ) as p;

    -- An invoice or a session is an order of its own only where nothing was charged for it.
    if intent is not null then
        state := case intent ->> 'status'
            when 'succeeded' then 'paid'
            when 'canceled' then 'canceled'
            else case when paid.failed then 'failed' else 'pending' end
        end;
        total := case state
            when 'paid' then coalesce((intent ->> 'amount_received')::bigint, 0)
            else (intent ->> 'amount')::bigint
        end;
    elsif lone_charge is not null then
        state := case
            when lone_charge ->> 'status' = 'failed' then 'failed'
            when lone_charge ->> 'status' = 'pending'
                or not coalesce((lone_charge ->> 'captured')::boolean, true) then 'pending'
            else 'paid'
        end;
        total := (lone_charge ->> 'amount')::bigint;
    elsif invoice ->> 'id' = key then
        if invoice ->> 'status' <> 'paid'
            or coalesce((invoice ->> 'total')::bigint, 0) <= 0
            or private.is_invoice_charged(invoice)
        then
            return;
        end if;
        state := 'paid';
        total := (invoice ->> 'total')::bigint;
        paid.paid_at := private.stripe_time(invoice -> 'status_transitions', 'paid_at');
    elsif session ->> 'id' = key
        and session ->> 'status' = 'complete'
        and session ->> 'mode' = 'payment'
        and session ->> 'payment_status' in ('paid', 'no_payment_required')
    then
        state := 'paid';
        total := coalesce((session ->> 'amount_total')::bigint, 0);
        paid.paid_at := private.stripe_time(session, 'created');
    else
        return;
    end if;
    named := upper(source ->> 'currency');
    if state = 'paid' and paid.refunded > 0 then
        state := case
            when private.to_minor_units(paid.refunded, named) >= total then 'refunded'
            else 'partially_refunded'
        end;
    end if;

    insert into public.orders as o (
        workspace_id, stripe_id, customer_id, customer_email, total_amount, currency,
        attribution_data, metadata, status, external_status, ordered_at, paid_at, refunded_at
    )
    values (
        workspace,
        key,
        private.stripe_buyer(
            workspace,
            account,
            coalesce(source ->> 'customer', session ->> 'customer', invoice ->> 'customer')
        ),
        left(
            coalesce(
                session #>> '{customer_details,email}',
                invoice ->> 'customer_email',
                source ->> 'receipt_email',
                lone_charge #>> '{billing_details,email}'
            ),
            255
        ),
        private.exact_amount(total, named),
        named,
        private.stripe_attribution(session, source),
        jsonb_strip_nulls(
            jsonb_build_object(
                'stripe_session_id', session ->> 'id', 'stripe_invoice_id', invoice ->> 'id'
            )
        ),
        state,
        left(source ->> 'status', 100),
        private.stripe_time(source, 'created'),
        case
            when state in ('paid', 'partially_refunded', 'refunded')
                then coalesce(paid.paid_at, private.stripe_time(source, 'created'))
        end,
        case when state in ('partially_refunded', 'refunded') then paid.refunded_at end
    )
    on conflict (workspace_id, stripe_id) do update
    set
        customer_id = coalesce(excluded.customer_id, o.customer_id),
        customer_email = coalesce(excluded.customer_email, o.customer_email),
        total_amount = excluded.total_amount,
        currency = excluded.currency,
        attribution_data = o.attribution_data || excluded.attribution_data,
        metadata = o.metadata || excluded.metadata,
        status = excluded.status,
        external_status = excluded.external_status,
        ordered_at = excluded.ordered_at,
        paid_at = excluded.paid_at,
        refunded_at = excluded.refunded_at
    returning o.* into sold;

    perform private.derive_order_items(sold, account, session, invoice);
    update public.payments as p
    set order_id = sold.id
    where
        p.workspace_id = workspace
        and (
            p.stripe_payment_intent_id = key
            or (p.stripe_payment_id = key and p.stripe_payment_intent_id is null)
        )
        and p.order_id is distinct from sold.id;
    update public.refunds as r
    set order_id = sold.id
    from public.payments as p
    where
        p.workspace_id = workspace
        and p.order_id = sold.id
        and r.workspace_id = workspace
        and r.payment_id = p.id
        and r.order_id is distinct from sold.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_order_items (
  sold    public.orders,
  account text,
  session jsonb,
  invoice jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    wanted jsonb;
    kept jsonb;
begin
    -- Credits (lines below zero) are no goods: they make the total less than the lines.
    select coalesce(jsonb_agg(line.item order by line.place), '[]') into wanted
    from (
        select
            l.ordinality as place,
            jsonb_build_object(
                'external_product_id', left(coalesce(
                    l.value #>> '{price,product}', l.value #>> '{pricing,price_details,product}'
                ), 255),
                'product_id', private.stripe_product(
                    sold.workspace_id,
                    account,
                    l.value -> 'metadata',
                    l.value #> '{price,metadata}',
                    coalesce(
                        l.value #>> '{price,product}', l.value #>> '{pricing,price_details,product}'
                    )
                ),
                'product_name', left(l.value ->> 'description', 500),
                'quantity', case when n.cost % n.pieces = 0 then n.pieces else 1 end,
                'unit_price', private.exact_amount(
                    case when n.cost % n.pieces = 0 then n.cost / n.pieces else n.cost end,
                    sold.currency
                ),
                'discount_amount', private.exact_amount(
                    least(greatest(n.discount, 0), n.cost), sold.currency
                )
            ) as item
        from jsonb_array_elements(
            coalesce(
                nullif(session #> '{line_items,data}', 'null'), invoice #> '{lines,data}', '[]'
            )
        ) with ordinality as l
        cross join lateral (
            select
                coalesce((l.value ->> 'amount_subtotal')::bigint, (l.value ->> 'amount')::bigint)
                    as cost,
                greatest(coalesce((l.value ->> 'quantity')::bigint, 1), 1) as pieces,
                coalesce(
                    (l.value ->> 'amount_discount')::bigint,
                    (
                        select sum((d.value ->> 'amount')::bigint)::bigint
                        from jsonb_array_elements(
                            coalesce(nullif(l.value -> 'discount_amounts', 'null'), '[]')
                        ) as d
                    ),
                    0
                ) as discount
        ) as n
        where n.cost >= 0
    ) as line;
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'external_product_id', i.external_product_id,
                'product_id', i.product_id,
                'product_name', i.product_name,
                'quantity', i.quantity,
                'unit_price', i.unit_price,
                'discount_amount', i.discount_amount
            )
            order by i.place
        ),
        '[]'
    )
    into kept
    from (
        select
            items.*,
            row_number() over (order by items.created_at, items.id) as place
        from public.order_items as items
        where items.workspace_id = sold.workspace_id and items.order_id = sold.id
    ) as i;
    if private.same_lines(wanted, kept) then
        return;
    end if;
    delete from public.order_items as i
    where i.workspace_id = sold.workspace_id and i.order_id = sold.id;
    insert into public.order_items (
        workspace_id, order_id, external_product_id, product_id, product_name, quantity, unit_price,
        discount_amount, currency
    )
    select
        sold.workspace_id,
        sold.id,
        w.value ->> 'external_product_id',
        (w.value ->> 'product_id')::uuid,
        w.value ->> 'product_name',
        (w.value ->> 'quantity')::integer,
        (w.value ->> 'unit_price')::numeric,
        (w.value ->> 'discount_amount')::numeric,
        sold.currency
    from jsonb_array_elements(wanted) as w;
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_payment (
  workspace uuid,
  charge    public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    data constant jsonb := charge.data;
    named constant text := upper(data ->> 'currency');
    captured constant boolean := coalesce((data ->> 'captured')::boolean, true);
    whole constant bigint := (data ->> 'amount')::bigint;
    -- What was not captured is called refunded at Stripe, too.
    taken constant bigint := case
        when captured then coalesce((data ->> 'amount_captured')::bigint, whole)
        else whole
    end;
    back constant bigint := case
        when captured
            then greatest(coalesce((data ->> 'amount_refunded')::bigint, 0) - (whole - taken), 0)
        else 0
    end;
    state text;
    back_at timestamptz;
begin
    state := case
        when data ->> 'status' = 'failed' then 'failed'
        when not captured and (data ->> 'refunded')::boolean then 'canceled'
        when data ->> 'status' = 'pending' or not captured then 'processing'
        when back >= taken and taken > 0 then 'refunded'
        when back > 0 then 'partially_refunded'
        else 'completed'
    end;
    if back > 0 then
        select max(private.stripe_time(r.data, 'created')) into back_at
        from public.stripe_objects as r
        where
            r.account_id = charge.account_id
            and r.object = 'refund'
            and r.data ->> 'charge' = charge.id
            and r.data ->> 'status' not in ('failed', 'canceled');
    end if;
    insert into public.payments as p (
        workspace_id, stripe_payment_id, stripe_payment_intent_id, customer_id, amount,
        refunded_amount, currency, payment_method, error_message, status, completed_at, failed_at,
        refunded_at, created_at
    )
    values (
        workspace,
        charge.id,
        data ->> 'payment_intent',
        private.stripe_buyer(workspace, charge.account_id, data ->> 'customer'),
        private.exact_amount(taken, named),
        private.exact_amount(back, named),
        named,
        left(data #>> '{payment_method_details,type}', 100),
        coalesce(data ->> 'failure_message', data #>> '{outcome,seller_message}'),
        state,
        case
            when state in ('completed', 'partially_refunded', 'refunded')
                then private.stripe_time(data, 'created')
        end,
        case when state = 'failed' then private.stripe_time(data, 'created') end,
        back_at,
        private.stripe_time(data, 'created')
    )
    on conflict (workspace_id, stripe_payment_id) do update
    set
        stripe_payment_intent_id = excluded.stripe_payment_intent_id,
        customer_id = coalesce(excluded.customer_id, p.customer_id),
        amount = excluded.amount,
        refunded_amount = excluded.refunded_amount,
        currency = excluded.currency,
        payment_method = excluded.payment_method,
        error_message = excluded.error_message,
        status = excluded.status,
        completed_at = coalesce(p.completed_at, excluded.completed_at),
        failed_at = coalesce(p.failed_at, excluded.failed_at),
        refunded_at = excluded.refunded_at;
    perform private.derive_dispute(workspace, charge.account_id, charge.id);
    -- Refunds that came before their payment.
    update public.refunds as r
    set payment_id = p.id
    from public.payments as p
    join public.stripe_objects as o
        on
            o.account_id = charge.account_id
            and o.object = 'refund'
            and o.data ->> 'charge' = charge.id
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = charge.id
        and r.workspace_id = workspace
        and r.stripe_refund_id = o.id
        and r.payment_id is null;
    perform private.derive_order(
        workspace, charge.account_id, coalesce(data ->> 'payment_intent', charge.id)
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.derive_refund (
  workspace uuid,
  mirrored  public.stripe_objects
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    paid public.payments;
    charge public.stripe_objects;
begin
    select p.* into paid
    from public.payments as p
    where p.workspace_id = workspace and p.stripe_payment_id = mirrored.data ->> 'charge';
    insert into public.refunds as r (
        workspace_id, stripe_refund_id, payment_id, order_id, amount, currency, reason,
        error_message, status, refunded_at
    )
    values (
        workspace,
        mirrored.id,
        paid.id,
        paid.order_id,
        private.exact_amount((mirrored.data ->> 'amount')::bigint, mirrored.data ->> 'currency'),
        upper(mirrored.data ->> 'currency'),
        left(mirrored.data ->> 'reason', 255),
        mirrored.data ->> 'failure_reason',
        coalesce(mirrored.data ->> 'status', 'pending'),
        private.stripe_time(mirrored.data, 'created')
    )
    on conflict (workspace_id, stripe_refund_id) do update
    set
        payment_id = coalesce(excluded.payment_id, r.payment_id),
        order_id = coalesce(excluded.order_id, r.order_id),
        amount = excluded.amount,
        currency = excluded.currency,
        reason = excluded.reason,
        error_message = excluded.error_message,
        status = excluded.status,
        refunded_at = excluded.refunded_at;
    select o.* into charge
    from public.stripe_objects as o
    where
        o.account_id = mirrored.account_id and o.object = 'charge' and o.id = mirrored.data ->> 'charge';
    if charge.id is not null then
        perform private.derive_payment(workspace, charge);
    end if;
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

CREATE OR REPLACE FUNCTION private.exact_amount (
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
            message = format('%s %s has more decimals than are kept', amount, upper(currency)),
            hint = 'Stripe takes amounts in this currency only if their last digit is 0.';
    end if;
    return amount;
end
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

CREATE OR REPLACE FUNCTION private.invoice_intents (
  invoice jsonb
)
  RETURNS SETOF text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    -- Before basil an invoice had one PaymentIntent, since then it has a list of payments.
    select invoice ->> 'payment_intent'
    where invoice ->> 'payment_intent' is not null
    union
    select p.value #>> '{payment,payment_intent}'
    from jsonb_array_elements(coalesce(invoice #> '{payments,data}', '[]')) as p
    where p.value #>> '{payment,payment_intent}' is not null
$function$;

CREATE OR REPLACE FUNCTION private.is_invoice_charged (
  invoice jsonb
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select exists (
        select
        from jsonb_array_elements(coalesce(invoice #> '{payments,data}', '[]')) as p
        where
            p.value ->> 'status' = 'paid'
            and p.value #>> '{payment,payment_intent}' is not null
    )
    or (
        invoice ->> 'payment_intent' is not null
        and not coalesce((invoice ->> 'paid_out_of_band')::boolean, false)
    )
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

CREATE OR REPLACE FUNCTION private.same_lines (
  one   jsonb,
  other jsonb
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    -- Lines written in one statement have no order of their own.
    select (select jsonb_agg(l.value order by l.value) from jsonb_array_elements(one) as l)
    is not distinct from
    (select jsonb_agg(l.value order by l.value) from jsonb_array_elements(other) as l)
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

CREATE OR REPLACE FUNCTION private.stripe_attribution (
  session jsonb,
  source  jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(jsonb_object_agg(m.key, m.value), '{}')
    || case
        when session ->> 'client_reference_id' is null then '{}'
        else jsonb_build_object('client_reference_id', session ->> 'client_reference_id')
    end
    from jsonb_each_text(
        coalesce(nullif(source -> 'metadata', 'null'), '{}')
        || coalesce(nullif(session -> 'metadata', 'null'), '{}')
    ) as m
    where m.key like 'utm\_%' or m.key = 'referrer'
$function$;

CREATE OR REPLACE FUNCTION private.stripe_buyer (
  workspace uuid,
  account   text,
  customer  text
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select c.id
    from public.customers as c
    where
        c.workspace_id = workspace
        and (
            c.stripe_customer_id = customer
            or lower(c.email) = (
                select lower(btrim(o.data ->> 'email'))
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'customer' and o.id = customer
            )
        )
    order by (c.stripe_customer_id = customer) desc nulls last
    limit 1
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

CREATE OR REPLACE FUNCTION private.stripe_product (
  workspace      uuid,
  account        text,
  line_metadata  jsonb,
  price_metadata jsonb,
  product        text
)
  RETURNS uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select p.id
    from public.products as p
    where
        p.workspace_id = workspace
        and p.id::text = coalesce(
            line_metadata ->> 'product_id',
            price_metadata ->> 'product_id',
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'product' and o.id = product
            )
        )
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
    with sold as (
        select a.workspace_id as id from public.stripe_accounts as a where a.id = account
    ),

    theirs as (
        select
            k.what,
            upper(o.data ->> 'currency') as currency,
            sum(k.amount)::bigint as amount
        from public.stripe_objects as o
        cross join lateral (
            values
            (
                'payments',
                case
                    when o.object = 'charge' and o.data ->> 'status' = 'succeeded'
                        and coalesce((o.data ->> 'captured')::boolean, true)
                        then coalesce(o.data ->> 'amount_captured', o.data ->> 'amount')::bigint
                end
            ),
            (
                'refunds',
                case
                    when o.object = 'refund' and o.data ->> 'status' = 'succeeded'
                        then (o.data ->> 'amount')::bigint
                end
            ),
            (
                'disputes',
                case
                    when o.object = 'dispute' and o.data ->> 'status' = 'lost'
                        then (o.data ->> 'amount')::bigint
                end
            )
        ) as k (what, amount)
        where o.account_id = account and k.amount is not null
        group by k.what, upper(o.data ->> 'currency')
    ),

    ours as (
        select 'payments' as what, p.currency, sum(p.amount_cents)::bigint as amount
        from public.payments as p
        where
            p.workspace_id in (select s.id from sold as s)
            and p.stripe_payment_id is not null
            and p.status in ('completed', 'partially_refunded', 'refunded')
        group by p.currency
        union all
        select 'refunds', r.currency, sum(r.amount_cents)::bigint
        from public.refunds as r
        where
            r.workspace_id in (select s.id from sold as s)
            and r.stripe_refund_id is not null
            and r.status = 'succeeded'
        group by r.currency
        union all
        select
            'disputes',
            p.currency,
            sum(private.to_minor_units(p.disputed_amount, p.currency))::bigint
        from public.payments as p
        where
            p.workspace_id in (select s.id from sold as s)
            and p.stripe_payment_id is not null
            and p.disputed_amount > 0
        group by p.currency
    )

    select
        coalesce(o.what, t.what),
        coalesce(o.currency, t.currency),
        coalesce(o.amount, 0),
        coalesce(t.amount, 0)
    from ours as o
    full join theirs as t on o.what = t.what and o.currency = t.currency
    order by 1, 2
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
  data  jsonb,
  field text
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return to_timestamp((data ->> field)::double precision);
end
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
    return jsonb_build_object('read_at', clock_timestamp(), 'livemode', livemode);
end
$function$;

REVOKE ALL ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

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
    -- The first object that says so tells which mode the account is in.
    update public.stripe_accounts as a
    set livemode = (told.value #>> '{data,livemode}')::boolean
    from (
        select g.value
        from jsonb_array_elements(objects) as g
        where jsonb_typeof(g.value #> '{data,livemode}') = 'boolean'
        limit 1
    ) as told
    where a.id = store_stripe_objects.account_id and a.livemode is null;
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

CREATE TRIGGER orders_transitions
  BEFORE INSERT OR UPDATE OF status ON public.orders
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>paid', 'pending>failed', 'pending>canceled', 'failed>pending', 'failed>paid', 'failed>canceled', 'pending>partially_refunded',
    'pending>refunded',
    'failed>partially_refunded',
    'failed>refunded',
    'paid>partially_refunded', 'paid>refunded', 'paid>canceled', 'partially_refunded>refunded', 'partially_refunded>paid', 'refunded>partially_refunded', 'refunded>paid');

CREATE TRIGGER payments_check_money
  BEFORE INSERT OR UPDATE OF amount, refunded_amount, disputed_amount, currency ON public.payments
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('amount', 'refunded_amount', 'disputed_amount');

CREATE TRIGGER payments_transitions
  BEFORE INSERT OR UPDATE OF status ON public.payments
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>processing', 'pending>completed', 'pending>failed', 'pending>canceled', 'processing>completed', 'processing>failed', 'processing>canceled',
    'failed>processing',
    'failed>completed',
    'failed>canceled',
    'pending>partially_refunded',
    'pending>refunded',
    'processing>partially_refunded',
    'processing>refunded',
    'completed>partially_refunded', 'completed>refunded', 'partially_refunded>refunded', 'partially_refunded>completed', 'refunded>partially_refunded', 'refunded>completed');

CREATE TRIGGER refunds_check_money
  BEFORE INSERT OR UPDATE OF amount, currency ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION private.check_money('amount');

CREATE TRIGGER refunds_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

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

CREATE POLICY "stripe_webhook_secrets_select" ON "private"."stripe_webhook_secrets"
  FOR SELECT
  TO "authenticated"
  USING (false);

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

COMMENT ON COLUMN "private"."stripe_webhook_secrets"."expires_at" IS 'From then on it is not valid; null while it is in use.';

COMMENT ON COLUMN "private"."stripe_webhook_secrets"."is_connect" IS 'Of an endpoint for connected accounts: its events name their account.';

COMMENT ON COLUMN "public"."orders"."stripe_id" IS 'What it is in the workspace''s own Stripe account: a PaymentIntent; where nothing was charged there, a checkout session or an invoice; a charge from before there were PaymentIntents.';

COMMENT ON COLUMN "public"."payments"."disputed_amount" IS 'What was lost in disputes; disputed_at says when.';

COMMENT ON COLUMN "public"."payments"."stripe_payment_id" IS 'The attempt at Stripe: a charge.';

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

COMMENT ON FUNCTION "private"."await_stripe_account"(text) IS 'Waits until nobody else writes what an account''s objects mean, until the transaction ends. What follows from two objects together is then seen by the one that comes second.';

COMMENT ON FUNCTION "private"."derive_billing"(public.stripe_objects) IS 'Writes what follows from an object of our own account.';

COMMENT ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) IS 'Writes what follows from an object of a workspace''s own account: customers, payments, refunds, orders.';

COMMENT ON FUNCTION "private"."derive_customer"(uuid, public.stripe_objects) IS 'Keeps a customer as Stripe has them, one for each address.';

COMMENT ON FUNCTION "private"."derive_dispute"(uuid, text, text) IS 'Notes with a payment what was lost in disputes about it.';

COMMENT ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) IS 'Writes what follows from an object: in billing for our own account, in commerce for a workspace''s. Returns what stood in the way, or null. Safe to repeat; the order does not matter.';

COMMENT ON FUNCTION "private"."derive_order"(uuid, text, text) IS 'Keeps the order of a PaymentIntent, or of a session, an invoice or a charge that has none, as Stripe has it.';

COMMENT ON FUNCTION "private"."derive_order_items"(public.orders, text, jsonb, jsonb) IS 'Keeps the lines of an order as its session or invoice has them; writes only where they differ.';

COMMENT ON FUNCTION "private"."derive_payment"(uuid, public.stripe_objects) IS 'Keeps a payment as its charge is at Stripe, and then the order it is for.';

COMMENT ON FUNCTION "private"."derive_refund"(uuid, public.stripe_objects) IS 'Keeps a refund as it is at Stripe, and the day of its payment''s.';

COMMENT ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) IS 'Keeps stripe_accounts as Stripe has the account.';

COMMENT ON FUNCTION "private"."derive_stripe_failures"(text, boolean) IS 'Tries again to make of an account''s objects what follows from them: of those that failed, or of all. Returns of how many nothing could be made.';

COMMENT ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) IS 'Has an object read from Stripe once, after now. Jobs of one object run one after the other; those that a later reading has already answered ask Stripe nothing.';

COMMENT ON FUNCTION "private"."enqueue_stripe_steps"(uuid) IS 'Enqueues the jobs of a reconciliation''s steps that are not at their end.';

COMMENT ON FUNCTION "private"."exact_amount"(bigint, text) IS 'An integer of Stripe as an amount of ours. Raises PT422 where two decimals do not hold it.';

COMMENT ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) IS 'Failure function of stripe.project: its events are shown as failed, and stripe.sweep tries again.';

COMMENT ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) IS 'Failure function of stripe.reconcile_kind: a list that was not read to its end is no success.';

COMMENT ON FUNCTION "private"."invoice_intents"(jsonb) IS 'The PaymentIntents of an invoice, in both shapes of Stripe''s API.';

COMMENT ON FUNCTION "private"."is_invoice_charged"(jsonb) IS 'Whether an invoice that is paid was paid by a PaymentIntent: that is the order then.';

COMMENT ON FUNCTION "private"."is_stripe_mirrored"(text) IS 'Whether objects of this kind are kept in stripe_objects. flywheel.billing.kinds says how each is read.';

COMMENT ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) IS 'Writes down that ours (read_at null where there is none) differs from theirs (null where there is none). It is repaired in the same transaction.';

COMMENT ON FUNCTION "private"."read_stripe_event"(json) IS 'An event as jsonb. Of one that jsonb cannot hold, payload is {"raw": its text}, and fields are those that matter, with U+FFFD for what Postgres has no character for.';

COMMENT ON FUNCTION "private"."receive_stripe_event"(json) IS 'Body of stripe_webhook. Raises PT400, and then leaves nothing.';

COMMENT ON FUNCTION "private"."same_lines"(jsonb, jsonb) IS 'Whether two lists have the same lines, in any order.';

COMMENT ON FUNCTION "private"."settle_stripe_events"(text, text, text) IS 'Marks the events of an object that its last reading has answered.';

COMMENT ON FUNCTION "private"."stripe_amount"(jsonb, text) IS 'What an object is about, in the minor unit of its currency; 0 where it is not about money.';

COMMENT ON FUNCTION "private"."stripe_attribution"(jsonb, jsonb) IS 'Where an order came from: the UTM parameters that the shop put into the metadata of the session or the PaymentIntent.';

COMMENT ON FUNCTION "private"."stripe_buyer"(uuid, text, text) IS 'Who a customer of Stripe is here; null while nobody is known.';

COMMENT ON FUNCTION "private"."stripe_list_kinds"() IS 'The kinds that a reconciliation compares, in their order: what others refer to comes first.';

COMMENT ON FUNCTION "private"."stripe_product"(uuid, text, jsonb, jsonb, text) IS 'Which product of ours a line is of: the one that metadata.product_id names, of the line, its price or its product at Stripe.';

COMMENT ON FUNCTION "private"."stripe_sales_check"(text) IS 'Sums of what a workspace has of its own account''s payments, refunds and lost disputes, beside those of the mirror, in minor units: equal when all is well.';

COMMENT ON FUNCTION "private"."stripe_signature_fault"(text, text, text[], integer, timestamp with time zone) IS 'What is wrong with a Stripe-Signature header: null when one of its v1 signatures is the HMAC-SHA256 of "<t>.<body>" under one of the secrets and t is not older than tolerance seconds (0: of any age). matched is that secret. Decides as stripe.WebhookSignature of Stripe''s official Python library does.';

COMMENT ON FUNCTION "private"."stripe_subject"(jsonb) IS 'Which object is to be read again because of an event; null where that cannot be said.';

COMMENT ON FUNCTION "private"."stripe_time"(jsonb, text) IS 'A field that is a Unix time; null where it is not there.';

COMMENT ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) IS 'The next objects of ours, at most 100, that a step has not come across. Of summaries also those of customers that were never read.';

COMMENT ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp with time zone) IS 'For workers, before an object is read: the moment to give to store_stripe_objects, and whether the account is in live mode; null when a reading that began after since is there already. Raises PT404.';

COMMENT ON FUNCTION "public"."end_stripe_step"(uuid, text, text) IS 'For workers: ends a step, with what went wrong if so. The last one ends the run: completed only if every step came to its end.';

COMMENT ON FUNCTION "public"."next_stripe_page"(uuid, text) IS 'For workers: where a step of a reconciliation is: listing, from the cursor on, or repairing, with the ids of objects that the list did not have; null when there is nothing left to do.';

COMMENT ON FUNCTION "public"."publish_plan"(uuid, text) IS 'For workers: notes a plan''s price at Stripe. False when it has one already.';

COMMENT ON FUNCTION "public"."start_stripe_reconciliation"(text, boolean, timestamp with time zone) IS 'For operators and workers: compares an account with what we have of it, and repairs the difference; only objects made since created_since, if given. One at a time for an account: while one is running, it is that one that is returned. Raises PT404.';

COMMENT ON FUNCTION "public"."start_stripe_reconciliations"() IS 'For workers: begins a reconciliation of every account that is in use. Returns how many.';

COMMENT ON FUNCTION "public"."store_stripe_objects"(text, timestamp with time zone, jsonb, text) IS 'For workers: keeps objects that were read from Stripe, [{"object", "id", "data"}, …], data null for one that is deleted, and writes what follows from them. read_at is the moment that begin_stripe_projection gave: what was read later is not replaced. Returns how many changed, and of how many nothing could be made (their error_message says why). Safe to repeat.';

COMMENT ON FUNCTION "public"."stripe_webhook"(json) IS 'For Stripe: takes an event (POST /rest/v1/rpc/stripe_webhook?apikey=…). Every authentic event gets a 2xx, also a repeated one and one of an unknown type; a forged, stale or foreign one a 400 that leaves no trace.';

COMMENT ON FUNCTION "public"."sweep_stripe_events"(interval) IS 'Enqueues again what waits for a job that is gone or has failed, and was not touched for so long. Returns for how many. For workers: the job stripe.sweep; safe to repeat.';

COMMENT ON FUNCTION "public"."take_stripe_page"(uuid, text, text, timestamp with time zone, jsonb, boolean) IS 'For workers: takes in a page of Stripe''s list, [{"id", "data"}, …]: notes what differs from what we have, and stores what Stripe has. after is the cursor that next_stripe_page gave; false when the page was taken in before.';

COMMENT ON FUNCTION "public"."take_stripe_unread"(uuid, text, timestamp with time zone, jsonb) IS 'For workers: takes in objects that the list did not have, each read by its id; data null for one that is really gone.';

COMMENT ON FUNCTION "public"."unpublished_plans"() IS 'For workers: the plans that cost something and have no price at Stripe yet, in Stripe''s terms.';

COMMENT ON TABLE "private"."stripe_webhook_secrets" IS 'Signing secrets of our webhook endpoints at Stripe. Several may be valid at once, as while one is rotated. Nobody reads them: private.receive_stripe_event does, as its owner.';

COMMENT ON TABLE "public"."refunds" IS 'What was paid back to customers of a workspace, or should have been. Written by workers.';

COMMENT ON TABLE "public"."stripe_accounts" IS 'Stripe accounts that we read: platform is ours, the others belong to workspaces (Connect).';

COMMENT ON TABLE "public"."stripe_drift" IS 'What a reconciliation found to differ from Stripe. It is repaired in the transaction that notes it. Server only.';

COMMENT ON TABLE "public"."stripe_objects" IS 'Stripe''s objects as they were when a worker last read them. Server only; the views of schema reporting show them with columns. Amounts are integers of the minor unit, as at Stripe.';

COMMENT ON TABLE "public"."stripe_reconciliation_steps" IS 'How far a reconciliation is with each kind of object. Server only.';

COMMENT ON TABLE "public"."stripe_reconciliations" IS 'Comparisons of all that Stripe lists with what we have. Server only.';

REVOKE ALL ON FUNCTION "private"."await_stripe_account"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."await_stripe_account"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."await_stripe_account"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."await_stripe_account"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."derive_billing"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_billing"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_billing"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_commerce"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_customer"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_customer"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_customer"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_dispute"(uuid, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_dispute"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_dispute"(uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_from_stripe"(public.stripe_objects) TO "service_role";

REVOKE ALL ON FUNCTION "private"."derive_order"(uuid, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_order"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_order"(uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_order_items"(public.orders, text, jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_order_items"(public.orders, text, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_order_items"(public.orders, text, jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_payment"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_payment"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_payment"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_refund"(uuid, public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_refund"(uuid, public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_refund"(uuid, public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_account"(public.stripe_objects) TO "postgres";

REVOKE ALL ON FUNCTION "private"."derive_stripe_failures"(text, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."derive_stripe_failures"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_failures"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."derive_stripe_failures"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_projection"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_steps"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_stripe_steps"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_steps"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_stripe_steps"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."exact_amount"(bigint, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."exact_amount"(bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."exact_amount"(bigint, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_projection"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_stripe_step"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."invoice_intents"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."invoice_intents"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."invoice_intents"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_invoice_charged"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_invoice_charged"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_invoice_charged"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_stripe_mirrored"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_stripe_mirrored"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_stripe_mirrored"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_stripe_mirrored"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_stripe_drift"(public.stripe_reconciliations, public.stripe_objects, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."read_stripe_event"(json) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."read_stripe_event"(json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."read_stripe_event"(json) TO "postgres";

REVOKE ALL ON FUNCTION "private"."receive_stripe_event"(json) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "anon", "authenticated";

REVOKE ALL ON FUNCTION "private"."receive_stripe_event"(json) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."receive_stripe_event"(json) TO "service_role";

REVOKE ALL ON FUNCTION "private"."same_lines"(jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."same_lines"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."same_lines"(jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."settle_stripe_events"(text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."settle_stripe_events"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_stripe_events"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_stripe_events"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_amount"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_amount"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_amount"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_amount"(jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_attribution"(jsonb, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_attribution"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_attribution"(jsonb, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_buyer"(uuid, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_buyer"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_buyer"(uuid, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."stripe_list_kinds"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_list_kinds"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_list_kinds"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_list_kinds"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."stripe_product"(uuid, text, jsonb, jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_product"(uuid, text, jsonb, jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_product"(uuid, text, jsonb, jsonb, text) TO "postgres";

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

REVOKE ALL ON FUNCTION "private"."stripe_time"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."stripe_time"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."stripe_time"(jsonb, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."unread_stripe_objects"(public.stripe_reconciliations, public.stripe_reconciliation_steps) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_stripe_projection"(text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_stripe_step"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_stripe_step"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_stripe_step"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."next_stripe_page"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_stripe_page"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_stripe_page"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."publish_plan"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_plan"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_plan"(uuid, text) TO "service_role";

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

REVOKE ALL ON SCHEMA "private" FROM "anon";

GRANT USAGE ON SCHEMA "private" TO "anon";

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

CREATE INDEX refunds_recent ON public.refunds USING btree (workspace_id, refunded_at DESC);

COMMENT ON COLUMN "public"."refunds"."refunded_at" IS 'When it was asked for; created_at is when we heard.';

COMMENT ON COLUMN "public"."refunds"."status" IS 'As in Stripe. A refund that succeeded may fail later: the money is back with the workspace then.';

-- What the column said that was computed.
update public.stripe_events
set
    object = left(payload #>> '{data,object,object}', 255),
    object_id = left(payload #>> '{data,object,id}', 255);

-- Rows that the functions above rely on.

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
    max_running_per_key => 1
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
    max_running_per_key => 2
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
