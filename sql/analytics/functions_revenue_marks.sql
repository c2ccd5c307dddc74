-- analytics: noting which days of revenue a change touches.
--
-- security definer: private.note_revenue, because nobody may write private.revenue_marks;
-- private.adopt_order, because it reads payments for those who write refunds.

create function private.utc_day(moment timestamptz) returns date
language sql
immutable
parallel safe
set search_path = ''
as $$
    select (moment at time zone 'UTC')::date
$$;
comment on function private.utc_day(timestamptz) is 'The UTC day of a moment.';

create function private.present_product(workspace uuid, product uuid) returns uuid
language sql
stable
set search_path = ''
as $$
    select p.id from public.products as p where p.workspace_id = workspace and p.id = product
$$;
comment on function private.present_product(uuid, uuid) is
'The product if it is still there. That one was deleted changes no revenue.';

create function private.note_revenue() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    shape constant text := format(
        'select t.workspace_id, %s as order_id, array[%s]::timestamptz[] as moments,'
        ' row(%s) as rest',
        tg_argv[0], tg_argv[1], tg_argv[2]
    );
    changed constant text := case tg_op
        when 'INSERT' then shape || ' from added as t'
        when 'DELETE' then shape || ' from removed as t'
        else format(
            '((%1$s from added as t) except all (%1$s from removed as t))'
            ' union all ((%1$s from removed as t) except all (%1$s from added as t))',
            shape
        )
    end;
begin
    -- The join leaves out a workspace that is being deleted.
    execute format(
        'with changed as materialized (%s), marks as ('
        ' select c.workspace_id, null::uuid as order_id, private.utc_day(m) as day'
        ' from changed as c cross join unnest(c.moments) as m where m is not null'
        ' union select c.workspace_id, c.order_id, null from changed as c'
        ' where c.order_id is not null)'
        ' insert into private.revenue_marks (workspace_id, order_id, day)'
        ' select m.workspace_id, m.order_id, m.day from marks as m'
        ' join public.workspaces as w on w.id = m.workspace_id',
        changed
    );
    return null;
end
$$;
comment on function private.note_revenue() is
'Trigger, per statement: notes what days of revenue it touched. Arguments: the column with the '
'order, the columns with moments, and what else revenue depends on. Statements that change none of '
'them note nothing.';

create function private.adopt_order() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    new.order_id := (
        select p.order_id
        from public.payments as p
        where p.workspace_id = new.workspace_id and p.id = new.payment_id
    );
    return new;
end
$$;
comment on function private.adopt_order() is
'Trigger: a refund without an order is one of its payment''s order.';

create function private.revenue_days(workspace uuid, orders uuid[]) returns table (day date)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select private.utc_day(moment)
    from public.orders as o
    cross join unnest(
        array[coalesce(o.paid_at, o.ordered_at), coalesce(o.refunded_at, o.ordered_at)]
    ) as moment
    where o.workspace_id = workspace and o.id = any (orders)
    union
    select private.utc_day(moment)
    from public.payments as p
    cross join unnest(
        array[
            case when p.refunded_amount > 0 then coalesce(p.refunded_at, p.created_at) end,
            case when p.disputed_amount > 0 then coalesce(p.disputed_at, p.created_at) end
        ]
    ) as moment
    where p.workspace_id = workspace and p.order_id = any (orders) and moment is not null
    union
    select private.utc_day(r.refunded_at)
    from public.refunds as r
    where r.workspace_id = workspace and r.order_id = any (orders);
end
$$;
comment on function private.revenue_days(uuid, uuid[]) is
'The days on which some orders were sold, refunded or lost in a dispute.';
