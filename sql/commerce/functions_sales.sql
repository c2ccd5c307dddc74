-- commerce: counting what was sold.
--
-- security definer: the trigger functions and the roll-up, because nobody may write
-- private.product_sales.

create function private.is_sale(order_status text) returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return order_status in ('paid', 'partially_refunded');
end
$$;
comment on function private.is_sale(text) is 'Whether an order in this status counts as sold.';

create function private.count_item_sales() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- The joins leave out what is being deleted: a product, or the whole workspace.
    if tg_op = 'INSERT' then
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, sum(i.quantity)
        from added as i
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id;
    elsif tg_op = 'DELETE' then
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, -sum(i.quantity)
        from removed as i
        join public.workspaces as w on w.id = i.workspace_id
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id;
    else
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, sum(i.quantity)
        from (
            select a.workspace_id, a.order_id, a.product_id, a.quantity from added as a
            union all
            select r.workspace_id, r.order_id, r.product_id, -r.quantity from removed as r
        ) as i
        join public.workspaces as w on w.id = i.workspace_id
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id
        having sum(i.quantity) <> 0;
    end if;
    return null;
end
$$;
comment on function private.count_item_sales() is
'Trigger of order_items, per statement: counts the lines of sold orders that come, change or go.';

create function private.count_order_sales() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.product_sales (workspace_id, product_id, quantity)
    select
        p.workspace_id,
        p.id,
        case when tg_op = 'UPDATE' and private.is_sale(new.status) then 1 else -1 end
        * sum(i.quantity)
    from public.order_items as i
    join public.workspaces as w on w.id = i.workspace_id
    join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
    where i.workspace_id = old.workspace_id and i.order_id = old.id
    group by p.workspace_id, p.id;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function private.count_order_sales() is
'Trigger of orders: counts the lines of an order that becomes a sale, is no longer one, or goes.';

create function private.roll_up_product_sales() returns integer
language sql
security definer
set search_path = ''
as $$
    with crowded as (
        select s.workspace_id, s.product_id
        from private.product_sales as s
        group by s.workspace_id, s.product_id
        having count(*) > 1
    ),

    -- Two roll-ups at once share the rows between them: each adds up what it deleted itself.
    gone as (
        delete from private.product_sales as s
        using crowded as c
        where s.workspace_id = c.workspace_id and s.product_id = c.product_id
        returning s.workspace_id, s.product_id, s.quantity
    ),

    kept as (
        insert into private.product_sales (workspace_id, product_id, quantity)
        select g.workspace_id, g.product_id, sum(g.quantity)
        from gone as g
        group by g.workspace_id, g.product_id
        returning 1
    )

    select ((select count(*) from gone) - (select count(*) from kept))::integer
$$;
comment on function private.roll_up_product_sales() is
'Makes one row of each product''s steps in private.product_sales. Returns how many it saved. '
'Counts stay the same, also for those who read or sell meanwhile.';

create function public.sales_count(product public.products) returns bigint
language sql
stable
set search_path = ''
as $$
    select coalesce(sum(s.quantity), 0)::bigint
    from private.product_sales as s
    where s.workspace_id = product.workspace_id and s.product_id = product.id
$$;
comment on function public.sales_count(public.products) is
'Units sold of a product, less refunded orders. A computed column: '
'select=name,sales_count and order=sales_count.desc work on products.';
