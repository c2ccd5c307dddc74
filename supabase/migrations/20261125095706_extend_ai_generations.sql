-- Extend AI generations: budgets with a ledger, prices by tier and band, all types of results,
-- bundles. Stop the workers before and start the new version after. Generations that wait are kept:
-- their jobs reserve when they begin. The tables of AI are small and written by workers alone, so
-- that locks hurt nobody meanwhile; functions that are dropped have their successors here.
-- squawk-ignore-file ban-drop-function, constraint-missing-not-valid, adding-field-with-default
-- squawk-ignore-file require-concurrent-index-creation, adding-foreign-key-constraint
-- squawk-ignore-file changing-column-type, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file ban-drop-not-null, ban-drop-default

set local lock_timeout = '4s';
set local statement_timeout = '5min';
set local check_function_bodies = off;

DROP TRIGGER "ai_generations_transitions" ON "public"."ai_generations";

ALTER TABLE "public"."ai_model_prices"
  DROP CONSTRAINT "ai_model_prices_start_unique";

DROP FUNCTION "private"."choose_text_model"(text, text[]);

DROP FUNCTION "private"."generation_cost"(text, integer, integer, timestamp WITH time zone);

DROP FUNCTION "private"."track_ai_cost"(public.ai_generations);

CREATE TABLE "public"."ai_budget_alerts" (
  "budget_id"    uuid                     NOT NULL,
  "period_start" date                     NOT NULL,
  "threshold"    integer                  NOT NULL,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ai_budget_alerts_pkey" PRIMARY KEY (budget_id, period_start, threshold)
);

ALTER TABLE "public"."ai_budget_alerts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ai_budget_alerts" FROM "anon", "authenticated";

CREATE TABLE "public"."ai_budget_balances" (
  "budget_id"    uuid          NOT NULL,
  "period_start" date          NOT NULL,
  "slot"         smallint      NOT NULL,
  "cap"          numeric(12,6) NOT NULL,
  "reserved"     numeric(12,6) NOT NULL DEFAULT 0,
  "spent"        numeric(12,6) NOT NULL DEFAULT 0,
  "overrun"      numeric(12,6) NOT NULL DEFAULT 0,
  "smallest"     numeric(12,6),
  CONSTRAINT "ai_budget_balances_overrun_not_negative" CHECK ((overrun >= (0)::numeric)),
  CONSTRAINT "ai_budget_balances_pkey" PRIMARY KEY (budget_id, period_start, slot),
  CONSTRAINT "ai_budget_balances_reserved_not_negative" CHECK ((reserved >= (0)::numeric)),
  CONSTRAINT "ai_budget_balances_slot_not_negative" CHECK ((slot >= 0)),
  CONSTRAINT "ai_budget_balances_spent_not_negative" CHECK ((spent >= (0)::numeric)),
  CONSTRAINT "ai_budget_balances_within_cap" CHECK (((spent + reserved) <= cap))
);

ALTER TABLE "public"."ai_budget_balances"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."ai_budget_balances"
  SET (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000, fillfactor=40);

REVOKE ALL ON TABLE "public"."ai_budget_balances" FROM "anon", "authenticated";

CREATE TABLE "public"."ai_budgets" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid,
  "user_id"      uuid,
  "campaign_id"  uuid,
  "scope"        text                     GENERATED ALWAYS AS (
CASE
    WHEN (campaign_id IS NOT NULL) THEN 'campaign'::text
    WHEN (user_id IS NOT NULL) THEN 'user'::text
    WHEN (workspace_id IS NOT NULL) THEN 'workspace'::text
    ELSE 'platform'::text
END) STORED NOT NULL,
  "unit"         text                     NOT NULL DEFAULT 'usd'::text,
  "period"       text                     NOT NULL,
  "cap"          numeric(12,6)            NOT NULL,
  "thresholds"   integer[]                NOT NULL DEFAULT '{50,80,100}'::integer[],
  "slots"        smallint                 NOT NULL DEFAULT 8,
  "is_default"   boolean                  NOT NULL DEFAULT false,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ai_budgets_campaign_has_workspace" CHECK (((campaign_id IS NULL) OR (workspace_id IS NOT NULL))),
  CONSTRAINT "ai_budgets_cap_not_negative" CHECK ((cap >= (0)::numeric)),
  CONSTRAINT "ai_budgets_once" UNIQUE NULLS NOT DISTINCT (workspace_id, user_id, campaign_id, unit, period),
  CONSTRAINT "ai_budgets_one_target" CHECK ((num_nonnulls(user_id, campaign_id) <= 1)),
  CONSTRAINT "ai_budgets_period_known" CHECK ((period = ANY (ARRAY['day'::text, 'month'::text, 'total'::text]))),
  CONSTRAINT "ai_budgets_pkey" PRIMARY KEY (id),
  CONSTRAINT "ai_budgets_slots_range" CHECK (((slots >= 1) AND (slots <= 64))),
  CONSTRAINT "ai_budgets_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "ai_budgets_thresholds_form" CHECK (((cardinality(thresholds) <= 10) AND (1 <= ALL (thresholds)) AND (100 >= ALL (thresholds)))),
  CONSTRAINT "ai_budgets_unit_known" CHECK ((unit = ANY (ARRAY['usd'::text, 'credit'::text]))),
  CONSTRAINT "ai_budgets_user_has_workspace" CHECK (((user_id IS NULL) OR (workspace_id IS NOT NULL)))
);

ALTER TABLE "public"."ai_budgets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ai_budgets" FROM "anon";

CREATE TABLE "public"."ai_generation_types" (
  "type"              text                     NOT NULL,
  "kind"              text                     NOT NULL,
  "description"       text                     NOT NULL,
  "options"           text[]                   NOT NULL DEFAULT '{}'::text[],
  "output_tokens"     integer                  NOT NULL,
  "instruction_bytes" integer                  NOT NULL DEFAULT 16000,
  "is_active"         boolean                  NOT NULL DEFAULT true,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ai_generation_types_instruction_bytes_not_negative" CHECK ((instruction_bytes >= 0)),
  CONSTRAINT "ai_generation_types_kind_known" CHECK ((kind = ANY (ARRAY['text'::text, 'image'::text, 'video'::text, 'voice'::text]))),
  CONSTRAINT "ai_generation_types_output_tokens_not_negative" CHECK ((output_tokens >= 0)),
  CONSTRAINT "ai_generation_types_pkey" PRIMARY KEY (TYPE),
  CONSTRAINT "ai_generation_types_type_form" CHECK ((type ~ '^[a-z][a-z0-9_]{0,49}$'::text))
);

ALTER TABLE "public"."ai_generation_types"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ai_generation_types" FROM "anon";

CREATE TABLE "public"."ai_reservations" (
  "id"                       uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id"             uuid,
  "user_id"                  uuid,
  "generation_id"            uuid,
  "model_id"                 text,
  "tier"                     text                     NOT NULL DEFAULT 'standard'::text,
  "estimate"                 numeric(12,6)            NOT NULL,
  "credits"                  smallint                 NOT NULL DEFAULT 0,
  "cost"                     numeric(12,6),
  "usage"                    jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "is_success"               boolean                  NOT NULL DEFAULT false,
  "budget_ids"               uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "period_starts"            date[]                   NOT NULL DEFAULT '{}'::date[],
  "slots"                    smallint[]               NOT NULL DEFAULT '{}'::smallint[],
  "applied_reserved"         numeric(12,6)            NOT NULL DEFAULT 0,
  "applied_spent"            numeric(12,6)            NOT NULL DEFAULT 0,
  "applied_overrun"          numeric(12,6)            NOT NULL DEFAULT 0,
  "applied_credits_reserved" smallint                 NOT NULL DEFAULT 0,
  "applied_credits_spent"    smallint                 NOT NULL DEFAULT 0,
  "applied_cost"             numeric(12,6)            NOT NULL DEFAULT 0,
  "applied_tokens"           bigint                   NOT NULL DEFAULT 0,
  "applied_successes"        smallint                 NOT NULL DEFAULT 0,
  "is_applied"               boolean                  NOT NULL DEFAULT true,
  "status"                   text                     NOT NULL DEFAULT 'reserved'::text,
  "day"                      date                     NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date,
  "expires_at"               timestamp with time zone NOT NULL,
  "called_at"                timestamp with time zone,
  "settled_at"               timestamp with time zone,
  "created_at"               timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"               timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ai_reservations_allocation" CHECK (((cardinality(budget_ids) = cardinality(period_starts)) AND (cardinality(budget_ids) = cardinality(slots)))),
  CONSTRAINT "ai_reservations_cost_not_negative" CHECK ((cost >= (0)::numeric)),
  CONSTRAINT "ai_reservations_credits_not_negative" CHECK ((credits >= 0)),
  CONSTRAINT "ai_reservations_estimate_not_negative" CHECK ((estimate >= (0)::numeric)),
  CONSTRAINT "ai_reservations_pkey" PRIMARY KEY (id),
  CONSTRAINT "ai_reservations_settled_has_cost" CHECK (((status = ANY (ARRAY['settled'::text, 'estimated'::text])) = (cost IS NOT NULL))),
  CONSTRAINT "ai_reservations_status_known" CHECK ((status = ANY (ARRAY['reserved'::text, 'calling'::text, 'settled'::text, 'released'::text, 'estimated'::text]))),
  CONSTRAINT "ai_reservations_tenant_key" UNIQUE (workspace_id, id),
  CONSTRAINT "ai_reservations_tier_known" CHECK ((tier = ANY (ARRAY['standard'::text, 'batch'::text, 'flex'::text]))),
  CONSTRAINT "ai_reservations_usage_object" CHECK ((jsonb_typeof(usage) = 'object'::text))
);

ALTER TABLE "public"."ai_reservations"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."ai_reservations"
  SET (fillfactor=70);

REVOKE ALL ON TABLE "public"."ai_reservations" FROM "anon", "authenticated";

CREATE TABLE "public"."ai_shut_offs" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "workspace_id" uuid                     NOT NULL,
  "reason"       text,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ai_shut_offs_once" UNIQUE (workspace_id),
  CONSTRAINT "ai_shut_offs_pkey" PRIMARY KEY (id),
  CONSTRAINT "ai_shut_offs_tenant_key" UNIQUE (workspace_id, id),
  "created_by"   uuid                     DEFAULT auth.uid()
);

ALTER TABLE "public"."ai_shut_offs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ai_shut_offs" FROM "anon";

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "parent_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "content_bundle_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "social_post_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "content_upgrade_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "email_sequence_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "content_id" uuid;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "tier" text NOT NULL DEFAULT 'standard'::text;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "input_bytes" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "output_tokens" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "estimated_cost" numeric(12,6) NOT NULL DEFAULT 0;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "usage" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "prompt_version" text;

ALTER TABLE "public"."ai_generations"
  ADD COLUMN "batch_id" text;

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "tier" text NOT NULL DEFAULT 'standard'::text;

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "above_input_tokens" integer NOT NULL DEFAULT 0;

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "cached_input_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "cache_write_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "cache_write_1h_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "image_input_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "cached_image_input_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "image_output_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "characters_per_million" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ADD COLUMN "per_second" numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "input_per_million" DROP NOT NULL;

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "input_per_million" DROP DEFAULT;

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "input_per_million" TYPE numeric(18,9) USING "input_per_million"::numeric(18,9);

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "output_per_million" DROP NOT NULL;

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "output_per_million" DROP DEFAULT;

ALTER TABLE "public"."ai_model_prices"
  ALTER COLUMN "output_per_million" TYPE numeric(18,9) USING "output_per_million"::numeric(18,9);

