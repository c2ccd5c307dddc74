-- ai: the steps of a worker that carries a generation out. All run as service_role.

create function private.choose_model(
    wanted_kind text, requested text, providers text[], workspace uuid, at_tier text
) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    shut constant jsonb := coalesce(private.setting('ai.shut_off') -> 'providers', '[]');
    chosen text;
begin
    if requested is not null then
        perform private.require_ai_on(
            workspace, (select m.provider from public.ai_models as m where m.id = requested)
        );
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
    perform private.require_ai_on(workspace, null);
    -- The worker lists its providers best first; the setting names each one's model.
    select models.id into chosen
    from unnest(providers) with ordinality as offered (provider, position)
    inner join public.ai_models as models
        on
            models.provider = offered.provider
            and models.id = private.setting('ai.default_models') -> wanted_kind ->> offered.provider
    where
        models.is_active
        and not shut ? offered.provider
        and (at_tier <> 'batch' or models.provider = 'openai')
    order by offered.position
    limit 1;
    if chosen is null then
        raise exception using
            errcode = case when shut = '[]' then 'PT422' else 'PT423' end,
            message = format('no %s model is available', wanted_kind),
            detail = format('This worker''s providers: %s.', array_to_string(providers, ', ')),
            hint = case wanted_kind
                when 'text' then 'Set ai.default_models in app_settings, or switch a provider on.'
                else 'Images, videos and voices need a provider with a key: FLYWHEEL_OPENAI_API_KEY.'
            end;
    end if;
    return chosen;
end
$$;
comment on function private.choose_model(text, text, text[], uuid, text) is
'The model to use: the requested one, or the default of the first provider that has one and is not '
'switched off. Raises PT422 when there is none, PT423 where AI is switched off.';

create function private.begin_call(generation public.ai_generations, chosen_model text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    call_tier constant text := case
        when chosen_model in (select m.id from public.ai_models as m where m.provider = 'offline')
            then 'standard'
        else private.call_tier(generation)
    end;
    characters constant integer := case
        when generation.generation_type = 'voice' then char_length(generation.prompt_text)
        else 0
    end;
    seconds constant integer := case
        when generation.generation_type = 'video'
            then (generation.parameters ->> 'seconds')::integer
        else 0
    end;
    needed numeric;
    held public.ai_reservations;
    taken record;
    opened uuid;
begin
    needed := private.estimate_cost(
        chosen_model, call_tier, generation.input_bytes, generation.output_tokens, characters,
        seconds, now()
    );
    -- A batch is submitted once, however often it is tried: see flywheel.ai.openai_batch.
    if call_tier = 'batch' and exists (
        select
        from public.ai_reservations as r
        where r.generation_id = generation.id and r.status = 'calling'
    ) then
        return;
    end if;
    -- A call that was begun and never ended: its worker is gone, and nobody knows its cost.
    update public.ai_reservations as r
    set status = 'estimated', cost = r.estimate, is_applied = false, settled_at = clock_timestamp()
    where r.generation_id = generation.id and r.status = 'calling';

    select * into held
    from public.ai_reservations as r
    where r.generation_id = generation.id and r.status = 'reserved'
    order by r.created_at
    limit 1
    for update;
    if held.id is not null and held.estimate >= needed then
        -- What the dearest model would have cost more comes back.
        update public.ai_reservations as r
        set
            model_id = chosen_model,
            tier = call_tier,
            estimate = needed,
            is_applied = r.estimate = needed and r.is_applied,
            status = 'calling',
            called_at = clock_timestamp(),
            expires_at = now() + private.call_time(call_tier)
        where r.id = held.id;
        return;
    end if;

    -- A further attempt, or a price that has gone up: it needs room of its own.
    update public.ai_reservations as r
    set status = 'released', is_applied = false, settled_at = clock_timestamp()
    where r.id = held.id;
    perform private.ensure_default_budgets(generation.workspace_id, generation.user_id);
    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id, generation.user_id, generation.campaign_id, needed,
        private.generation_credits(generation)
    ) as r;
    opened := private.open_reservation(
        generation, chosen_model, needed, taken.budget_ids, taken.period_starts, taken.slots, 3600
    );
    update public.ai_reservations as r
    set
        tier = call_tier,
        status = 'calling',
        called_at = clock_timestamp(),
        expires_at = now() + private.call_time(call_tier)
    where r.id = opened;
