-- catalog: products know the store they come from. Built after tables_stores.sql.

alter table public.products
add constraint products_store_connection foreign key (workspace_id, store_connection_id)
references public.store_connections (workspace_id, id) on delete cascade;
