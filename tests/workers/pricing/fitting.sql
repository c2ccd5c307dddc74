-- Statements of test_fitting.py.

-- name: prepare
insert into auth.users (id, email)
values ('00000000-0000-4000-8000-00000000000a', 'ada@example.com');
insert into public.workspaces (id, name, slug, owner_id)
select
    ('00000000-0000-4000-8000-0000000000' || n)::uuid, n, 'fits-' || n,
    '00000000-0000-4000-8000-00000000000a'
from unnest(array['aa', 'bb']) as n;
insert into public.products (
    id, workspace_id, name, category, base_price, base_cost, current_price, currency, created_at
)
select
    ('10000000-0000-4000-8000-00000000000' || n)::uuid, '00000000-0000-4000-8000-0000000000aa',
    'Product ' || n, 'soap', 20, 8, 20, 'USD', now() - interval '100 days'
from generate_series(1, 4) as n

-- name: sell
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units)
select '00000000-0000-4000-8000-0000000000aa', product_id, current_date - ago, 'USD', units
from jsonb_to_recordset(%(days)s) as d (product_id uuid, ago integer, units bigint)
where units > 0

-- name: change
-- Prices change a little after midnight, but for those that say at which hour.
insert into public.price_history (
    workspace_id, product_id, old_price, new_price, old_currency, currency, changed_at
)
select
    '00000000-0000-4000-8000-0000000000aa', product_id, old_price, new_price, 'USD', 'USD',
    (current_date - ago)::timestamp at time zone 'UTC' + make_interval(hours => coalesce(hour, 0), mins => 1)
from jsonb_to_recordset(%(changes)s) as c (
    product_id uuid, ago integer, old_price numeric, new_price numeric, hour integer
)

-- name: observed
select public.pricing_observations('00000000-0000-4000-8000-0000000000aa', %(after)s, %(most)s)
    as page

-- name: finished
select status::text as status, result
from jobs.job_archive
where job_type = 'pricing.fit'
order by completed_at

-- name: kept
select product_id::text as product_id, category, elasticity, standard_error, interval_low,
    interval_high, observations, shrinkage
from public.price_elasticities
where workspace_id = '00000000-0000-4000-8000-0000000000aa'
order by product_id nulls last, category nulls last
