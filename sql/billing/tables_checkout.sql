-- billing: what is asked of Stripe on behalf of a workspace, and what came of it.

-- parts of a subscription -----------------------------------------------------------------

create table public.subscription_items (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    subscription_id uuid not null,
    plan_id uuid references public.subscription_plans (id),
    stripe_item_id text not null
    constraint subscription_items_stripe_id_length check (
        char_length(stripe_item_id) between 1 and 255
    ),
    stripe_price_id text not null
    constraint subscription_items_stripe_price_id_length check (
        char_length(stripe_price_id) between 1 and 255
    ),
    quantity integer not null default 1
    constraint subscription_items_quantity_not_negative check (quantity >= 0),
    price numeric(12, 2)
    constraint subscription_items_price_not_negative check (price >= 0),
    currency text not null references public.currencies (code),
    price_cents bigint generated always as (private.to_minor_units(price, currency)) stored,
    interval text
    constraint subscription_items_interval_known check (
        interval in ('day', 'week', 'month', 'quarter', 'year')
    ),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint subscription_items_tenant_key unique (workspace_id, id),
    constraint subscription_items_stripe_unique unique (stripe_item_id),
    constraint subscription_items_subscription foreign key (workspace_id, subscription_id)
    references public.subscriptions (workspace_id, id) on delete cascade
);
comment on table public.subscription_items is
'The lines of a subscription, as Stripe has them: its plan, and add-on plans. All of them count '
'for what the workspace may use.';
comment on column public.subscription_items.plan_id is
'The plan that is sold at this price; null while there is none.';
comment on column public.subscription_items.price is
'Price of one for one interval; null where it depends on the quantity.';
comment on column public.subscription_items.price_cents is
'price in the minor unit of its currency.';

create index subscription_items_subscription
on public.subscription_items (workspace_id, subscription_id);
create index subscription_items_plan on public.subscription_items (plan_id);
create index subscription_items_price on public.subscription_items (stripe_price_id);
create index subscription_items_currency on public.subscription_items (currency);

create table public.entitlement_grants (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    feature text not null
    constraint entitlement_grants_feature_form check (feature ~ '^[a-z][a-z0-9_]{0,62}$'),
    source text not null default 'operator'
    constraint entitlement_grants_source_known check (source in ('stripe', 'operator')),
    limit_value bigint
    constraint entitlement_grants_limit_not_negative check (limit_value >= 0),
    period text not null default 'month'
    constraint entitlement_grants_period_known check (period in ('month', 'total')),
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint entitlement_grants_tenant_key unique (workspace_id, id),
    constraint entitlement_grants_once unique (workspace_id, feature, source)
);
comment on table public.entitlement_grants is
'What a workspace may use beside its plans: given by the operator, or by Stripe''s entitlements.';
comment on column public.entitlement_grants.source is
'stripe: kept as the customer''s active entitlements are there. operator: given by hand.';
comment on column public.entitlement_grants.limit_value is
'How much; null is no limit. From Stripe it is limit in the metadata of the feature.';
comment on column public.entitlement_grants.expires_at is 'From then on it is over; null: never.';

-- pages at Stripe -------------------------------------------------------------------------

create table public.billing_sessions (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete set null,
    plan_id uuid references public.subscription_plans (id),
    bundle_order_id uuid,
    kind text not null
    constraint billing_sessions_kind_known check (kind in ('checkout', 'portal', 'onboarding')),
    quantity integer not null default 1
    constraint billing_sessions_quantity_positive check (quantity > 0),
    options jsonb not null default '{}'
    constraint billing_sessions_options_object check (jsonb_typeof(options) = 'object'),
    idempotency_key text
    constraint billing_sessions_idempotency_key_length check (
        char_length(idempotency_key) between 1 and 200
    ),
    url text,
    stripe_session_id text
    constraint billing_sessions_stripe_id_length check (
        char_length(stripe_session_id) between 1 and 255
    ),
    error_message text,
    status text not null default 'pending'
    constraint billing_sessions_status_known check (
        status in ('pending', 'open', 'completed', 'expired', 'failed')
    ),
    expires_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint billing_sessions_tenant_key unique (workspace_id, id),
    constraint billing_sessions_bundle_order foreign key (workspace_id, bundle_order_id)
    references public.bundle_orders (workspace_id, id) on delete cascade
);
comment on table public.billing_sessions is
'Pages at Stripe that somebody asked for: to pay, to manage what they pay, to connect an account. '
'Seen only by who asked, because whoever has the url can use it. Subscribe to the row: url is '
'there once status is open.';
comment on column public.billing_sessions.options is
'Where Stripe sends people back to, promotion code, days of trial.';
comment on column public.billing_sessions.idempotency_key is
'Chosen by the client: the same key of the same person gives the same session.';
comment on column public.billing_sessions.stripe_session_id is
'Stripe''s: cs_…, bps_…, or acct_… of the account that is being connected.';
comment on column public.billing_sessions.expires_at is 'Until when the url can be used.';

