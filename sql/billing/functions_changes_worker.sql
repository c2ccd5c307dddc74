-- billing: changes of subscriptions, for the worker that carries them out at Stripe.

create function public.begin_subscription_change(change_id uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    change public.subscription_changes;
    subscription public.subscriptions;
    is_late boolean;
begin
    select c.* into change
    from public.subscription_changes as c
    where c.id = begin_subscription_change.change_id;
    if change.id is null or change.status <> 'pending' then
        return null;
    end if;
    select s.* into strict subscription
    from public.subscriptions as s
    where s.workspace_id = change.workspace_id and s.id = change.subscription_id;
    -- The next period has begun with the old plan: credit all of it, and charge the new one.
    is_late := change.kind = 'change' and change.is_at_period_end and change.effective_at <= now();
    return jsonb_build_object(
        'kind', change.kind,
        'currency', lower(subscription.currency),
        'is_at_period_end', change.is_at_period_end,
        'subscription_id', subscription.stripe_subscription_id,
        'item_id', (
            select i.stripe_item_id
            from public.subscription_items as i
            where
                i.workspace_id = subscription.workspace_id
                and i.subscription_id = subscription.id
                and i.plan_id = subscription.plan_id
            order by i.created_at, i.stripe_item_id
            limit 1
        ),
        'price_id', (
            select p.stripe_price_id
            from public.subscription_plans as p
            where p.id = change.plan_id
        ),
        'quantity', change.quantity,
        'proration_behavior', case
            when change.is_at_period_end and not is_late then 'none'
            else 'always_invoice'
        end,
        'proration_date', extract(
            epoch from case when is_late then change.effective_at else change.proration_date end
        )::bigint
    );
end
$$;
comment on function public.begin_subscription_change(uuid) is
'For workers: what to ask Stripe for; null when the change waits no longer.';

create function private.apply_subscription_change(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    change public.subscription_changes;
    stripe_id text;
begin
    update public.subscription_changes as c
    set
        status = 'done',
        currency = upper(result ->> 'currency'),
        amount_due = private.billed_amount(
            (result ->> 'amount_due')::bigint, result ->> 'currency'
        ),
        credit = private.billed_amount((result ->> 'credit')::bigint, result ->> 'currency'),
        charge = private.billed_amount((result ->> 'charge')::bigint, result ->> 'currency'),
        lines = coalesce(result -> 'lines', '[]')
    where c.id = (job.payload ->> 'change_id')::uuid and c.status = 'pending' and result <> '{}'
    returning c.* into change;
    if change.kind <> 'preview' then
        select s.stripe_subscription_id into stripe_id
        from public.subscriptions as s
        where s.workspace_id = change.workspace_id and s.id = change.subscription_id;
        perform private.enqueue_stripe_projection('platform', 'subscription', stripe_id);
    end if;
end
$$;
comment on function private.apply_subscription_change(jobs.job_queue, jsonb) is
'Apply function of stripe.change_subscription: notes what came of it, and has the subscription '
'read again.';

create function private.fail_subscription_change(job jobs.job_queue, reason text) returns void
language sql
set search_path = ''
as $$
    update public.subscription_changes as c
    set status = 'failed', error_message = reason
    where c.id = (job.payload ->> 'change_id')::uuid and c.status = 'pending'
$$;
comment on function private.fail_subscription_change(jobs.job_queue, text) is
'Failure function of stripe.change_subscription: says so to who asked.';
