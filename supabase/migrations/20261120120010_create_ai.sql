-- Create ai.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/ai/tables.sql

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
comment on table public.ai_models is 'Models that may be asked for, under their provider''s names.';
comment on column public.ai_models.provider is
'Whose interface serves the model; offline writes drafts from templates, without a network.';

create table public.ai_model_prices (
    id uuid primary key default gen_random_uuid(),
    model_id text not null references public.ai_models (id) on delete cascade,
    valid_from timestamptz not null,
    input_per_million numeric(12, 6) not null
    constraint ai_model_prices_input_not_negative check (input_per_million >= 0),
    output_per_million numeric(12, 6) not null
    constraint ai_model_prices_output_not_negative check (output_per_million >= 0),
    currency text not null default 'USD'
    constraint ai_model_prices_currency_known check (currency = 'USD'),
    created_at timestamptz not null default now(),
    constraint ai_model_prices_start_unique unique (model_id, valid_from)
);
comment on table public.ai_model_prices is
'What a model costs from a moment on, until the next row of the same model.';
comment on column public.ai_model_prices.input_per_million is 'USD for a million prompt tokens.';
comment on column public.ai_model_prices.output_per_million is
'USD for a million completion tokens.';

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
            'ad_copy', 'video_script', 'text', 'image', 'video', 'voice'
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


-- sql/ai/tables_costs.sql

-- ai: what people spent on AI, by day.

