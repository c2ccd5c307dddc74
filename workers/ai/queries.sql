-- What `flywheel ai` asks and changes, as the operator.

-- name: budgets
select
    u.scope, w.slug as workspace, u.unit, u.period, u.cap, u.spent, u.reserved, u.free
from public.ai_budget_usage as u
left join public.workspaces as w on u.workspace_id = w.id
where %(workspace)s::text is null or w.slug = %(workspace)s or w.id::text = %(workspace)s
order by w.slug nulls first, u.scope, u.unit, u.period

-- name: apply_prices
select private.apply_prices(null, %(result)s::jsonb)

-- name: count_prices
select
    (select count(*) from public.ai_models where is_active) as models,
    (select count(*) from public.ai_model_prices) as prices

-- name: switch_all
update public.app_settings
set value = value || jsonb_build_object('all', not %(is_on)s::boolean, 'reason', %(reason)s::text)
where key = 'ai.shut_off'

-- name: switch_provider
update public.app_settings
set value = value || jsonb_build_object(
    'providers',
    (coalesce(value -> 'providers', '[]') - %(provider)s::text)
    || case when %(is_on)s::boolean then '[]'::jsonb else to_jsonb(array[%(provider)s::text]) end,
    'reason', %(reason)s::text
)
where key = 'ai.shut_off'

-- name: switch_workspace_off
insert into public.ai_shut_offs (workspace_id, reason, created_by)
select w.id, %(reason)s::text, null
from public.workspaces as w
where w.slug = %(workspace)s or w.id::text = %(workspace)s
on conflict on constraint ai_shut_offs_once do update set reason = excluded.reason
returning workspace_id

-- name: switch_workspace_on
delete from public.ai_shut_offs as s
using public.workspaces as w
where s.workspace_id = w.id and (w.slug = %(workspace)s or w.id::text = %(workspace)s)
returning s.workspace_id
