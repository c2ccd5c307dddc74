-- What `flywheel attribution` asks, as the operator.

-- name: attribute_orders
select public.attribute_orders(%(workspace)s::uuid) as taken

-- name: attribution_workspaces
select unnest(public.attribution_workspaces()) as id

-- name: read_journeys
select public.read_journeys(%(workspace)s::uuid) as journeys

-- name: learn_attribution
select public.learn_attribution(
    %(workspace)s::uuid, %(since)s::date, %(until)s::date, %(learned)s::jsonb
) as stored

-- name: attribution_report
select * from public.attribution_report(
    %(workspace)s::uuid, %(since)s::date, %(until)s::date, %(models)s::text[], %(by)s::text
)
