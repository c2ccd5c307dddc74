-- commerce: viewers read, members write, admins delete; payments are written by workers alone.

grant execute on function
private.is_sale(text),
public.sales_count(public.products)
to authenticated, service_role;
grant execute on function private.roll_up_product_sales() to service_role;

-- customers ------------------------------------------------------------------------------

alter table public.customers enable row level security;
grant select, insert, update, delete on public.customers to authenticated, service_role;

create policy customers_select on public.customers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy customers_insert on public.customers
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy customers_update on public.customers
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy customers_delete on public.customers
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- orders ---------------------------------------------------------------------------------

alter table public.orders enable row level security;
grant select, insert, update, delete on public.orders to authenticated, service_role;

create policy orders_select on public.orders
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy orders_insert on public.orders
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy orders_update on public.orders
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy orders_delete on public.orders
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- order items ----------------------------------------------------------------------------

alter table public.order_items enable row level security;
grant select, insert, update, delete on public.order_items to authenticated, service_role;

create policy order_items_select on public.order_items
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy order_items_insert on public.order_items
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy order_items_update on public.order_items
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy order_items_delete on public.order_items
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- facts -----------------------------------------------------------------------------------

alter table public.payments enable row level security;
grant select on public.payments to authenticated;
grant select, insert, update, delete on public.payments to service_role;
create policy payments_select on public.payments
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.refunds enable row level security;
grant select on public.refunds to authenticated;
grant select, insert, update, delete on public.refunds to service_role;
create policy refunds_select on public.refunds
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table private.product_sales enable row level security;
grant select on private.product_sales to authenticated;
grant select on private.product_sales to service_role;
create policy product_sales_select on private.product_sales
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));
