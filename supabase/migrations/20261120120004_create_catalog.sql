-- Create catalog.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/catalog/tables.sql

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
    pricing_factors jsonb not null default '{}'
    constraint products_pricing_factors_object check (jsonb_typeof(pricing_factors) = 'object'),
    last_price_update timestamptz,
    inventory_count integer not null default 0,
    reorder_point integer not null default 50
    constraint products_reorder_point_not_negative check (reorder_point >= 0),
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
comment on column public.products.pricing_factors is
'What the current price was derived from, as the pricing rules recorded it.';
comment on column public.products.last_price_update is
'When base_price or current_price last changed; kept by a trigger.';
comment on column public.products.inventory_count is
'Units in stock. May be negative: oversold units are owed.';
comment on column public.products.reorder_point is 'Order again at this many units in stock.';
comment on column public.products.search_vector is 'Name, tags and category, description.';

create index products_recent on public.products (workspace_id, created_at desc);
create index products_price on public.products (workspace_id, current_price);
create index products_category on public.products (workspace_id, category)
where category is not null;
create index products_reorder on public.products (workspace_id, inventory_count)
where is_active and inventory_count <= reorder_point;
create index products_currency on public.products (currency);
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
comment on column public.competitor_prices.observed_at is 'When the price was seen.';

create index competitor_prices_recent
on public.competitor_prices (workspace_id, observed_at desc);
create index competitor_prices_currency on public.competitor_prices (currency);


-- sql/catalog/tables_search.sql

-- catalog: products are searched while stores are synced. A search reads what is pending in the
-- GIN index from end to end: 256 kB of it stay below a millisecond, 4 MB do not.

alter index public.products_search set (gin_pending_list_limit = 256);


-- sql/catalog/tables_stores.sql

-- catalog: the stores that products and orders are synced from.

create table public.store_connections (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    platform text not null,
    external_id text,
    store_name text not null,
    store_url text,
    currency text not null default 'SAR' references public.currencies (code),
    settings jsonb not null default '{}',
    is_active boolean not null default true,
    status text not null default 'pending',
    sync_status text not null default 'idle',
    sync_error_message text,
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint store_connections_tenant_key unique (workspace_id, id),
    constraint store_connections_once unique (workspace_id, platform, external_id),
    constraint store_connections_platform_known check (
        platform in ('shopify', 'woocommerce', 'salla', 'zid', 'custom')
    ),
    constraint store_connections_store_name_length check (
        char_length(btrim(store_name)) between 1 and 255
    ),
    constraint store_connections_store_url_is_web_address check (
        store_url ~ '^https?://' and char_length(store_url) <= 500
    ),
    constraint store_connections_settings_is_object check (jsonb_typeof(settings) = 'object'),
    constraint store_connections_status_known check (
        status in ('pending', 'connected', 'disconnected', 'error')
    ),
    constraint store_connections_sync_status_known check (
        sync_status in ('idle', 'syncing', 'completed', 'error')
    ),
    constraint store_connections_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id)
);

create index store_connections_recent on public.store_connections (workspace_id, created_at desc);
create index store_connections_business_idx
on public.store_connections (workspace_id, business_id);
create index store_connections_currency_idx on public.store_connections (currency);

comment on table public.store_connections is
'Shops on Shopify, WooCommerce, Salla, Zid and others that products and orders come from. Their '
'tokens are in integration_credentials, encrypted.';
comment on column public.store_connections.external_id is 'The store''s id on its platform.';
comment on column public.store_connections.currency is 'What the store sells in.';
comment on column public.store_connections.settings is 'Platform-specific wishes; never a token.';
comment on column public.store_connections.is_active is 'False while syncing is switched off.';
comment on column public.store_connections.status is
'pending until the first call succeeds, error when the platform refuses the token.';
comment on column public.store_connections.sync_status is
'Where the last sync stands; sync_error_message says why it failed.';
comment on column public.store_connections.last_sync_at is 'Last sync that succeeded.';


-- sql/catalog/tables_synced.sql

-- catalog: products know the store they come from. Built after tables_stores.sql.

