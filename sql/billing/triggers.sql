-- plans -----------------------------------------------------------------------------------

create trigger subscription_plans_audit
after insert or update or delete on public.subscription_plans
for each row execute function private.audit();

create trigger subscription_plans_check_money
before insert or update of price, currency on public.subscription_plans
for each row execute function private.check_money('price');

create trigger subscription_plans_touch
before update on public.subscription_plans
for each row execute function private.touch_updated_at();

create trigger plan_features_audit
after insert or update or delete on public.plan_features
for each row execute function private.audit();

create trigger plan_features_touch
before update on public.plan_features
for each row execute function private.touch_updated_at();

-- subscriptions ---------------------------------------------------------------------------

create trigger subscriptions_audit
after insert or update or delete on public.subscriptions
for each row execute function private.audit();

create trigger subscriptions_adopt_plan_terms
before insert on public.subscriptions
for each row execute function private.take_plan_terms();

create trigger subscriptions_check_money
before insert or update of price, currency on public.subscriptions
for each row execute function private.check_money('price');

create trigger subscriptions_keep_fixed
before update of workspace_id on public.subscriptions
for each row execute function private.keep_fixed('workspace_id');

create trigger subscriptions_normalise_status
before insert or update of status on public.subscriptions
for each row execute function private.normalise_status('trial=trialing', 'cancelled=canceled');

create trigger subscriptions_stamp_status
before insert or update of status on public.subscriptions
for each row execute function private.stamp_status('canceled=canceled_at');

create trigger subscriptions_touch
before update on public.subscriptions
for each row execute function private.touch_updated_at();

-- A worker sees the states of Stripe at the moments when it looks, so it may skip some: what
-- Stripe can reach by several steps is one step here. The two ends are final there too.
create trigger subscriptions_transitions
before insert or update of status on public.subscriptions
for each row execute function private.allow_transitions(
    'incomplete>trialing',
    'incomplete>active',
    'incomplete>past_due',
    'incomplete>unpaid',
    'incomplete>paused',
    'incomplete>canceled',
    'incomplete>incomplete_expired',
    'trialing>active',
    'trialing>past_due',
    'trialing>unpaid',
    'trialing>paused',
    'trialing>canceled',
    'active>trialing',
    'active>past_due',
    'active>unpaid',
    'active>paused',
    'active>canceled',
    'past_due>active',
    'past_due>trialing',
    'past_due>unpaid',
    'past_due>paused',
    'past_due>canceled',
    'unpaid>active',
    'unpaid>past_due',
    'unpaid>trialing',
    'unpaid>paused',
    'unpaid>canceled',
    'paused>active',
    'paused>trialing',
    'paused>past_due',
    'paused>unpaid',
    'paused>canceled'
);

-- invoices --------------------------------------------------------------------------------

create trigger invoices_check_money
before insert or update of amount, currency on public.invoices
for each row execute function private.check_money('amount');

create trigger invoices_keep_fixed
before update of workspace_id on public.invoices
for each row execute function private.keep_fixed('workspace_id');

create trigger invoices_normalise_status
before insert or update of status on public.invoices
for each row execute function private.normalise_status('open=pending');

create trigger invoices_stamp_status
before insert or update of status on public.invoices
for each row execute function private.stamp_status('paid=paid_at');

create trigger invoices_touch
before update on public.invoices
for each row execute function private.touch_updated_at();

create trigger invoices_transitions
before insert or update of status on public.invoices
for each row execute function private.allow_transitions(
    'draft>pending',
    'draft>paid',
    'draft>failed',
    'draft>uncollectible',
    'draft>void',
    'pending>paid',
    'pending>failed',
    'pending>uncollectible',
    'pending>void',
    'failed>pending',
    'failed>paid',
    'failed>uncollectible',
    'failed>void',
    'uncollectible>pending',
    'uncollectible>failed',
    'uncollectible>paid',
    'uncollectible>void',
    -- A payment that was taken for good can come back, as a bank debit can.
    'paid>pending',
    'paid>failed',
    'paid>uncollectible',
    'paid>void'
);

-- bundles ---------------------------------------------------------------------------------

create trigger bundle_products_audit
after insert or update or delete on public.bundle_products
for each row execute function private.audit();

create trigger bundle_products_check_money
before insert or update of base_price, currency on public.bundle_products
for each row execute function private.check_money('base_price');

create trigger bundle_products_touch
before update on public.bundle_products
for each row execute function private.touch_updated_at();

create trigger bundle_orders_audit
after insert or update or delete on public.bundle_orders
for each row execute function private.audit();

create trigger bundle_orders_check_money
before insert or update of total_amount, currency on public.bundle_orders
for each row execute function private.check_money('total_amount');

create trigger bundle_orders_keep_fixed
before update of workspace_id on public.bundle_orders
for each row execute function private.keep_fixed('workspace_id');

create trigger bundle_orders_normalise_status
before insert or update of status on public.bundle_orders
for each row execute function private.normalise_status('cancelled=canceled');

create trigger bundle_orders_stamp_status
before insert or update of status on public.bundle_orders
for each row execute function private.stamp_status(
    'paid=paid_at', 'partially_refunded=refunded_at', 'refunded=refunded_at'
);

create trigger bundle_orders_touch
before update on public.bundle_orders
for each row execute function private.touch_updated_at();

-- As with subscriptions: what Stripe reaches by several steps is one step here.
create trigger bundle_orders_transitions
before insert or update of status on public.bundle_orders
for each row execute function private.allow_transitions(
    'pending>paid',
    'pending>failed',
    'pending>canceled',
    'pending>partially_refunded',
    'pending>refunded',
    'failed>pending',
    'failed>paid',
    'failed>canceled',
    'failed>partially_refunded',
    'failed>refunded',
    'canceled>pending',
    'canceled>failed',
    'canceled>paid',
    'canceled>partially_refunded',
    'canceled>refunded',
    'paid>failed',
    'paid>partially_refunded',
    'paid>refunded',
    'partially_refunded>refunded',
    -- A refund can fail.
    'partially_refunded>paid',
    'refunded>partially_refunded',
    'refunded>paid'
);

create trigger bundle_order_items_adopt_currency
before insert on public.bundle_order_items
for each row execute function private.take_currency('bundle_orders');

create trigger bundle_order_items_check_money
before insert or update of unit_price, discount_amount, currency on public.bundle_order_items
for each row execute function private.check_money('unit_price', 'discount_amount');

create trigger bundle_order_items_keep_fixed
before update of workspace_id, order_id on public.bundle_order_items
for each row execute function private.keep_fixed('workspace_id', 'order_id');

create trigger bundle_order_items_touch
before update on public.bundle_order_items
for each row execute function private.touch_updated_at();
