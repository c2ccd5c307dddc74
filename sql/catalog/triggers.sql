create trigger products_audit
after insert or update or delete on public.products
for each row execute function private.audit();

create trigger products_check_money
before insert or update of base_price, base_cost, current_price, currency on public.products
for each row execute function private.check_money('base_price', 'base_cost', 'current_price');

create trigger products_keep_fixed
before update of workspace_id on public.products
for each row execute function private.keep_fixed('workspace_id');

create trigger products_note_price_change
before insert or update of base_price, current_price, currency on public.products
for each row execute function private.note_price_change();

create trigger products_note_stock
before insert on public.products
for each row
when (new.tracks_stock is null and new.inventory_count <> 0)
execute function private.note_stock();

create trigger products_note_stock_change
before update of inventory_count on public.products
for each row
when (new.tracks_stock is null and (old.inventory_count <> 0 or new.inventory_count <> 0))
execute function private.note_stock();

create trigger products_touch
before update on public.products
for each row execute function private.touch_updated_at();

create trigger affiliate_offers_audit
after insert or update or delete on public.affiliate_offers
for each row execute function private.audit();

create trigger affiliate_offers_check_money
before insert or update of commission_amount, initial_sale_amount, currency
on public.affiliate_offers
for each row execute function private.check_money('commission_amount', 'initial_sale_amount');

create trigger affiliate_offers_keep_fixed
before update of workspace_id, product_id on public.affiliate_offers
for each row execute function private.keep_fixed('workspace_id', 'product_id');

create trigger affiliate_offers_touch
before update on public.affiliate_offers
for each row execute function private.touch_updated_at();

create trigger competitor_prices_check_money
before insert or update of price, currency on public.competitor_prices
for each row execute function private.check_money('price');

create trigger competitor_prices_keep_fixed
before update of workspace_id on public.competitor_prices
for each row execute function private.keep_fixed('workspace_id');
