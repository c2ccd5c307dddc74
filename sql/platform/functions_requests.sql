-- platform: where a request came from, as PostgREST passes it on.

create function private.request_header(name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return nullif(current_setting('request.headers', true), '')::jsonb ->> lower(name);
end
$$;
comment on function private.request_header(text) is
'A header of the request that PostgREST is answering; null outside a request.';

create function private.request_ip()
returns inet
language plpgsql
stable
set search_path = ''
as $$
begin
    -- A client can send X-Forwarded-For itself, and proxies append to it. Hosted Supabase sits
    -- behind Cloudflare, which overwrites CF-Connecting-IP: that one cannot be forged there.
    return coalesce(
        private.request_header('cf-connecting-ip'),
        private.request_header('x-real-ip'),
        split_part(private.request_header('x-forwarded-for'), ',', 1)
    )::inet;
exception when invalid_text_representation then
    return null;
end
$$;
comment on function private.request_ip() is
'Address of the client that sent the request; null outside a request or where no proxy tells it. '
'It is as true as the proxy in front: good for a log, not for a decision about access.';

create function private.request_user_agent()
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return left(private.request_header('user-agent'), 1000);
end
$$;
comment on function private.request_user_agent() is
'The program that sent the request, in its own words; null outside a request.';
