-- Create commerce.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/commerce/tables.sql

-- commerce: what a workspace sells, to whom, and what was paid.
--
-- A workspace's own purchases (plans, content bundles) are billing, not commerce.

-- customers -------------------------------------------------------------------------------

create table public.customers (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    store_connection_id uuid,
    user_id uuid references public.profiles (id) on delete set null,
    external_id text
    constraint customers_external_id_length check (char_length(external_id) between 1 and 255),
    stripe_customer_id text
    constraint customers_stripe_customer_id_length check (
        char_length(stripe_customer_id) between 1 and 255
    ),
    email text
    constraint customers_email_form check (
        email ~ '^[^@\s]+@[^@\s]+$' and char_length(email) <= 255
    ),
    full_name text
    constraint customers_full_name_length check (char_length(full_name) <= 255),
    phone text
    constraint customers_phone_length check (char_length(phone) <= 50),
    country text
    constraint customers_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    metadata jsonb not null default '{}'
    constraint customers_metadata_object check (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint customers_tenant_key unique (workspace_id, id),
    constraint customers_once_per_store unique (workspace_id, store_connection_id, external_id),
    constraint customers_stripe_unique unique (workspace_id, stripe_customer_id),
    constraint customers_store_connection foreign key (workspace_id, store_connection_id)
    references public.store_connections (workspace_id, id) on delete set null (store_connection_id)
);
comment on table public.customers is 'People who buy from a workspace.';
comment on column public.customers.store_connection_id is
'The store that the customer was first synced from; null for a shop of the workspace''s own.';
comment on column public.customers.user_id is
'The customer''s own sign-in, where the shop lets its customers sign in.';
comment on column public.customers.external_id is 'Id in the store it is synced from.';
comment on column public.customers.stripe_customer_id is
'Id in the workspace''s own Stripe account, not in ours: that one is in stripe_customers.';
comment on column public.customers.email is
'One customer per address in a workspace, whatever the case of its letters.';
comment on column public.customers.country is 'ISO 3166-1 alpha-2, upper case.';

create unique index customers_email on public.customers (workspace_id, lower(email));
create index customers_recent on public.customers (workspace_id, created_at desc);
create index customers_country on public.customers (workspace_id, country);
create index customers_user on public.customers (user_id) where user_id is not null;

-- orders ----------------------------------------------------------------------------------

create table public.orders (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    store_connection_id uuid,
    customer_id uuid,
    external_id text
    constraint orders_external_id_length check (char_length(external_id) between 1 and 255),
    customer_email text
    constraint orders_customer_email_length check (char_length(customer_email) <= 255),
    total_amount numeric(12, 2) not null
    constraint orders_total_amount_not_negative check (total_amount >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    total_amount_cents bigint not null generated always as (
        private.to_minor_units(total_amount, currency)
    ) stored,
    attribution_data jsonb not null default '{}'
    constraint orders_attribution_data_object check (jsonb_typeof(attribution_data) = 'object'),
    metadata jsonb not null default '{}'
    constraint orders_metadata_object check (jsonb_typeof(metadata) = 'object'),
    status text not null default 'pending'
    constraint orders_status_known check (
        status in (
            'pending', 'paid', 'failed', 'partially_refunded', 'refunded', 'canceled',
            'cancelled'
        )
    ),
    external_status text
    constraint orders_external_status_length check (char_length(external_status) <= 100),
    ordered_at timestamptz not null default now(),
    paid_at timestamptz,
    refunded_at timestamptz,
    canceled_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint orders_tenant_key unique (workspace_id, id),
    constraint orders_currency_key unique (workspace_id, id, currency),
    constraint orders_once_per_store unique (workspace_id, store_connection_id, external_id),
    constraint orders_store_connection foreign key (workspace_id, store_connection_id)
    references public.store_connections (workspace_id, id) on delete set null (store_connection_id),
    constraint orders_customer foreign key (workspace_id, customer_id)
    references public.customers (workspace_id, id) on delete set null (customer_id)
);
comment on table public.orders is
'What customers ordered from a workspace, in its own shop or in a connected store.';
comment on column public.orders.external_id is 'Id in the store it is synced from.';
comment on column public.orders.customer_email is
'As given with the order; it stays when the customer goes.';
comment on column public.orders.total_amount is
'What the buyer pays, with tax and shipping, less discounts.';
comment on column public.orders.total_amount_cents is
'total_amount in the minor unit of its currency.';
comment on column public.orders.attribution_data is 'UTM parameters, referrer and the like.';
comment on column public.orders.status is 'cancelled is stored as canceled.';
comment on column public.orders.external_status is 'The store''s own word for the state.';
comment on column public.orders.ordered_at is
'When the buyer ordered; created_at is when we heard.';

create index orders_recent on public.orders (workspace_id, created_at desc);
create index orders_ordered on public.orders (workspace_id, ordered_at desc);
create index orders_store on public.orders (workspace_id, store_connection_id, ordered_at desc)
where store_connection_id is not null;
create index orders_customer on public.orders (workspace_id, customer_id)
where customer_id is not null;
create index orders_status on public.orders (workspace_id, status, ordered_at desc);
create index orders_currency on public.orders (currency);
create index orders_attribution on public.orders using gin (attribution_data jsonb_path_ops);

-- order items -----------------------------------------------------------------------------

create table public.order_items (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    order_id uuid not null,
    product_id uuid,
    external_product_id text
    constraint order_items_external_product_id_length check (
        char_length(external_product_id) between 1 and 255
    ),
    product_name text
    constraint order_items_product_name_length check (char_length(product_name) <= 500),
    quantity integer not null default 1
    constraint order_items_quantity_positive check (quantity > 0),
    unit_price numeric(12, 2) not null
    constraint order_items_unit_price_not_negative check (unit_price >= 0),
    discount_amount numeric(12, 2) not null default 0
    constraint order_items_discount_not_negative check (discount_amount >= 0),
    subtotal numeric(12, 2) not null generated always as (quantity * unit_price) stored,
    currency text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint order_items_tenant_key unique (workspace_id, id),
    constraint order_items_discount_within_price check (discount_amount <= quantity * unit_price),
    constraint order_items_order foreign key (workspace_id, order_id, currency)
    references public.orders (workspace_id, id, currency) on update cascade on delete cascade,
    constraint order_items_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.order_items is 'The lines of an order.';
comment on column public.order_items.external_product_id is
'The product''s id in the store; it stays when the product goes.';
comment on column public.order_items.product_name is
'What the buyer saw; it stays when the product changes or goes.';
comment on column public.order_items.unit_price is 'What one unit cost before discount.';
comment on column public.order_items.discount_amount is 'Taken off the whole line.';
comment on column public.order_items.subtotal is 'quantity times unit_price, before discount.';
comment on column public.order_items.currency is
'That of the order: a trigger fills it in, the foreign key holds it there.';

create index order_items_order on public.order_items (workspace_id, order_id, currency);
create index order_items_product on public.order_items (workspace_id, product_id)
where product_id is not null;

-- payments --------------------------------------------------------------------------------

create table public.payments (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    order_id uuid,
    customer_id uuid,
    product_id uuid,
    amount numeric(12, 2) not null
    constraint payments_amount_not_negative check (amount >= 0),
    refunded_amount numeric(12, 2) not null default 0
    constraint payments_refunded_not_negative check (refunded_amount >= 0),
    currency text not null references public.currencies (code),
    amount_cents bigint not null generated always as (
        private.to_minor_units(amount, currency)
    ) stored,
    payment_method text
    constraint payments_method_length check (char_length(payment_method) <= 100),
    stripe_payment_id text
    constraint payments_stripe_payment_id_length check (
        char_length(stripe_payment_id) between 1 and 255
    ),
    error_message text,
    status text not null default 'pending'
    constraint payments_status_known check (
        status in (
            'pending', 'processing', 'completed', 'paid', 'failed', 'partially_refunded',
            'refunded', 'canceled', 'cancelled'
        )
    ),
    completed_at timestamptz,
    failed_at timestamptz,
    refunded_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint payments_tenant_key unique (workspace_id, id),
    constraint payments_stripe_unique unique (workspace_id, stripe_payment_id),
    constraint payments_refund_within_amount check (refunded_amount <= amount),
    constraint payments_order foreign key (workspace_id, order_id)
    references public.orders (workspace_id, id) on delete set null (order_id),
    constraint payments_customer foreign key (workspace_id, customer_id)
    references public.customers (workspace_id, id) on delete set null (customer_id),
    constraint payments_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.payments is
'Payments of customers to a workspace, one row per attempt. Written by workers.';
comment on column public.payments.product_id is
'What was paid for where there is no order, as with a payment link.';
comment on column public.payments.amount_cents is 'amount in the minor unit of its currency.';
comment on column public.payments.status is
'paid is stored as completed, cancelled as canceled.';

create index payments_recent on public.payments (workspace_id, created_at desc);
create index payments_status on public.payments (workspace_id, status, created_at desc);
create index payments_order on public.payments (workspace_id, order_id)
where order_id is not null;
create index payments_customer on public.payments (workspace_id, customer_id)
where customer_id is not null;
create index payments_product on public.payments (workspace_id, product_id)
where product_id is not null;
create index payments_currency on public.payments (currency);

alter publication supabase_realtime add table public.orders;


-- sql/commerce/tables_sales.sql

-- commerce: how often each product was sold, counted without a row that all sales wait for.

create table private.product_sales (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    product_id uuid not null,
    quantity bigint not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id),
    constraint product_sales_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete cascade
);
comment on table private.product_sales is
'Units sold, as steps to add up: a sale adds a row, a refund one below zero. '
'private.roll_up_product_sales makes one row a product of them. Read it with sales_count.';

create index product_sales_product
on private.product_sales (workspace_id, product_id) include (quantity);


-- sql/commerce/functions.sql

-- commerce: trigger functions of orders and payments, shared with billing.
--
-- security definer: private.take_currency, because it locks a row that its caller, who writes
-- the lines of an order, need not be allowed to change.

create function private.normalise_status() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.status := coalesce(
        (
            select split_part(synonym, '=', 2)
            from unnest(tg_argv) as synonym
            where split_part(synonym, '=', 1) = new.status
        ),
        new.status
    );
    return new;
end
$$;
comment on function private.normalise_status() is
'Trigger: stores one spelling of a status where the documents have two; each argument says '
'given=stored. Attach before insert or update of status, under a name that sorts before the '
'transitions.';

create function private.stamp_status() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    stamped constant text := (
        select split_part(stamp, '=', 2)
        from unnest(tg_argv) as stamp
        where split_part(stamp, '=', 1) = new.status
    );
begin
    if stamped is null then
        return new;
    elsif tg_op = 'INSERT' then
        if to_jsonb(new) ->> stamped is not null then
            return new;
        end if;
    elsif new.status = old.status
        or to_jsonb(new) ->> stamped is distinct from to_jsonb(old) ->> stamped
    then
        return new;
    end if;
    return jsonb_populate_record(new, jsonb_build_object(stamped, now()));
end
$$;
comment on function private.stamp_status() is
'Trigger: notes when a status was reached, unless the writer says it; each argument says '
'status=column. Attach before insert or update of status.';

create function private.take_currency() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_currency text;
begin
    -- Locked, so that nobody changes the order's status unseen by what this line sets off.
    execute format(
        'select currency from public.%I where workspace_id = $1 and id = $2 for share', tg_argv[0]
    )
    into found_currency
    using new.workspace_id, new.order_id;
    -- An order that is not there is refused by the foreign key, whatever the currency.
    new.currency := coalesce(found_currency, new.currency, 'USD');
    return new;
end
$$;
comment on function private.take_currency() is
'Trigger: gives a line the currency of its order, in the table named as its argument. Attach '
'before insert or update of order_id, currency.';


-- sql/commerce/functions_sales.sql

-- commerce: counting what was sold.
--
-- security definer: the trigger functions and the roll-up, because nobody may write
-- private.product_sales.

create function private.is_sale(order_status text) returns boolean
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return order_status in ('paid', 'partially_refunded');
end
$$;
comment on function private.is_sale(text) is 'Whether an order in this status counts as sold.';

create function private.count_item_sales() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- The joins leave out what is being deleted: a product, or the whole workspace.
    if tg_op = 'INSERT' then
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, sum(i.quantity)
        from added as i
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id;
    elsif tg_op = 'DELETE' then
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, -sum(i.quantity)
        from removed as i
        join public.workspaces as w on w.id = i.workspace_id
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id;
    else
        insert into private.product_sales (workspace_id, product_id, quantity)
        select p.workspace_id, p.id, sum(i.quantity)
        from (
            select a.workspace_id, a.order_id, a.product_id, a.quantity from added as a
            union all
            select r.workspace_id, r.order_id, r.product_id, -r.quantity from removed as r
        ) as i
        join public.workspaces as w on w.id = i.workspace_id
        join public.orders as o on o.workspace_id = i.workspace_id and o.id = i.order_id
        join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
        where private.is_sale(o.status)
        group by p.workspace_id, p.id
        having sum(i.quantity) <> 0;
    end if;
    return null;
end
$$;
comment on function private.count_item_sales() is
'Trigger of order_items, per statement: counts the lines of sold orders that come, change or go.';

create function private.count_order_sales() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.product_sales (workspace_id, product_id, quantity)
    select
        p.workspace_id,
        p.id,
        case when tg_op = 'UPDATE' and private.is_sale(new.status) then 1 else -1 end
        * sum(i.quantity)
    from public.order_items as i
    join public.workspaces as w on w.id = i.workspace_id
    join public.products as p on p.workspace_id = i.workspace_id and p.id = i.product_id
    where i.workspace_id = old.workspace_id and i.order_id = old.id
    group by p.workspace_id, p.id;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function private.count_order_sales() is
'Trigger of orders: counts the lines of an order that becomes a sale, is no longer one, or goes.';

create function private.roll_up_product_sales() returns integer
language sql
security definer
set search_path = ''
as $$
    with crowded as (
        select s.workspace_id, s.product_id
        from private.product_sales as s
        group by s.workspace_id, s.product_id
        having count(*) > 1
    ),

    -- Two roll-ups at once share the rows between them: each adds up what it deleted itself.
    gone as (
        delete from private.product_sales as s
        using crowded as c
        where s.workspace_id = c.workspace_id and s.product_id = c.product_id
        returning s.workspace_id, s.product_id, s.quantity
    ),

    kept as (
        insert into private.product_sales (workspace_id, product_id, quantity)
        select g.workspace_id, g.product_id, sum(g.quantity)
        from gone as g
        group by g.workspace_id, g.product_id
        returning 1
    )

    select ((select count(*) from gone) - (select count(*) from kept))::integer
$$;
comment on function private.roll_up_product_sales() is
'Makes one row of each product''s steps in private.product_sales. Returns how many it saved. '
'Counts stay the same, also for those who read or sell meanwhile.';

create function public.sales_count(product public.products) returns bigint
language sql
stable
set search_path = ''
as $$
    select coalesce(sum(s.quantity), 0)::bigint
    from private.product_sales as s
    where s.workspace_id = product.workspace_id and s.product_id = product.id
$$;
comment on function public.sales_count(public.products) is
'Units sold of a product, less refunded orders. A computed column: '
'select=name,sales_count and order=sales_count.desc work on products.';


-- sql/commerce/triggers.sql

-- customers -------------------------------------------------------------------------------

create trigger customers_audit
after insert or update or delete on public.customers
for each row execute function private.audit();

create trigger customers_keep_fixed
before update of workspace_id on public.customers
for each row execute function private.keep_fixed('workspace_id');

create trigger customers_touch
before update on public.customers
for each row execute function private.touch_updated_at();

-- orders ----------------------------------------------------------------------------------

create trigger orders_audit
after insert or update or delete on public.orders
for each row execute function private.audit();

create trigger orders_check_money
before insert or update of total_amount, currency on public.orders
for each row execute function private.check_money('total_amount');

create trigger orders_keep_fixed
before update of workspace_id on public.orders
for each row execute function private.keep_fixed('workspace_id');

create trigger orders_normalise_status
before insert or update of status on public.orders
for each row execute function private.normalise_status('cancelled=canceled');

create trigger orders_stamp_status
before insert or update of status on public.orders
for each row execute function private.stamp_status(
    'paid=paid_at',
    'partially_refunded=refunded_at',
    'refunded=refunded_at',
    'canceled=canceled_at'
);

create trigger orders_touch
before update on public.orders
for each row execute function private.touch_updated_at();

-- Stores tell us late: an order may be canceled there after it was paid, or paid after a
-- failed attempt.
create trigger orders_transitions
before insert or update of status on public.orders
for each row execute function private.allow_transitions(
    'pending>paid',
    'pending>failed',
    'pending>canceled',
    'failed>pending',
    'failed>paid',
    'failed>canceled',
    'paid>partially_refunded',
    'paid>refunded',
    'paid>canceled',
    'partially_refunded>refunded'
);

create trigger orders_count_sales
after update of status on public.orders
for each row
when (private.is_sale(old.status) <> private.is_sale(new.status))
execute function private.count_order_sales();

create trigger orders_discount_sales
before delete on public.orders
for each row
when (private.is_sale(old.status))
execute function private.count_order_sales();

-- order items -----------------------------------------------------------------------------

create trigger order_items_audit
after insert or update or delete on public.order_items
for each row execute function private.audit();

create trigger order_items_check_money
before insert or update of unit_price, discount_amount, currency on public.order_items
for each row execute function private.check_money('unit_price', 'discount_amount');

create trigger order_items_keep_fixed
before update of workspace_id, order_id on public.order_items
for each row execute function private.keep_fixed('workspace_id', 'order_id');

create trigger order_items_adopt_currency
before insert on public.order_items
for each row execute function private.take_currency('orders');

create trigger order_items_touch
before update on public.order_items
for each row execute function private.touch_updated_at();

create trigger order_items_count_new
after insert on public.order_items
referencing new table as added
for each statement execute function private.count_item_sales();

create trigger order_items_count_changed
after update on public.order_items
referencing old table as removed new table as added
for each statement execute function private.count_item_sales();

create trigger order_items_count_gone
after delete on public.order_items
referencing old table as removed
for each statement execute function private.count_item_sales();

-- payments --------------------------------------------------------------------------------

create trigger payments_check_money
before insert or update of amount, refunded_amount, currency on public.payments
for each row execute function private.check_money('amount', 'refunded_amount');

create trigger payments_keep_fixed
before update of workspace_id on public.payments
for each row execute function private.keep_fixed('workspace_id');

create trigger payments_normalise_status
before insert or update of status on public.payments
for each row execute function private.normalise_status('paid=completed', 'cancelled=canceled');

create trigger payments_stamp_status
before insert or update of status on public.payments
for each row execute function private.stamp_status(
    'completed=completed_at',
    'failed=failed_at',
    'partially_refunded=refunded_at',
    'refunded=refunded_at'
);

create trigger payments_touch
before update on public.payments
for each row execute function private.touch_updated_at();

create trigger payments_transitions
before insert or update of status on public.payments
for each row execute function private.allow_transitions(
    'pending>processing',
    'pending>completed',
    'pending>failed',
    'pending>canceled',
    'processing>completed',
    'processing>failed',
    'processing>canceled',
    'failed>processing',
    'failed>completed',
    'failed>canceled',
    'completed>partially_refunded',
    'completed>refunded',
    'partially_refunded>refunded'
);


-- policies/commerce.sql

-- commerce: viewers read, members write, admins delete; payments are written by workers alone.

grant execute on function
private.is_sale(text),
public.sales_count(public.products)
to authenticated, service_role;
grant execute on function private.roll_up_product_sales() to service_role;

-- customers ------------------------------------------------------------------------------

alter table public.customers enable row level security;
grant select, insert, update, delete on public.customers to authenticated, service_role;

create policy customers_select on public.customers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy customers_insert on public.customers
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy customers_update on public.customers
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy customers_delete on public.customers
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- orders ---------------------------------------------------------------------------------

alter table public.orders enable row level security;
grant select, insert, update, delete on public.orders to authenticated, service_role;

create policy orders_select on public.orders
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy orders_insert on public.orders
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy orders_update on public.orders
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy orders_delete on public.orders
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- order items ----------------------------------------------------------------------------

alter table public.order_items enable row level security;
grant select, insert, update, delete on public.order_items to authenticated, service_role;

create policy order_items_select on public.order_items
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy order_items_insert on public.order_items
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy order_items_update on public.order_items
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy order_items_delete on public.order_items
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

-- facts -----------------------------------------------------------------------------------

alter table public.payments enable row level security;
grant select on public.payments to authenticated;
grant select, insert, update, delete on public.payments to service_role;
create policy payments_select on public.payments
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table private.product_sales enable row level security;
grant select on private.product_sales to authenticated;
grant select on private.product_sales to service_role;
create policy product_sales_select on private.product_sales
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));
