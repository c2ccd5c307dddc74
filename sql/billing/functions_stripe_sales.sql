-- billing: what follows in commerce from the objects of a workspace's own Stripe account.
--
-- Each looks at the mirror alone, does nothing while something is missing, and is called again when
-- it comes. They run inside private.derive_from_stripe, as its owner.

create function private.exact_amount(units bigint, currency text) returns numeric
language plpgsql
immutable
set search_path = ''
as $$
declare
    amount constant numeric := private.from_minor_units(units, upper(currency));
begin
    if amount <> round(amount, 2) then
        raise exception using
            errcode = 'PT422',
            message = format('%s %s has more decimals than are kept', amount, upper(currency)),
            hint = 'Stripe takes amounts in this currency only if their last digit is 0.';
    end if;
    return amount;
end
$$;
comment on function private.exact_amount(bigint, text) is
'An integer of Stripe as an amount of ours. Raises PT422 where two decimals do not hold it.';

create function private.stripe_time(data jsonb, field text) returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
begin
    return to_timestamp((data ->> field)::double precision);
end
$$;
comment on function private.stripe_time(jsonb, text) is
'A field that is a Unix time; null where it is not there.';

create function private.derive_commerce(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
declare
    account constant text := mirrored.account_id;
    found_key text;
begin
    case mirrored.object
        when 'customer' then
            perform private.derive_customer(workspace, mirrored);
        when 'charge' then
            perform private.derive_payment(workspace, mirrored);
        when 'refund' then
            perform private.derive_refund(workspace, mirrored);
        when 'dispute' then
            perform private.derive_dispute(workspace, account, mirrored.data ->> 'charge');
        when 'payment_intent' then
            perform private.derive_order(workspace, account, mirrored.id);
        when 'checkout.session' then
            perform private.derive_order(
                workspace,
                account,
                coalesce(
                    mirrored.data ->> 'payment_intent', mirrored.data ->> 'invoice', mirrored.id
                )
            );
        when 'invoice' then
            for found_key in
                select k.key
                from private.invoice_intents(mirrored.data) as k (key)
                union all
                select mirrored.id
            loop
                perform private.derive_order(workspace, account, found_key);
            end loop;
        else
            null;
    end case;
end
$$;
comment on function private.derive_commerce(uuid, public.stripe_objects) is
'Writes what follows from an object of a workspace''s own account: customers, payments, refunds, '
'orders.';

-- customers -------------------------------------------------------------------------------

create function private.derive_customer(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
declare
    address text;
    found_id uuid;
    charge public.stripe_objects;
begin
    if mirrored.gone_at is not null then
        return;  -- what they bought stays, and so do they
    end if;
    address := substring(
        left(btrim(mirrored.data ->> 'email'), 255) from '^[^@\s]+@[^@\s]+$'
    );
    select c.id into found_id
    from public.customers as c
    where c.workspace_id = workspace and c.stripe_customer_id = mirrored.id;
    if found_id is null and address is not null then
        -- Stripe may have several customers of one address; here it is one person.
        update public.customers as c
        set stripe_customer_id = coalesce(c.stripe_customer_id, mirrored.id)
        where c.workspace_id = workspace and lower(c.email) = lower(address)
        returning c.id into found_id;
    end if;
    if found_id is null then
        insert into public.customers (workspace_id, stripe_customer_id, email)
        values (workspace, mirrored.id, address)
        returning id into found_id;
    end if;
    update public.customers as c
    set
        email = coalesce(
            case
                when not exists (
                    select
                    from public.customers as other
                    where
                        other.workspace_id = workspace
                        and lower(other.email) = lower(address)
                        and other.id <> c.id
                ) then address
            end,
            c.email
        ),
        full_name = coalesce(left(mirrored.data ->> 'name', 255), c.full_name),
        phone = coalesce(left(mirrored.data ->> 'phone', 50), c.phone),
        country = coalesce(
            substring(upper(mirrored.data #>> '{address,country}') from '^[A-Z]{2}$'), c.country
        )
    where c.id = found_id and c.stripe_customer_id = mirrored.id;

    -- Payments that came before their customer.
    for charge in
        select o.*
        from public.stripe_objects as o
        where
            o.account_id = mirrored.account_id
            and o.object = 'charge'
            and o.data ->> 'customer' = mirrored.id
            and exists (
                select
                from public.payments as p
                where
                    p.workspace_id = workspace
                    and p.stripe_payment_id = o.id
                    and p.customer_id is null
            )
    loop
        perform private.derive_payment(workspace, charge);
    end loop;
end
$$;
comment on function private.derive_customer(uuid, public.stripe_objects) is
'Keeps a customer as Stripe has them, one for each address.';

create function private.stripe_buyer(workspace uuid, account text, customer text) returns uuid
language sql
stable
set search_path = ''
as $$
    select c.id
    from public.customers as c
    where
        c.workspace_id = workspace
        and (
            c.stripe_customer_id = customer
            or lower(c.email) = (
                select lower(btrim(o.data ->> 'email'))
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'customer' and o.id = customer
            )
        )
    order by (c.stripe_customer_id = customer) desc nulls last
    limit 1
$$;
comment on function private.stripe_buyer(uuid, text, text) is
'Who a customer of Stripe is here; null while nobody is known.';

-- payments --------------------------------------------------------------------------------

create function private.derive_payment(workspace uuid, charge public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    data constant jsonb := charge.data;
    named constant text := upper(data ->> 'currency');
    captured constant boolean := coalesce((data ->> 'captured')::boolean, true);
    whole constant bigint := (data ->> 'amount')::bigint;
    -- What was not captured is called refunded at Stripe, too.
    taken constant bigint := case
        when captured then coalesce((data ->> 'amount_captured')::bigint, whole)
        else whole
    end;
    back constant bigint := case
        when captured
            then greatest(coalesce((data ->> 'amount_refunded')::bigint, 0) - (whole - taken), 0)
        else 0
    end;
    state text;
    back_at timestamptz;
begin
    state := case
        when data ->> 'status' = 'failed' then 'failed'
        when not captured and (data ->> 'refunded')::boolean then 'canceled'
        when data ->> 'status' = 'pending' or not captured then 'processing'
        when back >= taken and taken > 0 then 'refunded'
        when back > 0 then 'partially_refunded'
        else 'completed'
    end;
    if back > 0 then
        select max(private.stripe_time(r.data, 'created')) into back_at
        from public.stripe_objects as r
        where
            r.account_id = charge.account_id
            and r.object = 'refund'
            and r.data ->> 'charge' = charge.id
            and r.data ->> 'status' not in ('failed', 'canceled');
    end if;
    if state in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.payments as p
        set status = 'completed'
        where
            p.workspace_id = workspace
            and p.stripe_payment_id = charge.id
            and p.status in ('pending', 'processing');
    end if;
    insert into public.payments as p (
        workspace_id, stripe_payment_id, stripe_payment_intent_id, customer_id, amount,
        refunded_amount, currency, payment_method, error_message, status, completed_at, failed_at,
        refunded_at, created_at
    )
    values (
        workspace,
        charge.id,
        data ->> 'payment_intent',
        private.stripe_buyer(workspace, charge.account_id, data ->> 'customer'),
        private.exact_amount(taken, named),
        private.exact_amount(back, named),
        named,
        left(data #>> '{payment_method_details,type}', 100),
        coalesce(data ->> 'failure_message', data #>> '{outcome,seller_message}'),
        state,
        case
            when state in ('completed', 'partially_refunded', 'refunded')
                then private.stripe_time(data, 'created')
        end,
        case when state = 'failed' then private.stripe_time(data, 'created') end,
        back_at,
        private.stripe_time(data, 'created')
    )
    on conflict (workspace_id, stripe_payment_id) do update
    set
        stripe_payment_intent_id = excluded.stripe_payment_intent_id,
        customer_id = coalesce(excluded.customer_id, p.customer_id),
        amount = excluded.amount,
        refunded_amount = excluded.refunded_amount,
        currency = excluded.currency,
        payment_method = excluded.payment_method,
        error_message = excluded.error_message,
        status = excluded.status,
        completed_at = coalesce(p.completed_at, excluded.completed_at),
        failed_at = coalesce(p.failed_at, excluded.failed_at),
        refunded_at = excluded.refunded_at;
    perform private.derive_dispute(workspace, charge.account_id, charge.id);
    -- Refunds that came before their payment.
    update public.refunds as r
    set payment_id = p.id
    from public.payments as p
    join public.stripe_objects as o
        on
            o.account_id = charge.account_id
            and o.object = 'refund'
            and o.data ->> 'charge' = charge.id
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = charge.id
        and r.workspace_id = workspace
        and r.stripe_refund_id = o.id
        and r.payment_id is null;
    perform private.derive_order(
        workspace, charge.account_id, coalesce(data ->> 'payment_intent', charge.id)
    );
end
$$;
comment on function private.derive_payment(uuid, public.stripe_objects) is
'Keeps a payment as its charge is at Stripe, and then the order it is for.';

create function private.derive_refund(workspace uuid, mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    paid public.payments;
    charge public.stripe_objects;
begin
    select p.* into paid
    from public.payments as p
    where p.workspace_id = workspace and p.stripe_payment_id = mirrored.data ->> 'charge';
    insert into public.refunds as r (
        workspace_id, stripe_refund_id, payment_id, order_id, amount, currency, reason,
        error_message, status, refunded_at
    )
    values (
        workspace,
        mirrored.id,
        paid.id,
        paid.order_id,
        private.exact_amount((mirrored.data ->> 'amount')::bigint, mirrored.data ->> 'currency'),
        upper(mirrored.data ->> 'currency'),
        left(mirrored.data ->> 'reason', 255),
        mirrored.data ->> 'failure_reason',
        coalesce(mirrored.data ->> 'status', 'pending'),
        private.stripe_time(mirrored.data, 'created')
    )
    on conflict (workspace_id, stripe_refund_id) do update
    set
        payment_id = coalesce(excluded.payment_id, r.payment_id),
        order_id = coalesce(excluded.order_id, r.order_id),
        amount = excluded.amount,
        currency = excluded.currency,
        reason = excluded.reason,
        error_message = excluded.error_message,
        status = excluded.status,
        refunded_at = excluded.refunded_at;
    select o.* into charge
    from public.stripe_objects as o
    where
        o.account_id = mirrored.account_id and o.object = 'charge' and o.id = mirrored.data ->> 'charge';
    if charge.id is not null then
        perform private.derive_payment(workspace, charge);
    end if;
end
$$;
comment on function private.derive_refund(uuid, public.stripe_objects) is
'Keeps a refund as it is at Stripe, and the day of its payment''s.';

create function private.derive_dispute(workspace uuid, account text, charge text) returns void
language sql
set search_path = ''
as $$
    update public.payments as p
    set
        disputed_amount = coalesce(lost.amount, 0),
        disputed_at = lost.moment
    from (
        select
            private.exact_amount(
                sum((d.data ->> 'amount')::bigint)::bigint, max(d.data ->> 'currency')
            ) as amount,
            max(private.stripe_time(d.data, 'created')) as moment
        from public.stripe_objects as d
        where
            d.account_id = account
            and d.object = 'dispute'
            and d.data ->> 'charge' = derive_dispute.charge
            and d.data ->> 'status' = 'lost'
    ) as lost
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = derive_dispute.charge
        and (p.disputed_amount, p.disputed_at)
        is distinct from (coalesce(lost.amount, 0), lost.moment)
$$;
comment on function private.derive_dispute(uuid, text, text) is
'Notes with a payment what was lost in disputes about it.';
