-- commerce: trigger functions of orders and payments, shared with billing.
--
-- security definer: private.take_currency, because it locks a row that its caller, who writes
-- the lines of an order, need not be allowed to change.

create function private.normalise_status() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.status := coalesce(
        (
            select split_part(synonym, '=', 2)
            from unnest(tg_argv) as synonym
            where split_part(synonym, '=', 1) = new.status
        ),
        new.status
    );
    return new;
end
$$;
comment on function private.normalise_status() is
'Trigger: stores one spelling of a status where the documents have two; each argument says '
'given=stored. Attach before insert or update of status, under a name that sorts before the '
'transitions.';

create function private.stamp_status() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    stamped constant text := (
        select split_part(stamp, '=', 2)
        from unnest(tg_argv) as stamp
        where split_part(stamp, '=', 1) = new.status
    );
begin
    if stamped is null then
        return new;
    elsif tg_op = 'INSERT' then
        if to_jsonb(new) ->> stamped is not null then
            return new;
        end if;
    elsif new.status = old.status
        or to_jsonb(new) ->> stamped is distinct from to_jsonb(old) ->> stamped
    then
        return new;
    end if;
    return jsonb_populate_record(new, jsonb_build_object(stamped, now()));
end
$$;
comment on function private.stamp_status() is
'Trigger: notes when a status was reached, unless the writer says it; each argument says '
'status=column. Attach before insert or update of status.';

create function private.take_currency() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_currency text;
begin
    -- Locked, so that nobody changes the order's status unseen by what this line sets off.
    execute format(
        'select currency from public.%I where workspace_id = $1 and id = $2 for share', tg_argv[0]
    )
    into found_currency
    using new.workspace_id, new.order_id;
    -- An order that is not there is refused by the foreign key, whatever the currency.
    new.currency := coalesce(found_currency, new.currency, 'USD');
    return new;
end
$$;
comment on function private.take_currency() is
'Trigger: gives a line the currency of its order, in the table named as its argument. Attach '
'before insert or update of order_id, currency.';
