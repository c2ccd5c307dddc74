-- ai: which models there are, what they cost, and every generation that was asked for.

create table public.ai_models (
    id text primary key
    constraint ai_models_id_length check (char_length(id) between 1 and 100),
    provider text not null
    constraint ai_models_provider_known check (provider in ('offline', 'openai', 'anthropic')),
    kind text not null
    constraint ai_models_kind_known check (kind in ('text', 'image', 'video', 'voice')),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table public.ai_models is
'Models that may be asked for, under their provider''s names. The job ai.refresh_prices adds what '
'genai-prices lists; it never switches on what an operator has switched off.';
comment on column public.ai_models.provider is
'Whose interface serves the model; offline writes drafts from templates, without a network.';
comment on column public.ai_models.kind is 'What comes out of it.';

create table public.ai_model_prices (
    id uuid primary key default gen_random_uuid(),
    model_id text not null references public.ai_models (id) on delete cascade,
    valid_from timestamptz not null,
    input_per_million numeric(18, 9)
    constraint ai_model_prices_input_not_negative check (input_per_million >= 0),
    output_per_million numeric(18, 9)
    constraint ai_model_prices_output_not_negative check (output_per_million >= 0),
    currency text not null default 'USD'
    constraint ai_model_prices_currency_known check (currency = 'USD'),
    created_at timestamptz not null default now(),
    tier text not null default 'standard'
    constraint ai_model_prices_tier_known check (tier in ('standard', 'batch', 'flex')),
    above_input_tokens integer not null default 0
    constraint ai_model_prices_band_not_negative check (above_input_tokens >= 0),
    cached_input_per_million numeric(18, 9)
    constraint ai_model_prices_cached_input_not_negative check (cached_input_per_million >= 0),
    cache_write_per_million numeric(18, 9)
    constraint ai_model_prices_cache_write_not_negative check (cache_write_per_million >= 0),
    cache_write_1h_per_million numeric(18, 9)
    constraint ai_model_prices_cache_write_1h_not_negative check (cache_write_1h_per_million >= 0),
    image_input_per_million numeric(18, 9)
    constraint ai_model_prices_image_input_not_negative check (image_input_per_million >= 0),
    cached_image_input_per_million numeric(18, 9)
    constraint ai_model_prices_cached_image_not_negative check (
        cached_image_input_per_million >= 0
    ),
    image_output_per_million numeric(18, 9)
    constraint ai_model_prices_image_output_not_negative check (image_output_per_million >= 0),
    characters_per_million numeric(18, 9)
    constraint ai_model_prices_characters_not_negative check (characters_per_million >= 0),
    per_second numeric(18, 9)
    constraint ai_model_prices_per_second_not_negative check (per_second >= 0),
    constraint ai_model_prices_band_unique unique (model_id, tier, valid_from, above_input_tokens),
    constraint ai_model_prices_complete check (
        (input_per_million is null) = (output_per_million is null)
        and num_nonnulls(input_per_million, characters_per_million, per_second) > 0
    )
);
comment on table public.ai_model_prices is
'What a model costs from a moment on, until the next rows of the same model and tier. Rows of one '
'moment that differ in above_input_tokens are bands of one price.';
comment on column public.ai_model_prices.tier is
'standard; batch, for what may take a day; flex, for what may be slow.';
comment on column public.ai_model_prices.above_input_tokens is
'The row holds for calls with more input tokens than this, and then for the whole call.';
comment on column public.ai_model_prices.input_per_million is 'USD for a million prompt tokens.';
comment on column public.ai_model_prices.output_per_million is
'USD for a million completion tokens.';
comment on column public.ai_model_prices.cached_input_per_million is
'USD for a million prompt tokens read from the provider''s cache; null: as any other.';
comment on column public.ai_model_prices.cache_write_per_million is
'USD for a million prompt tokens written to the provider''s cache; null: as any other.';
comment on column public.ai_model_prices.cache_write_1h_per_million is
'The same, where the cache keeps them for an hour; null: as any other that is written.';
comment on column public.ai_model_prices.image_input_per_million is
'USD for a million prompt tokens of images; null: as any other.';
comment on column public.ai_model_prices.cached_image_input_per_million is
'USD for a million prompt tokens of images read from the cache; null: as other cached ones.';
comment on column public.ai_model_prices.image_output_per_million is
'USD for a million completion tokens of images; null: as any other.';
comment on column public.ai_model_prices.characters_per_million is
'USD for a million characters that are spoken.';
comment on column public.ai_model_prices.per_second is 'USD for a second of video.';

create table public.ai_generations (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete set null,
    business_id uuid,
    product_id uuid,
    campaign_id uuid,
    component_id uuid,
    blog_post_id uuid,
    result_asset_id uuid,
    generation_type text not null
    constraint ai_generations_type_known check (
        generation_type in (
            'campaign', 'component', 'enhancement', 'analysis', 'migration_plan',
            'blog_post', 'social_post', 'content_upgrade', 'email_sequence', 'content_bundle',
            'ad_copy', 'video_script', 'text', 'market_summary', 'image', 'video', 'voice'
        )
    ),
    prompt_text text not null
    constraint ai_generations_prompt_length check (
        char_length(btrim(prompt_text)) between 1 and 10000
    ),
    language text not null default 'en'
    constraint ai_generations_language_known check (language in ('en', 'ar')),
    parameters jsonb not null default '{}'
    constraint ai_generations_parameters_object check (jsonb_typeof(parameters) = 'object'),
    reference_images text[] not null default '{}',
    idempotency_key text
    constraint ai_generations_idempotency_key_length check (
        char_length(idempotency_key) between 1 and 200
    ),
    model_requested text references public.ai_models (id),
    model_used text references public.ai_models (id),
    provider text,
    prompt_tokens integer
    constraint ai_generations_prompt_tokens_not_negative check (prompt_tokens >= 0),
    completion_tokens integer
    constraint ai_generations_completion_tokens_not_negative check (completion_tokens >= 0),
    cost numeric(12, 6)
    constraint ai_generations_cost_not_negative check (cost >= 0),
    iterations integer not null default 0,
    progress real not null default 0
    constraint ai_generations_progress_range check (progress between 0 and 1),
    stage text,
    status text not null default 'pending'
    constraint ai_generations_status_known check (
        status in ('pending', 'processing', 'completed', 'failed', 'cancelled')
    ),
    result_data jsonb,
    error_message text,
    user_rating integer
    constraint ai_generations_rating_range check (user_rating between 1 and 5),
    user_feedback text,
    accepted boolean,
    started_at timestamptz,
    completed_at timestamptz,
    generation_time_seconds numeric(12, 3) generated always as (
        extract(epoch from completed_at - started_at)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_generations_tenant_key unique (workspace_id, id),
    constraint ai_generations_completed_has_cost check (
        status <> 'completed' or (cost is not null and model_used is not null)
    ),
    constraint ai_generations_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id),
    constraint ai_generations_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id),
    constraint ai_generations_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete set null (blog_post_id),
    constraint ai_generations_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete set null (campaign_id),
    constraint ai_generations_component foreign key (workspace_id, component_id)
    references public.campaign_components (workspace_id, id) on delete set null (component_id),
    constraint ai_generations_result_asset foreign key (workspace_id, result_asset_id)
    references public.content_assets (workspace_id, id) on delete set null (result_asset_id)
);
comment on table public.ai_generations is
'Every request to an AI: what was asked, what came back, what it cost.';
comment on column public.ai_generations.idempotency_key is
'Chosen by the client: the same key of the same person gives the same generation.';
comment on column public.ai_generations.campaign_id is
'The campaign it was made for: its cost counts there.';
comment on column public.ai_generations.result_asset_id is
'The file that came out, where it is an image, video or voice.';
comment on column public.ai_generations.parameters is
'What was asked for besides the prompt: size, length, voice; an object.';
comment on column public.ai_generations.user_rating is '1 to 5, by the person who asked.';
comment on column public.ai_generations.model_requested is
'The model that was asked for; null leaves the choice to the worker.';
comment on column public.ai_generations.provider is
'Who wrote it. offline means a draft from a template, not a model''s work.';
comment on column public.ai_generations.cost is 'USD, from the tokens and the price of the moment.';
comment on column public.ai_generations.iterations is 'How often a worker has begun it.';
comment on column public.ai_generations.progress is 'From 0 to 1.';
comment on column public.ai_generations.stage is 'What the worker is doing now, for people.';

