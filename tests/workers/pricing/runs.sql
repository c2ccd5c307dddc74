-- A shop whose prices are computed, for test_runs.py and test_run_properties.py.

-- name: open_shop
with person as (
    insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.com')
    returning id
)

insert into public.workspaces (id, owner_id, name)
select %(workspace)s, id, 'Shop' from person

-- name: add_rule
insert into public.price_rules (
    workspace_id, name, currency, mode, minimum_margin, maximum_step, rounding, holdout_share
)
values (%(workspace)s, 'All', 'USD', %(mode)s, 10, 20, %(rounding)s, %(holdout_share)s)

-- name: add_products
insert into public.products (
    id, workspace_id, name, category, base_price, base_cost, current_price, currency,
    inventory_count, reorder_point, tracks_stock
)
select
    p.id, %(workspace)s, p.name, p.category, p.current_price, p.base_cost, p.current_price, 'USD',
    coalesce(p.inventory_count, 0), 5, p.tracks_stock
from jsonb_populate_recordset(null::public.products, %(products)s) as p

-- name: add_sales
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units, revenue)
select
    %(workspace)s, s.id, current_date - s.days_ago, s.currency, s.units,
    s.units * s.price
from jsonb_to_recordset(%(sales)s) as s (
    id uuid, days_ago integer, currency text, units integer, price numeric
)

-- name: add_elasticity
insert into public.price_elasticities (
    workspace_id, category, elasticity, standard_error, method, observations
)
values (%(workspace)s, 'tea', -2.2, 0.3, 'by hand', 90)

-- name: ask
select public.request_repricing(%(workspace)s) as run

-- name: stand_above_roles
select set_config('request.jwt.claims', '{"role": "service_role"}', false)

-- name: run
select r.* from public.pricing_runs as r where r.id = %(run)s

-- name: recommendations
select r.* from public.price_recommendations as r
where r.workspace_id = %(workspace)s
order by r.product_id, r.created_at

-- name: holds
select h.product_id, h.kind, h.code, h.reasons from public.price_holds as h
where h.workspace_id = %(workspace)s
order by h.product_id

-- name: prices
select p.id, p.current_price from public.products as p
where p.workspace_id = %(workspace)s
order by p.id

-- name: changes
select h.product_id, h.old_price, h.new_price, h.reason, h.recommendation_id
from public.price_history as h
where h.workspace_id = %(workspace)s
order by h.product_id, h.changed_at

-- name: roll_back
select public.roll_back_run(%(run)s) as done

-- name: end_lease
update jobs.job_queue set lease_expires_at = now() - interval '1 second'
where job_type = 'pricing.reprice' and status = 'processing'

-- name: progress
select r.products, r.status from public.pricing_runs as r where r.id = %(run)s

-- name: uplift
select * from public.pricing_uplift(%(workspace)s, current_date - 20, current_date - 1)

-- name: held_out
select p.id, private.is_held_out(p.workspace_id, p.id, %(share)s::numeric) as is_held_out
from public.products as p
where p.workspace_id = %(workspace)s
