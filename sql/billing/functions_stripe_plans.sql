-- billing: our plans at Stripe. For workers.

create function public.unpublished_plans() returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', p.id,
                'name', p.name,
                'description', p.description,
                'unit_amount', p.price_cents,
                'currency', lower(p.currency),
                'interval', case p.interval when 'quarter' then 'month' else p.interval end,
                'interval_count', case p.interval when 'quarter' then 3 else 1 end
            )
            order by p.created_at, p.id
        ),
        '[]'
    )
    from public.subscription_plans as p
    where p.is_active and p.price > 0 and p.stripe_price_id is null
$$;
comment on function public.unpublished_plans() is
'For workers: the plans that cost something and have no price at Stripe yet, in Stripe''s terms.';

create function public.publish_plan(plan_id uuid, stripe_price_id text) returns boolean
language sql
set search_path = ''
as $$
    with published as (
        update public.subscription_plans as p
        set stripe_price_id = publish_plan.stripe_price_id
        where p.id = publish_plan.plan_id and p.stripe_price_id is null
        returning p.id
    )

    select exists (select from published)
$$;
comment on function public.publish_plan(uuid, text) is
'For workers: notes a plan''s price at Stripe. False when it has one already.';
