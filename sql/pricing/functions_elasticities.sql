-- pricing: what elasticities are estimated from, and keeping the estimates.
--
-- security definer: the private functions, because estimates are nobody's to write, and workers
-- have no rights of their own on what they are made from.

create function private.elasticity_workspaces() returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return array(
        select w.id
        from public.workspaces as w
        where exists (
            select
            from public.price_history as h
            where h.workspace_id = w.id and h.changed_at >= now() - interval '180 days'
        )
        order by w.id
    );
end
$$;
comment on function private.elasticity_workspaces() is 'Body of public.elasticity_workspaces.';

create function public.elasticity_workspaces() returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.elasticity_workspaces();
end
$$;
comment on function public.elasticity_workspaces() is
'The workspaces in which a price changed in 180 days: those with something to learn from. For '
'workers.';

create function private.pricing_observations(workspace uuid, after uuid, most integer)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    today constant timestamp := date_trunc('day', now() at time zone 'UTC');
    begins constant timestamp := today - interval '180 days';
begin
    return (
        with chosen as materialized (
            select p.id, p.category, p.currency, p.created_at at time zone 'UTC' as created_at
            from public.products as p
            where p.workspace_id = workspace
                and p.is_active
                and (pricing_observations.after is null or p.id > pricing_observations.after)
                -- One price ever says nothing of another.
                and exists (
                    select
                    from public.price_history as h
                    where h.workspace_id = workspace
                        and h.product_id = p.id
                        and h.changed_at >= begins at time zone 'UTC'
                )
            order by p.id
            limit pricing_observations.most
        ),

        changes as (
            select
                h.product_id, h.old_price, h.new_price, h.old_currency, h.currency,
                h.changed_at at time zone 'UTC' as changed_at,
                lead(h.changed_at at time zone 'UTC') over (
                    partition by h.product_id order by h.changed_at, h.id
                ) as next_at,
                row_number() over (partition by h.product_id order by h.changed_at, h.id) as place
            from chosen as c
            join public.price_history as h on h.workspace_id = workspace and h.product_id = c.id
            where h.changed_at >= begins at time zone 'UTC'
        ),

        -- From when until when which price was in force.
        spans as (
            select product_id, new_price as price, currency, changed_at as since,
                coalesce(next_at, today) as until
            from changes
            union all
            select h.product_id, h.old_price, h.old_currency, greatest(c.created_at, begins),
                h.changed_at
            from changes as h
            join chosen as c on c.id = h.product_id
            where h.place = 1
        ),

        days as (
            select s.product_id, d.day::date as day, s.price
            from spans as s
            join chosen as c on c.id = s.product_id and c.currency = s.currency
            cross join lateral generate_series(
                date_trunc('day', s.since), s.until, interval '1 day'
            ) as d (day)
            where d.day < today
                and s.price > 0
                and least(s.until, d.day + interval '1 day') - greatest(s.since, d.day)
                >= interval '20 hours'
        ),

        gathered as (
            select
                c.id,
                c.category,
                jsonb_agg(d.day - date '1970-01-01' order by d.day) as days,
                jsonb_agg(d.price order by d.day) as prices,
                jsonb_agg(coalesce(b.units, 0) order by d.day) as units
            from chosen as c
            join days as d on d.product_id = c.id
            left join public.revenue_breakdown as b
                on b.workspace_id = workspace
                and b.product_id = c.id
                and b.date = d.day
                and b.currency = c.currency
            group by c.id, c.category
        )

        select jsonb_build_object(
            'products', coalesce(
                (
                    select jsonb_agg(
                        jsonb_build_object(
                            'product_id', g.id,
                            'category', g.category,
                            'days', g.days,
                            'prices', g.prices,
                            'units', g.units
                        ) order by g.id
                    )
                    from gathered as g
                ),
                '[]'
            ),
            -- Null after the last page. A page may hold products without a single whole day.
            'after', case
                when (select count(*) from chosen) = pricing_observations.most
                    then (select c.id from chosen as c order by c.id desc limit 1)
            end
        )
    );
end
$$;
comment on function private.pricing_observations(uuid, uuid, integer) is
'Body of public.pricing_observations.';

create function public.pricing_observations(
    workspace uuid, after uuid default null, most integer default 500
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.pricing_observations(workspace, after, most);
end
$$;
comment on function public.pricing_observations(uuid, uuid, integer) is
'What products of a workspace whose price changed in 180 days sold at which price, day by day: '
'{products: [{product_id, category, days, prices, units}], after}; days count from 1970-01-01, '
'UTC. Days without a sale are there with 0 units; days on which no price was in force for 20 '
'hours, and today, are not. Pass `after` on for the next products, until it is null. For workers.';

create function private.save_price_elasticities(workspace uuid, fits jsonb) returns integer
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    written integer;
begin
    with sent as materialized (
        select f.*
        from jsonb_to_recordset(fits) as f (
            product_id uuid, category text, elasticity numeric, standard_error numeric,
            interval_low numeric, interval_high numeric, method text, observations integer,
            shrinkage numeric, diagnostics jsonb, observed_from date, observed_until date
        )
        -- A product may be gone since it was observed.
        where f.product_id is null or exists (
            select
            from public.products as p
            where p.workspace_id = workspace and p.id = f.product_id
        )
    ),

    -- Fits are nightly; of each week the last one stays, which shows drift well enough.
    replaced as (
        delete from public.price_elasticities as e
        using sent as s
        where e.workspace_id = workspace
            and e.product_id is not distinct from s.product_id
            and e.category is not distinct from s.category
            and e.fitted_at >= date_trunc('week', now(), 'UTC')
    )

    insert into public.price_elasticities (
        workspace_id, product_id, category, elasticity, standard_error, interval_low,
        interval_high, method, observations, shrinkage, diagnostics, observed_from, observed_until
    )
    select
        workspace, s.product_id, s.category, s.elasticity, s.standard_error, s.interval_low,
        s.interval_high, s.method, s.observations, s.shrinkage, coalesce(s.diagnostics, '{}'),
        s.observed_from, s.observed_until
    from sent as s;
    get diagnostics written = row_count;
    return written;
end
$$;
comment on function private.save_price_elasticities(uuid, jsonb) is
'Body of public.save_price_elasticities.';

create function public.save_price_elasticities(workspace uuid, fits jsonb) returns integer
language plpgsql
set search_path = ''
as $$
begin
    return private.save_price_elasticities(workspace, fits);
end
$$;
comment on function public.save_price_elasticities(uuid, jsonb) is
'Keeps estimates, a list of price_elasticities'' columns; they replace those of the same scope and '
'week. Returns how many it kept: products that are gone are left out. For workers: the job '
'pricing.fit.';
