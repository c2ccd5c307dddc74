-- integrations: one search over everything. It stands in the last domain because it reads
-- tables of many.
--
-- Finding and showing are two steps. Row level security is a barrier that no full-text
-- operator may be pushed through (they are not leakproof), so that a policy would turn each
-- search into a scan of the workspace: 1M rows. Finding therefore runs as the owner of the
-- tables and hands out ids of the caller's workspaces; showing reads these ids with the
-- caller's rights, under the policies.
--
-- security definer, and why:
--   private.find_in_workspaces   the step above; it asks for the caller's workspaces itself
--   private.find_rows            its body: called by it alone
--   private.complete_query, private.correct_query   read private.search_words, which is closed

create function private.search_kinds()
returns table (kind text, family text, relation regclass)
language sql
stable
set search_path = ''
as $$
    values
    ('product', 'product', 'public.products'::regclass),
    ('campaign', 'campaign', 'public.campaigns'::regclass),
    ('campaign_component', 'component', 'public.campaign_components'::regclass),
    ('library_component', 'component', 'public.component_library'::regclass),
    ('ad', 'ad', 'public.ads'::regclass),
    ('content_bundle', 'content', 'public.content_bundles'::regclass),
    ('blog_post', 'content', 'public.blog_posts'::regclass),
    ('social_post', 'content', 'public.social_posts'::regclass),
    ('content_upgrade', 'content', 'public.content_upgrades'::regclass),
    ('email_sequence', 'content', 'public.email_sequences'::regclass),
    ('email', 'content', 'public.emails'::regclass),
    ('other_content', 'content', 'public.contents'::regclass),
    ('content_asset', 'content', 'public.content_assets'::regclass),
    ('content_template', 'content', 'public.content_templates'::regclass)
$$;
comment on function private.search_kinds() is
'What search_workspace looks through. A search names kinds or whole families.';

create function private.chosen_kinds(kinds text[]) returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
    unknown text;
begin
    select name into unknown
    from unnest(kinds) as name
    where name not in (
        select k.kind from private.search_kinds() as k
        union all
        select k.family from private.search_kinds() as k
    );
    if unknown is not null then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a kind that can be searched', unknown),
            hint = format('Use some of: %s.', (
                select string_agg(distinct name, ', ')
                from private.search_kinds() as k
                cross join unnest(array[k.kind, k.family]) as name
            ));
    end if;
    return array(
        select k.kind
        from private.search_kinds() as k
        where coalesce(cardinality(kinds), 0) = 0
            or k.kind = any (kinds)
            or k.family = any (kinds)
    );
end
$$;
comment on function private.chosen_kinds(text[]) is
'The kinds that a search names by kind or family; all if it names none. Raises PT422.';

create function private.search_page_size(wanted integer) returns integer
language plpgsql
immutable
set search_path = ''
as $$
begin
    if wanted is null or wanted not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = format('a page of %s results is not possible', coalesce(wanted::text, 'null')),
            hint = 'Ask for 1 to 100 at a time, and go on with next_cursor.';
    end if;
    return wanted;
end
$$;
comment on function private.search_page_size(integer) is
'The number of results asked for. Raises PT422 unless it is from 1 to 100.';

create function private.read_search_cursor(cursor text)
returns table (rank real, at timestamptz, kind text, id uuid)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select
        case when parts[1] ~ '^-?[0-9.]+(e-?[0-9]+)?$' then parts[1]::real end,
        case when parts[1] !~ '^-?[0-9.]+(e-?[0-9]+)?$' then parts[1]::timestamptz end,
        parts[2],
        parts[3]::uuid
    from string_to_array(cursor, '/') as parts
    where cardinality(parts) = 3;
    if not found and cursor is not null then
        raise invalid_parameter_value;
    end if;
exception
    when invalid_parameter_value or data_exception then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a cursor of a search', left(cursor, 100)),
            hint = 'Pass next_cursor of the last result as it is, or null for the first page.';
