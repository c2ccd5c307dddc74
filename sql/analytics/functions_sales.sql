-- analytics: what products sold, in the rollups of products.

create function private.add_product_sales(workspace uuid, days date[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    perform private.hold_rollups();
    with fresh as (
        select b.product_id, b.date, b.currency, b.units, b.revenue, b.refunds
        from public.revenue_breakdown as b
        where b.workspace_id = workspace and b.date = any (days) and b.product_id is not null
    ),

    held as (
        select m.product_id, m.date, m.currency, m.sales, m.revenue, m.refunds
        from public.product_metrics as m
        where
            m.workspace_id = workspace
            and m.date = any (days)
            and (m.sales, m.revenue, m.refunds) <> (0, 0, 0)
    ),

    changes as materialized (
        select
            k.product_id,
            k.date,
            k.currency,
            coalesce(f.units, 0) as sales,
            coalesce(f.revenue, 0) as revenue,
            coalesce(f.refunds, 0) as refunds,
            coalesce(f.units, 0) - coalesce(h.sales, 0) as more_sales,
            coalesce(f.revenue, 0) - coalesce(h.revenue, 0) as more_revenue,
            coalesce(f.refunds, 0) - coalesce(h.refunds, 0) as more_refunds
        from (
            select f.product_id, f.date, f.currency from fresh as f
            union
            select h.product_id, h.date, h.currency from held as h
        ) as k
        left join fresh as f using (product_id, date, currency)
        left join held as h using (product_id, date, currency)
    ),

    written as (
        insert into public.product_metrics as m (
            workspace_id, product_id, date, currency, sales, revenue, refunds
        )
        select workspace, c.product_id, c.date, c.currency, c.sales, c.revenue, c.refunds
        from changes as c
        where (c.more_sales, c.more_revenue, c.more_refunds) <> (0, 0, 0)
        on conflict on constraint product_metrics_pkey do update
        set sales = excluded.sales, revenue = excluded.revenue, refunds = excluded.refunds
    )

    insert into private.metric_months as t (
        workspace_id, dimension, key, month, currency, sales, revenue, refunds
    )
    select
        workspace,
        'product',
        c.product_id::text,
        date_trunc('month', c.date)::date as month,
        c.currency,
        sum(c.more_sales),
        sum(c.more_revenue),
        sum(c.more_refunds)
    from changes as c
    where (c.more_sales, c.more_revenue, c.more_refunds) <> (0, 0, 0)
    group by c.product_id, month, c.currency
    on conflict on constraint metric_months_pkey do update
    set
        sales = t.sales + excluded.sales,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds;
end
$$;
comment on function private.add_product_sales(uuid, date[]) is
'Sets sales, revenue and refunds of product_metrics and of their months from revenue_breakdown, '
'for some days.';
