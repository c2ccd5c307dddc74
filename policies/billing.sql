-- billing: everybody who is signed in sees what is for sale, viewers what their workspace has
-- bought and used. Workers and functions write.

grant execute on function
private.entitled(uuid, text),
private.require_entitlement(uuid, text)
to authenticated, service_role;
grant execute on function
private.record_usage(uuid, uuid, text, bigint),
private.roll_up_usage(),
private.roll_up_counters()
to service_role;

-- for sale --------------------------------------------------------------------------------

alter table public.subscription_plans enable row level security;
grant select on public.subscription_plans to authenticated;
grant select, insert, update, delete on public.subscription_plans to service_role;
create policy subscription_plans_select on public.subscription_plans
for select to authenticated
using (true);

alter table public.plan_features enable row level security;
grant select on public.plan_features to authenticated;
grant select, insert, update, delete on public.plan_features to service_role;
create policy plan_features_select on public.plan_features
for select to authenticated
using (true);

alter table public.bundle_products enable row level security;
grant select on public.bundle_products to authenticated;
grant select, insert, update, delete on public.bundle_products to service_role;
create policy bundle_products_select on public.bundle_products
for select to authenticated
using (true);

-- bought and used ------------------------------------------------------------------------

alter table public.subscriptions enable row level security;
grant select on public.subscriptions to authenticated;
grant select, insert, update, delete on public.subscriptions to service_role;
create policy subscriptions_select on public.subscriptions
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.invoices enable row level security;
grant select on public.invoices to authenticated;
grant select, insert, update, delete on public.invoices to service_role;
create policy invoices_select on public.invoices
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.bundle_orders enable row level security;
grant select on public.bundle_orders to authenticated;
grant select, insert, update, delete on public.bundle_orders to service_role;
create policy bundle_orders_select on public.bundle_orders
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.bundle_order_items enable row level security;
grant select on public.bundle_order_items to authenticated;
grant select, insert, update, delete on public.bundle_order_items to service_role;
create policy bundle_order_items_select on public.bundle_order_items
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.usage_counters enable row level security;
grant select on public.usage_counters to authenticated;
grant select, insert, update, delete on public.usage_counters to service_role;
create policy usage_counters_select on public.usage_counters
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.stripe_customers enable row level security;
grant select on public.stripe_customers to authenticated;
grant select, insert, update, delete on public.stripe_customers to service_role;
create policy stripe_customers_select on public.stripe_customers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant select on
public.user_usage,
public.workspace_entitlements,
public.workspace_subscriptions
to authenticated, service_role;

-- server only -----------------------------------------------------------------------------

alter table public.stripe_events enable row level security;
grant select, insert, update, delete on public.stripe_events to service_role;
-- No policy on purpose would look like a mistake: this one says that nobody else reads.
create policy stripe_events_select on public.stripe_events
for select to authenticated
using (false);
