-- billing: content bundles that a workspace buys once.

create table public.bundle_products (
    id uuid primary key default gen_random_uuid(),
    name text not null
    constraint bundle_products_name_length check (char_length(btrim(name)) between 1 and 255),
    description text not null,
    type text not null
    constraint bundle_products_type_known check (type in ('social', 'blog', 'email', 'upgrade')),
    content_count integer not null
    constraint bundle_products_content_count_positive check (content_count > 0),
    time_period text not null,
    features jsonb not null default '[]',
    base_price numeric(12, 2) not null
    constraint bundle_products_base_price_not_negative check (base_price >= 0),
    currency text not null default 'USD' references public.currencies (code),
    base_price_cents bigint not null generated always as (
        private.to_minor_units(base_price, currency)
    ) stored,
    volume_discounts jsonb not null default '[]'
    constraint bundle_products_volume_discounts_form check (
        private.are_volume_discounts(volume_discounts)
    ),
    stripe_price_id text
    constraint bundle_products_stripe_price_id_length check (
        char_length(stripe_price_id) between 1 and 255
    ),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bundle_products_stripe_price_unique unique (stripe_price_id)
);
comment on table public.bundle_products is
'Bundles of content for sale: so many pieces of one kind for a period. Kept by the operator.';
comment on column public.bundle_products.content_count is 'Pieces in a bundle: 365 social posts.';
comment on column public.bundle_products.time_period is 'As people say it: 1 year, 1 quarter.';
comment on column public.bundle_products.features is 'What the price page says.';
comment on column public.bundle_products.base_price_cents is
'base_price in the minor unit of its currency.';
comment on column public.bundle_products.volume_discounts is
'[{"min_quantity": 3, "percent": 10}, …]: from so many bundles on, so much less.';

create index bundle_products_currency on public.bundle_products (currency);

create table public.bundle_orders (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    user_id uuid references public.profiles (id) on delete set null,
    total_amount numeric(12, 2) not null
    constraint bundle_orders_total_amount_not_negative check (total_amount >= 0),
    currency text not null default 'USD' references public.currencies (code),
    total_amount_cents bigint not null generated always as (
        private.to_minor_units(total_amount, currency)
    ) stored,
    payment_intent_id text
    constraint bundle_orders_payment_intent_id_length check (
        char_length(payment_intent_id) between 1 and 255
    ),
    payment_status text
    constraint bundle_orders_payment_status_length check (char_length(payment_status) <= 50),
    payment_method text
    constraint bundle_orders_payment_method_length check (char_length(payment_method) <= 100),
    metadata jsonb not null default '{}'
    constraint bundle_orders_metadata_object check (jsonb_typeof(metadata) = 'object'),
    status text not null default 'pending'
    constraint bundle_orders_status_known check (
        status in (
            'pending', 'paid', 'failed', 'partially_refunded', 'refunded', 'canceled',
            'cancelled'
        )
    ),
    paid_at timestamptz,
    refunded_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bundle_orders_tenant_key unique (workspace_id, id),
    constraint bundle_orders_currency_key unique (workspace_id, id, currency),
    constraint bundle_orders_payment_intent_unique unique (payment_intent_id),
    constraint bundle_orders_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id)
);
comment on table public.bundle_orders is
'What a workspace ordered from us once. Written by workers and functions.';
comment on column public.bundle_orders.business_id is
'The business that the content is for. Set to null when it goes: the purchase stays.';
comment on column public.bundle_orders.user_id is 'Who ordered.';
comment on column public.bundle_orders.total_amount_cents is
'total_amount in the minor unit of its currency.';
comment on column public.bundle_orders.payment_intent_id is 'Stripe''s PaymentIntent.';
comment on column public.bundle_orders.payment_status is
'The PaymentIntent''s status, in Stripe''s words.';
comment on column public.bundle_orders.status is 'cancelled is stored as canceled.';

create index bundle_orders_recent on public.bundle_orders (workspace_id, created_at desc);
create index bundle_orders_status on public.bundle_orders (workspace_id, status, created_at desc);
create index bundle_orders_business on public.bundle_orders (workspace_id, business_id)
where business_id is not null;
create index bundle_orders_user on public.bundle_orders (user_id) where user_id is not null;
create index bundle_orders_currency on public.bundle_orders (currency);

create table public.bundle_order_items (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    order_id uuid not null,
    product_id uuid not null references public.bundle_products (id),
    content_bundle_id uuid,
    quantity integer not null default 1
    constraint bundle_order_items_quantity_positive check (quantity > 0),
    unit_price numeric(12, 2) not null
    constraint bundle_order_items_unit_price_not_negative check (unit_price >= 0),
    discount_amount numeric(12, 2) not null default 0
    constraint bundle_order_items_discount_not_negative check (discount_amount >= 0),
    subtotal numeric(12, 2) not null generated always as (quantity * unit_price) stored,
    currency text not null,
    unit_price_cents bigint not null generated always as (
        private.to_minor_units(unit_price, currency)
    ) stored,
    discount_amount_cents bigint not null generated always as (
        private.to_minor_units(discount_amount, currency)
    ) stored,
    subtotal_cents bigint not null generated always as (
        private.to_minor_units(quantity * unit_price, currency)
    ) stored,
    options jsonb not null default '{}'
    constraint bundle_order_items_options_object check (jsonb_typeof(options) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bundle_order_items_tenant_key unique (workspace_id, id),
    constraint bundle_order_items_discount_within_price check (
        discount_amount <= quantity * unit_price
    ),
    constraint bundle_order_items_order foreign key (workspace_id, order_id, currency)
    references public.bundle_orders (workspace_id, id, currency)
    on update cascade on delete cascade
);
comment on table public.bundle_order_items is 'The lines of a bundle order.';
comment on column public.bundle_order_items.content_bundle_id is
'The content that was made for it, once there is some.';
comment on column public.bundle_order_items.unit_price is 'What one bundle cost before discount.';
comment on column public.bundle_order_items.discount_amount is 'Taken off the whole line.';
comment on column public.bundle_order_items.subtotal is
'quantity times unit_price, before discount.';
comment on column public.bundle_order_items.currency is
'That of the order: a trigger fills it in, the foreign key holds it there.';
comment on column public.bundle_order_items.unit_price_cents is
'unit_price in the minor unit of its currency.';
comment on column public.bundle_order_items.discount_amount_cents is
'discount_amount in the minor unit of its currency.';
comment on column public.bundle_order_items.subtotal_cents is
'subtotal in the minor unit of its currency.';
comment on column public.bundle_order_items.options is 'Choices of the buyer, by product.';

create index bundle_order_items_order
on public.bundle_order_items (workspace_id, order_id, currency);
create index bundle_order_items_product on public.bundle_order_items (product_id);
create index bundle_order_items_content_bundle
on public.bundle_order_items (workspace_id, content_bundle_id)
where content_bundle_id is not null;

alter publication supabase_realtime add table public.bundle_orders;
