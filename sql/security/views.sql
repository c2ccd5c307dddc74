-- security: what dashboards read.

create view public.api_key_usage
with (security_invoker = true) as
select
    k.workspace_id,
    k.id as api_key_id,
    k.name,
    coalesce(u.usage_count, 0) as usage_count,
    u.last_used_at
from public.api_keys as k
left join private.api_key_uses() as u on u.api_key_id = k.id;

comment on view public.api_key_usage is
'How often each API key was used and when last. Counted where its rate is limited, so that using '
'a key rewrites no row of api_keys.';
