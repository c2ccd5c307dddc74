-- analytics: events as the rollups see them.
--
-- security definer: private.open_batch, because nobody may write event_batches.

create function private.home_currency(workspace uuid) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        (select s.currency from public.analytics_settings as s where s.workspace_id = workspace),
        'USD'
    );
end
$$;
comment on function private.home_currency(uuid) is
'The currency of a workspace''s numbers: that of analytics_settings, else USD.';

create function private.open_batch(workspace uuid, events integer default 1) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    batch bigint;
begin
    insert into private.event_batches (workspace_id, events)
    values (workspace, greatest(open_batch.events, 1))
    returning id into batch;
    return batch;
end
$$;
comment on function private.open_batch(uuid, integer) is
'Begins a batch of about so many events and returns its number. Whoever appends events to a '
'workspace gives them this number in the same transaction: that is what gets them rolled up.';

create function private.week_of(day date) returns integer
language sql
immutable
parallel safe
set search_path = ''
as $$
    -- 1970-01-05 was a Monday. Floor, so that it holds before it as well.
    select floor((day - '1970-01-05'::date) / 7.0)::integer
$$;
comment on function private.week_of(date) is
'Number of the week of a day, from Monday; 0 has 1970-01-05.';

create function private.batch_facts(batches bigint[]) returns setof private.event_fact
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select
        e.id,
        e.workspace_id,
        e.occurred_at,
        (e.occurred_at at time zone 'UTC')::date,
        v.currency,
        e.event_type,
        e.stage,
        case when v.visited then k.visitor end,
        case when v.visited then ('x' || left(k.visitor::text, 8))::bit(32)::integer end,
        case when v.visited then md5(e.session_id)::uuid end,
        e.campaign_id,
        e.component_id,
        e.product_id,
        e.managed_url_id,
        coalesce(e.country, 'ZZ'),
        nullif(e.page, ''),
        coalesce(nullif(e.source, ''), 'direct'),
        coalesce(nullif(e.medium, ''), 'none'),
        v.weight,
        case when e.event_type = 'page_view' then v.weight * e.quantity else 0 end,
        case when e.event_type in ('page_view', 'view') then v.weight * e.quantity else 0 end,
        case when e.event_type = 'impression' then v.weight * e.quantity else 0 end,
        case
            when e.event_type in ('click', 'link_click', 'email_click') then v.weight * e.quantity
            else 0
        end,
        case when e.event_type = 'link_click' then v.weight * e.quantity else 0 end,
        case when e.event_type = 'cart_add' then v.weight * e.quantity else 0 end,
        case when e.event_type in ('conversion', 'rebill') then v.weight else 0 end,
        case
            when e.event_type in ('conversion', 'rebill') then coalesce(v.weight * e.revenue, 0)
            else 0
        end,
        case when e.event_type = 'refund' then coalesce(v.weight * e.revenue, 0) else 0 end
    from public.events as e
    left join public.analytics_settings as s on s.workspace_id = e.workspace_id
    cross join lateral (
        select coalesce(s.currency, 'USD') as home, md5(e.visitor_id)::uuid as visitor
    ) as k
    cross join lateral (
        values
        (coalesce(e.currency, k.home), 1::bigint, e.currency is null or e.currency = k.home),
        (case when e.currency <> k.home then k.home end, 0::bigint, true)
    ) as v (currency, weight, visited)
    where e.batch = any (batches) and v.currency is not null;
end
$$;
comment on function private.batch_facts(bigint[]) is
'What the events of some batches count for in their workspaces, whose numbers are in a currency.';

create function private.tail_facts(workspace uuid) returns setof private.event_fact
language plpgsql
stable
set search_path = ''
as $$
declare
    batches constant bigint[] := array(
        select b.id from private.event_batches as b where b.workspace_id = workspace
    );
begin
    if batches = '{}' then
        return;
    end if;
    return query select f.* from private.batch_facts(batches) as f;
end
$$;
comment on function private.tail_facts(uuid) is
'What the events of a workspace count for that are not rolled up yet: rollups plus these are '
'everything. For bodies of functions that have asked for the role.';
