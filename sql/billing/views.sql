-- billing: subscriptions, usage and entitlements as people ask for them.

create view public.user_usage
with (security_invoker = true)
as
select
    md5(concat_ws(' ', used.workspace_id, used.user_id, used.month))::uuid as id,
    used.workspace_id,
    used.user_id,
    used.month,
    coalesce(sum(used.amount) filter (where used.metric = 'campaigns'), 0)::bigint
        as campaigns_generated,
    coalesce(sum(used.amount) filter (where used.metric = 'ai_credits'), 0)::bigint
        as ai_credits_used,
    coalesce(sum(sum(used.amount) filter (where used.metric = 'storage_bytes')) over (
        partition by used.workspace_id, used.user_id
        order by used.month
    ), 0)::bigint as storage_bytes_used,
    coalesce(sum(used.amount) filter (where used.metric = 'api_calls'), 0)::bigint
        as api_calls_made
from public.usage_counters as used
group by used.workspace_id, used.user_id, used.month;
comment on view public.user_usage is
'What each person used in each month, one row per workspace; user_id null is the workspace as '
'such. Storage is what was taken up at the end of the month, the rest is what the month added.';

create view public.workspace_entitlements
with (security_invoker = true)
as
with live as not materialized (
    select
        s.workspace_id,
        s.id,
        s.plan_id,
        s.quantity
    from public.subscriptions as s
    where
        s.status = 'active'
        or (s.status = 'trialing' and coalesce(s.trial_end > now(), true))
        or (
            s.status = 'past_due'
            -- Since the oldest invoice that is not paid, or else since the period began.
            and coalesce(
                (
                    select min(i.created_at)
                    from public.invoices as i
                    where
                        i.workspace_id = s.workspace_id
                        and i.subscription_id = s.id
                        and i.status in ('pending', 'failed')
                ),
                s.current_period_start,
                s.updated_at
            ) > now() - private.grace_period()
        )
),

plans as not materialized (
    select
        live.workspace_id,
        live.plan_id,
        live.quantity
    from live
    union all
    select
        i.workspace_id,
        i.plan_id,
        i.quantity
    from live
    join public.subscription_items as i
        on
            live.workspace_id = i.workspace_id
            and live.id = i.subscription_id
            and live.plan_id <> i.plan_id
    union all
    select
        w.id as workspace_id,
        p.id as plan_id,
        1 as quantity
    from public.workspaces as w
    cross join public.subscription_plans as p
    where
        p.is_default
        and not exists (
            select from live
            where live.workspace_id = w.id
        )
),

sources as not materialized (
    select
        plans.workspace_id,
        f.feature,
        case when f.is_per_seat then f.limit_value * plans.quantity else f.limit_value end
            as limit_value,
        f.period
    from plans
    join public.plan_features as f on plans.plan_id = f.plan_id
    union all
    select
        g.workspace_id,
        g.feature,
        g.limit_value,
        g.period
    from public.entitlement_grants as g
    where coalesce(g.expires_at > now(), true)
),

-- Of several plans and grants, the most generous counts; no limit is more than any.
included as (
    select
        sources.workspace_id,
        sources.feature,
        case when bool_and(sources.limit_value is not null) then max(sources.limit_value) end
            as limit_value,
        max(sources.period) as period
    from sources
    group by sources.workspace_id, sources.feature
)

select
    included.workspace_id,
    included.feature,
    included.limit_value,
    included.period,
    usage.used,
    case
        when included.limit_value is not null
            then greatest(included.limit_value - usage.used, 0)
    end as remaining,
    coalesce(usage.used < included.limit_value, true) as is_entitled
from included
cross join lateral (
    select
        case included.feature
            when 'seats'
                then (
                    select count(*)
                    from public.workspace_members as m
                    where m.workspace_id = included.workspace_id and m.is_active
                )
            else coalesce((
                select sum(u.amount)
                from public.usage_counters as u
                where
                    u.workspace_id = included.workspace_id
                    and u.metric = included.feature
                    and (
                        included.period = 'total'
                        or u.month = date_trunc('month', now() at time zone 'UTC')::date
                    )
            ), 0)
        end::bigint as used
) as usage;
comment on view public.workspace_entitlements is
'What each workspace may use, with limit, usage and rest: by its subscriptions that are active, on '
'trial, or past due for not too long (billing.grace_days), else by the default plan; and by its '
'grants. remaining is null without a limit. seats are used by the members.';

create view public.workspace_subscriptions
with (security_invoker = true)
as
select
    s.id,
    s.workspace_id,
    s.business_id,
    s.user_id,
    s.plan_id,
    p.name as plan_name,
    p.tier,
    p.plan_type,
    s.status,
    s.stripe_subscription_id,
    c.stripe_customer_id,
    s.price,
    s.currency,
    s.interval,
    s.monthly_price,
    s.monthly_price_cents,
    p.features,
    coalesce(terms.usage_limits, '{}') as usage_limits,
    coalesce(terms.current_usage, '{}') as current_usage,
    s.current_period_start,
    s.current_period_end,
    s.trial_end,
    s.cancel_at_period_end,
    s.canceled_at,
    s.created_at,
    s.updated_at
from public.subscriptions as s
join public.subscription_plans as p on s.plan_id = p.id
left join public.stripe_customers as c on s.workspace_id = c.workspace_id
left join lateral (
    select
        jsonb_object_agg(f.feature, f.limit_value) as usage_limits,
        jsonb_object_agg(f.feature, e.used) filter (
            where f.limit_value is not null and e.used is not null
        ) as current_usage
    from public.plan_features as f
    left join public.workspace_entitlements as e
        on e.workspace_id = s.workspace_id and f.feature = e.feature
    where f.plan_id = s.plan_id
) as terms on true;
comment on view public.workspace_subscriptions is
'Subscriptions with their plan, its limits and what of them is used.';
