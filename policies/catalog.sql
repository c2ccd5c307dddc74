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
