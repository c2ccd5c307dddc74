-- integrations: the marketplace, open to everybody who is signed in.
--
-- security definer, and why:
--   private.search_marketplace   lists items of other workspaces without their code, which the
--                                policy of component_library keeps to them if it has a price

create function private.find_components(
    words text, of_category text, of_type text, most integer, cursor text
)
returns table (id uuid, rank real, next_cursor text)
language plpgsql
stable
rows 20
set search_path = ''
set jit = off
as $$
declare
    exact constant tsquery := private.search_query(coalesce(words, ''));
    normal constant text := private.search_normalise(btrim(coalesce(words, '')));
    place record;
begin
    select c.rank, c.at, c.id into place from private.read_search_cursor(cursor) as c;
    if normal = '' then
        return query
        select c.id, null::real, concat_ws('/', c.created_at, 'library_component', c.id)
        from public.component_library as c
        where (c.is_public or c.is_marketplace_item)
            and (of_category is null or c.category = of_category)
            and (of_type is null or c.component_type = of_type)
            and (place.at is null or (c.created_at, c.id) < (place.at, place.id))
        order by c.created_at desc, c.id desc
        limit most;
        return;
    end if;
    -- A setting of the function needs pg_trgm loaded beforehand; show_limit loads it.
    perform extensions.show_limit();
    perform set_config('pg_trgm.word_similarity_threshold', '0.4', true);
    return query
    with shared as not materialized (
        select c.*
        from public.component_library as c
        where (c.is_public or c.is_marketplace_item)
            and (of_category is null or c.category = of_category)
            and (of_type is null or c.component_type = of_type)
    ),

    written as materialized (
        select s.id, ts_rank(s.search_vector, exact, 1) as rank
        from shared as s
        where querytree(exact) not in ('', 'T') and s.search_vector @@ exact
        limit 2000
    ),

    -- Where little is written so, what is named alike; with ranks below 0.
    meant as (
        select
            s.id,
            (
                extensions.word_similarity(normal, private.search_normalise(s.name)) - 1.001
            )::real as rank
        from shared as s
        where normal operator(extensions.<%) private.search_normalise(s.name)
            and not coalesce(s.search_vector @@ exact, false)
            and (select count(*) < 5 from written as w)
        limit 2000
    )

    select f.id, f.rank, concat_ws('/', f.rank, 'library_component', f.id)
    from (
        select w.id, w.rank from written as w
        union all
        select m.id, m.rank from meant as m
    ) as f
    where place.rank is null or (-f.rank, f.id) > (-place.rank, place.id)
    order by f.rank desc, f.id
    limit most;
    perform set_config('pg_trgm.word_similarity_threshold', '0.6', true);
end
$$;
comment on function private.find_components(text, text, text, integer, text) is
'Ids of shared components that match, the best first, or the newest first without words; after '
'the cursor.';

create function private.search_marketplace(
    words text, of_category text, of_type text, most integer, cursor text
)
returns table (
    id uuid,
    name text,
    description text,
    category text,
    tags text[],
    component_type text,
    preview_image_url text,
    price numeric,
    currency text,
    is_marketplace_item boolean,
    likes bigint,
    downloads bigint,
    snippet text,
    rank real,
    created_at timestamptz,
    next_cursor text
)
language sql
stable
security definer
rows 20
set search_path = ''
as $$
    select
        c.id,
        c.name,
        c.description,
        c.category,
        c.tags,
        c.component_type,
        c.preview_image_url,
        c.price,
        c.currency,
        c.is_marketplace_item,
        private.tallied(c.id, 'likes'),
        private.tallied(c.id, 'downloads'),
        private.search_snippet(
            c.name, c.description, private.search_query(coalesce(words, ''))
        ),
        f.rank,
        c.created_at,
        f.next_cursor
    from private.find_components(
        words, of_category, of_type, private.search_page_size(most), cursor
    ) with ordinality as f (id, rank, next_cursor, place)
    join public.component_library as c on c.id = f.id
    order by f.place
$$;
comment on function private.search_marketplace(text, text, text, integer, text) is
'Body of public.search_marketplace.';

create function public.search_marketplace(
    query text default null,
    of_category text default null,
    of_type text default null,
    "limit" integer default 20,
    cursor text default null
)
returns table (
    id uuid,
    name text,
    description text,
    category text,
    tags text[],
    component_type text,
    preview_image_url text,
    price numeric,
    currency text,
    is_marketplace_item boolean,
    likes bigint,
    downloads bigint,
    snippet text,
    rank real,
    created_at timestamptz,
    next_cursor text
)
language sql
stable
rows 20
set search_path = ''
as $$
    select m.*
    from private.search_marketplace(query, of_category, of_type, "limit", cursor) as m
$$;
comment on function public.search_marketplace(text, text, text, integer, text) is
'Searches the components that are public or on the marketplace, of all workspaces; without a '
'query, the newest first. The code is not in it: download_component brings it. Raises PT422 for a '
'limit or cursor that is not one. For everybody who is signed in.';
