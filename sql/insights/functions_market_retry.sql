-- insights: prices that were rejected are imported once what was wrong is put right.
--
-- security definer, because members may not write competitor_price_rejects:
--   private.retry_competitor_prices

create function private.retry_competitor_prices(workspace uuid, rejects uuid[]) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    chosen uuid[];
    answer jsonb;
begin
    perform private.require_role(workspace, 'member');
    select array_agg(l.id order by l.created_at, l.id)
    into chosen
    from (
        select r.id, r.created_at
        from public.competitor_price_rejects as r
        where r.workspace_id = workspace and (rejects is null or r.id = any (rejects))
        order by r.created_at, r.id
        limit 1000
        for update
    ) as l;
    with tried as materialized (
        select t.code, t.reason, chosen [t.place + 1] as id
        from private.take_competitor_prices(
            workspace,
            (
                select coalesce(
                    jsonb_agg(
                        -- What names no moment was seen when it was sent.
                        jsonb_build_object('row', r.sent, 'source', r.source, 'at', r.created_at)
                        order by r.created_at, r.id
                    ),
                    '[]'::jsonb
                )
                from public.competitor_price_rejects as r
                where r.id = any (chosen)
            )
        ) as t
    ),

    taken as (
        delete from public.competitor_price_rejects as r
        using tried as t
        where r.id = t.id and t.code in ('imported', 'duplicate')
    ),

    left_over as (
        update public.competitor_price_rejects as r
        set code = t.code, reason = t.reason
        from tried as t
        where
            r.id = t.id
            and t.code not in ('imported', 'duplicate')
            and (r.code, r.reason) is distinct from (t.code, t.reason)
    )

    select jsonb_build_object(
        'imported', count(*) filter (where t.code = 'imported'),
        'duplicates', count(*) filter (where t.code = 'duplicate'),
        'rejected', coalesce(
            jsonb_agg(jsonb_build_object('id', t.id, 'code', t.code, 'reason', t.reason))
            filter (where t.code not in ('imported', 'duplicate')),
            '[]'::jsonb
        )
    )
    into answer
    from tried as t;
    return answer;
end
$$;
comment on function private.retry_competitor_prices(uuid, uuid[]) is
'Body of retry_competitor_prices. Raises PT403, PT404.';

create function public.retry_competitor_prices(workspace_id uuid, rejects uuid[] default null)
returns jsonb
language sql
set search_path = ''
as $$
    select private.retry_competitor_prices(
        retry_competitor_prices.workspace_id, retry_competitor_prices.rejects
    )
$$;
comment on function public.retry_competitor_prices(uuid, uuid[]) is
'Imports rejected prices once what was wrong is put right; those that still are stay, with the '
'reason. Without rejects the oldest 1,000. Members and up. Raises PT403, PT404.';
