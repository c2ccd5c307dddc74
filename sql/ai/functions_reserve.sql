-- ai: reserving the most that a generation can cost, before it begins.
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
'The price tier at which a generation itself is done: the plan of a bundle does not wait for a '
'batch.';

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
$$;
comment on function private.open_reservation(
    public.ai_generations, text, numeric, uuid[], date[], smallint[], integer
) is
'Writes into the ledger what reserve_ai took for a generation.';
