-- What `flywheel bench reprice` sets up and watches.

-- name: add_person
insert into auth.users (id, email) values (%(person)s, 'reprice@example.com')

-- name: add_workspace
insert into public.workspaces (id, owner_id, name, slug)
values (%(workspace)s, %(person)s, 'Reprice', 'reprice')

-- name: add_rule
insert into public.price_rules (
    workspace_id, name, currency, mode, minimum_margin, maximum_step, rounding, holdout_share
)
values (%(workspace)s, 'All', 'SAR', %(mode)s, 10, 15, 'ends_99', 0.1)

-- name: add_elasticities
insert into public.price_elasticities (
    workspace_id, category, elasticity, standard_error, method, observations
)
select %(workspace)s, 'category ' || n, -1.6 - n * 0.05, 0.3, 'bench', 400
from generate_series(0, 49) as n

-- name: copy_products
copy public.products (
    id, workspace_id, name, category, base_price, base_cost, current_price, currency,
    inventory_count, reorder_point, tracks_stock
) from stdin

-- name: copy_sales
copy public.revenue_breakdown (workspace_id, product_id, category, date, currency, units, revenue)
from stdin

-- name: copy_competitors
copy public.competitor_prices (
    workspace_id, product_id, competitor, price, currency, in_stock, observed_at
) from stdin

-- name: settle
vacuum (analyze)

-- name: forget_marks
truncate private.repricing_marks

-- name: ask
select private.begin_pricing_run(%(workspace)s, 'schedule') as run

-- name: run
select r.status, r.products, r.changed, r.applied, r.refused, r.held, r.skipped, r.kept,
    extract(epoch from r.finished_at - r.started_at)::double precision as seconds
from public.pricing_runs as r
where r.id = %(run)s

-- name: longest
select
    coalesce(
        max(extract(epoch from clock_timestamp() - a.xact_start)), 0
    )::double precision as transaction,
    coalesce(
        max(extract(epoch from clock_timestamp() - a.state_change)) filter (
            where a.wait_event_type = 'Lock'
        ), 0
    )::double precision as wait
from pg_stat_activity as a
where a.datname = current_database() and a.backend_type = 'client backend'
    and a.pid <> pg_backend_pid()

-- name: some_products
select p.id from public.products as p where p.workspace_id = %(workspace)s limit 500
