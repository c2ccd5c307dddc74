-- ai: what calls cost. Runs as service_role or inside functions of this domain.
--
-- Errors: PT422, a model without a price. What has no price is not used: never is it free.

create function private.price_usage(
    used_model text, used_tier text, usage jsonb, at_time timestamptz
) returns numeric
language plpgsql
stable
set search_path = ''
as $$
declare
    input constant numeric := private.usage_count(usage, 'input_tokens');
    output constant numeric := private.usage_count(usage, 'output_tokens');
    cache_read constant numeric := private.usage_count(usage, 'cache_read_tokens');
    cache_write constant numeric := private.usage_count(usage, 'cache_write_tokens');
    write_1h constant numeric := private.usage_count(usage, 'cache_write_1h_tokens');
    image constant numeric := private.usage_count(usage, 'input_image_tokens');
    cached_image constant numeric := private.usage_count(usage, 'cache_image_read_tokens');
    image_output constant numeric := private.usage_count(usage, 'output_image_tokens');
    characters constant numeric := private.usage_count(usage, 'input_characters');
    seconds constant numeric := private.usage_count(usage, 'output_seconds');
    price public.ai_model_prices;
begin
    select p.* into price
    from public.ai_model_prices as p
    where
        p.model_id = used_model
        and p.tier = used_tier
        and p.valid_from = (
            select max(v.valid_from)
            from public.ai_model_prices as v
            where v.model_id = used_model and v.tier = used_tier and v.valid_from <= at_time
        )
        and (p.above_input_tokens = 0 or p.above_input_tokens < input)
    order by p.above_input_tokens desc
    limit 1;
    if price.id is null
        or (input + output > 0 and price.input_per_million is null)
        or (characters > 0 and price.characters_per_million is null)
        or (seconds > 0 and price.per_second is null)
    then
        raise exception using
            errcode = 'PT422',
            message = format('model %L has no price', used_model),
            detail = format('Tier: %s. Used: %s.', used_tier, usage),
            hint = 'Add rows to ai_model_prices, or run flywheel ai prices: what has no price is not used.';
    end if;
    -- A kind of token that has no price of its own costs what the wider kind costs.
    return (
        coalesce(price.input_per_million, 0)
        * (input - cache_read - cache_write - (image - cached_image))
        + coalesce(price.cached_input_per_million, price.input_per_million, 0)
        * (cache_read - cached_image)
        + coalesce(price.cache_write_per_million, price.input_per_million, 0)
        * (cache_write - write_1h)
        + coalesce(
            price.cache_write_1h_per_million, price.cache_write_per_million, price.input_per_million, 0
        ) * write_1h
        + coalesce(price.image_input_per_million, price.input_per_million, 0) * (image - cached_image)
        + coalesce(
            price.cached_image_input_per_million,
            price.cached_input_per_million,
            price.image_input_per_million,
            price.input_per_million,
            0
        ) * cached_image
        + coalesce(price.output_per_million, 0) * (output - image_output)
        + coalesce(price.image_output_per_million, price.output_per_million, 0) * image_output
        + coalesce(price.characters_per_million, 0) * characters
    ) / 1000000 + coalesce(price.per_second, 0) * seconds;
end
$$;
comment on function private.price_usage(text, text, jsonb, timestamptz) is
'USD, not rounded, for what calls of a model used at a moment: the counts of '
'flywheel.ai.usage.Usage. The price is that of genai-prices. Raises PT422 for what has no price.';

create function private.estimate_cost(
    wanted_model text,
    wanted_tier text,
    input_bytes integer,
    output_tokens integer,
    characters integer,
    seconds integer,
    at_time timestamptz
) returns numeric
language plpgsql
stable
set search_path = ''
as $$
declare
    dearest numeric;
begin
    -- A token is at least one byte of UTF-8: the tokenizers in use build on bytes. Text that
    -- broke the rules is asked for a second time, except in a batch.
    select max(
        case when wanted_tier = 'batch' then 1 else 2 end * (
            greatest(
                p.input_per_million,
                p.cached_input_per_million,
                p.cache_write_per_million,
                p.cache_write_1h_per_million,
                p.image_input_per_million,
                0
            ) * input_bytes
            + greatest(p.output_per_million, p.image_output_per_million, 0) * output_tokens
        ) / 1000000
        + coalesce(p.characters_per_million, 0) * characters / 1000000
        + coalesce(p.per_second, 0) * seconds
    )
    into dearest
    from public.ai_model_prices as p
    where
        p.model_id = wanted_model
        and p.tier = wanted_tier
        and p.valid_from = (
            select max(v.valid_from)
            from public.ai_model_prices as v
            where v.model_id = wanted_model and v.tier = wanted_tier and v.valid_from <= at_time
        )
        and p.above_input_tokens <= 2 * input_bytes
        and (characters = 0 or p.characters_per_million is not null or p.input_per_million is not null)
        and (seconds = 0 or p.per_second is not null);
    if dearest is null then
        raise exception using
            errcode = 'PT422',
            message = format('model %L has no price', wanted_model),
            detail = format('Tier: %s.', wanted_tier),
            hint = case wanted_tier
                when 'standard' then
                    'Add rows to ai_model_prices, or run flywheel ai prices: what has no price is not used.'
                else 'Leave the tier out, or ask for a model that has one.'
            end;
    end if;
    return ceil(dearest * 1000000) / 1000000;
