-- Create catalog.

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/catalog/tables.sql

-- catalog: what a workspace sells.

create table public.products (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
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
    currency text not null default 'USD'
    constraint products_currency_form check (currency ~ '^[A-Z]{3}$'),
    inventory_count integer not null default 0,
    reorder_point integer not null default 50
    constraint products_reorder_point_not_negative check (reorder_point >= 0),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_tenant_key unique (workspace_id, id)
);
comment on table public.products is 'Products of a workspace and their prices.';
comment on column public.products.base_price is 'List price, in units of currency.';
comment on column public.products.base_cost is 'Cost of one unit to the seller; null if unknown.';
comment on column public.products.current_price is 'What a buyer pays today, in units of currency.';
comment on column public.products.currency is 'ISO 4217 code.';
comment on column public.products.inventory_count is
'Units in stock. May be negative: oversold units are owed.';
comment on column public.products.reorder_point is 'Order again at this many units in stock.';

create index products_recent on public.products (workspace_id, created_at desc);


-- sql/catalog/triggers.sql

create trigger products_touch
before update on public.products
for each row execute function private.touch_updated_at();

create trigger products_keep_fixed
before update of workspace_id on public.products
for each row execute function private.keep_fixed('workspace_id');


-- policies/catalog.sql

-- catalog: viewers read, members write, admins delete.

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
