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
    is_per_seat boolean not null default false,
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
comment on column public.plan_features.is_per_seat is
'Whether the limit is of one seat: it is multiplied by the quantity that is subscribed to.';

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
    constraint subscriptions_quantity_not_negative check (quantity >= 0),
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
    cancel_at timestamptz,
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
comment on column public.subscriptions.quantity is
'How many seats; Stripe allows none. price is that of one.';
comment on column public.subscriptions.cancel_at is
'When it ends, if that is decided: the end of the period, or another day.';
comment on column public.subscriptions.monthly_price is 'price of an average month.';
comment on column public.subscriptions.monthly_price_cents is
'monthly_price in the minor unit of its currency.';
comment on column public.subscriptions.status is
'As in Stripe. trial is stored as trialing, cancelled as canceled.';

create index subscriptions_recent on public.subscriptions (workspace_id, created_at desc);
create index subscriptions_workspace_plan on public.subscriptions (workspace_id, plan_id);
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
    attempt_count integer not null default 0
    constraint invoices_attempt_count_not_negative check (attempt_count >= 0),
    next_payment_attempt timestamptz,
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
comment on column public.invoices.attempt_count is 'How often Stripe has tried to collect it.';
comment on column public.invoices.next_payment_attempt is
'When Stripe tries again; null when it does not.';
comment on column public.invoices.status is
'pending waits to be paid (open in Stripe, stored as pending); failed is one whose payment '
'failed and is tried again.';

create index invoices_recent on public.invoices (workspace_id, created_at desc);
create index invoices_subscription on public.invoices (workspace_id, subscription_id)
where subscription_id is not null;
create index invoices_status on public.invoices (status, due_at)
where status in ('pending', 'failed');
create index invoices_currency on public.invoices (currency);
