-- ai: where what came out goes: one function for each kind of result. All run as service_role, in
-- the transaction that completes the job.

-- addresses -------------------------------------------------------------------------------

create function private.url_slug(words text) returns text
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        nullif(left(btrim(regexp_replace(lower(words), '[^[:alnum:]]+', '-', 'g'), '-'), 60), ''),
        'untitled'
    )
$$;
comment on function private.url_slug(text) is
'Words as part of an address: letters, digits, hyphens.';

create function private.link_target(generation public.ai_generations) returns text
language sql
stable
set search_path = ''
as $$
    select coalesce(
        generation.parameters ->> 'cta_url',
        (
            select b.website
            from public.businesses as b
            where
                b.id = generation.business_id
                and private.url_fault(b.website) is null
                -- With its tags it must fit into managed_urls.
                and char_length(b.website) <= 1500
        )
    )
$$;
comment on function private.link_target(public.ai_generations) is
'Where the call to action leads: the address that was given, or the business''s website.';

create function private.tags_of(generation public.ai_generations, source text, medium text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'utm_source', source,
        'utm_medium', medium,
        'utm_campaign', private.url_slug(coalesce(
            (select c.name from public.campaigns as c where c.id = generation.campaign_id),
            (select b.name from public.content_bundles as b where b.id = generation.content_bundle_id),
            (select b.name from public.businesses as b where b.id = generation.business_id)
        )),
        'utm_content', left(generation.id::text, 8)
    )
$$;
comment on function private.tags_of(public.ai_generations, text, text) is
'The UTM parameters of what a generation made; utm_content tells one piece from another.';

-- texts -----------------------------------------------------------------------------------

