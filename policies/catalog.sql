-- catalog: viewers read, members write, admins delete.

-- Generated columns, checks and triggers run with the rights of who writes the row.
grant execute on function
private.minor_digits(text),
private.to_minor_units(numeric, text),
private.from_minor_units(bigint, text),
private.monthly_price(numeric, text),
private.are_volume_discounts(jsonb)
to authenticated, service_role;

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

-- products -------------------------------------------------------------------------------

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

-- affiliate offers -----------------------------------------------------------------------

alter table public.affiliate_offers enable row level security;
grant select, insert, update, delete on public.affiliate_offers to authenticated, service_role;

create policy affiliate_offers_select on public.affiliate_offers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy affiliate_offers_insert on public.affiliate_offers
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_offers_update on public.affiliate_offers
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_offers_delete on public.affiliate_offers
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- competitor prices ----------------------------------------------------------------------

alter table public.competitor_prices enable row level security;
grant select, insert, update, delete on public.competitor_prices to authenticated, service_role;

create policy competitor_prices_select on public.competitor_prices
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy competitor_prices_insert on public.competitor_prices
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy competitor_prices_update on public.competitor_prices
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy competitor_prices_delete on public.competitor_prices
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- views -----------------------------------------------------------------------------------

grant select on
public.store_products,
public.affiliate_products
to authenticated, service_role;
