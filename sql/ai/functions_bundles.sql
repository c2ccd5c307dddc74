-- ai: bundles. One request, a plan, and its pieces: each a generation of its own.
--
-- security definer: private.place_pieces, as private.place_generation, which calls it.

create function private.place_pieces(parent public.ai_generations) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    bundle uuid;
    piece public.ai_generations;
    kind record;
begin
    insert into public.content_bundles (workspace_id, business_id, name, status, time_period)
    values (
        parent.workspace_id,
        parent.business_id,
        left(parent.prompt_text, 250),
        'generating',
        parent.parameters ->> 'period'
    )
    returning id into bundle;

    for kind in
        select k.type, k.counted
        from (
            values
            (1, 'social_post', 'social_posts'), (2, 'blog_post', 'blog_posts'),
            (3, 'content_upgrade', 'content_upgrades'), (4, 'email_sequence', 'email_sequences')
        ) as k (place, type, counted)
        where (parent.parameters ->> k.counted)::integer > 0
        order by k.place
    loop
        piece := parent;
        piece.generation_type := kind.type;
        -- What it is about says the plan. Room for that is reserved now.
        piece.prompt_text := repeat('…', 1000);
        piece.parameters := private.piece_options(parent, kind.type);
        piece := private.with_bounds(piece);
        insert into public.ai_generations (
            workspace_id, user_id, business_id, product_id, campaign_id, generation_type,
            prompt_text, language, tier, parameters, model_requested, input_bytes, output_tokens,
            estimated_cost, parent_id, content_bundle_id, bundle_order_item_id
        )
        select
            parent.workspace_id,
            parent.user_id,
            parent.business_id,
            parent.product_id,
            parent.campaign_id,
            kind.type,
            parent.prompt_text,
            parent.language,
            parent.tier,
            piece.parameters
            || jsonb_build_object('place', n)
            || case kind.type
                when 'social_post' then
                    jsonb_build_object('platform', private.nth_platform(parent.business_id, n))
                else '{}'
            end,
            parent.model_requested,
            piece.input_bytes,
            piece.output_tokens,
            piece.estimated_cost,
            parent.id,
            bundle,
            parent.bundle_order_item_id
        from generate_series(1, (parent.parameters ->> kind.counted)::integer) as n;
    end loop;
end
$$;
comment on function private.place_pieces(public.ai_generations) is
'Makes the bundle of a request, and a generation for each of its pieces. They wait for the plan.';

create function private.piece_options(parent public.ai_generations, kind text) returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_strip_nulls(case kind
        when 'email_sequence' then jsonb_build_object(
            'emails', parent.parameters -> 'emails', 'sequence_goal', 'nurture'
        )
        when 'content_upgrade' then jsonb_build_object('upgrade_type', 'guide')
        else '{}'
    end || jsonb_build_object('cta_url', parent.parameters -> 'cta_url'))
$$;
comment on function private.piece_options(public.ai_generations, text) is
'The options of the pieces of a bundle.';

create function private.nth_platform(business uuid, n integer) returns text
language sql
stable
security definer
set search_path = ''
as $$
    select coalesce(
        (
            select known.names[1 + (n - 1) % cardinality(known.names)]
            from (
                select array_agg(lower(p.name) order by p.place) as names
                from public.businesses as b
                cross join unnest(b.social_platforms) with ordinality as p (name, place)
                where
                    b.id = business
                    and lower(p.name) in (
                        'facebook', 'instagram', 'linkedin', 'pinterest', 'reddit', 'snapchat',
                        'telegram', 'threads', 'tiktok', 'twitter', 'whatsapp', 'x', 'youtube'
                    )
            ) as known
            where cardinality(known.names) > 0
        ),
        'other'
    )
$$;
comment on function private.nth_platform(uuid, integer) is
'The platform of the n-th post of a business: its platforms in turn.';

-- the plan --------------------------------------------------------------------------------

