-- analytics: who may send events, how they are kept, and what was not taken.

create table public.analytics_settings (
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    id uuid not null generated always as (workspace_id) stored,
    currency text not null default 'USD' references public.currencies (code),
    ip_mode text not null default 'truncated'
    constraint analytics_settings_ip_mode_known check (
        ip_mode in ('none', 'truncated', 'hashed', 'full')
    ),
    keeps_bots boolean not null default false,
    names_visitors boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint analytics_settings_tenant_key unique (workspace_id, id)
);
comment on table public.analytics_settings is
'How a workspace keeps events. Without a row the defaults hold.';
comment on column public.analytics_settings.currency is
'Of the numbers: events without money count in its rows of the rollups.';
comment on column public.analytics_settings.ip_mode is
'none: no address is kept. truncated: the last byte of IPv4 and the last 80 bits of IPv6 are zero. '
'hashed: an address in fd00::/8 made with a secret of the day. full: as it came.';
comment on column public.analytics_settings.keeps_bots is
'Whether events of programs that say they are bots are kept. Otherwise they are counted in the '
'answer and dropped.';
comment on column public.analytics_settings.names_visitors is
'Whether a browser that sends no visitor_id gets one for the day, made of address and program with '
'a secret that is thrown away two days later. Nothing is stored in the browser.';

create index analytics_settings_currency on public.analytics_settings (currency);

create table public.write_keys (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null
    constraint write_keys_name_length check (char_length(btrim(name)) between 1 and 255),
    key text not null unique default 'fwp_' || replace(gen_random_uuid()::text, '-', '')
    constraint write_keys_key_form check (key ~ '^fwp_[A-Za-z0-9_-]{20,100}$'),
    allowed_origins text[] not null default '{}'
    constraint write_keys_allowed_origins_form check (
        array_to_string(allowed_origins, ' ', '?')
        ~ '^(https?://[a-z0-9*.:\[\]-]+( https?://[a-z0-9*.:\[\]-]+)*)?$'
    ),
    events_per_minute integer not null default 60000
    constraint write_keys_events_per_minute_range check (
        events_per_minute between 1000 and 100000000
    ),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint write_keys_tenant_key unique (workspace_id, id)
);
comment on table public.write_keys is
'Publishable keys with which browsers send events (track_events). They can do nothing else, and '
'everybody who looks at a page can see them.';
comment on column public.write_keys.allowed_origins is
'Origins that may use the key: https://shop.example, https://*.example.com. Empty: all of them.';
comment on column public.write_keys.events_per_minute is
'More are refused; a batch counts with all its events.';

create index write_keys_recent on public.write_keys (workspace_id, created_at desc);
create index write_keys_created_by on public.write_keys (created_by);

create table public.event_dead_letters (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    write_key_id uuid,
    place integer not null
    constraint event_dead_letters_place_range check (place >= 0),
    event jsonb not null,
    sent_at timestamptz,
    reason text not null,
    created_at timestamptz not null default now(),
    constraint event_dead_letters_tenant_key unique (workspace_id, id),
    constraint event_dead_letters_write_key foreign key (workspace_id, write_key_id)
    references public.write_keys (workspace_id, id) on delete set null (write_key_id)
);
comment on table public.event_dead_letters is
'Events that could not be taken, as they came, for 30 days. retry_events takes them once what was '
'wrong is put right.';
comment on column public.event_dead_letters.place is 'Where it stood in its batch, from 0.';
comment on column public.event_dead_letters.sent_at is
'When the batch was sent by the sender''s clock; its events are put right by it.';
comment on column public.event_dead_letters.reason is 'What was wrong, and what to do.';

create index event_dead_letters_recent
on public.event_dead_letters (workspace_id, created_at desc);
create index event_dead_letters_write_key
on public.event_dead_letters (workspace_id, write_key_id)
where write_key_id is not null;
create index event_dead_letters_time on public.event_dead_letters (created_at);

create table private.event_batches (
    id bigint primary key generated always as identity,
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    events integer not null
    constraint event_batches_events_positive check (events > 0),
    created_at timestamptz not null default now(),
    constraint event_batches_tenant_key unique (workspace_id, id)
);
comment on table private.event_batches is
'Events that came in together and are not in the rollups yet. The roll-up takes the row away in '
'the transaction that adds its events: in any snapshot rollups and these events are everything.';
comment on column private.event_batches.events is 'About how many: it paces the roll-up.';

create table private.event_receipts (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id uuid not null,
    received_at timestamptz not null default now(),
    constraint event_receipts_pkey primary key (workspace_id, id)
);
comment on table private.event_receipts is
'Ids of events whose time is ours and not their sender''s, so that sending them again adds '
'nothing: the key of events cannot see it. Kept for a week.';

create index event_receipts_time on private.event_receipts (received_at);

create table private.day_secrets (
    day date primary key,
    secret bytea not null
);
comment on table private.day_secrets is
'Of each day, for hashing addresses. Thrown away after two days: then nobody can tell whose '
'address a hash was.';

create type private.event_request as (
    workspace_id uuid,
    write_key_id uuid,
    is_trusted boolean,
    ip_address inet,
    user_agent text,
    country text,
    received_at timestamptz,
    skew interval
);
comment on type private.event_request is
'Who sends events, from where, and by how much their clock is wrong. A trusted sender is a server, '
'or a member: it tells address, program and country of each event itself.';
