-- content: files and templates.

create table public.content_assets (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    type text not null
    constraint content_assets_type_known check (type in ('image', 'video', 'audio', 'text')),
    name text not null
    constraint content_assets_name_length check (char_length(btrim(name)) between 1 and 255),
    file_url text,
    file_size bigint
    constraint content_assets_file_size_not_negative check (file_size >= 0),
    mime_type text,
    metadata jsonb not null default '{}'
    constraint content_assets_metadata_object check (jsonb_typeof(metadata) = 'object'),
    generated_by text,
    generation_prompt text,
    language text not null default 'ar'
    constraint content_assets_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    search_vector tsvector generated always as (
        private.search_document(name, generation_prompt, type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_assets_tenant_key unique (workspace_id, id)
);
comment on table public.content_assets is 'Images, videos, sound and texts, made or uploaded.';
comment on column public.content_assets.file_url is
'Where the file is: assets/<workspace_id>/<path> in Storage, or an address elsewhere. For a link '
'leave the bucket out: storage.from(''assets'').createSignedUrl(''<workspace_id>/<path>'', 3600).';
comment on column public.content_assets.file_size is 'Bytes.';
comment on column public.content_assets.metadata is 'Dimensions, duration and the like; an object.';
comment on column public.content_assets.generated_by is
'The AI provider that made it; null for an upload.';

create index content_assets_recent on public.content_assets (workspace_id, created_at desc);
create index content_assets_type on public.content_assets (workspace_id, type);
-- Who else refers to a file; a hash, because an address may be too long for a btree.
create index content_assets_file_url on public.content_assets using hash (file_url);
create index content_assets_search on public.content_assets
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

create table public.content_templates (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    name text not null
    constraint content_templates_name_length check (char_length(btrim(name)) between 1 and 255),
    type text not null
    constraint content_templates_type_known check (type in ('video', 'image', 'text')),
    template_data jsonb not null
    constraint content_templates_template_data_object check (
        jsonb_typeof(template_data) = 'object'
    ),
    is_public boolean not null default false,
    search_vector tsvector generated always as (
        private.search_document(name, null, type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_templates_tenant_key unique (workspace_id, id)
);
comment on table public.content_templates is 'Patterns from which content is made.';
comment on column public.content_templates.is_public is
'Readable by everybody who is signed in, in any workspace.';

create index content_templates_recent on public.content_templates (workspace_id, created_at desc);
create index content_templates_public on public.content_templates (type, created_at desc)
where is_public;
create index content_templates_search on public.content_templates
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
