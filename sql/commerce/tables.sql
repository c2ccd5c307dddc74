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
    stripe_id text
    constraint orders_stripe_id_length check (char_length(stripe_id) between 1 and 255),
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
    constraint orders_stripe_unique unique (workspace_id, stripe_id),
    constraint orders_once_per_store unique (workspace_id, store_connection_id, external_id),
    constraint orders_store_connection foreign key (workspace_id, store_connection_id)
    references public.store_connections (workspace_id, id) on delete set null (store_connection_id),
    constraint orders_customer foreign key (workspace_id, customer_id)
    references public.customers (workspace_id, id) on delete set null (customer_id)
);
comment on table public.orders is
'What customers ordered from a workspace, in its own shop or in a connected store.';
comment on column public.orders.external_id is 'Id in the store it is synced from.';
comment on column public.orders.stripe_id is
'What it is in the workspace''s own Stripe account: a PaymentIntent; where nothing was charged '
'there, a checkout session or an invoice; a charge from before there were PaymentIntents.';
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
create index orders_sold on public.orders (workspace_id, coalesce(paid_at, ordered_at))
where status in ('paid', 'partially_refunded', 'refunded');
create index orders_refunded on public.orders (workspace_id, coalesce(refunded_at, ordered_at))
where status = 'refunded';
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
create index order_items_unknown on public.order_items (workspace_id, external_product_id)
where product_id is null and external_product_id is not null;

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
    disputed_amount numeric(12, 2) not null default 0
    constraint payments_disputed_not_negative check (disputed_amount >= 0),
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
    stripe_payment_intent_id text
    constraint payments_stripe_payment_intent_id_length check (
        char_length(stripe_payment_intent_id) between 1 and 255
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
    disputed_at timestamptz,
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
comment on column public.payments.stripe_payment_id is 'The attempt at Stripe: a charge.';
comment on column public.payments.disputed_amount is
'What was lost in disputes; disputed_at says when.';
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
create index payments_refunded on public.payments (workspace_id, coalesce(refunded_at, created_at))
where refunded_amount > 0;
create index payments_disputed on public.payments (workspace_id, coalesce(disputed_at, created_at))
where disputed_amount > 0;
create index payments_currency on public.payments (currency);
create index payments_stripe_payment_intent
on public.payments (workspace_id, stripe_payment_intent_id)
where stripe_payment_intent_id is not null;

alter publication supabase_realtime add table public.orders;
