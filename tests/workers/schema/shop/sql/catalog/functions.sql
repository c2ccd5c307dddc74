-- The name a shop shows; quotes and semicolons are here to try the tools.
create function public.shop_label(name text) returns text
    language sql
    immutable
    set search_path = ''
begin atomic
    select case when name = '' then 'it''s; empty' else name end;
end;

create function public.touch_shop() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.touched_at := now(); -- never by hand
    return new;
end;
$$;
