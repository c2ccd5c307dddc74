-- billing: everybody who is signed in sees what is for sale, viewers what their workspace has
-- bought and used, and its Stripe account. Workers and functions write. What Stripe told us is for
-- workers alone, and the signing secrets for nobody.

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

alter table public.subscription_items enable row level security;
grant select on public.subscription_items to authenticated;
grant select, insert, update, delete on public.subscription_items to service_role;
create policy subscription_items_select on public.subscription_items
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.entitlement_grants enable row level security;
grant select on public.entitlement_grants to authenticated;
grant select, insert, update, delete on public.entitlement_grants to service_role;
create policy entitlement_grants_select on public.entitlement_grants
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

-- asked for -------------------------------------------------------------------------------

grant execute on function
public.request_checkout(uuid, uuid, text, text, integer, text, text),
private.request_checkout(uuid, uuid, text, text, integer, text, text),
public.request_portal(uuid, text),
private.request_portal(uuid, text),
public.connect_stripe(uuid, text, text, text),
private.connect_stripe(uuid, text, text, text),
public.order_bundle(uuid, uuid, jsonb, text, text, text),
private.order_bundle(uuid, uuid, jsonb, text, text, text),
public.preview_subscription_change(uuid, uuid, integer),
public.change_subscription(uuid, uuid, integer, text, uuid),
private.request_subscription_change(text, uuid, uuid, integer, text, uuid),
public.cancel_subscription(uuid, boolean),
private.cancel_subscription(uuid, boolean),
public.resume_subscription(uuid),
private.resume_subscription(uuid),
public.cancel_subscription_change(uuid),
private.cancel_subscription_change(uuid)
to authenticated, service_role;

-- The view that shows entitlements asks for it as its reader.
grant execute on function private.grace_period() to authenticated, service_role;

grant execute on function
public.begin_billing_session(uuid),
private.billing_email(uuid),
public.keep_stripe_customer(uuid, text, text),
public.keep_stripe_account(uuid, text),
public.finish_billing_session(uuid, text, text, timestamptz),
private.fail_billing_session(jobs.job_queue, text),
public.expire_billing_sessions(),
public.begin_subscription_change(uuid),
private.apply_subscription_change(jobs.job_queue, jsonb),
private.fail_subscription_change(jobs.job_queue, text),
private.fail_bundle_item(jobs.job_queue, text),
private.derive_again(public.stripe_objects),
private.billed_amount(bigint, text)
to service_role;

-- Whoever has the url of a page can use it: so only who asked for it sees it, while they may ask.
alter table public.billing_sessions enable row level security;
grant select on public.billing_sessions to authenticated;
grant select, insert, update, delete on public.billing_sessions to service_role;
create policy billing_sessions_select on public.billing_sessions
for select to authenticated
using (
    user_id = (select auth.uid())
    and (
        workspace_id = any(array(select private.workspace_ids('admin')))
        or (
            bundle_order_id is not null
            and workspace_id = any(array(select private.workspace_ids('member')))
        )
    )
);

alter table public.subscription_changes enable row level security;
grant select on public.subscription_changes to authenticated;
grant select, insert, update, delete on public.subscription_changes to service_role;
create policy subscription_changes_select on public.subscription_changes
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

grant select on
public.user_usage,
public.workspace_entitlements,
public.workspace_subscriptions
to authenticated, service_role;

-- Stripe ---------------------------------------------------------------------------------

grant execute on function public.stripe_webhook(json) to anon, authenticated, service_role;
grant execute on function private.receive_stripe_event(json) to anon, authenticated, service_role;
grant execute on function
public.begin_stripe_projection(text, text, text, timestamptz),
public.store_stripe_objects(text, timestamptz, jsonb, text),
private.await_stripe_account(text),
private.derive_from_stripe(public.stripe_objects),
private.settle_stripe_events(text, text, text),
private.is_stripe_mirrored(text),
private.enqueue_stripe_projection(text, text, text),
public.sweep_stripe_events(interval),
private.fail_stripe_projection(jobs.job_queue, text),
public.unpublished_plans(),
public.publish_plan(uuid, text),
public.start_stripe_reconciliation(text, boolean, timestamptz),
public.start_stripe_reconciliations(),
private.stripe_own_id(text),
public.restart_stripe_step(uuid, text),
public.next_stripe_page(uuid, text),
public.take_stripe_page(uuid, text, text, timestamptz, jsonb, boolean),
public.take_stripe_unread(uuid, text, timestamptz, jsonb),
public.end_stripe_step(uuid, text, text),
private.stripe_list_kinds(),
private.enqueue_stripe_steps(uuid),
private.unread_stripe_objects(
    public.stripe_reconciliations, public.stripe_reconciliation_steps
),
private.stripe_amount(jsonb, text),
private.note_stripe_drift(public.stripe_reconciliations, public.stripe_objects, jsonb),
private.derive_stripe_failures(text, boolean),
private.fail_stripe_step(jobs.job_queue, text)
to service_role;

grant execute on function private.stripe_sales_check(text) to service_role;
grant execute on function
private.charge_sums(jsonb),
private.is_paid_elsewhere(jsonb)
to service_role;

alter table public.stripe_accounts enable row level security;
grant select on public.stripe_accounts to authenticated;
grant select, insert, update, delete on public.stripe_accounts to service_role;
create policy stripe_accounts_select on public.stripe_accounts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

-- No policy on purpose would look like a mistake: these say that nobody else reads.
alter table public.stripe_events enable row level security;
grant select, insert, update, delete on public.stripe_events to service_role;
create policy stripe_events_select on public.stripe_events
for select to authenticated
using (false);

alter table public.stripe_objects enable row level security;
grant select, insert, update, delete on public.stripe_objects to service_role;
create policy stripe_objects_select on public.stripe_objects
for select to authenticated
using (false);

alter table public.stripe_reconciliations enable row level security;
grant select, insert, update, delete on public.stripe_reconciliations to service_role;
create policy stripe_reconciliations_select on public.stripe_reconciliations
for select to authenticated
using (false);

alter table public.stripe_reconciliation_steps enable row level security;
grant select, insert, update, delete on public.stripe_reconciliation_steps to service_role;
create policy stripe_reconciliation_steps_select on public.stripe_reconciliation_steps
for select to authenticated
using (false);

alter table public.stripe_drift enable row level security;
grant select, insert, update, delete on public.stripe_drift to service_role;
create policy stripe_drift_select on public.stripe_drift
for select to authenticated
using (false);

alter table private.stripe_webhook_secrets enable row level security;
create policy stripe_webhook_secrets_select on private.stripe_webhook_secrets
for select to authenticated
using (false);
