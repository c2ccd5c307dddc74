-- integrations: site builders, e-mail providers, what was learnt from them, and the secrets of
-- every connection. Stores are in catalog, ad accounts in ads: products and ads refer to them.

-- site_integrations ---------------------------------------------------------------------

create table public.site_integrations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid default auth.uid() references public.profiles (id) on delete set null,
    platform_type text not null,
    account_name text,
    account_email text,
    platform_metadata jsonb not null default '{}',
    connection_status text not null default 'pending',
    sync_status text not null default 'idle',
    sync_error_message text,
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint site_integrations_tenant_key unique (workspace_id, id),
    constraint site_integrations_once_per_person unique (workspace_id, user_id, platform_type),
    constraint site_integrations_platform_type_known check (
        platform_type in ('gohighlevel', 'simvoly', 'wordpress', 'custom')
    ),
    constraint site_integrations_account_name_length check (char_length(account_name) <= 255),
    constraint site_integrations_account_email_form check (
        account_email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and char_length(account_email) <= 255
    ),
    constraint site_integrations_platform_metadata_is_object check (
        jsonb_typeof(platform_metadata) = 'object'
    ),
    constraint site_integrations_connection_status_known check (
        connection_status in ('connected', 'disconnected', 'error', 'pending')
    ),
    constraint site_integrations_sync_status_known check (
        sync_status in ('idle', 'syncing', 'error', 'completed')
    )
);

create index site_integrations_recent on public.site_integrations (workspace_id, created_at desc);
create index site_integrations_user_id_idx on public.site_integrations (user_id);

comment on table public.site_integrations is
'Accounts at site builders (GoHighLevel, Simvoly, WordPress) whose campaigns are analysed and '
'published to. One per person and platform.';
comment on column public.site_integrations.user_id is 'Whose account it is.';
comment on column public.site_integrations.platform_metadata is
'What the platform tells of the account; never a token.';
comment on column public.site_integrations.last_sync_at is 'Last sync that succeeded.';

-- platform_analyses ---------------------------------------------------------------------

create table public.platform_analyses (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    integration_id uuid not null,
    generation_id uuid,
    analysis_type text not null,
    summary jsonb not null default '{}',
    campaigns_analyzed jsonb not null default '[]',
    recommendations jsonb not null default '[]',
    migration_assessment jsonb,
    ai_model_used text references public.ai_models (id),
    ai_cost numeric(12, 6),
    currency text not null default 'USD' references public.currencies (code),
    processing_time_seconds integer,
    created_at timestamptz not null default now(),
    constraint platform_analyses_tenant_key unique (workspace_id, id),
    constraint platform_analyses_type_known check (
        analysis_type in ('full_audit', 'campaign_analysis', 'migration_assessment')
    ),
    constraint platform_analyses_campaigns_is_array check (
        jsonb_typeof(campaigns_analyzed) = 'array'
    ),
    constraint platform_analyses_recommendations_is_array check (
        jsonb_typeof(recommendations) = 'array'
    ),
    constraint platform_analyses_ai_cost_not_negative check (ai_cost >= 0),
    constraint platform_analyses_processing_time_not_negative check (processing_time_seconds >= 0),
    constraint platform_analyses_integration foreign key (workspace_id, integration_id)
    references public.site_integrations (workspace_id, id) on delete cascade,
    constraint platform_analyses_generation foreign key (workspace_id, generation_id)
    references public.ai_generations (workspace_id, id) on delete set null (generation_id)
);

create index platform_analyses_recent on public.platform_analyses (workspace_id, created_at desc);
create index platform_analyses_integration_idx
on public.platform_analyses (workspace_id, integration_id, created_at desc);
create index platform_analyses_generation_idx
on public.platform_analyses (workspace_id, generation_id);
create index platform_analyses_model_idx on public.platform_analyses (ai_model_used);
create index platform_analyses_currency_idx on public.platform_analyses (currency);

comment on table public.platform_analyses is
'What an AI made of the campaigns found at a site builder. Written by workers.';
comment on column public.platform_analyses.campaigns_analyzed is 'Array of the campaigns read.';
comment on column public.platform_analyses.recommendations is 'Array of suggestions, best first.';
comment on column public.platform_analyses.migration_assessment is
'How hard moving them here would be, and the plan; null where nobody asked.';
comment on column public.platform_analyses.ai_cost is
'What the analysis cost, to the millionth: model calls cost fractions of a cent.';

-- esp_integrations ----------------------------------------------------------------------

