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
