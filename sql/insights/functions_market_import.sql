-- insights: competitor prices come in. What fits goes in, the rest is explained and kept.
--
-- security definer, because members may not write competitor_price_rejects:
--   private.import_competitor_prices

create function private.take_competitor_prices(workspace uuid, sent jsonb)
returns table (place integer, code text, reason text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    absurd constant numeric := coalesce(
        (select s.absurd_factor from public.market_settings as s where s.workspace_id = workspace),
        20
    );
begin
    return query
    with given as materialized (
        select
            (g.place - 1)::integer as place,
            g.value -> 'row' as line,
            g.value ->> 'source' as source,
            (g.value ->> 'at')::timestamptz as at
        from jsonb_array_elements(sent) with ordinality as g (value, place)
    ),

    fields as materialized (
        select
            g.*,
            nullif(btrim(g.line ->> 'product_id'), '') as product_key,
            nullif(btrim(g.line ->> 'external_id'), '') as external_key,
            nullif(btrim(g.line ->> 'store'), '') as store_key,
            nullif(btrim(g.line ->> 'name'), '') as name_key,
            -- NFC, one blank between words: the same name in two files is one competitor.
            nullif(
                btrim(regexp_replace(normalize(g.line ->> 'competitor', nfc), '\s+', ' ', 'g')), ''
            ) as competitor,
            nullif(upper(btrim(g.line ->> 'currency')), '') as currency_key,
            nullif(btrim(g.line ->> 'url'), '') as url,
            nullif(btrim(g.line ->> 'observed_at'), '') as observed_key,
            private.read_moment(btrim(g.line ->> 'observed_at')) as observed,
            case when jsonb_typeof(g.line -> 'price') = 'number' then (g.line ->> 'price')::numeric
            else a.amount end as amount,
            a.currencies,
            a.fault,
            s.in_stock,
            s.is_understood
        from given as g
        left join lateral private.read_amount(
            case jsonb_typeof(g.line -> 'price') when 'string' then g.line ->> 'price' else '' end,
            g.line ->> 'decimal_sign'
        ) as a on jsonb_typeof(g.line -> 'price') is distinct from 'number'
        cross join lateral private.read_stock(g.line ->> 'in_stock') as s
    ),

    found as (
        select
            f.*,
            p.id as product_id,
            p.currency as product_currency,
            p.current_price,
            p.matches,
            coalesce(
                -- A sign that stands for one currency names it; one that stands for several must
                -- allow the one that is named.
                f.currency_key,
                case when cardinality(f.currencies) = 1 then f.currencies [1] end
            ) as currency
        from fields as f
        left join lateral (
            select
                count(*) as matches,
                (array_agg(m.id)) [1] as id,
                (array_agg(m.currency)) [1] as currency,
                (array_agg(m.current_price)) [1] as current_price
            from (
                select p.id, p.currency, p.current_price
                from public.products as p
                where p.workspace_id = workspace and p.id = private.uuid_or_null(f.product_key)
                union all
                select p.id, p.currency, p.current_price
                from public.products as p
                where
                    f.product_key is null
                    and p.workspace_id = workspace
                    and p.external_id = f.external_key
                    and (
                        f.store_key is null
                        or p.store_connection_id in (
                            select s.id
                            from public.store_connections as s
                            where
                                s.workspace_id = workspace
                                and f.store_key in (s.id::text, s.store_name, s.external_id)
                        )
                    )
                union all
                select p.id, p.currency, p.current_price
                from public.products as p
                where
                    f.product_key is null
                    and f.external_key is null
                    and p.workspace_id = workspace
                    and p.name = f.name_key
                limit 2
            ) as m
        ) as p on true
    ),

    judged as materialized (
        select
            f.*,
            coalesce(f.observed, f.at) as observed_at,
            w.code as fault_code,
            w.reason as fault_reason
        from found as f
        left join lateral private.price_fault(
            jsonb_typeof(f.line), f.line ->> 'fault', f.product_key, f.external_key, f.name_key,
            f.matches, f.competitor, f.fault, f.amount, f.currency, f.currencies, f.product_currency,
            f.current_price, absurd, f.is_understood, f.url, f.observed_key, f.observed, f.at
        ) as w on true
    ),

    good as (
        select
            j.*,
            first_value(j.place) over same as first_place,
            first_value(j.amount) over same as first_amount,
            first_value(j.in_stock) over same as first_stock,
            e.id as existing_id,
            (e.price, e.currency, e.in_stock)
            is not distinct from (j.amount, j.currency, j.in_stock) as is_existing,
            -- Without a date of its own, what says the same as the newest of a day is no news.
            j.observed is null and (n.price, n.currency, n.in_stock)
            is not distinct from (j.amount, j.currency, j.in_stock) as is_known
        from judged as j
        left join public.competitor_prices as e
            on
                e.workspace_id = workspace
                and e.product_id = j.product_id
                and e.competitor = j.competitor
                and e.observed_at = j.observed_at
        left join lateral (
            select c.price, c.currency, c.in_stock
            from public.competitor_prices as c
            where
                c.workspace_id = workspace
                and c.product_id = j.product_id
                and c.competitor = j.competitor
                and c.observed_at > j.at - interval '1 day'
                and c.observed_at <= j.at
            order by c.observed_at desc
            limit 1
        ) as n on j.observed is null
        where j.fault_code is null
        window same as (
            partition by j.product_id, j.competitor, j.observed_at order by j.place
        )
    ),

    decided as (
        select
            g.*,
            case
                when g.existing_id is not null
                    then case when g.is_existing then 'duplicate' else 'contradiction' end
                when g.place > g.first_place then case
                    when (g.amount, g.in_stock) is not distinct from (g.first_amount, g.first_stock)
                        then 'duplicate'
                    else 'contradiction'
                end
                when g.is_known then 'duplicate'
                else 'imported'
            end as outcome
        from good as g
    ),

    added as (
        insert into public.competitor_prices (
            workspace_id, product_id, competitor, url, price, currency, in_stock, source,
            observed_at
        )
        select
            workspace, d.product_id, d.competitor, d.url, d.amount, d.currency, d.in_stock,
            d.source, d.observed_at
        from decided as d
        where d.outcome = 'imported'
        order by d.product_id, d.competitor, d.observed_at
        on conflict on constraint competitor_prices_once do nothing
        returning product_id, competitor, observed_at
    )

    select
        d.place,
        -- Somebody else imported the same meanwhile.
        case
            when d.outcome = 'imported' and a.product_id is null then 'duplicate'
            else d.outcome
        end,
        case
            when d.outcome = 'contradiction'
                then format('%s has another price of the same moment already', d.competitor)
        end
    from decided as d
    left join added as a
        on
            a.product_id = d.product_id
            and a.competitor = d.competitor
            and a.observed_at = d.observed_at
    union all
    select j.place, j.fault_code, j.fault_reason
    from judged as j
    where j.fault_code is not null;
end
$$;
comment on function private.take_competitor_prices(uuid, jsonb) is
'Imports what fits of [{"row", "source", "at"}]; at is when a row counts that names no moment. '
'Returns what became of each: imported, duplicate, or a code and why it was not taken.';

create function private.keep_competitor_prices(
    workspace uuid, prices jsonb, source text, feed uuid
) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    answer jsonb;
begin
    if jsonb_typeof(prices) is distinct from 'array' or jsonb_array_length(prices) > 5000 then
        raise exception using
            errcode = 'PT422',
            message = 'prices is a list of at most 5000 rows',
            hint = 'Send more in several calls.';
    end if;
    if octet_length(prices::text) > 8000000 then
        raise exception using
            errcode = 'PT422',
            message = 'these prices have more than 8 MB',
            hint = 'Send them in several calls, without fields that are not asked for.';
    end if;
    if source is null or char_length(source) not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = 'source has 1 to 100 characters',
            hint = 'Name where the prices come from, such as csv.';
    end if;
    with outcome as materialized (
        select t.place, t.code, t.reason, g.value as line
        from jsonb_array_elements(prices) with ordinality as g (value, number)
        join private.take_competitor_prices(
            workspace,
            (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object('row', p.value, 'source', source, 'at', now())
                        order by p.number
                    ),
                    '[]'::jsonb
                )
                from jsonb_array_elements(prices) with ordinality as p (value, number)
            )
        ) as t on t.place = g.number - 1
    ),

    rejected as (
        select o.place, o.code, o.reason, o.line
        from outcome as o
        where o.code not in ('imported', 'duplicate')
    ),

    kept as (
        insert into public.competitor_price_rejects as r (
            workspace_id, feed_id, source, place, sent, code, reason
        )
        select distinct on (md5(j.line::text))
            workspace, feed, keep_competitor_prices.source, j.place, j.line, j.code, j.reason
        from rejected as j
        order by md5(j.line::text), j.place
        on conflict on constraint competitor_price_rejects_once do update set
            place = excluded.place,
            code = excluded.code,
            reason = excluded.reason,
            times = r.times + 1,
            last_sent_at = now()
    )

    select jsonb_build_object(
        'imported', count(*) filter (where o.code = 'imported'),
        'duplicates', count(*) filter (where o.code = 'duplicate'),
        'rejected', coalesce(
            (
                select jsonb_agg(
                    jsonb_build_object('index', j.place, 'code', j.code, 'reason', j.reason)
                    order by j.place
                )
                from rejected as j
            ),
            '[]'::jsonb
        )
    )
    into answer
    from outcome as o;
    return answer;
