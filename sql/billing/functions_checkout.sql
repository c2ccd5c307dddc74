-- billing: pages at Stripe that people ask for. A row of billing_sessions is the request; the job
-- stripe.open_session fills in its url.
--
-- security definer:
--   private.request_checkout, private.request_portal, private.connect_stripe,
--   private.place_billing_session    nobody may write billing_sessions
--   private.check_return_url         reads app_settings, whoever asks
--   private.earlier_billing_session  finds the row also when its person is no admin any more

create function private.check_return_url(name text, url text) returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    allowed constant jsonb := coalesce(private.setting('billing.return_origins'), '[]');
    origin constant text := lower(
        substring(url from '^[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?=[/?#]|$)')
    );
begin
    -- A backslash is a slash to browsers, and names another host than it seems.
    if origin is null or url ~ '[\s\\]' or url ~ '[[:cntrl:]]' or char_length(url) > 2000 then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a web address that people can be sent to', name),
            detail = format('It was %s.', coalesce(quote_literal(left(url, 100)), 'missing')),
            hint = 'Begin it with https://, without a user name, at most 2000 characters.';
    end if;
    if jsonb_array_length(allowed) > 0
        and not exists (
            select from jsonb_array_elements_text(allowed) as a (value)
            where lower(rtrim(a.value, '/')) = origin
        )
    then
        raise exception using
            errcode = 'PT422',
            message = format('%s leads to a site that is not allowed', name),
            detail = format('origin: %s', origin),
            hint = 'The operator lists the allowed ones in app_settings: billing.return_origins.';
    end if;
end
$$;
comment on function private.check_return_url(text, text) is
'Raises PT422 unless people may be sent to this address after they were at Stripe.';

create function private.earlier_billing_session(workspace uuid, client_key text)
returns public.billing_sessions
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    earlier public.billing_sessions;
begin
    if char_length(client_key) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'an idempotency key has 1 to 200 characters',
            hint = 'Use a UUID.';
    end if;
    select b.* into earlier
    from public.billing_sessions as b
    where
        b.workspace_id = workspace
        and b.user_id = auth.uid()
        and b.idempotency_key = client_key;
    return earlier;
end
$$;
comment on function private.earlier_billing_session(uuid, text) is
'What the same person asked for with the same key before. Raises PT422.';

create function private.place_billing_session(wanted public.billing_sessions)
returns public.billing_sessions
language plpgsql
security definer
set search_path = ''
as $$
declare
    placed public.billing_sessions;
begin
    insert into public.billing_sessions as b (
        workspace_id, user_id, plan_id, bundle_order_id, kind, quantity, options, idempotency_key
    )
    values (
        wanted.workspace_id, auth.uid(), wanted.plan_id, wanted.bundle_order_id, wanted.kind,
        coalesce(wanted.quantity, 1), wanted.options, wanted.idempotency_key
    )
    on conflict (workspace_id, user_id, idempotency_key) where idempotency_key is not null
    do nothing
    returning b.* into placed;
    if placed.id is null then -- the same request came twice at the same time
        return private.earlier_billing_session(wanted.workspace_id, wanted.idempotency_key);
    end if;
    -- No workspace, because its members see its jobs.
    perform jobs.enqueue(
        'stripe.open_session',
        jsonb_build_object('session_id', placed.id),
        priority => 10,
        dedup_key => placed.id::text,
        limit_key => placed.workspace_id::text
    );
    return placed;
end
$$;
comment on function private.place_billing_session(public.billing_sessions) is
'Writes a request that was checked, and enqueues the job that opens its page.';

-- checkout --------------------------------------------------------------------------------

create function private.sold_plan(wanted_plan_id uuid) returns public.subscription_plans
language plpgsql
stable
set search_path = ''
as $$
declare
    plan public.subscription_plans;
begin
    select p.* into plan from public.subscription_plans as p where p.id = wanted_plan_id;
    if plan.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such plan',
            detail = format('plan_id: %s', wanted_plan_id),
            hint = 'The plans: select id, name from subscription_plans where is_active.';
    elsif not plan.is_active or plan.price = 0 or plan.stripe_price_id is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'the plan %s %s',
                plan.name,
                case
                    when not plan.is_active then 'is not offered any longer'
                    when plan.price = 0 then 'is free: there is nothing to pay'
                    else 'is not sold through Stripe yet'
                end
            ),
            detail = format('plan_id: %s', plan.id),
            hint = case
                when plan.is_active and plan.price = 0
                    then 'A workspace has the free plan when it cancels its subscription.'
                when plan.is_active then 'The operator gives it a stripe_price_id.'
                else 'Choose another plan.'
            end;
    end if;
    return plan;
end
$$;
comment on function private.sold_plan(uuid) is
'A plan that can be bought. Raises PT404, PT422.';

create function private.check_seat_count(quantity integer) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if not coalesce(quantity between 1 and 100000, false) then
        raise exception using
            errcode = 'PT422',
            message = 'quantity is a whole number from 1 to 100000',
            detail = format('It was %s.', coalesce(quantity::text, 'missing')),
            hint = 'It is the number of seats; leave it out for one.';
    end if;
end
$$;
comment on function private.check_seat_count(integer) is 'Raises PT422.';

create function private.request_checkout(
    workspace uuid,
    wanted_plan_id uuid,
    success_url text,
    cancel_url text,
    quantity integer,
    promotion_code text,
    client_key text
) returns public.billing_sessions
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_variable
declare
    wanted public.billing_sessions;
    plan public.subscription_plans;
    known record;
