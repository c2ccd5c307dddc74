-- analytics: what an address, a link and a program's name say about a visit.
--
-- security definer: private.day_secret, because nobody may read the secrets.

create function private.day_secret(day date) returns bytea
language plpgsql
security definer
set search_path = ''
as $$
declare
    held bytea := (select s.secret from private.day_secrets as s where s.day = day_secret.day);
begin
    if held is null then
        insert into private.day_secrets (day, secret)
        values (day_secret.day, extensions.gen_random_bytes(32))
        on conflict do nothing;
        delete from private.day_secrets as s where s.day < day_secret.day - 2;
        select s.secret into held from private.day_secrets as s where s.day = day_secret.day;
    end if;
    return held;
end
$$;
comment on function private.day_secret(date) is
'The secret of a day, made when it is first needed; those of more than two days ago are deleted.';

create function private.stored_ip(workspace uuid, ip inet) returns inet
language plpgsql
set search_path = ''
as $$
begin
    return private.reduced_ip(
        workspace,
        ip,
        coalesce(
            (
                select s.ip_mode from public.analytics_settings as s
                where s.workspace_id = workspace
            ),
            'truncated'
        )
    );
end
$$;
comment on function private.stored_ip(uuid, inet) is
'What a workspace keeps of an address, by its ip_mode.';

create function private.reduced_ip(workspace uuid, ip inet, mode text) returns inet
language plpgsql
set search_path = ''
as $$
begin
    case mode
        when 'full' then
            return ip;
        when 'truncated' then
            return host(network(set_masklen(ip, case family(ip) when 4 then 24 else 48 end)))::inet;
        when 'hashed' then
            return (
                'fd' || regexp_replace(
                    left(encode(extensions.hmac(
                        convert_to(workspace || host(ip), 'UTF8'),
                        private.day_secret((now() at time zone 'UTC')::date),
                        'sha256'
                    ), 'hex'), 30),
                    '^(..)(....)(....)(....)(....)(....)(....)(....)$',
                    '\1:\2:\3:\4:\5:\6:\7:\8'
                )
            )::inet;
        else
            return null;
    end case;
end
$$;
comment on function private.reduced_ip(uuid, inet, text) is
'An address as a workspace keeps it: full, truncated to its network (/24, /48), hashed into '
'fd00::/8 with the secret of the day (HMAC-SHA-256, 120 bits), or none.';

create function private.request_country() returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    told constant text := upper(coalesce(
        private.request_header('cf-ipcountry'),
        private.request_header('x-vercel-ip-country'),
        private.request_header('cloudfront-viewer-country'),
        private.request_header('x-country-code')
    ));
begin
    -- XX and T1 are Cloudflare's unknown and Tor.
    return case when told ~ '^[A-Z]{2}$' and told not in ('XX', 'T1') then told end;
end
$$;
comment on function private.request_country() is
'Where the request comes from, as the edge in front says: ISO 3166-1 alpha-2, null if it does not.';

create function private.is_bot(user_agent text) returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
    select user_agent ~* (
        'bot\y|bot[/;) ]|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium'
        || '|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|whatsapp|python-'
        || '|curl/|wget/|java/|go-http|libwww|okhttp|httpclient|scrapy|feedfetcher'
    )
$$;
comment on function private.is_bot(text) is
'Whether a program says that it is none that people look with: crawlers, checks, previews, '
'libraries.';

create function private.decoded_url_part(part text) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    spaced constant text := replace(part, '+', ' ');
begin
    if spaced !~ '%[0-9A-Fa-f]{2}' then
        return spaced;
    end if;
    return (
        select convert_from(
            string_agg(
                case
                    when m.piece[1] ~ '^%' then decode(substr(m.piece[1], 2), 'hex')
                    else convert_to(m.piece[1], 'UTF8')
                end,
                '' order by m.n
            ),
            'UTF8'
        )
        from regexp_matches(spaced, '%[0-9A-Fa-f]{2}|%|[^%]+', 'g')
            with ordinality as m (piece, n)
    );
exception when character_not_in_repertoire or untranslatable_character then
    -- Not UTF-8: what it was is kept.
    return spaced;
end
$$;
comment on function private.decoded_url_part(text) is
'A part of a query as it was meant: percent-encoded bytes and + decoded (WHATWG URL, '
'application/x-www-form-urlencoded).';

create function private.url_parameter(url text, name text) returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
    select nullif(
        private.decoded_url_part(substring(url from '[?&]' || name || '=([^&#]*)')), ''
    )
$$;
comment on function private.url_parameter(text, text) is
'A parameter of a URL''s query; null if it has none. The name is one of ours: letters and _.';

create function private.url_host(url text) returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
    select lower(substring(url from '^[a-zA-Z]+://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)'))
$$;
comment on function private.url_host(text) is 'Host of a URL without www and port, lower case.';

create function private.click_platform(url text) returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
    select case
        when url !~ '[?&][A-Za-z_]*(clid|braid|li_fat_id|epik|ScCid)=' then null
        when url ~ '[?&](gclid|gbraid|wbraid)=' then 'google'
        when url ~ '[?&]fbclid=' then 'meta'
        when url ~ '[?&]ttclid=' then 'tiktok'
        when url ~ '[?&]ScCid=' then 'snapchat'
        when url ~ '[?&]twclid=' then 'x'
        when url ~ '[?&]li_fat_id=' then 'linkedin'
        when url ~ '[?&]epik=' then 'pinterest'
    end
$$;
comment on function private.click_platform(text) is
'The ad platform whose click id a URL carries; null without one.';

create function private.referrer_origin(host text, out source text, out medium text)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    if host is null then
        return;
    end if;
    source := substring(
        host from '(?:^|\.)(google|bing|yahoo|duckduckgo|ecosia|yandex|baidu|naver)\.[a-z.]+$'
    );
    if source is not null then
        medium := 'organic';
        return;
    end if;
    source := case
        when host = 't.co' then 'x'
        when host ~ '(^|\.)(facebook|fb)\.(com|me)$' then 'facebook'
        when host = 'lnkd.in' then 'linkedin'
        when host ~ '(^|\.)youtu(\.be|be\.com)$' then 'youtube'
        else substring(
            host from
            '(?:^|\.)(instagram|tiktok|snapchat|x|twitter|linkedin|pinterest|reddit|threads)\.[a-z]+$'
        )
    end;
    if source is not null then
        medium := 'social';
        return;
    end if;
    source := host;
    medium := 'referral';
end
$$;
comment on function private.referrer_origin(text) is
'Source and medium of a visit that came from a site: a search engine, a social network, another.';

create function private.url_path(url text) returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
    select coalesce(nullif(substring(url from '^[a-zA-Z]+://[^/?#]*([^?#]*)'), ''), '/')
    where url is not null
$$;
comment on function private.url_path(text) is 'Path of a URL, / where it has none.';

create function private.stranger(request private.event_request) returns text
language plpgsql
set search_path = ''
as $$
begin
    return left(
        encode(
            extensions.hmac(
                convert_to(
                    concat_ws(
                        ' ', request.workspace_id, host(request.ip_address), request.user_agent
                    ),
                    'UTF8'
                ),
                private.day_secret((request.received_at at time zone 'UTC')::date),
                'sha256'
            ),
            'hex'
        ),
        32
    );
end
$$;
comment on function private.stranger(private.event_request) is
'A name until midnight for a browser that has none: HMAC-SHA-256 of workspace, address and program '
'with the secret of the day.';
