-- campaigns: the parts of pages, those of campaigns and those kept for reuse.

-- campaign_components ---------------------------------------------------------------------

create table public.campaign_components (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid not null,
    parent_component_id uuid,
    name text not null
    constraint campaign_components_name_length check (char_length(btrim(name)) between 1 and 255),
    component_type text not null
    constraint campaign_components_component_type_known check (
        component_type in (
            'landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing',
            'email_template', 'popup', 'navigation', 'custom'
        )
    ),
    code text not null default '',
    props jsonb not null default '{}'
    constraint campaign_components_props_object check (jsonb_typeof(props) = 'object'),
    css_styles text,
    preview_url text,
    export_formats jsonb not null default '[]'
    constraint campaign_components_export_formats_array check (
        jsonb_typeof(export_formats) = 'array'
    ),
    ai_generation_metadata jsonb not null default '{}'
    constraint campaign_components_ai_generation_metadata_object check (
        jsonb_typeof(ai_generation_metadata) = 'object'
    ),
    version integer not null default 1
    constraint campaign_components_version_positive check (version > 0),
    sort_order integer not null default 0,
    search_vector tsvector generated always as (
        private.search_document(name, null, component_type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint campaign_components_tenant_key unique (workspace_id, id),
    constraint campaign_components_not_its_own_parent check (parent_component_id <> id),
    constraint campaign_components_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade,
    constraint campaign_components_parent foreign key (workspace_id, parent_component_id)
    references public.campaign_components (workspace_id, id)
    on delete set null (parent_component_id)
);
comment on table public.campaign_components is 'The parts of a campaign''s pages.';
comment on column public.campaign_components.parent_component_id is
'The component it was made from, or is part of.';
comment on column public.campaign_components.version is
'Grows by one whenever the code, the props or the styles change; kept by a trigger.';
comment on column public.campaign_components.sort_order is 'Place within the campaign.';

create index campaign_components_campaign
on public.campaign_components (workspace_id, campaign_id, sort_order);
create index campaign_components_type on public.campaign_components (workspace_id, component_type);
create index campaign_components_recent
on public.campaign_components (workspace_id, created_at desc);
create index campaign_components_parent
on public.campaign_components (workspace_id, parent_component_id)
where parent_component_id is not null;
create index campaign_components_search on public.campaign_components
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

-- component_library -----------------------------------------------------------------------

create table public.component_library (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    name text not null
    constraint component_library_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    category text
    constraint component_library_category_length check (char_length(category) between 1 and 100),
    tags text[] not null default '{}',
    component_type text not null
    constraint component_library_component_type_known check (
        component_type in (
            'landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing',
            'email_template', 'popup', 'navigation', 'custom'
        )
    ),
    code text not null,
    props_schema jsonb not null default '{}'
    constraint component_library_props_schema_object check (jsonb_typeof(props_schema) = 'object'),
    preview_image_url text,
    price numeric(12, 2) not null default 0
    constraint component_library_price_not_negative check (price >= 0),
    currency text not null default 'USD' references public.currencies (code),
    is_public boolean not null default false,
    is_marketplace_item boolean not null default false,
    search_vector tsvector generated always as (
        private.search_document(
            name,
            description,
            coalesce(category, '') || ' ' || component_type || ' ' || private.search_list(tags)
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint component_library_tenant_key unique (workspace_id, id),
    constraint component_library_public_is_free check (not is_public or price = 0)
);
comment on table public.component_library is
'Components kept for reuse, in the workspace, for everybody, or on the marketplace.';
comment on column public.component_library.is_public is
'Readable by everybody who is signed in, code and all; therefore free.';
comment on column public.component_library.is_marketplace_item is
'Listed by search_marketplace. The code of an item with a price stays in its workspace.';
comment on column public.component_library.price is 'In units of currency; 0 is free.';

create index component_library_recent on public.component_library (workspace_id, created_at desc);
create index component_library_created_by on public.component_library (created_by);
create index component_library_currency on public.component_library (currency);
create index component_library_public on public.component_library (created_at desc)
where is_public;
create index component_library_marketplace on public.component_library (created_at desc, id)
where is_public or is_marketplace_item;
create index component_library_marketplace_search on public.component_library
using gin (search_vector) with (gin_pending_list_limit = 256)
where is_public or is_marketplace_item;
create index component_library_marketplace_similar on public.component_library
using gin (private.search_normalise(name) extensions.gin_trgm_ops)
where is_public or is_marketplace_item;
create index component_library_search on public.component_library
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

-- Likes and downloads belong to persons, not to workspaces: people like what others share.

create table public.component_likes (
    component_id uuid not null references public.component_library (id) on delete cascade,
    user_id uuid not null references public.profiles (id) on delete cascade,
    created_at timestamptz not null default now(),
    constraint component_likes_pkey primary key (component_id, user_id)
);
comment on table public.component_likes is
'Who likes which component; written by like_component. likes gives their number.';

create index component_likes_user on public.component_likes (user_id, created_at desc);

create table public.component_downloads (
    id uuid primary key default gen_random_uuid(),
    component_id uuid not null references public.component_library (id) on delete cascade,
    user_id uuid not null references public.profiles (id) on delete cascade,
    created_at timestamptz not null default now()
);
comment on table public.component_downloads is
'Who took which component; written by download_component. downloads gives their number.';

create index component_downloads_component on public.component_downloads (component_id);
create index component_downloads_user on public.component_downloads (user_id, created_at desc);
