-- pricing: what frontends and pictures draw. Row level security of the caller counts.

create function private.charted_product(product uuid) returns public.products
language plpgsql
stable
set search_path = ''
as $$
declare
    found_product public.products;
begin
    select * into found_product from public.products as p where p.id = product;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such product',
            hint = 'Give the id of a product of one of your workspaces.';
    end if;
    return found_product;
end
$$;
comment on function private.charted_product(uuid) is
'A product that the caller may see. PT404 none.';

create function private.prices_of_days(workspace uuid, product uuid, since date, until date)
returns table (date date, price numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with changes as materialized (
        select h.changed_at, h.old_price, h.new_price, h.old_currency, h.currency
        from public.price_history as h
        where h.workspace_id = workspace and h.product_id = product
    ),

    days as (
        select
            d::date as date,
            d at time zone 'UTC' as begins_at,
            (d + interval '1 day') at time zone 'UTC' as ends_at
        from generate_series(since::timestamp, until::timestamp, interval '1 day') as d
    )

    select d.date, coalesce(before.new_price, after.old_price, p.current_price)
    from public.products as p
    cross join days as d
    left join lateral (
        select c.new_price, c.currency
        from changes as c
        where c.changed_at < d.begins_at
        order by c.changed_at desc
        limit 1
    ) as before on true
    left join lateral (
        select c.old_price, c.old_currency
        from changes as c
        where c.changed_at >= d.ends_at
        order by c.changed_at
        limit 1
    ) as after on before.new_price is null
    where
        p.workspace_id = workspace
        and p.id = product
        and d.ends_at > p.created_at
        and coalesce(before.currency, after.old_currency, p.currency) = p.currency
        and not exists (
            select from changes as c where c.changed_at >= d.begins_at and c.changed_at < d.ends_at
        )
    order by d.date;
end
$$;
comment on function private.prices_of_days(uuid, uuid, date, date) is
'The price of a product on each UTC day that it had one price all day long, in its currency of '
'today. Days on which the price changed, and days before the product, are left out.';

create function public.price_chart(
    product_id uuid, since date default null, until date default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    product constant public.products := private.charted_product(price_chart.product_id);
    last_day constant date := coalesce(price_chart.until, (now() at time zone 'UTC')::date);
    first_day constant date := coalesce(price_chart.since, last_day - 89);
    begins_at constant timestamptz := first_day::timestamp at time zone 'UTC';
    ends_at constant timestamptz
    := least((last_day + 1)::timestamp at time zone 'UTC', now());
begin
    perform private.check_period(first_day, last_day);
    return (
        with changes as materialized (
            select h.changed_at, h.old_price, h.new_price, h.reason
            from public.price_history as h
            where h.workspace_id = product.workspace_id and h.product_id = product.id
        ),

        steps as (
            select
                begins_at as at,
                coalesce(
                    (
                        select c.new_price from changes as c
                        where c.changed_at < begins_at order by c.changed_at desc limit 1
                    ),
                    (select c.old_price from changes as c order by c.changed_at limit 1),
                    product.current_price
                ) as price,
                null as reason
            union all
            select c.changed_at, c.new_price, c.reason from changes as c
            where c.changed_at >= begins_at and c.changed_at < ends_at
        ),

        decisions as (
            select
                r.id,
                coalesce(r.applied_at, r.decided_at, r.created_at) as at,
                r.recommended_price as price,
                r.status,
                r.mode,
                r.is_holdout,
                coalesce(r.reasons[1], r.model) as reason
            from public.price_recommendations as r
            where
                r.workspace_id = product.workspace_id
                and r.product_id = product.id
                and r.created_at >= begins_at
                and r.created_at < ends_at
        ),

        competitors as (
            select (c.observed_at at time zone 'UTC')::date as date, min(c.price) as lowest
            from public.competitor_prices as c
            where
                c.workspace_id = product.workspace_id
                and c.product_id = product.id
                and c.currency = product.currency
                and c.in_stock is distinct from false
                and c.observed_at >= begins_at
                and c.observed_at < ends_at
            group by 1
        ),

        units as (
            select b.date, b.units, b.revenue
            from public.revenue_breakdown as b
            where
                b.workspace_id = product.workspace_id
                and b.product_id = product.id
                and b.currency = product.currency
                and b.date between first_day and last_day
        )

        select jsonb_build_object(
            'product', jsonb_build_object(
                'id', product.id, 'name', product.name, 'currency', product.currency
            ),
            'since', first_day,
            'until', last_day,
            'current_price', product.current_price,
            'list_price', product.base_price,
            'prior_price', product.prior_price,
            'steps', (
                select jsonb_agg(to_jsonb(s) order by s.at)
                from (
                    select s.* from steps as s
                    union all
                    select ends_at, product.current_price, null
                    where last_day = (now() at time zone 'UTC')::date
                ) as s
            ),
            'decisions', (
                select coalesce(jsonb_agg(to_jsonb(d) order by d.at), '[]') from decisions as d
            ),
            'limits', (
                select coalesce(jsonb_object_agg(b.kind, b.bound -> 'price'), '{}')
                from public.price_limits(product.id) as l
                cross join lateral jsonb_each(l.limits) as b (kind, bound)
                where b.kind not in ('step_low', 'step_high')
            ),
            'competitors', (
                select coalesce(jsonb_agg(to_jsonb(c) order by c.date), '[]') from competitors as c
            ),
            'units', (
                select coalesce(jsonb_agg(to_jsonb(u) order by u.date), '[]') from units as u
            )
        )
    );
end
$$;
comment on function public.price_chart(uuid, date, date) is
'What a product cost between two UTC days (90 by default), as steps; the recommendations of '
'those days and what became of them; the lowest competitor and units sold a day; the limits of '
'today: {"product", "steps": [{"at", "price", "reason"}], "decisions": [{"at", "price", "status", '
'"mode", "reason"}], "limits", "competitors": [{"date", "lowest"}], "units": [{"date", "units", '
'"revenue"}]}. PT404 no such product, PT422 no such period.';
