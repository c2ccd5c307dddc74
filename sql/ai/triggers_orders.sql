-- ai: what starts when a bundle order is paid.

create trigger bundle_orders_start
after insert or update of status on public.bundle_orders
for each row
when (new.status in ('paid', 'partially_refunded'))
execute function private.start_bundle_order();
