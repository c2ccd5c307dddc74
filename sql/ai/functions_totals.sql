-- ai: what budgets come to.
--
-- security definer: private.budget_totals, because balances and ledger are closed to all roles.
-- Only the view ai_budget_usage calls it, for budgets that the caller may see.

create function private.budget_totals(
    budget uuid, first_day date, out spent numeric, out reserved numeric, out overrun numeric
)
language sql
stable
security definer
set search_path = ''
as $$
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
$$;
comment on function private.budget_totals(uuid, date) is
'What of a budget is spent, reserved and overrun in a period, with what the balances do not show '
'yet.';
