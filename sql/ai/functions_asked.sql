-- ai: what people do with what they asked for.
--
-- security definer, each because members may not write ai_generations themselves:
--   private.owned_generation, private.cancel_generation, private.retry_generation,
--   private.review_generation    the changes that belong to a member

create function private.owned_generation(wanted_id uuid) returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations;
begin
    select * into generation
    from public.ai_generations as g
    where
        g.id = wanted_id
        and g.workspace_id = any (array(select private.workspace_ids('viewer')))
    for update;
    if generation.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such generation',
            detail = format('generation_id: %s', wanted_id),
            hint = 'Use the id that request_generation returned.';
    end if;
    perform private.require_role(generation.workspace_id, 'member');
    return generation;
end
$$;
comment on function private.owned_generation(uuid) is
'Locks a generation in a workspace in which the caller is a member. Raises PT403, PT404.';

create function private.cancel_generation(wanted_generation_id uuid)
returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
begin
    if generation.status = 'cancelled' then
        return generation;
    end if;
    update public.ai_generations as g
    set status = 'cancelled', completed_at = now(), stage = null
    where g.id = generation.id
    returning * into generation;
    -- What a provider is working on costs what it costs: its worker will say.
    update public.ai_reservations as r
    set status = 'released', is_applied = false, settled_at = clock_timestamp()
    where r.generation_id = generation.id and r.status = 'reserved';
    perform private.cancel_generation(piece.id)
    from public.ai_generations as piece
    where
        piece.workspace_id = generation.workspace_id
        and piece.parent_id = generation.id
        and piece.status in ('pending', 'processing');
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
'Stops a generation that has not ended, with its pieces; members and up. What was reserved comes '
'back, except for a call that a provider is working on. What a worker still writes for it is '
'thrown away. Raises PT403, PT404, PT409.';

create function private.retry_generation(wanted_generation_id uuid)
returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
    taken record;
begin
    if generation.status in ('pending', 'processing') then
        return generation;
    end if;
    if generation.generation_type = 'content_bundle' then
        raise exception using
            errcode = 'PT409',
            message = 'a bundle as a whole is not retried',
            hint = 'Retry those of its pieces that failed, or ask for a new bundle.';
    end if;
    perform private.require_ai_on(generation.workspace_id, null);
    if private.generation_credits(generation) > 0 then
        perform private.ensure_credit_budget(generation.workspace_id);
    end if;
    perform private.ensure_default_budgets(generation.workspace_id, generation.user_id);
    generation.tier := case generation.tier when 'batch' then 'standard' else generation.tier end;
    generation := private.with_bounds(generation);
    update public.ai_generations as g
    set
        status = 'pending',
        tier = generation.tier,
        stage = null,
        progress = 0,
        error_message = null,
        completed_at = null,
        input_bytes = generation.input_bytes,
        output_tokens = generation.output_tokens,
        estimated_cost = generation.estimated_cost
    where g.id = generation.id
    returning * into generation;
    perform private.enqueue_generation(generation);
    select r.* into taken
    from private.reserve_ai(
        generation.workspace_id, generation.user_id, generation.campaign_id,
        generation.estimated_cost, private.generation_credits(generation)
    ) as r;
    perform private.open_reservation(
        generation, generation.model_requested, generation.estimated_cost,
        taken.budget_ids, taken.period_starts, taken.slots, 3600
    );
    return generation;
end
$$;
comment on function private.retry_generation(uuid) is
'Body of retry_generation. Raises PT402, PT403, PT404, PT409, PT423.';

create function public.retry_generation(generation_id uuid) returns public.ai_generations
language sql
set search_path = ''
as $$
    select private.retry_generation(retry_generation.generation_id)
$$;
comment on function public.retry_generation(uuid) is
'Begins a generation anew that has failed or was cancelled; members and up. It reserves anew. '
'Raises PT402, PT403, PT404, PT409 for one that was completed, PT423.';

create function private.review_generation(
    wanted_generation_id uuid, rating integer, is_accepted boolean, feedback text
) returns public.ai_generations
language plpgsql
security definer
set search_path = ''
as $$
declare
    generation public.ai_generations := private.owned_generation(wanted_generation_id);
begin
    if generation.status <> 'completed' then
        raise exception using
            errcode = 'PT409',
            message = format('a generation that is %s cannot be judged', generation.status),
            hint = 'Wait until it is completed.';
    end if;
    if rating not between 1 and 5 then
        raise exception using
            errcode = 'PT422',
            message = format('a rating is a number from 1 to 5, not %s', rating),
            hint = '5 is best.';
    end if;
    if char_length(feedback) > 5000 then
        raise exception using
            errcode = 'PT422',
            message = 'feedback has at most 5000 characters',
            detail = format('It has %s.', char_length(feedback)),
            hint = 'Say it shorter.';
    end if;
    update public.ai_generations as g
    set
        user_rating = coalesce(rating, g.user_rating),
        accepted = coalesce(is_accepted, g.accepted),
        user_feedback = coalesce(feedback, g.user_feedback)
    where g.id = generation.id
    returning * into generation;
    return generation;
end
$$;
comment on function private.review_generation(uuid, integer, boolean, text) is
'Body of review_generation. Raises PT403, PT404, PT409, PT422.';

create function public.review_generation(
    generation_id uuid,
    rating integer default null,
    accepted boolean default null,
    feedback text default null
) returns public.ai_generations
language sql
set search_path = ''
as $$
    select private.review_generation(
        review_generation.generation_id,
        review_generation.rating,
        review_generation.accepted,
        review_generation.feedback
    )
$$;
comment on function public.review_generation(uuid, integer, boolean, text) is
'Says what came of a generation: a rating from 1 to 5, accepted or rejected, feedback in words; '
'what is left out stays. Members and up. Raises PT403, PT404, PT409 before it is completed, PT422.';
