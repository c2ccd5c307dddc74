-- What `flywheel pricing` asks, as the operator.

-- name: workspaces_with_rules
select distinct r.workspace_id as id from public.price_rules as r where r.is_active order by 1

-- name: request_repricing
select public.request_repricing(%(workspace)s::uuid, %(products)s::uuid[]) as run

-- name: run
select
    r.status, r.products, r.changed, r.kept, r.held, r.skipped, r.applied, r.refused, r.codes
from public.pricing_runs as r
where r.id = %(run)s

-- name: recommendations
select
    r.id, p.name, r.current_price, r.recommended_price, r.currency, r.mode, r.status, r.is_holdout,
    r.expected_profit_change, r.expected_profit_low, r.expected_profit_high, r.confidence,
    r.reasons, r.status_note, r.created_at
from public.price_recommendations as r
join public.products as p on p.workspace_id = r.workspace_id and p.id = r.product_id
where
    r.workspace_id = %(workspace)s
    and (%(statuses)s::text[] is null or r.status = any (%(statuses)s::text[]))
order by r.created_at desc, r.id
limit %(most)s

-- name: holds
select h.kind, h.code, p.name, h.reasons, h.held_since
from public.price_holds as h
join public.products as p on p.workspace_id = h.workspace_id and p.id = h.product_id
where h.workspace_id = %(workspace)s and (%(code)s::text is null or h.code = %(code)s)
order by h.code, p.name, p.id
limit %(most)s

-- name: approve
select r.status, r.status_note from public.approve_price(%(id)s::uuid) as r

-- name: reject
select r.status, r.status_note from public.reject_price(%(id)s::uuid) as r

-- name: apply
select r.status, r.status_note from public.apply_price(%(id)s::uuid) as r

-- name: roll_back
select r.status, r.status_note from public.roll_back_price(%(id)s::uuid) as r

-- name: is_run
select exists (select from public.pricing_runs as r where r.id = %(id)s::uuid) as is_run

-- name: roll_back_run
select public.roll_back_run(%(id)s::uuid) as done

-- name: uplift
select * from public.pricing_uplift(%(workspace)s::uuid, %(since)s::date, %(until)s::date)

-- name: replayed
select r.id, r.model, r.inputs, r.recommended_price
from public.price_recommendations as r
where r.run_id is not null and r.id > %(after)s::uuid
order by r.id
limit %(most)s

-- name: replayed_one
select r.id, r.model, r.inputs, r.recommended_price
from public.price_recommendations as r
where r.id = %(id)s::uuid
