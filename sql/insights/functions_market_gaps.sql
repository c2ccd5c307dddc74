-- insights: how our prices stand beside those of competitors, now.
--
-- security definer:
--   private.competitor_gaps    compares all products at once; the role is asked for once

create function private.fresh_days(workspace uuid) returns integer
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (select s.fresh_days from public.market_settings as s where s.workspace_id = workspace), 14
    )
$$;
comment on function private.fresh_days(uuid) is
'Days after which an observation of a workspace is stale.';

create function private.market_prices(workspace uuid, at timestamptz)
returns table (
    product_id uuid,
    competitor text,
    price numeric,
    currency text,
    in_stock boolean,
    observed_at timestamptz,
    state text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    fresh_since constant timestamptz := at - make_interval(days => private.fresh_days(workspace));
begin
    return query
    select
        n.product_id,
        n.competitor,
        n.price,
        n.currency,
        n.in_stock,
        n.observed_at,
        case
            when n.currency <> p.currency then 'other_currency'
            when n.observed_at < fresh_since then 'stale'
            when not n.in_stock then 'out_of_stock'
            else 'compared'
        end
    from (
        select distinct on (c.product_id, c.competitor) c.*
        from public.competitor_prices as c
        where
            c.workspace_id = workspace
            and c.observed_at > at - interval '1 year'
            and c.observed_at <= at
            -- Rows from before there was an import could hold these.
            and c.price > 0
            and c.price < 'Infinity'
        order by c.product_id, c.competitor, c.observed_at desc
    ) as n
    join public.products as p on p.workspace_id = workspace and p.id = n.product_id and p.is_active;
end
$$;
comment on function private.market_prices(uuid, timestamptz) is
'The newest observation of each product at each competitor, up to a year old, and its state: '
'compared, or why it is not: stale, out_of_stock, other_currency. Of active products. Stock that '
'nobody knows counts as in stock.';

create function private.market_gaps(workspace uuid, at timestamptz)
returns table (
    product_id uuid,
    name text,
    category text,
    currency text,
    price numeric,
    competitors bigint,
    lowest numeric,
    median numeric,
    highest numeric,
    lowest_competitor text,
    gap_to_lowest numeric,
    gap_to_lowest_percent numeric,
    gap_to_median numeric,
    gap_to_median_percent numeric,
    rank bigint,
    stale bigint,
    newest timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with compared as (
        select
            p.id as product_id,
            p.name,
            p.category,
            p.currency,
            p.current_price as price,
            count(*) filter (where m.state = 'compared') as competitors,
            min(m.price) filter (where m.state = 'compared') as lowest,
            round(
                (percentile_cont(0.5) within group (order by m.price)
                    filter (where m.state = 'compared'))::numeric,
                2
            ) as median,
            max(m.price) filter (where m.state = 'compared') as highest,
            (array_agg(m.competitor order by m.price, m.competitor)
                filter (where m.state = 'compared')) [1] as lowest_competitor,
            count(*) filter (where m.state = 'compared' and m.price < p.current_price) as cheaper,
            count(*) filter (where m.state = 'stale') as stale,
            max(m.observed_at) as newest
        from private.market_prices(workspace, at) as m
        join public.products as p on p.workspace_id = workspace and p.id = m.product_id
        group by p.id
    )

    select
        c.product_id,
        c.name,
        c.category,
        c.currency,
        c.price::numeric,
        c.competitors,
        c.lowest,
        c.median,
        c.highest,
        c.lowest_competitor,
        c.price - c.lowest,
        round((c.price - c.lowest) / c.lowest * 100, 2),
        c.price - c.median,
        round((c.price - c.median) / c.median * 100, 2),
        case when c.competitors > 0 then c.cheaper + 1 end,
        c.stale,
        c.newest
    from compared as c;
end
$$;
comment on function private.market_gaps(uuid, timestamptz) is
'Each product that competitors were seen with: theirs that are compared (private.market_prices), '
'gaps in money and percent of theirs, positive where ours is higher, and our rank: 1 where nobody '
'is cheaper.';

create function private.competitor_gaps(workspace uuid, most integer)
returns table (
    product_id uuid,
    name text,
    category text,
    currency text,
    price numeric,
    competitors bigint,
    lowest numeric,
    median numeric,
    highest numeric,
    lowest_competitor text,
    gap_to_lowest numeric,
    gap_to_lowest_percent numeric,
    gap_to_median numeric,
    gap_to_median_percent numeric,
    rank bigint,
    stale bigint,
    newest timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, 'viewer');
    return query
    select g.*
    from private.market_gaps(workspace, now()) as g
    order by g.gap_to_lowest_percent desc nulls last, g.name, g.product_id
    limit least(most, 5000);
end
$$;
comment on function private.competitor_gaps(uuid, integer) is
'Body of competitor_gaps. Raises PT403, PT404.';

create function public.competitor_gaps(workspace_id uuid, most integer default 200)
returns table (
    product_id uuid,
    name text,
    category text,
    currency text,
    price numeric,
    competitors bigint,
    lowest numeric,
    median numeric,
    highest numeric,
    lowest_competitor text,
    gap_to_lowest numeric,
    gap_to_lowest_percent numeric,
    gap_to_median numeric,
    gap_to_median_percent numeric,
    rank bigint,
    stale bigint,
    newest timestamptz
)
language sql
stable
set search_path = ''
as $$
    select * from private.competitor_gaps(competitor_gaps.workspace_id, competitor_gaps.most)
$$;
comment on function public.competitor_gaps(uuid, integer) is
'Our prices beside those of competitors, now; the dearest first, products with nothing fresh to '
'compare with last. Same currency, seen within market_settings.fresh_days, in stock. Gaps are ours '
'less theirs, percents of theirs; rank 1: nobody is cheaper. Viewers and up. Raises PT404.';
