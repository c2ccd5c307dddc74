-- billing: what Stripe says of checkouts, and of the payment of bundle orders.

create function private.derive_checkout_session(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    bundle_order uuid;
begin
    update public.billing_sessions as b
    set
        stripe_session_id = mirrored.id,
        status = case
            when mirrored.gone_at is not null then 'expired'
            when mirrored.data ->> 'status' = 'complete' then 'completed'
            when mirrored.data ->> 'status' = 'expired' then 'expired'
            else b.status
        end,
        -- Nobody needs the page any longer.
        url = case when mirrored.data ->> 'status' = 'open' then b.url end,
        expires_at = coalesce(private.stripe_time(mirrored.data -> 'expires_at'), b.expires_at)
    where
        b.stripe_session_id = mirrored.id
        or (
            b.stripe_session_id is null
            and b.id = private.uuid_or_null(mirrored.data #>> '{metadata,billing_session_id}')
        )
    returning b.bundle_order_id into bundle_order;
    perform private.derive_bundle_order(bundle_order);
end
$$;
comment on function private.derive_checkout_session(public.stripe_objects) is
'Ends the session that it is, and tells its bundle order how it was paid.';

create function private.order_of_payment(intent text) returns uuid
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (select b.id from public.bundle_orders as b where b.payment_intent_id = intent),
        (
            select b.id
            from public.stripe_objects as o
            join public.bundle_orders as b
                on b.id = private.uuid_or_null(o.data #>> '{metadata,bundle_order_id}')
            where
                o.account_id = 'platform'
                and o.object in ('checkout.session', 'charge')
                and o.data ->> 'payment_intent' = intent
            limit 1
        ),
        (
            select b.id
            from public.stripe_objects as o
            join public.bundle_orders as b
                on b.id = private.uuid_or_null(o.data #>> '{metadata,bundle_order_id}')
            where o.account_id = 'platform' and o.object = 'payment_intent' and o.id = intent
        )
    )
$$;
comment on function private.order_of_payment(text) is
'The bundle order that a PaymentIntent pays; null when it pays something else.';

create function private.derive_bundle_order(bundle_order uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
    known public.bundle_orders;
    session jsonb;
    session_is_gone boolean;
    intent jsonb;
    intent_id text;
    charge jsonb;
    received bigint;
    refunded bigint;
    reached text;
begin
    select b.* into known
    from public.bundle_orders as b
    where b.id = bundle_order
    for update;
    if known.id is null then
        return;
    end if;
    -- The session that was paid, or else the last one.
    select o.data, o.gone_at is not null into session, session_is_gone
    from public.billing_sessions as b
    join public.stripe_objects as o
        on
            o.account_id = 'platform'
            and o.object = 'checkout.session'
            and o.id = b.stripe_session_id
    where b.workspace_id = known.workspace_id and b.bundle_order_id = known.id
    order by (o.data ->> 'status' = 'complete') desc nulls last, b.created_at desc
    limit 1;
    intent_id := coalesce(
        private.stripe_reference(session -> 'payment_intent'), known.payment_intent_id
    );
    if intent_id is null then
        select o.id into intent_id
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.object = 'payment_intent'
            and o.data -> 'metadata' @> jsonb_build_object('bundle_order_id', known.id)
            and o.data ->> 'customer' = (
                select c.stripe_customer_id
                from public.stripe_customers as c
                where c.workspace_id = known.workspace_id
            )
        limit 1;
    end if;
    select o.data into intent
    from public.stripe_objects as o
    where o.account_id = 'platform' and o.object = 'payment_intent' and o.id = intent_id;
    select o.data into charge
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'charge'
        and o.data ->> 'payment_intent' = intent_id
    order by (o.data ->> 'status' = 'succeeded') desc, o.id desc
    limit 1;
    -- Refunds say more than the charge, which nobody announces when a refund fails.
    select coalesce(
        sum((o.data ->> 'amount')::bigint) filter (
            where o.data ->> 'status' not in ('failed', 'canceled')
        ),
        case when count(*) = 0 then (charge ->> 'amount_refunded')::bigint else 0 end,
        0
    )
    into refunded
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'refund'
        and o.gone_at is null
        and o.data ->> 'payment_intent' = intent_id;
    received := coalesce(
        nullif((intent ->> 'amount_received')::bigint, 0),
        nullif((charge ->> 'amount_captured')::bigint, 0),
        (session ->> 'amount_total')::bigint,
        known.total_amount_cents
    );

    if intent ->> 'status' = 'succeeded'
        or charge ->> 'status' = 'succeeded'
        or (
            session ->> 'status' = 'complete'
            and session ->> 'payment_status' in ('paid', 'no_payment_required')
        )
    then
        reached := case
            when refunded > 0 and refunded >= received then 'refunded'
            when refunded > 0 then 'partially_refunded'
            else 'paid'
        end;
    elsif intent ->> 'status' = 'canceled' or session_is_gone or session ->> 'status' = 'expired' then
        reached := 'canceled';
    elsif jsonb_typeof(intent -> 'last_payment_error') = 'object'
        and intent ->> 'status' = 'requires_payment_method'
    then
        reached := 'failed';
    elsif intent is not null then
        reached := 'pending';
    else
        reached := known.status;
    end if;
    update public.bundle_orders as b
    set
        status = reached,
        payment_intent_id = intent_id,
        payment_status = left(coalesce(intent ->> 'status', session ->> 'payment_status'), 50),
        payment_method = left(
            coalesce(
                charge #>> '{payment_method_details,type}',
                intent #>> '{payment_method_types,0}',
                b.payment_method
            ),
            100
        ),
        paid_at = case
            when reached in ('paid', 'partially_refunded', 'refunded')
                then coalesce(private.stripe_time(charge -> 'created'), b.paid_at, now())
        end
    where b.id = known.id;
end
$$;
comment on function private.derive_bundle_order(uuid) is
'Brings a bundle order to where its session, payment, charge and refunds at Stripe are by now.';
