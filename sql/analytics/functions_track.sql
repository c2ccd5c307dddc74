-- analytics: the doors through which events come in.
--
-- security definer: private.receive_events and private.retry_events, because nobody may write
-- events, batches, receipts and dead letters. The first may be called without signing in: it
-- answers to a write key, an API key, a member or the service key.

create function private.take_events(
    list jsonb, request private.event_request, keeps_letters boolean default true
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    settings public.analytics_settings;
    batch bigint;
    done record;
    taken bigint := 0;
    duplicates bigint := 0;
    bots bigint := 0;
    rejected jsonb := '[]'::jsonb;
    reason text;
    hint text;
begin
    select s.* into settings
    from public.analytics_settings as s
    where s.workspace_id = request.workspace_id;
    settings.ip_mode := coalesce(settings.ip_mode, 'truncated');
    settings.keeps_bots := coalesce(settings.keeps_bots, false);
    settings.names_visitors := coalesce(settings.names_visitors, true);
    batch := private.open_batch(request.workspace_id, jsonb_array_length(list));
    begin
        select s.* into done from private.store_events(batch, list, request, settings) as s;
        taken := done.taken;
        duplicates := done.duplicates;
        bots := done.bots;
    exception when data_exception or integrity_constraint_violation or sqlstate 'PT422' then
        -- One by one, so that the good ones are taken and each bad one says what is wrong.
        for place in 0 .. jsonb_array_length(list) - 1 loop
            begin
                select s.* into done
                from private.store_events(
                    batch, jsonb_build_array(list -> place), request, settings
                ) as s;
                taken := taken + done.taken;
                duplicates := duplicates + done.duplicates;
                bots := bots + done.bots;
            exception when data_exception or integrity_constraint_violation or sqlstate 'PT422' then
                get stacked diagnostics reason = message_text, hint = pg_exception_hint;
                reason := private.event_fault(list -> place, reason, hint);
                rejected := rejected || jsonb_build_object('index', place, 'reason', reason);
                if keeps_letters then
                    insert into public.event_dead_letters (
                        workspace_id, write_key_id, place, event, sent_at, reason, created_at
                    )
                    values (
                        request.workspace_id, request.write_key_id, place, list -> place,
                        request.received_at - request.skew, reason, request.received_at
                    );
                end if;
            end;
        end loop;
    end;
    if taken = 0 then
        delete from private.event_batches as b where b.id = batch;
    end if;
    return jsonb_build_object(
        'accepted', taken, 'duplicates', duplicates, 'bots', bots, 'rejected', rejected
    );
end
$$;
comment on function private.take_events(jsonb, private.event_request, boolean) is
'Takes a list of events: all at once, and one by one if one of them is bad, which then becomes a '
'dead letter where letters are kept: what is retried has one already.';

create function private.event_fault(event jsonb, message text, hint text) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if jsonb_typeof(event) <> 'object' then
        return 'An event is an object: {"event_type": "page_view", …}.';
    end if;
    if event ->> 'event_type' is null then
        return 'event_type is missing. Send page_view, click, conversion or another type of events.';
    end if;
    return concat_ws(
        ' ',
        regexp_replace(
            regexp_replace(
                message,
                '^new row for relation "[a-z_0-9]+" violates check constraint "events_([a-z_]+)"$',
                'the rule \1 does not hold: '
            ),
            'rule type_known does not hold: ', 'event_type is not one of the known types'
        ) || '.',
        nullif(hint, '')
    );
end
$$;
comment on function private.event_fault(jsonb, text, text) is
'Why an event was not taken, for whoever sent it.';

create function private.sender_of(payload jsonb) returns private.event_request
language plpgsql
set search_path = ''
as $$
declare
    sender private.event_request;
    used public.write_keys;
    origin constant text := lower(private.request_header('origin'));
    events constant integer := jsonb_array_length(payload -> 'events');
begin
    sender.received_at := clock_timestamp();
    sender.ip_address := private.request_ip();
    sender.user_agent := private.request_user_agent();
    sender.country := private.request_country();
    sender.is_trusted := true;
    if payload ? 'write_key' then
        select k.* into used from public.write_keys as k where k.key = payload ->> 'write_key';
        if used.id is null or not used.is_active then
            raise exception using
                errcode = 'PT401',
                message = 'This write key is not valid.',
                detail = 'It was never made, was deleted, or is switched off.',
                hint = 'Use a key of the table write_keys.';
        end if;
        if used.allowed_origins <> '{}' and not exists (
            select from unnest(used.allowed_origins) as allowed (pattern)
            where origin like replace(
                replace(replace(allowed.pattern, '\', '\\'), '_', '\_'), '*', '%'
            )
        ) then
            raise exception using
                errcode = 'PT403',
                message = format('%s may not use this write key.', coalesce(origin, 'No origin')),
                hint = 'Add the site''s origin to allowed_origins of the key.';
        end if;
        if not private.has_rate(
            'write_key:' || used.id, used.events_per_minute, interval '1 minute', events
        ) then
            perform private.refuse_rate(used.events_per_minute);
        end if;
        sender.workspace_id := used.workspace_id;
        sender.write_key_id := used.id;
        sender.is_trusted := false;
    elsif payload ? 'api_key' then
        select k.workspace_id into sender.workspace_id
        from public.use_api_key(payload ->> 'api_key', 'events:write') as k;
    else
        sender.workspace_id := (payload ->> 'workspace_id')::uuid;
        if sender.workspace_id is null then
            raise exception using
                errcode = 'PT401',
                message = 'Nobody says for which workspace these events are.',
                hint = 'Send write_key, api_key, or signed in workspace_id.';
        end if;
        perform private.require_role(sender.workspace_id, 'member');
    end if;
    if sender.is_trusted then
        sender.user_agent := null;
    end if;
    return sender;
end
$$;
comment on function private.sender_of(jsonb) is
'Who sends a batch of events, by its write key, API key or sign-in. Raises PT401, PT403, PT429.';

create function private.refuse_rate(events_per_minute integer) returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'PT429',
        message = format('More than %s events in a minute.', events_per_minute),
        hint = 'Send again in some seconds; nothing of this batch was taken.';
end
$$;
comment on function private.refuse_rate(integer) is
'Raises PT429 for a write key that sends too much.';

create function private.receive_events(payload jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    sender private.event_request;
    sent_at timestamptz;
    events integer;
    answer jsonb;
begin
    if jsonb_typeof(payload -> 'events') is distinct from 'array' then
        raise exception using
            errcode = 'PT400',
            message = 'There is no list of events.',
            hint = 'Send {"write_key": "fwp_…", "events": [{"event_type": "page_view", …}, …]}.';
    end if;
    events := jsonb_array_length(payload -> 'events');
    if events not between 1 and 1000 then
        raise exception using
            errcode = case when events = 0 then 'PT400' else 'PT413' end,
            message = format('A batch has 1 to 1,000 events, this one %s.', events),
            hint = 'Send several batches.';
    end if;
    sender := private.sender_of(payload);
    sender.skew := interval '0';
    if payload ? 'sent_at' then
        begin
            sent_at := (payload ->> 'sent_at')::timestamptz;
        exception when data_exception then
            raise exception using
                errcode = 'PT422',
                message = 'sent_at is not a time.',
                hint = 'Send it as ISO 8601, such as 2026-11-25T10:00:00Z, or not at all.';
        end;
        -- A clock that is wrong by less than a minute is taken for slow delivery.
        if sent_at not between sender.received_at - interval '1 minute'
            and sender.received_at + interval '1 minute'
        then
            sender.skew := sender.received_at - sent_at;
        end if;
    end if;
    answer := private.take_events(payload -> 'events', sender);
    if sender.write_key_id is not null then
        -- Last, because everybody who uses the key waits for this row.
        perform private.spend_rate(sender.write_key_id, events);
    end if;
    return answer;
end
$$;
comment on function private.receive_events(jsonb) is 'Body of public.track_events.';

create function private.spend_rate(write_key uuid, events integer) returns void
language plpgsql
set search_path = ''
as $$
declare
    per_minute constant integer := (
        select k.events_per_minute from public.write_keys as k where k.id = write_key
    );
begin
    if not (
        select r.allowed
        from private.take_rate(
            'write_key:' || write_key, per_minute, interval '1 minute', events
        ) as r
    ) then
        perform private.refuse_rate(per_minute);
    end if;
end
$$;
comment on function private.spend_rate(uuid, integer) is
'Counts events against the rate of a write key. Raises PT429.';

create function public.track_events(jsonb) returns jsonb
language sql
set search_path = ''
as $$
    select private.receive_events($1)
$$;
comment on function public.track_events(jsonb) is
'Takes events: {"write_key": "fwp_…", "events": [{"event_type": "page_view", "url": "…", "id": '
'"…", "occurred_at": "…", "visitor_id": "…", "session_id": "…", …}, …], "sent_at": "…"}, at most '
'1,000. Instead of write_key, which browsers use, servers send api_key (scope events:write), and '
'members and the service key workspace_id. Sending an event again with its id adds nothing. What '
'has no column is kept in properties. Returns {"accepted", "duplicates", "bots", "rejected": '
'[{"index", "reason"}]}; rejected ones are in event_dead_letters. Raises PT400, PT401, PT403, '
'PT413, PT422, PT429.';

create function public.track_beacon(text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    payload jsonb;
begin
    begin
        payload := $1::jsonb;
    exception when data_exception then
        raise exception using
            errcode = 'PT400',
            message = 'The body is not JSON.',
            hint = 'Send what track_events takes, as text.';
    end;
    return private.receive_events(payload);
end
$$;
comment on function public.track_beacon(text) is
'track_events for navigator.sendBeacon: the same JSON as text/plain, which needs no preflight. The '
'anon key goes into the address: …/rpc/track_beacon?apikey=….';

create function private.retry_events(workspace uuid, letters uuid[]) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    letter public.event_dead_letters;
    request private.event_request;
    answer jsonb;
    accepted bigint := 0;
    rejected jsonb := '[]'::jsonb;
begin
    perform private.require_role(workspace, 'member');
    -- One by one: each came at its own time, from its own sender.
    for letter in
        select d.*
        from public.event_dead_letters as d
        where d.workspace_id = workspace and (letters is null or d.id = any (letters))
        order by d.created_at, d.place
        limit 1000
        for update
    loop
        request.workspace_id := workspace;
        request.write_key_id := letter.write_key_id;
        request.is_trusted := true;
        request.received_at := letter.created_at;
        request.skew := letter.created_at - letter.sent_at;
        answer := private.take_events(jsonb_build_array(letter.event), request, false);
        if answer -> 'rejected' = '[]' then
            delete from public.event_dead_letters as d where d.id = letter.id;
            accepted := accepted + (answer ->> 'accepted')::bigint;
        else
            update public.event_dead_letters as d
            set reason = answer #>> '{rejected,0,reason}'
            where d.id = letter.id;
            rejected := rejected || jsonb_build_object(
                'id', letter.id, 'reason', answer #>> '{rejected,0,reason}'
            );
        end if;
    end loop;
    return jsonb_build_object('accepted', accepted, 'rejected', rejected);
end
$$;
comment on function private.retry_events(uuid, uuid[]) is 'Body of public.retry_events.';

create function public.retry_events(workspace_id uuid, letters uuid[] default null) returns jsonb
language sql
set search_path = ''
as $$
    select private.retry_events(retry_events.workspace_id, retry_events.letters)
$$;
comment on function public.retry_events(uuid, uuid[]) is
'Takes dead letters once what was wrong is put right; those that still are stay, with the reason. '
'Without letters the oldest 1,000. For members. Raises PT403.';