create table public.ai_cost_tracking (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    user_id uuid references public.profiles (id) on delete set null,
    date date not null,
    currency text not null default 'USD'
    constraint ai_cost_tracking_currency_known check (currency = 'USD'),
    openai_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_openai_not_negative check (openai_cost >= 0),
    anthropic_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_anthropic_not_negative check (anthropic_cost >= 0),
    other_cost numeric(12, 6) not null default 0
    constraint ai_cost_tracking_other_not_negative check (other_cost >= 0),
    total_cost numeric(12, 6) not null generated always as (
        openai_cost + anthropic_cost + other_cost
    ) stored,
    generations_count integer not null default 0
    constraint ai_cost_tracking_generations_not_negative check (generations_count >= 0),
    tokens_used bigint not null default 0
    constraint ai_cost_tracking_tokens_not_negative check (tokens_used >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_cost_tracking_tenant_key unique (workspace_id, id),
    constraint ai_cost_tracking_once_per_day unique (workspace_id, user_id, date)
);
comment on table public.ai_cost_tracking is
'What each person spent on AI in a workspace on a UTC day. Written with the generation that cost '
'it, in one transaction; the single costs are in ai_generations.';
comment on column public.ai_cost_tracking.user_id is 'Null once the person''s account is gone.';
comment on column public.ai_cost_tracking.other_cost is 'Cost at all other providers, USD.';
comment on column public.ai_cost_tracking.tokens_used is 'Prompt and completion together.';

create index ai_cost_tracking_days on public.ai_cost_tracking (workspace_id, date desc);
create index ai_cost_tracking_user on public.ai_cost_tracking (user_id, date desc);


-- sql/ai/functions.sql

-- ai: asking for a generation, and the steps of a worker that carries it out.
--
-- security definer, each because members may not write ai_generations themselves:
--   private.request_generation   inserts the row and the job in the caller's transaction
--   private.cancel_generation    the one change of status that belongs to a member
-- The worker's functions run as service_role.

create function private.request_generation(
    wanted_business_id uuid,
    wanted_prompt text,
    wanted_type text,
    options jsonb,
    wanted_model text,
    client_key text
) returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    business public.businesses;
    wanted_language text := coalesce(options ->> 'language', 'en');
    wanted_product_id uuid;
    unknown_option text;
    generation public.ai_generations;
begin
    select * into business from public.businesses where id = wanted_business_id;
    -- The same answer for a business that is not there and one that is not theirs.
    if business.id is null
        or not business.workspace_id = any (array(select private.workspace_ids('viewer')))
    then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such business',
            detail = format('business_id: %s', wanted_business_id),
            hint = 'Use the id of a business in one of your workspaces.';
    end if;
    perform private.require_role(business.workspace_id, 'member');

    if wanted_type is distinct from 'blog_post' then
        raise exception using
            errcode = 'PT422',
            message = format('generation type %L is not available', wanted_type),
            hint = 'Available: blog_post.';
    end if;
    if char_length(btrim(coalesce(wanted_prompt, ''))) not between 1 and 10000 then
        raise exception using
            errcode = 'PT422',
            message = 'the prompt must have 1 to 10000 characters',
            detail = format('It has %s.', char_length(btrim(coalesce(wanted_prompt, '')))),
            hint = 'Say in a few sentences what the text should be about.';
    end if;
    if jsonb_typeof(options) is distinct from 'object' then
        raise exception using
            errcode = 'PT422',
            message = 'options must be a JSON object',
            hint = 'For example {"language": "en"}.';
    end if;
    select option into unknown_option
    from jsonb_object_keys(options) as option
    where option not in ('language', 'product_id')
    limit 1;
    if unknown_option is not null then
        raise exception using
            errcode = 'PT422',
            message = format('unknown option %L', unknown_option),
            hint = 'Known options: language, product_id.';
    end if;
    if wanted_language not in ('en', 'ar') then
        raise exception using
            errcode = 'PT422',
            message = format('language %L is not available', wanted_language),
            hint = 'Available: en, ar.';
    end if;
    if wanted_model is not null
        and not exists (
            select from public.ai_models as models
            where models.id = wanted_model and models.kind = 'text' and models.is_active
        )
    then
        raise exception using
            errcode = 'PT422',
            message = format('model %L is not available', wanted_model),
            hint = 'The models: select id from ai_models where is_active.';
    end if;
    if options ? 'product_id' then
        select products.id into wanted_product_id
        from public.products
        where
            products.workspace_id = business.workspace_id
            and products.id::text = options ->> 'product_id';
        if wanted_product_id is null then
            raise exception using
                errcode = 'PT404',
                message = 'there is no such product in this workspace',
                detail = format('product_id: %s', options ->> 'product_id'),
                hint = 'Leave product_id out to write about the business as a whole.';
        end if;
    end if;

    insert into public.ai_generations (
        workspace_id, user_id, business_id, product_id, generation_type, prompt_text,
        language, idempotency_key, model_requested
    )
    values (
        business.workspace_id, auth.uid(), business.id, wanted_product_id, wanted_type,
        btrim(wanted_prompt), wanted_language, client_key, wanted_model
    )
    on conflict (workspace_id, user_id, idempotency_key) where idempotency_key is not null
    do nothing
    returning * into generation;

    if generation.id is null then
        select * into strict generation
        from public.ai_generations as earlier
        where
            earlier.workspace_id = business.workspace_id
            and earlier.user_id = auth.uid()
            and earlier.idempotency_key = client_key;
        return generation;
    end if;

    perform jobs.enqueue(
        'ai.generate',
        jsonb_build_object('generation_id', generation.id),
        workspace_id => business.workspace_id,
        dedup_key => generation.id::text
    );
    return generation;
end
$$;
comment on function private.request_generation(uuid, text, text, jsonb, text, text) is
'Body of request_generation. Raises PT403, PT404, PT422.';

create function public.request_generation(
    business_id uuid,
    prompt_text text,
    generation_type text default 'blog_post',
    options jsonb default '{}',
    model text default null,
    idempotency_key text default null
) returns public.ai_generations
language sql
set search_path = ''
as $$
    select private.request_generation(
        request_generation.business_id,
        request_generation.prompt_text,
        request_generation.generation_type,
        request_generation.options,
        request_generation.model,
        request_generation.idempotency_key
    )
$$;
comment on function public.request_generation(uuid, text, text, jsonb, text, text) is
'Asks an AI to write for a business; members and up. The answer is the row of ai_generations: '
'subscribe to it to see the work go on. The same idempotency_key gives the same row. '
'options: language (en, ar), product_id. Raises PT403, PT404, PT422.';

create function private.cancel_generation(wanted_generation_id uuid)
returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations;
begin
    select * into generation
    from public.ai_generations
    where
        id = wanted_generation_id
        and workspace_id = any (array(select private.workspace_ids('viewer')))
    for update;
    if generation.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such generation',
            detail = format('generation_id: %s', wanted_generation_id),
            hint = 'Use the id that request_generation returned.';
    end if;
    perform private.require_role(generation.workspace_id, 'member');
    if generation.status = 'cancelled' then
        return generation;
    end if;
    update public.ai_generations
    set status = 'cancelled', completed_at = now(), stage = null
    where id = generation.id
    returning * into generation;
    return generation;
end
$$;
comment on function private.cancel_generation(uuid) is
'Body of cancel_generation. Raises PT403, PT404, and PT409 when it has already ended.';

create function public.cancel_generation(generation_id uuid) returns public.ai_generations
language sql
set search_path = ''
as $$
    select private.cancel_generation(cancel_generation.generation_id)
$$;
comment on function public.cancel_generation(uuid) is
'Stops a generation that has not ended; members and up. What a worker still writes for it is '
'thrown away. Raises PT403, PT404, PT409.';


-- sql/ai/functions_costs.sql

-- ai: who spent what. Runs as service_role, inside the step that finishes a generation.

create function private.track_ai_cost(generation public.ai_generations) returns void
language sql
set search_path = ''
as $$
    insert into public.ai_cost_tracking as spent (
        workspace_id, user_id, date, openai_cost, anthropic_cost, other_cost, generations_count,
        tokens_used
    )
    select
        generation.workspace_id,
        generation.user_id,
        (coalesce(generation.completed_at, now()) at time zone 'UTC')::date,
        case generation.provider when 'openai' then coalesce(generation.cost, 0) else 0 end,
        case generation.provider when 'anthropic' then coalesce(generation.cost, 0) else 0 end,
        case
            when generation.provider in ('openai', 'anthropic') then 0
            else coalesce(generation.cost, 0)
        end,
        1,
        coalesce(generation.prompt_tokens, 0) + coalesce(generation.completion_tokens, 0)
    -- Without a person there is nothing to be charged to; the cost is in ai_generations.
    where generation.user_id is not null
    on conflict (workspace_id, user_id, date) do update
    set
        openai_cost = spent.openai_cost + excluded.openai_cost,
        anthropic_cost = spent.anthropic_cost + excluded.anthropic_cost,
        other_cost = spent.other_cost + excluded.other_cost,
        generations_count = spent.generations_count + excluded.generations_count,
        tokens_used = spent.tokens_used + excluded.tokens_used
$$;
comment on function private.track_ai_cost(public.ai_generations) is
'Adds a finished generation to the day of the person who asked for it. Once per generation: the '
'caller does it in the transaction that writes the generation''s cost.';


-- sql/ai/functions_usage.sql

-- ai: generations count as usage.
--
-- security definer: private.use_ai_credit, because nobody may write usage_counters.

create function private.use_ai_credit() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.record_usage(new.workspace_id, new.user_id, 'ai_credits');
    return null;
end
$$;
comment on function private.use_ai_credit() is
'Trigger of ai_generations: one credit for each that is completed. Failed ones are free.';


-- sql/ai/functions_worker.sql

-- ai: the steps of a worker that carries a generation out. All run as service_role.

create function private.generation_cost(
    used_model text, prompt_tokens integer, completion_tokens integer, at_time timestamptz
) returns numeric
language plpgsql
stable
set search_path = ''
as $$
declare
    price public.ai_model_prices;
begin
    select * into price
    from public.ai_model_prices as prices
    where prices.model_id = used_model and prices.valid_from <= at_time
    order by prices.valid_from desc
    limit 1;
    if price.id is null then
        raise exception using
            errcode = 'PT422',
            message = format('model %L has no price', used_model),
            hint = 'Add a row to ai_model_prices: what has no price is not used.';
    end if;
    return round(
        (
            price.input_per_million * prompt_tokens
            + price.output_per_million * completion_tokens
        ) / 1000000,
        6
    );
end
$$;
comment on function private.generation_cost(text, integer, integer, timestamptz) is
'USD for tokens of a model at a moment. Raises PT422 for a model without a price.';

create function private.choose_text_model(requested text, providers text[]) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    chosen text;
begin
    if requested is not null then
        select models.id into chosen
        from public.ai_models as models
        where models.id = requested and models.is_active and models.provider = any (providers);
        if chosen is null then
            raise exception using
                errcode = 'PT422',
                message = format('no worker can use the model %L', requested),
                detail = format('This worker''s providers: %s.', array_to_string(providers, ', ')),
                hint = 'Give the worker the provider''s key, or ask for another model.';
        end if;
        return chosen;
    end if;
    -- The worker lists its providers best first; the setting names each one's model.
    select models.id into chosen
    from unnest(providers) with ordinality as offered (provider, position)
    inner join public.ai_models as models
        on
            models.provider = offered.provider
            and models.id = private.setting('ai.default_text_models') ->> offered.provider
    where models.is_active
    order by offered.position
    limit 1;
    if chosen is null then
        raise exception using
            errcode = 'PT422',
            message = 'no text model is available',
            detail = format('This worker''s providers: %s.', array_to_string(providers, ', ')),
            hint = 'Set ai.default_text_models in app_settings.';
    end if;
    return chosen;
end
$$;
comment on function private.choose_text_model(text, text[]) is
'The model to use: the requested one, or the default of the first provider that has one. '
'Raises PT422 when there is none.';

create function public.start_generation(generation_id uuid, providers text[]) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    generation public.ai_generations;
    chosen_model text;
begin
    select * into generation
    from public.ai_generations
    where id = start_generation.generation_id
    for update;
    -- A failed one is back because somebody retried its job.
    if generation.id is null or generation.status not in ('pending', 'processing', 'failed') then
        return null;
    end if;
    chosen_model := private.choose_text_model(generation.model_requested, providers);

    update public.ai_generations
    set
        status = 'processing',
        stage = 'reading the profile',
        progress = 0.1,
        error_message = null,
        completed_at = null,
        iterations = generation.iterations + 1,
        model_used = chosen_model,
        provider = (select models.provider from public.ai_models as models where models.id = chosen_model),
        started_at = coalesce(generation.started_at, now())
    where id = generation.id
    returning * into generation;

    return jsonb_build_object(
        'generation_type', generation.generation_type,
        'prompt_text', generation.prompt_text,
        'language', generation.language,
        'model', generation.model_used,
        'provider', generation.provider,
        'business', (
            select to_jsonb(businesses) from public.businesses
            where businesses.id = generation.business_id
        ),
        'product', (
            select to_jsonb(products) from public.products
            where products.id = generation.product_id
        )
    );
end
$$;
comment on function public.start_generation(uuid, text[]) is
'For workers: takes a generation into work and returns all that is needed to write it, or null '
'when there is nothing left to do. Safe to repeat. providers: best first. Raises PT422.';

create function public.report_generation(generation_id uuid, progress real, stage text)
returns boolean
language sql
set search_path = ''
as $$
    with moved as (
        update public.ai_generations as generations
        set progress = report_generation.progress, stage = report_generation.stage
        where
            generations.id = report_generation.generation_id
            and generations.status = 'processing'
        returning generations.id
    )

    select exists (select from moved)
$$;
comment on function public.report_generation(uuid, real, text) is
'For workers: says how far a generation is (0 to 1). False when it is no longer wanted.';

create function private.apply_generation(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    generation public.ai_generations;
    spent numeric;
    post_id uuid;
begin
    select * into generation
    from public.ai_generations
    where id = (job.payload ->> 'generation_id')::uuid
    for update;
    -- Deleted with its workspace, or finished by an earlier job: nothing is left to write.
    if generation.id is null or not result ? 'draft' then
        return;
    end if;
    spent := private.generation_cost(
        generation.model_used,
        (result -> 'usage' ->> 'prompt_tokens')::integer,
        (result -> 'usage' ->> 'completion_tokens')::integer,
        generation.started_at
    );
    if generation.status = 'processing' then
        perform private.set_ai_origin(
            generation.id, generation.user_id, generation.model_used, generation.prompt_text
        );
        insert into public.blog_posts (
            workspace_id, business_id, product_id, title, content, language, meta_description,
            keywords, estimated_reading_time, primary_cta, cta_text
        )
        select
            generation.workspace_id,
            generation.business_id,
            generation.product_id,
            draft.title,
            draft.content,
            generation.language,
            draft.meta_description,
            draft.keywords,
            private.reading_time(draft.content),
            draft.primary_cta,
            draft.primary_cta
        from jsonb_to_record(result -> 'draft') as draft (
            title text,
            content text,
            meta_description text,
            keywords text[],
            primary_cta text
        )
        -- The business was deleted meanwhile: the text stays in result_data.
        where generation.business_id is not null
        returning id into post_id;
        perform private.set_ai_origin(null, null, null, null);
    end if;
    -- Work that was cancelled meanwhile has cost what it cost.
    update public.ai_generations
    set
        status = case generation.status when 'processing' then 'completed' else generation.status end,
        stage = null,
        progress = case generation.status when 'processing' then 1 else generation.progress end,
        blog_post_id = post_id,
        prompt_tokens = (result -> 'usage' ->> 'prompt_tokens')::integer,
        completion_tokens = (result -> 'usage' ->> 'completion_tokens')::integer,
        cost = spent,
        result_data = result -> 'draft',
        completed_at = coalesce(generation.completed_at, clock_timestamp())
    where id = generation.id
    returning * into generation;
    perform private.track_ai_cost(generation);
end
$$;
comment on function private.apply_generation(jobs.job_queue, jsonb) is
'Writes what a worker generated, in the transaction that completes its job: the blog post, and '
'tokens, cost and status of the generation. The result is {"draft": {…}, "usage": {…}}.';

create function private.fail_generation(job jobs.job_queue, reason text) returns void
language sql
set search_path = ''
as $$
    update public.ai_generations
    set
        status = 'failed',
        stage = null,
        error_message = fail_generation.reason,
        completed_at = clock_timestamp()
    where
        id = (fail_generation.job.payload ->> 'generation_id')::uuid
        and status in ('pending', 'processing')
$$;
comment on function private.fail_generation(jobs.job_queue, text) is
'Ends a generation whose job has failed for good, in the same transaction.';

create function private.reading_time(content text) returns integer
language sql
immutable
set search_path = ''
as $$
    -- 238 words a minute: mean of silent reading of English non-fiction (Brysbaert 2019).
    select greatest(1, round(array_length(regexp_split_to_array(btrim(content), '\s+'), 1) / 238.0))::integer
$$;
comment on function private.reading_time(text) is 'Minutes that a text takes to read, at least 1.';

-- Rows that the functions above rely on.
select jobs.register_type(
    'ai.generate',
    'Writes what somebody asked an AI for.',
    apply_function => 'private.apply_generation',
    failure_function => 'private.fail_generation',
    max_attempts => 4,
    timeout_seconds => 180
);

insert into public.ai_models (id, provider, kind)
values
('offline-draft', 'offline', 'text'),
('gpt-4.1-mini', 'openai', 'text'),
('gpt-4.1', 'openai', 'text');

-- OpenAI's list prices of 14 April 2025, the day these models came out.
insert into public.ai_model_prices (
    model_id, valid_from, input_per_million, output_per_million
)
values
('offline-draft', '2025-01-01 00:00:00+00', 0, 0),
('gpt-4.1-mini', '2025-04-14 00:00:00+00', 0.40, 1.60),
('gpt-4.1', '2025-04-14 00:00:00+00', 2.00, 8.00);

insert into public.app_settings (key, value, description)
values (
    'ai.default_text_models',
    '{"openai": "gpt-4.1-mini", "offline": "offline-draft"}',
    'The text model that is used where none is asked for, by provider.'
);


-- sql/ai/triggers.sql

create trigger ai_models_touch
before update on public.ai_models
for each row execute function private.touch_updated_at();

-- Prices decide what workspaces are charged for: who set one shows in the trail.
create trigger ai_models_audit
after insert or update or delete on public.ai_models
for each row execute function private.audit();

create trigger ai_model_prices_audit
after insert or update or delete on public.ai_model_prices
for each row execute function private.audit();

create trigger ai_generations_touch
before update on public.ai_generations
for each row execute function private.touch_updated_at();

create trigger ai_generations_transitions
before insert or update of status on public.ai_generations
for each row execute function private.allow_transitions(
    'pending>processing',
    'pending>failed',
    'pending>cancelled',
    'processing>completed',
    'processing>failed',
    'processing>cancelled',
    'failed>processing'
);

create trigger ai_cost_tracking_touch
before update on public.ai_cost_tracking
for each row execute function private.touch_updated_at();

create trigger ai_generations_keep_fixed
before update of workspace_id on public.ai_generations
for each row execute function private.keep_fixed('workspace_id');


-- sql/ai/triggers_usage.sql

create trigger ai_generations_use_credit
after update of status on public.ai_generations
for each row
when (new.status = 'completed' and old.status <> 'completed')
execute function private.use_ai_credit();


-- sql/ai/views.sql

create view public.generation_jobs
with (security_invoker = true) as
select
    id,
    workspace_id,
    user_id,
    case
        when generation_type in ('image', 'video', 'voice') then generation_type
        else 'text'
    end as type,
    provider,
    prompt_text as prompt,
    parameters,
    status,
    result_asset_id,
    error_message,
    created_at,
    completed_at
from public.ai_generations;
comment on view public.generation_jobs is
'Generations by what comes out of them: text, image, video or voice.';
comment on column public.generation_jobs.provider is 'Null until a worker has begun it.';


-- policies/ai.sql

-- ai: members read models, prices and their workspaces' generations; they ask and cancel
-- through functions, and say themselves what they think of a result. Only workers write the rest.

alter table public.ai_models enable row level security;
grant select on public.ai_models to authenticated;
grant select, insert, update, delete on public.ai_models to service_role;
create policy ai_models_select on public.ai_models
for select to authenticated
using (true);

alter table public.ai_model_prices enable row level security;
grant select on public.ai_model_prices to authenticated;
grant select, insert, update, delete on public.ai_model_prices to service_role;
create policy ai_model_prices_select on public.ai_model_prices
for select to authenticated
using (true);

alter table public.ai_generations enable row level security;
grant select, update (user_rating, user_feedback, accepted)
on public.ai_generations to authenticated;
grant select, insert, update, delete on public.ai_generations to service_role;
create policy ai_generations_select on public.ai_generations
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy ai_generations_update on public.ai_generations
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

grant select on public.generation_jobs to authenticated, service_role;

alter table public.ai_cost_tracking enable row level security;
grant select on public.ai_cost_tracking to authenticated;
grant select, insert, update, delete on public.ai_cost_tracking to service_role;
create policy ai_cost_tracking_select on public.ai_cost_tracking
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant execute on function
public.request_generation(uuid, text, text, jsonb, text, text),
private.request_generation(uuid, text, text, jsonb, text, text),
public.cancel_generation(uuid),
private.cancel_generation(uuid)
to authenticated;

grant execute on function
private.generation_cost(text, integer, integer, timestamptz),
private.choose_text_model(text, text[]),
private.reading_time(text),
private.track_ai_cost(public.ai_generations),
private.apply_generation(jobs.job_queue, jsonb),
private.fail_generation(jobs.job_queue, text),
public.start_generation(uuid, text[]),
public.report_generation(uuid, real, text)
to service_role;
