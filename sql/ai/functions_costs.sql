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
