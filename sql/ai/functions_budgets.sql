-- ai: budgets. Who may spend how much, and taking from what is left.
--
-- security definer, and why:
--   private.reserve_ai and what it calls   nobody may write balances or the ledger
--   private.set_ai_budget, private.switch_ai   likewise; they check the role themselves
--
-- Locks are taken in one order everywhere: the ledger's advisory lock, then slots, those of
-- credits first, by budget, period and number.
--
-- Errors of this domain:
--   PT402  a budget or the plan's credits do not have so much left, or there is no budget
--   PT403  not the role for it
--   PT404  no such budget, workspace, person or campaign that the caller may see
--   PT409  the generation's state does not allow it
--   PT422  an argument that cannot be
--   PT423  AI is switched off

create function private.ai_period_start(period text, at_time timestamptz) returns date
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case period
        when 'day' then (at_time at time zone 'UTC')::date
        when 'month' then date_trunc('month', at_time at time zone 'UTC')::date
        else date '2000-01-01'
    end;
end
$$;
comment on function private.ai_period_start(text, timestamptz) is
'The first day of the period that a moment is in, in UTC.';

create function private.require_ai_on(workspace uuid, used_provider text) returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
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
$$;
comment on function private.require_ai_on(uuid, text) is
'Raises PT423 where AI is switched off: for all, for a provider (if one is given), or for the '
'workspace.';

-- budgets that come by themselves ---------------------------------------------------------

create function private.ensure_default_budgets(workspace uuid, person uuid) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.ensure_default_budgets(uuid, uuid) is
'Makes the budgets that ai.default_budgets names, where they are missing, and keeps those that '
'nobody has set at what it says.';

create function private.ensure_credit_budget(workspace uuid) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.ensure_credit_budget(uuid) is
'Keeps the workspace''s budget of credits as its plan has it (ai_credits). Raises PT402 where the '
'plan includes none.';

-- changing --------------------------------------------------------------------------------

create function private.change_cap(budget uuid, new_cap numeric) returns void
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.change_cap(uuid, numeric) is
'Gives a budget another cap, from now on. What is committed beyond it stays committed: then '
'nothing more is given out until enough has come back.';

create function private.set_ai_budget(
    wanted_workspace uuid,
    wanted_period text,
    wanted_cap numeric,
    wanted_user uuid,
    wanted_campaign uuid,
    wanted_thresholds integer[]
) returns public.ai_budgets
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.set_ai_budget(uuid, text, numeric, uuid, uuid, integer[]) is
'Body of set_ai_budget. Raises PT403, PT404, PT422.';

create function public.set_ai_budget(
    workspace_id uuid,
    period text,
    cap numeric,
    user_id uuid default null,
    campaign_id uuid default null,
    thresholds integer[] default null
) returns public.ai_budgets
language sql
set search_path = ''
as $$
    select private.set_ai_budget(
        set_ai_budget.workspace_id,
        set_ai_budget.period,
        set_ai_budget.cap,
        set_ai_budget.user_id,
        set_ai_budget.campaign_id,
        set_ai_budget.thresholds
    )
$$;
comment on function public.set_ai_budget(uuid, text, numeric, uuid, uuid, integer[]) is
'Sets what AI may cost a workspace, one of its people or one of its campaigns, in USD for a day or '
'a month; admins. It holds at once: what is spent and reserved counts. Raises PT403, PT404, PT422.';

create function private.switch_ai(wanted_workspace uuid, is_on boolean, why text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.switch_ai(uuid, boolean, text) is
'Body of switch_ai. Raises PT403, PT404.';

create function public.switch_ai(workspace_id uuid, is_on boolean, reason text default null)
returns boolean
language sql
set search_path = ''
as $$
    select private.switch_ai(switch_ai.workspace_id, switch_ai.is_on, switch_ai.reason)
$$;
comment on function public.switch_ai(uuid, boolean, text) is
'Switches AI off or on in a workspace; admins. Off, nothing more is begun, and what waits in the '
'queue fails and gives back what it had reserved. Raises PT403, PT404.';
