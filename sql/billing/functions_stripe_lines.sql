-- billing: the lines of orders, and a check of sums. They run as private.derive_order does.

create function private.derive_order_items(
    sold public.orders, account text, session jsonb, invoice jsonb
) returns void
language plpgsql
set search_path = ''
as $$
declare
    wanted jsonb;
    kept jsonb;
begin
    -- Credits (lines below zero) are no goods: they make the total less than the lines.
    select coalesce(jsonb_agg(line.item order by line.place), '[]') into wanted
    from (
        select
            l.ordinality as place,
            jsonb_build_object(
                'external_product_id', left(coalesce(
                    l.value #>> '{price,product}', l.value #>> '{pricing,price_details,product}'
                ), 255),
                'product_id', private.stripe_product(
                    sold.workspace_id,
                    account,
                    l.value -> 'metadata',
                    l.value #> '{price,metadata}',
                    coalesce(
                        l.value #>> '{price,product}', l.value #>> '{pricing,price_details,product}'
                    )
                ),
                'product_name', left(l.value ->> 'description', 500),
                'quantity', case when n.cost % n.pieces = 0 then n.pieces else 1 end,
                'unit_price', private.exact_amount(
                    case when n.cost % n.pieces = 0 then n.cost / n.pieces else n.cost end,
                    sold.currency
                ),
                'discount_amount', private.exact_amount(
                    least(greatest(n.discount, 0), n.cost), sold.currency
                )
            ) as item
        from jsonb_array_elements(
            coalesce(
                nullif(session #> '{line_items,data}', 'null'), invoice #> '{lines,data}', '[]'
            )
        ) with ordinality as l
        cross join lateral (
            select
                coalesce((l.value ->> 'amount_subtotal')::bigint, (l.value ->> 'amount')::bigint)
                    as cost,
                greatest(coalesce((l.value ->> 'quantity')::bigint, 1), 1) as pieces,
                coalesce(
                    (l.value ->> 'amount_discount')::bigint,
                    (
                        select sum((d.value ->> 'amount')::bigint)::bigint
                        from jsonb_array_elements(
                            coalesce(nullif(l.value -> 'discount_amounts', 'null'), '[]')
                        ) as d
                    ),
                    0
                ) as discount
        ) as n
        where n.cost >= 0
    ) as line;
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'external_product_id', i.external_product_id,
                'product_id', i.product_id,
                'product_name', i.product_name,
                'quantity', i.quantity,
                'unit_price', i.unit_price,
                'discount_amount', i.discount_amount
            )
            order by i.place
        ),
        '[]'
    )
    into kept
    from (
        select
            items.*,
            row_number() over (order by items.created_at, items.id) as place
        from public.order_items as items
        where items.workspace_id = sold.workspace_id and items.order_id = sold.id
    ) as i;
    if private.same_lines(wanted, kept) then
        return;
    end if;
    delete from public.order_items as i
    where i.workspace_id = sold.workspace_id and i.order_id = sold.id;
    insert into public.order_items (
        workspace_id, order_id, external_product_id, product_id, product_name, quantity, unit_price,
        discount_amount, currency
    )
    select
        sold.workspace_id,
        sold.id,
        w.value ->> 'external_product_id',
        (w.value ->> 'product_id')::uuid,
        w.value ->> 'product_name',
        (w.value ->> 'quantity')::integer,
        (w.value ->> 'unit_price')::numeric,
        (w.value ->> 'discount_amount')::numeric,
        sold.currency
    from jsonb_array_elements(wanted) as w;
end
$$;
comment on function private.derive_order_items(public.orders, text, jsonb, jsonb) is
'Keeps the lines of an order as its session or invoice has them; writes only where they differ.';

create function private.same_lines(one jsonb, other jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
    -- Lines written in one statement have no order of their own.
    select (select jsonb_agg(l.value order by l.value) from jsonb_array_elements(one) as l)
    is not distinct from
    (select jsonb_agg(l.value order by l.value) from jsonb_array_elements(other) as l)
$$;
comment on function private.same_lines(jsonb, jsonb) is
'Whether two lists have the same lines, in any order.';

create function private.stripe_product(
    workspace uuid, account text, line_metadata jsonb, price_metadata jsonb, product text
) returns uuid
language sql
stable
set search_path = ''
as $$
    select p.id
    from public.products as p
    where
        p.workspace_id = workspace
        and p.id::text = coalesce(
            line_metadata ->> 'product_id',
            price_metadata ->> 'product_id',
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'product' and o.id = product
            )
        )
$$;
comment on function private.stripe_product(uuid, text, jsonb, jsonb, text) is
'Which product of ours a line is of: the one that metadata.product_id names, of the line, its '
'price or its product at Stripe.';

create function private.stripe_sales_check(account text)
returns table (what text, currency text, ours bigint, theirs bigint)
language sql
stable
set search_path = ''
as $$
    with sold as (
        select a.workspace_id as id from public.stripe_accounts as a where a.id = account
    ),

    theirs as (
        select
            k.what,
            upper(o.data ->> 'currency') as currency,
            sum(k.amount)::bigint as amount
        from public.stripe_objects as o
        cross join lateral (
            values
            (
                'payments',
                case
                    when o.object = 'charge' and o.data ->> 'status' = 'succeeded'
                        and coalesce((o.data ->> 'captured')::boolean, true)
                        then coalesce(o.data ->> 'amount_captured', o.data ->> 'amount')::bigint
                end
            ),
            (
                'refunds',
                case
                    when o.object = 'refund' and o.data ->> 'status' = 'succeeded'
                        then (o.data ->> 'amount')::bigint
                end
            ),
            (
                'disputes',
                case
                    when o.object = 'dispute' and o.data ->> 'status' = 'lost'
                        then (o.data ->> 'amount')::bigint
                end
            )
        ) as k (what, amount)
        where o.account_id = account and k.amount is not null
        group by k.what, upper(o.data ->> 'currency')
    ),

    ours as (
        select 'payments' as what, p.currency, sum(p.amount_cents)::bigint as amount
        from public.payments as p
        where
            p.workspace_id in (select s.id from sold as s)
            and p.stripe_payment_id is not null
            and p.status in ('completed', 'partially_refunded', 'refunded')
        group by p.currency
        union all
        select 'refunds', r.currency, sum(r.amount_cents)::bigint
        from public.refunds as r
        where
            r.workspace_id in (select s.id from sold as s)
            and r.stripe_refund_id is not null
            and r.status = 'succeeded'
        group by r.currency
        union all
        select
            'disputes',
            p.currency,
            sum(private.to_minor_units(p.disputed_amount, p.currency))::bigint
        from public.payments as p
        where
            p.workspace_id in (select s.id from sold as s)
            and p.stripe_payment_id is not null
            and p.disputed_amount > 0
        group by p.currency
    )

    select
        coalesce(o.what, t.what),
        coalesce(o.currency, t.currency),
        coalesce(o.amount, 0),
        coalesce(t.amount, 0)
    from ours as o
    full join theirs as t on o.what = t.what and o.currency = t.currency
    order by 1, 2
$$;
comment on function private.stripe_sales_check(text) is
'Sums of what a workspace has of its own account''s payments, refunds and lost disputes, beside '
'those of the mirror, in minor units: equal when all is well.';