create index ai_generations_recent on public.ai_generations (workspace_id, created_at desc);
create index ai_generations_user on public.ai_generations (user_id, created_at desc);
create unique index ai_generations_idempotency
on public.ai_generations (workspace_id, user_id, idempotency_key)
where idempotency_key is not null;
create index ai_generations_business on public.ai_generations (workspace_id, business_id)
where business_id is not null;
create index ai_generations_product on public.ai_generations (workspace_id, product_id)
where product_id is not null;
create index ai_generations_blog_post on public.ai_generations (workspace_id, blog_post_id)
where blog_post_id is not null;
create index ai_generations_campaign on public.ai_generations (workspace_id, campaign_id)
where campaign_id is not null;
create index ai_generations_component on public.ai_generations (workspace_id, component_id)
where component_id is not null;
create index ai_generations_result_asset on public.ai_generations (workspace_id, result_asset_id)
where result_asset_id is not null;
create index ai_generations_open on public.ai_generations (status, created_at)
where status in ('pending', 'processing');
create index ai_generations_cost on public.ai_generations (workspace_id, cost desc)
where cost > 0;
create index ai_generations_model_requested on public.ai_generations (model_requested)
where model_requested is not null;
create index ai_generations_model_used on public.ai_generations (model_used)
where model_used is not null;

alter publication supabase_realtime add table public.ai_generations;
