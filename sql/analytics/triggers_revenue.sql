-- analytics: what touches the days of revenue, and the job that computes them again.

create trigger orders_note_revenue_new
after insert on public.orders
referencing new table as added
for each statement execute function private.note_revenue(
    't.id',
    't.paid_at, t.ordered_at, t.refunded_at',
    't.status, t.total_amount, t.currency'
);

create trigger orders_note_revenue_changed
after update on public.orders
referencing old table as removed new table as added
for each statement execute function private.note_revenue(
    't.id',
    't.paid_at, t.ordered_at, t.refunded_at',
    't.status, t.total_amount, t.currency'
);

create trigger orders_note_revenue_gone
after delete on public.orders
referencing old table as removed
for each statement execute function private.note_revenue(
    't.id',
    't.paid_at, t.ordered_at, t.refunded_at',
    't.status, t.total_amount, t.currency'
);

create trigger order_items_note_revenue_new
after insert on public.order_items
referencing new table as added
for each statement execute function private.note_revenue(
    't.order_id', '', 't.id'
);

create trigger order_items_note_revenue_changed
after update on public.order_items
referencing old table as removed new table as added
for each statement execute function private.note_revenue(
    't.order_id',
    '',
    't.id, t.quantity, t.unit_price, t.discount_amount,'
    ' private.present_product(t.workspace_id, t.product_id)'
);

create trigger order_items_note_revenue_gone
after delete on public.order_items
referencing old table as removed
for each statement execute function private.note_revenue(
    't.order_id', '', 't.id'
);

create trigger payments_note_revenue_new
after insert on public.payments
referencing new table as added
for each statement execute function private.note_revenue(
    't.order_id',
    'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end,'
    ' case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
    't.refunded_amount, t.disputed_amount, t.currency'
);

create trigger payments_note_revenue_changed
after update on public.payments
referencing old table as removed new table as added
for each statement execute function private.note_revenue(
    't.order_id',
    'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end,'
    ' case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
    't.refunded_amount, t.disputed_amount, t.currency'
);

create trigger payments_note_revenue_gone
after delete on public.payments
referencing old table as removed
for each statement execute function private.note_revenue(
    't.order_id',
    'case when t.refunded_amount > 0 then coalesce(t.refunded_at, t.created_at) end,'
    ' case when t.disputed_amount > 0 then coalesce(t.disputed_at, t.created_at) end',
    't.refunded_amount, t.disputed_amount, t.currency'
);

create trigger refunds_adopt_order
before insert or update of payment_id, order_id on public.refunds
for each row
when (new.order_id is null and new.payment_id is not null)
execute function private.adopt_order();

create trigger refunds_note_revenue_new
after insert on public.refunds
referencing new table as added
for each statement execute function private.note_revenue(
    't.order_id', 't.refunded_at', 't.payment_id, t.amount, t.currency, t.status'
);

create trigger refunds_note_revenue_changed
after update on public.refunds
referencing old table as removed new table as added
for each statement execute function private.note_revenue(
    't.order_id', 't.refunded_at', 't.payment_id, t.amount, t.currency, t.status'
);

create trigger refunds_note_revenue_gone
after delete on public.refunds
referencing old table as removed
for each statement execute function private.note_revenue(
    't.order_id', 't.refunded_at', 't.payment_id, t.amount, t.currency, t.status'
);

select jobs.register_type(
    'commerce.roll_up_revenue',
    'Computes again the days of revenue that orders, payments and refunds have touched.',
    timeout_seconds => 600,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('commerce.roll_up_revenue', 'commerce.roll_up_revenue', '* * * * *');
