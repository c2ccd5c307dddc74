-- analytics: events as the rollups see them.
--
-- security definer: private.open_batch, because nobody may write event_batches.

create function private.home_currency(workspace uuid) returns text
language sql
stable
set search_path = ''
as $$
    select coalesce(
        (select s.currency from public.analytics_settings as s where s.workspace_id = workspace),
        'USD'
    )
$$;
comment on function private.home_currency(uuid) is
'The currency of a workspace''s numbers: that of analytics_settings, else USD.';

create function private.open_batch(workspace uuid, events integer default 1) returns bigint
language sql
security definer
set search_path = ''
as $$
    insert into private.event_batches (workspace_id, events)
    values (workspace, greatest(events, 1))
    returning id
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
comment on function private.week_of(date) is 'Number of the week of a day, from Monday; 0 has 1970-01-05.';

create function private.facts_of(e public.events, home text) returns setof private.event_fact
language sql
immutable
set search_path = ''
as $$
    select
        e.id,
        e.workspace_id,
        e.occurred_at,
        (e.occurred_at at time zone 'UTC')::date,
        v.currency,
        e.event_type,
        e.stage,
        case when v.visited then md5(e.visitor_id)::uuid end,
        case when v.visited then private.visitor_hash(md5(e.visitor_id)::uuid) end,
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
    from (
        values
        (coalesce(e.currency, home), 1::bigint, e.currency is null or e.currency = home),
        (case when e.currency <> home then home end, 0::bigint, true)
    ) as v (currency, weight, visited)
    where v.currency is not null
$$;
comment on function private.facts_of(public.events, text) is
'What an event counts for in a workspace whose numbers are in a currency.';

create function private.batch_facts(batches bigint[]) returns setof private.event_fact
language sql
stable
set search_path = ''
as $$
    select f.*
    from public.events as e
    cross join lateral private.facts_of(e, private.home_currency(e.workspace_id)) as f
    where e.batch = any (batches)
$$;
comment on function private.batch_facts(bigint[]) is 'What the events of some batches count for.';

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
