-- catalog: what happens when a price changes.

create function private.note_price_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        new.last_price_update := coalesce(new.last_price_update, now());
    elsif (new.base_price, new.current_price, new.currency)
        is distinct from (old.base_price, old.current_price, old.currency)
    then
        new.last_price_update := now();
    end if;
    return new;
end
$$;
comment on function private.note_price_change() is
'Trigger of products: keeps last_price_update.';
