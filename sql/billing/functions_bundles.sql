-- billing: ordering content bundles, which are paid for once.
--
-- security definer: private.order_bundle, because nobody may write bundle_orders.

create function private.volume_discount(unit_cents bigint, quantity integer, tiers jsonb)
returns bigint
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        (
            -- Half up, once for the line: numeric is exact, and rounds away from zero.
            select round(
                unit_cents::numeric * quantity * (tier.value ->> 'percent')::numeric / 100
            )::bigint
            from jsonb_array_elements(tiers) as tier
            where (tier.value ->> 'min_quantity')::numeric <= quantity
            order by
                (tier.value ->> 'min_quantity')::numeric desc,
                (tier.value ->> 'percent')::numeric desc
            limit 1
        ),
        0
    )
$$;
comment on function private.volume_discount(bigint, integer, jsonb) is
'What is taken off a line, in the minor unit: the percent of the tier with the largest '
'min_quantity that is reached.';

create function private.line_discount(product public.bundle_products, quantity integer)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
declare
    -- Stripe takes amounts of three decimals only if they end in 0: so ten is the smallest unit.
    smallest constant integer := case private.minor_digits(product.currency)
        when 3 then 10 else 1
    end;
begin
    return private.from_minor_units(
        smallest * private.volume_discount(
            product.base_price_cents / smallest, quantity, product.volume_discounts
        ),
        product.currency
    );
end
$$;
comment on function private.line_discount(public.bundle_products, integer) is
'What is taken off so many of a product, as an amount that can be paid.';

create function private.order_bundle(
    workspace uuid,
    wanted_business_id uuid,
    items jsonb,
    success_url text,
    cancel_url text,
    client_key text
) returns public.billing_sessions
language plpgsql
security definer
set search_path = ''
as $$
declare
    wanted public.billing_sessions;
    ordered public.bundle_orders;
    item record;
    currencies text[];
begin
    perform private.require_role(workspace, 'member');
    wanted := private.earlier_billing_session(workspace, client_key);
    if wanted.id is not null then
        return wanted;
    end if;
    perform private.check_return_url('success_url', success_url);
    perform private.check_return_url('cancel_url', cancel_url);
    if not exists (
        select
        from public.businesses as b
        where b.workspace_id = workspace and b.id = wanted_business_id
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such business',
            detail = format('business_id: %s', wanted_business_id),
            hint = 'Use the id of a business of this workspace.';
    end if;
    perform private.check_bundle_items(workspace, wanted_business_id, items);
    select array_agg(distinct p.currency) into currencies
    from jsonb_array_elements(items) as i
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid;
    if cardinality(currencies) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'an order is in one currency',
            detail = format('These are in %s.', array_to_string(currencies, ', ')),
            hint = 'Order them one by one.';
    end if;

    insert into public.bundle_orders as b (
        workspace_id, business_id, user_id, total_amount, currency
    )
    select
        workspace,
        wanted_business_id,
        auth.uid(),
        sum(q.quantity * p.base_price - private.line_discount(p, q.quantity)),
        currencies[1]
    from jsonb_array_elements(items) as i
    cross join lateral (select coalesce((i.value ->> 'quantity')::integer, 1) as quantity) as q
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid
    returning b.* into ordered;
    insert into public.bundle_order_items (
        workspace_id, order_id, product_id, quantity, unit_price, discount_amount, currency,
        options, created_at
    )
    select
        workspace,
        ordered.id,
        p.id,
        q.quantity,
        p.base_price,
        private.line_discount(p, q.quantity),
        ordered.currency,
        coalesce(i.value -> 'options', '{}'),
        now() + i.place * interval '1 microsecond'
    from jsonb_array_elements(items) with ordinality as i (value, place)
    cross join lateral (select coalesce((i.value ->> 'quantity')::integer, 1) as quantity) as q
    join public.bundle_products as p on p.id = (i.value ->> 'product_id')::uuid;
    select i.subtotal_cents - i.discount_amount_cents as amount, p.name into item
    from public.bundle_order_items as i
    join public.bundle_products as p on i.product_id = p.id
    where
        i.workspace_id = workspace
        and i.order_id = ordered.id
        -- The most that Stripe takes for a line.
        and i.subtotal_cents - i.discount_amount_cents > 99999999
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = format('the line of %s is too large to be paid at once', item.name),
            detail = format('It is %s in the minor unit; Stripe takes 99999999.', item.amount),
            hint = 'Order fewer at a time.';
    end if;

    wanted.workspace_id := workspace;
    wanted.kind := 'checkout';
    wanted.bundle_order_id := ordered.id;
    wanted.idempotency_key := client_key;
    wanted.options := jsonb_build_object('success_url', success_url, 'cancel_url', cancel_url);
    wanted := private.place_billing_session(wanted);
    if wanted.bundle_order_id <> ordered.id then -- the same request came twice at the same time
        delete from public.bundle_orders as b where b.id = ordered.id;
    end if;
    return wanted;
end
$$;
comment on function private.order_bundle(uuid, uuid, jsonb, text, text, text) is
'Body of order_bundle.';

create function public.order_bundle(
    workspace_id uuid,
    business_id uuid,
    items jsonb,
    success_url text,
    cancel_url text,
    idempotency_key text default null
) returns public.billing_sessions
language sql
set search_path = ''
as $$
    select private.order_bundle(
        order_bundle.workspace_id,
        order_bundle.business_id,
        order_bundle.items,
        order_bundle.success_url,
        order_bundle.cancel_url,
        order_bundle.idempotency_key
    )
$$;
comment on function public.order_bundle(uuid, uuid, jsonb, text, text, text) is
'Orders content bundles for a business, and asks for the page at Stripe to pay them; members and '
'up. items: [{"product_id", "quantity", "options": {"topic", "language", …}}, …]. The answer is '
'the row of billing_sessions, which names the order. Once that is paid the content is made. The '
'same idempotency_key gives the same row. Raises PT403, PT404, PT422.';

create function private.fail_bundle_item(job jobs.job_queue, reason text) returns void
language sql
set search_path = ''
as $$
    select private.raise_alert(
        'bundle_order_fails',
        'critical',
        format('Content that was paid for cannot be made: %s', reason),
        job.workspace_id,
        null,
        job.payload
    )
$$;
comment on function private.fail_bundle_item(jobs.job_queue, text) is
'Failure function of billing.fulfil_item: a person has to look. The job billing.sweep tries again.';
