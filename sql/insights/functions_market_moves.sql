-- insights: who changed prices, and who moved first.

create function private.market_moves(workspace uuid, since timestamptz)
returns table (
    product_id uuid,
    competitor text,
    direction integer,
    moved_at timestamptz,
    old_price numeric,
    new_price numeric,
    part text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with seen as (
        select
            c.product_id,
            c.competitor,
            c.observed_at as moved_at,
            -- Sixty days further back: a change is one from the price that was seen before it.
            lag(c.price) over (
                partition by c.product_id, c.competitor order by c.observed_at
            ) as old_price,
            c.price as new_price
        from public.competitor_prices as c
        join public.products as p on p.workspace_id = workspace and p.id = c.product_id
        where
            c.workspace_id = workspace
            and c.observed_at >= since - interval '60 days'
            and c.observed_at <= now()
            and c.currency = p.currency
            and c.price > 0
            and c.price < 'Infinity'
    ),

    moves as (
        select s.product_id, s.competitor, s.moved_at, s.old_price, s.new_price
        from seen as s
        where s.old_price <> s.new_price and s.moved_at >= since
        union all
        select h.product_id, null, h.changed_at, h.old_price, h.new_price
        from public.price_history as h
        where
            h.workspace_id = workspace
            and h.changed_at >= since
            and h.currency = h.old_currency
            and h.old_price <> h.new_price
            and exists (select from seen as s where s.product_id = h.product_id)
    ),

    stepped as (
        select
            m.*,
            sign(m.new_price - m.old_price)::integer as direction,
            m.moved_at - lag(m.moved_at) over same > interval '7 days' as is_new
        from moves as m
        window same as (
            partition by m.product_id, sign(m.new_price - m.old_price) order by m.moved_at
        )
    ),

    gathered as (
        select
            s.*,
            count(*) filter (where s.is_new) over (
                partition by s.product_id, s.direction order by s.moved_at
            ) as episode
        from stepped as s
    ),

    ranked as (
        select
            g.*,
            -- Null is us: a word that no competitor's name, which is trimmed, can be.
            min(coalesce(g.competitor, ' ')) over whole
            <> max(coalesce(g.competitor, ' ')) over whole as is_shared,
            min(g.moved_at) over whole as begun_at,
            row_number() over (
                partition by g.product_id, g.direction, g.episode, g.competitor
                order by g.moved_at
            ) as step
        from gathered as g
        window whole as (partition by g.product_id, g.direction, g.episode)
    ),

    firsts as (
        select r.product_id, r.direction, r.episode, count(distinct coalesce(r.competitor, ' '))
        as sellers
        from ranked as r
        where r.moved_at = r.begun_at
        group by r.product_id, r.direction, r.episode
    )

    select
        r.product_id,
        r.competitor,
        r.direction,
        r.moved_at,
        r.old_price::numeric,
        r.new_price::numeric,
        case
            when not r.is_shared or r.step > 1 then 'alone'
            when f.sellers > 1 and r.moved_at = r.begun_at then 'together'
            when r.moved_at = r.begun_at then 'led'
            else 'followed'
        end
    from ranked as r
    join firsts as f using (product_id, direction, episode);
end
$$;
comment on function private.market_moves(uuid, timestamptz) is
'Price changes, ours with a null competitor, and the part each played. Changes of a product in one '
'direction, each at most 7 days after the one before, are one episode. Where several sellers take '
'part, who moved first led and the others followed, each by their first change; those seen at one '
'first moment moved together. Everything else is alone. As it was observed: a shop that is looked '
'at once a week moves on that day.';
