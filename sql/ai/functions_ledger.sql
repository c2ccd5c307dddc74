-- ai: the ledger. Reserving, settling, and bringing the balances up to date.
--
-- What a worker reports only changes rows of the ledger; private.apply_ai_ledger carries the
-- changes into the balances, many at once and in the order of all locks. Until then a balance
-- shows more as committed than is, never less.
--
-- security definer: all, because nobody may write the ledger and the balances.
--
-- AI000 never leaves this file: no slot could be taken without waiting.

create function private.take_slots(
    budgets public.ai_budgets[], first_days date[], wanted numeric[], patiently boolean
) returns smallint[]
language plpgsql
security definer
set search_path = ''
as $$
declare
    slots smallint[] := '{}';
    slot smallint;
begin
    if patiently then
        -- Nothing is locked yet: all of them, in the order of all locks, so that nobody is met
        -- who waits for us.
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
$$;
comment on function private.take_slots(public.ai_budgets[], date[], numeric[], boolean) is
'Reserves against several budgets, from one slot each. Patiently, it waits for others and deals '
'shares out anew. Raises AI000, for private.reserve_ai, when it cannot.';

create function private.reserve_ai(
    workspace uuid, person uuid, campaign uuid, amount numeric, credits integer,
    out budget_ids uuid[], out period_starts date[], out slots smallint[]
)
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
    budget public.ai_budgets;
    budgets public.ai_budgets[] := '{}';
    wanted numeric[] := '{}';
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
        -- Nothing is locked here. Is there too little, or are others just holding it?
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
$$;
comment on function private.reserve_ai(uuid, uuid, uuid, numeric, integer) is
'Reserves an amount of USD and a number of credits against every budget that applies, or raises '
'PT402 and takes nothing. Returns where it was taken. Make it the last thing a transaction does: '
'the slots are held until the commit.';

create function private.call_tier(generation public.ai_generations) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case
        when generation.generation_type = 'content_bundle' and generation.tier = 'batch' then 'standard'
        else generation.tier
    end;
end
$$;
comment on function private.call_tier(public.ai_generations) is
'The price tier at which a generation itself is done: the plan of a bundle does not wait for a batch.';

create function private.open_reservation(
    generation public.ai_generations,
    wanted_model text,
    amount numeric,
    taken_budgets uuid[],
    taken_periods date[],
    taken_slots smallint[],
    for_seconds integer
) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.open_reservation(
    public.ai_generations, text, numeric, uuid[], date[], smallint[], integer
) is
'Writes into the ledger what reserve_ai took for a generation. A bundle costs no credit, its '
'pieces do.';

-- ends ------------------------------------------------------------------------------------

create function private.settle_reservation(
    reservation uuid, real_cost numeric, real_usage jsonb, succeeded boolean
) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.settle_reservation(uuid, numeric, jsonb, boolean) is
'Says what an attempt cost, in USD. Once; also for one that was estimated or released before. More '
'than was reserved raises an alert.';

create function private.release_reservations(generation uuid) returns void
language sql
security definer
set search_path = ''
as $$
    update public.ai_reservations as r
    set
        status = case r.status when 'calling' then 'estimated' else 'released' end,
        cost = case r.status when 'calling' then r.estimate end,
        is_applied = false,
        settled_at = clock_timestamp()
    where r.generation_id = generation and r.status in ('reserved', 'calling')
$$;
comment on function private.release_reservations(uuid) is
'Ends the open reservations of a generation: those that no provider has been called for give back '
'all; one whose call broke off counts as spent, as nobody knows better.';

create function private.expire_reservations() returns integer
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.expire_reservations() is
'Ends reservations whose time is over: one that a provider was called for settles at its estimate, '
'and is put right when the result comes after all; one whose job is gone is given back; one whose '
'job still waits is kept. Returns how many ended. Called by the job ai.settle; safe to repeat.';

-- balances --------------------------------------------------------------------------------

create function private.usage_count(usage jsonb, counted text) returns numeric
language sql
immutable
set search_path = ''
as $$
    select coalesce((usage ->> counted)::numeric, 0)
$$;
comment on function private.usage_count(jsonb, text) is
'One of the counts of flywheel.ai.usage.Usage, 0 where it is not there.';

create function private.ledger_targets(entry public.ai_reservations)
returns table (
    reserved numeric, spent numeric, overrun numeric, credits_reserved integer,
    credits_spent integer, cost numeric, tokens bigint, successes integer
)
language sql
immutable
set search_path = ''
as $$
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
$$;
comment on function private.ledger_targets(public.ai_reservations) is
'What the balances should show of a row of the ledger. Failed attempts cost money, but no credit.';

create function private.apply_ai_ledger(most integer default 1000) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    due uuid[];
    touched record;
begin
    perform pg_advisory_xact_lock(hashtextextended('flywheel.ai_ledger', 0));
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
$$;
comment on function private.apply_ai_ledger(integer) is
'Carries changes of the ledger into the balances and into ai_cost_tracking, at most so many rows, '
'and raises the alerts that are due. One at a time; returns how many rows it took. Call it before '
'anything of the balances is locked.';

create function private.watch_budget(budget uuid, first_day date) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.watch_budget(uuid, date) is
'Raises the alerts of a budget that are due, once each in a period, and keeps a lowered cap.';

create function private.tell_threshold(
    budget public.ai_budgets, first_day date, threshold integer, spent numeric
) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.tell_threshold(public.ai_budgets, date, integer, numeric) is
'Raises the alert of a threshold, and sends the event ai_budget to the private topics of the '
'workspace and of the person it is about.';

create function public.settle_ai_costs() returns integer
language plpgsql
set search_path = ''
as $$
begin
    perform private.expire_reservations();
    return private.apply_ai_ledger(10000);
end
$$;
comment on function public.settle_ai_costs() is
'For workers: looks after reservations whose time is over and brings the balances up to date. '
'Returns how many rows of the ledger it carried over. Safe to repeat.';
