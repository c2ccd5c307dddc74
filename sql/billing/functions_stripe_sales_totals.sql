-- billing: whether commerce says the same as the mirror.

create function private.stripe_sales_check(account text)
returns table (what text, currency text, ours bigint, theirs bigint)
language sql
stable
set search_path = ''
as $$
    with shop as (
        select a.workspace_id
        from public.stripe_accounts as a
        where a.id = account and a.workspace_id is not null
    ),

    mirror as (
        select o.object, o.id, o.data, upper(o.data ->> 'currency') as currency
        from public.stripe_objects as o
        join shop on true
        where
            o.account_id = account
            and o.object in (
                'charge', 'refund', 'dispute', 'payment_intent', 'checkout.session', 'invoice'
            )
    ),

    -- A workspace may have had another account before: its rows are not this one's.
    elsewhere as (
        select o.object, o.id
        from shop
        join public.stripe_accounts as a on a.workspace_id = shop.workspace_id and a.id <> account
        join public.stripe_objects as o on o.account_id = a.id
    ),

    payments as (
        select p.*
        from shop
        join public.payments as p
            on p.workspace_id = shop.workspace_id and p.stripe_payment_id is not null
        where not exists (select from elsewhere as e where e.id = p.stripe_payment_id)
    ),

    sums as (
        select 'payments' as what, p.currency, p.amount_cents as ours, 0 as theirs
        from payments as p
        union all
        select 'payments', m.currency, 0, s.taken
        from mirror as m
        cross join private.charge_sums(m.data) as s
        where m.object = 'charge'
        union all
        select 'refunded', p.currency, private.to_minor_units(p.refunded_amount, p.currency), 0
        from payments as p
        union all
        select 'refunded', m.currency, 0, s.given_back
        from mirror as m
        cross join private.charge_sums(m.data) as s
        where m.object = 'charge'
        union all
        select 'refunds', r.currency, r.amount_cents, 0
        from shop
        join public.refunds as r on r.workspace_id = shop.workspace_id
        where
            r.status = 'succeeded'
            and r.stripe_refund_id is not null
            and not exists (select from elsewhere as e where e.id = r.stripe_refund_id)
        union all
        select 'refunds', m.currency, 0, (m.data ->> 'amount')::bigint
        from mirror as m
        where m.object = 'refund' and coalesce(m.data ->> 'status', 'succeeded') = 'succeeded'
        union all
        select 'disputes', p.currency, private.to_minor_units(p.disputed_amount, p.currency), 0
        from payments as p
        union all
        select 'disputes', m.currency, 0, (m.data ->> 'amount')::bigint
        from mirror as m
        where m.object = 'dispute' and m.data ->> 'status' = 'lost'
        union all
        select 'orders', o.currency, o.total_amount_cents, 0
        from shop
        join public.orders as o on o.workspace_id = shop.workspace_id and o.stripe_id is not null
        where not exists (select from elsewhere as e where e.id = o.stripe_id)
        union all
        select
            'orders',
            m.currency,
            0,
            case
                when m.object = 'charge' then (private.charge_sums(m.data)).taken
                when m.object = 'invoice' then (m.data ->> 'amount_due')::bigint
                when m.object = 'checkout.session' then (m.data ->> 'amount_total')::bigint
                when m.data ->> 'status' = 'succeeded'
                    then (coalesce(m.data ->> 'amount_received', m.data ->> 'amount'))::bigint
                else (m.data ->> 'amount')::bigint
            end
        from mirror as m
        where
            m.object = 'payment_intent'
            or (m.object = 'charge' and m.data ->> 'payment_intent' is null)
            or (m.object = 'invoice' and private.is_paid_elsewhere(m.data))
            or (
                m.object = 'checkout.session'
                and m.data ->> 'mode' = 'payment'
                and m.data ->> 'status' = 'complete'
                and m.data ->> 'payment_intent' is null
                and m.data ->> 'invoice' is null
            )
    )

    select s.what, s.currency, sum(s.ours)::bigint, sum(s.theirs)::bigint
    from sums as s
    group by s.what, s.currency
    order by s.what, s.currency
$$;
comment on function private.stripe_sales_check(text) is
'What a workspace''s account sold, by our tables and by the mirror, in minor units: payments, what '
'was refunded of them, refunds that succeeded, disputes that were lost, orders. Equal when all is '
'well; an object with an error_message is what is missing.';
