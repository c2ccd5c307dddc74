-- ai: what is left of budgets: the slots of their balances.
--
-- security definer: all, because nobody may write the balances.

create function private.await_balances() returns void
language sql
set search_path = ''
as $$
    select pg_advisory_xact_lock(hashtextextended('flywheel.ai_ledger', 0))
$$;
comment on function private.await_balances() is
'Waits until nobody else waits for slots of balances, until the transaction ends. Whoever locks '
'slots that others may hold calls it first; whoever takes only a free slot need not, and never '
'waits. So no two can wait for each other.';

create function private.open_balance(opened public.ai_budgets, first_day date) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.open_balance(public.ai_budgets, date) is
'Makes the slots of a budget for a period, each with its share of the cap. Safe to repeat.';

create function private.level_balance(budget uuid, first_day date, wanted numeric) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.level_balance(uuid, date, numeric) is
'Deals what is free of a budget out anew, so that as many slots as can have at least so much. '
'The shares add up to the cap of the budget, or to what is committed where that is more.';

create function private.take_from_slot(budget public.ai_budgets, first_day date, wanted numeric)
returns smallint
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function private.take_from_slot(public.ai_budgets, date, numeric) is
'Reserves so much of a budget in a slot that nobody holds and that has it; returns the slot, or '
'null. Never waits.';

create function private.refuse_budget(budget public.ai_budgets, wanted numeric, free numeric)
returns void
language plpgsql
set search_path = ''
as $$
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
$$;
comment on function private.refuse_budget(public.ai_budgets, numeric, numeric) is
'Raises PT402: a budget does not have so much left.';
