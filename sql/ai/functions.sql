-- ai: asking for a generation.
--
-- security definer, because members may not write ai_generations themselves:
--   private.request_generation, private.place_generation
--                                insert rows and jobs, and reserve, in the caller's transaction
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
    type public.ai_generation_types;
    wanted public.ai_generations;
    generation public.ai_generations;
    prompt constant text := btrim(coalesce(wanted_prompt, ''), E' \t\n\r');
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

    -- A repeated request gets its first answer, whatever has changed since.
    if client_key is not null then
        select * into generation
        from public.ai_generations as earlier
        where
            earlier.workspace_id = business.workspace_id
            and earlier.user_id = auth.uid()
            and earlier.idempotency_key = client_key;
        if generation.id is not null then
            return generation;
        end if;
    end if;

    select * into type
    from public.ai_generation_types as t
    where t.type = wanted_type and t.is_active;
    if type.type is null then
        raise exception using
            errcode = 'PT422',
            message = format('generation type %L is not available', left(wanted_type, 50)),
            hint = format(
                'Available: %s.',
                (
                    select string_agg(t.type, ', ' order by t.type)
                    from public.ai_generation_types as t
                    where t.is_active
                )
            );
    end if;
    if char_length(prompt) not between 1 and 10000 then
        raise exception using
            errcode = 'PT422',
            message = 'the prompt must have 1 to 10000 characters',
            detail = format('It has %s.', char_length(prompt)),
            hint = 'Say in a few sentences what it should be about.';
    end if;
    if char_length(client_key) not between 1 and 200 then
        raise exception using
            errcode = 'PT422',
            message = 'an idempotency key has 1 to 200 characters',
            hint = 'Use a UUID.';
    end if;
    options := private.checked_generation_options(type, options, business);
    if wanted_model is not null
        and not exists (
            select from public.ai_models as models
            where models.id = wanted_model and models.kind = type.kind and models.is_active
        )
    then
        raise exception using
            errcode = 'PT422',
            message = format('model %L is not available', left(wanted_model, 100)),
            hint = format(
                'The models: select id from ai_models where kind = ''%s'' and is_active.', type.kind
            );
    end if;
    perform private.require_ai_on(
        business.workspace_id,
        (select models.provider from public.ai_models as models where models.id = wanted_model)
    );
    perform private.ensure_credit_budget(business.workspace_id);
    perform private.ensure_default_budgets(business.workspace_id, auth.uid());

    wanted.workspace_id := business.workspace_id;
    wanted.user_id := auth.uid();
    wanted.business_id := business.id;
    wanted.product_id := (options ->> 'product_id')::uuid;
    wanted.campaign_id := (options ->> 'campaign_id')::uuid;
    wanted.component_id := (options ->> 'component_id')::uuid;
    wanted.generation_type := type.type;
    wanted.prompt_text := prompt;
    wanted.language := options ->> 'language';
    wanted.tier := options ->> 'tier';
    wanted.parameters := options - '{language,product_id,campaign_id,component_id,tier}'::text[];
    wanted.idempotency_key := client_key;
    wanted.model_requested := wanted_model;
    return private.place_generation(wanted);
end
$$;
comment on function private.request_generation(uuid, text, text, jsonb, text, text) is
'Body of request_generation. Raises PT402, PT403, PT404, PT422, PT423.';

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
'Asks an AI to make something for a business; members and up. The most it can cost is reserved '
'against all budgets before anything is begun. The answer is the row of ai_generations: subscribe '
'to it to see the work go on. The same idempotency_key gives the same row. What can be asked for, '
'and with which options: ai_generation_types. Raises PT402 when a budget or the plan''s credits do '
'not have that much left, PT403, PT404, PT422, and PT423 where AI is switched off.';

create function private.place_generation(wanted public.ai_generations)
returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations;
    pieces integer := 0;
    amount numeric;
    taken record;
begin
    wanted := private.with_bounds(wanted);
    insert into public.ai_generations (
        workspace_id, user_id, business_id, product_id, campaign_id, component_id,
        generation_type, prompt_text, language, tier, parameters, idempotency_key,
        model_requested, input_bytes, output_tokens, estimated_cost, bundle_order_item_id
    )
    values (
        wanted.workspace_id, wanted.user_id, wanted.business_id, wanted.product_id,
        wanted.campaign_id, wanted.component_id, wanted.generation_type, wanted.prompt_text,
        wanted.language, wanted.tier, wanted.parameters, wanted.idempotency_key,
        wanted.model_requested, wanted.input_bytes, wanted.output_tokens, wanted.estimated_cost,
        wanted.bundle_order_item_id
    )
    on conflict (workspace_id, user_id, idempotency_key) where idempotency_key is not null
    do nothing
    returning * into generation;
    if generation.id is null then
        -- The same request came twice at the same time.
        select * into strict generation
        from public.ai_generations as earlier
        where
            earlier.workspace_id = wanted.workspace_id
            and earlier.user_id = wanted.user_id
            and earlier.idempotency_key = wanted.idempotency_key;
        return generation;
    end if;

    amount := generation.estimated_cost;
    if generation.generation_type = 'content_bundle' then
        perform private.place_pieces(generation);
        select count(*), amount + coalesce(sum(g.estimated_cost), 0)
        into pieces, amount
        from public.ai_generations as g
        where g.workspace_id = generation.workspace_id and g.parent_id = generation.id;
        update public.ai_generations as g
        set
            estimated_cost = amount,
            content_bundle_id = (
                select c.content_bundle_id
                from public.ai_generations as c
                where c.workspace_id = generation.workspace_id and c.parent_id = generation.id
                limit 1
            )
        where g.id = generation.id
        returning * into generation;
    end if;
    perform private.enqueue_generation(generation);

    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id,
        generation.user_id,
        generation.campaign_id,
        amount,
        case
            when generation.bundle_order_item_id is not null then 0
            when pieces > 0 then pieces
            else 1
        end
    ) as r;
    perform private.open_reservation(
        g,
        g.model_requested,
        case when g.id = generation.id then wanted.estimated_cost else g.estimated_cost end,
        taken.budget_ids,
        taken.period_starts,
        taken.slots,
        3600
    )
    from public.ai_generations as g
    where
        g.workspace_id = generation.workspace_id
        and (g.id = generation.id or g.parent_id = generation.id);
    return generation;
end
$$;
comment on function private.place_generation(public.ai_generations) is
'Writes a request that was checked, enqueues its job and reserves for it, and for all pieces of a '
'bundle, or raises PT402 and leaves nothing.';

create function private.enqueue_generation(generation public.ai_generations) returns void
language sql
set search_path = ''
as $$
    select jobs.enqueue(
        'ai.generate',
        jsonb_build_object('generation_id', generation.id),
        workspace_id => generation.workspace_id,
        dedup_key => generation.id::text
    )
$$;
comment on function private.enqueue_generation(public.ai_generations) is
'Enqueues the job that carries a generation out.';
