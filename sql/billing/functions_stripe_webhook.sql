-- billing: what Stripe sends.
--
-- security definer: private.receive_stripe_event, because its caller is anonymous and it reads
-- the signing secrets and writes the ledger.

create function private.stripe_signature_fault(
    body text, header text, secrets text[], tolerance integer, moment timestamptz,
    out fault text, out matched text
)
language plpgsql
set search_path = ''
as $$
declare
    items constant text[] := string_to_array(header, ',');
    times text[];
    signatures text[];
    stamp text;
    nonce constant bytea := extensions.gen_random_bytes(32);
    secret text;
begin
    if coalesce(header, '') = '' then
        fault := 'there is no Stripe-Signature header';
        return;
    end if;
    -- Fields are key=value; a known key without a value makes the whole header void.
    times := array(
        select case when i.item = 't' then '' else split_part(i.item, '=', 2) end
        from unnest(items) with ordinality as i (item, place)
        where split_part(i.item, '=', 1) = 't'
        order by i.place
    );
    signatures := array(
        select split_part(i.item, '=', 2)
        from unnest(items) with ordinality as i (item, place)
        where split_part(i.item, '=', 1) = 'v1' and i.item <> 'v1'
        order by i.place
    );
    stamp := btrim(times[1], E' \t\n\r\f\v\x1c\x1d\x1e\x1f');
    if stamp is null
        or stamp !~ '^[+-]?[0-9]+(_[0-9]+)*$'
        or char_length(translate(stamp, '+-_', '')) > 4300
        or 't' = any (items)
        or 'v1' = any (items)
    then
        fault := 'the Stripe-Signature header cannot be read';
        return;
    elsif signatures = '{}' then
        fault := 'the Stripe-Signature header has no v1 signature';
        return;
    end if;
    -- As a number it is written in one way.
    stamp := (replace(stamp, '_', '')::numeric)::text;
    foreach secret in array secrets loop
        -- Both sides are hashed again with a key of chance, so that the time a comparison takes
        -- tells nothing of the signature that was expected.
        if exists (
            select
            from unnest(signatures) as given (signature)
            where
                extensions.hmac(convert_to(given.signature, 'UTF8'), nonce, 'sha256')
                = extensions.hmac(
                    convert_to(
                        encode(
                            extensions.hmac(
                                convert_to(stamp || '.' || body, 'UTF8'),
                                convert_to(secret, 'UTF8'),
                                'sha256'
                            ),
                            'hex'
                        ),
                        'UTF8'
                    ),
                    nonce,
                    'sha256'
                )
        ) then
            matched := secret;
            exit;
        end if;
    end loop;
    if matched is null then
        fault := 'no signature is that of this body';
    elsif tolerance > 0 and stamp::numeric < extract(epoch from moment) - tolerance then
        fault := format('it was signed more than %s seconds ago', tolerance);
        matched := null;
    end if;
end
$$;
comment on function private.stripe_signature_fault(text, text, text[], integer, timestamptz) is
'What is wrong with a Stripe-Signature header: null when one of its v1 signatures is the '
'HMAC-SHA256 of "<t>.<body>" under one of the secrets and t is not older than tolerance seconds '
'(0: of any age). matched is that secret. Decides as stripe.WebhookSignature of Stripe''s '
'official Python library does.';

create function private.stripe_subject(event jsonb, out object text, out id text)
language plpgsql
immutable
set search_path = ''
as $$
declare
    given constant jsonb := event #> '{data,object}';
begin
    object := given ->> 'object';
    id := given ->> 'id';
    case object
        when 'invoice_payment' then
            object := 'invoice';
            id := given ->> 'invoice';
        when 'plan' then
            object := 'price';
        when 'discount' then
            object := case
                when given ->> 'subscription' is null then 'customer' else 'subscription'
            end;
            id := coalesce(given ->> 'subscription', given ->> 'customer');
        when 'entitlements.active_entitlement_summary' then
            id := given ->> 'customer';
        else
            null;
    end case;
    object := left(object, 255);
    id := case when char_length(id) between 1 and 255 then id end;
end
$$;
comment on function private.stripe_subject(jsonb) is
'Which object is to be read again because of an event; null where that cannot be said.';

create function private.read_stripe_event(body json, out fields jsonb, out payload jsonb)
language plpgsql
immutable
set search_path = ''
as $$
declare
    readable json;
begin
    fields := body::jsonb;
    payload := fields;
exception
    when untranslatable_character or numeric_value_out_of_range or invalid_text_representation
        or invalid_parameter_value or program_limit_exceeded
    then
        payload := jsonb_build_object('raw', body::text);
        -- U+0000 and halves of surrogate pairs, behind an even number of backslashes.
        readable := regexp_replace(
            body::text,
            '(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})',
            '\1\\ufffd',
            'g'
        )::json;
        fields := jsonb_build_object(
            'id', readable ->> 'id',
            'type', readable ->> 'type',
            'account', readable ->> 'account',
            'api_version', readable ->> 'api_version',
            'livemode', readable ->> 'livemode' = 'true',
            'created', readable ->> 'created',
            'data', jsonb_build_object(
                'object', jsonb_build_object(
                    'object', readable #>> '{data,object,object}',
                    'id', readable #>> '{data,object,id}',
                    'invoice', readable #>> '{data,object,invoice}',
                    'subscription', readable #>> '{data,object,subscription}',
                    'customer', readable #>> '{data,object,customer}'
                )
            )
        );