create unique index billing_sessions_idempotency
on public.billing_sessions (workspace_id, user_id, idempotency_key)
where idempotency_key is not null;
create unique index billing_sessions_stripe
on public.billing_sessions (stripe_session_id) where stripe_session_id like 'cs%';
create index billing_sessions_user on public.billing_sessions (user_id, created_at desc);
create index billing_sessions_plan on public.billing_sessions (workspace_id, plan_id);
create index billing_sessions_plan_alone on public.billing_sessions (plan_id);
create index billing_sessions_bundle_order
on public.billing_sessions (workspace_id, bundle_order_id) where bundle_order_id is not null;

alter publication supabase_realtime add table public.billing_sessions;

-- changes ---------------------------------------------------------------------------------

create table public.subscription_changes (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    subscription_id uuid not null,
    user_id uuid references public.profiles (id) on delete set null,
    plan_id uuid references public.subscription_plans (id),
    preview_id uuid,
    kind text not null
    constraint subscription_changes_kind_known check (
        kind in ('preview', 'change', 'cancel', 'resume')
    ),
    quantity integer
    constraint subscription_changes_quantity_positive check (quantity > 0),
    is_at_period_end boolean not null default false,
    effective_at timestamptz,
    proration_date timestamptz,
    amount_due numeric(12, 2)
    constraint subscription_changes_amount_due_not_negative check (amount_due >= 0),
    credit numeric(12, 2)
    constraint subscription_changes_credit_not_negative check (credit >= 0),
    charge numeric(12, 2)
    constraint subscription_changes_charge_not_negative check (charge >= 0),
    currency text references public.currencies (code),
    amount_due_cents bigint generated always as (
        private.to_minor_units(amount_due, currency)
    ) stored,
    credit_cents bigint generated always as (private.to_minor_units(credit, currency)) stored,
    charge_cents bigint generated always as (private.to_minor_units(charge, currency)) stored,
    lines jsonb not null default '[]'
    constraint subscription_changes_lines_array check (jsonb_typeof(lines) = 'array'),
    error_message text,
    status text not null default 'pending'
    constraint subscription_changes_status_known check (
        status in ('pending', 'done', 'failed', 'canceled')
    ),
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint subscription_changes_tenant_key unique (workspace_id, id),
    constraint subscription_changes_subscription foreign key (workspace_id, subscription_id)
    references public.subscriptions (workspace_id, id) on delete cascade,
    constraint subscription_changes_preview foreign key (workspace_id, preview_id)
    references public.subscription_changes (workspace_id, id) on delete set null (preview_id)
);
comment on table public.subscription_changes is
'What admins asked for about a subscription, and what came of it: previews of a change, changes, '
'cancellations, resumptions.';
comment on column public.subscription_changes.preview_id is
'The preview that it was decided by: it is charged what that one said.';
comment on column public.subscription_changes.is_at_period_end is
'Whether it takes effect when the period that is paid for ends, instead of now.';
comment on column public.subscription_changes.effective_at is 'When it takes effect, or took it.';
comment on column public.subscription_changes.proration_date is
'The moment from which the new plan counts; to the second, as Stripe computes with it.';
comment on column public.subscription_changes.amount_due is
'What has to be paid at once, after all credit.';
comment on column public.subscription_changes.credit is
'Given back for what was paid and is not used.';
comment on column public.subscription_changes.charge is
'What the rest of the period costs with the new plan, before credit.';
comment on column public.subscription_changes.amount_due_cents is
'amount_due in the minor unit of currency.';
comment on column public.subscription_changes.credit_cents is 'credit in the minor unit.';
comment on column public.subscription_changes.charge_cents is 'charge in the minor unit.';
comment on column public.subscription_changes.lines is
'[{"description", "amount", "period_start", "period_end"}, …], amount in the minor unit.';

create index subscription_changes_subscription
on public.subscription_changes (workspace_id, subscription_id, created_at desc);
create index subscription_changes_preview
on public.subscription_changes (workspace_id, preview_id) where preview_id is not null;
create index subscription_changes_user on public.subscription_changes (user_id);
create index subscription_changes_plan on public.subscription_changes (plan_id);
create index subscription_changes_currency on public.subscription_changes (currency);

alter publication supabase_realtime add table public.subscription_changes;
alter publication supabase_realtime add table public.subscriptions;
