-- How text becomes searchable, and how what people type becomes a query. Documents and
-- queries pass through the same normalisation, so they meet in the same words.

create function private.search_normalise(words text) returns text
language sql
immutable
parallel safe
as $$
    select regexp_replace(
        lower(
            case
                when octet_length(words) = char_length(words) then words
                -- Compatibility decomposition separates accents, harakat and the hamza of
                -- أ إ ؤ ئ from their letters; what was separated is dropped, tatweel too.
                else translate(
                    regexp_replace(
                        normalize(words, nfkd),
                        '[\u0300-\u036f\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f]',
                        '',
                        'g'
                    ),
                    'ٱىیةک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
                    'اييهك01234567890123456789'
                )
            end
        ),
        -- t-shirt, a@b.com and 10/2 are looked up by their parts.
        '([[:alnum:]])[-_/.@:+]+(?=[[:alnum:]])', '\1 ', 'g'
    )
$$;
comment on function private.search_normalise(text) is
'Text as search compares it: lower case without accents; Arabic without tatweel and harakat, '
'one alef, one ya, ha for ta marbuta, ASCII digits; compounds split into words.';

create function private.search_document(title text, body text, extra text) returns tsvector
language sql
immutable
parallel safe
as $$
    -- Titles and keywords are kept unstemmed too: a prefix such as "runni" finds "running",
    -- whose stem is "run".
    select
        setweight(
            to_tsvector('private.search', private.search_normalise(coalesce(title, ''))), 'A'
        )
        || setweight(
            to_tsvector('pg_catalog.simple', private.search_normalise(coalesce(title, ''))), 'A'
        )
        || setweight(
            to_tsvector('private.search', private.search_normalise(coalesce(extra, ''))), 'B'
        )
        || setweight(
            to_tsvector('pg_catalog.simple', private.search_normalise(coalesce(extra, ''))), 'B'
        )
        || setweight(
            -- A tsvector holds at most 1 MB.
            to_tsvector('private.search', private.search_normalise(left(coalesce(body, ''), 100000))),
            'C'
        )
$$;
comment on function private.search_document(text, text, text) is
'Search vector of a row, for a generated column: title counts most, then extra (keywords, '
'category), then the first 100,000 characters of the body.';

create function private.search_list(items text[]) returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return array_to_string(items, ' ');
end
$$;
comment on function private.search_list(text[]) is
'The items of a list as one text, for search_document in a generated column.';

create function private.search_query(words text) returns tsquery
language plpgsql
immutable
parallel safe
set search_path = ''
-- Stop words are no news to whoever searches.
set client_min_messages = error
as $$
declare
    normal constant text := private.search_normalise(btrim(words));
    parsed constant tsquery := websearch_to_tsquery('private.search', normal);
    -- The word being typed: the last one, unless it is in quotes, excluded or an operator.
    prefix constant text := case
        when normal ~ '(^|\s)[[:alnum:]]{2,}$'
            and length(replace(normal, '"', '')) % 2 = length(normal) % 2
            then nullif(substring(normal from '[[:alnum:]]+$'), 'or')
    end;
begin
    if prefix is null then
        return parsed;
    elsif numnode(to_tsquery('private.search', prefix)) > 0 then
        -- The parsed query ends with this word's lexeme. Only there the prefix is added, so
        -- that "a or b c" keeps its precedence.
        return regexp_replace(
            parsed::text, '(''[^'']*'')$', format('( \1 | %L:* )', prefix)
        )::tsquery;
    elsif numnode(parsed) = 0 then
        return format('%L:*', prefix)::tsquery;
    else
        -- A stop word behind others says nothing, as anywhere in the query.
        return parsed;
    end if;
end
$$;
comment on function private.search_query(text) is
'What people type as a query: "a phrase", or, -not; the last word also as a prefix. Never '
'fails; nothing to look for gives an empty query.';
