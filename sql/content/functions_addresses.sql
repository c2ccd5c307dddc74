-- content: addresses of the web, taken apart and put together.

create function private.url_encoded(part text) returns text
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        string_agg(
            case
                when c.byte between 48 and 57 or c.byte between 65 and 90
                    or c.byte between 97 and 122 or c.byte in (45, 46, 95, 126)
                    then chr(c.byte)
                else '%' || upper(lpad(to_hex(c.byte), 2, '0'))
            end,
            '' order by c.place
        ),
        ''
    )
    from (
        select get_byte(bytes.value, n) as byte, n as place
        from (select convert_to(part, 'UTF8') as value) as bytes
        cross join generate_series(0, octet_length(bytes.value) - 1) as n
    ) as c
$$;
comment on function private.url_encoded(text) is
'Percent-encoding of a part of an address (RFC 3986).';

create function private.url_decoded(part text) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if part !~ '[%+]' then
        return part;
    end if;
    return convert_from(
        (
            select string_agg(
                case
                    when piece.found [1] is not null then decode(piece.found [1], 'hex')
                    else convert_to(replace(piece.found [2], '+', ' '), 'UTF8')
                end,
                ''::bytea order by piece.place
            )
            from regexp_matches(part, '%([0-9a-fA-F]{2})|([^%]+|%)', 'g')
            with ordinality as piece (found, place)
        ),
        'UTF8'
    );
exception when character_not_in_repertoire or untranslatable_character then
    return part;
end
$$;
comment on function private.url_decoded(text) is
'A name or value of a query as it was before its encoding; what is no UTF-8 stays encoded.';

create function private.tagged_url(address text, utm jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    base constant text := split_part(address, '#', 1);
    path constant text := split_part(base, '?', 1);
    wanted constant jsonb := (
        select coalesce(jsonb_object_agg(t.key, t.value), '{}')
        from jsonb_each_text(utm) as t (key, value)
        where t.value <> ''
    );
    kept text;
    tags text;
begin
    if wanted = '{}' then
        return address;
    end if;
    select string_agg(p.part, '&' order by p.place) into kept
    from unnest(string_to_array(substr(base, char_length(path) + 2), '&'))
    with ordinality as p (part, place)
    where p.part <> '' and not wanted ? private.url_decoded(split_part(p.part, '=', 1));
    select
        string_agg(
            private.url_encoded(t.key) || '=' || private.url_encoded(t.value), '&'
            order by
                array_position(
                    '{utm_source,utm_medium,utm_campaign,utm_term,utm_content}', t.key
                ),
                t.key
        )
    into tags
    from jsonb_each_text(wanted) as t (key, value);
    return path || '?' || concat_ws('&', kept, tags) || substr(address, char_length(base) + 1);
end
$$;
comment on function private.tagged_url(text, jsonb) is
'An address with UTM parameters at the end of its query. They replace those of the same name; '
'other parameters and the fragment stay as they are. Empty ones are left out.';

create function private.utm_value(name text, given text) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    tidy constant text := nullif(btrim(regexp_replace(given, '\s+', ' ', 'g')), '');
begin
    if tidy ~ '[[:cntrl:]]' or char_length(tidy) > 255 then
        raise exception using
            errcode = 'PT422',
            message = format('%s is longer than 255 characters, or has control characters', name),
            hint = 'Reports group by these values: short words work best, as spring_sale.';
    end if;
    -- Reports tell Newsletter and newsletter apart; nobody who tags a link wants that.
    return case
        when name in ('utm_term', 'utm_content') then tidy
        else lower(replace(tidy, ' ', '_'))
    end;
end
$$;
comment on function private.utm_value(text, text) is
'A UTM parameter as it is stored: without spaces around it, source, medium and campaign in lower '
'case with _ between words; null where nothing is left. Raises PT422.';

-- what may be linked to -------------------------------------------------------------------

create function private.is_public_address(address inet) returns boolean
language sql
immutable
set search_path = ''
as $$
    select case
        when family(address) = 4 then not (
            -- IANA's special-purpose registries (RFC 6890), multicast and what is reserved.
            address <<= any(
                '{0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,
                192.0.0.0/24,192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,
                198.51.100.0/24,203.0.113.0/24,224.0.0.0/4,240.0.0.0/4}'::inet []
            )
        )
        -- Beyond 2000::/3 there is nothing public: mapped and translated IPv4 lies there too.
        else address <<= '2000::/3' and not (
            address <<= any('{2001::/23,2001:db8::/32,2002::/16,3fff::/20}'::inet [])
        )
    end
$$;
comment on function private.is_public_address(inet) is
'Whether an address is one of the public internet.';

create function private.url_fault(url text) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    authority constant text := substring(url from '^https?://([^/?#]*)');
    parts text[];
    host text;
begin
    if url is null then
        return null;
    elsif authority is null then
        return 'does not begin with http:// or https://';
    elsif char_length(url) > 2048 then
        return 'is longer than 2048 characters';
    elsif url ~ '[[:space:][:cntrl:]\\<>"]' then
        return 'has spaces or other characters that must be encoded';
    elsif strpos(authority, '@') > 0 then
        return 'names a user';
    end if;
    parts := regexp_match(authority, '^(\[[0-9a-fA-F:.]+\]|[^:\[\]%]+)(?::(\d{0,5}))?$');
    if parts is null or not coalesce(nullif(parts [2], ''), '80')::integer between 1 and 65535 then
        return 'names no host';
    end if;
    -- As browsers read it: full-width digits and other full stops are ordinary ones.
    host := rtrim(lower(translate(normalize(parts [1], nfkc), '。', '.')), '.');
    if host ~ '^\[' or host ~ '(^|\.)(\d+|0x[0-9a-f]*)$' then
        -- Numbers in other forms (0x7f.1, 2130706433) are addresses as well, to some.
        if host !~ '^\[|^(\d{1,3}\.){3}\d{1,3}$' or host ~ '(^|\.)0\d' then
            return 'names a host by a number';
        end if;
        if not private.is_public_address(btrim(host, '[]')::inet) then
            return 'leads to a private address';
        end if;
    elsif strpos(host, '.') = 0
        or host ~ '\.(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$'
    then
        return 'leads to a host of a private network';
    end if;
    return null;
exception when invalid_text_representation then
    return 'names a host by a number';
end
$$;
comment on function private.url_fault(text) is
'What is wrong with an address that a link shall lead to, in words; null where it is fine: http '
'or https, no user, a host that everybody reaches.';

create function private.refuse_bad_urls() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    col text;
    fault text;
begin
    foreach col in array tg_argv loop
        fault := private.url_fault(to_jsonb(new) ->> col);
        if fault is not null then
            raise exception using
                errcode = 'PT422',
                message = format('%s %s', col, fault),
                detail = left(to_jsonb(new) ->> col, 200),
                hint = 'A link leads to a public page: https://example.com/page.';
        end if;
    end loop;
    return new;
end
$$;
comment on function private.refuse_bad_urls() is
'Trigger: the columns in the arguments hold addresses that a link may lead to. Raises PT422. '
'Attach before insert or update of them.';
