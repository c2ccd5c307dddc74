-- customers -------------------------------------------------------------------------------

create trigger customers_audit
after insert or update or delete on public.customers
for each row execute function private.audit();

create trigger customers_keep_fixed
before update of workspace_id on public.customers
for each row execute function private.keep_fixed('workspace_id');

create trigger customers_touch
before update on public.customers
for each row execute function private.touch_updated_at();

-- orders ----------------------------------------------------------------------------------

create trigger orders_audit
after insert or update or delete on public.orders
for each row execute function private.audit();

create trigger orders_check_money
before insert or update of total_amount, currency on public.orders
for each row execute function private.check_money('total_amount');

create trigger orders_keep_fixed
before update of workspace_id on public.orders
for each row execute function private.keep_fixed('workspace_id');

create trigger orders_normalise_status
before insert or update of status on public.orders
for each row execute function private.normalise_status('cancelled=canceled');

create trigger orders_stamp_status
before insert or update of status on public.orders
for each row execute function private.stamp_status(
    'paid=paid_at',
    'partially_refunded=refunded_at',
    'refunded=refunded_at',
    'canceled=canceled_at'
);

create trigger orders_touch
before update on public.orders
for each row execute function private.touch_updated_at();

-- Stores tell us late: an order may be canceled there after it was paid, or paid after a
-- failed attempt. A refund that fails takes back what it did.
create trigger orders_transitions
before insert or update of status on public.orders
for each row execute function private.allow_transitions(
    'pending>paid',
    'pending>failed',
    'pending>canceled',
    'failed>pending',
    'failed>paid',
    'failed>canceled',
    'paid>partially_refunded',
    'paid>refunded',
    'paid>canceled',
    'partially_refunded>refunded',
    'partially_refunded>paid',
    'refunded>partially_refunded',
    'refunded>paid'
);

create trigger orders_count_sales
after update of status on public.orders
for each row
when (private.is_sale(old.status) <> private.is_sale(new.status))
execute function private.count_order_sales();

create trigger orders_discount_sales
before delete on public.orders
for each row
when (private.is_sale(old.status))
execute function private.count_order_sales();

-- order items -----------------------------------------------------------------------------

create trigger order_items_audit
after insert or update or delete on public.order_items
for each row execute function private.audit();

create trigger order_items_check_money
before insert or update of unit_price, discount_amount, currency on public.order_items
for each row execute function private.check_money('unit_price', 'discount_amount');

create trigger order_items_keep_fixed
before update of workspace_id, order_id on public.order_items
for each row execute function private.keep_fixed('workspace_id', 'order_id');

create trigger order_items_adopt_currency
before insert on public.order_items
for each row execute function private.take_currency('orders');

create trigger order_items_touch
before update on public.order_items
for each row execute function private.touch_updated_at();

create trigger order_items_count_new
after insert on public.order_items
referencing new table as added
for each statement execute function private.count_item_sales();

create trigger order_items_count_changed
after update on public.order_items
referencing old table as removed new table as added
for each statement execute function private.count_item_sales();

create trigger order_items_count_gone
after delete on public.order_items
referencing old table as removed
for each statement execute function private.count_item_sales();

-- payments --------------------------------------------------------------------------------

create trigger payments_check_money
before insert or update of amount, refunded_amount, disputed_amount, currency on public.payments
for each row execute function private.check_money('amount', 'refunded_amount', 'disputed_amount');

create trigger payments_keep_fixed
before update of workspace_id on public.payments
for each row execute function private.keep_fixed('workspace_id');

create trigger payments_normalise_status
before insert or update of status on public.payments
for each row execute function private.normalise_status('paid=completed', 'cancelled=canceled');

create trigger payments_stamp_status
before insert or update of status on public.payments
for each row execute function private.stamp_status(
    'completed=completed_at',
    'failed=failed_at',
    'partially_refunded=refunded_at',
    'refunded=refunded_at'
);

create trigger payments_touch
before update on public.payments
for each row execute function private.touch_updated_at();

create trigger payments_transitions
before insert or update of status on public.payments
for each row execute function private.allow_transitions(
    'pending>processing',
    'pending>completed',
    'pending>failed',
    'pending>canceled',
    'processing>completed',
    'processing>failed',
    'processing>canceled',
    'failed>processing',
    'failed>completed',
    'failed>canceled',
    'completed>partially_refunded',
    'completed>refunded',
    'partially_refunded>refunded',
    'partially_refunded>completed',
    'refunded>partially_refunded',
    'refunded>completed'
);

-- refunds ---------------------------------------------------------------------------------

create trigger refunds_check_money
before insert or update of amount, currency on public.refunds
for each row execute function private.check_money('amount');

create trigger refunds_keep_fixed
before update of workspace_id on public.refunds
for each row execute function private.keep_fixed('workspace_id');

create trigger refunds_touch
before update on public.refunds
for each row execute function private.touch_updated_at();