alter table public.products
add constraint products_store_connection foreign key (workspace_id, store_connection_id)
references public.store_connections (workspace_id, id) on delete cascade;


-- sql/catalog/functions.sql

-- catalog: what happens when a price changes.

create function private.note_price_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        new.last_price_update := coalesce(new.last_price_update, now());
    elsif (new.base_price, new.current_price, new.currency)
        is distinct from (old.base_price, old.current_price, old.currency)
    then
        new.last_price_update := now();
    end if;
    return new;
end
$$;
comment on function private.note_price_change() is
'Trigger of products: keeps last_price_update.';


-- sql/catalog/functions_money.sql

-- catalog: the rules of money, for every domain from here on.
--
-- Amounts are decimals with a currency beside them. Stripe, and the documents that count in
-- cents, want integers of the minor unit: the step from one to the other is here, once.

-- In plpgsql because these are called row by row, in generated columns and checks: it keeps
-- its plans for the session.
create function private.minor_digits(currency text) returns integer
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return case
        -- Stripe's list of zero-decimal currencies (docs.stripe.com/currencies). It differs
        -- from ISO 4217 in three: MGA is charged in whole ariary, while ISK and UGX, whole in
        -- ISO, keep their two decimals for compatibility.
        when currency in (
            'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND',
            'VUV', 'XAF', 'XOF', 'XPF'
        ) then 0
        when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2
    end;
end
$$;
comment on function private.minor_digits(text) is
'Decimals between an amount and the integer that Stripe counts it in: JPY 0, USD 2, KWD 3.';

create function private.to_minor_units(amount numeric, currency text) returns bigint
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(amount * (10 ^ private.minor_digits(currency))::numeric);
end
$$;
comment on function private.to_minor_units(numeric, text) is
'An amount as the integer that Stripe counts: 12.50 USD is 1250, 500 JPY is 500, 1.25 KWD is '
'1250. The only place where money is converted; its inverse is from_minor_units. Amounts have '
'two decimals, so those of three-decimal currencies end in 0, as Stripe requires.';

create function private.from_minor_units(units bigint, currency text) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(
        units / (10 ^ private.minor_digits(currency))::numeric, private.minor_digits(currency)
    );
end
$$;
comment on function private.from_minor_units(bigint, text) is
'An integer of Stripe as an amount: 1250 USD is 12.50, 500 JPY is 500, 1250 KWD is 1.250.';

create function private.check_money() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    values_given constant jsonb := to_jsonb(new);
    named constant text := upper(values_given ->> 'currency');
    digits constant integer := (
        select c.minor_units from public.currencies as c where c.code = named
    );
    wrong text;
begin
    if digits is null and named is not null then
        raise exception using
            errcode = 'PT422',
            message = format('there is no currency %L', named),
            detail = format('currency of a row in %s', tg_table_name),
            hint = 'Use an ISO 4217 code, such as USD or SAR: select code from currencies.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where (values_given ->> given.name)::numeric < 0
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be negative', wrong),
            detail = format('%s of a row in %s is %s.', wrong, tg_table_name, values_given ->> wrong),
            hint = 'Give 0 or more.';
    end if;
    select given.name into wrong
    from unnest(tg_argv) as given (name)
    where
        (values_given ->> given.name)::numeric
        <> round((values_given ->> given.name)::numeric, digits)
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot be %s %s', wrong, values_given ->> wrong, named),
            detail = format('currency and %s of a row in %s', wrong, tg_table_name),
            hint = format('%s has no smaller unit than 1: give a whole amount.', named);
    end if;
    if named <> values_given ->> 'currency' then
        new.currency := named;
    end if;
    return new;
end
$$;
comment on function private.check_money() is
'Trigger: refuses (PT422) a currency that does not exist, negative amounts in the columns named '
'as its arguments, and fractions in currencies without any. Stores usd, as Stripe spells it, as '
'USD. Attach before insert or update.';

create function private.monthly_price(price numeric, per text) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return round(
        case per
            when 'day' then price * 365 / 12
            when 'week' then price * 365 / 7 / 12
            when 'quarter' then price / 3
            when 'year' then price / 12
            else price
        end,
        2
    );
