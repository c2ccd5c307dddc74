-- catalog: the stores that products and orders are synced from.

create table public.store_connections (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid,
    platform text not null,
    external_id text,
    store_name text not null,
    store_url text,
    currency text not null default 'SAR' references public.currencies (code),
    settings jsonb not null default '{}',
    is_active boolean not null default true,
    status text not null default 'pending',
    sync_status text not null default 'idle',
    sync_error_message text,
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint store_connections_tenant_key unique (workspace_id, id),
    constraint store_connections_once unique (workspace_id, platform, external_id),
    constraint store_connections_platform_known check (
        platform in ('shopify', 'woocommerce', 'salla', 'zid', 'custom')
    ),
    constraint store_connections_store_name_length check (
        char_length(btrim(store_name)) between 1 and 255
    ),
    constraint store_connections_store_url_is_web_address check (
        store_url ~ '^https?://' and char_length(store_url) <= 500
    ),
    constraint store_connections_settings_is_object check (jsonb_typeof(settings) = 'object'),
    constraint store_connections_status_known check (
        status in ('pending', 'connected', 'disconnected', 'error')
    ),
    constraint store_connections_sync_status_known check (
        sync_status in ('idle', 'syncing', 'completed', 'error')
    ),
    constraint store_connections_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id)
);

create index store_connections_recent on public.store_connections (workspace_id, created_at desc);
create index store_connections_business_idx
on public.store_connections (workspace_id, business_id);
create index store_connections_currency_idx on public.store_connections (currency);

comment on table public.store_connections is
'Shops on Shopify, WooCommerce, Salla, Zid and others that products and orders come from. Their '
'tokens are in integration_credentials, encrypted.';
comment on column public.store_connections.external_id is 'The store''s id on its platform.';
comment on column public.store_connections.currency is 'What the store sells in.';
comment on column public.store_connections.settings is 'Platform-specific wishes; never a token.';
comment on column public.store_connections.is_active is 'False while syncing is switched off.';
comment on column public.store_connections.status is
'pending until the first call succeeds, error when the platform refuses the token.';
comment on column public.store_connections.sync_status is
'Where the last sync stands; sync_error_message says why it failed.';
comment on column public.store_connections.last_sync_at is 'Last sync that succeeded.';
