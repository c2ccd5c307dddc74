-- billing: what the mirror says about a sale of a workspace, and the lines of its order.

create function private.stripe_sale(
    account text,
    reference text,
    out status text,
    out external_status text,
    out amount bigint,
    out currency text,
    out customer text,
    out email text,
    out ordered_at timestamptz,
    out paid_at timestamptz,
    out refunded_at timestamptz,
    out canceled_at timestamptz,
    out attribution jsonb,
    out lines jsonb
)
language plpgsql
stable
set search_path = ''
as $$
declare
    core public.stripe_objects;
    charge jsonb;
    invoice jsonb;
    session jsonb;
    paid record;
begin
    select o.* into core
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object in ('payment_intent', 'charge', 'checkout.session', 'invoice')
        and o.id = reference;
    if not found then
        return;
    end if;
    -- The charge that took the money, else the last attempt.
    select c.data into charge
    from private.stripe_charges_of(account, reference) as c
    order by c.data ->> 'status' = 'succeeded' desc, (c.data ->> 'created')::bigint desc, c.id desc
    limit 1;
    invoice := case
        when core.object = 'invoice' then core.data
        else private.invoice_of_sale(account, reference, core.data, charge)
    end;
    session := case
        when core.object = 'checkout.session' then core.data
        else private.session_of_sale(account, reference, invoice)
    end;
    select
        sum(s.given_back) as given_back,
        min(private.stripe_time(c.data -> 'created')) filter (
            where private.charge_status(c.data) in ('completed', 'partially_refunded', 'refunded')
        ) as since
    into paid
    from private.stripe_charges_of(account, reference) as c
    cross join private.charge_sums(c.data) as s;

    case core.object
        when 'payment_intent' then
            amount := case
                when core.data ->> 'status' = 'succeeded'
                    then coalesce(core.data ->> 'amount_received', core.data ->> 'amount')
                else core.data ->> 'amount'
            end::bigint;
            external_status := core.data ->> 'status';
            status := case
                when external_status = 'succeeded' then 'paid'
                when external_status = 'canceled' then 'canceled'
                when external_status = 'requires_payment_method'
                    and (
                        core.data ->> 'last_payment_error' is not null
                        or charge ->> 'status' = 'failed'
                    )
                    then 'failed'
                else 'pending'
            end;
        when 'charge' then
            amount := (private.charge_sums(core.data)).taken;
            external_status := core.data ->> 'status';
            status := case private.charge_status(core.data)
                when 'failed' then 'failed'
                when 'processing' then 'pending'
                when 'canceled' then 'canceled'
                else 'paid'
            end;
        when 'invoice' then
            amount := (core.data ->> 'amount_due')::bigint;
            external_status := core.data ->> 'status';
            status := case when private.is_paid_elsewhere(core.data) then 'paid' end;
        else
            amount := (core.data ->> 'amount_total')::bigint;
            external_status := core.data ->> 'payment_status';
            status := case
                when core.data ->> 'payment_intent' is null and core.data ->> 'invoice' is null
                    and core.data ->> 'mode' = 'payment' and core.data ->> 'status' = 'complete'
                    then case external_status when 'unpaid' then 'pending' else 'paid' end
            end;
    end case;

    currency := upper(core.data ->> 'currency');
    customer := private.stripe_reference(
        coalesce(
            nullif(core.data -> 'customer', 'null'),
            nullif(charge -> 'customer', 'null'),
            nullif(session -> 'customer', 'null'),
            nullif(invoice -> 'customer', 'null')
        )
    );
    email := coalesce(
        session #>> '{customer_details,email}',
        invoice ->> 'customer_email',
        core.data ->> 'receipt_email',
        charge #>> '{billing_details,email}'
    );
    ordered_at := private.stripe_time(core.data -> 'created');
    if status = 'paid' then
        paid_at := coalesce(
            paid.since,
            private.stripe_time(nullif(core.data #> '{status_transitions,paid_at}', 'null')),
            ordered_at
        );
        if paid.given_back > 0 then
            status := case
                when paid.given_back < amount then 'partially_refunded' else 'refunded'
            end;
            select max(private.stripe_time(r.data -> 'created')) into refunded_at
            from private.stripe_refunds_of(account, reference) as r
            where coalesce(r.data ->> 'status', '') not in ('failed', 'canceled');
        end if;
    elsif status = 'canceled' then
        canceled_at := private.stripe_time(
            coalesce(nullif(core.data -> 'canceled_at', 'null'), core.data -> 'created')
        );
    end if;
    attribution := (
        select coalesce(jsonb_object_agg(m.key, m.value), '{}')
        from jsonb_each(
            coalesce(core.data -> 'metadata', '{}') || coalesce(session -> 'metadata', '{}')
        ) as m
        where m.key like 'utm\_%'
    ) || case
        when session ->> 'client_reference_id' is null then '{}'
        else jsonb_build_object('client_reference_id', session -> 'client_reference_id')
    end;
    lines := coalesce(
        case when session ->> 'mode' = 'payment' then session #> '{line_items,data}' end,
        invoice #> '{lines,data}',
        session #> '{line_items,data}',
        '[]'
    );
end
$$;
comment on function private.stripe_sale(text, text) is
'A sale as the mirror has it; without a status if there is none to write. A lost dispute does not '
'change its status: the goods are sold, the money is gone.';

create function private.invoice_of_sale(account text, reference text, core jsonb, charge jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select found.data
    from (
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and o.id = coalesce(
                private.stripe_reference(core -> 'invoice'),
                private.stripe_reference(charge -> 'invoice')
            )
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and o.data ->> 'payment_intent' = reference
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'invoice'
            and (
                (o.data #> '{payments,data}') @> jsonb_build_array(
                    jsonb_build_object('payment', jsonb_build_object('payment_intent', reference))
                )
                or (o.data #> '{payments,data}') @> jsonb_build_array(
                    jsonb_build_object(
                        'payment',
                        jsonb_build_object('payment_intent', jsonb_build_object('id', reference))
                    )
                )
            )
    ) as found
    order by found.data ->> 'id'
    limit 1
$$;
comment on function private.invoice_of_sale(text, text, jsonb, jsonb) is
'The invoice that a sale pays, in the shape of either version of the API.';

create function private.session_of_sale(account text, reference text, invoice jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select found.data
    from (
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'payment_intent' = reference
        union all
        select o.data
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'invoice' = invoice ->> 'id'
    ) as found
    order by
        found.data ->> 'status' = 'complete' desc,
        (found.data ->> 'created')::bigint desc,
        found.data ->> 'id'
    limit 1
$$;
comment on function private.session_of_sale(text, text, jsonb) is
'The checkout session that a sale came from.';

create function private.stripe_order_lines(
    account text, workspace uuid, currency text, lines jsonb
) returns table (
    line_id text,
    product_id uuid,
    external_product_id text,
    product_name text,
    quantity integer,
    unit_price numeric,
    discount_amount numeric
)
language sql
stable
set search_path = ''
as $$
    select
        line.data ->> 'id',
        (
            select p.id
            from public.products as p
            where p.workspace_id = workspace and p.id = private.uuid_or_null(given.product_id)
        ),
        left(price.product, 255),
        left(line.data ->> 'description', 500),
        sums.quantity,
        private.billed_amount(unit.price, stripe_order_lines.currency),
        private.billed_amount(
            least(sums.discount, sums.subtotal) + unit.price * sums.quantity - sums.subtotal,
            stripe_order_lines.currency
        )
    from jsonb_array_elements(lines) as line (data)
    cross join lateral (
        select
            greatest(coalesce((line.data ->> 'quantity')::integer, 1), 1) as quantity,
            -- of a session, or of an invoice
            coalesce(
                (line.data ->> 'amount_subtotal')::bigint, (line.data ->> 'amount')::bigint
            ) as subtotal,
            coalesce(
                (line.data ->> 'amount_discount')::bigint,
                (
                    select sum((d.value ->> 'amount')::bigint)::bigint
                    from jsonb_array_elements(
                        case jsonb_typeof(line.data -> 'discount_amounts')
                            when 'array' then line.data -> 'discount_amounts'
                        end
                    ) as d
                ),
                0
            ) as discount,
            case private.minor_digits(stripe_order_lines.currency) when 3 then 10 else 1 end as step
    ) as sums
    -- A part of the smallest unit is in no price: what rounding up adds is taken off as discount.
    cross join lateral (
        select
            ceil(sums.subtotal::numeric / sums.quantity / sums.step)::bigint * sums.step as price
    ) as unit
    cross join lateral (
        select
            coalesce(
                private.stripe_reference(line.data -> 'price'),
                private.stripe_reference(line.data #> '{pricing,price_details,price}')
            ) as id,
            coalesce(
                private.stripe_reference(line.data #> '{price,product}'),
                private.stripe_reference(line.data #> '{pricing,price_details,product}')
            ) as product
    ) as price
    cross join lateral (
        select coalesce(
            line.data #>> '{metadata,product_id}',
            line.data #>> '{price,metadata,product_id}',
            line.data #>> '{price,product,metadata,product_id}',
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'price' and o.id = price.id
            ),
            (
                select o.data #>> '{metadata,product_id}'
                from public.stripe_objects as o
                where o.account_id = account and o.object = 'product' and o.id = price.product
            )
        ) as product_id
    ) as given
    -- What is given back for the rest of a period is no line that was sold.
    where sums.subtotal >= 0
$$;
comment on function private.stripe_order_lines(text, uuid, text, jsonb) is
'The lines of a session or an invoice as lines of an order. metadata.product_id of the price or '
'product at Stripe says which of ours it is. Raises PT422 for amounts that two decimals cannot '
'hold.';