end
$$;
comment on function private.monthly_price(numeric, text) is
'The price of an average month, of what costs so much per day, week, month, quarter or year.';

create function private.are_volume_discounts(tiers jsonb) returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
    -- case, because and/or may be evaluated in any order.
    select case
        when jsonb_typeof(tiers) <> 'array' then false
        else not exists (
            select
            from jsonb_array_elements(tiers) as tier
            where not case
                when jsonb_typeof(tier) <> 'object' then false
                when jsonb_typeof(tier -> 'min_quantity') is distinct from 'number' then false
                when jsonb_typeof(tier -> 'percent') is distinct from 'number' then false
                else
                    (tier ->> 'min_quantity')::numeric >= 1
                    and (tier ->> 'percent')::numeric between 0 and 100
            end
        )
    end
$$;
comment on function private.are_volume_discounts(jsonb) is
'Whether this is a list of {"min_quantity": 1 or more, "percent": 0 to 100}.';


-- sql/catalog/triggers.sql

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


-- sql/catalog/triggers_stores.sql

-- catalog: what happens to stores by itself.

create trigger store_connections_touch
before update on public.store_connections
for each row execute function private.touch_updated_at();

create trigger store_connections_keep_fixed
before update of workspace_id, platform on public.store_connections
for each row execute function private.keep_fixed('workspace_id', 'platform');

create trigger store_connections_transitions
before insert or update of status on public.store_connections
for each row execute function private.allow_transitions(
    'pending>connected',
    'pending>error',
    'pending>disconnected',
    'connected>error',
    'connected>disconnected',
    'error>connected',
    'error>disconnected',
    'disconnected>pending',
    'disconnected>connected'
);

create trigger store_connections_sync_transitions
before update of sync_status on public.store_connections
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger store_connections_audit
after insert or update or delete on public.store_connections
for each row execute function private.audit();


-- sql/catalog/views.sql

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


-- policies/catalog.sql

-- catalog: viewers read, members write, admins delete.

-- Generated columns, checks and triggers run with the rights of who writes the row.
grant execute on function
private.minor_digits(text),
private.to_minor_units(numeric, text),
private.from_minor_units(bigint, text),
private.monthly_price(numeric, text),
private.are_volume_discounts(jsonb)
to authenticated, service_role;

-- store_connections -----------------------------------------------------------------------

-- Admins connect stores; how a store's sync stands is written by workers.
alter table public.store_connections enable row level security;
grant select, delete on public.store_connections to authenticated;
grant insert (
    workspace_id, business_id, platform, external_id, store_name, store_url, currency, settings
) on public.store_connections to authenticated;
grant update (business_id, store_name, store_url, currency, settings, is_active)
on public.store_connections to authenticated;
grant select, insert, update, delete on public.store_connections to service_role;

create policy store_connections_select on public.store_connections
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy store_connections_insert on public.store_connections
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy store_connections_update on public.store_connections
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy store_connections_delete on public.store_connections
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- products -------------------------------------------------------------------------------

alter table public.products enable row level security;
grant select, insert, update, delete on public.products to authenticated, service_role;

create policy products_select on public.products
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy products_insert on public.products
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy products_update on public.products
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy products_delete on public.products
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- affiliate offers -----------------------------------------------------------------------

alter table public.affiliate_offers enable row level security;
grant select, insert, update, delete on public.affiliate_offers to authenticated, service_role;

create policy affiliate_offers_select on public.affiliate_offers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy affiliate_offers_insert on public.affiliate_offers
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_offers_update on public.affiliate_offers
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy affiliate_offers_delete on public.affiliate_offers
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- competitor prices ----------------------------------------------------------------------

alter table public.competitor_prices enable row level security;
grant select, insert, update, delete on public.competitor_prices to authenticated, service_role;

create policy competitor_prices_select on public.competitor_prices
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy competitor_prices_insert on public.competitor_prices
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy competitor_prices_update on public.competitor_prices
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy competitor_prices_delete on public.competitor_prices
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- views -----------------------------------------------------------------------------------

grant select on
public.store_products,
public.affiliate_products
to authenticated, service_role;
