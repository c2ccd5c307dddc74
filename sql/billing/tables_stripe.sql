-- billing: who is who at Stripe, and what Stripe told us.

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

create table public.stripe_accounts (
    id text primary key
    constraint stripe_accounts_id_length check (char_length(id) between 1 and 255),
    workspace_id uuid references public.workspaces (id) on delete set null,
    country text
    constraint stripe_accounts_country_is_iso_code check (country ~ '^[A-Z]{2}$'),
    currency text references public.currencies (code),
    livemode boolean,
    charges_enabled boolean not null default false,
    payouts_enabled boolean not null default false,
    details_submitted boolean not null default false,
    status text not null default 'pending'
    constraint stripe_accounts_status_known check (
        status in ('pending', 'active', 'restricted', 'disconnected')
    ),
    connected_at timestamptz,
    disconnected_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint stripe_accounts_tenant_key unique (workspace_id, id),
    constraint stripe_accounts_platform_is_nobodys check (id <> 'platform' or workspace_id is null)
);
comment on table public.stripe_accounts is
'Stripe accounts that we read: platform is ours, the others belong to workspaces (Connect).';
comment on column public.stripe_accounts.id is 'platform for ours, else Stripe''s: acct_….';
comment on column public.stripe_accounts.currency is 'The account''s default currency.';
comment on column public.stripe_accounts.livemode is
'Whether its money is real. Events of the other mode are ignored; null until the first is known.';
comment on column public.stripe_accounts.status is
'pending until Stripe knows enough to take charges, restricted while it stops them, disconnected '
'once the workspace has taken the permission back.';

create unique index stripe_accounts_one_per_workspace
on public.stripe_accounts (workspace_id) where status <> 'disconnected';
create index stripe_accounts_currency on public.stripe_accounts (currency);