CREATE OR REPLACE FUNCTION private.ai_period_start (
  period  text,
  at_time timestamp with time zone
)
  RETURNS date
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return case period
        when 'day' then (at_time at time zone 'UTC')::date
        when 'month' then date_trunc('month', at_time at time zone 'UTC')::date
        else date '2000-01-01'
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_ai_ledger (
  most integer DEFAULT 1000
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    due uuid[];
    touched record;
begin
    perform private.await_balances();
    due := array(
        select r.id
        from public.ai_reservations as r
        where not r.is_applied
        limit most
        for update skip locked
    );
    if due = '{}' then
        return 0;
    end if;

    perform
    from public.ai_budget_balances as b
    join public.ai_budgets as a on b.budget_id = a.id
    where (b.budget_id, b.period_start, b.slot) in (
        select t.budget_id, t.period_start, t.slot
        from public.ai_reservations as r
        cross join unnest(r.budget_ids, r.period_starts, r.slots) as t (budget_id, period_start, slot)
        where r.id = any (due)
    )
    order by (a.unit <> 'credit'), b.budget_id, b.period_start, b.slot
    for update of b;

    with changes as (
        select
            t.budget_id,
            t.period_start,
            t.slot,
            sum(g.reserved - r.applied_reserved) as reserved,
            sum(g.spent - r.applied_spent) as spent,
            sum(g.overrun - r.applied_overrun) as overrun,
            sum(g.credits_reserved - r.applied_credits_reserved) as credits_reserved,
            sum(g.credits_spent - r.applied_credits_spent) as credits_spent,
            min(nullif(r.estimate, 0)) as smallest
        from public.ai_reservations as r
        cross join private.ledger_targets(r) as g
        cross join unnest(r.budget_ids, r.period_starts, r.slots) as t (budget_id, period_start, slot)
        where r.id = any (due)
        group by t.budget_id, t.period_start, t.slot
    )

    update public.ai_budget_balances as b
    set
        reserved = b.reserved
        + case a.unit when 'credit' then c.credits_reserved else c.reserved end,
        spent = b.spent + case a.unit when 'credit' then c.credits_spent else c.spent end,
        overrun = b.overrun + case a.unit when 'credit' then 0 else c.overrun end,
        smallest = case a.unit when 'credit' then 1 else least(b.smallest, c.smallest) end
    from changes as c
    join public.ai_budgets as a on c.budget_id = a.id
    where b.budget_id = c.budget_id and b.period_start = c.period_start and b.slot = c.slot;

    -- Where a person is gone, or never was, there is no day of theirs; the ledger has the cost.
    insert into public.ai_cost_tracking as spent (
        workspace_id, user_id, date, openai_cost, anthropic_cost, other_cost, generations_count,
        tokens_used
    )
    select
        r.workspace_id,
        r.user_id,
        r.day,
        coalesce(sum(g.cost - r.applied_cost) filter (where m.provider = 'openai'), 0),
        coalesce(sum(g.cost - r.applied_cost) filter (where m.provider = 'anthropic'), 0),
        coalesce(
            sum(g.cost - r.applied_cost) filter (
                where m.provider is null or m.provider not in ('openai', 'anthropic')
            ),
            0
        ),
        sum(g.successes - r.applied_successes),
        sum(g.tokens - r.applied_tokens)
    from public.ai_reservations as r
    cross join private.ledger_targets(r) as g
    left join public.ai_models as m on r.model_id = m.id
    where r.id = any (due) and r.workspace_id is not null and r.user_id is not null
    group by r.workspace_id, r.user_id, r.day
    having
        bool_or(g.cost <> r.applied_cost)
        or sum(g.successes - r.applied_successes) <> 0
        or sum(g.tokens - r.applied_tokens) <> 0
    order by r.workspace_id, r.user_id, r.day
    on conflict (workspace_id, user_id, date) do update
    set
        openai_cost = spent.openai_cost + excluded.openai_cost,
        anthropic_cost = spent.anthropic_cost + excluded.anthropic_cost,
        other_cost = spent.other_cost + excluded.other_cost,
        generations_count = spent.generations_count + excluded.generations_count,
        tokens_used = spent.tokens_used + excluded.tokens_used;

    update public.ai_reservations as r
    set
        applied_reserved = g.reserved,
        applied_spent = g.spent,
        applied_overrun = g.overrun,
        applied_credits_reserved = g.credits_reserved,
        applied_credits_spent = g.credits_spent,
        applied_cost = g.cost,
        applied_tokens = g.tokens,
        applied_successes = g.successes,
        is_applied = true
    from public.ai_reservations as s
    cross join private.ledger_targets(s) as g
    where r.id = any (due) and s.id = r.id;

    for touched in
        select distinct t.budget_id, t.period_start
        from public.ai_reservations as r
        cross join unnest(r.budget_ids, r.period_starts) as t (budget_id, period_start)
        where r.id = any (due)
        order by t.budget_id, t.period_start
    loop
        perform private.watch_budget(touched.budget_id, touched.period_start);
    end loop;
    return cardinality(due);
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_batch (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    piece record;
begin
    if not result ? 'results' then
        return;
    end if;
    for piece in
        select g.id, result -> 'results' -> g.id::text as outcome
        from public.ai_generations as g
        where g.parent_id = (job.payload ->> 'generation_id')::uuid
        order by g.id
    loop
        if piece.outcome ? 'output' then
            perform private.finish_generation(piece.id, piece.outcome);
        else
            perform public.settle_generation_call(piece.id, piece.outcome -> 'usage');
            perform private.end_generation(
                piece.id, coalesce(piece.outcome ->> 'error', 'the batch has no answer for it')
            );
        end if;
    end loop;
    perform private.apply_bundle_end(job, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_batch_submitted (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.ai_generations as g
    set batch_id = result ->> 'batch_id', stage = 'waiting for the batch'
    where g.id = (job.payload ->> 'generation_id')::uuid and result ? 'batch_id'
$function$;

CREATE OR REPLACE FUNCTION private.apply_bundle_end (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    parent public.ai_generations;
    pieces record;
begin
    select * into parent
    from public.ai_generations as g
    where g.id = (job.payload ->> 'generation_id')::uuid
    for update;
    if parent.id is null or parent.status <> 'processing' then
        return;
    end if;
    select
        count(*) as total,
        count(*) filter (where g.status = 'completed') as done,
        count(*) filter (where g.status in ('pending', 'processing')) as going_on,
        min(g.error_message) as reason
    into pieces
    from public.ai_generations as g
    where g.workspace_id = parent.workspace_id and g.parent_id = parent.id;
    if pieces.going_on > 0 then
        -- Somebody had a piece made again meanwhile: look once more when it may be done.
        perform jobs.enqueue(
            'ai.finish_bundle',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            run_at => now() + interval '30 seconds'
        );
        return;
    end if;
    perform private.set_ai_origin(
        parent.id, parent.user_id, parent.model_used, parent.prompt_text
    );
    perform private.join_bundle(parent);
    update public.content_bundles as b
    set status = case when pieces.done > 0 then 'ready' else 'draft' end
    where b.id = parent.content_bundle_id;
    update public.ai_generations as g
    set
        status = case when pieces.done > 0 then 'completed' else 'failed' end,
        stage = null,
        progress = 1,
        error_message = case
            when pieces.done < pieces.total then format(
                '%s of %s pieces failed: %s', pieces.total - pieces.done, pieces.total, pieces.reason
            )
        end,
        completed_at = clock_timestamp()
    where g.id = parent.id;
    perform private.set_ai_origin(null, null, null, null);
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_generation (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    if result ? 'usage' then
        perform private.finish_generation((job.payload ->> 'generation_id')::uuid, result);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_plan (
  parent public.ai_generations,
  plan   jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    first_day constant date := private.bundle_start(parent.parameters ->> 'period');
    waiting uuid[];
begin
    update public.content_bundles as b
    set name = left(coalesce(plan ->> 'name', b.name), 255)
    where b.id = parent.content_bundle_id;

    -- A plan with too few topics leaves pieces with the words of the request.
    update public.ai_generations as g
    set
        prompt_text = left(btrim(t.topic), 1000),
        parameters = g.parameters || case g.generation_type
            when 'social_post' then jsonb_build_object('scheduled_for', t.publish_at)
            else '{}'
        end
    from (
        select
            piece.id,
            coalesce(
                nullif(
                    btrim(
                        plan -> (piece.generation_type || 's')
                        -> ((piece.parameters ->> 'place')::integer - 1) ->> 'topic'
                    ),
                    ''
                ),
                left(parent.prompt_text, 1000)
            ) as topic,
            first_day + make_interval(
                hours => 9 + 24 * (
                    private.bundle_days(parent.parameters ->> 'period')
                    * ((piece.parameters ->> 'place')::integer - 1)
                    / greatest((parent.parameters ->> 'social_posts')::integer, 1)
                )
            ) as publish_at
        from public.ai_generations as piece
        where piece.workspace_id = parent.workspace_id and piece.parent_id = parent.id
    ) as t
    where g.id = t.id and g.status = 'pending';

    if parent.tier = 'batch' then
        perform jobs.enqueue(
            'ai.submit_batch',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            dedup_key => parent.id::text
        );
    else
        waiting := array(
            select jobs.enqueue(
                'ai.generate',
                jsonb_build_object('generation_id', piece.id),
                workspace_id => piece.workspace_id,
                dedup_key => piece.id::text
            )
            from public.ai_generations as piece
            where
                piece.workspace_id = parent.workspace_id
                and piece.parent_id = parent.id
                and piece.status = 'pending'
            order by piece.generation_type, piece.id
        );
        perform jobs.enqueue(
            'ai.finish_bundle',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            dedup_key => parent.id::text,
            after => waiting,
            runs_regardless => true
        );
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_prices (
  job    jobs.job_queue,
  result jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    insert into public.ai_models (id, provider, kind, is_active)
    select listed.id, listed.provider, listed.kind, listed.is_active
    from jsonb_to_recordset(result -> 'models') as listed (
        id text, provider text, kind text, is_active boolean
    )
    on conflict (id) do nothing;

    -- A price that has begun is never changed: what differs begins now.
    with listed as (
        select p.*
        from jsonb_populate_recordset(null::public.ai_model_prices, result -> 'prices') as p
        join public.ai_models as m on p.model_id = m.id
    ),

    versions as (
        select
            l.model_id,
            l.tier,
            l.valid_from,
            jsonb_object_agg(l.above_input_tokens, private.price_terms(l)) as bands,
            lead(l.valid_from) over (partition by l.model_id, l.tier order by l.valid_from)
            as valid_until
        from listed as l
        group by l.model_id, l.tier, l.valid_from
    ),

    known as (
        select
            k.model_id,
            k.tier,
            k.valid_from,
            jsonb_object_agg(k.above_input_tokens, private.price_terms(k)) as bands,
            lead(k.valid_from) over (partition by k.model_id, k.tier order by k.valid_from)
            as valid_until
        from public.ai_model_prices as k
        group by k.model_id, k.tier, k.valid_from
    ),

    -- All of a model we know nothing of; of others what is to come, and the present if it differs.
    news as (
        select
            v.model_id,
            v.tier,
            v.valid_from as listed_from,
            case
                when
                    v.valid_from > now()
                    or not exists (
                        select from known as k where k.model_id = v.model_id and k.tier = v.tier
                    )
                    then v.valid_from
                else now()
            end as valid_from
        from versions as v
        where
            not exists (
                select
                from known as k
                where
                    k.model_id = v.model_id
                    and k.tier = v.tier
                    and k.bands = v.bands
                    and (
                        k.valid_from = v.valid_from
                        or (k.valid_from <= now() and coalesce(k.valid_until > now(), true))
                    )
            )
            and (
                v.valid_from > now()
                or coalesce(v.valid_until > now(), true)
                or not exists (
                    select from known as k where k.model_id = v.model_id and k.tier = v.tier
                )
            )
    )

    insert into public.ai_model_prices (
        model_id, tier, valid_from, above_input_tokens, input_per_million, output_per_million,
        cached_input_per_million, cache_write_per_million, cache_write_1h_per_million,
        image_input_per_million, cached_image_input_per_million, image_output_per_million,
        characters_per_million, per_second
    )
    select
        l.model_id,
        l.tier,
        n.valid_from,
        l.above_input_tokens,
        l.input_per_million,
        l.output_per_million,
        l.cached_input_per_million,
        l.cache_write_per_million,
        l.cache_write_1h_per_million,
        l.image_input_per_million,
        l.cached_image_input_per_million,
        l.image_output_per_million,
        l.characters_per_million,
        l.per_second
    from news as n
    join listed as l
        on n.model_id = l.model_id and n.tier = l.tier and n.listed_from = l.valid_from
    on conflict on constraint ai_model_prices_band_unique do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.await_balances()
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select pg_advisory_xact_lock(hashtextextended('flywheel.ai_ledger', 0))
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
        case generation.generation_type when 'content_bundle' then 0 else 1 end
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

CREATE OR REPLACE FUNCTION private.budget_totals (
  budget    uuid,
  first_day date,
  OUT       spent numeric,
  OUT       reserved numeric,
  OUT       overrun numeric
)
  RETURNS record
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select
        coalesce(kept.spent, 0) + coalesce(due.spent, 0),
        coalesce(kept.reserved, 0) + coalesce(due.reserved, 0),
        coalesce(kept.overrun, 0) + coalesce(due.overrun, 0)
    from (
        select sum(p.spent) as spent, sum(p.reserved) as reserved, sum(p.overrun) as overrun
        from public.ai_budget_balances as p
        where p.budget_id = budget_totals.budget and p.period_start = first_day
    ) as kept
    cross join (
        -- What the balances do not show yet.
        select
            sum(case b.unit
                when 'credit' then g.credits_spent - r.applied_credits_spent
                else g.spent - r.applied_spent
            end) as spent,
            sum(case b.unit
                when 'credit' then g.credits_reserved - r.applied_credits_reserved
                else g.reserved - r.applied_reserved
            end) as reserved,
            sum(case b.unit when 'credit' then 0 else g.overrun - r.applied_overrun end) as overrun
        from public.ai_reservations as r
        cross join private.ledger_targets(r) as g
        cross join unnest(r.budget_ids, r.period_starts) as t (budget_id, period_start)
        join public.ai_budgets as b on t.budget_id = b.id
        where
            not r.is_applied
            and t.budget_id = budget_totals.budget
            and t.period_start = first_day
    ) as due
$function$;

CREATE OR REPLACE FUNCTION private.bundle_days (
  period text
)
  RETURNS integer
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select (
        (
            private.bundle_start(period)
            + case
                when period ~ 'Q' then interval '3 months'
                when length(period) = 7 then interval '1 month'
                else interval '1 year'
            end
        )::date - private.bundle_start(period)
    )
$function$;

CREATE OR REPLACE FUNCTION private.bundle_start (
  period text
)
  RETURNS date
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select make_date(
        left(period, 4)::integer,
        case
            when period ~ 'Q' then 3 * right(period, 1)::integer - 2
            when length(period) = 7 then right(period, 2)::integer
            else 1
        end,
        1
    )
$function$;

CREATE OR REPLACE FUNCTION private.call_tier (
  generation public.ai_generations
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
begin
    return case
        when generation.generation_type = 'content_bundle' and generation.tier = 'batch' then 'standard'
        else generation.tier
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_time (
  tier text
)
  RETURNS interval
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case tier when 'batch' then interval '26 hours' else interval '15 minutes' end
$function$;

CREATE OR REPLACE FUNCTION private.cancel_generation (
  wanted_generation_id uuid
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
begin
    if generation.status = 'cancelled' then
        return generation;
    end if;
    update public.ai_generations as g
    set status = 'cancelled', completed_at = now(), stage = null
    where g.id = generation.id
    returning * into generation;
    -- What a provider is working on costs what it costs: its worker will say.
    update public.ai_reservations as r
    set status = 'released', is_applied = false, settled_at = clock_timestamp()
    where r.generation_id = generation.id and r.status = 'reserved';
    perform private.cancel_generation(piece.id)
    from public.ai_generations as piece
    where
        piece.workspace_id = generation.workspace_id
        and piece.parent_id = generation.id
        and piece.status in ('pending', 'processing');
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.change_cap (
  budget  uuid,
  new_cap numeric
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    opened record;
begin
    perform private.await_balances();
    update public.ai_budgets as b set cap = new_cap where b.id = budget and b.cap <> new_cap;
    for opened in
        select distinct p.period_start
        from public.ai_budget_balances as p
        join public.ai_budgets as b on p.budget_id = b.id
        where b.id = budget and p.period_start >= private.ai_period_start(b.period, now())
    loop
        perform private.level_balance(budget, opened.period_start, 0);
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.checked_bundle (
  options jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    -- Where none is given, the month to come.
    period constant text := coalesce(
        options ->> 'period', to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY-MM')
    );
    checked jsonb;
begin
    -- A whole year, a quarter, or a month.
    if period !~ '^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$' then
        perform private.option_error(
            format('%L is not a period', left(period, 50)), 'Use 2026-12, 2026-Q4 or 2026.'
        );
    end if;
    checked := jsonb_build_object(
        'period', period,
        'social_posts', private.option_number(options, 'social_posts', 8, 0, 60),
        'blog_posts', private.option_number(options, 'blog_posts', 2, 0, 20),
        'content_upgrades', private.option_number(options, 'content_upgrades', 1, 0, 5),
        'email_sequences', private.option_number(options, 'email_sequences', 1, 0, 5),
        'emails', private.option_number(options, 'emails', 4, 1, 12)
    );
    if (checked ->> 'social_posts')::integer + (checked ->> 'blog_posts')::integer
        + (checked ->> 'content_upgrades')::integer + (checked ->> 'email_sequences')::integer = 0
    then
        perform private.option_error(
            'a bundle has at least one piece',
            'Ask for some social_posts, blog_posts, content_upgrades or email_sequences.'
        );
    end if;
    return checked;
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
        if not coalesce(options ->> 'cta_url' ~ '^https?://[^\s/]+\S*$', false)
            or char_length(options ->> 'cta_url') > 1500
        then
            perform private.option_error(
                'cta_url is a web address of at most 1500 characters', 'Begin it with https://.'
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

CREATE OR REPLACE FUNCTION private.choose_model (
  wanted_kind text,
  requested   text,
  providers   text[],
  workspace   uuid,
  at_tier     text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    shut constant jsonb := coalesce(private.setting('ai.shut_off') -> 'providers', '[]');
    chosen text;
begin
    if requested is not null then
        perform private.require_ai_on(
            workspace, (select m.provider from public.ai_models as m where m.id = requested)
        );
        select models.id into chosen
        from public.ai_models as models
        where models.id = requested and models.is_active and models.provider = any (providers);
        if chosen is null then
            raise exception using
                errcode = 'PT422',
                message = format('no worker can use the model %L', requested),
                detail = format('This worker''s providers: %s.', array_to_string(providers, ', ')),
                hint = 'Give the worker the provider''s key, or ask for another model.';
        end if;
        return chosen;
    end if;
    perform private.require_ai_on(workspace, null);
    -- The worker lists its providers best first; the setting names each one's model.
    select models.id into chosen
    from unnest(providers) with ordinality as offered (provider, position)
    inner join public.ai_models as models
        on
            models.provider = offered.provider
            and models.id = private.setting('ai.default_models') -> wanted_kind ->> offered.provider
    where
        models.is_active
        and not shut ? offered.provider
        and (at_tier <> 'batch' or models.provider = 'openai')
    order by offered.position
    limit 1;
    if chosen is null then
        raise exception using
            errcode = case when shut = '[]' then 'PT422' else 'PT423' end,
            message = format('no %s model is available', wanted_kind),
            detail = format('This worker''s providers: %s.', array_to_string(providers, ', ')),
            hint = case wanted_kind
                when 'text' then 'Set ai.default_models in app_settings, or switch a provider on.'
                else 'Images, videos and voices need a provider with a key: FLYWHEEL_OPENAI_API_KEY.'
            end;
    end if;
    return chosen;
end
$function$;

CREATE OR REPLACE FUNCTION private.content_body (
  kind  text,
  draft jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select case kind
        when 'text' then draft ->> 'content'
        when 'ad_copy' then (
            select string_agg(line.value, E'\n\n' order by line.part, line.place)
            from (
                select 1 as part, h.place, h.value
                from jsonb_array_elements_text(draft -> 'headlines') with ordinality as h (value, place)
                union all
                select 2, t.place, t.value
                from
                    jsonb_array_elements_text(draft -> 'primary_texts')
                    with ordinality as t (value, place)
                union all
                select 3, d.place, d.value
                from
                    jsonb_array_elements_text(draft -> 'descriptions')
                    with ordinality as d (value, place)
            ) as line
        )
        else (
            select string_agg(
                format(
                    E'## %s (%s s)\n\n%s\n\n%s',
                    scene.place,
                    scene.value ->> 'seconds',
                    scene.value ->> 'visuals',
                    concat_ws(
                        E'\n\n',
                        nullif(scene.value ->> 'voiceover', ''),
                        nullif(scene.value ->> 'on_screen_text', '')
                    )
                ),
                E'\n\n' order by scene.place
            )
            from jsonb_array_elements(draft -> 'scenes') with ordinality as scene (value, place)
        )
    end
$function$;

CREATE OR REPLACE FUNCTION private.end_generation (
  wanted_id uuid,
  reason    text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    piece uuid;
begin
    update public.ai_generations as g
    set
        status = 'failed',
        stage = null,
        error_message = end_generation.reason,
        completed_at = clock_timestamp()
    where g.id = wanted_id and g.status in ('pending', 'processing');
    perform private.release_reservations(wanted_id);
    -- Without its plan nothing of a bundle is written.
    for piece in
        select g.id
        from public.ai_generations as g
        where g.parent_id = wanted_id and g.status in ('pending', 'processing')
    loop
        perform private.end_generation(piece, reason);
    end loop;
    update public.content_bundles as b
    set status = 'draft'
    from public.ai_generations as g
    where
        g.id = wanted_id
        and g.generation_type = 'content_bundle'
        and b.id = g.content_bundle_id
        and b.status = 'generating';
end
$function$;

CREATE OR REPLACE FUNCTION private.enqueue_generation (
  generation public.ai_generations
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select jobs.enqueue(
        'ai.generate',
        jsonb_build_object('generation_id', generation.id),
        workspace_id => generation.workspace_id,
        dedup_key => generation.id::text
    )
$function$;

CREATE OR REPLACE FUNCTION private.ensure_credit_budget (
  workspace uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    entitlement record;
    known public.ai_budgets;
begin
    -- Where no plan is offered, nothing is sold and nothing is limited.
    if not exists (select from public.subscription_plans where is_active) then
        return;
    end if;
    select e.limit_value, e.period, e.used into entitlement
    from public.workspace_entitlements as e
    where e.workspace_id = workspace and e.feature = 'ai_credits';
    if not found then
        perform private.require_entitlement(workspace, 'ai_credits');
    end if;
    select b.* into known
    from public.ai_budgets as b
    where b.workspace_id = workspace and b.unit = 'credit';
    if entitlement.limit_value is null then
        if known.id is not null then
            delete from public.ai_budgets as b where b.id = known.id;
        end if;
    elsif known.id is null then
        insert into public.ai_budgets (workspace_id, unit, period, cap, thresholds, slots, is_default)
        values (
            workspace, 'credit', entitlement.period, entitlement.limit_value, '{80,100}', 4, true
        )
        on conflict on constraint ai_budgets_once do nothing;
    elsif known.period <> entitlement.period then
        update public.ai_budgets as b
        set period = entitlement.period, cap = entitlement.limit_value
        where b.id = known.id;
    elsif known.cap <> entitlement.limit_value then
        perform private.change_cap(known.id, entitlement.limit_value);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.ensure_default_budgets (
  workspace uuid,
  person    uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    defaults constant jsonb := coalesce(private.setting('ai.default_budgets'), '{}');
    changed record;
begin
    insert into public.ai_budgets (workspace_id, user_id, period, cap, slots, is_default)
    select
        case when d.scope <> 'platform' then workspace end,
        case when d.scope = 'user' then person end,
        d.period,
        (defaults -> d.scope ->> d.period)::numeric,
        d.slots,
        true
    from (
        values
        ('platform', 'day', 32), ('platform', 'month', 32), ('workspace', 'day', 8),
        ('workspace', 'month', 8), ('user', 'day', 4), ('user', 'month', 4)
    ) as d (scope, period, slots)
    where
        defaults -> d.scope ->> d.period is not null
        and (d.scope <> 'user' or person is not null)
    on conflict on constraint ai_budgets_once do nothing;

    -- Those that nobody has set follow the setting.
    for changed in
        select b.id, (defaults -> b.scope ->> b.period)::numeric as cap
        from public.ai_budgets as b
        where
            b.is_default
            and b.unit = 'usd'
            and (b.workspace_id is null or b.workspace_id = workspace)
            and (b.user_id is null or b.user_id = person)
            and b.cap <> (defaults -> b.scope ->> b.period)::numeric
        order by b.id
    loop
        perform private.change_cap(changed.id, changed.cap);
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.estimate_cost (
  wanted_model  text,
  wanted_tier   text,
  input_bytes   integer,
  output_tokens integer,
  characters    integer,
  seconds       integer,
  at_time       timestamp with time zone
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    dearest numeric;
begin
    -- A token is at least one byte of UTF-8: the tokenizers in use build on bytes. Text that
    -- broke the rules is asked for a second time, except in a batch.
    select max(
        case when wanted_tier = 'batch' then 1 else 2 end * (
            greatest(
                p.input_per_million,
                p.cached_input_per_million,
                p.cache_write_per_million,
                p.cache_write_1h_per_million,
                p.image_input_per_million,
                0
            ) * input_bytes
            + greatest(p.output_per_million, p.image_output_per_million, 0) * output_tokens
        ) / 1000000
        + coalesce(p.characters_per_million, 0) * characters / 1000000
        + coalesce(p.per_second, 0) * seconds
    )
    into dearest
    from public.ai_model_prices as p
    where
        p.model_id = wanted_model
        and p.tier = wanted_tier
        and p.valid_from = (
            select max(v.valid_from)
            from public.ai_model_prices as v
            where v.model_id = wanted_model and v.tier = wanted_tier and v.valid_from <= at_time
        )
        and p.above_input_tokens <= 2 * input_bytes
        and (characters = 0 or p.characters_per_million is not null or p.input_per_million is not null)
        and (seconds = 0 or p.per_second is not null);
    if dearest is null then
        raise exception using
            errcode = 'PT422',
            message = format('model %L has no price', wanted_model),
            detail = format('Tier: %s.', wanted_tier),
            hint = case wanted_tier
                when 'standard' then
                    'Add rows to ai_model_prices, or run flywheel ai prices: what has no price is not used.'
                else 'Leave the tier out, or ask for a model that has one.'
            end;
    end if;
    return ceil(dearest * 1000000) / 1000000;
end
$function$;

CREATE OR REPLACE FUNCTION private.expire_reservations()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    ended integer;
begin
    with expired as (
        select r.id, r.status, r.estimate, g.status as generation_status, (
            r.generation_id is not null and exists (
                select
                from jobs.job_queue as j
                where
                    j.workspace_id = r.workspace_id
                    and j.job_type like 'ai.%'
                    and j.payload ->> 'generation_id' in (g.id::text, g.parent_id::text)
                    and j.status not in ('failed', 'completed', 'cancelled')
            )
        ) as has_job
        from public.ai_reservations as r
        left join public.ai_generations as g on r.generation_id = g.id
        where r.status in ('reserved', 'calling') and r.expires_at < now()
        order by r.id
        limit 1000
        for update of r skip locked
    ),

    -- A long queue is no reason to give up what waits in it.
    kept as (
        update public.ai_reservations as r
        set expires_at = now() + interval '1 hour'
        from expired as e
        where
            r.id = e.id
            and e.has_job
            and e.status = 'reserved'
            and e.generation_status in ('pending', 'processing')
        returning r.id
    ),

    gone as (
        update public.ai_reservations as r
        set
            status = case e.status when 'calling' then 'estimated' else 'released' end,
            cost = case e.status when 'calling' then r.estimate end,
            is_applied = false,
            settled_at = clock_timestamp()
        from expired as e
        where r.id = e.id and not exists (select from kept as k where k.id = e.id)
        returning r.generation_id, e.has_job
    ),

    -- What has neither a job nor a reservation will never come.
    failed as (
        update public.ai_generations as g
        set
            status = 'failed',
            stage = null,
            error_message = 'its job is gone',
            completed_at = clock_timestamp()
        where g.id in (
            select lost.id
            from public.ai_generations as lost
            join gone on lost.id = gone.generation_id
            where not gone.has_job and lost.status in ('pending', 'processing')
            for update of lost skip locked
        )
        returning g.id
    )

    select count(*) into ended from gone;
    return ended;
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_batch (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    piece uuid;
begin
    for piece in
        select g.id
        from public.ai_generations as g
        where
            g.parent_id = (job.payload ->> 'generation_id')::uuid
            and g.status in ('pending', 'processing')
        order by g.id
    loop
        perform private.end_generation(piece, reason);
    end loop;
    perform private.apply_bundle_end(job, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.fail_bundle_end (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.apply_bundle_end(fail_bundle_end.job, '{}')
$function$;

CREATE OR REPLACE FUNCTION private.fail_generation (
  job    jobs.job_queue,
  reason text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.end_generation((fail_generation.job.payload ->> 'generation_id')::uuid, reason)
$function$;

CREATE OR REPLACE FUNCTION private.finish_generation (
  wanted_id uuid,
  result    jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations;
    held public.ai_reservations;
    cost numeric;
    kept jsonb;
begin
    select * into generation
    from public.ai_generations
    where id = wanted_id
    for update;
    -- Deleted with its workspace: the ledger settles at the estimate.
    if generation.id is null then
        return;
    end if;
    select * into held
    from public.ai_reservations as r
    where r.generation_id = generation.id and r.status in ('calling', 'estimated')
    order by (r.status = 'calling') desc, r.called_at desc
    limit 1
    for update;
    cost := private.price_usage(
        coalesce(held.model_id, generation.model_used),
        coalesce(held.tier, private.call_tier(generation)),
        result -> 'usage',
        coalesce(held.called_at, now())
    );
    -- Work that was cancelled meanwhile has cost what it cost.
    if held.id is not null then
        perform private.settle_reservation(
            held.id, cost, result -> 'usage', generation.status = 'processing'
        );
    end if;
    perform private.note_usage(generation.id, result -> 'usage', cost);
    if generation.status <> 'processing' then
        return;
    end if;

    perform private.set_ai_origin(
        generation.id, generation.user_id, generation.model_used, generation.prompt_text
    );
    kept := private.keep_result(generation, result);

    update public.ai_generations
    set
        status = case generation_type when 'content_bundle' then 'processing' else 'completed' end,
        stage = case generation_type when 'content_bundle' then 'writing the pieces' end,
        progress = case generation_type when 'content_bundle' then 0.2 else 1 end,
        blog_post_id = coalesce((kept ->> 'blog_post_id')::uuid, blog_post_id),
        social_post_id = coalesce((kept ->> 'social_post_id')::uuid, social_post_id),
        content_upgrade_id = coalesce((kept ->> 'content_upgrade_id')::uuid, content_upgrade_id),
        email_sequence_id = coalesce((kept ->> 'email_sequence_id')::uuid, email_sequence_id),
        content_id = coalesce((kept ->> 'content_id')::uuid, content_id),
        campaign_id = coalesce((kept ->> 'campaign_id')::uuid, campaign_id),
        component_id = coalesce((kept ->> 'component_id')::uuid, component_id),
        result_asset_id = coalesce((kept ->> 'result_asset_id')::uuid, result_asset_id),
        result_data = coalesce(result -> 'output', result -> 'asset'),
        prompt_version = result ->> 'prompt_version',
        completed_at = case
            when generation_type <> 'content_bundle' then coalesce(completed_at, clock_timestamp())
        end
    where id = generation.id
    returning * into generation;
    perform private.set_ai_origin(null, null, null, null);
    if generation.generation_type = 'content_bundle' then
        perform private.apply_plan(generation, result -> 'output');
    elsif generation.parent_id is not null then
        perform private.report_piece(generation);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.join_bundle (
  parent public.ai_generations
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    posts uuid[];
    upgrades uuid[];
    sequences uuid[];
begin
    posts := array(
        select g.blog_post_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.blog_post_id is not null
        order by (g.parameters ->> 'place')::integer
    );
    upgrades := array(
        select g.content_upgrade_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.content_upgrade_id is not null
        order by (g.parameters ->> 'place')::integer
    );
    sequences := array(
        select g.email_sequence_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.email_sequence_id is not null
        order by (g.parameters ->> 'place')::integer
    );

    -- social post > blog post > content upgrade > email sequence > blog post; where a kind is
    -- missing, the next one that may follow. What several lead to is shared in turn.
    update public.social_posts as s
    set
        next_blog_post_id = posts[1 + (g.place - 1) % nullif(cardinality(posts), 0)],
        next_content_upgrade_id = case
            when posts = '{}' then upgrades[1 + (g.place - 1) % nullif(cardinality(upgrades), 0)]
        end
    from (
        select g.social_post_id, (g.parameters ->> 'place')::integer as place
        from public.ai_generations as g
        where g.workspace_id = parent.workspace_id and g.parent_id = parent.id
    ) as g
    where s.id = g.social_post_id;

    update public.blog_posts as b
    set
        next_content_upgrade_id = upgrades[1 + (p.place - 1) % nullif(cardinality(upgrades), 0)],
        next_email_sequence_id = case
            when upgrades = '{}' then sequences[1 + (p.place - 1) % nullif(cardinality(sequences), 0)]
        end
    from unnest(posts) with ordinality as p (id, place)
    where b.id = p.id;

    update public.content_upgrades as u
    set
        blog_post_id = posts[1 + (p.place - 1) % nullif(cardinality(posts), 0)],
        next_email_sequence_id = sequences[1 + (p.place - 1) % nullif(cardinality(sequences), 0)]
    from unnest(upgrades) with ordinality as p (id, place)
    where u.id = p.id;

    update public.email_sequences as e
    set next_blog_post_id = posts[1 + p.place % nullif(cardinality(posts), 0)]
    from unnest(sequences) with ordinality as p (id, place)
    where e.id = p.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_analysis()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    draft constant jsonb := coalesce(new.result_data, '{}');
begin
    insert into public.platform_analyses (
        workspace_id, integration_id, generation_id, analysis_type, summary, campaigns_analyzed,
        recommendations, migration_assessment, ai_model_used, ai_cost, processing_time_seconds
    )
    select
        new.workspace_id,
        i.id,
        new.id,
        case
            when new.generation_type = 'migration_plan' then 'migration_assessment'
            when new.campaign_id is not null then 'campaign_analysis'
            else 'full_audit'
        end,
        jsonb_strip_nulls(jsonb_build_object(
            'text', draft -> 'summary',
            'strengths', draft -> 'strengths',
            'weaknesses', draft -> 'weaknesses'
        )),
        case
            when new.campaign_id is null then '[]'
            else jsonb_build_array(jsonb_build_object('campaign_id', new.campaign_id))
        end,
        coalesce(draft -> 'recommendations', '[]'),
        case new.generation_type
            when 'migration_plan' then jsonb_build_object(
                'complexity', draft -> 'complexity', 'steps', draft -> 'steps', 'risks', draft -> 'risks'
            )
        end,
        new.model_used,
        new.cost,
        extract(epoch from new.completed_at - new.started_at)::integer
    from public.site_integrations as i
    where i.workspace_id = new.workspace_id and i.id::text = new.parameters ->> 'integration_id';
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_asset (
  generation public.ai_generations,
  asset      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    made uuid;
begin
    insert into public.content_assets (
        workspace_id, type, name, file_url, file_size, mime_type, metadata, generated_by,
        generation_prompt, language
    )
    values (
        generation.workspace_id,
        case generation.generation_type when 'voice' then 'audio' else generation.generation_type end,
        left(regexp_replace(generation.prompt_text, '\s+', ' ', 'g'), 200),
        asset ->> 'file_url',
        (asset ->> 'file_size')::bigint,
        asset ->> 'mime_type',
        jsonb_strip_nulls(
            coalesce(asset -> 'details', '{}')
            || jsonb_build_object('generation_id', generation.id, 'model', generation.model_used)
        ),
        generation.provider,
        generation.prompt_text,
        generation.language
    )
    returning id into made;
    return jsonb_build_object('result_asset_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_blog_post (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    tags constant jsonb := private.tags_of(generation, 'blog', 'content');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.blog_posts (
        workspace_id, business_id, bundle_id, product_id, title, content, language,
        meta_description, keywords, estimated_reading_time, primary_cta, cta_text, cta_url
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        generation.product_id,
        draft ->> 'title',
        draft ->> 'content',
        generation.language,
        draft ->> 'meta_description',
        array(select jsonb_array_elements_text(coalesce(draft -> 'keywords', '[]'))),
        private.reading_time(draft ->> 'content'),
        draft ->> 'primary_cta',
        draft ->> 'primary_cta',
        target
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, blog_post_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('blog_post_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_campaign (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    made uuid;
begin
    insert into public.campaigns (
        workspace_id, created_by, business_id, product_id, name, description, type,
        target_audience, goals, channels, status
    )
    values (
        generation.workspace_id,
        generation.user_id,
        generation.business_id,
        generation.product_id,
        draft ->> 'name',
        draft ->> 'description',
        'complete_campaign',
        draft ->> 'target_audience',
        draft -> 'goals',
        draft -> 'channels',
        'draft'
    )
    returning id into made;
    perform private.keep_component(generation, made, part.value, part.place::integer)
    from jsonb_array_elements(draft -> 'components') with ordinality as part (value, place);
    return jsonb_build_object('campaign_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_component (
  generation public.ai_generations,
  campaign   uuid,
  draft      jsonb,
  place      integer
)
  RETURNS uuid
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    made uuid;
begin
    insert into public.campaign_components (
        workspace_id, campaign_id, name, component_type, code, css_styles, sort_order,
        ai_generation_metadata
    )
    values (
        generation.workspace_id,
        campaign,
        draft ->> 'name',
        draft ->> 'component_type',
        draft ->> 'code',
        nullif(draft ->> 'css_styles', ''),
        coalesce(
            place,
            (
                select 1 + max(c.sort_order)
                from public.campaign_components as c
                where c.workspace_id = generation.workspace_id and c.campaign_id = campaign
            ),
            0
        ),
        jsonb_build_object(
            'generation_id', generation.id,
            'model', generation.model_used,
            'provider', generation.provider,
            'is_sanitised', true
        )
    )
    returning id into made;
    return made;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_content (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    tags constant jsonb := private.tags_of(
        generation,
        coalesce(generation.parameters ->> 'platform', 'content'),
        case generation.generation_type when 'ad_copy' then 'paid' else 'content' end
    );
    target constant text := case
        when generation.generation_type <> 'text'
            then private.tagged_url(private.link_target(generation), tags)
    end;
    made uuid;
begin
    insert into public.contents (
        workspace_id, created_by, business_id, campaign_id, product_id, type, platform, title,
        body, language, metadata
    )
    values (
        generation.workspace_id,
        generation.user_id,
        generation.business_id,
        generation.campaign_id,
        generation.product_id,
        case generation.generation_type when 'text' then 'other' else generation.generation_type end,
        generation.parameters ->> 'platform',
        left(coalesce(draft ->> 'title', draft -> 'headlines' ->> 0), 500),
        private.content_body(generation.generation_type, draft),
        generation.language,
        jsonb_strip_nulls(
            draft - '{title,content}'::text[] || jsonb_build_object('cta_url', target)
        )
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, content_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('content_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_content_upgrade (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    tags constant jsonb := private.tags_of(generation, 'lead-magnet', 'content');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.content_upgrades (
        workspace_id, business_id, title, type, description, content, language, cta_text, cta_url
    )
    values (
        generation.workspace_id,
        generation.business_id,
        draft ->> 'title',
        coalesce(generation.parameters ->> 'upgrade_type', 'guide'),
        draft ->> 'description',
        draft ->> 'content',
        generation.language,
        draft ->> 'cta_text',
        target
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (
            workspace_id, business_id, content_upgrade_id, url, utm_params
        )
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('content_upgrade_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_email_sequence (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    tags constant jsonb := private.tags_of(generation, 'newsletter', 'email');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.email_sequences (
        workspace_id, business_id, bundle_id, name, description, sequence_goal
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        draft ->> 'name',
        draft ->> 'description',
        coalesce(generation.parameters ->> 'sequence_goal', 'nurture')
    )
    returning id into made;
    insert into public.emails (
        workspace_id, sequence_id, subject_line, content, sequence_position, delay_days
    )
    select
        generation.workspace_id,
        made,
        mail.value ->> 'subject_line',
        mail.value ->> 'content',
        mail.place,
        (mail.value ->> 'delay_days')::integer
    from jsonb_array_elements(draft -> 'emails') with ordinality as mail (value, place);
    if target is not null then
        insert into public.managed_urls (
            workspace_id, business_id, email_sequence_id, url, utm_params
        )
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('email_sequence_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_enhancement (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.campaign_components as c
    set
        code = draft ->> 'code',
        css_styles = nullif(draft ->> 'css_styles', ''),
        ai_generation_metadata = c.ai_generation_metadata || jsonb_build_object(
            'generation_id', generation.id,
            'model', generation.model_used,
            'provider', generation.provider,
            'changes', draft -> 'changes',
            'is_sanitised', true
        )
    where c.id = generation.component_id
$function$;

CREATE OR REPLACE FUNCTION private.keep_result (
  generation public.ai_generations,
  result     jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    draft constant jsonb := result -> 'output';
begin
    -- The business was deleted meanwhile: what came out stays in result_data.
    if generation.business_id is null then
        return '{}'::jsonb;
    end if;
    case generation.generation_type
        when 'blog_post' then return private.keep_blog_post(generation, draft);
        when 'social_post' then return private.keep_social_post(generation, draft);
        when 'content_upgrade' then return private.keep_content_upgrade(generation, draft);
        when 'email_sequence' then return private.keep_email_sequence(generation, draft);
        when 'ad_copy', 'video_script', 'text' then return private.keep_content(generation, draft);
        when 'campaign' then return private.keep_campaign(generation, draft);
        when 'component' then
            if generation.campaign_id is not null then
                return jsonb_build_object(
                    'component_id',
                    private.keep_component(generation, generation.campaign_id, draft, null)
                );
            end if;
        when 'enhancement' then perform private.keep_enhancement(generation, draft);
        when 'image', 'video', 'voice' then
            return private.keep_asset(generation, result -> 'asset');
        else null;
    end case;
    return '{}'::jsonb;
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_social_post (
  generation public.ai_generations,
  draft      jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    platform constant text := generation.parameters ->> 'platform';
    tags constant jsonb := private.tags_of(generation, platform, 'social');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.social_posts (
        workspace_id, business_id, bundle_id, product_id, platform, content, post_type, language,
        media_prompts, hashtags, cta_text, cta_url, scheduled_for
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        generation.product_id,
        platform,
        draft ->> 'content',
        draft ->> 'post_type',
        generation.language,
        array(select jsonb_array_elements_text(coalesce(draft -> 'media_prompts', '[]'))),
        array(
            select ltrim(tag, '#')
            from jsonb_array_elements_text(coalesce(draft -> 'hashtags', '[]')) as tag
        ),
        draft ->> 'cta_text',
        target,
        (generation.parameters ->> 'scheduled_for')::timestamptz
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, social_post_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('social_post_id', made);
end
$function$;

CREATE OR REPLACE FUNCTION private.ledger_targets (
  entry public.ai_reservations
)
  RETURNS TABLE (
    reserved         numeric,
    spent            numeric,
    overrun          numeric,
    credits_reserved integer,
    credits_spent    integer,
    cost             numeric,
    tokens           bigint,
    successes        integer
  )
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select
        case when entry.status in ('reserved', 'calling') then entry.estimate else 0 end,
        case
            when entry.status in ('settled', 'estimated') then least(entry.cost, entry.estimate)
            else 0
        end,
        case when entry.status = 'settled' then greatest(entry.cost - entry.estimate, 0) else 0 end,
        case when entry.status in ('reserved', 'calling') then entry.credits else 0 end::integer,
        case when entry.is_success then entry.credits else 0 end::integer,
        coalesce(entry.cost, 0),
        (
            private.usage_count(entry.usage, 'input_tokens')
            + private.usage_count(entry.usage, 'output_tokens')
        )::bigint,
        entry.is_success::integer
$function$;

CREATE OR REPLACE FUNCTION private.level_balance (
  budget    uuid,
  first_day date,
  wanted    numeric
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    total_cap numeric;
    free numeric;
    receivers integer;
    share numeric;
begin
    perform
    from public.ai_budget_balances as b
    where b.budget_id = budget and b.period_start = first_day
    order by b.slot
    for update;
    select
        greatest(
            (select a.cap from public.ai_budgets as a where a.id = budget),
            sum(b.spent + b.reserved)
        ),
        count(*)
    into total_cap, receivers
    from public.ai_budget_balances as b
    where b.budget_id = budget and b.period_start = first_day;
    select total_cap - sum(b.spent + b.reserved + b.overrun) into free
    from public.ai_budget_balances as b
    where b.budget_id = budget and b.period_start = first_day;
    free := greatest(free, 0);
    if wanted > 0 then
        receivers := greatest(1, least(receivers, floor(free / wanted)::integer));
    end if;
    share := trunc(free / receivers, 6);
    -- The overrun stays out of what is given out; spent and reserved are always covered.
    update public.ai_budget_balances as b
    set cap = b.spent + b.reserved + b.overrun + case
        when ranked.place > receivers then 0
        when ranked.place = 1 then free - share * (receivers - 1)
        else share
    end
    from (
        select s.slot, row_number() over (order by s.slot) as place
        from public.ai_budget_balances as s
        where s.budget_id = budget and s.period_start = first_day
    ) as ranked
    where b.budget_id = budget and b.period_start = first_day and b.slot = ranked.slot;
end
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
                and b.website ~ '^https?://'
                -- With its tags it must fit into managed_urls.
                and char_length(b.website) <= 1500
        )
    )
$function$;

CREATE OR REPLACE FUNCTION private.note_usage (
  generation uuid,
  used       jsonb,
  cost       numeric
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    update public.ai_generations as g
    set
        prompt_tokens = coalesce(g.prompt_tokens, 0) + private.usage_count(used, 'input_tokens')::integer,
        completion_tokens = coalesce(g.completion_tokens, 0)
        + private.usage_count(used, 'output_tokens')::integer,
        cost = coalesce(g.cost, 0) + round(note_usage.cost, 6),
        usage = (
            select coalesce(jsonb_object_agg(n.name, private.usage_count(g.usage, n.name)
                + private.usage_count(used, n.name)), '{}')
            from (
                select jsonb_object_keys(g.usage) as name
                union
                select jsonb_object_keys(used)
            ) as n
            where private.usage_count(g.usage, n.name) + private.usage_count(used, n.name) > 0
        )
    where g.id = generation
$function$;

CREATE OR REPLACE FUNCTION private.nth_platform (
  business uuid,
  n        integer
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    select coalesce(
        (
            select known.names[1 + (n - 1) % cardinality(known.names)]
            from (
                select array_agg(lower(p.name) order by p.place) as names
                from public.businesses as b
                cross join unnest(b.social_platforms) with ordinality as p (name, place)
                where
                    b.id = business
                    and lower(p.name) in (
                        'facebook', 'instagram', 'linkedin', 'pinterest', 'reddit', 'snapchat',
                        'telegram', 'threads', 'tiktok', 'twitter', 'whatsapp', 'x', 'youtube'
                    )
            ) as known
            where cardinality(known.names) > 0
        ),
        'other'
    )
$function$;

CREATE OR REPLACE FUNCTION private.open_balance (
  opened    public.ai_budgets,
  first_day date
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    used_before numeric := 0;
    share numeric;
begin
    if opened.unit = 'credit' then
        -- What was used before there was a balance.
        select coalesce(sum(u.amount), 0) into used_before
        from public.usage_counters as u
        where
            u.workspace_id = opened.workspace_id
            and u.metric = 'ai_credits'
            and (opened.period = 'total' or u.month = first_day);
    end if;
    used_before := least(greatest(used_before, 0), opened.cap);
    share := trunc((opened.cap - used_before) / opened.slots, 6);
    insert into public.ai_budget_balances (budget_id, period_start, slot, cap, spent)
    select
        opened.id,
        first_day,
        n,
        share + case
            when n = 0 then opened.cap - share * opened.slots
            else 0
        end,
        case when n = 0 then used_before else 0 end
    from generate_series(0, opened.slots - 1) as n
    on conflict on constraint ai_budget_balances_pkey do nothing;
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
        case when generation.generation_type = 'content_bundle' then 0 else 1 end,
        taken_budgets,
        taken_periods,
        taken_slots,
        amount,
        case when generation.generation_type = 'content_bundle' then 0 else 1 end,
        now() + make_interval(secs => for_seconds)
    )
    returning id into opened;
    return opened;
end
$function$;

CREATE OR REPLACE FUNCTION private.option_choice (
  options  jsonb,
  name     text,
  fallback text,
  choices  text[]
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    given constant text := options ->> name;
begin
    if not options ? name then
        return fallback;
    end if;
    if given is null or jsonb_typeof(options -> name) <> 'string' or not given = any (choices) then
        perform private.option_error(
            format('%s %L is not available', name, left(given, 50)),
            format('Available: %s.', array_to_string(choices, ', '))
        );
    end if;
    return given;
end
$function$;

CREATE OR REPLACE FUNCTION private.option_error (
  message text,
  hint    text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    raise exception using errcode = 'PT422', message = message, hint = hint;
end
$function$;

CREATE OR REPLACE FUNCTION private.option_number (
  options     jsonb,
  name        text,
  fallback    integer,
  least_value integer,
  most        integer
)
  RETURNS integer
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
    given constant jsonb := options -> name;
begin
    if given is null then
        return fallback;
    end if;
    if jsonb_typeof(given) <> 'number'
        or given::numeric <> trunc(given::numeric)
        or not given::numeric between least_value and most
    then
        perform private.option_error(
            format('%s is a whole number from %s to %s', name, least_value, most),
            format('It was %s.', left(given::text, 100))
        );
    end if;
    return given::integer;
end
$function$;

CREATE OR REPLACE FUNCTION private.option_reference (
  options   jsonb,
  name      text,
  target    regclass,
  workspace uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    found_id uuid;
begin
    if not options ? name then
        return null;
    end if;
    execute format('select t.id from %s as t where t.workspace_id = $1 and t.id::text = $2', target)
    into found_id
    using workspace, options ->> name;
    if found_id is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no such %s in this workspace', replace(name, '_id', '')),
            detail = format('%s: %s', name, left(options ->> name, 100)),
            hint = format('Leave %s out, or use an id of this workspace.', name);
    end if;
    return found_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.owned_generation (
  wanted_id uuid
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations;
begin
    select * into generation
    from public.ai_generations as g
    where
        g.id = wanted_id
        and g.workspace_id = any (array(select private.workspace_ids('viewer')))
    for update;
    if generation.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such generation',
            detail = format('generation_id: %s', wanted_id),
            hint = 'Use the id that request_generation returned.';
    end if;
    perform private.require_role(generation.workspace_id, 'member');
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.piece_options (
  parent public.ai_generations,
  kind   text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select jsonb_strip_nulls(case kind
        when 'email_sequence' then jsonb_build_object(
            'emails', parent.parameters -> 'emails', 'sequence_goal', 'nurture'
        )
        when 'content_upgrade' then jsonb_build_object('upgrade_type', 'guide')
        else '{}'
    end || jsonb_build_object('cta_url', parent.parameters -> 'cta_url'))
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
        model_requested, input_bytes, output_tokens, estimated_cost
    )
    values (
        wanted.workspace_id, wanted.user_id, wanted.business_id, wanted.product_id,
        wanted.campaign_id, wanted.component_id, wanted.generation_type, wanted.prompt_text,
        wanted.language, wanted.tier, wanted.parameters, wanted.idempotency_key,
        wanted.model_requested, wanted.input_bytes, wanted.output_tokens, wanted.estimated_cost
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
        case when pieces > 0 then pieces else 1 end
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
            estimated_cost, parent_id, content_bundle_id
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
            bundle
        from generate_series(1, (parent.parameters ->> kind.counted)::integer) as n;
    end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.price_terms (
  price public.ai_model_prices
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select jsonb_strip_nulls(jsonb_build_object(
        'input', trim_scale(price.input_per_million),
        'output', trim_scale(price.output_per_million),
        'cached_input', trim_scale(price.cached_input_per_million),
        'cache_write', trim_scale(price.cache_write_per_million),
        'cache_write_1h', trim_scale(price.cache_write_1h_per_million),
        'image_input', trim_scale(price.image_input_per_million),
        'cached_image_input', trim_scale(price.cached_image_input_per_million),
        'image_output', trim_scale(price.image_output_per_million),
        'characters', trim_scale(price.characters_per_million),
        'second', trim_scale(price.per_second)
    ))
$function$;

CREATE OR REPLACE FUNCTION private.price_usage (
  used_model text,
  used_tier  text,
  usage      jsonb,
  at_time    timestamp with time zone
)
  RETURNS numeric
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
    input constant numeric := private.usage_count(usage, 'input_tokens');
    output constant numeric := private.usage_count(usage, 'output_tokens');
    cache_read constant numeric := private.usage_count(usage, 'cache_read_tokens');
    cache_write constant numeric := private.usage_count(usage, 'cache_write_tokens');
    write_1h constant numeric := private.usage_count(usage, 'cache_write_1h_tokens');
    image constant numeric := private.usage_count(usage, 'input_image_tokens');
    cached_image constant numeric := private.usage_count(usage, 'cache_image_read_tokens');
    image_output constant numeric := private.usage_count(usage, 'output_image_tokens');
    characters constant numeric := private.usage_count(usage, 'input_characters');
    seconds constant numeric := private.usage_count(usage, 'output_seconds');
    price public.ai_model_prices;
begin
    select p.* into price
    from public.ai_model_prices as p
    where
        p.model_id = used_model
        and p.tier = used_tier
        and p.valid_from = (
            select max(v.valid_from)
            from public.ai_model_prices as v
            where v.model_id = used_model and v.tier = used_tier and v.valid_from <= at_time
        )
        and (p.above_input_tokens = 0 or p.above_input_tokens < input)
    order by p.above_input_tokens desc
    limit 1;
    if price.id is null
        or (input + output > 0 and price.input_per_million is null)
        or (characters > 0 and price.characters_per_million is null)
        or (seconds > 0 and price.per_second is null)
    then
        raise exception using
            errcode = 'PT422',
            message = format('model %L has no price', used_model),
            detail = format('Tier: %s. Used: %s.', used_tier, usage),
            hint = 'Add rows to ai_model_prices, or run flywheel ai prices: what has no price is not used.';
    end if;
    -- A kind of token that has no price of its own costs what the wider kind costs.
    return (
        coalesce(price.input_per_million, 0)
        * (input - cache_read - cache_write - (image - cached_image))
        + coalesce(price.cached_input_per_million, price.input_per_million, 0)
        * (cache_read - cached_image)
        + coalesce(price.cache_write_per_million, price.input_per_million, 0)
        * (cache_write - write_1h)
        + coalesce(
            price.cache_write_1h_per_million, price.cache_write_per_million, price.input_per_million, 0
        ) * write_1h
        + coalesce(price.image_input_per_million, price.input_per_million, 0) * (image - cached_image)
        + coalesce(
            price.cached_image_input_per_million,
            price.cached_input_per_million,
            price.image_input_per_million,
            price.input_per_million,
            0
        ) * cached_image
        + coalesce(price.output_per_million, 0) * (output - image_output)
        + coalesce(price.image_output_per_million, price.output_per_million, 0) * image_output
        + coalesce(price.characters_per_million, 0) * characters
    ) / 1000000 + coalesce(price.per_second, 0) * seconds;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_budget (
  budget public.ai_budgets,
  wanted numeric,
  free   numeric
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    raise exception using
        errcode = 'PT402',
        message = case budget.unit
            when 'credit' then 'the AI credits of the plan are used up'
            else format(
                'the AI budget of the %s for this %s does not have that much left',
                budget.scope, budget.period
            )
        end,
        detail = format(
            'Needed at most: %s. Left: %s of %s %s. budget_id: %s',
            trim_scale(wanted), trim_scale(greatest(free, 0)), trim_scale(budget.cap), budget.unit,
            budget.id
        ),
        hint = case
            when budget.unit = 'credit'
                then 'Wait for the next period, or choose a larger plan.'
            when budget.scope = 'platform'
                then 'Wait for the next period, or ask the operator for a larger budget.'
            else 'Wait for the next period, or ask an admin for a larger budget: set_ai_budget.'
        end;
end
$function$;

CREATE OR REPLACE FUNCTION private.release_reservations (
  generation uuid
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    update public.ai_reservations as r
    set
        status = case r.status when 'calling' then 'estimated' else 'released' end,
        cost = case r.status when 'calling' then r.estimate end,
        is_applied = false,
        settled_at = clock_timestamp()
    where r.generation_id = generation and r.status in ('reserved', 'calling')
$function$;

CREATE OR REPLACE FUNCTION private.report_piece (
  piece public.ai_generations
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    parent public.ai_generations;
begin
    select * into parent from public.ai_generations as g where g.id = piece.parent_id;
    -- One that was written later joins the bundle that is ready already.
    if parent.status = 'completed' then
        perform private.join_bundle(parent);
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.request_generation (
  wanted_business_id uuid,
  wanted_prompt      text,
  wanted_type        text,
  options            jsonb,
  wanted_model       text,
  client_key         text
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    business public.businesses;
    type public.ai_generation_types;
    wanted public.ai_generations;
    generation public.ai_generations;
    prompt constant text := btrim(coalesce(wanted_prompt, ''), E' \t\n\r');
begin
    select * into business from public.businesses where id = wanted_business_id;
    -- The same answer for a business that is not there and one that is not theirs.
    if business.id is null
        or not business.workspace_id = any (array(select private.workspace_ids('viewer')))
    then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such business',
            detail = format('business_id: %s', wanted_business_id),
            hint = 'Use the id of a business in one of your workspaces.';
    end if;
    perform private.require_role(business.workspace_id, 'member');

    -- A repeated request gets its first answer, whatever has changed since.
    if client_key is not null then
        select * into generation
        from public.ai_generations as earlier
        where
            earlier.workspace_id = business.workspace_id
            and earlier.user_id = auth.uid()
            and earlier.idempotency_key = client_key;
        if generation.id is not null then
            return generation;
        end if;
    end if;

    select * into type
    from public.ai_generation_types as t
    where t.type = wanted_type and t.is_active;
    if type.type is null then
        raise exception using
            errcode = 'PT422',
            message = format('generation type %L is not available', left(wanted_type, 50)),
            hint = format(
                'Available: %s.',
                (
                    select string_agg(t.type, ', ' order by t.type)
                    from public.ai_generation_types as t
                    where t.is_active
                )
            );
    end if;
    if char_length(prompt) not between 1 and 10000 then
        raise exception using
            errcode = 'PT422',
            message = 'the prompt must have 1 to 10000 characters',
            detail = format('It has %s.', char_length(prompt)),
            hint = 'Say in a few sentences what it should be about.';
    end if;
    if char_length(client_key) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'an idempotency key has 1 to 200 characters',
            hint = 'Use a UUID.';
    end if;
    options := private.checked_generation_options(type, options, business);
    if wanted_model is not null
        and not exists (
            select from public.ai_models as models
            where models.id = wanted_model and models.kind = type.kind and models.is_active
        )
    then
        raise exception using
            errcode = 'PT422',
            message = format('model %L is not available', left(wanted_model, 100)),
            hint = format(
                'The models: select id from ai_models where kind = ''%s'' and is_active.', type.kind
            );
    end if;
    perform private.require_ai_on(
        business.workspace_id,
        (select models.provider from public.ai_models as models where models.id = wanted_model)
    );
    perform private.ensure_credit_budget(business.workspace_id);
    perform private.ensure_default_budgets(business.workspace_id, auth.uid());

    wanted.workspace_id := business.workspace_id;
    wanted.user_id := auth.uid();
    wanted.business_id := business.id;
    wanted.product_id := (options ->> 'product_id')::uuid;
    wanted.campaign_id := (options ->> 'campaign_id')::uuid;
    wanted.component_id := (options ->> 'component_id')::uuid;
    wanted.generation_type := type.type;
    wanted.prompt_text := prompt;
    wanted.language := options ->> 'language';
    wanted.tier := options ->> 'tier';
    wanted.parameters := options - '{language,product_id,campaign_id,component_id,tier}'::text[];
    wanted.idempotency_key := client_key;
    wanted.model_requested := wanted_model;
    return private.place_generation(wanted);
end
$function$;

CREATE OR REPLACE FUNCTION private.require_ai_on (
  workspace     uuid,
  used_provider text
)
  RETURNS void
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    shut constant jsonb := coalesce(private.setting('ai.shut_off'), '{}');
    stop record;
begin
    if coalesce((shut ->> 'all')::boolean, false) then
        raise exception using
            errcode = 'PT423',
            message = 'AI is switched off for everybody',
            detail = coalesce(shut ->> 'reason', 'No reason was given.'),
            hint = 'Ask the operator: flywheel ai on.';
    end if;
    if used_provider is not null and coalesce(shut -> 'providers', '[]') ? used_provider then
        raise exception using
            errcode = 'PT423',
            message = format('the provider %s is switched off', used_provider),
            detail = coalesce(shut ->> 'reason', 'No reason was given.'),
            hint = 'Ask for a model of another provider, or ask the operator: flywheel ai on.';
    end if;
    select s.reason into stop from public.ai_shut_offs as s where s.workspace_id = workspace;
    if found then
        raise exception using
            errcode = 'PT423',
            message = 'AI is switched off in this workspace',
            detail = coalesce(stop.reason, 'No reason was given.'),
            hint = 'An admin of the workspace can switch it on: switch_ai.';
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.reserve_ai (
  workspace uuid,
  person    uuid,
  campaign  uuid,
  amount    numeric,
  credits   integer,
  OUT       budget_ids uuid[],
  OUT       period_starts date[],
  OUT       slots smallint[]
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
declare
    budget public.ai_budgets;
    budgets public.ai_budgets[] := '{}'::public.ai_budgets[];
    wanted numeric[] := '{}'::numeric[];
    share numeric;
    free record;
    is_paid_by record;
    has_looked boolean := false;
    is_patient boolean := false;
    attempt integer := 0;
begin
    budget_ids := '{}';
    period_starts := '{}';
    slots := '{}';
    -- In the order in which all lock them.
    for budget in
        select b.*
        from public.ai_budgets as b
        where
            (b.workspace_id is null and b.user_id is null and b.campaign_id is null)
            or (
                b.workspace_id = workspace
                and (b.user_id is null or b.user_id = person)
                and (b.campaign_id is null or b.campaign_id = campaign)
            )
        order by (b.unit <> 'credit'), b.id
    loop
        share := case budget.unit when 'credit' then credits else amount end;
        continue when share = 0;
        budgets := budgets || budget;
        budget_ids := budget_ids || budget.id;
        period_starts := period_starts || private.ai_period_start(budget.period, now());
        wanted := wanted || share;
        if not exists (
            select
            from public.ai_budget_balances as b
            where
                b.budget_id = budget.id
                and b.period_start = period_starts[cardinality(period_starts)]
        ) then
            perform private.open_balance(budget, period_starts[cardinality(period_starts)]);
        end if;
    end loop;
    select
        coalesce(bool_or(b.scope = 'platform'), false) as platform,
        coalesce(bool_or(b.scope = 'workspace' and b.unit = 'usd'), false) as workspace
    into is_paid_by
    from unnest(budgets) as b;
    if amount > 0 and not (is_paid_by.platform and is_paid_by.workspace) then
        raise exception using
            errcode = 'PT402',
            message = format(
                'there is no AI budget for the %s',
                case when is_paid_by.platform then 'workspace' else 'platform' end
            ),
            hint = case
                when is_paid_by.platform then 'An admin sets one: set_ai_budget.'
                else 'The operator sets one: ai.default_budgets in app_settings.'
            end;
    end if;

    loop
        attempt := attempt + 1;
        begin
            slots := private.take_slots(budgets, period_starts, wanted, is_patient);
            return;
        exception
            when sqlstate 'AI000' then
                null;
        end;
        -- Is there too little, or are others just holding it?
        select n.place, n.total, n.largest
        into free
        from (
            select
                a.ordinality as place,
                sum(b.cap - b.spent - b.reserved - b.overrun) as total,
                max(b.cap - b.spent - b.reserved - b.overrun) as largest
            from unnest(budgets) with ordinality as a
            join public.ai_budget_balances as b
                on a.id = b.budget_id and b.period_start = period_starts[a.ordinality]
            group by a.ordinality
        ) as n
        where n.largest < wanted[n.place]
        order by (n.total >= wanted[n.place]), n.place
        limit 1;
        if free.total < wanted[free.place] then
            if has_looked then
                perform private.refuse_budget(budgets[free.place], wanted[free.place], free.total);
            end if;
            -- Perhaps some of it has come back that the balances do not show yet.
            perform private.apply_ai_ledger(5000);
            has_looked := true;
        elsif free.place is not null or attempt > 10 then
            is_patient := true;
        else
            perform pg_sleep(0.002 * random());
        end if;
    end loop;
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
    perform private.ensure_credit_budget(generation.workspace_id);
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
        generation.estimated_cost, 1
    ) as r;
    perform private.open_reservation(
        generation, generation.model_requested, generation.estimated_cost,
        taken.budget_ids, taken.period_starts, taken.slots, 3600
    );
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.review_generation (
  wanted_generation_id uuid,
  rating               integer,
  is_accepted          boolean,
  feedback             text
)
  RETURNS public.ai_generations
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
begin
    if generation.status <> 'completed' then
        raise exception using
            errcode = 'PT409',
            message = format('a generation that is %s cannot be judged', generation.status),
            hint = 'Wait until it is completed.';
    end if;
    if rating not between 1 and 5 then
        raise exception using
            errcode = 'PT422',
            message = format('a rating is a number from 1 to 5, not %s', rating),
            hint = '5 is best.';
    end if;
    if char_length(feedback) > 5000 then
        raise exception using
            errcode = 'PT422',
            message = 'feedback has at most 5000 characters',
            detail = format('It has %s.', char_length(feedback)),
            hint = 'Say it shorter.';
    end if;
    update public.ai_generations as g
    set
        user_rating = coalesce(rating, g.user_rating),
        accepted = coalesce(is_accepted, g.accepted),
        user_feedback = coalesce(feedback, g.user_feedback)
    where g.id = generation.id
    returning * into generation;
    return generation;
end
$function$;

CREATE OR REPLACE FUNCTION private.set_ai_budget (
  wanted_workspace  uuid,
  wanted_period     text,
  wanted_cap        numeric,
  wanted_user       uuid,
  wanted_campaign   uuid,
  wanted_thresholds integer[]
)
  RETURNS public.ai_budgets
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    ceiling numeric;
    budget public.ai_budgets;
begin
    if not wanted_workspace = any (array(select private.workspace_ids('viewer'))) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such workspace',
            detail = format('workspace_id: %s', wanted_workspace),
            hint = 'Use the id of one of your workspaces.';
    end if;
    perform private.require_role(wanted_workspace, 'admin');
    if wanted_period is null or wanted_period not in ('day', 'month') then
        raise exception using
            errcode = 'PT422',
            message = format('%L is not a period of a budget', wanted_period),
            hint = 'Use day or month.';
    end if;
    -- NaN is greater than every number.
    if wanted_cap is null or wanted_cap < 0 or wanted_cap > 999999 then
        raise exception using
            errcode = 'PT422',
            message = 'a cap is an amount of USD from 0 to 999999',
            hint = '0 allows nothing that costs money.';
    end if;
    if num_nonnulls(wanted_user, wanted_campaign) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'a budget is for a person or for a campaign',
            hint = 'Give one of user_id and campaign_id, or neither for the whole workspace.';
    end if;
    if wanted_user is not null and not exists (
        select
        from public.workspace_members as m
        where m.workspace_id = wanted_workspace and m.user_id = wanted_user
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such person in this workspace',
            detail = format('user_id: %s', wanted_user),
            hint = 'Budgets are for members of the workspace.';
    end if;
    if wanted_campaign is not null and not exists (
        select
        from public.campaigns as c
        where c.workspace_id = wanted_workspace and c.id = wanted_campaign
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such campaign in this workspace',
            detail = format('campaign_id: %s', wanted_campaign),
            hint = 'Use the id of one of its campaigns.';
    end if;
    if wanted_thresholds is not null and (
        cardinality(wanted_thresholds) > 10
        or array_position(wanted_thresholds, null) is not null
        or 1 > any (wanted_thresholds)
        or 100 < any (wanted_thresholds)
    ) then
        raise exception using
            errcode = 'PT422',
            message = 'thresholds are at most 10 percentages from 1 to 100',
            hint = 'For example {50,80,100}.';
    end if;
    -- The platform pays the providers: what it lends a workspace is for the operator to say.
    ceiling := coalesce(
        (private.setting('ai.largest_budgets') ->> wanted_workspace::text)::numeric,
        (private.setting('ai.largest_budgets') ->> wanted_period)::numeric
    );
    if wanted_user is null and wanted_campaign is null and wanted_cap > ceiling then
        raise exception using
            errcode = 'PT403',
            message = format('a workspace may spend at most %s USD in a %s', ceiling, wanted_period),
            hint = 'Ask the operator for more.';
    end if;

    insert into public.ai_budgets as b (
        workspace_id, user_id, campaign_id, period, cap, thresholds, slots
    )
    values (
        wanted_workspace,
        wanted_user,
        wanted_campaign,
        wanted_period,
        wanted_cap,
        coalesce(wanted_thresholds, '{50,80,100}'),
        case when num_nonnulls(wanted_user, wanted_campaign) = 0 then 8 else 4 end
    )
    on conflict on constraint ai_budgets_once do update
    set
        thresholds = coalesce(wanted_thresholds, b.thresholds),
        is_default = false
    returning * into budget;
    perform private.change_cap(budget.id, wanted_cap);
    budget.cap := wanted_cap;
    return budget;
end
$function$;

CREATE OR REPLACE FUNCTION private.settle_reservation (
  reservation uuid,
  real_cost   numeric,
  real_usage  jsonb,
  succeeded   boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    settled public.ai_reservations;
begin
    -- What was given back before holds no part of any budget any more: all of it is overrun.
    update public.ai_reservations as r
    set
        status = 'settled',
        estimate = case r.status when 'released' then 0 else r.estimate end,
        cost = round(real_cost, 6),
        usage = real_usage,
        is_success = succeeded,
        is_applied = false,
        settled_at = clock_timestamp()
    where r.id = reservation and r.status <> 'settled'
    returning * into settled;
    if settled.cost > settled.estimate then
        perform private.raise_alert(
            'ai_cost_overrun',
            'critical',
            format('A call of %s cost more than was reserved for it.', settled.model_id),
            settled.workspace_id,
            null,
            jsonb_build_object(
                'reservation_id', settled.id,
                'model', settled.model_id,
                'estimate', settled.estimate,
                'cost', settled.cost,
                'usage', real_usage
            )
        );
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.switch_ai (
  wanted_workspace uuid,
  is_on            boolean,
  why              text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    if not wanted_workspace = any (array(select private.workspace_ids('viewer'))) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such workspace',
            detail = format('workspace_id: %s', wanted_workspace),
            hint = 'Use the id of one of your workspaces.';
    end if;
    perform private.require_role(wanted_workspace, 'admin');
    if is_on then
        delete from public.ai_shut_offs as s where s.workspace_id = wanted_workspace;
    else
        insert into public.ai_shut_offs as s (workspace_id, reason)
        values (wanted_workspace, why)
        on conflict on constraint ai_shut_offs_once do update set reason = excluded.reason;
    end if;
    return is_on;
end
$function$;

CREATE OR REPLACE FUNCTION private.tagged_url (
  address text,
  utm     jsonb
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select
        base.address
        || case when base.address ~ '\?' then '&' else '?' end
        || tags.query
        || coalesce('#' || nullif(split_part(tagged_url.address, '#', 2), ''), '')
    from (select split_part(tagged_url.address, '#', 1) as address) as base
    cross join (
        select string_agg(
            private.url_encoded(t.key) || '=' || private.url_encoded(t.value), '&'
            order by array_position('{utm_source,utm_medium,utm_campaign,utm_content}', t.key)
        ) as query
        from jsonb_each_text(utm) as t (key, value)
    ) as tags
$function$;

CREATE OR REPLACE FUNCTION private.tags_of (
  generation public.ai_generations,
  source     text,
  medium     text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select jsonb_build_object(
        'utm_source', source,
        'utm_medium', medium,
        'utm_campaign', private.url_slug(coalesce(
            (select c.name from public.campaigns as c where c.id = generation.campaign_id),
            (select b.name from public.content_bundles as b where b.id = generation.content_bundle_id),
            (select b.name from public.businesses as b where b.id = generation.business_id)
        )),
        'utm_content', left(generation.id::text, 8)
    )
$function$;

CREATE OR REPLACE FUNCTION private.take_from_slot (
  budget    public.ai_budgets,
  first_day date,
  wanted    numeric
)
  RETURNS smallint
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
declare
    taken smallint;
begin
    -- Each backend begins with another slot, and passes by those that others hold.
    update public.ai_budget_balances as b
    set reserved = b.reserved + wanted
    where
        b.budget_id = budget.id
        and b.period_start = first_day
        and b.slot = (
            select s.slot
            from public.ai_budget_balances as s
            where
                s.budget_id = budget.id
                and s.period_start = first_day
                and s.cap - s.spent - s.reserved - s.overrun >= wanted
            order by (s.slot + pg_backend_pid()) % budget.slots
            limit 1
            for update skip locked
        )
    returning b.slot into taken;
    return taken;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_slots (
  budgets    public.ai_budgets[],
  first_days date[],
  wanted     numeric[],
  patiently  boolean
)
  RETURNS smallint[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    slots smallint[] := '{}'::smallint[];
    slot smallint;
begin
    if patiently then
        -- All of them, in the order of all locks. Those who hold one now do not wait.
        perform private.await_balances();
        perform
        from public.ai_budget_balances as b
        join unnest(budgets) with ordinality as a on b.budget_id = a.id
        where b.period_start = first_days[a.ordinality]
        order by a.ordinality, b.slot
        for update of b;
    end if;
    for i in 1..cardinality(budgets) loop
        slot := private.take_from_slot(budgets[i], first_days[i], wanted[i]);
        if slot is null and patiently then
            perform private.level_balance(budgets[i].id, first_days[i], wanted[i]);
            slot := private.take_from_slot(budgets[i], first_days[i], wanted[i]);
        end if;
        if slot is null then
            -- The exception gives back what was taken, and its locks.
            raise exception using errcode = 'AI000', message = 'there is no slot to take from';
        end if;
        slots := slots || slot;
    end loop;
    return slots;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_threshold (
  budget    public.ai_budgets,
  first_day date,
  threshold integer,
  spent     numeric
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    facts constant jsonb := jsonb_build_object(
        'budget_id', budget.id,
        'scope', budget.scope,
        'unit', budget.unit,
        'period', budget.period,
        'period_start', first_day,
        'threshold', threshold,
        'spent', trim_scale(spent),
        'cap', trim_scale(budget.cap)
    );
begin
    perform private.raise_alert(
        format('ai_budget_%s', threshold),
        case when threshold >= 100 then 'high' when threshold >= 80 then 'medium' else 'low' end,
        case
            when threshold >= 100 then format(
                'The AI budget of the %s for this %s is used up.', budget.scope, budget.period
            )
            else format(
                '%s %% of the AI budget of the %s for this %s is spent.',
                threshold, budget.scope, budget.period
            )
        end,
        budget.workspace_id,
        budget.user_id,
        facts
    );
    if budget.workspace_id is not null
        and to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null
    then
        perform realtime.send(facts, 'ai_budget', format('workspace:%s', budget.workspace_id), true);
        if budget.user_id is not null then
            perform realtime.send(facts, 'ai_budget', format('user:%s', budget.user_id), true);
        end if;
    end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.url_encoded (
  part text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        string_agg(
            case
                when c.byte between 48 and 57 or c.byte between 65 and 90
                    or c.byte between 97 and 122 or c.byte in (45, 46, 95, 126)
                    then chr(c.byte)
                else '%' || upper(lpad(to_hex(c.byte), 2, '0'))
            end,
            '' order by c.place
        ),
        ''
    )
    from (
        select get_byte(bytes.value, n) as byte, n as place
        from (select convert_to(part, 'UTF8') as value) as bytes
        cross join generate_series(0, octet_length(bytes.value) - 1) as n
    ) as c
$function$;

CREATE OR REPLACE FUNCTION private.url_slug (
  words text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce(
        nullif(left(btrim(regexp_replace(lower(words), '[^[:alnum:]]+', '-', 'g'), '-'), 60), ''),
        'untitled'
    )
$function$;

CREATE OR REPLACE FUNCTION private.usage_count (
  usage   jsonb,
  counted text
)
  RETURNS numeric
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
    select coalesce((usage ->> counted)::numeric, 0)
$function$;

CREATE OR REPLACE FUNCTION private.watch_budget (
  budget    uuid,
  first_day date
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
    watched public.ai_budgets;
    total record;
    reached integer;
begin
    select b.* into watched from public.ai_budgets as b where b.id = budget;
    select
        sum(b.cap) as cap,
        sum(b.spent) as spent,
        sum(b.cap - b.spent - b.reserved - b.overrun) as free,
        min(b.smallest) as smallest
    into total
    from public.ai_budget_balances as b
    where b.budget_id = budget and b.period_start = first_day;
    if total.cap > watched.cap then
        -- The cap was lowered below what was committed: what came back is not given out again.
        perform private.level_balance(budget, first_day, 0);
    end if;
    if total.spent = 0 then
        return;
    end if;
    for reached in
        insert into public.ai_budget_alerts as a (budget_id, period_start, threshold)
        select budget, first_day, t.percent
        from unnest(watched.thresholds) as t (percent)
        where
            case
                when t.percent < 100 then total.spent * 100 >= watched.cap * t.percent
                else total.spent >= watched.cap or total.free < total.smallest
            end
        order by t.percent
        on conflict on constraint ai_budget_alerts_pkey do nothing
        returning a.threshold
    loop
        perform private.tell_threshold(watched, first_day, reached, total.spent);
    end loop;
end
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

CREATE OR REPLACE FUNCTION public.retry_generation (
  generation_id uuid
)
  RETURNS public.ai_generations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.retry_generation(retry_generation.generation_id)
$function$;

REVOKE ALL ON FUNCTION "public"."retry_generation"(uuid) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.review_generation (
  generation_id uuid,
  rating        integer DEFAULT NULL::integer,
  accepted      boolean DEFAULT NULL::boolean,
  feedback      text    DEFAULT NULL::text
)
  RETURNS public.ai_generations
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.review_generation(
        review_generation.generation_id,
        review_generation.rating,
        review_generation.accepted,
        review_generation.feedback
    )
$function$;

REVOKE ALL ON FUNCTION "public"."review_generation"(uuid, integer, boolean, text) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.set_ai_budget (
  workspace_id uuid,
  period       text,
  cap          numeric,
  user_id      uuid      DEFAULT NULL::uuid,
  campaign_id  uuid      DEFAULT NULL::uuid,
  thresholds   integer[] DEFAULT NULL::integer[]
)
  RETURNS public.ai_budgets
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.set_ai_budget(
        set_ai_budget.workspace_id,
        set_ai_budget.period,
        set_ai_budget.cap,
        set_ai_budget.user_id,
        set_ai_budget.campaign_id,
        set_ai_budget.thresholds
    )
$function$;

REVOKE ALL ON FUNCTION "public"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) FROM PUBLIC, "anon", "service_role";

CREATE OR REPLACE FUNCTION public.settle_ai_costs()
  RETURNS integer
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
    perform private.expire_reservations();
    return private.apply_ai_ledger(10000);
end
$function$;

REVOKE ALL ON FUNCTION "public"."settle_ai_costs"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.settle_generation_call (
  generation_id uuid,
  usage         jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    held public.ai_reservations;
    cost numeric;
begin
    select * into held
    from public.ai_reservations as r
    where r.generation_id = settle_generation_call.generation_id and r.status = 'calling'
    order by r.called_at desc
    limit 1
    for update;
    if held.id is null then
        return;
    end if;
    if usage is null or jsonb_typeof(usage) = 'null' then
        update public.ai_reservations as r
        set status = 'estimated', cost = r.estimate, is_applied = false, settled_at = clock_timestamp()
        where r.id = held.id;
        return;
    end if;
    cost := private.price_usage(held.model_id, held.tier, usage, held.called_at);
    if cost = 0 then
        -- The provider said no before it began: the next attempt may use what was reserved.
        update public.ai_reservations as r
        set status = 'reserved', expires_at = now() + interval '1 hour'
        where r.id = held.id;
        return;
    end if;
    perform private.settle_reservation(held.id, cost, usage, false);
    perform private.note_usage(held.generation_id, usage, cost);
end
$function$;

REVOKE ALL ON FUNCTION "public"."settle_generation_call"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_batch (
  generation_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    parent public.ai_generations;
begin
    select * into parent
    from public.ai_generations as g
    where g.id = start_batch.generation_id;
    if parent.id is null or parent.status <> 'processing' then
        return '[]'::jsonb;
    end if;
    return (
        select coalesce(jsonb_agg(begun.assignment order by begun.id), '[]')
        from (
            select piece.id, public.start_generation(piece.id, '{openai}') as assignment
            from public.ai_generations as piece
            where
                piece.workspace_id = parent.workspace_id
                and piece.parent_id = parent.id
                and piece.status in ('pending', 'processing')
        ) as begun
        where begun.assignment is not null
    );
end
$function$;

REVOKE ALL ON FUNCTION "public"."start_batch"(uuid) FROM PUBLIC, "anon", "authenticated";

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
        )
    );
end
$function$;

CREATE OR REPLACE FUNCTION public.stream_generation (
  generation_id uuid,
  at_character  integer,
  added         text
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
    listener uuid;
begin
    select g.user_id into listener
    from public.ai_generations as g
    where g.id = stream_generation.generation_id and g.status = 'processing';
    if not found then
        return false;
    end if;
    if listener is not null
        and to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null
    then
        perform realtime.send(
            jsonb_build_object(
                'generation_id', stream_generation.generation_id,
                'at', stream_generation.at_character,
                'text', stream_generation.added
            ),
            'generation',
            format('user:%s', listener),
            true
        );
    end if;
    return true;
end
$function$;

REVOKE ALL ON FUNCTION "public"."stream_generation"(uuid, integer, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.switch_ai (
  workspace_id uuid,
  is_on        boolean,
  reason       text    DEFAULT NULL::text
)
  RETURNS boolean
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
    select private.switch_ai(switch_ai.workspace_id, switch_ai.is_on, switch_ai.reason)
$function$;

REVOKE ALL ON FUNCTION "public"."switch_ai"(uuid, boolean, text) FROM PUBLIC, "anon", "service_role";

ALTER TABLE "public"."ai_budgets"
  ADD CONSTRAINT "ai_budgets_campaign" FOREIGN KEY (workspace_id, campaign_id) REFERENCES public.campaigns(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_budget_alerts"
  ADD CONSTRAINT "ai_budget_alerts_budget_id_fkey" FOREIGN KEY (budget_id) REFERENCES public.ai_budgets(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_budget_balances"
  ADD CONSTRAINT "ai_budget_balances_budget_id_fkey" FOREIGN KEY (budget_id) REFERENCES public.ai_budgets(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_budgets"
  ADD CONSTRAINT "ai_budgets_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_budgets"
  ADD CONSTRAINT "ai_budgets_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_content_bundle" FOREIGN KEY (workspace_id, content_bundle_id) REFERENCES public.content_bundles(workspace_id, id) ON DELETE
    SET NULL (content_bundle_id);

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_content_upgrade" FOREIGN KEY (workspace_id, content_upgrade_id) REFERENCES public.content_upgrades(workspace_id, id) ON DELETE
    SET NULL (content_upgrade_id);

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_content" FOREIGN KEY (workspace_id, content_id) REFERENCES public.contents(workspace_id, id) ON DELETE SET NULL (content_id);

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_email_sequence" FOREIGN KEY (workspace_id, email_sequence_id) REFERENCES public.email_sequences(workspace_id, id) ON DELETE
    SET NULL (email_sequence_id);

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_estimated_cost_not_negative" CHECK ((estimated_cost >= (0)::numeric));

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_input_bytes_not_negative" CHECK ((input_bytes >= 0));

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_output_tokens_not_negative" CHECK ((output_tokens >= 0));

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_parent" FOREIGN KEY (workspace_id, parent_id) REFERENCES public.ai_generations(workspace_id, id) ON DELETE CASCADE;

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_social_post" FOREIGN KEY (workspace_id, social_post_id) REFERENCES public.social_posts(workspace_id, id) ON DELETE SET NULL (social_post_id);

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_tier_known" CHECK ((tier = ANY (ARRAY['standard'::text, 'batch'::text, 'flex'::text])));

ALTER TABLE "public"."ai_generations"
  ADD CONSTRAINT "ai_generations_usage_object" CHECK ((jsonb_typeof(usage) = 'object'::text));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_band_not_negative" CHECK ((above_input_tokens >= 0));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_band_unique" UNIQUE (model_id, tier, valid_from, above_input_tokens);

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_cache_write_1h_not_negative" CHECK ((cache_write_1h_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_cache_write_not_negative" CHECK ((cache_write_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_cached_image_not_negative" CHECK ((cached_image_input_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_cached_input_not_negative" CHECK ((cached_input_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_characters_not_negative" CHECK ((characters_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_complete"
    CHECK ((((input_per_million IS NULL) = (output_per_million IS NULL)) AND (num_nonnulls(input_per_million, characters_per_million, per_second) > 0)));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_image_input_not_negative" CHECK ((image_input_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_image_output_not_negative" CHECK ((image_output_per_million >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_per_second_not_negative" CHECK ((per_second >= (0)::numeric));

ALTER TABLE "public"."ai_model_prices"
  ADD CONSTRAINT "ai_model_prices_tier_known" CHECK ((tier = ANY (ARRAY['standard'::text, 'batch'::text, 'flex'::text])));

ALTER TABLE "public"."ai_reservations"
  ADD CONSTRAINT "ai_reservations_generation" FOREIGN KEY (workspace_id, generation_id) REFERENCES public.ai_generations(workspace_id, id) ON DELETE SET NULL (generation_id);

ALTER TABLE "public"."ai_reservations"
  ADD CONSTRAINT "ai_reservations_model_id_fkey" FOREIGN KEY (model_id) REFERENCES public.ai_models(id);

ALTER TABLE "public"."ai_reservations"
  ADD CONSTRAINT "ai_reservations_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE SET NULL;

ALTER TABLE "public"."ai_reservations"
  ADD CONSTRAINT "ai_reservations_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE SET NULL;

ALTER TABLE "public"."ai_shut_offs"
  ADD CONSTRAINT "ai_shut_offs_workspace_id_fkey" FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;

CREATE VIEW "public"."ai_budget_usage" WITH (security_invoker=true) AS  SELECT b.workspace_id,
    b.id AS budget_id,
    b.scope,
    b.user_id,
    b.campaign_id,
    b.unit,
    b.period,
    private.ai_period_start(b.period, now()) AS period_start,
    b.cap,
    b.thresholds,
    usage.spent,
    usage.reserved,
    usage.overrun,
    GREATEST((((b.cap - usage.spent) - usage.reserved) - usage.overrun), (0)::numeric) AS free
   FROM (public.ai_budgets b
     CROSS JOIN LATERAL private.budget_totals(b.id, private.ai_period_start(b.period, now())) usage(spent, reserved, overrun));

REVOKE ALL ON TABLE "public"."ai_budget_usage" FROM "anon";

CREATE INDEX ai_budgets_campaign ON public.ai_budgets USING btree (workspace_id, campaign_id)
  WHERE (campaign_id IS NOT NULL);

CREATE INDEX ai_budgets_user ON public.ai_budgets USING btree (user_id)
  WHERE (user_id IS NOT NULL);

CREATE INDEX ai_generations_content_bundle ON public.ai_generations USING btree (workspace_id, content_bundle_id)
  WHERE (content_bundle_id IS NOT NULL);

CREATE INDEX ai_generations_content_upgrade ON public.ai_generations USING btree (workspace_id, content_upgrade_id)
  WHERE (content_upgrade_id IS NOT NULL);

CREATE INDEX ai_generations_content ON public.ai_generations USING btree (workspace_id, content_id)
  WHERE (content_id IS NOT NULL);

CREATE INDEX ai_generations_email_sequence ON public.ai_generations USING btree (workspace_id, email_sequence_id)
  WHERE (email_sequence_id IS NOT NULL);

CREATE INDEX ai_generations_parent ON public.ai_generations USING btree (workspace_id, parent_id)
  WHERE (parent_id IS NOT NULL);

CREATE INDEX ai_generations_social_post ON public.ai_generations USING btree (workspace_id, social_post_id)
  WHERE (social_post_id IS NOT NULL);

CREATE INDEX ai_reservations_by_generation ON public.ai_reservations USING btree (generation_id);

CREATE INDEX ai_reservations_days ON public.ai_reservations USING btree (workspace_id, day DESC);

CREATE INDEX ai_reservations_due ON public.ai_reservations USING btree (id)
  WHERE (NOT is_applied);

CREATE INDEX ai_reservations_model ON public.ai_reservations USING btree (model_id);

CREATE INDEX ai_reservations_of_generation ON public.ai_reservations USING btree (workspace_id, generation_id);

CREATE INDEX ai_reservations_open ON public.ai_reservations USING btree (expires_at)
  WHERE (status = ANY (ARRAY['reserved'::text, 'calling'::text]));

CREATE INDEX ai_reservations_user ON public.ai_reservations USING btree (user_id, day DESC);

CREATE TRIGGER ai_budgets_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.ai_budgets
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER ai_budgets_keep_fixed
  BEFORE UPDATE OF workspace_id, user_id, campaign_id ON public.ai_budgets
  FOR EACH ROW
  EXECUTE FUNCTION private.keep_fixed('workspace_id', 'user_id', 'campaign_id');

CREATE TRIGGER ai_budgets_touch
  BEFORE UPDATE ON public.ai_budgets
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER ai_generation_types_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.ai_generation_types
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE TRIGGER ai_generation_types_touch
  BEFORE UPDATE ON public.ai_generation_types
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER ai_generations_keep_analysis
  AFTER UPDATE OF status ON public.ai_generations
  FOR EACH ROW
  WHEN (((new.status = 'completed'::text) AND (old.status <> 'completed'::text) AND (new.generation_type = ANY (ARRAY['analysis'::text, 'migration_plan'::text]))))
  EXECUTE FUNCTION private.keep_analysis();

CREATE TRIGGER ai_generations_transitions
  BEFORE INSERT OR UPDATE OF status ON public.ai_generations
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('pending>processing', 'pending>failed', 'pending>cancelled', 'processing>completed', 'processing>failed', 'processing>cancelled', 'failed>processing',
    'failed>pending', 'cancelled>pending');

CREATE TRIGGER ai_reservations_touch
  BEFORE UPDATE ON public.ai_reservations
  FOR EACH ROW
  EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER ai_reservations_transitions
  BEFORE UPDATE OF status ON public.ai_reservations
  FOR EACH ROW
  EXECUTE FUNCTION
    private.allow_transitions('reserved>calling', 'reserved>released', 'reserved>settled', 'calling>reserved', 'calling>settled', 'calling>estimated', 'estimated>settled',
    'released>settled');

CREATE TRIGGER ai_shut_offs_audit
  AFTER INSERT OR DELETE OR UPDATE ON public.ai_shut_offs
  FOR EACH ROW
  EXECUTE FUNCTION private.audit();

CREATE POLICY "ai_budgets_select" ON "public"."ai_budgets"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

CREATE POLICY "ai_generation_types_select" ON "public"."ai_generation_types"
  FOR SELECT
  TO "authenticated"
  USING (true);

CREATE POLICY "ai_shut_offs_select" ON "public"."ai_shut_offs"
  FOR SELECT
  TO "authenticated"
  USING ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('viewer'::text) AS workspace_ids))));

COMMENT ON COLUMN "public"."ai_budget_balances"."cap" IS 'The slot''s share of the cap. Shares move between slots; their sum does not grow.';

COMMENT ON COLUMN "public"."ai_budget_balances"."overrun" IS 'What providers charged beyond what was reserved, which raises an alert. Nothing is given out against it.';

COMMENT ON COLUMN "public"."ai_budget_balances"."smallest" IS 'The smallest request that was ever reserved from it: when no such one fits, it is used up.';

COMMENT ON COLUMN "public"."ai_budgets"."cap" IS 'The most that may be spent and reserved in a period.';

COMMENT ON COLUMN "public"."ai_budgets"."is_default" IS 'It follows ai.default_budgets, or the plan for credits; nobody has set it.';

COMMENT ON COLUMN "public"."ai_budgets"."scope" IS 'platform, workspace, user or campaign; follows.';

COMMENT ON COLUMN "public"."ai_budgets"."slots" IS 'Into how many slots a period''s balance is divided; from the next period on.';

COMMENT ON COLUMN "public"."ai_budgets"."thresholds" IS 'Percentages of the cap at which an alert is raised, once each in a period. 100 means that no request as small as the smallest before fits any more.';

COMMENT ON COLUMN "public"."ai_budgets"."unit" IS 'usd; or credit, for what the workspace''s plan includes: one for each generation.';

COMMENT ON COLUMN "public"."ai_generation_types"."instruction_bytes" IS 'Most bytes of the instructions and the answer''s schema.';

COMMENT ON COLUMN "public"."ai_generation_types"."options" IS 'Keys that its options may have.';

COMMENT ON COLUMN "public"."ai_generation_types"."output_tokens" IS 'Most tokens of an answer. With instruction_bytes it decides what a request reserves.';

COMMENT ON COLUMN "public"."ai_generations"."batch_id" IS 'The provider''s batch that does its pieces, where they are done in one.';

COMMENT ON COLUMN "public"."ai_generations"."content_bundle_id" IS 'The bundle that it made, or that its result is part of.';

COMMENT ON COLUMN "public"."ai_generations"."content_id" IS 'The ad copy, video script or other text that came out.';

COMMENT ON COLUMN "public"."ai_generations"."estimated_cost" IS 'USD that were reserved when it was asked for: the most that one attempt can cost.';

COMMENT ON COLUMN "public"."ai_generations"."input_bytes" IS 'Most bytes that a worker may send to the model in one call; what was reserved pays for them.';

COMMENT ON COLUMN "public"."ai_generations"."output_tokens" IS 'Most tokens that the model may write in one call.';

COMMENT ON COLUMN "public"."ai_generations"."parent_id" IS 'The generation of the bundle that this one is a piece of.';

COMMENT ON COLUMN "public"."ai_generations"."prompt_version" IS 'The prompt file and its version, as blog_post@2; null for offline drafts and files.';

COMMENT ON COLUMN "public"."ai_generations"."tier" IS 'The price tier it was asked for at: standard, batch or flex.';

COMMENT ON COLUMN "public"."ai_generations"."usage" IS 'All that its attempts used, in the counts of flywheel.ai.usage, where providers said so.';

COMMENT ON COLUMN "public"."ai_model_prices"."above_input_tokens" IS 'The row holds for calls with more input tokens than this, and then for the whole call.';

COMMENT ON COLUMN "public"."ai_model_prices"."cache_write_1h_per_million" IS 'The same, where the cache keeps them for an hour; null: as any other that is written.';

COMMENT ON COLUMN "public"."ai_model_prices"."cache_write_per_million" IS 'USD for a million prompt tokens written to the provider''s cache; null: as any other.';

COMMENT ON COLUMN "public"."ai_model_prices"."cached_image_input_per_million" IS 'USD for a million prompt tokens of images read from the cache; null: as other cached ones.';

COMMENT ON COLUMN "public"."ai_model_prices"."cached_input_per_million" IS 'USD for a million prompt tokens read from the provider''s cache; null: as any other.';

COMMENT ON COLUMN "public"."ai_model_prices"."characters_per_million" IS 'USD for a million characters that are spoken.';

COMMENT ON COLUMN "public"."ai_model_prices"."image_input_per_million" IS 'USD for a million prompt tokens of images; null: as any other.';

COMMENT ON COLUMN "public"."ai_model_prices"."image_output_per_million" IS 'USD for a million completion tokens of images; null: as any other.';

COMMENT ON COLUMN "public"."ai_model_prices"."per_second" IS 'USD for a second of video.';

COMMENT ON COLUMN "public"."ai_model_prices"."tier" IS 'standard; batch, for what may take a day; flex, for what may be slow.';

COMMENT ON COLUMN "public"."ai_models"."kind" IS 'What comes out of it.';

COMMENT ON COLUMN "public"."ai_reservations"."budget_ids" IS 'The budgets it counts against; period_starts and slots say where in their balances.';

COMMENT ON COLUMN "public"."ai_reservations"."cost" IS 'USD that the attempt cost; while the status is estimated, the estimate, until it is known better.';

COMMENT ON COLUMN "public"."ai_reservations"."day" IS 'The UTC day it counts on.';

COMMENT ON COLUMN "public"."ai_reservations"."estimate" IS 'USD reserved: the most the attempt can cost.';

COMMENT ON COLUMN "public"."ai_reservations"."expires_at" IS 'When private.expire_reservations looks what has become of it.';

COMMENT ON COLUMN "public"."ai_reservations"."generation_id" IS 'Stays as it was when its workspace goes.';

COMMENT ON COLUMN "public"."ai_reservations"."is_applied" IS 'Whether the balances and ai_cost_tracking show the row as it is now. private.apply_ai_ledger brings them up to date; the columns applied_… are what they show.';

COMMENT ON COLUMN "public"."ai_reservations"."is_success" IS 'Whether its generation was completed by this attempt.';

COMMENT ON COLUMN "public"."ai_reservations"."status" IS 'reserved; calling, while a provider works; settled at what it cost; released, for nothing; estimated, where nobody knows what an attempt that broke off has cost.';

COMMENT ON FUNCTION "private"."ai_period_start"(text, timestamp with time zone) IS 'The first day of the period that a moment is in, in UTC.';

COMMENT ON FUNCTION "private"."apply_ai_ledger"(integer) IS 'Carries changes of the ledger into the balances and into ai_cost_tracking, at most so many rows, and raises the alerts that are due. One at a time; returns how many rows it took. Call it before anything of the balances is locked.';

COMMENT ON FUNCTION "private"."apply_batch"(jobs.job_queue, jsonb) IS 'Puts what came out of a batch in its places, settles it, and ends the bundle: {"results": {id: {"output", "usage"} or {"error", "usage"}}}; without results the batch goes on.';

COMMENT ON FUNCTION "private"."apply_batch_submitted"(jobs.job_queue, jsonb) IS 'Notes the provider''s batch that does the pieces of a bundle.';

COMMENT ON FUNCTION "private"."apply_bundle_end"(jobs.job_queue, jsonb) IS 'Joins what became of the pieces of a bundle into journeys, and ends its generation.';

COMMENT ON FUNCTION "private"."apply_generation"(jobs.job_queue, jsonb) IS 'Writes what a worker generated, in the transaction that completes its job. The result is {"output": {…}} or {"asset": {…}}, with "usage" and "prompt_version".';

COMMENT ON FUNCTION "private"."apply_plan"(public.ai_generations, jsonb) IS 'Gives each piece of a bundle its topic, and has them written: by a job each, or in one batch of the provider. A last job joins them.';

COMMENT ON FUNCTION "private"."apply_prices"(jobs.job_queue, jsonb) IS 'Takes over what genai-prices lists: {"models": […], "prices": […]}, rows of the two tables. Prices that have begun stay; one that has changed begins now. In the transaction of the job.';

COMMENT ON FUNCTION "private"."await_balances"() IS 'Waits until nobody else waits for slots of balances, until the transaction ends. Whoever locks slots that others may hold calls it first; whoever takes only a free slot need not, and never waits. So no two can wait for each other.';

COMMENT ON FUNCTION "private"."begin_call"(public.ai_generations, text) IS 'Notes in the ledger that a provider is about to be called, under the reservation that there is, or a new one for a further attempt. Raises PT402 when there is no room for that.';

COMMENT ON FUNCTION "private"."budget_totals"(uuid, date) IS 'What of a budget is spent, reserved and overrun in a period, with what the balances do not show yet.';

COMMENT ON FUNCTION "private"."bundle_days"(text) IS 'How many days a period has.';

COMMENT ON FUNCTION "private"."bundle_start"(text) IS 'The first day of 2026-12, 2026-Q4 or 2026.';

COMMENT ON FUNCTION "private"."call_tier"(public.ai_generations) IS 'The price tier at which a generation itself is done: the plan of a bundle does not wait for a batch.';

COMMENT ON FUNCTION "private"."call_time"(text) IS 'How long a call may take before its reservation is looked after.';

COMMENT ON FUNCTION "private"."change_cap"(uuid, numeric) IS 'Gives a budget another cap, from now on. What is committed beyond it stays committed: then nothing more is given out until enough has come back.';

COMMENT ON FUNCTION "private"."checked_bundle"(jsonb) IS 'The period and the numbers of pieces of a bundle. Raises PT422.';

COMMENT ON FUNCTION "private"."checked_generation_options"(public.ai_generation_types, jsonb, public.businesses) IS 'The options of a request, complete with what was left out. Raises PT404, PT422.';

COMMENT ON FUNCTION "private"."choose_model"(text, text, text[], uuid, text) IS 'The model to use: the requested one, or the default of the first provider that has one and is not switched off. Raises PT422 when there is none, PT423 where AI is switched off.';

COMMENT ON FUNCTION "private"."content_body"(text, jsonb) IS 'The parts of an ad or of a script as one text.';

COMMENT ON FUNCTION "private"."end_generation"(uuid, text) IS 'Ends a generation that failed, with its pieces, and gives back what was reserved.';

COMMENT ON FUNCTION "private"."enqueue_generation"(public.ai_generations) IS 'Enqueues the job that carries a generation out.';

COMMENT ON FUNCTION "private"."ensure_credit_budget"(uuid) IS 'Keeps the workspace''s budget of credits as its plan has it (ai_credits). Raises PT402 where the plan includes none.';

COMMENT ON FUNCTION "private"."ensure_default_budgets"(uuid, uuid) IS 'Makes the budgets that ai.default_budgets names, where they are missing, and keeps those that nobody has set at what it says.';

COMMENT ON FUNCTION "private"."estimate_cost"(text, text, integer, integer, integer, integer, timestamp with time zone) IS 'The most that one attempt can cost, in USD, rounded up to the millionth. Raises PT422 for a model without a price.';

COMMENT ON FUNCTION "private"."expire_reservations"() IS 'Ends reservations whose time is over: one that a provider was called for settles at its estimate, and is put right when the result comes after all; one whose job is gone is given back; one whose job still waits is kept. Returns how many ended. Called by the job ai.settle; safe to repeat.';

COMMENT ON FUNCTION "private"."fail_batch"(jobs.job_queue, text) IS 'Ends the pieces of a bundle whose batch could not be submitted or collected. What a batch that was submitted may have cost counts as spent.';

COMMENT ON FUNCTION "private"."fail_bundle_end"(jobs.job_queue, text) IS 'Ends the bundle all the same when its last job fails.';

COMMENT ON FUNCTION "private"."finish_generation"(uuid, jsonb) IS 'Settles a generation at its real cost and puts what came out in its place: typed rows with links, tagged addresses and versions, or the file''s row.';

COMMENT ON FUNCTION "private"."join_bundle"(public.ai_generations) IS 'Links the pieces of a bundle: each leads to the next step of the journey.';

COMMENT ON FUNCTION "private"."keep_analysis"() IS 'Trigger of ai_generations: an Analysis or a MigrationPlan of a connected site becomes a row of platform_analyses. One of a campaign alone stays in result_data.';

COMMENT ON FUNCTION "private"."keep_asset"(public.ai_generations, jsonb) IS 'Writes the row of a file that is in storage: {file_url, file_size, mime_type, details}.';

COMMENT ON FUNCTION "private"."keep_blog_post"(public.ai_generations, jsonb) IS 'Writes a BlogPost of flywheel.ai.outputs.';

COMMENT ON FUNCTION "private"."keep_campaign"(public.ai_generations, jsonb) IS 'Writes a Campaign of flywheel.ai.outputs with its components, as a draft.';

COMMENT ON FUNCTION "private"."keep_component"(public.ai_generations, uuid, jsonb, integer) IS 'Writes a Component of flywheel.ai.outputs into a campaign; its worker has made sure that the code does nothing. Returns its id.';

COMMENT ON FUNCTION "private"."keep_content"(public.ai_generations, jsonb) IS 'Writes AdCopy, VideoScript or Text of flywheel.ai.outputs: the text for people in body, its parts for programs in metadata.';

COMMENT ON FUNCTION "private"."keep_content_upgrade"(public.ai_generations, jsonb) IS 'Writes a ContentUpgrade of flywheel.ai.outputs.';

COMMENT ON FUNCTION "private"."keep_email_sequence"(public.ai_generations, jsonb) IS 'Writes an EmailSequence of flywheel.ai.outputs with its e-mails.';

COMMENT ON FUNCTION "private"."keep_enhancement"(public.ai_generations, jsonb) IS 'Gives a component the better code of an Enhancement; its version grows, the audit trail has the code before.';

COMMENT ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) IS 'Puts what came out into its typed table; returns which column of the generation leads to it. The plan of a bundle has none, and analyses are taken over by the domain integrations.';

COMMENT ON FUNCTION "private"."keep_social_post"(public.ai_generations, jsonb) IS 'Writes a SocialPost of flywheel.ai.outputs, as a draft; in a bundle with the time to publish it.';

COMMENT ON FUNCTION "private"."ledger_targets"(public.ai_reservations) IS 'What the balances should show of a row of the ledger. Failed attempts cost money, but no credit.';

COMMENT ON FUNCTION "private"."level_balance"(uuid, date, numeric) IS 'Deals what is free of a budget out anew, so that as many slots as can have at least so much. The shares add up to the cap of the budget, or to what is committed where that is more.';

COMMENT ON FUNCTION "private"."link_target"(public.ai_generations) IS 'Where the call to action leads: the address that was given, or the business''s website.';

COMMENT ON FUNCTION "private"."note_usage"(uuid, jsonb, numeric) IS 'Adds to a generation what a call of it used and cost.';

COMMENT ON FUNCTION "private"."nth_platform"(uuid, integer) IS 'The platform of the n-th post of a business: its platforms in turn.';

COMMENT ON FUNCTION "private"."open_balance"(public.ai_budgets, date) IS 'Makes the slots of a budget for a period, each with its share of the cap. Safe to repeat.';

COMMENT ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) IS 'Writes into the ledger what reserve_ai took for a generation. A bundle costs no credit, its pieces do.';

COMMENT ON FUNCTION "private"."option_choice"(jsonb, text, text, text[]) IS 'A choice of the options. Raises PT422.';

COMMENT ON FUNCTION "private"."option_error"(text, text) IS 'Raises PT422.';

COMMENT ON FUNCTION "private"."option_number"(jsonb, text, integer, integer, integer) IS 'A whole number of the options, within its bounds. Raises PT422.';

COMMENT ON FUNCTION "private"."option_reference"(jsonb, text, regclass, uuid) IS 'A row of the workspace that the options name. Raises PT404.';

COMMENT ON FUNCTION "private"."owned_generation"(uuid) IS 'Locks a generation in a workspace in which the caller is a member. Raises PT403, PT404.';

COMMENT ON FUNCTION "private"."piece_options"(public.ai_generations, text) IS 'The options of the pieces of a bundle.';

COMMENT ON FUNCTION "private"."place_generation"(public.ai_generations) IS 'Writes a request that was checked, enqueues its job and reserves for it, and for all pieces of a bundle, or raises PT402 and leaves nothing.';

COMMENT ON FUNCTION "private"."place_pieces"(public.ai_generations) IS 'Makes the bundle of a request, and a generation for each of its pieces. They wait for the plan.';

COMMENT ON FUNCTION "private"."price_terms"(public.ai_model_prices) IS 'The numbers of a price, to compare two.';

COMMENT ON FUNCTION "private"."price_usage"(text, text, jsonb, timestamp with time zone) IS 'USD, not rounded, for what calls of a model used at a moment: the counts of flywheel.ai.usage.Usage. The price is that of genai-prices. Raises PT422 for what has no price.';

COMMENT ON FUNCTION "private"."refuse_budget"(public.ai_budgets, numeric, numeric) IS 'Raises PT402: a budget does not have so much left.';

COMMENT ON FUNCTION "private"."release_reservations"(uuid) IS 'Ends the open reservations of a generation: those that no provider has been called for give back all; one whose call broke off counts as spent, as nobody knows better.';

COMMENT ON FUNCTION "private"."report_piece"(public.ai_generations) IS 'Links a piece that was retried after its bundle was ready.';

COMMENT ON FUNCTION "private"."request_generation"(uuid, text, text, jsonb, text, text) IS 'Body of request_generation. Raises PT402, PT403, PT404, PT422, PT423.';

COMMENT ON FUNCTION "private"."require_ai_on"(uuid, text) IS 'Raises PT423 where AI is switched off: for all, for a provider (if one is given), or for the workspace.';

COMMENT ON FUNCTION "private"."reserve_ai"(uuid, uuid, uuid, numeric, integer) IS 'Reserves an amount of USD and a number of credits against every budget that applies, or raises PT402 and takes nothing. Returns where it was taken. Make it the last thing a transaction does: the slots are held until the commit.';

COMMENT ON FUNCTION "private"."retry_generation"(uuid) IS 'Body of retry_generation. Raises PT402, PT403, PT404, PT409, PT423.';

COMMENT ON FUNCTION "private"."review_generation"(uuid, integer, boolean, text) IS 'Body of review_generation. Raises PT403, PT404, PT409, PT422.';

COMMENT ON FUNCTION "private"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) IS 'Body of set_ai_budget. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "private"."settle_reservation"(uuid, numeric, jsonb, boolean) IS 'Says what an attempt cost, in USD. Once; also for one that was estimated or released before. More than was reserved raises an alert.';

COMMENT ON FUNCTION "private"."switch_ai"(uuid, boolean, text) IS 'Body of switch_ai. Raises PT403, PT404.';

COMMENT ON FUNCTION "private"."tagged_url"(text, jsonb) IS 'An address with UTM parameters, before its fragment.';

COMMENT ON FUNCTION "private"."tags_of"(public.ai_generations, text, text) IS 'The UTM parameters of what a generation made; utm_content tells one piece from another.';

COMMENT ON FUNCTION "private"."take_from_slot"(public.ai_budgets, date, numeric) IS 'Reserves so much of a budget in a slot that nobody holds and that has it; returns the slot, or null. Never waits.';

COMMENT ON FUNCTION "private"."take_slots"(public.ai_budgets[], date[], numeric[], boolean) IS 'Reserves against several budgets, from one slot each. Patiently, it waits for others and deals shares out anew. Raises AI000, for private.reserve_ai, when it cannot.';

COMMENT ON FUNCTION "private"."tell_threshold"(public.ai_budgets, date, integer, numeric) IS 'Raises the alert of a threshold, and sends the event ai_budget to the private topics of the workspace and of the person it is about.';

COMMENT ON FUNCTION "private"."url_encoded"(text) IS 'Percent-encoding of a part of an address (RFC 3986).';

COMMENT ON FUNCTION "private"."url_slug"(text) IS 'Words as part of an address: letters, digits, hyphens.';

COMMENT ON FUNCTION "private"."usage_count"(jsonb, text) IS 'One of the counts of flywheel.ai.usage.Usage, 0 where it is not there.';

COMMENT ON FUNCTION "private"."watch_budget"(uuid, date) IS 'Raises the alerts of a budget that are due, once each in a period, and keeps a lowered cap.';

COMMENT ON FUNCTION "private"."with_bounds"(public.ai_generations) IS 'Fills in how much may be sent and written, and the most that it can cost. Raises PT422.';

COMMENT ON FUNCTION "public"."cancel_generation"(uuid) IS 'Stops a generation that has not ended, with its pieces; members and up. What was reserved comes back, except for a call that a provider is working on. What a worker still writes for it is thrown away. Raises PT403, PT404, PT409.';

COMMENT ON FUNCTION "public"."request_generation"(uuid, text, text, jsonb, text, text) IS 'Asks an AI to make something for a business; members and up. The most it can cost is reserved against all budgets before anything is begun. The answer is the row of ai_generations: subscribe to it to see the work go on. The same idempotency_key gives the same row. What can be asked for, and with which options: ai_generation_types. Raises PT402 when a budget or the plan''s credits do not have that much left, PT403, PT404, PT422, and PT423 where AI is switched off.';

COMMENT ON FUNCTION "public"."retry_generation"(uuid) IS 'Begins a generation anew that has failed or was cancelled; members and up. It reserves anew. Raises PT402, PT403, PT404, PT409 for one that was completed, PT423.';

COMMENT ON FUNCTION "public"."review_generation"(uuid, integer, boolean, text) IS 'Says what came of a generation: a rating from 1 to 5, accepted or rejected, feedback in words; what is left out stays. Members and up. Raises PT403, PT404, PT409 before it is completed, PT422.';

COMMENT ON FUNCTION "public"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) IS 'Sets what AI may cost a workspace, one of its people or one of its campaigns, in USD for a day or a month; admins. It holds at once: what is spent and reserved counts. Raises PT403, PT404, PT422.';

COMMENT ON FUNCTION "public"."settle_ai_costs"() IS 'For workers: looks after reservations whose time is over and brings the balances up to date. Returns how many rows of the ledger it carried over. Safe to repeat.';

COMMENT ON FUNCTION "public"."settle_generation_call"(uuid, jsonb) IS 'For workers: says what a call used that came to nothing, as flywheel.ai.usage; null when nobody knows, because it broke off.';

COMMENT ON FUNCTION "public"."start_batch"(uuid) IS 'For workers: takes the pieces of a bundle into work and returns an array of what start_generation returns for each. Safe to repeat. Raises PT402, PT422, PT423.';

COMMENT ON FUNCTION "public"."start_generation"(uuid, text[]) IS 'For workers: takes a generation into work and returns all that is needed to carry it out (flywheel.ai.assignment), or null when there is nothing left to do. Safe to repeat: an attempt that never ended counts as spent, and the next one reserves anew. providers: best first. Raises PT402, PT422, PT423.';

COMMENT ON FUNCTION "public"."stream_generation"(uuid, integer, text) IS 'For workers: sends what a model has written since the last time, and where it belongs, to the private topic of the person who asked: the event generation on user:<id>. False when the generation is no longer wanted.';

COMMENT ON FUNCTION "public"."switch_ai"(uuid, boolean, text) IS 'Switches AI off or on in a workspace; admins. Off, nothing more is begun, and what waits in the queue fails and gives back what it had reserved. Raises PT403, PT404.';

COMMENT ON TABLE "public"."ai_budget_alerts" IS 'Thresholds that were reached, so that each is told once in a period.';

COMMENT ON TABLE "public"."ai_budget_balances" IS 'What of a budget is spent and reserved in a period, in slots. Read it with ai_budget_usage.';

COMMENT ON TABLE "public"."ai_budgets" IS 'How much AI may cost: all of it on the platform, in a workspace, by one of its people, or for a campaign; in a day or a month (UTC). Set by set_ai_budget, or from ai.default_budgets.';

COMMENT ON TABLE "public"."ai_generation_types" IS 'What request_generation can be asked for. The operator may switch types off and change bounds.';

COMMENT ON TABLE "public"."ai_model_prices" IS 'What a model costs from a moment on, until the next rows of the same model and tier. Rows of one moment that differ in above_input_tokens are bands of one price.';

COMMENT ON TABLE "public"."ai_models" IS 'Models that may be asked for, under their provider''s names. The job ai.refresh_prices adds what genai-prices lists; it never switches on what an operator has switched off.';

COMMENT ON TABLE "public"."ai_reservations" IS 'The ledger: one row for each attempt at a generation, with what was reserved for it and what it cost. It outlives workspaces, people and generations: its sums stay those of the balances.';

COMMENT ON TABLE "public"."ai_shut_offs" IS 'Workspaces whose AI is switched off, also for jobs that wait. Switched by switch_ai. The setting ai.shut_off does the same for everybody and for single providers.';

COMMENT ON VIEW "public"."ai_budget_usage" IS 'Each budget in its present period: what is spent, reserved and free, as the ledger has it now.';

REVOKE ALL ON FUNCTION "private"."ai_period_start"(text, timestamp WITH time zone) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."ai_period_start"(text, timestamp WITH time zone) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."ai_period_start"(text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ai_period_start"(text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."ai_period_start"(text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_ai_ledger"(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_ai_ledger"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_ai_ledger"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_ai_ledger"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_batch"(jobs.job_queue, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_batch"(jobs.job_queue, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_batch"(jobs.job_queue, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_batch"(jobs.job_queue, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_batch_submitted"(jobs.job_queue, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_batch_submitted"(jobs.job_queue, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_batch_submitted"(jobs.job_queue, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_batch_submitted"(jobs.job_queue, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_bundle_end"(jobs.job_queue, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_bundle_end"(jobs.job_queue, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_bundle_end"(jobs.job_queue, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_bundle_end"(jobs.job_queue, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_plan"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_plan"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_plan"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_plan"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."apply_prices"(jobs.job_queue, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."apply_prices"(jobs.job_queue, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_prices"(jobs.job_queue, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."apply_prices"(jobs.job_queue, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."await_balances"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."await_balances"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."await_balances"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."begin_call"(public.ai_generations, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."begin_call"(public.ai_generations, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_call"(public.ai_generations, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."begin_call"(public.ai_generations, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."budget_totals"(uuid, date) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."budget_totals"(uuid, date) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."budget_totals"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."budget_totals"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."budget_totals"(uuid, date) TO "service_role";

REVOKE ALL ON FUNCTION "private"."bundle_days"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."bundle_days"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_days"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_days"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."bundle_start"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."bundle_start"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_start"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."bundle_start"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."call_tier"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_tier"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_tier"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_tier"(public.ai_generations) TO "service_role";

REVOKE ALL ON FUNCTION "private"."call_time"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."call_time"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_time"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."call_time"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."change_cap"(uuid, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."change_cap"(uuid, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."change_cap"(uuid, numeric) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."change_cap"(uuid, numeric) TO "service_role";

REVOKE ALL ON FUNCTION "private"."checked_bundle"(jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."checked_bundle"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."checked_bundle"(jsonb) TO "postgres";

REVOKE ALL ON FUNCTION "private"."checked_generation_options"(public.ai_generation_types, jsonb, public.businesses) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."checked_generation_options"(public.ai_generation_types, jsonb, public.businesses) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."checked_generation_options"(public.ai_generation_types, jsonb, public.businesses) TO "postgres";

REVOKE ALL ON FUNCTION "private"."choose_model"(text, text, text[], uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."choose_model"(text, text, text[], uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."choose_model"(text, text, text[], uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."choose_model"(text, text, text[], uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."content_body"(text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."content_body"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."content_body"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."content_body"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."end_generation"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."end_generation"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."end_generation"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."end_generation"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."enqueue_generation"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."enqueue_generation"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."enqueue_generation"(public.ai_generations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."ensure_credit_budget"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ensure_credit_budget"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ensure_credit_budget"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."ensure_default_budgets"(uuid, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ensure_default_budgets"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ensure_default_budgets"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."ensure_default_budgets"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."estimate_cost"(text, text, integer, integer, integer, integer, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."estimate_cost"(text, text, integer, integer, integer, integer, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."estimate_cost"(text, text, integer, integer, integer, integer, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."estimate_cost"(text, text, integer, integer, integer, integer, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."expire_reservations"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."expire_reservations"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_reservations"() TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."expire_reservations"() TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_batch"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_batch"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_batch"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_batch"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."fail_bundle_end"(jobs.job_queue, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."fail_bundle_end"(jobs.job_queue, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_bundle_end"(jobs.job_queue, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."fail_bundle_end"(jobs.job_queue, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."finish_generation"(uuid, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."finish_generation"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_generation"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."finish_generation"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."join_bundle"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."join_bundle"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."join_bundle"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."join_bundle"(public.ai_generations) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_analysis"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_analysis"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_analysis"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."keep_asset"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_asset"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_asset"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_asset"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_blog_post"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_blog_post"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_blog_post"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_blog_post"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_campaign"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_campaign"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_campaign"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_campaign"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_component"(public.ai_generations, uuid, jsonb, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_component"(public.ai_generations, uuid, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_component"(public.ai_generations, uuid, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_component"(public.ai_generations, uuid, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_content"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_content"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_content"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_content"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_content_upgrade"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_content_upgrade"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_content_upgrade"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_content_upgrade"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_email_sequence"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_email_sequence"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_email_sequence"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_email_sequence"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_enhancement"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_enhancement"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_enhancement"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_enhancement"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_result"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."keep_social_post"(public.ai_generations, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."keep_social_post"(public.ai_generations, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_social_post"(public.ai_generations, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."keep_social_post"(public.ai_generations, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."ledger_targets"(public.ai_reservations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."ledger_targets"(public.ai_reservations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."ledger_targets"(public.ai_reservations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."level_balance"(uuid, date, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."level_balance"(uuid, date, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."level_balance"(uuid, date, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."link_target"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."link_target"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."link_target"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."link_target"(public.ai_generations) TO "service_role";

REVOKE ALL ON FUNCTION "private"."note_usage"(uuid, jsonb, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."note_usage"(uuid, jsonb, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_usage"(uuid, jsonb, numeric) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."note_usage"(uuid, jsonb, numeric) TO "service_role";

REVOKE ALL ON FUNCTION "private"."nth_platform"(uuid, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."nth_platform"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."nth_platform"(uuid, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."open_balance"(public.ai_budgets, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."open_balance"(public.ai_budgets, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_balance"(public.ai_budgets, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."open_reservation"(public.ai_generations, text, numeric, uuid[], date[], smallint[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."option_choice"(jsonb, text, text, text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."option_choice"(jsonb, text, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."option_choice"(jsonb, text, text, text[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."option_error"(text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."option_error"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."option_error"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."option_number"(jsonb, text, integer, integer, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."option_number"(jsonb, text, integer, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."option_number"(jsonb, text, integer, integer, integer) TO "postgres";

REVOKE ALL ON FUNCTION "private"."option_reference"(jsonb, text, regclass, uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."option_reference"(jsonb, text, regclass, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."option_reference"(jsonb, text, regclass, uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."owned_generation"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."owned_generation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."owned_generation"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."piece_options"(public.ai_generations, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."piece_options"(public.ai_generations, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."piece_options"(public.ai_generations, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_generation"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_generation"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_generation"(public.ai_generations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."place_pieces"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."place_pieces"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."place_pieces"(public.ai_generations) TO "postgres";

REVOKE ALL ON FUNCTION "private"."price_terms"(public.ai_model_prices) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_terms"(public.ai_model_prices) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_terms"(public.ai_model_prices) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_terms"(public.ai_model_prices) TO "service_role";

REVOKE ALL ON FUNCTION "private"."price_usage"(text, text, jsonb, timestamp WITH time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."price_usage"(text, text, jsonb, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_usage"(text, text, jsonb, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."price_usage"(text, text, jsonb, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "private"."refuse_budget"(public.ai_budgets, numeric, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."refuse_budget"(public.ai_budgets, numeric, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."refuse_budget"(public.ai_budgets, numeric, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."release_reservations"(uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."release_reservations"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."release_reservations"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."release_reservations"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "private"."report_piece"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."report_piece"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."report_piece"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."report_piece"(public.ai_generations) TO "service_role";

REVOKE ALL ON FUNCTION "private"."require_ai_on"(uuid, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."require_ai_on"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."require_ai_on"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."require_ai_on"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."reserve_ai"(uuid, uuid, uuid, numeric, integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."reserve_ai"(uuid, uuid, uuid, numeric, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."reserve_ai"(uuid, uuid, uuid, numeric, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."reserve_ai"(uuid, uuid, uuid, numeric, integer) TO "service_role";

REVOKE ALL ON FUNCTION "private"."retry_generation"(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."retry_generation"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."retry_generation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."retry_generation"(uuid) TO "postgres";

REVOKE ALL ON FUNCTION "private"."review_generation"(uuid, integer, boolean, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."review_generation"(uuid, integer, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."review_generation"(uuid, integer, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."review_generation"(uuid, integer, boolean, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) TO "postgres";

REVOKE ALL ON FUNCTION "private"."settle_reservation"(uuid, numeric, jsonb, boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."settle_reservation"(uuid, numeric, jsonb, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_reservation"(uuid, numeric, jsonb, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."settle_reservation"(uuid, numeric, jsonb, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "private"."switch_ai"(uuid, boolean, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION "private"."switch_ai"(uuid, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "private"."switch_ai"(uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."switch_ai"(uuid, boolean, text) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tagged_url"(text, jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tagged_url"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tagged_url"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."tagged_url"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "private"."tags_of"(public.ai_generations, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tags_of"(public.ai_generations, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tags_of"(public.ai_generations, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."tags_of"(public.ai_generations, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."take_from_slot"(public.ai_budgets, date, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_from_slot"(public.ai_budgets, date, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_from_slot"(public.ai_budgets, date, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."take_slots"(public.ai_budgets[], date[], numeric[], boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."take_slots"(public.ai_budgets[], date[], numeric[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."take_slots"(public.ai_budgets[], date[], numeric[], boolean) TO "postgres";

REVOKE ALL ON FUNCTION "private"."tell_threshold"(public.ai_budgets, date, integer, numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."tell_threshold"(public.ai_budgets, date, integer, numeric) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."tell_threshold"(public.ai_budgets, date, integer, numeric) TO "postgres";

REVOKE ALL ON FUNCTION "private"."url_encoded"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."url_encoded"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_encoded"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_encoded"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."url_slug"(text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."url_slug"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_slug"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."url_slug"(text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."usage_count"(jsonb, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."usage_count"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."usage_count"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."usage_count"(jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "private"."watch_budget"(uuid, date) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."watch_budget"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."watch_budget"(uuid, date) TO "postgres";

REVOKE ALL ON FUNCTION "private"."with_bounds"(public.ai_generations) FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."with_bounds"(public.ai_generations) FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_bounds"(public.ai_generations) TO "postgres";

GRANT EXECUTE ON FUNCTION "private"."with_bounds"(public.ai_generations) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."retry_generation"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."retry_generation"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."retry_generation"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_generation"(uuid, integer, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."review_generation"(uuid, integer, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."review_generation"(uuid, integer, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_ai_budget"(uuid, text, numeric, uuid, uuid, integer[]) TO "postgres";

REVOKE ALL ON FUNCTION "public"."settle_ai_costs"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_ai_costs"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_ai_costs"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."settle_generation_call"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_generation_call"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."settle_generation_call"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_batch"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_batch"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_batch"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."stream_generation"(uuid, integer, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."stream_generation"(uuid, integer, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."stream_generation"(uuid, integer, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."switch_ai"(uuid, boolean, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."switch_ai"(uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."switch_ai"(uuid, boolean, text) TO "postgres";

REVOKE ALL ON TABLE "public"."ai_budget_alerts" FROM "service_role";

GRANT SELECT ON TABLE "public"."ai_budget_alerts" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_budget_balances" FROM "service_role";

GRANT SELECT ON TABLE "public"."ai_budget_balances" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_budgets" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ai_budgets" TO "authenticated";

REVOKE ALL ON TABLE "public"."ai_budgets" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."ai_budgets" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_generation_types" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ai_generation_types" TO "authenticated";

REVOKE ALL ON TABLE "public"."ai_generation_types" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."ai_generation_types" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_reservations" FROM "service_role";

GRANT SELECT, UPDATE ON TABLE "public"."ai_reservations" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_shut_offs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ai_shut_offs" TO "authenticated";

REVOKE ALL ON TABLE "public"."ai_shut_offs" FROM "service_role";

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE "public"."ai_shut_offs" TO "service_role";

REVOKE ALL ON TABLE "public"."ai_budget_usage" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ai_budget_usage" TO "authenticated";

REVOKE ALL ON TABLE "public"."ai_budget_usage" FROM "service_role";

GRANT SELECT ON TABLE "public"."ai_budget_usage" TO "service_role";

ALTER TABLE "public"."ai_shut_offs"
  ADD CONSTRAINT "ai_shut_offs_created_by_fkey" FOREIGN KEY (created_by) REFERENCES public.profiles(id) ON DELETE SET NULL;

CREATE INDEX ai_shut_offs_created_by ON public.ai_shut_offs USING btree (created_by);

-- Rows that the functions above rely on.
select jobs.register_type(
    'ai.generate',
    'Makes what somebody asked an AI for.',
    apply_function => 'private.apply_generation',
    failure_function => 'private.fail_generation',
    max_attempts => 4,
    timeout_seconds => 600
);

select jobs.register_type(
    'ai.submit_batch',
    'Submits the pieces of a bundle to the provider as a batch, at half price.',
    apply_function => 'private.apply_batch_submitted',
    failure_function => 'private.fail_batch',
    max_attempts => 4
);

select jobs.register_type(
    'ai.collect_batch',
    'Looks whether a batch has ended, and takes over what came out of it.',
    apply_function => 'private.apply_batch',
    failure_function => 'private.fail_batch',
    max_attempts => 10
);

select jobs.register_type(
    'ai.settle',
    'Looks after reservations whose time is over, and brings AI budgets up to date.',
    max_running => 1
);

select jobs.register_type(
    'ai.refresh_prices',
    'Takes over the models and prices that genai-prices lists.',
    apply_function => 'private.apply_prices',
    max_running => 1,
    max_payload_bytes => 1000
);

select jobs.register_type(
    'ai.finish_bundle',
    'Joins the pieces of a bundle once all are written.',
    apply_function => 'private.apply_bundle_end',
    failure_function => 'private.fail_bundle_end'
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('ai.settle', 'ai.settle', '* * * * *'),
('ai.refresh_prices', 'ai.refresh_prices', '20 3 * * *');

-- What OpenAI took for cached input on the same day was missing.
update public.ai_model_prices as p
set cached_input_per_million = known.cached
from (values ('gpt-4.1-mini', 0.10), ('gpt-4.1', 0.50)) as known (id, cached)
where p.model_id = known.id and p.valid_from = '2025-04-14 00:00:00+00';

insert into public.ai_generation_types (type, kind, description, options, output_tokens)
values
('blog_post', 'text', 'A blog post.', '{cta_url}', 8000),
('social_post', 'text', 'A post for one platform.', '{platform,cta_url}', 2000),
('content_upgrade', 'text', 'A lead magnet.', '{upgrade_type,cta_url}', 8000),
(
    'email_sequence', 'text', 'E-mails that follow each other.', '{emails,sequence_goal,cta_url}',
    12000
),
(
    'content_bundle', 'text',
    'Content for a period: posts, lead magnets and e-mails, joined into journeys.',
    '{period,social_posts,blog_posts,content_upgrades,email_sequences,emails,cta_url}', 8000
),
('ad_copy', 'text', 'Texts of an ad, to choose from.', '{platform,cta_url}', 3000),
('video_script', 'text', 'The script of a short video.', '{seconds,cta_url}', 6000),
('text', 'text', 'A text that is none of the others.', '{}', 6000),
('campaign', 'text', 'A campaign with the parts of its page.', '{cta_url}', 16000),
('component', 'text', 'A part of a campaign''s page.', '{component_type,cta_url}', 8000),
('enhancement', 'text', 'A better version of a component.', '{component_id}', 12000),
('analysis', 'text', 'An analysis of a campaign or a connected site.', '{integration_id}', 6000),
('migration_plan', 'text', 'How to move a connected site here.', '{integration_id}', 8000),
('image', 'image', 'An image.', '{size,quality}', 7000),
('video', 'video', 'A video.', '{seconds,size}', 0),
('voice', 'voice', 'A recording of the prompt, spoken.', '{voice}', 0);

insert into public.app_settings (key, value, description)
values
(
    'ai.default_models',
    '{
        "text": {
            "openai": "gpt-4.1-mini", "anthropic": "claude-haiku-4-5", "offline": "offline-draft"
        },
        "image": {"openai": "gpt-image-1-mini"},
        "voice": {"openai": "tts-1"}
    }',
    'The model that is used where none is asked for, by what is made and by provider.'
),
(
    'ai.default_budgets',
    '{
        "platform": {"day": 100, "month": 1000},
        "workspace": {"day": 10, "month": 50},
        "user": {"day": 5}
    }',
    'Budgets in USD that there are without anybody setting them: platform, and for each workspace '
    'and each person in it, by day and month.'
),
(
    'ai.largest_budgets',
    '{"day": 100, "month": 500}',
    'The most that a workspace''s admins may set for it, in USD by day and month; a key that is a '
    'workspace''s id holds for that one alone.'
),
(
    'ai.shut_off',
    '{"all": false, "providers": []}',
    'Stops AI for everybody, or for single providers, also for jobs that wait; with a reason.'
);

-- What an operator has chosen stays chosen.
update public.app_settings as s
set value = jsonb_set(s.value, '{text}', (s.value -> 'text') || old.value)
from public.app_settings as old
where s.key = 'ai.default_models' and old.key = 'ai.default_text_models';
delete from public.app_settings where key = 'ai.default_text_models';
