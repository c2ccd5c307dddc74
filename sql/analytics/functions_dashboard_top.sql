-- analytics: the best products, campaigns, components, countries, pages, sources and links.
--
-- security definer: private.dashboard_top, so that the sums are read without a policy per row
-- once the caller is proved to be a viewer.

create function private.dimension_parts(dimension text)
returns table (
    day_table text, key text, typed_key text, counts text[], amounts text[], ranked text[],
    is_many boolean
)
language plpgsql
immutable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select d.day_table, d.key, d.typed_key, d.counts, d.amounts, d.ranked, d.is_many
    from (
        values
        (
            'product', 'public.product_metrics', 'r.product_id::text',
            'r.product_id = any ($9::uuid[])', '{views,cart_adds,sales}'::text[],
            '{revenue,refunds}'::text[], '{views,cart_adds,sales,revenue}'::text[], true
        ),
        (
            'page', 'public.page_metrics', 'r.page', 'r.page = any ($9)', '{views,entries,exits}',
            '{}', '{views,entries}', true
        ),
        (
            'campaign', 'public.campaign_metrics', 'r.campaign_id::text',
            'r.campaign_id = any ($9::uuid[])', '{views,impressions,clicks,conversions}',
            '{revenue,refunds,spend}',
            '{views,impressions,clicks,conversions,revenue,refunds,spend}', false
        ),
        (
            'component', 'public.component_metrics', 'r.component_id::text',
            'r.component_id = any ($9::uuid[])', '{views,clicks,conversions}', '{}',
            '{views,clicks,conversions}', false
        ),
        (
            'country', 'public.country_metrics', 'r.country', 'r.country = any ($9)',
            '{views,conversions}', '{revenue,refunds}', '{views,conversions,revenue,refunds}', false
        ),
        (
            'source', 'public.source_metrics', 'r.source || e''\t'' || r.medium',
            'r.source || e''\t'' || r.medium = any ($9)', '{sessions,conversions}',
            '{revenue,refunds}', '{sessions,conversions,revenue,refunds}', false
        ),
        (
            'link', 'public.link_metrics', 'r.managed_url_id::text',
            'r.managed_url_id = any ($9::uuid[])', '{clicks}', '{}', '{clicks}', false
        )
    ) as d (dimension, day_table, key, typed_key, counts, amounts, ranked, is_many)
    where d.dimension = dimension_parts.dimension;
end
$$;
comment on function private.dimension_parts(text) is
'How a dimension is kept: its table by day and its key there, a condition that picks keys, its '
'counts and amounts, the measures it can be ranked by, and whether its keys are too many to add '
'all of them up.';

create function private.dimension_source(dimension text, columns text[], are_picked boolean)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    d record;
    currency text;
begin
    select p.* into d from private.dimension_parts(dimension) as p;
    currency := case when d.amounts = '{}' then '$8' else 'r.currency' end;
    return format(
        'select %1$s as key, %2$s as currency, %3$s from %4$s as r'
        ' where r.workspace_id = $1 and r.date between $2 and $3%5$s'
        ' union all select %1$s, %2$s, %3$s from %4$s as r'
        ' where r.workspace_id = $1 and r.date between $4 and $5%5$s'
        ' union all select r.key, r.currency, %3$s from private.metric_months as r'
        ' where r.workspace_id = $1 and r.dimension = %6$L and r.month between $6 and $7%7$s'
        ' union all select r.key, r.currency, %3$s'
        ' from unnest($11) as r%8$s',
        d.key,
        currency,
        (select string_agg(format('r.%I', c.name), ', ') from unnest(columns) as c (name)),
        d.day_table,
        case when are_picked then ' and ' || d.typed_key else '' end,
        dimension,
        case when are_picked then ' and r.key = any ($9)' else '' end,
        case when are_picked then ' where r.key = any ($9)' else '' end
    );
end
$$;
comment on function private.dimension_source(text, text[], boolean) is
'A query for the rows of a dimension that add up to a period, tail included. $1 workspace, $2 to '
'$3 and $4 to $5 the days at its ends, $6 to $7 the months between, $8 currency, $9 keys, $11 '
'tail.';

create function private.dimension_names(workspace uuid, dimension text, keys text[])
returns table (key text, name text)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if dimension = 'product' then
        return query
        select p.id::text, p.name from public.products as p
        where p.workspace_id = workspace and p.id = any (keys::uuid[]);
    elsif dimension = 'campaign' then
        return query
        select c.id::text, c.name from public.campaigns as c
        where c.workspace_id = workspace and c.id = any (keys::uuid[]);
    elsif dimension = 'component' then
        return query
        select c.id::text, c.name from public.campaign_components as c
        where c.workspace_id = workspace and c.id = any (keys::uuid[]);
    elsif dimension = 'link' then
        return query
        select u.id::text, u.url from public.managed_urls as u
        where u.workspace_id = workspace and u.id = any (keys::uuid[]);
    else
        return query
        select k.key, replace(k.key, e'\t', ' / ') from unnest(keys) as k (key);
    end if;