create table public.esp_integrations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    provider text not null,
    settings jsonb not null default '{}',
    sync_status text not null default 'idle',
    error_log jsonb not null default '[]',
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint esp_integrations_tenant_key unique (workspace_id, id),
    constraint esp_integrations_once_per_business unique (workspace_id, business_id, provider),
    constraint esp_integrations_provider_form check (provider ~ '^[a-z][a-z0-9_]{1,49}$'),
    constraint esp_integrations_settings_is_object check (jsonb_typeof(settings) = 'object'),
    constraint esp_integrations_error_log_is_array check (jsonb_typeof(error_log) = 'array'),
    constraint esp_integrations_sync_status_known check (
        sync_status in ('idle', 'syncing', 'error', 'completed')
    ),
    constraint esp_integrations_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade
);

create index esp_integrations_recent on public.esp_integrations (workspace_id, created_at desc);

comment on table public.esp_integrations is
'A business''s accounts at e-mail service providers that sequences are sent through.';
comment on column public.esp_integrations.provider is
'Name in lower case: mailchimp, convertkit. Which ones work depends on the workers.';
comment on column public.esp_integrations.settings is
'Lists, tags and the like, as the provider wants them; never a token.';
comment on column public.esp_integrations.error_log is 'What went wrong lately, newest first.';
comment on column public.esp_integrations.last_sync_at is 'Last sync that succeeded.';

-- integration_credentials ---------------------------------------------------------------

create table private.integration_credentials (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    store_connection_id uuid,
    site_integration_id uuid,
    esp_integration_id uuid,
    ad_account_id uuid,
    kind text not null,
    key_id text not null,
    ciphertext bytea not null,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint integration_credentials_tenant_key unique (workspace_id, id),
    constraint integration_credentials_once unique nulls not distinct (
        workspace_id, store_connection_id, site_integration_id, esp_integration_id, ad_account_id,
        kind
    ),
    constraint integration_credentials_one_owner check (
        num_nonnulls(store_connection_id, site_integration_id, esp_integration_id, ad_account_id)
        = 1
    ),
    constraint integration_credentials_kind_known check (
        kind in (
            'access_token', 'refresh_token', 'webhook_secret', 'api_key', 'api_secret', 'password'
        )
    ),
    constraint integration_credentials_key_id_form check (key_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    -- A nonce of 12 bytes, at least one byte, a tag of 16 bytes.
    constraint integration_credentials_ciphertext_length check (
        octet_length(ciphertext) between 29 and 65536
    ),
    constraint integration_credentials_store foreign key (workspace_id, store_connection_id)
    references public.store_connections (workspace_id, id) on delete cascade,
    constraint integration_credentials_site foreign key (workspace_id, site_integration_id)
    references public.site_integrations (workspace_id, id) on delete cascade,
    constraint integration_credentials_esp foreign key (workspace_id, esp_integration_id)
    references public.esp_integrations (workspace_id, id) on delete cascade,
    constraint integration_credentials_ad_account foreign key (workspace_id, ad_account_id)
    references public.ad_accounts (workspace_id, id) on delete cascade
);

create index integration_credentials_site_idx
on private.integration_credentials (workspace_id, site_integration_id);
create index integration_credentials_esp_idx
on private.integration_credentials (workspace_id, esp_integration_id);
create index integration_credentials_ad_account_idx
on private.integration_credentials (workspace_id, ad_account_id);
-- A rotation walks the rows of old keys; a refresh those that expire soon.
create index integration_credentials_key_id_idx on private.integration_credentials (key_id, id);
create index integration_credentials_expires_idx
on private.integration_credentials (expires_at) where expires_at is not null;

comment on table private.integration_credentials is
'The tokens and keys of every connection, encrypted by the application (AES-256-GCM): the '
'database never sees them, nor a key that opens them. In a schema that no API serves.';
comment on column private.integration_credentials.store_connection_id is
'Exactly one of the four owners is set.';
comment on column private.integration_credentials.key_id is
'Which key of FLYWHEEL_SECRET_KEYS opens it.';
comment on column private.integration_credentials.ciphertext is
'Secret. Nonce (12 bytes), ciphertext and tag; bound to workspace, owner and kind, so that it '
'opens nowhere else.';
comment on column private.integration_credentials.expires_at is
'When the provider stops accepting it; null where it does not say.';

-- realtime ------------------------------------------------------------------------------

alter publication supabase_realtime add table public.esp_integrations;
