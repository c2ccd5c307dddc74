-- integrations: what search_workspace shows, read with the caller's rights.

create function private.search_workspace(
    words text, wanted text[], most integer, after_cursor text, workspace uuid
)
returns table (
    kind text,
    id uuid,
    workspace_id uuid,
    title text,
    snippet text,
    rank real,
    updated_at timestamptz,
    next_cursor text
)
language plpgsql
stable
rows 20
set search_path = ''
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select
        hit.kind,
        hit.id,
        shown.workspace_id,
        shown.title,
        private.search_snippet(shown.title, shown.body, hit.matched),
        hit.rank,
        shown.updated_at,
        concat_ws('/', hit.rank, hit.kind, hit.id)
    from private.find_in_workspaces(words, wanted, most, after_cursor, workspace) as hit
    cross join lateral (
        select
            t.workspace_id,
            t.name as title,
            concat_ws(' · ', t.description, t.category, private.search_list(t.tags)) as body,
            t.updated_at
        from public.products as t
        where hit.kind = 'product' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            concat_ws(
                ' · ', t.description, t.target_audience, t.target_segment, t.business_type
            ) as body,
            t.updated_at
        from public.campaigns as t
        where hit.kind = 'campaign' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.component_type as body,
            t.updated_at
        from public.campaign_components as t
        where hit.kind = 'campaign_component' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            concat_ws(' · ', t.description, t.category, private.search_list(t.tags)) as body,
            t.updated_at
        from public.component_library as t
        where hit.kind = 'library_component' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            (
                select string_agg(v.value, ' · ')
                from jsonb_each_text(t.creative_data) as v
            ) as body,
            t.updated_at
        from public.ads as t
        where hit.kind = 'ad' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.time_period as body,
            t.updated_at
        from public.content_bundles as t
        where hit.kind = 'content_bundle' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.title as title,
            t.content as body,
            t.updated_at
        from public.blog_posts as t
        where hit.kind = 'blog_post' and t.id = hit.id
        union all
        select
            t.workspace_id,
            left(t.content, 100) as title,
            t.content as body,
            t.updated_at
        from public.social_posts as t
        where hit.kind = 'social_post' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.title as title,
            concat_ws(' · ', t.description, t.content) as body,
            t.updated_at
        from public.content_upgrades as t
        where hit.kind = 'content_upgrade' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.description as body,
            t.updated_at
        from public.email_sequences as t
        where hit.kind = 'email_sequence' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.subject_line as title,
            t.content as body,
            t.updated_at
        from public.emails as t
        where hit.kind = 'email' and t.id = hit.id
        union all
        select
            t.workspace_id,
            coalesce(t.title, left(t.body, 100)) as title,
            t.body as body,
            t.updated_at
        from public.contents as t
        where hit.kind = 'other_content' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.generation_prompt as body,
            t.updated_at
        from public.content_assets as t
        where hit.kind = 'content_asset' and t.id = hit.id
        union all
        select
            t.workspace_id,
            t.name as title,
            t.type as body,
            t.updated_at
        from public.content_templates as t
        where hit.kind = 'content_template' and t.id = hit.id
    ) as shown
    order by hit.rank desc, hit.kind, hit.id;
end
$$;
comment on function private.search_workspace(text, text[], integer, text, uuid) is
'Body of public.search_workspace, with the rights of the caller. In plpgsql because it keeps its '
'plan for the session: planning fourteen tables with their policies takes as long as the search.';

create function public.search_workspace(
    query text,
    kinds text[] default null,
    "limit" integer default 20,
    cursor text default null,
    workspace uuid default null
)
returns table (
    kind text,
    id uuid,
    workspace_id uuid,
    title text,
    snippet text,
    rank real,
    updated_at timestamptz,
    next_cursor text
)
language sql
stable
rows 20
set search_path = ''
as $$
    select s.*
    from private.search_workspace(query, kinds, "limit", cursor, workspace) as s
$$;
comment on function public.search_workspace(text, text[], integer, text, uuid) is
'Searches products, campaigns, components, content and ads of the caller''s workspaces, or of one: '
'words in English or Arabic, the last one also as a prefix, "a phrase", or, -not; misspelt words '
'are corrected where few rows match, and then rank below 0. kinds are kinds or families: product, '
'campaign, component, content, ad. snippet is HTML in which <mark> is the only markup. next_cursor '
'of the last row leads to the next page. Raises PT422 for a kind, limit or cursor that does not '
'exist, PT404 for a workspace that is not the caller''s. For viewers.';