end
$$;
comment on function private.read_stripe_event(json) is
'An event as jsonb. Of one that jsonb cannot hold, payload is {"raw": its text}, and fields are '
'those that matter, with U+FFFD for what Postgres has no character for.';

create function private.receive_stripe_event(body json) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    fault text;
    matched text;
    is_connect boolean;
    event public.stripe_events;
    subject record;
    their_mode boolean;
    fields jsonb;
begin
    select f.fault, f.matched into fault, matched
    from private.stripe_signature_fault(
        body::text,
        private.request_header('stripe-signature'),
        array(
            select s.secret
            from private.stripe_webhook_secrets as s
            where s.expires_at is null or s.expires_at > now()
            order by s.created_at desc
        ),
        coalesce(
            (
                select (a.value #>> '{}')::integer
                from public.app_settings as a
                where a.key = 'stripe.tolerance_seconds'
            ),
            300
        ),
        clock_timestamp()
    ) as f;
    if fault is not null then
        raise exception using
            errcode = 'PT400',
            message = format('this is not an event from Stripe: %s', fault),
            hint = 'The endpoint''s signing secret must be known here: flywheel stripe secret add.';
    end if;
    select s.is_connect into is_connect
    from private.stripe_webhook_secrets as s
    where s.secret = matched;

    select r.fields, r.payload into fields, event.payload from private.read_stripe_event(body) as r;
    if jsonb_typeof(fields) = 'object' then
        event.id := fields ->> 'id';
        event.type := fields ->> 'type';
        event.account_id := coalesce(fields ->> 'account', 'platform');
    end if;
    if event.id is null or event.type is null
        or char_length(event.id) not between 1 and 255
        or char_length(event.type) not between 1 and 255
        or char_length(event.account_id) not between 1 and 255
    then
        raise exception using
            errcode = 'PT400',
            message = 'this is not an event: it has no id or no type',
            hint = 'Point only Stripe''s event destinations here.';
    elsif event.account_id <> 'platform' and not is_connect then
        raise exception using
            errcode = 'PT400',
            message = 'this event is of a connected account, but its endpoint is for our own',
            detail = format('account: %s', event.account_id),
            hint = 'Register the secret of that endpoint with flywheel stripe secret add --connect.';
    end if;

    event.api_version := fields ->> 'api_version';
    event.livemode := coalesce(fields ->> 'livemode', '') = 'true';
    event.occurred_at := case
        when fields ->> 'created' ~ '^[0-9]{1,12}$' then to_timestamp((fields ->> 'created')::bigint)
        else now()
    end;
    select s.object, s.id into subject from private.stripe_subject(fields) as s;
    event.object := subject.object;
    event.object_id := subject.id;
    select a.livemode into their_mode from public.stripe_accounts as a where a.id = event.account_id;
    event.note := case
        when not found then 'nobody has connected this account'
        when their_mode <> event.livemode then 'it is of the other mode, test or live'
        when event.object_id is null or not private.is_stripe_mirrored(event.object)
            then 'nothing follows from this type'
    end;
    event.status := case when event.note is null then 'pending' else 'ignored' end;
    if event.type = 'account.application.deauthorized' then
        update public.stripe_accounts as a
        set status = 'disconnected'
        where a.id = event.account_id and a.id <> 'platform' and a.status <> 'disconnected';
        event.note := null;
        event.status := 'processed';
    end if;

    insert into public.stripe_events (
        id, account_id, type, object, object_id, api_version, livemode, payload, note, status,
        occurred_at
    )
    values (
        event.id, event.account_id, event.type, event.object, event.object_id, event.api_version,
        event.livemode, event.payload, event.note, event.status, event.occurred_at
    )
    on conflict (id) do nothing;
    if not found then
        return jsonb_build_object('received', true, 'repeated', true);
    end if;
    if event.status = 'pending' then
        perform private.enqueue_stripe_projection(event.account_id, event.object, event.object_id);
    end if;
    return jsonb_build_object('received', true);
end
$$;
comment on function private.receive_stripe_event(json) is
'Body of stripe_webhook. Raises PT400, and then leaves nothing.';

-- In plpgsql, because it is called often: a function in SQL is planned each time.
create function public.stripe_webhook(json) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return private.receive_stripe_event($1);
end
$$;
comment on function public.stripe_webhook(json) is
'For Stripe: takes an event (POST /rest/v1/rpc/stripe_webhook?apikey=…). Every authentic event '
'gets a 2xx, also a repeated one and one of an unknown type; a forged, stale or foreign one a 400 '
'that leaves no trace.';
