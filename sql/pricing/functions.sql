-- pricing: keeping the history of prices.
--
-- security definer: private.keep_price_history, because who may change a price may not write
-- the history of it.

create function private.keep_price_history() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    origin constant jsonb := nullif(current_setting('flywheel.price_origin', true), '')::jsonb;
    moment constant timestamptz := clock_timestamp();
begin
    -- Statement-level: a million prices changed at once are one insert.
    insert into public.price_history (
        workspace_id, product_id, recommendation_id, changed_by, old_price, new_price,
        old_currency, currency, base_price, base_cost, prior_price, reason, changed_at
    )
    select
        after.workspace_id,
        after.id,
        coalesce(
            origin ->> 'recommendation_id', origin -> 'recommendations' ->> after.id::text
        )::uuid,
        (select p.id from public.profiles as p where p.id = auth.uid()),
        before.current_price,
        after.current_price,
        before.currency,
        after.currency,
        after.base_price,
        after.base_cost,
        after.prior_price,
        coalesce(origin ->> 'reason', 'manual'),
        coalesce(after.reduced_since, moment)
    from new_products as after
    join old_products as before using (id)
    where
        (after.current_price, after.currency)
        is distinct from (before.current_price, before.currency);
    return null;
end
$$;
comment on function private.keep_price_history() is
'Trigger: writes changes of current_price into price_history. Attach after update, for each '
'statement, referencing old table as old_products new table as new_products.';

create function private.set_price_origin(reason text, recommendation_id uuid default null)
returns void
language sql
set search_path = ''
as $$
    select set_config(
        'flywheel.price_origin',
        jsonb_build_object('reason', reason, 'recommendation_id', recommendation_id)::text,
        true
    )
$$;
comment on function private.set_price_origin(text, uuid) is
'Says why the prices that this transaction changes from here on change: sync, recommendation (and '
'which), rollback or manual. price_history keeps it.';
