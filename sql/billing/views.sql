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
with plans as (
    select
        s.workspace_id,
        s.plan_id
    from public.subscriptions as s
    where
        s.status in ('active', 'past_due')
        or (s.status = 'trialing' and coalesce(s.trial_end > now(), true))
    union all
    select
        w.id as workspace_id,
        p.id as plan_id
    from public.workspaces as w
    cross join public.subscription_plans as p
    where
        p.is_default
        and not exists (
            select
            from public.subscriptions as s
            where
                s.workspace_id = w.id
                and (
                    s.status in ('active', 'past_due')
                    or (s.status = 'trialing' and coalesce(s.trial_end > now(), true))
                )
        )
),

-- Of several plans, the most generous counts; no limit is more than any.
included as (
    select
        plans.workspace_id,
        f.feature,
        case when bool_and(f.limit_value is not null) then max(f.limit_value) end as limit_value,
        max(f.period) as period
    from plans
    join public.plan_features as f on plans.plan_id = f.plan_id
    group by plans.workspace_id, f.feature
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
    select coalesce(sum(u.amount), 0)::bigint as used
    from public.usage_counters as u
    where
        u.workspace_id = included.workspace_id
        and u.metric = included.feature
        and (
            included.period = 'total'
            or u.month = date_trunc('month', now() at time zone 'UTC')::date
        )
) as usage;
comment on view public.workspace_entitlements is
'What each workspace may use, with limit, usage and rest: by its subscriptions that are active, '
'past due or on trial, else by the default plan. remaining is null without a limit.';

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
