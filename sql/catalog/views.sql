-- catalog: the products as two of the documents look at them.

create view public.store_products
with (security_invoker = true)
as
select
    products.id,
    products.workspace_id,
    products.store_connection_id,
    products.external_id,
    products.name as title,
    products.description,
    products.current_price as price,
    products.currency,
    products.image_url,
    products.category,
    products.tags,
    products.is_active,
    products.created_at,
    products.updated_at
from public.products
where products.store_connection_id is not null;
comment on view public.store_products is
'Products that are synced from a store, in the store''s words: title, price.';

create view public.affiliate_products
with (security_invoker = true)
as
select
    products.id,
    products.workspace_id,
    offers.clickbank_id,
    products.name as title,
    offers.vendor,
    products.category,
    products.description,
    offers.commission_rate,
    offers.commission_amount,
    offers.initial_sale_amount,
    offers.currency,
    offers.gravity,
    offers.refund_rate,
    offers.rebill,
    offers.popularity_rank,
    offers.data_snapshot,
    offers.fetched_at as last_updated,
    products.created_at,
    products.updated_at
from public.affiliate_offers as offers
join public.products
    on offers.workspace_id = products.workspace_id and offers.product_id = products.id;
comment on view public.affiliate_products is
'Products that are promoted for others, with what the affiliate network says of them.';
