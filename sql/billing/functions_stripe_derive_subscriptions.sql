-- billing: subscriptions and invoices, as Stripe has them.
--
-- Stripe moved fields with its version 2025-03-31.basil: the period of a subscription to its items,
-- the subscription of an invoice to its parent, its PaymentIntent to its payments. Both are read.

create function private.subscription_interval(recurring jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    per constant text := coalesce(recurring ->> 'interval_count', '1') || ' '
    || coalesce(recurring ->> 'interval', '');
    known constant text := case per
        when '1 day' then 'day'
        when '7 day' then 'week'
        when '1 week' then 'week'
        when '1 month' then 'month'
        when '3 month' then 'quarter'
        when '12 month' then 'year'
        when '1 year' then 'year'
    end;
begin
    if known is null then
        raise exception using
            errcode = 'PT422',
            message = format('a price is paid every %s, which no plan can be', per),
            hint = 'Use a price by the day, week, month, quarter (3 months) or year.';
    end if;
    return known;
end
$$;
comment on function private.subscription_interval(jsonb) is
'The interval of a price: three months are a quarter. Raises PT422 for one that plans do not have.';

create function private.stripe_items(subscription jsonb)
returns table (
    place bigint, stripe_item_id text, plan_id uuid, stripe_price_id text, quantity integer,
    price numeric, currency text, per text, period_start timestamptz, period_end timestamptz
)
language sql
stable
set search_path = ''
as $$
    select
        i.place,
        i.value ->> 'id',
        -- A plan that has another price by now keeps those who pay the old one.
        coalesce(
            p.id,
            (
                select known.plan_id
                from public.subscription_items as known
                where
                    known.stripe_price_id = i.value #>> '{price,id}'
                    and known.plan_id is not null
                limit 1
            ),
            (
                select named.id
                from public.subscription_plans as named
                where named.id = private.uuid_or_null(i.value #>> '{price,metadata,plan_id}')
            )
        ),
        i.value #>> '{price,id}',
        coalesce((i.value ->> 'quantity')::integer, 1),
        private.billed_amount(
            (i.value #>> '{price,unit_amount}')::bigint, i.value #>> '{price,currency}'
        ),
        upper(i.value #>> '{price,currency}'),
        private.subscription_interval(i.value #> '{price,recurring}'),
        private.stripe_time(
            coalesce(
                nullif(subscription -> 'current_period_start', 'null'),
                i.value -> 'current_period_start'
            )
        ),
        private.stripe_time(
            coalesce(
                nullif(subscription -> 'current_period_end', 'null'),
                i.value -> 'current_period_end'
            )
        )
    from jsonb_array_elements(subscription #> '{items,data}') with ordinality as i (value, place)
    left join public.subscription_plans as p on p.stripe_price_id = i.value #>> '{price,id}'
$$;
comment on function private.stripe_items(jsonb) is
'The items of a subscription of Stripe with the plans that are sold at their prices. Raises PT422.';

create function private.derive_subscription(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    known public.subscriptions;
    workspace uuid;
    main record;
    is_new boolean;
begin
    select s.* into known
    from public.subscriptions as s
    where s.stripe_subscription_id = mirrored.id
    for update;
    if mirrored.gone_at is not null then
        update public.subscriptions as s
        set status = case s.status when 'incomplete' then 'incomplete_expired' else 'canceled' end
        where s.id = known.id and s.status not in ('canceled', 'incomplete_expired');
        return;
    end if;
    workspace := coalesce(
        known.workspace_id,
        private.workspace_of_customer(private.stripe_reference(mirrored.data -> 'customer'))
    );
    if workspace is null then
        return;
    end if;
    select i.* into main
    from private.stripe_items(mirrored.data) as i
    where i.plan_id is not null
    order by i.place
    limit 1;
    if main is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'no plan has the Stripe price of subscription %s: %s',
                mirrored.id,
                (
                    select string_agg(i.value #>> '{price,id}', ', ')
                    from jsonb_array_elements(mirrored.data #> '{items,data}') as i
                )
            ),
            hint = 'Set stripe_price_id of the plan in subscription_plans: it is taken in at once.';
    end if;

    is_new := known.id is null;
    insert into public.subscriptions as s (
        workspace_id, plan_id, user_id, stripe_subscription_id, quantity, price, currency,
        "interval", status, current_period_start, current_period_end, trial_end,
        cancel_at_period_end, cancel_at, canceled_at, created_at
    )
    values (
        workspace,
        main.plan_id,
        (
            select p.id
            from public.profiles as p
            where p.id = private.uuid_or_null(mirrored.data #>> '{metadata,user_id}')
        ),
        mirrored.id,
        main.quantity,
        -- A price by tiers has no price of one: then the plan says it.
        coalesce(main.price, (select p.price from public.subscription_plans as p where p.id = main.plan_id)),
        main.currency,
        main.per,
        mirrored.data ->> 'status',
        main.period_start,
        main.period_end,
        private.stripe_time(mirrored.data -> 'trial_end'),
        coalesce((mirrored.data ->> 'cancel_at_period_end')::boolean, false),
        private.stripe_time(mirrored.data -> 'cancel_at'),
        private.stripe_time(mirrored.data -> 'canceled_at'),
        coalesce(private.stripe_time(mirrored.data -> 'created'), now())
    )
    on conflict on constraint subscriptions_stripe_unique do update
    set
        plan_id = excluded.plan_id,
        quantity = excluded.quantity,
        price = excluded.price,
        currency = excluded.currency,
        "interval" = excluded.interval,
        status = excluded.status,
        current_period_start = excluded.current_period_start,
        current_period_end = excluded.current_period_end,
        trial_end = excluded.trial_end,
        cancel_at_period_end = excluded.cancel_at_period_end,
        cancel_at = excluded.cancel_at,
        canceled_at = excluded.canceled_at
    returning s.* into known;

    delete from public.subscription_items as i
    where
        i.workspace_id = known.workspace_id
        and i.subscription_id = known.id
        and not exists (
            select
            from private.stripe_items(mirrored.data) as n
            where n.stripe_item_id = i.stripe_item_id
        );
    insert into public.subscription_items as i (
        workspace_id, subscription_id, plan_id, stripe_item_id, stripe_price_id, quantity, price,
        currency, "interval"
    )
    select
        known.workspace_id, known.id, n.plan_id, n.stripe_item_id, n.stripe_price_id, n.quantity,
        n.price, n.currency, n.per
    from private.stripe_items(mirrored.data) as n
    on conflict on constraint subscription_items_stripe_unique do update
    set
        plan_id = excluded.plan_id,
        stripe_price_id = excluded.stripe_price_id,
        quantity = excluded.quantity,
        price = excluded.price,
        currency = excluded.currency,
        "interval" = excluded.interval;

    if is_new then
        perform private.derive_again(o)
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.object = 'invoice'
            and o.data ->> 'customer' = mirrored.data ->> 'customer'
            and private.invoice_subscription(o.data) = mirrored.id;
    end if;
end
$$;
comment on function private.derive_subscription(public.stripe_objects) is
'A subscription with its items. Its plan is that of its first item that has one. Raises PT422 when '
'no plan is sold at any of its prices; private.adopt_stripe_price tries again then.';

create function private.adopt_stripe_price() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.subscription_items as i
    set plan_id = new.id
    where i.stripe_price_id = new.stripe_price_id and i.plan_id is distinct from new.id;
    perform private.derive_again(o)
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'subscription'
        and o.error_message is not null
        and o.data #> '{items,data}' @> jsonb_build_array(
            jsonb_build_object('price', jsonb_build_object('id', new.stripe_price_id))
        );
    return null;
end
$$;
comment on function private.adopt_stripe_price() is
'Trigger of subscription_plans: takes in the subscriptions at a price that had no plan until now.';

-- invoices --------------------------------------------------------------------------------

create function private.invoice_subscription(invoice jsonb) returns text
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        private.stripe_reference(invoice #> '{parent,subscription_details,subscription}'),
        private.stripe_reference(invoice -> 'subscription')
    )
$$;
comment on function private.invoice_subscription(jsonb) is
'The subscription that an invoice of Stripe is for, in either shape.';

create function private.invoice_payment_intent(invoice jsonb) returns text
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        (
            select private.stripe_reference(p.value #> '{payment,payment_intent}')
            from jsonb_array_elements(invoice #> '{payments,data}') as p
            where p.value #> '{payment,payment_intent}' is not null
            order by
                coalesce(p.value ->> 'status' = 'paid', false) desc,
                coalesce((p.value ->> 'is_default')::boolean, false) desc
            limit 1
        ),
        private.stripe_reference(invoice -> 'payment_intent')
    )
$$;
comment on function private.invoice_payment_intent(jsonb) is
'The PaymentIntent that an invoice of Stripe is paid with, in either shape.';

create function private.derive_invoice(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    invoice constant jsonb := mirrored.data;
    subscription public.subscriptions;
    workspace uuid;
    period record;
begin
    if mirrored.gone_at is not null then -- only drafts can be deleted
        delete from public.invoices as i where i.stripe_invoice_id = mirrored.id;
        return;
    end if;
    select s.* into subscription
    from public.subscriptions as s
    where s.stripe_subscription_id = private.invoice_subscription(invoice);
    workspace := coalesce(
        (select i.workspace_id from public.invoices as i where i.stripe_invoice_id = mirrored.id),
        subscription.workspace_id,
        private.workspace_of_customer(private.stripe_reference(invoice -> 'customer'))
    );
    if workspace is null then
        return;
    end if;
    -- The period of the invoice itself is the one before: what is paid for is in its lines.
    select
        private.stripe_time(l.value #> '{period,start}') as starts,
        private.stripe_time(l.value #> '{period,end}') as ends
    into period
    from jsonb_array_elements(invoice #> '{lines,data}') as l
    where l.value #> '{period,end}' is not null
    order by 2 desc, 1
    limit 1;

    insert into public.invoices as i (
        workspace_id, subscription_id, number, stripe_invoice_id, payment_intent_id, amount,
        currency, billing_period_start, billing_period_end, invoice_pdf, status, attempt_count,
        next_payment_attempt, due_at, paid_at, created_at
    )
    values (
        workspace,
        case when subscription.workspace_id = workspace then subscription.id end,
        left(nullif(invoice ->> 'number', ''), 100),
        mirrored.id,
        private.invoice_payment_intent(invoice),
        private.billed_amount((invoice ->> 'amount_due')::bigint, invoice ->> 'currency'),
        upper(invoice ->> 'currency'),
        coalesce(period.starts, private.stripe_time(invoice -> 'period_start')),
        coalesce(period.ends, private.stripe_time(invoice -> 'period_end')),
        invoice ->> 'invoice_pdf',
        case
            when invoice ->> 'status' <> 'open' then invoice ->> 'status'
            when (invoice ->> 'attempt_count')::integer > 0 then 'failed'
            else 'pending'
        end,
        coalesce((invoice ->> 'attempt_count')::integer, 0),
        private.stripe_time(invoice -> 'next_payment_attempt'),
        private.stripe_time(invoice -> 'due_date'),
        private.stripe_time(invoice #> '{status_transitions,paid_at}'),
        coalesce(private.stripe_time(invoice -> 'created'), now())
    )
    on conflict on constraint invoices_stripe_unique do update
    set
        subscription_id = coalesce(excluded.subscription_id, i.subscription_id),
        number = excluded.number,
        payment_intent_id = excluded.payment_intent_id,
        amount = excluded.amount,
        currency = excluded.currency,
        billing_period_start = excluded.billing_period_start,
        billing_period_end = excluded.billing_period_end,
        invoice_pdf = coalesce(excluded.invoice_pdf, i.invoice_pdf),
        status = excluded.status,
        attempt_count = excluded.attempt_count,
        next_payment_attempt = excluded.next_payment_attempt,
        due_at = excluded.due_at,
        paid_at = excluded.paid_at,
        created_at = excluded.created_at;
end
$$;
comment on function private.derive_invoice(public.stripe_objects) is
'An invoice of a workspace; one whose payment was tried and did not come is failed.';