create function private.apply_plan(parent public.ai_generations, plan jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    first_day constant date := private.bundle_start(parent.parameters ->> 'period');
    waiting uuid[];
begin
    update public.content_bundles as b
    set name = left(coalesce(plan ->> 'name', b.name), 255)
    where b.id = parent.content_bundle_id;

    -- A plan with too few topics leaves pieces with the words of the request.
    update public.ai_generations as g
    set
        prompt_text = left(btrim(t.topic), 1000),
        parameters = g.parameters || case g.generation_type
            when 'social_post' then jsonb_build_object('scheduled_for', t.publish_at)
            else '{}'
        end
    from (
        select
            piece.id,
            coalesce(
                nullif(
                    btrim(
                        plan -> (piece.generation_type || 's')
                        -> ((piece.parameters ->> 'place')::integer - 1) ->> 'topic'
                    ),
                    ''
                ),
                left(parent.prompt_text, 1000)
            ) as topic,
            first_day + make_interval(
                hours => 9 + 24 * (
                    private.bundle_days(parent.parameters ->> 'period')
                    * ((piece.parameters ->> 'place')::integer - 1)
                    / greatest((parent.parameters ->> 'social_posts')::integer, 1)
                )
            ) as publish_at
        from public.ai_generations as piece
        where piece.workspace_id = parent.workspace_id and piece.parent_id = parent.id
    ) as t
    where g.id = t.id and g.status = 'pending';

    if parent.tier = 'batch' then
        perform jobs.enqueue(
            'ai.submit_batch',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            dedup_key => parent.id::text
        );
    else
        waiting := array(
            select jobs.enqueue(
                'ai.generate',
                jsonb_build_object('generation_id', piece.id),
                workspace_id => piece.workspace_id,
                dedup_key => piece.id::text
            )
            from public.ai_generations as piece
            where
                piece.workspace_id = parent.workspace_id
                and piece.parent_id = parent.id
                and piece.status = 'pending'
            order by piece.generation_type, piece.id
        );
        perform jobs.enqueue(
            'ai.finish_bundle',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            dedup_key => parent.id::text,
            after => waiting,
            runs_regardless => true
        );
    end if;
end
$$;
comment on function private.apply_plan(public.ai_generations, jsonb) is
'Gives each piece of a bundle its topic, and has them written: by a job each, or in one batch of '
'the provider. A last job joins them.';

create function private.bundle_start(period text) returns date
language sql
immutable
set search_path = ''
as $$
    select make_date(
        left(period, 4)::integer,
        case
            when period ~ 'Q' then 3 * right(period, 1)::integer - 2
            when length(period) = 7 then right(period, 2)::integer
            else 1
        end,
        1
    )
$$;
comment on function private.bundle_start(text) is 'The first day of 2026-12, 2026-Q4 or 2026.';

create function private.bundle_days(period text) returns integer
language sql
immutable
set search_path = ''
as $$
    select (
        (
            private.bundle_start(period)
            + case
                when period ~ 'Q' then interval '3 months'
                when length(period) = 7 then interval '1 month'
                else interval '1 year'
            end
        )::date - private.bundle_start(period)
    )
$$;
comment on function private.bundle_days(text) is 'How many days a period has.';

-- the end ---------------------------------------------------------------------------------

create function private.apply_bundle_end(job jobs.job_queue, result jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    parent public.ai_generations;
    pieces record;
begin
    select * into parent
    from public.ai_generations as g
    where g.id = (job.payload ->> 'generation_id')::uuid
    for update;
    if parent.id is null or parent.status <> 'processing' then
        return;
    end if;
    select
        count(*) as total,
        count(*) filter (where g.status = 'completed') as done,
        count(*) filter (where g.status in ('pending', 'processing')) as going_on,
        min(g.error_message) as reason
    into pieces
    from public.ai_generations as g
    where g.workspace_id = parent.workspace_id and g.parent_id = parent.id;
    if pieces.going_on > 0 then
        -- Somebody had a piece made again meanwhile: look once more when it may be done.
        perform jobs.enqueue(
            'ai.finish_bundle',
            jsonb_build_object('generation_id', parent.id),
            workspace_id => parent.workspace_id,
            run_at => now() + interval '30 seconds'
        );
        return;
    end if;
    perform private.set_ai_origin(
        parent.id, parent.user_id, parent.model_used, parent.prompt_text
    );
    perform private.join_bundle(parent);
    update public.content_bundles as b
    set status = case when pieces.done > 0 then 'ready' else 'draft' end
    where b.id = parent.content_bundle_id;
    update public.ai_generations as g
    set
        status = case when pieces.done > 0 then 'completed' else 'failed' end,
        stage = null,
        progress = 1,
        error_message = case
            when pieces.done < pieces.total then format(
                '%s of %s pieces failed: %s', pieces.total - pieces.done, pieces.total, pieces.reason
            )
        end,
        completed_at = clock_timestamp()
    where g.id = parent.id;
    perform private.set_ai_origin(null, null, null, null);
end
$$;
comment on function private.apply_bundle_end(jobs.job_queue, jsonb) is
'Joins what became of the pieces of a bundle into journeys, and ends its generation.';

create function private.fail_bundle_end(job jobs.job_queue, reason text) returns void
language sql
set search_path = ''
as $$
    select private.apply_bundle_end(fail_bundle_end.job, '{}')
$$;
comment on function private.fail_bundle_end(jobs.job_queue, text) is
'Ends the bundle all the same when its last job fails.';

create function private.join_bundle(parent public.ai_generations) returns void
language plpgsql
set search_path = ''
as $$
declare
    posts uuid[];
    upgrades uuid[];
    sequences uuid[];
begin
    posts := array(
        select g.blog_post_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.blog_post_id is not null
        order by (g.parameters ->> 'place')::integer
    );
    upgrades := array(
        select g.content_upgrade_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.content_upgrade_id is not null
        order by (g.parameters ->> 'place')::integer
    );
    sequences := array(
        select g.email_sequence_id
        from public.ai_generations as g
        where
            g.workspace_id = parent.workspace_id
            and g.parent_id = parent.id
            and g.email_sequence_id is not null
        order by (g.parameters ->> 'place')::integer
    );

    -- social post > blog post > content upgrade > email sequence > blog post; where a kind is
    -- missing, the next one that may follow. What several lead to is shared in turn.
    update public.social_posts as s
    set
        next_blog_post_id = posts[1 + (g.place - 1) % nullif(cardinality(posts), 0)],
        next_content_upgrade_id = case
            when posts = '{}' then upgrades[1 + (g.place - 1) % nullif(cardinality(upgrades), 0)]
        end
    from (
        select g.social_post_id, (g.parameters ->> 'place')::integer as place
        from public.ai_generations as g
        where g.workspace_id = parent.workspace_id and g.parent_id = parent.id
    ) as g
    where s.id = g.social_post_id;

    update public.blog_posts as b
    set
        next_content_upgrade_id = upgrades[1 + (p.place - 1) % nullif(cardinality(upgrades), 0)],
        next_email_sequence_id = case
            when upgrades = '{}' then sequences[1 + (p.place - 1) % nullif(cardinality(sequences), 0)]
        end
    from unnest(posts) with ordinality as p (id, place)
    where b.id = p.id;

    update public.content_upgrades as u
    set
        blog_post_id = posts[1 + (p.place - 1) % nullif(cardinality(posts), 0)],
        next_email_sequence_id = sequences[1 + (p.place - 1) % nullif(cardinality(sequences), 0)]
    from unnest(upgrades) with ordinality as p (id, place)
    where u.id = p.id;

    update public.email_sequences as e
    set next_blog_post_id = posts[1 + p.place % nullif(cardinality(posts), 0)]
    from unnest(sequences) with ordinality as p (id, place)
    where e.id = p.id;
end
$$;
comment on function private.join_bundle(public.ai_generations) is
'Links the pieces of a bundle: each leads to the next step of the journey.';