create table public.stripe_events (
    id text primary key
    constraint stripe_events_id_length check (char_length(id) between 1 and 255),
    account_id text not null default 'platform'
    constraint stripe_events_account_id_length check (char_length(account_id) between 1 and 255),
    type text not null
    constraint stripe_events_type_length check (char_length(type) between 1 and 255),
    object text
    constraint stripe_events_object_length check (char_length(object) <= 255),
    object_id text
    constraint stripe_events_object_id_length check (char_length(object_id) <= 255),
    api_version text,
    livemode boolean not null default false,
    payload jsonb not null
    constraint stripe_events_payload_object check (jsonb_typeof(payload) = 'object'),
    attempts integer not null default 0
    constraint stripe_events_attempts_not_negative check (attempts >= 0),
    error_message text,
    note text,
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
comment on column public.stripe_events.account_id is 'The connected account, or platform.';
comment on column public.stripe_events.object is
'What kind of object to read again because of it, in Stripe''s words: subscription, charge.';
comment on column public.stripe_events.object_id is 'Which one: sub_…, in_…, cus_….';
comment on column public.stripe_events.payload is
'As it came. What jsonb cannot hold (U+0000, numbers beyond its range) is kept as text in raw.';
comment on column public.stripe_events.occurred_at is 'Stripe''s time; created_at is ours.';
comment on column public.stripe_events.note is 'Why it was ignored.';
comment on column public.stripe_events.status is
'pending waits for a worker; ignored is of a type that nothing follows from.';

create index stripe_events_waiting on public.stripe_events (created_at)
where status in ('pending', 'failed');
create index stripe_events_object
on public.stripe_events (account_id, object, object_id, created_at desc);
create index stripe_events_recent on public.stripe_events using brin (created_at);

create table public.stripe_objects (
    account_id text not null references public.stripe_accounts (id) on delete cascade,
    object text not null
    constraint stripe_objects_object_length check (char_length(object) between 1 and 100),
    id text not null
    constraint stripe_objects_id_length check (char_length(id) between 1 and 255),
    data jsonb not null
    constraint stripe_objects_data_object check (jsonb_typeof(data) = 'object'),
    api_version text,
    read_at timestamptz not null,
    gone_at timestamptz,
    error_message text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint stripe_objects_pkey primary key (account_id, object, id)
)
with (fillfactor = 85);
comment on table public.stripe_objects is
'Stripe''s objects as they were when a worker last read them. Server only; the views of schema '
'reporting show them with columns. Amounts are integers of the minor unit, as at Stripe.';
comment on column public.stripe_objects.object is 'The kind, in Stripe''s words: payment_intent.';
comment on column public.stripe_objects.data is
'The object, without client secrets, with all of its lines and items.';
comment on column public.stripe_objects.api_version is 'The version of the API it was read with.';
comment on column public.stripe_objects.read_at is
'When the reading began, by this database''s clock. A reading that began earlier never replaces '
'one that began later: so the last change wins, in whatever order its events come.';
comment on column public.stripe_objects.gone_at is
'When Stripe first said that it is deleted. data is what it was before.';
comment on column public.stripe_objects.error_message is
'Why nothing could be made of it in billing or commerce, if so.';

create index stripe_objects_customer on public.stripe_objects (
    account_id, object, (data ->> 'customer')
)
where data ->> 'customer' is not null;
create index stripe_objects_payment_intent on public.stripe_objects (
    account_id, object, (data ->> 'payment_intent')
)
where data ->> 'payment_intent' is not null;
create index stripe_objects_invoice on public.stripe_objects (
    account_id, object, (data ->> 'invoice')
)
where data ->> 'invoice' is not null;
create index stripe_objects_invoice_payments on public.stripe_objects
using gin ((data #> '{payments,data}') jsonb_path_ops)
where object = 'invoice';
create index stripe_objects_failed on public.stripe_objects (account_id, object)
where error_message is not null;

-- reconciliation --------------------------------------------------------------------------

create table public.stripe_reconciliations (
    id uuid primary key default gen_random_uuid(),
    account_id text not null references public.stripe_accounts (id) on delete cascade,
    is_backfill boolean not null default false,
    created_since timestamptz,
    error_message text,
    status text not null default 'running'
    constraint stripe_reconciliations_status_known check (
        status in ('running', 'completed', 'failed', 'canceled')
    ),
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.stripe_reconciliations is
'Comparisons of all that Stripe lists with what we have. Server only.';
comment on column public.stripe_reconciliations.is_backfill is
'The first reading of an account: what is missing is expected, and no drift.';
comment on column public.stripe_reconciliations.created_since is
'Only objects that Stripe made since then; null for all.';
comment on column public.stripe_reconciliations.status is
'completed only when every kind of object was listed to its end.';

create unique index stripe_reconciliations_one_running
on public.stripe_reconciliations (account_id) where status = 'running';
create index stripe_reconciliations_recent
on public.stripe_reconciliations (account_id, started_at desc);

create table public.stripe_reconciliation_steps (
    reconciliation_id uuid not null
    references public.stripe_reconciliations (id) on delete cascade,
    object text not null,
    cursor text,
    listed bigint not null default 0
    constraint stripe_reconciliation_steps_listed_not_negative check (listed >= 0),
    pages bigint not null default 0
    constraint stripe_reconciliation_steps_pages_not_negative check (pages >= 0),
    status text not null default 'pending'
    constraint stripe_reconciliation_steps_status_known check (
        status in ('pending', 'listing', 'repairing', 'completed', 'failed')
    ),
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint stripe_reconciliation_steps_pkey primary key (reconciliation_id, object)
);
comment on table public.stripe_reconciliation_steps is
'How far a reconciliation is with each kind of object. Server only.';
comment on column public.stripe_reconciliation_steps.cursor is
'Id of the last object of the last page that was taken in: a run that was killed goes on there.';
comment on column public.stripe_reconciliation_steps.started_at is
'When its first page was asked for: what was not read since then is not in the list.';

create table public.stripe_drift (
    reconciliation_id uuid not null
    references public.stripe_reconciliations (id) on delete cascade,
    object text not null,
    id text not null,
    kind text not null
    constraint stripe_drift_kind_known check (kind in ('missing', 'extra', 'different')),
    fields text[] not null default '{}',
    ours jsonb,
    theirs jsonb,
    currency text,
    amount_difference bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint stripe_drift_pkey primary key (reconciliation_id, object, id)
);
comment on table public.stripe_drift is
'What a reconciliation found to differ from Stripe. It is repaired in the transaction that notes '
'it. Server only.';
comment on column public.stripe_drift.kind is
'missing: Stripe has it and we did not. extra: we had it and Stripe does not. different: some '
'fields differ.';
comment on column public.stripe_drift.fields is 'Names of the fields that differed.';
comment on column public.stripe_drift.ours is 'The fields that differed, as we had them.';
comment on column public.stripe_drift.theirs is 'The same, as Stripe has them.';
comment on column public.stripe_drift.amount_difference is
'Stripe''s amount of the object less ours, in the minor unit of currency.';

-- webhooks --------------------------------------------------------------------------------

create table private.stripe_webhook_secrets (
    id uuid primary key default gen_random_uuid(),
    secret text not null
    constraint stripe_webhook_secrets_not_blank check (secret ~ '\S'),
    is_connect boolean not null default false,
    description text,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    constraint stripe_webhook_secrets_once unique (secret)
);
comment on table private.stripe_webhook_secrets is
'Signing secrets of our webhook endpoints at Stripe. Several may be valid at once, as while one '
'is rotated. Nobody reads them: private.receive_stripe_event does, as its owner.';
comment on column private.stripe_webhook_secrets.is_connect is
'Of an endpoint for connected accounts: its events name their account.';
comment on column private.stripe_webhook_secrets.expires_at is
'From then on it is not valid; null while it is in use.';
