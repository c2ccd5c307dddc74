-- ai: the bounds of a request: how much may be read and written, and the most that it can cost.
--
-- security definer: private.with_bounds, which reads what the request is about, whoever asks.

create function private.with_bounds(wanted public.ai_generations) returns public.ai_generations
language plpgsql
security definer
stable
set search_path = ''
as $$
declare
    type public.ai_generation_types;
    material bigint;
    characters integer := 0;
    dearest numeric;
begin
    select * into strict type
    from public.ai_generation_types as t
    where t.type = wanted.generation_type;
    -- Twice the data: on its way into the prompt it is indented and escaped.
    select
        octet_length(wanted.prompt_text)
        + coalesce((
            select sum(octet_length(to_jsonb(t)::text))
            from public.businesses as t
            where t.id = wanted.business_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.products as t
            where t.id = wanted.product_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.campaigns as t
            where t.id = wanted.campaign_id
        ), 0)
        + coalesce((
            select sum(octet_length((to_jsonb(t) - 'search_vector')::text))
            from public.campaign_components as t
            where t.id = wanted.component_id
        ), 0)
        + coalesce((
            select sum(octet_length(to_jsonb(t)::text))
            from public.site_integrations as t
            where t.id::text = wanted.parameters ->> 'integration_id'
        ), 0)
        + coalesce((
            select octet_length(t.analysis::text)
            from public.competitor_analysis as t
            where t.id::text = wanted.parameters ->> 'competitor_analysis_id'
        ), 0)
        + coalesce((
            select octet_length(t.trends::text)
            from public.market_trends as t
            where t.id::text = wanted.parameters ->> 'market_trend_id'
        ), 0)
    into material;
    if material > 400000 then
        raise exception using
            errcode = 'PT422',
            message = 'there is too much to read for one request',
            detail = format('Profile, product, campaign and component have %s bytes.', material),
            hint = 'Shorten the business profile or the description of the product.';
    end if;
    wanted.output_tokens := type.output_tokens;
    wanted.input_bytes := case
        when type.kind = 'text' then type.instruction_bytes + 2 * material
        else 2 * octet_length(wanted.prompt_text) + 2000
    end;
    if type.kind = 'voice' then
        characters := char_length(wanted.prompt_text);
        if characters > 4000 then
            perform private.option_error(
                'a voice speaks at most 4000 characters', format('The text has %s.', characters)
            );
        end if;
    end if;

    -- Which model it will be is the worker's choice where none was asked for: reserve for the
    -- dearest it may choose.
    select max(private.estimate_cost(
        m.id,
        private.call_tier(wanted),
        wanted.input_bytes,
        wanted.output_tokens,
        characters,
        coalesce((wanted.parameters ->> 'seconds')::integer, 0)
        * case type.kind when 'video' then 1 else 0 end,
        now()
    ))
    into dearest
    from public.ai_models as m
    where
        case
            when wanted.model_requested is not null then m.id = wanted.model_requested
            else
                m.is_active
                and m.kind = type.kind
                and private.setting('ai.default_models') -> type.kind ->> m.provider = m.id
                and (wanted.tier <> 'batch' or m.provider = 'openai')
                and exists (
                    select
                    from public.ai_model_prices as p
                    where p.model_id = m.id and p.tier = private.call_tier(wanted)
                )
        end;
    if dearest is null then
        raise exception using
            errcode = 'PT422',
            message = format(
                'no model makes this here: %s at the tier %s', type.kind, private.call_tier(wanted)
            ),
            hint = 'The operator adds one to ai_models, ai_model_prices and ai.default_models.';
    end if;
    wanted.estimated_cost := dearest;
    return wanted;
end
$$;
comment on function private.with_bounds(public.ai_generations) is
'Fills in how much may be sent and written, and the most that it can cost. Raises PT422.';
