-- catalog: what a workspace sells or promotes, and at what price.
--
-- The products of three documents meet here: a shop's own, those synced from a store
-- (store_connection_id, external_id), and offers of affiliate networks, whose own columns are
-- the 1:1 extension affiliate_offers.

-- products --------------------------------------------------------------------------------

create table public.products (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    store_connection_id uuid,
    external_id text
    constraint products_external_id_length check (char_length(external_id) between 1 and 255),
    name text not null
    constraint products_name_length check (char_length(btrim(name)) between 1 and 500),
    description text,
    category text,
    tags text[] not null default '{}',
    image_url text,
    base_price numeric(12, 2) not null
    constraint products_base_price_not_negative check (base_price >= 0),
    base_cost numeric(12, 2)
    constraint products_base_cost_not_negative check (base_cost >= 0),
    current_price numeric(12, 2) not null
    constraint products_current_price_not_negative check (current_price >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    prior_price numeric(12, 2)
    constraint products_prior_price_not_negative check (prior_price >= 0),
    reduced_since timestamptz,
    pricing_factors jsonb not null default '{}'
    constraint products_pricing_factors_object check (jsonb_typeof(pricing_factors) = 'object'),
    last_price_update timestamptz,
    inventory_count integer not null default 0,
    reorder_point integer not null default 50
    constraint products_reorder_point_not_negative check (reorder_point >= 0),
    tracks_stock boolean,
    lead_time_days integer
    constraint products_lead_time_range check (lead_time_days between 0 and 730),
    is_active boolean not null default true,
    search_vector tsvector not null generated always as (
        private.search_document(
            name, description, coalesce(category, '') || ' ' || private.search_list(tags)
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_tenant_key unique (workspace_id, id),
    constraint products_once_per_store unique (workspace_id, store_connection_id, external_id),
    constraint products_store_product_has_external_id check (
        store_connection_id is null or external_id is not null
    )
);
comment on table public.products is
'Products of a workspace and their prices: its own, synced from a store, or promoted for others.';
comment on column public.products.store_connection_id is
'The store it is synced from; null for a product that is kept here.';
comment on column public.products.external_id is 'Id in the store it is synced from.';
comment on column public.products.name is 'What buyers see; the title in stores and networks.';
comment on column public.products.base_price is 'List price, in units of currency.';
comment on column public.products.base_cost is 'Cost of one unit to the seller; null if unknown.';
comment on column public.products.current_price is 'What a buyer pays today, in units of currency.';
comment on column public.products.currency is 'ISO 4217 code.';
comment on column public.products.prior_price is
'Lowest price, in currency, of the 30 days before the present reduction: what a discount has to '
'be shown from in the EU (Directive 98/6/EC, Article 6a). Null where the last change was none. '
'Kept by a trigger of pricing; what is written here is overwritten.';
comment on column public.products.reduced_since is
'When the present reduction began; null with prior_price. Kept by a trigger.';
comment on column public.products.pricing_factors is
'What the current price was derived from, as the pricing rules recorded it.';
comment on column public.products.last_price_update is
'When base_price or current_price last changed; kept by a trigger.';
comment on column public.products.inventory_count is
'Units in stock. May be negative: oversold units are owed.';
comment on column public.products.reorder_point is 'Order again at this many units in stock.';
comment on column public.products.tracks_stock is
'Whether inventory_count says how many there are; false for what cannot run out, such as a '
'download. Null until a count other than 0 is written: that makes it true.';
comment on column public.products.lead_time_days is
'Days from an order to the delivery; null: what pricing_settings say.';
comment on column public.products.search_vector is 'Name, tags and category, description.';

create index products_recent on public.products (workspace_id, created_at desc);
create index products_price on public.products (workspace_id, current_price);
create index products_category on public.products (workspace_id, category)
where category is not null;
create index products_reorder on public.products (workspace_id, inventory_count)
where is_active and inventory_count <= reorder_point;
create index products_currency on public.products (currency);
-- Imports name products by these: without them each batch would read every product.
create index products_name on public.products (workspace_id, name);
create index products_external_id on public.products (workspace_id, external_id)
where external_id is not null;
-- A short pending list: what waits in it is read through by every search.
create index products_search on public.products
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

-- affiliate offers ------------------------------------------------------------------------

create table public.affiliate_offers (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    clickbank_id text not null
    constraint affiliate_offers_clickbank_id_length check (
        char_length(clickbank_id) between 1 and 100
    ),
    vendor text not null
    constraint affiliate_offers_vendor_length check (char_length(vendor) between 1 and 255),
    commission_rate numeric(5, 2)
    constraint affiliate_offers_commission_rate_percent check (
        commission_rate between 0 and 100
    ),
    commission_amount numeric(12, 2)
    constraint affiliate_offers_commission_not_negative check (commission_amount >= 0),
    initial_sale_amount numeric(12, 2)
    constraint affiliate_offers_initial_sale_not_negative check (initial_sale_amount >= 0),
    currency text not null default 'USD' references public.currencies (code),
    gravity numeric(10, 2)
    constraint affiliate_offers_gravity_not_negative check (gravity >= 0),
    refund_rate numeric(5, 2)
    constraint affiliate_offers_refund_rate_percent check (refund_rate between 0 and 100),
    rebill boolean not null default false,
    popularity_rank integer
    constraint affiliate_offers_popularity_rank_positive check (popularity_rank > 0),
    data_snapshot jsonb,
    fetched_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint affiliate_offers_tenant_key unique (workspace_id, id),
    constraint affiliate_offers_one_per_product unique (workspace_id, product_id),
    constraint affiliate_offers_once_per_workspace unique (workspace_id, clickbank_id),
    constraint affiliate_offers_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.affiliate_offers is
'What an affiliate network adds to a product that a workspace promotes: at most one row each.';
comment on column public.affiliate_offers.clickbank_id is 'The product''s id at ClickBank.';
comment on column public.affiliate_offers.commission_rate is 'Percent of a sale.';
comment on column public.affiliate_offers.commission_amount is 'Money per sale, in currency.';
comment on column public.affiliate_offers.initial_sale_amount is 'First payment of a buyer.';
comment on column public.affiliate_offers.gravity is
'ClickBank''s measure of how many affiliates made a sale lately; higher sells more.';
comment on column public.affiliate_offers.refund_rate is 'Percent of sales that are refunded.';
comment on column public.affiliate_offers.rebill is 'Whether buyers go on paying.';
comment on column public.affiliate_offers.popularity_rank is '1 is the most popular.';
comment on column public.affiliate_offers.data_snapshot is 'The network''s whole answer.';
comment on column public.affiliate_offers.fetched_at is 'When the network was last asked.';

create index affiliate_offers_recent on public.affiliate_offers (workspace_id, created_at desc);
create index affiliate_offers_gravity on public.affiliate_offers (workspace_id, gravity desc);
create index affiliate_offers_commission
on public.affiliate_offers (workspace_id, commission_amount desc);
create index affiliate_offers_currency on public.affiliate_offers (currency);

-- competitor prices -----------------------------------------------------------------------

create table public.competitor_prices (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    product_id uuid not null,
    competitor text not null
    constraint competitor_prices_competitor_length check (
        char_length(btrim(competitor)) between 1 and 255
    ),
    url text,
    price numeric(12, 2) not null
    constraint competitor_prices_price_not_negative check (price >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    in_stock boolean,
    source text
    constraint competitor_prices_source_length check (char_length(source) between 1 and 100),
    observed_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint competitor_prices_tenant_key unique (workspace_id, id),
    constraint competitor_prices_once unique (workspace_id, product_id, competitor, observed_at),
    constraint competitor_prices_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table public.competitor_prices is
'What competitors ask for the same thing, one row per look. Input of pricing and insights.';
comment on column public.competitor_prices.in_stock is
'Whether it could be bought; null if unknown.';
comment on column public.competitor_prices.source is
'Which import brought it: rpc, csv, feed; null where a person wrote the row.';
comment on column public.competitor_prices.observed_at is 'When the price was seen.';

create index competitor_prices_recent
on public.competitor_prices (workspace_id, observed_at desc);
create index competitor_prices_currency on public.competitor_prices (currency);
