create trigger products_touch
before update on public.products
for each row execute function private.touch_updated_at();

create trigger products_keep_fixed
before update of workspace_id on public.products
for each row execute function private.keep_fixed('workspace_id');
