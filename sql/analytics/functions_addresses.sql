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
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return user_agent ~* (
        'bot\y|bot[/;) ]|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium'
        '|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|whatsapp|python-'
        '|curl/|wget/|java/|go-http|libwww|okhttp|httpclient|scrapy|feedfetcher'
    );
end
$$;
comment on function private.is_bot(text) is
'Whether a program says that it is none that people look with: crawlers, checks, previews, '
'libraries.';

create function private.host_of(url text) returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    -- Without regular expressions: this runs for every page view.
    host text := split_part(split_part(split_part(split_part(url, '://', 2), '/', 1), '?', 1), '#', 1);
begin
    if strpos(host, '@') > 0 then
        host := split_part(host, '@', -1);
    end if;
    host := lower(split_part(host, ':', 1));
    if starts_with(host, 'www.') then
        host := substr(host, 5);
    end if;
    return nullif(host, '');
end
$$;
comment on function private.host_of(text) is
'Host of a URL without www and port, lower case; null for what is no URL.';

create function private.read_arrival(
    url text,
    referrer text,
    out page text,
    out platform text,
    out source text,
    out medium text,
    out utm_source text,
    out utm_medium text,
    out utm_campaign text,
    out utm_content text,
    out utm_term text
)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    came_from text;
    origin record;
    pair text;
    name text;
begin
    if url is not null then
        page := split_part(split_part(split_part(url, '://', 2), '?', 1), '#', 1);
        page := '/' || substr(page, length(split_part(page, '/', 1)) + 2);
        if strpos(url, '?') > 0 then
            foreach pair in array string_to_array(
                split_part(substr(url, strpos(url, '?') + 1), '#', 1), '&'
            ) loop
                name := split_part(pair, '=', 1);
                case name
                    when 'utm_source' then utm_source := substr(pair, 12);
                    when 'utm_medium' then utm_medium := substr(pair, 12);
                    when 'utm_campaign' then utm_campaign := substr(pair, 14);
                    when 'utm_content' then utm_content := substr(pair, 13);
                    when 'utm_term' then utm_term := substr(pair, 10);
                    when 'gclid', 'gbraid', 'wbraid' then platform := 'google';
                    when 'fbclid' then platform := 'meta';
                    when 'ttclid' then platform := 'tiktok';
                    when 'ScCid' then platform := 'snapchat';
                    when 'twclid' then platform := 'x';
                    when 'li_fat_id' then platform := 'linkedin';
                    when 'epik' then platform := 'pinterest';
                    else null;
                end case;
            end loop;
            utm_source := nullif(private.url_decoded(utm_source), '');
            utm_medium := nullif(private.url_decoded(utm_medium), '');
            utm_campaign := nullif(private.url_decoded(utm_campaign), '');
            utm_content := nullif(private.url_decoded(utm_content), '');
            utm_term := nullif(private.url_decoded(utm_term), '');
        end if;
    end if;
    if utm_source is not null then
        source := utm_source;
        medium := utm_medium;
    elsif platform is not null then
        source := platform;
        medium := coalesce(utm_medium, 'cpc');
    elsif referrer is not null then
        came_from := private.host_of(referrer);
        if came_from is not null and came_from is distinct from private.host_of(url) then
            origin := private.referrer_origin(came_from);
            source := origin.source;
            medium := coalesce(utm_medium, origin.medium);
        end if;
    end if;
end
$$;
comment on function private.read_arrival(text, text) is
'What the address of a page and the referrer say: the path, UTM parameters, the ad platform whose '
'click id is there, and source and medium of the visit: utm_source, else the platform, else the '
'site that it came from if that is another. Null where they say nothing.';

create function private.referrer_origin(host text, out source text, out medium text)
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    engines constant text[] := array[
        'google', 'bing', 'yahoo', 'duckduckgo', 'ecosia', 'yandex', 'baidu', 'naver'
    ];
    networks constant text[] := array[
        'facebook', 'instagram', 'tiktok', 'snapchat', 'x', 'twitter', 'linkedin', 'pinterest',
        'reddit', 'threads', 'youtube'
    ];
    -- Such as google of google.co.uk, and facebook of l.facebook.com.
    part text;
begin
    foreach part in array string_to_array(host, '.') loop
        if part = any (engines) then
            source := part;
            medium := 'organic';
            return;
        end if;
        if part = any (networks) then
            source := part;
            medium := 'social';
            return;
        end if;
    end loop;
    source := case host
        when 't.co' then 'x'
        when 'fb.me' then 'facebook'
        when 'lnkd.in' then 'linkedin'
        when 'youtu.be' then 'youtube'
    end;
    medium := case when source is null then 'referral' else 'social' end;
    source := coalesce(source, host);
end
$$;
comment on function private.referrer_origin(text) is
'Source and medium of a visit that came from a site: a search engine, a social network, another.';

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
