-- insights: the numbers in words, by the AI domain and under its budgets.
--
-- security definer:
--   private.request_market_summaries    reserves and enqueues, as private.place_bundle_part does
--   private.keep_market_summary         nobody but workers may write analyses and trends

create function private.place_market_summary(
    workspace uuid, business uuid, wanted_language text, subject jsonb
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
    wanted public.ai_generations;
begin
    perform private.require_ai_on(workspace, null);
    perform private.ensure_credit_budget(workspace);
    perform private.ensure_default_budgets(workspace, null);
    wanted.workspace_id := workspace;
    wanted.business_id := business;
    wanted.generation_type := 'market_summary';
    wanted.prompt_text := case
        when subject ? 'market_trend_id' then case wanted_language
            when 'ar' then 'لخّصوا ما يرتفع وما ينخفض في سوقنا.'
            else 'Sum up what rises and what falls in our market.'
        end
        else case wanted_language
            when 'ar' then 'لخّصوا موقع أسعارنا من أسعار المنافسين.'
            else 'Sum up how our prices stand beside those of our competitors.'
        end
    end;
    wanted.language := wanted_language;
    wanted.tier := 'standard';
    wanted.parameters := subject;
    wanted := private.place_generation(wanted);
    return wanted.id;
end
$$;
comment on function private.place_market_summary(uuid, uuid, text, jsonb) is
'Asks for a summary as request_generation does, for the workspace and nobody in it. Raises PT402, '
'PT422, PT423.';

create function private.request_market_summaries(workspace uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    settings public.market_settings;
    business uuid;
    subject record;
    generation uuid;
    refusal text;
    requested integer := 0;
    refused jsonb := '[]'::jsonb;
begin
    select s.* into settings from public.market_settings as s where s.workspace_id = workspace;
    if not coalesce(settings.writes_summaries, false) then
        return jsonb_build_object('requested', 0, 'refused', refused);
    end if;
    select b.id into business
    from public.businesses as b
    where b.workspace_id = workspace
    order by b.id is distinct from settings.business_id, b.created_at, b.id
    limit 1;
    -- One after the other: each may be the one that there is no room for.
    for subject in
        select newest.id, newest.options
        from (
            (
                select
                    a.id,
                    jsonb_build_object('competitor_analysis_id', a.id) as options,
                    a.summary,
                    a.generation_id,
                    jsonb_array_length(a.analysis -> 'currencies') as said
                from public.competitor_analysis as a
                where
                    a.workspace_id = workspace
                    and a.product_id is null
                    and a.competitor is null
                    and jsonb_typeof(a.analysis -> 'currencies') = 'array'
                order by a.created_at desc
                limit 1
            )
            union all
            (
                select
                    t.id,
                    jsonb_build_object('market_trend_id', t.id),
                    t.summary,
                    t.generation_id,
                    jsonb_array_length(t.trends -> 'found')
                from public.market_trends as t
                where
                    t.workspace_id = workspace
                    and t.category is null
                    and jsonb_typeof(t.trends -> 'found') = 'array'
                order by t.detected_at desc
                limit 1
            )
        ) as newest
        where newest.summary is null and newest.generation_id is null and newest.said > 0
    loop
        generation := null;
        refusal := null;
        begin
            if business is null then
                refusal := 'there is no business profile to write it for';
            else
                generation := private.place_market_summary(
                    workspace, business, settings.language, subject.options
                );
                requested := requested + 1;
            end if;
        exception
            -- The numbers stay, and tomorrow is another day.
            when sqlstate 'PT402' or sqlstate 'PT422' or sqlstate 'PT423' then
                refusal := left(sqlerrm, 1000);
        end;
        update public.competitor_analysis as a
        set generation_id = generation, summary_note = refusal
        where a.workspace_id = workspace and a.id = subject.id;
        update public.market_trends as t
        set generation_id = generation, summary_note = refusal
        where t.workspace_id = workspace and t.id = subject.id;
        if refusal is not null then
            refused := refused || to_jsonb(refusal);
        end if;
    end loop;
    return jsonb_build_object('requested', requested, 'refused', refused);
end
$$;
comment on function private.request_market_summaries(uuid) is 'Body of request_market_summaries.';

create function public.request_market_summaries(workspace uuid) returns jsonb
language sql
set search_path = ''
as $$
    select private.request_market_summaries(request_market_summaries.workspace)
$$;
comment on function public.request_market_summaries(uuid) is
'For the job insights.analyse_market: asks an AI for summaries of the newest analysis of the '
'workspace and of its newest trends, where market_settings wants them, there is something to say '
'and nobody has been asked. Where a budget or a switch is against it, summary_note says so, and it '
'is asked for again by the next analysis. Returns {"requested", "refused"}.';

create function private.keep_market_summary() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    words constant text := case
        when new.status = 'completed' then new.result_data ->> 'summary'
    end;
    note constant text := case new.status
        when 'completed' then null
        when 'cancelled' then 'the summary was cancelled'
        else left('the summary failed: ' || coalesce(new.error_message, 'no reason was given'), 1000)
    end;
begin
    update public.competitor_analysis as a
    set summary = coalesce(words, a.summary), summary_note = note, generation_id = new.id
    where
        a.workspace_id = new.workspace_id
        and a.id::text = new.parameters ->> 'competitor_analysis_id';
    update public.market_trends as t
    set summary = coalesce(words, t.summary), summary_note = note, generation_id = new.id
    where
        t.workspace_id = new.workspace_id
        and t.id::text = new.parameters ->> 'market_trend_id';
    return null;
end
$$;
comment on function private.keep_market_summary() is
'Trigger of ai_generations: a market_summary that has ended becomes the summary of the numbers it '
'is of, or the reason why there is none.';
