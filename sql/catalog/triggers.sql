create trigger products_touch
before update on public.products
for each row execute function private.touch_updated_at();
