-- analytics: revenue by day, from orders, payments and refunds.
--
-- Revenue is what was sold, on the day it was paid. Refunds count on their own day: rows of
-- refunds that succeeded; without such rows, what payments or the order's status say; and what
-- was lost in disputes. Days are UTC days.
--
-- security definer: private.roll_up_revenue, because nobody may write private.revenue_marks.

create function private.revenue_facts(workspace uuid, days date[])
returns table (
    kind text, day date, currency text, order_id uuid, amount numeric
)
language sql
stable
set search_path = ''
as $$
    with spans as (
        select
            d as day,
            d::timestamp at time zone 'UTC' as since,
            (d + 1)::timestamp at time zone 'UTC' as until
        from unnest(days) as d
    )

    select 'sale', s.day, o.currency, o.id, o.total_amount
    from spans as s
    join public.orders as o
        on
            o.workspace_id = workspace
            and o.status in ('paid', 'partially_refunded', 'refunded')
            and coalesce(o.paid_at, o.ordered_at) >= s.since
            and coalesce(o.paid_at, o.ordered_at) < s.until
    union all
    select 'refund', s.day, r.currency, r.order_id, r.amount
    from spans as s
    join public.refunds as r
        on
            r.workspace_id = workspace
            and r.status = 'succeeded'
            and r.refunded_at >= s.since
            and r.refunded_at < s.until
    union all
    select 'refund', s.day, p.currency, p.order_id, p.refunded_amount
    from spans as s
    join public.payments as p
        on
            p.workspace_id = workspace
            and p.refunded_amount > 0
            and coalesce(p.refunded_at, p.created_at) >= s.since
            and coalesce(p.refunded_at, p.created_at) < s.until
    where not exists (
        select
        from public.refunds as r
        where
            r.workspace_id = workspace
            and (r.payment_id = p.id or (r.payment_id is null and r.order_id = p.order_id))
    )
    union all
    select 'refund', s.day, p.currency, p.order_id, p.disputed_amount
    from spans as s
    join public.payments as p
        on
            p.workspace_id = workspace
            and p.disputed_amount > 0
            and coalesce(p.disputed_at, p.created_at) >= s.since
            and coalesce(p.disputed_at, p.created_at) < s.until
    union all
    select 'refund', s.day, o.currency, o.id, o.total_amount
    from spans as s
    join public.orders as o
        on
            o.workspace_id = workspace
            and o.status = 'refunded'
            and coalesce(o.refunded_at, o.ordered_at) >= s.since
            and coalesce(o.refunded_at, o.ordered_at) < s.until
    where
        not exists (
            select
            from public.refunds as r
            where r.workspace_id = workspace and r.order_id = o.id
        )
        and not exists (
            select
            from public.payments as p
            where p.workspace_id = workspace and p.order_id = o.id and p.refunded_amount > 0
        )
$$;
comment on function private.revenue_facts(uuid, date[]) is
'Each sale and each refund of some days. What failed or was canceled before it was paid is none.';

create function private.revenue_shares(workspace uuid, days date[])
returns table (
    kind text,
    day date,
    currency text,
    product_id uuid,
    quantity integer,
    amount numeric
)
language sql
stable
set search_path = ''
as $$
    -- In the smallest amount that the currency and the columns have: whole yen, cents.
    with facts as (
        select
            f.*,
            row_number() over () as number,
            10 ^ least(2, c.minor_units)::numeric as per_unit
        from private.revenue_facts(workspace, days) as f
        join public.currencies as c on c.code = f.currency
    ),

    lines as (
        select
            f.number,
            i.id,
            i.product_id,
            i.quantity,
            -- Lines that all cost nothing share alike.
            case
                when sum(i.subtotal - i.discount_amount) over whole > 0
                    then i.subtotal - i.discount_amount
                else 1
            end as weight
        from facts as f
        join public.order_items as i on i.workspace_id = workspace and i.order_id = f.order_id
        window whole as (partition by f.number)
    ),

    parts as (
        select
            f.number,
            l.id,
            l.product_id,
            l.quantity,
            f.amount * f.per_unit as units,
            coalesce(div(f.amount * f.per_unit * l.weight, sum(l.weight) over whole), 0) as floor,
            coalesce(mod(f.amount * f.per_unit * l.weight, sum(l.weight) over whole), 0) as rest
        from facts as f
        left join lines as l using (number)
        window whole as (partition by f.number)
    )

    -- The largest remainders get the units that are left: no cent is lost, none is made.
    select
        f.kind,
        f.day,
        f.currency,
        p.product_id,
        case when f.kind = 'sale' then coalesce(p.quantity, 0) else 0 end,
        case
            when p.id is null then f.amount
            else (
                p.floor + case
                    when row_number() over (partition by p.number order by p.rest desc, p.id)
                        <= p.units - sum(p.floor) over (partition by p.number)
                        then 1
                    else 0
                end
            ) / f.per_unit
        end
    from parts as p
    join facts as f using (number)
