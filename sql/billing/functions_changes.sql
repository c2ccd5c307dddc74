-- billing: changing, ending and resuming subscriptions. A row of subscription_changes is the
-- request; the job stripe.change_subscription carries it out.
--
-- security definer, all because nobody may write subscription_changes:
--   private.changeable_subscription, private.place_subscription_change,
--   private.request_subscription_change, private.cancel_subscription,
--   private.resume_subscription, private.cancel_subscription_change

create function private.changeable_subscription(wanted_id uuid) returns public.subscriptions
language plpgsql
security definer
set search_path = ''
as $$
declare
    subscription public.subscriptions;
begin
    select s.* into subscription
    from public.subscriptions as s
    where
        s.id = wanted_id
        and (
            private.is_service()
            or s.workspace_id = any (array(select private.workspace_ids('viewer')))
        )
    for update;
    if subscription.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such subscription',
            detail = format('subscription_id: %s', wanted_id),
            hint = 'Use the id of a subscription of one of your workspaces.';
    end if;
    perform private.require_role(subscription.workspace_id, 'admin');
    if subscription.stripe_subscription_id is null
        or not subscription.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    then
        raise exception using
            errcode = 'PT409',
            message = format(
                'this subscription %s',
                case
                    when subscription.stripe_subscription_id is null then 'is not at Stripe'
                    when subscription.status = 'incomplete' then 'is not paid for yet'
                    else 'has ended'
                end
            ),
            detail = format('subscription_id: %s, %s', subscription.id, subscription.status),
            hint = 'Subscribe anew with request_checkout.';
    end if;
    return subscription;
end
$$;
comment on function private.changeable_subscription(uuid) is
'Locks a subscription that the caller, an admin, may change. Raises PT403, PT404, PT409.';

create function private.place_subscription_change(wanted public.subscription_changes)
returns public.subscription_changes
language plpgsql
security definer
set search_path = ''
as $$
declare
    placed public.subscription_changes;
begin
    -- The last word counts: what was to happen later does not any more.
    if wanted.kind <> 'preview' then
        update public.subscription_changes as c
        set status = 'canceled'
        where
            c.workspace_id = wanted.workspace_id
            and c.subscription_id = wanted.subscription_id
            and c.kind = 'change'
            and c.is_at_period_end
            and c.status = 'pending';
    end if;
    insert into public.subscription_changes as c (
        workspace_id, subscription_id, user_id, plan_id, preview_id, kind, quantity,
        is_at_period_end, effective_at, proration_date
    )
    values (
        wanted.workspace_id, wanted.subscription_id, auth.uid(), wanted.plan_id, wanted.preview_id,
        wanted.kind, wanted.quantity, coalesce(wanted.is_at_period_end, false),
        wanted.effective_at, wanted.proration_date
    )
    returning c.* into placed;
    perform jobs.enqueue(
        'stripe.change_subscription',
        jsonb_build_object('change_id', placed.id),
        workspace_id => placed.workspace_id,
        priority => 10,
        -- Before Stripe writes the invoice of the next period, which is to be of the new plan.
        run_at => case
            when placed.kind = 'change' and placed.is_at_period_end
                then greatest(placed.effective_at - interval '10 minutes', now())
        end,
        dedup_key => placed.id::text,
        limit_key => placed.subscription_id::text
    );
    return placed;
end
$$;
comment on function private.place_subscription_change(public.subscription_changes) is
'Writes a change that was checked, and enqueues the job that carries it out.';

create function private.request_subscription_change(
    wanted_kind text,
    wanted_subscription_id uuid,
    wanted_plan_id uuid,
    quantity integer,
    at text,
    wanted_preview_id uuid
) returns public.subscription_changes
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_variable
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    plan public.subscription_plans;
    preview public.subscription_changes;
    wanted public.subscription_changes;
