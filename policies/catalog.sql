-- catalog: viewers read, members write, admins delete.

alter table public.products enable row level security;
grant select, insert, update, delete on public.products to authenticated, service_role;

create policy products_select on public.products
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy products_insert on public.products
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy products_update on public.products
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy products_delete on public.products
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- store_connections -----------------------------------------------------------------------

-- Admins connect stores; how a store's sync stands is written by workers.
alter table public.store_connections enable row level security;
grant select, delete on public.store_connections to authenticated;
grant insert (
    workspace_id, business_id, platform, external_id, store_name, store_url, currency, settings
) on public.store_connections to authenticated;
grant update (business_id, store_name, store_url, currency, settings, is_active)
on public.store_connections to authenticated;
grant select, insert, update, delete on public.store_connections to service_role;

create policy store_connections_select on public.store_connections
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy store_connections_insert on public.store_connections
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy store_connections_update on public.store_connections
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy store_connections_delete on public.store_connections
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));
