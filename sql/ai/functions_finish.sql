-- ai: how generations end: what they cost, where their results go. All run as service_role.

create function public.settle_generation_call(generation_id uuid, usage jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    held public.ai_reservations;
    cost numeric;
begin
    select * into held
    from public.ai_reservations as r
    where r.generation_id = settle_generation_call.generation_id and r.status = 'calling'
    order by r.called_at desc
    limit 1
    for update;
    if held.id is null then
        return;
    end if;
    if usage is null or jsonb_typeof(usage) = 'null' then
        update public.ai_reservations as r
        set status = 'estimated', cost = r.estimate, is_applied = false, settled_at = clock_timestamp()
        where r.id = held.id;
        return;
    end if;
    cost := private.price_usage(held.model_id, held.tier, usage, held.called_at);
    if cost = 0 then
        -- The provider said no before it began: the next attempt may use what was reserved.
        update public.ai_reservations as r
        set status = 'reserved', expires_at = now() + interval '1 hour'
        where r.id = held.id;
        return;
    end if;
    perform private.settle_reservation(held.id, cost, usage, false);
    perform private.note_usage(held.generation_id, usage, cost);
end
$$;
comment on function public.settle_generation_call(uuid, jsonb) is
'For workers: says what a call used that came to nothing, as flywheel.ai.usage; null when nobody '
'knows, because it broke off.';

create function private.note_usage(generation uuid, used jsonb, cost numeric) returns void
language sql
set search_path = ''
as $$
    update public.ai_generations as g
    set
        prompt_tokens = coalesce(g.prompt_tokens, 0) + private.usage_count(used, 'input_tokens')::integer,
        completion_tokens = coalesce(g.completion_tokens, 0)
        + private.usage_count(used, 'output_tokens')::integer,
        cost = coalesce(g.cost, 0) + round(note_usage.cost, 6),
        usage = (
            select coalesce(jsonb_object_agg(n.name, private.usage_count(g.usage, n.name)
                + private.usage_count(used, n.name)), '{}')
            from (
                select jsonb_object_keys(g.usage) as name
                union
                select jsonb_object_keys(used)
            ) as n
            where private.usage_count(g.usage, n.name) + private.usage_count(used, n.name) > 0
        )
    where g.id = generation
$$;
comment on function private.note_usage(uuid, jsonb, numeric) is
'Adds to a generation what a call of it used and cost.';

create function private.apply_generation(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
    if result ? 'usage' then
        perform private.finish_generation((job.payload ->> 'generation_id')::uuid, result);
    end if;
end
$$;
comment on function private.apply_generation(jobs.job_queue, jsonb) is
'Writes what a worker generated, in the transaction that completes its job. The result is '
'{"output": {…}} or {"asset": {…}}, with "usage" and "prompt_version".';

create function private.finish_generation(wanted_id uuid, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    generation public.ai_generations;
    held public.ai_reservations;
    cost numeric;
    kept jsonb;
begin
    select * into generation
    from public.ai_generations
    where id = wanted_id
    for update;
    -- Deleted with its workspace: the ledger settles at the estimate.
    if generation.id is null then
        return;
    end if;
    select * into held
    from public.ai_reservations as r
    where r.generation_id = generation.id and r.status in ('calling', 'estimated')
    order by (r.status = 'calling') desc, r.called_at desc
    limit 1
    for update;
    cost := private.price_usage(
        coalesce(held.model_id, generation.model_used),
        coalesce(held.tier, private.call_tier(generation)),
        result -> 'usage',
        coalesce(held.called_at, now())
    );
    -- Work that was cancelled meanwhile has cost what it cost.
    if held.id is not null then
        perform private.settle_reservation(
            held.id, cost, result -> 'usage', generation.status = 'processing'
        );
    end if;
    perform private.note_usage(generation.id, result -> 'usage', cost);
    if generation.status <> 'processing' then
        return;
    end if;

    perform private.set_ai_origin(
        generation.id, generation.user_id, generation.model_used, generation.prompt_text
    );
    kept := private.keep_result(generation, result);

    update public.ai_generations
    set
        status = case generation_type when 'content_bundle' then 'processing' else 'completed' end,
        stage = case generation_type when 'content_bundle' then 'writing the pieces' end,
        progress = case generation_type when 'content_bundle' then 0.2 else 1 end,
        blog_post_id = coalesce((kept ->> 'blog_post_id')::uuid, blog_post_id),
        social_post_id = coalesce((kept ->> 'social_post_id')::uuid, social_post_id),
        content_upgrade_id = coalesce((kept ->> 'content_upgrade_id')::uuid, content_upgrade_id),
        email_sequence_id = coalesce((kept ->> 'email_sequence_id')::uuid, email_sequence_id),
        content_id = coalesce((kept ->> 'content_id')::uuid, content_id),
        campaign_id = coalesce((kept ->> 'campaign_id')::uuid, campaign_id),
        component_id = coalesce((kept ->> 'component_id')::uuid, component_id),
        result_asset_id = coalesce((kept ->> 'result_asset_id')::uuid, result_asset_id),
        result_data = coalesce(result -> 'output', result -> 'asset'),
        prompt_version = result ->> 'prompt_version',
        completed_at = case
            when generation_type <> 'content_bundle' then coalesce(completed_at, clock_timestamp())
        end
    where id = generation.id
    returning * into generation;
    perform private.set_ai_origin(null, null, null, null);
    if generation.generation_type = 'content_bundle' then
        perform private.apply_plan(generation, result -> 'output');
    elsif generation.parent_id is not null then
        perform private.report_piece(generation);
    end if;
end
$$;
comment on function private.finish_generation(uuid, jsonb) is
'Settles a generation at its real cost and puts what came out in its place: typed rows with links, '
'tagged addresses and versions, or the file''s row.';

create function private.report_piece(piece public.ai_generations) returns void
language plpgsql
set search_path = ''
as $$
declare
    parent public.ai_generations;
begin
    select * into parent from public.ai_generations as g where g.id = piece.parent_id;
    -- One that was written later joins the bundle that is ready already.
    if parent.status = 'completed' then
        perform private.join_bundle(parent);
    end if;
end
$$;
comment on function private.report_piece(public.ai_generations) is
'Links a piece that was retried after its bundle was ready.';

create function private.end_generation(wanted_id uuid, reason text) returns void
language plpgsql
set search_path = ''
as $$
declare
    piece uuid;
begin
    update public.ai_generations as g
    set
        status = 'failed',
        stage = null,
        error_message = end_generation.reason,
        completed_at = clock_timestamp()
    where g.id = wanted_id and g.status in ('pending', 'processing');
    perform private.release_reservations(wanted_id);
    -- Without its plan nothing of a bundle is written.
    for piece in
        select g.id
        from public.ai_generations as g
        where g.parent_id = wanted_id and g.status in ('pending', 'processing')
    loop
        perform private.end_generation(piece, reason);
    end loop;
    update public.content_bundles as b
    set status = 'draft'
    from public.ai_generations as g
    where
        g.id = wanted_id
        and g.generation_type = 'content_bundle'
        and b.id = g.content_bundle_id
        and b.status = 'generating';
end
$$;
comment on function private.end_generation(uuid, text) is
'Ends a generation that failed, with its pieces, and gives back what was reserved.';

create function private.fail_generation(job jobs.job_queue, reason text) returns void
language sql
set search_path = ''
as $$
    select private.end_generation((fail_generation.job.payload ->> 'generation_id')::uuid, reason)
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
