-- billing: customers and goods of a workspace's own Stripe account.

create function private.customer_of_stripe(account text, workspace uuid, stripe_customer text)
returns uuid
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (
            select c.id
            from public.customers as c
            where c.workspace_id = workspace and c.stripe_customer_id = stripe_customer
        ),
        (
            select c.id
            from public.stripe_objects as o
            join public.customers as c
                on c.workspace_id = workspace and lower(c.email) = lower(o.data ->> 'email')
            where o.account_id = account and o.object = 'customer' and o.id = stripe_customer
        )
    )
$$;
comment on function private.customer_of_stripe(text, uuid, text) is
'Who a customer of the workspace''s Stripe account is. Several there may have one address: here '
'they are one.';

create function private.derive_stripe_buyer(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
declare
    given constant jsonb := mirrored.data;
    address constant text := case
        when given ->> 'email' ~ '^[^@\s]+@[^@\s]+$' and char_length(given ->> 'email') <= 255
            then given ->> 'email'
    end;
    oldest text;
    buyer uuid;
    reference text;
begin
    if given ->> 'created' is null then -- deleted before it was ever read
        return;
    end if;
    -- The row of an address belongs to the first who had it.
    select o.id into oldest
    from public.stripe_objects as o
    where
        o.account_id = mirrored.account_id
        and o.object = 'customer'
        and lower(o.data ->> 'email') = lower(address)
        and o.data ->> 'created' is not null
    order by (o.data ->> 'created')::bigint, o.id
    limit 1;
    select c.id into buyer
    from public.customers as c
    where c.workspace_id = workspace and c.stripe_customer_id = mirrored.id;
    if not found then
        select c.id into buyer
        from public.customers as c
        where c.workspace_id = workspace and lower(c.email) = lower(address);
    end if;
    if buyer is null then
        insert into public.customers (workspace_id, stripe_customer_id, email, created_at)
        values (workspace, mirrored.id, address, private.stripe_time(given -> 'created'))
        returning id into buyer;
    end if;
    if mirrored.gone_at is null and coalesce(oldest, mirrored.id) = mirrored.id then
        perform private.write_stripe_buyer(workspace, buyer, mirrored.id, address, given);
    end if;
    -- Its sales are few, and only those that do not know it yet are written.
    for reference in
        select distinct private.stripe_sale_references(o.account_id, o.object, o.data)
        from public.stripe_objects as o
        where
            o.account_id = mirrored.account_id
            and o.object in ('charge', 'payment_intent', 'checkout.session', 'invoice')
            and o.data ->> 'customer' = mirrored.id
            and (o.object <> 'invoice' or private.is_paid_elsewhere(o.data))
            and not exists (
                select
                from public.orders as known
                where
                    known.workspace_id = workspace
                    and known.stripe_id = coalesce(o.data ->> 'payment_intent', o.id)
                    and known.customer_id = buyer
            )
    loop
        perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
    end loop;
end
$$;
comment on function private.derive_stripe_buyer(uuid, public.stripe_objects) is
'Writes the customer that one at Stripe is. What cannot be used of it is left out. One that was '
'deleted there stays.';

create function private.write_stripe_buyer(
    workspace uuid, buyer uuid, stripe_customer text, address text, given jsonb
) returns void
language plpgsql
set search_path = ''
as $$
declare
    -- An address that another row has stays there.
    usable constant text := case
        when not exists (
            select
            from public.customers as c
            where
                c.workspace_id = workspace and lower(c.email) = lower(address) and c.id <> buyer
        ) then address
    end;
    place constant text := substring(
        upper(coalesce(given #>> '{address,country}', given #>> '{shipping,address,country}'))
        from '^[A-Z]{2}$'
    );
    called constant text := nullif(left(given ->> 'name', 255), '');
    number constant text := case
        when char_length(given ->> 'phone') <= 50 then given ->> 'phone'
    end;
begin
    update public.customers as c
    set
        stripe_customer_id = stripe_customer,
        email = coalesce(usable, c.email),
        full_name = coalesce(called, c.full_name),
        phone = coalesce(number, c.phone),
        country = coalesce(place, c.country)
    where
        c.id = buyer
        and (c.stripe_customer_id, c.email, c.full_name, c.phone, c.country) is distinct from (
            stripe_customer,
            coalesce(usable, c.email),
            coalesce(called, c.full_name),
            coalesce(number, c.phone),
            coalesce(place, c.country)
        );
end
$$;
comment on function private.write_stripe_buyer(uuid, uuid, text, text, jsonb) is
'Fills in a customer from Stripe; what Stripe does not know stays.';

create function private.derive_stripe_goods(workspace uuid, mirrored public.stripe_objects)
returns void
language plpgsql
set search_path = ''
as $$
declare
    goods constant text := case mirrored.object
        when 'product' then mirrored.id
        else private.stripe_reference(mirrored.data -> 'product')
    end;
    reference text;
begin
    if mirrored.data #>> '{metadata,product_id}' is null then
        return;
    end if;
    -- A loop, because each is a sale to write.
    for reference in
        select distinct o.stripe_id
        from public.order_items as i
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        where
            i.workspace_id = workspace
            and i.external_product_id = goods
            and i.product_id is null
            and o.stripe_id is not null
    loop
        perform private.derive_stripe_order(mirrored.account_id, workspace, reference);
    end loop;
end
$$;
comment on function private.derive_stripe_goods(uuid, public.stripe_objects) is
'Tells the lines that were sold before, which product of ours they are.';