begin
    perform private.require_role(workspace, 'admin');
    wanted := private.earlier_billing_session(workspace, client_key);
    if wanted.id is not null then
        return wanted;
    end if;
    plan := private.sold_plan(wanted_plan_id);
    perform private.check_seat_count(quantity);
    perform private.check_return_url('success_url', success_url);
    perform private.check_return_url('cancel_url', cancel_url);
    if char_length(promotion_code) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'a promotion code has 1 to 200 characters',
            hint = 'Leave it out: people can also type it in on Stripe''s page.';
    end if;
    select s.id, s.status into known
    from public.subscriptions as s
    where
        s.workspace_id = workspace
        and s.plan_id = plan.id
        and s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    limit 1;
    if known.id is not null then
        raise exception using
            errcode = 'PT409',
            message = format('the workspace subscribes to %s already', plan.name),
            detail = format('subscription_id: %s, %s', known.id, known.status),
            hint = 'Change that one: change_subscription; or resume_subscription if it is to end.';
    end if;

    wanted.workspace_id := workspace;
    wanted.kind := 'checkout';
    wanted.plan_id := plan.id;
    wanted.quantity := quantity;
    wanted.idempotency_key := client_key;
    wanted.options := jsonb_strip_nulls(jsonb_build_object(
        'success_url', success_url,
        'cancel_url', cancel_url,
        'promotion_code', promotion_code,
        -- Once for each workspace, whatever the plan.
        'trial_days', case
            when plan.trial_days > 0 and not exists (
                select
                from public.subscriptions as s
                where
                    s.workspace_id = workspace
                    and (s.trial_end is not null or s.status = 'trialing')
            ) then plan.trial_days
        end
    ));
    return private.place_billing_session(wanted);
end
$$;
comment on function private.request_checkout(uuid, uuid, text, text, integer, text, text) is
'Body of request_checkout.';

create function public.request_checkout(
    workspace_id uuid,
    plan_id uuid,
    success_url text,
    cancel_url text,
    quantity integer default 1,
    promotion_code text default null,
    idempotency_key text default null
) returns public.billing_sessions
language sql
set search_path = ''
as $$
    select private.request_checkout(
        request_checkout.workspace_id,
        request_checkout.plan_id,
        request_checkout.success_url,
        request_checkout.cancel_url,
        request_checkout.quantity,
        request_checkout.promotion_code,
        request_checkout.idempotency_key
    )
$$;
comment on function public.request_checkout(uuid, uuid, text, text, integer, text, text) is
'Asks for a page at Stripe to subscribe to a plan; admins and owners. The answer is the row of '
'billing_sessions: subscribe to it, and go to its url once status is open. The same '
'idempotency_key gives the same row. Raises PT403, PT404, PT409 when the workspace has the plan '
'already, PT422.';

-- portal and onboarding -------------------------------------------------------------------

create function private.request_portal(workspace uuid, return_url text)
returns public.billing_sessions
language plpgsql
security definer
set search_path = ''
as $$
declare
    wanted public.billing_sessions;
begin
    perform private.require_role(workspace, 'admin');
    perform private.check_return_url('return_url', return_url);
    if not exists (select from public.stripe_customers as c where c.workspace_id = workspace) then
        raise exception using
            errcode = 'PT409',
            message = 'the workspace has not bought anything yet',
            hint = 'Subscribe to a plan first: request_checkout.';
    end if;
    wanted.workspace_id := workspace;
    wanted.kind := 'portal';
    wanted.options := jsonb_build_object('return_url', return_url);
    return private.place_billing_session(wanted);
end
$$;
comment on function private.request_portal(uuid, text) is 'Body of request_portal.';

create function public.request_portal(workspace_id uuid, return_url text)
returns public.billing_sessions
language sql
set search_path = ''
as $$
    select private.request_portal(request_portal.workspace_id, request_portal.return_url)
$$;
comment on function public.request_portal(uuid, text) is
'Asks for Stripe''s page of payment methods, invoices and subscriptions; admins and owners. The '
'answer is the row of billing_sessions. Raises PT403, PT404, PT409 before anything was bought, '
'PT422.';

create function private.connect_stripe(
    workspace uuid, return_url text, refresh_url text, wanted_country text
) returns public.billing_sessions
language plpgsql
security definer
set search_path = ''
as $$
declare
    wanted public.billing_sessions;
begin
    perform private.require_role(workspace, 'admin');
    perform private.check_return_url('return_url', return_url);
    perform private.check_return_url('refresh_url', refresh_url);
    if wanted_country !~* '^[a-z]{2}$' then
        raise exception using
            errcode = 'PT422',
            message = format('%L is not a country', left(wanted_country, 50)),
            hint = 'Give its two letters, such as SA or DE, or leave it out.';
    end if;
    wanted.workspace_id := workspace;
    wanted.kind := 'onboarding';
    wanted.options := jsonb_strip_nulls(jsonb_build_object(
        'return_url', return_url, 'refresh_url', refresh_url, 'country', upper(wanted_country)
    ));
    return private.place_billing_session(wanted);
end
$$;
comment on function private.connect_stripe(uuid, text, text, text) is 'Body of connect_stripe.';

create function public.connect_stripe(
    workspace_id uuid, return_url text, refresh_url text, country text default null
) returns public.billing_sessions
language sql
set search_path = ''
as $$
    select private.connect_stripe(
        connect_stripe.workspace_id,
        connect_stripe.return_url,
        connect_stripe.refresh_url,
        connect_stripe.country
    )
$$;
comment on function public.connect_stripe(uuid, text, text, text) is
'Asks for Stripe''s page on which the workspace connects an account of its own, to take money from '
'its customers; admins and owners. Again while it is not finished: the same account goes on. The '
'answer is the row of billing_sessions. Raises PT403, PT404, PT422.';
