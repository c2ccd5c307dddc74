-- pricing: what makes a product be priced again before the night.
--
-- security definer: whoever changes stock or brings competitors' prices does not write marks.

create function private.mark_stock() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.repricing_marks (workspace_id, product_id, reason)
    select after.workspace_id, after.id, 'stock'
    from new_products as after
    join old_products as before using (id)
    where
        before.inventory_count <> after.inventory_count
        and after.tracks_stock
        and (
            (before.inventory_count <= before.reorder_point)
            <> (after.inventory_count <= after.reorder_point)
            or (before.inventory_count <= 0) <> (after.inventory_count <= 0)
        )
        and private.reprices_on_change(after.workspace_id);
    return null;
end
$$;
comment on function private.mark_stock() is
'Trigger: marks products whose stock crossed the reorder point, or ran out or came in, to be '
'priced again. Attach after update, for each statement, referencing old table as old_products new '
'table as new_products.';

create function private.mark_competitors() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.repricing_marks (workspace_id, product_id, reason)
    select distinct a.workspace_id, a.product_id, 'competitors'
    from added as a
    join (
        select w.workspace_id
        from (select distinct workspace_id from added) as w
        where private.reprices_on_change(w.workspace_id)
    ) as w using (workspace_id);
    return null;
end
$$;
comment on function private.mark_competitors() is
'Trigger: marks products that competitors'' prices came in for to be priced again. Attach after '
'insert, for each statement, referencing new table as added.';

create function private.reprices_on_change(workspace uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return exists (
        select
        from public.price_rules as r
        where r.workspace_id = workspace and r.is_active
    )
    and (private.pricing_setting(workspace)).reprices_on_change;
end
$$;
comment on function private.reprices_on_change(uuid) is
'Whether changes of stock and competitors start a run in a workspace: it has an active rule, and '
'has not switched that off.';