begin
    plan := private.sold_plan(coalesce(wanted_plan_id, subscription.plan_id));
    quantity := coalesce(quantity, greatest(subscription.quantity, 1));
    perform private.check_seat_count(quantity);
    if not coalesce(at in ('now', 'period_end'), false) then
        raise exception using
            errcode = 'PT422',
            message = format('a change cannot be at %L', left(at, 50)),
            hint = 'Say now or period_end.';
    end if;
    if plan.currency <> subscription.currency then
        raise exception using
            errcode = 'PT422',
            message = format(
                'the plan is in %s, the subscription in %s', plan.currency, subscription.currency
            ),
            hint = 'Cancel the subscription, and subscribe to the other plan anew.';
    end if;
    if plan.id = subscription.plan_id and quantity = subscription.quantity then
        raise exception using
            errcode = 'PT409',
            message = 'the subscription has this plan and quantity already',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Choose another plan or quantity.';
    end if;
    if exists (
        select
        from public.subscriptions as s
        where
            s.workspace_id = subscription.workspace_id
            and s.plan_id = plan.id
            and s.id <> subscription.id
            and s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    ) then
        raise exception using
            errcode = 'PT409',
            message = format('the workspace subscribes to %s already', plan.name),
            hint = 'Change that subscription, and cancel this one.';
    end if;
    if wanted_preview_id is not null then
        select c.* into preview
        from public.subscription_changes as c
        where
            c.workspace_id = subscription.workspace_id
            and c.subscription_id = subscription.id
            and c.id = wanted_preview_id
            and c.kind = 'preview';
        if preview.id is null or at <> 'now' or preview.status <> 'done'
            or preview.plan_id <> plan.id or preview.quantity <> quantity
            or preview.proration_date < greatest(
                now() - interval '1 hour', subscription.current_period_start
            )
        then
            raise exception using
                errcode = case when preview.id is null then 'PT404' else 'PT409' end,
                message = 'this preview is not of this change',
                detail = format('preview_id: %s', wanted_preview_id),
                hint = 'Preview the same plan and quantity, and use it within an hour.';
        end if;
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.plan_id := plan.id;
    wanted.quantity := quantity;
    wanted.kind := wanted_kind;
    wanted.is_at_period_end := at = 'period_end';
    wanted.effective_at := case
        when at = 'period_end' then coalesce(subscription.current_period_end, now())
        else date_trunc('second', now())
    end;
    wanted.preview_id := preview.id;
    wanted.proration_date := case
        when at = 'now' then coalesce(preview.proration_date, date_trunc('second', now()))
    end;
    return private.place_subscription_change(wanted);
end
$$;
comment on function private.request_subscription_change(text, uuid, uuid, integer, text, uuid) is
'Body of preview_subscription_change and change_subscription.';

create function public.preview_subscription_change(
    subscription_id uuid, plan_id uuid default null, quantity integer default null
) returns public.subscription_changes
language sql
set search_path = ''
as $$
    select private.request_subscription_change(
        'preview',
        preview_subscription_change.subscription_id,
        preview_subscription_change.plan_id,
        preview_subscription_change.quantity,
        'now',
        null
    )
$$;
comment on function public.preview_subscription_change(uuid, uuid, integer) is
'Asks what another plan or quantity would cost from now on; admins and owners. The answer is the '
'row of subscription_changes: once it is done it has amount_due, credit, charge and lines. Raises '
'PT403, PT404, PT409, PT422.';

create function public.change_subscription(
    subscription_id uuid,
    plan_id uuid default null,
    quantity integer default null,
    at text default 'now',
    preview_id uuid default null
) returns public.subscription_changes
language sql
set search_path = ''
as $$
    select private.request_subscription_change(
        'change',
        change_subscription.subscription_id,
        change_subscription.plan_id,
        change_subscription.quantity,
        change_subscription.at,
        change_subscription.preview_id
    )
$$;
comment on function public.change_subscription(uuid, uuid, integer, text, uuid) is
'Changes the plan or quantity of a subscription, now with proration, or at period_end without; '
'admins and owners. With the preview_id of a preview of the last hour, what is charged is what it '
'said. A change at period_end is pending until then: cancel_subscription_change takes it back, and '
'so does any other change. Raises PT403, PT404, PT409, PT422.';