end
$$;
comment on function private.begin_call(public.ai_generations, text) is
'Notes in the ledger that a provider is about to be called, under the reservation that there is, '
'or a new one for a further attempt. Raises PT402 when there is no room for that.';

create function private.call_time(tier text) returns interval
language sql
immutable
set search_path = ''
as $$
    select case tier when 'batch' then interval '26 hours' else interval '15 minutes' end
$$;
comment on function private.call_time(text) is
'How long a call may take before its reservation is looked after.';

create function public.start_generation(generation_id uuid, providers text[]) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    generation public.ai_generations;
    type public.ai_generation_types;
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
    select * into strict type
    from public.ai_generation_types as t
    where t.type = generation.generation_type;
    if generation.input_bytes = 0 then
        -- From before there were budgets, or put there by hand.
        generation := private.with_bounds(generation);
    end if;
    chosen_model := private.choose_model(
        type.kind,
        generation.model_requested,
        providers,
        generation.workspace_id,
        private.call_tier(generation)
    );

    update public.ai_generations
    set
        status = 'processing',
        stage = 'reading the profile',
        progress = 0.1,
        error_message = null,
        completed_at = null,
        iterations = generation.iterations + 1,
        input_bytes = generation.input_bytes,
        output_tokens = generation.output_tokens,
        estimated_cost = generation.estimated_cost,
        model_used = chosen_model,
        provider = (select models.provider from public.ai_models as models where models.id = chosen_model),
        started_at = coalesce(generation.started_at, now())
    where id = generation.id
    returning * into generation;
    perform private.begin_call(generation, chosen_model);

    return jsonb_build_object(
        'generation_id', generation.id,
        'generation_type', generation.generation_type,
        'kind', type.kind,
        'prompt_text', generation.prompt_text,
        'language', generation.language,
        'options', generation.parameters,
        'model', generation.model_used,
        'provider', generation.provider,
        'tier', private.call_tier(generation),
        'max_input_bytes', generation.input_bytes,
        'max_output_tokens', generation.output_tokens,
        'business', (
            select to_jsonb(businesses) from public.businesses
            where businesses.id = generation.business_id
        ),
        'product', (
            select to_jsonb(products) - 'search_vector' from public.products
            where products.id = generation.product_id
        ),
        'campaign', (
            select to_jsonb(campaigns) - 'search_vector' from public.campaigns
            where campaigns.id = generation.campaign_id
        ),
        'component', (
            select to_jsonb(c) - 'search_vector' from public.campaign_components as c
            where c.id = generation.component_id
        ),
        'integration', (
            select to_jsonb(i) from public.site_integrations as i
            where i.workspace_id = generation.workspace_id
                and i.id::text = generation.parameters ->> 'integration_id'
        ),
        'market', coalesce(
            (
                select jsonb_build_object('competitors', a.analysis)
                from public.competitor_analysis as a
                where a.workspace_id = generation.workspace_id
                    and a.id::text = generation.parameters ->> 'competitor_analysis_id'
            ),
            (
                select jsonb_build_object('trends', t.trends)
                from public.market_trends as t
                where t.workspace_id = generation.workspace_id
                    and t.id::text = generation.parameters ->> 'market_trend_id'
            )
        )
    );
end
$$;
comment on function public.start_generation(uuid, text[]) is
'For workers: takes a generation into work and returns all that is needed to carry it out '
'(flywheel.ai.assignment), or null when there is nothing left to do. Safe to repeat: an attempt '
'that never ended counts as spent, and the next one reserves anew. providers: best first. Raises '
'PT402, PT422, PT423.';

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

create function public.stream_generation(generation_id uuid, at_character integer, added text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    listener uuid;
begin
    select g.user_id into listener
    from public.ai_generations as g
    where g.id = stream_generation.generation_id and g.status = 'processing';
    if not found then
        return false;
    end if;
    if listener is not null
        and to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null
    then
        perform realtime.send(
            jsonb_build_object(
                'generation_id', stream_generation.generation_id,
                'at', stream_generation.at_character,
                'text', stream_generation.added
            ),
            'generation',
            format('user:%s', listener),
            true
        );
    end if;
    return true;
end
$$;
comment on function public.stream_generation(uuid, integer, text) is
'For workers: sends what a model has written since the last time, and where it belongs, to the '
'private topic of the person who asked: the event generation on user:<id>. False when the '
'generation is no longer wanted.';