end
$$;
comment on function private.estimate_cost(
    text, text, integer, integer, integer, integer, timestamptz
) is
'The most that one attempt can cost, in USD, rounded up to the millionth. Raises PT422 for a model '
'without a price.';

create function private.apply_prices(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into public.ai_models (id, provider, kind, is_active)
    select listed.id, listed.provider, listed.kind, listed.is_active
    from jsonb_to_recordset(result -> 'models') as listed (
        id text, provider text, kind text, is_active boolean
    )
    on conflict (id) do nothing;

    -- A price that has begun is never changed: what differs begins now.
    with listed as (
        select p.*
        from jsonb_populate_recordset(null::public.ai_model_prices, result -> 'prices') as p
        join public.ai_models as m on p.model_id = m.id
    ),

    versions as (
        select
            l.model_id,
            l.tier,
            l.valid_from,
            jsonb_object_agg(l.above_input_tokens, private.price_terms(l)) as bands,
            lead(l.valid_from) over (partition by l.model_id, l.tier order by l.valid_from)
            as valid_until
        from listed as l
        group by l.model_id, l.tier, l.valid_from
    ),

    known as (
        select
            k.model_id,
            k.tier,
            k.valid_from,
            jsonb_object_agg(k.above_input_tokens, private.price_terms(k)) as bands,
            lead(k.valid_from) over (partition by k.model_id, k.tier order by k.valid_from)
            as valid_until
        from public.ai_model_prices as k
        group by k.model_id, k.tier, k.valid_from
    ),

    -- All of a model we know nothing of; of others what is to come, and the present if it differs.
    news as (
        select
            v.model_id,
            v.tier,
            v.valid_from as listed_from,
            case
                when
                    v.valid_from > now()
                    or not exists (
                        select from known as k where k.model_id = v.model_id and k.tier = v.tier
                    )
                    then v.valid_from
                else now()
            end as valid_from
        from versions as v
        where
            not exists (
                select
                from known as k
                where
                    k.model_id = v.model_id
                    and k.tier = v.tier
                    and k.bands = v.bands
                    and (
                        k.valid_from = v.valid_from
                        or (k.valid_from <= now() and coalesce(k.valid_until > now(), true))
                    )
            )
            and (
                v.valid_from > now()
                or coalesce(v.valid_until > now(), true)
                or not exists (
                    select from known as k where k.model_id = v.model_id and k.tier = v.tier
                )
            )
    )

    insert into public.ai_model_prices (
        model_id, tier, valid_from, above_input_tokens, input_per_million, output_per_million,
        cached_input_per_million, cache_write_per_million, cache_write_1h_per_million,
        image_input_per_million, cached_image_input_per_million, image_output_per_million,
        characters_per_million, per_second
    )
    select
        l.model_id,
        l.tier,
        n.valid_from,
        l.above_input_tokens,
        l.input_per_million,
        l.output_per_million,
        l.cached_input_per_million,
        l.cache_write_per_million,
        l.cache_write_1h_per_million,
        l.image_input_per_million,
        l.cached_image_input_per_million,
        l.image_output_per_million,
        l.characters_per_million,
        l.per_second
    from news as n
    join listed as l
        on n.model_id = l.model_id and n.tier = l.tier and n.listed_from = l.valid_from
    on conflict on constraint ai_model_prices_band_unique do nothing;
end
$$;
comment on function private.apply_prices(jobs.job_queue, jsonb) is
'Takes over what genai-prices lists: {"models": […], "prices": […]}, rows of the two tables. '
'Prices that have begun stay; one that has changed begins now. In the transaction of the job.';

create function private.price_terms(price public.ai_model_prices) returns jsonb
language sql
immutable
set search_path = ''
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'input', trim_scale(price.input_per_million),
        'output', trim_scale(price.output_per_million),
        'cached_input', trim_scale(price.cached_input_per_million),
        'cache_write', trim_scale(price.cache_write_per_million),
        'cache_write_1h', trim_scale(price.cache_write_1h_per_million),
        'image_input', trim_scale(price.image_input_per_million),
        'cached_image_input', trim_scale(price.cached_image_input_per_million),
        'image_output', trim_scale(price.image_output_per_million),
        'characters', trim_scale(price.characters_per_million),
        'second', trim_scale(price.per_second)
    ))
$$;
comment on function private.price_terms(public.ai_model_prices) is
'The numbers of a price, to compare two.';
