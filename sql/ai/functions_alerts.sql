-- ai: telling people that budgets are running out.
--
-- security definer: all, because they write security_alerts and realtime.messages.

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
