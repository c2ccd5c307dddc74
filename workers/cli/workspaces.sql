-- What commands about a workspace ask first, as the operator.

-- name: stand_above_roles
select set_config('request.jwt.claims', '{"role": "service_role"}', false)

-- name: find_workspace
select w.id from public.workspaces as w where w.slug = %(workspace)s or w.id::text = %(workspace)s
