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
