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