$$;
comment on function private.revenue_shares(uuid, date[]) is
'Each sale and refund of some days, spread over the lines of its order by what they cost after '
'discount: tax, shipping and discounts of the whole order go along. Shares sum to the whole '
'exactly, by largest remainder (Hamilton''s method); without lines it is one share without a '
'product.';

create function private.compute_revenue(workspace uuid, days date[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    with fresh as materialized (
        select
            f.day,
            f.currency,
            coalesce(sum(f.amount) filter (where f.kind = 'sale'), 0) as revenue,
            coalesce(sum(f.amount) filter (where f.kind = 'refund'), 0) as refunds,
            count(*) filter (where f.kind = 'sale') as orders_count
        from private.revenue_facts(workspace, days) as f
        group by f.day, f.currency
    ),

    gone as (
        delete from public.revenue_daily as d
        where
            d.workspace_id = workspace
            and d.date = any (days)
            and (d.date, d.currency) not in (select f.day, f.currency from fresh as f)
    )

    insert into public.revenue_daily as d (
        workspace_id, date, currency, revenue, refunds, orders_count
    )
    select workspace, f.day, f.currency, f.revenue, f.refunds, f.orders_count from fresh as f
    on conflict on constraint revenue_daily_once_per_day do update
    set
        revenue = excluded.revenue,
        refunds = excluded.refunds,
        orders_count = excluded.orders_count
    where (d.revenue, d.refunds, d.orders_count)
    is distinct from (excluded.revenue, excluded.refunds, excluded.orders_count);

    with fresh as materialized (
        select
            s.day,
            s.currency,
            s.product_id,
            sum(s.quantity) as units,
            coalesce(sum(s.amount) filter (where s.kind = 'sale'), 0) as revenue,
            coalesce(sum(s.amount) filter (where s.kind = 'refund'), 0) as refunds
        from private.revenue_shares(workspace, days) as s
        group by s.day, s.currency, s.product_id
    ),

    -- Rows without a product are made anew: the key does not hold them together.
    gone as (
        delete from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.date = any (days)
            and (
                b.product_id is null
                or (b.date, b.currency, b.product_id) not in (
                    select f.day, f.currency, f.product_id
                    from fresh as f
                    where f.product_id is not null
                )
            )
    )

    -- The category stays what it was when the product was first sold that day.
    insert into public.revenue_breakdown as b (
        workspace_id, product_id, category, date, currency, units, revenue, refunds
    )
    select
        workspace,
        f.product_id,
        left(p.category, 255),
        f.day,
        f.currency,
        f.units,
        f.revenue,
        f.refunds
    from fresh as f
    left join public.products as p on p.workspace_id = workspace and p.id = f.product_id
    on conflict on constraint revenue_breakdown_once_per_day do update
    set
        category = coalesce(b.category, excluded.category),
        units = excluded.units,
        revenue = excluded.revenue,
        refunds = excluded.refunds
    where (b.units, b.revenue, b.refunds, b.category) is distinct from (
        excluded.units, excluded.revenue, excluded.refunds, coalesce(b.category, excluded.category)
    );
    perform private.add_product_sales(workspace, days);
end
$$;
comment on function private.compute_revenue(uuid, date[]) is
'Writes some days of revenue_daily, revenue_breakdown and the sales of product_metrics from '
'orders, payments and refunds. A day without any of them has no rows.';

create function private.roll_up_revenue(workspace uuid default null) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    marked uuid;
    days date[];
    computed integer := 0;
begin
    -- A loop, because each workspace is locked by itself.
    for marked in
        select w.id
        from public.workspaces as w
        where
            (roll_up_revenue.workspace is null or w.id = roll_up_revenue.workspace)
            and exists (select from private.revenue_marks as m where m.workspace_id = w.id)
        order by w.id
    loop
        -- One at a time, so that the later one does not write what the earlier one saw. Each of
        -- the statements below sees what was committed before it: all that the marks are about.
        perform pg_advisory_xact_lock(hashtextextended('flywheel.revenue ' || marked, 0));
        with taken as (
            delete from private.revenue_marks as m
            where m.workspace_id = marked
            returning m.day, m.order_id
        )

        select array_agg(distinct found.day) into days
        from (
            select t.day from taken as t where t.day is not null
            union
            select d.day
            from private.revenue_days(
                marked, array(select t.order_id from taken as t where t.order_id is not null)
            ) as d
        ) as found;
        if days is not null then
            perform private.compute_revenue(marked, days);
            computed := computed + cardinality(days);
        end if;
    end loop;
    return computed;
end
$$;
comment on function private.roll_up_revenue(uuid) is 'Body of public.roll_up_revenue.';

create function public.roll_up_revenue(workspace uuid default null) returns integer
language sql
set search_path = ''
as $$
    select private.roll_up_revenue(workspace)
$$;
comment on function public.roll_up_revenue(uuid) is
'Computes again the days of revenue that were touched since the last time, of one workspace or of '
'all. Returns how many. For workers: the job commerce.roll_up_revenue; safe to repeat, and while '
'orders come in.';
