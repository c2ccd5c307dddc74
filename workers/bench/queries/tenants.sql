-- What a member knows of their workspace before they ask.

-- name: known
with some_events as materialized (
    select
        e.visitor_id,
        e.occurred_at
    from public.events as e
    where e.workspace_id = %(workspace_id)s
    order by e.occurred_at desc
    limit 5000
),

some_orders as materialized (
    select
        o.id,
        o.ordered_at
    from public.orders as o
    where o.workspace_id = %(workspace_id)s
    order by o.id
    limit 50
)

select
    w.id,
    (
        select m.user_id
        from public.workspace_members as m
        where m.workspace_id = w.id and m.role = 'viewer'
        order by m.id
        limit 1
    ) as viewer,
    array(
        select p.id::text
        from public.products as p
        where p.workspace_id = w.id
        order by p.id
        limit 50
    ) as products,
    array(
        select c.id::text
        from public.campaigns as c
        where c.workspace_id = w.id
        order by c.id
        limit 50
    ) as campaigns,
    array(select o.id::text from some_orders as o) as orders,
    array(select distinct e.visitor_id from some_events as e order by 1 limit 50) as visitors,
    jsonb_build_object(
        'orders', (
            select coalesce(jsonb_agg(to_json(o.ordered_at)), '["2020-01-01"]')
            from some_orders as o
        ),
        'products', (
            select jsonb_agg(to_json(p.created_at))
            from (
                select q.created_at
                from public.products as q
                where q.workspace_id = w.id
                order by q.id
                limit 50
            ) as p
        ),
        'campaigns', (
            select jsonb_agg(to_json(c.created_at))
            from public.campaigns as c
            where c.workspace_id = w.id
        ),
        'customers', (
            select coalesce(jsonb_agg(to_json(o.ordered_at)), '["2020-01-01"]')
            from some_orders as o
        ),
        'events', (select jsonb_agg(to_json(e.occurred_at)) from some_events as e)
    ) as moments
from public.workspaces as w
where w.id = %(workspace_id)s
