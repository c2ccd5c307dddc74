-- analytics: what each campaign earned: net revenue, less ads, less AI.
--
-- security definer: private.campaign_profit, so that the sums are read without a policy per row
-- once the caller is proved to be a viewer.
--
-- Flywheel keeps no exchange rates. Each currency is a line of its own: AI is paid in USD, so
-- its cost stands in the line in USD, also where the campaign sells in another.

create function private.campaign_money(workspace uuid, since date, until date, model text)
returns table (
    campaign_id uuid,
    currency text,
    orders numeric,
    revenue numeric,
    refunds numeric,
    ad_spend numeric,
    ai_cost numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with money as (
        select
            nullif(a.key, '')::uuid as campaign_id,
            a.currency,
            -- The part of each order that the campaign earned.
            a.orders,
            a.revenue,
            a.refunds,
            0::numeric as ad_spend,
            0::numeric as ai_cost
        from private.attribution_sums(workspace, since, until, array[model], 'campaign') as a
        union all
        select s.campaign_id, s.currency, 0, 0, 0, s.spend, 0
        from private.spend_between(workspace, since, until) as s
        union all
        select g.campaign_id, 'USD', 0, 0, 0, 0, g.cost
        from public.ai_generations as g
        where
            g.workspace_id = workspace
            and g.cost > 0
            and g.campaign_id is not null
            and g.created_at >= since::timestamp at time zone 'UTC'
            and g.created_at < (until + 1)::timestamp at time zone 'UTC'
    )

    select
        m.campaign_id,
        m.currency,
        sum(m.orders),
        sum(m.revenue),
        sum(m.refunds),
        sum(m.ad_spend),
        sum(m.ai_cost)
    from money as m
    group by m.campaign_id, m.currency;
end
$$;
comment on function private.campaign_money(uuid, date, date, text) is
'What each campaign earned by a model and what it cost, a row per currency. The row without a '
'campaign is what was earned outside all campaigns.';

create function private.campaign_profit(
    workspace uuid, since date, until date, model text, max integer
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
declare
    chosen text;
    report jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_max(max);
    chosen := coalesce(model, (private.attribution_setting(workspace)).model);
    perform private.check_choice(
        'model',
        chosen,
        array[
            'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
            'shapley'
        ]
    );
    with lines as materialized (
        select
            m.*,
            m.revenue - m.refunds as net_revenue,
            m.revenue - m.refunds - m.ad_spend - m.ai_cost as profit
        from private.campaign_money(workspace, since, until, chosen) as m
    ),

    shown as (
        select l.*, c.name, row_number() over (
            order by l.profit desc, l.campaign_id, l.currency
        ) as place
        from lines as l
        join public.campaigns as c on c.workspace_id = workspace and c.id = l.campaign_id
        order by place
        limit max
    ),

    sums as (
        select
            l.currency,
            sum(l.orders) as orders,
            sum(l.revenue) as revenue,
            sum(l.refunds) as refunds,
            sum(l.net_revenue) as net_revenue,
            sum(l.net_revenue) filter (where l.campaign_id is null) as outside,
            sum(l.ad_spend) as ad_spend,
            sum(l.ai_cost) as ai_cost,
            sum(l.profit) as profit
        from lines as l
        group by l.currency
    )

    select
        jsonb_build_object(
            'since', since,
            'until', until,
            'model', chosen,
            'campaigns', coalesce(
                (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'campaign_id', s.campaign_id,
                                'name', s.name,
                                'currency', s.currency,
                                'orders', round(s.orders, 2),
                                'revenue', s.revenue,
                                'refunds', s.refunds,
                                'net_revenue', s.net_revenue,
                                'ad_spend', s.ad_spend,
                                'ai_cost', s.ai_cost,
                                'profit', s.profit,
                                'roas', round(s.net_revenue / nullif(s.ad_spend, 0), 2)
                            )
                            order by s.place
                        )
                    from shown as s
                ),
                '[]'::jsonb
            ),
            'sums', coalesce(
                (
                    select
                        jsonb_agg(
                            jsonb_build_object(
                                'currency', s.currency,
                                'orders', round(s.orders, 2),
                                'revenue', s.revenue,
                                'refunds', s.refunds,
                                'net_revenue', s.net_revenue,
                                'outside_campaigns', coalesce(s.outside, 0),
                                'ad_spend', s.ad_spend,
                                'ai_cost', s.ai_cost,
                                'profit', s.profit,
                                'roas', round(s.net_revenue / nullif(s.ad_spend, 0), 2)
                            )
                            order by s.currency
                        )
                    from sums as s
                ),
                '[]'::jsonb
            )
        ) into report;
    return report;
end
$$;
comment on function private.campaign_profit(uuid, date, date, text, integer) is
'The body of public.campaign_profit.';

create function public.campaign_profit(
    workspace_id uuid,
    since date default (now() at time zone 'UTC')::date - 29,
    until date default (now() at time zone 'UTC')::date,
    model text default null,
    max integer default 100
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.campaign_profit(workspace_id, since, until, model, max);
end
$$;
comment on function public.campaign_profit(uuid, date, date, text, integer) is
'Profit and loss of each campaign: net revenue by an attribution model (the workspace''s own '
'where none is named), less refunds, ad spend and AI cost, best first. A line per currency, since '
'nothing is converted: the cost of AI stands in the line in USD. sums holds the totals per '
'currency, with what was earned outside all campaigns. For viewers. Raises PT404 for a foreign '
'workspace, PT422 for a period or model that is none.';
