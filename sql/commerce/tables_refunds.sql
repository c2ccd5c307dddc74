-- commerce: what was paid back.

create table public.refunds (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    payment_id uuid,
    order_id uuid,
    stripe_refund_id text
    constraint refunds_stripe_refund_id_length check (
        char_length(stripe_refund_id) between 1 and 255
    ),
    amount numeric(12, 2) not null
    constraint refunds_amount_not_negative check (amount >= 0),
    currency text not null references public.currencies (code),
    amount_cents bigint not null generated always as (
        private.to_minor_units(amount, currency)
    ) stored,
    reason text
    constraint refunds_reason_length check (char_length(reason) <= 255),
    error_message text,
    status text not null default 'pending'
    constraint refunds_status_known check (
        status in ('pending', 'requires_action', 'succeeded', 'failed', 'canceled')
    ),
    refunded_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint refunds_tenant_key unique (workspace_id, id),
    constraint refunds_stripe_unique unique (workspace_id, stripe_refund_id),
    constraint refunds_payment foreign key (workspace_id, payment_id)
    references public.payments (workspace_id, id) on delete cascade,
    constraint refunds_order foreign key (workspace_id, order_id)
    references public.orders (workspace_id, id) on delete set null (order_id)
);
comment on table public.refunds is
'What was paid back to customers of a workspace, or should have been. Written by workers.';
comment on column public.refunds.status is
'As in Stripe. A refund that succeeded may fail later: the money is back with the workspace then.';
comment on column public.refunds.refunded_at is
'When it was asked for; created_at is when we heard.';

create index refunds_recent on public.refunds (workspace_id, refunded_at desc);
create index refunds_payment on public.refunds (workspace_id, payment_id)
where payment_id is not null;
create index refunds_order on public.refunds (workspace_id, order_id) where order_id is not null;
create index refunds_currency on public.refunds (currency);