end
$$;
comment on function private.read_search_cursor(text) is
'Where a page of results ended: rank, or time of a list, and kind and id. No row for null. '
'Raises PT422.';

create function private.correct_query(words text, workspaces uuid[]) returns tsquery
language plpgsql
stable
security definer
set search_path = ''
set client_min_messages = error
as $$
declare
    normal constant text := private.search_normalise(btrim(words));
    -- A setting of the function needs pg_trgm loaded beforehand; show_limit loads it.
    threshold constant text := extensions.show_limit()::text;
    token text;
    meant tsquery;
    corrected tsquery := ''::tsquery;
begin
    -- Who writes operators means each word as it stands.
    if normal ~ '"|(^|\s)or(\s|$)' then
        return ''::tsquery;
    end if;
    perform set_config('pg_trgm.similarity_threshold', '0.25', true);
    for token in
        select t
        from regexp_split_to_table(normal, '[^[:alnum:]-]+') as t
        where t <> ''
        limit 8
    loop
        if token like '-%' then
            corrected := corrected && !!plainto_tsquery('private.search', token);
            continue;
        end if;
        if numnode(to_tsquery('private.search', quote_literal(token))) = 0 then
            continue;
        end if;
        -- As it is written, stemmed and unstemmed.
        meant := to_tsquery('private.search', quote_literal(token)) || quote_literal(token)::tsquery;
        if length(token) >= 3 then
            -- A custom plan each time: how many words a workspace has decides about the index.
            execute
                'select coalesce(string_agg(quote_literal(s.word), '' | ''), '''') '
                'from ('
                '    select w.word'
                '    from private.search_words as w'
                '    where w.workspace_id = any ($1) and w.word operator(extensions.%) $2'
                '    group by w.word'
                '    order by extensions.similarity(w.word, $2) desc, w.word'
                '    limit 4'
                ') as s'
            into token
            using workspaces, token;
            meant := meant || token::tsquery;
        end if;
        corrected := corrected && meant;
    end loop;
    perform set_config('pg_trgm.similarity_threshold', threshold, true);
    return corrected;
end
$$;
comment on function private.correct_query(text, uuid[]) is
'The query that someone may have meant: each word, or one of the four words of these workspaces '
'that are most like it. Empty for a query with phrases or alternatives.';

create function private.complete_query(written tsquery, workspaces uuid[]) returns tsquery
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    prefix constant text := substring(written::text from '''([^'']+)'':\*');
    completions text;
