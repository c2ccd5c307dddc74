-- integrations: what a search shows of a text.

create function private.search_marks(words text, query tsquery) returns tsquery
language sql
immutable
set search_path = ''
as $$
    -- The words of a text as they are written there that answer to the query. Each normalises
    -- to one word, so that its place in the list is its position in a tsvector of the list.
    with tokens as (
        select t.token, t.normal, row_number() over () as place
        from (
            select distinct on (token) token, private.search_normalise(token) as normal
            from regexp_split_to_table(
                lower(words), '[^[:alnum:]\u0640\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed]+'
            ) as token
        ) as t
        where t.normal ~ '^[[:alnum:]]+$'
    ),

    parsed as (
        select
            to_tsvector('private.search', string_agg(t.normal, ' ' order by t.place))
            as stemmed,
            to_tsvector('pg_catalog.simple', string_agg(t.normal, ' ' order by t.place))
            as plain
        from tokens as t
    ),

    -- Lexemes of the query without those it excludes; 'run':* stands for all that begin so.
    wanted as (
        select
            replace(m[1], '''''', '''') as lexeme,
            coalesce(m[2], '') like '%*%' as is_prefix
        from regexp_matches(querytree(query), '''((?:[^'']|'''')+)''(:[*A-D]+)?', 'g') as m
    ),

    places as (
        select unnest(l.positions) as place
        from parsed as p
        cross join lateral (
            select u.lexeme, u.positions from unnest(p.stemmed) as u
            union all
            select u.lexeme, u.positions from unnest(p.plain) as u
        ) as l
        where exists (
            select
            from wanted as w
            where l.lexeme = w.lexeme or (w.is_prefix and starts_with(l.lexeme, w.lexeme))
        )
    )

    select string_agg(quote_literal(t.token), ' | ')::tsquery
    from tokens as t
    where t.place in (select p.place from places as p)
$$;
comment on function private.search_marks(text, tsquery) is
'The words of a text that a query means, as they are written there, as a query of the '
'configuration simple: what to highlight in a text that is not normalised. Null if there are none.';

create function private.search_snippet(title text, body text, query tsquery) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    options constant text :=
        'StartSel=<mark>, StopSel=</mark>, MaxWords=30, MinWords=12, ShortWord=0, '
        'MaxFragments=2, FragmentDelimiter=" … "';
    words text;
    snippet text;
begin
    foreach words in array array[body, title] loop
        continue when words is null or words !~ '\S';
        -- Safe to put into a page: <mark> is the only markup.
        words := left(words, 5000);
        words := replace(replace(replace(words, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
        -- Plain ASCII is what normalisation leaves alone, so that the query fits as it is: ten
        -- times as fast. The marks find prefixes beyond a stem, too, and Arabic in any spelling.
        if octet_length(words) = char_length(words) then
            snippet := ts_headline('private.search', words, query, options);
        end if;
        if snippet is null or (snippet not like '%<mark>%' and query::text like '%:*%') then
            snippet := ts_headline(
                'pg_catalog.simple', words, private.search_marks(words, query), options
            );
        end if;
        exit when snippet like '%<mark>%';
        snippet := null;
    end loop;
    if snippet is null then
        -- Found by its keywords: the beginning says what it is.
        words := left(coalesce(nullif(btrim(body), ''), title), 200);
        snippet := replace(replace(replace(words, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
    end if;
    return snippet;
end
$$;
comment on function private.search_snippet(text, text, tsquery) is
'The part of a body, or else the title, that answers a query, as HTML in which <mark> is the only '
'markup.';
