-- catalog: products are searched while stores are synced. A search reads what is pending in the
-- GIN index from end to end: 256 kB of it stay below a millisecond, 4 MB do not.

alter index public.products_search set (gin_pending_list_limit = 256);
