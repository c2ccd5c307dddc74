-- billing: usage, and what a workspace may use.
--
-- security definer:
--   private.record_usage, private.count_usage, private.roll_up_usage
--                             nobody may write usage_counters
--   private.entitled, private.require_entitlement
--                             other domains ask for a workspace, whoever the caller is

create function private.take_plan_terms() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    plan public.subscription_plans;
begin
    if new.price is null or new.currency is null or new.interval is null then
        select * into plan from public.subscription_plans as p where p.id = new.plan_id;
        new.price := coalesce(new.price, plan.price);
        new.currency := coalesce(new.currency, plan.currency);
        new.interval := coalesce(new.interval, plan.interval);
    end if;
    return new;
end
$$;
comment on function private.take_plan_terms() is
'Trigger of subscriptions: takes price, currency and interval from the plan where they are not '
'given.';

-- usage -----------------------------------------------------------------------------------

create function private.record_usage(
    workspace uuid, person uuid, used_metric text, used_amount bigint default 1
) returns void
language sql
security definer
set search_path = ''
as $$
    insert into public.usage_counters (workspace_id, user_id, metric, amount)
    select workspace, person, used_metric, used_amount
    where used_amount <> 0
$$;
comment on function private.record_usage(uuid, uuid, text, bigint) is
'Counts usage of this month, for a person (or null) in a workspace. Never waits for others who '
'count at the same time. A negative amount gives back.';

create function private.count_usage() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    steps constant text := case tg_op
        when 'INSERT' then 'select a.*, 1 as sign from added as a'
        when 'DELETE' then 'select r.*, -1 as sign from removed as r'
        else
            'select a.*, 1 as sign from added as a '
            'union all select r.*, -1 as sign from removed as r'
    end;
begin
    -- The joins leave out what is being deleted: a person, or the whole workspace.
    execute format(
        'insert into public.usage_counters (workspace_id, user_id, metric, amount) '
        'select w.id, p.id, %L, sum(s.sign * s.amount) '
        'from (select workspace_id, %s as person, %s as amount, sign from (%s) as t) as s '
        'join public.workspaces as w on w.id = s.workspace_id '
        'left join public.profiles as p on p.id = s.person '
        'group by w.id, p.id having sum(s.sign * s.amount) <> 0',
        tg_argv[0],
        coalesce(quote_ident(nullif(tg_argv[1], '')), 'null::uuid'),
        coalesce(quote_ident(nullif(tg_argv[2], '')), '1'),
        steps
    );
    return null;
end
$$;
comment on function private.count_usage() is
'Trigger: counts the rows of a statement as usage of this month. Arguments: the metric; the column '
'of the person, or nothing; the column of the amount, or nothing to count each row as one. Attach '
'for each statement, with the transition tables added and removed.';

create function private.roll_up_usage() returns integer
language sql
security definer
set search_path = ''
as $$
    with crowded as (
        select u.workspace_id, u.user_id, u.month, u.metric
        from public.usage_counters as u
        group by u.workspace_id, u.user_id, u.month, u.metric
        having count(*) > 1
    ),

    -- Two roll-ups at once share the rows between them: each adds up what it deleted itself.
    gone as (
        delete from public.usage_counters as u
        using crowded as c
        where
            u.workspace_id = c.workspace_id
            and u.user_id is not distinct from c.user_id
            and u.month = c.month
            and u.metric = c.metric
        returning u.workspace_id, u.user_id, u.month, u.metric, u.amount
    ),

    kept as (
        insert into public.usage_counters (workspace_id, user_id, month, metric, amount)
        select g.workspace_id, g.user_id, g.month, g.metric, sum(g.amount)
        from gone as g
        group by g.workspace_id, g.user_id, g.month, g.metric
        returning 1
    )

    select ((select count(*) from gone) - (select count(*) from kept))::integer
$$;
comment on function private.roll_up_usage() is
'Makes one row per workspace, person, month and metric of usage_counters. Returns how many it '
'saved. Sums stay the same, also for those who read or count meanwhile.';

create function private.roll_up_counters() returns jsonb
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'product_sales', private.roll_up_product_sales(),
        'usage', private.roll_up_usage()
    )
$$;
comment on function private.roll_up_counters() is
'Rolls up product_sales and usage_counters; rows saved by each. Called by jobs.maintain; safe '
'to repeat.';

-- entitlements ----------------------------------------------------------------------------

-- In plpgsql because the view is made after the functions.
create function private.entitled(workspace uuid, feature text) returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return exists (
        select
        from public.workspace_entitlements as e
        where e.workspace_id = workspace and e.feature = entitled.feature and e.is_entitled
    );
end
$$;
comment on function private.entitled(uuid, text) is
'Whether the plans of a workspace include a feature whose limit is not used up. It is a look, '
'not a reservation: what must not be overspent by requests at the same time needs a lock of '
'its own, as AI budgets have.';

create function private.require_entitlement(workspace uuid, feature text) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    entitlement record;
begin
    select * into entitlement
    from public.workspace_entitlements as e
    where e.workspace_id = workspace and e.feature = require_entitlement.feature;
    if entitlement.is_entitled then
        return;
    elsif entitlement.limit_value > 0 then
        raise exception using
            errcode = 'PT402',
            message = format('the limit of %s is used up', feature),
            detail = format('%s of %s used.', entitlement.used, entitlement.limit_value),
            hint = case entitlement.period
                when 'month' then 'Wait for the next month, or choose a larger plan.'
                else 'Free some, or choose a larger plan.'
            end;
    else
        raise exception using
            errcode = 'PT402',
            message = format('the plan does not include %s', feature),
            detail = format('workspace_id: %s', workspace),
            hint = 'Choose a plan that does: see subscription_plans and plan_features.';
    end if;
end
$$;
comment on function private.require_entitlement(uuid, text) is
'Raises PT402 unless private.entitled: the feature is not in the plan, or its limit is used up.';
