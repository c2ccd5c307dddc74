-- Extend pricing: guardrails that the table itself holds, prior prices of reductions, elasticities,
-- and recommendations from the run that makes them to the price that is taken back. Stop the workers
-- before and start the new version after. Prices that a rule forbids stay as they are, and may move
-- towards it. The new checks read their tables once: on a million products that takes seconds.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file ban-drop-constraint, require-concurrent-index-deletion, adding-required-field

set local lock_timeout = '4s';
set local statement_timeout = '2min';
set local check_function_bodies = off;

ALTER TABLE "public"."price_elasticities"
  DROP CONSTRAINT "price_elasticities_scope";

ALTER TABLE "public"."price_history"
  DROP CONSTRAINT "price_history_base_cost_not_negative";

ALTER TABLE "public"."price_history"
  DROP CONSTRAINT "price_history_base_price_not_negative";

ALTER TABLE "public"."price_history"
  DROP CONSTRAINT "price_history_new_price_not_negative";

ALTER TABLE "public"."price_history"
  DROP CONSTRAINT "price_history_old_price_not_negative";

ALTER TABLE "public"."price_recommendations"
  DROP CONSTRAINT "price_recommendations_current_not_negative";

ALTER TABLE "public"."price_recommendations"
  DROP CONSTRAINT "price_recommendations_price_not_negative";

CREATE TABLE "private"."repricing_marks" (
  "workspace_id" uuid                     NOT NULL,
  "id"           bigint                   GENERATED ALWAYS AS IDENTITY NOT NULL,
  "product_id"   uuid                     NOT NULL,
  "reason"       text                     NOT NULL,
  "made_by"      xid8                     NOT NULL DEFAULT pg_current_xact_id(),
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "repricing_marks_pkey" PRIMARY KEY (workspace_id, id),
  CONSTRAINT "repricing_marks_reason_known" CHECK ((reason = ANY (ARRAY['stock'::text, 'competitors'::text])))
);

ALTER TABLE "private"."repricing_marks"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "public"."price_holds" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid                     NOT NULL,
  "product_id"   uuid                     NOT NULL,
  "run_id"       uuid,
  "kind"         text                     NOT NULL,
  "code"         text                     NOT NULL,
  "reasons"      text[]                   NOT NULL DEFAULT '{}'::text[],
  "held_since"   timestamp with time zone NOT NULL DEFAULT now(),
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "price_holds_code_length" CHECK (((char_length(code) >= 1) AND (char_length(code) <= 100))),
  CONSTRAINT "price_holds_kind_known" CHECK ((kind = ANY (ARRAY['hold'::text, 'skip'::text]))),
  CONSTRAINT "price_holds_one_per_product" UNIQUE (workspace_id, product_id),
  CONSTRAINT "price_holds_pkey" PRIMARY KEY (id),
  CONSTRAINT "price_holds_tenant_key" UNIQUE (workspace_id, id)
);

ALTER TABLE "public"."price_holds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."price_holds" FROM "anon";

CREATE TABLE "public"."pricing_runs" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"  uuid                     NOT NULL,
  "requested_by"  uuid,
  "reason"        text                     NOT NULL,
  "triggers"      jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "product_ids"   uuid[],
  "status"        text                     NOT NULL DEFAULT 'waiting'::text,
  "after_product" uuid,
  "total"         integer,
  "products"      integer                  NOT NULL DEFAULT 0,
  "changed"       integer                  NOT NULL DEFAULT 0,
  "kept"          integer                  NOT NULL DEFAULT 0,
  "held"          integer                  NOT NULL DEFAULT 0,
  "skipped"       integer                  NOT NULL DEFAULT 0,
  "applied"       integer                  NOT NULL DEFAULT 0,
  "refused"       integer                  NOT NULL DEFAULT 0,
  "codes"         jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "seasons"       jsonb,
  "started_at"    timestamp with time zone,
  "finished_at"   timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "pricing_runs_adds_up" CHECK ((products = (((changed + kept) + held) + skipped))),
  CONSTRAINT "pricing_runs_applied_of_changed" CHECK (((applied >= 0) AND (refused >= 0) AND ((applied + refused) <= changed))),
  CONSTRAINT "pricing_runs_codes_object" CHECK ((jsonb_typeof(codes) = 'object'::text)),
  CONSTRAINT "pricing_runs_ended_has_time" CHECK (((status = ANY (ARRAY['finished'::text, 'failed'::text])) = (finished_at IS NOT NULL))),
  CONSTRAINT "pricing_runs_pkey" PRIMARY KEY (id),
  CONSTRAINT "pricing_runs_reason_known" CHECK ((reason = ANY (ARRAY['schedule'::text, 'changes'::text, 'request'::text]))),
  CONSTRAINT "pricing_runs_status_known" CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'finished'::text, 'failed'::text]))),
  CONSTRAINT "pricing_runs_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "pricing_runs_total_not_negative" CHECK ((total >= 0)),
  CONSTRAINT "pricing_runs_triggers_object" CHECK ((jsonb_typeof(triggers) = 'object'::text))
);

ALTER TABLE "public"."pricing_runs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."pricing_runs" FROM "anon";

CREATE TABLE "public"."pricing_settings" (
  "workspace_id"       uuid                     NOT NULL,
  "id"                 uuid                     GENERATED ALWAYS AS (workspace_id) STORED NOT NULL,
  "explores"           boolean                  NOT NULL DEFAULT true,
  "widest_interval"    numeric(5,2)             NOT NULL DEFAULT 3,
  "expires_after_days" integer                  NOT NULL DEFAULT 14,
  "rest_days"          integer                  NOT NULL DEFAULT 7,
  "lead_time_days"     integer                  NOT NULL DEFAULT 14,
  "sales_days"         integer                  NOT NULL DEFAULT 365,
  "recent_days"        integer                  NOT NULL DEFAULT 28,
  "reprices_on_change" boolean                  NOT NULL DEFAULT true,
  "uplift_since"       date,
  "created_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"         timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "pricing_settings_expires_range" CHECK (((expires_after_days >= 1) AND (expires_after_days <= 365))),
  CONSTRAINT "pricing_settings_lead_time_range" CHECK (((lead_time_days >= 0) AND (lead_time_days <= 730))),
  CONSTRAINT "pricing_settings_pkey" PRIMARY KEY (workspace_id),
  CONSTRAINT "pricing_settings_recent_days_range" CHECK (((recent_days >= 7) AND (recent_days <= 90))),
  CONSTRAINT "pricing_settings_recent_within_sales" CHECK ((recent_days <= sales_days)),
  CONSTRAINT "pricing_settings_rest_range" CHECK (((rest_days >= 0) AND (rest_days <= 365))),
  CONSTRAINT "pricing_settings_sales_days_range" CHECK (((sales_days >= 28) AND (sales_days <= 1095))),
  CONSTRAINT "pricing_settings_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "pricing_settings_widest_interval_range" CHECK ((widest_interval > (0)::numeric))
);

ALTER TABLE "public"."pricing_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."pricing_settings" FROM "anon";

ALTER TABLE "public"."competitor_prices"
  ADD COLUMN "source" text;

ALTER TABLE "public"."price_history"
  ADD COLUMN "prior_price" numeric(12,2);

ALTER TABLE "public"."price_recommendations"
  ADD COLUMN "run_id" uuid;

ALTER TABLE "public"."price_recommendations"
  ADD COLUMN "code" text;

ALTER TABLE "public"."price_recommendations"
  ADD COLUMN "status_note" text;

ALTER TABLE "public"."price_rules"
  ADD COLUMN "competitor_days" integer NOT NULL DEFAULT 14;

ALTER TABLE "public"."products"
  ADD COLUMN "prior_price" numeric(12,2);

ALTER TABLE "public"."products"
  ADD COLUMN "reduced_since" timestamp WITH time zone;

ALTER TABLE "public"."products"
  ADD COLUMN "tracks_stock" boolean;

ALTER TABLE "public"."products"
  ADD COLUMN "lead_time_days" integer;

CREATE TYPE "private"."price_decision" AS (
  "product_id"             uuid,
  "kind"                   text,
  "code"                   text,
  "price"                  numeric,
  "expected_units_change"  numeric,
  "expected_profit_change" numeric,
  "expected_profit_low"    numeric,
  "expected_profit_high"   numeric,
  "confidence"             numeric,
  "reasons"                text[],
  "model"                  text,
  "inputs"                 jsonb
);

CREATE TYPE "private"."price_window" AS (
  "low"             numeric,
  "high"            numeric,
  "rounding"        text,
  "mode"            text,
  "holdout_share"   numeric,
  "blocked"         text,
  "rule_low"        numeric,
  "rule_high"       numeric,
  "floor_price"     numeric,
  "advertised"      numeric,
  "margin"          numeric,
  "ceiling_price"   numeric,
  "band_low"        numeric,
  "band_high"       numeric,
  "step_low"        numeric,
  "step_high"       numeric,
  "rule"            text,
  "floor_rule"      text,
  "advertised_rule" text,
  "margin_rule"     text,
  "ceiling_rule"    text,
  "band_low_rule"   text,
  "band_high_rule"  text,
  "step_rule"       text,
  "changes_rule"    text,
  "quiet_rule"      text,
  "quiet_until"     text
);

