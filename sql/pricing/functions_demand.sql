-- pricing: the demand curve of a product, for frontends and pictures.

create function private.fitted_elasticity(product public.products)
returns public.price_elasticities
language plpgsql
stable
set search_path = ''
as $$
declare
    fit public.price_elasticities;
begin
    select e.* into fit
    from public.price_elasticities as e
    where e.workspace_id = product.workspace_id and e.product_id = product.id
    order by e.fitted_at desc
    limit 1;
    if not found and product.category is not null then
        select e.* into fit
        from public.price_elasticities as e
        where e.workspace_id = product.workspace_id and e.category = product.category
        order by e.fitted_at desc
        limit 1;
    end if;
    if fit.id is null then
        select e.* into fit
        from public.price_elasticities as e
        where
            e.workspace_id = product.workspace_id
            and e.product_id is null
            and e.category is null
        order by e.fitted_at desc
        limit 1;
    end if;
    return fit;
end
$$;
comment on function private.fitted_elasticity(public.products) is
'The newest elasticity of a product, else of its category, else of its workspace; null where '
'nothing has been fitted.';

create function public.demand_curve(product_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    points constant integer := 41;
    product constant public.products := private.charted_product(demand_curve.product_id);
    fit constant public.price_elasticities := private.fitted_elasticity(product);
    low constant numeric := coalesce(fit.interval_low, fit.elasticity - 1.96 * fit.standard_error);
    high constant numeric := coalesce(fit.interval_high, fit.elasticity + 1.96 * fit.standard_error);
    today constant date := (now() at time zone 'UTC')::date;
begin
    return (
        with days as (
            select d.price, coalesce(b.units, 0) as units
            from private.prices_of_days(product.workspace_id, product.id, today - 365, today - 1)
            as d
            left join public.revenue_breakdown as b
                on
                    b.workspace_id = product.workspace_id
                    and b.product_id = product.id
                    and b.date = d.date
                    and b.currency = product.currency
            where d.price > 0
        ),

        observed as (
            select d.price, count(*) as days, sum(d.units) as units
            from days as d
            group by d.price
        ),

        -- With the elasticity given, the level that is most likely (Poisson) is units over
        -- the days, each weighted by what its price does to demand.
        levels as (
            select
                f.bound,
                f.elasticity,
                sum(o.units)
                / sum(o.days * power(o.price / product.current_price, f.elasticity)) as level,
                sum(o.units) as units
            from (
                values
                ('point', fit.elasticity),
                ('low', low),
                ('high', high)
            ) as f (bound, elasticity)
            cross join observed as o
            where product.current_price > 0
            group by f.bound, f.elasticity
            having sum(o.units) > 0
        ),

        prices as (
            select distinct
                round(span.lowest + (span.highest - span.lowest) * n / (points - 1), 2) as price
            from (
                select
                    0.7 * least(min(o.price), product.current_price) as lowest,
                    1.3 * greatest(max(o.price), product.current_price) as highest
                from observed as o
            ) as span
            cross join generate_series(0, points - 1) as n
            where span.lowest > 0
        ),

        curve as (
            select
                p.price,
                max(x.units) filter (where l.bound = 'point') as units,
                min(x.units) * exp(-1.96 / sqrt(max(l.units))) as units_low,
                max(x.units) * exp(1.96 / sqrt(max(l.units))) as units_high
            from prices as p
            cross join levels as l
            cross join lateral (
                select l.level * power(p.price / product.current_price, l.elasticity) as units
            ) as x
            where l.elasticity is not null
            group by p.price
        )

        select jsonb_build_object(
            'product', jsonb_build_object(
                'id', product.id, 'name', product.name, 'currency', product.currency
            ),
            'current_price', product.current_price,
            'base_cost', product.base_cost,
            'elasticity', case
                when fit.id is not null then jsonb_build_object(
                    'mean', round(fit.elasticity, 4),
                    'low', round(low, 4),
                    'high', round(high, 4),
                    'level', fit.interval_level,
                    'source', case
                        when fit.product_id is not null then 'product'
                        when fit.category is not null then 'category'
                        else 'workspace'
                    end,
                    'method', fit.method,
                    'observations', fit.observations,
                    'fitted_at', fit.fitted_at
                )
            end,
            'observed', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'price', o.price,
                            'days', o.days,
                            'units_per_day', round(o.units / o.days, 4)
                        )
                        order by o.price
                    ),
                    '[]'
                )
                from observed as o
            ),
            'curve', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'price', c.price,
                            'units', round(c.units, 4),
                            'units_low', round(c.units_low, 4),
                            'units_high', round(c.units_high, 4),
                            'profit', round((c.price - product.base_cost) * c.units, 4)
                        )
                        order by c.price
                    ),
                    '[]'
                )
                from curve as c
            )
        )
    );
end
$$;
comment on function public.demand_curve(uuid) is
'Units and profit a day of a product by price, with an interval, from the newest elasticity and '
'from what it sold in the last year at each price: {"product", "current_price", "elasticity", '
'"observed": [{"price", "days", "units_per_day"}], "curve": [{"price", "units", "units_low", '
'"units_high", "profit"}]}. The curve is empty without sales or before an elasticity was fitted. '
'The interval joins that of the elasticity with that of the level (Poisson). PT404 no such '
'product.';