end
$$;
comment on function private.keep_competitor_prices(uuid, jsonb, text, uuid) is
'Imports what fits and keeps what does not, whoever asks. Raises PT422.';

create function private.import_competitor_prices(workspace uuid, prices jsonb, source text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, 'member');
    return private.keep_competitor_prices(workspace, prices, source, null);
end
$$;
comment on function private.import_competitor_prices(uuid, jsonb, text) is
'Body of import_competitor_prices. Raises PT403, PT404, PT422.';

create function public.import_competitor_prices(
    workspace_id uuid, prices jsonb, source text default 'rpc'
) returns jsonb
language sql
set search_path = ''
as $$
    select private.import_competitor_prices(
        import_competitor_prices.workspace_id,
        import_competitor_prices.prices,
        import_competitor_prices.source
    )
$$;
comment on function public.import_competitor_prices(uuid, jsonb, text) is
'Imports up to 5,000 prices of competitors; members and up. A row names the product by product_id, '
'else external_id (and store, if several have it), else its exact name; competitor; price, a '
'number or as people write it; currency, the product''s; and may have url, in_stock, observed_at '
'(ISO 8601; else now) and decimal_sign. Sent again, rows are duplicates. Answers {"imported", '
'"duplicates", "rejected": [{"index", "code", "reason"}]}; what is rejected is kept in '
'competitor_price_rejects. Raises PT403, PT404, PT422.';