end
$$;
comment on function private.dimension_names(uuid, text, text[]) is
'What the keys of a dimension are called; nothing for what is deleted.';

create function private.dashboard_top(
    workspace uuid,
    dimension text,
    metric text,
    since date,
    until date,
    max integer,
    currency text
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
declare
    d record;
    p private.period_parts;
    tail private.dimension_change[];
    money text;
    ranked_by text;
    keys text[];
    is_exact boolean := true;
    columns text[];
    measures text;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_max(max);
    perform private.check_choice(
        'dimension',
        dimension,
        array['product', 'campaign', 'component', 'country', 'page', 'source', 'link']
    );
    select x.* into d from private.dimension_parts(dimension) as x;
    ranked_by := coalesce(metric, d.ranked[1]);
    perform private.check_choice(format('metric of a %s', dimension), ranked_by, d.ranked);
    money := private.dashboard_currency(workspace, currency);
    p := private.parts_of(workspace, since, until);
    tail := array(
        select t from private.dimension_tail(workspace, dimension, since, until) as t
    );
    if d.is_many then
        select t.keys, t.is_exact into keys, is_exact
        from private.top_keys(workspace, dimension, ranked_by, p, money, max, tail) as t;
    end if;
    columns := d.counts || d.amounts;
    measures := (
        select
            string_agg(
                case
                    when c.name = any (d.amounts) then format(
                        'coalesce(sum(s.%1$I) filter (where s.currency = $8), 0) as %1$I', c.name
                    )
                    else format('sum(s.%1$I)::bigint as %1$I', c.name)
                end,
                ', '
            )
        from unnest(columns) as c (name)
    );
    execute format(
        'with best as materialized ('
        ' select s.key, %1$s from (%2$s) as s group by s.key order by %3$I desc, s.key limit $10)'
        ' select jsonb_agg(to_jsonb(b) order by b.%3$I desc, b.key), array_agg(b.key)'
        ' from best as b where b.%3$I > 0',
        measures,
        private.dimension_source(dimension, columns, keys is not null),
        ranked_by
    )
    into report, keys
    using
        workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
        p.last_month, money, keys, max, tail;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'dimension', dimension,
        'metric', ranked_by,
        'currency', case when d.amounts <> '{}' then money end,
        'exact', is_exact,
        'rows', coalesce(
            (
                select
                    jsonb_agg(
                        jsonb_build_object('name', n.name) || r.row
                        || jsonb_build_object('visitors', coalesce(v.visitors, 0))
                        order by r.place
                    )
                from jsonb_array_elements(report) with ordinality as r (row, place)
                left join private.dimension_names(workspace, dimension, keys) as n
                    on n.key = r.row ->> 'key'
                left join private.dimension_visitors(workspace, dimension, p, keys, tail) as v
                    on v.key = r.row ->> 'key'
            ),
            '[]'::jsonb
        )
    );
end
$$;
comment on function private.dashboard_top(uuid, text, text, date, date, integer, text) is
'The body of public.dashboard_top.';

create function private.dimension_visitors(
    workspace uuid,
    dimension text,
    p private.period_parts,
    keys text[],
    tail private.dimension_change[]
)
returns table (key text, visitors bigint)
language plpgsql
stable
set search_path = ''
as $$
begin
    for key, visitors in execute format(
        'select s.key, private.union_size('
        ' array_agg(row(s.visitor_hashes[:2048], cardinality(s.visitor_hashes))::private.sketch)'
        ' filter (where s.visitor_hashes is not null), 2048, 4000)'
        ' from (%s) as s group by s.key',
        private.dimension_source(dimension, array['visitor_hashes'], true)
    )
    using
        workspace, p.head_since, p.head_until, p.foot_since, p.foot_until, p.first_month,
        p.last_month, ''::text, keys, 0, tail
    loop
        return next;
    end loop;
end
$$;
comment on function private.dimension_visitors(
    uuid, text, private.period_parts, text[], private.dimension_change[]
) is
'Distinct visitors of some keys over a period, from their sketches.';

create function public.dashboard_top(
    workspace_id uuid,
    dimension text,
    metric text default null,
    since date default (now() at time zone 'UTC')::date - 29,
    until date default (now() at time zone 'UTC')::date,
    max integer default 10,
    currency text default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_top(
        workspace_id, dimension, metric, since, until, max, currency
    );
end
$$;
comment on function public.dashboard_top(uuid, text, text, date, date, integer, text) is
'The best of a dimension (product, campaign, component, country, page, source, link) by a metric '
'over a period of UTC days, best first, with name, all its measures and its distinct visitors. '
'Money is in one currency, the workspace''s own where none is named. exact is false only where so '
'many keys are alike that the search was given up: then rows are good, maybe not the best. For '
'viewers. Raises PT404 for a foreign workspace, PT422 for what is unknown.';
