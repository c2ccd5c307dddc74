-- security: admins read what happened in their workspaces; nobody writes it.

-- the platform's trigger functions ---------------------------------------------------------

-- What triggers of the caller's own statements call.
grant execute on function
private.ai_origin(),
private.actor_kind()
to authenticated, service_role;

grant execute on function
private.set_ai_origin(uuid, uuid, text, text),
private.take_rate(text, integer, interval, integer),
private.forget_idle_rates(interval),
private.forget_login_attempts(interval),
private.raise_alert(text, text, text, uuid, uuid, jsonb)
to service_role;

-- audit_logs ------------------------------------------------------------------------------

-- Read by all who may, written by the trigger alone: not even the service key can forge it.
alter table public.audit_logs enable row level security;
alter table private.audit_logs_default enable row level security;
grant select on public.audit_logs to authenticated, service_role;

create policy audit_logs_select on public.audit_logs
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy audit_logs_default_select on private.audit_logs_default
for select to authenticated
using (false);

-- api_keys --------------------------------------------------------------------------------

alter table public.api_keys enable row level security;
-- Everything but the key's hash.
grant select (
    id, workspace_id, business_id, user_id, name, key_prefix, scopes, rate_limit, is_active,
    expires_at, revoked_at, created_at, updated_at
) on public.api_keys to authenticated;
grant update (name, rate_limit) on public.api_keys to authenticated;
grant select, insert, update, delete on public.api_keys to service_role;

create policy api_keys_select on public.api_keys
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy api_keys_update on public.api_keys
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

grant execute on function
private.create_api_key(uuid, text, text[], uuid, integer, timestamptz),
public.create_api_key(uuid, text, text[], uuid, integer, timestamptz),
private.revoke_api_key(uuid),
public.revoke_api_key(uuid)
to authenticated, service_role;
grant execute on function public.use_api_key(text, text) to service_role;
grant execute on function private.token_hash(text) to service_role;
grant execute on function private.api_key_uses() to authenticated;
grant select on public.api_key_usage to authenticated;

-- api_logs --------------------------------------------------------------------------------

alter table public.api_logs enable row level security;
alter table private.api_logs_default enable row level security;
grant select on public.api_logs to authenticated;
grant select, insert on public.api_logs to service_role;

create policy api_logs_select on public.api_logs
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy api_logs_default_select on private.api_logs_default
for select to authenticated
using (false);

grant execute on function public.log_api_calls(jsonb) to service_role;

-- rate_limits -----------------------------------------------------------------------------

alter table public.rate_limits enable row level security;
grant select, insert, update, delete on public.rate_limits to service_role;

-- The policy lets nobody in on purpose: api_key_usage shows people what concerns them.
create policy rate_limits_select on public.rate_limits
for select to authenticated
using (false);

-- login_attempts --------------------------------------------------------------------------

alter table public.login_attempts enable row level security;
grant select on public.login_attempts to authenticated;
grant select, insert, update, delete on public.login_attempts to service_role;

create policy login_attempts_select on public.login_attempts
for select to authenticated
using (user_id = (select auth.uid()));

-- Auth calls its hook with its own role.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.record_login_attempt(jsonb) to supabase_auth_admin;

-- security_alerts -------------------------------------------------------------------------

alter table public.security_alerts enable row level security;
grant select, update (status) on public.security_alerts to authenticated;
grant select, insert, update, delete on public.security_alerts to service_role;

create policy security_alerts_select on public.security_alerts
for select to authenticated
using (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
);

create policy security_alerts_update on public.security_alerts
for update to authenticated
using (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
)
with check (
    workspace_id = any (array(select private.workspace_ids('admin')))
    or (workspace_id is null and user_id = (select auth.uid()))
);
