-- Create billing.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/billing/tables.sql

-- billing: what a workspace buys from us by subscription, and what it is entitled to.

-- plans -----------------------------------------------------------------------------------

create table public.subscription_plans (
    id uuid primary key default gen_random_uuid(),
    name text not null
    constraint subscription_plans_name_length check (char_length(btrim(name)) between 1 and 100),
    description text,
    tier text
    constraint subscription_plans_tier_known check (
        tier in ('freemium', 'starter', 'creator', 'professional', 'business', 'agency')
    ),
    plan_type text
    constraint subscription_plans_type_known check (
        plan_type in ('optimization', 'scheduling', 'analytics')
    ),
    price numeric(12, 2) not null
    constraint subscription_plans_price_not_negative check (price >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    price_cents bigint not null generated always as (
        private.to_minor_units(price, currency)
    ) stored,
    interval text not null default 'month'
    constraint subscription_plans_interval_known check (
        interval in ('day', 'week', 'month', 'quarter', 'year')
    ),
    trial_days integer not null default 0
    constraint subscription_plans_trial_days_range check (trial_days between 0 and 730),
    stripe_price_id text
    constraint subscription_plans_stripe_price_id_length check (
        char_length(stripe_price_id) between 1 and 255
    ),
    features jsonb not null default '[]',
    is_default boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint subscription_plans_stripe_price_unique unique (stripe_price_id),
    constraint subscription_plans_default_is_free check (not is_default or price = 0)
);
comment on table public.subscription_plans is
'What can be subscribed to. Kept by the operator; every signed-in person can read it.';
comment on column public.subscription_plans.tier is
'Rank of a plan for the whole product, if it is one.';
comment on column public.subscription_plans.plan_type is
'The service that an add-on plan pays for.';
comment on column public.subscription_plans.price is 'Price of one interval, in currency.';
comment on column public.subscription_plans.price_cents is
'price in the minor unit of its currency.';
comment on column public.subscription_plans.stripe_price_id is
'Null for a plan that is not sold through Stripe, such as a free one.';
comment on column public.subscription_plans.features is
'What the price page says; what is enforced is in plan_features.';
comment on column public.subscription_plans.is_default is
'The plan of every workspace that has no subscription; at most one, and free.';

create unique index subscription_plans_one_default
on public.subscription_plans (is_default) where is_default;
create index subscription_plans_currency on public.subscription_plans (currency);

create table public.plan_features (
    id uuid primary key default gen_random_uuid(),
    plan_id uuid not null references public.subscription_plans (id) on delete cascade,
    feature text not null
    constraint plan_features_feature_form check (feature ~ '^[a-z][a-z0-9_]{0,62}$'),
    limit_value bigint
    constraint plan_features_limit_not_negative check (limit_value >= 0),
    period text not null default 'month'
    constraint plan_features_period_known check (period in ('month', 'total')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint plan_features_once_per_plan unique (plan_id, feature)
);
comment on table public.plan_features is
'What a plan includes. What is not listed is not included.';
comment on column public.plan_features.feature is
'Name that private.entitled asks for. With a limit it is the metric of usage_counters that '
'counts against it: campaigns, ai_credits, storage_bytes, api_calls.';
comment on column public.plan_features.limit_value is 'How much is included; null is no limit.';
comment on column public.plan_features.period is
'What the limit counts: the usage of a calendar month (UTC), or of all time.';

-- subscriptions ---------------------------------------------------------------------------

create table public.subscriptions (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    plan_id uuid not null references public.subscription_plans (id),
    business_id uuid,
    user_id uuid references public.profiles (id) on delete set null,
    stripe_subscription_id text
    constraint subscriptions_stripe_id_length check (
        char_length(stripe_subscription_id) between 1 and 255
    ),
    quantity integer not null default 1
    constraint subscriptions_quantity_positive check (quantity > 0),
    price numeric(12, 2) not null
    constraint subscriptions_price_not_negative check (price >= 0),
    currency text not null references public.currencies (code),
    interval text not null
    constraint subscriptions_interval_known check (
        interval in ('day', 'week', 'month', 'quarter', 'year')
    ),
    monthly_price numeric(12, 2) not null generated always as (
        private.monthly_price(price, interval)
    ) stored,
    monthly_price_cents bigint not null generated always as (
        private.to_minor_units(private.monthly_price(price, interval), currency)
    ) stored,
    status text not null default 'incomplete'
    constraint subscriptions_status_known check (
        status in (
            'incomplete', 'incomplete_expired', 'trialing', 'trial', 'active', 'past_due',
            'unpaid', 'paused', 'canceled', 'cancelled'
        )
    ),
    current_period_start timestamptz,
    current_period_end timestamptz,
    trial_end timestamptz,
    cancel_at_period_end boolean not null default false,
    canceled_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint subscriptions_tenant_key unique (workspace_id, id),
    constraint subscriptions_stripe_unique unique (stripe_subscription_id),
    constraint subscriptions_period_order check (current_period_end >= current_period_start),
    constraint subscriptions_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id)
);
comment on table public.subscriptions is
'The plans that a workspace subscribes to. Written by workers from what Stripe says.';
comment on column public.subscriptions.business_id is
'The business it was taken out for, if for one alone.';
comment on column public.subscriptions.user_id is 'Who subscribed.';
comment on column public.subscriptions.price is
'Price of one interval when the workspace subscribed: a later change of the plan leaves it. '
'Taken from the plan where it is not given, as are currency and interval.';
comment on column public.subscriptions.monthly_price is 'price of an average month.';
comment on column public.subscriptions.monthly_price_cents is
'monthly_price in the minor unit of its currency.';
comment on column public.subscriptions.status is
'As in Stripe. trial is stored as trialing, cancelled as canceled.';

create index subscriptions_recent on public.subscriptions (workspace_id, created_at desc);
create unique index subscriptions_one_live_per_plan
on public.subscriptions (workspace_id, plan_id)
where status in ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused');
create index subscriptions_plan on public.subscriptions (plan_id);
create index subscriptions_business on public.subscriptions (workspace_id, business_id)
where business_id is not null;
create index subscriptions_user on public.subscriptions (user_id) where user_id is not null;
create index subscriptions_status on public.subscriptions (status, current_period_end);
create index subscriptions_currency on public.subscriptions (currency);

-- invoices --------------------------------------------------------------------------------

create table public.invoices (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    subscription_id uuid,
    number text
    constraint invoices_number_length check (char_length(number) between 1 and 100),
    stripe_invoice_id text
    constraint invoices_stripe_id_length check (char_length(stripe_invoice_id) between 1 and 255),
    payment_intent_id text
    constraint invoices_payment_intent_id_length check (
        char_length(payment_intent_id) between 1 and 255
    ),
    amount numeric(12, 2) not null
    constraint invoices_amount_not_negative check (amount >= 0),
    currency text not null default 'SAR' references public.currencies (code),
    amount_cents bigint not null generated always as (
        private.to_minor_units(amount, currency)
    ) stored,
    billing_period_start timestamptz,
    billing_period_end timestamptz,
    invoice_pdf text,
    status text not null default 'draft'
    constraint invoices_status_known check (
        status in ('draft', 'open', 'pending', 'paid', 'failed', 'uncollectible', 'void')
    ),
    due_at timestamptz,
    paid_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint invoices_tenant_key unique (workspace_id, id),
    constraint invoices_stripe_unique unique (stripe_invoice_id),
    constraint invoices_period_order check (billing_period_end >= billing_period_start),
    constraint invoices_subscription foreign key (workspace_id, subscription_id)
    references public.subscriptions (workspace_id, id) on delete set null (subscription_id)
);
comment on table public.invoices is
'What we charged a workspace. Written by workers from what Stripe says.';
comment on column public.invoices.subscription_id is 'Null for an invoice of something else.';
comment on column public.invoices.amount is 'What is due in all, in currency.';
comment on column public.invoices.amount_cents is 'amount in the minor unit of its currency.';
comment on column public.invoices.invoice_pdf is 'Where the document can be fetched.';
comment on column public.invoices.status is
'pending waits to be paid (open in Stripe, stored as pending); failed is one whose payment '
'failed and is tried again.';

create index invoices_recent on public.invoices (workspace_id, created_at desc);
create index invoices_subscription on public.invoices (workspace_id, subscription_id)
where subscription_id is not null;
create index invoices_status on public.invoices (status, due_at)
where status in ('pending', 'failed');
create index invoices_currency on public.invoices (currency);


-- sql/billing/tables_bundles.sql

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


-- sql/billing/tables_stripe.sql

-- billing: who a workspace is at Stripe, and what Stripe told us.

create table public.stripe_customers (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    stripe_customer_id text not null
    constraint stripe_customers_stripe_id_length check (
        char_length(stripe_customer_id) between 1 and 255
    ),
    email text
    constraint stripe_customers_email_length check (char_length(email) <= 255),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint stripe_customers_tenant_key unique (workspace_id, id),
    constraint stripe_customers_one_per_workspace unique (workspace_id),
    constraint stripe_customers_stripe_unique unique (stripe_customer_id)
);
comment on table public.stripe_customers is
'The customer that a workspace is in our Stripe account. Written by workers.';
comment on column public.stripe_customers.email is 'Where Stripe sends invoices and receipts.';

create table public.stripe_events (
    id text primary key
    constraint stripe_events_id_length check (char_length(id) between 1 and 255),
    type text not null
    constraint stripe_events_type_length check (char_length(type) between 1 and 255),
    object_id text generated always as (payload #>> '{data,object,id}') stored,
    api_version text,
    livemode boolean not null default false,
    payload jsonb not null
    constraint stripe_events_payload_object check (jsonb_typeof(payload) = 'object'),
    attempts integer not null default 0
    constraint stripe_events_attempts_not_negative check (attempts >= 0),
    error_message text,
    status text not null default 'pending'
    constraint stripe_events_status_known check (
        status in ('pending', 'processed', 'ignored', 'failed')
    ),
    occurred_at timestamptz not null default now(),
    processed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.stripe_events is
'Ledger of what Stripe sent, each event once, whatever the order and repetition. Server only.';
comment on column public.stripe_events.id is 'Stripe''s: evt_….';
comment on column public.stripe_events.object_id is 'What it is about: sub_…, in_…, cus_….';
comment on column public.stripe_events.occurred_at is 'Stripe''s time; created_at is ours.';
comment on column public.stripe_events.status is
'pending waits for a worker; ignored is of a type that nothing follows from.';

create index stripe_events_waiting on public.stripe_events (occurred_at)
where status in ('pending', 'failed');
create index stripe_events_object on public.stripe_events (object_id, occurred_at desc);
create index stripe_events_recent on public.stripe_events (created_at desc);


-- sql/billing/tables_usage.sql

-- billing: what a workspace used, counted without a row that all requests wait for.

create table public.usage_counters (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    user_id uuid references public.profiles (id) on delete set null,
    month date not null default date_trunc('month', now() at time zone 'UTC')::date
    constraint usage_counters_month_is_first_day check (extract(day from month) = 1),
    metric text not null
    constraint usage_counters_metric_form check (metric ~ '^[a-z][a-z0-9_]{0,62}$'),
    amount bigint not null,
    created_at timestamptz not null default now(),
    primary key (workspace_id, id)
);
comment on table public.usage_counters is
'Usage, as steps to add up: private.record_usage adds a row each time, '
'private.roll_up_usage makes one row per workspace, person, month and metric of them. '
'Read it with user_usage or workspace_entitlements.';
comment on column public.usage_counters.user_id is
'Who used it; null for the workspace as such, or for somebody who is gone.';
comment on column public.usage_counters.month is 'First day of the month, in UTC.';
comment on column public.usage_counters.metric is
'campaigns, ai_credits, storage_bytes, api_calls, or a feature of plan_features.';
comment on column public.usage_counters.amount is
'How much more was used; below zero where something was given back, as when a file is deleted.';

create index usage_counters_metric
on public.usage_counters (workspace_id, metric, month) include (amount);
create index usage_counters_user on public.usage_counters (user_id, month)
where user_id is not null;


-- sql/billing/functions.sql

-- billing: usage, and what a workspace may use.
--
-- security definer:
--   private.record_usage, private.count_usage, private.roll_up_usage
--                             nobody may write usage_counters
--   private.entitled, private.require_entitlement
--                             other domains ask for a workspace, whoever the caller is

create function private.take_plan_terms() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    plan public.subscription_plans;
begin
    if new.price is null or new.currency is null or new.interval is null then
        select * into plan from public.subscription_plans as p where p.id = new.plan_id;
        new.price := coalesce(new.price, plan.price);
        new.currency := coalesce(new.currency, plan.currency);
        new.interval := coalesce(new.interval, plan.interval);
    end if;
    return new;
end
$$;
comment on function private.take_plan_terms() is
'Trigger of subscriptions: takes price, currency and interval from the plan where they are not '
'given.';

-- usage -----------------------------------------------------------------------------------

create function private.record_usage(
    workspace uuid, person uuid, used_metric text, used_amount bigint default 1
) returns void
language sql
security definer
set search_path = ''
as $$
    insert into public.usage_counters (workspace_id, user_id, metric, amount)
    select workspace, person, used_metric, used_amount
    where used_amount <> 0
$$;
comment on function private.record_usage(uuid, uuid, text, bigint) is
'Counts usage of this month, for a person (or null) in a workspace. Never waits for others who '
'count at the same time. A negative amount gives back.';

create function private.count_usage() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    steps constant text := case tg_op
        when 'INSERT' then 'select a.*, 1 as sign from added as a'
        when 'DELETE' then 'select r.*, -1 as sign from removed as r'
        else
            'select a.*, 1 as sign from added as a '
            'union all select r.*, -1 as sign from removed as r'
    end;
begin
    -- The joins leave out what is being deleted: a person, or the whole workspace.
    execute format(
        'insert into public.usage_counters (workspace_id, user_id, metric, amount) '
        'select w.id, p.id, %L, sum(s.sign * s.amount) '
        'from (select workspace_id, %s as person, %s as amount, sign from (%s) as t) as s '
        'join public.workspaces as w on w.id = s.workspace_id '
        'left join public.profiles as p on p.id = s.person '
        'group by w.id, p.id having sum(s.sign * s.amount) <> 0',
        tg_argv[0],
        coalesce(quote_ident(nullif(tg_argv[1], '')), 'null::uuid'),
        coalesce(quote_ident(nullif(tg_argv[2], '')), '1'),
        steps
    );
    return null;
end
$$;
comment on function private.count_usage() is
'Trigger: counts the rows of a statement as usage of this month. Arguments: the metric; the column '
'of the person, or nothing; the column of the amount, or nothing to count each row as one. Attach '
'for each statement, with the transition tables added and removed.';

create function private.roll_up_usage() returns integer
language sql
security definer
set search_path = ''
as $$
    with crowded as (
        select u.workspace_id, u.user_id, u.month, u.metric
        from public.usage_counters as u
        group by u.workspace_id, u.user_id, u.month, u.metric
        having count(*) > 1
    ),

    -- Two roll-ups at once share the rows between them: each adds up what it deleted itself.
    gone as (
        delete from public.usage_counters as u
        using crowded as c
        where
            u.workspace_id = c.workspace_id
            and u.user_id is not distinct from c.user_id
            and u.month = c.month
            and u.metric = c.metric
        returning u.workspace_id, u.user_id, u.month, u.metric, u.amount
    ),

    kept as (
        insert into public.usage_counters (workspace_id, user_id, month, metric, amount)
        select g.workspace_id, g.user_id, g.month, g.metric, sum(g.amount)
        from gone as g
        group by g.workspace_id, g.user_id, g.month, g.metric
        returning 1
    )

    select ((select count(*) from gone) - (select count(*) from kept))::integer
$$;
comment on function private.roll_up_usage() is
'Makes one row per workspace, person, month and metric of usage_counters. Returns how many it '
'saved. Sums stay the same, also for those who read or count meanwhile.';

create function private.roll_up_counters() returns jsonb
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'product_sales', private.roll_up_product_sales(),
        'usage', private.roll_up_usage()
    )
$$;
comment on function private.roll_up_counters() is
'Rolls up product_sales and usage_counters; rows saved by each. Called by jobs.maintain; safe '
'to repeat.';

-- entitlements ----------------------------------------------------------------------------

-- In plpgsql because the view is made after the functions.
create function private.entitled(workspace uuid, feature text) returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return exists (
        select
        from public.workspace_entitlements as e
        where e.workspace_id = workspace and e.feature = entitled.feature and e.is_entitled
    );
end
$$;
comment on function private.entitled(uuid, text) is
'Whether the plans of a workspace include a feature whose limit is not used up. It is a look, '
'not a reservation: what must not be overspent by requests at the same time needs a lock of '
'its own, as AI budgets have.';

create function private.require_entitlement(workspace uuid, feature text) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    entitlement record;
begin
    select * into entitlement
    from public.workspace_entitlements as e
    where e.workspace_id = workspace and e.feature = require_entitlement.feature;
    if entitlement.is_entitled then
        return;
    elsif entitlement.limit_value > 0 then
        raise exception using
            errcode = 'PT402',
            message = format('the limit of %s is used up', feature),
            detail = format('%s of %s used.', entitlement.used, entitlement.limit_value),
            hint = case entitlement.period
                when 'month' then 'Wait for the next month, or choose a larger plan.'
                else 'Free some, or choose a larger plan.'
            end;
    else
        raise exception using
            errcode = 'PT402',
            message = format('the plan does not include %s', feature),
            detail = format('workspace_id: %s', workspace),
            hint = 'Choose a plan that does: see subscription_plans and plan_features.';
    end if;
end
$$;
comment on function private.require_entitlement(uuid, text) is
'Raises PT402 unless private.entitled: the feature is not in the plan, or its limit is used up.';


-- sql/billing/triggers.sql

-- plans -----------------------------------------------------------------------------------

create trigger subscription_plans_audit
after insert or update or delete on public.subscription_plans
for each row execute function private.audit();

create trigger subscription_plans_check_money
before insert or update of price, currency on public.subscription_plans
for each row execute function private.check_money('price');

create trigger subscription_plans_touch
before update on public.subscription_plans
for each row execute function private.touch_updated_at();

create trigger plan_features_audit
after insert or update or delete on public.plan_features
for each row execute function private.audit();

create trigger plan_features_touch
before update on public.plan_features
for each row execute function private.touch_updated_at();

-- subscriptions ---------------------------------------------------------------------------

create trigger subscriptions_audit
after insert or update or delete on public.subscriptions
for each row execute function private.audit();

create trigger subscriptions_adopt_plan_terms
before insert on public.subscriptions
for each row execute function private.take_plan_terms();

create trigger subscriptions_check_money
before insert or update of price, currency on public.subscriptions
for each row execute function private.check_money('price');

create trigger subscriptions_keep_fixed
before update of workspace_id on public.subscriptions
for each row execute function private.keep_fixed('workspace_id');

create trigger subscriptions_normalise_status
before insert or update of status on public.subscriptions
for each row execute function private.normalise_status('trial=trialing', 'cancelled=canceled');

create trigger subscriptions_stamp_status
before insert or update of status on public.subscriptions
for each row execute function private.stamp_status('canceled=canceled_at');

create trigger subscriptions_touch
before update on public.subscriptions
for each row execute function private.touch_updated_at();

-- A worker sees the states of Stripe at the moments when it looks, so it may skip some: what
-- Stripe can reach by several steps is one step here. The two ends are final there too.
create trigger subscriptions_transitions
before insert or update of status on public.subscriptions
for each row execute function private.allow_transitions(
    'incomplete>trialing',
    'incomplete>active',
    'incomplete>past_due',
    'incomplete>unpaid',
    'incomplete>paused',
    'incomplete>canceled',
    'incomplete>incomplete_expired',
    'trialing>active',
    'trialing>past_due',
    'trialing>unpaid',
    'trialing>paused',
    'trialing>canceled',
    'active>trialing',
    'active>past_due',
    'active>unpaid',
    'active>paused',
    'active>canceled',
    'past_due>active',
    'past_due>trialing',
    'past_due>unpaid',
    'past_due>paused',
    'past_due>canceled',
    'unpaid>active',
    'unpaid>past_due',
    'unpaid>trialing',
    'unpaid>paused',
    'unpaid>canceled',
    'paused>active',
    'paused>trialing',
    'paused>past_due',
    'paused>unpaid',
    'paused>canceled'
);

-- invoices --------------------------------------------------------------------------------

create trigger invoices_check_money
before insert or update of amount, currency on public.invoices
for each row execute function private.check_money('amount');

create trigger invoices_keep_fixed
before update of workspace_id on public.invoices
for each row execute function private.keep_fixed('workspace_id');

create trigger invoices_normalise_status
before insert or update of status on public.invoices
for each row execute function private.normalise_status('open=pending');

create trigger invoices_stamp_status
before insert or update of status on public.invoices
for each row execute function private.stamp_status('paid=paid_at');

create trigger invoices_touch
before update on public.invoices
for each row execute function private.touch_updated_at();

create trigger invoices_transitions
before insert or update of status on public.invoices
for each row execute function private.allow_transitions(
    'draft>pending',
    'draft>paid',
    'draft>failed',
    'draft>uncollectible',
    'draft>void',
    'pending>paid',
    'pending>failed',
    'pending>uncollectible',
    'pending>void',
    'failed>pending',
    'failed>paid',
    'failed>uncollectible',
    'failed>void',
    'uncollectible>paid',
    'uncollectible>void'
);

-- bundles ---------------------------------------------------------------------------------

create trigger bundle_products_audit
after insert or update or delete on public.bundle_products
for each row execute function private.audit();

create trigger bundle_products_check_money
before insert or update of base_price, currency on public.bundle_products
for each row execute function private.check_money('base_price');

create trigger bundle_products_touch
before update on public.bundle_products
for each row execute function private.touch_updated_at();

create trigger bundle_orders_audit
after insert or update or delete on public.bundle_orders
for each row execute function private.audit();

create trigger bundle_orders_check_money
before insert or update of total_amount, currency on public.bundle_orders
for each row execute function private.check_money('total_amount');

create trigger bundle_orders_keep_fixed
before update of workspace_id on public.bundle_orders
for each row execute function private.keep_fixed('workspace_id');

create trigger bundle_orders_normalise_status
before insert or update of status on public.bundle_orders
for each row execute function private.normalise_status('cancelled=canceled');

create trigger bundle_orders_stamp_status
before insert or update of status on public.bundle_orders
for each row execute function private.stamp_status(
    'paid=paid_at', 'partially_refunded=refunded_at', 'refunded=refunded_at'
);

create trigger bundle_orders_touch
before update on public.bundle_orders
for each row execute function private.touch_updated_at();

create trigger bundle_orders_transitions
before insert or update of status on public.bundle_orders
for each row execute function private.allow_transitions(
    'pending>paid',
    'pending>failed',
    'pending>canceled',
    'failed>pending',
    'failed>paid',
    'failed>canceled',
    'paid>partially_refunded',
    'paid>refunded',
    'partially_refunded>refunded'
);

create trigger bundle_order_items_adopt_currency
before insert on public.bundle_order_items
for each row execute function private.take_currency('bundle_orders');

create trigger bundle_order_items_check_money
before insert or update of unit_price, discount_amount, currency on public.bundle_order_items
for each row execute function private.check_money('unit_price', 'discount_amount');

create trigger bundle_order_items_keep_fixed
before update of workspace_id, order_id on public.bundle_order_items
for each row execute function private.keep_fixed('workspace_id', 'order_id');

create trigger bundle_order_items_touch
before update on public.bundle_order_items
for each row execute function private.touch_updated_at();

-- Stripe ----------------------------------------------------------------------------------

create trigger stripe_customers_keep_fixed
before update of workspace_id on public.stripe_customers
for each row execute function private.keep_fixed('workspace_id');

create trigger stripe_customers_touch
before update on public.stripe_customers
for each row execute function private.touch_updated_at();

create trigger stripe_events_stamp_status
before insert or update of status on public.stripe_events
for each row execute function private.stamp_status(
    'processed=processed_at', 'ignored=processed_at'
);

create trigger stripe_events_touch
before update on public.stripe_events
for each row execute function private.touch_updated_at();

create trigger stripe_events_transitions
before insert or update of status on public.stripe_events
for each row execute function private.allow_transitions(
    'pending>processed',
    'pending>ignored',
    'pending>failed',
    'failed>pending',
    'failed>processed',
    'failed>ignored'
);


-- sql/billing/triggers_usage.sql

-- billing: calls of the API count as usage; they come in batches.

create trigger api_logs_count_usage
after insert on public.api_logs
referencing new table as added
for each statement execute function private.count_usage('api_calls', 'user_id');


-- sql/billing/views.sql

-- billing: subscriptions, usage and entitlements as people ask for them.

create view public.user_usage
with (security_invoker = true)
as
select
    md5(concat_ws(' ', used.workspace_id, used.user_id, used.month))::uuid as id,
    used.workspace_id,
    used.user_id,
    used.month,
    coalesce(sum(used.amount) filter (where used.metric = 'campaigns'), 0)::bigint
        as campaigns_generated,
    coalesce(sum(used.amount) filter (where used.metric = 'ai_credits'), 0)::bigint
        as ai_credits_used,
    coalesce(sum(sum(used.amount) filter (where used.metric = 'storage_bytes')) over (
        partition by used.workspace_id, used.user_id
        order by used.month
    ), 0)::bigint as storage_bytes_used,
    coalesce(sum(used.amount) filter (where used.metric = 'api_calls'), 0)::bigint
        as api_calls_made
from public.usage_counters as used
group by used.workspace_id, used.user_id, used.month;
comment on view public.user_usage is
'What each person used in each month, one row per workspace; user_id null is the workspace as '
'such. Storage is what was taken up at the end of the month, the rest is what the month added.';

create view public.workspace_entitlements
with (security_invoker = true)
as
with plans as (
    select
        s.workspace_id,
        s.plan_id
    from public.subscriptions as s
    where
        s.status in ('active', 'past_due')
        or (s.status = 'trialing' and coalesce(s.trial_end > now(), true))
    union all
    select
        w.id as workspace_id,
        p.id as plan_id
    from public.workspaces as w
    cross join public.subscription_plans as p
    where
        p.is_default
        and not exists (
            select
            from public.subscriptions as s
            where
                s.workspace_id = w.id
                and (
                    s.status in ('active', 'past_due')
                    or (s.status = 'trialing' and coalesce(s.trial_end > now(), true))
                )
        )
),

-- Of several plans, the most generous counts; no limit is more than any.
included as (
    select
        plans.workspace_id,
        f.feature,
        case when bool_and(f.limit_value is not null) then max(f.limit_value) end as limit_value,
        max(f.period) as period
    from plans
    join public.plan_features as f on plans.plan_id = f.plan_id
    group by plans.workspace_id, f.feature
)

select
    included.workspace_id,
    included.feature,
    included.limit_value,
    included.period,
    usage.used,
    case
        when included.limit_value is not null
            then greatest(included.limit_value - usage.used, 0)
    end as remaining,
    coalesce(usage.used < included.limit_value, true) as is_entitled
from included
cross join lateral (
    select coalesce(sum(u.amount), 0)::bigint as used
    from public.usage_counters as u
    where
        u.workspace_id = included.workspace_id
        and u.metric = included.feature
        and (
            included.period = 'total'
            or u.month = date_trunc('month', now() at time zone 'UTC')::date
        )
) as usage;
comment on view public.workspace_entitlements is
'What each workspace may use, with limit, usage and rest: by its subscriptions that are active, '
'past due or on trial, else by the default plan. remaining is null without a limit.';

create view public.workspace_subscriptions
with (security_invoker = true)
as
select
    s.id,
    s.workspace_id,
    s.business_id,
    s.user_id,
    s.plan_id,
    p.name as plan_name,
    p.tier,
    p.plan_type,
    s.status,
    s.stripe_subscription_id,
    c.stripe_customer_id,
    s.price,
    s.currency,
    s.interval,
    s.monthly_price,
    s.monthly_price_cents,
    p.features,
    coalesce(terms.usage_limits, '{}') as usage_limits,
    coalesce(terms.current_usage, '{}') as current_usage,
    s.current_period_start,
    s.current_period_end,
    s.trial_end,
    s.cancel_at_period_end,
    s.canceled_at,
    s.created_at,
    s.updated_at
from public.subscriptions as s
join public.subscription_plans as p on s.plan_id = p.id
left join public.stripe_customers as c on s.workspace_id = c.workspace_id
left join lateral (
    select
        jsonb_object_agg(f.feature, f.limit_value) as usage_limits,
        jsonb_object_agg(f.feature, e.used) filter (
            where f.limit_value is not null and e.used is not null
        ) as current_usage
    from public.plan_features as f
    left join public.workspace_entitlements as e
        on e.workspace_id = s.workspace_id and f.feature = e.feature
    where f.plan_id = s.plan_id
) as terms on true;
comment on view public.workspace_subscriptions is
'Subscriptions with their plan, its limits and what of them is used.';


-- policies/billing.sql

-- billing: everybody who is signed in sees what is for sale, viewers what their workspace has
-- bought and used. Workers and functions write.

grant execute on function
private.entitled(uuid, text),
private.require_entitlement(uuid, text)
to authenticated, service_role;
grant execute on function
private.record_usage(uuid, uuid, text, bigint),
private.roll_up_usage(),
private.roll_up_counters()
to service_role;

-- for sale --------------------------------------------------------------------------------

alter table public.subscription_plans enable row level security;
grant select on public.subscription_plans to authenticated;
grant select, insert, update, delete on public.subscription_plans to service_role;
create policy subscription_plans_select on public.subscription_plans
for select to authenticated
using (true);

alter table public.plan_features enable row level security;
grant select on public.plan_features to authenticated;
grant select, insert, update, delete on public.plan_features to service_role;
create policy plan_features_select on public.plan_features
for select to authenticated
using (true);

alter table public.bundle_products enable row level security;
grant select on public.bundle_products to authenticated;
grant select, insert, update, delete on public.bundle_products to service_role;
create policy bundle_products_select on public.bundle_products
for select to authenticated
using (true);

-- bought and used ------------------------------------------------------------------------

alter table public.subscriptions enable row level security;
grant select on public.subscriptions to authenticated;
grant select, insert, update, delete on public.subscriptions to service_role;
create policy subscriptions_select on public.subscriptions
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.invoices enable row level security;
grant select on public.invoices to authenticated;
grant select, insert, update, delete on public.invoices to service_role;
create policy invoices_select on public.invoices
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.bundle_orders enable row level security;
grant select on public.bundle_orders to authenticated;
grant select, insert, update, delete on public.bundle_orders to service_role;
create policy bundle_orders_select on public.bundle_orders
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.bundle_order_items enable row level security;
grant select on public.bundle_order_items to authenticated;
grant select, insert, update, delete on public.bundle_order_items to service_role;
create policy bundle_order_items_select on public.bundle_order_items
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.usage_counters enable row level security;
grant select on public.usage_counters to authenticated;
grant select, insert, update, delete on public.usage_counters to service_role;
create policy usage_counters_select on public.usage_counters
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

alter table public.stripe_customers enable row level security;
grant select on public.stripe_customers to authenticated;
grant select, insert, update, delete on public.stripe_customers to service_role;
create policy stripe_customers_select on public.stripe_customers
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant select on
public.user_usage,
public.workspace_entitlements,
public.workspace_subscriptions
to authenticated, service_role;

-- server only -----------------------------------------------------------------------------

alter table public.stripe_events enable row level security;
grant select, insert, update, delete on public.stripe_events to service_role;
-- No policy on purpose would look like a mistake: this one says that nobody else reads.
create policy stripe_events_select on public.stripe_events
for select to authenticated
using (false);
