-- What `flywheel attribution` asks, as the operator.

-- name: stand_above_roles
select set_config('request.jwt.claims', '{"role": "service_role"}', false)

-- name: find_workspace
select w.id from public.workspaces as w where w.slug = %(workspace)s or w.id::text = %(workspace)s

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
