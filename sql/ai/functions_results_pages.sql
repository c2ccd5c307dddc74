-- ai: results that are parts of pages, or files. As functions_results.sql.

create function private.keep_component(
    generation public.ai_generations, campaign uuid, draft jsonb, place integer
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
    made uuid;
begin
    insert into public.campaign_components (
        workspace_id, campaign_id, name, component_type, code, css_styles, sort_order,
        ai_generation_metadata
    )
    values (
        generation.workspace_id,
        campaign,
        draft ->> 'name',
        draft ->> 'component_type',
        draft ->> 'code',
        nullif(draft ->> 'css_styles', ''),
        coalesce(
            place,
            (
                select 1 + max(c.sort_order)
                from public.campaign_components as c
                where c.workspace_id = generation.workspace_id and c.campaign_id = campaign
            ),
            0
        ),
        jsonb_build_object(
            'generation_id', generation.id,
            'model', generation.model_used,
            'provider', generation.provider,
            'is_sanitised', true
        )
    )
    returning id into made;
    return made;
end
$$;
comment on function private.keep_component(public.ai_generations, uuid, jsonb, integer) is
'Writes a Component of flywheel.ai.outputs into a campaign; its worker has made sure that the code '
'does nothing. Returns its id.';

create function private.keep_campaign(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    made uuid;
begin
    insert into public.campaigns (
        workspace_id, created_by, business_id, product_id, name, description, type,
        target_audience, goals, channels, status
    )
    values (
        generation.workspace_id,
        generation.user_id,
        generation.business_id,
        generation.product_id,
        draft ->> 'name',
        draft ->> 'description',
        'complete_campaign',
        draft ->> 'target_audience',
        draft -> 'goals',
        draft -> 'channels',
        'draft'
    )
    returning id into made;
    perform private.keep_component(generation, made, part.value, part.place::integer)
    from jsonb_array_elements(draft -> 'components') with ordinality as part (value, place);
    return jsonb_build_object('campaign_id', made);
end
$$;
comment on function private.keep_campaign(public.ai_generations, jsonb) is
'Writes a Campaign of flywheel.ai.outputs with its components, as a draft.';

create function private.keep_enhancement(generation public.ai_generations, draft jsonb)
returns void
language sql
set search_path = ''
as $$
    update public.campaign_components as c
    set
        code = draft ->> 'code',
        css_styles = nullif(draft ->> 'css_styles', ''),
        ai_generation_metadata = c.ai_generation_metadata || jsonb_build_object(
            'generation_id', generation.id,
            'model', generation.model_used,
            'provider', generation.provider,
            'changes', draft -> 'changes',
            'is_sanitised', true
        )
    where c.id = generation.component_id
$$;
comment on function private.keep_enhancement(public.ai_generations, jsonb) is
'Gives a component the better code of an Enhancement; its version grows, the audit trail has the '
'code before.';

create function private.keep_asset(generation public.ai_generations, asset jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    made uuid;
begin
    insert into public.content_assets (
        workspace_id, type, name, file_url, file_size, mime_type, metadata, generated_by,
        generation_prompt, language
    )
    values (
        generation.workspace_id,
        case generation.generation_type when 'voice' then 'audio' else generation.generation_type end,
        left(regexp_replace(generation.prompt_text, '\s+', ' ', 'g'), 200),
        asset ->> 'file_url',
        (asset ->> 'file_size')::bigint,
        asset ->> 'mime_type',
        jsonb_strip_nulls(
            coalesce(asset -> 'details', '{}')
            || jsonb_build_object('generation_id', generation.id, 'model', generation.model_used)
        ),
        generation.provider,
        generation.prompt_text,
        generation.language
    )
    returning id into made;
    return jsonb_build_object('result_asset_id', made);
end
$$;
comment on function private.keep_asset(public.ai_generations, jsonb) is
'Writes the row of a file that is in storage: {file_url, file_size, mime_type, details}.';

create function private.keep_result(generation public.ai_generations, result jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    draft constant jsonb := result -> 'output';
begin
    -- The business was deleted meanwhile: what came out stays in result_data.
    if generation.business_id is null then
        return '{}'::jsonb;
    end if;
    case generation.generation_type
        when 'blog_post' then return private.keep_blog_post(generation, draft);
        when 'social_post' then return private.keep_social_post(generation, draft);
        when 'content_upgrade' then return private.keep_content_upgrade(generation, draft);
        when 'email_sequence' then return private.keep_email_sequence(generation, draft);
        when 'ad_copy', 'video_script', 'text' then return private.keep_content(generation, draft);
        when 'campaign' then return private.keep_campaign(generation, draft);
        when 'component' then
            if generation.campaign_id is not null then
                return jsonb_build_object(
                    'component_id',
                    private.keep_component(generation, generation.campaign_id, draft, null)
                );
            end if;
        when 'enhancement' then perform private.keep_enhancement(generation, draft);
        when 'image', 'video', 'voice' then
            return private.keep_asset(generation, result -> 'asset');
        else null;
    end case;
    return '{}'::jsonb;
end
$$;
comment on function private.keep_result(public.ai_generations, jsonb) is
'Puts what came out into its typed table; returns which column of the generation leads to it. The '
'plan of a bundle has none; analyses are taken over by the domain integrations, summaries of the '
'market by insights.';
