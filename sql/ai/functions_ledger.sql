-- ai: the ledger. Settling, and bringing the balances up to date.
--
-- What a worker reports only changes rows of the ledger; private.apply_ai_ledger carries the
-- changes into the balances, many at once and in the order of all locks. Until then a balance
-- shows more as committed than is, never less.
--
-- security definer: all, because nobody may write the ledger and the balances.

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
$$;
comment on function private.apply_ai_ledger(integer) is
'Carries changes of the ledger into the balances and into ai_cost_tracking, at most so many rows, '
'and raises the alerts that are due. One at a time; returns how many rows it took. Call it before '
'anything of the balances is locked.';

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