CREATE OR REPLACE FUNCTION private.apply_recommendations (
  workspace       uuid,
  recommendations uuid[],
  waits           boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    fitting uuid[];
    each_id uuid;
    written integer := 0;
    failed integer := 0;
    said text;
begin
    -- In the order of their ids, as everybody does who locks many: nobody waits in a circle.
    perform
    from public.products as p
    where
        p.workspace_id = workspace
        and p.id in (
            select r.product_id
            from public.price_recommendations as r
            where r.workspace_id = workspace and r.id = any (recommendations)
        )
    order by p.id
    for no key update;

    with judged as (
        select j.* from private.refusals(workspace, recommendations) as j
    ),

    refused as (
        update public.price_recommendations as r
        set status = 'failed', status_note = j.reason
        from judged as j
        where
            r.workspace_id = workspace
            and r.id = j.recommendation_id
            and j.reason is not null
            and not (waits and j.is_temporary)
            and not r.is_holdout
            and r.status in ('pending', 'approved')
        returning r.id
    )

    select
        (select count(*) from refused),
        array(
            select j.recommendation_id
            from judged as j
            join public.price_recommendations as r on r.id = j.recommendation_id
            where j.reason is null and not r.is_holdout and r.status in ('pending', 'approved')
            order by j.product_id
        )
    into failed, fitting;

    if fitting <> '{}' then
        begin
            perform private.write_prices(workspace, fitting);
            written := cardinality(fitting);
        exception when others then
            -- Something that bounds do not know of refused one of them. One by one, so that
            -- the others are not lost with it: slow, and rare.
            foreach each_id in array fitting loop
                begin
                    perform private.write_prices(workspace, array[each_id]);
                    written := written + 1;
                exception when others then
                    said := sqlerrm;
                    update public.price_recommendations as r
                    set status = 'failed', status_note = said
                    where r.workspace_id = workspace and r.id = each_id;
                    failed := failed + 1;
                end;
            end loop;
        end;
    end if;
    return jsonb_build_object('applied', written, 'refused', failed);
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_pricing_run (
  workspace uuid,
  reason    text,
  products  uuid[] DEFAULT NULL::uuid[],
  triggers  jsonb  DEFAULT '{}'::jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    run uuid;
begin
    insert into public.pricing_runs (workspace_id, requested_by, reason, product_ids, triggers)
    select
        workspace,
        (select p.id from public.profiles as p where p.id = auth.uid()),
        reason,
        products,
        triggers
    returning id into run;
    perform jobs.enqueue(
        'pricing.reprice', jsonb_build_object('run_id', run), workspace, dedup_key => run::text
    );
    return run;
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_pricing_runs (
  reason text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    begun integer;
begin
    perform private.fail_lost_runs();
    if reason = 'schedule' then
        select count(private.begin_pricing_run(w.id, 'schedule')) into begun
        from public.workspaces as w
        where
            w.is_active
            and exists (
                select
                from public.price_rules as r
                where r.workspace_id = w.id and r.is_active
            )
            and not exists (
                select
                from public.pricing_runs as p
                where
                    p.workspace_id = w.id
                    and p.reason = 'schedule'
                    and p.status in ('waiting', 'running')
            );
    elsif reason = 'changes' then
        with counted as (
            select m.workspace_id, m.reason, count(distinct m.product_id) as products
            from private.repricing_marks as m
            group by m.workspace_id, m.reason
        ),

        marked as (
            select c.workspace_id, jsonb_object_agg(c.reason, c.products) as triggers
            from counted as c
            group by c.workspace_id
        )

        select count(private.begin_pricing_run(m.workspace_id, 'changes', null, m.triggers))
        into begun
        from marked as m
        where not exists (
            select
            from public.pricing_runs as p
            where
                p.workspace_id = m.workspace_id
                and p.reason = 'changes'
                and p.status in ('waiting', 'running')
        );
    else
        raise exception using
            errcode = 'PT422',
            message = format('%L begins no run.', reason),
            hint = 'schedule: all workspaces with an active rule. changes: all with marks.';
    end if;
    return begun;
end
$function$;

CREATE OR REPLACE FUNCTION private.charted_product (
  product uuid
)
  RETURNS public.products
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found_product public.products;
begin
    select * into found_product from public.products as p where p.id = product;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such product',
            hint = 'Give the id of a product of one of your workspaces.';
    end if;
    return found_product;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_money()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    values_given constant jsonb := to_jsonb(new);
    named constant text := upper(values_given ->> 'currency');
    digits constant integer := (
        select c.minor_units from public.currencies as c where c.code = named
    );
    wrong text;
begin
    if digits is null and named is not null then
        raise exception using
            errcode = 'PT422',
            message = format('there is no currency %L', named),
            detail = format('currency of a row in %s', tg_table_name),
            hint = 'Use an ISO 4217 code, such as USD or SAR: select code from currencies.';
    end if;
    -- Postgres sorts NaN above every number, so that no check of a lower bound refuses it.
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where values_given ->> given.name in ('NaN', 'Infinity', '-Infinity')
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s has to be a number, not %s', wrong, values_given ->> wrong),
            detail = format('%s of a row in %s', wrong, tg_table_name),
            hint = 'Give the amount in digits, or leave it out if it is not known.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where (values_given ->> given.name)::numeric < 0
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be negative', wrong),
            detail = format('%s of a row in %s is %s.', wrong, tg_table_name, values_given ->> wrong),
            hint = 'Give 0 or more.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where
        (values_given ->> given.name)::numeric
        <> round((values_given ->> given.name)::numeric, digits)
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be %s %s', wrong, values_given ->> wrong, named),
            detail = format('currency and %s of a row in %s', wrong, tg_table_name),
            hint = format('%s has no smaller unit than 1: give a whole amount.', named);
    end if;
    if named <> values_given ->> 'currency' then
        new.currency := named;
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_time_zone()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = new.time_zone
    ) then
        raise exception using
            errcode = 'PT422',
            message = format('"%s" is not a time zone', new.time_zone),
            detail = format('time_zone of a row in %s', tg_table_name),
            hint = 'Use a name of the IANA database: UTC, Asia/Riyadh, Europe/Berlin.';
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.decide_price (
  recommendation uuid,
  decision       text,
  note           text DEFAULT NULL::text
)
  RETURNS public.price_recommendations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    one public.price_recommendations := private.open_recommendation(recommendation);
    refusal text;
begin
    if one.is_holdout then
        raise exception using
            errcode = 'PT409',
            message = 'This product is held out: its price is left alone to measure what pricing brings.',
            detail = format('recommendation: %s', one.id),
            hint = 'A smaller holdout_share of its rule lets it take part again.';
    end if;
    if one.status not in ('pending', 'approved') or one.expires_at <= now() then
        raise exception using
            errcode = 'PT409',
            message = format(
                'This recommendation is %s: it cannot be decided any more.',
                case when one.status in ('pending', 'approved') then 'expired' else one.status end
            ),
            detail = format('recommendation: %s', one.id),
            hint = 'request_repricing computes a new one.';
    end if;
    if decision = 'apply' then
        select f.reason into refusal
        from private.refusals(one.workspace_id, array[one.id]) as f;
        if refusal is not null then
            raise exception using
                errcode = 'PT409',
                message = refusal,
                detail = format('recommendation: %s', one.id),
                hint = 'price_limits shows what is allowed; request_repricing computes a new price.';
        end if;
    end if;
    update public.price_recommendations as r
    set
        decided_by = (select p.id from public.profiles as p where p.id = auth.uid()),
        decided_at = now(),
        status = case decision when 'reject' then 'rejected' else 'approved' end,
        status_note = coalesce(left(btrim(note), 1000), r.status_note)
    where r.id = one.id;
    if decision = 'apply' then
        -- Not apply_recommendations: what the trigger of products says reaches the person.
        perform private.write_prices(one.workspace_id, array[one.id]);
    elsif decision = 'approve' then
        perform private.apply_recommendations(one.workspace_id, array[one.id], waits => true);
    end if;
    select r.* into one from public.price_recommendations as r where r.id = one.id;
    return one;
end
$function$;

CREATE OR REPLACE FUNCTION private.elasticity_workspaces()
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
            from public.price_history as h
            where h.workspace_id = w.id and h.changed_at >= now() - interval '180 days'
        )
        order by w.id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_lost_runs()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    failed integer;
begin
    update public.pricing_runs as r
    set status = 'failed', finished_at = now()
    where
        r.status in ('waiting', 'running')
        and r.created_at < now() - interval '1 minute'
        and not exists (
            select
            from jobs.job_queue as q
            where
                q.job_type = 'pricing.reprice'
                and q.dedup_key = r.id::text
                and q.lane = r.workspace_id
        );
    get diagnostics failed = row_count;
    return failed;
end
$function$;

CREATE OR REPLACE FUNCTION private.fitted_elasticity (
  product public.products
)
  RETURNS public.price_elasticities
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    fit public.price_elasticities;
begin
    select e.* into fit
    from public.price_elasticities as e
    where e.workspace_id = product.workspace_id and e.product_id = product.id
    order by e.fitted_at desc
    limit 1;
    if not found and product.category is not null then
        select e.* into fit
        from public.price_elasticities as e
        where e.workspace_id = product.workspace_id and e.category = product.category
        order by e.fitted_at desc
        limit 1;
    end if;
    if fit.id is null then
        select e.* into fit
        from public.price_elasticities as e
        where
            e.workspace_id = product.workspace_id
            and e.product_id is null
            and e.category is null
        order by e.fitted_at desc
        limit 1;
    end if;
    return fit;
end
$function$;

CREATE OR REPLACE FUNCTION private.given_decisions (
  run       public.pricing_runs,
  decisions jsonb
)
  RETURNS private.price_decision[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    if jsonb_typeof(decisions) is distinct from 'array' then
        raise exception using
            errcode = 'PT422',
            message = 'Decisions are a JSON array.',
            hint = '[{"product_id": …, "kind": "change", "code": …, "price": …, "inputs": {…}}, …]';
    end if;
    return array(
        select row(
            d.product_id, s.kind, s.code, d.price,
            -- The columns hold up to 99999 times as much; nobody needs to know it better.
            least(greatest(d.expected_units_change, -99999), 99999),
            least(greatest(d.expected_profit_change, -99999), 99999),
            least(greatest(d.expected_profit_low, -99999), 99999),
            least(greatest(d.expected_profit_high, -99999), 99999),
            d.confidence, coalesce(d.reasons, '{}'::text[]), d.model, d.inputs
        )::private.price_decision
        from (
            select distinct on (g.product_id) g.*
            from jsonb_populate_recordset(null::private.price_decision, decisions) as g
            where g.product_id > coalesce(
                run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
            )
            order by g.product_id
        ) as d
        cross join lateral (
            select
                d.kind = 'change'
                and (
                    d.price is null
                    or not d.price between 0.01 and 9999999999.99
                    or d.inputs is null
                    or d.model is null
                ) as is_broken
        ) as b
        cross join lateral (
            select
                case
                    when b.is_broken or d.kind is null then 'skip'
                    else d.kind
                end as kind,
                case
                    when b.is_broken or d.code is null then 'bad_number'
                    else left(d.code, 100)
                end as code
        ) as s
        where exists (
            select
            from public.products as p
            where p.workspace_id = run.workspace_id and p.id = d.product_id
        )
        order by d.product_id
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.guard_price()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
    -- Not now(): a transaction that began before quiet hours, or yesterday, is held to the clock.
    at constant timestamptz := clock_timestamp();
    is_same_money boolean := true;
    is_moved boolean := false;
    is_other_scope boolean := false;
    has_form boolean;
    reference numeric;
    scope private.price_window;
    scope_before private.price_window;
begin
    if new.current_price = 'NaN' then
        perform private.refuse_price(
            new, 'not_a_number', 'that is no number', 'Give the amount in digits.'
        );
    end if;
    if not exists (
        select from public.price_rules as r where r.workspace_id = new.workspace_id and r.is_active
    ) then
        return null;
    end if;
    if tg_op = 'UPDATE' then
        is_same_money := old.currency = new.currency;
        is_moved := not is_same_money or old.current_price <> new.current_price;
        is_other_scope := (old.currency, old.category, old.id, old.workspace_id)
            is distinct from (new.currency, new.category, new.id, new.workspace_id);
        reference := case
            when is_same_money then old.current_price
            else private.last_price_in(new.id, new.currency, at)
        end;
    end if;
    scope := private.price_window_of(
        new.workspace_id, new.id, new.category, new.currency, new.base_cost, reference, at
    );
    has_form := scope.rounding = 'none'
        or private.has_price_form(new.current_price, scope.rounding, new.currency);
    -- What a rollback is free of. Asked only where it matters: it reads the history.
    if
        is_moved
        and is_same_money
        and (
            scope.blocked is not null
            or not has_form
            or new.current_price < scope.step_low
            or new.current_price > scope.step_high
        )
        and private.is_price_rollback(new, old)
    then
        scope.blocked := null;
        has_form := true;
        scope.step_low := null;
        scope.step_high := null;
        scope.low := case
            when scope.rule_low is not null then least(scope.rule_low, reference)
        end;
        scope.high := case
            when scope.rule_high is not null then greatest(scope.rule_high, reference)
        end;
    end if;
    if is_other_scope then
        scope_before := private.price_window_of(
            old.workspace_id, old.id, old.category, old.currency, old.base_cost,
            old.current_price, at
        );
        if not is_same_money and scope_before.mode is not null then
            if scope.mode is null then
                perform private.refuse_price(
                    new, 'currency_without_rules',
                    format('it has price rules in %s, and none in %s', old.currency, new.currency),
                    format('Make a price rule in %s first.', new.currency)
                );
            end if;
            scope.blocked := coalesce(scope.blocked, scope_before.blocked);
            scope.changes_rule := coalesce(scope.changes_rule, scope_before.changes_rule);
            scope.quiet_rule := coalesce(scope.quiet_rule, scope_before.quiet_rule);
            scope.quiet_until := coalesce(scope.quiet_until, scope_before.quiet_until);
        end if;
        -- Under other rules than before, leave to stay outside has only a price that was outside of
        -- a bound at least as tight already.
        if (
            is_same_money
            and old.current_price < scope_before.rule_low
            and scope.rule_low <= scope_before.rule_low
        ) is not true then
            scope.low := greatest(scope.low, scope.rule_low);
        end if;
        if (
            is_same_money
            and old.current_price > scope_before.rule_high
            and scope.rule_high >= scope_before.rule_high
        ) is not true then
            scope.high := least(scope.high, scope.rule_high);
        end if;
    end if;
    if is_moved and scope.blocked is not null then
        perform private.refuse_price_time(new, scope);
    end if;
    if new.current_price < scope.low or new.current_price > scope.high then
        perform private.refuse_price_outside(new, scope);
    end if;
    -- A price that had the wrong form under the same rule may stay as it is.
    if not has_form
        and (tg_op = 'INSERT' or is_moved or scope_before.rounding <> scope.rounding)
    then
        perform private.refuse_price_form(new, scope);
    end if;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.has_price_form (
  price    numeric,
  rounding text,
  currency text
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    form record;
begin
    if rounding = 'none' then
        return true;
    end if;
    form := private.price_form(rounding, private.price_unit(currency));
    return price >= form.start and (price - form.start) % form.step = 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_held_out (
  workspace uuid,
  product   uuid,
  share     numeric
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    -- The last 24 bits of the hash as a number from 0 to 1, always the same for a product: a
    -- larger share keeps whom a smaller one held out.
    return (hashtextextended(workspace::text || product::text, 17) & 16777215) / 16777216.0
        < coalesce(share, 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_price_rollback (
  product public.products,
  before  public.products
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
    origin constant jsonb := nullif(current_setting('flywheel.price_origin', true), '')::jsonb;
    applied public.price_history;
begin
    if origin ->> 'reason' is distinct from 'rollback' then
        return false;
    end if;
    -- The setting is only a claim. That a recommendation was applied, workers alone can write; what
    -- the price was before, nobody can.
    select h.* into applied
    from public.price_history as h
    where
        h.product_id = product.id
        and h.reason = 'recommendation'
    order by h.changed_at desc
    limit 1;
    return
        -- By name: what history keeps of a rollback without one would not count below.
        applied.recommendation_id = (origin ->> 'recommendation_id')::uuid
        and applied.new_price = before.current_price
        and applied.currency = before.currency
        and applied.old_price = product.current_price
        and applied.old_currency = product.currency
        and before.currency = product.currency
        and exists (
            select
            from public.price_recommendations as r
            where
                r.workspace_id = product.workspace_id
                and r.id = applied.recommendation_id
                and r.product_id = product.id
                and r.applied_at is not null
                and r.status in ('applied', 'rolled_back')
                and r.recommended_price = applied.new_price
        )
        -- Applied once and never taken back: nobody goes to and fro under its name.
        and 1 = (
            select count(*)
            from public.price_history as h
            where
                h.product_id = product.id
                and h.recommendation_id = applied.recommendation_id
        );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_quiet (
  quiet_from  time without time zone,
  quiet_until time without time zone,
  time_zone   text,
  moment      timestamp with time zone
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    shown time;
begin
    if quiet_from is null then
        return false;
    end if;
    shown := private.local_time(moment, time_zone);
    -- Where the hour is not known, it may be a quiet one.
    if shown is null or quiet_from = quiet_until then
        return true;
    end if;
    if quiet_from < quiet_until then
        return shown >= quiet_from and shown < quiet_until;
    end if;
    return shown >= quiet_from or shown < quiet_until;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_holds (
  run   public.pricing_runs,
  given private.price_decision[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    delete from public.price_holds as h
    using unnest(given) as d
    where
        h.workspace_id = run.workspace_id
        and h.product_id = d.product_id
        and d.kind in ('change', 'keep');
    insert into public.price_holds as h (workspace_id, product_id, run_id, kind, code, reasons)
    select run.workspace_id, d.product_id, run.id, d.kind, d.code, d.reasons
    from unnest(given) as d
    where d.kind in ('hold', 'skip')
    on conflict on constraint price_holds_one_per_product do update
    set
        run_id = excluded.run_id,
        kind = excluded.kind,
        code = excluded.code,
        reasons = excluded.reasons,
        held_since = case when h.code = excluded.code then h.held_since else now() end
    -- Nothing is written every night for what is wrong for years.
    where (h.kind, h.code, h.reasons) is distinct from (excluded.kind, excluded.code, excluded.reasons);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_price_history()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    origin constant jsonb := nullif(current_setting('flywheel.price_origin', true), '')::jsonb;
    moment constant timestamptz := clock_timestamp();
begin
    -- Statement-level: a million prices changed at once are one insert.
    insert into public.price_history (
        workspace_id, product_id, recommendation_id, changed_by, old_price, new_price,
        old_currency, currency, base_price, base_cost, prior_price, reason, changed_at
    )
    select
        after.workspace_id,
        after.id,
        coalesce(
            origin ->> 'recommendation_id', origin -> 'recommendations' ->> after.id::text
        )::uuid,
        (select p.id from public.profiles as p where p.id = auth.uid()),
        before.current_price,
        after.current_price,
        before.currency,
        after.currency,
        after.base_price,
        after.base_cost,
        after.prior_price,
        coalesce(origin ->> 'reason', 'manual'),
        coalesce(after.reduced_since, moment)
    from new_products as after
    join old_products as before using (id)
    where
        (after.current_price, after.currency)
        is distinct from (before.current_price, before.currency);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_prior_price()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    found_reduction record;
begin
    if tg_op = 'INSERT' then
        new.prior_price := null;
        new.reduced_since := null;
    elsif new.current_price = old.current_price and new.currency = old.currency then
        -- Whatever somebody wrote there: the history says what it is.
        found_reduction := private.present_reduction(new);
        new.prior_price := found_reduction.prior_price;
        new.reduced_since := found_reduction.reduced_since;
    elsif new.currency = old.currency and new.current_price < old.current_price then
        new.reduced_since := clock_timestamp();
        new.prior_price := private.lowest_price(
            new.id, new.currency, new.reduced_since, old.current_price
        );
    else
        new.prior_price := null;
        new.reduced_since := null;
    end if;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_prior_prices_of_history()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    with touched as (
        select a.workspace_id, a.product_id, min(a.changed_at) as since, max(a.changed_at) as until
        from added as a
        group by a.workspace_id, a.product_id
    ),

    computed as (
        select
            h.id,
            h.workspace_id,
            case
                when h.new_price < h.old_price and h.currency = h.old_currency
                    then private.lowest_price(
                        h.product_id, h.currency, h.changed_at, h.old_price
                    )
            end as prior_price
        from touched as t
        join public.price_history as h on t.product_id = h.product_id
        where h.changed_at between t.since and t.until + interval '30 days'
    )

    update public.price_history as h
    set prior_price = c.prior_price
    from computed as c
    where
        h.workspace_id = c.workspace_id
        and h.id = c.id
        and h.prior_price is distinct from c.prior_price;
    -- The trigger of products writes the right values.
    update public.products as p
    set prior_price = null
    where
        (p.workspace_id, p.id) in (select a.workspace_id, a.product_id from added as a)
        and (p.prior_price, p.reduced_since) is distinct from (
            select (r.prior_price, r.reduced_since) from private.present_reduction(p) as r
        );
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_recommendations (
  run   public.pricing_runs,
  given private.price_decision[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    setting constant public.pricing_settings := private.pricing_setting(run.workspace_id);
    ends constant timestamptz := now() + make_interval(days => setting.expires_after_days);
    automatic uuid[];
begin
    -- What is recommended already, word for word, waits on: a shop that only has prices
    -- suggested does not gather the same million rows every night.
    update public.price_recommendations as r
    set expires_at = ends
    from unnest(given) as d
    where
        r.workspace_id = run.workspace_id
        and r.product_id = d.product_id
        and private.repeats(r, d);

    update public.price_recommendations as r
    set
        status = 'expired',
        status_note = case d.kind
            when 'change' then 'A newer recommendation took its place.'
            when 'keep' then 'By newer numbers the price is best as it is.'
            else 'By newer numbers the product cannot be priced.'
        end
    from unnest(given) as d
    where
        r.workspace_id = run.workspace_id
        and r.product_id = d.product_id
        and r.status in ('pending', 'approved')
        and not private.repeats(r, d)
        and (d.kind in ('change', 'keep') or (d.kind = 'skip' and r.status = 'pending'));

    with added as (
        insert into public.price_recommendations (
            workspace_id, product_id, run_id, mode, current_price, recommended_price, currency,
            expected_units_change, expected_profit_change, expected_profit_low,
            expected_profit_high, confidence, model, inputs, code, reasons, is_holdout, status,
            status_note, expires_at
        )
        select
            run.workspace_id,
            d.product_id,
            run.id,
            coalesce(d.inputs ->> 'mode', 'suggest'),
            (d.inputs ->> 'current_price')::numeric,
            d.price,
            d.inputs ->> 'currency',
            d.expected_units_change,
            d.expected_profit_change,
            d.expected_profit_low,
            d.expected_profit_high,
            d.confidence,
            d.model,
            d.inputs,
            d.code,
            d.reasons,
            h.is_holdout,
            case when h.is_holdout then 'expired' else 'pending' end,
            case when h.is_holdout then 'Held out: for comparison only.' end,
            ends
        from unnest(given) as d
        cross join lateral (
            select coalesce((d.inputs ->> 'is_holdout')::boolean, false) as is_holdout
        ) as h
        where
            d.kind = 'change'
            -- Open ones that are left are those that say the same.
            and not exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = run.workspace_id
                    and r.product_id = d.product_id
                    and r.status in ('pending', 'approved')
            )
            and not exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = run.workspace_id
                    and r.product_id = d.product_id
                    and r.status = 'rejected'
                    and r.recommended_price = d.price
                    and r.decided_at > now() - make_interval(days => setting.rest_days)
            )
        returning id, product_id, mode, is_holdout
    )

    select coalesce(array_agg(a.id order by a.product_id), '{}') into automatic
    from added as a
    where a.mode = 'automatic' and not a.is_holdout;
    return automatic;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_waiting_prices (
  most integer DEFAULT 2000
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    expired integer;
    workspace uuid;
    waiting uuid[];
    done jsonb;
    applied integer := 0;
    refused integer := 0;
begin
    with overdue as (
        select r.id
        from public.price_recommendations as r
        where r.status in ('pending', 'approved') and r.expires_at <= now()
        order by r.expires_at
        limit most
        -- Somebody is deciding on it: the next round sees what came of that.
        for no key update skip locked
    )

    update public.price_recommendations as r
    set status = 'expired', status_note = 'Nobody decided in time.'
    from overdue as o
    where r.id = o.id;
    get diagnostics expired = row_count;

    -- A workspace at a time, as bounds are asked for one.
    for workspace, waiting in
        select w.workspace_id, array_agg(w.id)
        from (
            select r.workspace_id, r.id
            from public.price_recommendations as r
            where r.status = 'approved' and not r.is_holdout
            order by r.workspace_id, r.product_id
            limit most
        ) as w
        group by w.workspace_id
        order by w.workspace_id
    loop
        done := private.apply_recommendations(workspace, waiting, waits => true);
        applied := applied + (done ->> 'applied')::integer;
        refused := refused + (done ->> 'refused')::integer;
    end loop;
    return jsonb_build_object('expired', expired, 'applied', applied, 'refused', refused);
end
$function$;

CREATE OR REPLACE FUNCTION private.last_price_in (
  product  uuid,
  currency text,
  at       timestamp with time zone
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
    return (
        select h.old_price
        from public.price_history as h
        where
            h.product_id = product
            and h.old_currency = last_price_in.currency
            and h.changed_at > at - interval '30 days'
        order by h.changed_at desc
        limit 1
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.local_time (
  moment    timestamp with time zone,
  time_zone text
)
  RETURNS time WITHOUT time zone
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return (moment at time zone time_zone)::time;
exception when invalid_parameter_value then
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.lowest_competitor_price (
  workspace uuid,
  product   uuid,
  currency  text,
  since     timestamp with time zone,
  until     timestamp with time zone
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
    return (
        select min(newest.price)
        from (
            select distinct on (o.competitor) o.price, o.in_stock
            from public.competitor_prices as o
            where
                o.workspace_id = workspace
                and o.product_id = product
                and o.currency = lowest_competitor_price.currency
                and o.observed_at > since
                and o.observed_at <= until
                and o.price <> 'NaN'
            order by o.competitor, o.observed_at desc
        ) as newest
        where newest.in_stock is not false and newest.price > 0
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.lowest_price (
  product  uuid,
  currency text,
  until    timestamp with time zone,
  asked    numeric
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
begin
    -- The price at the start of the 30 days is the old one of the first change in them, or what was
    -- asked until now where there was none. Prices in other currencies do not compare.
    return (
        select
            least(
                asked,
                min(h.old_price) filter (where h.old_currency = lowest_price.currency),
                min(h.new_price) filter (where h.currency = lowest_price.currency)
            )
        from public.price_history as h
        where
            h.product_id = product
            and h.changed_at > until - interval '30 days'
            and h.changed_at < until
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_competitors()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.repricing_marks (workspace_id, product_id, reason)
    select distinct a.workspace_id, a.product_id, 'competitors'
    from added as a
    join (
        select w.workspace_id
        from (select distinct workspace_id from added) as w
        where private.reprices_on_change(w.workspace_id)
    ) as w using (workspace_id);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.mark_stock()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    insert into private.repricing_marks (workspace_id, product_id, reason)
    select after.workspace_id, after.id, 'stock'
    from new_products as after
    join old_products as before using (id)
    where
        before.inventory_count <> after.inventory_count
        and after.tracks_stock
        and (
            (before.inventory_count <= before.reorder_point)
            <> (after.inventory_count <= after.reorder_point)
            or (before.inventory_count <= 0) <> (after.inventory_count <= 0)
        )
        and private.reprices_on_change(after.workspace_id);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.nearest_price (
  price    numeric,
  rounding text,
  currency text,
  low      numeric,
  high     numeric
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    form constant record := private.price_form(rounding, private.price_unit(currency));
    first constant numeric := ceil((greatest(low, form.start) - form.start) / form.step);
    -- The last amount that a column of money holds.
    last constant numeric := floor((least(high, 9999999999.99) - form.start) / form.step);
begin
    if price is null or price in ('NaN', 'Infinity', '-Infinity') or first > last or last < 0 then
        return null;
    end if;
    return form.start
        + greatest(first, least(last, round((price - form.start) / form.step))) * form.step;
end
$function$;

CREATE OR REPLACE FUNCTION private.next_pricing_chunk (
  run  uuid,
  most integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    -- Taken before anything is read: a change that comes later keeps its mark.
    seen constant text := pg_current_snapshot()::text;
    found_run public.pricing_runs;
    chosen uuid[];
begin
    update public.pricing_runs as r
    set
        status = 'running',
        started_at = now(),
        seasons = private.season_factors(r.workspace_id),
        total = case
            when r.reason = 'changes' then (
                select sum(value::integer) from jsonb_each_text(r.triggers)
            )
            when r.product_ids is not null then cardinality(r.product_ids)
            else (
                select count(*)
                from public.products as p
                where p.workspace_id = r.workspace_id and p.is_active
            )
        end
    where r.id = run and r.status = 'waiting';
    select r.* into found_run from public.pricing_runs as r where r.id = run;
    if found_run.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run.',
            detail = format('run: %s', run),
            hint = 'Its workspace may have been deleted meanwhile.';
    end if;
    if found_run.status = 'running' then
        chosen := private.run_products(found_run, most);
        if chosen = '{}' then
            update public.pricing_runs as r
            set status = 'finished', finished_at = now()
            where r.id = run and r.status = 'running'
            returning r.* into found_run;
        end if;
    end if;
    return jsonb_build_object(
        'status', found_run.status,
        'done', found_run.products,
        'total', found_run.total,
        'until', chosen[cardinality(chosen)],
        'seen', seen,
        'inputs', case
            when found_run.status = 'running' then private.pricing_inputs(
                found_run.workspace_id, chosen, null, most, found_run.seasons,
                found_run.product_ids is null
            )
            else '[]'
        end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.note_stock()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    new.tracks_stock := true;
    return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.open_recommendation (
  recommendation uuid
)
  RETURNS public.price_recommendations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    found_one public.price_recommendations;
begin
    select r.* into found_one
    from public.price_recommendations as r
    where
        r.id = recommendation
        and (private.is_service() or r.workspace_id = any (array(select private.workspace_ids('viewer'))));
    if not found then
        if not private.is_service() then
            perform private.require_user();
        end if;
        raise exception using
            errcode = 'PT404',
            message = 'There is no such recommendation, or you are not a member of its workspace.',
            detail = format('recommendation: %s', coalesce(recommendation::text, 'null')),
            hint = 'price_recommendations lists those that you may see.';
    end if;
    perform private.require_role(found_one.workspace_id, 'member');
    -- The product first, as runs do.
    perform from public.products as p
    where p.workspace_id = found_one.workspace_id and p.id = found_one.product_id
    for no key update;
    select r.* into found_one
    from public.price_recommendations as r
    where r.id = recommendation
    for no key update;
    return found_one;
end
$function$;

CREATE OR REPLACE FUNCTION private.present_reduction (
  product public.products,
  OUT     prior_price numeric,
  OUT     reduced_since timestamp with time zone
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
    newest public.price_history;
begin
    select h.* into newest
    from public.price_history as h
    where h.product_id = product.id
    order by h.changed_at desc
    limit 1;
    if
        newest.new_price < newest.old_price
        and newest.currency = newest.old_currency
        and newest.currency = product.currency
        and newest.new_price = product.current_price
    then
        reduced_since := newest.changed_at;
        prior_price := private.lowest_price(
            product.id, product.currency, reduced_since, newest.old_price
        );
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_bounds (
  workspace uuid,
  products  uuid[],
  at        timestamp with time zone DEFAULT now()
)
  RETURNS TABLE (
    product_id    uuid,
    low           numeric,
    high          numeric,
    rounding      text,
    blocked       text,
    mode          text,
    holdout_share numeric,
    limits        jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select
        p.id,
        w.low,
        w.high,
        w.rounding,
        coalesce(
            w.blocked,
            case
                when
                    num_nonnulls(w.low, w.high) > 0
                    and private.nearest_price(
                        p.current_price, w.rounding, p.currency, w.low, w.high
                    ) is null
                    then 'no_room'
            end
        ),
        w.mode,
        w.holdout_share,
        private.price_limits_of(w)
    from public.products as p
    cross join lateral private.price_window_of(
        p.workspace_id, p.id, p.category, p.currency, p.base_cost, p.current_price, at
    ) as w
    where p.workspace_id = workspace and p.id = any (products);
end
$function$;

CREATE OR REPLACE FUNCTION private.price_changes_of_day (
  product uuid,
  at      timestamp with time zone
)
  RETURNS integer
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
declare
    day constant timestamptz := date_trunc('day', at, 'UTC');
begin
    return (
        select count(*)
        from public.price_history as h
        where
            h.product_id = product
            and h.changed_at >= day
            and h.changed_at < day + interval '24 hours'
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.price_form (
  rounding text,
  unit     numeric,
  OUT      step numeric,
  OUT      start numeric
)
  RETURNS record
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    if unit = 1 then
        step := case rounding
            when 'ends_99' then 100
            when 'ends_95' then 100
            when 'ends_9' then 10
            when 'tens' then 10
            else 1
        end;
        start := case rounding
            when 'ends_99' then 99 when 'ends_95' then 95 when 'ends_9' then 9 else 0
        end;
    else
        step := case rounding
            when 'none' then unit when 'half' then 0.5 when 'tens' then 10 else 1
        end;
        start := case rounding
            when 'ends_99' then 0.99 when 'ends_95' then 0.95 when 'ends_9' then 0.9 else 0
        end;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_limits (
  product_id uuid
)
  RETURNS TABLE (
    current_price numeric,
    currency      text,
    low           numeric,
    high          numeric,
    rounding      text,
    blocked       text,
    mode          text,
    limits        jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    product public.products;
begin
    select p.* into product
    from public.products as p
    where
        p.id = price_limits.product_id
        and (
            auth.role() is not distinct from 'service_role'
            or p.workspace_id = any (array(select private.workspace_ids('viewer')))
        );
    if product.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such product',
            hint = 'Give the id of a product of a workspace that you belong to.';
    end if;
    return query
    select
        product.current_price,
        product.currency,
        b.low,
        b.high,
        b.rounding,
        b.blocked,
        b.mode,
        b.limits
    from private.price_bounds(product.workspace_id, array[product.id], clock_timestamp()) as b;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_limits_of (
  w private.price_window
)
  RETURNS jsonb
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    named constant jsonb := jsonb_build_object(
        'floor', jsonb_build_object('price', w.floor_price, 'rule', w.floor_rule),
        'advertised', jsonb_build_object('price', w.advertised, 'rule', w.advertised_rule),
        'margin', jsonb_build_object('price', w.margin, 'rule', w.margin_rule),
        'ceiling', jsonb_build_object('price', w.ceiling_price, 'rule', w.ceiling_rule),
        'band_low', jsonb_build_object('price', w.band_low, 'rule', w.band_low_rule),
        'band_high', jsonb_build_object('price', w.band_high, 'rule', w.band_high_rule),
        'step_low', jsonb_build_object('price', w.step_low, 'rule', w.step_rule),
        'step_high', jsonb_build_object('price', w.step_high, 'rule', w.step_rule)
    );
    absent constant text[] := array_remove(
        array[
            case when w.floor_price is null then 'floor' end,
            case when w.advertised is null then 'advertised' end,
            case when w.margin is null then 'margin' end,
            case when w.ceiling_price is null then 'ceiling' end,
            case when w.band_low is null then 'band_low' end,
            case when w.band_high is null then 'band_high' end,
            case when w.step_low is null then 'step_low' end,
            case when w.step_high is null then 'step_high' end
        ],
        null
    );
begin
    return named - absent;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_unit (
  currency text
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    -- Amounts are kept with two decimals, also where the currency has three.
    return (
        select case c.minor_units when 0 then 1 else 0.01 end
        from public.currencies as c
        where c.code = price_unit.currency
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.price_window_of (
  workspace uuid,
  product   uuid,
  category  text,
  currency  text,
  cost      numeric,
  price     numeric,
  at        timestamp with time zone
)
  RETURNS private.price_window
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
#variable_conflict use_variable
declare
    w private.price_window;
    r record;
    unit numeric;
    bound numeric;
    step numeric;
    most_changes integer;
    competitor_days integer := 0;
    lowest numeric;
begin
    cost := nullif(cost, 'NaN');
    price := nullif(price, 'NaN');
    -- Three ways to a rule, an index for each: a workspace may have a rule for every product.
    for r in
        select 3 as rank, p.*
        from public.price_rules as p
        where p.workspace_id = workspace and p.product_id = product
            and p.is_active and p.currency = price_window_of.currency
        union all
        select 2, c.*
        from public.price_rules as c
        where c.workspace_id = workspace and c.category = price_window_of.category
            and c.is_active and c.currency = price_window_of.currency
        union all
        select 1, e.*
        from public.price_rules as e
        where e.workspace_id = workspace and e.product_id is null and e.category is null
            and e.is_active and e.currency = price_window_of.currency
        order by rank desc, created_at desc, id desc
    loop
        if w.rule is null then
            w.rule := r.name;
            w.rounding := r.rounding;
            w.mode := r.mode;
            w.holdout_share := r.holdout_share;
            unit := private.price_unit(currency);
        end if;
        if r.floor_price > coalesce(w.floor_price, -1) then
            w.floor_price := r.floor_price;
            w.floor_rule := r.name;
        end if;
        if r.minimum_advertised_price > coalesce(w.advertised, -1) then
            w.advertised := r.minimum_advertised_price;
            w.advertised_rule := r.name;
        end if;
        if r.ceiling_price < coalesce(w.ceiling_price, 'Infinity') then
            w.ceiling_price := r.ceiling_price;
            w.ceiling_rule := r.name;
        end if;
        if r.minimum_margin is not null then
            -- (price - cost) / price >= margin. Of an unknown cost only this is known: a higher
            -- price leaves more than the present one.
            bound := case
                when cost is null then price
                else ceil(cost * 100 / (100 - r.minimum_margin) / unit) * unit
            end;
            if bound > coalesce(w.margin, -1) then
                w.margin := bound;
                w.margin_rule := r.name;
            end if;
        end if;
        if r.maximum_step < coalesce(step, 'Infinity') then
            step := r.maximum_step;
            w.step_rule := r.name;
        end if;
        if r.maximum_changes_per_day < coalesce(most_changes, 1441) then
            most_changes := r.maximum_changes_per_day;
            w.changes_rule := r.name;
        end if;
        if r.competitor_band_low is not null or r.competitor_band_high is not null then
            if competitor_days <> r.competitor_days then
                competitor_days := r.competitor_days;
                lowest := private.lowest_competitor_price(
                    workspace, product, currency, at - make_interval(days => competitor_days), at
                );
            end if;
            bound := ceil(lowest * r.competitor_band_low * 0.01 / unit) * unit;
            if bound > coalesce(w.band_low, -1) then
                w.band_low := bound;
                w.band_low_rule := r.name;
            end if;
            bound := floor(lowest * r.competitor_band_high * 0.01 / unit) * unit;
            if bound < coalesce(w.band_high, 'Infinity') then
                w.band_high := bound;
                w.band_high_rule := r.name;
            end if;
        end if;
        if r.quiet_from is not null
            and private.is_quiet(r.quiet_from, r.quiet_until, r.time_zone, at)
        then
            w.quiet_rule := r.name;
            w.quiet_until := format('%s (%s)', r.quiet_until, r.time_zone);
        end if;
    end loop;
    if w.rule is null then
        w.rounding := 'none';
        return w;
    end if;
    -- Of nothing there is no percentage: a price of 0 may become any.
    if step is not null and price > 0 then
        w.step_low := ceil(price * (100 - step) * 0.01 / unit) * unit;
        w.step_high := floor(price * (100 + step) * 0.01 / unit) * unit;
    end if;
    w.rule_low := greatest(w.floor_price, w.advertised, w.margin, w.band_low);
    w.rule_high := least(w.ceiling_price, w.band_high);
    -- A price outside of the rules' bounds may stay, or move towards them.
    w.low := greatest(
        case when w.rule_low is not null then least(w.rule_low, price) end, w.step_low
    );
    w.high := least(
        case when w.rule_high is not null then greatest(w.rule_high, price) end, w.step_high
    );
    w.blocked := case
        when most_changes = 0 then 'frozen'
        when most_changes <= private.price_changes_of_day(product, at)
            then 'changes_used_up'
        when w.quiet_rule is not null then 'quiet_hours'
    end;
    return w;
end
$function$;

CREATE OR REPLACE FUNCTION private.prices_of_days (
  workspace uuid,
  product   uuid,
  since     date,
  until     date
)
  RETURNS TABLE (
    date  date,
    price numeric
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with changes as materialized (
        select h.changed_at, h.old_price, h.new_price, h.old_currency, h.currency
        from public.price_history as h
        where h.workspace_id = workspace and h.product_id = product
    ),

    days as (
        select
            d::date as date,
            d at time zone 'UTC' as begins_at,
            (d + interval '1 day') at time zone 'UTC' as ends_at
        from generate_series(since::timestamp, until::timestamp, interval '1 day') as d
    )

    select d.date, coalesce(before.new_price, after.old_price, p.current_price)
    from public.products as p
    cross join days as d
    left join lateral (
        select c.new_price, c.currency
        from changes as c
        where c.changed_at < d.begins_at
        order by c.changed_at desc
        limit 1
    ) as before on true
    left join lateral (
        select c.old_price, c.old_currency
        from changes as c
        where c.changed_at >= d.ends_at
        order by c.changed_at
        limit 1
    ) as after on before.new_price is null
    where
        p.workspace_id = workspace
        and p.id = product
        and d.ends_at > p.created_at
        and coalesce(before.currency, after.old_currency, p.currency) = p.currency
        and not exists (
            select from changes as c where c.changed_at >= d.begins_at and c.changed_at < d.ends_at
        )
    order by d.date;
end
$function$;

CREATE OR REPLACE FUNCTION private.pricing_inputs (
  workspace  uuid,
  products   uuid[]  DEFAULT NULL::uuid[],
  after      uuid    DEFAULT NULL::uuid,
  most       integer DEFAULT 2000,
  seasons    jsonb   DEFAULT NULL::jsonb,
  only_ruled boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    nil constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    today constant date := (now() at time zone 'UTC')::date;
    setting constant public.pricing_settings := private.pricing_setting(workspace);
    known_seasons constant jsonb := coalesce(seasons, private.season_factors(workspace));
    market_days constant integer := coalesce(
        (
            select max(r.competitor_days)
            from public.price_rules as r
            where r.workspace_id = workspace and r.is_active
        ), 14
    );
    recent_since constant date := today - setting.recent_days;
    shop_fit public.price_elasticities;
    ids uuid[];
begin
    select f.* into shop_fit
    from public.price_elasticities as f
    where f.workspace_id = workspace and f.category is null and f.product_id is null
    order by f.fitted_at desc
    limit 1;
    -- The ids first: each of two simple plans is an index scan, one for both would not be.
    if products is null then
        ids := array(
            select p.id
            from public.products as p
            where p.workspace_id = workspace and p.is_active and p.id > coalesce(after, nil)
            order by p.id
            limit most
        );
    else
        ids := array(
            select distinct given.id
            from unnest(products) as given (id)
            where given.id > coalesce(after, nil)
            order by given.id
            limit most
        );
    end if;
    return (
        -- Everything of a product is looked up by an index that begins with the product, also
        -- where Postgres has no statistics of a table that was just filled: 'date + 0' and 'is not
        -- distinct from' keep it from indexes that would read the whole workspace each time (14 s
        -- for 1,000 products; so 0.1 s).
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'product_id', p.id,
                    'as_of', today,
                    'currency', p.currency,
                    'decimals', p.minor_units,
                    'category', p.category,
                    'current_price', p.current_price,
                    'base_price', p.base_price,
                    'base_cost', p.base_cost,
                    'low', b.low,
                    'high', b.high,
                    'rounding', coalesce(b.rounding, 'none'),
                    -- Who is to decide first decides later: it waits for the hour by itself.
                    'blocked', case
                        when
                            b.mode is distinct from 'automatic'
                            and b.blocked in ('quiet_hours', 'changes_used_up')
                            then null
                        else b.blocked
                    end,
                    'limits', coalesce(b.limits, '{}'),
                    'elasticity', jsonb_build_object(
                        'mean', fit.elasticity,
                        'sd', fit.standard_error,
                        'observations', fit.observations,
                        'source', fit.source
                    ),
                    'units', jsonb_build_object(
                        'recent', coalesce(sold.recent, 0),
                        'recent_days', setting.recent_days,
                        'recent_price', round(sold.recent_paid / nullif(sold.recent, 0), 2),
                        'total', coalesce(sold.total, 0),
                        'total_days', setting.sales_days,
                        'other_currency', coalesce(sold.other_currency, 0)
                    ),
                    'stock', case
                        when coalesce(p.tracks_stock, p.inventory_count <> 0)
                            then jsonb_build_object(
                                'count', p.inventory_count,
                                'reorder_point', p.reorder_point,
                                'lead_time_days',
                                coalesce(p.lead_time_days, setting.lead_time_days)
                            )
                    end,
                    'competitors', market.competitors,
                    'season', case
                        when season.factor is null
                            then '{"factor": 1, "source": "none"}'::jsonb
                        else jsonb_build_object('factor', season.factor, 'source', 'forecast')
                    end,
                    'mode', case
                        when b.mode = 'automatic' and rest.is_on then 'approve' else b.mode
                    end,
                    'explores', setting.explores,
                    'widest_interval', setting.widest_interval,
                    'is_holdout', private.is_held_out(workspace, p.id, b.holdout_share),
                    -- 53 bits: whoever reads JSON numbers as doubles reads the same seed.
                    'seed', hashtextextended(p.id::text || today::text, 0) & 9007199254740991
                )
                order by p.id
            ),
            '[]'::jsonb
        )
        from private.price_bounds(workspace, ids, clock_timestamp()) as b
        cross join lateral (
            select q.*, k.minor_units
            from public.products as q
            join public.currencies as k on k.code = q.currency
            where
                q.id = b.product_id
                and q.workspace_id is not distinct from workspace
                and q.is_active
            limit 1
        ) as p
        cross join lateral (
            select
                sum(r.units) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent,
                sum(r.units) filter (where r.currency = p.currency) as total,
                sum(r.units) filter (where r.currency <> p.currency) as other_currency,
                sum(r.net_revenue) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent_revenue,
                -- Returned units stay among the units, so refunds would make prices look lower.
                sum(r.revenue) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent_paid
            from public.revenue_breakdown as r
            where
                r.workspace_id = workspace
                and r.product_id = p.id
                and r.date + 0 >= today - setting.sales_days
                and r.date + 0 < today
        ) as sold
        cross join lateral (
            select found.*
            from (
                (
                    select f.elasticity, f.standard_error, f.observations, 'product' as source,
                        1 as place
                    from public.price_elasticities as f
                    where f.workspace_id = workspace and f.product_id = p.id
                    order by f.fitted_at desc
                    limit 1
                )
                union all
                (
                    select f.elasticity, f.standard_error, f.observations, 'category', 2
                    from public.price_elasticities as f
                    where f.workspace_id = workspace and f.category = p.category
                    order by f.fitted_at desc
                    limit 1
                )
                union all
                select shop_fit.elasticity, shop_fit.standard_error, shop_fit.observations,
                    'workspace', 3
                union all
                -- Bijmolt, van Heerde, Pieters 2005, "New empirical generalizations on the
                -- determinants of price elasticity", Journal of Marketing Research 42(2): 1,851
                -- elasticities have the mean -2.62. The spread is ours, and wide: a product can
                -- lie anywhere from -5.9 to 0.6.
                select -2.62, 1.65, 0, 'literature', 4
            ) as found
            where found.standard_error is not null
            order by found.place
            limit 1
        ) as fit
        left join lateral (
            select jsonb_build_object(
                'lowest', min(latest.price),
                'median', percentile_cont(0.5) within group (order by latest.price),
                'count', count(*)
            ) as competitors
            from (
                select distinct on (c.competitor) c.price, c.in_stock, c.currency
                from public.competitor_prices as c
                where
                    c.workspace_id = workspace
                    and c.product_id = p.id
                    and c.observed_at > now() - make_interval(days => market_days)
                    and c.observed_at <= now()
                order by c.competitor, c.observed_at desc
            ) as latest
            where latest.currency = p.currency and latest.in_stock is not false and latest.price > 0
            having count(*) > 0
        ) as market on true
        left join lateral (
            select avg(r.predicted_revenue) as mean
            from public.revenue_predictions as r
            where
                r.workspace_id = workspace
                and r.product_id = p.id
                and r.currency = p.currency
                and r.horizon_days = 7
                and r.date between today and today + 6
                and r.predicted_on > today - 7
            group by r.predicted_on
            order by r.predicted_on desc
            limit 1
        ) as ahead on true
        cross join lateral (
            -- A person has taken a price of it back not long ago.
            select exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = workspace
                    and r.product_id = p.id
                    and r.status = 'rolled_back'
                    and r.rolled_back_at > now() - make_interval(days => setting.rest_days)
            ) as is_on
        ) as rest
        cross join lateral (
            select coalesce(
                private.season_factor(ahead.mean, sold.recent_revenue / setting.recent_days),
                (known_seasons -> p.currency -> 'categories' ->> p.category)::numeric,
                (known_seasons -> p.currency ->> 'all')::numeric
            ) as factor
        ) as season
        where b.mode is not null or not only_ruled
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.pricing_observations (
  workspace uuid,
  after     uuid,
  most      integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    today constant timestamp := date_trunc('day', now() at time zone 'UTC');
    begins constant timestamp := today - interval '180 days';
begin
    return (
        with chosen as materialized (
            select p.id, p.category, p.currency, p.created_at at time zone 'UTC' as created_at
            from public.products as p
            where p.workspace_id = workspace
                and p.is_active
                and (pricing_observations.after is null or p.id > pricing_observations.after)
                -- One price ever says nothing of another.
                and exists (
                    select
                    from public.price_history as h
                    where h.workspace_id = workspace
                        and h.product_id = p.id
                        and h.changed_at >= begins at time zone 'UTC'
                )
            order by p.id
            limit pricing_observations.most
        ),

        changes as (
            select
                h.product_id, h.old_price, h.new_price, h.old_currency, h.currency,
                h.changed_at at time zone 'UTC' as changed_at,
                lead(h.changed_at at time zone 'UTC') over (
                    partition by h.product_id order by h.changed_at, h.id
                ) as next_at,
                row_number() over (partition by h.product_id order by h.changed_at, h.id) as place
            from chosen as c
            join public.price_history as h on h.workspace_id = workspace and h.product_id = c.id
            where h.changed_at >= begins at time zone 'UTC'
        ),

        -- From when until when which price was in force.
        spans as (
            select product_id, new_price as price, currency, changed_at as since,
                coalesce(next_at, today) as until
            from changes
            union all
            select h.product_id, h.old_price, h.old_currency, greatest(c.created_at, begins),
                h.changed_at
            from changes as h
            join chosen as c on c.id = h.product_id
            where h.place = 1
        ),

        days as (
            select s.product_id, d.day::date as day, s.price
            from spans as s
            join chosen as c on c.id = s.product_id and c.currency = s.currency
            cross join lateral generate_series(
                date_trunc('day', s.since), s.until, interval '1 day'
            ) as d (day)
            where d.day < today
                and s.price > 0
                and least(s.until, d.day + interval '1 day') - greatest(s.since, d.day)
                >= interval '20 hours'
        ),

        gathered as (
            select
                c.id,
                c.category,
                jsonb_agg(d.day - date '1970-01-01' order by d.day) as days,
                jsonb_agg(d.price order by d.day) as prices,
                jsonb_agg(coalesce(b.units, 0) order by d.day) as units
            from chosen as c
            join days as d on d.product_id = c.id
            left join public.revenue_breakdown as b
                on b.workspace_id = workspace
                and b.product_id = c.id
                and b.date = d.day
                and b.currency = c.currency
            group by c.id, c.category
        )

        select jsonb_build_object(
            'products', coalesce(
                (
                    select jsonb_agg(
                        jsonb_build_object(
                            'product_id', g.id,
                            'category', g.category,
                            'days', g.days,
                            'prices', g.prices,
                            'units', g.units
                        ) order by g.id
                    )
                    from gathered as g
                ),
                '[]'
            ),
            -- Null after the last page. A page may hold products without a single whole day.
            'after', case
                when (select count(*) from chosen) = pricing_observations.most
                    then (select c.id from chosen as c order by c.id desc limit 1)
            end
        )
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.pricing_setting (
  workspace uuid
)
  RETURNS public.pricing_settings
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found_settings public.pricing_settings;
begin
    select s.* into found_settings
    from public.pricing_settings as s
    where s.workspace_id = workspace;
    if not found then
        found_settings.workspace_id := workspace;
        found_settings.explores := true;
        found_settings.widest_interval := 3;
        found_settings.expires_after_days := 14;
        found_settings.rest_days := 7;
        found_settings.lead_time_days := 14;
        found_settings.sales_days := 365;
        found_settings.recent_days := 28;
        found_settings.reprices_on_change := true;
    end if;
    return found_settings;
end
$function$;

CREATE OR REPLACE FUNCTION private.pricing_uplift (
  workspace uuid,
  since     date,
  until     date
)
  RETURNS TABLE (
    currency         text,
    first_day        date,
    last_day         date,
    treated_products bigint,
    holdout_products bigint,
    treated_change   numeric,
    holdout_change   numeric,
    uplift           numeric,
    uplift_low       numeric,
    uplift_high      numeric,
    total_uplift     numeric,
    total_low        numeric,
    total_high       numeric,
    verdict          text,
    note             text
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    -- Fewer in a group say nothing that an interval by Student's t could be trusted with.
    fewest constant integer := 10;
    today constant date := (now() at time zone 'UTC')::date;
    begins date := since;
    ends constant date := coalesce(until, today - 1);
    days integer;
begin
    perform private.require_role(workspace, 'viewer');
    begins := coalesce(
        begins,
        (private.pricing_setting(workspace)).uplift_since,
        (
            select min(r.started_at at time zone 'UTC')::date
            from public.pricing_runs as r
            where r.workspace_id = workspace
        )
    );
    if begins is null then
        raise exception using
            errcode = 'PT422',
            message = 'No price has been computed yet: there is nothing to measure.',
            hint = 'request_repricing computes prices; or give the first day.';
    end if;
    if begins > ends then
        raise exception using
            errcode = 'PT422',
            message = format('The first day, %s, comes after the last one, %s.', begins, ends),
            hint = 'Give since and until in order; today is not over and does not count.';
    end if;
    days := ends - begins + 1;
    return query
    with sold as (
        -- Who sold anything before: chosen by what was before prices were touched.
        select
            p.id,
            p.currency,
            sum(b.net_revenue - b.units * coalesce(p.base_cost, 0)) filter (
                where b.date < begins
            ) as before,
            sum(b.net_revenue - b.units * coalesce(p.base_cost, 0)) filter (
                where b.date >= begins
            ) as after
        from public.revenue_breakdown as b
        join public.products as p
            on p.workspace_id = workspace and p.id = b.product_id and p.currency = b.currency
        where
            b.workspace_id = workspace
            and b.date between begins - days and ends
            and p.base_cost is not null
        group by p.id, p.currency
        having sum(b.units) filter (where b.date < begins) > 0
    ),

    bounds as materialized (
        select b.product_id, b.mode, b.holdout_share
        from private.price_bounds(workspace, array(select s.id from sold as s), now()) as b
    ),

    -- By the draw and not by what was done: to compare products whose price was changed with those
    -- whose price was not would find what the engine picks, not what it brings.
    grouped as (
        select
            s.currency,
            private.is_held_out(workspace, s.id, b.holdout_share) as is_holdout,
            (coalesce(s.after, 0) - coalesce(s.before, 0)) / days as change
        from sold as s
        join bounds as b on b.product_id = s.id
        where
            b.mode is not null
            -- Held out since a larger share, but priced before: on neither side.
            and not (
                private.is_held_out(workspace, s.id, b.holdout_share)
                and exists (
                    select
                    from public.price_history as h
                    where
                        h.workspace_id = workspace
                        and h.product_id = s.id
                        and h.reason = 'recommendation'
                        and h.changed_at >= begins - days
                        and h.changed_at < ends + 1
                )
            )
    ),

    sums as (
        select
            g.currency,
            count(*) filter (where not g.is_holdout) as treated,
            count(*) filter (where g.is_holdout) as holdout,
            avg(g.change) filter (where not g.is_holdout) as treated_mean,
            avg(g.change) filter (where g.is_holdout) as holdout_mean,
            var_samp(g.change) filter (where not g.is_holdout)
            / nullif(count(*) filter (where not g.is_holdout), 0) as treated_error,
            var_samp(g.change) filter (where g.is_holdout)
            / nullif(count(*) filter (where g.is_holdout), 0) as holdout_error
        from grouped as g
        group by g.currency
    ),

    tested as (
        select
            s.*,
            case
                when least(s.treated, s.holdout) < fewest then null
                when s.treated_error + s.holdout_error = 0 then 0
                else private.student_95(
                    (s.treated_error + s.holdout_error) ^ 2 / (
                        s.treated_error ^ 2 / (s.treated - 1)
                        + s.holdout_error ^ 2 / (s.holdout - 1)
                    )
                ) * sqrt(s.treated_error + s.holdout_error)
            end as half_width
        from sums as s
    )

    select
        t.currency,
        begins,
        ends,
        t.treated,
        t.holdout,
        round(t.treated_mean, 4),
        round(t.holdout_mean, 4),
        round(d.difference, 4),
        round(d.difference - t.half_width, 4),
        round(d.difference + t.half_width, 4),
        round(d.difference * t.treated * days, 2),
        round((d.difference - t.half_width) * t.treated * days, 2),
        round((d.difference + t.half_width) * t.treated * days, 2),
        v.verdict,
        case v.verdict
            when 'too_few' then format(
                'Too few products to tell: %s priced and %s held out sold something in the %s days '
                'before; it takes %s of each. Set holdout_share of a rule, or wait.',
                t.treated, t.holdout, days, fewest
            )
            when 'better' then 'Priced products earn more than those held out, beyond chance.'
            when 'worse' then 'Priced products earn less than those held out, beyond chance.'
            else 'The difference to products held out is within chance.'
        end
    from tested as t
    cross join lateral (select t.treated_mean - t.holdout_mean as difference) as d
    cross join lateral (
        select case
            when t.half_width is null then 'too_few'
            when d.difference - t.half_width > 0 then 'better'
            when d.difference + t.half_width < 0 then 'worse'
            else 'no_difference'
        end as verdict
    ) as v
    order by t.currency;
end
$function$;

CREATE OR REPLACE FUNCTION private.refusals (
  workspace       uuid,
  recommendations uuid[]
)
  RETURNS TABLE (
    recommendation_id uuid,
    product_id        uuid,
    price             numeric,
    is_temporary      boolean,
    reason            text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    with wanted as (
        select r.*
        from public.price_recommendations as r
        where r.workspace_id = workspace and r.id = any (recommendations)
    ),

    bounds as materialized (
        select b.*
        from private.price_bounds(
            workspace, array(select w.product_id from wanted as w), clock_timestamp()
        ) as b
    )

    select
        w.id,
        w.product_id,
        w.recommended_price,
        coalesce(b.blocked in ('quiet_hours', 'changes_used_up'), false),
        case
            when not p.is_active then 'The product is not active.'
            when p.currency <> w.currency
                then format('The price was for %s, and the product is sold in %s now.', w.currency, p.currency)
            when p.current_price <> w.current_price
                then format(
                    'The price has moved meanwhile: it was %s, and is %s.',
                    w.current_price, p.current_price
                )
            when w.mode = 'automatic' and w.status = 'pending' and b.mode is distinct from 'automatic'
                then 'The rule does not apply prices by itself any more.'
            when b.blocked = 'quiet_hours' then 'No price changes in the quiet hours.'
            when b.blocked = 'changes_used_up' then 'The price has changed often enough today.'
            when b.blocked is not null then format('The price may not change: %s.', b.blocked)
            when w.recommended_price < b.low
                then format('The lowest price allowed now is %s.', b.low)
            when w.recommended_price > b.high
                then format('The highest price allowed now is %s.', b.high)
            when private.nearest_price(
                w.recommended_price, coalesce(b.rounding, 'none'), w.currency, b.low, b.high
            ) is distinct from w.recommended_price
                then format('Prices have another form now: %s.', b.rounding)
        end
    from wanted as w
    join public.products as p on p.workspace_id = workspace and p.id = w.product_id
    left join bounds as b on b.product_id = w.product_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_price (
  product public.products,
  code    text,
  reason  text,
  hint    text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    raise exception using
        errcode = 'PT422',
        message = format(
            '"%s" cannot cost %s %s: %s',
            product.name, product.current_price, product.currency, reason
        ),
        detail = code,
        hint = hint;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_price_form (
  product public.products,
  scope   private.price_window
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    nearest constant numeric := private.nearest_price(
        product.current_price, scope.rounding, product.currency, scope.low, scope.high
    );
    form constant record := private.price_form(
        scope.rounding, private.price_unit(product.currency)
    );
begin
    perform private.refuse_price(
        product, 'wrong_form',
        format(
            'rule "%s" wants prices such as %s or %s (%s)',
            scope.rule, form.start + 2 * form.step, form.start + 3 * form.step, scope.rounding
        ),
        case
            when nearest is null then 'No price is allowed now: see price_limits of the product.'
            else format('The nearest allowed price is %s %s.', nearest, product.currency)
        end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_price_outside (
  product public.products,
  scope   private.price_window
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    is_low constant boolean := product.current_price < scope.low;
    nearest constant numeric := private.nearest_price(
        product.current_price, scope.rounding, product.currency, scope.low, scope.high
    );
    broken record;
begin
    select
        l.key as kind,
        (l.value ->> 'price')::numeric as price,
        l.value ->> 'rule' as rule
    into broken
    from jsonb_each(private.price_limits_of(scope)) as l
    where
        l.key = any (
            case
                when is_low then array['floor', 'advertised', 'margin', 'band_low', 'step_low']
                else array['ceiling', 'band_high', 'step_high']
            end
        )
    order by
        case when is_low then -1 else 1 end * (l.value ->> 'price')::numeric,
        -- Of two bounds at the same price, the one that will still be there tomorrow.
        l.key like 'step%'
    limit 1;
    perform private.refuse_price(
        product,
        case broken.kind
            when 'floor' then 'below_floor'
            when 'advertised' then 'below_advertised'
            when 'margin'
                then case when product.base_cost is null then 'unknown_cost' else 'below_margin' end
            when 'ceiling' then 'above_ceiling'
            when 'band_low' then 'below_band'
            when 'band_high' then 'above_band'
            else 'step_too_large'
        end,
        format(
            'rule "%s" allows %s %s %s (%s)',
            broken.rule,
            case when is_low then 'no less than' else 'no more than' end,
            broken.price,
            product.currency,
            case broken.kind
                when 'floor' then 'floor price'
                when 'advertised' then 'minimum advertised price'
                when 'margin' then case
                    when product.base_cost is null
                        then 'the cost is not known, so that the price may not be lowered'
                    else 'cost and minimum margin'
                end
                when 'ceiling' then 'ceiling price'
                when 'band_low' then 'competitor band'
                when 'band_high' then 'competitor band'
                else 'largest step'
            end
        ),
        case
            when nearest is null then 'No price is allowed now: see price_limits of the product.'
            else format('The nearest allowed price is %s %s.', nearest, product.currency)
        end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_price_time (
  product public.products,
  scope   private.price_window
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform private.refuse_price(
        product,
        scope.blocked,
        case scope.blocked
            when 'quiet_hours' then format('rule "%s" is in its quiet hours', scope.quiet_rule)
            when 'frozen' then format('rule "%s" lets no price change', scope.changes_rule)
            else format('it changed as often today as rule "%s" allows', scope.changes_rule)
        end,
        case scope.blocked
            when 'quiet_hours' then format('Try again from %s on.', scope.quiet_until)
            when 'frozen' then 'Change the rule, or leave the price.'
            else 'Try again after midnight UTC.'
        end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.repeats (
  open     public.price_recommendations,
  decision private.price_decision
)
  RETURNS boolean
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return (open).status in ('pending', 'approved')
        and (decision).kind = 'change'
        and (open).recommended_price = (decision).price
        and (open).current_price = ((decision).inputs ->> 'current_price')::numeric
        and (open).currency = (decision).inputs ->> 'currency'
        and (open).mode = coalesce((decision).inputs ->> 'mode', 'suggest')
        and (open).mode <> 'automatic'
        and not coalesce(((decision).inputs ->> 'is_holdout')::boolean, false);
end
$function$;

CREATE OR REPLACE FUNCTION private.reprices_on_change (
  workspace uuid
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    return exists (
        select
        from public.price_rules as r
        where r.workspace_id = workspace and r.is_active
    )
    and (private.pricing_setting(workspace)).reprices_on_change;
end
$function$;

CREATE OR REPLACE FUNCTION private.request_repricing (
  workspace uuid,
  products  uuid[]
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    unknown uuid;
    waiting uuid;
begin
    perform private.require_role(workspace, 'member');
    if cardinality(products) = 0 or cardinality(products) > 10000 then
        raise exception using
            errcode = 'PT422',
            message = format('From 1 to 10000 products can be named, not %s.', cardinality(products)),
            hint = 'Leave product_ids out to reprice all that a rule applies to.';
    end if;
    select given.id into unknown
    from unnest(products) as given (id)
    where not exists (
        select
        from public.products as p
        where p.workspace_id = workspace and p.id = given.id
    )
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = 'One of the products is not of this workspace.',
            detail = format('product: %s', coalesce(unknown::text, 'null')),
            hint = 'Give ids of products in the workspace.';
    end if;
    -- Whoever asks twice before it began asks once.
    select r.id into waiting
    from public.pricing_runs as r
    where
        r.workspace_id = workspace
        and r.reason = 'request'
        and r.status = 'waiting'
        and r.product_ids is not distinct from request_repricing.products;
    return coalesce(waiting, private.begin_pricing_run(workspace, 'request', products));
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_back_chunk (
  run   uuid,
  after uuid,
  most  integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    one public.price_recommendations;
    last_product uuid;
    restored integer := 0;
    refused integer := 0;
    said text;
begin
    -- One by one, each by itself: one that cannot be restored does not keep the others from it.
    for one in
        select r.*
        from public.price_recommendations as r
        where
            r.workspace_id = (select p.workspace_id from public.pricing_runs as p where p.id = run)
            and r.run_id = run
            and r.status = 'applied'
            and r.product_id > coalesce(after, '00000000-0000-0000-0000-000000000000'::uuid)
        order by r.product_id
        limit most
    loop
        last_product := one.product_id;
        begin
            perform private.take_back(one);
            restored := restored + 1;
        exception when others then
            said := sqlerrm;
            refused := refused + 1;
            update public.price_recommendations as r
            set status_note = left('Not taken back: ' || said, 1000)
            where r.id = one.id;
        end;
    end loop;
    return jsonb_build_object(
        'rolled_back', restored,
        'refused', refused,
        'after', case when restored + refused = most then last_product end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_back_price (
  recommendation uuid
)
  RETURNS public.price_recommendations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    return private.take_back(private.open_recommendation(recommendation));
end
$function$;

CREATE OR REPLACE FUNCTION private.roll_back_run (
  run uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    found_run public.pricing_runs;
    done jsonb;
begin
    select r.* into found_run
    from public.pricing_runs as r
    where
        r.id = run
        and (private.is_service() or r.workspace_id = any (array(select private.workspace_ids('viewer'))));
    if not found then
        if not private.is_service() then
            perform private.require_user();
        end if;
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run, or you are not a member of its workspace.',
            detail = format('run: %s', coalesce(run::text, 'null')),
            hint = 'pricing_runs lists those that you may see.';
    end if;
    perform private.require_role(found_run.workspace_id, 'member');
    if found_run.status in ('waiting', 'running') then
        update public.pricing_runs as r
        set status = 'failed', finished_at = now()
        where r.id = run;
    end if;
    done := private.roll_back_chunk(run, null, 200);
    return done - 'after' || jsonb_build_object(
        'job_id',
        case when done ->> 'after' is not null then jobs.enqueue(
            'pricing.roll_back',
            jsonb_build_object('run_id', run),
            found_run.workspace_id,
            dedup_key => run::text
        ) end
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.ruled_products (
  workspace uuid,
  after     uuid,
  most      integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return array(
        select p.id
        from public.products as p
        where
            p.workspace_id = workspace
            and p.is_active
            and p.id > after
            and exists (
                select
                from public.price_rules as r
                where
                    r.workspace_id = workspace
                    and r.is_active
                    and r.currency = p.currency
                    and (
                        r.scope = 'workspace'
                        or r.category = p.category
                        or r.product_id = p.id
                    )
            )
        order by p.id
        limit most
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.run_products (
  run  public.pricing_runs,
  most integer
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    after constant uuid := coalesce(
        run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
    );
begin
    return case
        when run.reason = 'changes' then array(
            select distinct m.product_id
            from private.repricing_marks as m
            where m.workspace_id = run.workspace_id and m.product_id > after
            order by m.product_id
            limit most
        )
        when run.product_ids is not null then array(
            select distinct given.id
            from unnest(run.product_ids) as given (id)
            where given.id > after
            order by given.id
            limit most
        )
        else private.ruled_products(run.workspace_id, after, most)
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.save_price_decisions (
  run       uuid,
  decisions jsonb,
  until     uuid  DEFAULT NULL::uuid,
  seen      text  DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    found_run public.pricing_runs;
    given private.price_decision[];
    automatic uuid[];
    done jsonb := '{"applied": 0, "refused": 0}'::jsonb;
    counted jsonb;
begin
    select r.* into found_run
    from public.pricing_runs as r
    where r.id = run
    for no key update;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run.',
            detail = format('run: %s', run),
            hint = 'Its workspace may have been deleted meanwhile.';
    end if;
    if found_run.status not in ('waiting', 'running') then
        return done || jsonb_build_object('products', 0);
    end if;

    -- Products are locked in the order of their ids, as in apply_recommendations, so that two
    -- runs over the same ones take turns.
    perform
    from public.products as p
    where
        p.workspace_id = found_run.workspace_id
        and p.id in (
            select (d.value ->> 'product_id')::uuid
            from jsonb_array_elements(
                case jsonb_typeof(decisions) when 'array' then decisions else '[]' end
            ) as d
            where d.value ->> 'kind' in ('change', 'keep')
        )
    order by p.id
    for no key update;

    given := private.given_decisions(found_run, decisions);
    automatic := private.keep_recommendations(found_run, given);
    if automatic <> '{}' then
        done := private.apply_recommendations(found_run.workspace_id, automatic);
    end if;
    perform private.keep_holds(found_run, given);
    delete from private.repricing_marks as m
    where
        m.workspace_id = found_run.workspace_id
        and found_run.product_ids is null
        and m.product_id > coalesce(
            found_run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
        )
        and m.product_id <= until
        and (
            pg_visible_in_snapshot(m.made_by, seen::pg_snapshot)
            -- In a database that was restored from a dump, numbers of transactions begin anew.
            or m.created_at < found_run.started_at - interval '1 hour'
        );

    select coalesce(jsonb_object_agg(c.code, c.products), '{}') into counted
    from (
        select d.code, count(*) + coalesce((found_run.codes ->> d.code)::bigint, 0) as products
        from unnest(given) as d
        group by d.code
    ) as c;
    update public.pricing_runs as r
    set
        after_product = greatest(
            r.after_product, until, (select max(d.product_id::text)::uuid from unnest(given) as d)
        ),
        products = r.products + c.products,
        changed = r.changed + c.changed,
        kept = r.kept + c.kept,
        held = r.held + c.held,
        skipped = r.skipped + c.skipped,
        applied = r.applied + (done ->> 'applied')::integer,
        refused = r.refused + (done ->> 'refused')::integer,
        codes = r.codes || counted
    from (
        select
            count(*) as products,
            count(*) filter (where d.kind = 'change') as changed,
            count(*) filter (where d.kind = 'keep') as kept,
            count(*) filter (where d.kind = 'hold') as held,
            count(*) filter (where d.kind = 'skip') as skipped
        from unnest(given) as d
    ) as c
    where r.id = run;
    return done || jsonb_build_object('products', cardinality(given));
end
$function$;

CREATE OR REPLACE FUNCTION private.save_price_elasticities (
  workspace uuid,
  fits      jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    written integer;
begin
    with sent as materialized (
        select f.*
        from jsonb_to_recordset(fits) as f (
            product_id uuid, category text, elasticity numeric, standard_error numeric,
            interval_low numeric, interval_high numeric, method text, observations integer,
            shrinkage numeric, diagnostics jsonb, observed_from date, observed_until date
        )
        -- A product may be gone since it was observed.
        where f.product_id is null or exists (
            select
            from public.products as p
            where p.workspace_id = workspace and p.id = f.product_id
        )
    ),

    -- Fits are nightly; of each week the last one stays, which shows drift well enough.
    replaced as (
        delete from public.price_elasticities as e
        using sent as s
        where e.workspace_id = workspace
            and e.product_id is not distinct from s.product_id
            and e.category is not distinct from s.category
            and e.fitted_at >= date_trunc('week', now(), 'UTC')
    )

    insert into public.price_elasticities (
        workspace_id, product_id, category, elasticity, standard_error, interval_low,
        interval_high, method, observations, shrinkage, diagnostics, observed_from, observed_until
    )
    select
        workspace, s.product_id, s.category, s.elasticity, s.standard_error, s.interval_low,
        s.interval_high, s.method, s.observations, s.shrinkage, coalesce(s.diagnostics, '{}'),
        s.observed_from, s.observed_until
    from sent as s;
    get diagnostics written = row_count;
    return written;
end
$function$;

CREATE OR REPLACE FUNCTION private.season_factor (
  ahead  numeric,
  behind numeric
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
begin
    -- A forecast that says more than fourfold, or less than a quarter, is about something else
    -- than the season: a product that has just begun to sell, or one that is gone.
    return case when behind > 0 then round(least(greatest(ahead / behind, 0.25), 4), 4) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.season_factors (
  workspace uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    today constant date := (now() at time zone 'UTC')::date;
    days constant integer := (private.pricing_setting(workspace)).recent_days;
begin
    return (
        with ahead as (
            select distinct on (r.category, r.currency)
                r.category,
                r.currency,
                avg(r.predicted_revenue) as mean
            from public.revenue_predictions as r
            where
                r.workspace_id = workspace
                and r.product_id is null
                and r.horizon_days = 7
                and r.date between today and today + 6
                and r.predicted_on > today - 7
            group by r.category, r.currency, r.predicted_on
            order by r.category, r.currency, r.predicted_on desc
        ),

        behind as (
            select null as category, d.currency, sum(d.net_revenue) / days as mean
            from public.revenue_daily as d
            where d.workspace_id = workspace and d.date between today - days and today - 1
            group by d.currency
            union all
            select b.category, b.currency, sum(b.net_revenue) / days
            from public.revenue_breakdown as b
            where
                b.workspace_id = workspace
                and b.category in (select a.category from ahead as a)
                and b.date between today - days and today - 1
            group by b.category, b.currency
        )

        select coalesce(jsonb_object_agg(f.currency, f.factors), '{}'::jsonb)
        from (
            select
                a.currency,
                jsonb_build_object(
                    'all', max(private.season_factor(a.mean, b.mean)) filter (
                        where a.category is null
                    ),
                    'categories', coalesce(
                        jsonb_object_agg(a.category, private.season_factor(a.mean, b.mean)) filter (
                            where a.category is not null
                        ), '{}'
                    )
                ) as factors
            from ahead as a
            join behind as b
                on b.currency = a.currency and b.category is not distinct from a.category
            group by a.currency
        ) as f
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.student_95 (
  freedom numeric
)
  RETURNS numeric
  LANGUAGE plpgsql
  IMMUTABLE
  PARALLEL SAFE
  SET search_path TO ''
  AS $function$
declare
    z constant numeric := 1.959963984540054;
begin
    return z
        + (z ^ 3 + z) / 4 / freedom
        + (5 * z ^ 5 + 16 * z ^ 3 + 3 * z) / 96 / freedom ^ 2
        + (3 * z ^ 7 + 19 * z ^ 5 + 17 * z ^ 3 - 15 * z) / 384 / freedom ^ 3
        + (79 * z ^ 9 + 776 * z ^ 7 + 1482 * z ^ 5 - 1920 * z ^ 3 - 945 * z) / 92160 / freedom ^ 4;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_back (
  one public.price_recommendations
)
  RETURNS public.price_recommendations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    sold public.products;
    before numeric;
    taken_back public.price_recommendations;
begin
    select p.* into sold
    from public.products as p
    where p.workspace_id = one.workspace_id and p.id = one.product_id
    for no key update;
    if one.status <> 'applied' then
        raise exception using
            errcode = 'PT409',
            message = format('This recommendation is %s: there is nothing to take back.', one.status),
            detail = format('recommendation: %s', one.id),
            hint = 'Only what was applied can be taken back, once.';
    end if;
    select h.old_price into before
    from public.price_history as h
    where
        h.workspace_id = one.workspace_id
        and h.recommendation_id = one.id
        and h.reason = 'recommendation'
    order by h.changed_at desc
    limit 1;
    if before is null then
        raise exception using
            errcode = 'PT409',
            message = 'There is no record of the price before.',
            detail = format('recommendation: %s', one.id),
            hint = 'Set the price by hand.';
    end if;
    if sold.current_price <> one.recommended_price or sold.currency <> one.currency then
        raise exception using
            errcode = 'PT409',
            message = format(
                'The price has moved since: it was set to %s %s, and is %s %s.',
                one.recommended_price, one.currency, sold.current_price, sold.currency
            ),
            detail = format('recommendation: %s', one.id),
            hint = 'price_history shows what came after it.';
    end if;
    perform private.set_price_origin('rollback', one.id);
    update public.products as p
    set
        current_price = before,
        pricing_factors = jsonb_build_object('recommendation_id', one.id, 'code', 'rolled_back')
    where p.workspace_id = one.workspace_id and p.id = one.product_id;
    perform set_config('flywheel.price_origin', '', true);
    update public.price_recommendations as r
    set
        status = 'rolled_back',
        rolled_back_at = now(),
        status_note = null,
        decided_by = coalesce(
            (select p.id from public.profiles as p where p.id = auth.uid()), r.decided_by
        )
    where r.id = one.id
    returning r.* into taken_back;
    return taken_back;
end
$function$;

CREATE OR REPLACE FUNCTION private.write_prices (
  workspace       uuid,
  recommendations uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform set_config(
        'flywheel.price_origin',
        (
            select jsonb_build_object(
                'reason', 'recommendation',
                'recommendations', jsonb_object_agg(r.product_id, r.id)
            )::text
            from public.price_recommendations as r
            where r.workspace_id = workspace and r.id = any (recommendations)
        ),
        true
    );
    update public.products as p
    set
        current_price = r.recommended_price,
        pricing_factors = jsonb_build_object(
            'recommendation_id', r.id,
            'model', r.model,
            'code', r.code,
            'reasons', r.reasons,
            'base_cost', r.inputs -> 'base_cost',
            'elasticity', r.inputs -> 'elasticity',
            'season', r.inputs -> 'season',
            'competitors', r.inputs -> 'competitors',
            'stock', r.inputs -> 'stock'
        )
    from public.price_recommendations as r
    where
        r.workspace_id = workspace
        and r.id = any (recommendations)
        and p.workspace_id = workspace
        and p.id = r.product_id;
    perform set_config('flywheel.price_origin', '', true);
    update public.price_recommendations as r
    set status = 'applied', applied_at = now(), status_note = null
    where r.workspace_id = workspace and r.id = any (recommendations);
end
$function$;

CREATE OR REPLACE FUNCTION public.apply_price (
  recommendation_id uuid
)
  RETURNS public.price_recommendations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.decide_price(recommendation_id, 'apply')
$function$;

REVOKE ALL ON FUNCTION "public"."apply_price"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.approve_price (
  recommendation_id uuid
)
  RETURNS public.price_recommendations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.decide_price(recommendation_id, 'approve')
$function$;

REVOKE ALL ON FUNCTION "public"."approve_price"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.begin_pricing_runs (
  reason text
)
  RETURNS integer
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.begin_pricing_runs(reason)
$function$;

REVOKE ALL ON FUNCTION "public"."begin_pricing_runs"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.demand_curve (
  product_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    points constant integer := 41;
    product constant public.products := private.charted_product(demand_curve.product_id);
    fit constant public.price_elasticities := private.fitted_elasticity(product);
    low constant numeric := coalesce(fit.interval_low, fit.elasticity - 1.96 * fit.standard_error);
    high constant numeric := coalesce(fit.interval_high, fit.elasticity + 1.96 * fit.standard_error);
    today constant date := (now() at time zone 'UTC')::date;
begin
    return (
        with days as (
            select d.price, coalesce(b.units, 0) as units
            from private.prices_of_days(product.workspace_id, product.id, today - 365, today - 1)
            as d
            left join public.revenue_breakdown as b
                on
                    b.workspace_id = product.workspace_id
                    and b.product_id = product.id
                    and b.date = d.date
                    and b.currency = product.currency
            where d.price > 0
        ),

        observed as (
            select d.price, count(*) as days, sum(d.units) as units
            from days as d
            group by d.price
        ),

        -- With the elasticity given, the level that is most likely (Poisson) is units over
        -- the days, each weighted by what its price does to demand.
        levels as (
            select
                f.bound,
                f.elasticity,
                sum(o.units)
                / sum(o.days * power(o.price / product.current_price, f.elasticity)) as level,
                sum(o.units) as units
            from (
                values
                ('point', fit.elasticity),
                ('low', low),
                ('high', high)
            ) as f (bound, elasticity)
            cross join observed as o
            where product.current_price > 0
            group by f.bound, f.elasticity
            having sum(o.units) > 0
        ),

        prices as (
            select distinct
                round(span.lowest + (span.highest - span.lowest) * n / (points - 1), 2) as price
            from (
                select
                    0.7 * least(min(o.price), product.current_price) as lowest,
                    1.3 * greatest(max(o.price), product.current_price) as highest
                from observed as o
            ) as span
            cross join generate_series(0, points - 1) as n
            where span.lowest > 0
        ),

        curve as (
            select
                p.price,
                max(x.units) filter (where l.bound = 'point') as units,
                min(x.units) * exp(-1.96 / sqrt(max(l.units))) as units_low,
                max(x.units) * exp(1.96 / sqrt(max(l.units))) as units_high
            from prices as p
            cross join levels as l
            cross join lateral (
                select l.level * power(p.price / product.current_price, l.elasticity) as units
            ) as x
            where l.elasticity is not null
            group by p.price
        )

        select jsonb_build_object(
            'product', jsonb_build_object(
                'id', product.id, 'name', product.name, 'currency', product.currency
            ),
            'current_price', product.current_price,
            'base_cost', product.base_cost,
            'elasticity', case
                when fit.id is not null then jsonb_build_object(
                    'mean', round(fit.elasticity, 4),
                    'low', round(low, 4),
                    'high', round(high, 4),
                    'level', fit.interval_level,
                    'source', case
                        when fit.product_id is not null then 'product'
                        when fit.category is not null then 'category'
                        else 'workspace'
                    end,
                    'method', fit.method,
                    'observations', fit.observations,
                    'fitted_at', fit.fitted_at
                )
            end,
            'observed', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'price', o.price,
                            'days', o.days,
                            'units_per_day', round(o.units / o.days, 4)
                        )
                        order by o.price
                    ),
                    '[]'
                )
                from observed as o
            ),
            'curve', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'price', c.price,
                            'units', round(c.units, 4),
                            'units_low', round(c.units_low, 4),
                            'units_high', round(c.units_high, 4),
                            'profit', round((c.price - product.base_cost) * c.units, 4)
                        )
                        order by c.price
                    ),
                    '[]'
                )
                from curve as c
            )
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."demand_curve"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.discount_percent (
  product public.products
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    if product.current_price < product.prior_price then
        -- Cut off, not rounded: a discount is not called larger than it is.
        return trunc(100 * (product.prior_price - product.current_price) / product.prior_price, 2);
    end if;
    return null;
end
$function$;

REVOKE ALL ON FUNCTION "public"."discount_percent"(public.products) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.elasticity_workspaces()
  RETURNS uuid[]
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.elasticity_workspaces();
end
$function$;

REVOKE ALL ON FUNCTION "public"."elasticity_workspaces"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_waiting_prices (
  most integer DEFAULT 2000
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.keep_waiting_prices(most)
$function$;

REVOKE ALL ON FUNCTION "public"."keep_waiting_prices"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.lowest_price_30d (
  product public.products
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.lowest_price(
        -- The history goes by the clock: now() would leave out changes of this transaction.
        product.id, product.currency, clock_timestamp(), product.current_price
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."lowest_price_30d"(public.products) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.next_pricing_chunk (
  run_id uuid,
  most   integer
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.next_pricing_chunk(run_id, most)
$function$;

REVOKE ALL ON FUNCTION "public"."next_pricing_chunk"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.price_chart (
  product_id uuid,
  since      date DEFAULT NULL::date,
  until      date DEFAULT NULL::date
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
declare
    product constant public.products := private.charted_product(price_chart.product_id);
    last_day constant date := coalesce(price_chart.until, (now() at time zone 'UTC')::date);
    first_day constant date := coalesce(price_chart.since, last_day - 89);
    begins_at constant timestamptz := first_day::timestamp at time zone 'UTC';
    ends_at constant timestamptz
    := least((last_day + 1)::timestamp at time zone 'UTC', now());
begin
    perform private.check_period(first_day, last_day);
    return (
        with changes as materialized (
            select h.changed_at, h.old_price, h.new_price, h.reason
            from public.price_history as h
            where h.workspace_id = product.workspace_id and h.product_id = product.id
        ),

        steps as (
            select
                begins_at as at,
                coalesce(
                    (
                        select c.new_price from changes as c
                        where c.changed_at < begins_at order by c.changed_at desc limit 1
                    ),
                    (select c.old_price from changes as c order by c.changed_at limit 1),
                    product.current_price
                ) as price,
                null as reason
            union all
            select c.changed_at, c.new_price, c.reason from changes as c
            where c.changed_at >= begins_at and c.changed_at < ends_at
        ),

        decisions as (
            select
                r.id,
                coalesce(r.applied_at, r.decided_at, r.created_at) as at,
                r.recommended_price as price,
                r.status,
                r.mode,
                r.is_holdout,
                coalesce(r.reasons[1], r.model) as reason
            from public.price_recommendations as r
            where
                r.workspace_id = product.workspace_id
                and r.product_id = product.id
                and r.created_at >= begins_at
                and r.created_at < ends_at
        ),

        competitors as (
            select (c.observed_at at time zone 'UTC')::date as date, min(c.price) as lowest
            from public.competitor_prices as c
            where
                c.workspace_id = product.workspace_id
                and c.product_id = product.id
                and c.currency = product.currency
                and c.in_stock is distinct from false
                and c.observed_at >= begins_at
                and c.observed_at < ends_at
            group by 1
        ),

        units as (
            select b.date, b.units, b.revenue
            from public.revenue_breakdown as b
            where
                b.workspace_id = product.workspace_id
                and b.product_id = product.id
                and b.currency = product.currency
                and b.date between first_day and last_day
        )

        select jsonb_build_object(
            'product', jsonb_build_object(
                'id', product.id, 'name', product.name, 'currency', product.currency
            ),
            'since', first_day,
            'until', last_day,
            'current_price', product.current_price,
            'list_price', product.base_price,
            'prior_price', product.prior_price,
            'steps', (
                select jsonb_agg(to_jsonb(s) order by s.at)
                from (
                    select s.* from steps as s
                    union all
                    select ends_at, product.current_price, null
                    where last_day = (now() at time zone 'UTC')::date
                ) as s
            ),
            'decisions', (
                select coalesce(jsonb_agg(to_jsonb(d) order by d.at), '[]') from decisions as d
            ),
            'limits', (
                select coalesce(jsonb_object_agg(b.kind, b.bound -> 'price'), '{}')
                from public.price_limits(product.id) as l
                cross join lateral jsonb_each(l.limits) as b (kind, bound)
                where b.kind not in ('step_low', 'step_high')
            ),
            'competitors', (
                select coalesce(jsonb_agg(to_jsonb(c) order by c.date), '[]') from competitors as c
            ),
            'units', (
                select coalesce(jsonb_agg(to_jsonb(u) order by u.date), '[]') from units as u
            )
        )
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."price_chart"(uuid, date, date) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.price_limits (
  product_id uuid
)
  RETURNS TABLE (
    current_price numeric,
    currency      text,
    low           numeric,
    high          numeric,
    rounding      text,
    blocked       text,
    mode          text,
    limits        jsonb
  )
  LANGUAGE sql
  STABLE
  ROWS 1
  SET search_path TO ''
  AS $function$
    select l.* from private.price_limits(price_limits.product_id) as l
$function$;

REVOKE ALL ON FUNCTION "public"."price_limits"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.pricing_inputs (
  workspace uuid,
  products  uuid[]  DEFAULT NULL::uuid[],
  after     uuid    DEFAULT NULL::uuid,
  most      integer DEFAULT 2000
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select private.pricing_inputs(workspace, products, after, most)
$function$;

REVOKE ALL ON FUNCTION "public"."pricing_inputs"(uuid, uuid[], uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pricing_observations (
  workspace uuid,
  after     uuid    DEFAULT NULL::uuid,
  most      integer DEFAULT 500
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
    return private.pricing_observations(workspace, after, most);
end
$function$;

REVOKE ALL ON FUNCTION "public"."pricing_observations"(uuid, uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pricing_uplift (
  workspace_id uuid,
  since        date DEFAULT NULL::date,
  until        date DEFAULT NULL::date
)
  RETURNS TABLE (
    currency         text,
    first_day        date,
    last_day         date,
    treated_products bigint,
    holdout_products bigint,
    treated_change   numeric,
    holdout_change   numeric,
    uplift           numeric,
    uplift_low       numeric,
    uplift_high      numeric,
    total_uplift     numeric,
    total_low        numeric,
    total_high       numeric,
    verdict          text,
    note             text
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
#variable_conflict use_column
begin
    return query
    select u.*
    from private.pricing_uplift(
        pricing_uplift.workspace_id, pricing_uplift.since, pricing_uplift.until
    ) as u;
end
$function$;

REVOKE ALL ON FUNCTION "public"."pricing_uplift"(uuid, date, date) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.reject_price (
  recommendation_id uuid,
  note              text DEFAULT NULL::text
)
  RETURNS public.price_recommendations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.decide_price(recommendation_id, 'reject', note)
$function$;

REVOKE ALL ON FUNCTION "public"."reject_price"(uuid, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.request_repricing (
  workspace_id uuid,
  product_ids  uuid[] DEFAULT NULL::uuid[]
)
  RETURNS uuid
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.request_repricing(workspace_id, product_ids)
$function$;

REVOKE ALL ON FUNCTION "public"."request_repricing"(uuid, uuid[]) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.roll_back_chunk (
  run_id uuid,
  after  uuid,
  most   integer
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.roll_back_chunk(run_id, after, most)
$function$;

REVOKE ALL ON FUNCTION "public"."roll_back_chunk"(uuid, uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.roll_back_price (
  recommendation_id uuid
)
  RETURNS public.price_recommendations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.roll_back_price(recommendation_id)
$function$;

REVOKE ALL ON FUNCTION "public"."roll_back_price"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.roll_back_run (
  run_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.roll_back_run(run_id)
$function$;

REVOKE ALL ON FUNCTION "public"."roll_back_run"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.save_price_decisions (
  run_id    uuid,
  decisions jsonb,
  until     uuid  DEFAULT NULL::uuid,
  seen      text  DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.save_price_decisions(run_id, decisions, until, seen)
$function$;

REVOKE ALL ON FUNCTION "public"."save_price_decisions"(uuid, jsonb, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_price_elasticities (
  workspace uuid,
  fits      jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    return private.save_price_elasticities(workspace, fits);
end
$function$;

REVOKE ALL ON FUNCTION "public"."save_price_elasticities"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "private"."repricing_marks"
  ADD CONSTRAINT "repricing_marks_product" FOREIGN KEY (workspace_id, product_id) REFERENCES public.products(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "private"."repricing_marks"
  ADD CONSTRAINT "repricing_marks_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."competitor_prices"
  ADD CONSTRAINT "competitor_prices_source_length" CHECK (((char_length(source) >= 1) AND (char_length(source) <= 100)));

ALTER TABLE "public"."price_elasticities"
  ADD CONSTRAINT "price_elasticities_scope" CHECK ((num_nonnulls(product_id, category) <= 1));

ALTER TABLE "public"."price_history"
  ADD CONSTRAINT "price_history_base_cost_not_negative" CHECK (((base_cost >= (0)::numeric) AND (base_cost <> 'NaN'::numeric)));

ALTER TABLE "public"."price_history"
  ADD CONSTRAINT "price_history_base_price_not_negative" CHECK (((base_price >= (0)::numeric) AND (base_price <> 'NaN'::numeric)));

ALTER TABLE "public"."price_history"
  ADD CONSTRAINT "price_history_new_price_not_negative" CHECK (((new_price >= (0)::numeric) AND (new_price <> 'NaN'::numeric)));

ALTER TABLE "public"."price_history"
  ADD CONSTRAINT "price_history_old_price_not_negative" CHECK (((old_price >= (0)::numeric) AND (old_price <> 'NaN'::numeric)));

ALTER TABLE "public"."price_history"
  ADD CONSTRAINT "price_history_prior_price_not_negative" CHECK ((prior_price >= (0)::numeric));

ALTER TABLE "public"."price_holds"
  ADD CONSTRAINT "price_holds_product" FOREIGN KEY (workspace_id, product_id) REFERENCES public.products(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."price_holds"
  ADD CONSTRAINT "price_holds_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."price_recommendations"
  ADD CONSTRAINT "price_recommendations_code_length" CHECK (((char_length(code) >= 1) AND (char_length(code) <= 100)));

ALTER TABLE "public"."price_recommendations"
  ADD CONSTRAINT "price_recommendations_current_not_negative" CHECK (((current_price >= (0)::numeric) AND (current_price <> 'NaN'::numeric)));

ALTER TABLE "public"."price_recommendations"
  ADD CONSTRAINT "price_recommendations_price_not_negative" CHECK (((recommended_price >= (0)::numeric) AND (recommended_price <> 'NaN'::numeric)));

ALTER TABLE "public"."price_rules"
  ADD CONSTRAINT "price_rules_competitor_days_range" CHECK (((competitor_days >= 1) AND (competitor_days <= 365)));

ALTER TABLE "public"."pricing_runs"
  ADD CONSTRAINT "pricing_runs_requested_by_fkey" FOREIGN KEY (requested_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "public"."price_holds"
  ADD CONSTRAINT "price_holds_run" FOREIGN KEY (workspace_id, run_id) REFERENCES public.pricing_runs(workspace_id, id) ON DELETE SET NULL (run_id);

ALTER TABLE "public"."price_recommendations"
  ADD CONSTRAINT "price_recommendations_run" FOREIGN KEY (workspace_id, run_id) REFERENCES public.pricing_runs(workspace_id, id) ON DELETE SET NULL (run_id);

ALTER TABLE "public"."pricing_runs"
  ADD CONSTRAINT "pricing_runs_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."pricing_settings"
  ADD CONSTRAINT "pricing_settings_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."products"
  ADD CONSTRAINT "products_lead_time_range" CHECK (((lead_time_days >= 0) AND (lead_time_days <= 730)));

ALTER TABLE "public"."products"
  ADD CONSTRAINT "products_prior_price_not_negative" CHECK ((prior_price >= (0)::numeric));

CREATE INDEX repricing_marks_product ON private.repricing_marks USING btree (workspace_id, product_id);

CREATE INDEX price_elasticities_workspace ON public.price_elasticities USING btree (workspace_id, fitted_at DESC)
  WHERE ((product_id IS NULL) AND (category IS NULL));

CREATE INDEX price_history_changes ON public.price_history USING btree (product_id, changed_at DESC);

CREATE INDEX price_holds_code ON public.price_holds USING btree (workspace_id, code);

CREATE INDEX price_holds_run ON public.price_holds USING btree (workspace_id, run_id)
  WHERE (run_id IS NOT NULL);

CREATE INDEX price_recommendations_expiring ON public.price_recommendations USING btree (expires_at)
  WHERE (status = ANY (ARRAY['pending'::text, 'approved'::text]));

CREATE INDEX price_recommendations_run ON public.price_recommendations USING btree (workspace_id, run_id, product_id)
  WHERE (run_id IS NOT NULL);

CREATE INDEX price_recommendations_waiting ON public.price_recommendations USING btree (workspace_id)
  WHERE (status = 'approved'::text);

CREATE INDEX price_rules_everywhere ON public.price_rules USING btree (workspace_id)
  WHERE ((product_id IS NULL) AND (category IS NULL));

CREATE INDEX pricing_runs_open ON public.pricing_runs USING btree (workspace_id, reason)
  WHERE (status = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE INDEX pricing_runs_recent ON public.pricing_runs USING btree (workspace_id, created_at DESC);

CREATE INDEX pricing_runs_requested_by ON public.pricing_runs USING btree (requested_by);

CREATE INDEX products_external_id ON public.products USING btree (workspace_id, external_id)
  WHERE (external_id IS NOT NULL);

CREATE INDEX products_name ON public.products USING btree (workspace_id, name);

CREATE TRIGGER competitor_prices_mark
  AFTER INSERT ON public.competitor_prices REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_competitors();

CREATE TRIGGER price_history_keep_prior_prices AFTER INSERT ON public.price_history REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN (
  (pg_trigger_depth() = 0)
) EXECUTE FUNCTION private.keep_prior_prices_of_history();

ALTER TABLE "public"."price_history"
  ENABLE ALWAYS TRIGGER "price_history_keep_prior_prices";

CREATE TRIGGER price_rules_check_time_zone
  BEFORE INSERT OR UPDATE OF time_zone ON public.price_rules
  FOR EACH ROW
  WHEN ((new.time_zone <> 'UTC'::text))
  EXECUTE FUNCTION private.check_time_zone();

CREATE TRIGGER pricing_runs_transitions
  BEFORE INSERT OR UPDATE OF status ON public.pricing_runs
  FOR EACH ROW
  EXECUTE FUNCTION private.allow_transitions('waiting>running', 'waiting>failed', 'running>finished', 'running>failed');

CREATE TRIGGER pricing_settings_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.pricing_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER pricing_settings_keep_fixed
  BEFORE UPDATE OF workspace_id ON public.pricing_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id');

CREATE TRIGGER pricing_settings_touch
  BEFORE UPDATE ON public.pricing_settings
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE CONSTRAINT TRIGGER products_guard_new_price
  AFTER INSERT ON public.products NOT DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW
  EXECUTE FUNCTION private.guard_price();

ALTER TABLE "public"."products"
  ENABLE ALWAYS TRIGGER "products_guard_new_price";

CREATE CONSTRAINT TRIGGER products_guard_price
  AFTER UPDATE ON public.products NOT DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW
  WHEN
    (((old.current_price <> new.current_price) OR (old.currency <> new.currency) OR (old.category IS DISTINCT FROM new.category) OR (old.id <> new.id) OR (old.workspace_id <>
    new.workspace_id)))
  EXECUTE FUNCTION private.guard_price();

ALTER TABLE "public"."products"
  ENABLE ALWAYS TRIGGER "products_guard_price";

ALTER TABLE "public"."products"
  ENABLE ALWAYS TRIGGER "products_keep_price_history";

CREATE TRIGGER products_keep_prior_price
  BEFORE INSERT OR UPDATE OF current_price, currency, prior_price, reduced_since ON public.products
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_prior_price();

ALTER TABLE "public"."products"
  ENABLE ALWAYS TRIGGER "products_keep_prior_price";

CREATE TRIGGER products_mark_stock
  AFTER UPDATE ON public.products REFERENCING OLD TABLE AS old_products NEW TABLE AS new_products
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.mark_stock();

CREATE TRIGGER products_note_stock_change
  BEFORE UPDATE OF inventory_count ON public.products
  FOR EACH ROW
  WHEN (((new.tracks_stock IS NULL) AND ((old.inventory_count <> 0) OR (new.inventory_count <> 0))))
  EXECUTE FUNCTION private.note_stock();

CREATE TRIGGER products_note_stock
  BEFORE INSERT ON public.products
  FOR EACH ROW
  WHEN (((new.tracks_stock IS NULL) AND (new.inventory_count <> 0)))
  EXECUTE FUNCTION private.note_stock();

CREATE POLICY "repricing_marks_select" ON "private"."repricing_marks"
  FOR SELECT
  TO "authenticated"
  USING (false);

CREATE POLICY "price_holds_select" ON "public"."price_holds"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "pricing_runs_select" ON "public"."pricing_runs"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "pricing_settings_insert" ON "public"."pricing_settings"
  FOR INSERT
  TO "authenticated"
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

CREATE POLICY "pricing_settings_select" ON "public"."pricing_settings"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "pricing_settings_update" ON "public"."pricing_settings"
  FOR UPDATE
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  WITH CHECK ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));

ALTER PUBLICATION "supabase_realtime" ADD TABLE "public"."pricing_runs";

COMMENT ON COLUMN "private"."repricing_marks"."made_by" IS 'The transaction of the change: a run takes away only marks whose change it has seen.';

COMMENT ON COLUMN "public"."competitor_prices"."source" IS 'Which import brought it: rpc, csv, feed; null where a person wrote the row.';

COMMENT ON COLUMN "public"."price_elasticities"."shrinkage" IS 'How far the estimate was pulled to that of the level above: 0 not at all, 1 entirely.';

COMMENT ON COLUMN "public"."price_elasticities"."standard_error" IS 'Of a product''s elasticity. Of a category''s or the workspace''s: of a product in it that has no estimate of its own, so it holds how far products differ as well.';

COMMENT ON COLUMN "public"."price_history"."changed_at" IS 'By the clock, not by the start of the transaction: changes in one transaction keep their order, and none that waits is counted on the day before.';

COMMENT ON COLUMN "public"."price_history"."prior_price" IS 'Of a reduction: the lowest price of the 30 days before it, in currency. Kept by triggers, also where older history is added later.';

COMMENT ON COLUMN "public"."price_holds"."code" IS 'As missing_cost, currency_mismatch, no_sales, interval_too_wide, quiet_hours, out_of_stock.';

COMMENT ON COLUMN "public"."price_holds"."held_since" IS 'When it was first held for this reason.';

COMMENT ON COLUMN "public"."price_holds"."kind" IS 'hold: not now, as in quiet hours. skip: it cannot be computed until something is put right.';

COMMENT ON COLUMN "public"."price_holds"."reasons" IS 'The same in words, most important first.';

COMMENT ON COLUMN "public"."price_holds"."run_id" IS 'The run that first held it for this reason.';

COMMENT ON COLUMN "public"."price_recommendations"."code" IS 'The engine''s word for it: better_price.';

COMMENT ON COLUMN "public"."price_recommendations"."expires_at" IS 'Until then it may be approved and applied.';

COMMENT ON COLUMN "public"."price_recommendations"."is_holdout" IS 'Computed for comparison only; never applied, and expired from the start.';

COMMENT ON COLUMN "public"."price_recommendations"."run_id" IS 'The run that computed it; null for one that was written by hand, or whose run is forgotten.';

COMMENT ON COLUMN "public"."price_recommendations"."status_note" IS 'Why it failed, expired, was rejected or could not be taken back, in words.';

COMMENT ON COLUMN "public"."price_rules"."competitor_days" IS 'Days that a competitor''s price counts for the band. Of each competitor the newest counts, in the product''s currency, unless it is out of stock or 0.';

COMMENT ON COLUMN "public"."price_rules"."maximum_changes_per_day" IS 'How often a price may change in a UTC day, whoever changes it; 0 freezes it.';

COMMENT ON COLUMN "public"."price_rules"."maximum_step" IS 'Largest single change, percent of the price before it. There is none from a price of 0.';

COMMENT ON COLUMN "public"."price_rules"."minimum_margin" IS 'Percent of the price that must be left after base_cost; negative allows a loss. While the cost is unknown the price may not be lowered.';

COMMENT ON COLUMN "public"."price_rules"."quiet_from" IS 'From here until before quiet_until no price changes, by the clocks of time_zone; the span may go over midnight, and is the whole day where both are the same.';

COMMENT ON COLUMN "public"."price_rules"."rounding" IS 'Form of a new price: ends_99 is 19.99, ends_95 19.95, ends_9 19.90, whole 20, half 19.50 or 20, tens 20. Where a currency has no decimals, ends_99 is 1999, ends_95 1995, ends_9 1999 or 1989, and half is whole. Of three decimals, prices keep two.';

COMMENT ON COLUMN "public"."pricing_runs"."after_product" IS 'How far it is: products go by their id, and those up to this one are done.';

COMMENT ON COLUMN "public"."pricing_runs"."applied" IS 'Prices that the run itself changed.';

COMMENT ON COLUMN "public"."pricing_runs"."codes" IS 'Products by what the engine said of them, as {"better_price": 40, "missing_cost": 2}.';

COMMENT ON COLUMN "public"."pricing_runs"."held" IS 'Left alone for now; price_holds says why.';

COMMENT ON COLUMN "public"."pricing_runs"."kept" IS 'Best as they are.';

COMMENT ON COLUMN "public"."pricing_runs"."product_ids" IS 'The products of a request; null for all that a rule applies to, or that changed.';

COMMENT ON COLUMN "public"."pricing_runs"."reason" IS 'schedule: the nightly run. changes: stock or competitors moved. request: a person asked.';

COMMENT ON COLUMN "public"."pricing_runs"."refused" IS 'Prices that it would have changed, but a rule or the product had moved meanwhile.';

COMMENT ON COLUMN "public"."pricing_runs"."seasons" IS 'Season factors of the workspace and its categories, read once: see private.season_factors.';

COMMENT ON COLUMN "public"."pricing_runs"."skipped" IS 'Not computed, as something is missing or wrong; price_holds says what.';

COMMENT ON COLUMN "public"."pricing_runs"."total" IS 'How many products it began with, for progress.';

COMMENT ON COLUMN "public"."pricing_runs"."triggers" IS 'Of changes: how many products each kind of change touched, as {"stock": 2, "competitors": 5}.';

COMMENT ON COLUMN "public"."pricing_settings"."expires_after_days" IS 'How long a recommendation waits for a decision.';

COMMENT ON COLUMN "public"."pricing_settings"."explores" IS 'Whether prices are tried out where little is known about demand, at a small expected cost.';

COMMENT ON COLUMN "public"."pricing_settings"."lead_time_days" IS 'Days from an order to the delivery, for products that do not say.';

COMMENT ON COLUMN "public"."pricing_settings"."recent_days" IS 'The last days of these, by which the present level of demand is judged.';

COMMENT ON COLUMN "public"."pricing_settings"."reprices_on_change" IS 'Whether products are priced anew within minutes once stock crosses the reorder point or a competitor''s price comes in, and not only at night.';

COMMENT ON COLUMN "public"."pricing_settings"."rest_days" IS 'After a person has taken a price back, nothing is applied to the product by itself for so long; what was rejected is not recommended again at that price.';

COMMENT ON COLUMN "public"."pricing_settings"."sales_days" IS 'How far back sales are looked at.';

COMMENT ON COLUMN "public"."pricing_settings"."uplift_since" IS 'First day whose profit pricing_uplift counts as priced; null: the day of the first run.';

COMMENT ON COLUMN "public"."pricing_settings"."widest_interval" IS 'Widest 95 % interval of an elasticity that a price is moved by without exploring.';

COMMENT ON COLUMN "public"."products"."lead_time_days" IS 'Days from an order to the delivery; null: what pricing_settings say.';

COMMENT ON COLUMN "public"."products"."prior_price" IS 'Lowest price, in currency, of the 30 days before the present reduction: what a discount has to be shown from in the EU (Directive 98/6/EC, Article 6a). Null where the last change was none. Kept by a trigger of pricing; what is written here is overwritten.';

COMMENT ON COLUMN "public"."products"."reduced_since" IS 'When the present reduction began; null with prior_price. Kept by a trigger.';

COMMENT ON COLUMN "public"."products"."tracks_stock" IS 'Whether inventory_count says how many there are; false for what cannot run out, such as a download. Null until a count other than 0 is written: that makes it true.';

COMMENT ON FUNCTION "private"."apply_recommendations"(uuid, uuid[], boolean) IS 'Applies open recommendations of a workspace that still fit, all at once; the others fail, and say why. With waits, those that only the hour or the day forbids stay as they are.';

COMMENT ON FUNCTION "private"."begin_pricing_run"(uuid, text, uuid[], jsonb) IS 'Enters a run and the job that does it, and returns the run''s id.';

COMMENT ON FUNCTION "private"."begin_pricing_runs"(text) IS 'Body of begin_pricing_runs.';

COMMENT ON FUNCTION "private"."charted_product"(uuid) IS 'A product that the caller may see. PT404 none.';

COMMENT ON FUNCTION "private"."check_money"() IS 'Trigger: refuses (PT422) a currency that does not exist, amounts that are negative, NaN or infinite in the columns named as its arguments, and fractions in currencies without any. Stores usd, as Stripe spells it, as USD. Attach before insert or update.';

COMMENT ON FUNCTION "private"."check_time_zone"() IS 'Trigger: refuses (PT422) a time_zone that is not in the IANA database. Attach before insert or update of time_zone.';

COMMENT ON FUNCTION "private"."decide_price"(uuid, text, text) IS 'Body of approve_price, reject_price and apply_price.';

COMMENT ON FUNCTION "private"."elasticity_workspaces"() IS 'Body of public.elasticity_workspaces.';

COMMENT ON FUNCTION "private"."fail_lost_runs"() IS 'Ends runs whose job has failed for good or was cancelled. What they have saved stays; the marks that they did not come to are taken up by the next run.';

COMMENT ON FUNCTION "private"."fitted_elasticity"(public.products) IS 'The newest elasticity of a product, else of its category, else of its workspace; null where nothing has been fitted.';

COMMENT ON FUNCTION "private"."given_decisions"(public.pricing_runs, jsonb) IS 'Decisions of a run that were not saved before, by product, for products that are still there. A change without a usable price is a skip.';

COMMENT ON FUNCTION "private"."guard_price"() IS 'Trigger of products: refuses (PT422) a price, currency or category that breaks the price rules of the product, whoever writes it. A new product is held to bounds and form; a change also to the largest step, changes per day and quiet hours; another category to the bounds and form of its rules. Taking back the newest applied recommendation is free of step, form, changes and quiet hours.';

COMMENT ON FUNCTION "private"."has_price_form"(numeric, text, text) IS 'Whether a price has the form that a rounding rule asks for.';

COMMENT ON FUNCTION "private"."is_held_out"(uuid, uuid, numeric) IS 'Whether a product is among the share of its workspace whose prices are left alone for comparison. Raising the share only adds products.';

COMMENT ON FUNCTION "private"."is_price_rollback"(public.products, public.products) IS 'Whether a change takes back the product''s newest applied recommendation: names it (set_price_origin), leaves the price that it set for exactly the one before it, and is the first to do so.';

COMMENT ON FUNCTION "private"."is_quiet"(time without time zone, time without time zone, text, timestamp with time zone) IS 'Whether a moment lies in quiet hours: from quiet_from until before quiet_until by local clocks. Both the same is the whole day. An hour that is skipped in spring is not there, one that comes twice in autumn is quiet twice. In an unknown zone it is always quiet.';

COMMENT ON FUNCTION "private"."keep_holds"(public.pricing_runs, private.price_decision[]) IS 'Explains what was held or skipped, and forgets the explanation of what was priced.';

COMMENT ON FUNCTION "private"."keep_prior_price"() IS 'Trigger of products: keeps prior_price and reduced_since, and overwrites what anybody else puts there.';

COMMENT ON FUNCTION "private"."keep_prior_prices_of_history"() IS 'Trigger of price_history: after older changes were added, sets the prior prices that depend on them. Attach after insert, for each statement, referencing new table as added.';

COMMENT ON FUNCTION "private"."keep_recommendations"(public.pricing_runs, private.price_decision[]) IS 'Writes recommendations in place of older open ones, and returns those to be applied.';

COMMENT ON FUNCTION "private"."keep_waiting_prices"(integer) IS 'Body of keep_waiting_prices.';

COMMENT ON FUNCTION "private"."last_price_in"(uuid, text, timestamp with time zone) IS 'What a product cost when it last left a currency within 30 days: into another currency and back is one step, not none. Null where it did not.';

COMMENT ON FUNCTION "private"."local_time"(timestamp with time zone, text) IS 'What clocks show in a time zone, summer time included; null where there is no such zone.';

COMMENT ON FUNCTION "private"."lowest_competitor_price"(uuid, uuid, text, timestamp with time zone, timestamp with time zone) IS 'The lowest of the newest price of each competitor in a span of time and a currency. A competitor whose newest price is 0 or out of stock does not count. Null where there is none.';

COMMENT ON FUNCTION "private"."lowest_price"(uuid, text, timestamp with time zone, numeric) IS 'The lowest price in a currency in the 30 days before a moment: of the one that was asked until then and those before it.';

COMMENT ON FUNCTION "private"."mark_competitors"() IS 'Trigger: marks products that competitors'' prices came in for to be priced again. Attach after insert, for each statement, referencing new table as added.';

COMMENT ON FUNCTION "private"."mark_stock"() IS 'Trigger: marks products whose stock crossed the reorder point, or ran out or came in, to be priced again. Attach after update, for each statement, referencing old table as old_products new table as new_products.';

COMMENT ON FUNCTION "private"."nearest_price"(numeric, text, text, numeric, numeric) IS 'The price of a rounding form that is nearest to a given one and not below low nor above high (null: no bound); of two as near the higher. Null where there is none.';

COMMENT ON FUNCTION "private"."next_pricing_chunk"(uuid, integer) IS 'Body of next_pricing_chunk.';

COMMENT ON FUNCTION "private"."note_stock"() IS 'Trigger of products: whoever writes a count other than 0 tracks stock, also once it is sold out. Attach where tracks_stock is null.';

COMMENT ON FUNCTION "private"."open_recommendation"(uuid) IS 'Opens a decision about a recommendation: role, lock of the product and of itself. Raises PT401, PT403, PT404, and PT409 in an archived workspace.';

COMMENT ON FUNCTION "private"."present_reduction"(public.products) IS 'Prior price and start of the reduction that a product''s price came from, by its history. Null where the last change was a rise, a change of currency, or there was none.';

COMMENT ON FUNCTION "private"."price_bounds"(uuid, uuid[], timestamp with time zone) IS 'The window that a new price of products has to be in at a moment, one row a product. low and high fold all rules in (null: no bound). blocked is null or why no price may be set now: frozen, changes_used_up, quiet_hours, or no_room, where the window holds no price of the form. mode is null where no rule applies. limits has the tightest of each kind of bound that there is, with the rule that sets it: {"floor": {"price": 10.00, "rule": "..."}, ...} for floor, margin, advertised, ceiling, band_low, band_high, step_low and step_high.';

COMMENT ON FUNCTION "private"."price_changes_of_day"(uuid, timestamp with time zone) IS 'How often a price changed in the UTC day of a moment, whoever changed it.';

COMMENT ON FUNCTION "private"."price_form"(text, numeric) IS 'What prices of a rounding form are: start, start + step, start + 2 * step, ... A currency without decimals has the same endings in whole units: 1999 yen for ends_99.';

COMMENT ON FUNCTION "private"."price_limits"(uuid) IS 'The body of public.price_limits.';

COMMENT ON FUNCTION "private"."price_limits_of"(private.price_window) IS 'The bounds of a window that there are, each with its rule, for people and for the inputs of a recommendation.';

COMMENT ON FUNCTION "private"."price_unit"(text) IS 'The smallest step between two prices in a currency: 0.01, or 1 where there are no decimals.';

COMMENT ON FUNCTION "private"."price_window_of"(uuid, uuid, text, text, numeric, numeric, timestamp with time zone) IS 'The window for the next price of a product that has this category, currency, cost and present price (null: none yet), by the rules at a moment. Bounds are multiples of the currency''s unit.';

COMMENT ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) IS 'The price of a product on each UTC day that it had one price all day long, in its currency of today. Days on which the price changed, and days before the product, are left out.';

COMMENT ON FUNCTION "private"."pricing_inputs"(uuid, uuid[], uuid, integer, jsonb, boolean) IS 'Body of pricing_inputs. seasons: what private.season_factors gave before. only_ruled leaves out products that no rule applies to.';

COMMENT ON FUNCTION "private"."pricing_observations"(uuid, uuid, integer) IS 'Body of public.pricing_observations.';

COMMENT ON FUNCTION "private"."pricing_setting"(uuid) IS 'The settings of a workspace; without a row, those of a new one.';

COMMENT ON FUNCTION "private"."pricing_uplift"(uuid, date, date) IS 'Body of pricing_uplift.';

COMMENT ON FUNCTION "private"."refusals"(uuid, uuid[]) IS 'For each recommendation, why it cannot be applied now; null where it can. is_temporary: it can later.';

COMMENT ON FUNCTION "private"."refuse_price"(public.products, text, text, text) IS 'Raises PT422 for the new price of a product.';

COMMENT ON FUNCTION "private"."refuse_price_form"(public.products, private.price_window) IS 'Raises PT422 for a price that has not the form of the rounding rule.';

COMMENT ON FUNCTION "private"."refuse_price_outside"(public.products, private.price_window) IS 'Raises PT422 for a price outside of its window, by the tightest bound that it breaks.';

COMMENT ON FUNCTION "private"."refuse_price_time"(public.products, private.price_window) IS 'Raises PT422 for a change at a time when the window is blocked.';

COMMENT ON FUNCTION "private"."repeats"(public.price_recommendations, private.price_decision) IS 'Whether a decision says what an open recommendation says.';

COMMENT ON FUNCTION "private"."reprices_on_change"(uuid) IS 'Whether changes of stock and competitors start a run in a workspace: it has an active rule, and has not switched that off.';

COMMENT ON FUNCTION "private"."request_repricing"(uuid, uuid[]) IS 'Body of request_repricing.';

COMMENT ON FUNCTION "private"."roll_back_chunk"(uuid, uuid, integer) IS 'Body of roll_back_chunk.';

COMMENT ON FUNCTION "private"."roll_back_price"(uuid) IS 'Body of roll_back_price.';

COMMENT ON FUNCTION "private"."roll_back_run"(uuid) IS 'Body of roll_back_run.';

COMMENT ON FUNCTION "private"."ruled_products"(uuid, uuid, integer) IS 'The next active products, by id, that a rule applies to.';

COMMENT ON FUNCTION "private"."run_products"(public.pricing_runs, integer) IS 'The next products of a run, by id; none once it is through.';

COMMENT ON FUNCTION "private"."save_price_decisions"(uuid, jsonb, uuid, text) IS 'Body of save_price_decisions.';

COMMENT ON FUNCTION "private"."save_price_elasticities"(uuid, jsonb) IS 'Body of public.save_price_elasticities.';

COMMENT ON FUNCTION "private"."season_factor"(numeric, numeric) IS 'How demand of the next days compares with the last ones, from 0.25 to 4; null without sales.';

COMMENT ON FUNCTION "private"."season_factors"(uuid) IS 'Forecast revenue of the next 7 days as a multiple of that of the recent days, as {"SAR": {"all": 1.1, "categories": {"tea": 1.3}}}; null or missing where there is no forecast of the last week.';

COMMENT ON FUNCTION "private"."student_95"(numeric) IS 'The 97.5 % quantile of Student''s t (Abramowitz, Stegun 1964, formula 26.7.5): right to five digits from 9 degrees of freedom on, which is all that it is used for.';

COMMENT ON FUNCTION "private"."take_back"(public.price_recommendations) IS 'Restores the price from before an applied recommendation. Raises PT409 where that is not the newest change any more, and what guardrails raise.';

COMMENT ON FUNCTION "private"."write_prices"(uuid, uuid[]) IS 'Writes recommended prices into products, whatever their bounds: triggers of products refuse what they must, and then nothing of it is written.';

COMMENT ON FUNCTION "public"."apply_price"(uuid) IS 'Applies a recommended price by hand, now. Returns the recommendation. Members. Raises as approve_price, PT409 where it fits no more or not now, and what guardrails raise.';

COMMENT ON FUNCTION "public"."approve_price"(uuid) IS 'Approves a recommended price. It is applied at once, or, where the hour or the day forbids it, as soon as that is over; one that fits no more fails, and says why. Returns the recommendation. Members. Raises PT401, PT403, PT404, and PT409 for one that cannot be decided any more.';

COMMENT ON FUNCTION "public"."begin_pricing_runs"(text) IS 'Begins a run in every workspace with an active rule (schedule), or in which something changed (changes), unless one of that kind is unfinished there. Returns how many. Service key only.';

COMMENT ON FUNCTION "public"."demand_curve"(uuid) IS 'Units and profit a day of a product by price, with an interval, from the newest elasticity and from what it sold in the last year at each price: {"product", "current_price", "elasticity", "observed": [{"price", "days", "units_per_day"}], "curve": [{"price", "units", "units_low", "units_high", "profit"}]}. The curve is empty without sales or before an elasticity was fitted. The interval joins that of the elasticity with that of the level (Poisson). PT404 no such product.';

COMMENT ON FUNCTION "public"."discount_percent"(public.products) IS 'What a product is reduced by, percent of prior_price; null where no reduction may be announced. A computed column: select=name,current_price,prior_price,discount_percent works on products.';

COMMENT ON FUNCTION "public"."elasticity_workspaces"() IS 'The workspaces in which a price changed in 180 days: those with something to learn from. For workers.';

COMMENT ON FUNCTION "public"."keep_waiting_prices"(integer) IS 'For the job pricing.upkeep: expires what nobody decided in time, and applies what was approved once its hour has come. Returns how many: {"expired", "applied", "refused"}. Service key only.';

COMMENT ON FUNCTION "public"."lowest_price_30d"(public.products) IS 'The lowest price of a product in the past 30 days, now included, in its currency: the prior price of a reduction that would begin now. A computed column of products.';

COMMENT ON FUNCTION "public"."next_pricing_chunk"(uuid, integer) IS 'For the job pricing.reprice: the inputs of the next products of a run, and what save_price_decisions wants back (until, seen). Ends the run once there are none. Asked again before anything was saved, it answers the same. Service key only.';

COMMENT ON FUNCTION "public"."price_chart"(uuid, date, date) IS 'What a product cost between two UTC days (90 by default), as steps; the recommendations of those days and what became of them; the lowest competitor and units sold a day; the limits of today: {"product", "steps": [{"at", "price", "reason"}], "decisions": [{"at", "price", "status", "mode", "reason"}], "limits", "competitors": [{"date", "lowest"}], "units": [{"date", "units", "revenue"}]}. PT404 no such product, PT422 no such period.';

COMMENT ON FUNCTION "public"."price_limits"(uuid) IS 'What price a product may be given now: between low and high (null: no bound), of the rounding form, unless blocked says why not: frozen, changes_used_up, quiet_hours or no_room. limits names the rule behind each bound. PT404 where there is no such product.';

COMMENT ON FUNCTION "public"."pricing_inputs"(uuid, uuid[], uuid, integer) IS 'What the engine is given: an array with an object for each active product, in the order of their ids, from the one that follows "after" on. Service key only.';

COMMENT ON FUNCTION "public"."pricing_observations"(uuid, uuid, integer) IS 'What products of a workspace whose price changed in 180 days sold at which price, day by day: {products: [{product_id, category, days, prices, units}], after}; days count from 1970-01-01, UTC. Days without a sale are there with 0 units; days on which no price was in force for 20 hours, and today, are not. Pass `after` on for the next products, until it is null. For workers.';

COMMENT ON FUNCTION "public"."pricing_uplift"(uuid, date, date) IS 'What pricing brought: change of profit per product and day from the days before since to those since then, of products under a rule less that of products held out (difference in differences: Angrist, Pischke 2009, "Mostly Harmless Econometrics", section 5.2; days collapsed to before and after as in Bertrand, Duflo, Mullainathan 2004), with a 95 % interval (Welch 1947). Profit is net revenue less units at the present cost; products without a cost, or that sold nothing before, are left out. verdict: better, worse, no_difference, too_few. Viewers. Raises PT401, PT404, PT422.';

COMMENT ON FUNCTION "public"."reject_price"(uuid, text) IS 'Rejects a recommended price; for some days (pricing_settings.rest_days) it is not recommended again. Returns the recommendation. Members. Raises as approve_price.';

COMMENT ON FUNCTION "public"."request_repricing"(uuid, uuid[]) IS 'Computes prices now: of these products, or of all that a rule applies to. Returns the id of the run; pricing_runs shows how far it is. Members. Raises PT401, PT403, PT404, PT422.';

COMMENT ON FUNCTION "public"."roll_back_chunk"(uuid, uuid, integer) IS 'For the job pricing.roll_back: takes the next applied prices of a run back, by product. "after" of the answer is where to go on; null: that was all. Service key only.';

COMMENT ON FUNCTION "public"."roll_back_price"(uuid) IS 'Takes an applied price back: the product has exactly the price from before. Returns the recommendation. For some days (pricing_settings.rest_days) nothing is applied to the product by itself. Members. Raises PT401, PT403, PT404, PT409 where the price has moved since, and what guardrails raise that hold for rollbacks too.';

COMMENT ON FUNCTION "public"."roll_back_run"(uuid) IS 'Takes back every price that a run has applied, and ends the run if it still goes. Of up to 200 products at once; a job does the rest. Returns {"rolled_back", "refused", "job_id"}; status_note of a recommendation says why its price was not restored. Members. Raises PT401, PT403, PT404.';

COMMENT ON FUNCTION "public"."save_price_decisions"(uuid, jsonb, uuid, text) IS 'Saves what the engine decided of the next products of a run, and applies it in mode automatic: one transaction. Each decision carries its inputs and model; until and seen are as next_pricing_chunk gave them. What was saved before is left out, so that sending again changes nothing. Returns {"products", "applied", "refused"}. Service key only. Raises PT404, PT422.';

COMMENT ON FUNCTION "public"."save_price_elasticities"(uuid, jsonb) IS 'Keeps estimates, a list of price_elasticities'' columns; they replace those of the same scope and week. Returns how many it kept: products that are gone are left out. For workers: the job pricing.fit.';

COMMENT ON TABLE "private"."repricing_marks" IS 'Products that changed so that their price may be another. A change adds rows and waits for nobody; the run that prices the product takes them away.';

COMMENT ON TABLE "public"."price_elasticities" IS 'How demand answers to price, estimated per product, category and, with neither set, the whole workspace. The newest fit counts; older ones, one a week, show how it drifts.';

COMMENT ON TABLE "public"."price_holds" IS 'Products whose price was left alone when it was last computed, and why. A row goes once the product is priced again.';

COMMENT ON TABLE "public"."price_rules" IS 'Guardrails of prices for a product, a category or the whole workspace. All active ones that apply hold together: of each kind the tightest counts. Rules in another currency than the product''s do not apply. Triggers of products hold them against everybody; price_limits shows what they come to. Of mode, holdout_share and rounding, the most specific rule''s counts (product, category, workspace; the newest first). A price that a new rule or a new cost left outside may stay, or move towards the bounds.';

COMMENT ON TABLE "public"."pricing_runs" IS 'Each time that prices were computed: what was looked at and what came of it.';

COMMENT ON TABLE "public"."pricing_settings" IS 'How a workspace prices. Without a row the defaults hold. What a price may be is in price_rules.';

COMMENT ON TYPE "private"."price_decision" IS 'What the engine says of a product: change, keep, hold or skip, and why.';

COMMENT ON TYPE "private"."price_window" IS 'What the price rules of a product come to: low and high fold in everything, rule_low and rule_high leave out the largest step and the leave to stay outside; then each bound, and the name of the rule behind it. rule is the one that rounding, mode and holdout_share are of.';

REVOKE ALL ON FUNCTION "private"."apply_recommendations"(uuid, uuid[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_recommendations"(uuid, uuid[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_recommendations"(uuid, uuid[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_pricing_run"(uuid, text, uuid[], jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_pricing_run"(uuid, text, uuid[], jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_pricing_run"(uuid, text, uuid[], jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_pricing_runs"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_pricing_runs"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_pricing_runs"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_pricing_runs"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."charted_product"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."charted_product"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."charted_product"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."charted_product"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."charted_product"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."check_period"(date, date) FROM "authenticated";

GRANT EXECUTE ON FUNCTION "private"."check_period"(date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."check_period"(date, date) FROM "service_role";

GRANT EXECUTE ON FUNCTION "private"."check_period"(date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."check_time_zone"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."check_time_zone"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."check_time_zone"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."decide_price"(uuid, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."decide_price"(uuid, text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."decide_price"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."decide_price"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."decide_price"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."elasticity_workspaces"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."elasticity_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."elasticity_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."elasticity_workspaces"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_lost_runs"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_lost_runs"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_lost_runs"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."fitted_elasticity"(public.products) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."fitted_elasticity"(public.products) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."fitted_elasticity"(public.products) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fitted_elasticity"(public.products) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fitted_elasticity"(public.products) TO "service_role";

REVOKE ALL ON FUNCTION "private"."given_decisions"(public.pricing_runs, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."given_decisions"(public.pricing_runs, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."given_decisions"(public.pricing_runs, jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."guard_price"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."guard_price"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."guard_price"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."has_price_form"(numeric, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."has_price_form"(numeric, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."has_price_form"(numeric, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."has_price_form"(numeric, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."is_held_out"(uuid, uuid, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_held_out"(uuid, uuid, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_held_out"(uuid, uuid, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_price_rollback"(public.products, public.products) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_price_rollback"(public.products, public.products) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_price_rollback"(public.products, public.products) TO "postgres";

REVOKE ALL ON FUNCTION "private"."is_quiet"(time WITHOUT time zone, time WITHOUT time zone, text, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."is_quiet"(time WITHOUT time zone, time WITHOUT time zone, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."is_quiet"(time WITHOUT time zone, time WITHOUT time zone, text, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_holds"(public.pricing_runs, private.price_decision[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_holds"(public.pricing_runs, private.price_decision[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_holds"(public.pricing_runs, private.price_decision[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_prior_price"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_prior_price"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_prior_price"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_prior_prices_of_history"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_prior_prices_of_history"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_prior_prices_of_history"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_recommendations"(public.pricing_runs, private.price_decision[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_recommendations"(public.pricing_runs, private.price_decision[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_recommendations"(public.pricing_runs, private.price_decision[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_waiting_prices"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_waiting_prices"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_waiting_prices"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_waiting_prices"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."last_price_in"(uuid, text, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."last_price_in"(uuid, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."last_price_in"(uuid, text, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."local_time"(timestamp WITH time zone, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."local_time"(timestamp WITH time zone, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."local_time"(timestamp WITH time zone, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lowest_competitor_price"(uuid, uuid, text, timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."lowest_competitor_price"(uuid, uuid, text, timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lowest_competitor_price"(uuid, uuid, text, timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."lowest_price"(uuid, text, timestamp WITH time zone, numeric) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."lowest_price"(uuid, text, timestamp WITH time zone, numeric) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."lowest_price"(uuid, text, timestamp WITH time zone, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."lowest_price"(uuid, text, timestamp WITH time zone, numeric) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."lowest_price"(uuid, text, timestamp WITH time zone, numeric) TO "service_role";

REVOKE ALL ON FUNCTION "private"."mark_competitors"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."mark_competitors"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_competitors"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."mark_stock"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."mark_stock"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."mark_stock"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."nearest_price"(numeric, text, text, numeric, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."nearest_price"(numeric, text, text, numeric, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."nearest_price"(numeric, text, text, numeric, numeric) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."nearest_price"(numeric, text, text, numeric, numeric) TO "service_role";

REVOKE ALL ON FUNCTION "private"."next_pricing_chunk"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."next_pricing_chunk"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."next_pricing_chunk"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."next_pricing_chunk"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."note_stock"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_stock"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_stock"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."open_recommendation"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."open_recommendation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_recommendation"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."present_reduction"(public.products) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."present_reduction"(public.products) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."present_reduction"(public.products) TO "postgres";

REVOKE ALL ON FUNCTION "private"."price_bounds"(uuid, uuid[], timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_bounds"(uuid, uuid[], timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_bounds"(uuid, uuid[], timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_bounds"(uuid, uuid[], timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_changes_of_day"(uuid, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_changes_of_day"(uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_changes_of_day"(uuid, timestamp WITH time zone) TO "postgres";

REVOKE ALL ON FUNCTION "private"."price_form"(text, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_form"(text, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_form"(text, numeric) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_form"(text, numeric) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_limits"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."price_limits"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."price_limits"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_limits"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_limits"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_limits_of"(private.price_window) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_limits_of"(private.price_window) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_limits_of"(private.price_window) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_limits_of"(private.price_window) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_unit"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_unit"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_unit"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_unit"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_window_of"(uuid, uuid, text, text, numeric, numeric, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_window_of"(uuid, uuid, text, text, numeric, numeric, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_window_of"(uuid, uuid, text, text, numeric, numeric, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_window_of"(uuid, uuid, text, text, numeric, numeric, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."prices_of_days"(uuid, uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."pricing_inputs"(uuid, uuid[], uuid, integer, jsonb, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pricing_inputs"(uuid, uuid[], uuid, integer, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_inputs"(uuid, uuid[], uuid, integer, jsonb, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_inputs"(uuid, uuid[], uuid, integer, jsonb, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."pricing_observations"(uuid, uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pricing_observations"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_observations"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_observations"(uuid, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."pricing_setting"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."pricing_setting"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_setting"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."pricing_uplift"(uuid, date, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."pricing_uplift"(uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."pricing_uplift"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_uplift"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."pricing_uplift"(uuid, date, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."refusals"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refusals"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refusals"(uuid, uuid[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse_price"(public.products, text, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_price"(public.products, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_price"(public.products, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse_price_form"(public.products, private.price_window) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_price_form"(public.products, private.price_window) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_price_form"(public.products, private.price_window) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse_price_outside"(public.products, private.price_window) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_price_outside"(public.products, private.price_window) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_price_outside"(public.products, private.price_window) TO "postgres";

REVOKE ALL ON FUNCTION "private"."refuse_price_time"(public.products, private.price_window) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_price_time"(public.products, private.price_window) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_price_time"(public.products, private.price_window) TO "postgres";

REVOKE ALL ON FUNCTION "private"."repeats"(public.price_recommendations, private.price_decision) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."repeats"(public.price_recommendations, private.price_decision) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."repeats"(public.price_recommendations, private.price_decision) TO "postgres";

REVOKE ALL ON FUNCTION "private"."reprices_on_change"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reprices_on_change"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reprices_on_change"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."request_repricing"(uuid, uuid[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."request_repricing"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."request_repricing"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_repricing"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."request_repricing"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "private"."roll_back_chunk"(uuid, uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."roll_back_chunk"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_chunk"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_chunk"(uuid, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."roll_back_price"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."roll_back_price"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."roll_back_price"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_price"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_price"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."roll_back_run"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."roll_back_run"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."roll_back_run"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_run"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."roll_back_run"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."ruled_products"(uuid, uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ruled_products"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ruled_products"(uuid, uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."run_products"(public.pricing_runs, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."run_products"(public.pricing_runs, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."run_products"(public.pricing_runs, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."save_price_decisions"(uuid, jsonb, uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."save_price_decisions"(uuid, jsonb, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_price_decisions"(uuid, jsonb, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_price_decisions"(uuid, jsonb, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."save_price_elasticities"(uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."save_price_elasticities"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_price_elasticities"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."save_price_elasticities"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."season_factor"(numeric, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."season_factor"(numeric, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."season_factor"(numeric, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."season_factors"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."season_factors"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."season_factors"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."student_95"(numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."student_95"(numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."student_95"(numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."take_back"(public.price_recommendations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_back"(public.price_recommendations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_back"(public.price_recommendations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."write_prices"(uuid, uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."write_prices"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."write_prices"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_price"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."apply_price"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_price"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_price"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."approve_price"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."approve_price"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."approve_price"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."approve_price"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."begin_pricing_runs"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_pricing_runs"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."begin_pricing_runs"(text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."demand_curve"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."demand_curve"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."demand_curve"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."demand_curve"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."discount_percent"(public.products) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."discount_percent"(public.products) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."discount_percent"(public.products) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."discount_percent"(public.products) TO "service_role";

REVOKE ALL ON FUNCTION "public"."elasticity_workspaces"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."elasticity_workspaces"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."elasticity_workspaces"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_waiting_prices"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_waiting_prices"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_waiting_prices"(integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."lowest_price_30d"(public.products) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."lowest_price_30d"(public.products) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."lowest_price_30d"(public.products) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."lowest_price_30d"(public.products) TO "service_role";

REVOKE ALL ON FUNCTION "public"."next_pricing_chunk"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_pricing_chunk"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_pricing_chunk"(uuid, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."price_chart"(uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."price_chart"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."price_chart"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."price_chart"(uuid, date, date) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."price_limits"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."price_limits"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."price_limits"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."price_limits"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pricing_inputs"(uuid, uuid[], uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_inputs"(uuid, uuid[], uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_inputs"(uuid, uuid[], uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pricing_observations"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_observations"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_observations"(uuid, uuid, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."pricing_uplift"(uuid, date, date) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."pricing_uplift"(uuid, date, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_uplift"(uuid, date, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pricing_uplift"(uuid, date, date) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."reject_price"(uuid, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."reject_price"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."reject_price"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."reject_price"(uuid, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."request_repricing"(uuid, uuid[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."request_repricing"(uuid, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_repricing"(uuid, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_repricing"(uuid, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."roll_back_chunk"(uuid, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_chunk"(uuid, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_chunk"(uuid, uuid, integer) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."roll_back_price"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."roll_back_price"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_price"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_price"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."roll_back_run"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."roll_back_run"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_run"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."roll_back_run"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_price_decisions"(uuid, jsonb, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_price_decisions"(uuid, jsonb, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_price_decisions"(uuid, jsonb, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_price_elasticities"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_price_elasticities"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_price_elasticities"(uuid, jsonb) TO "service_role";

REVOKE ALL ON TABLE "public"."price_holds" FROM "authenticated";

GRANT SELECT ON TABLE "public"."price_holds" TO "authenticated";

REVOKE ALL ON TABLE "public"."price_holds" FROM "service_role";

GRANT SELECT ON TABLE "public"."price_holds" TO "service_role";

REVOKE ALL ON TABLE "public"."pricing_runs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."pricing_runs" TO "authenticated";

REVOKE ALL ON TABLE "public"."pricing_runs" FROM "service_role";

GRANT SELECT ON TABLE "public"."pricing_runs" TO "service_role";

REVOKE ALL ON TABLE "public"."pricing_settings" FROM "authenticated";

REVOKE ALL ("expires_after_days") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("expires_after_days"), UPDATE ("expires_after_days") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("explores") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("explores"), UPDATE ("explores") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("lead_time_days") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("lead_time_days"), UPDATE ("lead_time_days") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("recent_days") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("recent_days"), UPDATE ("recent_days") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("reprices_on_change") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("reprices_on_change"), UPDATE ("reprices_on_change") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("rest_days") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("rest_days"), UPDATE ("rest_days") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("sales_days") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("sales_days"), UPDATE ("sales_days") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("uplift_since") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("uplift_since"), UPDATE ("uplift_since") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("widest_interval") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("widest_interval"), UPDATE ("widest_interval") ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ("workspace_id") ON TABLE "public"."pricing_settings" FROM "authenticated";

GRANT INSERT ("workspace_id") ON TABLE "public"."pricing_settings" TO "authenticated";

GRANT SELECT ON TABLE "public"."pricing_settings" TO "authenticated";

REVOKE ALL ON TABLE "public"."pricing_settings" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."pricing_settings" TO "service_role";

select jobs.register_type(
    'pricing.fit',
    'Estimates how demand answers to price; without a workspace, in each whose prices changed.',
    timeout_seconds => 3600,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('pricing.fit', 'pricing.fit', '40 1 * * *');

select jobs.register_type(
    'pricing.begin_runs',
    'Begins a run in every workspace with rules, or in which stock or competitors moved.'
);

select jobs.register_type(
    'pricing.reprice',
    'Computes the prices of a run, some thousand products at a time.',
    timeout_seconds => 7200,
    max_running_per_workspace => 1,
    is_announced => true
);

select jobs.register_type(
    'pricing.roll_back',
    'Takes back what a run has applied.',
    timeout_seconds => 7200,
    max_running_per_workspace => 1,
    is_announced => true
);

select jobs.register_type(
    'pricing.upkeep',
    'Expires recommendations that nobody decided on; applies approved ones once they may.',
    timeout_seconds => 600,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, payload, cron_line)
values
('pricing.nightly', 'pricing.begin_runs', '{"reason": "schedule"}', '0 3 * * *'),
('pricing.changes', 'pricing.begin_runs', '{"reason": "changes"}', '* * * * *'),
('pricing.upkeep', 'pricing.upkeep', '{}', '*/10 * * * *');

-- Reductions from before: the lowest price of the 30 days before each.
update public.price_history as h
set prior_price = private.lowest_price(h.product_id, h.currency, h.changed_at, h.old_price)
where h.new_price < h.old_price and h.currency = h.old_currency;

-- The trigger of products writes what the history says.
update public.products as p
set prior_price = null
where exists (
    select from public.price_history as h where h.workspace_id = p.workspace_id and h.product_id = p.id
);
