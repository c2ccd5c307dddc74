-- insights: feeds of competitor prices, as the job insights.fetch_feed reads and reports them.
--
-- security definer:
--   private.request_feed_fetch    members may not enqueue jobs themselves

create function private.check_feed() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    wrong text;
begin
    select m.key into wrong
    from jsonb_each(new.mapping) as m
    where
        m.key not in (
            'product_id', 'external_id', 'store', 'name', 'competitor', 'price', 'currency', 'url',
            'in_stock', 'observed_at'
        )
        or jsonb_typeof(m.value) <> 'string'
        or char_length(m.value #>> '{}') not between 1 and 200
    limit 1;
    if wrong is not null then
        raise exception using
            errcode = 'PT422',
            message = format('mapping cannot have %L', left(wrong, 50)),
            detail = 'It says what the file calls our fields: {"price": "Verkaufspreis"}.',
            hint = 'Fields: product_id, external_id, store, name, competitor, price, currency, '
            'url, in_stock, observed_at.';
    end if;
    if tg_op = 'UPDATE' then
        -- It is another file, or is read in another way: what was read before says nothing.
        new.etag := null;
        new.last_modified := null;
        new.failures := 0;
        new.next_fetch_at := now();
    end if;
    return new;
end
$$;
comment on function private.check_feed() is
'Trigger: refuses (PT422) a mapping of fields that there are not; a feed that is read in another '
'way is read anew. Attach before insert, and before update of what says how it is read.';

create function public.due_competitor_feeds(most integer default 500) returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(
        jsonb_agg(jsonb_build_object('id', d.id, 'workspace_id', d.workspace_id)), '[]'::jsonb
    )
    from (
        select f.id, f.workspace_id
        from public.competitor_feeds as f
        join public.workspaces as w on w.id = f.workspace_id and w.is_active
        where f.is_active and f.next_fetch_at <= now()
        order by f.next_fetch_at, f.id
        limit most
    ) as d
$$;
comment on function public.due_competitor_feeds(integer) is
'For the job insights.fetch_feed: which feeds are to be fetched now, the longest waiting first.';

create function public.begin_feed_fetch(feed_id uuid) returns jsonb
language sql
set search_path = ''
as $$
    update public.competitor_feeds as f
    set last_fetched_at = now(), next_fetch_at = now() + make_interval(mins => f.every_minutes)
    where f.id = begin_feed_fetch.feed_id and f.is_active
    returning jsonb_build_object(
        'url', f.url,
        'format', f.format,
        'items', f.items,
        'delimiter', f.delimiter,
        'decimal_sign', f.decimal_sign,
        'mapping', f.mapping,
        'competitor', f.competitor,
        'currency', f.currency,
        'etag', f.etag,
        'last_modified', f.last_modified
    )
$$;
comment on function public.begin_feed_fetch(uuid) is
'For the job insights.fetch_feed: how a feed is to be read, and when it is due again; null where '
'it is gone or switched off.';

-- In plpgsql, because what it calls is in a later file.
create function public.import_feed_prices(feed_id uuid, prices jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return (
        select private.keep_competitor_prices(
            f.workspace_id, import_feed_prices.prices, 'feed ' || f.id, f.id
        )
        from public.competitor_feeds as f
        where f.id = import_feed_prices.feed_id
    );
end
$$;
comment on function public.import_feed_prices(uuid, jsonb) is
'For the job insights.fetch_feed: import_competitor_prices for the workspace of a feed; null where '
'it is gone.';

create function public.end_feed_fetch(feed_id uuid, outcome jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    fault constant text := left(outcome ->> 'error', 1000);
    feed public.competitor_feeds;
begin
    update public.competitor_feeds as f
    set
        last_status = (outcome ->> 'status')::integer,
        last_error = fault,
        failures = case when fault is null then 0 else f.failures + 1 end,
        last_success_at = case when fault is null then now() else f.last_success_at end,
        etag = case when fault is null then outcome ->> 'etag' else f.etag end,
        last_modified = case
            when fault is null then outcome ->> 'last_modified' else f.last_modified
        end,
        last_result = case
            when fault is null then coalesce(outcome -> 'result', '{}'::jsonb) else f.last_result
        end,
        -- A failure is tried again soon, and ever later, but not later than it is due.
        next_fetch_at = case
            when fault is null then f.next_fetch_at
            else least(f.next_fetch_at, now() + interval '10 minutes' * 2 ^ least(f.failures, 10))
        end
    where f.id = end_feed_fetch.feed_id
    returning * into feed;
    if feed.failures >= 3 then
        perform private.raise_alert(
            'competitor_feed_failing',
            'medium',
            format('The feed %s could not be read %s times: %s.', feed.name, feed.failures, fault),
            feed.workspace_id,
            more => jsonb_build_object('feed_id', feed.id, 'url', feed.url, 'error', fault)
        );
    elsif not exists (
        select
        from public.competitor_feeds as f
        where f.workspace_id = feed.workspace_id and f.is_active and f.failures >= 3
    ) then
        perform private.resolve_alert('competitor_feed_failing', feed.workspace_id);
    end if;
end
$$;
comment on function public.end_feed_fetch(uuid, jsonb) is
'For the job insights.fetch_feed: what came of it: {"status", "error"} or {"status", "etag", '
'"last_modified", "result"}. The third failure raises the alert competitor_feed_failing; it is '
'settled when no feed of the workspace fails so often any more.';

create function private.request_feed_fetch(feed uuid) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    wanted public.competitor_feeds;
begin
    select f.* into wanted from public.competitor_feeds as f where f.id = feed;
    if wanted.id is null or not (
        private.is_service()
        or wanted.workspace_id = any (array(select private.workspace_ids('viewer')))
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such feed',
            detail = format('feed_id: %s', feed),
            hint = 'The feeds: select id, name from competitor_feeds.';
    end if;
    perform private.require_role(wanted.workspace_id, 'member');
    if not wanted.is_active then
        raise exception using
            errcode = 'PT409',
            message = format('the feed %L is switched off', wanted.name),
            hint = 'Set is_active first.';
    end if;
    return jobs.enqueue(
        'insights.fetch_feed',
        jsonb_build_object('feed_id', wanted.id),
        workspace_id => wanted.workspace_id,
        dedup_key => 'insights.fetch_feed ' || wanted.id
    );
end
$$;
comment on function private.request_feed_fetch(uuid) is
'Body of request_feed_fetch. Raises PT403, PT404, PT409.';

create function public.request_feed_fetch(feed_id uuid) returns uuid
language sql
set search_path = ''
as $$
    select private.request_feed_fetch(request_feed_fetch.feed_id)
$$;
comment on function public.request_feed_fetch(uuid) is
'Has a feed fetched now; members and up. Returns the job''s id. Raises PT403, PT404, PT409 where '
'the feed is switched off.';