begin
    if prefix is null then
        return written;
    end if;
    -- Among other words, GIN collects every row of a prefix before it looks at the others
    -- (45 ms for 150,000 rows); rows of whole words are skipped (6 ms).
    execute
        'select string_agg(quote_literal(s.word), '' | '') '
        'from ('
        '    select w.word'
        '    from private.search_words as w'
        '    where w.workspace_id = any ($1) and w.word like $2'
        '    group by w.word'
        '    order by length(w.word), w.word'
        '    limit 200'
        ') as s'
    into completions
    using workspaces, prefix || '%';
    return regexp_replace(
        written::text, '''[^'']+'':\*', coalesce('( ' || completions || ' )', quote_literal(prefix))
    )::tsquery;
end
$$;
comment on function private.complete_query(tsquery, uuid[]) is
'The query with its prefix replaced by the words of these workspaces that begin so, at most the '
'200 shortest.';

create function private.find_rows(
    words text, kinds text[], workspaces uuid[], most integer, cursor text
)
returns table (kind text, id uuid, rank real, matched tsquery)
language plpgsql
stable
security definer
rows 20
set search_path = ''
set client_min_messages = error
set work_mem = '32MB'
set jit = off
set max_parallel_workers_per_gather = 0
-- Common words are then read newest first, all others from the GIN index: comparing a document
-- costs more than the planner thinks, a page that is in memory less.
set enable_seqscan = off
set cpu_operator_cost = 0.02
set random_page_cost = 1.1
as $$
declare
    exact constant tsquery := private.search_query(words);
    -- What is ranked: at most 400 rows a kind. Fetching and ranking costs 10 µs a row, wherever
    -- it lies, and a word that is in 10,000 products says little about any of them.
    hits constant text := (
        select string_agg(
            format(
                'select %L as kind, c.id, ts_rank(c.search_vector, %%1$L::tsquery, 1) as rank '
                'from ('
                '    select t.id, t.search_vector from %s as t '
                '    where t.workspace_id = any (%L::uuid[]) '
                '        and t.search_vector @@ %%2$L::tsquery %%3$s '
                '    limit 400'
                ') as c',
                k.kind, k.relation, workspaces
            ),
            ' union all '
        )
        from private.search_kinds() as k
        where k.kind = any (kinds)
    );
    -- What is left behind the cursor, the best first.
    page constant text :=
        'select h.kind, h.id, h.rank, %1$L::tsquery '
        'from (select f.kind, f.id, (f.rank + %4$s)::real as rank from (%2$s) as f) as h '
        'where not exists (select from private.read_search_cursor(%3$L)) '
        '    or (-h.rank, h.kind, h.id) > ('
        '        select -c.rank, c.kind, c.id from private.read_search_cursor(%3$L) as c'
        '    ) '
        'order by h.rank desc, h.kind, h.id limit %5$s';
    completed tsquery;
    corrected tsquery;
    found_rows integer := 0;
    enough boolean := false;
begin
    -- A cursor that is none is an error, whether there are hits or not.
    perform private.read_search_cursor(cursor);
    -- A query of exclusions alone would find nearly everything: it finds nothing.
    if querytree(exact) not in ('', 'T') then
        completed := private.complete_query(exact, workspaces);
        return query execute format(
            page, exact, format(hits, exact, completed, ''), cursor, 0, most
        );
        get diagnostics found_rows = row_count;
        if found_rows < most then
            execute format(
                'select count(*) >= 5 from (%s limit 5) as h', format(hits, exact, completed, '')
            )
            into enough;
        end if;
    end if;
    if found_rows = most or enough then
        return;
    end if;
    corrected := private.correct_query(words, workspaces);
    if querytree(corrected) not in ('', 'T') then
        -- Ranks below 0, behind whatever was found as it was written.
        return query execute format(
            page,
            corrected,
            format(
                hits,
                corrected,
                corrected,
                format('and not t.search_vector @@ %L::tsquery', coalesce(completed, ''))
            ),
            cursor,
            -1,
            most - found_rows
        );
    end if;
end
$$;
comment on function private.find_rows(text, text[], uuid[], integer, text) is
'Ids of what matches in these workspaces, the best first, after the cursor. Where fewer than five '
'rows match as written, misspelt words are corrected; those hits follow with ranks below 0.';

create function private.search_workspaces(workspace uuid) returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    if workspace is not null then
        perform private.require_role(workspace, 'viewer');
        return array[workspace];
    elsif private.is_service() then
        raise exception using
            errcode = 'PT422',
            message = 'the service key belongs to no workspace',
            hint = 'Name the workspace to search.';
    end if;
    return array(select private.workspace_ids('viewer'));
end
$$;
comment on function private.search_workspaces(uuid) is
'The workspaces to search: the one named, or all of the caller. Raises PT404 for one that the '
'caller cannot see, PT422 if the service key names none.';

create function private.find_in_workspaces(
    words text, kinds text[], most integer, cursor text, workspace uuid
)
returns table (kind text, id uuid, rank real, matched tsquery)
language sql
stable
security definer
rows 20
set search_path = ''
as $$
    select f.kind, f.id, f.rank, f.matched
    from private.find_rows(
        words,
        private.chosen_kinds(kinds),
        private.search_workspaces(workspace),
        private.search_page_size(most),
        cursor
    ) as f
$$;
comment on function private.find_in_workspaces(text, text[], integer, text, uuid) is
'find_rows for the workspaces of the caller.';