create function private.keep_blog_post(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    tags constant jsonb := private.tags_of(generation, 'blog', 'content');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.blog_posts (
        workspace_id, business_id, bundle_id, product_id, title, content, language,
        meta_description, keywords, estimated_reading_time, primary_cta, cta_text, cta_url
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        generation.product_id,
        draft ->> 'title',
        draft ->> 'content',
        generation.language,
        draft ->> 'meta_description',
        array(select jsonb_array_elements_text(coalesce(draft -> 'keywords', '[]'))),
        private.reading_time(draft ->> 'content'),
        draft ->> 'primary_cta',
        draft ->> 'primary_cta',
        target
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, blog_post_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('blog_post_id', made);
end
$$;
comment on function private.keep_blog_post(public.ai_generations, jsonb) is
'Writes a BlogPost of flywheel.ai.outputs.';

create function private.keep_social_post(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    platform constant text := generation.parameters ->> 'platform';
    tags constant jsonb := private.tags_of(generation, platform, 'social');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.social_posts (
        workspace_id, business_id, bundle_id, product_id, platform, content, post_type, language,
        media_prompts, hashtags, cta_text, cta_url, scheduled_for
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        generation.product_id,
        platform,
        draft ->> 'content',
        draft ->> 'post_type',
        generation.language,
        array(select jsonb_array_elements_text(coalesce(draft -> 'media_prompts', '[]'))),
        array(
            select ltrim(tag, '#')
            from jsonb_array_elements_text(coalesce(draft -> 'hashtags', '[]')) as tag
        ),
        draft ->> 'cta_text',
        target,
        (generation.parameters ->> 'scheduled_for')::timestamptz
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, social_post_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('social_post_id', made);
end
$$;
comment on function private.keep_social_post(public.ai_generations, jsonb) is
'Writes a SocialPost of flywheel.ai.outputs, as a draft; in a bundle with the time to publish it.';

create function private.keep_content_upgrade(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    tags constant jsonb := private.tags_of(generation, 'lead-magnet', 'content');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.content_upgrades (
        workspace_id, business_id, title, type, description, content, language, cta_text, cta_url
    )
    values (
        generation.workspace_id,
        generation.business_id,
        draft ->> 'title',
        coalesce(generation.parameters ->> 'upgrade_type', 'guide'),
        draft ->> 'description',
        draft ->> 'content',
        generation.language,
        draft ->> 'cta_text',
        target
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (
            workspace_id, business_id, content_upgrade_id, url, utm_params
        )
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('content_upgrade_id', made);
end
$$;
comment on function private.keep_content_upgrade(public.ai_generations, jsonb) is
'Writes a ContentUpgrade of flywheel.ai.outputs.';

create function private.keep_email_sequence(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    tags constant jsonb := private.tags_of(generation, 'newsletter', 'email');
    target constant text := private.tagged_url(private.link_target(generation), tags);
    made uuid;
begin
    insert into public.email_sequences (
        workspace_id, business_id, bundle_id, name, description, sequence_goal
    )
    values (
        generation.workspace_id,
        generation.business_id,
        generation.content_bundle_id,
        draft ->> 'name',
        draft ->> 'description',
        coalesce(generation.parameters ->> 'sequence_goal', 'nurture')
    )
    returning id into made;
    insert into public.emails (
        workspace_id, sequence_id, subject_line, content, sequence_position, delay_days
    )
    select
        generation.workspace_id,
        made,
        mail.value ->> 'subject_line',
        mail.value ->> 'content',
        mail.place,
        (mail.value ->> 'delay_days')::integer
    from jsonb_array_elements(draft -> 'emails') with ordinality as mail (value, place);
    if target is not null then
        insert into public.managed_urls (
            workspace_id, business_id, email_sequence_id, url, utm_params
        )
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('email_sequence_id', made);
end
$$;
comment on function private.keep_email_sequence(public.ai_generations, jsonb) is
'Writes an EmailSequence of flywheel.ai.outputs with its e-mails.';

create function private.keep_content(generation public.ai_generations, draft jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    tags constant jsonb := private.tags_of(
        generation,
        coalesce(generation.parameters ->> 'platform', 'content'),
        case generation.generation_type when 'ad_copy' then 'paid' else 'content' end
    );
    target constant text := case
        when generation.generation_type <> 'text'
            then private.tagged_url(private.link_target(generation), tags)
    end;
    made uuid;
begin
    insert into public.contents (
        workspace_id, created_by, business_id, campaign_id, product_id, type, platform, title,
        body, language, metadata
    )
    values (
        generation.workspace_id,
        generation.user_id,
        generation.business_id,
        generation.campaign_id,
        generation.product_id,
        case generation.generation_type when 'text' then 'other' else generation.generation_type end,
        generation.parameters ->> 'platform',
        left(coalesce(draft ->> 'title', draft -> 'headlines' ->> 0), 500),
        private.content_body(generation.generation_type, draft),
        generation.language,
        jsonb_strip_nulls(
            draft - '{title,content}'::text[] || jsonb_build_object('cta_url', target)
        )
    )
    returning id into made;
    if target is not null then
        insert into public.managed_urls (workspace_id, business_id, content_id, url, utm_params)
        values (generation.workspace_id, generation.business_id, made, target, tags);
    end if;
    return jsonb_build_object('content_id', made);
end
$$;
comment on function private.keep_content(public.ai_generations, jsonb) is
'Writes AdCopy, VideoScript or Text of flywheel.ai.outputs: the text for people in body, its parts '
'for programs in metadata.';

create function private.content_body(kind text, draft jsonb) returns text
language sql
immutable
set search_path = ''
as $$
    select case kind
        when 'text' then draft ->> 'content'
        when 'ad_copy' then (
            select string_agg(line.value, E'\n\n' order by line.part, line.place)
            from (
                select 1 as part, h.place, h.value
                from jsonb_array_elements_text(draft -> 'headlines') with ordinality as h (value, place)
                union all
                select 2, t.place, t.value
                from
                    jsonb_array_elements_text(draft -> 'primary_texts')
                    with ordinality as t (value, place)
                union all
                select 3, d.place, d.value
                from
                    jsonb_array_elements_text(draft -> 'descriptions')
                    with ordinality as d (value, place)
            ) as line
        )
        else (
            select string_agg(
                format(
                    E'## %s (%s s)\n\n%s\n\n%s',
                    scene.place,
                    scene.value ->> 'seconds',
                    scene.value ->> 'visuals',
                    concat_ws(
                        E'\n\n',
                        nullif(scene.value ->> 'voiceover', ''),
                        nullif(scene.value ->> 'on_screen_text', '')
                    )
                ),
                E'\n\n' order by scene.place
            )
            from jsonb_array_elements(draft -> 'scenes') with ordinality as scene (value, place)
        )
    end
$$;
comment on function private.content_body(text, jsonb) is
'The parts of an ad or of a script as one text.';
