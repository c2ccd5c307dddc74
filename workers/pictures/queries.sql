-- What `flywheel plot` asks, as the operator.

-- name: find_products
select p.id, p.name, w.slug as workspace
from public.products as p
join public.workspaces as w on p.workspace_id = w.id
where
    (p.id::text = %(product)s or p.name = %(product)s)
    and (%(workspace)s::text is null or %(workspace)s in (w.slug, w.id::text))
order by p.created_at
limit 2

-- name: price_chart
select public.price_chart(%(product)s, %(since)s::date, %(until)s::date) as chart

-- name: demand_curve
select public.demand_curve(%(product)s) as chart

-- name: forecast_chart
select
    public.forecast_chart(
        %(workspace)s, %(days)s, %(product)s, %(category)s, %(currency)s
    ) as chart
