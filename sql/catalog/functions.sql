-- catalog: what happens when a price or a count changes.

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

create function private.note_stock() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.tracks_stock := true;
    return new;
end
$$;
comment on function private.note_stock() is
'Trigger of products: whoever writes a count other than 0 tracks stock, also once it is sold out. '
'Attach where tracks_stock is null.';
