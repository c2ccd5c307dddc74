-- integrations: members see connections, admins make them, workers keep them in step. Secrets
-- are in no schema that an API serves.

-- site_integrations -------------------------------------------------------------------

alter table public.site_integrations enable row level security;
grant select, delete on public.site_integrations to authenticated;
grant insert (
    workspace_id, platform_type, account_name, account_email, platform_metadata
) on public.site_integrations to authenticated;
grant update (account_name, account_email, platform_metadata)
on public.site_integrations to authenticated;
grant select, insert, update, delete on public.site_integrations to service_role;

create policy site_integrations_select on public.site_integrations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy site_integrations_insert on public.site_integrations
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy site_integrations_update on public.site_integrations
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy site_integrations_delete on public.site_integrations
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- esp_integrations --------------------------------------------------------------------

alter table public.esp_integrations enable row level security;
grant select, delete on public.esp_integrations to authenticated;
grant insert (workspace_id, business_id, provider, settings)
on public.esp_integrations to authenticated;
grant update (settings) on public.esp_integrations to authenticated;
grant select, insert, update, delete on public.esp_integrations to service_role;

create policy esp_integrations_select on public.esp_integrations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy esp_integrations_insert on public.esp_integrations
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy esp_integrations_update on public.esp_integrations
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy esp_integrations_delete on public.esp_integrations
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- platform_analyses -----------------------------------------------------------------------

alter table public.platform_analyses enable row level security;
grant select on public.platform_analyses to authenticated;
grant select, insert, update, delete on public.platform_analyses to service_role;

create policy platform_analyses_select on public.platform_analyses
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- integration_credentials -----------------------------------------------------------------

alter table private.integration_credentials enable row level security;
-- Everything but the ciphertext and its key's name, and that through the view alone.
grant select (
    id, workspace_id, store_connection_id, site_integration_id, esp_integration_id,
    ad_account_id, kind, expires_at, created_at, updated_at
) on private.integration_credentials to authenticated;
grant select, insert, update, delete on private.integration_credentials to service_role;
grant select on public.integration_credentials to authenticated;

create policy integration_credentials_select on private.integration_credentials
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- analysts --------------------------------------------------------------------------------

-- Whoever may write here lets people in: the owner of the schema alone.
alter table private.analyst_grants enable row level security;
create policy analyst_grants_select on private.analyst_grants
for select to authenticated
using (false);

grant usage on schema reporting to analyst;
grant select on all tables in schema reporting to analyst;
grant execute on function reporting.from_minor_units(bigint, text) to analyst;

-- search -----------------------------------------------------------------------------

grant execute on function
public.search_workspace(text, text[], integer, text, uuid),
private.search_workspace(text, text[], integer, text, uuid),
private.find_in_workspaces(text, text[], integer, text, uuid),
private.search_snippet(text, text, tsquery),
private.search_marks(text, tsquery),
public.search_marketplace(text, text, text, integer, text),
private.search_marketplace(text, text, text, integer, text)
to authenticated, service_role;
