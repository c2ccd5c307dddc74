-- billing: what follows in commerce from the objects of a workspace's own Stripe account.
--
-- A sale is known by one reference: its PaymentIntent; where nothing was charged, its checkout
-- session or invoice; a charge from before there were PaymentIntents. Whichever of its objects
-- comes, all of the sale is written anew from the mirror: so the order does not matter.

create function private.derive_commerce(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
declare
    reference text;
begin
    if mirrored.object = 'customer' then
        perform private.derive_stripe_buyer(workspace, mirrored);
    elsif mirrored.object in ('price', 'product') then
        perform private.derive_stripe_goods(workspace, mirrored);
    else
        if mirrored.object = 'refund' then -- there are refunds without a charge
            perform private.derive_stripe_refund(workspace, mirrored.data);
        end if;
        for reference in
            select private.stripe_sale_references(
                mirrored.account_id, mirrored.object, mirrored.data
            )
        loop
            perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
        end loop;
    end if;
end
$$;
comment on function private.derive_commerce(uuid, public.stripe_objects) is
'Writes what follows from an object of a workspace''s own account. What was deleted at Stripe '
'stays: it was sold. Raises PT422 for amounts that two decimals cannot hold.';

create function private.stripe_sale_references(account text, object text, data jsonb)
returns setof text
language plpgsql
stable
set search_path = ''
as $$
begin
    case object
        when 'payment_intent' then
            return next data ->> 'id';
        when 'charge' then
            return next coalesce(
                private.stripe_reference(data -> 'payment_intent'), data ->> 'id'
            );
        when 'refund', 'dispute' then
            return query
            select told.reference
            from (
                select coalesce(
                    private.stripe_reference(data -> 'payment_intent'),
                    (
                        select private.stripe_reference(c.data -> 'payment_intent')
                        from public.stripe_objects as c
                        where
                            c.account_id = account
                            and c.object = 'charge'
                            and c.id = private.stripe_reference(
                                stripe_sale_references.data -> 'charge'
                            )
                    ),
                    private.stripe_reference(data -> 'charge')
                ) as reference
            ) as told
            where told.reference is not null;
        when 'invoice' then
            return query
            select private.stripe_reference(p.value #> '{payment,payment_intent}')
            from jsonb_array_elements(data #> '{payments,data}') as p
            where p.value #>> '{payment,payment_intent}' is not null
            union
            select private.stripe_reference(data -> 'payment_intent')
            where data ->> 'payment_intent' is not null
            union
            select data ->> 'id'
            where private.is_paid_elsewhere(data);
        when 'checkout.session' then
            if data ->> 'payment_intent' is not null then
                return next private.stripe_reference(data -> 'payment_intent');
            elsif data ->> 'invoice' is not null then
                return query
                select private.stripe_sale_references(account, 'invoice', i.data)
                from public.stripe_objects as i
                where
                    i.account_id = account
                    and i.object = 'invoice'
                    and i.id = private.stripe_reference(
                        stripe_sale_references.data -> 'invoice'
                    );
            elsif data ->> 'mode' = 'payment' and data ->> 'status' = 'complete' then
                return next data ->> 'id';
            end if;
        else
            null;
    end case;
end
$$;
comment on function private.stripe_sale_references(text, text, jsonb) is
'The sales that an object of Stripe is about: none, one, or several for an invoice that was paid '
'in parts.';

create function private.is_paid_elsewhere(invoice jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
    select
        invoice ->> 'status' = 'paid'
        and case
            when coalesce((invoice ->> 'paid_out_of_band')::boolean, false) then true
            when jsonb_typeof(invoice #> '{payments,data}') = 'array'
                then not exists (
                    select
                    from jsonb_array_elements(invoice #> '{payments,data}') as p
                    where
                        p.value ->> 'status' = 'paid'
                        and p.value #>> '{payment,payment_intent}' is not null
                )
            else invoice ->> 'payment_intent' is null and invoice ->> 'charge' is null
        end
$$;
comment on function private.is_paid_elsewhere(jsonb) is
'Whether an invoice is paid without a PaymentIntent: there was nothing to pay, or the money came '
'another way.';

create function private.derive_stripe_order(account text, workspace uuid, reference text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    found record;
    sale record;
    the_order uuid;
begin
    -- One sale has few charges and refunds; each is a statement of its own, to fail by itself.
    for found in select c.data from private.stripe_charges_of(account, reference) as c loop
        perform private.derive_stripe_payment(account, workspace, found.data);
    end loop;
    for found in select r.data from private.stripe_refunds_of(account, reference) as r loop
        perform private.derive_stripe_refund(workspace, found.data);
    end loop;
    select * into sale from private.stripe_sale(account, reference) as s;
    if sale.status is null then
        return;
    end if;
    if sale.status in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.orders as o
        set status = 'paid'
        where
            o.workspace_id = workspace
            and o.stripe_id = reference
            and o.status in ('pending', 'failed');
    end if;
    insert into public.orders as o (
        workspace_id, stripe_id, customer_id, customer_email, total_amount, currency,
        attribution_data, status, external_status, ordered_at, paid_at, refunded_at, canceled_at
    )
    values (
        workspace,
        reference,
        private.customer_of_stripe(account, workspace, sale.customer),
        case when char_length(sale.email) <= 255 then sale.email end,
        private.billed_amount(sale.amount, sale.currency),
        sale.currency,
        sale.attribution,
        sale.status,
        sale.external_status,
        sale.ordered_at,
        sale.paid_at,
        sale.refunded_at,
        sale.canceled_at
    )
    on conflict on constraint orders_stripe_unique do update
    set
        customer_id = excluded.customer_id,
        customer_email = excluded.customer_email,
        total_amount = excluded.total_amount,
        currency = excluded.currency,
        attribution_data = excluded.attribution_data,
        status = excluded.status,
        external_status = excluded.external_status,
        ordered_at = excluded.ordered_at,
        paid_at = excluded.paid_at,
        refunded_at = excluded.refunded_at,
        canceled_at = excluded.canceled_at
    where (
        o.customer_id, o.customer_email, o.total_amount, o.currency, o.attribution_data, o.status,
        o.external_status, o.ordered_at, o.paid_at, o.refunded_at, o.canceled_at
    ) is distinct from (
        excluded.customer_id, excluded.customer_email, excluded.total_amount, excluded.currency,
        excluded.attribution_data, excluded.status, excluded.external_status, excluded.ordered_at,
        excluded.paid_at, excluded.refunded_at, excluded.canceled_at
    );
    -- A new status stamps its time; Stripe's stands.
    update public.orders as o
    set
        paid_at = sale.paid_at,
        refunded_at = sale.refunded_at,
        canceled_at = sale.canceled_at
    where
        o.workspace_id = workspace
        and o.stripe_id = reference
        and (o.paid_at, o.refunded_at, o.canceled_at)
        is distinct from (sale.paid_at, sale.refunded_at, sale.canceled_at);
    select o.id into strict the_order
    from public.orders as o
    where o.workspace_id = workspace and o.stripe_id = reference;
    perform private.derive_stripe_items(account, workspace, the_order, sale.currency, sale.lines);
    update public.payments as p
    set order_id = the_order
    from private.stripe_charges_of(account, reference) as c
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = c.id
        and p.order_id is distinct from the_order;
    update public.refunds as r
    set order_id = the_order
    from private.stripe_refunds_of(account, reference) as s
    where
        r.workspace_id = workspace
        and r.stripe_refund_id = s.id
        and r.order_id is distinct from the_order;
end
$$;
comment on function private.derive_stripe_order(text, uuid, text) is
'Writes a sale from the mirror: its payments, refunds, order and lines. Safe to repeat. Raises '
'PT422 for amounts that two decimals cannot hold.';

create function private.derive_stripe_items(
    account text, workspace uuid, the_order uuid, currency text, lines jsonb
) returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from public.order_items as i
    where
        i.workspace_id = workspace
        and i.order_id = the_order
        and not exists (
            select
            from jsonb_array_elements(lines) as l
            where i.id = extensions.uuid_generate_v5(the_order, l.value ->> 'id')
        );
    insert into public.order_items as i (
        id, workspace_id, order_id, product_id, external_product_id, product_name, quantity,
        unit_price, discount_amount, currency
    )
    select
        extensions.uuid_generate_v5(the_order, l.line_id),
        workspace,
        the_order,
        l.product_id,
        l.external_product_id,
        l.product_name,
        l.quantity,
        l.unit_price,
        l.discount_amount,
        derive_stripe_items.currency
    from private.stripe_order_lines(account, workspace, derive_stripe_items.currency, lines) as l
    on conflict (id) do update
    set
        product_id = excluded.product_id,
        external_product_id = excluded.external_product_id,
        product_name = excluded.product_name,
        quantity = excluded.quantity,
        unit_price = excluded.unit_price,
        discount_amount = excluded.discount_amount
    where (
        i.product_id, i.external_product_id, i.product_name, i.quantity, i.unit_price,
        i.discount_amount
    ) is distinct from (
        excluded.product_id, excluded.external_product_id, excluded.product_name,
        excluded.quantity, excluded.unit_price, excluded.discount_amount
    );
end
$$;
comment on function private.derive_stripe_items(text, uuid, uuid, text, jsonb) is
'Makes the lines of an order those that Stripe has. A line keeps its id.';
