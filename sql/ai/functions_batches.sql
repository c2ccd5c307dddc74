-- ai: bundles at half price, their pieces in one batch of the provider. All run as service_role.

create function public.start_batch(generation_id uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    parent public.ai_generations;
begin
    select * into parent
    from public.ai_generations as g
    where g.id = start_batch.generation_id;
    if parent.id is null or parent.status <> 'processing' then
        return '[]'::jsonb;
    end if;
    return (
        select coalesce(jsonb_agg(begun.assignment order by begun.id), '[]')
        from (
            select piece.id, public.start_generation(piece.id, '{openai}') as assignment
            from public.ai_generations as piece
            where
                piece.workspace_id = parent.workspace_id
                and piece.parent_id = parent.id
                and piece.status in ('pending', 'processing')
        ) as begun
        where begun.assignment is not null
    );
end
$$;
comment on function public.start_batch(uuid) is
'For workers: takes the pieces of a bundle into work and returns an array of what start_generation '
'returns for each. Safe to repeat. Raises PT402, PT422, PT423.';

create function private.apply_batch_submitted(job jobs.job_queue, result jsonb) returns void
language sql
set search_path = ''
as $$
    update public.ai_generations as g
    set batch_id = result ->> 'batch_id', stage = 'waiting for the batch'
    where g.id = (job.payload ->> 'generation_id')::uuid and result ? 'batch_id'
$$;
comment on function private.apply_batch_submitted(jobs.job_queue, jsonb) is
'Notes the provider''s batch that does the pieces of a bundle.';

create function private.apply_batch(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    piece record;
begin
    if not result ? 'results' then
        return;
    end if;
    for piece in
        select g.id, result -> 'results' -> g.id::text as outcome
        from public.ai_generations as g
        where g.parent_id = (job.payload ->> 'generation_id')::uuid
        order by g.id
    loop
        if piece.outcome ? 'output' then
            perform private.finish_generation(piece.id, piece.outcome);
        else
            perform public.settle_generation_call(piece.id, piece.outcome -> 'usage');
            perform private.end_generation(
                piece.id, coalesce(piece.outcome ->> 'error', 'the batch has no answer for it')
            );
        end if;
    end loop;
    perform private.apply_bundle_end(job, '{}');
end
$$;
comment on function private.apply_batch(jobs.job_queue, jsonb) is
'Puts what came out of a batch in its places, settles it, and ends the bundle: '
'{"results": {id: {"output", "usage"} or {"error", "usage"}}}; without results the batch goes on.';

create function private.fail_batch(job jobs.job_queue, reason text) returns void
language plpgsql
set search_path = ''
as $$
declare
    piece uuid;
begin
    for piece in
        select g.id
        from public.ai_generations as g
        where
            g.parent_id = (job.payload ->> 'generation_id')::uuid
            and g.status in ('pending', 'processing')
        order by g.id
    loop
        perform private.end_generation(piece, reason);
    end loop;
    perform private.apply_bundle_end(job, '{}');
end
$$;
comment on function private.fail_batch(jobs.job_queue, text) is
'Ends the pieces of a bundle whose batch could not be submitted or collected. What a batch that '
'was submitted may have cost counts as spent.';