create function private.cancel_subscription(wanted_subscription_id uuid, at_period_end boolean)
returns public.subscription_changes
language plpgsql
security definer
set search_path = ''
as $$
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    wanted public.subscription_changes;
begin
    if at_period_end and subscription.cancel_at_period_end then
        raise exception using
            errcode = 'PT409',
            message = 'this subscription ends with its period already',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Keep it with resume_subscription, or end it at once.';
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.kind := 'cancel';
    wanted.is_at_period_end := coalesce(at_period_end, true);
    wanted.effective_at := case
        when wanted.is_at_period_end then subscription.current_period_end
        else now()
    end;
    return private.place_subscription_change(wanted);
end
$$;
comment on function private.cancel_subscription(uuid, boolean) is 'Body of cancel_subscription.';

create function public.cancel_subscription(subscription_id uuid, at_period_end boolean default true)
returns public.subscription_changes
language sql
set search_path = ''
as $$
    select private.cancel_subscription(
        cancel_subscription.subscription_id, cancel_subscription.at_period_end
    )
$$;
comment on function public.cancel_subscription(uuid, boolean) is
'Ends a subscription with the period that is paid for, or at once; admins and owners. Raises '
'PT403, PT404, PT409.';

create function private.resume_subscription(wanted_subscription_id uuid)
returns public.subscription_changes
language plpgsql
security definer
set search_path = ''
as $$
declare
    subscription constant public.subscriptions := private.changeable_subscription(
        wanted_subscription_id
    );
    wanted public.subscription_changes;
begin
    if not subscription.cancel_at_period_end and subscription.cancel_at is null then
        raise exception using
            errcode = 'PT409',
            message = 'this subscription goes on anyway',
            detail = format('subscription_id: %s', subscription.id),
            hint = 'Only one that is to end with its period can be resumed.';
    end if;
    wanted.workspace_id := subscription.workspace_id;
    wanted.subscription_id := subscription.id;
    wanted.kind := 'resume';
    wanted.effective_at := now();
    return private.place_subscription_change(wanted);
end
$$;
comment on function private.resume_subscription(uuid) is 'Body of resume_subscription.';

create function public.resume_subscription(subscription_id uuid)
returns public.subscription_changes
language sql
set search_path = ''
as $$
    select private.resume_subscription(resume_subscription.subscription_id)
$$;
comment on function public.resume_subscription(uuid) is
'Keeps a subscription that was to end with its period; admins and owners. Raises PT403, PT404, '
'PT409.';

create function private.cancel_subscription_change(wanted_change_id uuid)
returns public.subscription_changes
language plpgsql
security definer
set search_path = ''
as $$
declare
    change public.subscription_changes;
begin
    select c.* into change
    from public.subscription_changes as c
    where
        c.id = wanted_change_id
        and (
            private.is_service()
            or c.workspace_id = any (array(select private.workspace_ids('viewer')))
        )
    for update;
    if change.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such change',
            detail = format('change_id: %s', wanted_change_id),
            hint = 'Use the id that change_subscription returned.';
    end if;
    perform private.require_role(change.workspace_id, 'admin');
    if change.status <> 'pending' or not (change.kind = 'change' and change.is_at_period_end) then
        raise exception using
            errcode = 'PT409',
            message = 'this change cannot be taken back',
            detail = format('change_id: %s, %s', change.id, change.status),
            hint = 'Only one that waits for the end of the period can be.';
    end if;
    update public.subscription_changes as c
    set status = 'canceled'
    where c.id = change.id
    returning c.* into change;
    return change;
end
$$;
comment on function private.cancel_subscription_change(uuid) is
'Body of cancel_subscription_change.';

create function public.cancel_subscription_change(change_id uuid)
returns public.subscription_changes
language sql
set search_path = ''
as $$
    select private.cancel_subscription_change(cancel_subscription_change.change_id)
$$;
comment on function public.cancel_subscription_change(uuid) is
'Takes back a change that waits for the end of the period; admins and owners. Raises PT403, '
'PT404, PT409.';
